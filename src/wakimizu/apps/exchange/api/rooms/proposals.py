"""Proposals, what HQ asks about them, and its decisions."""

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
from wakimizu.apps.proposals import acts, forms, queries, views, wording
from wakimizu.apps.proposals.evidence import gathered
from wakimizu.apps.proposals.models import Cost, Decision, Effect, Proposal, ProposalNote, Question
from wakimizu.apps.proposals.operations import proposing
from wakimizu.apps.proposals.workflow import PERMISSIONS, Fund, ProposalState
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


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

Code = Annotated[str, Query(max_length=40, description="A code, as in /areas or /offices.")]


def reader(request: ApiCall) -> None:
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
    reader(request)
    area = found(request.book.area_by_code.get(ward)).pk if ward else None
    office = found(request.book.office_by_code.get(division)).pk if division else None
    rows = queries.asked_for(request.actor, queries.Filtered(which, area, office, state or ""))
    return listed(rows, PROPOSAL.of(request), after=after, limit=limit)


@router.get(
    "/proposals/waiting", response=PROPOSAL.many, operation_id="proposals_waiting", summary="Proposals that wait for us"
)
def waiting(request: ApiCall) -> list[Any]:
    reader(request)
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


# ── acting ───────────────────────────────────────────────────────────────────────────────────────────────────────────


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


def effects_typed(typed: MultiValueDict[str, Any], effects: list[EffectGiven]) -> None:
    for n, each in enumerate(effects):
        typed[f"indicator_{n}"], typed[f"area_{n}"] = each.indicator, each.area
        typed[f"effect_year_{n}"], typed[f"value_{n}"] = str(each.year), str(each.value)


def _proposal_typed(body: WriteProposal) -> MultiValueDict[str, Any]:
    typed = as_typed(body, without={"costs", "effects"})
    for cost in body.costs:
        typed[f"cost_{cost.year}_{cost.fund.value}"] = str(cost.amount)
    effects_typed(typed, body.effects)
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


def act_form(kind: type[forms.Act]) -> Any:
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
            _proposal_act(act), about=views.seen, made=act_form(act.form), done=act.done,
        )
        for act in acts.PROPOSAL_ACTS
    ),
    Deed(
        "/proposal-questions/{number}/reply", "reply_about_proposal", "Reply to HQ's question", forms.TextForm,
        lambda request, row, given: proposing.reply_to(request.actor, question=row, **given),
        about=_question, made=act_form(forms.TextForm), done=_("HQ sees your reply."),
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
    preview: dict[str, Any] = checked(act_form(forms.DecideForm)(request, row, as_typed(body))).preview()
    return {**preview, "ending": force_str(preview["ending"])}
