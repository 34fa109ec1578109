"""How rows, days, codes and lists are written on screens."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from wakimizu.shared.words import named as name_of

register = template.Library()
UNKNOWN = "–"

JOINTS = {  # what stands between values: in Japanese, in English
    ",": ("、", ", "),
    "·": ("・", " · "),
    ":": ("：", ": "),
}


def _english() -> bool:
    return (get_language() or "ja").startswith("en")


@register.simple_tag
def joint(by: str = ",") -> str:
    """What the reader's language writes between values: full width in Japanese, half width in English."""
    return JOINTS[by][_english()]


@register.filter
def quoted(text: object) -> str:
    """Somebody's own words in the quotation marks of the reader's language."""
    return gettext("“%(text)s”") % {"text": text}


@register.filter
def listed(values: Iterable[Any], by: str = ",") -> SafeString:
    """Values one after another; those that are empty are left out. `by` is one of JOINTS."""
    return format_html_join(joint(by), "{}", ((value,) for value in values if value))


@register.simple_tag
def beside(*values: Any, by: str = "·") -> SafeString:
    """A few values side by side, as of a topic and its district: {% beside topic|named district|named %}."""
    return listed(values, by)


@register.filter
def bracketed(value: Any) -> str | SafeString:
    """A value in brackets, to follow another at once; nothing for nothing."""
    if not value:
        return ""
    return format_html(" ({})" if _english() else "（{}）", value)


@register.filter
def named(row: Any) -> str:
    """A row's name in the reader's language; nothing for no row."""
    return name_of(row) if row else ""


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    return mapping.get(key) if mapping else None


@register.filter
def days_left(due: date | None, today: date) -> str:
    """How far a due date is away, in words."""
    if due is None:
        return ""
    left = (due - today).days
    if left < 0:
        return ngettext("%(n)d day late", "%(n)d days late", -left) % {"n": -left}
    return ngettext("in %(n)d day", "in %(n)d days", left) % {"n": left} if left else gettext("today")


@register.filter
def day(value: date | datetime | None) -> str | SafeString:
    """A day as the reader's language writes it: 2026年11月23日（月） or Mon 23 Nov 2026."""
    if value is None:
        return ""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    if _english():
        return f"{local:%a} {local.day} {local:%b %Y}"
    return f"{local.year}年{local.month}月{local.day}日（{'月火水木金土日'[local.weekday()]}）"


@register.filter
def yen(value: Any) -> str:
    """About so much, as people say it: 1.2億円, ¥120 million."""
    if not isinstance(value, int | float):
        return UNKNOWN
    sign, amount = ("−" if value < 0 else ""), abs(value)
    if _english():
        for size, word in ((1e9, " billion"), (1e6, " million")):
            if amount >= size:
                return f"{sign}¥{_short(amount / size)}{word}"
        return f"{sign}¥{amount:,.0f}"
    for size, word in ((1e8, "億円"), (1e4, "万円")):
        if amount >= size:
            return f"{sign}{_short(amount / size)}{word}"
    return f"{sign}{amount:,.0f}円"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"


@register.filter
def exact_yen(value: Any) -> str:
    """To the yen: 1,234,567円, ¥1,234,567."""
    if not isinstance(value, int | float):
        return UNKNOWN
    return f"¥{value:,.0f}" if _english() else f"{value:,.0f}円"
