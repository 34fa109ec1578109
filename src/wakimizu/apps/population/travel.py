"""Travel times from every cell, and every district's centre, to the counters and regional hubs of the day.

The rules:
1. Counters are ward offices, branches, community centres and kiosks that have a place and are open on the day, or open later:
   so their times are there when they open.
2. On foot and by car: distance, detour and speed, each a named assumption. At 75 and over people walk slower.
3. By bus and tram: the timetables of the day, Japanese holidays as Sundays where a timetable does not say; the median of a
   departure every minute of the window, walks to and from the stops in it, a walk all the way when that is faster.
4. More than three hours is left out.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from typing import Any

import jpholiday
import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wakimizu.apps.city.calendar import is_business_day
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.city.queries import regional_hubs
from wakimizu.apps.population import analysis
from wakimizu.apps.population.models import Feed, Reach, ReachRun
from wakimizu.apps.population.workflow import COUNTERS, Mode
from wakimizu.shared.errors import BadInput

SEARCHING = gettext_noop("Travel times of %(cells)s places to %(offices)d counters.")
WRITING = gettext_noop("Writing down %(rows)s rows.")
DONE = gettext_noop("%(cells)s places to %(offices)d counters.")
AROUND = 3  # days before and after, for services that run past midnight
YEAR = 366


def counters_on(book: Directory, day: date) -> list[Office]:
    """The counters of a day that have a place."""
    return [
        office
        for office in book.offices.values()
        if office.kind in COUNTERS and office.valid_on(day) and office.lat is not None and office.lon is not None
    ]


def counters_from(book: Directory, day: date) -> list[Office]:
    """Those of a day, and those that will open."""
    coming = {
        day_of_opening
        for office in book.offices.values()
        if office.kind in COUNTERS and (day_of_opening := office.valid_from) and day_of_opening > day
    }
    found = {office.pk: office for each in [day, *sorted(coming)] for office in counters_on(book, each)}
    return list(found.values())


def origins_of(book: Directory) -> list[Area]:
    """Where people start: cells, and the centres of districts."""
    cells = Area.objects.filter(kind=Area.Kind.MESH).order_by("code").only("pk", "city_id", "code", "lat", "lon")
    return [area for area in [*cells, *book.districts] if area.lat is not None and area.lon is not None]


def holidays_around(day: date) -> list[date]:
    days = (day + timedelta(days=n) for n in range(-AROUND, AROUND + 1))
    return [each for each in days if jpholiday.is_holiday(each)]


def usual_day(feeds: Sequence[Feed], today: date, closures: Collection[date] = ()) -> date:
    """An ordinary day to look at: the next business day on which all timetables are valid, else the last such one."""
    first = max((feed.valid_from for feed in feeds if feed.valid_from), default=today)
    last = min((feed.valid_to for feed in feeds if feed.valid_to), default=date.max)
    ahead = [max(today, first) + timedelta(days=n) for n in range(31)]
    back = [min(today, last) - timedelta(days=n) for n in range(YEAR) if min(today, last) - timedelta(days=n) >= first]
    fits = (day for day in [*ahead, *back] if first <= day <= last and is_business_day(day, closures))
    return next(fits, today)


def not_valid(feeds: Sequence[Feed], day: date) -> Feed | None:
    """A timetable that does not speak of the day."""
    return next((f for f in feeds if (f.valid_from and day < f.valid_from) or (f.valid_to and f.valid_to < day)), None)


def compute(run: ReachRun, book: Directory, tell: Callable[..., None]) -> tuple[list[Reach], dict[str, Any]]:
    """The rows of a run and what to know of them, nothing written."""
    origins, offices = origins_of(book), counters_from(book, run.day)
    hubs = regional_hubs(book, run.day)
    if not origins or not offices:
        raise BadInput(_("There are no cells or districts with a place, or no counters. Take them in first."))
    said = {"cells": f"{len(origins):,}", "offices": len(offices)}
    tell(0.05, SEARCHING, **said)
    ends: list[Any] = [*offices, *hubs]
    found = analysis.travel(
        [(area.lat or 0.0, area.lon or 0.0) for area in origins],
        [(each.lat, each.lon) for each in ends],
        {feed.name: bytes(feed.content) for feed in run.feeds.all()},
        run.day,
        (run.window_from, run.window_to),
        holidays_around(run.day),
        lambda done: tell(0.05 + 0.8 * done, SEARCHING, **said),
    )
    rows = [
        Reach(
            cell=area,
            mode=Mode(mode),
            minutes=_said(line[: len(offices)], offices),
            hubs=_said(line[len(offices) :], hubs),
        )
        for mode, table in found.minutes.items()
        for area, line in zip(origins, table, strict=True)
    ]
    tell(0.85, WRITING, rows=f"{len(rows):,}")
    figures = {
        **found.assumed,
        "notes": [note.plain for note in found.notes],
        "origins": len(origins),
        "cells": sum(area.code not in book.area_by_code for area in origins),
        "offices": len(offices),
        "hubs": len(hubs),
    }
    return rows, figures


def _said(minutes: np.ndarray, places: Sequence[Any]) -> dict[str, float]:
    return {str(place.pk): round(float(each), 1) for place, each in zip(places, minutes, strict=True) if each == each}
