"""Where a procedure can be done: online, in a convenience store, or at the offices that do it in full.

The rules:
1. Only offices that handle a service in full are places for it. Who only passes it on saves nobody a way.
2. A service's own days and hours at an office come before the office's. What is not known is never shown as open.
3. Offices that are open at the time asked stand first, then the nearer ones; without a starting point, larger ones.
4. The way is the straight line times 1.3, from the centre of the resident's district.
5. One visit: an office that does in full everything that any counter does. If there is none, the one that does most.
   A nearer office that lacks one or two is named as well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from math import cos, hypot, inf, radians
from typing import Any

from wakimizu.apps.city.directory import KM_PER_DEGREE, Directory
from wakimizu.apps.city.hours import Day, hours_on, open_at
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.services.counters import Counters
from wakimizu.apps.services.models import Offering, Service
from wakimizu.apps.services.workflow import COUNTERS, Level

DETOUR = 1.3  # roads are longer than the straight line
LOOK_AHEAD = 14  # days within which an office is said to open again
LACKS = 2  # how many services a nearer office may lack to be worth a word
_SIZE: dict[str, int] = {kind: n for n, kind in enumerate(COUNTERS)}


@dataclass(frozen=True, eq=False)
class Place:
    """An office that does some services in full, at the moment that was asked for."""

    search: "Places"
    office: Office
    offerings: Sequence[Offering]
    km: float | None
    open: bool | None  # None: not known

    @cached_property
    def today(self) -> Day:
        """The hours on the day asked for, during which all of the services are done."""
        return self.search.hours(self.office, self.offerings, self.search.at.date())

    @cached_property
    def next(self) -> Day | None:
        """When it opens, if it is closed: later that day, or on a day soon after."""
        return self.search.opens_next(self.office, self.offerings) if self.open is False else None

    def nearer_than(self, other: "Place") -> bool:
        return self.km is not None and other.km is not None and self.km < other.km

    @property
    def order(self) -> tuple[Any, ...]:
        far = inf if self.km is None else self.km
        return (not self.open, far, _SIZE.get(self.office.kind, len(_SIZE)), self.office.code)


@dataclass(frozen=True, slots=True)
class Visit:
    """The best single office: what it does in full, what it does not, and what no counter does."""

    place: Place
    done: list[Service]
    missing: list[Service]
    nowhere: list[Service]
    others: list[Place]  # offices that do just as much
    nearer: "Visit | None" = None  # a nearer office that lacks little


class Places:
    """All places at one moment of local time, seen from one starting point. Made for one request, from memory only."""

    def __init__(self, known: Counters, book: Directory, at: datetime, start: Area | None = None) -> None:
        self.known, self.book, self.at, self.start = known, book, at, start
        self._open: dict[tuple[Any, ...], bool | None] = {}

    def of(self, service: Service) -> list[Place]:
        """Every office that does a service in full, the best first."""
        return sorted((self._place(office, [row]) for office, row in self._full(service)), key=lambda each: each.order)

    def one_visit(self, services: Iterable[Service]) -> Visit | None:
        """The single office that does all of them, or most. None when not even two are done at any counter."""
        wanted = list(services)
        rows: dict[int, dict[int, Offering]] = {}
        for service in wanted:
            for office, row in self._full(service):
                rows.setdefault(office.pk, {})[service.pk] = row
        handled = {number for found in rows.values() for number in found}
        if len(handled) < 2:
            return None
        found = {number: self._place(self.book.offices[number], list(done.values())) for number, done in rows.items()}
        most = max(map(len, rows.values()))
        best = sorted((found[number] for number in found if len(rows[number]) == most), key=lambda each: each.order)
        near = [
            place
            for place in found.values()
            if place.nearer_than(best[0]) and most - LACKS <= len(place.offerings) < most
        ]
        near.sort(key=lambda each: (not each.open, -len(each.offerings), each.order))

        def visit(place: Place, others: list[Place], nearer: Visit | None = None) -> Visit:
            here = rows[place.office.pk]
            return Visit(
                place,
                [service for service in wanted if service.pk in here],
                [service for service in wanted if service.pk in handled and service.pk not in here],
                [service for service in wanted if service.pk not in handled],
                others,
                nearer,
            )

        return visit(best[0], best[1:], visit(near[0], []) if near and len(near[0].offerings) > 1 else None)

    def _full(self, service: Service) -> list[tuple[Office, Offering]]:
        """Each office once; where a ward's variant stands beside the city's service, the one that is open."""
        day = self.at.date()
        found: dict[int, tuple[Office, Offering]] = {}
        for row in self.known.offered(service, day):
            office = self.book.office(row.office_id)
            if row.level != Level.FULL or office is None or not office.valid_on(day):
                continue
            if office.pk not in found or self._is_open(office, row):
                found[office.pk] = (office, row)
        return list(found.values())

    def _place(self, office: Office, offerings: Sequence[Offering]) -> Place:
        states = {self._is_open(office, row) for row in offerings}
        is_open = False if False in states else None if None in states else True
        return Place(self, office, offerings, self.km(office), is_open)

    def _is_open(self, office: Office, row: Offering) -> bool | None:
        key = (office.pk, row.days, row.opens, row.closes)
        if key not in self._open:
            self._open[key] = open_at(office, self.at, self.book.closures, row)
        return self._open[key]

    def hours(self, office: Office, offerings: Sequence[Offering], day: date) -> Day:
        """The hours of a day during which all of the offerings hold."""
        days = [hours_on(office, day, self.book.closures, row) for row in offerings if row.valid_on(day)]
        shut = next((each for each in days if each.state != "open"), None)
        if shut or len(days) < len(offerings):
            return shut or Day(day, "closed")
        opens = max(each.opens for each in days if each.opens)
        closes = min(each.closes for each in days if each.closes)
        return Day(day, "open", opens, closes) if opens < closes or len(days) == 1 else Day(day, "closed")

    def opens_next(self, office: Office, offerings: Sequence[Offering]) -> Day | None:
        for n in range(LOOK_AHEAD + 1):
            day = self.hours(office, offerings, self.at.date() + timedelta(days=n))
            if day.state == "unknown":
                return None
            if day.opens and (n or self.at.time() < day.opens):
                return day
        return None

    def km(self, office: Office) -> float | None:
        """How far it is to an office, in kilometres; None without a starting point or where a position is not known."""
        start = self.start
        if start is None or start.lat is None or start.lon is None or office.lat is None or office.lon is None:
            return None
        east = (office.lon - start.lon) * cos(radians(start.lat))
        return hypot(office.lat - start.lat, east) * KM_PER_DEGREE * DETOUR
