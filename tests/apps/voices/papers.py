"""Letters as PDF, and things that pretend to be letters, made in memory."""

import io
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

FONT = DictionaryObject(
    {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
     NameObject("/BaseFont"): NameObject("/Helvetica")}
)  # fmt: skip


def page(writer: PdfWriter, words: str) -> Any:
    """A page with these words on it (none: as if it were scanned)."""
    made = writer.add_blank_page(595, 842)
    made[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): FONT})}
    )
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode() if words else b"")
    made[NameObject("/Contents")] = writer._add_object(stream)
    return made


def pdf(*pages: str, about: dict[str, str] | None = None, then: Any = None) -> bytes:
    """A letter of these pages, with what stands about the file, and anything else that is done to it."""
    writer = PdfWriter()
    made = [page(writer, words) for words in pages or ("The street light is out",)]
    if about:
        writer.add_metadata(about)
    if then:
        then(writer, made[0])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def annotated(kind: str, **values: str) -> Any:
    def add(writer: PdfWriter, first: Any) -> None:
        note = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject(kind)})
        note[NameObject("/Rect")] = ArrayObject([NumberObject(n) for n in (10, 10, 100, 30)])
        for key, value in values.items():
            note[NameObject(f"/{key}")] = TextStringObject(value)
        first[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])

    return add


def with_field(value: str) -> Any:
    def add(writer: PdfWriter, first: Any) -> None:
        annotated("/Widget", T="number", FT="", V=value)(writer, first)
        field = first["/Annots"][0].get_object()
        field[NameObject("/FT")] = NameObject("/Tx")
        form = DictionaryObject({NameObject("/Fields"): ArrayObject([first["/Annots"][0]])})
        writer.root_object[NameObject("/AcroForm")] = form

    return add


def with_photo(jpeg: bytes) -> Any:
    def add(writer: PdfWriter, first: Any) -> None:
        image = StreamObject()
        image._data = jpeg
        image.update({
            NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(40), NameObject("/Height"): NumberObject(20),
            NameObject("/ColorSpace"): NameObject("/DeviceRGB"), NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Filter"): NameObject("/DCTDecode"),
        })  # fmt: skip
        first["/Resources"][NameObject("/XObject")] = DictionaryObject({NameObject("/Im1"): writer._add_object(image)})

    return add


def acting(kind: str) -> Any:
    """Does something as soon as it is opened."""

    def add(writer: PdfWriter, _first: Any) -> None:
        action = DictionaryObject({NameObject("/S"): NameObject(kind)})
        action[NameObject("/JS")] = TextStringObject("app.alert(1)")
        writer.root_object[NameObject("/OpenAction")] = action

    return add
