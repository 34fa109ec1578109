"""The version in use, in the memory of each process that asks for it, and what it has not read yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.learning.analysis import Model, model_from, reading_of
from wakimizu.apps.voices.learning.models import LanguageModel, NeedReading, Reading
from wakimizu.apps.voices.learning.rules import acts_alone
from wakimizu.apps.voices.models import Need, Topic, Voice
from wakimizu.apps.voices.rules import Routed, route
from wakimizu.apps.voices.workflow import NeedState, VoiceState
from wakimizu.shared.scoping import all_cities

WAITING = [VoiceState.RECEIVED, VoiceState.REOPENED]
OPEN_NEED = [NeedState.ASSIGNED, NeedState.APPROVAL]
NO_LIMIT = 2**62
WINDOW = 10_000  # numbers looked at in one step
BACK = 1_000  # numbers looked at once more: on PostgreSQL one may come to be seen after those above it


def row_of(city_id: int) -> LanguageModel | None:
    """The version in use in a city, without its bytes; None before anything was learned."""
    live = LanguageModel.objects.filter(city=city_id, standing=LanguageModel.Standing.LIVE)
    return live.defer("parameters").first()


def model_of(row: LanguageModel) -> Model:
    return _loaded(row.pk)


@lru_cache(maxsize=2)
def _loaded(number: int) -> Model:
    """A version never changes, so its number is enough."""
    return model_from(bytes(LanguageModel.objects.values_list("parameters", flat=True).get(pk=number) or b""))


def read(row: LanguageModel, text: str) -> Reading:
    """What a version says of a voice's words, not yet its voice's and not saved."""
    return reading_of(model_of(row), row, text)


def reading_of_voice(voice: Voice, row: LanguageModel) -> Reading:
    """What the version in use says of a voice: read already, or else read now and not saved (the timer does that)."""
    return Reading.objects.filter(voice=voice, version=row.version).first() or read(row, voice.text)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the version in use says of a voice's words, the topic if that acts by itself, and where the voice goes."""

    reading: Reading | None
    alone: Topic | None
    routed: Routed


def hear(
    row: LanguageModel | None, text: str, *, channel: str, place: Area | None, chosen: Topic | None,
    book: Directory, known: Catalogue, today: date,
) -> Heard:  # fmt: skip
    """Where a voice of these words goes at receipt, with this version in use. A topic that somebody chose stands."""
    reading = read(row, text) if row else None
    alone = acts_alone(reading, known.topics) if reading and chosen is None else None
    routed = route(
        text=text, channel=channel, place=place, chosen=alone or chosen, topics=known.topics, table=known.table,
        book=book, today=today,
    )  # fmt: skip
    return Heard(reading, alone, routed)


def waiting_unread(row: LanguageModel, most: int) -> tuple[list[int], list[int]]:
    """Voices that wait for a person and open needs, the newest first, that this version has not read: their numbers."""
    by_this = Reading.objects.filter(voice=OuterRef("pk"), version=row.version)
    voices = Voice.objects.filter(state__in=WAITING, erased_at=None).filter(~Exists(by_this)).order_by("-pk")
    needs = Need.objects.filter(state__in=OPEN_NEED).filter(~Exists(_placed(row))).order_by("-pk")
    return list(voices.values_list("pk", flat=True)[:most]), list(needs.values_list("pk", flat=True)[:most])


@dataclass(frozen=True, slots=True)
class Left:
    """Voices and needs, by number, that have no place yet in a version's space, and up to where all others have one."""

    voices: list[int]
    needs: list[int]
    voices_to: int
    needs_to: int


def left_unplaced(row: LanguageModel, most: int) -> Left:
    """The oldest that were never placed: what was sorted or answered before anything read it, and what came in as past."""
    voices, voices_to = _next(_all_voices(), _held(row), row.voices_to, most)
    needs, needs_to = _next(_all_needs(), _placed(row), row.needs_to, most)
    return Left(voices, needs, voices_to, needs_to)


def _next(rows: QuerySet[Any], held: QuerySet[Any], mark: int, most: int) -> tuple[list[int], int]:
    """Those above a number that are not held, and the number up to which nothing is left once they are read."""
    end = mark + WINDOW
    beyond = rows.filter(pk__gt=mark - BACK, pk__lte=end).filter(~Exists(held)).order_by("pk")
    found = list(beyond.values_list("pk", flat=True)[:most])
    if len(found) == most:
        return found, max(mark, found[-1])
    return found, end if end <= newest(rows.model) else mark


def newest(kind: type[Voice | Need]) -> int:
    """The highest number there is, of all cities."""
    with all_cities():
        return kind.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _all_voices() -> QuerySet[Voice]:
    return Voice.objects.filter(erased_at=None)


def _all_needs() -> QuerySet[Need]:
    return Need.objects.exclude(state=NeedState.MERGED)


def _held(row: LanguageModel) -> QuerySet[Reading]:
    return Reading.objects.filter(voice=OuterRef("pk"), space=row.space)


def unplaced(row: LanguageModel, at_once: int) -> Iterator[tuple[list[int], list[int]]]:
    """All voices and needs that this version's space does not hold, newest first, so many at once: their numbers."""
    for needs in _in_steps(_all_needs(), _placed(row), at_once):
        yield [], needs
    for voices in _in_steps(_all_voices(), _held(row), at_once):
        yield voices, []


def _placed(row: LanguageModel) -> QuerySet[NeedReading]:
    return NeedReading.objects.filter(need=OuterRef("pk"), space=row.space)


def _in_steps(rows: QuerySet[Any], held: QuerySet[Any], at_once: int) -> Iterator[list[int]]:
    """Step by step down the numbers, so that each row is looked at once."""
    rows, last = rows.filter(~Exists(held)).order_by("-pk"), NO_LIMIT
    while found := list(rows.filter(pk__lt=last).values_list("pk", flat=True)[:at_once]):
        yield found
        last = found[-1]
