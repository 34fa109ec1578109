"""Who lives where, in the middle of each period: by rider, by the ages a result tells of, and how often they come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.network.question.notes import Note
from wakimizu.apps.network.terms import Terms
from wakimizu.apps.population import queries
from wakimizu.apps.population.models import People, Table
from wakimizu.shared.errors import BadInput

Array = NDArray[np.float64]
KINDS = (Area.Kind.MESH, Area.Kind.DISTRICT)
MONTHS_OF_YEAR = 12


@dataclass(frozen=True)
class Cell:
    """Where people start from: a grid square, or a district's centre."""

    pk: int
    code: str
    name: str
    lat: float
    lon: float
    ward_id: int | None
    district_id: int | None


@dataclass(frozen=True)
class Peopled:
    """ages: (T, 3, N) under 65, 65 to 74, 75 and more. coming: (T, M, N) weighed by how often they come; today: (M, N)."""

    cells: list[Cell]
    ages: Array
    coming: Array
    coming_today: Array
    today: Array  # (3, N)
    source: dict[str, Any]
    notes: list[Note]

    @property
    def people(self) -> Array:
        """(T, M, N)"""
        return np.stack([self.ages[:, :2].sum(axis=1), self.ages[:, 2]], axis=1)


def middle(terms: Terms, period: int) -> float:
    """The middle of a period, as a year with its part."""
    first = terms.begins(period)
    return _year_of(first) + (terms.ends[period] - terms.years[period]) / 2


def _year_of(day: date) -> float:
    return day.year + (day.month - 1) / MONTHS_OF_YEAR + (day.day - 1) / 365.25


def peopled(book: Directory, terms: Terms, today: date) -> Peopled:
    """BadInput when no table has people by cell or district."""
    table, kind = _speaking(terms, today)
    cells = _cells(book, kind)
    days = _columns(table, kind, cells, terms.demand.ages)
    if not days or not cells:
        raise BadInput(_("“%(table)s” has no people by cell or district. Choose another table.") % {"table": table})
    notes = _filled(days)
    asked = [middle(terms, period) for period in range(len(terms.years))]
    years = np.array([_year_of(day) for day in days])
    if len(days) == 1:
        notes.append(Note("one_day", {"day": next(iter(days)).isoformat()}))
    elif max(asked) > years[-1] + 1:
        notes.append(Note("beyond", {"last": max(days).year, "asked": int(max(asked))}))
    values = np.stack(list(days.values()))  # (D, 5, N): three ages, comings under 75, comings of 75 and more
    at = [_between(years, values, year) for year in (*asked, _year_of(today))]
    found = np.stack(at)
    source = {
        "table": table.code, "name": table.name, "name_en": table.name_en, "kind": str(kind), "cells": len(cells),
        "days": [day.isoformat() for day in days],
    }  # fmt: skip
    return Peopled(cells, found[:-1, :3], found[:-1, 3:], found[-1, 3:], found[-1, :3], source, notes)


def _speaking(terms: Terms, today: date) -> tuple[Table, str]:
    """The table that is asked for, or that of the projection that holds, or the newest count; and its narrowest areas."""
    if terms.people:
        table = Table.objects.filter(code=terms.people).first()
        if table is None:
            raise BadInput(_("There is no table “%(code)s” of people.") % {"code": terms.people})
        kinds = set(People.objects.filter(table=table).order_by().values_list("area__kind", flat=True).distinct())
        return table, next((kind for kind in KINDS if kind in kinds), KINDS[-1])
    known = queries.speaking()
    if known.run is not None and known.run.result is not None:
        for kind in KINDS:
            if any(each.table == known.run.result and each.kind == kind for each in known.layers):
                return known.run.result, kind
    for kind in KINDS:
        layer = known.now(kind, today)
        if layer is not None:
            return layer.table, kind
    raise BadInput(_("There are no people by cell or district yet. Take a table in, or ask for a projection."))


def _cells(book: Directory, kind: str) -> list[Cell]:
    if kind == Area.Kind.MESH:
        return [
            Cell(cell.pk, cell.code, cell.code, cell.lat, cell.lon, cell.ward_id, cell.district_id)
            for cell in queries.cells(book)
        ]
    return [
        Cell(area.pk, area.code, area.name, area.lat, area.lon, area.parent_id, area.pk)
        for area in book.districts
        if area.lat is not None and area.lon is not None
    ]


def _columns(table: Table, kind: str, cells: Sequence[Cell], often: Mapping[int, float]) -> dict[date, Array]:
    """day → (5, N): under 65, 65 to 74, 75 and more, comings under 75, comings of 75 and more; nan: not known."""
    place = {cell.pk: n for n, cell in enumerate(cells)}
    rows = People.objects.filter(table=table, area__kind=kind)
    weights = _weights(table.ages, often)
    found: dict[date, Array] = {}
    columns = ("area_id", "day", "total", "aged65", "aged75", "male", "female", "both")
    for area, day, total, aged65, aged75, male, female, both in rows.order_by("day").values_list(*columns):
        if area not in place:  # it has no place, so nobody can start from it
            continue
        column = found.setdefault(day, np.zeros((5, len(cells))))
        column[:, place[area]] = _row(total, aged65, aged75, _counts(male, female, both), table.ages, weights)
    return found


def _counts(male: list[float], female: list[float], both: list[float]) -> Array | None:
    if both:
        return np.array(both, float)
    return np.array(male, float) + np.array(female, float) if male and female else None


def _weights(ages: Sequence[int], often: Mapping[int, float]) -> Array:
    firsts = sorted(often)
    return np.array([often[max(first for first in firsts if first <= age)] for age in ages], float)


def _row(
    total: float, aged65: float | None, aged75: float | None, counts: Array | None, ages: Sequence[int], weights: Array
) -> tuple[float, ...]:
    if aged65 is None or aged75 is None:
        return (total, np.nan, np.nan, np.nan, np.nan)
    groups = (total - aged65, aged65 - aged75, aged75)
    if counts is None or len(counts) != len(ages):
        return (*groups, np.nan, np.nan)
    old = np.array(ages) >= 75
    return (*groups, float((counts * weights)[~old].sum()), float((counts * weights)[old].sum()))


def _filled(days: dict[date, Array]) -> list[Note]:
    """Where ages are missing, those of everybody else; the reader is told."""
    values = np.concatenate(list(days.values()), axis=1)
    known, full = ~np.isnan(values[1]), ~np.isnan(values[3])
    if full.all():
        return []
    shares = _shares(values[:3, known].sum(axis=1)) if known.any() else np.array([1.0, 0.0, 0.0])
    sums = values[:, full].sum(axis=1)
    rates = (sums[3] / sums[:2].sum(), sums[4] / sums[2]) if full.any() and sums[2] and sums[:2].sum() else (1.0, 1.0)
    for column in days.values():
        blank = np.isnan(column[1])
        column[:3, blank] = column[0, blank] * shares[:, None]
        bare = np.isnan(column[3])
        column[3, bare], column[4, bare] = column[:2, bare].sum(axis=0) * rates[0], column[2, bare] * rates[1]
    return [Note("ages_missing", {"areas": int((~full).sum()), "share75": round(float(shares[2]), 3)})]


def _shares(sums: Array) -> Array:
    return np.asarray(sums / sums.sum()) if sums.sum() else np.array([1.0, 0.0, 0.0])


def _between(years: Array, values: Array, year: float) -> Array:
    """On a straight line between two days; before the first and after the last as on it."""
    after = int(np.clip(np.searchsorted(years, year), 1, max(len(years) - 1, 1)))
    if len(years) == 1:
        return np.asarray(values[0])
    part = float(np.clip((year - years[after - 1]) / (years[after] - years[after - 1]), 0, 1))
    return np.asarray(values[after - 1] * (1 - part) + values[after] * part)
