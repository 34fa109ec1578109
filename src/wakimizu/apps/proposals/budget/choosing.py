"""The portfolio's page: what to fund under the ceilings, why, and what another weighting would choose."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.proposals.budget import analysis, forms, queries, wording
from wakimizu.apps.proposals.budget.desk import around, round_of
from wakimizu.apps.proposals.workflow import PERMISSIONS, Way
from wakimizu.shared.access import staff
from wakimizu.shared.permissions import allow


@staff
@require_safe
def portfolio(request: Request, number: int) -> HttpResponse:
    """Help to choose. Everything it was asked with stands in the address, so that it can be passed on."""
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    budget = round_of(number)
    known = set(queries.lines(budget, way=Way.WARD).values_list("pk", flat=True))
    form = forms.WishForm(_filled(request), lines=known)
    wish = form.wish(_why(request, known)) if form.is_valid() else analysis.Wish()
    found, refused = None, ""
    try:
        found = analysis.portfolio(budget, wish, request.book, request.actor.today)
    except ValueError:  # a line among the conditions has no proposal behind it
        refused = wording.no_candidate()
    context = {
        **around(request, budget, "portfolio"),
        "form": form, "found": found, "refused": refused, "wish": wish, "is_asked": bool(request.GET),
        **(_told(found, request, wish) if found else {}),
    }  # fmt: skip
    return render(request, "proposals/budget_portfolio.html", context, status=422 if form.errors or refused else 200)


def _filled(request: Request) -> dict[str, Any]:
    """The form as it was sent, the weights filled in where they were not."""
    return {**{name: str(weight) for name, weight in analysis.WEIGHTS.items()}, **request.GET.dict()}


def _why(request: Request, known: set[int]) -> list[int]:
    asked = request.GET.get("why", "")
    return [int(asked)] if asked.isascii() and asked.isdigit() and int(asked) in known else []


def _told(found: analysis.Portfolio, request: Request, wish: analysis.Wish) -> dict[str, Any]:
    titles = {str(each.line.pk): each.line.title for each in found.candidates}
    book, value = request.book, found.answer.value
    asked = request.GET.copy()
    asked.pop("why", None)
    return {
        "verdict": wording.verdict(found),
        "conflict": [wording.limit(rule, titles, book) for rule in found.answer.conflict],
        "alone": wording.alone(found.answer.conflict, book),
        "rows": [(each, wording.reason(each, titles, book, value)) for each in found.candidates],
        "asked": asked.urlencode(),
    }
