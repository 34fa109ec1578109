"""The demo's budget: this year's round, enacted and partly spent; a supplementary one that pays for adopted proposals; and
next year's, for which requests are taken.

Every amount is made up, from budget_lines.csv and a seeded generator. Lines of wards for which there are public proposals are
requested for them, so that help to choose has something to choose among.
"""

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from importlib.resources import files

from django.db import transaction
from django.utils import timezone

from wakimizu.apps.city.calendar import fiscal_year, wareki_year
from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import Area, City, Office
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import seal_entries
from wakimizu.apps.proposals.budget import rules
from wakimizu.apps.proposals.budget.imports import import_accounts
from wakimizu.apps.proposals.budget.queries import requested_by_wards
from wakimizu.apps.proposals.models import Account, BudgetLine, Ceiling, Measure, Proposal, Round
from wakimizu.apps.proposals.operations import budget as budgeting
from wakimizu.apps.proposals.operations import spending
from wakimizu.apps.proposals.workflow import ProposalState, RoundKind, Verdict, Way
from wakimizu.shared.scoping import in_city

FILES = files("wakimizu.demo") / "kumamoto"
SIZES = {
    "43101": 1.15,
    "43102": 1.2,
    "43103": 0.85,
    "43104": 0.9,
    "43105": 1.0,
}  # how much a ward asks, beside the others
CEILING, LEAST = 270_000_000, 190_000_000  # of a ward of size 1
FOR_A_PROPOSAL = (6_000_000, 32_000_000)
CUT = {0.92: "前年度の執行実績を踏まえ精査", 0.85: "単価を見直した", 0.75: "実施時期を分ける"}


def make_budget(city: City, now: datetime, seed: int = 20) -> None:
    """After the proposals. Operations at past moments: opened in October, assessed in January, enacted in March."""
    with in_city(city.pk), transaction.atomic():
        book, chance, this = directory(city), random.Random(seed), fiscal_year(timezone.localdate(now))
        import_accounts(
            system_actor(city.pk, _at(date(this - 1, 9, 1))), city, book, (FILES / "budget_accounts.csv").read_bytes()
        )
        first = _open(city, book, this, date(this - 1, 10, 15), date(this - 1, 11, 30), _at(date(this - 1, 10, 15)))
        _request(city, book, first, "before", chance, _at(date(this - 1, 11, 10)))
        _enact(city, first, chance, this)
        _spend(city, first, chance, now)
        _supplement(city, book, this, chance, now)
        today = timezone.localdate(now)
        begun = max(now - timedelta(days=20), _at(date(this, 4, 1)))
        second = _open(city, book, this + 1, timezone.localdate(begun), today + timedelta(days=25), begun)
        _request(city, book, second, "now", chance, now)
        _request_for_proposals(city, second, _wanted(), chance, now)
    while seal_entries(now):
        pass


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def _open(city: City, book: Directory, year: int, opens: date, closes: date, at: datetime) -> Round:
    actor = system_actor(city.pk, at)
    made = Round(
        name=f"{wareki_year(year)}当初予算（デモ）", name_en=f"Initial budget {year} (demo)", year=year, opens=opens, closes=closes
    )  # fmt: skip
    budgeting.open_round(actor, budget=made)
    sized = [(ward, SIZES.get(ward.code, 1.0)) for ward in book.wards]
    rows = [
        Ceiling(ward=ward, amount=_round(CEILING * size, 1_000_000), least=_round(LEAST * size, 1_000_000))
        for ward, size in sized
    ]
    budgeting.keep_ceilings(actor, budget=made, ceilings=rows)
    return made


def _round(yen: float, unit: int = 1000) -> int:
    return max(round(yen / unit), 1) * unit


# ── requests ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def rows() -> Iterator[dict[str, str]]:
    text = (FILES / "budget_lines.csv").read_text()
    yield from csv.DictReader(io.StringIO("\n".join(line for line in text.splitlines() if not line.startswith("#"))))


def _request(city: City, book: Directory, budget: Round, when: str, chance: random.Random, at: datetime) -> None:
    accounts = {each.code: each for each in Account.objects.all()}
    lines = []
    for row in rows():
        for ward in book.wards if row["where"] == "ward" else [None]:
            yen = int(row["yen"]) * 1000 * (SIZES.get(ward.code, 1.0) if ward else 1.0) * chance.uniform(0.9, 1.1)
            way = Way(row[when]) if ward else Way.LUMP
            division = book.office_by_code[row["division"]]
            lines.append(BudgetLine(
                round=budget, title=row["title"], ward=ward, division=division, way=way, account=accounts[row["account"]],
                office=_town_division(book, ward) if ward and way == Way.WARD else division, fund=row["fund"], requested=_round(yen),
            ))  # fmt: skip
    budgeting.keep_lines(system_actor(city.pk, at), lines=lines)


def _town_division(book: Directory, ward: Area) -> Office:
    own = [office for office in book.offices_in_ward(ward.pk) if office.code.endswith("-machi")]
    return own[0] if own else next(o for o in book.offices_in_ward(ward.pk) if not o.at_hq)


def _wanted(*adopted: Verdict) -> list[Proposal]:
    """Public proposals of wards that were not declined; with verdicts, only those so decided."""
    rows = Proposal.objects.filter(ward__isnull=False, endorsed_at__isnull=False).exclude(state=ProposalState.WITHDRAWN)
    if adopted:
        rows = rows.filter(decisions__verdict__in=adopted).distinct()
    rows = rows.exclude(decisions__verdict=Verdict.DECLINE).select_related("office", "division", "ward").order_by("pk")
    return [each for each in rows.prefetch_related("costs") if each.ward_id == each.office.led_ward_id]


def _request_for_proposals(
    city: City, budget: Round, wanted: list[Proposal], chance: random.Random, at: datetime
) -> None:
    """A line for each proposal, as far as its ward's ceiling goes."""
    account = Account.objects.get(code="02-01-12-12")
    left = {each.ward_id: each.amount for each in Ceiling.objects.filter(round=budget)}
    for ward, yen in requested_by_wards(budget).items():
        left[ward] -= yen
    measures = {each.proposal_id: each for each in Measure.objects.filter(proposal__in=wanted)}
    lines = []
    for each in wanted:
        yen = min(_cost(each, budget.year) or _round(chance.uniform(*FOR_A_PROPOSAL), 100_000), left[each.ward_id or 0])
        if yen > 0:
            left[each.ward_id or 0] -= yen
            lines.append(BudgetLine(
                round=budget, title=each.title, ward=each.ward, office=each.office, division=each.division, way=Way.WARD,
                account=account, proposal=each, measure=measures.get(each.pk), requested=yen,
            ))  # fmt: skip
    if lines:
        budgeting.keep_lines(system_actor(city.pk, at), lines=lines)


def _cost(proposal: Proposal, year: int) -> int:
    return sum(each.amount for each in proposal.costs.all() if each.year == year)


def _supplement(city: City, book: Directory, this: int, chance: random.Random, now: datetime) -> None:
    """Two months ago wards requested more for what was adopted; the assembly enacted it two weeks ago."""
    wanted = _wanted(Verdict.ADOPT, Verdict.PART)
    if not wanted:
        return
    begun, decided = now - timedelta(days=60), now - timedelta(days=14)
    day = timezone.localdate(begun)
    made = Round(
        name=f"{wareki_year(this)}補正予算（デモ）", name_en=f"Supplementary budget {this} (demo)", year=this,
        kind=RoundKind.SUPPLEMENTARY, opens=day, closes=day + timedelta(days=20),
    )  # fmt: skip
    budgeting.open_round(system_actor(city.pk, begun), budget=made)
    rows = [Ceiling(ward=ward, amount=CEILING) for ward in book.wards]
    budgeting.keep_ceilings(system_actor(city.pk, begun), budget=made, ceilings=rows)
    _request_for_proposals(city, made, wanted, chance, begun + timedelta(days=5))
    finance = system_actor(city.pk, decided)
    budgeting.close_requests(finance, budget=made)
    budgeting.assess_lines(
        finance,
        assessments=[budgeting.Assessment(line, line.requested) for line in BudgetLine.objects.filter(round=made)],
    )
    budgeting.enact_round(finance, budget=made, on=timezone.localdate(decided))
    _spend(city, made, chance, now, year=60)


# ── this year's ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _enact(city: City, budget: Round, chance: random.Random, this: int) -> None:
    budgeting.close_requests(system_actor(city.pk, _at(date(this - 1, 12, 1))), budget=budget)
    given = []
    for line in BudgetLine.objects.filter(round=budget):
        share = chance.choice([1.0, 1.0, 1.0, *CUT])
        given.append(
            budgeting.Assessment(
                line, _round(line.requested * share) if share < 1 else line.requested, CUT.get(share, "")
            )
        )
    budgeting.assess_lines(system_actor(city.pk, _at(date(this, 1, 20))), assessments=given)
    enacted = date(this, 3, 22)
    budgeting.enact_round(system_actor(city.pk, _at(enacted)), budget=budget, on=enacted)


def _spend(city: City, budget: Round, chance: random.Random, now: datetime, year: int = 365) -> None:
    """As far as the year (or so many days) has gone: one to three payments a line."""
    today = timezone.localdate(now)
    actor: Actor = system_actor(city.pk, now)
    first, days = rules.first_day(budget), (today - rules.first_day(budget)).days
    spent, slip = [], 0
    for line in BudgetLine.objects.filter(round=budget):
        part = min(days / year * chance.uniform(0.6, 1.15), 0.98)
        for _n in range(chance.choice([1, 2, 3])):
            slip += 1
            yen = _round((line.enacted or 0) * part / 3)
            if yen * 3 <= (line.enacted or 0):
                day = first + timedelta(days=chance.randint(0, max(days, 0)))
                spent.append(spending.Spent(line, day, yen, "架空の支出（デモ）", f"D{budget.pk}-{slip:05d}"))
    spending.note_spendings(actor, spendings=spent)
