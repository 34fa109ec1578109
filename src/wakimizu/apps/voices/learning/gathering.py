"""Unsorted voices that may be one need: alike in meaning, near in place and time. People look, leave out, and raise it.

The rules:
1. Voices that wait in the actor's ward (or office) are looked at, the 300 that are due first.
2. Two are near when they come from one district, or lie within about a kilometre, and came within 60 days of each other.
3. A group has at least two voices. Its topic and office are those most of its voices have; its name is the district, if it
   has but one, and the words that most of its voices share.
4. If an open need of the ward means the same, the group may join that instead.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.learning import live
from wakimizu.apps.voices.learning.analysis import belong_together, shared_name
from wakimizu.apps.voices.learning.models import Reading
from wakimizu.apps.voices.learning.similar import Like, needs_like
from wakimizu.apps.voices.models import Topic, Voice
from wakimizu.apps.voices.workflow import PERMISSIONS
from wakimizu.shared.permissions import allow

MOST, DAYS, DEGREES = 300, 60, 0.012
TITLE = 120


@dataclass(frozen=True, slots=True)
class Candidate:
    """A need that might be raised of these voices; `like`: open needs in reach that mean the same."""

    title: str
    voices: list[Voice]
    topic: Topic
    office: Office
    like: list[Like]


@dataclass(frozen=True, slots=True)
class Gathered:
    """candidates, the largest first; how many voices wait, and whether a version is in use at all."""

    candidates: list[Candidate]
    waiting: int
    in_use: bool


def gathered(actor: Actor, book: Directory, known: Catalogue) -> Gathered:
    """The candidates among the voices that wait for this actor. NotPermitted for who does not sort."""
    allow(actor, "sort_voice", table=PERMISSIONS)
    row = live.row_of(actor.city_id)
    held = Q(ward=actor.ward_id) if actor.ward_id else Q(office=actor.office_id)
    waiting = Voice.objects.filter(held, state__in=live.WAITING)
    if row is None:
        return Gathered([], waiting.count(), False)
    voices = list(waiting.filter(reading__space=row.space).select_related("reading").order_by("due", "pk")[:MOST])
    voices.sort(key=lambda voice: voice.received_at)
    found = belong_together(
        [bytes(v.reading.vector) for v in voices], lambda one, other: near(voices[one], voices[other])
    )
    candidates = [_candidate(actor, [voices[at] for at in group], row, book, known) for group in found]
    return Gathered(sorted(candidates, key=lambda each: -len(each.voices)), len(voices), True)


def near(one: Voice, other: Voice) -> bool:
    """Whether two voices come from about the same place and time."""
    if abs((one.received_at - other.received_at).days) > DAYS:
        return False
    if one.district_id is not None and one.district_id == other.district_id:
        return True
    if None in (one.lat, one.lon, other.lat, other.lon):
        return False
    return abs(one.lat - other.lat) < DEGREES and abs(one.lon - other.lon) < DEGREES  # type: ignore[operator]


def _candidate(actor: Actor, voices: list[Voice], row: Any, book: Directory, known: Catalogue) -> Candidate:
    shared = shared_name([voice.text for voice in voices], live.model_of(row))
    reading: Reading = voices[0].reading
    like = needs_like(actor, voices[0], reading, row, but=set())
    return Candidate(
        title=title_of(voices, shared, book),
        voices=voices,
        topic=known.topic(_commonest([voice.topic_id for voice in voices])),
        office=book.offices[_commonest([voice.office_id for voice in voices])],
        like=[each for each in like if each.in_reach and each.need.is_open][:2],
    )


def title_of(voices: Sequence[Voice], shared: Sequence[str], book: Directory) -> str:
    districts = {voice.district_id for voice in voices}
    place = book.area(districts.pop()) if len(districts) == 1 else None
    what = "・".join(shared) or voices[0].text.split("。")[0]
    return (f"{place.name}：{what}" if place else what)[:TITLE]


def _commonest(numbers: Sequence[int]) -> int:
    return Counter(numbers).most_common(1)[0][0]
