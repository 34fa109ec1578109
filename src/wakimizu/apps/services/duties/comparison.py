"""What changes when one allotment takes the place of another: who gains what, how many staff go where.

The rules:
1. The staff of a part that changes hands go with it.
2. What is left over goes to other parts of the same duty, then to whatever grows: first what can stay where it is, then
   what stays on its side (HQ, wards, branches, outside). So staff that one part gives up are not lost, and not new.
3. Only the difference between the two totals is new, or given up.
4. Cases go with the part "deliver" of their duty, by the same rule.
5. A fault is mended when it is not there any more, new when it was not there before.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from wakimizu.apps.services.duties.rules import NONE, DutyFault, Held, faults, figure, holders, sent_up
from wakimizu.apps.services.duties.units import Side, Unit, Units
from wakimizu.apps.services.models import Duty, DutyPart
from wakimizu.apps.services.workflow import Part


class What(TextChoices):
    """What happens to a part, the largest change first."""

    HOLDER = "holder", pgettext_lazy("move", "Changes hands")
    MODE = "mode", pgettext_lazy("move", "Held in another way")
    STAFF = "staff", pgettext_lazy("move", "More or fewer staff")
    CASES = "cases", pgettext_lazy("move", "More or fewer cases")


@dataclass(frozen=True, slots=True)
class Move:
    """A part of a duty that is held in another way than before."""

    duty: Duty
    part: str
    what: What
    before: tuple[DutyPart, ...]
    after: tuple[DutyPart, ...]

    @property
    def fte_before(self) -> Decimal:
        return total(self.before)

    @property
    def fte_after(self) -> Decimal:
        return total(self.after)

    @property
    def part_label(self) -> str:
        return str(Part(self.part).label)


class Place(NamedTuple):
    """Where staff or cases are: a unit, and whether there or outside."""

    unit: str
    side: str


@dataclass(frozen=True, slots=True)
class Flow:
    """What goes from one place to another, or stays. No `origin`: new; no `goal`: given up."""

    origin: Place | None
    goal: Place | None
    amount: Decimal

    @property
    def moved(self) -> bool:
        return self.origin is not None and self.goal is not None and self.origin != self.goal


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit's staff: `before` − `out` + `into` = `after`."""

    unit: Unit
    before: Decimal
    out: Decimal
    into: Decimal
    after: Decimal

    @property
    def net(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Gained:
    """A duty of which more cases than before are decided where they are handled."""

    duty: Duty
    cases: int


@dataclass(frozen=True)
class Comparison:
    """From one allotment to another. `flows` carry all staff of both, `spot` counts cases decided where they are handled."""

    moves: list[Move]
    units: list[UnitChange]
    flows: list[Flow]
    cases_moved: int
    spot_before: int
    spot_after: int
    gained: list[Gained]
    mended: list[DutyFault]
    arisen: list[DutyFault]

    @property
    def fte_moved(self) -> Decimal:
        return sum((flow.amount for flow in self.flows if flow.moved), NONE)

    def between(self, origin: str | None, goal: str | None) -> Decimal:
        """Staff that go from one side to another; None stands for nowhere."""
        return sum((f.amount for f in self.flows if (_side(f.origin), _side(f.goal)) == (origin, goal)), NONE)

    def before(self, side: str) -> Decimal:
        return sum((flow.amount for flow in self.flows if _side(flow.origin) == side), NONE)

    def after(self, side: str) -> Decimal:
        return sum((flow.amount for flow in self.flows if _side(flow.goal) == side), NONE)

    def net(self, side: str) -> Decimal:
        return self.after(side) - self.before(side)

    @property
    def fte_between_sides(self) -> Decimal:
        moved = (flow for flow in self.flows if flow.moved and _side(flow.origin) != _side(flow.goal))
        return sum((flow.amount for flow in moved), NONE)

    @property
    def fte_change(self) -> Decimal:
        """By how much the staff of all duties grow; below zero, shrink."""
        return sum((self.net(side) for side in Side.values), NONE)

    @property
    def duties(self) -> int:
        return len({move.duty.code for move in self.moves})

    def summary(self) -> list[str]:
        """What it comes to, in a few sentences."""
        if not self.moves:
            return [_("Nothing changes: both share the duties out in the same way.")]
        sentences = [
            ngettext("%(parts)d part of %(duties)s changes.", "%(parts)d parts of %(duties)s change.", len(self.moves))
            % {"parts": len(self.moves), "duties": _duties(self.duties)},
            _(
                "%(fte)s FTE move to another unit, %(sides)s of them to another side; %(cases)s cases a year go with them."
            )
            % {
                "fte": figure(self.fte_moved),
                "sides": figure(self.fte_between_sides),
                "cases": f"{self.cases_moved:,}",
            },
            _("Headquarters %(hq)s FTE, ward offices %(wards)s, branches %(branches)s, outside %(outside)s.")
            % {side: signed(self.net(side)) for side in Side.values},
        ]
        more = self.spot_after - self.spot_before
        if more > 0:
            sentences.append(
                _("%(cases)s more cases a year are decided where they are handled.") % {"cases": f"{more:,}"}
            )
        elif more < 0:
            sentences.append(
                _("%(cases)s fewer cases a year are decided where they are handled.") % {"cases": f"{-more:,}"}
            )
        sentences.append(
            _("Faults mended: %(mended)d; new ones: %(arisen)d.")
            % {"mended": len(self.mended), "arisen": len(self.arisen)}
        )
        return sentences


def _duties(count: int) -> str:
    return ngettext("%(n)d duty", "%(n)d duties", count) % {"n": count}


def _side(place: Place | None) -> str | None:
    return place.side if place else None


def signed(fte: Decimal) -> str:
    return f"+{figure(fte)}" if fte > 0 else f"−{figure(-fte)}" if fte else "±0"


def total(rows: Iterable[DutyPart]) -> Decimal:
    return sum((row.fte for row in rows), NONE)


def on_the_spot(parts: Sequence[DutyPart], units: Units) -> dict[str, int]:
    """duty's code → cases a year that are decided by the office that handles them, or in its ward."""
    return {
        code: sum((row.cases or 0) - sent_up(row, held[Part.DECIDE], units) for row in held.get(Part.DELIVER, ()))
        for code, held in holders(parts).items()
        if held.get(Part.DECIDE)
    }


def compare(
    before: Sequence[DutyPart],
    after: Sequence[DutyPart],
    duties: Sequence[Duty],
    units: Units,
    staff: Mapping[str, Decimal] | None = None,
) -> Comparison:
    """What changes when one allotment takes the place of another. Rows need their duty; they need not be saved."""
    ordered = sorted(duties, key=lambda each: each.code)
    old, new = holders(before), holders(after)
    spot_before, spot_after = on_the_spot(before, units), on_the_spot(after, units)
    gains = [Gained(duty, spot_after.get(duty.code, 0) - spot_before.get(duty.code, 0)) for duty in ordered]
    wrong_before, wrong_after = faults(before, ordered, units, staff), faults(after, ordered, units, staff)
    keys_before, keys_after = {each.key for each in wrong_before}, {each.key for each in wrong_after}
    return Comparison(
        moves=[move for duty in ordered if (duty.code in old or duty.code in new) for move in _moves(duty, old, new)],
        units=_unit_changes(before, after, units),
        flows=_staff_flows(ordered, old, new, units),
        cases_moved=_cases_moved(ordered, old, new, units),
        spot_before=sum(spot_before.values()),
        spot_after=sum(spot_after.values()),
        gained=sorted((each for each in gains if each.cases > 0), key=lambda each: -each.cases),
        mended=[each for each in wrong_before if each.key not in keys_after],
        arisen=[each for each in wrong_after if each.key not in keys_before],
    )


def _moves(duty: Duty, old: dict[str, Held], new: dict[str, Held]) -> list[Move]:
    found = []
    for part in Part.values:
        before = tuple(old.get(duty.code, {}).get(part, ()))
        after = tuple(new.get(duty.code, {}).get(part, ()))
        if what := _what(before, after):
            found.append(Move(duty, part, what, before, after))
    return found


def _what(before: Sequence[DutyPart], after: Sequence[DutyPart]) -> What | None:
    looks = {
        What.HOLDER: ("unit",),
        What.MODE: ("unit", "mode"),
        What.STAFF: ("unit", "fte"),
        What.CASES: ("unit", "cases"),
    }
    for what, columns in looks.items():
        if _seen(before, columns) != _seen(after, columns):
            return what
    return None


def _seen(rows: Sequence[DutyPart], columns: tuple[str, ...]) -> set[tuple[object, ...]]:
    return {tuple(getattr(row, column) for column in columns) for row in rows}


def _unit_changes(before: Sequence[DutyPart], after: Sequence[DutyPart], units: Units) -> list[UnitChange]:
    """Each unit's staff; what one duty part gives up and another takes in are both counted."""
    was, now = _by_unit_and_part(before), _by_unit_and_part(after)
    found = []
    for code in sorted({*was, *now}, key=units.place_of):
        one, other = was.get(code, {}), now.get(code, {})
        steps = [other.get(key, NONE) - one.get(key, NONE) for key in {*one, *other}]
        found.append(
            UnitChange(
                units[code],
                sum(one.values(), NONE),
                -sum((step for step in steps if step < 0), NONE),
                sum((step for step in steps if step > 0), NONE),
                sum(other.values(), NONE),
            )
        )
    return found


def _by_unit_and_part(rows: Sequence[DutyPart]) -> dict[str, dict[tuple[str, str], Decimal]]:
    found: dict[str, dict[tuple[str, str], Decimal]] = defaultdict(dict)
    for row in rows:
        found[row.unit][row.duty.code, row.part] = row.fte
    return found


Amounts = dict[Place, Decimal]


def _staff_flows(duties: Sequence[Duty], old: dict[str, Held], new: dict[str, Held], units: Units) -> list[Flow]:
    """All staff: with their part first, then within their duty, then wherever there is more to do."""
    flows: list[Flow] = []
    all_left: Amounts = {}
    all_short: Amounts = {}
    for duty in duties:
        left: Amounts = {}
        short: Amounts = {}
        for part in Part.values:
            before = _amounts(old.get(duty.code, {}).get(part, ()), units)
            after = _amounts(new.get(duty.code, {}).get(part, ()), units)
            flows += _carried(before, after)
            _add(left, before)
            _add(short, after)
        flows += _carried(left, short)
        _add(all_left, left)
        _add(all_short, short)
    flows += _carried(all_left, all_short)
    flows += [Flow(place, None, amount) for place, amount in all_left.items() if amount]
    flows += [Flow(None, place, amount) for place, amount in all_short.items() if amount]
    return flows


def _amounts(rows: Iterable[DutyPart], units: Units) -> Amounts:
    found: Amounts = {}
    for row in rows:
        _add(found, {Place(row.unit, units.side_of(row)): row.fte})
    return found


def _add(to: Amounts, more: Amounts) -> None:
    for place, amount in more.items():
        to[place] = to.get(place, NONE) + amount


def _carried(left: Amounts, short: Amounts) -> list[Flow]:
    """Flows that empty `left` into `short` as far as both go: what can stay stays, then what stays on its side."""
    pairs = [(origin, goal) for origin in left for goal in short]
    pairs.sort(key=lambda pair: (pair[0] != pair[1], pair[0].side != pair[1].side))
    flows = []
    for origin, goal in pairs:
        amount = min(left[origin], short[goal])
        if amount:
            left[origin] -= amount
            short[goal] -= amount
            flows.append(Flow(origin, goal, amount))
    return flows


def _cases_moved(duties: Sequence[Duty], old: dict[str, Held], new: dict[str, Held], units: Units) -> int:
    moved = NONE
    for duty in duties:
        before, after = (_cases(held.get(duty.code, {}).get(Part.DELIVER, ()), units) for held in (old, new))
        moved += sum((flow.amount for flow in _carried(before, after) if flow.moved), NONE)
    return int(moved)


def _cases(rows: Iterable[DutyPart], units: Units) -> Amounts:
    return {Place(row.unit, units.side_of(row)): Decimal(row.cases or 0) for row in rows}
