"""The version in use, in the memory of each process that asks for it, and what it has not read yet."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from wakimizu.apps.voices.learning.analysis import Model, model_from, reading_of
from wakimizu.apps.voices.learning.models import LanguageModel, NeedReading, Reading
from wakimizu.apps.voices.models import Need, Voice
from wakimizu.apps.voices.workflow import NeedState, VoiceState

WAITING = [VoiceState.RECEIVED, VoiceState.REOPENED]
OPEN_NEED = [NeedState.ASSIGNED, NeedState.APPROVAL]
NO_LIMIT = 2**62


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


def reading_for(city_id: int, text: str) -> Reading | None:
    """What the version in use says of a voice's words, not yet its voice's and not saved; None when there is none."""
    row = row_of(city_id)
    return reading_of(model_of(row), row, text) if row else None


def reading_of_voice(voice: Voice, row: LanguageModel) -> Reading:
    """What the version in use says of a voice: read already, or else read now and not saved (the timer does that)."""
    kept = Reading.objects.filter(voice=voice, space=row.space).first()
    return kept or reading_of(model_of(row), row, voice.text)


def waiting_unread(row: LanguageModel, most: int) -> tuple[list[int], list[int]]:
    """Voices that wait for a person and open needs, the newest first, that this version has not read: their numbers."""
    by_this = Reading.objects.filter(voice=OuterRef("pk"), version=row.version)
    voices = Voice.objects.filter(state__in=WAITING, erased_at=None).filter(~Exists(by_this)).order_by("-pk")
    needs = Need.objects.filter(state__in=OPEN_NEED).filter(~Exists(_placed(row))).order_by("-pk")
    return list(voices.values_list("pk", flat=True)[:most]), list(needs.values_list("pk", flat=True)[:most])


def unplaced(row: LanguageModel, at_once: int) -> Iterator[tuple[list[int], list[int]]]:
    """All voices and needs that this version's space does not hold, newest first, so many at once: their numbers."""
    for needs in _in_steps(Need.objects.exclude(state=NeedState.MERGED), _placed(row), at_once):
        yield [], needs
    held = Reading.objects.filter(voice=OuterRef("pk"), space=row.space)
    for voices in _in_steps(Voice.objects.filter(erased_at=None), held, at_once):
        yield voices, []


def _placed(row: LanguageModel) -> QuerySet[NeedReading]:
    return NeedReading.objects.filter(need=OuterRef("pk"), space=row.space)


def _in_steps(rows: QuerySet[Any], held: QuerySet[Any], at_once: int) -> Iterator[list[int]]:
    """Step by step down the numbers, so that each row is looked at once."""
    rows, last = rows.filter(~Exists(held)).order_by("-pk"), NO_LIMIT
    while found := list(rows.filter(pk__lt=last).values_list("pk", flat=True)[:at_once]):
        yield found
        last = found[-1]
