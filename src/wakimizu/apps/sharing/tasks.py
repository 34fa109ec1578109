"""What runs on the timer: accepted notices are sent within seconds; on business days offices that owe a word are reminded."""

import logging
from contextlib import suppress
from datetime import datetime

from django.utils import timezone

from wakimizu.apps.city.calendar import is_business_day
from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.sharing.models import Notice
from wakimizu.apps.sharing.operations.notices import deliver_notice, remind_of_notices
from wakimizu.apps.sharing.workflow import NoticeState
from wakimizu.shared.errors import WrongState
from wakimizu.shared.scoping import in_city

log = logging.getLogger(__name__)
EVENING = 17


def deliver(now: datetime) -> int:
    """Send what was accepted, in every city, oldest first. Returns how many."""
    sent = 0
    for city in City.objects.filter(in_use=True):
        with in_city(city.pk):
            for notice in Notice.objects.filter(state=NoticeState.ACCEPTED).order_by("pk"):
                try:
                    deliver_notice(system_actor(city.pk, now), notice=notice)
                except WrongState:  # withdrawn meanwhile, or sent by another process
                    continue
                except Exception as fault:  # one that cannot be sent holds up no other; its words stay out of the log
                    log.error("notice %d was not sent: %s", notice.pk, type(fault).__name__)
                    continue
                sent += 1
    return sent


def remind_of_acknowledgements(now: datetime) -> int:
    """Once an evening, on business days, in every city. Returns how many offices were reminded."""
    reminded, local = 0, timezone.localtime(now)
    for city in City.objects.filter(in_use=True):
        book = directory(city)
        if local.hour < EVENING or not is_business_day(local.date(), book.closures):
            continue
        with in_city(city.pk), suppress(WrongState):  # reminded today already, perhaps by another process
            reminded += remind_of_notices(system_actor(city.pk, now), city=city, book=book)
    return reminded
