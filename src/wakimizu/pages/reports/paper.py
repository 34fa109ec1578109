"""A report as a file that stands alone: one HTML file with its style in it, and the same as PDF (A4, tagged for screen readers)."""

import re
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext
from PIL import ImageFile

from wakimizu.shared.errors import Refusal

STYLE = Path(__file__).resolve().parent / "paper.css"
DRAWN = Path(__file__).resolve().parent / "drawn.css"  # of pictures: each carries it, as PDF asks
SVG = re.compile(r"<svg\b[^>]*>")


class NoPango(Refusal):
    """The machine has no Pango, with which PDF files are set."""

    status = 503


def html(template: str, context: dict[str, Any], title: str) -> str:
    """The whole file."""
    frame = {
        **context, "frame": "pages/report_file.html", "on_paper": True, "title": title, "lang": get_language() or "ja",
        "style": STYLE.read_text(),
    }  # fmt: skip
    drawn = DRAWN.read_text()
    return SVG.sub(lambda tag: f"{tag.group()}<style>{drawn}</style>", render_to_string(template, frame))


def pdf(file: str) -> bytes:
    """The same file as PDF. NoPango when the machine cannot set one; nothing is fetched from anywhere."""
    try:
        from weasyprint import HTML
    except OSError:
        raise NoPango(
            gettext("PDF files need Pango. On Debian or Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0")
        ) from None
    # Importing it lets broken pictures pass in the whole process, residents' photos too.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    made: bytes = HTML(string=file, url_fetcher=_nothing).write_pdf(pdf_variant="pdf/ua-1")
    return made


def _nothing(url: str, *_more: Any, **_how: Any) -> Any:
    raise ValueError(f"a report asks for {url}: it must stand alone")
