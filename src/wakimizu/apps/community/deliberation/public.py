"""Public pages: vote on one statement after another, add one's own, see where one stands and what all share.

Every step is a form that works by itself; htmx only saves the page from being built anew. Whoever takes part acts as a resident,
signed in or not. What cannot be taken is a sentence on the page, never an error page, and what was said before stays.
"""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.community.deliberation import browsers, forms, operations, queries, wording
from wakimizu.apps.community.deliberation.models import Deliberation, Statement
from wakimizu.apps.community.deliberation.workflow import Adding, Choice, StatementState
from wakimizu.apps.ledger.actor import RESIDENT, Actor
from wakimizu.shared.errors import BadInput, Refusal


def _resident(request: Request) -> Actor:
    return replace(request.actor, role=RESIDENT, user_id=None, post_id=None, office_id=None, ward_id=None)


def _public(key: str) -> Deliberation:
    found = queries.called(key)
    if found is None or not found.is_public:
        raise Http404
    return found


@require_safe
def questions(request: Request) -> HttpResponse:
    """What is under way, and what was decided together."""
    rows = queries.public_questions()
    context = {
        "under_way": [each for each in rows if each.takes_votes(request.actor.today)],
        "coming": [each for each in rows if each.state == "open" and each.opens > request.actor.today],
        "ended": [
            each for each in rows if each.state == "closed" or each.closes < request.actor.today
        ],
    }  # fmt: skip
    return render(request, "community/deliberation/public.html", context)


@require_safe
def question(request: Request, key: str) -> HttpResponse:
    return _page(request, _public(key))


def _page(request: Request, found: Deliberation, **forms_refused: Any) -> HttpResponse:
    """The page: a statement to vote on, one's own, where one stands. A constant number of statements."""
    today = request.actor.today
    digest = browsers.digest(found, browsers.token_of(request))
    turn, result = queries.turn(found, digest), queries.result_of(found)
    sees = bool(turn.said) or not found.takes_votes(today)
    context = {
        "deliberation": found,
        "turn": turn,
        "choices": Choice,
        "said": [(each, Choice(turn.said[each.number])) for each in turn.shown if each.number in turn.said],
        "takes_votes": found.takes_votes(today),
        "not_begun": today < found.opens,
        "asks_code": found.by_code and turn.voter is None and found.takes_votes(today),
        "may_add": found.adding != Adding.NOBODY and found.takes_votes(today),
        "say": forms.SayForm(),
        "code": forms.CodeForm(),
        "result": result,
        "shown": wording.shown(result, turn.shown, turn.said) if result and sees else None,
        "sees": sees,
        **forms_refused,
    }
    return render(request, "community/deliberation/question.html", context, status=422 if forms_refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: Request, key: str, number: int) -> HttpResponse:
    """Takes a vote and leads on to the next statement."""
    if request.method != "POST":
        return redirect("deliberation", key)
    statement = queries.to_vote_on(request.city.pk, key, number)
    if statement is None or not statement.deliberation.is_public:
        raise Http404
    known = browsers.token_of(request)
    token = known or browsers.new_token()
    try:
        browsers.not_a_flood(request, "votes", browsers.VOTES)
        said = _cast(request, statement, token)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("deliberation", key)
    if said:
        messages.info(request, said)
    return _on(key, token, known)


def _cast(request: Request, statement: Statement, token: str) -> str:
    found = statement.deliberation
    value = {"1": Choice.AGREE, "-1": Choice.DISAGREE, "0": Choice.PASS}.get(request.POST.get("value", ""))
    if value is None:
        raise BadInput(_("Choose one of the three buttons."), "value")
    before = operations.cast_vote(
        _resident(request), deliberation=found, statement=statement, digest=browsers.digest(found, token), value=value,
        may_begin=browsers.may_begin(request),
    )  # fmt: skip
    return wording.voted(before, value, statement)


def _on(key: str, token: str, known: str) -> HttpResponse:
    """On to the next statement; the browser keeps its token from now on."""
    response = redirect(reverse("deliberation", args=[key]) + "#turn")
    if token != known:
        browsers.remember(response, token)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def say(request: Request, key: str) -> HttpResponse:
    """Takes a statement of one's own."""
    if request.method != "POST":
        return redirect("deliberation", key)
    found, known = _public(key), browsers.token_of(request)
    token = known or browsers.new_token()
    form = forms.SayForm(request.POST)
    if not form.is_valid():
        return _page(request, found, say=form)
    try:
        browsers.not_a_flood(request, "statements", browsers.STATEMENTS)
        made = operations.add_statement(
            _resident(request), deliberation=found, digest=browsers.digest(found, token),
            text=form.cleaned_data["text"], may_begin=browsers.may_begin(request),
        )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal if isinstance(refusal, BadInput) else BadInput(str(refusal), "text"))
        return _page(request, found, say=form)
    shown = made.state == StatementState.ACCEPTED
    messages.success(request, _said_thanks(shown))
    return _on(key, token, known)


def _said_thanks(shown: bool) -> str:
    if shown:
        return _("Thank you. Others vote on your statement from now on.")
    return _(
        "Thank you. The office reads your statement first; you see on this page, in this browser, what becomes of it."
    )


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request, key: str) -> HttpResponse:
    """Takes the code of an invitation."""
    if request.method != "POST":
        return redirect("deliberation", key)
    found, known = _public(key), browsers.token_of(request)
    token = known or browsers.new_token()
    form = forms.CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, code=form)
    digest = browsers.digest(found, token)
    if queries.takes_part(found, digest):
        return _on(key, token, known)
    try:
        browsers.not_a_flood(request, "codes", browsers.BROWSERS)
        operations.enter_with_code(
            _resident(request), deliberation=found, code=form.cleaned_data["code"], digest=digest
        )
    except Refusal as refusal:
        form.refuse(refusal if isinstance(refusal, BadInput) else BadInput(str(refusal), "code"))
        return _page(request, found, code=form)
    return _on(key, token, known)
