"""Staff pages of the lines: a list, one with its spendings, requesting and changing one, spending."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.proposals.budget import forms, queries, rules
from wakimizu.apps.proposals.budget.desk import PER_PAGE, around, form_page, page_url, round_of, whole
from wakimizu.apps.proposals.models import Account, BudgetLine, Measure, Proposal, Round, Spending
from wakimizu.apps.proposals.operations import budget as budgeting
from wakimizu.apps.proposals.operations import spending as spendings
from wakimizu.apps.proposals.workflow import PERMISSIONS, Fund, RoundState, Way
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.words import named

MOST_OFFERED = 200


@staff
@require_safe
def lines(request: Request, number: int) -> HttpResponse:
    """A round's lines, as many as were asked for by ward, division, account, fund or way."""
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    budget = round_of(number)
    where = _where(request)
    rows, page = queries.lines(budget, **where), whole(request.GET.get("page", "1")) or 1
    count, first = rows.count(), (page - 1) * PER_PAGE
    context = {
        **around(request, budget, "lines"),
        "lines": rows[first : first + PER_PAGE], "count": count, "first": first + 1, "last": min(first + PER_PAGE, count),
        "told": _told(request, where), "sums": queries.sums_of(rows),
        "older_url": page_url(request, page + 1) if first + PER_PAGE < count else "",
        "newer_url": page_url(request, page - 1) if page > 1 else "",
    }  # fmt: skip
    return render(request, "proposals/budget_lines.html", context)


def _where(request: Request) -> dict[str, Any]:
    """What was asked for; numbers that are none are not found."""
    asked = request.GET
    where: dict[str, Any] = {name: asked[name] for name in ("account", "fund", "way") if asked.get(name)}
    for name in ("ward", "division"):
        if name in asked:
            if asked[name] and not asked[name].isdigit():
                raise Http404
            where[name] = int(asked[name] or 0)
    return where


def _told(request: Request, where: dict[str, Any]) -> list[str]:
    """What the list is of, in words."""
    told = []
    if "ward" in where:
        told.append(named(request.book.area(where["ward"])) if where["ward"] else _("The whole city"))
    if office := request.book.office(where.get("division")):
        told.append(named(office))
    if code := where.get("account"):
        told.append(code)
    for name, kind in (("fund", Fund), ("way", Way)):
        if where.get(name) in kind.values:
            told.append(str(kind(where[name]).label))
    return told


def line_of(number: int) -> BudgetLine:
    found = queries.line_numbered(number)
    if found is None:
        raise Http404
    return found


@staff
@require_safe
def line(request: Request, number: int) -> HttpResponse:
    """One line: its way from the request to the last yen, and who may do what with it now."""
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    found = line_of(number)
    actor, budget = request.actor, found.round
    may_spend = budget.state == RoundState.ENACTED and may(actor, "spend", found, table=PERMISSIONS)
    context = {
        **around(request, budget, ""),
        "line": found,
        "spendings": queries.spendings(found),
        "left": (found.enacted or 0) - found.spent,
        "may_change": rules.takes_requests(budget, actor.today) and may(actor, "request", found, table=PERMISSIONS),
        "may_spend": may_spend,
        "steps": _steps(found),
    }
    return render(request, "proposals/budget_line.html", context)


def _steps(line: BudgetLine) -> list[tuple[Any, int | None]]:
    return [
        (_("Requested"), line.requested), (_("Assessed"), line.assessed), (_("Enacted"), line.enacted),
        (_("Spent"), line.spent if line.enacted is not None else None),
    ]  # fmt: skip


# ── requesting ───────────────────────────────────────────────────────────────────────────────────────────────────────


def requesting(request: Request, sent: Any, budget: Round, known: BudgetLine | None) -> forms.LineForm:
    proposals = Proposal.objects.filter(endorsed_at__isnull=False).exclude(state="withdrawn")
    measures = Measure.objects.exclude(state__in=["closed", "stopped"])
    if request.actor.ward_id:
        proposals, measures = proposals.filter(ward=request.actor.ward_id), measures.filter(ward=request.actor.ward_id)
    return forms.LineForm(
        sent, actor=request.actor, budget=budget, book=request.book, accounts=list(Account.objects.all()),
        proposals=proposals.order_by("-pk")[:MOST_OFFERED], measures=measures.order_by("-pk")[:MOST_OFFERED], known=known,
    )  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def line_new(request: Request, number: int) -> HttpResponse:
    allow(request.actor, "request", table=PERMISSIONS)
    return _keep(request, round_of(number), None)


@staff
@require_http_methods(["GET", "POST"])
def line_change(request: Request, number: int) -> HttpResponse:
    found = line_of(number)
    allow(request.actor, "request", found, table=PERMISSIONS)
    return _keep(request, found.round, found)


def _keep(request: Request, budget: Round, known: BudgetLine | None) -> HttpResponse:
    rules.check_takes_requests(budget, request.actor.today)
    form = requesting(request, request.POST or None, budget, known)
    if form.is_valid():
        act = budgeting.change_line if known else budgeting.request_line
        try:
            kept = act(request.actor, line=form.line())
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The request is kept."))
            return redirect("budget_line", kept.pk)
    room = next(
        (each for each in queries.under_ceilings(budget, request.book) if each.ward.pk == request.actor.ward_id), None
    )
    title = _("Change the request") if known else _("A request")
    return form_page(request, form, title, _("Keep"), budget=budget, subject=named(budget), room=room)


@staff
@require_POST
def line_drop(request: Request, number: int) -> HttpResponse:
    found = line_of(number)
    budgeting.drop_line(request.actor, line=found)
    messages.success(request, _("The request is taken back; the ledger keeps what it was."))
    return redirect("budget_lines", found.round_id)


# ── spending ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_http_methods(["GET", "POST"])
def spend(request: Request, number: int) -> HttpResponse:
    """Note what was spent of a line."""
    found = line_of(number)
    allow(request.actor, "spend", found, table=PERMISSIONS)
    form = forms.SpendingForm(request.POST or None, initial={"day": request.actor.today})
    if form.is_valid():
        try:
            spendings.note_spending(request.actor, spent=spendings.Spent(line=found, **form.cleaned_data))
        except (BadInput, WrongState) as refusal:
            field = getattr(refusal, "field", None)
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The spending is noted."))
            return redirect("budget_line", found.pk)
    left = (found.enacted or 0) - found.spent
    return form_page(request, form, _("Note a spending"), _("Note it"), budget=found.round, line=found, left=left)


@staff
@require_POST
def take_back(request: Request, number: int) -> HttpResponse:
    """Take a spending back."""
    rows = Spending.objects.select_related("line__round", "line__office")
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404
    spendings.take_back_spending(request.actor, spending=found)
    messages.success(request, _("The spending is taken back; the ledger keeps what it was."))
    return redirect("budget_line", found.line_id)
