"""Public pages of offices and services, and the city's open data about them."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from wakimizu.apps.city import exports as city_exports
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.hours import hours_on, open_at, week
from wakimizu.apps.city.maps import box_of
from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Office
from wakimizu.apps.services import exports as service_exports
from wakimizu.apps.services.counters import counters
from wakimizu.apps.services.national import gif
from wakimizu.apps.services.public import offices
from wakimizu.apps.services.public.building import building
from wakimizu.apps.services.public.drawing import drawing
from wakimizu.shared.forms import DATE, NOT_A_DAY, NOT_AN_HOUR, TIME, offer
from wakimizu.shared.words import named
from wakimizu.shared.workbooks import Sheet

A_PAGE = 60
CSV, GEOJSON = "text/csv; charset=utf-8", "application/geo+json"


class OfficeSearch(forms.Form):
    """Which offices, and at which moment; without a day it is today, without an hour it is now."""

    q = forms.CharField(label=gettext_lazy("Name or address"), required=False, max_length=80)
    ward = forms.ChoiceField(label=gettext_lazy("Ward"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of office"), required=False)
    day = forms.DateField(label=gettext_lazy("Day"), required=False, widget=DATE, error_messages=NOT_A_DAY)
    hour = forms.TimeField(label=gettext_lazy("Hour"), required=False, widget=TIME, error_messages=NOT_AN_HOUR)
    open = forms.BooleanField(label=gettext_lazy("Only those that are open"), required=False)

    def __init__(self, *args: Any, book: Directory, now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.now = now
        kinds = {office.kind for office in book.offices.values() if office.valid_on(now.date())}
        offer(self, "ward", [("", _("All wards")), *((ward.code, named(ward)) for ward in book.wards)])
        offer(
            self,
            "kind",
            [
                ("", _("All that people visit")),
                *((kind, Office.Kind(kind).label) for kind in sorted(kinds, key=lambda kind: offices.ORDER[kind])),
            ],
        )

    @property
    def at(self) -> datetime:
        day, hour = (self.cleaned_data.get(name) for name in ("day", "hour"))
        if day is None and hour is None:
            return self.now
        first = time(12) if day and day != self.now.date() else self.now.time()
        return datetime.combine(day or self.now.date(), hour or first)


def _moment(request: Request) -> datetime:
    return timezone.localtime(request.now).replace(tzinfo=None, second=0, microsecond=0)


def _asked(request: Request) -> tuple[OfficeSearch, list[offices.Place]]:
    form = OfficeSearch(request.GET, book=request.book, now=_moment(request))
    form.is_valid()
    cleaned = form.cleaned_data
    return form, offices.find(
        request.book,
        form.at,
        words=cleaned.get("q", ""),
        ward=request.book.area_by_code.get(cleaned.get("ward", "")),
        kind=cleaned.get("kind", ""),
        only_open=bool(cleaned.get("open")),
    )


@require_safe
def offices_public(request: Request) -> HttpResponse:
    """Every office, and whether it is open now or at the moment asked for; in words and on a map of our own."""
    form, places = _asked(request)
    page = request.GET.get("page", "")
    first = int(page) * A_PAGE if page.isdecimal() and len(page) < 5 else 0
    box = box_of(request.book)
    context = {
        "form": form,
        "places": places[first : first + A_PAGE],
        "total": len(places),
        "open_total": sum(bool(place.open) for place in places),
        "at": form.at,
        "is_now": form.at == form.now,
        "older_url": _page(request, first // A_PAGE + 1) if len(places) > first + A_PAGE else "",
        "newer_url": _page(request, first // A_PAGE - 1) if first else "",
        "map": drawing(request.book, [place.office for place in places]),
        "bounds": ",".join(f"{value:.4f}" for value in box) if box else "",
        "points_url": f"{reverse('offices_points')}?{request.GET.urlencode()}",
    }
    return render(request, "services/offices_public.html", context)


def _page(request: Request, number: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(number)
    return f"?{asked.urlencode()}"


@require_safe
def offices_points(request: Request) -> JsonResponse:
    """What the map of offices shows, as GeoJSON."""
    _form, places = _asked(request)
    features = [
        {
            "type": "Feature",
            "properties": {
                "title": named(place.office),
                "url": reverse("office_public", args=[place.office.code]),
                "label": place.word,
                "tone": place.tone,
                "where": place.office.address,
            },
            "geometry": {"type": "Point", "coordinates": [place.office.lon, place.office.lat]},
        }
        for place in places
        if place.office.lat is not None and place.office.lon is not None
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type=GEOJSON)


@require_safe
def office_public(request: Request, code: str) -> HttpResponse:
    """One office: where, when, what it handles, what is known of the building, and the nearest others."""
    book, now = request.book, _moment(request)
    office = book.office_by_code.get(code)
    turn = offices.turn(book, office, now.date()) if office else None
    if office is None or not (turn or office.valid_on(now.date())):
        raise Http404
    day = turn.opens if turn and turn.opens else now.date()
    context = {
        "turn": turn,
        "is_there": office.valid_on(now.date()),
        "office": office,
        "note": city_exports.public_note(office),
        "ward": book.area(office.ward_id),
        "parent": book.office(office.parent_id),
        "place": offices.Place(
            office,
            book.area(office.ward_id),
            hours_on(office, now.date(), book.closures),
            open_at(office, now, book.closures),
        ),
        "next": offices.next_open(book, office, now),
        "week": week(office, now.date(), book.closures),
        "served": offices.served(book, office, day),
        "groups": offices.offered_here(counters(request.city), office, day),
        "building": building(office),
        "nearest": offices.nearest(book, office, now.date()),
    }
    return render(request, "services/office_public.html", context)


@require_safe
def services_public(request: Request) -> HttpResponse:
    """The catalogue for residents, by life event, found by words."""
    known, today = counters(request.city), request.actor.today
    words, stage = request.GET.get("q", "").strip()[:80], request.GET.get("stage", "")
    used = {service.stage for service in known.listed(today) if service.stage in gif.ACTIONS}
    context = {
        "groups": offices.catalogue(known, today, words=words, stage=stage if stage in used else ""),
        "query": words,
        "stage": stage,
        "stages": [
            (gif.label(kind), [(action, gif.label(action)) for action in actions if action in used])
            for kind, actions in gif.STAGES.items()
            if used & set(actions)
        ],
    }
    return render(request, "services/services_public.html", context)


@require_safe
def service_public(request: Request, code: str) -> HttpResponse:
    """One service: what to bring, what it costs, and every place that handles it."""
    known, today = counters(request.city), request.actor.today
    service = known.service_by_code.get(code)
    if service is None or not service.valid_on(today):
        raise Http404
    where = offices.offered_where(known, request.book, service, today)
    context = {
        "service": service,
        "stage_name": offices.stage_name(service.stage),
        "owner": request.book.office(service.owner_id),
        "full": [row for row in where if row.offering.level == "full" and row.office.kind != Office.Kind.KIOSK],
        "passed_on": [row for row in where if row.offering.level == "referral"],
        "kiosks": [row for row in where if row.offering.level == "full" and row.office.kind == Office.Kind.KIOSK],
        "book": request.book,
    }
    return render(request, "services/service_public.html", context)


# ── open data ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _file(lines: Any, content_type: str, name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Access-Control-Allow-Origin": "*"}
    return StreamingHttpResponse(lines, content_type=content_type, headers=headers)


@require_safe
@cache_control(public=True, max_age=3600)
def offices_csv(request: Request) -> StreamingHttpResponse:
    """公共施設一覧 in the national columns."""
    return _file(city_exports.offices_csv(request.book, request.actor.today), CSV, f"{request.city.code}_offices.csv")


@require_safe
@cache_control(public=True, max_age=3600)
def offices_geojson(request: Request) -> StreamingHttpResponse:
    lines = city_exports.offices_geojson(request.book, request.actor.today)
    return _file(lines, GEOJSON, f"{request.city.code}_offices.geojson")


@require_safe
@cache_control(public=True, max_age=3600)
def services_csv(request: Request) -> StreamingHttpResponse:
    """The catalogue of today in the columns of GIF 451-4 and ours; columns that a city keeps beside them stay inside."""
    sheet = service_exports.services(request.book, request.actor.today)
    public = len(gif.COLUMNS) + len(gif.OUR_COLUMNS)
    table = Sheet(sheet.name, sheet.columns[:public], (row[:public] for row in sheet.rows))
    return _file(service_exports.csv_lines(table), CSV, f"{request.city.code}_services.csv")
