"""A spreadsheet as it was sent: its first line, its rows, and the lines that could not be read."""

import io
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from wakimizu.shared.tables import Report, Table, header_key, plain


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """`digest`: SHA-256 of the file; `rows`: (line, cells in the header's order); `torn`: (line, why it is refused)."""

    digest: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    torn: list[tuple[int, str]]

    @property
    def signature(self) -> str:
        """What files of one form have in common: their columns, in their order, however they are spelled."""
        return sha256(json.dumps([header_key(name) for name in self.header]).encode()).hexdigest()

    def column(self, name: str) -> Iterator[str]:
        """The filled cells of a column, from the top."""
        at = self.header.index(name)
        return (cells[at] for _line, cells in self.rows if cells[at])

    def packed(self) -> bytes:
        """One JSON text a line: what the file is, then each row."""
        told = [[self.digest, self.header, self.torn], *self.rows]
        return zlib.compress("\n".join(json.dumps(each, ensure_ascii=False) for each in told).encode())


def read(content: bytes) -> Spreadsheet:
    """The rows of a CSV file or workbook, cells tidied. BadInput or TooLarge when it is no table."""
    report = Report()
    table = Table(content, {}, keep_rest=True)
    header = list(dict.fromkeys(name for name in map(plain, table.header) if name))
    rows = _sharing((line, [plain(cells.get(name, "")) for name in header]) for line, cells in table.rows(report))
    return Spreadsheet(table.digest, header, rows, [(line.number, line.sentence) for line in report.told])


def unpacked(content: bytes) -> Spreadsheet:
    lines = io.BytesIO(zlib.decompress(content))
    digest, header, torn = json.loads(next(lines))
    return Spreadsheet(digest, header, _sharing(map(json.loads, lines)), [(line, why) for line, why in torn])


def _sharing(rows: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """The rows, with cells that are alike kept once: of a register's cells most are."""
    known: dict[str, str] = {}
    return [(line, [known.setdefault(cell, cell) for cell in cells]) for line, cells in rows]
