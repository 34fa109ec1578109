"""Run by itself, on bytes from outside: reads a PDF from its input, writes what its words are and a PDF of bare pages.

`python -I pdf_cleaner.py MOST_PAGES SECONDS BYTES < in > out`; nothing of the house is loaded, so that a file that makes the
reader stall or swell ends this process and no other. The output: a line of JSON, then the clean file.
{"fault": "" | "unreadable" | "encrypted" | "pages" | "form" | "active", "pages": n, "unread": pages without words,
"texts": [page by page, then what stands in metadata, fields and comments]}
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

PAGE_KEYS = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit"}
# What is dropped from every object that is kept: doings, things inside, notes about where it came from.
DROPPED = {
    "/A", "/AA", "/AF", "/Alternates", "/Annots", "/EF", "/JS", "/LastModified", "/Measure", "/Metadata", "/OPI", "/OpenAction",
    "/PieceInfo", "/PtData", "/URI",
}  # fmt: skip
ACTIVE = {
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFiles",
    "/EmbeddedFile",
    "/RichMedia",
    "/XFA",
    "/SubmitForm",
    "/ImportData",
}
MOST_WORDS, MOST_OBJECTS = 400_000, 50_000
JPEG_KEPT = {0xE0, 0xEE}  # JFIF, and Adobe's note of how its colours are to be read


class Fault(Exception):
    """Why the file is not taken: one of the words of the output."""


def main() -> None:
    most_pages, seconds, most_bytes = map(int, sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    told: dict[str, Any] = {"fault": "", "pages": 0, "unread": 0, "texts": []}
    clean = b""
    try:
        clean = cleaned(sys.stdin.buffer.read(), most_pages, told)
    except Fault as fault:
        told["fault"] = str(fault)
    except Exception:  # pypdf raises whatever its parsers meet
        told["fault"] = "unreadable"
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + clean)


def cleaned(content: bytes, most_pages: int, told: dict[str, Any]) -> bytes:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise Fault("encrypted")
    told["pages"] = len(reader.pages)
    if not 1 <= told["pages"] <= most_pages:
        raise Fault("pages")
    pages = [page.extract_text() for page in reader.pages]
    told["unread"] = sum(not text.strip() for text in pages)
    told["texts"] = [text[:MOST_WORDS] for text in [*pages, *_beside_pages(reader)]]
    _check(reader)
    return _bare(reader)


def _beside_pages(reader: PdfReader) -> Iterator[str]:
    """Words that no page shows: about the file, in fields, in comments."""
    yield "\n".join(str(value) for value in (reader.metadata or {}).values())
    about = reader.root_object.get("/Metadata")
    if about is not None:
        yield about.get_object().get_data().decode("utf-8", "replace")
    for name, field in (reader.get_fields() or {}).items():
        yield f"{name}: {field.get('/V', '')}"
    for page in reader.pages:
        for note in _notes(page):
            yield "\n".join(str(note[key]) for key in ("/Contents", "/T", "/TU", "/V", "/RC") if key in note)


def _notes(page: Any) -> list[Any]:
    notes = page.get("/Annots")
    return [each.get_object() for each in notes.get_object()] if notes is not None else []


def _check(reader: PdfReader) -> None:
    """Faults for what acts by itself or carries other files, and for what would be lost: fields and comments."""
    for each in _objects(reader.trailer["/Root"]):
        if isinstance(each, DictionaryObject) and (ACTIVE & set(each) or str(each.get("/S")) in ACTIVE):
            raise Fault("active")
    if reader.get_fields() or any(note.get("/Subtype") != "/Link" for page in reader.pages for note in _notes(page)):
        raise Fault("form")


def _objects(root: Any) -> Iterator[Any]:
    """Every object that can be reached from one."""
    waiting, seen = [root], set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, IndirectObject):
            if each.idnum in seen:
                continue
            seen.add(each.idnum)
            if len(seen) > MOST_OBJECTS:
                raise Fault("unreadable")
            each = each.get_object()
        yield each
        if isinstance(each, DictionaryObject):
            waiting += each.values()
        elif isinstance(each, ArrayObject):
            waiting += each


def _bare(reader: PdfReader) -> bytes:
    writer = PdfWriter()
    for page in reader.pages:
        for key in set(page) - PAGE_KEYS:
            del page[key]
        writer.add_page(page)
    for each in list(_objects(writer.root_object)):
        if isinstance(each, DictionaryObject):
            for key in DROPPED & set(each):
                del each[NameObject(key)]
        if isinstance(each, StreamObject) and each.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
            each._data = without_notes(each._data)
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG without what the camera wrote into it. Source: ITU-T T.81, annex B.1.1."""
    if jpeg[:2] != b"\xff\xd8":
        raise Fault("unreadable")
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg):
        if jpeg[at] != 0xFF:
            raise Fault("unreadable")
        marker = jpeg[at + 1]
        if marker == 0xDA:  # the picture itself
            break
        after = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in JPEG_KEPT:
            kept.append(jpeg[at:after])
        at = after
    return b"".join([*kept, jpeg[at:]])


if __name__ == "__main__":
    main()
