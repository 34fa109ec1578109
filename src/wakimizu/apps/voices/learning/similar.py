"""What is like a voice, wherever in the city it was said and whenever: needs that mean the same, voices in the same words.

The rows in the cells around a voice are read, nearest cell first, until there are enough, and these are compared exactly. So
what is read does not grow with the city. They are read from the index alone, in one statement.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices.learning import live
from wakimizu.apps.voices.learning.analysis import cells_around, closest, in_common, same_words
from wakimizu.apps.voices.learning.models import LanguageModel, NeedReading, Reading
from wakimizu.apps.voices.models import Need, Voice
from wakimizu.apps.voices.workflow import PERMISSIONS, NeedState
from wakimizu.shared.permissions import may

CELLS, ROWS, OF_A_CELL = 24, 6_000, 3_000  # looked into at most; of a cell the newest rows
CLOSE = 0.5  # of the demo's needs that are as close, three in four have the topic in common (docs/adr/0022)
NEARLY_SAME = 0.75  # of pairs of letters shared, from which on two voices have the same words
LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Like:
    """A need that means the same: how close in percent, the words it shares, whether its staff page is within reach."""

    need: Need
    percent: int
    words: list[str]
    in_reach: bool


def needs_like(
    actor: Actor, voice: Voice, reading: Reading, row: LanguageModel, *, but: set[int], most: int = 5
) -> list[Like]:
    """Needs of the whole city that mean the same as a voice, closest first: within the actor's reach, or public.

    `reading`: what the version in use, `row`, said of the voice.
    """
    found = closest(bytes(reading.vector), around(NeedReading, reading, row), LOOKED_AT, CLOSE)
    rows = Need.objects.exclude(state=NeedState.MERGED).filter(pk__in=[number for number, _close in found])
    needs = {need.pk: need for need in rows.prefetch_related("parts")}
    liked, model = list[Like](), live.model_of(row)
    for number, close in found:
        need = needs.get(number)
        if need is None or number in but or len(liked) == most:
            continue
        reached = may(actor, "see_need", need, table=PERMISSIONS)
        if reached or need.public:
            liked.append(Like(need, round(close * 100), in_common(model, voice.text, need.title), reached))
    return liked


def voices_in_the_same_words(
    actor: Actor, voice: Voice, reading: Reading, row: LanguageModel, most: int = 5
) -> list[Voice]:
    """Other voices within the actor's reach that say nearly the same in the same words, likest first."""
    rows = [found for found in around(Reading, reading, row) if found[0] != voice.pk]
    close = [number for number, _close in closest(bytes(reading.vector), rows, LOOKED_AT, NEARLY_SAME)]
    held = Q(ward=actor.ward_id) if actor.ward_id else Q(office=actor.office_id)
    mine = {each.pk: each for each in Voice.objects.filter(held, pk__in=close, erased_at=None)}
    likest = same_words(voice.text, [(number, each.text) for number, each in mine.items()], NEARLY_SAME)
    return [mine[number] for number in likest[:most]]


# By hand: row objects would cost ten times what the comparison does.
OF_ONE_CELL = """SELECT * FROM (
    SELECT {key}, vector FROM {table} WHERE city_id = %s AND space = %s AND cell = %s ORDER BY {key} DESC LIMIT %s
) cell"""


def around(kind: type[Reading | NeedReading], reading: Reading, row: LanguageModel) -> list[tuple[int, bytes]]:
    """Rows of the cells around a reading, (number, vector), those of the nearest cell first."""
    cells = cells_around(live.model_of(row), bytes(reading.vector), CELLS)
    one = OF_ONE_CELL.format(key=kind._meta.pk.column, table=kind._meta.db_table)
    given = [value for cell in cells for value in (reading.city_id, row.space, cell, OF_A_CELL)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(cells)) + " LIMIT %s", [*given, ROWS])
        found: list[tuple[int, bytes]] = cursor.fetchall()
    return found
