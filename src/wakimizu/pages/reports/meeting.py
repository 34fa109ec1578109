"""The ward mayors' meeting: what is late, what is off its path, what needs more than one ward, since the last meeting."""

from datetime import date, timedelta
from typing import Any

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.monitoring import queries as indicators
from wakimizu.apps.monitoring import scans, wording
from wakimizu.apps.proposals import yearly as done
from wakimizu.apps.voices import queries as voice_queries
from wakimizu.apps.voices import yearly as voices
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.shared.jobs import JobState
from wakimizu.shared.paging import Beginning

DAYS = 30  # since the last meeting
SHOWN = 20


def report(actor: Actor, book: Directory, catalogue: Catalogue, days: int = DAYS) -> dict[str, Any]:
    """Everything the agenda's template shows, for who may see the city's overview."""
    today: date = actor.today
    since, after = today - timedelta(days=days), today + timedelta(days=1)
    by_ward = voices.heard(since, after)
    waiting = voice_queries.city_figures(today)
    needs, unsorted_voices = voice_queries.overdue(actor, today)
    off = indicators.watched(indicators.lines(book))
    return {
        "since": since,
        "days": days,
        "today": today,
        "wards": [
            (ward, by_ward.get(ward.pk, voices.Heard()), waiting.get(ward.pk, {"waiting": 0, "late": 0}))
            for ward in book.wards
        ],
        "late_needs": needs[:SHOWN],
        "late_needs_more": max(needs.total - SHOWN, 0),
        "late_voices": unsorted_voices.total,
        "late_decisions": done.late_decisions(today),
        "did": done.done(since, after),
        "emerged": emerged(book, catalogue),
        "off": Beginning(off[:SHOWN], len(off)),
        "cross_ward": voices.cross_ward_needs(),
        "late_milestones": done.late_milestones(today),
        "book": book,
    }


def emerged(book: Directory, catalogue: Catalogue) -> list[str]:
    """What the newest search for needs that emerge found, in sentences."""
    newest = next((row for row in scans.recent() if row.found is not None and row.state == JobState.DONE), None)
    found = scans.clusters(newest, book, catalogue) if newest else []
    return [wording.emerged(each) for each in found if each.stands_out]
