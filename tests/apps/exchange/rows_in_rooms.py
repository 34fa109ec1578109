"""A few rows of each kind in the town's rooms, so that every address of the API has something to find, and their names.

`ROWS` fills one room; `named` says what may stand in a path's braces.
"""

import itertools
from base64 import b64encode
from datetime import UTC, date, datetime, time

from tests.apps.community import community_scenes as meeting
from tests.apps.community import questions
from tests.apps.exchange.machines import Machine, secret_of
from tests.apps.monitoring import small, surveyed
from tests.apps.monitoring.heard import as_always, suddenly
from tests.apps.network import small as network
from tests.apps.population import people
from tests.apps.proposals import proposal_scenes as proposing
from tests.apps.proposals import rounds
from tests.apps.services.test_duties_files import DUTIES as DUTY_TABLE
from tests.apps.services.test_duties_files import TODAY
from tests.apps.services.test_duties_pages import PROPOSAL
from tests.apps.services.test_navigator_pages import RULES
from tests.apps.sharing import sharing_scenes as sharing
from tests.apps.voices.learned import learned
from tests.apps.voices.papers import pdf
from tests.apps.voices.pictures import jpeg
from tests.apps.voices.scenes import answered, draft_of, kami_voice, need_of, submitted
from tests.apps.voices.test_import_screens import FILE, NAMED
from tests.cast import NOW
from wakimizu.apps.city.models import Area, Office, Post
from wakimizu.apps.city.operations import renew
from wakimizu.apps.community.deliberation.models import Deliberation, Statement
from wakimizu.apps.community.models import Case, Grant, Help, Partner, Visit, VisitPhoto
from wakimizu.apps.community.operations import cases
from wakimizu.apps.community.selfcheck import operations as checking
from wakimizu.apps.community.selfcheck.workflow import Duty
from wakimizu.apps.exchange.mail.models import Mail
from wakimizu.apps.exchange.webhooks import operations as telling
from wakimizu.apps.exchange.webhooks import signing
from wakimizu.apps.exchange.webhooks.models import Message, Subscription
from wakimizu.apps.monitoring import operations as monitoring
from wakimizu.apps.monitoring.models import Indicator, PlanItem, Scan
from wakimizu.apps.monitoring.models import Observation as Observed
from wakimizu.apps.monitoring.surveys import results
from wakimizu.apps.monitoring.surveys.models import Batch, Survey
from wakimizu.apps.network import operations as networking
from wakimizu.apps.network.models import Adoption, Scenario, Study
from wakimizu.apps.population.models import Assumptions, ReachRun, Run
from wakimizu.apps.proposals import models as proposals
from wakimizu.apps.proposals.operations import measures
from wakimizu.apps.proposals.operations.proposing import ask_about
from wakimizu.apps.services import operations as services
from wakimizu.apps.services.duties import allotments
from wakimizu.apps.services.models import Allotment, Guide, Observation, Offering, Remedy, Service, Standard
from wakimizu.apps.sharing import models as shared
from wakimizu.apps.sharing.operations import meetings, notices
from wakimizu.apps.voices import operations as voicing
from wakimizu.apps.voices.learning.models import LanguageModel
from wakimizu.apps.voices.learning.tasks import read_what_came
from wakimizu.apps.voices.models import Letter, Need, Part, Photo, TakingIn, Topic, Voice, VoiceFile
from wakimizu.shared import jobs

POLICY, PLANNER, HEAD = ("policy", "hq-seisaku"), ("planner", "w-kami-machi"), ("hq_head", "hq-road")
SOON = date(2026, 12, 18)
TOLD = "https://93.184.216.34/hook"  # nobody calls it
MOST = 40  # rows of a kind that are tried in a path


def voices(town):
    """A voice that waits, needs that are open, laid before the head and answered, one with a part of another office."""
    planner = town.actor(*PLANNER)
    kami_voice(town)
    answered(town, need_of(town))
    submitted(town, need_of(town))
    draft_of(town, need_of(town))
    need = need_of(town, kami_voice(town), kami_voice(town))
    voicing.ask_support(planner, need=need, office=town.offices["hq-road"], asked_for="見積", due=SOON)
    voicing.publish_voice(planner, voice=kami_voice(town, may_publish=True), text="街灯が消えています")
    voicing.set_voice_aside(planner, voice=kami_voice(town), because="同じ内容です")


def voice_work(town):
    """Versions learned from sorted voices, a suggestion; a file of past voices looked at; a photo and a letter; `voices`."""
    learned(town, voices=100)
    town.say("道路に陥没があり怖いです", district=town.areas["43991-01"], topic=town.topics["other"])
    read_what_came(NOW)
    voices(town)
    planner = Machine(town, secret_of(town, *PLANNER))
    file = f"/voice-files/{planner.post('/voice-files', {'content': FILE}).json()['id']}"
    planner.post(f"{file}/columns", {"columns": NAMED, "ending": "solved"})
    planner.post(f"{file}/look")
    brought = {"photos": [in_base64(jpeg())], "letters": [in_base64(pdf())]}
    planner.post("/voices", {"text": "公園の電灯", "channel": "counter", "district": "43991-01", **brought})


def in_base64(content):
    return b64encode(content).decode()


def population(town):
    people.whole_town(town)
    _five_years(town)
    done, at = Run.objects.first(), datetime(2026, 11, 20, tzinfo=UTC)
    waits = {"base": done.base, "base_day": people.DAY, "assumptions": done.assumptions, "until": 2040, "asked_at": at}
    Run.objects.create(city=town.city, name="これから", **waits)
    window = {"window_from": time(8), "window_to": time(8, 30), "asked_at": at}
    ReachRun.objects.create(city=town.city, day=NOW.date(), **window)


def _five_years(town):
    """A count from which a projection can begin, and assumptions that fit it."""
    ages, counted = list(range(0, 95, 5)), [50.0] * 19
    base, fitting = people.table(town, "five", "census", ages=ages), people.assumptions(town, "five")
    for ward in ("43991", "43992"):
        row = people.people_row(town.areas[ward], people.DAY, "observed", ages, counted, counted)
        row.city, row.table = town.city, base
        row.save()
    fitting.ages = ages
    fitting.values = {"cohort_change": [[1.0] * 19] * 2, "children": 0.5, "boys": 0.51, "mothers": [15, 50]}
    fitting.save()


def offices_to_plan(town):
    """A scenario, a study that is done and adopted, one that waits."""
    network.ready(town)
    study = network.study(town)
    networking.ask_study(town.actor(*POLICY), scenario=study.scenario, kind="plan")
    networking.adopt_plan(town.actor(*POLICY), study=study, because="議会の議決")


def counters(town):
    """A service with a standard, an offer that falls short and a promise; who holds which duty; a guide."""
    codes, kocho = ("juminhyo", "kokuho", "kaigo"), town.offices["hq-kocho"]
    rows = [Service(city=town.city, code=code, name=code, owner=kocho, fee=300, summary=code) for code in codes]
    service, since, here = Service.objects.bulk_create(rows)[0], date(2026, 4, 1), town.offices["w-kami"]
    standard = Standard(service=service, levels={"ward_office": "full"}, wait_minutes=15, valid_from=since)
    services.set_standard(town.system(), standard=standard)
    services.offer_service(
        town.system(), offering=Offering(service=service, office=here, level="full", valid_from=since)
    )
    seen = [
        Observation(service=service, office=here, month=date(2026, n, 1), volume=50, wait_minutes=20)
        for n in range(1, 11)
    ]
    services.note_observations(town.system(), city=town.city, observations=seen)
    promise = {"fault": "missing", "owner": kocho, "due": SOON, "text": "体制を整えます"}
    head = town.actor("hq_head", "hq-kocho")
    services.promise_remedy(head, service=service, office=town.offices["w-shimo"], **promise)
    allotments.import_duties(town.system(), town.city, DUTY_TABLE.encode())
    allotments.import_allotment(town.system(), town.book, TODAY.encode(), "today")
    allotments.import_allotment(town.system(), town.book, PROPOSAL.encode(), "proposal")
    services.put_in_force(town.system(), allotment=Allotment.objects.get(code="today"))
    Guide.objects.create(city=town.city, code="moving", rules=RULES)
    renew(town.city.pk)


def what_is_watched(town):
    """An indicator with values, a plan with progress, searches done and waiting, surveys drafted and under way."""
    hall, kocho = town.actor(*POLICY), town.offices["hq-kocho"]
    members = small.indicator(town, public=True)
    for year, value in ((2024, 70.0), (2025, 68.5)):
        small.value(members, small.april(year), value)
    item = small.item(town, "act", owner=kocho)
    said = {"state": "under_way", "percent": 40, "text": "進めています"}
    monitoring.note_progress(town.actor("hq", "hq-kocho"), item=item, **said)
    as_always(town, weeks=4)
    suddenly(town)
    jobs.run(monitoring.ask_scan(hall, weeks=16))
    monitoring.ask_scan(hall, weeks=16)
    surveyed.codes(town, surveyed.under_way(town))
    surveyed.draft(town, code="draft")
    _published(town)


def _published(town):
    survey = surveyed.under_way(town, "jichi", "jichi")
    surveyed.operations.close_survey(town.actor(*POLICY), survey=survey)
    found = results.of(survey, town.book).to_json()
    surveyed.operations.publish_survey(
        town.actor(*POLICY), survey=survey, results=found, observations=[], about=town.city
    )


def proposals_and_budget(town):
    """A proposal at each step with a question, a measure with a milestone, rounds open, assessed and enacted."""
    head = town.actor(*HEAD)
    proposing.drafted(town)
    proposing.laid(town)
    ask_about(head, proposal=proposing.endorsed(town), text="何本ですか")
    adopted = proposing.decided(town, proposing.endorsed(town))
    plan = measures.Plan(name="街灯百本", office=town.offices["hq-road"], begins=NOW.date(), ends=date(2027, 3, 31))
    measure = measures.start_measure(head, plan=plan, proposal=adopted)
    measures.begin_measure(head, measure=measure, on=NOW.date())
    measures.add_milestone(head, measure=measure, name="着工", due=SOON)
    measures.start_measure(head, plan=plan, proposal=adopted)
    _rounds(town)


def _rounds(town):
    """One of this year, enacted and spent from; one in assessment; one that takes requests."""
    now, lines = rounds.enacted(town)
    rounds.spend(town, lines[0], 400_000)
    proposals.Round.objects.filter(pk=now.pk).update(year=2026, name="令和8年度", enacted_on=date(2026, 3, 20))
    proposals.Spending.objects.update(day=date(2026, 9, 30))
    judged = rounds.with_ceilings(town, name="令和9年度")
    rounds.requested(town, judged)
    rounds.budget.close_requests(town.actor(*POLICY), budget=judged)
    rounds.requested(town, rounds.with_ceilings(town, year=2028, name="令和10年度"))


def neighbours(town):
    """A visit to a partner, what was lent and who helps, a case, a self-check, a question with statements."""
    partner = meeting.partner_of(town)
    VisitPhoto.objects.create(
        city=town.city, visit=meeting.visit_of(town, partners=[partner]), jpeg=jpeg(), width=40, height=20
    )
    meeting.case_of(town)
    meeting.lent(town, partner)
    cases.say_help(
        town.actor(*PLANNER), need=need_of(town), sphere="mutual", who="", text="見回りをします", partner=partner
    )
    said = {duty: checking.Said("well", "毎月", "続けます") for duty in Duty.values}
    kami = town.areas["43991"]
    for year in (2024, 2025):
        check = checking.write_self_check(town.actor(*PLANNER), ward=kami, year=year, said=said)
    checking.sign_self_check(town.actor("mayor", "w-kami"), check=check, figures={})
    questions.drafted(town, key="draft")
    questions.two_camps(town, questions.opened(town))


def offices_that_tell(town):
    """A notice with a question, a consultation with an opinion, a meeting with an item and a task."""
    road, kami, policy = town.actor(*HEAD), town.actor(*PLANNER), town.actor(*POLICY)
    notice = sharing.sent(sharing.with_rules(town))
    notices.ask_about_notice(kami, notice=notice, text="土曜もですか")
    sharing.opinion_of(town, sharing.asked_about(town))
    called = sharing.called(town)
    sharing.item_of(town, called, "議題一")
    item = sharing.item_of(town, called)
    meetings.give_task(policy, item=item, text="案を作る", office=town.offices["hq-road"], due=SOON)
    meetings.renew_feed(road, office=town.offices["hq-road"])


def who_is_told(town):
    """A webhook with a message that waits, one that stopped with a message given up; a mail to who sent a voice."""
    it = town.actor("it", "hq-seisaku")
    for name in ("道路課の掲示板", "土木の台帳"):
        facts = {"name": name, "url": TOLD, "events": ["need.answered"]}
        told = telling.subscribe(
            it, post=town.posts["it", "hq-seisaku"], root="http://a", secret=signing.new_secret(), **facts
        )
        telling.send_test(it, subscription=told)
    Subscription.objects.filter(pk=told.pk).update(failing_since=NOW, stopped_at=NOW)
    told.messages.update(state="given_up", next_at=None)
    mail = {"entry": 1, "kind": "receipt", "language": "ja", "asked_at": NOW, "next_try": NOW}
    Mail.objects.create(city=town.city, voice=kami_voice(town), **mail)


def everything_public(town):
    for room in (counters, voices, proposals_and_budget, neighbours, what_is_watched):
        room(town)


ROWS = {
    "public": everything_public,
    "city": lambda town: None,
    "voices": voice_work,
    "population": population,
    "network": offices_to_plan,
    "services": counters,
    "monitoring": what_is_watched,
    "proposals": proposals_and_budget,
    "community": neighbours,
    "sharing": offices_that_tell,
    "exchange": who_is_told,
}

THINGS = {  # the word before a brace → the model whose rows stand in it
    "voices": Voice, "photos": Photo, "letters": Letter, "needs": Need, "parts": Part, "topics": Topic,
    "language": LanguageModel, "voice-files": VoiceFile, "voices-taken": TakingIn, "posts": Post, "people": Area,
    "assumptions": Assumptions, "projections": Run, "travel-times": ReachRun, "scenarios": Scenario, "studies": Study,
    "beside": Study, "adoptions": Adoption, "services": Service, "remedies": Remedy, "offices": Office, "audit": Office,
    "openings": Office, "guides": Guide, "allotments": Allotment, "indicators": Indicator, "plan": PlanItem,
    "observations": Observed, "scans": Scan, "surveys": Survey, "survey-batches": Batch, "proposals": proposals.Proposal,
    "measures": proposals.Measure, "proposal-questions": proposals.Question, "milestones": proposals.Milestone,
    "budget-rounds": proposals.Round, "budget-lines": proposals.BudgetLine, "spendings": proposals.Spending,
    "visits": Visit, "visit-photos": VisitPhoto, "partners": Partner, "cases": Case, "grants": Grant, "helps": Help,
    "deliberations": Deliberation, "statements": Statement, "areas": Area, "districts": Area, "figures": Area,
    "self-checks": Area, "notices": shared.Notice, "consultations": shared.Consultation, "meetings": shared.Meeting,
    "tasks": shared.Task, "addressees": shared.Addressee, "notice-questions": shared.NoticeQuestion,
    "opinions": shared.Opinion, "agenda-items": shared.AgendaItem, "webhooks": Subscription,
    "webhook-messages": Message, "mails": Mail,
}  # fmt: skip


def named(path):
    """Every way to fill a path's braces with rows that are there: [{}] for a path without braces."""
    words = path.strip("/").split("/")
    ways = [{}]
    for before, word in itertools.pairwise(words):
        if word.startswith("{"):
            ways = [{**way, word[1:-1]: value} for way in ways for value in _values(before, word)]
    return ways


def asked_of(operation):
    """What an address asks for that names rows, in its query."""
    if operation == "compare_projections":
        return {"first": Run.objects.filter(result__isnull=False)[0].pk}
    if operation == "self_checks":
        return {"year": 2025}
    if operation == "observed_month":
        return {"office": "w-kami", "month": "2026-10"}
    if operation == "audit_trend":
        return {"before": "2026-04-01", "to": "2026-11-24"}
    return {"before": "today", "to": "proposal"} if operation == "compare_allotments" else {}


WORDS = {  # words before a brace, and the brace, where no row stands in it
    ("trace", "{kind}"): ["proposal", "need"],
    ("mail-wordings", "{kind}"): ["receipt"],
    ("{kind}", "{language}"): ["ja", "en"],
    ("reports", "{year}"): [2026, 2025],
    ("{code}", "{year}"): [2025, 2024],
    ("clusters", "{place}"): [1, 2],
}
COLUMNS = {Deliberation: "key", LanguageModel: "version"}  # by what a row is named, where it is not its number or code


def _values(before, word):
    """What may stand in a brace: the newest rows first, and not more of them than show whether an address works."""
    if (before, word) in WORDS:
        return WORDS[before, word]
    if word == "{code}" and before == "{office}":
        return list(Service.objects.values_list("code", flat=True))
    if word == "{key}":
        return [str(number) for number in _newest(proposals.Proposal, "pk") or _newest(Need, "pk")]
    model = THINGS[before]
    return _newest(model, COLUMNS.get(model, "code" if word in ("{code}", "{office}") else "pk"))


def _newest(model, column):
    return list(model.objects.order_by("-pk").values_list(column, flat=True)[:MOST])
