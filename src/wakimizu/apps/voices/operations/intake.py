"""Receiving voices: from the web form, the counter, a file."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from typing import Literal

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, City, Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.voices import contacts, rules
from wakimizu.apps.voices.analysis import has_my_number, without_my_number
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.learning import live
from wakimizu.apps.voices.learning.models import LanguageModel, Reading
from wakimizu.apps.voices.learning.rules import by_itself, may_act_alone
from wakimizu.apps.voices.letters import Paper
from wakimizu.apps.voices.models import Contact, Letter, Photo, Topic, Voice
from wakimizu.apps.voices.operations.past import as_it_ended, take_answers_in
from wakimizu.apps.voices.photos import Picture
from wakimizu.apps.voices.workflow import PERMISSIONS, Channel
from wakimizu.shared.errors import BadInput
from wakimizu.shared.inserting import insert
from wakimizu.shared.permissions import allow

MOST_LETTERS, MOST_PLACE, MOST_ANSWER = 4000, 120, 20_000
NOT_TO_RECEIVE = gettext_lazy(
    "This seems to contain a My Number (12 digits). We must not receive it here: please take it out."
)


@dataclass(frozen=True, slots=True)
class PersonalDetails:
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    account: str = ""  # at the client that sent it, with the device it was sent from: Open311
    device: str = ""

    def __bool__(self) -> bool:
        return any(asdict(self).values())


@dataclass(frozen=True, slots=True)
class GivenBefore:
    """An answer that was given before the voice came here. No office: the one the voice is routed to. No day: its own."""

    text: str
    ending: str
    office: Office | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What came in, whoever noted it. `submission` names the sending: the same one twice is one voice."""

    text: str
    channel: str
    submission: str
    topic: Topic | None = None
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    district: Area | None = None
    may_publish: bool = False
    language: str = "ja"
    contact: PersonalDetails = PersonalDetails()
    by_mail: bool = False  # they agreed to receipt and answer by e-mail
    pictures: Sequence[Picture] = ()
    letters: Sequence[Paper] = ()
    received: date | None = None  # when it was said, if that was before today
    given: GivenBefore | None = None
    record_only: bool = False  # done with long ago: nothing is owed for it

    @property
    def is_past(self) -> bool:
        return self.given is not None or self.record_only


def receive_voice(actor: Actor, *, said: Said, book: Directory, catalogue: Catalogue) -> Voice:
    """Take a voice in: routed, dated, recorded, with a receipt. The same submission again returns the same voice.

    Raises BadInput for an empty or too long text, a My Number, a place outside the city; NotPermitted.
    """
    try:
        return _receive(actor, said=said, book=book, catalogue=catalogue)
    except IntegrityError:
        known = Voice.objects.filter(submission=said.submission).first()
        if known is None:
            raise
        return known


@operation
def _receive(actor: Actor, *, said: Said, book: Directory, catalogue: Catalogue) -> Voice:
    return new_voice(actor, said=said, book=book, catalogue=catalogue)


def new_voice(actor: Actor, *, said: Said, book: Directory, catalogue: Catalogue) -> Voice:
    """The same within another operation. IntegrityError when the submission is known."""
    allow(actor, "receive_voice", table=PERMISSIONS)
    reads = said.topic is None and may_act_alone(catalogue.topics)  # else the timer reads it: nobody waits for that
    voice, reading = _made(actor, said, book, catalogue, live.row_of(actor.city_id) if reads else None)
    insert(voice)
    if reading is not None:
        reading.voice = voice
        insert(reading)
    _keep_beside(voice, said)
    _record_receipt(actor, voice, said)
    return voice


def _made(
    actor: Actor, said: Said, book: Directory, catalogue: Catalogue, version: LanguageModel | None
) -> tuple[Voice, Reading | None]:
    """A voice as it is received and what the version in use says of it, not saved yet."""
    text = said.text.strip()
    if not catalogue.table:
        raise BadInput(_("This municipality does not take voices here yet. Please call its town hall."))
    _check(said, text)
    district, ward = _where(said, book)
    heard = live.hear(
        version, text, channel=said.channel, place=district or ward, chosen=said.topic, book=book, known=catalogue,
        today=actor.today,
    )  # fmt: skip
    reading, routed = heard.reading, heard.routed
    voice = Voice(
        city_id=actor.city_id,
        text=text,
        channel=said.channel,
        language=said.language,
        topic=routed.topic,
        reason={**routed.reason, **(by_itself(reading) if reading and heard.alone else {})},
        place=said.place,
        lat=said.lat,
        lon=said.lon,
        district=district,
        ward=ward,
        office=routed.office,
        received_at=midnight_of(said.received) if said.received else actor.at,
        # What is still owed is owed from today: nobody here promised anything before.
        due=rules.due_date(routed.topic, (said.is_past and said.received) or actor.today, book),
        past=said.is_past,
        noted_by_id=actor.post_id,
        may_publish=said.may_publish,
        submission=said.submission,
    )
    return voice, reading


def _record_receipt(actor: Actor, voice: Voice, said: Said) -> None:
    actor.record(
        "receive_voice",
        voice,
        text=voice.digest(voice.text),
        channel=said.channel,
        topic=voice.topic.code,
        office=voice.office_id,
        ward=voice.ward,
        district=voice.district,
        due=voice.due,
        photos=len(said.pictures),
        contact=bool(said.contact),
        **({"letters": len(said.letters)} if said.letters else {}),
        **({"received": said.received} if said.received else {}),
    )


def _keep_beside(voice: Voice, said: Said) -> None:
    """How to reach the person, pictures and letters: what came with the words."""
    if said.contact:
        sealed = contacts.seal(asdict(said.contact), voice.receipt)
        by_mail = said.by_mail and bool(said.contact.email)
        insert(Contact(city_id=voice.city_id, voice=voice, sealed=sealed, by_mail=by_mail))
    for picture in said.pictures:
        insert(Photo(city_id=voice.city_id, voice=voice, **asdict(picture)))
    for paper in said.letters:
        insert(Letter(city_id=voice.city_id, voice=voice, **asdict(paper)))


def midnight_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _check(said: Said, text: str) -> None:
    if len(text) < 2:
        raise BadInput(_("Please write what you want to tell us."), "text")
    if len(text) > MOST_LETTERS:
        raise BadInput(_("Please use at most %(n)d characters.") % {"n": MOST_LETTERS}, "text")
    if len(said.place) > MOST_PLACE:
        raise BadInput(_("Please use at most %(n)d characters.") % {"n": MOST_PLACE}, "place")
    if "\0" in text or "\0" in said.place:
        raise BadInput(_("The text has characters that cannot be kept. Please type it again."), "text")
    for field, words in {"text": text, "place": said.place, **asdict(said.contact)}.items():
        if has_my_number(words):
            raise BadInput(NOT_TO_RECEIVE, field)


def _where(said: Said, book: Directory) -> tuple[Area | None, Area | None]:
    """District and ward: from the point if there is one, else the district (or ward) that was chosen."""
    if said.lat is not None and said.lon is not None:
        place = book.locate(said.lat, said.lon)
        if place is None:
            raise BadInput(_("This place lies outside the city. Point to a place in the city, or leave it out."), "lat")
        return place.district, place.ward
    if said.district is None:
        return None, None
    return (said.district if said.district.kind == Area.Kind.DISTRICT else None), book.ward_of(said.district)


Fate = tuple[int, Literal["added", "unchanged", "refused"], str]  # line, what became of it, why


def judge_voices(actor: Actor, *, said: Sequence[tuple[int, Said]], book: Directory) -> list[Fate]:
    """What `take_voices_in` would make of these lines. Nothing is written."""
    allow(actor, "import_voices", table=PERMISSIONS)
    known = _known(said)
    return [(line, *_judged(actor, each, known, book)) for line, each in said]


@operation
def take_voices_in(
    actor: Actor,
    *,
    city: City,
    said: Sequence[tuple[int, Said]],
    book: Directory,
    catalogue: Catalogue,
    file_digest: str,
) -> list[Fate]:
    """A file's voices in one go, each whole or refused; those of the past with the answers they were given.

    Machines cannot be asked to mend a text, so a My Number in it is masked beyond recovery instead of refused.
    """
    allow(actor, "import_voices", table=PERMISSIONS)
    known = _known(said)
    fates: list[Fate] = []
    taken: list[Said] = []
    for line, each in said:
        fate, why = _judged(actor, each, known, book)
        if fate == "added":
            taken.append(masked(each))
            known.add(each.submission)
        fates.append((line, fate, why))
    _take_in(actor, taken, book, catalogue)
    added = sum(fate == "added" for _line, fate, _why in fates)
    refused = sum(fate == "refused" for _line, fate, _why in fates)
    actor.record("take_voices_in", city, file=file_digest, added=added, refused=refused)
    return fates


def _known(said: Sequence[tuple[int, Said]]) -> set[str]:
    rows = Voice.objects.filter(submission__in=[each.submission for _line, each in said])
    return set(rows.values_list("submission", flat=True))


def _judged(
    actor: Actor, said: Said, known: set[str], book: Directory
) -> tuple[Literal["added", "unchanged", "refused"], str]:
    if said.submission in known:
        return "unchanged", ""
    without = masked(said)
    try:
        _check(without, without.text.strip())
        _where(without, book)
        _check_past(actor, without)
    except BadInput as refusal:
        return "refused", str(refusal)
    return "added", _("A My Number in it was masked.") if without != said else ""


def _check_past(actor: Actor, said: Said) -> None:
    given = said.given
    days = [day for day in (said.received, given and given.on) if day]
    if any(day > actor.today for day in days):
        raise BadInput(_("This row has a day that is still to come."))
    if given is None:
        return
    if len(given.text) > MOST_ANSWER:
        raise BadInput(_("Please use at most %(n)d characters.") % {"n": MOST_ANSWER})
    if said.received and given.on and given.on < said.received:
        raise BadInput(_("This row was answered before it was received."))


def _take_in(actor: Actor, said: Sequence[Said], book: Directory, catalogue: Catalogue) -> None:
    """Many voices at once, those of the past in the state they end in: one statement for each table, not for each row."""
    version = live.row_of(actor.city_id)
    made = [_made(actor, each, book, catalogue, version) for each in said]
    voices = [voice for voice, _reading in made]
    for voice, each in zip(voices, said, strict=True):
        as_it_ended(voice, _given_at(voice, each.given), record_only=each.record_only)
    Voice.objects.bulk_create(voices)
    for voice, reading in made:
        if reading is not None:
            reading.voice = voice
    Reading.objects.bulk_create([reading for _voice, reading in made if reading is not None])
    answered = []
    for voice, each in zip(voices, said, strict=True):
        _keep_beside(voice, each)
        _record_receipt(actor, voice, each)
        if each.given:
            answered.append(
                (voice, each.given.office or book.offices[voice.office_id], each.given.ending, each.given.text)
            )
        elif each.record_only:
            actor.record("keep_as_record", voice)
    take_answers_in(actor, answered)


def _given_at(voice: Voice, given: GivenBefore | None) -> datetime | None:
    """When a voice was answered in the past; None when it was not."""
    if given is None:
        return None
    return midnight_of(given.on) if given.on else voice.received_at


def masked(said: Said) -> Said:
    """What was said without any My Number in it."""
    return replace(
        said,
        text=without_my_number(said.text),
        place=without_my_number(said.place),
        contact=PersonalDetails(**{name: without_my_number(detail) for name, detail in asdict(said.contact).items()}),
        given=said.given and replace(said.given, text=without_my_number(said.given.text)),
    )


STAFF_CHANNELS = [Channel.COUNTER, Channel.PHONE, Channel.MEETING, Channel.LETTER]
