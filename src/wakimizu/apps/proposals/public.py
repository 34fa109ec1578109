"""Public pages: what the wards proposed, what HQ decided or owes, and the measures that follow."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.proposals import queries, wording
from wakimizu.shared.paging import number_asked, older_url


@require_safe
def proposals(request: Request) -> HttpResponse:
    ward = request.book.area_by_code.get(request.GET.get("ward", ""))
    page = queries.public_proposals(ward.pk if ward else None, number_asked(request))
    measures = queries.measures(public=True, before=number_asked(request, "measures"))
    context = {
        "rows": page.rows,
        "older_url": older_url(request, page.older),
        "late": queries.late(request.actor.today),
        "measures": measures.rows,
        "older_measures": older_url(request, measures.older, "measures"),
        "ward": ward,
        "wards": request.book.wards,
    }
    return render(request, "proposals/public.html", context)


@require_safe
def proposal(request: Request, number: int) -> HttpResponse:
    found = queries.proposal_numbered(number)
    if found is None or not found.is_public:
        raise Http404
    sheet = queries.sheet(found)
    shown = [need for need in sheet.needs if need.public]
    context = {
        "proposal": found,
        "sheet": sheet,
        "needs": shown,
        "hidden": len(sheet.needs) - len(shown),
        "evidence": wording.evidence(found.evidence, found, public=True),
        "evidence_stands": True,
        "public": True,
        "book": request.book,
    }
    return render(request, "proposals/public_proposal.html", context)


@require_safe
def measure(request: Request, number: int) -> HttpResponse:
    found = queries.measure_numbered(number)
    if found is None or (found.proposal is not None and not found.proposal.is_public):
        raise Http404
    context = {"measure": found, "sheet": queries.measure_sheet(found, public=True), "public": True}
    return render(request, "proposals/public_measure.html", context)
