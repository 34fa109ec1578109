"""`wakimizu check`: the routing tables catch every voice and their example rows lead where they say."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError
from django.utils.translation import override

from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City
from wakimizu.apps.voices.catalogue import catalogue
from wakimizu.apps.voices.queries import failing_examples
from wakimizu.shared.scoping import in_city


@register(Tags.database)
def routing_examples_hold(databases: Any = None, **options: Any) -> list[CheckMessage]:
    faults: list[CheckMessage] = []
    if not databases:
        return faults
    try:
        cities = list(City.objects.filter(in_use=True))
    except DatabaseError:  # before the first migration there is nothing to check
        return faults
    for city in cities:
        with in_city(city.pk), override("en"):  # as all that `check` says
            table = catalogue(city).table
            if table:
                faults += [
                    Error(f"{city}: {fault}", id="voices.E001")
                    for fault in failing_examples(directory(city), catalogue(city))
                ]
    return faults
