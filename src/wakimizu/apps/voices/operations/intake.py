"""Receiving voices: from the web form, the counter, a file."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.voices import contacts, rules
from wakimizu.apps.voices.analysis import has_my_number, without_my_number
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.learning import live
from wakimizu.apps.voices.learning.rules import acts_alone, by_itself
from wakimizu.apps.voices.models import Contact, Photo, Topic, Voice
from wakimizu.apps.voices.photos import Picture
from wakimizu.apps.voices.workflow import PERMISSIONS, Channel
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow

MOST_LETTERS, MOST_PLACE = 4000, 120
NOT_TO_RECEIVE = gettext_lazy(
    "This seems to contain a My Number (12 digits). We must not receive it here: please take it out."
)


@dataclass(frozen=True, slots=True)
class PersonalDetails:
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""

    def __bool__(self) -> bool:
        return any(asdict(self).values())


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
    pictures: Sequence[Picture] = ()


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
    allow(actor, "receive_voice", table=PERMISSIONS)
    text = said.text.strip()
    if not catalogue.table:
        raise BadInput(_("This municipality does not take voices here yet. Please call its town hall."))
    _check(said, text)
    district, ward = _where(said, book)
    reading = live.reading_for(actor.city_id, text)
    alone = acts_alone(reading, catalogue.topics) if reading and said.topic is None else None
    routed = rules.route(
        text=text,
        channel=said.channel,
        place=district or ward,
        chosen=alone or said.topic,
        topics=catalogue.topics,
        table=catalogue.table,
        book=book,
        today=actor.today,
    )
    voice = Voice(
        city_id=actor.city_id,
        text=text,
        channel=said.channel,
        language=said.language,
        topic=routed.topic,
        reason={**routed.reason, **(by_itself(reading) if reading and alone else {})},
        place=said.place,
        lat=said.lat,
        lon=said.lon,
        district=district,
        ward=ward,
        office=routed.office,
        received_at=actor.at,
        due=rules.due_date(routed.topic, actor.today, book),
        noted_by_id=actor.post_id,
        may_publish=said.may_publish,
        submission=said.submission,
    )
    voice.save(force_insert=True)
    if reading is not None:
        reading.voice = voice
        reading.save(force_insert=True)
    if said.contact:
        Contact(city_id=actor.city_id, voice=voice, sealed=contacts.seal(asdict(said.contact), voice.receipt)).save(
            force_insert=True
        )
    for picture in said.pictures:
        Photo(city_id=actor.city_id, voice=voice, **asdict(picture)).save(force_insert=True)
    actor.record(
        "receive_voice",
        voice,
        text=voice.digest(text),
        channel=said.channel,
        topic=routed.topic.code,
        office=routed.office.pk,
        ward=ward,
        district=district,
        due=voice.due,
        photos=len(said.pictures),
        contact=bool(said.contact),
    )
    return voice


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


@operation
def take_voices_in(
    actor: Actor,
    *,
    city: City,
    said: Sequence[tuple[int, Said]],
    book: Directory,
    catalogue: Catalogue,
    file_digest: str,
) -> list[tuple[int, str, str]]:
    """A file's voices in one go, each whole or refused: (line, "added" | "unchanged" | "refused", why).

    Machines cannot be asked to mend a text, so a My Number in it is masked beyond recovery instead of refused.
    """
    allow(actor, "import_voices", table=PERMISSIONS)
    known = set(
        Voice.objects.filter(submission__in=[each.submission for _line, each in said]).values_list(
            "submission", flat=True
        )
    )
    fates: list[tuple[int, str, str]] = []
    for line, each in said:
        if each.submission in known:
            fates.append((line, "unchanged", ""))
            continue
        masked = _masked(each)
        try:
            with transaction.atomic():
                _receive(actor, said=masked, book=book, catalogue=catalogue)
        except BadInput as refusal:
            fates.append((line, "refused", str(refusal)))
            continue
        known.add(each.submission)
        fates.append((line, "added", _("A My Number in it was masked.") if masked != each else ""))
    added = sum(fate == "added" for _line, fate, _why in fates)
    refused = sum(fate == "refused" for _line, fate, _why in fates)
    actor.record("take_voices_in", city, file=file_digest, added=added, refused=refused)
    return fates


def _masked(said: Said) -> Said:
    return replace(
        said,
        text=without_my_number(said.text),
        place=without_my_number(said.place),
        contact=PersonalDetails(**{name: without_my_number(detail) for name, detail in asdict(said.contact).items()}),
    )


STAFF_CHANNELS = [Channel.COUNTER, Channel.PHONE, Channel.MEETING, Channel.LETTER]
