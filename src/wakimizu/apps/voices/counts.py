"""Voices and answers counted by time and place, for whoever measures the city. Numbers, and no words of anybody
but to who may open the voice itself."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices.models import Answer, Voice
from wakimizu.apps.voices.queries import midnight
from wakimizu.apps.voices.workflow import PERMISSIONS, AnswerState, Ending, VoiceState
from wakimizu.shared.permissions import ANYWHERE, PART

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
    """Of voices whose day lay in a month, those answered by then. One statement.

    Voices that were set aside do not count, nor do those of the past: nobody here promised them a day.
    """
    rows = (
        Voice.objects.filter(due__gte=first, due__lt=after, past=False)
        .exclude(state=VoiceState.SET_ASIDE)
        .annotate(month=TruncMonth("due"))
        .order_by()
        .values_list("month", "ward_id", "office_id")
        .annotate(part=Count("pk", filter=Q(answered_at__date__lte=F("due"))), whole=Count("pk"))
    )
    yield from (Counted(*row) for row in rows.iterator(2000))


def took(first: date, after: date) -> Iterator[Took]:
    """Voices answered from a day until before another, but those of the past. One statement."""
    found = Voice.objects.filter(answered_at__gte=midnight(first), answered_at__lt=midnight(after), past=False)
    times = found.order_by()
    for ward, office, received, answered in times.values_list(
        "ward_id", "office_id", "received_at", "answered_at"
    ).iterator(2000):
        day = timezone.localdate(answered)
        yield Took(day, ward, office, (day - timezone.localdate(received)).days)


def solved(first: date, after: date) -> Iterator[Counted]:
    """Of answers published in a month, those that say: solved. By the need's ward and the office that answered.

    Answers of the past do not count: how they ended may have been said for a whole file. One statement.
    """
    rows = (
        Answer.objects.filter(
            state=AnswerState.PUBLISHED, past=False, decided_at__gte=midnight(first), decided_at__lt=midnight(after)
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


@dataclass(frozen=True, slots=True)
class Heard:
    """Something heard about a topic from a district on a day. All are numbers of rows."""

    topic: int
    district: int
    day: date


def heard_by_district(
    first: date, after: date, wards: Collection[int], topics: Collection[int] | None = None
) -> Iterator[Heard]:
    """Voices by topic, district and day, the oldest first; voices that were made one need count once, on its first day.

    Those that were set aside or name no district do not count. One statement.
    """
    rows = Voice.objects.filter(
        ward__in=list(wards), district__isnull=False, received_at__gte=midnight(first), received_at__lt=midnight(after)
    ).exclude(state=VoiceState.SET_ASIDE)
    if topics is not None:
        rows = rows.filter(topic__in=list(topics))
    known = rows.annotate(known=FilteredRelation("links", condition=Q(links__until=None))).order_by("received_at")
    seen: set[int] = set()
    for topic, district, at, need in known.values_list(
        "topic_id", "district_id", "received_at", "known__need_id"
    ).iterator(2000):
        if need not in seen:
            seen |= {need} if need else set()
            yield Heard(topic, district or 0, timezone.localdate(at))


def heard_there(
    actor: Actor, first: date, after: date, districts: Collection[int], topic: int, most: int = 200
) -> list[tuple[Voice, str | None]]:
    """The voices behind such a count, newest first, with their words for who may open them, else None. Two statements."""
    rows = Voice.objects.filter(
        district__in=list(districts), topic=topic, received_at__gte=midnight(first), received_at__lt=midnight(after)
    ).exclude(state=VoiceState.SET_ASIDE)
    found = list(rows.defer("text", "public_text", "reason").order_by("-received_at", "-pk")[:most])
    reach = PERMISSIONS["see_voice"]
    open_to = [
        voice.pk
        for voice in found
        if actor.role in reach[ANYWHERE] or (actor.role in reach[PART] and voice.held_by(actor))
    ]
    words = dict(Voice.objects.filter(pk__in=open_to).values_list("pk", "text"))
    return [(voice, words.get(voice.pk)) for voice in found]


def _day(moment: Any) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment
