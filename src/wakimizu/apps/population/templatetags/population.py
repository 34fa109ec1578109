"""How people, shares and changes are written on screens. Nothing is written as a dash: not known is not none."""

from django import template

from wakimizu.apps.population.queries import Statuses
from wakimizu.apps.population.workflow import Status
from wakimizu.shared.templatetags.words import UNKNOWN

register = template.Library()
Number = float | str | None  # a template writes "" for what is not there


@register.filter
def people(value: Number) -> str:
    """Whole people: estimates come in fractions, people do not."""
    return UNKNOWN if not isinstance(value, int | float) else f"{value:,.0f}"


@register.filter
def share(value: Number) -> str:
    return UNKNOWN if not isinstance(value, int | float) else f"{value * 100:.1f}%"


@register.filter
def change(value: Number) -> str:
    """+3.1%, −12.3%, ±0.0%."""
    if not isinstance(value, int | float):
        return UNKNOWN
    return f"{signed(value * 100, 1)}%"


@register.filter
def difference(value: Number) -> str:
    return UNKNOWN if not isinstance(value, int | float) else signed(value, 0)


def signed(value: float, digits: int) -> str:
    shown = f"{abs(value):,.{digits}f}"
    sign = "±" if float(shown.replace(",", "")) == 0 else "+" if value > 0 else "−"
    return sign + shown


@register.filter
def standing(statuses: Statuses) -> list[str]:
    """What figures are, in words: observed, estimated, projected."""
    return [str(status.label) for status in Status if status in statuses]
