"""What runs on the timer: decisions that HQ owes and has not made climb to the bureau, once a morning."""

from datetime import datetime

from django.utils import timezone

from wakimizu.apps.city.calendar import is_business_day
from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.proposals.operations.deciding import escalate_late
from wakimizu.shared.scoping import in_city

MORNING = 7


def escalate(now: datetime) -> int:
    """In every city, on business days from seven in the morning, once. Returns how many climbed."""
    climbed, local = 0, timezone.localtime(now)
    morning = local.replace(hour=0, minute=0, second=0, microsecond=0)
    for city in City.objects.filter(in_use=True):
        if local.hour < MORNING or not is_business_day(local.date(), directory(city).closures):
            continue
        with in_city(city.pk):
            if not Entry.objects.filter(operation="escalate_late", at__gte=morning).exists():
                climbed += escalate_late(system_actor(city.pk, now))
    return climbed
