"""A small budget for the tests: a round of next year with ceilings, one account, lines on their way."""

from datetime import date, timedelta

from tests.cast import NOW
from wakimizu.apps.proposals.models import Account, BudgetLine, Ceiling, Round
from wakimizu.apps.proposals.operations import budget, spending

FINANCE = ("policy", "hq-seisaku")
PLANNER = ("planner", "w-kami-machi")
OTHER_WARD = ("planner", "w-shimo-machi")
ROAD = ("hq", "hq-road")
CLERK = ("clerk", "w-kami-kumin")
ENACTED = NOW.replace(year=2027, month=3, day=20)
IN_YEAR = NOW.replace(year=2027, month=10, day=1)


def account(town, code="08-02-03-14", node="工事請負費"):
    found = Account.objects.filter(code=code).first()
    return found or Account.objects.create(
        city=town.city, code=code, title="土木費", item="道路橋りょう費", subitem="道路維持費", node=node
    )


def opened(town, closes=date(2026, 12, 10), at=NOW, **more):
    made = Round(**{"name": "令和9年度当初予算", "year": 2027, "opens": at.date(), "closes": closes, **more})
    return budget.open_round(town.actor(*FINANCE, at), budget=made)


def with_ceilings(town, kami=10_000_000, shimo=8_000_000, **more):
    made = opened(town, **more)
    rows = [
        Ceiling(ward=town.areas["43991"], amount=kami, least=1_000_000),
        Ceiling(ward=town.areas["43992"], amount=shimo),
    ]
    budget.keep_ceilings(town.actor(*FINANCE), budget=made, ceilings=rows)
    return made


def line_of(town, found, amount=3_000_000, who=PLANNER, **more):
    ward = {"w-kami-machi": "43991", "w-shimo-machi": "43992"}.get(who[1])
    facts = {
        "round": found, "title": "街路灯の更新", "ward": town.areas[ward] if ward else None, "office": town.offices[who[1]],
        "division": town.offices["hq-road"], "way": "ward" if ward else "lump", "account": account(town),
        "fund": "general", "requested": amount,
    }  # fmt: skip
    return BudgetLine(**{**facts, **more})


def requested(town, found, amount=3_000_000, who=PLANNER, at=NOW, **more):
    return budget.request_line(town.actor(*who, at), line=line_of(town, found, amount, who, **more))


def in_assessment(town, *amounts):
    found = with_ceilings(town)
    lines = [requested(town, found, amount, title=f"事業{n}") for n, amount in enumerate(amounts or (3_000_000,))]
    budget.close_requests(town.actor(*FINANCE), budget=found)
    return found, lines


def enacted(town, *amounts):
    """A round whose lines were granted in full and enacted."""
    found, lines = in_assessment(town, *amounts)
    finance = town.actor(*FINANCE, ENACTED)
    budget.assess_lines(finance, assessments=[budget.Assessment(line, line.requested) for line in lines])
    budget.enact_round(finance, budget=found, on=ENACTED.date())
    for line in lines:
        line.refresh_from_db()
    return found, lines


def spend(town, line, amount, day=date(2027, 9, 30), who=PLANNER, at=IN_YEAR, **more):
    return spending.note_spending(town.actor(*who, at), spent=spending.Spent(line, day, amount, **more))


def later(days):
    return NOW + timedelta(days=days)
