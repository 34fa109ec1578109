"""Files in: voices from a spreadsheet, the routing table with its topics and example rows."""

import csv
import io
from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices import rules
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.models import RoutingExample, RoutingRule, Topic
from wakimizu.apps.voices.operations import PersonalDetails, Said, replace_routing, take_voices_in
from wakimizu.apps.voices.queries import failing_examples
from wakimizu.apps.voices.workflow import Channel
from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import Report, Table, number_in
from wakimizu.shared.templatetags.words import joint

VOICE_COLUMNS: dict[str, Sequence[str]] = {
    "number": ["番号", "受付番号", "No", "ID"],
    "text": ["内容", "本文", "意見", "要望", "text", "description"],
    "channel": ["受付方法", "チャネル", "channel"],
    "topic": ["分野", "分類", "topic"],
    "district": ["校区", "地域", "区", "district"],
    "place": ["場所", "住所", "place", "address"],
    "lat": ["緯度", "latitude"],
    "lon": ["経度", "longitude", "lng"],
    "publish": ["公開可", "公開", "may_publish"],
    "name": ["氏名", "名前"],
    "email": ["メール", "メールアドレス"],
    "phone": ["電話", "電話番号"],
}
Row = TypeVar("Row", bound=Model)
YES = {"1", "yes", "はい", "可", "○", "true", "同意"}


def import_voices(actor: Actor, city: City, book: Directory, catalogue: Catalogue, content: bytes) -> Report:
    """Voices from CSV. A row is known by its number column, or by its words when the file numbers nothing."""
    report = Report()
    table = Table(content, VOICE_COLUMNS, required=["text"])
    rows: list[tuple[int, Said]] = []
    seen: set[str] = set()
    for line, cells in table.rows(report):
        try:
            said = _said(cells, book, catalogue)
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
            continue
        if said.submission in seen:
            report.tell(line, "refused", _("This row stands in the file twice."))
            continue
        seen.add(said.submission)
        rows.append((line, said))
    for start in range(0, len(rows), 500):
        fates = take_voices_in(
            actor,
            city=city,
            said=rows[start : start + 500],
            book=book,
            catalogue=catalogue,
            file_digest=report.file_digest,
        )
        for line, fate, why in fates:
            report.tell(line, fate, why)  # type: ignore[arg-type]
    return report


def _said(cells: dict[str, str], book: Directory, catalogue: Catalogue) -> Said:
    key = (
        f"number:{cells['number']}"
        if cells["number"]
        else f"words:{cells['text']}|{cells['district']}|{cells['place']}"
    )
    return Said(
        text=cells["text"],
        channel=_choice(cells["channel"], Channel, Channel.IMPORT),
        submission=sha256(f"{book.city.code}|{key}".encode()).hexdigest(),
        topic=_topic(cells["topic"], catalogue),
        place=cells["place"],
        lat=_degrees(cells["lat"], 20, 50),
        lon=_degrees(cells["lon"], 120, 155),
        district=_area(cells["district"], book),
        may_publish=cells["publish"].lower() in YES,
        contact=PersonalDetails(cells["name"], cells["email"], cells["phone"]),
    )


def _choice(text: str, choices: type[Channel], default: Channel) -> str:
    if not text:
        return default
    known = {str(label): value for value, label in choices.choices} | {value: value for value in choices.values}
    japanese = {
        "窓口": Channel.COUNTER,
        "電話": Channel.PHONE,
        "ウェブ": Channel.WEB,
        "会議": Channel.MEETING,
        "手紙": Channel.LETTER,
    }
    found = known.get(text) or japanese.get(text)
    if found is None:
        raise BadInput(
            _("The channel “%(text)s” is not known. Use: %(known)s.") % {"text": text, "known": joint().join(japanese)}
        )
    return str(found)


def _topic(text: str, catalogue: Catalogue) -> Topic | None:
    if not text:
        return None
    found = next((topic for topic in catalogue.topics if text in (topic.code, topic.name, topic.name_en)), None)
    if found is None:
        raise BadInput(_("The topic “%(text)s” is not known.") % {"text": text})
    return found


def _area(text: str, book: Directory) -> Area | None:
    if not text:
        return None
    names = (text, text + "校区", text + "区")
    found = next((a for a in [*book.districts, *book.wards] if a.name in names or a.code == text), None)
    if found is None:
        raise BadInput(_("There is no district or ward “%(text)s” in this city.") % {"text": text})
    return found


def _degrees(text: str, least: float, most: float) -> float | None:
    if not text:
        return None
    found = number_in(text, least, most)
    if found is None:
        raise BadInput(_("“%(text)s” is not a place in Japan in degrees.") % {"text": text})
    return found


def rows_of(text: str) -> "csv.DictReader[str]":
    """Rows of one of our own readable tables: a header, and lines that begin with # are for people."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return csv.DictReader(io.StringIO("\n".join(lines)), restval="")


def words_of(cell: str) -> list[str]:
    return [word.strip() for word in cell.split(";") if word.strip()]


TOPIC_COLUMNS = ("code", "name", "name_en", "sphere", "due_days", "words")
RULE_COLUMNS = ("order", "name", "topic", "area", "channel", "words", "office", "office_without_ward")
EXAMPLE_COLUMNS = ("text", "channel", "area", "expect_rule", "expect_office")


def _rows_with(columns: Sequence[str], text: str) -> "csv.DictReader[str]":
    rows = rows_of(text)
    if missing := [column for column in columns if column not in (rows.fieldnames or ())]:
        sentence = _("The first line must name these columns, which are missing: %(columns)s.")
        raise BadInput(sentence % {"columns": joint().join(missing)})
    return rows


def _checked(row: Row) -> Row:
    """The row with its cells turned into what its columns hold. BadInput when one cannot be."""
    try:
        row.clean_fields(exclude=["city", "topic", "area", "words"])
    except ValidationError as faults:
        column, sentences = next(iter(faults.message_dict.items()))
        raise BadInput(f"“{row}”, {column}: {sentences[0]}") from None
    return row


def import_routing(actor: Actor, city: City, book: Directory, topics: str, table: str, examples: str) -> int:
    """Put in a routing table from three texts (demo/kumamoto/*.csv show the form), after its examples have passed.

    BadInput names the first fault: a missing column, a cell that cannot be read, an unknown topic, area or office, an
    order given twice, no catch-all, an example that leads elsewhere.
    """
    by_code = {row["code"]: _topic_row(row, city) for row in _rows_with(TOPIC_COLUMNS, topics)}
    for number, topic in enumerate(by_code.values(), 1):
        topic.pk = -number  # told apart before they are saved
    table_rows = [_rule(row, by_code, book, city) for row in _rows_with(RULE_COLUMNS, table)]
    table_rows.sort(key=lambda rule: rule.order)
    if twice := [rule for rule, following in pairwise(table_rows) if rule.order == following.order]:
        raise BadInput(f"{twice[0]}: " + _("This row stands in the file twice."))
    tests = [_example(row, book, city) for row in _rows_with(EXAMPLE_COLUMNS, examples)]
    faults = failing_examples(book, Catalogue(list(by_code.values()), table_rows), tests)
    if faults:
        raise BadInput(faults[0])
    return replace_routing(actor, city=city, topics=list(by_code.values()), table=table_rows, examples=tests)


def _topic_row(row: dict[str, str], city: City) -> Topic:
    cells = {column: row[column] for column in ("code", "name", "name_en", "sphere", "due_days")}
    return _checked(Topic(city=city, words=words_of(row["words"]), **cells))


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
