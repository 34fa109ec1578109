"""Reads of Open311: what was sent before, and requests as others may see them (rules 1–4 of rules.py)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable

from wakimizu.apps.exchange.models import Key
from wakimizu.apps.exchange.open311.models import DIGITS, ServiceRequest
from wakimizu.apps.exchange.open311.rules import BEGINNING, ENDED, MOST_ROWS, PROMISES, is_closed
from wakimizu.apps.exchange.open311.sending import Sending
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices.models import Answer, Need, NeedVoice, Voice
from wakimizu.apps.voices.search import PUBLIC_VOICES
from wakimizu.apps.voices.workflow import AnswerState

# What changes in a request as others see it, by the entries about its voice; answers and needs are looked up themselves.
CHANGES = [
    "receive_voice", "pass_voice_on", "set_voice_aside", "restore_voice", "publish_voice", "hide_voice", "erase_voice",
    "reopen_voice",
]  # fmt: skip
Span = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks a list for. Empty: everything."""

    services: Sequence[int] = ()  # topics' numbers
    statuses: Sequence[str] = ()
    requested: Span = (None, None)
    updated: Span = (None, None)
    words: str = ""
    page: int = 1
    size: int = MOST_ROWS


@dataclass(slots=True)
class Seen:
    """A request as others may see it: its voice, what it is in, and the latest answer of each need."""

    voice: Voice
    number: str
    updated: datetime
    needs: list[Need] = field(default_factory=list)
    answers: dict[int, Answer] = field(default_factory=dict)  # by need

    @property
    def closed(self) -> bool:
        return is_closed(self.voice.state, [answer.ending for answer in self.answers.values()])


def services_changed() -> datetime:
    """When the city's services were last put in place, by the ledger; the beginning of time when it does not know."""
    at = Entry.objects.filter(operation="replace_routing").aggregate(at=Max("at"))["at"]
    return at or BEGINNING


# By hand: every request that comes in asks it, and nearly always finds nothing.
SENT = (
    "SELECT r.id FROM exchange_servicerequest r JOIN voices_voice v ON v.id = r.voice_id "
    "WHERE v.submission IN (%s, %s) AND v.received_at >= %s AND r.city_id = %s"
)


def sent_before(city_id: int, sending: Sending) -> ServiceRequest | None:
    """The request that the same form, or the same Idempotency-Key, has become."""
    since = connection.ops.adapt_datetimefield_value(sending.since)
    with connection.cursor() as cursor:
        cursor.execute(SENT, [sending.known_as[0], sending.known_as[-1], since, city_id])
        row = cursor.fetchone()
    return ServiceRequest.objects.select_related("voice").get(pk=row[0]) if row else None


def numbered(numbers: Sequence[str]) -> list[Seen]:
    """Requests by their numbers: those sent through here, and published voices by their own. Unknown ones are left out."""
    own = {int(each) for each in numbers if each.isascii() and each.isdecimal() and len(each) < DIGITS}
    sent = set(ServiceRequest.objects.filter(number__in=numbers).values_list("voice_id", flat=True))
    public = set(Voice.objects.filter(pk__in=own, public=True).values_list("pk", flat=True))
    return seen(Voice.objects.filter(pk__in=sent | public).order_by("-pk")[:MOST_ROWS])


def listed(asked: Asked, key: Key | None) -> list[Seen]:
    """Published requests, and those that came by the key, newest first."""
    begin = (asked.page - 1) * asked.size
    found: QuerySet[Voice] = Voice.objects.filter(Q(public=True) | Q(pk__in=_sent_by(key)) if key else Q(public=True))
    if asked.services:
        found = found.filter(topic__in=asked.services)
    found = found.filter(**_range("received_at", asked.requested))
    if any(asked.updated):
        found = found.filter(_updated(asked.updated))
    if len(set(asked.statuses)) == 1:
        found = found.filter(_closed() if asked.statuses[0] == "closed" else ~_closed())
    if asked.words:
        found = PUBLIC_VOICES.newest(found.filter(public=True), asked.words, skip=begin, most=asked.size)
        begin = 0
    return seen(found.order_by("-pk")[begin : begin + asked.size])


def _sent_by(key: Key) -> "QuerySet[ServiceRequest, int]":
    return ServiceRequest.objects.filter(key=key).values_list("voice_id", flat=True)


def _range(column: str, span: Span) -> dict[str, datetime]:
    return {f"{column}__{word}": at for word, at in zip(("gte", "lte"), span, strict=True) if at}


def _closed() -> Q | Combinable:
    """is_closed, in SQL."""
    answers = Answer.objects.filter(need=OuterRef("need"), state=AnswerState.PUBLISHED)
    latest = Subquery(answers.order_by("-decided_at", "-pk").values("ending")[:1])
    promised = NeedVoice.objects.filter(voice=OuterRef("pk"), until=None).annotate(ending=latest)
    return Q(state__in=ENDED) & ~Exists(promised.filter(ending__in=PROMISES))


def _updated(span: Span) -> Q:
    """Voices of which one of the things that `updated` is the latest of happened within a span."""
    entries = Entry.objects.filter(operation__in=CHANGES, object_type="voices.Voice", **_range("at", span))
    answered = Answer.objects.filter(state=AnswerState.PUBLISHED, **_range("decided_at", span)).values("need")
    links = NeedVoice.objects.filter(until=None)
    return (
        Q(pk__in=entries.values("object_id"))
        | Q(pk__in=links.filter(**_range("since", span)).values("voice"))
        | Q(pk__in=links.filter(need__in=answered).values("voice"))
    )


def seen(voices: Iterable[Voice]) -> list[Seen]:
    """What others see of voices. Five statements, however many there are."""
    rows = list(voices)
    pks = [voice.pk for voice in rows]
    numbers = dict(ServiceRequest.objects.filter(voice__in=pks).values_list("voice_id", "number"))
    changes = Entry.objects.filter(object_type="voices.Voice", object_id__in=pks, operation__in=CHANGES)
    changed = dict(changes.values_list("object_id").annotate(at=Max("at")).order_by())
    found = {
        voice.pk: Seen(voice, numbers.get(voice.pk, str(voice.pk)), changed.get(voice.pk, voice.received_at))
        for voice in rows
    }
    links = list(NeedVoice.objects.filter(voice__in=pks, until=None).select_related("need").order_by("pk"))
    latest = _latest_answers({link.need_id for link in links})
    for link in links:
        one, answer = found[link.voice_id], latest.get(link.need_id)
        one.needs.append(link.need)
        one.updated = max(one.updated, link.since)
        if answer:
            one.answers[link.need_id] = answer
            one.updated = max(one.updated, answer.decided_at or answer.drafted_at)
    return list(found.values())


def _latest_answers(needs: set[int]) -> dict[int, Answer]:
    published = Answer.objects.filter(need__in=needs, state=AnswerState.PUBLISHED)
    return {answer.need_id: answer for answer in published.order_by("decided_at", "pk")}
