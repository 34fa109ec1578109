"""From voices to needs: sorting, assigning, supporting, merging, splitting."""

from collections.abc import Sequence
from datetime import date

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import NOT_TO_KEEP
from wakimizu.apps.city.models import Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.voices.analysis import has_my_number
from wakimizu.apps.voices.models import Need, NeedVoice, Part, Remark, Topic, Voice
from wakimizu.apps.voices.search import NEEDS
from wakimizu.apps.voices.workflow import PERMISSIONS, NeedState, PartState, VoiceState
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow


def required(text: str, field: str, most: int = 4000) -> str:
    """The text without outer blanks. BadInput when it is empty, too long, or holds a My Number."""
    text = text.strip()
    if not text:
        raise BadInput(_("Please give a reason or a text here."), field)
    if len(text) > most:
        raise BadInput(_("Please use at most %(n)d characters.") % {"n": most}, field)
    if "\0" in text:
        raise BadInput(_("The text has characters that cannot be kept. Please type it again."), field)
    if has_my_number(text):
        raise BadInput(NOT_TO_KEEP, field)
    return text


def optional(text: str, field: str, most: int = 4000) -> str:
    """The text without outer blanks, guarded as `required` guards it; it may be empty."""
    return required(text, field, most) if text.strip() else ""


def note(actor: Actor, about: str, text: str, *, need: Need | None = None, voice: Voice | None = None) -> str:
    """Keep the words that go with an act; returns their digest for the ledger."""
    remark = Remark(
        city_id=actor.city_id, need=need, voice=voice, about=about, text=text, at=actor.at, post_id=actor.post_id
    )
    remark.save(force_insert=True)
    return remark.digest(text)


def not_past(actor: Actor, due: date) -> None:
    if due < actor.today:
        raise BadInput(_("The date has passed already. Give a day from today on."), "due")


def open_on(actor: Actor, office: Office) -> None:
    if not office.valid_on(actor.today):
        raise BadInput(_("This office is closed. Choose one that is open."), "office")


@operation
def raise_need(
    actor: Actor,
    *,
    voices: Sequence[Voice],
    title: str,
    lead: Office,
    topic: Topic | None = None,
    sphere: str = "",
    due: date | None = None,
    public: bool = True,
) -> Need:
    """Make a need of one or more voices and give it to a lead office.

    Its place is the first voice's, its day the earliest promised to any of them unless another is given.
    """
    if not voices:
        raise BadInput(_("Choose at least one voice."), "voices")
    for voice in voices:
        allow(actor, "sort_voice", voice, table=PERMISSIONS)
    open_on(actor, lead)
    first = voices[0]
    topic = topic or first.topic
    need = Need(
        city_id=actor.city_id,
        title=required(title, "title", 120),
        topic=topic,
        sphere=sphere or topic.sphere,
        district_id=first.district_id,
        ward_id=first.ward_id,
        lat=first.lat,
        lon=first.lon,
        lead=lead,
        lead_ward_id=lead.led_ward_id,
        due=due or min(voice.due for voice in voices),
        raised_at=actor.at,
        public=public,
    )
    need.save(force_insert=True)
    NEEDS.add(need.pk, need.title)
    _link(actor, need, voices)
    actor.record("raise_need", need, title=need.digest(need.title), lead=lead, due=need.due, voices=list(voices))
    return need


@operation
def join_need(actor: Actor, *, need: Need, voices: Sequence[Voice]) -> Need:
    """Put voices into a need that is there already. WrongState when it is answered or merged."""
    for voice in voices:
        allow(actor, "sort_voice", voice, table=PERMISSIONS)
    allow(actor, "see_need", need, table=PERMISSIONS)
    if not need.is_open:
        raise WrongState(_("This need is answered or merged. Raise a new need for this voice, or reopen that one."))
    _link(actor, need, voices)
    need.due = min([need.due, *(voice.due for voice in voices)])
    need.save(update_fields=["due"])
    actor.record("join_need", need, voices=list(voices), due=need.due)
    return need


def _link(actor: Actor, need: Need, voices: Sequence[Voice]) -> None:
    for voice in voices:
        if voice.state != VoiceState.SORTED:  # a voice of two matters is in two needs
            voice.move(VoiceState.SORTED)
        elif NeedVoice.objects.filter(need=need, voice=voice, until=None).exists():
            raise WrongState(_("This voice is in this need already."))
    NeedVoice.objects.bulk_create(
        [NeedVoice(city_id=actor.city_id, need=need, voice=voice, since=actor.at) for voice in voices]
    )
    Need.objects.filter(pk=need.pk).update(voice_count=F("voice_count") + len(voices))
    need.voice_count += len(voices)


@operation
def take_topic(actor: Actor, *, voice: Voice, topic: Topic, sure: float, version: int) -> Voice:
    """Take the topic that was suggested for an unsorted voice; its office and day stay."""
    allow(actor, "sort_voice", voice, table=PERMISSIONS)
    _must_wait(voice)
    before, voice.topic = voice.topic.code, topic
    voice.save(update_fields=["topic"])
    actor.record("take_topic", voice, topic=topic.code, topic_before=before, sure=sure, version=version)
    return voice


@operation
def take_office(actor: Actor, *, voice: Voice, office: Office, sure: float, version: int) -> Voice:
    """Hand an unsorted voice to the office that was suggested; its day stays."""
    allow(actor, "pass_voice_on", voice, table=PERMISSIONS)
    _must_wait(voice)
    open_on(actor, office)
    before = _hand_to(voice, office)
    actor.record("take_office", voice, before=before, to=office, sure=sure, version=version)
    return voice


def _must_wait(voice: Voice) -> None:
    if voice.state not in (VoiceState.RECEIVED, VoiceState.REOPENED):
        raise WrongState(_("This voice is in a need: assign the need to the other office instead."))


def _hand_to(voice: Voice, office: Office) -> int:
    """Give a voice to an office, and to its ward if it leads one; returns the office before."""
    before, voice.office = voice.office_id, office
    if office.ward_id != voice.ward_id and office.led_ward_id:
        voice.ward_id = office.led_ward_id
    voice.save(update_fields=["office", "ward"])
    return before


@operation
def pass_voice_on(actor: Actor, *, voice: Voice, office: Office, because: str) -> Voice:
    """Hand an unsorted voice to the office that can act; its day stays."""
    allow(actor, "pass_voice_on", voice, table=PERMISSIONS)
    open_on(actor, office)
    _must_wait(voice)
    before = _hand_to(voice, office)
    digest = note(actor, "pass_voice_on", required(because, "because", 400), voice=voice)
    actor.record("pass_voice_on", voice, before=before, to=office, because=digest)
    return voice


@operation
def set_voice_aside(actor: Actor, *, voice: Voice, because: str) -> Voice:
    """Take a voice out of the queue (abuse, a test, sent twice). It stays in the ledger and is counted in public."""
    allow(actor, "set_voice_aside", voice, table=PERMISSIONS)
    voice.move(VoiceState.SET_ASIDE)
    actor.record(
        "set_voice_aside", voice, because=note(actor, "set_voice_aside", required(because, "because", 400), voice=voice)
    )
    return voice


@operation
def restore_voice(actor: Actor, *, voice: Voice) -> Voice:
    """Put a voice that was set aside back into the queue."""
    allow(actor, "set_voice_aside", voice, table=PERMISSIONS)
    voice.move(VoiceState.RECEIVED)
    actor.record("restore_voice", voice)
    return voice


@operation
def assign_need(actor: Actor, *, need: Need, office: Office, due: date, because: str) -> Need:
    """Give a need to the office that shall answer it, by a day. The reason goes with it."""
    allow(actor, "lead_need", need, table=PERMISSIONS)
    _must_be_open(need)
    open_on(actor, office)
    not_past(actor, due)
    before = need.lead_id
    need.lead, need.lead_ward_id, need.due = office, office.led_ward_id, due
    need.save(update_fields=["lead", "lead_ward", "due"])
    digest = note(actor, "assign_need", required(because, "because", 400), need=need)
    actor.record("assign_need", need, before=before, to=office, due=due, because=digest)
    return need


@operation
def extend_due(actor: Actor, *, need: Need, due: date, because: str) -> Need:
    """Promise another day. What was promised first stays in the ledger."""
    allow(actor, "lead_need", need, table=PERMISSIONS)
    _must_be_open(need)
    not_past(actor, due)
    before, need.due = need.due, due
    need.save(update_fields=["due"])
    digest = note(actor, "extend_due", required(because, "because", 400), need=need)
    actor.record("extend_due", need, before=before, due=due, because=digest)
    return need


@operation
def ask_support(actor: Actor, *, need: Need, office: Office, asked_for: str, due: date) -> Part:
    """Ask another office, of this ward, another ward or HQ, for its part. The answer waits for it."""
    allow(actor, "lead_need", need, table=PERMISSIONS)
    _must_be_open(need)
    open_on(actor, office)
    not_past(actor, due)
    if office.pk == need.lead_id:
        raise BadInput(_("This office leads the need already."), "office")
    if Part.objects.filter(need=need, office=office, state=PartState.ASKED).exists():
        raise BadInput(_("This office has been asked already and owes its part."), "office")
    part = Part(
        city_id=actor.city_id,
        need=need,
        office=office,
        ward_id=office.led_ward_id,
        asked_for=required(asked_for, "asked_for", 1000),
        due=due,
    )
    part.save(force_insert=True)
    actor.record("ask_support", need, part=part, office=office, due=due, asked_for=need.digest(part.asked_for))
    return part


@operation
def give_part(actor: Actor, *, part: Part, contribution: str) -> Part:
    """What the supporting office found, did or says."""
    return _settle(actor, part, PartState.GIVEN, contribution, "give_part")


@operation
def decline_part(actor: Actor, *, part: Part, contribution: str) -> Part:
    """The supporting office cannot, and says why; it is named."""
    return _settle(actor, part, PartState.DECLINED, contribution, "decline_part")


def _settle(actor: Actor, part: Part, state: str, text: str, name: str) -> Part:
    allow(actor, "give_part", part, table=PERMISSIONS)
    text = required(text, "contribution", 2000)
    part.move(state, contribution=text, given_at=actor.at)
    actor.record(name, part.need, part=part, office=part.office_id, text=part.need.digest(text))
    return part


@operation
def merge_need(actor: Actor, *, need: Need, into: Need, because: str) -> Need:
    """Let one need go up in another: its voices and open parts move, its page and history stay and point there."""
    allow(actor, "lead_need", need, table=PERMISSIONS)
    allow(actor, "see_need", into, table=PERMISSIONS)
    if need.pk == into.pk:
        raise BadInput(_("A need cannot be merged into itself."), "into")
    if not into.is_open:
        raise WrongState(_("The other need is answered or merged already."))
    need.move(NeedState.MERGED, merged_into=into)
    moved = _carry(actor, NeedVoice.objects.filter(need=need, until=None), need, into)
    owed_there = Part.objects.filter(need=into, state=PartState.ASKED).values("office_id")
    Part.objects.filter(need=need, state=PartState.ASKED).exclude(office_id__in=owed_there).update(need=into)
    into.due = min(into.due, need.due)
    into.save(update_fields=["due"])
    digest = note(actor, "merge_need", required(because, "because", 400), need=need)
    actor.record("merge_need", need, into=into, voices=moved, because=digest)
    return into


@operation
def split_need(actor: Actor, *, need: Need, voices: Sequence[Voice], title: str, lead: Office) -> Need:
    """Take some voices out of a need into one of their own. At least one must stay."""
    allow(actor, "lead_need", need, table=PERMISSIONS)
    _must_be_open(need)
    open_on(actor, lead)
    links = NeedVoice.objects.filter(need=need, until=None, voice__in=[voice.pk for voice in voices])
    if not voices or links.count() != len(voices):
        raise BadInput(_("Choose voices that are in this need."), "voices")
    if need.voice_count <= len(voices):
        raise BadInput(_("At least one voice must stay. To rename the need, raise a new one and merge."), "voices")
    first = voices[0]
    part = Need(
        city_id=actor.city_id,
        title=required(title, "title", 120),
        topic=need.topic,
        sphere=need.sphere,
        district_id=first.district_id,
        ward_id=first.ward_id,
        lat=first.lat,
        lon=first.lon,
        lead=lead,
        lead_ward_id=lead.led_ward_id,
        due=need.due,
        raised_at=actor.at,
        public=need.public,
        split_from=need,
    )
    part.save(force_insert=True)
    NEEDS.add(part.pk, part.title)
    moved = _carry(actor, links, need, part)
    actor.record("split_need", part, title=part.digest(part.title), source=need, voices=moved, lead=lead)
    return part


def _carry(actor: Actor, links: "QuerySet[NeedVoice]", source: Need, target: Need) -> list[int]:
    """Close links and open them at another need; the counts follow what is really linked."""
    voices = list(links.values_list("voice_id", flat=True))
    links.update(until=actor.at)
    there = set(NeedVoice.objects.filter(need=target, until=None, voice__in=voices).values_list("voice_id", flat=True))
    NeedVoice.objects.bulk_create(
        [
            NeedVoice(city_id=actor.city_id, need=target, voice_id=voice, since=actor.at)
            for voice in voices
            if voice not in there
        ]
    )
    for need in (source, target):
        need.voice_count = NeedVoice.objects.filter(need=need, until=None).count()
        need.save(update_fields=["voice_count"])
    return sorted(voices)


@operation
def remark_need(actor: Actor, *, need: Need, text: str) -> Need:
    """A note for colleagues on a need."""
    allow(actor, "remark", need, table=PERMISSIONS)
    actor.record("remark_need", need, text=note(actor, "remark_need", required(text, "text", 2000), need=need))
    return need


def _must_be_open(need: Need) -> None:
    if not need.is_open:
        raise WrongState(_("This need is answered or merged; nothing can be changed on it now."))
