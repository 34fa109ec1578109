"""Allotments out: the workbook 事務分掌表.

Its sheets: unit by unit, as cities publish it (and `allotments` takes it in again); duty by duty; what is wrong; when
compared with another allotment, what moves and the staff of every unit.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wakimizu.apps.services.duties.allotments import ORDER
from wakimizu.apps.services.duties.comparison import Comparison, total
from wakimizu.apps.services.duties.rules import DutyFault, figure, holders
from wakimizu.apps.services.duties.units import Units
from wakimizu.apps.services.models import Allotment, Duty, DutyPart
from wakimizu.apps.services.workflow import Mode, Part
from wakimizu.shared.templatetags.words import joint
from wakimizu.shared.words import named
from wakimizu.shared.workbooks import Sheet, Value, workbook


def allotment_workbook(
    allotment: Allotment,
    parts: Sequence[DutyPart],
    duties: Sequence[Duty],
    units: Units,
    faults: Sequence[DutyFault],
    comparison: Comparison | None = None,
) -> bytes:
    """事務分掌表: unit by unit (which can be taken in again), duty by duty, what is wrong, and what moves when compared."""
    sheets = [
        _by_unit(allotment, parts, units),
        _by_duty(parts, duties, units),
        Sheet(
            _("What is wrong"),
            [
                pgettext("allotment", "Rule"),
                _("Number of the duty"),
                _("Name of the duty"),
                pgettext("allotment", "Part"),
                _("In words"),
            ],
            [
                [
                    str(each.rule.label),
                    each.duty.code if each.duty else "",
                    named(each.duty) if each.duty else "",
                    str(Part(each.part).label) if each.part else "",
                    each.sentence,
                ]
                for each in faults
            ],
        ),
    ]
    if comparison is not None:
        sheets += _changes(comparison, units)
    return workbook(sheets)


def _by_unit(allotment: Allotment, parts: Sequence[DutyPart], units: Units) -> Sheet:
    """The form in which cities publish it: each unit with its duties, numbered."""
    rows: list[Sequence[Value]] = []
    ordered = sorted(parts, key=lambda row: (*units.place_of(row.unit), row.duty.code, ORDER[row.part]))
    unit, number, duty = "", 0, ""
    for row in ordered:
        if row.unit != unit:
            unit, number, duty = row.unit, 0, ""
        if row.duty.code != duty:
            duty, number = row.duty.code, number + 1
        rows.append(
            [
                row.unit,
                units[row.unit].name,
                number,
                duty,
                named(row.duty),
                row.duty.field,
                str(Part(row.part).label),
                str(Mode(row.mode).label),
                row.fte,
                row.cases,
                row.note,
            ]
        )
    columns = [
        _("Code of the unit"),
        _("Name of the unit"),
        pgettext("allotment", "No."),
        _("Number of the duty"),
        _("Name of the duty"),
        pgettext("duty", "Field"),
        pgettext("allotment", "Part"),
        _("How it is held"),
        _("FTE"),
        _("Cases a year"),
        pgettext("allotment", "Note"),
    ]
    notes = [
        f"{key}: {value}"
        for key, value in (("名称", allotment.name), ("name_en", allotment.name_en), ("説明", allotment.note))
        if value
    ]
    return Sheet(_("Duties by unit"), columns, rows, notes)


def _by_duty(parts: Sequence[DutyPart], duties: Sequence[Duty], units: Units) -> Sheet:
    held = holders(parts)
    rows: list[Sequence[Value]] = []
    for duty in sorted(duties, key=lambda each: each.code):
        of_duty = held.get(duty.code, {})
        everything = [row for each in of_duty.values() for row in each]
        cases = [row.cases for row in of_duty.get(Part.DELIVER, ()) if row.cases is not None]
        rows.append(
            [
                duty.code,
                named(duty),
                duty.field,
                *(holding(of_duty.get(part, ()), units) for part in Part.values),
                total(everything),
                sum(cases) if cases else None,
            ]
        )
    columns = [
        _("Number of the duty"),
        _("Name of the duty"),
        pgettext("duty", "Field"),
        *(str(part.label) for part in Part),
        _("FTE"),
        _("Cases a year"),
    ]
    return Sheet(_("Duties one by one"), columns, rows)


def holding(rows: Sequence[DutyPart], units: Units) -> str:
    """Who holds a part, in a cell: "市民課 2.5（集約）"."""
    words = []
    for row in rows:
        mode = "" if row.mode == Mode.DIRECT else f" [{Mode(row.mode).label}]"
        words.append(f"{units[row.unit].name} {figure(row.fte)}{mode}")
    return joint().join(words)


def _changes(comparison: Comparison, units: Units) -> list[Sheet]:
    moves = Sheet(
        _("What moves"),
        [
            _("Number of the duty"),
            _("Name of the duty"),
            pgettext("allotment", "Part"),
            pgettext("allotment", "Change"),
            pgettext("allotment", "From"),
            pgettext("allotment", "To"),
            _("FTE before"),
            _("FTE after"),
            _("Cases before"),
            _("Cases after"),
        ],
        [
            [
                move.duty.code,
                named(move.duty),
                move.part_label,
                str(move.what.label),
                holding(move.before, units),
                holding(move.after, units),
                move.fte_before,
                move.fte_after,
                _sum(move.before),
                _sum(move.after),
            ]
            for move in comparison.moves
        ],
        comparison.summary(),
    )
    staff = Sheet(
        _("Staff by unit"),
        [
            _("Code of the unit"),
            _("Name of the unit"),
            _("FTE before"),
            _("FTE out"),
            _("FTE in"),
            _("FTE after"),
        ],
        [[each.unit.code, each.unit.name, each.before, each.out, each.into, each.after] for each in comparison.units],
    )
    return [moves, staff]


def _sum(rows: Sequence[DutyPart]) -> int | None:
    cases = [row.cases for row in rows if row.cases is not None]
    return sum(cases) if cases else None
