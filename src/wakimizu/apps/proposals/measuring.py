"""Staff pages of measures: the list, one with its milestones, yen and effects, beginning one, closing one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.monitoring import wording as monitoring_words
from wakimizu.apps.monitoring.models import PlanItem
from wakimizu.apps.monitoring.queries import indicators as all_indicators
from wakimizu.apps.proposals import acts, forms, queries, wording
from wakimizu.apps.proposals.acts import Act
from wakimizu.apps.proposals.models import Measure, Milestone, Proposal
from wakimizu.apps.proposals.operations import measures as operations
from wakimizu.apps.proposals.views import act_page, called
from wakimizu.apps.proposals.workflow import PERMISSIONS, MeasureState
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput, Refusal
from wakimizu.shared.paging import number_asked, older_url
from wakimizu.shared.permissions import allow, may


@staff
@require_safe
def measures(request: Request) -> HttpResponse:
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    page = queries.measures(state=request.GET.get("state", ""), before=number_asked(request))
    context = {
        "rows": page.rows,
        "older_url": older_url(request, page.older),
        "may_start": may(request.actor, "run_measure", table=PERMISSIONS),
        "here": "measures",
    }
    return render(request, "proposals/measures.html", context)


def seen(request: Request, number: int) -> Measure:
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    found = queries.measure_numbered(number)
    if found is None:
        raise Http404
    return found


@staff
@require_safe
def measure(request: Request, number: int) -> HttpResponse:
    """One measure: milestones, yen, what was expected and what was found."""
    found = seen(request, number)
    context = {
        "measure": found,
        "sheet": queries.measure_sheet(found),
        "history": wording.history(found, request.book),
        "acts": acts.possible(acts.MEASURE_ACTS, found, request.actor),
        "may_run": may(request.actor, "run_measure", found, table=PERMISSIONS),
        "may_close": found.state == MeasureState.RUNNING
        and may(request.actor, "close_measure", found, table=PERMISSIONS),
        "here": "measures",
    }
    return render(request, "proposals/measure.html", context)


@staff
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Begin a measure: of an adopted proposal (`?proposal=`), or by the office's own decision."""
    allow(request.actor, "run_measure", table=PERMISSIONS)
    proposal = _asked_behind(request)
    office = request.book.office(request.actor.office_id)
    start: dict[str, Any] = {"office": office.code if office else ""}
    if proposal is not None:
        start |= {"name": proposal.title, "ward": proposal.ward.code if proposal.ward else "", "note": proposal.measure}
    form = forms.MeasureForm(
        request.POST or None, book=request.book, today=request.actor.today, initial=start, plan=plan_items(),
        indicators=None if proposal else all_indicators(),
    )  # fmt: skip
    if form.is_valid():
        try:
            made = operations.start_measure(request.actor, plan=form.plan(), proposal=proposal)
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The measure is kept."))
            return redirect("measure_desk", made.pk)
    context = {"form": form, "title": _("A new measure"), "proposal": proposal, "here": "measures"}
    return render(request, "proposals/form.html", context, status=422 if form.errors else 200)


def plan_items() -> list[PlanItem]:
    return list(PlanItem.objects.order_by("code"))


def _asked_behind(request: Request) -> Proposal | None:
    number = request.GET.get("proposal", "")
    return behind(request, int(number)) if number.isdecimal() and len(number) < 18 else None


def behind(request: Request, number: int) -> Proposal:
    """The endorsed proposal that a measure follows, if this post may follow it."""
    found = queries.proposal_numbered(number)
    if found is None or found.endorsed_at is None:
        raise Http404
    allow(request.actor, "follow_proposal", found, table=PERMISSIONS)
    return found


@staff
@require_http_methods(["GET", "POST"])
def change(request: Request, number: int) -> HttpResponse:
    found = seen(request, number)
    allow(request.actor, "run_measure", found, table=PERMISSIONS)
    form = forms.MeasureForm(
        request.POST or None, book=request.book, today=request.actor.today, known=found, plan=plan_items()
    )
    if form.is_valid():
        try:
            operations.change_measure(request.actor, measure=found, plan=form.plan())
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The measure is kept."))
            return redirect("measure_desk", found.pk)
    context = {"form": form, "title": _("Change the measure"), "measure": found, "here": "measures"}
    return render(request, "proposals/form.html", context, status=422 if form.errors else 200)


@staff
@require_http_methods(["GET", "POST"])
def act(request: Request, number: int, name: str) -> HttpResponse:
    found = seen(request, number)
    doing = called(acts.MEASURE_ACTS, name)
    return act_page(request, doing, found, redirect("measure_desk", found.pk), {"measure": found, "here": "measures"})


@staff
@require_http_methods(["GET", "POST"])
def milestone(request: Request, number: int) -> HttpResponse:
    """A milestone is reached."""
    stone = stone_of(number)
    reached = Act(
        "reach", _("It is reached"), "run_measure", forms.DayForm,
        lambda asked, _row, given: operations.reach_milestone(asked.actor, milestone=stone, **given), (),
        _("The milestone is reached."), stone.name,
    )  # fmt: skip
    return _stone_page(request, reached, stone)


@staff
@require_http_methods(["GET", "POST"])
def milestone_change(request: Request, number: int) -> HttpResponse:
    """A milestone was entered wrongly."""
    stone = stone_of(number)
    changed = Act(
        "change", _("Change the milestone"), "run_measure", forms.MilestoneChangeForm,
        lambda asked, _row, given: change_stone(asked, stone, given), (),
        _("The milestone is changed."), stone.name,
    )  # fmt: skip
    return _stone_page(request, changed, stone, {"name": stone.name, "due": stone.due, "on": stone.done_on})


def change_stone(request: Request, stone: Milestone, given: dict[str, Any]) -> Milestone:
    """Change a milestone, or take it out, as the form says."""
    if given.pop("drop"):
        operations.drop_milestone(request.actor, milestone=stone)
    else:
        operations.change_milestone(request.actor, milestone=stone, **given)
    return stone


def stone_of(number: int) -> Milestone:
    found = Milestone.objects.select_related("measure__office").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _stone_page(request: Request, doing: Act, stone: Milestone, known: dict[str, Any] | None = None) -> HttpResponse:
    measure, then = stone.measure, redirect("measure_desk", stone.measure_id)
    return act_page(request, doing, measure, then, {"measure": measure, "here": "measures"}, known)


@staff
@require_http_methods(["GET", "POST"])
def close(request: Request, number: int) -> HttpResponse:
    """Close a measure: what became of each of its indicators, beside what they show."""
    found = seen(request, number)
    allow(request.actor, "close_measure", found, table=PERMISSIONS)
    sheet = queries.measure_sheet(found)
    expected = queries.expectations(sheet.effects, request.book)
    said = {each.effect.pk: told(each) for each in expected}
    form = forms.CloseForm(request.POST or None, book=request.book, today=request.actor.today, effects=expected)
    if form.is_valid():
        try:
            given = form.cleaned_data
            operations.close_measure(
                request.actor,
                measure=found,
                conclusion=given["conclusion"],
                looks=form.looks(said),
                answer=given["answer"],
            )
        except BadInput as refusal:
            form.refuse(refusal)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The measure is closed."))
            return redirect("measure_desk", found.pk)
    rows = [(each, found_field, text, said[each.effect.pk]) for each, found_field, text in form.rows()]
    context = {"form": form, "measure": found, "rows": rows, "here": "measures"}
    return render(request, "proposals/closing.html", context, status=422 if form.errors else 200)


def told(each: queries.Expectation) -> list[str]:
    """What did-it-work says, in words: alone, and against the other wards."""
    indicator = each.effect.indicator
    found = [worked.alone for worked in each.worked] + [worked.compared for worked in each.worked if worked.compared]
    return [
        " ".join(filter(None, (monitoring_words.effect(one, indicator), monitoring_words.size(one, indicator))))
        for one in found
    ]
