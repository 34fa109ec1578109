"""Voices of the past with the answers they were given before they came here: taken in as they were, nothing promised.

Parts of `take_voices_in`: many rows at once, each with its own entry in the ledger.
"""

from collections.abc import Sequence
from datetime import datetime

from wakimizu.apps.city.analysis import refuse_my_number
from wakimizu.apps.city.models import Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices.models import Answer, Need, NeedVoice, Voice
from wakimizu.apps.voices.search import NEEDS
from wakimizu.apps.voices.workflow import AnswerState, NeedState, VoiceState

MOST_TITLE = 80
Given = tuple[Voice, Office, str, str]  # a voice, the office that answered it, how that ended, its text


def as_it_ended(voice: Voice, answered_at: datetime | None, *, record_only: bool) -> None:
    """A voice not saved yet in the state the past left it in: answered then, or set aside so that nothing is owed."""
    if answered_at is not None:
        voice.state, voice.answered_at = VoiceState.ANSWERED, answered_at
    elif record_only:
        voice.state = VoiceState.SET_ASIDE


def take_answers_in(actor: Actor, given: Sequence[Given]) -> None:
    """The answers voices were given: for each a need of its own, answered. Nobody is told, nothing is owed, not public."""
    for *_voice, text in given:
        refuse_my_number(text, "text")
    needs = Need.objects.bulk_create([_need(voice, office) for voice, office, *_answer in given])
    NeedVoice.objects.bulk_create(
        NeedVoice(city_id=actor.city_id, need=need, voice=voice, since=voice.received_at)
        for need, (voice, *_answer) in zip(needs, given, strict=True)
    )
    answers = Answer.objects.bulk_create(_answer(actor, need, each) for need, each in zip(needs, given, strict=True))
    for need, answer, (voice, office, ending, text) in zip(needs, answers, given, strict=True):
        NEEDS.add(need.pk, need.title)
        actor.record(
            "take_answer_in", need, answer=answer, voice=voice, office=office, ending=ending, text=answer.digest(text),
            on=voice.answered_at,
        )  # fmt: skip


def _need(voice: Voice, office: Office) -> Need:
    return Need(
        city_id=voice.city_id, title=_title(voice.text), topic_id=voice.topic_id, sphere=voice.topic.sphere,
        district_id=voice.district_id, ward_id=voice.ward_id, lat=voice.lat, lon=voice.lon, lead=office,
        lead_ward_id=office.led_ward_id, state=NeedState.ANSWERED, due=voice.due, raised_at=voice.received_at,
        answered_at=voice.answered_at, public=False, voice_count=1,
    )  # fmt: skip


def _answer(actor: Actor, need: Need, given: Given) -> Answer:
    voice, office, ending, text = given
    at = voice.answered_at or voice.received_at
    return Answer(
        city_id=actor.city_id, need=need, office=office, ending=ending, text=text, state=AnswerState.PUBLISHED,
        drafted_by_id=actor.post_id, drafted_at=at, decided_at=at, past=True,
    )  # fmt: skip


def _title(text: str) -> str:
    """The voice's first words, as one line."""
    return " ".join(text.split())[:MOST_TITLE]
