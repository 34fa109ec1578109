"""How money and shares are written on the budget's pages."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from wakimizu.apps.proposals.budget.queries import Row
from wakimizu.apps.proposals.workflow import Way
from wakimizu.shared.words import named

register = template.Library()


@register.filter
def percent(value: Any) -> str:
    """A share in per cent; a dash for none."""
    return f"{value:.1%}" if isinstance(value, int | float) else "–"


@register.filter
def row_name(row: Row) -> str:
    """A ward's, a division's or a fund's name; of no ward, the whole city."""
    if row.name is None:
        return _("The whole city")
    return named(row.name) if hasattr(row.name, "pk") else str(row.name)


@register.filter
def way_tone(way: str) -> str:
    return "done" if way == Way.WARD else "waiting"
