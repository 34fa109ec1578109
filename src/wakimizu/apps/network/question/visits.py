"""What people come for: services grouped by who does them in full, and how many visits a year there are of each group.

The rules:
1. A service's kinds are those whose standard says "in full"; without a standard, those of which at least half of the
   offices offer it in full. A ward's variant counts as the service it comes from. What nobody does in full is left out, and
   named.
2. Of what kiosks do, the part that people take from a machine (by year and age, as assumed) is the group "kiosk", the rest
   stays with officers.
3. A group with too small a share joins the largest one whose kinds are all among its own, so that no office is taken to do
   more than it does; without such a one, the largest of all.
4. Visits are the last whole months' volumes, by the year; shared out by where people live and how often their age comes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import Sum
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.network.question.notes import Note
from wakimizu.apps.network.question.people import Peopled, middle
from wakimizu.apps.network.terms import Digital, Terms
from wakimizu.apps.network.workflow import Role
from wakimizu.apps.services.counters import Counters, counter_offices
from wakimizu.apps.services.models import Observation, Service
from wakimizu.apps.services.workflow import COUNTERS, Level
from wakimizu.shared.errors import BadInput

Array = NDArray[np.float64]
KIOSK = Role.KIOSK.value
NAMED = 12  # services named one by one in a note


@dataclass(frozen=True)
class Group:
    """Services that the same kinds of offices do in full. visits: a year, today; by_machine: those kiosks do as well."""

    code: str
    kinds: tuple[str, ...]
    services: tuple[str, ...]
    visits: float
    by_machine: float = 0.0

    @property
    def smallest(self) -> str:
        """The smallest kind of office that does them."""
        return self.kinds[-1]


@dataclass(frozen=True)
class Wanted:
    """visits: (T, S, M, N) a year."""

    groups: list[Group]
    visits: Array
    source: dict[str, Any]
    notes: list[Note]


def wanted(book: Directory, known: Counters, terms: Terms, people: Peopled, today: date) -> Wanted:
    """BadInput when nothing was observed, and no rates are given."""
    volumes, source = _volumes(known, terms, people, today)
    groups, notes = _groups(book, known, terms, volumes, today)
    coming = people.coming / people.coming_today.sum()
    periods = [middle(terms, n) for n in range(len(terms.years))]
    online, kiosk = (np.array([digital(terms.digital, year, name) for year in periods]) for name in ("online", "kiosk"))
    staying = coming * (1 - online)[:, :, None]
    found = [each.visits * staying - each.by_machine * staying * kiosk[:, :, None] for each in groups]
    by_machine = sum(each.by_machine for each in groups)
    if by_machine:
        groups = [*groups, _machine(groups, by_machine)]
        found.append(by_machine * staying * kiosk[:, :, None])
    return Wanted(groups, np.stack(found, axis=1), source, notes)


def digital(rows: Sequence[Digital], year: float, name: str) -> list[float]:
    """The shares of both riders in a year, on a straight line between the years given."""
    if not rows:
        return [0.0, 0.0]
    years = [row.year for row in rows]
    return [
        float(np.interp(year, years, [getattr(row, f"{name}_{rider}") for row in rows]))
        for rider in ("under75", "over75")
    ]


def _machine(groups: Sequence[Group], visits: float) -> Group:
    """What a machine does: also at every counter that does the most of it."""
    most = max(groups, key=lambda each: each.by_machine)
    services = tuple(code for each in groups if each.by_machine for code in each.services)
    return Group(KIOSK, (*most.kinds, KIOSK), services, visits, visits)


def _volumes(known: Counters, terms: Terms, people: Peopled, today: date) -> tuple[dict[int, float], dict[str, Any]]:
    """Visits a year by service, variants with theirs; and where they are from."""
    if terms.demand.source == "rates":
        everyone = float(people.today.sum())
        found = {known.service_by_code[code].pk: rate * everyone for code, rate in terms.demand.rates.items()}
        return found, {"from": "rates", "visits": round(sum(found.values()))}
    first, last = _months(terms.demand.months, today)
    rows = Observation.objects.filter(month__gte=first, month__lt=last).order_by().values_list("service_id")
    by_service: dict[int, float] = {}
    for service, volume in rows.annotate(total=Sum("volume")):
        base = known.standard_of(known.services[service])
        by_service[base] = by_service.get(base, 0.0) + volume * 12 / terms.demand.months
    if not sum(by_service.values()):
        raise BadInput(
            _(
                "No visits were observed between %(first)s and %(last)s. Take observations in, or give rates: [demand] source."
            )
            % {"first": first, "last": last - timedelta(days=1)}
        )
    told = {"first": first.isoformat(), "last": (last - timedelta(days=1)).isoformat()}
    return by_service, {"from": "observed", "visits": round(sum(by_service.values())), **told}


def _months(months: int, today: date) -> tuple[date, date]:
    """The first days of the first month looked at, and of this one."""
    last = today.replace(day=1)
    number = last.year * 12 + last.month - 1 - months
    return date(number // 12, number % 12 + 1, 1), last


def _groups(
    book: Directory, known: Counters, terms: Terms, volumes: Mapping[int, float], today: date
) -> tuple[list[Group], list[Note]]:
    kinds_of = _kinds(book, known, volumes, today)
    by_kinds: dict[tuple[str, ...], list[int]] = {}
    for service, kinds in kinds_of.items():
        staffed = tuple(kind for kind in kinds if kind != KIOSK)
        by_kinds.setdefault(staffed, []).append(service)
    nowhere = by_kinds.pop((), [])
    notes = []
    if lost := sum(volumes[service] for service in nowhere):
        codes = sorted(known.services[service].code for service in nowhere)
        notes.append(
            Note("not_in_full", {"visits": round(lost), "services": codes[:NAMED], "more": len(codes[NAMED:])})
        )
    if not by_kinds:
        raise BadInput(_("No counter does any of the observed services in full. Set standards, or offers, first."))

    def group(kinds: tuple[str, ...], services: Sequence[int]) -> Group:
        machine = sum(volumes[each] for each in services if KIOSK in kinds_of[each])
        codes = tuple(sorted(known.services[each].code for each in services))
        return Group(_code(kinds), kinds, codes, sum(volumes[each] for each in services), machine)

    joined = _join(by_kinds, volumes, terms.demand.smallest)
    if joined.moved:
        codes = sorted(known.services[each].code for each in joined.moved)
        notes.append(Note("joined", {"services": codes[:NAMED], "more": len(codes[NAMED:])}))
    found = [group(kinds, services) for kinds, services in joined.groups.items()]
    return sorted(found, key=lambda each: -each.visits), notes


def _code(kinds: tuple[str, ...]) -> str:
    """The smallest kind, where all larger ones do it as well; else all of them."""
    nested = kinds == tuple(str(kind) for kind in COUNTERS if kind != KIOSK)[: len(kinds)]
    return kinds[-1] if nested else "+".join(kinds)


@dataclass(frozen=True)
class _Joined:
    groups: dict[tuple[str, ...], list[int]]
    moved: list[int]


def _join(by_kinds: Mapping[tuple[str, ...], list[int]], volumes: Mapping[int, float], smallest: float) -> _Joined:
    sums = {kinds: sum(volumes[each] for each in services) for kinds, services in by_kinds.items()}
    enough = {kinds for kinds, visits in sums.items() if visits >= smallest * sum(sums.values())}
    found = {kinds: list(services) for kinds, services in by_kinds.items() if kinds in enough}
    moved = []
    for kinds in sums.keys() - enough:
        inside = [each for each in enough if set(each) <= set(kinds)] or list(enough)
        found[max(inside, key=lambda each: (sums[each], each))] += by_kinds[kinds]
        moved += by_kinds[kinds]
    return _Joined(found, moved)


def _kinds(book: Directory, known: Counters, services: Mapping[int, float], today: date) -> dict[int, tuple[str, ...]]:
    standards = known.standards_on(today)
    offices = counter_offices(book.offices.values(), today)
    found = {}
    for number, volume in services.items():
        service = known.services[number]
        standard = standards.get(number)
        if standard is not None:
            found[number] = tuple(str(kind) for kind in COUNTERS if standard.levels.get(kind) == Level.FULL)
        elif volume:
            found[number] = _offered(service, known, {office.pk: office.kind for office in offices}, today)
    return found


def _offered(service: Service, known: Counters, kinds: Mapping[int, str], today: date) -> tuple[str, ...]:
    full = {row.office_id for row in known.offered(service, today) if row.level == Level.FULL}
    counts = {kind: [n for n, each in kinds.items() if each == kind] for kind in COUNTERS}
    return tuple(
        str(kind) for kind, offices in counts.items() if offices and 2 * len(full & set(offices)) >= len(offices)
    )
