"""Rows of a spreadsheet into what was said, and what was answered, as its plan reads them."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Office
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.imports.plans import CHANNELS, ENDINGS, NAMES, REFUSE, Plan, Unanswered, day_in, meaning
from wakimizu.apps.voices.imports.spreadsheet import Spreadsheet
from wakimizu.apps.voices.operations import GivenBefore, PersonalDetails, Said
from wakimizu.apps.voices.workflow import Channel
from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import number_in
from wakimizu.shared.templatetags.words import joint

YES = {"1", "yes", "はい", "可", "○", "true", "同意"}


class Reader:
    """Reads the rows of one file by its plan, in one city."""

    def __init__(self, sheet: Spreadsheet, plan: Plan, book: Directory, catalogue: Catalogue) -> None:
        self.sheet, self.plan, self.book, self.catalogue = sheet, plan, book, catalogue
        self._place = {ours: sheet.header.index(name) for ours, name in plan.columns.items() if name in sheet.header}

    def rows(self) -> Iterator[tuple[int, Said | BadInput]]:
        """Line by line: what it says, or why it cannot be taken."""
        seen: set[str] = set()
        for line, cells in self.sheet.rows:
            try:
                said = self.said(cells)
                if said.submission in seen:
                    raise BadInput(_("This row stands in the file twice."))
                seen.add(said.submission)
            except BadInput as refusal:
                yield line, refusal
            else:
                yield line, said

    def said(self, cells: list[str]) -> Said:
        """One row. BadInput names the first cell that cannot be read."""
        row = {ours: cells[self._place[ours]] if ours in self._place else "" for ours in NAMES}
        words = f"words:{row['text']}|{row['district']}|{row['place']}"
        key = f"number:{row['number']}" if row["number"] else words
        channel, topic, district = (self._code(kind, row[kind]) for kind in ("channel", "topic", "district"))
        given = self._given(row)
        return Said(
            text=row["text"],
            channel=channel or Channel.IMPORT,
            submission=sha256(f"{self.book.city.code}|{key}".encode()).hexdigest(),
            topic=self.catalogue.topic_by_code.get(topic),
            place=row["place"],
            lat=_degrees(row["lat"], 20, 50),
            lon=_degrees(row["lon"], 120, 155),
            district=self.book.area_by_code.get(district),
            may_publish=row["publish"].lower() in YES,
            contact=PersonalDetails(row["name"], row["email"], row["phone"]),
            received=self._day(row["received"]),
            given=given,
            record_only=given is None and self.plan.unanswered == Unanswered.RECORD,
        )

    def _given(self, row: dict[str, str]) -> GivenBefore | None:
        if not row["answer"]:
            return None
        ending = self._code("ending", row["ending"]) or self.plan.ending
        if not ending:
            raise BadInput(_("The row has an answer, but not how it ended. Choose that for the file, or fill it in."))
        return GivenBefore(row["answer"], ending, self._office(row["office"]), self._day(row["answered"]))

    def _office(self, cell: str) -> Office | None:
        return self.book.office_by_code.get(self._code("office", cell))

    def _day(self, cell: str) -> date | None:
        if not cell:
            return None
        try:
            return day_in(cell, self.plan.days)
        except (ValueError, OverflowError):
            raise BadInput(_("“%(text)s” is not a day as this file was said to write them.") % {"text": cell}) from None

    def _code(self, kind: str, cell: str) -> str:
        """The code of what a cell names, "" when it is empty or may be left open."""
        if not cell:
            return ""
        chosen = self.plan.values.get(kind, {})
        code = chosen[cell] if cell in chosen else meaning(kind, cell, self.book, self.catalogue)
        if code in (None, REFUSE):
            raise BadInput(_unknown(kind, cell))
        return str(code)


def _unknown(kind: str, cell: str) -> str:
    sentences = {
        "channel": _("The channel “%(text)s” is not known. Use: %(known)s."),
        "topic": _("The topic “%(text)s” is not known."),
        "district": _("There is no district or ward “%(text)s” in this city."),
        "office": _("There is no office “%(text)s” in this city."),
        "ending": _("The ending “%(text)s” is not known. Use: %(known)s."),
    }
    known = CHANNELS if kind == "channel" else ENDINGS
    return sentences[kind] % {"text": cell, "known": joint().join(map(str, known))}


def _degrees(text: str, least: float, most: float) -> float | None:
    if not text:
        return None
    found = number_in(text, least, most)
    if found is None:
        raise BadInput(_("“%(text)s” is not a place in Japan in degrees.") % {"text": text})
    return found
