"""GeoReport v2: discovery, services, requests, tokens (docs/open311.md)."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from wakimizu.apps.exchange.keys import Holder, NoKey
from wakimizu.apps.exchange.open311 import operations, queries
from wakimizu.apps.exchange.open311.asking import asked_of, several
from wakimizu.apps.exchange.open311.door import Call, door
from wakimizu.apps.exchange.open311.formats import answer
from wakimizu.apps.exchange.open311.models import new_number
from wakimizu.apps.exchange.open311.queries import Seen
from wakimizu.apps.exchange.open311.rules import MOST_ROWS, Unknown
from wakimizu.apps.exchange.open311.sending import files_of, first, sending_of
from wakimizu.apps.exchange.open311.wording import definition, request_row, service_rows, stamp
from wakimizu.shared.templatetags.words import day
from wakimizu.shared.words import named

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


@door("GET", "HEAD")
def discovery(request: Call) -> HttpResponse:
    """Where to begin. `changeset` is when services last changed."""
    changed = stamp(queries.services_changed())
    endpoint = {
        "specification": SPECIFICATION,
        "url": request.build_absolute_uri("/open311/v2"),
        "changeset": changed,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    content = {
        "changeset": changed,
        "contact": request.build_absolute_uri(reverse("portal")),
        "key_service": request.build_absolute_uri(reverse("keys")),
        "endpoints": [endpoint],
    }
    return answer(request, "discovery", content)


@door("GET", "HEAD")
def services(request: Call) -> HttpResponse:
    return answer(request, "services", service_rows(request.catalogue.topics))


@door("GET", "HEAD")
def service(request: Call, code: str) -> HttpResponse:
    topic = request.catalogue.topic_by_code.get(code)
    if topic is None:
        raise Unknown(_("This service_code is not known here. GET services lists them."))
    return answer(request, "service_definition", definition(topic, request.book))


@door("GET", "HEAD", "POST")
def requests(request: Call) -> HttpResponse:
    return _sent(request) if request.method == "POST" else _listed(request)


def _listed(request: Call) -> HttpResponse:
    """A list; with numbers, those requests, whatever else was asked."""
    numbers = several(request.fields, "service_request_id")
    if numbers:
        return _rows(request, queries.numbered(numbers[:MOST_ROWS]))
    asked = asked_of(request.fields, request.catalogue, request.now)
    return _rows(request, queries.listed(asked, request.holder.key if request.holder else None))


@door("GET", "HEAD")
def one_request(request: Call, number: str) -> HttpResponse:
    return _rows(request, _found(number))


@door("GET", "HEAD")
def token(request: Call, number: str) -> HttpResponse:
    """Every number is given at once, so it is its own token."""
    rows = [{"service_request_id": each.number, "token": number} for each in _found(number)]
    return answer(request, "service_requests", rows)


def _found(number: str) -> list[Seen]:
    found = queries.numbered([number])
    if not found:
        raise Unknown(_("There is no request with this number, or it is not published."))
    return found


def _rows(request: Call, found: Sequence[Seen]) -> HttpResponse:
    extended = any(first(request.fields, name) == "true" for name in ("extensions", "extended_attributes"))
    rows = [request_row(each, request.book, request.catalogue, extended=extended) for each in found]
    return answer(request, "service_requests", rows)


def _sent(request: Call) -> HttpResponse:
    """Takes a request in; the same one again gets the same answer."""
    holder = _known(request.holder)
    sending = sending_of(
        request.fields,
        files_of(request),
        sender=holder.key.pk,
        idempotency_key=request.headers.get("Idempotency-Key"),
        at=request.now,
        book=request.book,
        catalogue=request.catalogue,
    )
    taken = operations.send_request(
        request.actor,
        sending=sending,
        key=holder.key,
        number=new_number(),
        book=request.book,
        catalogue=request.catalogue,
    )
    office, due = request.book.offices[taken.voice.office_id], taken.voice.due
    notice = _("%(office)s answers by %(due)s.") % {"office": named(office), "due": day(due)}
    row = {
        "service_request_id": taken.number,
        "service_notice": notice,
        "account_id": first(request.fields, "account_id") or None,
    }
    return answer(request, "service_requests", [row])


def _known(holder: Holder | None) -> Holder:
    if holder is None:
        raise NoKey(_("api_key was not provided. An office makes one on the page “Keys for machines”."))
    return holder
