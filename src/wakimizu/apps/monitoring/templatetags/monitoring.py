"""How values, periods and standings are written on the screens of the monitoring room."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from wakimizu.apps.monitoring import charts, periods, wording
from wakimizu.apps.monitoring.analysis import Effect, Standing
from wakimizu.apps.monitoring.computations import KNOWN, Computation
from wakimizu.apps.monitoring.models import Indicator, Observation, Progress
from wakimizu.apps.monitoring.queries import Aimed, Line, asked_value
from wakimizu.apps.monitoring.scans import Emerged

register = template.Library()


@register.filter
def valued(value: Any, indicator: Indicator) -> str:
    """A value with its unit; a dash for none."""
    return wording.with_unit(value if isinstance(value, int | float) else None, indicator.unit)


@register.filter
def counted(value: Any) -> str:
    """A numerator or denominator: whole where it is whole."""
    if not isinstance(value, int | float):
        return "–"
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 1000 else f"{value:,.1f}"


@register.filter
def period(observation: Observation, indicator: Indicator) -> str:
    return periods.words(observation.begins, indicator.cadence)


@register.filter
def standing_words(standing: Standing) -> Any:
    return wording.STANDING[standing][0]


@register.filter
def standing_tone(standing: Standing) -> str:
    return wording.STANDING[standing][1]


@register.filter
def asked_of(observation: Observation, aimed: Aimed) -> float:
    """What the path asks for in its period."""
    return asked_value(observation, aimed, aimed.aim.indicator.cadence)


@register.filter
def effect_words(effect: Effect, indicator: Indicator) -> str:
    return wording.effect(effect, indicator)


@register.filter
def effect_tone(effect: Effect) -> str:
    return wording.FOUND[effect.found][1]


@register.filter
def effect_size(effect: Effect, indicator: Indicator) -> str:
    return wording.size(effect, indicator)


@register.filter
def computation(indicator: Indicator) -> Computation | None:
    return KNOWN.get(indicator.computation)


@register.filter
def unknown_words(indicator: Indicator) -> Any:
    return wording.UNKNOWN.get(indicator.unknown, "")


@register.filter
def told(row: Indicator | Progress, name: str) -> str:
    """Words of an indicator or a note in the reader's language, where they are said in it."""
    english = (get_language() or "ja").startswith("en")
    own: str = getattr(row, name)
    return (getattr(row, f"{name}_en") or own) if english else own


@register.filter
def emerged_topic(found: Emerged) -> str:
    return wording.topic(found)


@register.filter
def emerged_places(found: Emerged) -> str:
    return wording.places(found)


@register.filter
def small_chart(line: Line) -> SafeString:
    return charts.small(line)
