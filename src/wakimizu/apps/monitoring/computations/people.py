"""Computed from the population and from travel times."""

from datetime import date

from wakimizu.apps.city.calendar import fiscal_year
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.monitoring import periods
from wakimizu.apps.monitoring.computations.figures import Asked, Figure, Sums, Unknown, shares
from wakimizu.apps.monitoring.series import CITY, Place
from wakimizu.apps.population import queries
from wakimizu.apps.population.queries import Layer, add
from wakimizu.apps.population.reach import people_within
from wakimizu.apps.services.counters import counter_offices


def aged65(asked: Asked) -> list[Figure]:
    known = queries.speaking()
    layers: dict[date, list[Layer]] = {}
    for begins in asked.periods:
        for kind in (Area.Kind.CITY, Area.Kind.WARD, Area.Kind.DISTRICT):
            layer = known.newest(kind, periods.last_day(begins, asked.cadence))
            if layer and fiscal_year(layer.day) == begins.year:
                layers.setdefault(begins, []).append(layer)
    found = queries.figures(layer for each in layers.values() for layer in each)
    sums: Sums = {}
    for begins, each in layers.items():
        for layer in each:
            rows = {pk: row for pk, row in found[layer].items() if row.aged65 is not None}
            if layer.kind == Area.Kind.WARD and set(rows) >= {ward.pk for ward in asked.book.wards}:
                whole = add(rows.values())
                if whole and whole.aged65 is not None:
                    sums.setdefault((CITY, begins), [whole.aged65, whole.total])
            for pk, row in rows.items():
                place: Place = CITY if layer.kind == Area.Kind.CITY else (pk, None)
                sums[place, begins] = [row.aged65 or 0.0, row.total]
    if not sums:
        raise Unknown("no_count")
    return shares(sums, by_cases=False)


def near_a_counter(asked: Asked) -> list[Figure]:
    """The travel times that hold are of now, so only the last period has a value."""
    begins = asked.periods[-1]
    day = periods.last_day(begins, asked.cadence)
    known = queries.speaking()
    layer = known.now(Area.Kind.MESH, day)
    if layer is None:
        raise Unknown("no_cells")
    offices = [each for each in counter_offices(asked.book.offices.values(), day) if each.kind != Office.Kind.KIOSK]
    people = {pk: row.aged75 for pk, row in queries.figures([layer])[layer].items() if row.aged75 is not None}
    cells = queries.cells(asked.book)
    near = people_within(cells, {office.pk for office in offices})
    if near is None:
        raise Unknown("no_travel_times")
    sums: Sums = {}
    for cell in cells:
        count = people.get(cell.pk, 0.0)
        for area in {None, cell.ward_id, cell.district_id}:
            row = sums.setdefault(((area, None), begins), [0.0, 0.0])
            row[0] += count if cell.pk in near else 0.0
            row[1] += count
    return shares(sums, by_cases=False)
