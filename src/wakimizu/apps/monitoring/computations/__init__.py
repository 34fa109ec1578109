"""What can be computed from the other rooms, each under its name. A new one is a row here and a function in its room's file.

The rules:
1. Only periods that have ended are computed, so that a value does not change from day to day; MONTHS_BACK says how far back.
2. Done again, a computation gives the same: what differs is replaced, what is the same stays (`operations.keep_computed`).
3. A share of nothing is no value: a place where nothing happened in a period has none for it, not zero.
4. A share brings the interval that so many cases allow, a median that of its order; a count of all there is brings none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from wakimizu.apps.monitoring.computations import counters, people, voices
from wakimizu.apps.monitoring.computations.figures import Asked, Figure, Unknown
from wakimizu.apps.monitoring.workflow import Cadence, Unit

ALL = (Cadence.MONTH, Cadence.QUARTER, Cadence.YEAR)
YEARLY = (Cadence.YEAR,)
Work = Callable[[Asked], list[Figure]]


@dataclass(frozen=True, slots=True)
class Computation:
    """What is computed, in words for whoever reads a number; `room`: whose rows it reads."""

    label: Any
    how: Any
    room: Any
    unit: Unit
    cadences: tuple[Cadence, ...]
    work: Work


_VOICES, _COUNTERS, _PEOPLE = _("Voices and answers"), _("Services and standards"), _("Population and reach")

KNOWN: dict[str, Computation] = {
    "answered_in_time": Computation(
        _("Voices answered by their day"),
        _("Voices whose day lay in the period and that were answered by then, of all whose day lay in it; "
          "those set aside are left out. By the voice's ward and its office."),
        _VOICES, Unit.PERCENT, ALL, voices.answered_in_time,
    ),
    "days_to_answer": Computation(
        _("Days until an answer, median"),
        _("Days from receipt to answer of the voices answered in the period: half took so long or less. "
          "By the voice's ward and its office."),
        _VOICES, Unit.DAYS, ALL, voices.days_to_answer,
    ),
    "solved": Computation(
        _("Answers that say: solved"),
        _("Of the answers published in the period, those that ended with “solved”. By the need's ward and the office that answered."),
        _VOICES, Unit.PERCENT, ALL, voices.solved,
    ),
    "reopened": Computation(
        _("Voices that came back as not solved"),
        _("Voices reopened in the period, of those that were answered in it or came back in it. By the voice's ward and its office."),
        _VOICES, Unit.PERCENT, ALL, voices.reopened,
    ),
    "voices_received": Computation(
        _("Voices received"),
        _("Voices received in the period. By ward, and by the office that answers."),
        _VOICES, Unit.CASES, ALL, voices.voices_received,
    ),
    "standards_met": Computation(
        _("Standards met at the counters"),
        _("Of all that the standards in force on the period's last day demand of open counters, what they do. "
          "By ward and by office, from the parity audit of that day."),
        _COUNTERS, Unit.PERCENT, ALL, counters.standards_met,
    ),
    "wards_apart": Computation(
        _("How far the wards are apart at the counters"),
        _("Standards met in the ward with the most, less those in the ward with the fewest, on the period's last day."),
        _COUNTERS, Unit.POINTS, ALL, counters.wards_apart,
    ),
    "deviations": Computation(
        _("Where offices fall short of a standard"),
        _("Deviations from the standards in force on the period's last day, from the parity audit. By ward and by office."),
        _COUNTERS, Unit.PLACES, ALL, counters.deviations,
    ),
    "aged65": Computation(
        _("People aged 65 or more"),
        _("People aged 65 or more, of all, by the newest count of the fiscal year. By ward and district."),
        _PEOPLE, Unit.PERCENT, YEARLY, people.aged65,
    ),
    "near_a_counter": Computation(
        _("People aged 75 or more within 30 minutes of a counter"),
        _("People aged 75 or more who reach an open counter within 30 minutes on foot or by bus and tram, "
          "by the travel times and the count that hold. By ward and district."),
        _PEOPLE, Unit.PERCENT, YEARLY, people.near_a_counter,
    ),
}  # fmt: skip

__all__ = ["KNOWN", "Asked", "Computation", "Figure", "Unknown"]
