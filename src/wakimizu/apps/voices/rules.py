"""How a voice finds its topic, its office and its day.

The rules:
1. Topic: the one whose words occur most often; the earlier in the list when two tie; the last ("other") when none does.
   A topic that the resident or the clerk chose stands.
2. Office: the rows of the routing table in order; the first whose conditions all hold. Its area holds when it is the
   voice's district or ward. The last row has no condition, so no voice is ever dropped.
3. "ward:machi" means that division of the voice's ward; without a ward, the row's other office.
4. If that office is closed by then, its parent answers.
5. Due: the topic's number of business days after the day of receipt.
6. Reminders: two business days before the due day, on the first day after it, and to the head five business days after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wakimizu.apps.city.calendar import add_business_days
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.voices.analysis import words_in
from wakimizu.apps.voices.models import RoutingRule, Topic

REMIND_BEFORE, HEAD_AFTER = 2, 5


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a voice goes, and why."""

    topic: Topic
    office: Office
    rule: RoutingRule
    topic_words: list[str]
    rule_words: list[str]

    @property
    def reason(self) -> dict[str, object]:
        return {
            "rule": self.rule.order,
            "name": self.rule.name,
            "words": list(dict.fromkeys([*self.topic_words, *self.rule_words])),
        }


class NoCatchAll(ValueError):
    """A routing table whose last row does not catch every voice."""


def suggest_topic(text: str, topics: Sequence[Topic]) -> tuple[Topic, list[str]]:
    best, why = topics[-1], list[str]()
    for topic in topics:
        found = words_in(text, topic.words)
        if len(found) > len(why):
            best, why = topic, found
    return best, why


def route(
    *,
    text: str,
    channel: str,
    place: Area | None,
    chosen: Topic | None,
    topics: Sequence[Topic],
    table: Sequence[RoutingRule],
    book: Directory,
    today: date,
) -> Routed:
    """Topic and office of a voice. NoCatchAll when the table lets it fall through."""
    topic, topic_words = (chosen, []) if chosen else suggest_topic(text, topics)
    ward = book.ward_of(place)
    for rule in table:
        if rule.topic_id not in (None, topic.pk) or rule.channel not in ("", channel):
            continue
        if rule.area_id is not None and rule.area_id not in {place and place.pk, ward and ward.pk}:
            continue
        rule_words = words_in(text, rule.words) if rule.words else []
        if rule.words and not rule_words:
            continue
        office = open_office(office_named(rule, ward, book), book, today)
        return Routed(topic, office, rule, topic_words, rule_words)
    raise NoCatchAll("the last row of the routing table must have no condition")


def office_named(rule: RoutingRule, ward: Area | None, book: Directory) -> Office:
    """The office a row means. KeyError when there is none: loading the table has checked that there is."""
    if not rule.office.startswith("ward:"):
        return book.office_by_code[rule.office]
    if ward is None:
        return book.office_by_code[rule.office_without_ward]
    division = ward_division(rule.office, ward, book)
    if division is None:
        raise KeyError(f"{rule.office} of {ward}")
    return division


def ward_division(name: str, ward: Area, book: Directory) -> Office | None:
    """The division that "ward:NAME" means in a ward."""
    ending = f"-{name.removeprefix('ward:')}"
    divisions = (each for each in book.offices_in_ward(ward.pk) if each.kind == Office.Kind.WARD_DIVISION)
    return next((each for each in divisions if each.code.endswith(ending)), None)


def open_office(office: Office, book: Directory, today: date) -> Office:
    parent = book.office(office.parent_id)
    return office if office.valid_on(today) or parent is None else open_office(parent, book, today)


def due_date(topic: Topic, received: date, book: Directory) -> date:
    return add_business_days(received, topic.due_days, book.closures)
