"""`wakimizu check`: what the monitoring room could have wrong without anybody noticing."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError
from django.db.models import Max
from django.utils import timezone

from wakimizu.apps.city.models import City
from wakimizu.apps.monitoring import periods
from wakimizu.apps.monitoring.computations import KNOWN
from wakimizu.apps.monitoring.models import Aim, Indicator
from wakimizu.apps.monitoring.workflow import Source
from wakimizu.shared.scoping import in_city

LATE = 2  # periods without a value after which somebody should look


@register(Tags.database)
def indicators_hold(databases: Any = None, **options: Any) -> list[CheckMessage]:
    """Every computed indicator has its computation; every aim has a target; what shall be entered has been."""
    if not databases:
        return []
    try:
        found = []
        for city in City.objects.filter(in_use=True):
            with in_city(city.pk):
                found += [*_lost_computations(city), *_without_targets(city), *_not_kept_up(city, timezone.localdate())]
    except DatabaseError:  # before the first migration there is nothing to check
        return []
    return found


def _lost_computations(city: City) -> Iterator[CheckMessage]:
    for each in Indicator.objects.filter(source=Source.COMPUTED).exclude(computation__in=KNOWN):
        yield Error(
            f"{city}: the indicator {each.code} wants a computation that is not there: {each.computation}",
            id="monitoring.E001",
        )


def _without_targets(city: City) -> Iterator[CheckMessage]:
    for each in Aim.objects.filter(targets=None).select_related("item", "indicator"):
        yield Error(f"{city}: the aim of {each.item.code} at {each.indicator.code} has no target", id="monitoring.E002")


def _not_kept_up(city: City, today: date) -> Iterator[CheckMessage]:
    entered = Indicator.objects.exclude(source=Source.COMPUTED).annotate(last=Max("observations__begins"))
    for each in entered.filter(last__isnull=False):
        if each.last < periods.ended(today, each.cadence, LATE + 1)[0]:
            yield Warning(
                f"{city}: the last value of {each.code} is of {each.last}",
                hint="Ask its owner for the values since then, or end the indicator.",
                id="monitoring.W001",
            )
