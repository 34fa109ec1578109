"""When something is learned, from what, and when it is put to use.

The rules:
1. What counts as true is what people decided: the topic and the lead office of the need a voice is in. What the routing table
   or an earlier model said of a voice is never learned from. Erased voices are not learned from.
2. The city's own tables are taught too: each topic's words, the routing table's rows and its example rows count as if
   three residents had said them, and all together as half as many voices as are learned from, if that is more. A new
   topic is so suggested before anyone has sorted a voice into it, and voices that are much alike do not drown the words.
3. An office is learned as the routing table names it: ward:NAME for that division of the voice's own ward, so that what one
   ward has learned serves all.
4. The newest fifth of the voices (at most 20,000) is held back and never learned from. A version is measured on it, and so
   is the version in use, before anything changes.
5. A new version is put to use by itself only if it is right at least as often as the version in use, in topics and in
   offices both. Otherwise it waits for a person. The first of all waits for nothing if it beats the commonest answer.
6. Nothing is learned from fewer than 100 voices. Each week a new version is asked for if at least 50 voices, and a twentieth of
   those it was learned from, have been sorted since.
7. The axes of meaning are kept from version to version, so that what was read need not be read anew; they are learned anew
   when there are four times as many voices as they were learned from.
8. A suggestion never acts, but for topics whose own rule lets it: from the confidence that stands there on, a voice for which
   nobody chose a topic gets it at receipt, and the routing table gives it its office as always. The reason says so. No
   topic has such a rule until policy or IT sets one, and it acts only while a version is in use.
9. A suggestion is shown from a confidence of 0.3 on; what it said stays beside what people chose.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.voices.learning.models import Reading
from wakimizu.apps.voices.models import RoutingRule, Topic
from wakimizu.apps.voices.rules import ward_division

FEWEST, MOST = 100, 200_000
HELD_BACK, MOST_HELD_BACK = 0.2, 20_000
EXAMPLE_COUNTS, EXAMPLES_SHARE = 3.0, 0.5
AGAIN_AFTER = timedelta(days=7)
AGAIN_NEW, AGAIN_SHARE = 50, 0.05
SPACE_GROWTH = 4
SHOWN_FROM = 0.3
WARD = "ward:"


def held_back(voices: int) -> int:
    """How many of so many voices are held back."""
    return min(int(voices * HELD_BACK), MOST_HELD_BACK)


def example_counts(taught: int, examples: int) -> float:
    """As how many voices each example of the tables counts beside so many voices."""
    return max(EXAMPLE_COUNTS, EXAMPLES_SHARE * taught / examples) if examples else EXAMPLE_COUNTS


def worth_learning_again(sorted_since: int, taught: int) -> bool:
    """Whether so many voices sorted since the last version, which learned from `taught`, make a new one worth while."""
    return sorted_since >= (max(AGAIN_NEW, taught * AGAIN_SHARE) if taught else FEWEST)


def not_worse(new: dict[str, float], old: dict[str, float]) -> bool:
    """Whether a version is right at least as often in all that is suggested, each as a share by name."""
    return all(new[name] >= share for name, share in old.items())


def commonest(figures: dict[str, Any]) -> dict[str, float]:
    """What the first version of all must reach: how often the commonest answer is right."""
    return {name: found["commonest"] for name, found in figures.items() if "commonest" in found}


def target_of(lead: Office, ward: Area | None, book: Directory) -> str:
    """How the routing table would name the office that leads a need of a voice from this ward."""
    if ward is not None and lead.kind == Office.Kind.WARD_DIVISION and lead.ward_id == ward.pk:
        name = WARD + lead.code.rsplit("-", 1)[-1]
        division = ward_division(name, ward, book)
        if division is not None and division.pk == lead.pk:
            return name
    return lead.code


def office_of(target: str, ward: Area | None, book: Directory) -> Office | None:
    """The office a target means for a voice from this ward; None when there is none."""
    if target.startswith(WARD):
        return ward_division(target, ward, book) if ward else None
    return book.office_by_code.get(target)


def may_act_alone(topics: Sequence[Topic]) -> bool:
    """Whether any topic has a rule that lets a suggestion act: only then is a voice read while its sender waits."""
    return any(topic.alone_from is not None for topic in topics)


def acts_alone(reading: Reading, topics: Sequence[Topic]) -> Topic | None:
    """The suggested topic, if its rule lets a suggestion of this confidence act by itself."""
    topic = next((each for each in topics if each.code == reading.topic), None)
    if topic is None or topic.alone_from is None or reading.topic_sure < topic.alone_from:
        return None
    return topic


def by_itself(reading: Reading) -> dict[str, object]:
    """What the voice's reason says when a suggestion acted."""
    return {"version": reading.version, "sure": reading.topic_sure, "words": reading.topic_words}


def examples_of(topics: Sequence[Topic], table: Sequence[RoutingRule]) -> list[tuple[str, str, str]]:
    """What the tables teach: (text, topic's code, target)."""
    code = {topic.pk: topic.code for topic in topics}
    usual = {row.topic_id: row.office for row in reversed(table) if not (row.words or row.area_id or row.channel)}
    by_default = usual.get(None, "")
    taught = [
        (text, topic.code, usual.get(topic.pk, by_default))
        for topic in topics
        for text in [topic.name, topic.name_en, *topic.words]
        if text
    ]
    for row in table:
        if row.topic_id in code and not row.area_id:
            taught += [(text, code[row.topic_id], row.office) for text in [row.name, *row.words]]
    return taught
