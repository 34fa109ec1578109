"""Public pages of the population: the city, a ward, a district; now and in a year to come."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Area
from wakimizu.apps.population import charts, exports, queries
from wakimizu.apps.population.forms import MEASURES, LookForm, YearForm
from wakimizu.apps.population.models import Table
from wakimizu.apps.population.queries import Figure, Layer, Place, Row, Speaking
from wakimizu.apps.population.templatetags import population as words
from wakimizu.shared.charts import Path, paths
from wakimizu.shared.scoping import in_city
from wakimizu.shared.words import named


@require_safe
def population(request: Request) -> HttpResponse:
    """The city now and in a year: key numbers, pyramid, path, map, wards and districts, and where all this comes from."""
    book, today, known = request.book, request.actor.today, queries.speaking()
    years = known.years()
    has_cells = known.now(Area.Kind.MESH, today) is not None
    form = LookForm(request.GET or None, years=years, has_cells=has_cells)
    chosen = form.cleaned_data if form.is_valid() else {}
    year = chosen.get("year") or queries.usual_year(years)
    usual = "share65" if has_cells else "aged75"  # without cells all districts have the ages of the whole city
    measure, by = chosen.get("measure") or usual, chosen.get("by") or "district"
    look = {"year": year, "measure": measure, "by": by}
    km2 = queries.areas_in_km2(book)
    wards = queries.rows_of(book.wards, known, year, today, km2)
    districts = queries.rows_of(book.districts, known, year, today, km2)
    place = queries.whole_city(book, known, year, today)
    layers = _layers(known, year, today)
    context = {
        **about(place, known, year, named(request.city)),
        "form": LookForm(look, years=years, has_cells=has_cells),
        "year": year,
        "years": years,
        "wards": wards,
        "groups": _by_ward(book, districts),
        "has_density": any(row.density is not None for row in wards + districts),
        "layers": layers,
        "files": _files(told["layer"] for told in layers),
        "is_empty": place.now is None and not any(row.now for row in wards + districts),
        **_map(request, known, look, districts if any(row.now for row in districts) else wards),
    }
    return render(request, "population/population.html", context)


def about(place: Place, known: Speaking, year: int | None, name: str) -> dict[str, Any]:
    """A place with its pyramid and its path, as all pages about people show them. One statement."""
    now, then = queries.common(*queries.ages_of([place.now_layer, place.then_layer], place.areas))
    context: dict[str, Any] = {"place": place, "newer_change": None}
    if now:
        years = " / ".join(str(each.day.year) for each in (now, then) if each)
        title = _("Population pyramid of %(place)s, %(years)s") % {"place": name, "years": years}
        later = then or now
        lines = zip(charts.age_words(now.ages), now.male, now.female, later.male, later.female, strict=True)
        context |= {
            "pyramid": charts.pyramid(now, then, title),
            "pyramid_rows": list(lines)[::-1],
            "pyramid_now": now.day.year,
            "pyramid_then": then.day.year if then else None,
        }
    if len(place.years) > 1:
        path = Path("", {figure.day.year: figure.total for figure in place.years}, {})
        context["path"] = paths([path], _("People of %(place)s by year") % {"place": name})
    return context


def _by_ward(book: Directory, districts: list[Row]) -> list[dict[str, Any]]:
    groups = [(ward, [row for row in districts if row.area.parent_id == ward.pk]) for ward in book.wards]
    return [{"ward": ward, "rows": rows} for ward, rows in groups if any(row.now or row.then for row in rows)]


def _layers(known: Speaking, year: int | None, today: Any) -> list[dict[str, Any]]:
    """Where the page's figures come from, each source once for all kinds of areas it speaks for."""
    found: dict[tuple[int, Any], dict[str, Any]] = {}
    for kind in (Area.Kind.CITY, Area.Kind.WARD, Area.Kind.DISTRICT, Area.Kind.MESH):
        for layer in (known.now(kind, today), known.then(kind, year)):
            if layer:
                told = found.setdefault(
                    (layer.table.pk, layer.day), {"layer": layer, "kinds": [], "statuses": set(layer.statuses)}
                )
                told["kinds"].append(str(Area.Kind(kind).label))
                told["statuses"] |= layer.statuses
    return list(found.values())


def _files(layers: Iterable[Layer | None]) -> list[Table]:
    return list({layer.table.pk: layer.table for layer in layers if layer}.values())


# ── the map ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def value_of(row: Row, measure: str) -> float | None:
    """A measure of an area, as the map classes it."""
    figure: Figure | None = row.then if measure.endswith("_then") else row.now
    if measure in ("change", "density"):
        return row.change if measure == "change" else row.density
    if figure is None:
        return None
    return {"people": figure.total, "share65": figure.share65, "aged75": figure.aged75}[measure.removesuffix("_then")]


def rounded(value: float, measure: str) -> float:
    """As it will be written: areas that read the same are of one class."""
    return round(value, 3 if measure == "change" or measure.startswith("share") else 0)


def said(value: float, measure: str) -> str:
    if measure == "change":
        return words.change(value)
    return words.share(value) if measure.startswith("share") else words.people(value)


def _map(request: Request, known: Speaking, look: dict[str, Any], rows: list[Row]) -> dict[str, Any]:
    measure, by_cell = look["measure"], look["by"] == "cell"
    cells = queries.cells(request.book) if by_cell else []
    if by_cell:
        rows = queries.cell_rows(cells, known, look["year"], request.actor.today)
    values = {row.area.pk: rounded(value, measure) for row in rows if (value := value_of(row, measure)) is not None}
    found = charts.classes(values.values(), with_zero=measure == "change")
    label = str(MEASURES[measure])
    title = _("Map: %(measure)s") % {"measure": label}
    if by_cell:
        drawn = charts.cell_map(cells, request.book.wards, values, found, title)
    else:
        drawn = charts.area_map(
            [row.area for row in rows], values, found, {pk: said(value, measure) for pk, value in values.items()}, title
        )
    return {
        "map": drawn if found else "",
        "map_label": label,
        "map_year": look["year"] if measure == "change" or measure.endswith("_then") else None,
        "by_cell": by_cell,
        "legend": [
            (charts.key_sign(each.number), each.number, said(each.least, measure), said(each.most, measure), each.areas)
            for each in found
        ],
        "unknown": len(rows) - len(values),
        "is_drawn": not by_cell and any(row.area.outline_source.startswith("drawn") for row in rows),
        "numbered": {pk: charts.class_of(value, found) for pk, value in values.items()},
    }


# ── open data ────────────────────────────────────────────────────────────────────────────────────────────────────────


@require_safe
def population_csv(request: Request, code: str) -> StreamingHttpResponse:
    """A table that the public pages rest upon, one figure a line, or in the national form; staff get any table."""
    tables = {layer.table.code: layer.table for layer in queries.speaking().layers}
    table = tables.get(code) or (Table.objects.filter(code=code).first() if request.posts else None)
    if table is None:
        raise Http404
    national = request.GET.get("form") == "national"
    sheet = exports.national(table, request.book) if national else exports.figures(table, public=not request.posts)
    return StreamingHttpResponse(
        _in_this_city(request.city.pk, exports.csv_lines(sheet)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="population-{request.city.code}-{table.code}.csv"'},
    )


def _in_this_city(city: int, lines: Iterator[str]) -> Iterator[str]:
    """The lines are read after the request has left its city."""
    with in_city(city):
        yield from lines


# ── a ward or a district ─────────────────────────────────────────────────────────────────────────────────────────────


@require_safe
def population_area(request: Request, code: str) -> HttpResponse:
    """The people of a ward or a district: now, in a year, by age; a ward's districts beneath."""
    book, today = request.book, request.actor.today
    area = book.area_by_code.get(code)
    if area is None or area.kind not in (Area.Kind.WARD, Area.Kind.DISTRICT):
        raise Http404
    known = queries.speaking()
    years = known.years()
    form = YearForm(request.GET or None, years=years)
    year = (form.cleaned_data.get("year") if form.is_valid() else None) or queries.usual_year(years)
    place, km2 = queries.one_area(area, known, year, today), queries.areas_in_km2(book)
    parts = book.districts_of(area.pk) if area.kind == Area.Kind.WARD else []
    rows = queries.rows_of(parts, known, year, today, km2)
    context = {
        **about(place, known, year, named(area)),
        "area": area,
        "ward": book.ward_of(area) if area.kind == Area.Kind.DISTRICT else None,
        "form": YearForm({"year": year}, years=years),
        "year": year,
        "years": years,
        "km2": km2.get(area.pk),
        "density": place.now.total / km2[area.pk] if place.now and area.pk in km2 else None,
        "files": _files([place.now_layer, place.then_layer]),
        "rows": rows if any(row.now or row.then for row in rows) else [],
        "has_density": any(row.density is not None for row in rows),
    }
    return render(request, "population/area.html", context)
