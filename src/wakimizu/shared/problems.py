"""Refusals as machines read them: problem details (RFC 9457), and which addresses are spoken to in which manner."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language_from_path, get_language_from_request

MEDIA_TYPE = "application/problem+json"
Fault = Mapping[str, str]  # {"field": …, "sentence": …}

# The beginning of an address → how a refusal looks there. Everything else gets a page.
_MANNERS: dict[str, Callable[[HttpRequest, int, str], HttpResponse]] = {}


def speaks(beginning: str, manner: Callable[[HttpRequest, int, str], HttpResponse]) -> None:
    """Let every refusal under an address, wherever it arises, look like `manner(request, status, sentence)`."""
    _MANNERS[beginning] = manner


def in_its_manner(request: HttpRequest, status: int, sentence: str) -> HttpResponse | None:
    """The refusal for a machine's address; None where people read."""
    manner = next((m for beginning, m in _MANNERS.items() if request.path_info.startswith(beginning)), None)
    return manner(request, status, sentence) if manner else None


def language_of(request: HttpRequest) -> str:
    """The language to refuse in before anything of the request is known: the address's; a machine's, as it asks."""
    if any(request.path_info.startswith(beginning) for beginning in _MANNERS):
        return get_language_from_request(request)
    return get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def problem(request: HttpRequest, status: int, sentence: str, faults: Sequence[Fault] = ()) -> HttpResponse:
    """What was refused and what to do, as problem details. `faults` name fields of the body."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
    }
    if faults:
        said["errors"] = list(faults)
    return JsonResponse(said, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})
