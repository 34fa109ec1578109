"""The budget as finance keeps it: 予算要求書 by 款項目節, 財源内訳, a sheet a ward and one by division. Sums are formulas.

Sheets: 総括 (by ward and 款), 予算要求書 (every line), 財源内訳 (款 × source), one sheet for each ward, 所管課別. All in yen, A4 across.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from wakimizu.apps.city.calendar import wareki_year
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.proposals.budget import queries
from wakimizu.apps.proposals.budget.imports import FUNDS, WAYS
from wakimizu.apps.proposals.models import BudgetLine, Round
from wakimizu.apps.proposals.workflow import Fund, RoundState, Way

HEAD = PatternFill("solid", fgColor="DFF1F4")
SUM = PatternFill("solid", fgColor="F3F6F7")
LINE = Border(bottom=Side("hair"))
YEN, SHARE = "#,##0;[Red]-#,##0", "0.0%"
WORDS = ("科目コード", "款", "項", "目", "節", "事業名", "区", "所管課", "編成", "財源")
MONEY = ("前年度", "要求", "比較増減", "査定", "議決", "執行")
WIDTHS = {
    "科目コード": 14, "款": 14, "項": 18, "目": 18, "節": 18, "事業名": 34, "区": 9, "所管課": 20, "編成": 10, "財源": 13, "執行率": 9,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of this round beside the same line of the year before; one of both may be missing."""

    now: BudgetLine | None
    then: BudgetLine | None

    @property
    def line(self) -> BudgetLine:
        return cast(BudgetLine, self.now or self.then)

    @property
    def words(self) -> list[str]:
        line, place = self.line, self.line.account
        ward = line.ward.name if line.ward else "全市"
        return [
            place.code, place.title, place.item, place.subitem, place.node, line.title, ward, line.division.name,
            WAYS[Way(line.way)][0], FUNDS[Fund(line.fund)][0],
        ]  # fmt: skip

    @property
    def amounts(self) -> dict[str, int | None]:
        now = self.now
        return {
            "前年度": self.then.enacted if self.then else None,
            "要求": now.requested if now else None,
            "査定": now.assessed if now else None,
            "議決": now.enacted if now else None,
            "執行": now.spent if now and now.enacted is not None else None,
        }


def entries(budget: Round) -> list[Entry]:
    """Every line of the round, and those of the year before that have none; two statements."""

    def key(line: BudgetLine) -> tuple[Any, ...]:
        return line.account_id, line.ward_id, line.division_id, line.fund, line.title

    last = queries.before(budget)
    then: dict[tuple[Any, ...], list[BudgetLine]] = {}
    for line in queries.lines(last) if last else []:
        then.setdefault(key(line), []).append(line)
    rows = [Entry(line, then[key(line)].pop(0) if then.get(key(line)) else None) for line in queries.lines(budget)]
    rows += [Entry(None, line) for left in then.values() for line in left]
    return sorted(rows, key=lambda row: (row.line.account.code, row.words[6], row.line.title, row.line.pk))


def finance_workbook(budget: Round, book: Directory) -> bytes:
    rows, out = entries(budget), Workbook()
    out.remove(out.active)
    _summary(out, budget, rows, book)
    _lines(out, budget, "予算要求書", rows)
    _funds(out, budget, rows)
    for ward in book.wards:
        own = [row for row in rows if row.line.ward_id == ward.pk]
        if own:
            _lines(out, budget, ward.name, own)
    by_division = sorted(rows, key=lambda row: (row.line.division.code, row.line.account.code, row.line.pk))
    _lines(out, budget, "所管課別", by_division, group=7)
    found = io.BytesIO()
    out.save(found)
    return found.getvalue()


# ── sheets ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _sheet(out: Any, budget: Round, name: str, columns: Sequence[str]) -> Any:
    """A new sheet with its title, what it is in, and its header; ready to be printed."""
    sheet = out.create_sheet("".join("・" if letter in r"[]:*?/\'" else letter for letter in name)[:31])
    sheet.append([_written(f"{wareki_year(budget.year)} {budget.name} {name}")])
    state = str(RoundState(budget.state).label)
    sheet.append([f"{state}  単位：円"])
    sheet.append(list(columns))
    sheet["A1"].font = Font(bold=True, size=14)
    for at, column in enumerate(columns, start=1):
        cell = sheet.cell(3, at)
        cell.font, cell.fill, cell.alignment = Font(bold=True), HEAD, Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(at)].width = WIDTHS.get(column, 16)
    sheet.freeze_panes = sheet.cell(4, 1)
    setup = sheet.page_setup
    setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight = "landscape", 9, 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:3"
    sheet.oddFooter.center.text = "&P / &N"
    return sheet


def _written(value: Any) -> Any:
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def _put(sheet: Any, row: int, at: int, value: Any, form: str = "", formula: bool = False) -> None:
    """One cell. Text is written as text: only what we say is a formula is one."""
    cell = sheet.cell(row, at)
    cell.value, cell.border = _written(value), LINE
    if isinstance(value, str) and not formula:
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if form:
        cell.number_format = form


def _money(sheet: Any, row: int, first: int, amounts: dict[str, int | None]) -> None:
    """The six amounts from column `first` on, and the share executed; what follows from others is a formula."""
    at = {name: get_column_letter(first + n) for n, name in enumerate(MONEY)}
    for n, name in enumerate(MONEY):
        if name == "比較増減":
            _put(sheet, row, first + n, f"={at['要求']}{row}-{at['前年度']}{row}", YEN, formula=True)
        else:
            _put(sheet, row, first + n, amounts[name], YEN)
    _share(sheet, row, first)


def _share(sheet: Any, row: int, first: int) -> None:
    enacted, spent = get_column_letter(first + 4), get_column_letter(first + 5)
    share = f'=IF(N({enacted}{row})=0,"",{spent}{row}/{enacted}{row})'
    _put(sheet, row, first + len(MONEY), share, SHARE, formula=True)


def _totals(sheet: Any, row: int, words: str, first: int, spans: Sequence[tuple[int, int]], columns: int = 6) -> None:
    """A row of sums over spans of rows. SUBTOTAL leaves out other subtotals, so that sums of sums are not doubled."""
    _put(sheet, row, 1, words)
    for at in range(first, first + columns):
        letter = get_column_letter(at)
        ranges = ",".join(f"{letter}{one}:{letter}{last}" for one, last in spans)
        _put(sheet, row, at, f"=SUBTOTAL(9,{ranges})" if spans else 0, YEN, formula=bool(spans))
    if columns == len(MONEY):
        _share(sheet, row, first)
    for at in range(1, first + columns + (columns == len(MONEY))):
        cell = sheet.cell(row, at)
        cell.font, cell.fill = Font(bold=True), SUM


def _lines(out: Any, budget: Round, name: str, rows: Sequence[Entry], group: int = 1) -> None:
    """Every line, with a subtotal for each 款 (or each word of column `group`) and the total."""
    sheet = _sheet(out, budget, name, [*WORDS, *MONEY, "執行率"])
    first, row, begun = len(WORDS) + 1, 3, 4
    for n, entry in enumerate(rows):
        row += 1
        for at, word in enumerate(entry.words, start=1):
            _put(sheet, row, at, word)
        _money(sheet, row, first, entry.amounts)
        following = rows[n + 1].words[group] if n + 1 < len(rows) else None
        if following != entry.words[group]:
            row += 1
            _totals(sheet, row, f"{entry.words[group]} 計", first, [(begun, row - 1)])
            begun = row + 1
    _totals(sheet, row + 1, "合計", first, [(4, row)] if rows else [])


def _summary(out: Any, budget: Round, rows: Sequence[Entry], book: Directory) -> None:
    """By ward, then by 款: sums over the lines of 予算要求書."""
    sheet = _sheet(out, budget, "総括", ["区分", *MONEY, "執行率"])
    sheet.column_dimensions["A"].width = 30
    row = 3
    wards = [*(ward.name for ward in book.wards), "全市"]
    titles = list(dict.fromkeys(entry.words[1] for entry in rows))
    for names, column, words in ((wards, "G", "区別 計"), (titles, "B", "款別 計")):
        begun = row + 1
        for name in names:
            row += 1
            _put(sheet, row, 1, name)
            for n, _name in enumerate(MONEY):
                letter = get_column_letter(len(WORDS) + 1 + n)
                condition = f"予算要求書!${column}:${column},$A{row},予算要求書!${letter}:${letter}"
                _put(sheet, row, 2 + n, f"=SUMIF({condition})", YEN, formula=True)
            _share(sheet, row, 2)
        row += 1
        _totals(sheet, row, words, 2, [(begun, row - 1)] if row > begun else [])
        row += 1


def _funds(out: Any, budget: Round, rows: Sequence[Entry]) -> None:
    """財源内訳 of what each line stands at: 款 × source."""
    words = [FUNDS[fund][0] for fund in (Fund.NATIONAL, Fund.PREFECTURE, Fund.BOND, Fund.OTHER, Fund.GENERAL)]
    sheet = _sheet(out, budget, "財源内訳", ["款", *words, "計"])
    found: dict[str, dict[str, int]] = {}
    for entry in rows:
        if line := entry.now:
            amount = next(each for each in (line.enacted, line.assessed, line.requested) if each is not None)
            of = found.setdefault(entry.words[1], dict.fromkeys(words, 0))
            of[entry.words[9]] += amount
    row = 3
    for title, of in found.items():
        row += 1
        _put(sheet, row, 1, title)
        for n, word in enumerate(words):
            _put(sheet, row, 2 + n, of[word], YEN)
        _put(sheet, row, 7, f"=SUM(B{row}:F{row})", YEN, formula=True)
    _totals(sheet, row + 1, "合計", 2, [(4, row)] if found else [])
