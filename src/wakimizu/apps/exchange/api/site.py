"""/api/v1 as one: its rooms, who may come in where, how refusals look, and the OpenAPI document."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer

from wakimizu import __version__
from wakimizu.apps.exchange.api.acts import Refused
from wakimizu.apps.exchange.api.door import ApiCall, refused
from wakimizu.apps.exchange.api.sentences import sentence_of
from wakimizu.apps.exchange.keys import NoKey
from wakimizu.shared.errors import BadInput, Refusal
from wakimizu.shared.problems import MEDIA_TYPE, problem

REFUSALS = {
    400: "The request could not be read.",
    401: "No key, an unknown one, or one that has ended.",
    403: "The key's scopes, or the post it acts in, do not allow this.",
    404: "There is nothing here, or nothing this post may see.",
    409: "The state of the object does not allow this now.",
    413: "More bytes than anyone may send.",
    415: "The body must be JSON.",
    422: "A field cannot be taken; `errors` names it and says what to do.",
    429: "Too many calls in this minute; see Retry-After.",
}
PUBLIC = "public"
WRITES = {"post", "put", "patch", "delete"}
PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What was refused and what to do, in the language asked for."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "sentence"],
                "properties": {"field": {"type": "string"}, "sentence": {"type": "string"}},
            },
        },
    },
}
IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A name for this write. Sent again with the same body it is answered alike and done once.",
    "schema": {"type": "string", "minLength": 8, "maxLength": 80, "pattern": "^[A-Za-z0-9_-]+$"},
}
LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "The language of sentences and names: ja (usual) or en.",
    "schema": {"type": "string"},
}


class KeyFor(HttpBearer):
    """A key whose scopes open a room: to read, or to act."""

    def __init__(self, room: str) -> None:
        super().__init__()
        self.room = room

    def __call__(self, request: HttpRequest) -> Any:
        holder = getattr(request, "holder", None)
        if holder is None:
            raise NoKey(_("Send a key: “Authorization: Bearer wk_…”. Make one on the page “Keys for machines”."))
        holder.need(f"{self.room}:{'read' if request.method in ('GET', 'HEAD') else 'write'}")
        return holder

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        raise NotImplementedError  # the door has done it


class Api(NinjaAPI):
    """Ninja's, with problem details for every refusal and a document that names them."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._documents: dict[Any, OpenAPISchema] = {}

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        """The document in the language of the moment: made once for each, since it holds every form."""
        key = (get_language(), repr(sorted(more.items())))
        if key not in self._documents:
            self._documents[key] = self._document(**more)
        return self._documents[key]

    def _document(self, **more: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**more)
        schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        said = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                operation["responses"] = {str(status): given for status, given in operation["responses"].items()}
                for status, words in REFUSALS.items():
                    operation["responses"][str(status)] = {"description": words, **said}
                operation["parameters"] = [*operation.get("parameters", []), LANGUAGE]
                if method in WRITES:
                    operation["parameters"].append({**IDEMPOTENCY, "required": "security" in operation})
        return schema


class Readable(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


api = Api(
    renderer=Readable(),
    title="Wakimizu",
    version=__version__,
    description=(
        "What the ward offices' screens do, for machines. A key acts in the post of the person who made it "
        "(page “Keys for machines”); every sentence comes in Japanese or English, as Accept-Language asks."
    ),
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api",
)


@api.exception_handler(Refusal)
def _refusal(request: ApiCall, refusal: Refusal) -> HttpResponse:
    return refused(request, refusal)


@api.exception_handler(BadInput)
def _cannot_be_taken(request: ApiCall, refusal: BadInput) -> HttpResponse:
    return problem(request, 422, str(refusal), [{"field": refusal.field or "", "sentence": str(refusal)}])


@api.exception_handler(Refused)
def _faults(request: ApiCall, fault: Refused) -> HttpResponse:
    return problem(request, 422, _("Please check the following"), fault.faults)


@api.exception_handler(ValidationError)
def _not_valid(request: ApiCall, fault: ValidationError) -> HttpResponse:
    faults = [{"field": _field(each["loc"]), "sentence": sentence_of(each)} for each in fault.errors]
    return problem(request, 422, _("Please check the following"), faults)


def _field(place: tuple[Any, ...]) -> str:
    """Where a fault lies, without the words that only name the part of the request."""
    names = [str(part) for part in place if part not in ("body", "query", "path", "header")]
    return ".".join(names)


@api.exception_handler(Http404)
def _not_found(request: ApiCall, fault: Http404) -> HttpResponse:
    return problem(request, 404, _("There is nothing here that this key may see."))


@api.exception_handler(HttpError)
def _not_read(request: ApiCall, fault: HttpError) -> HttpResponse:
    return problem(request, fault.status_code, _("The body is not JSON in UTF-8 as this address takes it."))


def only_known(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view that refuses parameters it does not know: a filter that is misspelled must not list everything."""
    known = set(inspect.signature(view).parameters)

    @functools.wraps(view)
    def checked(request: ApiCall, *args: Any, **given: Any) -> Any:
        unknown = sorted(set(request.GET) - known)
        if unknown:
            raise Refused([{"field": name, "sentence": _("This address has no such parameter.")} for name in unknown])
        return view(request, *args, **given)

    return checked


def add_room(name: str, router: Router) -> None:
    """Put a room's addresses under /api/v1, open to keys with its scopes; those of PUBLIC under /public, open to all.

    An address names the thing and not the room, so no two rooms may name a thing alike; the room is its tag.
    """
    router.add_decorator(only_known)
    api.add_router(
        f"/{PUBLIC}" if name == PUBLIC else "", router, auth=None if name == PUBLIC else KeyFor(name), tags=[name]
    )
