"""Measures: what was begun of a proposal or by an office itself, and what came of it."""

from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from wakimizu.apps.exchange.api.acts import Deed, Number, add_deeds, found, only_its_fields
from wakimizu.apps.exchange.api.bodies import Body, as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed
from wakimizu.apps.exchange.api.rooms.proposals import (
    EFFECT,
    NOTE,
    EffectGiven,
    Row,
    Step,
    act_form,
    effects_typed,
    reader,
    router,
)
from wakimizu.apps.exchange.api.rooms.voices import public
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.monitoring.queries import indicators
from wakimizu.apps.proposals import acts, forms, measuring, queries, wording
from wakimizu.apps.proposals.models import Measure, Milestone
from wakimizu.apps.proposals.operations import measures as running
from wakimizu.apps.proposals.workflow import PERMISSIONS, Found, MeasureState
from wakimizu.shared.permissions import allow

MEASURE = Shape(
    "Measure",
    Measure,
    "name note office ward begins ends state proposal closed_at conclusion",
    plan_item=(str | None, lambda request, row: row.plan_item.code if row.plan_item else None),
)
MILESTONE = Shape("Milestone", Milestone, "name due done_on")
MEASURE_STORY = {
    "milestones": MILESTONE.many,
    "effects": EFFECT.many,
    "lines": list[int],
    "requested": int,
    "enacted": int,
    "spent": int,
    "voices": int,
}
MEASURE_SHEET = MEASURE.with_more(
    "MeasureSheet", **MEASURE_STORY, notes=NOTE.many, possible=list[str], history=list[Step]
)
PUBLIC_MEASURE = MEASURE.with_more("PublicMeasure", **MEASURE_STORY)


@router.get("/measures", response=MEASURE.page, operation_id="measures", summary="Measures")
def measures(
    request: ApiCall, state: MeasureState | None = None, after: Cursor = None, limit: Limit = 50
) -> dict[str, Any]:
    reader(request)
    rows = queries.measures_shown(state=state or "").select_related("plan_item")
    return listed(rows, MEASURE.of(request), after=after, limit=limit)


@router.get("/measures/{number}", response=MEASURE_SHEET, operation_id="measure", summary="Milestones, yen, effects")
def measure(request: ApiCall, number: Number) -> dict[str, Any]:
    row = measuring.seen(request, number)
    sheet = queries.measure_sheet(row)
    return {
        **_course(request, row, sheet),
        "notes": [NOTE(request, each) for each in sheet.notes],
        "possible": [act.name for act in acts.possible(acts.MEASURE_ACTS, row, request.actor)],
        "history": wording.history(row, request.book),
    }


def _course(request: ApiCall, row: Measure, sheet: queries.MeasureSheet) -> dict[str, Any]:
    yen = sheet.yen or queries.Yen(0, 0, 0)
    return {
        **MEASURE(request, row),
        "milestones": [MILESTONE(request, each) for each in sheet.milestones],
        "effects": [EFFECT(request, each) for each in sheet.effects],
        "lines": [line.pk for line in sheet.lines],
        **{name: getattr(yen, name) for name in ("requested", "enacted", "spent")},
        "voices": sheet.voices,
    }


@public.get("/measures", response=MEASURE.page, operation_id="public_measures", summary="Measures that have begun")
def public_measures(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    rows = queries.measures_shown(public=True).select_related("plan_item")
    return listed(rows, MEASURE.of(request), after=after, limit=limit)


@public.get("/measures/{number}", response=PUBLIC_MEASURE, operation_id="public_measure", summary="A measure's course")
def public_measure(request: ApiCall, number: Number) -> dict[str, Any]:
    row = found(queries.measure_numbered(number))
    found(row if row.proposal is None or row.proposal.is_public else None)
    return _course(request, row, queries.measure_sheet(row, public=True))


class StartMeasure(body_of(forms.MeasureForm, name="MeasureWords")):  # type: ignore[misc]
    """A measure of an adopted proposal, whose effects it takes over; or an office's own, with its own effects."""

    proposal: Row | None = None
    effects: list[EffectGiven] = Field(default_factory=list, max_length=forms.EFFECTS)


class Look(Body):
    """What was found of an expected effect, by its number."""

    effect: Row
    found: Found
    text: str = Field("", max_length=1000)


class CloseMeasure(body_of(forms.CloseForm, name="CloseMeasureWords")):  # type: ignore[misc]
    looks: list[Look] = Field(default_factory=list, max_length=100)


def _measure_typed(body: StartMeasure) -> MultiValueDict[str, Any]:
    typed = as_typed(body, without={"effects"})
    effects_typed(typed, body.effects)
    return typed


def _close_typed(body: CloseMeasure) -> MultiValueDict[str, Any]:
    typed = as_typed(body, without={"looks"})
    for look in body.looks:
        typed[f"found_{look.effect}"], typed[f"text_{look.effect}"] = look.found.value, look.text
    return typed


def _start_form(request: ApiCall, row: None, typed: MultiValueDict[str, Any]) -> forms.MeasureForm:
    allow(request.actor, "run_measure", table=PERMISSIONS)
    form = forms.MeasureForm(
        typed, book=request.book, today=request.actor.today, plan=measuring.plan_items(),
        indicators=None if "proposal" in typed else indicators(),
    )  # fmt: skip
    return only_its_fields(form, besides={"proposal"})


def _start(request: ApiCall, row: None, form: forms.MeasureForm) -> Measure:
    behind = measuring.behind(request, int(form.data["proposal"])) if "proposal" in form.data else None
    return running.start_measure(request.actor, plan=form.plan(), proposal=behind)


def _own_measure(request: ApiCall, number: int) -> Measure:
    row = measuring.seen(request, number)
    allow(request.actor, "run_measure", row, table=PERMISSIONS)
    return row


def _milestone(request: ApiCall, number: int) -> Milestone:
    reader(request)
    row = measuring.stone_of(number)
    allow(request.actor, "run_measure", row.measure, table=PERMISSIONS)
    return row


def _measure_act(act: acts.Act) -> Any:
    def run(request: ApiCall, row: Measure, given: dict[str, Any]) -> Any:
        allow(request.actor, act.permission, row, table=PERMISSIONS)
        return act.run(request, row, given)

    return run


def _to_close(request: ApiCall, number: int) -> Measure:
    row = measuring.seen(request, number)
    allow(request.actor, "close_measure", row, table=PERMISSIONS)
    return row


def _close_form(request: ApiCall, row: Measure, typed: MultiValueDict[str, Any]) -> forms.CloseForm:
    expected = queries.expectations(queries.measure_sheet(row).effects, request.book)
    return only_its_fields(forms.CloseForm(typed, book=request.book, today=request.actor.today, effects=expected))


def _close(request: ApiCall, row: Measure, form: forms.CloseForm) -> Measure:
    said = {each.effect.pk: measuring.told(each) for each, _found, _text in form.rows()}
    given = form.cleaned_data
    running.close_measure(
        request.actor, measure=row, conclusion=given["conclusion"], looks=form.looks(said), answer=given["answer"]
    )
    return row


MEASURES = [
    Deed(
        "/measures", "start_measure", "Enter a measure", forms.MeasureForm, run_form=_start, made=_start_form,
        body=StartMeasure, typed=_measure_typed, done=_("The measure is kept."),
    ),
    Deed(
        "/measures/{number}/change", "change_measure", "Change the measure", forms.MeasureForm,
        run_form=lambda request, row, form: running.change_measure(request.actor, measure=row, plan=form.plan()) or row,
        about=_own_measure,
        made=lambda request, row, typed: forms.MeasureForm(
            typed, book=request.book, today=request.actor.today, known=row, plan=measuring.plan_items()
        ),
        done=_("The measure is kept."),
    ),
    *(
        Deed(
            f"/measures/{{number}}/{act.name}", f"{act.name}_measure", act.label, act.form, _measure_act(act),
            about=measuring.seen, made=act_form(act.form), done=act.done,
        )
        for act in acts.MEASURE_ACTS
    ),
    Deed(
        "/measures/{number}/close", "close_measure", "Close the measure", forms.CloseForm, run_form=_close, about=_to_close,
        made=_close_form, body=CloseMeasure, typed=_close_typed, done=_("The measure is closed."),
    ),
    Deed(
        "/milestones/{number}/reach", "reach_milestone", "It is reached", forms.DayForm,
        lambda request, row, given: running.reach_milestone(request.actor, milestone=row, **given),
        about=_milestone, made=act_form(forms.DayForm), done=_("The milestone is reached."),
    ),
    Deed(
        "/milestones/{number}/change", "change_milestone", "Change the milestone", forms.MilestoneChangeForm,
        lambda request, row, given: measuring.change_stone(request, row, given).measure,
        about=_milestone, made=act_form(forms.MilestoneChangeForm), done=_("The milestone is changed."),
    ),
]  # fmt: skip
add_deeds(router, MEASURES)
