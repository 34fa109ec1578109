"""What a computation is asked, and what it gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.monitoring import analysis, periods
from wakimizu.apps.monitoring.series import CITY, Place
from wakimizu.apps.voices.counts import Counted


class Unknown(Exception):
    """Why there is nothing to compute with: a key of wording.UNKNOWN."""


@dataclass(frozen=True, slots=True)
class Asked:
    """For which periods, all ended, oldest first."""

    book: Directory
    cadence: str
    periods: list[date]

    @property
    def first(self) -> date:
        return self.periods[0]

    @property
    def after(self) -> date:
        """The day after the last period."""
        return periods.moved(self.periods[-1], self.cadence, 1)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of a place and a period, with what it was made of."""

    place: Place
    begins: date
    value: float
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None


def places_of(ward: int | None, office: int | None) -> list[Place]:
    """Where a voice counts: the whole city, its ward, its office."""
    found: list[Place] = [CITY]
    if ward is not None:
        found.append((ward, None))
    if office is not None:
        found.append((None, office))
    return found


Sums = dict[tuple[Place, date], list[float]]


def added_up(rows: Iterable[Counted], cadence: str) -> Sums:
    """(place, period) → [part, whole]."""
    found: Sums = {}
    for row in rows:
        begins = periods.begin_of(row.month, cadence)
        for place in places_of(row.ward, row.office):
            sums = found.setdefault((place, begins), [0.0, 0.0])
            sums[0] += row.part
            sums[1] += row.whole
    return found


def shares(sums: Sums, by_cases: bool = True) -> list[Figure]:
    """Shares in per cent; of nothing there is none. by_cases: with the interval that so many cases allow."""
    found = []
    for (place, begins), (part, whole) in sums.items():
        if whole <= 0:
            continue
        ranged = analysis.share(part, whole)
        ends = (ranged.low, ranged.high) if by_cases else (None, None)
        found.append(Figure(place, begins, ranged.value, part, whole, *ends))
    return found
