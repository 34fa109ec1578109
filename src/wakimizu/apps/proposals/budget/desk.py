"""Staff pages of a round: all rounds, one by ward, division, account and fund, who decides, its ceilings and its steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.proposals.budget import charts, forms, queries, rules
from wakimizu.apps.proposals.budget import moves as moving
from wakimizu.apps.proposals.models import Ceiling, Round
from wakimizu.apps.proposals.operations import budget as budgeting
from wakimizu.apps.proposals.workflow import PERMISSIONS, RoundState
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.words import named

LEVEL_WORDS = {
    "title": gettext_lazy("Titles (kan)"), "item": gettext_lazy("Items (ko)"), "subitem": gettext_lazy("Sub-items (moku)"),
    "node": gettext_lazy("Nodes (setsu)"),
}  # fmt: skip
PER_PAGE = 60


def round_of(number: int) -> Round:
    found = queries.round_numbered(number)
    if found is None:
        raise Http404
    return found


def around(request: Request, budget: Round, here: str) -> dict[str, Any]:
    """What every page of a round shows at its head."""
    actor = request.actor
    keeps = may(actor, "keep_rounds", table=PERMISSIONS)
    return {
        "budget": budget,
        "here": here,
        "may_keep": keeps,
        "may_request": rules.takes_requests(budget, actor.today)
        and actor.role != "policy"
        and may(actor, "request", table=PERMISSIONS),
        "late": budget.state == RoundState.OPEN and actor.today > budget.closes,
        "accounts_close": rules.accounts_close(budget),
    }


@staff
@require_safe
def rounds(request: Request) -> HttpResponse:
    """Every round with what it comes to."""
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    context = {
        "rounds": queries.rounds(),
        "may_keep": may(request.actor, "keep_rounds", table=PERMISSIONS),
        "here": "rounds",
    }
    return render(request, "proposals/budget.html", context)


@staff
@require_safe
def one_round(request: Request, number: int) -> HttpResponse:
    """A round by ward, division, account or fund."""
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    budget = round_of(number)
    way = request.GET.get("by", "ward")
    level = request.GET.get("level", "title")
    if way not in queries.WAYS_TO_SEE or level not in queries.LEVELS:
        raise Http404
    rows = queries.by(budget, way, request.book, level)
    context = {
        **around(request, budget, way),
        "rows": rows,
        "total": queries.total(rows),
        "before": queries.before(budget),
        "levels": LEVEL_WORDS if way == "account" else {},
        "level": level,
        "rooms": queries.under_ceilings(budget, request.book) if way == "ward" else [],
        "counts": queries.assessed_so_far(budget),
        "picture": charts.executed(rows) if way == "ward" and budget.state in queries.BINDING else "",
    }
    return render(request, "proposals/budget_round.html", context)


@staff
@require_safe
def who_decides(request: Request, number: int) -> HttpResponse:
    """What sits in the lump today, and what moves to the wards."""
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    budget = round_of(number)
    found = moving.moves(budget, request.book, request.actor.today)
    last = queries.before(budget)
    context = {
        **around(request, budget, "decides"),
        "moves": found,
        "before": last,
        "then": moving.moves(last, request.book, request.actor.today).all if last else None,
        "picture": charts.who_decides(found) if found.all.all else "",
        "most": max(found.divisions, key=lambda each: each.all.moved, default=None),
    }
    return render(request, "proposals/budget_decides.html", context)


# ── finance ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def form_page(request: Request, form: Any, title: str, submit: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, **more}
    return render(request, "proposals/budget_form.html", context, status=422 if form.errors else 200)


@staff
@require_http_methods(["GET", "POST"])
def round_new(request: Request) -> HttpResponse:
    allow(request.actor, "keep_rounds", table=PERMISSIONS)
    form = forms.RoundForm(request.POST or None, initial={"opens": request.actor.today})
    if form.is_valid():
        try:
            made = budgeting.open_round(request.actor, budget=form.round())
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The round is open. Set the wards' ceilings now."))
            return redirect("budget_ceilings", made.pk)
    return form_page(request, form, _("A new round"), _("Open the round"))


@staff
@require_http_methods(["GET", "POST"])
def ceilings(request: Request, number: int) -> HttpResponse:
    """Every ward's ceiling on one page."""
    allow(request.actor, "keep_rounds", table=PERMISSIONS)
    budget = round_of(number)
    kept = {each.ward_id: each for each in Ceiling.objects.filter(round=budget)}
    form = forms.CeilingsForm(request.POST or None, book=request.book, kept=kept)
    if form.is_valid():
        try:
            budgeting.keep_ceilings(request.actor, budget=budget, ceilings=form.ceilings())
        except (BadInput, WrongState) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The ceilings are kept."))
            return redirect("budget_round", budget.pk)
    context = {
        **around(request, budget, ""),
        "form": form,
        "asked": {each.ward.pk: each.asked for each in queries.under_ceilings(budget, request.book)},
    }
    return render(request, "proposals/budget_ceilings.html", context, status=422 if form.errors else 200)


def whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def page_url(request: Request, page: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(page)
    return f"?{asked.urlencode()}"


# What each step of a round is called, what it says, the button's word, and what it does.
Step = tuple[Any, Any, Any, Any, Callable[[Request, Round, dict[str, Any]], None]]
STEPS: dict[str, Step] = {
    "close": (
        gettext_lazy("Close the requests"),
        gettext_lazy("From then on no ward and no division may request or change; finance assesses every line."),
        None, gettext_lazy("The requests are closed. Assess them now."),
        lambda request, budget, said: budgeting.close_requests(request.actor, budget=budget),
    ),
    "reopen": (
        gettext_lazy("Take requests again"),
        gettext_lazy("Wards and divisions may change their lines until the day. A changed line is assessed anew."),
        gettext_lazy("Until, that day included"), gettext_lazy("Requests are taken again."),
        lambda request, budget, said: budgeting.reopen_requests(request.actor, budget=budget, closes=said["day"]),
    ),
    "enact": (
        gettext_lazy("Enter the enactment"),
        gettext_lazy("Every line is enacted as it was assessed. From then on money may be spent, and the public page shows it."),
        gettext_lazy("Enacted by the assembly on"), gettext_lazy("The round is enacted."),
        lambda request, budget, said: budgeting.enact_round(
            request.actor, budget=budget, on=said["day"], amounts=said["amounts"]
        ),
    ),
    "end": (
        gettext_lazy("Close the accounts"),
        gettext_lazy("From then on nothing is spent of this round; what was spent stays as it is."),
        None, gettext_lazy("The accounts are closed."),
        lambda request, budget, said: budgeting.close_round(request.actor, budget=budget),
    ),
}  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def step(request: Request, number: int, step: str) -> HttpResponse:
    """One step of the round, told in a sentence before it is taken."""
    allow(request.actor, "keep_rounds", table=PERMISSIONS)
    budget = round_of(number)
    if step not in STEPS:
        raise Http404
    title, words, label, done, act = STEPS[step]
    posted = request.POST if request.method == "POST" else None
    kind = forms.EnactForm if step == "enact" else forms.DayForm
    form: Any = kind(posted, label=label) if label else forms.NothingForm(posted)
    if form.is_valid():
        try:
            act(request, budget, form.cleaned_data)
        except BadInput as refusal:
            form.add_error("day" if label else None, str(refusal))
        except WrongState as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("budget_assess" if step == "close" else "budget_round", budget.pk)
    return form_page(request, form, title, title, words=words, budget=budget, subject=named(budget))
