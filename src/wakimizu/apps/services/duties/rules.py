"""What is wrong with how duties are shared out.

The rules (`Rule`):
1. Somebody holds each of the parts standard, budget, decide, deliver; in every ward somebody decides and delivers.
2. A unit is one of the city's, and open.
3. One unit decides for a place. (A branch decides for its own visitors, so it is no second decider in its ward.)
4. A desk that delivers a case on every business day or more has some decision on the spot.
5. Who decides has a budget.
6. Who only delivers, each in its own place, does not set the standard: the level would not be even between wards.
7. A part that is consolidated is not held by every ward as well.
8. A decision is not outsourced: deciding is public authority 公権力の行使 and stays with the city.
9. Who delivers has staff, and who has staff has a duty.
10. Where cases are counted there is a standard.
"On the spot" means by the same office or another one of the same ward.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy, pgettext_lazy

from wakimizu.apps.city.models import Office
from wakimizu.apps.services.duties.units import COUNTERS, Side, Units, together
from wakimizu.apps.services.models import Duty, DutyPart
from wakimizu.apps.services.workflow import Mode, Part
from wakimizu.shared.words import named

NEEDED = (Part.STANDARD, Part.BUDGET, Part.DECIDE, Part.DELIVER)
DAILY = 240  # cases a year: one on every business day
NONE = Decimal(0)


class Rule(TextChoices):
    UNHELD = "unheld", pgettext_lazy("duty fault", "Nobody holds a part")
    GAP = "gap", pgettext_lazy("duty fault", "Wards left out")
    NO_STANDARD = "no_standard", pgettext_lazy("duty fault", "Cases without a standard")
    UNKNOWN = "unknown", pgettext_lazy("duty fault", "Unit not known")
    CLOSED = "closed", pgettext_lazy("duty fault", "Unit closed")
    DECIDERS = "deciders", pgettext_lazy("duty fault", "Two decide")
    NO_AUTHORITY = "no_authority", pgettext_lazy("duty fault", "Desk without authority")
    NO_BUDGET = "no_budget", pgettext_lazy("duty fault", "Decides without a budget")
    OWN_STANDARD = "own_standard", pgettext_lazy("duty fault", "Each its own standard")
    TWICE = "twice", pgettext_lazy("duty fault", "Consolidated, yet everywhere")
    OUTSOURCED = "outsourced", pgettext_lazy("duty fault", "Decision outsourced")
    NO_STAFF = "no_staff", pgettext_lazy("duty fault", "Delivered without staff")
    IDLE = "idle", pgettext_lazy("duty fault", "Staff without a duty")


SENTENCES = {
    Rule.UNHELD: gettext_lazy("Nobody holds “%(part)s” of “%(duty)s”."),
    Rule.GAP: gettext_lazy("“%(part)s” of “%(duty)s” lies with %(unit)s; nobody holds it for %(wards)s."),
    Rule.NO_STANDARD: gettext_lazy("%(unit)s: %(cases)s cases a year of “%(duty)s”, and nobody sets the standard."),
    Rule.UNKNOWN: gettext_lazy("“%(part)s” of “%(duty)s” lies with “%(unit)s”, which is no unit of this city."),
    Rule.CLOSED: gettext_lazy("“%(part)s” of “%(duty)s” lies with %(unit)s, which is closed."),
    Rule.DECIDERS: gettext_lazy("%(unit)s and %(other)s both decide on “%(duty)s” for the same place."),
    Rule.NO_AUTHORITY: gettext_lazy(
        "%(unit)s delivers “%(duty)s” every day but decides nothing: %(cases)s cases a year go up to %(other)s."
    ),
    Rule.NO_BUDGET: gettext_lazy("%(unit)s decides on “%(duty)s”, but its budget lies with %(other)s."),
    Rule.OWN_STANDARD: gettext_lazy(
        "%(unit)s only delivers “%(duty)s” and yet sets its standard: the level is not even between wards."
    ),
    Rule.TWICE: gettext_lazy(
        "“%(part)s” of “%(duty)s” is consolidated at %(unit)s, yet %(other)s still holds it, with %(fte)s FTE."
    ),
    Rule.OUTSOURCED: gettext_lazy(
        "%(unit)s has outsourced the decision on “%(duty)s”. Deciding is public authority and must stay with the city."
    ),
    Rule.NO_STAFF: gettext_lazy("%(unit)s delivers “%(duty)s” without any staff."),
    Rule.IDLE: gettext_lazy("%(unit)s has staff of %(fte)s FTE and no duty in this allotment."),
}


@dataclass(frozen=True, slots=True)
class DutyFault:
    """One fault. `key` tells it from others in any allotment; `cases` and `fte` say how much hangs on it."""

    rule: Rule
    duty: Duty | None
    part: str
    units: tuple[str, ...]
    sentence: str = field(compare=False)
    cases: int = field(default=0, compare=False)
    fte: Decimal = field(default=NONE, compare=False)

    @property
    def key(self) -> tuple[str, str, str, tuple[str, ...]]:
        return (self.rule, self.duty.code if self.duty else "", self.part, self.units)


Held = dict[str, list[DutyPart]]  # part → who holds it


def holders(parts: Iterable[DutyPart]) -> dict[str, Held]:
    """duty's code → part → its rows, in the order given."""
    found: dict[str, Held] = defaultdict(lambda: defaultdict(list))
    for row in parts:
        found[row.duty.code][row.part].append(row)
    return found


def faults(
    parts: Sequence[DutyPart], duties: Sequence[Duty], units: Units, staff: Mapping[str, Decimal] | None = None
) -> list[DutyFault]:
    """What is wrong with an allotment, duty by duty. `staff`: office code → FTE that the office has, where known."""
    by_duty = holders(parts)
    found: list[DutyFault] = []
    for duty in sorted(duties, key=lambda each: each.code):
        held = by_duty.get(duty.code, {})
        for rule in OF_A_DUTY:
            found += rule(duty, held, units)
    return found + _idle(parts, units, staff or {})


def _fault(
    units: Units,
    rule: Rule,
    duty: Duty | None,
    part: str = "",
    held: Sequence[DutyPart] = (),
    other: Sequence[DutyPart] = (),
    *,
    wards: Iterable[int] = (),
    cases: int = 0,
    fte: Decimal = NONE,
) -> DutyFault:
    codes = tuple(dict.fromkeys(row.unit for row in held))
    words = {
        "duty": named(duty) if duty else "",
        "part": Part(part).label if part else "",
        "unit": units.names(codes),
        "other": units.names(row.unit for row in other),
        "wards": units.ward_names(wards),
        "cases": f"{cases:,}",
        "fte": figure(fte),
    }
    return DutyFault(rule, duty, part, codes, str(SENTENCES[rule]) % words, cases, fte)


def figure(fte: Decimal) -> str:
    """Full-time equivalents without spare zeros: 12.5, 3, 0.25."""
    return f"{fte.normalize():,f}"


def _unheld(duty: Duty, held: Held, units: Units) -> list[DutyFault]:
    """Rules 1 and 10."""
    found = []
    for part in NEEDED:
        counted = [row for row in held.get(Part.DELIVER, ()) if row.cases]
        if held.get(part):
            continue
        if part == Part.STANDARD and counted:
            cases = sum(row.cases or 0 for row in counted)
            found.append(_fault(units, Rule.NO_STANDARD, duty, part, counted, cases=cases))
        else:
            found.append(_fault(units, Rule.UNHELD, duty, part))
    return found


def _gap(duty: Duty, held: Held, units: Units) -> list[DutyFault]:
    found = []
    for part in (Part.DECIDE, Part.DELIVER):
        rows = [row for row in held.get(part, ()) if units[row.unit].offices]
        served = frozenset().union(*(units.served(units[row.unit]) for row in rows))
        if rows and (missing := units.all_wards - served):
            found.append(_fault(units, Rule.GAP, duty, part, rows, wards=missing))
    return found


def _unit_gone(duty: Duty, held: Held, units: Units) -> list[DutyFault]:
    rows = [row for each in held.values() for row in each if not units[row.unit].offices]
    return [
        _fault(units, Rule.CLOSED if units[row.unit].known else Rule.UNKNOWN, duty, row.part, [row], fte=row.fte)
        for row in rows
    ]


def _two_deciders(duty: Duty, held: Held, units: Units) -> list[DutyFault]:
    deciding = held.get(Part.DECIDE, [])
    return [
        _fault(units, Rule.DECIDERS, duty, Part.DECIDE, [one], [other])
        for one, other in combinations(deciding, 2)
        if any(_same_place(a, b) for a in units[one.unit].offices for b in units[other.unit].offices)
    ]


def _same_place(one: Office, other: Office) -> bool:
    if one.at_hq or other.at_hq or one.pk == other.pk:
        return True
    if one.kind in COUNTERS or other.kind in COUNTERS:
        return False
    return one.led_ward_id == other.led_ward_id


def sent_up(row: DutyPart, deciding: Sequence[DutyPart], units: Units) -> int:
    """How many of a delivering row's cases a year are decided elsewhere. A division of each ward has an equal share."""
    desks = units[row.unit].offices
    deciders = [office for each in deciding for office in units[each.unit].offices]
    without = sum(not any(together(desk, decider) for decider in deciders) for desk in desks)
    return round((row.cases or 0) * without / len(desks)) if desks else 0


def _no_authority(duty: Duty, held: Held, units: Units) -> list[DutyFault]:
    deciding = held.get(Part.DECIDE, [])
    desks = [
        row
        for row in held.get(Part.DELIVER, ())
        if row.mode != Mode.OUTSOURCED and DAILY <= (row.cases or 0) == sent_up(row, deciding, units)
    ]
    if not deciding or not desks:
        return []
    cases, fte = sum(row.cases or 0 for row in desks), sum((row.fte for row in desks), NONE)
    return [_fault(units, Rule.NO_AUTHORITY, duty, Part.DECIDE, desks, deciding, cases=cases, fte=fte)]


def _no_budget(duty: Duty, held: Held, units: Units) -> list[DutyFault]:
    budget = held.get(Part.BUDGET, [])
    paying = [office for row in budget for office in units[row.unit].offices]
    return [
        _fault(units, Rule.NO_BUDGET, duty, Part.BUDGET, [row], budget)
        for row in held.get(Part.DECIDE, ())
        if paying and not all(any(together(one, other) for other in paying) for one in units[row.unit].offices)
    ]


def _own_standard(duty: Duty, held: Held, units: Units) -> list[DutyFault]:
    delivering = {row.unit for row in held.get(Part.DELIVER, ())}
    planning = {row.unit for row in held.get(Part.PLAN, ())}
    return [
        _fault(units, Rule.OWN_STANDARD, duty, Part.STANDARD, [row])
        for row in held.get(Part.STANDARD, ())
        if row.unit in delivering - planning and units.served(units[row.unit]) and not _one_for_all(row, units)
    ]


def _one_for_all(row: DutyPart, units: Units) -> bool:
    """One office that holds its part for the whole city."""
    unit = units[row.unit]
    return len(unit.offices) == 1 and (unit.offices[0].at_hq or unit.wards == units.all_wards)


def _twice(duty: Duty, held: Held, units: Units) -> list[DutyFault]:
    found = []
    for part, rows in held.items():
        together_at = [row for row in rows if row.mode == Mode.CONSOLIDATED]
        still = [row for row in rows if row.mode == Mode.DIRECT and units[row.unit].side == Side.WARDS]
        everywhere = units.all_wards <= frozenset().union(*(units[row.unit].wards for row in still))
        if together_at and still and everywhere:
            fte = sum((row.fte for row in still), NONE)
            found.append(_fault(units, Rule.TWICE, duty, part, together_at, still, fte=fte))
    return found


def _outsourced(duty: Duty, held: Held, units: Units) -> list[DutyFault]:
    rows = [row for row in held.get(Part.DECIDE, ()) if row.mode == Mode.OUTSOURCED]
    return [_fault(units, Rule.OUTSOURCED, duty, Part.DECIDE, [row]) for row in rows]


def _no_staff(duty: Duty, held: Held, units: Units) -> list[DutyFault]:
    rows = [row for row in held.get(Part.DELIVER, ()) if not row.fte]
    return [_fault(units, Rule.NO_STAFF, duty, Part.DELIVER, [row], cases=row.cases or 0) for row in rows]


OF_A_DUTY = (
    _unheld, _gap, _unit_gone, _two_deciders, _no_authority, _no_budget, _own_standard, _twice, _outsourced, _no_staff,
)  # fmt: skip


def _idle(parts: Sequence[DutyPart], units: Units, staff: Mapping[str, Decimal]) -> list[DutyFault]:
    busy = {office.code for row in parts for office in units[row.unit].offices}
    return [
        _fault(units, Rule.IDLE, None, "", [DutyPart(unit=code)], fte=fte)
        for code, fte in sorted(staff.items())
        if fte and code not in busy and units[code].offices
    ]
