"""What residents read of offices and services: who is open when, what is handled where."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import cos, hypot, radians
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wakimizu.apps.city.analysis import has_words
from wakimizu.apps.city.directory import KM_PER_DEGREE, Directory
from wakimizu.apps.city.hours import Day, hours_on, open_at
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.services.counters import Counters
from wakimizu.apps.services.models import Offering, Service
from wakimizu.apps.services.national import gif
from wakimizu.apps.services.workflow import COUNTERS, HEIGHT, SIGNS, Level

# Where a resident goes; divisions stand behind a ward office's counter and are found by name or kind.
VISITED = (*COUNTERS, Office.Kind.PUBLIC_HALL, Office.Kind.FACILITY)
ORDER = {kind: n for n, kind in enumerate([*VISITED, *(kind for kind in Office.Kind.values if kind not in VISITED)])}
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Place:
    """An office on a list: whether it is open at the moment asked for, and its hours on that day."""

    office: Office
    ward: Area | None
    hours: Day
    open: bool | None

    @property
    def tone(self) -> str:
        return {True: "done", False: "stopped", None: "waiting"}[self.open]

    @property
    def word(self) -> str:
        return opened(self.open)


def opened(is_open: bool | None) -> str:
    """Open, closed or not known, in a word."""
    return {True: pgettext("hours", "Open"), False: pgettext("hours", "Closed"), None: _("Hours not known")}[is_open]


def find(
    book: Directory, at: datetime, *, words: str = "", ward: Area | None = None, kind: str = "", only_open: bool = False
) -> list[Place]:
    """Offices for residents. Without words or a kind only those that people visit; large before small, by code."""
    found = []
    for office in book.offices.values():
        if not office.valid_on(at.date()) or (kind and office.kind != kind) or (ward and office.ward_id != ward.pk):
            continue
        if not kind and not words and office.kind not in VISITED:
            continue
        if words and not has_words(words, office.name, office.kana, office.name_en, office.address):
            continue
        place = Place(
            office,
            book.area(office.ward_id),
            hours_on(office, at.date(), book.closures),
            open_at(office, at, book.closures),
        )
        if place.open or not only_open:
            found.append(place)
    return sorted(found, key=lambda place: (ORDER[place.office.kind], place.office.code))


def next_open(book: Directory, office: Office, at: datetime) -> Day | None:
    """The next day on which an office opens, within two weeks; today counts until it has opened."""
    for n in range(15):
        day = hours_on(office, at.date() + timedelta(days=n), book.closures)
        if day.state == "unknown":
            return None
        if day.opens and (n or at.time() < day.opens):
            return day
    return None


def nearest(book: Directory, office: Office, day: date) -> list[tuple[Office, float]]:
    """The offices with a counter nearest to one, with the distance in km as the crow flies."""
    if office.lat is None or office.lon is None:
        return []
    others = [each for each in book.offices.values() if each.kind in COUNTERS and each != office and each.valid_on(day)]
    far = [(each, _km(office, each)) for each in others if each.lat is not None and each.lon is not None]
    return sorted(far, key=lambda pair: (pair[1], pair[0].code))[:NEAREST]


def _km(one: Any, other: Any) -> float:
    return hypot(other.lat - one.lat, (other.lon - one.lon) * cos(radians(one.lat))) * KM_PER_DEGREE


SAME_PLACE_KM = 0.1


@dataclass(frozen=True, slots=True)
class Turn:
    """That an office is not there yet, will close, or has closed; and where one goes instead.

    opens: its first day, while that is to come. last: its last day. instead: offices that take its place or its areas.
    """

    opens: date | None
    last: date | None
    has_closed: bool
    instead: list[Office]


def turn(book: Directory, office: Office, day: date) -> Turn | None:
    """None for an office that is there and stays, and for one that never opens."""
    if office.valid_from and office.valid_to and office.valid_to <= office.valid_from:
        return None
    opens = office.valid_from if office.valid_from and office.valid_from > day else None
    if opens is None and office.valid_to is None:
        return None
    has_closed = office.valid_to is not None and office.valid_to <= day
    return Turn(opens, office.last_day, has_closed, _instead(book, office) if office.valid_to else [])


def _instead(book: Directory, office: Office) -> list[Office]:
    """What stands at its place when it closes, then what serves its areas; a community centre for a community centre."""
    assert office.valid_to is not None  # noqa: S101  the caller has looked
    after, last = office.valid_to, office.valid_to - timedelta(days=1)
    standing = [
        each for each in book.offices.values() if each.valid_on(after) and each != office and each.kind in COUNTERS
    ]
    placed = office.lat is not None and office.lon is not None
    here = [each for each in standing if placed and each.lat is not None and _km(office, each) < SAME_PLACE_KM]
    areas = {area.pk for area in served(book, office, last)}
    serving = book.serving(after)
    taking = {number for area in areas for number in serving.get(area, ())}
    others = [each for each in standing if each.pk in taking and each not in here]
    found = sorted(here, key=lambda each: ORDER[each.kind]) + sorted(
        others, key=lambda each: (ORDER[each.kind], each.code)
    )
    return found[:NEAREST] or [each for each, _far in nearest(book, office, after)][:1]


def served(book: Directory, office: Office, day: date) -> list[Area]:
    """The areas an office serves on a day, wards before districts."""
    serving = book.serving(day).items()
    found = [book.areas[number] for number, offices in serving if office.pk in offices and number in book.areas]
    return sorted(found, key=lambda area: (area.kind != Area.Kind.WARD, area.code))


# ── what is offered ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Offered:
    """A service at an office: how far, with what is different from the service's own entry."""

    service: Service
    office: Office
    offering: Offering

    @property
    def sign(self) -> str:
        return SIGNS[self.offering.level]

    @property
    def level(self) -> str:
        return str(Level(self.offering.level).label)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a life event of GIF DS-491-1, or under nothing it names."""

    stage: str
    name: str
    rows: list[Any] = field(default_factory=list)


def stage_name(stage: str) -> str:
    return str(gif.label(stage)) if stage else pgettext("public", "Other services")


def _grouped(rows: Iterable[Any], stage_of: Callable[[Any], str]) -> list[Group]:
    order = {action: n for n, action in enumerate(action for actions in gif.STAGES.values() for action in actions)}
    found: dict[str, Group] = {}
    for row in rows:
        stage = stage_of(row)
        found.setdefault(stage, Group(stage, stage_name(stage))).rows.append(row)
    return sorted(found.values(), key=lambda group: (order.get(group.stage, 98 if group.stage else 99), group.stage))


def offered_here(known: Counters, office: Office, day: date) -> list[Group]:
    """What an office handles, by life event."""
    rows = []
    for offering in known.offered_at(office, day):
        service = known.services.get(offering.service_id)
        if service and service.valid_on(day) and offering.level != Level.NONE:
            rows.append(Offered(service, office, offering))
    rows.sort(key=lambda row: (-HEIGHT[row.offering.level], row.service.code))
    return _grouped(rows, lambda row: row.service.stage)


def offered_where(known: Counters, book: Directory, service: Service, day: date) -> list[Offered]:
    """Where a service is handled, each office once: in full before passed on, large offices before small ones."""
    best: dict[int, Offered] = {}
    for offering in known.offered(service, day):
        office = book.office(offering.office_id)
        if office is None or not office.valid_on(day) or offering.level == Level.NONE:
            continue
        before = best.get(office.pk)
        if before is None or HEIGHT[before.offering.level] <= HEIGHT[offering.level]:  # a ward's own variant comes last
            best[office.pk] = Offered(known.services[offering.service_id], office, offering)
    return sorted(best.values(), key=lambda row: (-HEIGHT[row.offering.level], ORDER[row.office.kind], row.office.code))


def catalogue(known: Counters, day: date, *, words: str = "", stage: str = "") -> list[Group]:
    """The services of a day by life event. A ward's variants stand with the service they come from."""
    rows = [
        service
        for service in known.listed(day)
        if service.base_id is None
        and (not stage or service.stage == stage)
        and has_words(
            words, service.name, service.subtitle, service.summary, service.content, service.name_en, service.summary_en
        )
    ]
    return _grouped(rows, lambda service: service.stage)
