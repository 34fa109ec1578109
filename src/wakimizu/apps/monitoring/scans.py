"""Needs that emerge: voices counted by district, topic and week, searched by the worker; what was found, as pages show it.

The rules:
1. A voice counts in the week and district it came from, whatever became of it, unless it was set aside. Voices that were
   made one need count once: somebody knows of them, and they did not come independently of each other.
2. Weeks are counted back from the day of the search; the last one ends the day before.
3. The city's own districts that have a place on the map are searched, and all topics, or one.
4. Only counts are kept. A cluster stands out when it does so even though so many topics were looked at.
5. Once a week, on a Monday, a search is asked for by itself.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import Area, City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.monitoring import analysis, operations
from wakimizu.apps.monitoring.analysis import Cluster, Stopped
from wakimizu.apps.monitoring.models import Scan
from wakimizu.apps.voices import counts
from wakimizu.apps.voices.catalogue import Catalogue, catalogue
from wakimizu.apps.voices.models import Topic
from wakimizu.shared.jobs import JobState
from wakimizu.shared.paging import Beginning
from wakimizu.shared.scoping import in_city

READING = gettext_noop("Counting voices by district, topic and week.")
SEARCHING = gettext_noop("Looking at %(voices)d voices, and at as many shuffled anew %(n)d times.")
FOUND = gettext_noop("%(n)d clusters stand out.")
NOTHING = gettext_noop("Nothing stands out.")
EVERY = 0.5  # seconds between two looks at the database
SHOWN = 20  # scans in the list
LIKELY = 0.2  # beyond this, a cluster is not worth keeping


# ── the work ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Watch:
    """Tells how far a scan is and looks whether it was cancelled, in its own thread; the others ask `stopped`."""

    def __init__(self, scan: Scan, voices: int) -> None:
        self.scan, self.voices, self.stopped, self._looked = scan, voices, False, 0.0

    def tell(self, done: float) -> None:
        now = time.monotonic()
        if now - self._looked >= EVERY:
            self._looked = now
            self.stopped = self.scan.stop_asked()
            self.scan.tell(0.1 + 0.85 * done, SEARCHING, voices=self.voices, n=self.scan.replications)

    def stop(self) -> bool:
        return self.stopped


def do_scan(scan: Scan) -> None:
    """Do a scan that was asked for. Cancelled, it keeps nothing."""
    scan.tell(0.0, READING)
    city = City.objects.get(pk=scan.city_id)
    book, topics = directory(city), _topics(scan, catalogue(city))
    places = [area for area in book.districts if area.lat is not None and area.lon is not None]
    cells = list(_cells(scan, topics, places, book))
    watch = _Watch(scan, sum(cell[3] for cell in cells))
    watch.tell(0.0)
    try:
        found = analysis.emerging(
            cells, [(area.lat or 0.0, area.lon or 0.0) for area in places], len(topics), scan.weeks,
            replications=scan.replications, seed=scan.seed, stop=watch.stop, tell=watch.tell,
        )  # fmt: skip
    except Stopped:
        scan.note(state=JobState.CANCELLED, ended_at=timezone.now())
        return
    written = [_written(each, topics, places) for each in found if each.p <= LIKELY]
    operations.keep_clusters(
        system_actor(scan.city_id, timezone.now()), scan=scan, found=written, voices=watch.voices
    )  # fmt: skip
    sure = sum(each.stands_out for each in found)
    scan.tell(1.0, FOUND if sure else NOTHING, **({"n": sure} if sure else {}))


def _topics(scan: Scan, known: Catalogue) -> list[Topic]:
    return [topic for topic in known.topics if scan.topic in ("", topic.code)]


def _cells(scan: Scan, topics: list[Topic], places: list[Area], book: Directory) -> Iterable[tuple[int, int, int, int]]:
    topic_at = {topic.pk: n for n, topic in enumerate(topics)}
    place_at = {area.pk: n for n, area in enumerate(places)}
    wards = [ward.pk for ward in book.wards]
    for heard in counts.heard_by_district(scan.since, scan.until, wards, topic_at if scan.topic else None):
        if heard.topic in topic_at and heard.district in place_at:
            week = (heard.day - scan.since).days // 7
            yield topic_at[heard.topic], place_at[heard.district], week, 1


def _written(cluster: Cluster, topics: list[Topic], places: list[Area]) -> dict[str, Any]:
    """A cluster as it is kept: codes and numbers only, its centre first."""
    return {
        "topic": topics[cluster.topic].code,
        "districts": [places[n].code for n in cluster.districts],
        "weeks": cluster.weeks,
        "voices": cluster.voices,
        "expected": round(cluster.expected, 2),
        "p": round(cluster.p, 5),
        "stands_out": cluster.stands_out,
    }


def ask_weekly(now: datetime) -> int:
    """This week's scan of every city, where nobody has asked for it yet; returns how many were asked for."""
    asked = 0
    for city in City.objects.filter(in_use=True):
        with in_city(city.pk):
            actor = system_actor(city.pk, now)
            monday = actor.today - timedelta(days=actor.today.weekday())
            if Topic.objects.exists() and not Scan.objects.filter(until=monday, asked_by=None).exists():
                operations.ask_scan(actor, until=monday)
                asked += 1
    return asked


# ── what pages show ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Emerged:
    """A cluster with its names. number: by which map, table and address know it. areas: its centre first."""

    number: int
    topic: Topic | None
    topic_code: str
    areas: list[Area]
    weeks: int
    since: date
    voices: int
    expected: float
    p: float
    stands_out: bool

    @property
    def times(self) -> float:
        return self.voices / self.expected

    @property
    def of_1000(self) -> float:
        """In how many of a thousand searches chance alone gives something as unusual about this topic."""
        return self.p * 1000


def clusters(scan: Scan, book: Directory, known: Catalogue) -> list[Emerged]:
    """What a scan found, the surest first; districts that are no more are left out. No statement."""
    return [
        Emerged(
            n, known.topic_by_code.get(row["topic"]), row["topic"],
            [book.area_by_code[code] for code in row["districts"] if code in book.area_by_code], row["weeks"],
            scan.until - timedelta(weeks=row["weeks"]), row["voices"], row["expected"], row["p"], row["stands_out"],
        )
        for n, row in enumerate(scan.found or [], start=1)
    ]  # fmt: skip


def recent() -> Beginning[Scan]:
    """The last scans, newest first. Two statements."""
    rows = Scan.objects.select_related("asked_by__office").order_by("-pk")
    return Beginning(rows[:SHOWN], rows.count())


def scan_numbered(number: int) -> Scan | None:
    return Scan.objects.select_related("asked_by__office").filter(pk=number).first()
