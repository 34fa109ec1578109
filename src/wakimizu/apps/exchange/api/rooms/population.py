"""The people of areas, now and in years to come; tables, assumptions, projections, travel times; files in."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field

from wakimizu.apps.city.models import Area
from wakimizu.apps.exchange.api.acts import Code, Deed, Number, add_deeds, checked, found
from wakimizu.apps.exchange.api.bodies import NoForm, as_typed
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.files import TakenIn, as_file, file_body, taken_in
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed, part_of, whole
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.population import exports, files, forms, operations, queries, sets
from wakimizu.apps.population.models import Assumptions, Feed, ReachRun, Run, Table
from wakimizu.apps.population.queries import Ages, Figure, Layer, Place, Row, Speaking
from wakimizu.apps.population.workflow import PERMISSIONS
from wakimizu.shared.permissions import allow
from wakimizu.shared.words import named

router = Router()
Year = Annotated[
    int | None, Query(ge=1900, le=2100, description="The year to compare with. Left out: the one the pages show.")
]

JOB = "state progress asked_at begun_at ended_at cancel_asked"
TABLE = Shape(
    "PopulationTable",
    Table,
    "code name kind source ages note made_on",
    rows=(int, lambda request, table: table.n),
    first=(date | None, lambda request, table: table.first),
    last=(date | None, lambda request, table: table.last),
)
ASSUMPTIONS = Shape(
    "Assumptions",
    Assumptions,
    "code name note source ages made_on",
    estimated_from=(list[str], lambda request, row: [table.code for table in row.estimated_from.all()]),
)
ASSUMPTIONS_SHEET = ASSUMPTIONS.with_more("AssumptionsSheet", table=str)  # CSV, as it comes in again
RUN = Shape(
    "Projection",
    Run,
    f"name base base_day assumptions control until draws seed result quantiles {JOB}",
    told=(str, lambda request, run: run.told),
)
FEED = Shape(
    "Timetable",
    Feed,
    "code name source valid_from valid_to figures made_on",
    figures=(Any, lambda request, feed: queries.figures_said(feed.figures)),
)
REACH = Shape(
    "TravelTimes",
    ReachRun,
    f"day window_from window_to holds figures {JOB}",
    figures=(Any, lambda request, run: queries.figures_said(run.figures)),
    feeds=(list[str], lambda request, run: [feed.code for feed in run.feeds.all()]),
    told=(str, lambda request, run: run.told),
)


class People(Schema):
    day: date
    status: str = Field(description="observed, estimated or projected.")
    total: float
    aged65: float | None
    aged75: float | None
    alone75: float | None = Field(description="Aged 75 or more living alone.")
    households: float | None


class AreaPeople(Schema):
    area: str
    name: str
    now: People | None
    then: People | None = Field(description="In the year compared with.")
    change: float | None = Field(description="From now to then, as a part of now.")
    km2: float | None
    density: float | None = Field(description="People per km² now.")


class SexAndAge(Schema):
    day: date
    ages: list[int] = Field(description="First years of the age groups; the last is open.")
    male: list[float]
    female: list[float]


class Source(Schema):
    table: str
    source: str
    day: date


class PlacePeople(Schema):
    """An area, or the city, as its page tells of it."""

    year: int | None = Field(description="The year compared with.")
    years: list[int] = Field(description="The years that are projected.")
    now: People | None
    then: People | None
    newer: People | None = Field(description="A count that is newer than `now`.")
    path: list[People]
    ages: list[SexAndAge]
    sources: list[Source]
    areas: list[AreaPeople] = Field(description="The wards of the city, or the districts of a ward.")


class Cells(Schema):
    items: list[AreaPeople]
    next: str | None


class YearCompared(Schema):
    year: int
    numbers: list[float | None]
    bands: list[tuple[float, float] | None] = Field(description="The outermost quantiles of each one's draws.")
    apart: float | None
    part: float | None


class RunsCompared(Schema):
    total: list[YearCompared]
    aged65: list[YearCompared]
    aged75: list[YearCompared]


class ProjectionBase(Schema):
    base: str = Field(description="What a projection's `base` says to begin here.")
    table: str
    name: str
    day: date


# ── people of areas ──────────────────────────────────────────────────────────────────────────────────────────────────


def _people(figure: Figure | None) -> dict[str, Any] | None:
    return {name: getattr(figure, name) for name in People.model_fields} if figure else None


def _row(row: Row) -> dict[str, Any]:
    return {
        "area": row.area.code,
        "name": named(row.area),
        "now": _people(row.now),
        "then": _people(row.then),
        "change": row.change,
        "km2": row.km2,
        "density": row.density,
    }


def _year(known: Speaking, year: int | None) -> int | None:
    years = known.years()
    return year if year in years else queries.usual_year(years)


def _place(place: Place, known: Speaking, year: int | None, rows: Sequence[Row]) -> dict[str, Any]:
    layers = [place.now_layer, place.then_layer]
    ages = queries.common(*queries.ages_of(layers, place.areas))
    return {
        "year": year,
        "years": known.years(),
        "now": _people(place.now),
        "then": _people(place.then),
        "newer": _people(place.newer),
        "path": [_people(figure) for figure in place.years],
        "ages": [_ages(each) for each in ages if each],
        "sources": [_source(layer) for layer in dict.fromkeys(layers) if layer],
        "areas": [_row(row) for row in rows],
    }


def _ages(ages: Ages) -> dict[str, Any]:
    return {"day": ages.day, "ages": ages.ages, "male": ages.male, "female": ages.female}


def _source(layer: Layer) -> dict[str, Any]:
    return {"table": layer.table.code, "source": layer.table.source, "day": layer.day}


@router.get(
    "/people", response=PlacePeople, operation_id="people_of_the_city", summary="The city's people, and its wards'"
)
def people_of_the_city(request: ApiCall, year: Year = None) -> dict[str, Any]:
    book, today, known = request.book, request.actor.today, queries.speaking()
    year = _year(known, year)
    rows = queries.rows_of(book.wards, known, year, today, queries.areas_in_km2(book))
    return _place(queries.whole_city(book, known, year, today), known, year, rows)


@router.get("/people/{code}", response=PlacePeople, operation_id="people_of_an_area", summary="A ward's or district's")
def people_of_an_area(request: ApiCall, code: Code, year: Year = None) -> dict[str, Any]:
    book, today = request.book, request.actor.today
    area = found(book.area_by_code.get(code))
    found(area if area.kind in (Area.Kind.WARD, Area.Kind.DISTRICT) else None)
    known = queries.speaking()
    year = _year(known, year)
    parts = book.districts_of(area.pk) if area.kind == Area.Kind.WARD else []
    rows = queries.rows_of(parts, known, year, today, queries.areas_in_km2(book))
    return _place(queries.one_area(area, known, year, today), known, year, rows)


@router.get("/people-in-cells", response=Cells, operation_id="people_of_cells", summary="People by cells of 500 m")
def people_of_cells(request: ApiCall, year: Year = None, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    known = queries.speaking()
    rows = queries.cell_rows(queries.cells(request.book), known, _year(known, year), request.actor.today)
    return part_of(rows, _row, after=after, limit=limit)


# ── the staff's pages ────────────────────────────────────────────────────────────────────────────────────────────────


def _reader(request: ApiCall) -> None:
    allow(request.actor, "see_population", table=PERMISSIONS)


@router.get("/population-tables", response=TABLE.page, operation_id="population_tables", summary="Tables taken in")
def tables(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    _reader(request)
    return listed(queries.tables(), TABLE.of(request), after=after, limit=limit)


@router.get("/assumptions", response=ASSUMPTIONS.page, operation_id="assumptions", summary="Sets of assumptions")
def assumptions(request: ApiCall) -> dict[str, Any]:
    _reader(request)
    return whole(queries.assumption_sets(), ASSUMPTIONS.of(request))


@router.get(
    "/assumptions/{code}", response=ASSUMPTIONS_SHEET, operation_id="assumption_set", summary="A set, with its figures"
)
def assumption_set(request: ApiCall, code: Code) -> dict[str, Any]:
    _reader(request)
    row = found(Assumptions.objects.filter(code=code).first())
    return {**ASSUMPTIONS(request, row), "table": "".join(exports.csv_lines(sets.figures_of(row)))}


@router.get("/timetables", response=FEED.page, operation_id="timetables", summary="Timetables taken in")
def timetables(request: ApiCall) -> dict[str, Any]:
    _reader(request)
    return whole(queries.feeds(), FEED.of(request))


@router.get(
    "/beginnings", response=list[ProjectionBase], operation_id="beginnings", summary="Where a projection can begin"
)
def beginnings(request: ApiCall) -> list[dict[str, Any]]:
    allow(request.actor, "ask_run", table=PERMISSIONS)
    return [
        {"base": forms.base_key(layer), "table": layer.table.code, "name": layer.name, "day": layer.day}
        for layer in queries.beginnings()
    ]


@router.get("/projections", response=RUN.page, operation_id="projections", summary="Projections asked for")
def projections(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    _reader(request)
    return listed(Run.objects.all(), RUN.of(request), after=after, limit=limit)


@router.get(
    "/projections/compare",
    response=RunsCompared,
    operation_id="compare_projections",
    summary="Two projections year by year",
)
def compare_projections(
    request: ApiCall,
    first: Annotated[int, Query(ge=1, le=2**53)],
    second: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> dict[str, Any]:
    _reader(request)
    done = {run.pk: run for run in Run.objects.filter(result__isnull=False, pk__in=[first, second or first])}
    runs = [found(done.get(number)) for number in (first, second) if number]
    sides = [(run, queries.city_by_year(run.result)) for run in runs]
    return {measure: queries.compared(measure, sides) for measure in queries.AGES}


@router.get("/projections/{number}", response=RUN.schema, operation_id="projection", summary="A projection")
def projection(request: ApiCall, number: Number) -> dict[str, Any]:
    _reader(request)
    return RUN(request, found(Run.objects.filter(pk=number).first()))


@router.get("/travel-times", response=REACH.page, operation_id="travel_times", summary="Travel times asked for")
def travel_times(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    _reader(request)
    return listed(queries.all_reach_runs(), REACH.of(request), after=after, limit=limit)


# ── acting ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _run_form(request: ApiCall, row: None, typed: Any) -> forms.RunForm:
    allow(request.actor, "ask_run", table=PERMISSIONS)
    bases, sets = queries.beginnings(), queries.assumption_sets()
    return forms.RunForm(typed, bases=bases, sets=sets, controls=queries.controls())


def _reach_form(request: ApiCall, row: None, typed: Any) -> forms.ReachForm:
    allow(request.actor, "ask_run", table=PERMISSIONS)
    return forms.ReachForm(typed, feeds=queries.feeds())


def _job(kind: Any) -> Any:
    def about(request: ApiCall, number: int) -> Any:
        allow(request.actor, "ask_run", table=PERMISSIONS)
        return found(kind.objects.filter(pk=number).first())

    return about


def _cancelled(request: ApiCall, row: Any, cleaned: dict[str, Any]) -> Any:
    operations.cancel_job(request.actor, job=row)
    row.refresh_from_db()
    return row


add_deeds(
    router,
    [
        Deed(
            path="/projections",
            name="ask_projection",
            summary="Ask for a projection",
            form=forms.RunForm,
            made=_run_form,
            run_form=lambda request, row, form: operations.ask_run(request.actor, run=form.run(request.city)),
        ),
        Deed(
            path="/travel-times",
            name="ask_travel_times",
            summary="Ask for travel times from every cell to every counter",
            form=forms.ReachForm,
            made=_reach_form,
            run_form=lambda request, row, form: operations.ask_reach(request.actor, city=request.city, **form.asked()),
        ),
        *(
            Deed(
                path=f"/{plural}/{{number}}/cancel",
                name=f"cancel_{plural.replace('-', '_')}",
                summary="Stop it",
                form=NoForm,
                about=_job(kind),
                run=_cancelled,
            )
            for plural, kind in (("projections", Run), ("travel-times", ReachRun))
        ),
    ],
)

FileBody: Any = file_body(forms.FileForm, "PopulationFile")


@router.post(
    "/population-files", response=TakenIn, operation_id="take_population_file", summary="Take a file in, line by line"
)
def take_file(request: ApiCall, body: FileBody) -> dict[str, Any]:
    form = forms.FileForm(as_typed(body), as_file(body), kinds=files.kinds_for(request.actor))
    return taken_in(files.take_in(request.actor, request.city, request.book, **checked(form).sent()))
