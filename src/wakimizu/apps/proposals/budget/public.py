"""The public page: what was enacted and spent, by ward and by 款, and which proposals it pays for."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.proposals.budget import charts, exports, queries
from wakimizu.apps.proposals.budget.files import table_file
from wakimizu.apps.proposals.budget.moves import people_of
from wakimizu.apps.proposals.workflow import RoundKind
from wakimizu.shared.scoping import in_city


@require_safe
def budget(request: Request, number: int | None = None) -> HttpResponse:
    """One enacted round, the newest initial one unless another is asked for; links to the others."""
    rounds = queries.rounds(public=True)
    wanted = [each for each in rounds if (each.pk == number if number else each.kind == RoundKind.INITIAL)]
    if number and not wanted:
        raise Http404
    found = next(iter(wanted or rounds), None)
    context: dict[str, Any] = {"rounds": rounds, "budget": found}
    if found:
        wards = queries.by(found, "ward", request.book)
        people = people_of(request.book, request.actor.today)
        context |= {
            "wards": [(row, row.sums.enacted / people[row.key] if people.get(row.key) else None) for row in wards],
            "titles": queries.by(found, "account", request.book),
            "total": queries.total(wards),
            "picture": charts.executed(wards),
            "lines": queries.public_lines(found),
        }
    return render(request, "proposals/budget_public.html", context)


@require_safe
def budget_csv(request: Request, number: int) -> HttpResponse:
    """An enacted round as open data, by line."""
    with in_city(request.city.pk):
        found = queries.round_numbered(number, public=True)
        if found is None:
            raise Http404
        return table_file(exports.public(found), f"budget-{found.year}-{found.pk}-{request.city.code}.csv")
