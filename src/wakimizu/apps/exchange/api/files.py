"""Files that machines send in a body: a table as text, anything else in base64; what became of each line comes back."""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field, Strict, create_model

from wakimizu.apps.exchange.api.acts import Refused
from wakimizu.apps.exchange.api.bodies import Body, body_of
from wakimizu.apps.voices import letters, photos
from wakimizu.shared.tables import Report

Content = Annotated[
    str, Strict(), Field(min_length=1, description="The file: a table as CSV, or any file in base64 (see `encoded`).")
]
Encoded = Annotated[Literal["text", "base64"], Field(description="How `content` holds the file.")]


class File(Body):
    """A file by itself."""

    content: Content
    encoded: Encoded = "text"


class Line(Schema):
    number: int = Field(description="Counted from 1, as an editor shows it.")
    fate: Literal["added", "changed", "unchanged", "refused"]
    sentence: str


class TakenIn(Schema):
    """What became of a file. Lines that were taken without a remark are counted and not told."""

    added: int
    changed: int
    unchanged: int
    refused: int
    lines: list[Line]


Base64 = Annotated[str, Strict(), Field(min_length=1)]
Pictures = Annotated[
    list[Base64],
    Field(max_length=photos.MOST, description="JPEG, PNG or WebP in base64; where and when it was taken is removed."),
]


class Attached(Body):
    """What comes with a voice."""

    photos: Pictures = Field(default_factory=list)
    letters: list[Base64] = Field(default_factory=list, max_length=letters.MOST, description="PDFs in base64.")


class Attachment(Schema):
    """A file, whole."""

    media_type: str
    content: str = Field(description="In base64.")


def file_body(form: type[forms.BaseForm], name: str) -> Any:
    """The body for a form with a file: its other fields, and the file's content."""
    return create_model(name, __base__=(body_of(form), File))


def bytes_of(body: Any) -> bytes:
    """The file that a body holds. Refused when it is not what `encoded` says."""
    return str(body.content).encode() if body.encoded == "text" else _decoded(body.content, "content")


def _decoded(text: str, field: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused([{"field": field, "sentence": _("This is not base64.")}]) from None


def as_file(body: Any, field: str = "file") -> dict[str, Any]:
    """The same as a form gets it from a browser."""
    return {field: SimpleUploadedFile("file", bytes_of(body))}


def attached(**sent: Iterable[str]) -> MultiValueDict[str, Any]:
    """Files in base64, by field, as a form gets them from a browser."""
    files: MultiValueDict[str, Any] = MultiValueDict()
    for field, texts in sent.items():
        files.setlist(field, [SimpleUploadedFile("file", _decoded(text, field)) for text in texts])
    return files


def as_attachment(content: Any, media_type: str) -> dict[str, str]:
    return {"media_type": media_type, "content": b64encode(bytes(content)).decode()}


def taken_in(report: Report) -> dict[str, Any]:
    lines = [{"number": line.number, "fate": line.fate, "sentence": line.sentence} for line in report.told]
    return {**report.counts, "lines": lines}
