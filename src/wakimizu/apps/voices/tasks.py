"""What runs on the timer (wakimizu worker): reminders, once a morning."""

from datetime import datetime

from django.utils import timezone

from wakimizu.apps.city.calendar import is_business_day
from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices.operations import remind_offices
from wakimizu.shared.scoping import in_city

MORNING = 7


def remind(now: datetime) -> int:
    """Give today's reminders in every city, on business days from seven in the morning, once. Returns how many."""
    new = 0
    for city in City.objects.filter(in_use=True):
        local, book = timezone.localtime(now), directory(city)
        if local.hour < MORNING or not is_business_day(local.date(), book.closures):
            continue
        with in_city(city.pk):
            morning = local.replace(hour=0, minute=0, second=0, microsecond=0)
            if Entry.objects.filter(operation="remind_offices", at__gte=morning).exists():
                continue
            new += remind_offices(system_actor(city.pk, now), city=city, book=book)
    return new
