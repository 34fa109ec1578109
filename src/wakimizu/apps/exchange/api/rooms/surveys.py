"""Surveys: made, invited to, closed, published. Answering stays with the code on paper, so that nobody is known."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from wakimizu.apps.exchange.api.acts import Code, Deed, add_deeds, checked, found
from wakimizu.apps.exchange.api.bodies import NoForm, as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.files import File, TakenIn, bytes_of, taken_in
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed
from wakimizu.apps.exchange.api.rooms.monitoring import router
from wakimizu.apps.exchange.api.rooms.voices import public
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.monitoring.surveys import desk, forms, imports, operations, queries
from wakimizu.apps.monitoring.surveys.models import Batch, Question, Survey
from wakimizu.apps.monitoring.surveys.workflow import PERMISSIONS, SurveyState
from wakimizu.shared.permissions import allow

SURVEY = Shape("Survey", Survey, "code name intro instrument scope owner opens closes kept_back state")
QUESTION = Shape("SurveyQuestion", Question, "code order kind text choices required indicator")


class Invitations(Schema):
    """Invitations made together: for whom, where, how many, how many have answered."""

    id: int
    name: str
    area: str | None
    size: int
    answered: int


SURVEY_SHEET = SURVEY.with_more("SurveySheet", questions=QUESTION.many, batches=list[Invitations], results=Any)
PUBLIC_SURVEY = SURVEY.with_more("PublicSurvey", questions=QUESTION.many, results=Any)


class Codes(Schema):
    """Codes just made, shown this once."""

    batch: int
    area: str | None
    codes: list[str]


@router.get("/surveys", response=SURVEY.page, operation_id="surveys", summary="Surveys")
def surveys(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    allow(request.actor, "see_surveys", table=PERMISSIONS)
    return listed(Survey.objects.all(), SURVEY.of(request), after=after, limit=limit)


@router.get("/surveys/{code}", response=SURVEY_SHEET, operation_id="survey", summary="A survey and what came of it")
def survey(request: ApiCall, code: Code) -> dict[str, Any]:
    allow(request.actor, "see_surveys", table=PERMISSIONS)
    row = desk.called(code)
    return {**_told(request, row), "batches": [_batch(each) for each in queries.invited(row)]}


def _batch(each: queries.Invited) -> dict[str, Any]:
    batch = each.batch
    area = batch.area.code if batch.area else None
    return {"id": batch.pk, "name": batch.name, "area": area, "size": batch.size, "answered": each.answered}


def _told(request: ApiCall, row: Survey) -> dict[str, Any]:
    told = queries.found_by(row, request.book)
    return {
        **SURVEY(request, row),
        "questions": [QUESTION(request, each) for each in queries.questions_of(row)],
        "results": told.to_json() if told else None,
    }


@public.get("/surveys", response=SURVEY.page, operation_id="public_surveys", summary="Surveys with published results")
def public_surveys(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    rows = Survey.objects.filter(state=SurveyState.PUBLISHED)
    return listed(rows, SURVEY.of(request), after=after, limit=limit)


@public.get("/surveys/{code}", response=PUBLIC_SURVEY, operation_id="public_survey", summary="Its published results")
def public_survey(request: ApiCall, code: Code) -> dict[str, Any]:
    row = desk.called(code)
    return _told(request, found(row if row.state == SurveyState.PUBLISHED else None))


# ── acting ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class MakeSurvey(body_of(forms.NewSurveyForm, name="MakeSurveyWords")):  # type: ignore[misc]
    questions: str = Field("", max_length=200_000, description="For an instrument of one's own: the file, as TOML.")


def _new_form(request: ApiCall, row: None, typed: MultiValueDict[str, Any]) -> forms.NewSurveyForm:
    text = typed.get("questions", "")
    files = {"file": SimpleUploadedFile("questions.toml", text.encode())} if text else {}
    return desk.new_form(request, typed, files)


def _batch_of(request: ApiCall, number: int) -> Batch:
    allow(request.actor, "see_surveys", table=PERMISSIONS)
    row: Batch = found(Batch.objects.select_related("survey__owner").filter(pk=number).first())
    return row


def _withdraw(request: ApiCall, row: Batch, _given: Any) -> Survey:
    operations.withdraw_batch(request.actor, batch=row)
    return row.survey


def _called(request: ApiCall, code: str) -> Survey:
    allow(request.actor, "see_surveys", table=PERMISSIONS)
    return desk.called(code)


def _act(name: str) -> Any:
    def run(request: ApiCall, row: Survey, _given: Any) -> Survey:
        if name == "publish":
            desk.publish(request, row)
        else:
            desk.ACTS[name][0](request.actor, survey=row)
        return row

    return run


def _change(request: ApiCall, row: Survey, form: forms.WordsForm) -> Survey:
    operations.change_survey(request.actor, survey=form.survey(row))
    return row


SURVEYS = [
    Deed(
        "/surveys", "make_survey", "A new survey, as a draft", forms.NewSurveyForm,
        run_form=lambda request, row, form: desk.make(request, form), made=_new_form, body=MakeSurvey,
        done=_("The survey is there as a draft, with its questions."),
    ),
    Deed(
        "/surveys/{code}/change", "change_survey", "Its words and days, before it begins", forms.WordsForm,
        run_form=_change, about=desk.kept, done=_("The survey is changed."),
    ),
    Deed(
        "/survey-batches/{number}/withdraw", "withdraw_batch", "Take invitations back", NoForm, _withdraw, about=_batch_of,
        done=_("These invitations are taken back; their codes are worth nothing now."),
    ),
    *(
        Deed(f"/surveys/{{code}}/{name}", f"{name}_survey", f"{name.title()} the survey", NoForm, _act(name), about=_called)
        for name in ("open", "close", "publish")
    ),
]  # fmt: skip
add_deeds(router, SURVEYS)

InviteBody: Any = body_of(forms.InviteForm, without=("form",), name="InviteToSurvey")


@router.post(
    "/surveys/{code}/invite", response=list[Codes], operation_id="invite_to_survey", summary="Codes, shown this once"
)
def invite(request: ApiCall, code: Code, body: InviteBody) -> Any:
    row = desk.kept(request, code)
    typed = as_typed(body)
    typed["form"] = "csv"
    form = checked(forms.InviteForm(typed, book=request.book))
    given = form.cleaned_data
    made = operations.invite(request.actor, survey=row, name=given["name"], areas=form.areas(), each=given["each"])
    return [
        {"batch": each.batch.pk, "area": each.batch.area.code if each.batch.area else None, "codes": each.codes}
        for each in made
    ]


@router.post("/surveys/{code}/paper", response=TakenIn, operation_id="take_in_paper", summary="Paper sheets in")
def paper(request: ApiCall, code: Code, body: File) -> Any:
    row = desk.kept(request, code)
    return taken_in(imports.import_paper(request.actor, row, request.book, bytes_of(body)))
