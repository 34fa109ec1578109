"""The door of /api/: who calls, how often, and that a write sent twice is done once.

The rules:
1. A key comes in the header `Authorization: Bearer wk_…`, never in an address. Without one a caller is a resident.
   Cookies do not count: a browser that is signed in cannot be made to act here.
2. A key may call 600 times a minute, a connection without a key 60 times.
3. Every write by key (residents' own acts may do without) carries an `Idempotency-Key`. Sent again within a day with
   the same body it gets the same answer, and nothing is done twice; with another body it is refused (422). What was
   refused may be sent again.
   What was answered is kept sealed; of personal details nothing is kept: asked again, they are read and recorded again.
4. A write and the answer kept for its repetition are one transaction.
"""

import hashlib
import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.exchange import door_limits
from wakimizu.apps.exchange.keys import Holder, count_call, holder_of
from wakimizu.apps.exchange.models import Replay
from wakimizu.apps.exchange.workflow import REPLAYS_KEPT
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices import contacts
from wakimizu.shared.access import connection_of
from wakimizu.shared.errors import Refusal, TooLarge
from wakimizu.shared.problems import problem, speaks

API, PUBLIC = "/api/", "/api/v1/public/"
NAME = re.compile("[A-Za-z0-9_-]{8,80}")
SAFE = {"GET", "HEAD", "OPTIONS"}

speaks(API, problem)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as problem details; what a field cannot hold is 422, not 400."""
    answer = problem(request, 422 if refusal.status == 400 else refusal.status, str(refusal))
    if refusal.status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="Wakimizu"'
    if refusal.status == 429:
        answer.headers["Retry-After"] = "60"
    return answer


def _not_so(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """An address that does not take this method, and which it takes."""
    taken = ", ".join(sorted(answer.headers["Allow"].split(", ")))
    sentence = _("This address does not take %(method)s, but %(taken)s.")
    told = problem(request, 405, sentence % {"method": request.method, "taken": taken})
    told.headers["Allow"] = taken
    return told


class ApiCall(Request):
    """A request behind the door: `holder` is None for a caller without a key. A view whose answer must not be kept for a
    repetition, since it names people, sets `keeps` to False."""

    holder: Holder | None
    keeps: bool


class Door:
    """Middleware for the addresses under /api/; every other passes untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ApiCall) -> HttpResponse:
        if not request.path_info.startswith(API):
            return self.get_response(request)
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        request.posts, request.holder, request.keeps = [], None, True
        request.actor = Actor(city_id=request.city.pk, at=request.now)
        with override(get_language_from_request(request)):
            try:
                self._recognise(request)
                answer = self._answer(request)
                return _not_so(request, answer) if answer.status_code == 405 else answer
            except RequestDataTooBig:
                sentence = _("At most %(n)d MB can be sent at once. Send fewer or smaller files.")
                megabytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20
                return refused(request, TooLarge(sentence % {"n": megabytes}))
            except Refusal as refusal:
                return refused(request, refusal)

    @staticmethod
    def _recognise(request: ApiCall) -> None:
        scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and secret.strip():
            request.holder = holder_of(request, secret.strip())
            request.actor = request.holder.actor
        else:
            count_call(f"address:{connection_of(request)}", door_limits.WITHOUT_KEY)

    def _answer(self, request: ApiCall) -> HttpResponse:
        if request.method in SAFE:
            return self.get_response(request)
        if request.body and request.content_type != "application/json":
            return problem(request, 415, _("Send the body as JSON, with the header “Content-Type: application/json”."))
        name = request.headers.get("Idempotency-Key")
        needed = request.holder is not None and not request.path_info.startswith(PUBLIC)
        if (name is None and needed) or (name is not None and not NAME.fullmatch(name)):
            sentence = _(
                "Send an Idempotency-Key of 8 to 80 letters with every write, the same one when you repeat it."
            )
            return problem(request, 400, sentence)
        if request.holder is None or name is None:
            return self.get_response(request)
        return self._once(request, request.holder, name)

    def _once(self, request: ApiCall, holder: Holder, name: str) -> HttpResponse:
        sent = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode() + request.body).hexdigest()
        try:
            with transaction.atomic():
                kept = _keep(request, holder, name, sent)
                answer = self.get_response(request)
                if answer.status_code >= 400:
                    transaction.set_rollback(True)
                elif not request.keeps:
                    kept.delete()
                else:
                    kept.status = answer.status_code
                    kept.answer = contacts.seal({"answer": answer.content.decode()}, _bound_to(holder, name))
                    kept.save(update_fields=["status", "answer"])
        except _SentBefore as before:
            return _again(request, before.kept, sent, holder)
        return answer


class _SentBefore(Exception):
    def __init__(self, kept: Replay) -> None:
        self.kept = kept


def _keep(request: ApiCall, holder: Holder, name: str, sent: str) -> Replay:
    """Take the name, waiting for whoever is using it at this moment. _SentBefore when it was used already."""
    Replay.objects.filter(key=holder.key, name=name, at__lt=request.now - REPLAYS_KEPT).delete()
    try:
        with transaction.atomic():
            return Replay.objects.create(
                city_id=request.city.pk, key=holder.key, name=name, request=sent, at=request.now
            )
    except IntegrityError:
        raise _SentBefore(Replay.objects.get(key=holder.key, name=name)) from None


def _again(request: ApiCall, kept: Replay, sent: str, holder: Holder) -> HttpResponse:
    if kept.request != sent:
        return problem(
            request, 422, _("This Idempotency-Key was used for another request. Take a new one for each write.")
        )
    content = contacts.unseal(bytes(kept.answer), _bound_to(holder, kept.name))["answer"]
    return HttpResponse(
        content, status=kept.status, content_type="application/json", headers={"Idempotency-Replayed": "true"}
    )


def _bound_to(holder: Holder, name: str) -> str:
    return f"replay {holder.key.pk} {name}"
