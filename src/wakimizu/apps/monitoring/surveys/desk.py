"""Staff pages of surveys: all, one with its results, a new one, invitations, paper sheets in, files out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.monitoring.exports import csv_lines
from wakimizu.apps.monitoring.surveys import exports, forms, imports, operations, queries, results, wording
from wakimizu.apps.monitoring.surveys.models import Batch, Question, Survey
from wakimizu.apps.monitoring.surveys.operations import Made
from wakimizu.apps.monitoring.surveys.workflow import PERMISSIONS, SurveyState
from wakimizu.apps.monitoring.views import headers
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.workbooks import Sheet as File

OPEN_STATES = (SurveyState.DRAFT, SurveyState.OPEN)


@staff
@require_safe
def surveys(request: Request) -> HttpResponse:
    """Every survey: its state, how many were invited and answered."""
    allow(request.actor, "see_surveys", table=PERMISSIONS)
    may_keep = may(request.actor, "keep_survey", table=PERMISSIONS)
    return render(request, "monitoring/surveys.html", {"rows": queries.rows(), "may_keep": may_keep, "here": "surveys"})


@staff
@require_safe
def survey(request: Request, code: str) -> HttpResponse:
    """One survey: what comes next, who answered, and once it is closed its results."""
    allow(request.actor, "see_surveys", table=PERMISSIONS)
    found = called(code)
    actor = request.actor
    questions = queries.questions_of(found)
    told = queries.found_by(found, request.book)
    reads = may(actor, "read_sheets", found, table=PERMISSIONS) and found.state not in OPEN_STATES
    context = {
        "survey": found,
        "questions": questions,
        "next": wording.standing(found, actor.today),
        "batches": queries.invited(found),
        "days": queries.by_day(found),
        "wards": [
            (wording.place(ward, request.book) if ward else "", n) for ward, n in queries.by_ward(found, request.book)
        ],
        "may_keep": may(actor, "keep_survey", found, table=PERMISSIONS),
        "may_publish": may(actor, "publish_survey", found, table=PERMISSIONS),
        "may_read": reads,
        "texts": queries.texts(found, questions) if reads else [],
        "over": actor.today > found.closes,
        "here": "surveys",
        **findings(told, questions, request),
    }
    return render(request, "monitoring/survey.html", context)


def called(code: str) -> Survey:
    found = queries.called(code)
    if found is None:
        raise Http404
    return found


def findings(told: results.Results | None, questions: list[Question], request: Request) -> dict[str, Any]:
    """What the pages of results show."""
    if told is None:
        return {"results": None}
    return {
        "results": told,
        "shown": wording.shown(told, questions, request.book),
        "report": wording.report(told, request.book),
        "unknown": wording.unknown(told),
        "why": wording.why(told),
    }


def kept(request: Request, code: str) -> Survey:
    """A survey that the actor keeps."""
    found = called(code)
    allow(request.actor, "keep_survey", found, table=PERMISSIONS)
    return found


def _form(request: Request, form: Any, title: str, submit: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "here": "surveys", **more}
    return render(request, "monitoring/survey_form.html", context, status=422 if form.errors else 200)


@staff
@require_http_methods(["GET", "POST"])
def survey_new(request: Request) -> HttpResponse:
    """A survey from a ready one; it begins as a draft."""
    form = new_form(request, request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            made = make(request, form)
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The survey is there as a draft, with its questions."))
            return redirect("survey", made.code)
    return _form(request, form, _("A new survey"), _("Make the draft"), files=True)


def new_form(request: Request, sent: Any, files: Any) -> forms.NewSurveyForm:
    """The form of a new survey: of any office, or of the actor's own."""
    allow(request.actor, "keep_survey", table=PERMISSIONS)
    anywhere = request.actor.role in PERMISSIONS["keep_survey"]["anywhere"]
    only = None if anywhere else request.book.office(request.actor.office_id)
    return forms.NewSurveyForm(
        sent, files, book=request.book, today=request.actor.today, only=only, initial={"instrument": "counters"}
    )


def make(request: Request, form: forms.NewSurveyForm) -> Survey:
    chosen = form.instrument_chosen()
    return operations.make_survey(
        request.actor, survey=form.survey(chosen), questions=list(chosen.questions), indicators=chosen.indicators
    )


@staff
@require_http_methods(["GET", "POST"])
def survey_change(request: Request, code: str) -> HttpResponse:
    """Its words and days, before it begins."""
    found = kept(request, code)
    start = {name: getattr(found, name) for name in forms.WordsForm.base_fields}
    form = forms.WordsForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            operations.change_survey(request.actor, survey=form.survey(found))
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The survey is changed."))
            return redirect("survey", found.code)
    return _form(request, form, _("Change the survey"), _("Keep"), survey=found)


@staff
@require_http_methods(["GET", "POST"])
def survey_invite(request: Request, code: str) -> HttpResponse:
    """Codes, made now and shown once: as a table, or as invitations to print."""
    found = kept(request, code)
    form = forms.InviteForm(request.POST or None, book=request.book)
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            made = operations.invite(
                request.actor, survey=found, name=cleaned["name"], areas=form.areas(), each=cleaned["each"]
            )
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            return _letters(request, found, made) if cleaned["form"] == "letters" else _codes(request, found, made)
    once = _(
        "The codes are made when you press the button and shown that once; only digests are kept. Keep what you get."
    )
    return _form(request, form, _("Make invitations"), _("Make the codes"), survey=found, lead=once)


def _address(request: Request) -> str:
    return request.build_absolute_uri(reverse("survey_enter"))


def _codes(request: Request, found: Survey, made: list[Made]) -> HttpResponse:
    return file_answer(exports.made(made, _address(request), request.book), f"codes-{found.code}-{made[0].batch.pk}")


def _letters(request: Request, found: Survey, made: list[Made]) -> HttpResponse:
    letters = [{"code": code, "area": each.batch.area} for each in made for code in each.codes]
    context = {"survey": found, "letters": letters, "address": _address(request)}
    return render(request, "monitoring/survey_letters.html", context)


def file_answer(sheet: File, name: str) -> HttpResponse:
    return HttpResponse("".join(csv_lines(sheet)), content_type="text/csv; charset=utf-8", headers=headers(name))


@staff
@require_POST
def survey_withdraw(request: Request, code: str, number: int) -> HttpResponse:
    """Take a batch back that nobody answered with."""
    found = Batch.objects.select_related("survey__owner").filter(survey__code=code, pk=number).first()
    if found is None:
        raise Http404
    operations.withdraw_batch(request.actor, batch=found)
    messages.success(request, _("These invitations are taken back; their codes are worth nothing now."))
    return redirect("survey", code)


@staff
@require_http_methods(["GET", "POST"])
def survey_paper(request: Request, code: str) -> HttpResponse:
    """Paper sheets in: the whole file, or every line that is wrong."""
    found = kept(request, code)
    form, report = forms.PaperForm(request.POST or None, request.FILES or None), None
    if form.is_valid():
        try:
            report = imports.import_paper(request.actor, found, request.book, form.cleaned_data["file"].read())
        except (BadInput, WrongState) as refusal:
            form.refuse(refusal if isinstance(refusal, BadInput) else BadInput(str(refusal), "file"))
    context = {"form": form, "report": report, "survey": found, "here": "surveys"}
    return render(request, "monitoring/survey_paper.html", context, status=422 if form.errors else 200)


@staff
@require_safe
def survey_sheet(request: Request, code: str) -> HttpResponse:
    """The questionnaire on paper, A4."""
    allow(request.actor, "see_surveys", table=PERMISSIONS)
    found = called(code)
    context = {
        "survey": found,
        "questions": queries.questions_of(found),
        "ages": [wording.age(n) for n in range(len(forms.AGES))],
        "wards": request.book.wards,
    }
    return render(request, "monitoring/survey_sheet.html", context)


ACTS: dict[str, tuple[Callable[..., Any], Any]] = {
    "open": (operations.open_survey, lambda: _("The survey is under way.")),
    "close": (
        operations.close_survey,
        lambda: _("The survey is closed, and its codes are destroyed. Look the results over."),
    ),
}


@staff
@require_POST
def survey_act(request: Request, code: str, name: str) -> HttpResponse:
    """Open it, close it, publish it."""
    found = called(code)
    if name == "publish":
        publish(request, found)
        messages.success(request, _("The results are public, and the indicators have their values."))
        return redirect("survey", found.code)
    if name not in ACTS:
        raise Http404
    act, said = ACTS[name]
    act(request.actor, survey=found)
    messages.success(request, said())
    return redirect("survey", found.code)


def publish(request: Request, found: Survey) -> None:
    """The results as they are now, for everybody; the indicators get their values."""
    allow(request.actor, "publish_survey", found, table=PERMISSIONS)
    told = results.of(found, request.book)
    operations.publish_survey(
        request.actor, survey=found, results=told.to_json(), observations=results.observations(found, told, request.book),
        about=request.city,
    )  # fmt: skip


@staff
@require_safe
def survey_file(request: Request, code: str, kind: str) -> HttpResponse:
    """Estimates; sheets, protected; an empty table for paper."""
    allow(request.actor, "see_surveys", table=PERMISSIONS)
    found = called(code)
    questions = queries.questions_of(found)
    if kind == "paper":
        return file_answer(exports.paper(questions), f"paper-{found.code}")
    if kind == "sheets":
        allow(request.actor, "read_sheets", found, table=PERMISSIONS)
        if found.state in OPEN_STATES:
            raise WrongState(_("Sheets can be read when the survey is closed."))
        return file_answer(exports.sheets(found, questions, request.book), f"sheets-{found.code}")
    told = queries.found_by(found, request.book)
    if kind != "estimates" or told is None:
        raise Http404
    return file_answer(exports.estimates(found, told, questions, request.book), f"estimates-{found.code}")
