"""Open data of what is done: proposals with their decisions, measures, lines of the enacted budget.

The rules:
1. A proposal is public from its endorsement on, unless it was withdrawn.
2. A measure is public once it is no longer only planned, and unless its proposal is hidden.
3. Of the budget the enacted and the spent go out, never who asked for how much.
"""

from collections.abc import Iterator

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.exchange.opendata.heard import NUMBERED
from wakimizu.apps.exchange.opendata.table import (
    ADDRESS,
    CODE,
    DAY,
    WHOLE,
    Asked,
    Column,
    Dataset,
    Pages,
    Row,
    by_key,
)
from wakimizu.apps.proposals import exports, queries
from wakimizu.apps.proposals.budget.queries import BINDING
from wakimizu.apps.proposals.models import BudgetLine, Measure
from wakimizu.apps.proposals.workflow import Fund, MeasureState, ProposalState

YEN = _("yen")
WARD = (
    Column("区コード", "ward", _("Code of the ward it is for; empty: the whole city"), CODE, "43101"),
    Column("区", "ward_name", _("Name of that ward"), example="中央区"),
)

PROPOSALS = (
    NUMBERED, Column("件名", "title", _("What is proposed"), example="街灯の増設"), *WARD,
    Column("提案課", "office", _("Office that proposes"), example="中央区まちづくり推進課"),
    Column("決定課", "division", _("HQ division that must decide"), example="道路課"),
    Column("状態", "state", _("State, in words"), example="決定"),
    Column("提案日", "endorsed_on", _("When the ward mayor endorsed it"), DAY, "2026-09-01"),
    Column("決定期日", "due", _("By when HQ must decide"), DAY, "2026-10-01"),
    Column("事業費（円）", "cost", _("Cost over all years"), WHOLE, "2400000", YEN),
    Column("決定", "verdict", _("The last decision"), example="採択"),
    Column("決定日", "decided_on", _("When it was taken"), DAY, "2026-09-24"),
    Column("期限", "until", _("Until when it is studied, or when it will be done"), DAY, "2027-03-31"),
    Column("認めた額（円）", "accepted", _("What the decision accepts, in all"), WHOLE, "2400000", YEN),
    Column("回答した声", "answered", _("Voices the decision answered"), WHOLE, "7"),
    Column("理由", "reason", _("Why it was decided so"), example=""),
)  # fmt: skip


def _proposals(asked: Asked) -> Pages:
    for page in by_key(queries.public_rows()):
        yield list(exports.rows(page))


# ── measures ─────────────────────────────────────────────────────────────────────────────────────────────────────────

MEASURES = (
    NUMBERED, Column("事業名", "name", _("Name of the measure"), example="街灯LED化"),
    Column("英語名", "name_en", _("Name in English"), example="LED street lights"),
    Column("提案番号", "proposal", _("Number of the proposal it follows from; empty: by the office's own decision"), WHOLE, "12"),
    Column("担当", "office", _("Office that does it"), example="道路課"), *WARD,
    Column("開始日", "begins", _("First day"), DAY, "2026-10-01"), Column("終了日", "ends", _("Last day"), DAY, "2027-03-31"),
    Column("状態コード", "state", _("State, as a code"), CODE, "running"),
    Column("状態", "state_name", _("State, in words"), example="実施中"),
    Column("議決額", "enacted", _("Enacted for it so far"), WHOLE, "2400000", YEN),
    Column("執行額", "spent", _("Spent on it so far"), WHOLE, "1800000", YEN),
    Column("URL", "url", _("Its page"), ADDRESS, "https://city.example.jp/measures/3/"),
)  # fmt: skip


def public_measures() -> QuerySet[Measure]:
    told = Q(proposal=None) | (Q(proposal__endorsed_at__isnull=False) & ~Q(proposal__state=ProposalState.WITHDRAWN))
    return Measure.objects.filter(told).exclude(state=MeasureState.PLANNED)


def _measures(asked: Asked) -> Pages:
    rows = (
        public_measures().select_related("office", "ward").annotate(yen=Sum("lines__enacted"), used=Sum("lines__spent"))
    )
    for page in by_key(rows):
        yield [_measure(row, asked.root) for row in page]


def _measure(row: Measure, root: str) -> Row:
    ward, states = row.ward, dict(MeasureState.choices)
    return (
        row.pk, row.name, row.name_en, row.proposal_id, row.office.name, ward.code if ward else None, ward.name if ward else None,
        row.begins, row.ends, row.state, str(states[row.state]), getattr(row, "yen", None), getattr(row, "used", None),
        f"{root}/measures/{row.pk}/",
    )  # fmt: skip


# ── the budget ───────────────────────────────────────────────────────────────────────────────────────────────────────

LINES = (
    NUMBERED, Column("会計年度", "year", _("Fiscal year"), WHOLE, "2026"),
    Column("予算名", "round", _("Name of the budget"), example="当初予算"),
    Column("科目コード", "account", _("Place in the budget's classification"), CODE, "08-02-03-14"),
    Column("款", "title", _("Title 款"), example="土木費"), Column("項", "item", _("Item 項"), example="道路橋りょう費"),
    Column("目", "subitem", _("Sub-item 目"), example="道路維持費"), Column("節", "node", _("Node 節"), example="工事請負費"),
    Column("事業名", "name", _("What the money is for"), example="街灯LED化"), *WARD,
    Column("所管課", "division", _("HQ division that keeps it"), example="道路課"),
    Column("財源コード", "fund", _("Where the money comes from, as a code"), CODE, "general"),
    Column("財源", "fund_name", _("The same in words"), example="一般財源"),
    Column("議決額", "enacted", _("Enacted"), WHOLE, "2400000", YEN), Column("執行額", "spent", _("Spent so far"), WHOLE, "1800000", YEN),
    Column("提案番号", "proposal", _("Number of the public proposal it pays for"), WHOLE, "12"),
)  # fmt: skip


def enacted_lines() -> QuerySet[BudgetLine]:
    return BudgetLine.objects.filter(round__state__in=BINDING, enacted__isnull=False)


def _lines(asked: Asked) -> Pages:
    rows = enacted_lines().select_related("round", "account", "ward", "division", "proposal")
    for page in by_key(rows):
        yield [_line(row) for row in page]


def _line(row: BudgetLine) -> Row:
    place, ward, funds = row.account, row.ward, dict(Fund.choices)
    told = row.proposal if row.proposal and row.proposal.is_public else None
    return (
        row.pk, row.round.year, row.round.name, place.code, place.title, place.item, place.subitem, place.node, row.title,
        ward.code if ward else None, ward.name if ward else None, row.division.name, row.fund, str(funds[row.fund]), row.enacted,
        row.spent, told.pk if told else None,
    )  # fmt: skip


def datasets() -> Iterator[Dataset]:
    deciding = ("endorse_proposal", "decide_proposal", "withdraw_proposal", "hand_on", "escalate_late")
    yield Dataset(
        "proposals", _("Proposals and decisions"), _("what a ward asks HQ to do, with the last decision"), "GOVE", "CONT",
        PROPOSALS, _proposals, deciding, lambda: queries.public_rows().count(),
    )  # fmt: skip
    yield Dataset(
        "measures", _("Measures"), _("something the city is doing or has done"), "GOVE", "CONT", MEASURES, _measures,
        ("start_measure", "begin_measure", "change_measure", "stop_measure", "close_measure", "enact_round", "note_spending"),
        lambda: public_measures().count(),
    )  # fmt: skip
    yield Dataset(
        "budget", _("The enacted budget, line by line"), _("an amount in one account from one fund"), "ECON", "IRREG", LINES,
        _lines, ("enact_round", "close_round", "note_spending", "take_back_spending"), lambda: enacted_lines().count(),
    )  # fmt: skip
