"""`wakimizu check`: what the population room could have wrong without anybody noticing."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError
from django.utils import timezone

from wakimizu.apps.city.models import City
from wakimizu.apps.population.models import Feed, People, Run, Table
from wakimizu.shared.jobs import JobState
from wakimizu.shared.scoping import in_city

MOST_TOLD = 10


@register(Tags.database)
def people_hold(databases: Any = None, **options: Any) -> list[CheckMessage]:
    """Every row of people has as many ages as its table; timetables are of today; a run that is done has its result."""
    if not databases:
        return []
    try:
        found = []
        for city in City.objects.filter(in_use=True):
            with in_city(city.pk):
                found += [
                    *_rows_that_differ(city),
                    *_stale_timetables(city, timezone.localdate()),
                    *_lost_results(city),
                ]
    except DatabaseError:  # before the first migration there is nothing to check
        return []
    return found


def _rows_that_differ(city: City) -> Iterator[CheckMessage]:
    for table in Table.objects.all():
        fits = {(len(table.ages),) * 2 + (0,), (0, 0, len(table.ages)), (0, 0, 0)}
        rows = People.objects.filter(table=table).values_list("pk", "male", "female", "both").iterator(2000)
        wrong = [pk for pk, *counts in rows if tuple(map(len, counts)) not in fits]
        if wrong:
            numbers = ", ".join(map(str, wrong[:MOST_TOLD]))
            yield Error(f"{city}: rows {numbers} of the table {table.code} do not have its ages", id="population.E001")


def _stale_timetables(city: City, today: date) -> Iterator[CheckMessage]:
    for feed in Feed.objects.filter(valid_to__lt=today).defer("content"):
        yield Warning(
            f"{city}: the timetable {feed.code} ended on {feed.valid_to}",
            hint="Take the present one in: wakimizu import timetable FILE.zip, and ask for travel times anew.",
            id="population.W001",
        )


def _lost_results(city: City) -> Iterator[CheckMessage]:
    for run in Run.objects.filter(state=JobState.DONE, result__isnull=True):
        yield Error(f"{city}: the projection {run.pk} is done, but its result is gone", id="population.E002")
