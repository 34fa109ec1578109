"""Files in: the routing table with its topics and example rows.

topics.csv may have a column alone_from: from how many percent of confidence on a suggestion of the topic acts by itself; empty
means never. A file without that column leaves these rules as they stand.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices import rules
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.models import RoutingExample, RoutingRule, Topic
from wakimizu.apps.voices.operations import replace_routing
from wakimizu.apps.voices.operations.learning import LEAST_ALONE
from wakimizu.apps.voices.queries import failing_examples
from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import number_in
from wakimizu.shared.templatetags.words import joint, quoted

Row = TypeVar("Row", bound=Model)


def rows_of(text: str) -> "csv.DictReader[str]":
    """Rows of one of our own readable tables: a header, and lines that begin with # are for people."""
    return csv.DictReader(io.StringIO("\n".join(line for _n, line in _lines(text))), restval="")


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines that are rows, each with its number in the file."""
    lines = enumerate(text.splitlines(), 1)
    return [(number, line) for number, line in lines if line.strip() and not line.startswith("#")]


def words_of(cell: str) -> list[str]:
    return [word.strip() for word in cell.split(";") if word.strip()]


ALONE = "alone_from"
TOPIC_COLUMNS = ("code", "name", "name_en", "sphere", "due_days", "words")
RULE_COLUMNS = ("order", "name", "topic", "area", "channel", "words", "office", "office_without_ward")
EXAMPLE_COLUMNS = ("text", "channel", "area", "expect_rule", "expect_office")


def _read(columns: Sequence[str], text: str, made: Callable[[dict[str, str]], Row]) -> Iterator[Row]:
    """Each row as what it says. BadInput when a column is missing, and with its line when a row cannot be read."""
    rows, lines = rows_of(text), _lines(text)
    if missing := [column for column in columns if column not in (rows.fieldnames or ())]:
        sentence = _("The first line must name these columns, which are missing: %(columns)s.")
        raise BadInput(sentence % {"columns": joint().join(missing)})
    for row in rows:
        try:
            yield made(row)
        except BadInput as refusal:
            line = _("Line %(n)d of the file") % {"n": lines[rows.line_num - 1][0]}
            raise BadInput(joint().join([line, str(refusal)])) from None


def _checked(row: Row) -> Row:
    """The row with its cells turned into what its columns hold. BadInput when one cannot be."""
    try:
        row.clean_fields(exclude=["city", "topic", "area", "words"])
    except ValidationError as faults:
        column, sentences = next(iter(faults.message_dict.items()))
        raise BadInput(joint(":").join([joint().join([quoted(row), column]), sentences[0]])) from None
    return row


def import_routing(actor: Actor, city: City, book: Directory, topics: str, table: str, examples: str) -> int:
    """Put in a routing table from three texts (demo/kumamoto/*.csv show the form), after its examples have passed.

    BadInput names the first fault: a missing column, a cell that cannot be read, an unknown topic, area or office, an
    order given twice, no catch-all, an example that leads elsewhere.
    """
    alone = dict(Topic.objects.values_list("code", "alone_from"))
    by_code = {topic.code: topic for topic in _read(TOPIC_COLUMNS, topics, lambda row: _topic_row(row, city, alone))}
    for number, topic in enumerate(by_code.values(), 1):
        topic.pk = -number  # told apart before they are saved
    table_rows = list(_read(RULE_COLUMNS, table, lambda row: _rule(row, by_code, book, city)))
    table_rows.sort(key=lambda rule: rule.order)
    if twice := [rule for rule, following in pairwise(table_rows) if rule.order == following.order]:
        raise BadInput(joint(":").join([str(twice[0]), _("This row stands in the file twice.")]))
    tests = list(_read(EXAMPLE_COLUMNS, examples, lambda row: _example(row, book, city)))
    faults = failing_examples(book, Catalogue(list(by_code.values()), table_rows), tests)
    if faults:
        raise BadInput(faults[0])
    return replace_routing(actor, city=city, topics=list(by_code.values()), table=table_rows, examples=tests)


def _topic_row(row: dict[str, str], city: City, alone: Mapping[str, float | None]) -> Topic:
    cells = {column: row[column] for column in ("code", "name", "name_en", "sphere", "due_days")}
    alone_from = _share(row) if ALONE in row else alone.get(row["code"])
    return _checked(Topic(city=city, words=words_of(row["words"]), alone_from=alone_from, **cells))


def _share(row: dict[str, str]) -> float | None:
    """The confidence a cell gives in percent, None when it is empty."""
    cell = unicodedata.normalize("NFKC", row[ALONE]).strip().removesuffix("%")
    share = number_in(cell, 100 * LEAST_ALONE, 100)
    if cell and share is None:
        sentence = _("Give a confidence from 50 to 100 percent, or leave it empty.")
        raise BadInput(joint(":").join([joint().join([quoted(row["name"]), ALONE]), sentence]))
    return None if share is None else share / 100


def _rule(row: dict[str, str], topics: dict[str, Topic], book: Directory, city: City) -> RoutingRule:
    for office in _offices_missing(row["office"], row["office_without_ward"], book):
        raise BadInput(_("Row %(row)s: there is no office “%(office)s”.") % {"row": row["order"], "office": office})
    if (row["topic"] and row["topic"] not in topics) or (row["area"] and row["area"] not in book.area_by_code):
        raise BadInput(_("Row %(row)s: its topic or area is not known.") % {"row": row["order"]})
    cells = {column: row[column] for column in ("order", "name", "channel", "office", "office_without_ward")}
    return _checked(
        RoutingRule(
            city=city,
            topic=topics.get(row["topic"]),
            area=book.area_by_code.get(row["area"]),
            words=words_of(row["words"]),
            **cells,
        )
    )


def _offices_missing(office: str, without_ward: str, book: Directory) -> list[str]:
    """Those of a row's offices that are not there; a ward's division must be there in every ward."""
    if not office.startswith("ward:"):
        return [office] if office not in book.office_by_code else []
    missing = [] if without_ward in book.office_by_code else [without_ward]
    wards = (rules.ward_division(office, ward, book) for ward in book.wards)
    return missing if all(wards) else [office, *missing]


def _example(row: dict[str, str], book: Directory, city: City) -> RoutingExample:
    cells = {column: row[column] for column in ("text", "channel", "expect_rule", "expect_office")}
    return _checked(RoutingExample(city=city, area=book.area_by_code.get(row["area"]), **cells))
