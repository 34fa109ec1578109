"""Reads of the population room: which table speaks for an area, and what the pages show of it.

The rules:
1. The public sees our newest projection that adds up to a published one (a run with a control table); without one, the
   published projection itself. What staff try out stays on the staff's pages.
2. "Now" is where that projection begins, so that both ends rest upon the same count. For areas which that count does not
   have, and without a projection, it is the newest observed or estimated count.
3. A newer count than "now" is named beside it.
4. A city's figures are its own row; where a table has none, the sum of its wards.
5. A cell belongs to the district in which its centre lies, or to the nearest of its ward.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from math import cos, radians
from operator import or_
from typing import Any

from django.core.cache import caches
from django.db.models import Count, Max, Min, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import DRAWN, KM_PER_DEGREE, Directory
from wakimizu.apps.city.mesh import square
from wakimizu.apps.city.models import Area
from wakimizu.apps.population.models import Assumptions, Feed, People, ReachRun, Run, Table
from wakimizu.apps.population.rows import Units
from wakimizu.apps.population.workflow import Kind, Status
from wakimizu.engines.words import Words
from wakimizu.shared.paging import Beginning
from wakimizu.shared.words import named

Statuses = Collection[str]
CITY, WARD, DISTRICT, MESH = Area.Kind.CITY, Area.Kind.WARD, Area.Kind.DISTRICT, Area.Kind.MESH
COUNTED = (Status.OBSERVED, Status.ESTIMATED)
PREFERRED = [Kind.REGISTER, Kind.CENSUS, Kind.ESTIMATE, Kind.MESH, Kind.PUBLISHED, Kind.RUN]  # of two of one day
RUNS_LISTED = 50
USUAL_YEARS = (2050, 2040)  # the first of these that the projection reaches, else its last


# ── which table speaks ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Layer:
    """The rows of one table for areas of one kind on one day."""

    table: Table
    kind: str
    day: date
    statuses: frozenset[str]

    @property
    def name(self) -> str:
        return named(self.table)

    @property
    def where(self) -> Q:
        return Q(table=self.table.pk, area__kind=self.kind, day=self.day)


@dataclass(frozen=True, slots=True)
class Speaking:
    """The tables the pages may show, and the projection that holds."""

    layers: tuple[Layer, ...]
    run: Run | None

    def years(self) -> list[int]:
        """The years that are projected for the city, wards or districts, after the one that all begins from."""
        ours = [each for each in self.layers if each.kind in (CITY, WARD, DISTRICT)]
        counted = [each.day.year for each in ours if each.statuses & set(COUNTED)]
        begun = self.run.base_day.year if self.run else max(counted, default=0)
        return sorted({each.day.year for each in self._projected if each in ours and each.day.year > begun})

    @property
    def _projected(self) -> list[Layer]:
        return [each for each in self.layers if each.statuses == {Status.PROJECTED}]

    def now(self, kind: str, today: date) -> Layer | None:
        if self.run is None:
            return self.newest(kind, today)
        begun = [self._of(kind, self.run.base_day, number) for number in (self.run.result_id, self.run.base_id)]
        return begun[0] or begun[1] or self.newest(kind, today)

    def newest(self, kind: str, today: date) -> Layer | None:
        """The newest count: the register's before the census' of the same day."""
        counted = [
            each for each in self.layers if each.kind == kind and each.day <= today and each.statuses & set(COUNTED)
        ]
        counted = [each for each in counted if each.table.kind != Kind.RUN] or counted
        return max(counted, key=_rank, default=None)

    def then(self, kind: str, year: int | None) -> Layer | None:
        """The projection for a year: our own where there is one, else the published one that was taken in last."""
        found = [each for each in self._projected if each.kind == kind and each.day.year == year]
        own = [each for each in found if self.run and each.table.pk == self.run.result_id]
        return max(own or found, key=lambda each: (each.table.made_on, each.table.pk), default=None)

    def _of(self, kind: str, day: date, table: int | None) -> Layer | None:
        found = (each for each in self.layers if (each.kind, each.day, each.table.pk) == (kind, day, table))
        return next((each for each in found if each.statuses & set(COUNTED)), None)


def _rank(layer: Layer) -> tuple[Any, ...]:
    return layer.day, -PREFERRED.index(Kind(layer.table.kind)), layer.table.made_on, layer.table.pk


def speaking() -> Speaking:
    """Three statements, however many tables and runs there are."""
    run = (
        Run.objects.filter(result__isnull=False, control__isnull=False)
        .select_related("result", "base")
        .order_by("-asked_at", "-pk")
        .first()
    )
    tables = {table.pk: table for table in Table.objects.exclude(kind=Kind.RUN)}
    if run is not None and run.result is not None:
        tables[run.result.pk] = run.result
    rows = People.objects.filter(table__in=tables).values_list("table_id", "area__kind", "day", "status").distinct()
    found: dict[tuple[int, str, date], set[str]] = {}
    for table, kind, day, status in rows.order_by():
        found.setdefault((table, kind, day), set()).add(status)
    layers = [Layer(tables[table], kind, day, frozenset(statuses)) for (table, kind, day), statuses in found.items()]
    return Speaking(tuple(sorted(layers, key=lambda each: (each.day, each.kind, each.table.pk))), run)


def usual_year(years: Sequence[int]) -> int | None:
    """The year that pages compare with unless another is asked for."""
    return next((year for year in USUAL_YEARS if year in years), years[-1] if years else None)


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Figure:
    """The people of an area on a day. None where the source does not tell."""

    total: float
    aged65: float | None
    aged75: float | None
    day: date
    status: str
    alone75: float | None = None
    households: float | None = None

    @property
    def share65(self) -> float | None:
        return _ratio(self.aged65, self.total)

    @property
    def share75(self) -> float | None:
        return _ratio(self.aged75, self.total)


COLUMNS = ("total", "aged65", "aged75", "day", "status", "alone75", "households")


def _ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def growth(now: float | None, then: float | None) -> float | None:
    """The change from now to then, as a part of now."""
    return then / now - 1 if now and then is not None else None


def add(figures: Iterable[Figure]) -> Figure | None:
    """Several areas together; what one of them does not know, the sum does not know."""
    rows = list(figures)
    if not rows:
        return None
    statuses = {row.status for row in rows}
    status = next(iter(statuses)) if len(statuses) == 1 else Status.ESTIMATED

    def sum_of(name: str) -> Any:
        values = [getattr(row, name) for row in rows]
        return None if None in values else sum(values)

    return Figure(
        sum_of("total"),
        sum_of("aged65"),
        sum_of("aged75"),
        rows[0].day,
        status,
        sum_of("alone75"),
        sum_of("households"),
    )


def figures(layers: Iterable[Layer | None]) -> dict[Layer, dict[int, Figure]]:
    """The figures of layers, by area; one statement."""
    asked = list({each for each in layers if each is not None})
    found: dict[Layer, dict[int, Figure]] = {each: {} for each in asked}
    if not asked:
        return found
    by_key = {(each.table.pk, each.kind, each.day): each for each in asked}
    rows = People.objects.filter(reduce(or_, (each.where for each in asked)))
    for table, kind, area, *values in rows.values_list("table_id", "area__kind", "area_id", *COLUMNS):
        found[by_key[table, kind, values[3]]][area] = Figure(*values)
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """An area beside the same area later."""

    area: Area
    now: Figure | None
    then: Figure | None
    km2: float | None = None

    @property
    def change(self) -> float | None:
        return growth(self.now.total if self.now else None, self.then.total if self.then else None)

    @property
    def density(self) -> float | None:
        return _ratio(self.now.total if self.now else None, self.km2)


@dataclass(frozen=True, slots=True)
class Ages:
    """People by sex and age on a day. `ages` are the groups' first years, the last one open."""

    ages: list[int]
    male: list[float]
    female: list[float]
    day: date

    def folded(self, ages: Sequence[int]) -> "Ages":
        """The same in wider groups; `ages` must be some of ours, the first among them."""
        male, female = [0.0] * len(ages), [0.0] * len(ages)
        for first, men, women in zip(self.ages, self.male, self.female, strict=True):
            at = max(n for n, age in enumerate(ages) if age <= first)
            male[at] += men
            female[at] += women
        return Ages(list(ages), male, female, self.day)


def common(one: Ages | None, other: Ages | None) -> tuple[Ages | None, Ages | None]:
    """Both in the age groups they share."""
    if one is None or other is None:
        return one, other
    shared = [age for age in one.ages if age in other.ages]
    return (one.folded(shared), other.folded(shared)) if shared[:1] == [one.ages[0]] else (one, None)


def ages_of(layers: Sequence[Layer | None], areas: Collection[int]) -> list[Ages | None]:
    """The ages of some areas together, layer by layer; one statement. None where an area is missing."""
    asked = [each for each in layers if each is not None]
    if not asked or not areas:
        return [None] * len(layers)
    rows = People.objects.filter(reduce(or_, (each.where for each in asked)), area__in=areas)
    found: dict[tuple[int, date], list[tuple[list[float], list[float]]]] = {}
    for table, day, male, female in rows.values_list("table_id", "day", "male", "female"):
        found.setdefault((table, day), []).append((male, female))

    def summed(layer: Layer | None) -> Ages | None:
        parts = found.get((layer.table.pk, layer.day), []) if layer else []
        if layer is None or len(parts) < len(areas) or not all(male and female for male, female in parts):
            return None
        male, female = ([sum(values) for values in zip(*(part[sex] for part in parts), strict=True)] for sex in (0, 1))
        return Ages(layer.table.ages, male, female, layer.day)

    return [summed(layer) for layer in layers]


# ── the city, a ward, a district ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Place:
    """An area as the pages tell of it: now, in a year, on the way there, and its newest count."""

    areas: list[int]  # the rows it is added up from: itself, or a city's wards
    now: Figure | None
    then: Figure | None
    now_layer: Layer | None
    then_layer: Layer | None
    newer: Figure | None
    newer_layer: Layer | None
    years: list[Figure]

    @property
    def change(self) -> float | None:
        return growth(self.now.total if self.now else None, self.then.total if self.then else None)

    @property
    def change65(self) -> float | None:
        return self._change("aged65")

    @property
    def change75(self) -> float | None:
        return self._change("aged75")

    @property
    def change_alone(self) -> float | None:
        return self._change("alone75")

    def _change(self, name: str) -> float | None:
        return growth(getattr(self.now, name, None), getattr(self.then, name, None))


def whole_city(book: Directory, known: Speaking, year: int | None, today: date) -> Place:
    """The city: its own row, or its wards added up."""
    own = [area.pk for area in book.areas.values() if area.kind == CITY]
    kind = CITY if own and known.now(CITY, today) else WARD
    return _place(known, kind, own if kind == CITY else [ward.pk for ward in book.wards], year, today)


def one_area(area: Area, known: Speaking, year: int | None, today: date) -> Place:
    return _place(known, area.kind, [area.pk], year, today)


def _place(known: Speaking, kind: str, areas: list[int], year: int | None, today: date) -> Place:
    now, then, newest = known.now(kind, today), known.then(kind, year), known.newest(kind, today)
    newer = newest if newest and now and newest.day > now.day else None
    path = [layer for each in known.years() if (layer := known.then(kind, each))]
    found = figures([now, newer, *path])

    def of(layer: Layer | None) -> Figure | None:
        rows = [found[layer][area] for area in areas if area in found[layer]] if layer else []
        return add(rows) if areas and len(rows) == len(areas) else None

    first, later = of(now), [figure for layer in path if (figure := of(layer))]
    return Place(areas, first, of(then), now, then, of(newer), newer, ([first] if first else []) + later)


def rows_of(areas: Sequence[Area], known: Speaking, year: int | None, today: date, km2: dict[int, float]) -> list[Row]:
    """Areas of one kind, now and in a year; one statement."""
    if not areas:
        return []
    now, then = known.now(areas[0].kind, today), known.then(areas[0].kind, year)
    found = figures([now, then])

    def of(layer: Layer | None, area: Area) -> Figure | None:
        return found[layer].get(area.pk) if layer else None

    return [Row(area, of(now, area), of(then, area), km2.get(area.pk)) for area in areas]


def areas_in_km2(book: Directory) -> dict[int, float]:
    """How large areas are, where that is known: told by the city's own table, or measured in an outline that was loaded."""
    key = f"population:km2:{book.city.pk}:{book.city.revision}"
    return caches["memory"].get_or_set(key, lambda: dict(_measured([*book.wards, *book.districts])), 86_400) or {}


def _measured(areas: Iterable[Area]) -> Iterable[tuple[int, float]]:
    for area in areas:
        told = (area.figures or {}).get("area_km2")
        if told:
            yield area.pk, float(told)
        elif area.outline and not area.outline_source.startswith(DRAWN):
            yield area.pk, _outline_km2(json.loads(area.outline))


def _outline_km2(geometry: dict[str, Any]) -> float:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return sum(abs(_ring_km2(rings[0])) - sum(abs(_ring_km2(hole)) for hole in rings[1:]) for rings in polygons)


def _ring_km2(ring: Sequence[Sequence[float]]) -> float:
    """The shoelace formula, on a plane that touches the earth there."""
    east = cos(radians(ring[0][1])) * KM_PER_DEGREE
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) * east * KM_PER_DEGREE / 2


# ── cells ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Cell:
    """A grid square, and where its centre lies."""

    pk: int
    code: str
    lat: float
    lon: float
    ward_id: int | None
    district_id: int | None
    shop_m: float | None  # metres from its centre to the nearest shop that is recorded
    shop_source: str

    @property
    def km2(self) -> float:
        bounds = square(self.code)
        high = (bounds.north - bounds.south) * KM_PER_DEGREE
        return high * (bounds.east - bounds.west) * KM_PER_DEGREE * cos(radians(self.lat))


def cells(book: Directory) -> list[Cell]:
    """The city's grid squares; found once for a revision of the city."""
    key = f"population:cells:{book.city.pk}:{book.city.revision}"
    return caches["memory"].get_or_set(key, lambda: list(_cells(book)), 86_400) or []


def _cells(book: Directory) -> Iterable[Cell]:
    """By the rule by which people are shared out to districts (rows.Units)."""
    rows = list(Area.objects.filter(kind=MESH, lat__isnull=False, lon__isnull=False).order_by("code").defer("outline"))
    if not rows:
        return
    units = Units(rows, book)
    districts, wards = units.districts, units.wards
    for n, row in enumerate(rows):
        ward = wards.areas[wards.number[n]]
        yield Cell(
            row.pk, row.code, row.lat, row.lon, ward.pk if ward.kind == WARD else None,  # type: ignore[arg-type]
            districts.areas[districts.number[n]].pk if districts else None,
            row.figures.get("nearest_shop_m"), row.figures.get("shops_source", ""),
        )  # fmt: skip


def cell_rows(cells: Sequence[Cell], known: Speaking, year: int | None, today: date) -> list[Row]:
    """Cells that anybody lives in, now and in a year; one statement."""
    now, then = known.now(MESH, today), known.then(MESH, year)
    found = figures([now, then])

    def of(layer: Layer | None, cell: Cell) -> Figure | None:
        return found[layer].get(cell.pk) if layer else None

    rows = [Row(Area(pk=cell.pk, code=cell.code), of(now, cell), of(then, cell), cell.km2) for cell in cells]
    return [row for row in rows if row.now or row.then]


# ── the staff's pages ────────────────────────────────────────────────────────────────────────────────────────────────


def tables() -> QuerySet[Any]:
    """Every table that was taken in, with its number of rows (`n`), its `first` and its `last` day; runs have a list of their own."""
    found = Table.objects.exclude(kind=Kind.RUN)
    return found.annotate(n=Count("rows"), first=Min("rows__day"), last=Max("rows__day"))


def tables_taken_in() -> list[dict[str, Any]]:
    """The same as the page lists them, the newest first."""
    return [
        {"table": table, "rows": table.n, "first": table.first, "last": table.last}
        for table in tables().order_by("kind", "-made_on", "code")
    ]


def beginnings() -> list[Layer]:
    """The counts a projection can begin from, the newest first."""
    return sorted(
        {
            (each.table.pk, each.day): each
            for each in speaking().layers
            if each.statuses & set(COUNTED) and each.table.kind != Kind.RUN
        }.values(),
        key=_rank,
        reverse=True,
    )


def controls() -> list[Table]:
    return list(Table.objects.filter(kind=Kind.PUBLISHED))


def assumption_sets() -> list[Assumptions]:
    return list(Assumptions.objects.prefetch_related("estimated_from"))


def runs() -> Beginning[Run]:
    rows = Run.objects.select_related("base", "assumptions", "control", "result")
    return Beginning(rows[:RUNS_LISTED], rows.count())


def feeds() -> list[Feed]:
    return list(Feed.objects.defer("content"))


def figures_said(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Figures of a timetable or of travel times, their notes in the reader's language. Notes of old are plain sentences."""
    said = [note if isinstance(note, str) else Words.of(**note).said(_) for note in figures.get("notes", ())]
    return {**figures, **({"notes": said} if said else {})}


def reach_runs() -> Beginning[ReachRun]:
    rows = all_reach_runs()
    return Beginning(rows[:RUNS_LISTED], rows.count())


def all_reach_runs() -> QuerySet[ReachRun]:
    return ReachRun.objects.prefetch_related(_feeds_without_content())


def _feeds_without_content() -> Any:
    return Prefetch("feeds", Feed.objects.defer("content"))


def reach_that_holds() -> ReachRun | None:
    return ReachRun.objects.filter(holds=True).prefetch_related(_feeds_without_content()).first()


def city_by_year(table: Table) -> dict[int, Figure]:
    """A table's city, year by year; its wards added up where it has no row of the city, else its districts."""
    rows = People.objects.filter(table=table.pk, area__kind__in=[CITY, WARD, DISTRICT])
    found: dict[str, dict[int, list[Figure]]] = {}
    for kind, *values in rows.values_list("area__kind", *COLUMNS):
        figure = Figure(*values)
        found.setdefault(kind, {}).setdefault(figure.day.year, []).append(figure)
    years = next((found[kind] for kind in (CITY, WARD, DISTRICT) if kind in found), {})
    summed = {year: add(years[year]) for year in sorted(years)}
    return {year: figure for year, figure in summed.items() if figure}


AGES = ("total", "aged65", "aged75")  # the columns of a run's quantiles, in their order


@dataclass(frozen=True, slots=True)
class Compared:
    """A year of one measure in two projections; `bands` are the outermost quantiles of each one's draws."""

    year: int
    numbers: list[float | None]
    bands: list[tuple[float, float] | None]

    @property
    def apart(self) -> float | None:
        first, second = self.numbers[0], self.numbers[1] if len(self.numbers) > 1 else None
        return second - first if first is not None and second is not None else None

    @property
    def part(self) -> float | None:
        return growth(self.numbers[0], self.numbers[1] if len(self.numbers) > 1 else None)


def compared(measure: str, sides: Sequence[tuple[Run, dict[int, Figure]]]) -> list[Compared]:
    """A measure (one of AGES) of one or two projections, year by year."""
    values = [values_of(measure, years) for _run, years in sides]
    bands = [band_of(run, measure) for run, _years in sides]
    return [
        Compared(year, [each.get(year) for each in values], [each.get(year) for each in bands])
        for year in sorted({year for each in values for year in each})
    ]


def values_of(measure: str, years: dict[int, Figure]) -> dict[int, float]:
    return {year: value for year, figure in years.items() if (value := getattr(figure, measure)) is not None}


def band_of(run: Run, measure: str) -> dict[int, tuple[float, float]]:
    """Between which two numbers a run's draws lie in each year: its outermost quantiles."""
    found, column = {}, AGES.index(measure)
    for year, quantiles in run.quantiles.items():
        ordered = sorted(quantiles, key=float)
        if len(ordered) > 1:
            found[int(year)] = (quantiles[ordered[0]][column], quantiles[ordered[-1]][column])
    return found
