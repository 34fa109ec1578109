"""Which needs are behind a proposal today, and which proposals a need is behind, through every merge and split.

The rules:
1. The needs a proposal names are behind it.
2. A need that was merged into another lets that one stand behind the proposal in its place, and stays itself for its history.
3. A need that was split off a need behind the proposal, after the proposal had named it, is behind it too.
4. A need that was split off before is another matter.

Both ways are one statement each, however long the chain of merges and splits.
"""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from wakimizu.apps.voices.models import NeedVoice

DOWN = """
WITH RECURSIVE behind (proposal_id, need_id, since) AS (
    SELECT link.proposal_id, link.need_id, link.since
    FROM proposals_proposalneed link WHERE link.city_id = %s AND link.proposal_id IN ({marks})
  UNION
    SELECT behind.proposal_id, next.id, behind.since
    FROM behind
    JOIN voices_need need ON need.id = behind.need_id
    JOIN voices_need next ON next.id = need.merged_into_id
                          OR (next.split_from_id = need.id AND next.raised_at > behind.since)
)
SELECT DISTINCT proposal_id, need_id FROM behind
"""
# `before`: the earliest split on the way up; a proposal that named the need only later is another matter.
UP = """
WITH RECURSIVE above (start_id, need_id, before) AS (
    SELECT need.id, need.id, CAST(NULL AS {moment}) FROM voices_need need WHERE need.city_id = %s AND need.id IN ({marks})
  UNION
    SELECT above.start_id, next.id,
           CASE WHEN next.merged_into_id = need.id THEN above.before
                WHEN above.before IS NULL OR need.raised_at < above.before THEN need.raised_at
                ELSE above.before END
    FROM above
    JOIN voices_need need ON need.id = above.need_id
    JOIN voices_need next ON next.id = need.split_from_id OR next.merged_into_id = need.id
)
SELECT DISTINCT above.start_id, link.proposal_id
FROM above JOIN proposals_proposalneed link ON link.need_id = above.need_id
WHERE above.before IS NULL OR link.since < above.before
"""


# Where needs have gone up: what they were merged into, step by step.
HEIRS = """
WITH RECURSIVE heirs (start_id, need_id) AS (
    SELECT need.id, need.merged_into_id FROM voices_need need
    WHERE need.city_id = %s AND need.id IN ({marks}) AND need.merged_into_id IS NOT NULL
  UNION
    SELECT heirs.start_id, need.merged_into_id
    FROM heirs JOIN voices_need need ON need.id = heirs.need_id WHERE need.merged_into_id IS NOT NULL
)
SELECT start_id, need_id FROM heirs
"""


def heirs(city_id: int, needs: Collection[int]) -> dict[int, set[int]]:
    """The needs that each one went up in by being merged, all of the way."""
    return _pairs(HEIRS, city_id, needs)


def needs_behind(city_id: int, proposals: Collection[int]) -> dict[int, set[int]]:
    """The needs behind each proposal, by their numbers; merged ones included."""
    return _pairs(DOWN, city_id, proposals)


def proposals_of(city_id: int, needs: Collection[int]) -> dict[int, set[int]]:
    """The proposals each need is behind, by their numbers, whatever their state."""
    return _pairs(UP, city_id, needs)


def voices_in(needs: Collection[int]) -> int:
    """How many voices are in these needs today. One of two matters counts once."""
    return NeedVoice.objects.filter(need__in=needs, until=None).values("voice").distinct().count()


def _pairs(statement: str, city_id: int, numbers: Collection[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    if not numbers:
        return found
    marks = ", ".join(["%s"] * len(numbers))
    moment = "timestamp with time zone" if connection.vendor == "postgresql" else "text"
    with connection.cursor() as cursor:
        cursor.execute(statement.format(marks=marks, moment=moment), [city_id, *numbers])
        for one, other in cursor.fetchall():
            found[one].add(other)
    return found
