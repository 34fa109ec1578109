"""Figures of the duties on screens: staff and cases."""

from decimal import Decimal

from django import template

from wakimizu.apps.services.duties.comparison import signed
from wakimizu.apps.services.duties.rules import figure

register = template.Library()
register.filter("fte", figure)
register.filter("fte_change", signed)


@register.filter
def grouped(count: int | Decimal) -> str:
    """12,400"""
    return f"{count:,}"
