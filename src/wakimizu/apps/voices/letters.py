"""Letters in: PDFs, looked through for My Numbers and rewritten as bare pages.

The rules: at most two, each at most 8 MB and 20 pages. What is encrypted, cannot be read within ten seconds and half a
gigabyte, acts by itself (scripts, programs to start), carries other files, or has fields and comments that would be lost is
refused with what to do instead. The words of every page, about the file, in fields and comments are looked through for
My Numbers. Kept are the pages alone: no metadata, no links, no file's name; pictures lose what the camera wrote into them.
A page without words, a scan, cannot be looked through: the letter then says so.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wakimizu.apps.voices.analysis import has_my_number
from wakimizu.shared.errors import BadInput

MOST, MOST_PAGES = 2, 20
SECONDS, MEMORY = 10, 512 * 1024 * 1024
CLEANER = Path(__file__).with_name("pdf_cleaner.py")
NOT_TO_RECEIVE = gettext_lazy("This PDF seems to contain a My Number (12 digits). We must not receive it here.")
FAULTS = {
    "unreadable": gettext_lazy("This file is not a PDF we can read. Print it into a new PDF, or send a photo of it."),
    "encrypted": gettext_lazy("This PDF is locked with a password. Save it without one and send it again."),
    "active": gettext_lazy("This PDF has programs or other files in it. Print it into a new PDF and send that."),
    "form": gettext_lazy(
        "This PDF has fields or comments, which would be lost. Print it into a new PDF and send that."
    ),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter safe to keep. `checked`: every page had words, and they were looked through."""

    pdf: bytes
    pages: int
    checked: bool


def clean(file: BinaryIO, size: int) -> Paper:
    """A letter safe to keep and hand on. BadInput, with what to do, for anything else."""
    if size > settings.LETTER_BYTES:
        raise BadInput(
            _("A PDF may have at most %(n)d MB. Send a smaller one.") % {"n": settings.LETTER_BYTES >> 20}, "letters"
        )
    content = file.read()
    if not content.startswith(b"%PDF-"):
        raise BadInput(FAULTS["unreadable"], "letters")
    told, pdf = _read_apart(content)
    if any(map(has_my_number, told["texts"])):
        raise BadInput(NOT_TO_RECEIVE, "letters")
    if told["fault"] == "pages":
        raise BadInput(_("A PDF may have at most %(n)d pages. Send those that matter.") % {"n": MOST_PAGES}, "letters")
    if told["fault"]:
        raise BadInput(FAULTS[told["fault"]], "letters")
    return Paper(pdf, told["pages"], checked=told["unread"] == 0)


def _read_apart(content: bytes) -> tuple[dict[str, Any], bytes]:
    """What the cleaner says, from a process of its own that may take so long and so much, and no more."""
    limits = [str(MOST_PAGES), str(SECONDS), str(MEMORY)]
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(CLEANER), *limits],
            input=content,
            capture_output=True,
            timeout=3 * SECONDS,
            check=True,
        )
    except subprocess.SubprocessError:
        raise BadInput(FAULTS["unreadable"], "letters") from None
    told, _line, pdf = done.stdout.partition(b"\n")
    return json.loads(told), pdf
