"""What we estimate ourselves: who lives where by five-year age, from cells and totals; assumptions from past populations.

The rules:
1. Cells of the census 2020 keep their published broad ages; suppressed ones are shared out again. Wards keep their published
   totals. Within broad ages the pattern is that of a reference, a population of the city by five-year age.
2. Without cells, districts are taken to have the ages of the reference, and to add up to their wards' totals.
3. A cell belongs to the district that its centre lies in, or else is nearest, within its ward.
4. Every such figure says that it is estimated, and its table says from what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.population import analysis
from wakimizu.apps.population.analysis import Array
from wakimizu.apps.population.models import Assumptions, People, Table
from wakimizu.apps.population.operations import keep_table, name_assumptions
from wakimizu.apps.population.rows import Units, by_sex, people_row, row_of_total
from wakimizu.apps.population.workflow import Kind, Status
from wakimizu.shared.errors import BadInput

CENSUS_2020 = date(2020, 10, 1)
CELL_AGES = (0, 15, 20, 65, 75, 85)
# 地域メッシュ統計 T001101, men (women are the next column): 0–14, then 15 and more, 20, 65, 75, 85 and more, which overlap
TOTAL, MEN, YOUNG, FROM = "T001101001", 2, 5, (8, 17, 20, 23, 26)
HOUSEHOLDS = "T001101034"


@dataclass(frozen=True)
class Named:
    """What a table or set is called."""

    code: str
    name: str
    name_en: str = ""
    source: str = ""
    note: str = ""


def has_cells() -> bool:
    """Whether the mesh census of 2020 is loaded."""
    return Area.objects.filter(kind=Area.Kind.MESH, figures__has_key=TOTAL).exists()


def cells_of(book: Directory) -> list[Area]:
    cells = Area.objects.filter(kind=Area.Kind.MESH).order_by("code").defer("outline")
    return [cell for cell in cells if cell.figures.get(TOTAL) is not None]


def keep_mesh(actor: Actor, city: City, book: Directory, called: Named) -> Table:
    """The cells' people by broad age as the census has them: observed, or estimated where it suppressed them."""
    cells = cells_of(book)
    if not cells:
        raise BadInput(_("No mesh census is loaded. Take it in first: wakimizu import mesh FILE."))
    found = _unsuppressed(cells)
    rows = [
        people_row(cell, CENSUS_2020, Status.OBSERVED if seen else Status.ESTIMATED, CELL_AGES, men, women,
                   households=cell.figures.get(HOUSEHOLDS))
        if known else row_of_total(cell, CENSUS_2020, Status.OBSERVED, float(cell.figures[TOTAL]))
        for cell, (men, women), seen, known in zip(cells, found.people, found.observed, found.known, strict=True)
    ]  # fmt: skip
    table = _table(city, called, Kind.MESH, CELL_AGES)
    return keep_table(actor, table=table, rows=rows)


def estimate_people(
    actor: Actor,
    city: City,
    book: Directory,
    *,
    reference: People,
    totals: Table | None,
    day: date,
    called: Named,
    homes: Mapping[str, float] | None = None,
) -> Table:
    """The people of cells or districts, wards and the city by five-year age on a day, in a table of its own.

    reference: the city by five-year age and sex; totals: a table with the wards' people on that day. homes: households of each
    ward, by its code, for districts (cells bring their own); they follow people.
    """
    ages = list(reference.table.ages)
    pattern = by_sex(reference)
    if pattern.size == 0:
        raise BadInput(_("The reference has no ages by sex. Choose a census or projection by five-year age."))
    cells = cells_of(book)
    if cells:
        units, people, households = _from_cells(cells, book, ages, pattern, totals, day)
    else:
        units, people, households = _from_districts(book, pattern, totals, day, homes)
    rows = []
    for level in units.levels:
        sums = level.sums(people)
        counted: Any = level.sums(households) if households is not None else [None] * len(level.areas)
        rows += [
            people_row(area, day, Status.ESTIMATED, ages, *sexes, households=None if home is None else round(float(home), 3))
            for area, sexes, home in zip(level.areas, sums, counted, strict=True)
        ]  # fmt: skip
    return keep_table(actor, table=_table(city, called, Kind.ESTIMATE, ages), rows=rows)


def move_on(actor: Actor, city: City, *, row: People, assumptions: Assumptions, called: Named) -> Table:
    """A population one period later by a set of assumptions, as an estimate in a table of its own."""
    ages = list(row.table.ages)
    found = analysis.project(by_sex(row)[None], assumptions.values, ages, [0], [None])
    day = row.day.replace(year=row.day.year + ages[1] - ages[0])
    later = people_row(row.area, day, Status.ESTIMATED, ages, *found.people[1, 0])
    return keep_table(actor, table=_table(city, called, Kind.ESTIMATE, ages), rows=[later])


def _table(city: City, called: Named, kind: str, ages: Sequence[int]) -> Table:
    table = Table.objects.filter(code=called.code).first() or Table(city=city, code=called.code)
    table.name, table.name_en, table.source, table.note = called.name, called.name_en, called.source[:300], called.note
    table.kind, table.ages = kind, list(ages)
    return table


def _unsuppressed(cells: Sequence[Area]) -> analysis.Cells:
    place = {cell.code: number for number, cell in enumerate(cells)}
    totals = [[_count(cell, MEN + sex) for sex in (0, 1)] for cell in cells]
    broad = [[_broad(cell, sex) for sex in (0, 1)] for cell in cells]
    merged = [
        place.get(str(cell.figures.get("HTKSAKI")), -1) if cell.figures.get("HTKSYORI") == 2 else -1 for cell in cells
    ]
    return analysis.share_suppressed(totals, broad, merged, CELL_AGES, list(place))


def _count(cell: Area, column: int) -> float:
    found = cell.figures.get(f"T001101{column:03d}")
    return np.nan if found is None else float(found)


def _broad(cell: Area, sex: int) -> list[float]:
    above = [_count(cell, column + sex) for column in FROM]
    return [_count(cell, YOUNG + sex), *(a - b for a, b in zip(above, [*above[1:], 0.0], strict=True))]


def _from_cells(
    cells: list[Area], book: Directory, ages: Sequence[int], pattern: Array, totals: Table | None, day: date
) -> tuple[Units, Array, Array | None]:
    units = Units(cells, book)
    wards = units.wards
    published = _totals(wards.areas, totals, day)
    people = analysis.cell_ages(_unsuppressed(cells), ages, pattern, wards.number, published)
    counted = np.array([[float(cell.figures[TOTAL]), float(cell.figures.get(HOUSEHOLDS) or 0)] for cell in cells])
    scale = np.divide(people.sum(axis=(1, 2)), counted[:, 0], out=np.ones(len(cells)), where=counted[:, 0] > 0)
    return units, people, counted[:, 1] * scale


def _from_districts(
    book: Directory, pattern: Array, totals: Table | None, day: date, homes: Mapping[str, float] | None
) -> tuple[Units, Array, Array | None]:
    found = [district for district in book.districts if district.figures.get("people") is not None]
    areas = found or book.wards
    units = Units(areas, book)
    wards = units.wards
    published = _totals(wards.areas, totals, day)
    own = np.array([float(area.figures.get("people") or 0) for area in areas])
    if not found:
        own = np.ones(len(areas)) if published is not None else own
    sums = wards.sums(own)
    if not sums.all():
        raise BadInput(
            _("Neither cells nor districts say how many live there. Take the mesh census in, or areas with people.")
        )
    scale = published / sums if published is not None else np.ones(len(sums))
    of_wards = [homes.get(ward.code) for ward in wards.areas] if homes else [None]
    households = None if None in of_wards else own * (np.array(of_wards, dtype=float) / sums)[wards.number]
    return units, analysis.share_by(own * scale[wards.number], pattern), households


def _totals(wards: Sequence[Area], totals: Table | None, day: date) -> Array | None:
    if totals is None:
        return None
    found = dict(People.objects.filter(table=totals, day__year=day.year).values_list("area_id", "total"))
    missing = [ward for ward in wards if ward.pk not in found]
    if missing:
        raise BadInput(
            _("“%(table)s” has no people of %(area)s in %(year)d. Choose a table that has all wards, or none.")
            % {"table": totals, "area": missing[0], "year": day.year}
        )
    return np.array([found[ward.pk] for ward in wards])


# ── assumptions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def estimate_assumptions(
    actor: Actor,
    city: City,
    *,
    points: Sequence[People],
    called: Named,
    headship: Mapping[str, Any] | None = None,
    past: Sequence[People] = (),
) -> Assumptions:
    """A set from populations of one area, one age group apart and in order: two, or a whole projection's implied rates.

    headship: rates of heads (`all`) and of those who live alone (`alone`), (2, ages). past: three populations or more that tell
    how much migration and fertility vary, for the draws.
    """
    ages = _one_kind(points)
    values = analysis.estimate_set([by_sex(row) for row in points], ages)
    values["from"] = [row.day.isoformat() for row in points]
    if len(past) > 2 and _one_kind(past) == ages:
        values["uncertainty"] = analysis.uncertainty_of([by_sex(row) for row in past], ages)
    if headship:
        values["headship"] = dict(headship)
    made = Assumptions.objects.filter(code=called.code).first() or Assumptions(city=city, code=called.code)
    made.name, made.name_en, made.note, made.source = called.name, called.name_en, called.note, called.source[:300]
    made.ages, made.values = ages, values
    tables = {row.table_id: row.table for row in [*points, *past]}
    return name_assumptions(actor, assumptions=made, estimated_from=list(tables.values()))


def _one_kind(points: Sequence[People]) -> list[int]:
    """The ages of all, which must agree, as must the years between them."""
    if len(points) < 2:
        raise BadInput(_("Choose two populations of different years."))
    ages = [list(row.table.ages) for row in points]
    if any(each != ages[0] for each in ages) or any(not row.male for row in points):
        raise BadInput(_("These populations have different age groups. Choose two with the same."))
    width = ages[0][1] - ages[0][0]
    years = [row.day.year for row in points]
    if any(later - earlier != width for earlier, later in pairwise(years)):
        raise BadInput(
            _("Rates are found from populations %(n)d years apart, as wide as an age group. Choose such years.")
            % {"n": width}
        )
    return ages[0]
