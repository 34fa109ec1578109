"""Voices from a spreadsheet taken in, or only looked at: the same judgement, line by line."""

from collections.abc import Callable, Iterator
from itertools import islice

from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices.analysis import without_my_number
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.imports.plans import NAMES, Plan, by_names
from wakimizu.apps.voices.imports.reading import Reader
from wakimizu.apps.voices.imports.spreadsheet import Spreadsheet, read
from wakimizu.apps.voices.operations import Said, judge_voices, take_voices_in
from wakimizu.shared.errors import BadInput
from wakimizu.shared.jobs import give_way
from wakimizu.shared.tables import Line, Report

CHUNK = 200  # so that others do not wait long for a row of theirs
Told = Callable[[float], object]


def import_voices(actor: Actor, city: City, book: Directory, catalogue: Catalogue, content: bytes) -> Report:
    """Voices from a file whose columns have their usual names. A row is known by its number, or else by its words."""
    sheet = read(content)
    plan = Plan(by_names(sheet))
    if "text" not in plan.columns:
        missing = {"columns": NAMES["text"][0]}
        raise BadInput(_("The first line must name these columns, which are missing: %(columns)s.") % missing)
    report = Report(file_digest=sheet.digest)
    for line in take_in(actor, city, book, catalogue, sheet, plan):
        report.tell(line.number, line.fate, line.sentence)
    return report


def take_in(
    actor: Actor,
    city: City,
    book: Directory,
    catalogue: Catalogue,
    sheet: Spreadsheet,
    plan: Plan,
    *,
    dry: bool = False,
    told: Told = lambda _share: None,
    stopped: Callable[[], bool] = lambda: False,
) -> list[Line]:
    """What became of every line, or with `dry` would become, by line; of fewer when it was stopped.

    `told` hears the share that is done, from 0 to 1; `stopped` is asked between some lines and the next.
    """
    lines = [Line(number, "refused", why) for number, why in sheet.torn]
    done, rows = 0, Reader(sheet, plan, book, catalogue).rows()
    while not stopped() and (chunk := list(islice(rows, CHUNK))):
        if done and not dry:
            give_way()
        lines += [
            Line(line, "refused", without_my_number(str(said))) for line, said in chunk if isinstance(said, BadInput)
        ]
        good = [(line, said) for line, said in chunk if isinstance(said, Said)]
        lines += _fates(actor, city, book, catalogue, sheet, good, dry)
        done += len(chunk)
        told(done / len(sheet.rows))
    return sorted(lines, key=lambda line: line.number)


def _fates(
    actor: Actor,
    city: City,
    book: Directory,
    catalogue: Catalogue,
    sheet: Spreadsheet,
    said: list[tuple[int, Said]],
    dry: bool,
) -> Iterator[Line]:
    if dry:
        fates = judge_voices(actor, said=said, book=book)
    else:
        fates = take_voices_in(actor, city=city, said=said, book=book, catalogue=catalogue, file_digest=sheet.digest)
    return (Line(line, fate, why) for line, fate, why in fates)
