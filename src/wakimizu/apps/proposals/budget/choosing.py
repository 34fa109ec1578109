"""What to fund: the portfolio's page (the choice under the ceilings, why, other weightings), and the assessment of the lines."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.proposals.budget import analysis, forms, queries, wording
from wakimizu.apps.proposals.budget.desk import PER_PAGE, around, page_url, round_of, whole
from wakimizu.apps.proposals.models import Round
from wakimizu.apps.proposals.operations import budget as budgeting
from wakimizu.apps.proposals.workflow import PERMISSIONS, Way
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput, WrongState
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
        **(told(found, request, wish) if found else {}),
    }  # fmt: skip
    return render(request, "proposals/budget_portfolio.html", context, status=422 if form.errors or refused else 200)


def _filled(request: Request) -> dict[str, Any]:
    """The form as it was sent, the weights filled in where they were not."""
    return {**{name: str(weight) for name, weight in analysis.WEIGHTS.items()}, **request.GET.dict()}


def _why(request: Request, known: set[int]) -> list[int]:
    asked = request.GET.get("why", "")
    return [int(asked)] if asked.isascii() and asked.isdigit() and int(asked) in known else []


def told(found: analysis.Portfolio, request: Request, wish: analysis.Wish) -> dict[str, Any]:
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


# ── assessment ───────────────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_http_methods(["GET", "POST"])
def assess(request: Request, number: int) -> HttpResponse:
    """Lines with amounts to fill in; one save for the page."""
    allow(request.actor, "keep_rounds", table=PERMISSIONS)
    budget = round_of(number)
    where = {"way": request.GET.get("way", "")}
    if (ward := request.GET.get("ward", "")).isdigit():
        where["ward"] = ward
    rows, page = queries.lines(budget, **where), max(whole(request.GET.get("page", "1")), 1)
    count, first = rows.count(), (page - 1) * PER_PAGE
    chosen = granted(request, budget) if request.GET.get("chosen") else {}
    form = forms.AssessmentForm(request.POST or None, lines=list(rows[first : first + PER_PAGE]), chosen=chosen)
    if form.is_valid():
        try:
            budgeting.assess_lines(request.actor, assessments=form.assessments())
        except (BadInput, WrongState) as refusal:
            field = getattr(refusal, "field", None)
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The assessment is kept."))
            return redirect(request.get_full_path())
    context = {
        **around(request, budget, "assess"),
        "form": form, "is_chosen": bool(chosen), "counts": queries.assessed_so_far(budget), "wards": request.book.wards, "chosen": where,
        "count": count, "first": first + 1, "last": min(first + PER_PAGE, count), "page": page,
        "is_more": first + PER_PAGE < count,
        "older_url": page_url(request, page + 1) if first + PER_PAGE < count else "",
        "newer_url": page_url(request, page - 1) if page > 1 else "",
    }  # fmt: skip
    return render(request, "proposals/budget_assess.html", context, status=422 if form.errors else 200)


def granted(request: Request, budget: Round) -> dict[int, tuple[int, str]]:
    """Line → yen and why less: the choice that the address asks for, as an assessment to begin with."""
    lines = {line.pk: line for line in queries.lines(budget, way=Way.WARD)}
    form = forms.WishForm(_filled(request), lines=set(lines))
    try:
        found = analysis.portfolio(
            budget, form.wish([]) if form.is_valid() else analysis.Wish(), request.book, request.actor.today
        )
    except ValueError:  # a line among the conditions has no proposal behind it
        return {}
    given = analysis.granted(found, budget)
    return {number: (yen, wording.less(yen, lines[number].requested)) for number, yen in given.items()}
