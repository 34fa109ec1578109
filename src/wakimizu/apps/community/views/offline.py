"""Notes without a network: a page the browser keeps, and the one door its drafts come in by.

Drafts wait in the browser, encrypted with a passphrase that nobody else knows (static/wakimizu/js/offline.js). They are
sent one after the other; each carries a key of its own, so that one whose answer was lost on the way is not doubled.
"""

import json
import re
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.community import forms
from wakimizu.apps.community.models import Visit
from wakimizu.apps.community.operations import visits as operations
from wakimizu.apps.community.views import or_404
from wakimizu.apps.community.views.visits import may_note, visit_form
from wakimizu.apps.community.workflow import PERMISSIONS
from wakimizu.apps.voices.operations.intake import receive_voice
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput, Refusal
from wakimizu.shared.permissions import allow

MOST_BYTES = 200_000
SEVERAL = ("districts", "partners", "went")
KEY = re.compile("[0-9a-f]{32}")


@staff
@require_safe
def page(request: Request) -> HttpResponse:
    """The page that is kept in the browser. It names nobody: it lies on a telephone that may be lost."""
    allow(request.actor, "note_visit", table=PERMISSIONS)
    visit = visit_form(request, None, auto_id="visit_%s")
    del visit.fields["went"]  # names of colleagues: who sends it went
    context = {
        "visit": visit,
        "voice": forms.HeardForm(book=request.book, catalogue=request.catalogue, auto_id="voice_%s"),
        "here": "",
    }
    return render(request, "community/offline.html", context)


@staff
@require_safe
def worker(request: Request) -> HttpResponse:
    """The service worker, from the address whose pages it keeps."""
    allow(request.actor, "note_visit", table=PERMISSIONS)
    found = finders.find("wakimizu/js/offline-worker.js")
    if not isinstance(found, str):
        raise FileNotFoundError("offline-worker.js")
    with open(found, encoding="utf-8") as script:  # noqa: PTH123
        return HttpResponse(script.read(), content_type="text/javascript; charset=utf-8")


@require_http_methods(["GET", "POST"])
def send(request: Request) -> JsonResponse:
    """GET: whether one is signed in, and the form's token. POST: one draft; what became of it.

    A fate is "kept" (with the receipt and address), "refused" (with the sentence and the fields it is about), or
    "signed_out": then the draft stays where it is.
    """
    if not request.posts:
        return JsonResponse({"fate": "signed_out"})
    if request.method != "POST":
        return JsonResponse({"fate": "ready" if may_note(request) else "not_allowed", "token": get_token(request)})
    try:
        return JsonResponse(_kept(request, _draft(request)))
    except Refusal as refusal:
        return JsonResponse({"fate": "refused", "errors": {getattr(refusal, "field", None) or "": [str(refusal)]}})


def _draft(request: Request) -> dict[str, Any]:
    try:
        draft = json.loads(request.body) if len(request.body) <= MOST_BYTES else None
    except ValueError:
        draft = None
    if not isinstance(draft, dict) or not isinstance(draft.get("values"), dict):
        raise BadInput(_("This draft arrived incomplete. Open it, look at it, and send it again."))
    values = {name: value for name, value in draft["values"].items() if _is_typed(name, value)}
    for name, value in values.items():
        _must_be_text(name, value if isinstance(value, str) else "".join(value))
    return {**draft, "values": values}


def _must_be_text(name: str, words: str) -> None:
    """Halves of characters come from broken keyboards and files; no database takes them."""
    try:
        words.encode()
    except UnicodeEncodeError:
        raise BadInput(_("The text has characters that cannot be kept. Please type it again."), name) from None


def _is_typed(name: str, value: Any) -> bool:
    """Whether a value is what the form's own fields hold: words, or a list of words where several can be ticked."""
    if name in SEVERAL:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, str)


def _kept(request: Request, draft: dict[str, Any]) -> dict[str, Any]:
    allow(request.actor, "note_visit", table=PERMISSIONS)
    return _visit(request, draft) if draft.get("kind") == "visit" else _voice(request, draft)


def _visit(request: Request, draft: dict[str, Any]) -> dict[str, Any]:
    values = {**draft["values"], "went": [str(request.actor.post_id)], "sending": draft.get("key")}
    form = visit_form(request, values, _NoFiles())
    if not form.is_valid():
        return {"fate": "refused", "errors": form.errors}
    office = or_404(request.book.office(request.actor.office_id))
    kept = operations.note_visit(
        request.actor, office=office, meeting=form.meeting(), sending=form.cleaned_data["sending"]
    )
    return {"fate": "kept", "url": reverse("visit", args=[kept.pk])}


def _voice(request: Request, draft: dict[str, Any]) -> dict[str, Any]:
    values = {**draft["values"], "submission": draft.get("key")}
    form = forms.HeardForm(values, _NoFiles(), book=request.book, catalogue=request.catalogue)
    if not form.is_valid():
        return {"fate": "refused", "errors": form.errors}
    said = form.said(get_language() or "ja")
    more = {"said": said, "book": request.book, "catalogue": request.catalogue}
    if draft.get("visit"):
        meeting = str(draft["visit"])
        visit = Visit.objects.filter(sending=meeting).first() if KEY.fullmatch(meeting) else None
        if visit is None:
            raise BadInput(_("Its meeting has not arrived yet. Send that first."))
        kept = operations.hear_voice(request.actor, visit=visit, **more)
    else:
        kept = receive_voice(request.actor, **more)
    return {"fate": "kept", "receipt": kept.receipt, "url": reverse("voice", args=[kept.pk])}


class _NoFiles(dict[str, Any]):
    """Drafts carry no pictures."""

    def getlist(self, name: str) -> list[Any]:
        return []
