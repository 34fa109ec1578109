"""Voices of the past with the answers they were given before they came here: taken in as they were, nothing promised."""

from datetime import datetime

from wakimizu.apps.city.analysis import refuse_my_number
from wakimizu.apps.city.models import Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.voices.models import Answer, Need, NeedVoice, Voice
from wakimizu.apps.voices.search import NEEDS
from wakimizu.apps.voices.workflow import PERMISSIONS, AnswerState, NeedState, VoiceState
from wakimizu.shared.permissions import allow

MOST_TITLE = 80


@operation
def take_answer_in(actor: Actor, *, voice: Voice, office: Office, ending: str, text: str, at: datetime) -> Answer:
    """The answer a voice was given in the past: a need of its own, answered. Nobody is told, nothing is owed, not public."""
    allow(actor, "import_voices", table=PERMISSIONS)
    refuse_my_number(text, "text")
    need = Need(
        city_id=actor.city_id, title=_title(voice.text), topic_id=voice.topic_id, sphere=voice.topic.sphere,
        district_id=voice.district_id, ward_id=voice.ward_id, lat=voice.lat, lon=voice.lon, lead=office,
        lead_ward_id=office.led_ward_id, state=NeedState.ANSWERED, due=voice.due, raised_at=voice.received_at, answered_at=at,
        public=False, voice_count=1,
    )  # fmt: skip
    need.save(force_insert=True)
    NEEDS.add(need.pk, need.title)
    NeedVoice(city_id=actor.city_id, need=need, voice=voice, since=voice.received_at).save(force_insert=True)
    answer = Answer(
        city_id=actor.city_id, need=need, office=office, ending=ending, text=text, state=AnswerState.PUBLISHED,
        drafted_by_id=actor.post_id, drafted_at=at, decided_at=at, past=True,
    )  # fmt: skip
    answer.save(force_insert=True)
    voice.move(VoiceState.SORTED)
    voice.move(VoiceState.ANSWERED, answered_at=at)
    actor.record(
        "take_answer_in",
        need,
        answer=answer,
        voice=voice,
        office=office,
        ending=ending,
        text=answer.digest(text),
        on=at,
    )
    return answer


def _title(text: str) -> str:
    """The voice's first words, as one line."""
    return " ".join(text.split())[:MOST_TITLE]


@operation
def keep_as_record(actor: Actor, *, voice: Voice) -> Voice:
    """A voice of the past whose answer is not known here: set aside, so that it is counted and nothing is owed."""
    allow(actor, "import_voices", table=PERMISSIONS)
    voice.move(VoiceState.SET_ASIDE)
    actor.record("keep_as_record", voice)
    return voice
