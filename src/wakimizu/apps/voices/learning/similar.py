"""What is like a voice, wherever in the city it was said and whenever: needs that mean the same, voices in the same words.

Around a voice lie a few cells; of each the newest rows are read from the table, and these are compared exactly. So the
number of rows that are read does not grow with the city.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices.analysis import shared
from wakimizu.apps.voices.learning.analysis import closest, same_words
from wakimizu.apps.voices.learning.models import NeedReading, Reading
from wakimizu.apps.voices.models import Need, Voice
from wakimizu.apps.voices.workflow import PERMISSIONS, NeedState
from wakimizu.shared.permissions import may

NEWEST_OF_A_CELL = 1_500
CLOSE = (
    0.5  # of the demo's needs that are as close or closer, three in four and more have the topic in common (docs/adr)
)
NEARLY_SAME = 0.75  # of pairs of letters shared, from which on two voices have the same words
LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Like:
    """A need that means the same: how close in percent, the words it shares, whether its staff page is within reach."""

    need: Need
    percent: int
    words: list[str]
    in_reach: bool


def needs_like(actor: Actor, voice: Voice, reading: Reading | None, *, but: set[int], most: int = 5) -> list[Like]:
    """Needs of the whole city that mean the same as a voice, closest first: within the actor's reach, or public."""
    if reading is None:
        return []
    found = closest(bytes(reading.vector), _around(NeedReading, reading, "need_id"), LOOKED_AT, CLOSE)
    rows = Need.objects.exclude(state=NeedState.MERGED).filter(pk__in=[number for number, _close in found])
    needs = {need.pk: need for need in rows.prefetch_related("parts")}
    liked: list[Like] = []
    for number, close in found:
        need = needs.get(number)
        if need is None or number in but:
            continue
        reached = may(actor, "see_need", need, table=PERMISSIONS)
        if reached or need.public:
            liked.append(Like(need, round(close * 100), shared(voice.text, need.title), reached))
    return liked[:most]


def voices_in_the_same_words(actor: Actor, voice: Voice, reading: Reading | None, most: int = 5) -> list[Voice]:
    """Other voices within the actor's reach that say nearly the same in the same words, likest first."""
    if reading is None:
        return []
    rows = [row for row in _around(Reading, reading, "voice_id") if row[0] != voice.pk]
    close = [number for number, _close in closest(bytes(reading.vector), rows, LOOKED_AT, NEARLY_SAME)]
    held = Q(ward=actor.ward_id) if actor.ward_id else Q(office=actor.office_id)
    mine = {each.pk: each for each in Voice.objects.filter(held, pk__in=close, erased_at=None)}
    return [mine[number] for number in same_words(voice.text, [(n, v.text) for n, v in mine.items()], NEARLY_SAME)][
        :most
    ]


def _around(kind: Any, reading: Reading, number: str) -> list[tuple[int, bytes]]:
    """The newest rows of each cell around a reading: (number, vector)."""
    rows: list[tuple[int, bytes]] = []
    for cell in reading.cells:
        lie = kind.objects.filter(city=reading.city_id, space=reading.space, cell=cell).order_by(f"-{number}")
        rows += lie.values_list(number, "vector")[:NEWEST_OF_A_CELL]
    return rows
