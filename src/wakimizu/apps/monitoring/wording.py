"""Sentences of the monitoring room: where something stands, whether it worked, why there is no value."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from wakimizu.apps.monitoring.analysis import Effect, Found, Standing, Why
from wakimizu.apps.monitoring.models import Indicator
from wakimizu.apps.monitoring.scans import Emerged
from wakimizu.apps.monitoring.workflow import Unit
from wakimizu.shared.templatetags.words import listed
from wakimizu.shared.words import named

STANDING: dict[Standing, tuple[Any, str]] = {
    Standing.REACHED: (pgettext_lazy("standing", "Target reached"), "done"),
    Standing.ON_PATH: (pgettext_lazy("standing", "On its path"), "moving"),
    Standing.OFF_PATH: (pgettext_lazy("standing", "Off its path"), "late"),
    Standing.CANNOT_TELL: (pgettext_lazy("standing", "Cannot tell: too uncertain"), "waiting"),
}

UNKNOWN = {
    "no_standards": gettext_lazy("No standard was in force on these days. Set standards for the services first."),
    "one_ward": gettext_lazy("There are not two wards to compare."),
    "no_count": gettext_lazy("No count of people by age is taken in. Take a census or the resident register in."),
    "no_cells": gettext_lazy(
        "No people by cells of 500 m are kept. Take the mesh census in, and ask for a projection."
    ),
    "no_travel_times": gettext_lazy("No travel times are worked out. Ask for them on “Population and reach”."),
}

WHY: dict[Why, Any] = {
    Why.TOO_FEW_BEFORE: gettext_lazy("fewer than eight periods were seen before it began"),
    Why.TOO_FEW_AFTER: gettext_lazy("fewer than four periods were seen since it began"),
    Why.TOO_UNCERTAIN: gettext_lazy("the values vary so much that both a better and a worse outcome fit them"),
    Why.APART_BEFORE: gettext_lazy("the wards were moving apart already before it began"),
    Why.NO_OTHERS: gettext_lazy("no other ward is observed to compare with"),
    Why.OTHER_CHANGE: gettext_lazy("something else began at about the same time"),
}

FOUND = {
    Found.BETTER: (pgettext_lazy("effect", "Better"), "done"),
    Found.WORSE: (pgettext_lazy("effect", "Worse"), "late"),
    Found.NO_CHANGE: (pgettext_lazy("effect", "Moved by less than what is worth naming"), "stopped"),
    Found.CANNOT_TELL: (pgettext_lazy("effect", "Cannot tell"), "waiting"),
}

MARKS = {Unit.PERCENT: "%", Unit.PER_1000: "‰"}


def number(value: float | None, unit: str) -> str:
    """A value with as many digits as its unit bears; a dash for none."""
    if value is None:
        return "–"
    whole = unit in (Unit.CASES, Unit.PEOPLE, Unit.PLACES) and float(value).is_integer()
    return f"{value:,.0f}" if whole else f"{value:,.1f}"


def with_unit(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    if unit in MARKS:
        return number(value, unit) + MARKS[Unit(unit)]
    return _("%(value)s %(unit)s") % {"value": number(value, unit), "unit": _UNITS[unit]}


_UNITS: dict[str, Any] = {
    Unit.POINTS: pgettext_lazy("after a number", "points"),
    Unit.DAYS: pgettext_lazy("after a number", "days"),
    Unit.MINUTES: pgettext_lazy("after a number", "minutes"),
    Unit.CASES: pgettext_lazy("after a number", "cases"),
    Unit.PEOPLE: pgettext_lazy("after a number", "people"),
    Unit.PLACES: pgettext_lazy("after a number", "places"),
    Unit.SCORE: pgettext_lazy("after a number", "points of score"),
}


def signed(value: float, unit: str) -> str:
    """+1.2, −0.4, ±0.0 in the unit of differences: those of per cent are points."""
    shown = number(abs(value), unit)
    sign = "±" if not float(shown.replace(",", "")) else "+" if value > 0 else "−"
    return sign + with_unit(abs(value), Unit.POINTS if unit == Unit.PERCENT else unit)


def effect(found: Effect, indicator: Indicator) -> str:
    """Whether it worked, as a sentence."""
    if found.found == Found.CANNOT_TELL and found.why is not None:
        return _("Cannot tell: %(why)s.") % {"why": WHY[found.why]}
    if found.found == Found.NO_CHANGE and indicator.worth:
        least = signed(indicator.worth, indicator.unit).lstrip("+")
        return _("Moved by less than what is worth naming (%(least)s)") % {"least": least}
    return str(FOUND[found.found][0])


def size(found: Effect, indicator: Indicator) -> str:
    """How large, with its interval; nothing where it is not known."""
    if found.size is None or found.low is None or found.high is None:
        return ""
    unit = indicator.unit
    return _("%(size)s on average since then (95 %% interval: %(low)s to %(high)s).") % {
        "size": signed(found.size, unit), "low": signed(found.low, unit), "high": signed(found.high, unit),
    }  # fmt: skip


MOST_NAMED = 4  # districts; of more, the one in the middle stands for all


def places(found: Emerged) -> str:
    """The districts of a cluster in words."""
    if len(found.areas) <= MOST_NAMED:
        return str(listed(named(area) for area in found.areas))
    return _("%(district)s and %(n)d districts around it") % {
        "district": named(found.areas[0]), "n": len(found.areas) - 1,
    }  # fmt: skip


def emerged(found: Emerged) -> str:
    """A cluster as a sentence: what was heard, what would be expected, how often chance alone does that."""
    sentence = ngettext(
        "%(places)s: %(voices)d voices about “%(topic)s” in the last week, where %(expected)s would be expected. "
        "By chance alone, something as unusual comes in %(times)s of 1,000 searches.",
        "%(places)s: %(voices)d voices about “%(topic)s” in the last %(weeks)d weeks, where %(expected)s would be expected. "
        "By chance alone, something as unusual comes in %(times)s of 1,000 searches.",
        found.weeks,
    )
    return sentence % {
        "places": places(found), "voices": found.voices, "topic": topic(found), "weeks": found.weeks,
        "expected": f"{found.expected:.1f}", "times": f"{found.of_1000:.3g}",
    }  # fmt: skip


def topic(found: Emerged) -> str:
    return named(found.topic) if found.topic else found.topic_code
