"""Reads of the budget: a round by ward, by division, by 款項目節, by fund; its lines; a line with its spendings.

Every reading is a constant number of statements, however many lines a round has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.proposals.models import Account, BudgetLine, Ceiling, Round, Spending
from wakimizu.apps.proposals.workflow import Fund, RoundState, Way

BINDING = (RoundState.ENACTED, RoundState.CLOSED)
WAYS_TO_SEE = ("ward", "division", "account", "fund")
LEVELS = ("title", "item", "subitem", "node")  # 款 項 目 節
AMOUNT = Coalesce("enacted", "assessed", "requested")  # what a line stands at now


@dataclass(frozen=True, slots=True)
class Sums:
    """Yen of some lines on their way. before: what the year before had for the same."""

    before: int = 0
    requested: int = 0
    assessed: int = 0
    enacted: int = 0
    spent: int = 0
    lines: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def executed(self) -> float | None:
        """執行率, the share of the enacted that is spent."""
        return self.spent / self.enacted if self.enacted else None

    @property
    def change(self) -> int:
        return self.requested - self.before

    @property
    def left(self) -> int:
        return self.enacted - self.spent


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what it is about, and its sums. `key` finds its lines."""

    key: Any
    name: Any
    sums: Sums


def rounds(public: bool = False) -> list[Round]:
    """All rounds with what they come to, newest first; one statement."""
    rows = Round.objects.filter(state__in=BINDING) if public else Round.objects.all()
    sums = {f"all_{name}": Sum(f"lines__{name}") for name in ("requested", "assessed", "enacted", "spent")}
    return list(rows.annotate(all_lines=Count("lines"), **sums).order_by("-year", "-opens"))


def round_numbered(number: int, public: bool = False) -> Round | None:
    found = Round.objects.filter(pk=number).first()
    return found if found and (not public or found.state in BINDING) else None


def before(budget: Round) -> Round | None:
    """The enacted round of the same kind of the year before."""
    same = Round.objects.filter(year=budget.year - 1, kind=budget.kind, state__in=BINDING)
    return same.order_by("-enacted_on").first()


def _summed(rows: QuerySet[BudgetLine, Any], key: str) -> dict[Any, tuple[int, ...]]:
    columns = [Sum(name) for name in ("requested", "assessed", "enacted", "spent")]
    found = rows.order_by(key).values_list(key).annotate(*columns, Count("pk"))
    return {one: tuple(int(value or 0) for value in values) for one, *values in found}


def by(budget: Round, way: str, book: Directory, level: str = "title") -> list[Row]:
    """The round by ward, division, account or fund; at most three statements."""
    column = {"ward": "ward_id", "division": "division_id", "account": "account__code", "fund": "fund"}[way]
    now = _summed(BudgetLine.objects.filter(round=budget), column)
    last = before(budget)
    then = _summed(BudgetLine.objects.filter(round=last), column) if last else {}
    sums = {key: Sums(then[key][2] if key in then else 0, *now.get(key, (0,) * 5)) for key in {*now, *then}}
    if way == "account":
        return by_level(sums, {each.code: each for each in Account.objects.all()}, level)
    rows = [Row(key, _name(way, key, book), each) for key, each in sums.items()]
    return sorted(rows, key=lambda row: _order(way, row, book))


def _name(way: str, key: Any, book: Directory) -> Any:
    """A row of the directory, a fund's word, or None for the whole city."""
    if way == "fund":
        return Fund(key).label
    return book.area(key) if way == "ward" else book.office(key)


def _order(way: str, row: Row, book: Directory) -> tuple[Any, ...]:
    if way == "ward":
        return row.key is None, row.name.code if row.name else ""
    return (Fund.values.index(row.key),) if way == "fund" else (-row.sums.requested, row.key)


def by_level(sums: Mapping[str, Sums], accounts: Mapping[str, Account], level: str) -> list[Row]:
    """Accounts gathered up to 款, 項, 目 or 節; a row's key is the code so far."""
    depth = LEVELS.index(level) + 1
    found: dict[str, Sums] = {}
    names: dict[str, str] = {}
    for code in sorted(sums):
        key = "-".join(code.split("-")[:depth])
        found[key] = found.get(key, Sums()) + sums[code]
        names.setdefault(key, " ".join(getattr(accounts[code], each) for each in LEVELS[:depth]))
    return [Row(key, names[key], each) for key, each in found.items()]


def total(rows: Iterable[Row]) -> Sums:
    return sum((row.sums for row in rows), Sums())


@dataclass(frozen=True, slots=True)
class Room:
    """A ward under its ceiling: what it requests itself, and what is left."""

    ward: Any
    ceiling: Ceiling | None
    asked: int

    @property
    def left(self) -> int | None:
        return self.ceiling.amount - self.asked if self.ceiling else None

    @property
    def share(self) -> float | None:
        return self.asked / self.ceiling.amount if self.ceiling and self.ceiling.amount else None


def requested_by_wards(budget: Round) -> dict[int, int]:
    """Ward → yen that it requests itself."""
    rows = BudgetLine.objects.filter(round=budget, way=Way.WARD).order_by("ward")
    return {ward: int(yen) for ward, yen in rows.values_list("ward_id").annotate(Sum("requested")) if ward}


def under_ceilings(budget: Round, book: Directory) -> list[Room]:
    """Every ward with its ceiling; two statements."""
    ceilings = {each.ward_id: each for each in Ceiling.objects.filter(round=budget)}
    asked = requested_by_wards(budget)
    return [Room(ward, ceilings.get(ward.pk), asked.get(ward.pk, 0)) for ward in book.wards]


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────

WITH_ALL = ("ward", "office", "division", "account", "round", "proposal", "measure")


def lines(budget: Round, **where: Any) -> QuerySet[BudgetLine, Any]:
    """where: ward, division (numbers; ward="" is the whole city), account (a code or its beginning), fund, way, mine (an office)."""
    rows = BudgetLine.objects.filter(round=budget).select_related(*WITH_ALL)
    if "ward" in where:
        rows = rows.filter(ward=where["ward"] or None)
    if "division" in where:
        rows = rows.filter(division=where["division"])
    if code := where.get("account"):
        rows = rows.filter(Q(account__code=code) | Q(account__code__startswith=f"{code}-"))
    for name in ("fund", "way"):
        if value := where.get(name):
            rows = rows.filter(**{name: value})
    return rows.order_by("account__code", "ward__code", "pk")


def line_numbered(number: int) -> BudgetLine | None:
    return BudgetLine.objects.select_related(*WITH_ALL).filter(pk=number).first()


def spendings(line: BudgetLine) -> list[Spending]:
    return list(Spending.objects.filter(line=line).select_related("noted_by__office").order_by("-day", "-pk"))


def public_lines(budget: Round, most: int = 200) -> list[BudgetLine]:
    """Enacted lines behind which a public proposal stands, the dearest first."""
    rows = BudgetLine.objects.filter(round=budget, proposal__endorsed_at__isnull=False, enacted__gt=0)
    rows = rows.exclude(proposal__state="withdrawn").select_related("proposal", "ward", "division", "account")
    return list(rows.order_by("-enacted", "pk")[:most])


def assessed_so_far(budget: Round) -> dict[str, int]:
    """How many lines are assessed, and how many are not."""
    rows = BudgetLine.objects.filter(round=budget)
    return rows.aggregate(all=Count("pk"), assessed=Count("pk", filter=Q(assessed__isnull=False)))


def amounts_by(budget: Round, *columns: str) -> list[tuple[Any, ...]]:
    """What the round's lines stand at now, by some columns: rows of (…, yen); one statement."""
    rows = BudgetLine.objects.filter(round=budget).order_by(*columns).values_list(*columns)
    return [(*key, int(yen or 0)) for *key, yen in rows.annotate(yen=Sum(AMOUNT))]


def sums_of(rows: QuerySet[BudgetLine, Any]) -> Sums:
    """What some lines come to; one statement."""
    names = ("requested", "assessed", "enacted", "spent")
    found = rows.order_by().aggregate(lines=Count("pk"), **{f"all_{name}": Sum(name) for name in names})
    sums = {name: int(found[f"all_{name}"] or 0) for name in names}
    return Sums(lines=found["lines"], **sums)
