"""Questions that residents decide together: asked, read through, closed. Taking part stays in the resident's browser."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from wakimizu.apps.community.deliberation import desk, forms, operations, queries
from wakimizu.apps.community.deliberation.models import Deliberation, Result, Statement
from wakimizu.apps.community.deliberation.workflow import PERMISSIONS, StatementState
from wakimizu.apps.exchange.api.acts import Code, Deed, add_deeds, checked, found
from wakimizu.apps.exchange.api.bodies import NoForm, as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed
from wakimizu.apps.exchange.api.rooms.community import router
from wakimizu.apps.exchange.api.rooms.voices import public
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.shared.permissions import allow

QUESTION = Shape(
    "Deliberation",
    Deliberation,
    "key name intro office need proposal opens closes by_code adding state attached_at",
)
STATEMENT = Shape("Statement", Statement, "number text text_en state because written_at")
RESULT = Shape("DeliberationResult", Result, "version at voters votes found")
QUESTION_SHEET = QUESTION.with_more(
    "DeliberationSheet", statements=STATEMENT.many, result=RESULT.schema | None, codes=int, codes_used=int
)
PUBLIC_QUESTION = QUESTION.with_more("PublicDeliberation", statements=STATEMENT.many, result=RESULT.schema | None)


class VoterCodes(Schema):
    codes: list[str] = Field(description="Shown this once; only digests are kept.")


@router.get("/deliberations", response=QUESTION.page, operation_id="deliberations", summary="Questions to residents")
def deliberations(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    allow(request.actor, "see_deliberations", table=PERMISSIONS)
    return listed(Deliberation.objects.all(), QUESTION.of(request), after=after, limit=limit)


@router.get("/deliberations/{code}", response=QUESTION_SHEET, operation_id="deliberation", summary="A question")
def deliberation(request: ApiCall, code: Code) -> dict[str, Any]:
    row = _seen(request, code)
    codes, used = queries.invited(row)
    return {**_told(request, row, queries.statements_of(row)), "codes": codes, "codes_used": used}


def _seen(request: ApiCall, key: str) -> Deliberation:
    allow(request.actor, "see_deliberations", table=PERMISSIONS)
    return desk.called(key)


def _told(request: ApiCall, row: Deliberation, statements: list[Statement]) -> dict[str, Any]:
    result = queries.result_of(row)
    return {
        **QUESTION(request, row),
        "statements": [STATEMENT(request, each) for each in statements],
        "result": RESULT(request, result) if result else None,
    }


@public.get(
    "/deliberations", response=QUESTION.many, operation_id="public_deliberations", summary="Questions to residents"
)
def public_deliberations(request: ApiCall) -> Any:
    return [{**QUESTION(request, row), **_about(row)} for row in queries.public_questions()]


@public.get(
    "/deliberations/{code}",
    response=PUBLIC_QUESTION,
    operation_id="public_deliberation",
    summary="A question",
    description="What was found is told once votes are no longer taken, so that it sways nobody.",
)
def public_deliberation(request: ApiCall, code: Code) -> dict[str, Any]:
    row = found(next((each for each in queries.public_questions() if each.key == code), None))
    shown = [each for each in queries.statements_of(row) if each.state == StatementState.ACCEPTED]
    told = {**_told(request, row, shown), **_about(row)}
    return {**told, "result": None} if row.takes_votes(request.actor.today) else told


def _about(row: Deliberation) -> dict[str, int | None]:
    """What a question is about, as far as anybody may read it."""
    return {
        "need": row.need_id if row.public_need else None,
        "proposal": row.proposal_id if row.public_proposal else None,
    }


# ── acting ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _form(request: ApiCall, row: Deliberation | None, typed: Any) -> forms.QuestionForm:
    if row is None:
        allow(request.actor, "keep_deliberation", table=PERMISSIONS)
    return forms.QuestionForm(typed, **desk.offered(request))


def _change(request: ApiCall, row: Deliberation, form: forms.QuestionForm) -> Deliberation:
    operations.change_question(request.actor, deliberation=form.question(row), seeds=form.seeds_given())
    return row


def _statement(request: ApiCall, number: int) -> Statement:
    rows = Statement.objects.select_related("deliberation__office")
    row: Statement = found(rows.filter(pk=number).first())
    allow(request.actor, "keep_deliberation", row.deliberation, table=PERMISSIONS)
    return row


def _act(name: str) -> Any:
    def run(request: ApiCall, row: Deliberation, _given: Any) -> Deliberation:
        desk.ACTS[name][0](request, row)
        return row

    return run


def _accept(request: ApiCall, row: Statement, _given: Any) -> Statement:
    operations.accept_statement(request.actor, statement=row)
    return row


def _reject(request: ApiCall, row: Statement, given: dict[str, Any]) -> Statement:
    operations.reject_statement(request.actor, statement=row, because=given["because"])
    return row


DEEDS = [
    Deed(
        "/deliberations", "ask_question", "A new question, as a draft", forms.QuestionForm,
        run_form=lambda request, row, form: operations.ask_question(
            request.actor, deliberation=form.question(), seeds=form.seeds_given()
        ),
        made=_form, done=_("The question is there as a draft. Look it over, then open it."),
    ),
    Deed(
        "/deliberations/{code}/change", "change_question", "Change the question", forms.QuestionForm, run_form=_change,
        about=desk.kept, made=_form, done=_("The question is changed."),
    ),
    *(
        Deed(f"/deliberations/{{code}}/{name}", f"{name}_question", f"{name.title()} the question", NoForm, _act(name), about=_seen)
        for name in desk.ACTS
    ),
    Deed(
        "/statements/{number}/accept", "accept_statement", "Show a statement to everyone", NoForm, _accept,
        about=_statement, done=_("The statement is shown to everyone."),
    ),
    Deed(
        "/statements/{number}/reject", "reject_statement", "Do not show a statement", forms.ReasonForm, _reject,
        about=_statement, done=_("The statement is not shown. Its author reads why."),
    ),
]  # fmt: skip
add_deeds(router, DEEDS)

InviteBody: Any = body_of(forms.InviteForm, name="InviteVoters")


@router.post(
    "/deliberations/{code}/invite", response=VoterCodes, operation_id="invite_voters", summary="Codes, shown this once"
)
def invite(request: ApiCall, code: Code, body: InviteBody) -> Any:
    row = desk.kept(request, code)
    form = checked(forms.InviteForm(as_typed(body)))
    made = operations.invite_voters(request.actor, deliberation=row, count=form.cleaned_data["count"])
    return {"codes": list(made)}
