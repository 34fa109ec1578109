"""What staff see of what was learned: a voice's suggestions, also before it is noted."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.forms import NotedVoiceForm
from wakimizu.apps.voices.learning import live, rules
from wakimizu.apps.voices.learning.models import Reading
from wakimizu.apps.voices.models import Topic, Voice

NEEDED = {"text", "channel", "district", "topic", "lat", "lon"}


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


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Where words go if they are noted as they stand, and what is suggested of them."""

    topic: Topic
    office: Office
    suggested: Suggestions | None


def topic_taken(typed: QueryDict) -> QueryDict:
    """What was typed, with the topic that was suggested and taken where none was chosen."""
    typed = typed.copy()
    typed["topic"] = typed.get("topic") or typed.get("suggested", "")
    return typed


def looked_at(actor: Actor, form: NotedVoiceForm, book: Directory, known: Catalogue) -> Foreseen | None:
    """The words of a form before they are noted; None while they cannot be. Nothing is written."""
    form.is_valid()  # what is wrong elsewhere, an address say, can be mended later
    typed = form.cleaned_data
    if not known.table or NEEDED - typed.keys():
        return None
    at = book.locate(typed["lat"], typed["lon"]) if typed["lat"] is not None and typed["lon"] is not None else None
    place = (at.district or at.ward) if at else book.area_by_code.get(typed["district"])
    heard = live.hear(
        live.row_of(actor.city_id), typed["text"].strip(), channel=typed["channel"], place=place,
        chosen=known.topic_by_code.get(typed["topic"]), book=book, known=known, today=actor.today,
    )  # fmt: skip
    topic, office = heard.routed.topic, heard.routed.office
    voice = Voice(ward=book.ward_of(place), topic=topic, office=office)
    return Foreseen(topic, office, suggestions(voice, heard.reading, book, known))
