"""Files out: the tables that `imports` takes, and the public file of what was enacted and spent."""

from collections.abc import Iterator

from wakimizu.apps.city.exports import BOM, csv_line
from wakimizu.apps.proposals.budget import queries
from wakimizu.apps.proposals.budget.imports import FUNDS, WAYS
from wakimizu.apps.proposals.models import Account, BudgetLine, Ceiling, Round, Spending
from wakimizu.apps.proposals.workflow import Fund, Way
from wakimizu.shared.workbooks import Sheet, Value

ACCOUNTS = ("科目コード", "款", "項", "目", "節")
CEILINGS = ("年度", "予算名", "区コード", "区名", "上限額", "下限額")
LINES = (
    "番号", "年度", "予算名", "科目コード", "款", "項", "目", "節", "事業名", "区", "要求課", "所管課", "編成", "財源", "要求額",
    "査定額", "査定理由", "議決額", "執行額",
)  # fmt: skip
SPENDINGS = ("番号", "年度", "予算名", "科目コード", "事業名", "支出日", "支出額", "摘要", "伝票番号")
PUBLIC = (
    "会計年度", "予算名", "科目コード", "款", "項", "目", "節", "事業名", "区コード", "区名", "所管課", "財源", "議決額", "執行額",
    "提案番号",
)  # fmt: skip


def accounts() -> Sheet:
    rows = Account.objects.order_by("code").values_list("code", "title", "item", "subitem", "node")
    return Sheet("accounts", ACCOUNTS, rows.iterator(1000))


def ceilings(budget: Round | None = None) -> Sheet:
    rows = Ceiling.objects.select_related("round", "ward").order_by("-round__year", "round", "ward__code")
    rows = rows.filter(round=budget) if budget else rows
    return Sheet("ceilings", CEILINGS, (_ceiling(row) for row in rows.iterator(500)))


def _ceiling(row: Ceiling) -> list[Value]:
    return [row.round.year, row.round.name, row.ward.code, row.ward.name, row.amount, row.least]


def _all_lines(budget: Round | None) -> Iterator[BudgetLine]:
    rows = BudgetLine.objects.select_related("round", "account", "ward", "office", "division")
    rows = rows.filter(round=budget) if budget else rows
    return rows.order_by("-round__year", "round", "account__code", "ward__code", "pk").iterator(1000)


def lines(budget: Round | None = None) -> Sheet:
    """Every request with what became of it; what `import_lines` and `import_assessments` take in again."""
    return Sheet("lines", LINES, (_line(row) for row in _all_lines(budget)))


def _line(row: BudgetLine) -> list[Value]:
    place = row.account
    return [
        row.pk, row.round.year, row.round.name, place.code, place.title, place.item, place.subitem, place.node, row.title,
        row.ward.name if row.ward else "", row.office.code, row.division.code, WAYS[Way(row.way)][0], FUNDS[Fund(row.fund)][0],
        row.requested, row.assessed, row.because, row.enacted, row.spent,
    ]  # fmt: skip


def spendings(budget: Round | None = None) -> Sheet:
    rows = Spending.objects.select_related("line__round", "line__account")
    rows = rows.filter(line__round=budget) if budget else rows
    return Sheet("spendings", SPENDINGS, (_spending(row) for row in rows.order_by("day", "pk").iterator(1000)))


def _spending(row: Spending) -> list[Value]:
    line = row.line
    return [
        line.pk, line.round.year, line.round.name, line.account.code, line.title, row.day, row.amount, row.note, row.row,
    ]  # fmt: skip


def public(budget: Round) -> Sheet:
    """What anybody may have: enacted and spent, by line, without who asked for what."""
    return Sheet("budget", PUBLIC, (_public(row) for row in queries.lines(budget).iterator(1000)))


def _public(row: BudgetLine) -> list[Value]:
    place, told = row.account, row.proposal if row.proposal and row.proposal.is_public else None
    return [
        row.round.year, row.round.name, place.code, place.title, place.item, place.subitem, place.node, row.title,
        row.ward.code if row.ward else "", row.ward.name if row.ward else "全市", row.division.name, FUNDS[Fund(row.fund)][0],
        row.enacted, row.spent, told.pk if told else None,
    ]  # fmt: skip


KINDS = {"lines": lines, "spendings": spendings, "ceilings": ceilings}


def csv_lines(sheet: Sheet) -> Iterator[str]:
    """A table as CSV in UTF-8, line by line, with the mark by which spreadsheets know it."""
    yield BOM + csv_line(sheet.columns)
    for row in sheet.rows:
        yield csv_line(["" if value is None else str(value) for value in row])
