"""Sites: places with one or several offices, what they are today, and what they may become.

The rules:
1. Counters of the day that have a place are sites; a community centre that stands within some metres of a ward office or
   branch, or has a branch as its parent, shares that site. The largest office says what the site is.
2. Up for decision is what the scenario names, by kind or code, and is not kept. All else stays as it is.
3. A place with a community centre keeps it, unless the scenario says that centres may close.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import cos, hypot, radians

from wakimizu.apps.city.directory import KM_PER_DEGREE, Directory
from wakimizu.apps.city.models import Office
from wakimizu.apps.network.question.notes import Note
from wakimizu.apps.network.terms import NewSite, StayGuard, Terms
from wakimizu.apps.network.workflow import ROLES, STAFFED, Role
from wakimizu.apps.population.workflow import COUNTERS

CENTRE, KIOSK = Office.Kind.COMMUNITY_CENTRE, Office.Kind.KIOSK
STAY = re.compile(r"must_stay_until=(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Site:
    """offices: the largest first; none at a new place. allowed: roles it may have in some period, today's among them."""

    code: str
    name: str
    name_en: str
    lat: float
    lon: float
    now: str
    allowed: tuple[str, ...]
    offices: tuple[Office, ...] = ()
    ward_id: int | None = None
    district_id: int | None = None

    @property
    def decided(self) -> bool:
        """Whether anything is to be decided here."""
        return len(self.allowed) > 1

    @property
    def has_centre(self) -> bool:
        return any(office.kind == CENTRE for office in self.offices)


def sites_of(book: Directory, terms: Terms, day: date) -> tuple[list[Site], list[Note]]:
    """The sites of a day and the new places, by code; offices without a place, or outside the city, are named."""
    counters = [office for office in book.offices.values() if office.kind in COUNTERS and office.valid_on(day)]
    placed = [office for office in counters if office.lat is not None and office.lon is not None]
    inside = [office for office in placed if book.locate(office.lat or 0.0, office.lon or 0.0)]
    notes = []
    if lost := [office for office in counters if office not in placed]:
        notes.append(Note("unplaced", {"offices": [office.code for office in lost]}))
    if outside := [office for office in placed if office not in inside]:
        notes.append(Note("outside", {"offices": [office.code for office in outside]}))
    found = [_site(group, book, terms) for group in _groups(inside, terms.sites.together)]
    found += [_new(each, book, terms) for each in terms.sites.new]
    return sorted(found, key=lambda site: (ROLES.index(site.now), site.code)), notes


def _groups(offices: Sequence[Office], together: float) -> Iterable[list[Office]]:
    """Offices that share a place, the largest first."""
    hosts = [office for office in offices if office.kind in STAFFED]
    groups = {office.pk: [office] for office in offices if office.kind != CENTRE}
    for centre in (office for office in offices if office.kind == CENTRE):
        host = _host(centre, hosts, together)
        groups.setdefault(host.pk if host else centre.pk, []).append(centre)
    return groups.values()


def _host(centre: Office, hosts: Sequence[Office], together: float) -> Office | None:
    above = next((host for host in hosts if host.pk == centre.parent_id and host.kind != Role.WARD_OFFICE), None)
    if above is not None:
        return above
    near = min(((metres(centre, host), host.code, host) for host in hosts), default=None)
    return near[2] if near and near[0] <= together else None


def metres(one: Office | Site | NewSite, other: Office | Site | NewSite) -> float:
    """As the crow flies."""
    north, east = (other.lat or 0) - (one.lat or 0), (other.lon or 0) - (one.lon or 0)
    return hypot(north, east * cos(radians(one.lat or 0))) * KM_PER_DEGREE * 1000


def _site(offices: Sequence[Office], book: Directory, terms: Terms) -> Site:
    main = offices[0]
    place = book.locate(main.lat or 0.0, main.lon or 0.0)
    now = str(main.kind)
    site = Site(
        main.code, main.name, main.name_en, main.lat or 0.0, main.lon or 0.0, now, (now,), tuple(offices),
        main.ward_id or (place.ward.pk if place and place.ward else None), place.district.pk if place and place.district else None,
    )  # fmt: skip
    codes = {office.code for office in offices}
    wanted = set(terms.sites.decide)
    if codes & set(terms.sites.keep) or not (now in wanted or codes & wanted or codes & set(terms.sites.roles)):
        return site
    named = {role for code in codes for role in terms.sites.roles.get(code, ())}
    may = _reachable(now, terms.steps)
    if named:
        may &= {now, *named}
    if site.has_centre and not terms.sites.centres_may_close:
        may = {role for role in may if role == now or (role in terms.roles and terms.roles[role].community)}
    allowed = tuple(role for role in ROLES if role in may)
    return replace(site, allowed=allowed)


def _reachable(role: str, steps: Mapping[tuple[str, str], float]) -> set[str]:
    found, waiting = {role}, [role]
    while waiting:
        here = waiting.pop()
        for before, after in steps:
            if before == here and after not in found:
                found.add(after)
                waiting.append(after)
    return found


def _new(new: NewSite, book: Directory, terms: Terms) -> Site:
    place = book.locate(new.lat, new.lon)
    may = {Role.ABSENT.value, *new.roles} & _reachable(Role.ABSENT, terms.steps)
    return Site(
        new.code, new.name, new.name_en, new.lat, new.lon, Role.ABSENT, tuple(role for role in ROLES if role in may), (),
        place.ward.pk if place and place.ward else None, place.district.pk if place and place.district else None,
    )  # fmt: skip


def noted_stays(offices: Collection[Office]) -> list[StayGuard]:
    """Offices that say of themselves until when they must stay."""
    found = ((office, STAY.search(office.note)) for office in offices)
    return [
        StayGuard(office.code, date.fromisoformat(said[1]), True) for office, said in found if said and _is_day(said[1])
    ]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
