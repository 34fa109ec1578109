"""Staff pages of proposals: the list, one with all that belongs to it, writing, and each act."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.monitoring.queries import indicators as all_indicators
from wakimizu.apps.proposals import acts, exports, forms, lineage, queries, wording
from wakimizu.apps.proposals.acts import Act
from wakimizu.apps.proposals.evidence import gathered
from wakimizu.apps.proposals.models import Proposal, Question
from wakimizu.apps.proposals.operations import deciding, proposing
from wakimizu.apps.proposals.workflow import PERMISSIONS, WAITING_FOR_HQ, ProposalState
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.paging import number_asked, older_url
from wakimizu.shared.permissions import allow, may


@staff
@require_safe
def proposals(request: Request) -> HttpResponse:
    """Proposals of the city, ours, and those that are late."""
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    form = forms.FilterForm(request.GET, book=request.book)
    given = form.cleaned_data if form.is_valid() else {}
    ward = request.book.area_by_code.get(given.get("ward", ""))
    division = request.book.office_by_code.get(given.get("office", ""))
    asked = queries.Filtered(
        given.get("which") or "all", ward.pk if ward else None, division.pk if division else None, given.get("state", "")
    )  # fmt: skip
    page = queries.proposals(request.actor, asked, number_asked(request))
    context = {
        "rows": page.rows,
        "older_url": older_url(request, page.older),
        "waiting": queries.waiting(request.actor),
        "form": form,
        "may_write": _may_begin(request),
        "here": "proposals",
    }
    return render(request, "proposals/proposals.html", context)


def _may_begin(request: Request) -> bool:
    return request.actor.ward_id is not None and may(request.actor, "write_proposal", table=PERMISSIONS)


def seen(request: Request, number: int) -> Proposal:
    """A proposal that the reader may see; before its endorsement only the ward's own people do."""
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    found = queries.proposal_numbered(number)
    if found is None:
        raise Http404
    if found.endorsed_at is None:
        allow(request.actor, "see_draft", found, table=PERMISSIONS)
    return found


@staff
@require_safe
def proposal(request: Request, number: int) -> HttpResponse:
    """One proposal, its story from above to below."""
    found = seen(request, number)
    sheet = queries.sheet(found)
    is_draft = found.endorsed_at is None
    context = {
        "sheet": sheet,
        "proposal": found,
        "acts": acts.possible(acts.PROPOSAL_ACTS, found, request.actor),
        "missing": proposing.missing_of(found) if found.state == ProposalState.DRAFT else [],
        "may_change": found.state == ProposalState.DRAFT
        and may(request.actor, "write_proposal", found, table=PERMISSIONS),
        "may_reply": found.state in WAITING_FOR_HQ and may(request.actor, "reply", found, table=PERMISSIONS),
        "may_start": found.state == ProposalState.DECIDED
        and deciding_adopted(sheet)
        and may(request.actor, "follow_proposal", found, table=PERMISSIONS),
        "evidence": wording.evidence(
            gathered(found, request.book, request.catalogue, request.actor.today) if is_draft else found.evidence, found
        ),
        "evidence_stands": not is_draft,
        "history": wording.history(found, request.book),
        "book": request.book,
        "here": "proposals",
    }
    return render(request, "proposals/proposal.html", context)


def deciding_adopted(sheet: queries.Sheet) -> bool:
    return any(each.verdict in ("adopt", "part") for each in sheet.decisions)


@staff
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write a new proposal; `?need=` begins with a need."""
    allow(request.actor, "write_proposal", table=PERMISSIONS)
    need = request.GET.get("need", "")
    chosen = [int(need)] if need.isdecimal() and len(need) < 18 else []
    ward = request.book.area(request.actor.ward_id)
    form = writing(request, request.POST or None, ward, None, chosen)
    if form.is_valid():
        office = own_office(request)
        try:
            made = proposing.draft_proposal(request.actor, office=office, content=form.content())
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The draft is kept."))
            return redirect("proposal_desk", made.pk)
    return _written(request, form, _("A proposal to HQ"), None)


def own_office(request: Request) -> Office:
    office = request.book.office(request.actor.office_id)
    if office is None:
        raise Http404
    return office


def writing(
    request: Request, sent: Any, ward: Area | None, known: queries.Sheet | None, chosen: list[int]
) -> forms.ProposalForm:
    """The form of a proposal of a ward, with what was sent or with nothing; chosen: needs that stay on offer."""
    needs = queries.needs_to_choose(ward.pk if ward else None, chosen)
    return forms.ProposalForm(
        sent, book=request.book, today=request.actor.today, ward=ward, indicators=all_indicators(),
        known=known, needs=needs, initial={"needs": [str(pk) for pk in chosen]} if chosen else {},
    )  # fmt: skip


def _written(request: Request, form: forms.ProposalForm, title: str, found: Proposal | None) -> HttpResponse:
    context = {"form": form, "title": title, "proposal": found, "here": "proposals"}
    return render(request, "proposals/writing.html", context, status=422 if form.errors else 200)


@staff
@require_http_methods(["GET", "POST"])
def change(request: Request, number: int) -> HttpResponse:
    found = seen(request, number)
    allow(request.actor, "write_proposal", found, table=PERMISSIONS)
    sheet = queries.sheet(found)
    ward, chosen = request.book.area(found.ward_id), [need.pk for need in sheet.needs]
    form = writing(request, request.POST or None, ward, sheet, chosen)
    if form.is_valid():
        try:
            proposing.change_proposal(request.actor, proposal=found, content=form.content())
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The draft is kept."))
            return redirect("proposal_desk", found.pk)
    return _written(request, form, _("Change the draft"), found)


@staff
@require_http_methods(["GET", "POST"])
def act(request: Request, number: int, name: str) -> HttpResponse:
    """One act's page; when it is done, the proposal's page."""
    found = seen(request, number)
    doing = called(acts.PROPOSAL_ACTS, name)
    allow_act(request, doing, found)
    more: dict[str, Any] = {"proposal": found, "here": "proposals"}
    if name == "decide":
        needs = deciding.needs_to_answer(found)
        more |= {"needs": needs, "voices": lineage.voices_in([need.pk for need in needs]), "previews": True}
    return act_page(request, doing, found, redirect("proposal_desk", found.pk), more)


def allow_act(request: Request, doing: Act, found: Proposal) -> None:
    """Who may do this act; once endorsed, a proposal is the mayor's to withdraw."""
    if doing.name == "withdraw" and found.endorsed_at is not None:
        allow(request.actor, "endorse", found, table=PERMISSIONS)
    allow(request.actor, doing.permission, found, table=PERMISSIONS)


def called(table: list[Act], name: str) -> Act:
    found = next((each for each in table if each.name == name), None)
    if found is None:
        raise Http404
    return found


def act_page(
    request: Request,
    doing: Act,
    row: Any,
    then: HttpResponse,
    more: dict[str, Any],
    known: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page of an act; known: what its form begins with."""
    allow(request.actor, doing.permission, row, table=PERMISSIONS)
    posted = request.POST if request.method == "POST" else None
    form = doing.form(posted, book=request.book, today=request.actor.today, initial=known)
    if "preview" in request.POST and form.is_valid():
        more |= {"preview": form.preview(), "by": request.book.office(request.actor.office_id)}
    elif form.is_valid():
        try:
            doing.run(request, row, form.cleaned_data)
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, str(doing.done))
            return then
    context = {"act": doing, "form": form, **more}
    return render(request, "proposals/act.html", context, status=422 if form.errors else 200)


@staff
@require_http_methods(["GET", "POST"])
def reply(request: Request, number: int) -> HttpResponse:
    """The ward replies to a question."""
    question = Question.objects.select_related("proposal__division").filter(pk=number).first()
    if question is None:
        raise Http404
    found = question.proposal
    replying = Act(
        "reply", _("Reply"), "reply", forms.TextForm,
        lambda asked, _row, given: proposing.reply_to(asked.actor, question=question, **given), (), _("HQ sees your reply."),
        question.text,
    )  # fmt: skip
    return act_page(
        request, replying, found, redirect("proposal_desk", found.pk), {"proposal": found, "here": "proposals"}
    )


@staff
@require_safe
def workbook(request: Request) -> HttpResponse:
    """Every proposal one may see, as a workbook."""
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    content = exports.workbook(request.actor)
    answer = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    answer["Content-Disposition"] = 'attachment; filename="proposals.xlsx"'
    return answer
