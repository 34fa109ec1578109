"""The steps of a file on its way in: sent, its columns understood, looked at, taken in, reported."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import actor_in
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices import contacts
from wakimizu.apps.voices.analysis import has_my_number, without_my_number
from wakimizu.apps.voices.catalogue import Catalogue, catalogue
from wakimizu.apps.voices.imports.plans import Plan, guess
from wakimizu.apps.voices.imports.reading import Reader
from wakimizu.apps.voices.imports.spreadsheet import Spreadsheet, read, unpacked
from wakimizu.apps.voices.imports.taking import take_in
from wakimizu.apps.voices.models import ImportForm, TakingIn, VoiceFile
from wakimizu.apps.voices.operations import Said, keep_file, keep_lines
from wakimizu.apps.voices.operations.importing import bound_to
from wakimizu.apps.voices.operations.intake import masked
from wakimizu.shared import jobs
from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import Line

AT_ONCE = 300  # rows: what is more is the worker's, with its progress on the page
MOST_ROWS = 200_000
SHOWN = 5
LOOKED = gettext_noop("All %(n)s lines are looked at. Nothing is taken in yet.")
TAKEN = gettext_noop("All %(n)s lines are worked through.")
HALTED = gettext_noop("Stopped after %(n)s of %(all)s lines. What was taken in until then stays.")


def receive_file(actor: Actor, content: bytes, book: Directory, topics: Catalogue) -> tuple[VoiceFile, bool]:
    """Read and keep a file with the plan of the last one of its form, else a guess. True when the form is known.

    BadInput when it is no table, has no rows, or too many.
    """
    sheet = read(content)
    if not sheet.rows:
        raise BadInput(_("This file has no rows below the names of its columns."))
    if len(sheet.rows) > MOST_ROWS:
        raise BadInput(_("This file has more than %(most)d lines. Split it.") % {"most": MOST_ROWS})
    if any(map(has_my_number, sheet.header)):
        raise BadInput(_("The first line must name the columns. This one seems to hold somebody's My Number."))
    known = ImportForm.objects.filter(signature=sheet.signature).first()
    plan = Plan(**known.plan) if known else guess(sheet, book, topics)
    return keep_file(actor, packed=sheet.packed(), rows=len(sheet.rows), plan=plan.kept()), known is not None


def file_of(actor: Actor, number: int) -> tuple[VoiceFile, Spreadsheet, Plan] | None:
    """A file that this post sent, and how it is to be read; None when there is none, or it is forgotten."""
    file = VoiceFile.objects.filter(pk=number, post=actor.post_id).first()
    if file is None:
        return None
    return file, unpacked(contacts.unseal_bytes(bytes(file.sealed), bound_to(file))), Plan(**file.plan)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its name, our name for what it holds ("" when left out), some of its cells."""

    name: str
    ours: str
    cells: list[str]


def columns_of(sheet: Spreadsheet, plan: Plan) -> list[Column]:
    ours = {name: each for each, name in plan.columns.items()}
    return [Column(name, ours.get(name, ""), _some(sheet.column(name))) for name in sheet.header]


def _some(cells: Iterator[str], most: int = 3) -> list[str]:
    """A few different cells, with no My Number in them."""
    found: dict[str, None] = {}
    for cell in cells:
        found[without_my_number(cell)] = None
        if len(found) == most:
            break
    return list(found)


def first_rows(sheet: Spreadsheet, plan: Plan, book: Directory, topics: Catalogue) -> list[tuple[int, Said | BadInput]]:
    rows = islice(Reader(sheet, plan, book, topics).rows(), SHOWN)
    return [(line, said if isinstance(said, BadInput) else masked(said)) for line, said in rows]


def work(taking: TakingIn) -> None:
    """Look at a file, or take it in, in the post of who asked for it: in the worker, or at once when it is short."""
    city = City.objects.get(pk=taking.city_id)
    book, topics = directory(city), catalogue(city)
    actor = actor_in(taking.post, timezone.now(), book.offices[taking.post.office_id])
    found = file_of(actor, taking.file_id or 0)
    if found is None:
        raise BadInput(_("This file was forgotten after an hour. Send it again."))
    file, sheet, plan = found
    lines = take_in(actor, city, book, topics, sheet, plan, dry=taking.dry, told=taking.tell, stopped=taking.stop_asked)
    stopped = len(lines) < file.rows + len(sheet.torn)
    packed = zlib.compress(json.dumps([asdict(line) for line in lines]).encode())
    keep_lines(actor, taking=taking, fates=[line.fate for line in lines], packed=packed, stopped=stopped)
    if stopped:
        taking.tell(0.0, HALTED, n=f"{len(lines):,}", all=f"{file.rows + len(sheet.torn):,}")
    else:
        taking.tell(1.0, LOOKED if taking.dry else TAKEN, n=f"{len(lines):,}")


def begin(taking: TakingIn, rows: int) -> None:
    """Do a short one here and now; leave a long one to the worker."""
    if rows <= AT_ONCE and taking.state == jobs.JobState.WAITING:
        jobs.run(taking)


def lines_of(taking: TakingIn) -> list[Line]:
    """What became of each line, by line; nothing while it is under way."""
    if taking.sealed_lines is None:
        return []
    packed = contacts.unseal_bytes(bytes(taking.sealed_lines), bound_to(taking))
    return [Line(**line) for line in json.loads(zlib.decompress(packed))]
