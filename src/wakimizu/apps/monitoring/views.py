"""Public pages: the indicators the city shows, each with where its numbers come from."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.monitoring import charts, exports, plans, queries
from wakimizu.apps.monitoring.models import Indicator
from wakimizu.apps.monitoring.queries import Sheet
from wakimizu.shared.scoping import in_city
from wakimizu.shared.words import named
from wakimizu.shared.workbooks import Sheet as File

SHOWN = 12  # values in the page's table; the file has all


@require_safe
def indicators_public(request: Request) -> HttpResponse:
    """Every published indicator: its last value, where it stands, its shape."""
    return render(request, "monitoring/public.html", {"lines": queries.lines(request.book, public=True)})


@require_safe
def plan_public(request: Request) -> HttpResponse:
    """The plans of the city and the visions of its wards, each part with how far it is."""
    return render(request, "monitoring/public_plan.html", {"roots": plans.tree()})


@require_safe
def indicator_public(request: Request, code: str) -> HttpResponse:
    """One published indicator."""
    indicator = queries.indicator_called(code, public=True)
    if indicator is None:
        raise Http404
    return render(request, "monitoring/public_indicator.html", about(request, indicator))


def about(request: Request, indicator: Indicator) -> dict[str, Any]:
    """What an indicator's page shows of the place that was asked for."""
    where = queries.place_called(request.GET.get("where", ""), request.book)
    if where is None:
        raise Http404
    sheet = queries.sheet(indicator, where, request.book)
    place = named(sheet.row) if sheet.row else named(request.city)
    title = _("%(indicator)s, %(place)s") % {"indicator": named(indicator), "place": place}
    return {
        "indicator": indicator,
        "sheet": sheet,
        "place": place,
        "picture": charts.series(sheet, title),
        "shown": sheet.series[::-1][:SHOWN],
        "more": max(len(sheet.series) - SHOWN, 0),
        "groups": _groups(sheet),
        "place_code": queries.code_of(where, request.book),
    }


def _groups(sheet: Sheet) -> list[dict[str, Any]]:
    """The other places: wards, districts, offices."""
    kinds = [
        ("wards", _("Wards"), lambda row: getattr(row, "kind", "") == "ward"),
        ("districts", _("Districts"), lambda row: getattr(row, "kind", "") == "district"),
        ("offices", _("Offices"), lambda row: hasattr(row, "at_hq")),
    ]
    found = [
        {
            "name": name,
            "title": title,
            "rows": [each for each in sheet.beside if each.row is not None and fits(each.row)],
        }
        for name, title, fits in kinds
    ]
    return [group for group in found if group["rows"]]


@require_safe
def indicator_csv(request: Request, code: str) -> StreamingHttpResponse:
    """All values of an indicator; staff get those of any."""
    indicator = queries.indicator_called(code, public=not request.posts)
    if indicator is None:
        raise Http404
    return StreamingHttpResponse(
        _in_this_city(request.city.pk, exports.values([indicator], request.book)),
        content_type="text/csv; charset=utf-8",
        headers=headers(f"indicator-{indicator.code}-{request.city.code}"),
    )


def headers(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}.csv"'}


def _in_this_city(city: int, file: File) -> Iterator[str]:
    """The lines are read after the request has left its city."""
    with in_city(city):
        yield from exports.csv_lines(file)
