"""Proposals, HQ's decisions on them, and the measures that follow."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils.datastructures import MultiValueDict
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import Field, Strict

from wakimizu.apps.exchange.api.acts import Deed, Number, add_deeds, checked, found, only_its_fields
from wakimizu.apps.exchange.api.bodies import Body, as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed
from wakimizu.apps.exchange.api.rooms.voices import public
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.monitoring.queries import indicators
from wakimizu.apps.proposals import acts, forms, measuring, queries, views, wording
from wakimizu.apps.proposals.evidence import gathered
from wakimizu.apps.proposals.models import (
    Cost,
    Decision,
    Effect,
    Measure,
    Milestone,
    Proposal,
    ProposalNote,
    Question,
)
from wakimizu.apps.proposals.operations import measures as running
from wakimizu.apps.proposals.operations import proposing
from wakimizu.apps.proposals.workflow import PERMISSIONS, Found, Fund, MeasureState, ProposalState
from wakimizu.shared.permissions import allow

router = Router()

Row = Annotated[int, Strict(), Field(ge=1, le=2**53)]
Yen = Annotated[int, Strict(), Field(ge=0, le=proposing.MOST_YEN)]
Year = Annotated[int, Strict(), Field(ge=1900, le=2200)]

PROPOSAL = Shape(
    "Proposal",
    Proposal,
    "title problem measure ward office division state written_at endorsed_at due climbed_at decided_at",
    yen=(int, lambda request, row: row.yen or 0),
)
COST = Shape("Cost", Cost, "year fund amount")
EFFECT = Shape(
    "Effect",
    Effect,
    "area year before value found found_value found_text looked_at",
    indicator=(str, lambda request, row: row.indicator.code),
)
QUESTION = Shape("ProposalQuestion", Question, "text asked_at reply replied_at")
DECISION = Shape("Decision", Decision, "verdict reason part until amount office at due answered")
NOTE = Shape("ProposalNote", ProposalNote, "about text at")
MEASURE = Shape(
    "Measure",
    Measure,
    "name note office ward begins ends state proposal closed_at conclusion",
    plan_item=(str | None, lambda request, row: row.plan_item.code if row.plan_item else None),
)
MILESTONE = Shape("Milestone", Milestone, "name due done_on")


class Fact(Schema):
    """A row of evidence: what was looked at, what it said, and its source."""

    name: str
    words: str
    source: str


class Step(Schema):
    at: datetime
    who: str
    what: str
    remark: str


STORY = {
    "costs": COST.many,
    "effects": EFFECT.many,
    "needs": list[int],
    "decisions": DECISION.many,
    "measures": list[int],
    "voices": int,
    "evidence": list[Fact],
}
PROPOSAL_SHEET = PROPOSAL.with_more(
    "ProposalSheet", **STORY, questions=QUESTION.many, notes=NOTE.many, possible=list[str], missing=list[str],
    history=list[Step],
)  # fmt: skip
PUBLIC_PROPOSAL = PROPOSAL.with_more("PublicProposal", **STORY)
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


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

Code = Annotated[str, Query(max_length=40, description="A code, as in /areas or /offices.")]


def _reader(request: ApiCall) -> None:
    allow(request.actor, "see_proposals", table=PERMISSIONS)


@router.get("/proposals", response=PROPOSAL.page, operation_id="proposals", summary="Proposals this post may see")
def proposals(
    request: ApiCall,
    which: Literal["all", "mine", "late"] = "all",
    ward: Code = "",
    division: Code = "",
    state: ProposalState | None = None,
    after: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    _reader(request)
    area = found(request.book.area_by_code.get(ward)).pk if ward else None
    office = found(request.book.office_by_code.get(division)).pk if division else None
    rows = queries.asked_for(request.actor, queries.Filtered(which, area, office, state or ""))
    return listed(rows, PROPOSAL.of(request), after=after, limit=limit)


@router.get(
    "/proposals/waiting", response=PROPOSAL.many, operation_id="proposals_waiting", summary="Proposals that wait for us"
)
def waiting(request: ApiCall) -> list[Any]:
    _reader(request)
    return [PROPOSAL(request, row) for row in queries.waiting(request.actor)]


@router.get("/proposals/{number}", response=PROPOSAL_SHEET, operation_id="proposal", summary="A proposal's whole story")
def proposal(request: ApiCall, number: Number) -> dict[str, Any]:
    row = views.seen(request, number)
    sheet = queries.sheet(row)
    drafted = row.endorsed_at is None
    evidence = gathered(row, request.book, request.catalogue, request.actor.today) if drafted else row.evidence
    return {
        **_story(request, row, sheet, wording.evidence(evidence, row)),
        "needs": [need.pk for need in sheet.needs],
        "questions": [QUESTION(request, each) for each in sheet.questions],
        "notes": [NOTE(request, each) for each in sheet.notes],
        "possible": [act.name for act in acts.possible(acts.PROPOSAL_ACTS, row, request.actor)],
        "missing": [str(each) for each in proposing.missing_of(row)] if row.state == ProposalState.DRAFT else [],
        "history": wording.history(row, request.book),
    }


def _story(request: ApiCall, row: Proposal, sheet: queries.Sheet, facts: list[wording.Fact]) -> dict[str, Any]:
    return {
        **PROPOSAL(request, row),
        "costs": [COST(request, each) for each in row.costs.all()],
        "effects": [EFFECT(request, each) for each in sheet.effects],
        "decisions": [DECISION(request, each) for each in sheet.decisions],
        "measures": [each.pk for each in sheet.measures],
        "voices": sheet.voices,
        "evidence": [{"name": str(each.label), "words": each.said, "source": str(each.source)} for each in facts],
    }


@router.get("/measures", response=MEASURE.page, operation_id="measures", summary="Measures")
def measures(
    request: ApiCall, state: MeasureState | None = None, after: Cursor = None, limit: Limit = 50
) -> dict[str, Any]:
    _reader(request)
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


@public.get("/proposals", response=PROPOSAL.page, operation_id="public_proposals", summary="What wards proposed")
def public_proposals(request: ApiCall, ward: Code = "", after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    rows = queries.public_rows()
    rows = rows.filter(ward=found(request.book.area_by_code.get(ward))) if ward else rows
    return listed(rows, PROPOSAL.of(request), after=after, limit=limit)


@public.get(
    "/proposals/{number}", response=PUBLIC_PROPOSAL, operation_id="public_proposal", summary="A proposal's story"
)
def public_proposal(request: ApiCall, number: Number) -> dict[str, Any]:
    row = found(queries.public_rows().filter(pk=number).first())
    sheet = queries.sheet(row)
    shown = [need.pk for need in sheet.needs if need.public]
    return {**_story(request, row, sheet, wording.evidence(row.evidence, row, public=True)), "needs": shown}


@public.get("/measures", response=MEASURE.page, operation_id="public_measures", summary="Measures that have begun")
def public_measures(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    rows = queries.measures_shown(public=True).select_related("plan_item")
    return listed(rows, MEASURE.of(request), after=after, limit=limit)


@public.get("/measures/{number}", response=PUBLIC_MEASURE, operation_id="public_measure", summary="A measure's course")
def public_measure(request: ApiCall, number: Number) -> dict[str, Any]:
    row = found(queries.measure_numbered(number))
    found(row if row.proposal is None or row.proposal.is_public else None)
    return _course(request, row, queries.measure_sheet(row, public=True))


# ── proposals: acting ────────────────────────────────────────────────────────────────────────────────────────────────


class CostGiven(Body):
    year: Year = Field(description="A fiscal year: this one, or one of the four that follow.")
    fund: Fund
    amount: Yen


class EffectGiven(Body):
    """How far an indicator shall move, where, by which fiscal year."""

    indicator: str = Field(max_length=60, description="Its code.")
    area: str = Field("", max_length=40, description="A ward's code; empty: the whole city.")
    year: Year
    value: float = Field(allow_inf_nan=False)


class WriteProposal(body_of(forms.ProposalForm, without=("needs",), name="ProposalWords")):  # type: ignore[misc]
    """A proposal, whole: what is left out is empty afterwards."""

    needs: list[Row] = Field(default_factory=list, max_length=1000)
    costs: list[CostGiven] = Field(default_factory=list, max_length=100)
    effects: list[EffectGiven] = Field(default_factory=list, max_length=forms.EFFECTS)


def _effects_typed(typed: MultiValueDict[str, Any], effects: list[EffectGiven]) -> None:
    for n, each in enumerate(effects):
        typed[f"indicator_{n}"], typed[f"area_{n}"] = each.indicator, each.area
        typed[f"effect_year_{n}"], typed[f"value_{n}"] = str(each.year), str(each.value)


def _proposal_typed(body: WriteProposal) -> MultiValueDict[str, Any]:
    typed = as_typed(body, without={"costs", "effects"})
    for cost in body.costs:
        typed[f"cost_{cost.year}_{cost.fund.value}"] = str(cost.amount)
    _effects_typed(typed, body.effects)
    return typed


def _new_form(request: ApiCall, row: None, typed: MultiValueDict[str, Any]) -> forms.ProposalForm:
    allow(request.actor, "write_proposal", table=PERMISSIONS)
    chosen = [int(number) for number in typed.getlist("needs")]
    form = views.writing(request, typed, request.book.area(request.actor.ward_id), None, chosen)
    return only_its_fields(form)


def _change_form(request: ApiCall, row: Proposal, typed: MultiValueDict[str, Any]) -> forms.ProposalForm:
    allow(request.actor, "write_proposal", row, table=PERMISSIONS)
    sheet = queries.sheet(row)
    chosen = [*(need.pk for need in sheet.needs), *(int(number) for number in typed.getlist("needs"))]
    return only_its_fields(views.writing(request, typed, request.book.area(row.ward_id), sheet, chosen))


def _act_form(kind: type[forms.Act]) -> Any:
    return lambda request, row, typed: kind(typed, book=request.book, today=request.actor.today)


def _proposal_act(act: acts.Act) -> Any:
    def run(request: ApiCall, row: Proposal, given: dict[str, Any]) -> Any:
        views.allow_act(request, act, row)
        return act.run(request, row, given)

    return run


def _question(request: ApiCall, number: int) -> Question:
    row: Question = found(Question.objects.select_related("proposal__division").filter(pk=number).first())
    views.seen(request, row.proposal_id)
    allow(request.actor, "reply", row.proposal, table=PERMISSIONS)
    return row


PROPOSALS = [
    Deed(
        "/proposals", "draft_proposal", "Write a proposal to HQ", forms.ProposalForm,
        run_form=lambda request, row, form: proposing.draft_proposal(
            request.actor, office=views.own_office(request), content=form.content()
        ),
        made=_new_form, body=WriteProposal, typed=_proposal_typed, done=_("The draft is kept."),
    ),
    Deed(
        "/proposals/{number}/change", "change_proposal", "Change the draft", forms.ProposalForm,
        run_form=lambda request, row, form: (
            proposing.change_proposal(request.actor, proposal=row, content=form.content()) or row
        ),
        about=views.seen, made=_change_form, body=WriteProposal, typed=_proposal_typed,
        done=_("The draft is kept."),
    ),
    *(
        Deed(
            f"/proposals/{{number}}/{act.name}", f"{act.name.replace('-', '_')}_proposal", act.label, act.form,
            _proposal_act(act), about=views.seen, made=_act_form(act.form), done=act.done,
        )
        for act in acts.PROPOSAL_ACTS
    ),
    Deed(
        "/proposal-questions/{number}/reply", "reply_about_proposal", "Reply to HQ's question", forms.TextForm,
        lambda request, row, given: proposing.reply_to(request.actor, question=row, **given),
        about=_question, made=_act_form(forms.TextForm), done=_("HQ sees your reply."),
    ),
]  # fmt: skip
add_deeds(router, PROPOSALS)


class AnswerPreview(Schema):
    """The answer as everyone behind a proposal would read it; nothing is written."""

    ending: str
    text: str
    until: date | None


DecideBody: Any = body_of(forms.DecideForm, name="DecideProposal")


@router.post(
    "/proposals/{number}/preview",
    response=AnswerPreview,
    operation_id="preview_decision",
    summary="What residents would read of a decision",
)
def preview_decision(request: ApiCall, number: Number, body: DecideBody) -> dict[str, Any]:
    row = views.seen(request, number)
    views.allow_act(request, views.called(acts.PROPOSAL_ACTS, "decide"), row)
    preview: dict[str, Any] = checked(_act_form(forms.DecideForm)(request, row, as_typed(body))).preview()
    return {**preview, "ending": force_str(preview["ending"])}


# ── measures: acting ─────────────────────────────────────────────────────────────────────────────────────────────────


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
    _effects_typed(typed, body.effects)
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
    _reader(request)
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
            about=measuring.seen, made=_act_form(act.form), done=act.done,
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
        about=_milestone, made=_act_form(forms.DayForm), done=_("The milestone is reached."),
    ),
    Deed(
        "/milestones/{number}/change", "change_milestone", "Change the milestone", forms.MilestoneChangeForm,
        lambda request, row, given: measuring.change_stone(request, row, given).measure,
        about=_milestone, made=_act_form(forms.MilestoneChangeForm), done=_("The milestone is changed."),
    ),
]  # fmt: skip
add_deeds(router, MEASURES)
