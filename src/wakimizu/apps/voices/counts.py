"""Voices and answers counted by month and place, for whoever measures the city. Numbers only, no words of anybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices.models import Answer, Voice
from wakimizu.apps.voices.queries import midnight
from wakimizu.apps.voices.workflow import AnswerState, Ending, VoiceState

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """`part` of `whole` in the month that begins on a day, of a ward and of the office that answers. ward None: not known."""

    month: date
    ward: int | None
    office: int | None
    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Took:
    """A voice that was answered on a day, and how many days that took."""

    answered: date
    ward: int | None
    office: int | None
    days: int


def answered_by_their_day(first: date, after: date) -> Iterator[Counted]:
    """Of voices whose day lay in a month, those answered by then. Voices that were set aside do not count. One statement."""
    rows = (
        Voice.objects.filter(due__gte=first, due__lt=after)
        .exclude(state=VoiceState.SET_ASIDE)
        .annotate(month=TruncMonth("due"))
        .order_by()
        .values_list("month", "ward_id", "office_id")
        .annotate(part=Count("pk", filter=Q(answered_at__date__lte=F("due"))), whole=Count("pk"))
    )
    yield from (Counted(*row) for row in rows.iterator(2000))


def took(first: date, after: date) -> Iterator[Took]:
    """Voices answered from a day until before another. One statement."""
    rows = Voice.objects.filter(answered_at__gte=midnight(first), answered_at__lt=midnight(after)).order_by()
    for ward, office, received, answered in rows.values_list(
        "ward_id", "office_id", "received_at", "answered_at"
    ).iterator(2000):
        day = timezone.localdate(answered)
        yield Took(day, ward, office, (day - timezone.localdate(received)).days)


def solved(first: date, after: date) -> Iterator[Counted]:
    """Of answers published in a month, those that say: solved. By the need's ward and the office that answered. One statement."""
    rows = (
        Answer.objects.filter(
            state=AnswerState.PUBLISHED, decided_at__gte=midnight(first), decided_at__lt=midnight(after)
        )
        .annotate(month=TruncMonth("decided_at"))
        .order_by()
        .values_list("month", "need__ward_id", "office_id")
        .annotate(part=Count("pk", filter=Q(ending=Ending.SOLVED)), whole=Count("pk"))
    )
    for month, *rest in rows.iterator(2000):
        yield Counted(_day(month), *rest)


def reopened(first: date, after: date) -> Iterator[Counted]:
    """Voices that came back as not solved in a month; the whole are those answered in it, and these."""
    for each in took(first, after):
        yield Counted(each.answered.replace(day=1), each.ward, each.office, 0, 1)
    entries = Entry.objects.filter(operation="reopen_voice", at__gte=midnight(first), at__lt=midnight(after))
    rows = entries.order_by().values_list("object_id", "at").iterator(2000)
    while chunk := list(islice(rows, CHUNK)):
        yield from _came_back(chunk)


def _came_back(chunk: list[tuple[Any, datetime]]) -> Iterator[Counted]:
    voices = Voice.objects.filter(pk__in=[number for number, _at in chunk])
    places = {pk: (ward, office) for pk, ward, office in voices.values_list("pk", "ward_id", "office_id")}
    for number, at in chunk:
        ward, office = places.get(number, (None, None))
        yield Counted(_day(at).replace(day=1), ward, office, 1, 1)


def received(first: date, after: date) -> Iterator[Counted]:
    """Voices received in a month. One statement."""
    rows = (
        Voice.objects.filter(received_at__gte=midnight(first), received_at__lt=midnight(after))
        .annotate(month=TruncMonth("received_at"))
        .order_by()
        .values_list("month", "ward_id", "office_id")
        .annotate(n=Count("pk"))
    )
    for month, ward, office, n in rows.iterator(2000):
        yield Counted(_day(month), ward, office, n, n)


def _day(moment: Any) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment
