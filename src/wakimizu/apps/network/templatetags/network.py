"""How millions of yen, minutes and staff are written on the screens of the network room. Not known is a dash."""

from typing import Any

from django import template
from django.utils.translation import get_language, gettext

from wakimizu.apps.network import wording
from wakimizu.apps.network.analysis import FARTHEST
from wakimizu.apps.population.templatetags.population import UNKNOWN, signed

register = template.Library()
TENTH = 0.05


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _english() -> bool:
    return (get_language() or "ja").startswith("en")


@register.filter
def millions(value: Any) -> str:
    """Yen in millions, for a column that says so."""
    return UNKNOWN if not _is_number(value) else f"{value / 1e6:,.0f}".replace("-", "−")


@register.filter
def millions_apart(value: Any) -> str:
    return UNKNOWN if not _is_number(value) else signed(value / 1e6, 0)


@register.filter
def minutes(value: Any) -> str:
    """To a tenth; as far as ways are reckoned, or farther, is out of reach."""
    if not _is_number(value):
        return UNKNOWN
    return f"{FARTHEST:g}+" if value > FARTHEST - TENTH else f"{value:.1f}"


@register.filter
def apart(value: Any) -> str:
    """A difference to a tenth: +3.1, −0.4, ±0.0."""
    return UNKNOWN if not _is_number(value) else signed(value, 1)


@register.filter
def fte(value: Any) -> str:
    return UNKNOWN if not _is_number(value) else f"{value:,.1f}".replace("-", "−")


@register.filter
def gap_words(value: Any) -> str:
    """A gap in per cent, as exact as it is small."""
    return UNKNOWN if not _is_number(value) else f"{value * 100:.2g}%"


@register.filter
def role(code: str) -> str:
    return wording.role_words(code)


@register.filter
def services(code: str) -> str:
    return wording.service_words(code)


@register.filter
def place(row: Any) -> str:
    """The name of a row of a result in the reader's language."""
    return (row.get("name_en") or row["name"]) if _english() else row["name"]


@register.simple_tag
def years(period: Any) -> str:
    """2027–2031: the fiscal years of a period."""
    last = period["until"] - 1
    words = {"first": period["year"], "last": last}
    return gettext("%(first)d–%(last)d") % words if last > period["year"] else str(period["year"])


@register.filter
def sign(code: str) -> Any:
    """A role as the maps draw it."""
    from wakimizu.apps.network.maps import role_sign

    return role_sign(code)
