"""The district's public page: partners that agreed to be named, and events to come."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Area
from wakimizu.apps.community import queries


@require_safe
def districts(request: Request) -> HttpResponse:
    groups = [(ward, request.book.districts_of(ward.pk)) for ward in request.book.wards]
    return render(request, "community/public_districts.html", {"groups": groups})


@require_safe
def district(request: Request, code: str) -> HttpResponse:
    found = request.book.area_by_code.get(code)
    if found is None or found.kind != Area.Kind.DISTRICT:
        raise Http404
    seen = queries.public_of(found, request.actor.today)
    return render(request, "community/public_district.html", {"seen": seen, "ward": request.book.ward_of(found)})
