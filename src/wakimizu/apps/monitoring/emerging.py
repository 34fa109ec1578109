"""Staff pages of needs that emerge: the newest scan and all before it, one asked for, one with what it found."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.monitoring import exports, maps, operations, scans, wording
from wakimizu.apps.monitoring.forms import ScanForm
from wakimizu.apps.monitoring.models import Scan
from wakimizu.apps.monitoring.scans import Emerged
from wakimizu.apps.monitoring.views import headers
from wakimizu.apps.monitoring.workflow import PERMISSIONS
from wakimizu.apps.voices.counts import heard_there
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.jobs import JobState
from wakimizu.shared.permissions import allow, may


@staff
@require_safe
def emerging(request: Request) -> HttpResponse:
    """What the newest scan found, and every scan before it."""
    allow(request.actor, "see_emerging", table=PERMISSIONS)
    rows = scans.recent()
    newest = next((row for row in rows if row.found is not None and row.state == JobState.DONE), None)
    context = {
        "scans": rows,
        "under_way": any(row.is_open for row in rows),
        **(_about(request, newest) if newest else _frame(request)),
    }
    return render(request, "monitoring/emerging.html", context)


def _frame(request: Request) -> dict[str, Any]:
    return {"here": "emerging", "may_ask": may(request.actor, "ask_scan", table=PERMISSIONS)}


def _about(request: Request, scan: Scan) -> dict[str, Any]:
    found = scans.clusters(scan, request.book, request.catalogue)
    sure = [each for each in found if each.stands_out]
    return {
        **_frame(request),
        "scan": scan,
        "topic": request.catalogue.topic_by_code.get(scan.topic),
        "sure": _told(sure),
        "others": _told([each for each in found if not each.stands_out]),
        "picture": maps.emerging(request.book, sure),
    }


def _told(found: Sequence[Emerged]) -> list[tuple[Emerged, str]]:
    return [(each, wording.emerged(each)) for each in found]


@staff
@require_http_methods(["GET", "POST"])
def ask(request: Request) -> HttpResponse:
    """Ask for a scan; the worker does it."""
    allow(request.actor, "ask_scan", table=PERMISSIONS)
    form = ScanForm(request.POST or None, topics=request.catalogue.topics)
    if form.is_valid():
        try:
            scan = operations.ask_scan(request.actor, **form.asked())
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            return redirect("emerging_scan", scan.pk)
    context = {"form": form, "title": _("Search for needs that emerge"), "submit": _("Search"), "here": "emerging"}
    return render(request, "monitoring/form.html", context, status=422 if form.errors else 200)


def seen(request: Request, number: int) -> Scan:
    allow(request.actor, "see_emerging", table=PERMISSIONS)
    found = scans.scan_numbered(number)
    if found is None:
        raise Http404
    return found


@staff
@require_safe
def scan(request: Request, number: int) -> HttpResponse:
    """How far it is while it runs; then what it found."""
    return render(request, "monitoring/scan.html", _about(request, seen(request, number)))


@staff
@require_POST
def cancel(request: Request, number: int) -> HttpResponse:
    operations.cancel_scan(request.actor, scan=seen(request, number))
    messages.success(request, _("It stops in a moment."))
    return redirect("emerging_scan", number)


def behind(request: Request, found: Scan, place: int) -> tuple[Emerged, list[Any]]:
    """The cluster in this place, and the voices behind it, each as far as one may see it."""
    rows = scans.clusters(found, request.book, request.catalogue)
    if not 1 <= place <= len(rows) or rows[place - 1].topic is None:
        raise Http404
    one = rows[place - 1]
    voices = heard_there(
        request.actor, one.since, found.until, [area.pk for area in one.areas], one.topic.pk if one.topic else 0
    )
    return one, list(voices)


@staff
@require_safe
def cluster(request: Request, number: int, place: int) -> HttpResponse:
    """One cluster: the voices behind it, each as far as one may see it."""
    found = seen(request, number)
    one, voices = behind(request, found, place)
    context = {
        **_frame(request),
        "scan": found,
        "cluster": one,
        "sentence": wording.emerged(one),
        "voices": voices,
        "hidden": sum(words is None for _voice, words in voices),
        "picture": maps.emerging(request.book, [one]),
        "book": request.book,
    }
    return render(request, "monitoring/cluster.html", context)


@staff
@require_safe
def scan_file(request: Request, number: int) -> HttpResponse:
    """Every cluster of a scan as CSV."""
    found = seen(request, number)
    rows = scans.clusters(found, request.book, request.catalogue)
    return HttpResponse(
        "".join(exports.csv_lines(exports.emerged(rows))),
        content_type="text/csv; charset=utf-8",
        headers=headers(f"emerging-{found.until:%Y%m%d}-{number}"),
    )
