"""Computed from voices and answers."""

from datetime import date

from wakimizu.apps.monitoring import analysis, periods
from wakimizu.apps.monitoring.computations.figures import Asked, Figure, added_up, places_of, shares
from wakimizu.apps.monitoring.series import Place
from wakimizu.apps.voices import counts


def answered_in_time(asked: Asked) -> list[Figure]:
    return shares(added_up(counts.answered_by_their_day(asked.first, asked.after), asked.cadence))


def solved(asked: Asked) -> list[Figure]:
    return shares(added_up(counts.solved(asked.first, asked.after), asked.cadence))


def reopened(asked: Asked) -> list[Figure]:
    return shares(added_up(counts.reopened(asked.first, asked.after), asked.cadence))


def voices_received(asked: Asked) -> list[Figure]:
    sums = added_up(counts.received(asked.first, asked.after), asked.cadence)
    return [Figure(place, begins, part, part) for (place, begins), (part, _whole) in sums.items()]


def days_to_answer(asked: Asked) -> list[Figure]:
    found: dict[tuple[Place, date], list[float]] = {}
    for each in counts.took(asked.first, asked.after):
        begins = periods.begin_of(each.answered, asked.cadence)
        for place in places_of(each.ward, each.office):
            found.setdefault((place, begins), []).append(float(each.days))
    return [
        Figure(place, begins, middle.value, low=middle.low, high=middle.high)
        for (place, begins), days in found.items()
        for middle in [analysis.median(days)]
    ]
