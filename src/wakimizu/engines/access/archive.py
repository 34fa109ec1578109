"""A feed's zip as tables of text, with every fault noted instead of the first one raised."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from wakimizu.engines.words import Words

from .feed import Fault, FeedFault

MOST_BYTES = 2**30  # a feed that unpacks to more is no city's timetable
ASK_AGAIN = Words("Download the feed again, or ask the operator for a complete one.")


@dataclass
class Faults:
    """Notes what is wrong and goes on; `raise_any` then refuses the feed with all of it."""

    found: list[Fault] = field(default_factory=list)

    def add(self, file: str, row: int, what: Words, remedy: Words) -> None:
        self.found.append(Fault(file, row, what, remedy))

    def raise_any(self) -> None:
        if self.found:
            raise FeedFault(self.found)


@dataclass(frozen=True)
class Table:
    """One file: its columns as text without blanks around it, and the line each row stands on."""

    file: str
    lines: tuple[int, ...]
    columns: dict[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, name: str) -> tuple[str, ...]:
        """The column's cells; all blank where the file has no such column."""
        return self.columns.get(name) or ("",) * len(self)

    def rows(self, *names: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Line and cells of these columns, row by row."""
        return zip(self.lines, zip(*map(self.column, names), strict=True), strict=True)


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files of a zip by name, those in a folder too. FeedFault when it is no zip, broken, or far too large."""
    faults = Faults()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [each for each in archive.infolist() if _is_table(each.filename)]
            if sum(each.file_size for each in members) > MOST_BYTES:
                remedy = Words("Hand over one operator's feed at a time.")
                faults.add("", 0, Words("The zip unpacks to more than 1 GiB."), remedy)
                faults.raise_any()
            return {PurePosixPath(each.filename).name: archive.read(each) for each in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as broken:
        remedy = Words("Hand over the operator's .zip as it was downloaded, or download it again.")
        raise FeedFault([Fault("", 0, Words("The file is not a zip that can be opened."), remedy)]) from broken


def table(files: dict[str, bytes], file: str, required: Iterable[str], faults: Faults) -> Table:
    """A file of the feed with the columns it must have. What is missing or unreadable is noted and the table left empty."""
    if file not in files:
        return Table(file, (), {})
    try:
        text = files[file].decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = files[file][: broken.start].count(b"\n") + 1
        remedy = Words("Save the file as UTF-8 (in Excel: CSV UTF-8) and zip it again.")
        faults.add(file, line, Words("The text is not UTF-8."), remedy)
        return Table(file, (), {})
    if "\0" in text:
        faults.add(file, text[: text.index("\0")].count("\n") + 1, Words("There is a NUL character."), ASK_AGAIN)
        return Table(file, (), {})
    header, lines, rows = _parsed(text, file, faults)
    missing = [name for name in required if name not in header]
    for name in missing:
        faults.add(
            file,
            1,
            Words("The column %(name)s is missing.", name=name),
            Words("Add it with its values, or ask the operator for a complete feed."),
        )
    if missing:
        return Table(file, (), {})
    return Table(file, lines, dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else {})


def _is_table(name: str) -> bool:
    return name.endswith(".txt") and not name.startswith("__MACOSX") and not PurePosixPath(name).name.startswith(".")


def _parsed(text: str, file: str, faults: Faults) -> tuple[list[str], tuple[int, ...], list[tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
    header: list[str] = []
    lines: list[int] = []
    rows: list[tuple[str, ...]] = []
    line, unclosed = 1, text.count('"') % 2 == 1
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if not header:
                header = cells
            elif any(cells):
                if unclosed and any("\n" in cell for cell in cells):
                    faults.add(
                        file, line, Words("A quote is opened and not closed."), Words("Close it, or take it away.")
                    )
                    break
                if any(cells[len(header) :]):
                    faults.add(
                        file,
                        line,
                        Words(
                            "There are %(cells)s cells under %(columns)s columns.",
                            cells=len(cells),
                            columns=len(header),
                        ),
                        Words("Put quotes around a cell that holds a comma."),
                    )
                lines.append(line)
                rows.append(tuple((cells + [""] * (len(header) - len(cells)))[: len(header)]))
            line = reader.line_num + 1
    except csv.Error:
        faults.add(
            file, line, Words("The row cannot be read: a cell is far too long, or its quotes are broken."), ASK_AGAIN
        )
    return header, tuple(lines), rows
