"""Files out: the routing table with its topics and example rows, as `import_routing` takes them."""

from collections.abc import Iterator

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.voices.imports.routing import ALONE, EXAMPLE_COLUMNS, RULE_COLUMNS, TOPIC_COLUMNS
from wakimizu.apps.voices.models import RoutingExample, RoutingRule, Topic
from wakimizu.shared.workbooks import Sheet, Value


def topics() -> Sheet:
    """Topics that voices are taken for; from how many percent on a suggestion of each acts by itself."""
    return Sheet("topics", [*TOPIC_COLUMNS, ALONE], map(_topic, Topic.objects.filter(order__gt=0)))


def _topic(topic: Topic) -> list[Value]:
    alone = None if topic.alone_from is None else round(topic.alone_from * 100, 2)
    return [topic.code, topic.name, topic.name_en, topic.sphere, topic.due_days, ";".join(topic.words), alone]


def routing(book: Directory) -> Sheet:
    return Sheet("routing", list(RULE_COLUMNS), _rules(book))


def _rules(book: Directory) -> Iterator[list[Value]]:
    for rule in RoutingRule.objects.select_related("topic"):
        topic, area = rule.topic.code if rule.topic else "", _area(rule.area_id, book)
        words = ";".join(rule.words)
        yield [rule.order, rule.name, topic, area, rule.channel, words, rule.office, rule.office_without_ward]


def routing_examples(book: Directory) -> Sheet:
    return Sheet("routing_examples", list(EXAMPLE_COLUMNS), _examples(book))


def _examples(book: Directory) -> Iterator[list[Value]]:
    for row in RoutingExample.objects.order_by("pk"):
        yield [row.text, row.channel, _area(row.area_id, book), row.expect_rule, row.expect_office]


def _area(number: int | None, book: Directory) -> str:
    area = book.area(number)
    return area.code if area else ""
