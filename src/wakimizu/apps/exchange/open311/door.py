"""How a client comes in: in which city, in which language, by which key; and how it hears that something did not happen."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request, get_supported_language_variant, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import City
from wakimizu.apps.exchange.keys import Holder, NoKey, count_call, holder_of
from wakimizu.apps.exchange.open311 import formats
from wakimizu.apps.exchange.open311.rules import CALLS_WITHOUT_KEY, Unknown
from wakimizu.apps.exchange.open311.sending import Fields, fields_of, first
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices.catalogue import catalogue
from wakimizu.shared.access import connection_of
from wakimizu.shared.errors import NotPermitted, Refusal
from wakimizu.shared.scoping import in_city

PREFIX, SCOPE = "/open311/", "open311"


class Call(Request):
    """A request as the views of this room see it: its fields, and who calls, if it came with a key."""

    fields: Fields
    holder: Holder | None


def door(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view for clients: no session, no form token. Every refusal is answered in the asked format and language."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @functools.wraps(view)
        def enter(request: Call, **named: Any) -> HttpResponse:
            language = language_of(request)
            with override(language):
                try:
                    response = _entered(request, view, methods, named)
                except Refusal as refusal:
                    status = 403 if isinstance(refusal, NoKey) else refusal.status
                    response = formats.refusal(request, status, str(refusal))
                    if status == 429:
                        response.headers["Retry-After"] = "60"
                response.headers["Content-Language"] = language
                return response

        return enter

    return wrap


def _entered(request: Call, view: Callable[..., HttpResponse], methods: Sequence[str], named: Any) -> HttpResponse:
    if request.method not in methods:
        response = formats.refusal(
            request, 405, _("This address takes only: %(methods)s.") % {"methods": ", ".join(methods)}
        )
        response.headers["Allow"] = ", ".join(methods)
        return response
    asked = {name: list(values) for name, values in request.GET.lists()}
    request.fields = asked | fields_of(request) if request.method == "POST" else asked
    _stand_in(request, _meant(request, first(request.fields, "jurisdiction_id")))
    with in_city(request.city.pk):
        request.holder = _holder(request, first(request.fields, "api_key"))
        return view(request, **named)


def _meant(request: Request, jurisdiction: str) -> City:
    """The city of a jurisdiction_id: its code, its host, or an address of it; without one, that of the address called."""
    if not jurisdiction:
        return request.city
    label = jurisdiction.lower().split(".")[0]
    for city in [request.city, *City.objects.filter(in_use=True).order_by("pk")]:
        if label == city.host or (label[:5] == city.code[:5] and len(label) in (5, 6)):
            return city
    raise Unknown(_("This jurisdiction_id is not known here. Leave it out, or send the city's code."))


def _stand_in(request: Request, city: City) -> None:
    """Stand in that city, as a resident would: whoever is signed in here does not matter."""
    if city.pk != request.city.pk:
        request.city, request.book, request.catalogue = city, directory(city), catalogue(city)
    request.actor = Actor(city_id=city.pk, at=request.now)


def _holder(request: Request, secret: str) -> Holder | None:
    """Who calls. Without a valid key the calls of a connection are counted, so that keys cannot be tried out."""
    try:
        holder = holder_of(request, secret) if secret else None
    except NoKey:
        count_call(f"open311:{connection_of(request)}", CALLS_WITHOUT_KEY)
        raise
    if holder is None:
        count_call(f"open311:{connection_of(request)}", CALLS_WITHOUT_KEY)
    elif not holder.may(SCOPE):
        raise NotPermitted(_("This key is not for Open311. Make one that is on the page “Keys for machines”."))
    return holder


def language_of(request: HttpRequest) -> str:
    """`locale`, or else what the client accepts, or else the installation's own."""
    try:
        return get_supported_language_variant(request.GET.get("locale", "").replace("_", "-") or "-")
    except LookupError:
        return get_language_from_request(request)


SENTENCES = {
    400: gettext_lazy("The request arrived damaged. Send it again."),
    404: gettext_lazy("There is no such address. GET discovery says where to begin."),
    413: gettext_lazy("This is too large: at most %(n)d MB with three photos. Send fewer or smaller photos."),
    500: gettext_lazy("Something went wrong on our side. Nothing was taken; send it again in a few minutes."),
}


def refusal(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """What anything but our views says here: of an unknown address, a body that is too large or torn, a fault of ours."""
    with override(language_of(request)):
        sentence = str(SENTENCES.get(status, sentence)) % {"n": settings.REQUEST_BYTES >> 20}
        return formats.refusal(request, status, sentence)
