"""Excel workbooks (.xlsx) in and out: the first sheet read as lines of text, tables written as sheets people can use."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from wakimizu.shared.errors import BadInput, TooLarge

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 60 * 1024 * 1024  # unpacked
MOST_CELLS = 5_000_000
Value = str | int | float | Decimal | date | datetime | time | None


class TornLine(Exception):
    """A line that cannot be told apart from its neighbours; the sentence says why."""


class Lines(Protocol):
    """Lines of cells with the number of the last one read, as csv.reader has it."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


def is_workbook(content: bytes) -> bool:
    return content[:4] == b"PK\x03\x04"


def workbook_lines(content: bytes) -> "SheetLines":
    """The first sheet of a workbook. BadInput when it cannot be read, TooLarge when it would unpack to too much."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(each.file_size for each in archive.infolist()) > MOST_BYTES:
                raise TooLarge(_("This workbook unpacks to too much. Save the sheet as CSV and send that."))
            if sum(_merged_cells(archive)) > MOST_CELLS:  # each of them would become an object before we saw it
                raise TooLarge(_("This sheet has too many cells. Split it, or save it as CSV."))
        sheet = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    except TooLarge:
        raise
    except Exception:  # openpyxl raises whatever its parsers meet
        raise BadInput(_("This workbook cannot be read. Save it anew as .xlsx, or as CSV.")) from None
    if sheet.max_row * sheet.max_column > MOST_CELLS:
        raise TooLarge(_("This sheet has too many cells. Split it, or save it as CSV."))
    return SheetLines(sheet)


def _merged_cells(archive: zipfile.ZipFile) -> Iterator[int]:
    """How many cells each merged range of a workbook covers, read without building the sheet."""
    from defusedxml.ElementTree import iterparse
    from openpyxl.utils import range_boundaries

    for part in archive.namelist():
        if not part.endswith(".xml"):
            continue
        with archive.open(part) as file:
            for _event, element in iterparse(file):
                if element.tag.rpartition("}")[2] == "mergeCell":
                    left, top, right, bottom = range_boundaries(element.get("ref", "A1"))
                    yield (right - left + 1) * (bottom - top + 1)
                element.clear()


class SheetLines:
    """A sheet, line by line. TornLine for a row that a merged cell touches; reading can go on after it."""

    def __init__(self, sheet: Any) -> None:
        self.line_num = 0
        self._rows = sheet.iter_rows(values_only=True)
        self._merged = {
            row: str(each) for each in sheet.merged_cells.ranges for row in range(each.min_row, each.max_row + 1)
        }

    def __iter__(self) -> "SheetLines":
        return self

    def __next__(self) -> list[str]:
        values = next(self._rows)
        self.line_num += 1
        if self.line_num in self._merged:
            raise TornLine(
                _("The cells %(range)s are merged. Undo the merge and fill in every row.")
                % {"range": self._merged[self.line_num]}
            )
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        return cells


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be written: a name of at most 31 letters, its columns, its rows; `notes` stand above the header."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Value]]
    notes: Sequence[str] = ()
    widths: Sequence[int] = field(default=())


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """An .xlsx of tables: header bold and frozen, filters on, columns as wide as their words, ready to be printed.

    Text is written as text: a cell that begins with = + - or @ is never a formula.
    """
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    def written(value: Any) -> Any:
        """Text without the control characters that no workbook may hold."""
        return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value

    book = Workbook()
    book.remove(book.active)
    for each in sheets:
        sheet = book.create_sheet(_sheet_name(each.name))
        for note in each.notes:
            sheet.append([written(f"# {note}")])  # which every reader of ours passes over
        sheet.append([written(column) for column in each.columns])
        header = sheet.max_row
        for cell in sheet[header]:
            cell.data_type = "s"
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DFF1F4")
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        widest = [_width(column) for column in each.columns]
        last = header
        for last, row in enumerate(each.rows, start=header + 1):
            for at, value in enumerate(row, start=1):
                cell = sheet.cell(last, at)
                cell.value = float(value) if isinstance(value, Decimal) else written(value)
                if isinstance(value, str):
                    cell.data_type = "s"
                    cell.alignment = Alignment(wrap_text=True, vertical="top")
                widest[at - 1] = max(widest[at - 1], _width(value))
        for at, width in enumerate(each.widths or widest, start=1):
            sheet.column_dimensions[get_column_letter(at)].width = min(max(width + 2, 6), 60)
        sheet.freeze_panes = sheet.cell(header + 1, 2)
        sheet.auto_filter.ref = f"A{header}:{get_column_letter(len(each.columns))}{last}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = f"{header}:{header}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet_name(name: str) -> str:
    return "".join("・" if letter < " " or letter in r"[]:*?/\'" else letter for letter in name)[:31] or "1"


def _width(value: Value) -> int:
    """Roughly how many half-width columns a value takes."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in str(value if value is not None else ""))
