"""What staff see of what was learned: a voice's suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Office
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.learning import rules
from wakimizu.apps.voices.learning.models import Reading
from wakimizu.apps.voices.models import Topic, Voice


@dataclass(frozen=True, slots=True)
class Suggested:
    """A topic or office for a voice: how sure, in percent, which of its words decided, and whether it stands already."""

    what: Topic | Office
    percent: int
    words: list[str]
    stands: bool


@dataclass(frozen=True, slots=True)
class Suggestions:
    version: int
    topic: Suggested | None
    office: Suggested | None


def suggestions(voice: Voice, reading: Reading | None, book: Directory, known: Catalogue) -> Suggestions | None:
    """What the reading of a voice suggests, where it is sure enough to be shown; None when nothing is."""
    if reading is None:
        return None
    topic = known.topic_by_code.get(reading.topic) if reading.topic_sure >= rules.SHOWN_FROM else None
    ward = book.area(voice.ward_id)
    office = rules.office_of(reading.target, ward, book) if reading.target_sure >= rules.SHOWN_FROM else None
    if topic is None and office is None:
        return None
    return Suggestions(
        reading.version,
        _suggested(topic, reading.topic_sure, reading.topic_words, voice.topic_id) if topic else None,
        _suggested(office, reading.target_sure, reading.target_words, voice.office_id) if office else None,
    )


def _suggested(what: Topic | Office, sure: float, words: Sequence[str], now: int) -> Suggested:
    return Suggested(what, int(sure * 100), list(words), what.pk == now)
