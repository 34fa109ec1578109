"""Who sees what: every staff address against every role, other cities, and how a refusal looks."""

import re
from datetime import date
from urllib.parse import unquote

import pytest
from django.urls import get_resolver

from tests.apps.community.community_scenes import case_of, lent, partner_of, visit_of
from tests.apps.community.questions import drafted as drafted_question
from tests.apps.monitoring.surveyed import draft as draft_survey
from tests.apps.proposals.rounds import requested, with_ceilings
from tests.apps.sharing.sharing_scenes import asked_about, called, item_of, opinion_of, responded, sent, with_rules
from tests.apps.voices.pictures import jpeg
from tests.apps.voices.scenes import LATER, kami_voice, need_of, state
from tests.apps.voices.test_photos import cleaned
from tests.cast import NOW
from wakimizu.apps.city.models import Post
from wakimizu.apps.community.operations.cases import say_help
from wakimizu.apps.exchange.models import Mail, Subscription
from wakimizu.apps.monitoring.models import Indicator, PlanItem, Scan
from wakimizu.apps.network.models import Adoption, Scenario
from wakimizu.apps.network.operations import ask_study, keep_scenario
from wakimizu.apps.proposals.models import Measure, Milestone, Proposal, Question, Spending
from wakimizu.apps.proposals.operations.proposing import Content, draft_proposal
from wakimizu.apps.services.models import Allotment, Offering, Service, Standard
from wakimizu.apps.sharing.operations.meetings import give_task
from wakimizu.apps.sharing.operations.notices import ask_about_notice
from wakimizu.apps.voices import acts, operations
from wakimizu.apps.voices.imports.steps import receive_file
from wakimizu.apps.voices.models import Letter, Photo

WHO = {
    "resident": (),
    "liaison": ("liaison", "c-sakura"),
    "clerk": ("clerk", "w-kami-kumin"),
    "planner": ("planner", "w-kami-machi"),
    "another ward's": ("planner", "w-shimo-machi"),
    "mayor": ("mayor", "w-kami"),
    "hq": ("hq", "hq-road"),
    "hq head": ("hq_head", "hq-road"),
    "policy": ("policy", "hq-seisaku"),
    "auditor": ("auditor", "hq-seisaku"),
    "it": ("it", "hq-seisaku"),
}
# {voice} and {need} are 上区's; {shared} is 上区's need in which HQ's road division owes {part}.
TABLE = """
                                    resident liaison clerk planner another mayor  hq  head policy auditor it
/desk/                                 302     200    200    200     200    200   200  200   302    302   302
/desk/note/                            302     200    200    200     200    200   200  200   403    403   403
/desk/needs/                           302     200    200    200     200    200   200  200   200    200   403
/desk/overview/                        302     200    200    200     200    200   200  200   200    200   403
/desk/overview/43991/                  302     200    200    200     200    200   200  200   200    200   403
/desk/overview/43992/                  302     200    200    200     200    200   200  200   200    200   403
/desk/overview/43991-01/               302     404    404    404     404    404   404  404   404    404   403
/desk/meeting/                         302     403    403    403     403    200   403  200   200    200   403
/desk/self-check/                       302     200    200    200     200    200   200  200   200    200   200
/desk/self-check/43991/2025/            302     200    200    200     200    200   200  200   200    200   200
/desk/self-check/43991/2025/sign/       302     405    405    405     405    405   405  405   405    405   405
/desk/trace/need/{shared}/              302     200    200    200     200    200   200  200   200    200   200
/desk/overdue/                         302     200    200    200     200    200   200  200   200    200   403
/desk/district/                         302     200    200    200     200    200   200  200   200    200   200
/desk/district/43991-01/                302     200    200    200     200    200   200  200   200    200   200
/desk/population/                       302     200    200    200     200    200   200  200   200    200   200
/desk/population/assumptions/x/download/ 302   404    404    404     404    404   404  404   404    404   404
/desk/population/ask/                   302     403    403    200     200    200   200  200   200    403   403
/desk/population/compare/               302     200    200    200     200    200   200  200   200    200   200
/desk/population/import/                302     403    403    403     403    403   403  403   200    403   200
/desk/population/reach/                 302     403    403    200     200    200   200  200   200    403   403
/desk/population/reach/1/cancel/        302     405    405    405     405    405   405  405   405    405   405
/desk/population/run/1/cancel/          302     405    405    405     405    405   405  405   405    405   405
/desk/network/                          302     200    200    200     200    200   200  200   200    200   200
/desk/network/new/                      302     403    403    403     403    403   403  403   200    403   403
/desk/network/file/                     302     403    403    403     403    403   403  403   200    403   403
/desk/network/compare/                  302     200    200    200     200    200   200  200   200    200   200
/desk/network/adopted/{adoption}/       302     200    200    200     200    200   200  200   200    200   200
/desk/network/scenario/{scenario}/      302     200    200    200     200    200   200  200   200    200   200
/desk/network/scenario/{scenario}/edit/ 302     403    403    403     403    403   403  403   200    403   403
/desk/network/scenario/{scenario}/download/ 302     200    200    200     200    200   200  200   200    200   200
/desk/network/study/{study}/            302     200    200    200     200    200   200  200   200    200   200
/desk/network/study/1/cancel/           302     405    405    405     405    405   405  405   405    405   405
/desk/network/study/{study}/terms/download/ 302     200    200    200     200    200   200  200   200    200   200
/desk/network/study/{study}/districts/  302     404    404    404     404    404   404  404   404    404   404
/desk/network/study/{study}/money/      302     404    404    404     404    404   404  404   404    404   404
/desk/network/study/{study}/frontier/   302     404    404    404     404    404   404  404   404    404   404
/desk/network/study/{study}/sheets/     302     404    404    404     404    404   404  404   404    404   404
/desk/network/study/{study}/sheets/43991-01/ 302     404    404    404     404    404   404  404   404    404   404
/desk/network/study/{study}/adopt/      302     404    404    404     404    404   404  404   404    404   404
/desk/network/study/{study}/download/   302     404    404    404     404    404   404  404   404    404   404
/desk/network/study/{study}/costs/download/ 302     404    404    404     404    404   404  404   404    404   404
/desk/indicators/                       302     200    200    200     200    200   200  200   200    200   200
/desk/indicators/new/                   302     403    403    403     403    200   200  200   200    403   403
/desk/indicators/watch/                 302     200    200    200     200    200   200  200   200    200   200
/desk/indicators/import/                302     403    403    403     403    403   403  403   200    403   403
/desk/indicators/values/download/       302     200    200    200     200    200   200  200   200    200   200
/desk/indicator/paved/                  302     200    200    200     200    200   200  200   200    200   200
/desk/indicator/paved/change/           302     403    403    403     403    403   200  200   200    403   403
/desk/indicator/paved/observe/          302     403    403    200     200    200   200  200   200    403   403
/desk/indicator/paved/aim/              302     403    403    403     403    403   403  403   200    403   403
/desk/indicator/paved/beginning/        302     403    403    403     403    403   200  200   200    403   403
/desk/indicator/paved/withdraw/1/       302     405    405    405     405    405   405  405   405    405   405
/desk/plan/                             302     200    200    200     200    200   200  200   200    200   200
/desk/plan/paving/                      302     200    200    200     200    200   200  200   200    200   200
/desk/budget/                              302   200   200   200   200   200   200   200   200   200   200
/desk/budget/new/                          302   403   403   403   403   403   403   403   200   403   403
/desk/budget/import/                       302   403   403   403   403   403   403   403   200   403   403
/desk/budget/{budget}/                     302   200   200   200   200   200   200   200   200   200   200
/desk/budget/{budget}/lines/               302   200   200   200   200   200   200   200   200   200   200
/desk/budget/{budget}/decides/             302   200   200   200   200   200   200   200   200   200   200
/desk/budget/{budget}/portfolio/           302   200   200   200   200   200   200   200   200   200   200
/desk/budget/{budget}/request/             302   403   403   200   200   200   200   200   200   403   403
/desk/budget/{budget}/ceilings/            302   403   403   403   403   403   403   403   200   403   403
/desk/budget/{budget}/assess/              302   403   403   403   403   403   403   403   200   403   403
/desk/budget/{budget}/step/close/          302   403   403   403   403   403   403   403   200   403   403
/desk/budget/{budget}/lines/download/      302   200   200   200   200   200   200   200   200   200   200
/desk/budget/line/{line}/                  302   200   200   200   200   200   200   200   200   200   200
/desk/budget/line/{line}/change/           302   403   403   200   403   200   403   403   200   403   403
/desk/budget/line/{line}/drop/             302   405   405   405   405   405   405   405   405   405   405
/desk/budget/line/{line}/spend/            302   403   403   200   403   200   403   403   200   403   403
/desk/budget/spending/{spent}/back/        302   405   405   405   405   405   405   405   405   405   405
/desk/emerging/                            302   200   200   200   200   200   200   200   200   200   403
/desk/emerging/ask/                        302   403   403   200   200   200   200   200   200   403   403
/desk/emerging/{scan}/                     302   200   200   200   200   200   200   200   200   200   403
/desk/emerging/{scan}/1/                   302   404   404   404   404   404   404   404   404   404   403
/desk/emerging/{scan}/cancel/              302   405   405   405   405   405   405   405   405   405   405
/desk/emerging/{scan}/download/            302   200   200   200   200   200   200   200   200   200   403
/desk/visits/                           302   200   200   200   200   200   200   200   200   200   403
/desk/visits/new/                       302   200   403   200   200   403   403   403   403   403   403
/desk/visits/gaps/                      302   200   200   200   200   200   200   200   200   200   403
/desk/visits/download/                  302   200   200   200   200   200   200   200   200   200   403
/desk/visits/offline/                   302   200   403   200   200   403   403   403   403   403   403
/desk/visits/offline/worker.js          302   200   403   200   200   403   403   403   403   403   403
/desk/visit/{visit}/                    302   200   200   200   403   200   200   200   200   200   403
/desk/visit/{visit}/change/             302   200   403   200   403   403   403   403   403   403   403
/desk/visit/{visit}/voice/              302   200   403   200   403   403   403   403   403   403   403
/desk/partners/                         302   200   200   200   200   200   200   200   200   200   403
/desk/partners/new/                     302   200   403   200   200   403   403   403   403   403   403
/desk/partners/import/                  302   403   403   200   200   403   403   403   403   403   403
/desk/partners/download/                302   200   200   200   200   200   200   200   200   200   403
/desk/partner/{partner}/                302   200   200   200   403   200   200   200   200   200   403
/desk/partner/{partner}/change/         302   200   403   200   403   403   403   403   403   403   403
/desk/partner/{partner}/contact/        302   200   403   200   403   200   403   403   403   403   403
/desk/partner/{partner}/erase/          302   403   403   200   403   200   403   403   403   403   403
/desk/cases/                            302   200   200   200   200   200   200   200   200   200   403
/desk/cases/new/                        302   200   403   200   200   403   403   403   200   403   403
/desk/case/{case}/                      302   200   200   200   200   200   200   200   200   200   403
/desk/case/{case}/change/               302   200   403   200   403   403   403   403   200   403   403
/desk/lent/                             302   200   200   200   200   200   200   200   200   200   403
/desk/lent/new/                         302   200   403   200   200   403   403   403   403   403   403
/desk/lent/download/                    302   200   200   200   200   200   200   200   200   200   403
/desk/lent/{grant}/back/                302   200   403   200   403   403   403   403   403   403   403
/desk/help/need/{need}/                 302   200   403   200   403   403   403   403   403   403   403
/desk/help/{help}/end/                  302   405   405   405   405   405   405   405   405   405   405
/desk/measures/                            302   200   200   200   200   200   200   200   200   200   200
/desk/measures/new/                        302   403   403   200   200   200   200   200   200   403   403
/desk/measure/{measure}/                   302   200   200   200   200   200   200   200   200   200   200
/desk/measure/{measure}/change/            302   403   403   403   403   403   200   200   200   403   403
/desk/measure/{measure}/close/             302   403   403   403   403   403   403   200   403   403   403
/desk/measure/{measure}/stop/              302   403   403   403   403   403   200   200   200   403   403
/desk/milestone/{stone}/                   302   403   403   403   403   403   200   200   200   403   403
/desk/milestone/{stone}/change/            302   403   403   403   403   403   200   200   200   403   403
/desk/proposals/                           302   200   200   200   200   200   200   200   200   200   200
/desk/proposals/new/                       302   403   403   200   200   200   403   403   403   403   403
/desk/proposals/download/                  302   200   200   200   200   200   200   200   200   200   200
/desk/proposal/{proposal}/                 302   200   200   200   200   200   200   200   200   200   200
/desk/proposal/{draft}/                    302   403   403   200   403   200   403   403   403   403   403
/desk/proposal/{draft}/change/             302   403   403   200   403   200   403   403   403   403   403
/desk/proposal/{proposal}/decide/          302   403   403   403   403   403   403   200   403   403   403
/desk/proposal/{proposal}/ask/             302   403   403   403   403   403   200   200   200   403   403
/desk/proposal/{proposal}/withdraw/        302   403   403   403   403   200   403   403   403   403   403
/desk/question/{question}/                 302   403   403   200   403   200   403   403   403   403   403
/desk/surveys/                             302   200   200   200   200   200   200   200   200   200   200
/desk/surveys/new/                         302   403   403   403   403   200   200   200   200   403   403
/desk/survey/{survey}/                     302   200   200   200   200   200   200   200   200   200   200
/desk/survey/{survey}/change/              302   403   403   403   403   403   403   403   200   403   403
/desk/survey/{survey}/import/              302   403   403   403   403   403   403   403   200   403   403
/desk/survey/{survey}/invite/              302   403   403   403   403   403   403   403   200   403   403
/desk/survey/{survey}/sheet/               302   200   200   200   200   200   200   200   200   200   200
/desk/survey/{survey}/act/open/            302   405   405   405   405   405   405   405   405   405   405
/desk/survey/{survey}/withdraw/1/          302   405   405   405   405   405   405   405   405   405   405
/desk/survey/{survey}/estimates/download/  302   404   404   404   404   404   404   404   404   404   404
/desk/deliberations/                   302     200    200    200     200    200   200  200   200    200   200
/desk/deliberations/new/               302     200    403    200     200    200   200  200   200    403   403
/desk/deliberation/{question_key}/     302     200    200    200     200    200   200  200   200    200   200
/desk/deliberation/{question_key}/change/ 302  200    403    200     403    200   403  403   200    403   403
/desk/deliberation/{question_key}/invite/ 302  200    403    200     403    200   403  403   200    403   403
/desk/deliberation/{question_key}/act/open/ 302 405   405    405     405    405   405  405   405    405   405
/desk/deliberation/{question_key}/accept/0/ 302 302   403    302     403    302   403  403   302    403   403
/desk/deliberation/{question_key}/reject/0/ 302 200   403    200     403    200   403  403   200    403   403
/desk/deliberation/{question_key}/votes/download/ 302 404 404 404    404    404   404  404   404    404   404
/desk/notices/                             302   200   200   200   200   200   200   200   200   200   200
/desk/notices/new/                         302   403   403   200   200   200   200   200   200   403   200
/desk/notice/{notice}/                     302   200   200   200   200   200   200   200   200   200   200
/desk/notice/{notice}/correct/             302   403   403   403   403   403   200   200   403   403   403
/desk/notice/{notice}/withdraw/            302   403   403   403   403   403   200   200   403   403   403
/desk/notice/{notice}/ask/                 302   200   200   200   200   200   200   200   200   403   200
/desk/notice/acknowledge/1/                302   405   405   405   405   405   405   405   405   405   405
/desk/notice/reply/{under_notice}/         302   403   403   403   403   403   200   200   403   403   403
/desk/consultations/                       302   200   200   200   200   200   200   200   200   200   200
/desk/consultations/new/                   302   403   403   403   403   403   200   200   200   403   403
/desk/consultations/standard/juminhyo/     302   403   403   403   403   403   200   200   403   403   403
/desk/consultation/{consultation}/         302   200   200   200   200   200   200   200   200   200   200
/desk/consultation/{consultation}/answer/  302   403   403   200   403   200   403   403   403   403   403
/desk/consultation/{consultation}/settle/  302   403   403   403   403   403   403   200   403   403   403
/desk/consultation/{consultation}/withdraw/ 302   403   403   403   403   403   403   200   403   403   403
/desk/consultation/respond/{opinion}/      302   403   403   403   403   403   200   200   403   403   403
/desk/meetings/                            302   200   200   200   200   200   200   200   200   200   200
/desk/meetings/new/                        302   403   403   403   403   200   403   200   200   403   403
/desk/meetings/{meeting}/                  302   200   200   200   200   200   200   200   200   200   200
/desk/meetings/{meeting}/change/           302   403   403   403   403   403   403   403   200   403   403
/desk/meetings/{meeting}/add/              302   403   403   403   403   200   403   403   200   403   403
/desk/meetings/{meeting}/step/fill/        302   405   405   405   405   405   405   405   405   405   405
/desk/meetings/item/{item}/up/             302   405   405   405   405   405   405   405   405   405   405
/desk/meetings/item/{item}/out/            302   403   403   403   403   403   403   403   200   403   403
/desk/meetings/item/{item}/minutes/        302   403   403   403   403   403   403   403   200   403   403
/desk/meetings/item/{item}/task/           302   403   403   403   403   403   403   403   200   403   403
/desk/tasks/                               302   200   200   200   200   200   200   200   200   200   200
/desk/task/{task}/                         302   200   200   200   200   200   200   200   200   200   200
/desk/calendar/                            302   200   200   200   200   200   200   200   200   200   200
/desk/calendar/download/                   302   200   200   200   200   200   200   200   200   200   200
/desk/sharing/                             302   200   200   200   200   200   200   200   200   200   200
/desk/sharing/download/                    302   200   200   200   200   200   200   200   200   200   200
/desk/sharing/rules/                       302   200   200   200   200   200   200   200   200   200   200
/desk/keys/                            302     200    200    200     200    200   200  200   200    200   200
/desk/keys/1/end/                      302     405    405    405     405    405   405  405   405    405   405
/desk/posts/                           302     403    403    403     403    403   403  403   200    200   200
/desk/posts/{post}/relieve/            302     405    405    405     405    405   405  405   405    405   405
/desk/webhooks/                        302     403    403    403     403    403   403  403   403    200   200
/desk/webhooks/{webhook}/              302     403    403    403     403    403   403  403   403    200   200
/desk/webhooks/{webhook}/test/         302     405    405    405     405    405   405  405   405    405   405
/desk/webhooks/{webhook}/restart/      302     405    405    405     405    405   405  405   405    405   405
/desk/webhooks/{webhook}/end/          302     405    405    405     405    405   405  405   405    405   405
/desk/webhooks/messages/1/again/       302     405    405    405     405    405   405  405   405    405   405
/desk/export/voices/                   302     403    403    200     200    200   200  200   200    403   403
/desk/post/                            302     405    405    405     405    405   405  405   405    405   405
/desk/mails/                           302     403    403    200     200    200   200  200   200    200   200
/desk/mails/wish/                      302     405    405    405     405    405   405  405   405    405   405
/desk/mails/{mail}/                    302     403    403    200     404    200   404  404   200    404   404
/desk/mails/{mail}/html/               302     403    403    200     404    200   404  404   200    404   404
/desk/mails/wording/                   302     403    403    403     403    403   403  403   200    403   200
/desk/mails/wording/answer/ja/         302     403    403    403     403    403   403  403   200    403   200
/desk/mails/wording/answer/ja/preview/ 302     403    403    403     403    403   403  403   200    403   200
/desk/mails/wording/answer/ja/ours/    302     405    405    405     405    405   405  405   405    405   405
/desk/audit/                            302     200    200    200     200    200   200  200   200    200   200
/desk/audit/remedies/                   302     200    200    200     200    200   200  200   200    200   200
/desk/audit/wards/                      302     200    200    200     200    200   200  200   200    200   200
/desk/audit/trend/                      302     200    200    200     200    200   200  200   200    200   200
/desk/audit/report/                     302     200    200    200     200    200   200  200   200    200   200
/desk/audit/download/                   302     200    200    200     200    200   200  200   200    200   200
/desk/audit/{counter}/{service}/        302     200    200    200     200    200   200  200   200    200   200
/desk/duties/                           302     200    200    200     200    200   200  200   200    200   200
/desk/duties/compare/                   302     200    200    200     200    200   200  200   200    200   200
/desk/duties/import/                    302     403    403    403     403    403   403  403   200    403   403
/desk/duties/today/download/            302     200    200    200     200    200   200  200   200    200   200
/desk/duties/today/in-force/            302     403    403    403     403    403   403  403   200    403   403
/desk/scan/                             302     200    200    200     200    200   200  200   200    200   200
/desk/services/                         302     200    200    200     200    200   200  200   200    200   200
/desk/services/import/                  302     403    200    200     200    200   200  200   200    403   403
/desk/services/months/                  302     403    200    200     200    200   403  403   200    403   403
/desk/services/new/                     302     403    403    403     403    403   200  200   200    403   403
/desk/services/juminhyo/                302     200    200    200     200    200   200  200   200    200   200
/desk/services/juminhyo/at/b-kawabata/  302     403    403    200     403    200   403  403   200    403   403
/desk/services/juminhyo/at/b-kawabata/end/ 302   403    403    200     403    200   403  403   200    403   403
/desk/services/juminhyo/edit/           302     403    403    403     403    403   200  200   200    403   403
/desk/services/juminhyo/standard/       302     403    403    403     403    403   200  200   403    403   403
/desk/routing/                         302     403    403    200     200    200   200  200   200    200   200
/desk/gathering/                       302     200    403    200     200    200   200  200   403    403   403
/desk/language/                        302     403    403    403     403    403   403  403   200    200   200
/desk/language/alone/                  302     405    405    405     405    405   405  405   405    405   405
/desk/language/learn/                  302     405    405    405     405    405   405  405   405    405   405
/desk/language/1/use/                  302     405    405    405     405    405   405  405   405    405   405
/desk/language/1/stop/                 302     405    405    405     405    405   405  405   405    405   405
/desk/import/voices/                   302     403    403    200     200    200   403  403   403    403   403
/desk/import/voices/{file}/columns/    302     403    403    200     404    404   403  403   403    403   403
/desk/import/voices/{file}/values/     302     403    403    200     404    404   403  403   403    403   403
/desk/import/voices/{file}/take/       302     405    405    405     405    405   405  405   405    405   405
/desk/import/voices/result/{taking}/   302     403    403    200     404    404   403  403   403    403   403
/desk/import/voices/result/{taking}/stop/ 302    405    405    405     405    405   405  405   405    405    405
/desk/import/voices/result/{taking}/download/ 302 403  403    200     404    404   403  403   403    403   403
/desk/voice/{voice}/                   302     200    200    200     403    200   403  403   200    403   403
/desk/voice/{voice}/contact/           302     403    403    200     403    200   403  403   403    403   403
/desk/voice/{voice}/raise/             302     200    403    200     403    200   403  403   403    403   403
/desk/voice/{voice}/join/              302     200    403    200     403    200   403  403   403    403   403
/desk/voice/{voice}/pass/              302     200    403    200     403    200   403  403   403    403   403
/desk/voice/{voice}/publish/           302     403    403    200     403    200   403  403   403    403   403
/desk/voice/{voice}/hide/              302     403    403    200     403    200   403  403   403    403   403
/desk/voice/{voice}/reopen/            302     200    200    200     403    200   403  403   403    403   403
/desk/voice/{voice}/aside/             302     403    403    200     403    200   403  403   403    403   403
/desk/voice/{voice}/restore/           302     403    403    200     403    200   403  403   403    403   403
/desk/voice/{voice}/erase/             302     403    403    200     403    200   403  403   403    403   403
/desk/voice/{voice}/dance/             302     404    404    404     403    404   403  403   404    403   403
/desk/voice/999999/                    302     404    404    404     404    404   404  404   404    404   404
/desk/need/{need}/                     302     200    200    200     403    200   403  403   200    200   403
/desk/need/{need}/draft/               302     403    403    200     403    200   403  403   403    403   403
/desk/need/{need}/submit/              302     403    403    200     403    200   403  403   403    403   403
/desk/need/{need}/support/             302     403    403    200     403    200   403  403   403    403   403
/desk/need/{need}/assign/              302     403    403    200     403    200   403  403   403    403   403
/desk/need/{need}/extend/              302     403    403    200     403    200   403  403   403    403   403
/desk/need/{need}/merge/               302     403    403    200     403    200   403  403   403    403   403
/desk/need/{need}/split/               302     403    403    200     403    200   403  403   403    403   403
/desk/need/{need}/approve/             302     403    403    403     403    200   403  403   403    403   403
/desk/need/{need}/return/              302     403    403    403     403    200   403  403   403    403   403
/desk/need/{need}/remark/              302     200    200    200     403    200   403  403   403    403   403
/desk/need/999999/                     302     404    404    404     404    404   404  404   404    404   404
/desk/need/{shared}/                   302     200    200    200     403    200   200  200   200    200   403
/desk/need/{shared}/draft/             302     403    403    200     403    200   403  403   403    403   403
/desk/need/{shared}/remark/            302     200    200    200     403    200   200  200   403    403   403
/desk/part/{part}/give/                302     403    403    403     403    403   200  200   403    403   403
/desk/part/{part}/decline/             302     403    403    403     403    403   200  200   403    403   403
/photo/{photo}/                        403     200    200    200     403    200   403  403   200    403   403
/letter/{letter}/                      403     200    200    200     403    200   403  403   200    403   403
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()[1:]]
FILTERS = re.compile(
    "receipt|area|kind|outcome|district_kind|before|after|owner|fault|q|ward|state|stage|group|only|day|office|month|where|which"
)
PERSONAL = ("水野", "hanako", "096-000-0000", "街灯の暗さ", "北門の前")


@pytest.fixture
def things(town):
    """One of each thing that has an address, by its number."""
    contact = operations.PersonalDetails(name="水野花子", email="hanako@example.jp", phone="096-000-0000")
    voice = kami_voice(
        town, "街灯の暗さが怖い", place="北門の前", contact=contact, pictures=[cleaned(jpeg())], may_publish=True
    )
    mail = Mail.objects.create(
        city=town.city, voice=voice, entry=1, kind="receipt", language="ja", asked_at=NOW, next_try=NOW
    )
    need, shared = need_of(town), need_of(town, title="街灯すべて")
    part = operations.ask_support(
        town.actor("planner", "w-kami-machi"), need=shared, office=town.offices["hq-road"], asked_for="図面", due=LATER
    )
    service = Service.objects.create(
        city=town.city, code="juminhyo", name="住民票の写し", summary="住民票の写し", owner=town.offices["hq-road"]
    )
    branch, since = town.offices["b-kawabata"], date(2026, 4, 1)
    Standard.objects.create(city=town.city, service=service, levels={"branch": "full"}, valid_from=since)
    Offering.objects.create(city=town.city, service=service, office=branch, level="referral", valid_from=since)
    Allotment.objects.create(city=town.city, code="today", name="現在", in_force=True)
    asked = keep_scenario(town.system(), scenario=Scenario(code="plan", name="いまのまま", terms={}))
    study = ask_study(town.system(), scenario=asked)  # it waits, and has no plan
    Indicator.objects.create(
        city=town.city, code="paved", name="舗装", numerator="舗装した道", unit="percent", direction="up", cadence="year",
        owner=town.offices["hq-road"], source="entered",
    )  # fmt: skip
    PlanItem.objects.create(city=town.city, code="paving", kind="action", name="舗装", owner=town.offices["hq-road"])
    adoption = Adoption.objects.create(
        city=town.city, study=study, because="高齢化", days=[], changes=[], adopted_on=since
    )
    proposal = Proposal.objects.create(
        city=town.city, title="街灯", problem="暗い", measure="立てる", ward=town.areas["43991"], written_at=NOW,
        office=town.offices["w-kami-machi"], division=town.offices["hq-road"], state="review", endorsed_at=NOW,
    )  # fmt: skip
    draft = draft_proposal(
        town.actor("planner", "w-kami-machi"), office=town.offices["w-kami-machi"],
        content=Content(title="下書き", division=town.offices["hq-road"]),
    )  # fmt: skip
    question = Question.objects.create(city=town.city, proposal=proposal, text="何本ですか。", asked_at=NOW)
    measure = Measure.objects.create(
        city=town.city, name="街灯", office=town.offices["hq-road"], begins=since, ends=LATER, state="running"
    )
    stone = Milestone.objects.create(city=town.city, measure=measure, name="設計", due=LATER)
    budget = with_ceilings(town)
    line = requested(town, budget)
    spent = Spending.objects.create(city=town.city, line=line, day=since, amount=1, noted_at=NOW)
    scan = Scan.objects.create(city=town.city, until=since, asked_at=NOW)
    survey = draft_survey(town)
    council = partner_of(town)
    helped = say_help(
        town.actor("liaison", "c-sakura"), need=need, sphere="mutual", who="", partner=council, text="見守る"
    )
    notice = sent(with_rules(town))
    under_notice = ask_about_notice(town.actor("planner", "w-kami-machi"), notice=notice, text="いつまでですか。")
    consultation = asked_about(town, about="duty", asked=["w-kami-machi"])
    opinion = responded(town, opinion_of(town, consultation))  # all have answered: it can be settled
    meeting = called(town)
    webhook = Subscription.objects.create(
        city=town.city, name="掲示板", url="https://example.com/", key="k", sealed=b"", post=town.posts["it", "hq-seisaku"],
        made_at=NOW,
    )  # fmt: skip
    item = item_of(town, meeting)
    task = give_task(town.actor("policy", "hq-seisaku"), item=item, text="案", office=town.offices["w-kami"], due=LATER)
    letter = Letter.objects.create(city=town.city, voice=voice, pdf=b"%PDF-", pages=1, checked=True)
    planner = town.actor("planner", "w-kami-machi")
    file, _known = receive_file(planner, "内容\n街灯が暗いです\n".encode(), town.book, town.catalogue)
    taking = operations.ask_taking_in(planner, file=file, dry=True)
    return {
        "letter": letter.pk, "file": file.pk, "taking": taking.pk,
        "mail": mail.pk, "notice": notice.pk, "under_notice": under_notice.pk, "consultation": consultation.pk, "opinion": opinion.pk, "meeting": meeting.pk,
        "item": item.pk, "task": task.pk,
        "proposal": proposal.pk, "draft": draft.pk, "question": question.pk, "measure": measure.pk, "stone": stone.pk,
        "budget": budget.pk, "line": line.pk, "spent": spent.pk, "scan": scan.pk, "survey": survey.code,
        "visit": visit_of(town).pk, "partner": council.pk, "case": case_of(town).pk, "grant": lent(town, council).pk,
        "help": helped.pk, "question_key": drafted_question(town).key,
        "service": service.pk, "counter": branch.pk, "webhook": webhook.pk,
        "voice": voice.pk, "need": need.pk, "shared": shared.pk, "part": part.pk, "receipt": voice.receipt,
        "scenario": asked.code, "study": study.pk, "adoption": adoption.pk,
        "photo": Photo.objects.get().pk, "post": town.posts["clerk", "b-kawabata"].pk,
    }  # fmt: skip


@pytest.mark.parametrize(("column", "who"), list(enumerate(WHO.items(), 1)), ids=WHO)
def test_every_address_opens_for_whom_the_table_says_and_sends_nothing_personal_in_addresses(town, things, column, who):
    """What a page links, loads or sends to is made of numbers, codes and receipts; forms that hold personal data are posted."""
    browser = town.browser(*who[1])
    found = {}
    for row in ROWS:
        answer = browser.get(row[0].format(**things))
        found[row[0]] = answer.status_code
        no_address_is_personal(answer, row[0])
    assert found == {row[0]: int(row[column]) for row in ROWS}


PUBLIC = ["/", "/say/", "/voices/", "/answers/", "/map/", "/follow/", "/follow/{receipt}/", "/say/{receipt}/thanks/", "/account/login/"]  # fmt: skip


def test_public_pages_send_nothing_personal_in_addresses(town, things):
    browser = town.browser()
    for address in PUBLIC:
        no_address_is_personal(browser.get(address.format(**things)), address)


def no_address_is_personal(answer, address):
    page = answer.content.decode(errors="replace")
    for link in re.findall(r'(?:href|src|action)="([^"]*)"', page):
        assert not any(word in unquote(link) for word in PERSONAL), (address, link)
    for form in re.findall(r"<form\b.*?</form>", page, re.S):
        if 'method="post"' not in form.split(">")[0]:
            assert all(map(FILTERS.fullmatch, re.findall(r'name="(\w+)"', form))), address


@pytest.mark.parametrize(("column", "who"), list(enumerate(WHO.items(), 1)), ids=WHO)
def test_sending_is_refused_wherever_looking_is(town, things, column, who):
    """A form that one may not see cannot be sent either, and nothing changes."""
    browser = town.browser(*who[1])
    for row in ROWS:
        if row[column] == "403":
            assert browser.post(row[0].format(**things)).status_code in (403, 405), row[0]
    assert Post.objects.filter(valid_to=None).count() == len(town.posts)


def test_the_table_has_every_staff_address():
    def addresses(patterns, before=""):
        for each in patterns:
            here = before + str(each.pattern)
            yield from addresses(each.url_patterns, here) if hasattr(each, "url_patterns") else [here]

    staff = {address for address in addresses(get_resolver().url_patterns) if address.startswith("desk/")}
    patterns = [re.sub(r"<int:[^>]+>", r"\\d+", re.sub(r"<(?:str|slug):[^>]+>", "[^/]+", each)) for each in staff]
    listed = [re.sub(r"{\w+}", "1", row[0]).lstrip("/") for row in ROWS]
    assert [each for each in patterns if not any(re.fullmatch(each, address) for address in listed)] == []


def test_the_table_has_every_act():
    listed = {tuple(row[0].split("/")[2::2]) for row in ROWS if row[0].count("/") == 5}
    for kind, table in {"voice": acts.VOICE_ACTS, "need": acts.NEED_ACTS, "part": acts.PART_ACTS}.items():
        assert {(kind, act.name) for act in table} <= listed


@pytest.mark.parametrize(("name", "who"), list(WHO.items())[1:], ids=list(WHO)[1:])
def test_only_it_appoints_and_relieves(town, things, name, who):
    browser = town.browser(*who)
    filled = {"email": "new@wakimizu.example", "name": "新人", "role": "clerk", "office": "w-kami-kumin", "password": "clear water 2026 spring"}  # fmt: skip
    expected = 302 if name == "it" else 403
    assert browser.post("/desk/posts/", filled).status_code == expected
    assert browser.post(f"/desk/posts/{things['post']}/relieve/").status_code == expected
    assert Post.objects.filter(user__email="new@wakimizu.example").exists() == (name == "it")
    assert Post.objects.get(pk=things["post"]).valid_to is None or name == "it"


class TestAnotherCity:
    """隣町's planner: in their own city's site 湧水市's things are not there; in 湧水市's site they have no post."""

    def test_its_things_are_not_there(self, town, tonari, things):
        """Or refused before anybody looks, where a planner may never go, or where nothing is ever shown."""
        browser, column = tonari.browser("planner", "w-higashi-machi"), 1 + list(WHO).index("planner")
        open_to_it = []
        for row in ROWS:
            if "{" not in row[0] or "relieve" in row[0]:
                continue
            refused = {int(row[column])} & {403, 405}
            looked, sent = (ask(row[0].format(**things)).status_code for ask in (browser.get, browser.post))
            if looked not in {404, *refused} or sent not in {404, 405, *refused}:
                open_to_it.append((row[0], looked, sent))
        assert open_to_it == []

    def test_nor_can_its_people_be_relieved(self, town, tonari, things):
        browser = tonari.browser("planner", "w-higashi-machi")
        assert browser.post(f"/desk/posts/{things['post']}/relieve/").status_code == 404

    def test_nor_found_by_receipt_or_number(self, town, tonari, things):
        browser = tonari.browser()
        for address in ("/say/{receipt}/thanks/", "/follow/{receipt}/", "/follow/{receipt}/proof/", "/photo/{receipt}/{photo}/", "/letter/{receipt}/{letter}/", "/answers/{need}/"):  # fmt: skip
            assert browser.get(address.format(**things)).status_code == 404, address

    def test_its_numbers_cannot_be_slipped_into_a_form(self, town, tonari, things):
        from wakimizu.shared.scoping import in_city

        planner = ("planner", "w-higashi-machi")
        with in_city(tonari.city.pk):
            voice = tonari.say("泉がきれい", district=tonari.areas["43981-01"])
            need = need_of(tonari, voice, by=tonari.actor(*planner), lead="w-higashi-machi", title="泉")
            other = tonari.say("井戸がきれい", district=tonari.areas["43981-01"])
        browser = tonari.browser(*planner)
        assert browser.post(f"/desk/voice/{other.pk}/join/", {"need": things["need"]}).status_code == 404
        merge = {"into": things["need"], "because": "同じ"}
        assert browser.post(f"/desk/need/{need.pk}/merge/", merge).status_code == 422
        assign = {"office": "w-kami-machi", "due": "2099-12-01", "because": "お願い"}
        assert browser.post(f"/desk/need/{need.pk}/assign/", assign).status_code == 422
        with in_city(tonari.city.pk):
            assert state(need) == "assigned"

    def test_its_staff_pages_are_closed(self, town, tonari, things):
        browser = town.browser()
        browser.force_login(
            tonari.user("planner", "w-higashi-machi"), "allauth.account.auth_backends.AuthenticationBackend"
        )
        found = {row[0]: browser.get(row[0].format(**things)).status_code for row in ROWS}
        assert found == dict.fromkeys(found, 403)

    def test_lists_and_desks_show_their_own_only(self, town, tonari, things):
        browser = tonari.browser("planner", "w-higashi-machi")
        for address in (
            "/desk/",
            "/desk/needs/",
            "/desk/overdue/",
            "/desk/overview/",
            "/voices/",
            "/answers/",
            "/map/",
        ):
            page = browser.get(address).content.decode()
            assert "街灯" not in page and "上区" not in page, address


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("who", "method", "address", "status"),
    [
        ("resident", "get", "/nowhere/", 404),
        ("resident", "get", "/follow/AAAA-BBBB-CCCC/", 404),
        ("resident", "get", "/follow/{receipt}/proof/", 400),
        ("resident", "get", "/follow/{receipt}/reopen/", 405),
        ("resident", "post", "/follow/{receipt}/reopen/", 409),
        ("clerk", "get", "/desk/voice/{voice}/contact/", 403),
        ("another ward's", "get", "/desk/need/{need}/", 403),
        ("planner", "get", "/desk/need/999999/", 404),
        ("it", "get", "/desk/overview/", 403),
    ],
)
def test_every_refusal_is_a_clear_page_in_the_readers_language(town, things, language, who, method, address, status):
    prefix = "/en" if language == "en" else ""
    filled = {"because": "まだです"} if method == "post" else {}
    response = getattr(town.browser(*WHO[who]), method)(prefix + address.format(**things), filled)
    page = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}">' in page
    main = page.split("<main", 1)[1].split("</main>")[0]
    title, sentence = (
        re.search(pattern, main, re.S)[1] for pattern in (r"<h1>(.+?)</h1>", r'<p class="lead">(.+?)</p>')
    )
    japanese = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    assert bool(japanese.search(title)) == bool(japanese.search(sentence)) == (language == "ja")
    assert re.search(rf'class="button" href="{prefix}/(?:desk/)?"', main)


def test_who_has_two_posts_stands_in_the_one_they_chose(town, things):
    from wakimizu.apps.city.operations import appoint

    clerk = town.user("clerk", "w-kami-kumin")
    second = appoint(town.system(), user=clerk, office=town.offices["w-shimo-machi"], role="planner", since=NOW.date().replace(year=2020))  # fmt: skip
    browser = town.browser("clerk", "w-kami-kumin")
    address = f"/desk/voice/{things['voice']}/"
    assert browser.get(address).status_code == 200
    assert browser.post("/desk/post/", {"post": second.pk, "next": "https://evil.example/"})["Location"] == "/desk/"
    assert browser.get(address).status_code == 403
    assert (
        browser.post("/desk/post/", {"post": town.posts["mayor", "w-kami"].pk, "next": "/map/"})["Location"] == "/map/"
    )
    assert browser.get(address).status_code == 403  # another's post cannot be chosen
