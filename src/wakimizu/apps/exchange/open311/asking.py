"""What a client asks a list for, read from the address: numbers, services, days, status, words, pages."""

import re
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from wakimizu.apps.exchange.open311.queries import Asked, Span
from wakimizu.apps.exchange.open311.rules import LONGEST_SPAN, MOST_ROWS, Unknown
from wakimizu.apps.exchange.open311.sending import Fields, first
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.shared.errors import BadInput

STATUSES = {"open", "closed"}


def asked_of(fields: Fields, catalogue: Catalogue, now: datetime) -> Asked:
    """BadInput for days, pages and statuses that are none; Unknown for a service we do not have."""
    updated = _moment(fields, "updated_after"), _moment(fields, "updated_before", end=True)
    requested = _moment(fields, "start_date"), _moment(fields, "end_date", end=True)
    statuses = several(fields, "status")
    if not set(statuses) <= STATUSES:
        raise BadInput(_("status is open, closed, or both with a comma."), "status")
    return Asked(
        services=[_service(code, catalogue) for code in several(fields, "service_code")],
        statuses=statuses,
        requested=requested if any(updated) and not any(requested) else _span(*requested, now),
        updated=updated,
        words=first(fields, "q")[:200],
        page=_number(fields, "page", 1, 1_000_000),
        size=_number(fields, "page_size", MOST_ROWS, MOST_ROWS),
    )


def several(fields: Fields, name: str) -> list[str]:
    """Values with commas between them, or the field several times."""
    return [each.strip() for value in fields.get(name, []) for each in value.split(",") if each.strip()]


def _service(code: str, catalogue: Catalogue) -> int:
    topic = catalogue.topic_by_code.get(code)
    if topic is None:
        raise Unknown(_("This service_code is not known here. GET services lists them."))
    return topic.pk


def _moment(fields: Fields, name: str, *, end: bool = False) -> datetime | None:
    """A moment with its time zone (without one: the city's), or a day: its beginning, or its end."""
    text = first(fields, name)
    if not text:
        return None
    text = re.sub(r" (\d\d:\d\d)$", r"+\1", text)  # a plus that was not escaped comes as a blank
    try:
        if day := parse_date(text):
            return timezone.make_aware(datetime.combine(day, time.max if end else time.min))
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or not 1 < moment.year < 9999:
        raise BadInput(_("%(name)s is a moment like 2026-04-01T00:00:00+09:00.") % {"name": name}, name)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _span(start: datetime | None, end: datetime | None, now: datetime) -> Span:
    """At most 90 days: the last ones, those after a start, those before an end."""
    if start and end:
        if end < start:
            raise BadInput(_("end_date lies before start_date."), "end_date")
        if end - start > LONGEST_SPAN + timedelta(days=1):  # days are given as such: the last one counts whole
            raise BadInput(
                _("A list spans at most %(n)d days. Ask in several steps.") % {"n": LONGEST_SPAN.days}, "end_date"
            )
        return start, end
    if start:
        return start, start + LONGEST_SPAN
    return (end or now) - LONGEST_SPAN, end


def _number(fields: Fields, name: str, usual: int, most: int) -> int:
    text = first(fields, name)
    if not text:
        return usual
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= most and len(text) < 10):
        raise BadInput(_("%(name)s is a number from 1 to %(most)d.") % {"name": name, "most": most}, name)
    return int(text)
