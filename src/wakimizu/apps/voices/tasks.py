"""What runs on the timer (wakimizu worker): reminders, once a morning; files that nobody took in are forgotten."""

from datetime import datetime

from django.utils import timezone

from wakimizu.apps.city.calendar import is_business_day
from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices.models import TakingIn, VoiceFile
from wakimizu.apps.voices.operations import forget_files, remind_offices
from wakimizu.apps.voices.operations.importing import FILE_KEPT, REPORT_KEPT
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


def forget_imports(now: datetime) -> int:
    """Files that came an hour ago and what became of the lines of others a week ago are forgotten. How many files."""
    forgotten = 0
    for city in City.objects.filter(in_use=True):
        with in_city(city.pk):
            files = VoiceFile.objects.filter(at__lt=now - FILE_KEPT).exists()
            if files or TakingIn.objects.filter(asked_at__lt=now - REPORT_KEPT).exists():
                forgotten += forget_files(system_actor(city.pk, now), city=city)
    return forgotten
