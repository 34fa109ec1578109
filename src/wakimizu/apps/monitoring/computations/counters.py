"""Computed from services and standards: the parity audit of each period's last day."""

from collections.abc import Iterator
from datetime import date

from wakimizu.apps.monitoring import analysis, periods
from wakimizu.apps.monitoring.computations.figures import Asked, Figure, Sums, Unknown, shares
from wakimizu.apps.monitoring.series import CITY, Place
from wakimizu.apps.services.parity.audit import Audit, audit

AUDITS = 3  # periods audited each time: a day's standards do not change once it is over, but months come in late


def _audits(asked: Asked) -> Iterator[tuple[date, Audit]]:
    found = False
    for begins in asked.periods[-AUDITS:]:
        made = audit(asked.book.city, periods.last_day(begins, asked.cadence))
        if made.demanded:
            found = True
            yield begins, made
    if not found:
        raise Unknown("no_standards")


def standards_met(asked: Asked) -> list[Figure]:
    sums: Sums = {}
    for begins, made in _audits(asked):
        sums[CITY, begins] = [made.met, made.demanded]
        for each in made.outcomes:
            sums[(each.ward.pk, None), begins] = [each.met, each.demanded]
        for office in made.offices:
            cells = made.cells[office.pk].values()
            demanded = [cell for cell in cells if cell.is_demanded]
            sums[(None, office.pk), begins] = [sum(cell.is_met for cell in demanded), len(demanded)]
    return shares(sums, by_cases=False)


def wards_apart(asked: Asked) -> list[Figure]:
    found = []
    for begins, made in _audits(asked):
        each = [outcome.share * 100 for outcome in made.outcomes if outcome.share is not None]
        if len(each) > 1:
            found.append(Figure(CITY, begins, analysis.apart(each)))
    if not found:
        raise Unknown("one_ward")
    return found


def deviations(asked: Asked) -> list[Figure]:
    found = []
    for begins, made in _audits(asked):
        counted: dict[Place, int] = {CITY: len(made.deviations)}
        counted |= {(each.ward.pk, None): each.deviations for each in made.outcomes}
        counted |= {(None, office.pk): len(made.by_office.get(office.pk, ())) for office in made.offices}
        found += [Figure(place, begins, float(n), float(n)) for place, n in counted.items()]
    return found
