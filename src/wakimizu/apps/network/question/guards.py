"""Guards of a scenario, tied to the periods, sites, services and riders of the question; each is data, said in words later."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.network.question.notes import Note
from wakimizu.apps.network.question.sites import Site, noted_stays
from wakimizu.apps.network.question.visits import Group
from wakimizu.apps.network.terms import (
    AnyGuard,
    BadTerms,
    FarthestGuard,
    Fault,
    ReachGuard,
    StaffGuard,
    StayGuard,
    Terms,
    WardsGuard,
    YenGuard,
)
from wakimizu.apps.network.workflow import ROLES, Rider


@dataclass(frozen=True)
class Asked:
    """A guard with the numbers of what it speaks of. said: what the result keeps of it."""

    guard: AnyGuard
    periods: tuple[int, ...]
    said: dict[str, Any]
    service: int | None = None
    rider: int | None = None
    sites: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()


def guards_of(
    book: Directory, terms: Terms, sites: Sequence[Site], groups: Sequence[Group]
) -> tuple[list[Asked], list[Note]]:
    """A guard for wards is one for each ward, a share of today's cost one for each period.

    Those that hold in no period are left out, and named.
    """
    given = list(terms.guards)
    if terms.guards_noted:
        said = {each.office for each in given if isinstance(each, StayGuard)}
        offices = [office for site in sites for office in site.offices]
        given += [each for each in noted_stays(offices) if each.office not in said]
    asked = [each for guard in given for each in _asked(guard, book, terms, sites, groups)]
    notes = [
        Note("stay_over", {"office": each.guard.office, "until": each.guard.until.isoformat()})
        for each in asked
        if isinstance(each.guard, StayGuard) and not each.periods
    ]
    return [each for each in asked if each.periods], notes


def _asked(
    guard: AnyGuard, book: Directory, terms: Terms, sites: Sequence[Site], groups: Sequence[Group]
) -> Iterator[Asked]:
    if isinstance(guard, StayGuard):
        yield _stay(guard, terms, sites)
        return
    periods = _periods(guard, terms)
    if isinstance(guard, FarthestGuard | ReachGuard):
        rider = Rider.values.index(guard.who) if guard.who != "all" else None
        service = group_of(guard.service, groups)
        said = _said(guard, periods, who=guard.who, minutes=guard.minutes, service=groups[service].code)
        said |= {"or_today": guard.or_today} if isinstance(guard, FarthestGuard) else {"share": guard.share}
        yield Asked(guard, periods, said, service, rider)
    elif isinstance(guard, WardsGuard):
        for ward in book.wards:
            inside = tuple(n for n, site in enumerate(sites) if site.ward_id == ward.pk)
            if inside and (not guard.wards or ward.code in guard.wards):
                said = _said(guard, periods, ward=ward.code, ward_name=ward.name, ward_name_en=ward.name_en)
                said |= {"roles": list(guard.roles), "least": guard.least}
                yield Asked(guard, periods, said, sites=inside, roles=tuple(ROLES.index(role) for role in guard.roles))
    elif isinstance(guard, YenGuard):
        for part in [periods] if guard.of_today is None else [(n,) for n in periods]:  # what today would cost differs
            yield Asked(guard, part, _said(guard, part, yen=guard.yen, of_today=guard.of_today))
    elif isinstance(guard, StaffGuard):
        yield Asked(guard, periods, _said(guard, periods, most=guard.most, of_today=guard.of_today))
    else:
        yield Asked(guard, periods, _said(guard, periods))


def _said(guard: AnyGuard, periods: Sequence[int], **facts: Any) -> dict[str, Any]:
    return {"kind": guard.kind, "periods": list(periods), **facts}


def _stay(guard: StayGuard, terms: Terms, sites: Sequence[Site]) -> Asked:
    found = ((n, site) for n, site in enumerate(sites) if guard.office in {office.code for office in site.offices})
    number, site = next(found, (None, None))
    if number is None or site is None:
        sentence = _("“%(office)s” is closed, or has no place in the city. Enter its place, or leave the guard out.")
        raise BadTerms([Fault("guards.stay", sentence % {"office": guard.office})])
    periods = tuple(n for n in range(len(terms.years)) if terms.begins(n) <= guard.until)
    said = _said(guard, periods, site=site.code, name=site.name, name_en=site.name_en, until=guard.until.isoformat())
    said |= {"role": site.now, "noted": guard.noted}
    return Asked(guard, periods, said, sites=(number,), roles=(ROLES.index(site.now),))


def _periods(guard: Any, terms: Terms) -> tuple[int, ...]:
    """Those that begin before its last year and end after its first."""
    first, last = guard.first or terms.years[0], guard.last or terms.until
    return tuple(n for n, (a, b) in enumerate(zip(terms.years, terms.ends, strict=True)) if a < last and b > first)


def group_of(name: str, groups: Sequence[Group]) -> int:
    """The group of a service's code; or, of a kind of office, the largest that it is the smallest to do; else the largest."""
    for n, group in enumerate(groups):
        if name in group.services and name not in ROLES and group.code != "kiosk":
            return n
    order = {kind: n for n, kind in enumerate(ROLES)}
    fits = [n for n, group in enumerate(groups) if group.smallest == name]
    fits = fits or [n for n, group in enumerate(groups) if order.get(name, 0) <= order[group.smallest] < order["kiosk"]]
    return max(fits or range(len(groups)), key=lambda n: groups[n].visits)
