"""Files in: tables as cities really publish them, read tolerantly and reported line by line.

The rules:
1. Text may be UTF-8 (with or without a byte order mark), UTF-16 with one, or CP932; a workbook may be .xlsx, of which
   the first sheet is read. Anything else is refused.
2. Columns are found by any of their known names, whatever their order; names are compared without blanks and width.
3. Each row is taken whole or refused with a reason; refused rows leave nothing behind.
4. Reading the same file again changes nothing: rows are known by a key.
5. A number that a spreadsheet has rounded to 1.00E+12 is lost: the value is left out and the report says so.
6. Merged cells hide which row a value belongs to: the rows they touch are refused, a merged header refuses the file.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

from django.utils.translation import gettext as _

from wakimizu.shared.errors import BadInput
from wakimizu.shared.workbooks import Lines, TornLine, is_workbook, workbook_lines

MOST_ROWS = 2_000_000
MOST_CELL = 20_000
ROUNDED = re.compile(r"\d(?:\.\d+)?E\+\d+", re.I)
FORMULAS = frozenset("=+-@\t\r\n＝＋－＠﹢﹣﹦﹫")  # Japanese spreadsheets take ＝ for = too
NUMBER = re.compile(r"[+-]?\d[\d,.]*(?:[eE][+-]?\d+)?%?")
Fate = Literal["added", "changed", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one line. `number` counts from 1 as an editor shows it; `sentence` says why or what to mend."""

    number: int
    fate: Fate
    sentence: str = ""


@dataclass(slots=True)
class Report:
    """An import, line by line. `told` keeps refused lines and those with a remark; all lines are counted."""

    file_digest: str = ""
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("added", "changed", "unchanged", "refused"), 0)
    )
    told: list[Line] = field(default_factory=list)

    def tell(self, number: int, fate: Fate, sentence: str = "") -> None:
        self.counts[fate] += 1
        if sentence:
            self.told.append(Line(number, fate, sentence))

    def summary(self) -> str:
        return _("%(added)d added, %(changed)d changed, %(unchanged)d unchanged, %(refused)d refused") % self.counts


def decode(content: bytes) -> str:
    """The text of a file. BadInput when it is none of the encodings cities use."""
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp932"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadInput(
        _(
            "This file is not text in UTF-8 or Shift_JIS (CP932). Save it as CSV or Excel workbook (.xlsx) and send it again."
        )
    )


def plain(text: str | None) -> str:
    """A cell without width variants and outer blanks."""
    return unicodedata.normalize("NFKC", text or "").replace("\u3000", " ").strip()


def header_key(name: str) -> str:
    return re.sub(r"[\s_・()（）]", "", plain(name)).lower()


class Table:
    """A CSV file with a header, its columns known by any of several names.

    columns: our name → the names it goes by in files; `required` are our names that must be there. With `keep_rest`
    the columns that nobody claims come along under the file's own names, not tidied.
    """

    def __init__(
        self,
        content: bytes,
        columns: Mapping[str, Sequence[str]],
        required: Sequence[str] = (),
        *,
        keep_rest: bool = False,
    ) -> None:
        self.digest = sha256(content).hexdigest()
        self._lines: Lines = workbook_lines(content) if is_workbook(content) else _csv_lines(decode(content))
        try:
            self.header = next(cells for cells in self._lines if not cells or not cells[0].startswith("#"))
        except TornLine as torn:
            raise BadInput(str(torn)) from None
        except (StopIteration, csv.Error):
            raise BadInput(_("This file is empty. The first line must name the columns.")) from None
        keys = {header_key(name): i for i, name in reversed(list(enumerate(self.header)))}
        self._place = {
            ours: next((keys[header_key(name)] for name in (ours, *names) if header_key(name) in keys), None)
            for ours, names in columns.items()
        }
        claimed = set(self._place.values())
        self._rest = {
            plain(name): at for at, name in enumerate(self.header) if keep_rest and at not in claimed and plain(name)
        }
        missing = [columns[ours][0] if columns[ours] else ours for ours in required if self._place[ours] is None]
        if missing:
            raise BadInput(
                _("The first line must name these columns, which are missing: %(columns)s.")
                % {"columns": "、".join(missing)}
            )

    def rows(self, report: Report) -> Iterator[tuple[int, dict[str, str]]]:
        """Line number and cells by our names, blanks and widths tidied; broken lines are refused in the report."""
        report.file_digest = self.digest
        while True:
            try:
                cells = next(self._lines)
            except StopIteration:
                return
            except TornLine as torn:
                report.tell(self._lines.line_num, "refused", str(torn))
                continue
            except csv.Error as fault:
                report.tell(self._lines.line_num, "refused", _("This line is not CSV: %(fault)s.") % {"fault": fault})
                continue
            number = self._lines.line_num
            if number > MOST_ROWS:
                raise BadInput(_("This file has more than %(most)d lines. Split it.") % {"most": MOST_ROWS})
            if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
                continue
            if len(cells) > len(self.header) and any(cell.strip() for cell in cells[len(self.header) :]):
                sentence = _(
                    "This line has %(n)d cells, the first line names %(m)d. Is a comma inside a cell without quotes?"
                )
                report.tell(number, "refused", sentence % {"n": len(cells), "m": len(self.header)})
                continue
            if max(map(len, cells)) > MOST_CELL:
                report.tell(number, "refused", _("A cell of this line is too long."))
                continue
            tidy = {
                ours: plain(cells[at]) if at is not None and at < len(cells) else "" for ours, at in self._place.items()
            }
            yield number, tidy | {name: cells[at].strip() for name, at in self._rest.items() if at < len(cells)}

    @property
    def has(self) -> set[str]:
        return {ours for ours, at in self._place.items() if at is not None}


def _csv_lines(text: str) -> Lines:
    first = next((line for line in text.splitlines() if not line.startswith("#")), "")
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def safe_cell(text: str) -> str:
    """A text that a spreadsheet would compute, set off by a blank, which readers drop; numbers stay as they are."""
    return f" {text}" if text[:1] in FORMULAS and not NUMBER.fullmatch(text) else text


def number_in(text: str, least: float, most: float) -> float | None:
    """A finite number within bounds, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if least <= value <= most else None


def municipality_code(text: str, expected: Collection[str] = ()) -> str:
    """The five-digit JIS X 0402 code of a code as files have it: with check digit or not, with its first zero or not.

    Returns "" when it is no such code. Five digits can be read in two ways (12203 is 市川市, or 士別市's 012203 without
    its zero): the reading among the `expected` codes wins, then the one whose check digit fits.
    The check digit: 11 − (6a+5b+4c+3d+2e mod 11), last digit (JIS X 0402:2020).
    """
    digits = plain(text)
    if not digits.isascii() or not digits.isdigit():
        return ""
    with_check_digit = [each for each in (digits, "0" + digits) if len(each) == 6]
    readings = [each[:5] for each in with_check_digit if int(each[5]) == _check_digit(each[:5])]
    readings += [each for each in (digits, "0" + digits) if len(each) == 5]
    return next((each for each in readings if each in expected), readings[0] if readings else "")


def _check_digit(five: str) -> int:
    total = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2), strict=True))
    return (11 - total % 11) % 10 if total >= 11 else 11 - total
