"""The question as arrays, with everything that a result must say of where it came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Office, Staffing
from wakimizu.apps.network.question.guards import Asked, guards_of
from wakimizu.apps.network.question.notes import Note
from wakimizu.apps.network.question.people import Peopled, peopled
from wakimizu.apps.network.question.sites import CENTRE, Site, metres, sites_of
from wakimizu.apps.network.question.visits import Group, wanted
from wakimizu.apps.network.question.ways import ways
from wakimizu.apps.network.terms import BadTerms, FarthestGuard, Fault, ReachGuard, StayGuard, Terms, WardsGuard
from wakimizu.apps.network.workflow import ROLES, Rider, Role
from wakimizu.apps.population.models import Table
from wakimizu.apps.services.counters import Counters
from wakimizu.apps.services.workflow import COUNTERS
from wakimizu.shared.errors import BadInput

Array = NDArray[np.float64]
SAME_PLACE = 50.0  # metres; nearer than that to an office, a new place is none


@dataclass(frozen=True)
class Question:
    """What the engine is asked. given: its arrays by name; guards: still in the city's words; notes: what to know of it.

    plain: for each of the engine's roles the number of ours (ROLES). A role that brings a machine for certificates has a
    second one in the engine: that of places which are so today, and have none.
    """

    terms: Terms
    sites: list[Site]
    people: Peopled
    groups: list[Group]
    given: dict[str, Any]
    plain: tuple[int, ...]
    guards: list[Asked]
    centre_staff: Array  # (K,) who works in the community there today
    need: Array  # (T, N)
    sources: dict[str, Any]
    notes: list[Note]

    @property
    def periods(self) -> list[dict[str, Any]]:
        return [
            {"year": year, "until": end, "length": end - year, "day": self.terms.begins(n).isoformat()}
            for n, (year, end) in enumerate(zip(self.terms.years, self.terms.ends, strict=True))
        ]


def check(terms: Terms, book: Directory, known: Counters) -> None:
    """BadTerms when the scenario names what the city does not have, or a place that is not in it."""
    faults = [*_unknown(terms, book, known), *_misplaced(terms, book)]
    if faults:
        raise BadTerms(faults)


def _unknown(terms: Terms, book: Directory, known: Counters) -> list[Fault]:
    sites, found = terms.sites, []
    offices = {office.code for office in book.offices.values() if office.kind in COUNTERS}
    named = [("sites.decide", code) for code in sites.decide if code not in COUNTERS]
    named += [("sites.keep", code) for code in sites.keep]
    named += [("sites.roles", code) for code in sites.roles]
    named += [("guards.stay", each.office) for each in terms.guards if isinstance(each, StayGuard)]
    for where, code in named:
        if code not in offices:
            found.append(Fault(where, _("There is no counter with the code “%(code)s”.") % {"code": code}))
    wards = {ward.code for ward in book.wards}
    for guard in terms.guards:
        if isinstance(guard, WardsGuard):
            found += [
                Fault("guards.wards", _("There is no ward with the code “%(code)s”.") % {"code": code})
                for code in guard.wards
                if code not in wards
            ]
        if isinstance(guard, FarthestGuard | ReachGuard) and guard.service not in {*COUNTERS, *known.service_by_code}:
            sentence = _("“%(code)s” is no service of the catalogue, nor a kind of office: %(kinds)s.")
            words = {"code": guard.service, "kinds": ", ".join(COUNTERS)}
            found.append(Fault(f"guards.{guard.kind}", sentence % words))
    for code in terms.demand.rates:
        if code not in known.service_by_code:
            found.append(Fault("demand.rates", _("There is no service with the code “%(code)s”.") % {"code": code}))
    if terms.people and not Table.objects.filter(code=terms.people).exists():
        found.append(Fault("people.table", _("There is no table “%(code)s” of people.") % {"code": terms.people}))
    return found


def _misplaced(terms: Terms, book: Directory) -> list[Fault]:
    found = []
    placed = [office for office in book.offices.values() if office.kind in COUNTERS and office.lat and office.lon]
    for n, site in enumerate(terms.sites.new, start=1):
        where, words = f"sites.new#{n}", {"name": site.name, "code": site.code}
        if site.code in book.office_by_code:
            found.append(Fault(where, _("There is an office with the code “%(code)s” already.") % words))
        if book.locate(site.lat, site.lon) is None:
            found.append(Fault(where, _("“%(name)s” lies outside the city. Correct its place.") % words))
        same = [office for office in placed if metres(site, office) < SAME_PLACE and office.kind != Role.KIOSK]
        if same:
            sentence = _("Where “%(name)s” would be there is %(office)s. Let that be decided: sites.decide.")
            found.append(Fault(where, sentence % {**words, "office": same[0]}))
    return found


def build(book: Directory, known: Counters, terms: Terms, today: date) -> Question:
    """The question of a scenario. BadInput where the city's own tables do not suffice, with what is missing."""
    check(terms, book, known)
    sites, notes = sites_of(book, terms, today)
    if not any(site.decided for site in sites):
        raise BadInput(_("No office is up for decision. Name kinds or codes: [sites] decide."))
    people = peopled(book, terms, today)
    visits = wanted(book, known, terms, people, today)
    far = ways(people.cells, sites, terms, today)
    guards, more = guards_of(book, terms, sites, visits.groups)
    need = _need(people, terms)
    plain = _roles(terms)
    today_of = {ours: number for number, ours in enumerate(plain)}  # the last one is today's
    given = {
        "years": terms.years,
        "lengths": [end - year for year, end in zip(terms.years, terms.ends, strict=True)],
        "sites": tuple(site.code for site in sites),
        "roles": tuple(ROLES[ours] for ours in plain),
        "services": tuple(group.code for group in visits.groups),
        "riders": tuple(Rider.values),
        "cells": tuple(cell.code for cell in people.cells),
        "minutes": far.minutes,
        "visits": visits.visits,
        "people": people.people,
        "now": [today_of[ROLES.index(site.now)] for site in sites],
        "may": np.array([[ROLES[ours] in site.allowed for ours in plain] for site in sites]),
        "steps": _steps(terms, plain),
        "offers": _offers(terms, visits.groups, plain),
        "need": need,
        **_costs(terms, visits.groups, plain),
    }
    centre_staff = _centre_staff(sites, terms, today)
    given["community_staff"] = centre_staff
    sources = {"people": people.source, "minutes": far.source, "visits": visits.source, "asked_on": today.isoformat()}
    notes += [*more, *people.notes, *visits.notes, *far.notes]
    return Question(terms, sites, people, visits.groups, given, plain, guards, centre_staff, need, sources, notes)


def _roles(terms: Terms) -> tuple[int, ...]:
    """Our roles, then once more those that bring a machine: as they are today."""
    again = [
        n for n, role in enumerate(ROLES) if role != Role.KIOSK and role in terms.roles and terms.roles[role].kiosk
    ]
    return (*range(len(ROLES)), *again)


def _steps(terms: Terms, plain: Sequence[int]) -> Array:
    """What is so today is never taken up again, so no step leads there."""
    found = np.full((len(ROLES), len(ROLES)), np.nan)
    np.fill_diagonal(found, 0.0)
    for (before, after), yen in terms.steps.items():
        found[ROLES.index(before), ROLES.index(after)] = yen
    whole = found[np.ix_(plain, plain)]
    whole[:, len(ROLES) :] = np.nan
    for number, ours in enumerate(plain[len(ROLES) :], start=len(ROLES)):
        whole[number, ours] = np.nan
    np.fill_diagonal(whole, 0.0)
    return np.asarray(whole)


def _offers(terms: Terms, groups: Sequence[Group], plain: Sequence[int]) -> NDArray[np.bool_]:
    """(R, S)"""
    machine = {role for role, row in terms.roles.items() if row.kiosk}
    return np.array([
        [
            ROLES[ours] in group.kinds
            or (group.code == Role.KIOSK and ROLES[ours] in machine and number < len(ROLES))
            for group in groups
        ]
        for number, ours in enumerate(plain)
    ])  # fmt: skip


def _costs(terms: Terms, groups: Sequence[Group], plain: Sequence[int]) -> dict[str, Any]:
    rows = [terms.roles.get(ROLES[ours]) for ours in plain]
    room = [np.inf if row is None or row.room is None else row.room for row in rows]
    return {
        "yen": np.array([row.yen if row else 0.0 for row in rows]),
        "staff": np.array([row.staff if row else 0.0 for row in rows]),
        "most_staff": np.array(room),
        "visits_per_fte": [terms.visits_per_fte.get(group.smallest, np.inf) for group in groups],
        "yen_per_fte": terms.yen_per_fte,
        "community": [bool(row and row.community) for row in rows],
    }


def _need(people: Peopled, terms: Terms) -> Array:
    """(T, N)"""
    first = {"people": 0, "aged65": 1, "aged75": 2}[terms.need]
    return np.asarray(people.ages[:, first:].sum(axis=1))


def _centre_staff(sites: Sequence[Site], terms: Terms, today: date) -> Array:
    """(K,) as the city's table of staff has it; of a centre it does not know, as the scenario says."""
    centres: dict[int, list[Office]] = {
        n: [office for office in site.offices if office.kind == CENTRE] for n, site in enumerate(sites)
    }
    known: dict[int, float] = {}
    for row in Staffing.objects.filter(office__in=[office for offices in centres.values() for office in offices]):
        if row.valid_on(today):
            known[row.office_id] = known.get(row.office_id, 0.0) + float(row.fte)
    return np.array([
        sum(known.get(office.pk, terms.centre_staff) for office in offices) for offices in centres.values()
    ], float)  # fmt: skip
