"""Staff pages: all questions, one with its statements and what was found, a new one, codes, files out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Office
from wakimizu.apps.city.queries import answerable_offices
from wakimizu.apps.community.deliberation import exports, forms, operations, queries, results, wording
from wakimizu.apps.community.deliberation.models import Deliberation, Statement
from wakimizu.apps.community.deliberation.workflow import PERMISSIONS, DeliberationState, StatementState
from wakimizu.apps.monitoring.views import headers
from wakimizu.apps.proposals.models import Proposal
from wakimizu.apps.proposals.workflow import ProposalState
from wakimizu.apps.voices.models import Need
from wakimizu.apps.voices.workflow import NeedState
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow, may, reaches

MOST_OFFERED = 100


@staff
@require_safe
def deliberations(request: Request) -> HttpResponse:
    """Every question: its state, who has voted, what waits to be read."""
    allow(request.actor, "see_deliberations", table=PERMISSIONS)
    may_keep = may(request.actor, "keep_deliberation", table=PERMISSIONS)
    return render(request, "community/deliberation/all.html", {"rows": queries.rows(), "may_keep": may_keep})


@staff
@require_safe
def deliberation(request: Request, key: str) -> HttpResponse:
    """One question: what waits, its statements, what was found."""
    allow(request.actor, "see_deliberations", table=PERMISSIONS)
    found, actor = called(key), request.actor
    statements, result = queries.statements_of(found), queries.result_of(found)
    codes, used = queries.invited(found)
    context = {
        "deliberation": found,
        "waiting": [each for each in statements if each.state == StatementState.WAITING],
        "statements": [each for each in statements if each.state != StatementState.WAITING],
        "result": result,
        "shown": wording.shown(result, statements, {}) if result else None,
        "codes": codes,
        "used": used,
        "over": actor.today > found.closes,
        "may_keep": may(actor, "keep_deliberation", found, table=PERMISSIONS),
        "may_attach": may(actor, "attach_result", found, table=PERMISSIONS)
        and bool(found.need_id or found.proposal_id),
    }
    return render(request, "community/deliberation/one.html", context)


def called(key: str) -> Deliberation:
    found = queries.called(key)
    if found is None:
        raise Http404
    return found


def kept(request: Request, key: str) -> Deliberation:
    """A question that the actor keeps."""
    found = called(key)
    allow(request.actor, "keep_deliberation", found, table=PERMISSIONS)
    return found


def _form(request: Request, form: Any, title: str, submit: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, **more}
    return render(request, "community/deliberation/form.html", context, status=422 if form.errors else 200)


def offered(request: Request) -> dict[str, Any]:
    """Offices that may keep it, and what it may be about: of the actor's own ward or office; policy's choice is the city's."""
    actor = request.actor
    anywhere = actor.role in PERMISSIONS["keep_deliberation"]["anywhere"]
    offices: list[Office] = [
        each
        for each in answerable_offices(request.book, actor.today)
        if anywhere or reaches(actor, each.pk, each.led_ward_id)
    ]
    needs = Need.objects.filter(state__in=[NeedState.ASSIGNED, NeedState.APPROVAL]).order_by("-voice_count", "-pk")
    proposals = Proposal.objects.exclude(state__in=[ProposalState.DECIDED, ProposalState.WITHDRAWN]).order_by("-pk")
    if not anywhere:
        needs = needs.filter(Q(lead=actor.office_id) | Q(lead_ward=actor.ward_id or 0) | Q(ward=actor.ward_id or 0))
        proposals = proposals.filter(
            Q(office=actor.office_id) | Q(ward=actor.ward_id or 0) | Q(division=actor.office_id)
        )
    return {"offices": offices, "needs": needs[:MOST_OFFERED], "proposals": proposals[:MOST_OFFERED]}


def _own(request: Request) -> str:
    office = request.book.office(request.actor.office_id)
    return office.code if office else ""


@staff
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """A question; it begins as a draft."""
    allow(request.actor, "keep_deliberation", table=PERMISSIONS)
    form = forms.QuestionForm(
        request.POST or None,
        initial={"about": request.GET.get("about", ""), "office": _own(request)},
        **offered(request),
    )
    if form.is_valid():
        try:
            made = operations.ask_question(request.actor, deliberation=form.question(), seeds=form.seeds_given())
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The question is there as a draft. Look it over, then open it."))
            return redirect("deliberation_desk", made.key)
    return _form(request, form, _("A new question to decide together"), _("Make the draft"))


@staff
@require_http_methods(["GET", "POST"])
def change(request: Request, key: str) -> HttpResponse:
    """Its words, days and first statements, before it opens."""
    found = kept(request, key)
    about = f"need-{found.need_id}" if found.need_id else f"proposal-{found.proposal_id}" if found.proposal_id else ""
    start = {name: getattr(found, name) for name in forms.QuestionForm.base_fields if hasattr(found, name)}
    start |= {"office": found.office.code, "about": about, "seeds": forms.written(queries.statements_of(found))}
    form = forms.QuestionForm(request.POST or None, initial=start, **offered(request))
    if form.is_valid():
        try:
            operations.change_question(request.actor, deliberation=form.question(found), seeds=form.seeds_given())
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The question is changed."))
            return redirect("deliberation_desk", found.key)
    return _form(request, form, _("Change the question"), _("Keep"), deliberation=found)


@staff
@require_http_methods(["GET", "POST"])
def invite(request: Request, key: str) -> HttpResponse:
    """Codes, made now and shown once as a table."""
    found = kept(request, key)
    form = forms.InviteForm(request.POST or None)
    if form.is_valid():
        try:
            made = operations.invite_voters(request.actor, deliberation=found, count=form.cleaned_data["count"])
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            address = request.build_absolute_uri(reverse("deliberation", args=[found.key]))
            sheet = exports.codes(made, address)
            return HttpResponse(
                "".join(exports.csv_lines(sheet)),
                content_type="text/csv; charset=utf-8",
                headers=headers(f"codes-{key}"),
            )
    once = _(
        "The codes are made when you press the button and shown that once; only digests are kept. Keep what you get."
    )
    return _form(request, form, _("Make invitation codes"), _("Make the codes"), deliberation=found, lead=once)


def _close(request: Request, found: Deliberation) -> None:
    operations.close_question(request.actor, deliberation=found, find=results.found)


def _attach(request: Request, found: Deliberation) -> None:
    result = queries.result_of(found)
    if result is None:
        raise WrongState(_("Nobody has voted, so there is nothing to attach."))
    address = request.build_absolute_uri(reverse("deliberation", args=[found.key]))
    text = wording.attached(found, result, queries.statements_of(found), address)
    operations.attach_result(request.actor, deliberation=found, text=text)


ACTS: dict[str, tuple[Callable[[Request, Deliberation], Any], Any]] = {
    "open": (
        lambda request, found: operations.open_question(request.actor, deliberation=found),
        lambda: _("The question is open. Spread its address."),
    ),
    "close": (_close, lambda: _("The question is closed. What was found stands from now on.")),
    "withdraw": (
        lambda request, found: operations.withdraw_question(request.actor, deliberation=found),
        lambda: _("The question is withdrawn; its public page is gone."),
    ),
    "attach": (_attach, lambda: _("The result is attached, as it stands.")),
}


@staff
@require_POST
def act(request: Request, key: str, name: str) -> HttpResponse:
    """Open it, close it, withdraw it, attach what was found."""
    found = called(key)
    if name not in ACTS:
        raise Http404
    do, said = ACTS[name]
    do(request, found)
    messages.success(request, said())
    return redirect("deliberation_desk", found.key)


@staff
@require_http_methods(["GET", "POST"])
def accept(request: Request, key: str, number: int) -> HttpResponse:
    """Show a statement to everyone."""
    statement = statement_in(kept(request, key), number)
    if request.method == "POST":
        operations.accept_statement(request.actor, statement=statement)
        messages.success(request, _("The statement is shown to everyone."))
    return redirect("deliberation_desk", key)


@staff
@require_http_methods(["GET", "POST"])
def reject(request: Request, key: str, number: int) -> HttpResponse:
    """Do not show a statement, with the reason its author reads."""
    found = kept(request, key)
    statement, form = statement_in(found, number), forms.ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            operations.reject_statement(request.actor, statement=statement, because=form.cleaned_data["because"])
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The statement is not shown. Its author reads why."))
            return redirect("deliberation_desk", key)
    return _form(
        request,
        form,
        _("Do not show this statement"),
        _("Do not show it"),
        deliberation=found,
        lead=f"「{statement.text}」",
    )


def statement_in(found: Deliberation, number: int) -> Statement:
    statement = queries.statement_numbered(found, number)
    if statement is None:
        raise Http404
    statement.deliberation = found
    return statement


@staff
@require_safe
def download(request: Request, key: str, kind: str) -> Any:
    """Votes, statements and the summary in the columns of Polis, row by row."""
    allow(request.actor, "see_deliberations", table=PERMISSIONS)
    found = called(key)
    if kind not in ("votes", "comments", "summary") or found.state == DeliberationState.DRAFT:
        raise Http404
    sheet = exports.sheet(found, kind, request.build_absolute_uri(reverse("deliberation", args=[key])))
    return StreamingHttpResponse(
        exports.csv_lines(sheet), content_type="text/csv; charset=utf-8", headers=headers(f"{sheet.name}-{key}")
    )
