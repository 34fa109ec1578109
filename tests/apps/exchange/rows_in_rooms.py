"""A few rows of each kind in the town's rooms, so that every address of the API has something to find, and their names.

`ROWS` fills one room; `named` says what may stand in a path's braces.
"""

import itertools
from datetime import UTC, date, datetime, time

from tests.apps.community import community_scenes as meeting
from tests.apps.community import questions
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
from tests.apps.voices.scenes import answered, draft_of, kami_voice, need_of, submitted
from tests.cast import NOW
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.city.operations import renew
from wakimizu.apps.community.deliberation.models import Deliberation, Statement
from wakimizu.apps.community.models import Case, Grant, Help, Partner, Visit
from wakimizu.apps.community.operations import cases
from wakimizu.apps.community.selfcheck import operations as checking
from wakimizu.apps.community.selfcheck.workflow import Duty
from wakimizu.apps.monitoring import operations as monitoring
from wakimizu.apps.monitoring.models import Indicator, PlanItem, Scan
from wakimizu.apps.monitoring.models import Observation as Observed
from wakimizu.apps.monitoring.surveys import results
from wakimizu.apps.monitoring.surveys.models import Batch, Survey
from wakimizu.apps.network import operations as networking
from wakimizu.apps.network.models import Adoption, Scenario, Study
from wakimizu.apps.population.models import ReachRun, Run
from wakimizu.apps.proposals import models as proposals
from wakimizu.apps.proposals.operations import measures
from wakimizu.apps.proposals.operations.proposing import ask_about
from wakimizu.apps.services import operations as services
from wakimizu.apps.services.duties import allotments
from wakimizu.apps.services.models import Allotment, Guide, Observation, Offering, Remedy, Service, Standard
from wakimizu.apps.sharing import models as shared
from wakimizu.apps.sharing.operations import meetings, notices
from wakimizu.apps.voices import operations as voicing
from wakimizu.apps.voices.models import Need, Part, Voice
from wakimizu.shared import jobs

POLICY, PLANNER, HEAD = ("policy", "hq-seisaku"), ("planner", "w-kami-machi"), ("hq_head", "hq-road")
SOON = date(2026, 12, 18)


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
    meeting.visit_of(town, partners=[partner])
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


def everything_public(town):
    for room in (voices, proposals_and_budget, neighbours, what_is_watched):
        room(town)


ROWS = {
    "public": everything_public,
    "city": lambda town: None,
    "voices": voices,
    "population": population,
    "network": offices_to_plan,
    "services": counters,
    "monitoring": what_is_watched,
    "proposals": proposals_and_budget,
    "community": neighbours,
    "sharing": offices_that_tell,
}

THINGS = {  # the word before a brace → the model whose rows stand in it; in two rooms one word means two things
    "voices": Voice, "needs": Need, "parts": Part, "projections": Run, "travel-times": ReachRun, "scenarios": Scenario,
    "studies": Study, "adoptions": Adoption, "services": Service, "remedies": Remedy, "offices": Office, "audit": Office,
    "guides": Guide, "allotments": Allotment, "indicators": Indicator, "plan": PlanItem, "observations": Observed,
    "scans": Scan, "surveys": Survey, "batches": Batch, "proposals": proposals.Proposal, "measures": proposals.Measure,
    "questions": proposals.Question, "milestones": proposals.Milestone, "rounds": proposals.Round,
    "budget": proposals.Round, "lines": proposals.BudgetLine, "spendings": proposals.Spending, "visits": Visit,
    "partners": Partner, "cases": Case, "grants": Grant, "helps": Help, "deliberations": Deliberation,
    "statements": Statement, "areas": Area, "districts": Area, "self_checks": Area, "notices": shared.Notice,
    "consultations": shared.Consultation, "meetings": shared.Meeting, "tasks": shared.Task,
    "addressees": shared.Addressee, "notice_questions": shared.NoticeQuestion, "opinions": shared.Opinion,
    "agenda_items": shared.AgendaItem,
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
    if operation == "observed_month":
        return {"office": "w-kami", "month": "2026-10"}
    if operation == "audit_trend":
        return {"before": "2026-04-01", "to": "2026-11-24"}
    return {"before": "today", "to": "proposal"} if operation == "compare_allotments" else {}


def _values(before, word):
    if word == "{year}":
        return [2025, 2024]
    if word == "{place}":
        return [1, 2]
    if word == "{code}" and before == "{office}":
        return list(Service.objects.values_list("code", flat=True))
    model = THINGS[before]
    column = "pk" if word == "{number}" else "key" if model is Deliberation else "code"
    return list(model.objects.order_by("pk").values_list(column, flat=True))
