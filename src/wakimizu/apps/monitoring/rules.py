"""What a value and an indicator must be.

The rules:
1. A value is its numerator ÷ its denominator × the unit's factor (100 for per cent); where both and a value are given, they agree.
2. Nothing is divided by zero: such a period has no value, and whoever enters it is told.
3. A value is of a period that has begun; its interval has two ends and holds it; a share lies between 0 and 100 %.
4. The least change that is worth naming is above 0, in the indicator's unit; none: every change is named.
5. An indicator that is computed has a computation, in the computation's unit and no more often than it can be done; no other has.
"""

from datetime import date
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.monitoring import computations, periods
from wakimizu.apps.monitoring.models import Indicator, Observation
from wakimizu.apps.monitoring.workflow import Source
from wakimizu.shared.errors import BadInput

MOST = 1e15


def check_indicator(indicator: Indicator) -> None:
    """BadInput when an indicator contradicts itself."""
    worth = indicator.worth
    if worth is not None and not (isfinite(worth) and 0 < worth < MOST):
        raise BadInput(_("The least change worth naming is a number above 0, in the indicator's unit."), "worth")
    computed = indicator.source == Source.COMPUTED
    if computed != bool(indicator.computation):
        raise BadInput(
            _("Choose a computation for an indicator that is computed here, and only for such a one."), "computation"
        )
    if not computed:
        return
    known = computations.KNOWN.get(indicator.computation)
    if known is None:
        raise BadInput(_("There is no computation “%(name)s”.") % {"name": indicator.computation}, "computation")
    if indicator.unit != known.unit:
        raise BadInput(_("This computation gives %(unit)s.") % {"unit": known.unit.label}, "unit")
    if indicator.cadence not in known.cadences:
        raise BadInput(_("This computation cannot be done that often. Choose a longer period."), "cadence")


def worked_out(indicator: Indicator, numerator: float | None, denominator: float | None, value: float | None) -> float:
    """The value of a numerator and a denominator, or the value that is given. BadInput, with what to do, when there is none."""
    if denominator == 0:
        raise BadInput(
            _("There is nothing to divide by: the denominator (%(words)s) is 0. Leave this period out, or correct it.")
            % {"words": indicator.denominator or _("none")},
            "denominator",
        )
    if numerator is None and denominator is not None:
        raise BadInput(_("A denominator needs its numerator."), "numerator")
    if value is None and numerator is None:
        raise BadInput(_("Give a value, or a numerator and a denominator."), "value")
    if numerator is None or (denominator is None and indicator.denominator):
        if value is None:
            raise BadInput(
                _("Give the denominator too (%(words)s), or the value.") % {"words": indicator.denominator},
                "denominator",
            )
        return value
    found = numerator / (denominator if denominator is not None else 1.0) * indicator.factor
    if value is not None and abs(found - value) > 0.05 * max(abs(found), 1.0):
        raise BadInput(
            _(
                "The value %(value)s is not what numerator and denominator give (%(found)s). Leave it empty, or correct one."
            )
            % {"value": f"{value:g}", "found": f"{found:.4g}"},
            "value",
        )
    return found


def numbers(observation: Observation) -> dict[str, Any]:
    names = ("numerator", "denominator", "value", "low", "high", "answers")
    return {name: value for name in names if (value := getattr(observation, name)) is not None}


def check_observation(observation: Observation, today: date) -> None:
    """BadInput when a value cannot be: beyond its bounds, of a period to come, an interval that does not hold it."""
    indicator = observation.indicator
    said = numbers(observation)
    if not all(isfinite(value) and abs(value) < MOST for value in said.values()):
        raise BadInput(_("A number is too large."), "value")
    if indicator.unit == "percent" and indicator.denominator and not -1e-9 <= observation.value <= 100 + 1e-9:
        raise BadInput(_("A share lies between 0 and 100 %."), "value")
    if observation.begins > today:
        raise BadInput(_("This period has not begun yet."), "period")
    if observation.begins != periods.begin_of(observation.begins, indicator.cadence):
        raise BadInput(_("No period of this indicator begins on this day."), "period")
    low, high = observation.low, observation.high
    if (low is None) != (high is None) or (
        low is not None and high is not None and not low <= observation.value <= high
    ):
        raise BadInput(_("An interval has two ends, and the value lies between them."), "low")
