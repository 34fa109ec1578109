"""Pages of the community room: `visits`, `partners`, `cases` (with loans and help), `offline`, `public`."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Area
from wakimizu.apps.community import queries
from wakimizu.shared.errors import NotPermitted


def form_page(request: Request, form: Any, title: Any, submit: Any, **more: Any) -> HttpResponse:
    """A form on a page of its own. back: where it came from, as (address, words)."""
    context = {"form": form, "title": title, "submit": submit, **more}
    return render(request, "community/form.html", context, status=422 if form.errors else 200)


def page_of(request: Request, rows: QuerySet[Any]) -> dict[str, Any]:
    """A page of a list, from `?skip=` on, and the address of the next."""
    skip = number_in(request.GET.get("skip", ""))
    found = queries.page(rows, skip)
    asked = request.GET.copy()
    asked["skip"] = str(skip + queries.PAGE)
    more = f"?{asked.urlencode()}" if len(found) > queries.PAGE else ""
    return {"rows": found[: queries.PAGE], "older_url": more}


def number_in(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def or_404(row: Any) -> Any:
    if row is None:
        raise Http404
    return row


def own_ward(request: Request, refusal: Any) -> Area:
    """The ward of who writes; the refusal's sentence for those without one."""
    ward = request.book.area(request.actor.ward_id)
    if ward is None:
        raise NotPermitted(refusal)
    return ward


def wards_of(request: Request) -> list[Area]:
    """The wards whose partners and visits one sees."""
    seen = queries.seen_ward(request.actor)
    return [ward for ward in request.book.wards if seen is None or ward.pk == seen]
