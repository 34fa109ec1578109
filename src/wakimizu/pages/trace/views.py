"""One page for every walk: for staff, for anybody, and for who holds a receipt."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.monitoring.models import Indicator
from wakimizu.apps.proposals.models import BudgetLine, Measure, Proposal
from wakimizu.apps.proposals.workflow import PERMISSIONS
from wakimizu.apps.voices.models import Need, Voice
from wakimizu.apps.voices.queries import voice_for
from wakimizu.apps.voices.workflow import PERMISSIONS as VOICE_PERMISSIONS
from wakimizu.pages.trace import picture
from wakimizu.pages.trace.walking import STARTS, Seeds, Sight, begun_at, walk
from wakimizu.shared.access import staff
from wakimizu.shared.paging import number_asked, older_url
from wakimizu.shared.permissions import allow


@staff
@require_safe
def trace(request: Request, kind: str, key: str) -> HttpResponse:
    """For staff: what their post reaches."""
    return _page(request, Sight(request.actor, public=False), kind, start_for_staff(request, kind, key))


def start_for_staff(request: Request, kind: str, key: str) -> Any:
    """Where a path begins, for a post that may see it."""
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    start = _start(kind, key)
    sight = Sight(request.actor, public=False)
    if isinstance(start, Voice):
        allow(request.actor, "see_voice", start, table=VOICE_PERMISSIONS)
    elif (isinstance(start, Need) and not sight.need(start)) or not _open_to(sight, start):
        raise Http404
    return start


@require_safe
def public_trace(request: Request, kind: str, key: str) -> HttpResponse:
    """For anybody, where the beginning itself is public. A voice is followed by its receipt only."""
    return _page(request, Sight(request.actor, public=True), kind, start_for_anybody(request, kind, key))


def start_for_anybody(request: Request, kind: str, key: str) -> Any:
    """Where a path begins that is public."""
    start = _start(kind, key)
    if isinstance(start, Voice) or not _open_to(Sight(request.actor, public=True), start):
        raise Http404
    return start


@require_safe
def path_of_a_voice(request: Request, receipt: str) -> HttpResponse:
    """The whole way of one's own voice."""
    voice = voice_for(receipt)
    if voice is None:
        raise Http404
    answer = _page(request, Sight(request.actor, public=True), "voice", voice)
    answer["Cache-Control"] = "no-store"
    return answer


def _start(kind: str, key: str) -> Any:
    start = begun_at(kind, key)
    if start is None:
        raise Http404
    return start


def _open_to(sight: Sight, start: Any) -> bool:
    """Whether the beginning itself may be seen."""
    match start:
        case Need():
            return sight.need(start)
        case Proposal():
            return sight.proposal(start)
        case Measure():
            return start.proposal is None or sight.proposal(start.proposal)
        case BudgetLine():
            return sight.line(start)
        case Indicator():
            return start.public or not sight.public
        case _:
            return not sight.public


def _page(request: Request, sight: Sight, kind: str, start: Any) -> HttpResponse:
    since = {"older": number_asked(request, "older")} if kind == "indicator" else {}
    seeds: Seeds = STARTS[kind](sight.actor.city_id, start.pk, **since)
    found = walk(sight, seeds, before=number_asked(request, "before"))
    own = isinstance(start, Voice)
    context = {
        "kind": kind,
        "start": start,
        "trace": found,
        "public": sight.public,
        "backwards": seeds.backwards,
        "own": own,
        "earlier_url": f"?older={seeds.older}" if seeds.older else "",
        "is_earlier": bool(since.get("older")),
        "others": max(found.voices.count - 1, 0) if own else found.voices.count,
        "steps": picture.steps(found, kind),
        "months": picture.months(found.voices.months),
        "older_url": older_url(request, found.voices.more),
        "back": reverse("voice_track", args=[start.receipt]) if own and sight.public else "",
        "book": request.book,
        "here": "trace",
    }
    return render(request, "pages/trace.html", context)
