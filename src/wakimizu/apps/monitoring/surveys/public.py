"""Public pages of surveys: answer with a code, and read what was found.

A code is posted and stands in the page's hidden field; no address holds one, so no log, no history and no page that is asked
next learns it. An invitation's link or QR code carries it behind #, which browsers keep to themselves.
Whoever answers acts as a resident, signed in or not: the ledger names no post. Wrong codes are limited for each connection.
"""

from dataclasses import replace

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.ledger.actor import RESIDENT, Actor
from wakimizu.apps.monitoring.surveys import exports, forms, invitations, operations, queries
from wakimizu.apps.monitoring.surveys.desk import called, file_answer, findings
from wakimizu.apps.monitoring.surveys.models import Invitation, Survey
from wakimizu.apps.monitoring.surveys.workflow import SurveyState
from wakimizu.shared.access import connection_of
from wakimizu.shared.errors import BadInput, TooMany, WrongState


def _resident(request: Request) -> Actor:
    return replace(request.actor, role=RESIDENT, user_id=None, post_id=None, office_id=None, ward_id=None)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request) -> HttpResponse:
    """Asks for the code, then shows the questions."""
    form = forms.CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        invitation = _invited(request, form, form.cleaned_data["code"])
        if invitation is not None:
            return _questions(request, invitation, None)
    return _asks(request, form)


def _asks(request: Request, form: forms.CodeForm) -> HttpResponse:
    context = {"form": form, "surveys": queries.under_way(request.actor.today)}
    return render(request, "monitoring/survey_enter.html", context, status=422 if form.errors else 200)


def _invited(request: Request, form: forms.CodeForm, code: str) -> Invitation | None:
    """The invitation, if it can be answered with now; else the form says why not."""
    _not_guessing(request)
    try:
        return invitations.ready(code, request.actor.today)
    except (BadInput, WrongState) as refusal:
        if isinstance(refusal, BadInput):
            _guessed(request)
        form.add_error("code", str(refusal))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, code: str) -> HttpResponse:
    """Takes the answers. Without a code of this survey's it asks for one."""
    if request.method != "POST":
        return _asks(request, forms.CodeForm())
    form = forms.CodeForm(request.POST)
    invitation = _invited(request, form, form.cleaned_data["code"]) if form.is_valid() else None
    if invitation is None or invitation.batch.survey.code != code:
        return _asks(request, form)
    answers = _answer_form(request, invitation, request.POST)
    if answers.is_valid():
        try:
            survey = operations.answer_survey(_resident(request), code=form.cleaned_data["code"], given=answers.given())
        except BadInput as refusal:
            answers.refuse(refusal)
        except WrongState as refusal:
            form.add_error("code", str(refusal))
            return _asks(request, form)
        else:
            return redirect("survey_thanks", survey.code)
    return _questions(request, invitation, answers)


def _answer_form(request: Request, invitation: Invitation, posted: object) -> forms.AnswerForm:
    survey = invitation.batch.survey
    questions = queries.questions_of(survey)
    return forms.AnswerForm(
        posted, survey=survey, questions=questions, book=request.book, area=invitation.batch.area,
        initial={"code": request.POST.get("code", "")},
    )  # fmt: skip


def _questions(request: Request, invitation: Invitation, form: forms.AnswerForm | None) -> HttpResponse:
    form = form or _answer_form(request, invitation, None)
    context = {"survey": invitation.batch.survey, "form": form, "area": invitation.batch.area}
    return render(request, "monitoring/survey_questions.html", context, status=422 if form.errors else 200)


@require_safe
def thanks(request: Request, code: str) -> HttpResponse:
    return render(request, "monitoring/survey_thanks.html", {"survey": called(code)})


# ── results ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@require_safe
def surveys_public(request: Request) -> HttpResponse:
    """What is under way, and what was published."""
    context = {"surveys": queries.under_way(request.actor.today), "published": queries.published()}
    return render(request, "monitoring/surveys_public.html", context)


@require_safe
def survey_public(request: Request, code: str) -> HttpResponse:
    """A survey's published results."""
    found = _published(code)
    questions = queries.questions_of(found)
    context = {"survey": found, **findings(queries.found_by(found, request.book), questions, request)}
    return render(request, "monitoring/survey_public.html", context)


def _published(code: str) -> Survey:
    found = called(code)
    if found.state != SurveyState.PUBLISHED:
        raise Http404
    return found


@require_safe
def survey_csv(request: Request, code: str) -> HttpResponse:
    found = _published(code)
    told = queries.found_by(found, request.book)
    if told is None:
        raise Http404
    return file_answer(
        exports.estimates(found, told, queries.questions_of(found), request.book), f"survey-{found.code}"
    )


# ── guessing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _not_guessing(request: Request) -> None:
    """So many wrong codes an hour from one address, as many as voices; a right one does not count: a hall may share one line."""
    if settings.VOICES_PER_HOUR and caches["memory"].get(_counted(request), 0) >= settings.VOICES_PER_HOUR:
        raise TooMany(
            _(
                "Very many wrong codes came from your connection. Please wait an hour, or call the office that wrote to you."
            )
        )


def _guessed(request: Request) -> None:
    counts = caches["memory"]
    counts.add(_counted(request), 0, timeout=3600)
    counts.incr(_counted(request))


def _counted(request: Request) -> str:
    return f"survey-codes:{connection_of(request)}"
