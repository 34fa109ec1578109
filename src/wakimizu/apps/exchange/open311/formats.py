"""Answers as Open311 wants them: the same content as XML or JSON, UTF-8, errors alike.

XML is what every client must be able to read; JSON is the same without the outermost element of a list.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse

XML, JSON = "xml", "json"
KINDS = {XML: "text/xml; charset=utf-8", JSON: "application/json; charset=utf-8"}
# GeoReport v2's name of a list, and of each element in it.
EACH = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def format_of(request: HttpRequest) -> str:
    """The format an address ends in; without one, what the client accepts; XML where it does not say."""
    path = request.path_info
    if path.endswith((".xml", ".json")):
        return JSON if path.endswith(".json") else XML
    accepted = request.headers.get("Accept", "")
    return JSON if "json" in accepted and "xml" not in accepted else XML


def answer(request: HttpRequest, root: str, content: Any, status: int = 200) -> HttpResponse:
    """`content` (a list named in EACH, or a mapping) in the asked format."""
    chosen = format_of(request)
    text = json.dumps(content, ensure_ascii=False) if chosen == JSON else xml(root, content)
    return HttpResponse(text, content_type=KINDS[chosen], status=status)


def refusal(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    return answer(request, "errors", [{"code": status, "description": sentence}], status)


def xml(root: str, content: Any) -> str:
    """A document with the names of EACH for lists. Characters that XML 1.0 does not allow are left out."""
    parts = ['<?xml version="1.0" encoding="utf-8"?>\n']
    _write(parts, root, content)
    return "".join(parts)


def _write(parts: list[str], name: str, content: Any) -> None:
    if content is None or content == "" or content == []:
        parts.append(f"<{name}/>")
        return
    parts.append(f"<{name}>")
    if isinstance(content, Mapping):
        for key, value in content.items():
            _write(parts, key, value)
    elif isinstance(content, Sequence) and not isinstance(content, str):
        for each in content:
            _write(parts, EACH[name], each)
    elif isinstance(content, bool):
        parts.append("true" if content else "false")
    else:
        parts.append(escape(NOT_IN_XML.sub("", str(content)), {"\r": "&#13;"}))
    parts.append(f"</{name}>")
