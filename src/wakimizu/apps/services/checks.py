"""`wakimizu check`: what the services room could have wrong without anybody noticing."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError
from django.utils import timezone

from wakimizu.apps.city.models import City
from wakimizu.apps.services.counters import counters
from wakimizu.apps.services.navigator.guides import guide_faults, known_codes
from wakimizu.shared.scoping import in_city


@register(Tags.database)
def guides_hold(databases: Any = None, **options: Any) -> list[CheckMessage]:
    """Each guide of the navigator can be read, decides what it says, and does what its scenarios expect."""
    if not databases:
        return []
    try:
        return [
            Error(f"{city}: {fault}", id="services.E001")
            for city in City.objects.filter(in_use=True)
            for fault in _faults_in(city)
        ]
    except DatabaseError:  # before the first migration there is nothing to check
        return []


def _faults_in(city: City) -> list[str]:
    with in_city(city.pk):
        known = counters(city)
        codes = known_codes(known, timezone.localdate())
        return [
            fault for guide in known.guides for fault in guide_faults(guide.code, guide.rules, guide.scenarios, codes)
        ]
