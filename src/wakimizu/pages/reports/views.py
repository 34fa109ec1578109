"""The reports as pages, and as PDF."""

from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.sharing.agenda import MEETS
from wakimizu.apps.voices.workflow import PERMISSIONS
from wakimizu.pages.reports import meeting, paper, yearly
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput, NotPermitted
from wakimizu.shared.permissions import allow
from wakimizu.shared.words import named

KEPT = 6 * 3600  # seconds for which the public PDF is not made anew
MOST_DAYS = 366


@require_safe
def yearly_page(request: Request, year: int) -> HttpResponse:
    context = {**yearly_facts(request, year), "frame": "base.html", "years": yearly.years_to_show(request.actor.today)}
    return render(request, "pages/report_yearly.html", context)


@require_safe
def yearly_pdf(request: Request, year: int) -> HttpResponse:
    """Made at most once in a while for each city, year and language: setting type takes a second."""
    key = f"report:{request.city.pk}:{year}:{get_language()}"
    file = cache.get(key)
    if file is None:
        context = {**yearly_facts(request, year), "city_name": named(request.city)}
        file = paper.pdf(paper.html("pages/report_yearly.html", context, yearly_title(year)))
        cache.set(key, file, KEPT)
    return _file(file, f"report-{year}.pdf")


def yearly_facts(request: Request, year: int) -> dict[str, Any]:
    """What the report of a year says; no page for a year that has none."""
    try:
        return yearly.report(year, request.actor.today, request.book, request.catalogue)
    except BadInput:
        raise Http404 from None


def yearly_title(year: int) -> str:
    return _("Yearly report %(year)d") % {"year": year}


@staff
@require_safe
def meeting_page(request: Request) -> HttpResponse:
    """The agenda; with `?as=pdf` the file."""
    context = _meeting(request)
    if request.GET.get("as") != "pdf":
        return render(request, "pages/report_meeting.html", {**context, "frame": "base.html"})
    context["city_name"] = named(request.city)
    return _file(paper.pdf(paper.html("pages/report_meeting.html", context, _("Ward mayors' meeting"))), "meeting.pdf")


def _meeting(request: Request) -> dict[str, Any]:
    """For those who sit in the meeting; others see their own desk."""
    allow(request.actor, "see_overview", table=PERMISSIONS)
    if request.actor.role not in MEETS:
        raise NotPermitted(_("This is the ward mayors' agenda. Ask your ward mayor or your division's head."))
    days = request.GET.get("days", "")
    asked = int(days) if days.isdecimal() and len(days) < 5 and 0 < int(days) <= MOST_DAYS else meeting.DAYS
    return meeting.report(request.actor, request.book, request.catalogue, asked)


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
