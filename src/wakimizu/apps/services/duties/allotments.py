"""Duties and allotments: read, and taken in from files.

The rules of a file:
1. A row is a part of a duty with the unit that holds it; a duty by its number or name, a unit by its code or name.
2. An allotment is one whole: with a row refused nothing is written, and what the file does not hold is taken out.
3. Lines at the head may name it: "# 名称: 現行", "# name_en: Today's", "# 説明: …". The
   workbook 事務分掌表 (`allotment_book`) has that form too, so it comes back unchanged.
"""

import csv
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.exports import csv_line
from wakimizu.apps.city.models import City, Staffing
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.services.duties.rules import figure
from wakimizu.apps.services.duties.units import Units
from wakimizu.apps.services.models import Allotment, Duty, DutyPart, Service
from wakimizu.apps.services.operations import name_duties, share_duties_out
from wakimizu.apps.services.workflow import Mode, Part
from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import Line, Report, Table, decode, plain
from wakimizu.shared.templatetags.words import joint
from wakimizu.shared.words import named
from wakimizu.shared.workbooks import TornLine, is_workbook, workbook_lines

DUTY_COLUMNS: dict[str, Sequence[str]] = {
    "code": ["事務番号", "番号", "コード", "Number of the duty"],
    "name": ["事務", "事務の名称", "事務名", "Name of the duty"],
    "name_en": ["英語名", "Name in English"],
    "field": ["分野", "Field"],
    "service": ["制度番号", "手続番号", "Number of the service"],
}
PART_COLUMNS: dict[str, Sequence[str]] = {
    "duty": ["事務番号", "番号", "Number of the duty"],
    "duty_name": ["事務", "事務の名称", "分掌事務", "Name of the duty"],
    "part": ["区分", "役割", "Part"],
    "unit": ["組織コード", "課コード", "Code of the unit"],
    "unit_name": ["担当課", "所管課", "課名", "Name of the unit"],
    "mode": ["実施方法", "方法", "How it is held"],
    "fte": ["人工", "職員数", "FTE"],
    "cases": ["年間件数", "件数", "Cases a year"],
    "note": ["備考", "Note"],
}
# Beside these words the code and what screens say, in every language.
PARTS: dict[str, Sequence[str]] = {
    Part.PLAN: ("企画", "立案"),
    Part.STANDARD: ("基準設定", "基準", "水準"),
    Part.BUDGET: ("予算",),
    Part.DECIDE: ("決定", "判断", "決裁"),
    Part.DELIVER: ("実施", "執行"),
    Part.SUPPORT: ("支援", "調整"),
}
MODES: dict[str, Sequence[str]] = {
    Mode.DIRECT: ("直接実施", "直営", "直接", ""),
    Mode.CONSOLIDATED: ("集約", "集約化"),
    Mode.OUTSOURCED: ("委託", "外部委託", "アウトソーシング"),
}
HEADINGS = {"名称": "name", "name": "name", "英語名": "name_en", "name_en": "name_en", "説明": "note", "note": "note"}
MOST_FTE, MOST_CASES = Decimal(99_999), 2_000_000_000
LONGEST_OF_DUTY = {"code": 40, "name": 120, "name_en": 160, "field": 60}
LONGEST = {"name": 80, "name_en": 120, "note": 2000}
ORDER = {part: place for place, part in enumerate(Part.values)}


# ── reads ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def all_duties() -> list[Duty]:
    return list(Duty.objects.all())


def all_allotments() -> list[Allotment]:
    """The one in force first."""
    return list(Allotment.objects.all())


def parts_of(allotment: Allotment | None) -> list[DutyPart]:
    """An allotment's parts, duty by duty, from plan to support."""
    if allotment is None or allotment.pk is None:
        return []
    rows = DutyPart.objects.filter(allotment=allotment).select_related("duty")
    return sorted(rows, key=lambda row: (row.duty.code, ORDER[row.part], row.pk))


def staff_on(day: date, book: Directory) -> dict[str, Decimal]:
    """office code → the FTE that it has on a day, for offices of which that is known."""
    found: dict[str, Decimal] = {}
    for row in Staffing.objects.all():
        office = book.office(row.office_id)
        if office is not None and row.valid_on(day):
            found[office.code] = found.get(office.code, Decimal(0)) + row.fte
    return found


def state_of(parts: Iterable[DutyPart]) -> str:
    """A mark that differs when anything in an allotment does: who confirms a change is told when another came first."""
    return sha256(as_csv(parts).encode()).hexdigest()


# ── duties in ────────────────────────────────────────────────────────────────────────────────────────────────────────


def import_duties(actor: Actor, city: City, content: bytes) -> Report:
    """The city's duties: number, name, English name, field, service. A row is known by its number."""
    report = Report()
    table = Table(content, DUTY_COLUMNS, required=["code", "name"])
    known = {duty.code: duty for duty in all_duties()}
    services = {service.code: service for service in Service.objects.all()}
    added: list[Duty] = []
    changed: list[Duty] = []
    seen: set[str] = set()
    for line, cells in table.rows(report):
        try:
            duty = _duty(cells, known, services, seen)
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
            continue
        seen.add(cells["code"])
        if cells["code"] not in known:
            added.append(duty)
            report.tell(line, "added")
        elif _duty_values(duty) != _duty_values(known[duty.code]):
            changed.append(duty)
            report.tell(line, "changed")
        else:
            report.tell(line, "unchanged")
    if added or changed or report.counts["refused"]:
        name_duties(
            actor,
            city=city,
            added=added,
            changed=changed,
            refused=report.counts["refused"],
            file_digest=report.file_digest,
        )
    return report


def _duty(
    cells: Mapping[str, str], known: Mapping[str, Duty], services: Mapping[str, Service], seen: Collection[str]
) -> Duty:
    code, service = cells["code"], cells["service"]
    if not code or not cells["name"]:
        raise BadInput(_("Give the duty's number and name."))
    if code in seen:
        raise BadInput(_("The duty “%(code)s” stands in the file twice.") % {"code": code})
    if service and service not in services:
        raise BadInput(_("There is no service “%(code)s” in the catalogue.") % {"code": service})
    for name, most in LONGEST_OF_DUTY.items():
        if len(cells[name]) > most:
            raise BadInput(
                _("“%(text)s…” is too long: at most %(most)d letters.") % {"text": cells[name][:20], "most": most}
            )
    before = known.get(code)
    return Duty(
        pk=before.pk if before else None,
        code=code,
        name=cells["name"],
        name_en=cells["name_en"],
        field=cells["field"],
        service=services.get(service) or (before.service if before else None),
    )


def _duty_values(duty: Duty) -> tuple[object, ...]:
    return duty.name, duty.name_en, duty.field, duty.service_id


# ── an allotment in ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Draft:
    """An allotment as a file has it, beside what is stored; nothing is written until `take`."""

    allotment: Allotment
    parts: list[DutyPart]
    stored: list[DutyPart]
    report: Report
    renamed: bool = False
    removed: list[DutyPart] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return bool(self.report.counts["refused"])

    @property
    def unchanged(self) -> bool:
        counts = self.report.counts
        return (
            not (counts["added"] or counts["changed"] or self.removed or self.renamed) and self.allotment.pk is not None
        )

    @property
    def to_take(self) -> bool:
        return bool(self.parts) and not self.refused and not self.unchanged


def read_allotment(units: Units, content: bytes, code: str, **said: str) -> Draft:
    """A file's allotment under a code. `said`: name, name_en, note, in the place of what the file says of itself."""
    report = Report()
    table = Table(content, PART_COLUMNS, required=["part"])
    if not table.has & {"duty", "duty_name"} or not table.has & {"unit", "unit_name"}:
        raise BadInput(
            _(
                "The first line must name the duty (事務番号 or 事務), its part (区分) and the unit (組織コード or 担当課)."
            )
        )
    allotment = Allotment.objects.filter(code=code).first() or Allotment(code=code)
    stored = parts_of(allotment)
    was = {_key(row): row for row in stored}
    duties = all_duties()
    known = {plain(duty.name): duty for duty in duties} | {duty.code: duty for duty in duties}
    rows: dict[tuple[str, str, str], DutyPart] = {}
    fates: list[tuple[int, DutyPart]] = []
    for line, cells in table.rows(report):
        try:
            row = _part(cells, known, units)
            if _key(row) in rows:
                raise BadInput(
                    _("“%(part)s” of “%(duty)s” lies with %(unit)s twice in this file.")
                    % {"part": Part(row.part).label, "duty": named(row.duty), "unit": units[row.unit].name}
                )
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
            continue
        rows[_key(row)] = row
        fates.append((line, row))
    draft = Draft(allotment, list(rows.values()), stored, report)
    if not draft.refused:
        for line, row in fates:
            before = was.get(_key(row))
            remark = "" if units[row.unit].offices else _("%(unit)s is closed.") % {"unit": units[row.unit].name}
            same = before is not None and _values(before) == _values(row)
            report.tell(line, "added" if before is None else "unchanged" if same else "changed", remark)
        draft.removed = [row for key, row in was.items() if key not in rows]
    _name(draft, content, said)
    return draft


def _name(draft: Draft, content: bytes, said: Mapping[str, str]) -> None:
    """Give the allotment its names: as said, else as the file says of itself, else as before, else its code."""
    allotment, file = draft.allotment, _headings(content)
    for name in ("name", "name_en", "note"):
        value = " ".join((said.get(name) or file.get(name) or getattr(allotment, name)).split())
        value = value[: LONGEST[name]]
        draft.renamed = draft.renamed or value != getattr(allotment, name)
        setattr(allotment, name, value)
    allotment.name = allotment.name or allotment.code


def _headings(content: bytes) -> dict[str, str]:
    """What the comment lines before the header say about the file."""
    found = {}
    for line in _comments(content):
        key, colon, value = plain(line.lstrip("#")).partition(":")
        if colon and (name := HEADINGS.get(key.strip().lower())):
            found[name] = value.strip()
    return found


def _comments(content: bytes) -> Iterable[str]:
    if not is_workbook(content):
        for line in decode(content).splitlines():
            first = next(csv.reader([line]), [""])[0] if line.startswith('"') else line
            if not first.startswith("#"):
                return
            yield first
        return
    try:
        for cells in workbook_lines(content):
            if not cells or not cells[0].startswith("#"):
                return
            yield cells[0]
    except TornLine:
        return


def _part(cells: Mapping[str, str], known: Mapping[str, Duty], units: Units) -> DutyPart:
    written = cells["duty"] or cells["duty_name"]
    duty = known.get(written)
    if duty is None:
        raise BadInput(_("There is no duty “%(duty)s”. Take the duties in first.") % {"duty": written})
    unit = units.written(cells["unit"] or cells["unit_name"])
    if not unit:
        raise BadInput(
            _("There is no unit “%(unit)s”. Write an office's code or name, or ward: and a division's ending.")
            % {"unit": cells["unit"] or cells["unit_name"]}
        )
    note = cells["note"]
    if len(note) > 200:
        raise BadInput(_("The note is too long: at most %(most)d letters.") % {"most": 200})
    return DutyPart(
        duty=duty,
        part=_word(cells["part"], PARTS, Part, _("The part “%(text)s” is not known. Use: %(known)s.")),
        unit=unit,
        mode=_word(cells["mode"], MODES, Mode, _("“%(text)s” is no way to hold a part. Use: %(known)s.")),
        fte=_fte(cells["fte"]),
        cases=_cases(cells["cases"]),
        note=note,
    )


def _word(text: str, table: Mapping[str, Sequence[str]], kind: type[TextChoices], refusal: str) -> str:
    known = {word: code for code, words in table.items() for word in (code, *words)} | _labels(kind)
    found = known.get(text.lower())
    if found is None:
        raise BadInput(refusal % {"text": text, "known": joint().join(words[0] for words in table.values())})
    return str(found)


@cache
def _labels(kind: type[TextChoices]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, _label in settings.LANGUAGES:
        with override(language):
            found |= {plain(str(choice.label)).lower(): str(choice.value) for choice in kind}
    return found


def _fte(text: str) -> Decimal:
    try:
        fte = Decimal(text.replace(",", "") or 0)
        if not fte.is_finite() or fte > MOST_FTE:
            raise InvalidOperation
    except InvalidOperation:
        raise BadInput(_("“%(text)s” is no number of staff. Write it as 2.5.") % {"text": text}) from None
    if fte < 0:
        raise BadInput(_("Staff cannot be fewer than none: %(text)s.") % {"text": text})
    if fte != round(fte, 2):
        raise BadInput(_("Staff are counted in hundredths at most: %(text)s.") % {"text": text})
    return round(fte, 2)


def _cases(text: str) -> int | None:
    digits = text.replace(",", "")
    if not digits:
        return None
    if not re.fullmatch("[0-9]{1,12}", digits) or int(digits) > MOST_CASES:
        raise BadInput(_("“%(text)s” is no number of cases. Write it as 1200.") % {"text": text[:20]})
    return int(digits)


def _key(row: DutyPart) -> tuple[str, str, str]:
    return row.duty.code, row.part, row.unit


def _values(row: DutyPart) -> tuple[object, ...]:
    return row.mode, row.fte, row.cases, row.note


def take(actor: Actor, draft: Draft) -> Allotment:
    """Put the draft in the place of what is stored. BadInput when a row was refused or there is none."""
    if draft.refused:
        raise BadInput(_("An allotment is taken whole: mend the refused lines first."))
    if not draft.parts:
        raise BadInput(_("This file holds no part of a duty."))
    if draft.unchanged:
        return draft.allotment
    return share_duties_out(actor, allotment=draft.allotment, parts=draft.parts, file_digest=draft.report.file_digest)


def import_allotment(actor: Actor, book: Directory, content: bytes, code: str) -> Report:
    """From the command line: a file in the place of the allotment with this code, which may be new."""
    draft = read_allotment(Units(book, actor.today), content, code)
    if not draft.refused:
        take(actor, draft)
    if draft.removed:
        draft.report.told.append(Line(0, "changed", removed_sentence(draft)))
    return draft.report


def removed_sentence(draft: Draft) -> str:
    count = len(draft.removed)
    return ngettext(
        "%(n)d part that the file does not hold is taken out.",
        "%(n)d parts that the file does not hold are taken out.",
        count,
    ) % {"n": count}


def as_csv(parts: Iterable[DutyPart]) -> str:
    """The parts in the form that `read_allotment` takes."""
    lines = [csv_line(["duty", "part", "unit", "mode", "fte", "cases", "note"])]
    for row in parts:
        cases = "" if row.cases is None else str(row.cases)
        fte = figure(row.fte).replace(",", "")
        lines.append(csv_line([row.duty.code, row.part, row.unit, row.mode, fte, cases, row.note]))
    return "".join(lines).replace("\r\n", "\n")
