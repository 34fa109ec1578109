"""Visits and meetings: noted, corrected, and the voices that were heard there."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, time

from django.db import IntegrityError
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, Office, Post
from wakimizu.apps.community.models import Partner, Visit, VisitPhoto, VisitVoice
from wakimizu.apps.community.workflow import PERMISSIONS
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.models import Voice
from wakimizu.apps.voices.operations.intake import Said, receive_voice
from wakimizu.apps.voices.operations.sorting import optional, required
from wakimizu.apps.voices.photos import Picture
from wakimizu.apps.voices.workflow import Channel
from wakimizu.shared.errors import BadInput, NotPermitted
from wakimizu.shared.permissions import allow

MINUTES = 20_000


@dataclass(frozen=True, slots=True)
class Meeting:
    """What there is to say of a visit or meeting."""

    kind: str
    title: str
    day: date
    districts: Sequence[Area]
    begins: time | None = None
    ends: time | None = None
    place: str = ""
    partners: Sequence[Partner] = ()
    went: Sequence[Post] = ()
    residents: int = 0
    members: int = 0
    officials: int = 0
    minutes: str = ""
    public: bool = False


def note_visit(
    actor: Actor, *, office: Office, meeting: Meeting, sending: str, pictures: Sequence[Picture] = ()
) -> Visit:
    """Note a visit or meeting. The same sending again returns the same visit, and changes nothing.

    Raises BadInput for a meeting that ends before it begins, for words that must not be kept; NotPermitted.
    """
    try:
        return _note_visit(actor, office=office, meeting=meeting, sending=sending, pictures=pictures)
    except IntegrityError:
        known = Visit.objects.filter(sending=sending).first()
        if known is None:
            raise
        allow(actor, "note_visit", known, table=PERMISSIONS)
        return known


@operation
def _note_visit(actor: Actor, *, office: Office, meeting: Meeting, sending: str, pictures: Sequence[Picture]) -> Visit:
    if office.led_ward_id is None:
        raise NotPermitted(_("Visits are noted by the offices of a ward."))
    visit = Visit(
        city_id=actor.city_id, office=office, ward_id=office.led_ward_id, sending=sending, noted_at=actor.at,
        noted_by_id=actor.post_id,
    )  # fmt: skip
    allow(actor, "note_visit", visit, table=PERMISSIONS)
    _write(actor, visit, meeting, pictures)
    actor.record("note_visit", visit, **_facts(visit, meeting, pictures))
    return visit


@operation
def change_visit(actor: Actor, *, visit: Visit, meeting: Meeting, pictures: Sequence[Picture] = ()) -> Visit:
    """Correct a visit, or write its minutes; pictures are added to those there are."""
    allow(actor, "note_visit", visit, table=PERMISSIONS)
    _write(actor, visit, meeting, pictures)
    actor.record("change_visit", visit, **_facts(visit, meeting, pictures))
    return visit


def _facts(visit: Visit, meeting: Meeting, pictures: Sequence[Picture]) -> dict[str, object]:
    return {
        "kind": visit.kind, "day": visit.day, "districts": list(meeting.districts), "partners": list(meeting.partners),
        "came": visit.attendance, "title": visit.digest(visit.title), "minutes": visit.digest(visit.minutes),
        "photos": len(pictures),
    }  # fmt: skip


def _write(actor: Actor, visit: Visit, meeting: Meeting, pictures: Sequence[Picture]) -> None:
    _check(meeting)
    visit.kind, visit.day, visit.public = meeting.kind, meeting.day, meeting.public
    visit.begins, visit.ends = meeting.begins, meeting.ends
    visit.residents, visit.members, visit.officials = meeting.residents, meeting.members, meeting.officials
    visit.title = required(meeting.title, "title", 120)
    visit.place = optional(meeting.place, "place", 120)
    visit.minutes = optional(meeting.minutes, "minutes", MINUTES)
    visit.save()
    through = {"city_id": actor.city_id}
    visit.districts.set(meeting.districts, through_defaults=through)
    visit.partners.set(meeting.partners, through_defaults=through)
    visit.went.set(meeting.went, through_defaults=through)
    for picture in pictures:
        VisitPhoto(city_id=actor.city_id, visit=visit, **asdict(picture)).save(force_insert=True)


def _check(meeting: Meeting) -> None:
    if meeting.ends and meeting.begins is None:
        raise BadInput(_("Say when it began, too."), "begins")
    if meeting.ends and meeting.begins and meeting.ends <= meeting.begins:
        raise BadInput(_("It cannot end before it begins. Check both times."), "ends")
    if not meeting.districts:
        raise BadInput(_("Choose at least one district it was about."), "districts")


def hear_voice(actor: Actor, *, visit: Visit, said: Said, book: Directory, catalogue: Catalogue) -> Voice:
    """Note a voice that was heard at a visit: received as every voice is. The same submission again is the same voice."""
    try:
        return _hear(actor, visit=visit, said=said, book=book, catalogue=catalogue)
    except IntegrityError:
        known = Voice.objects.filter(submission=said.submission).first()
        if known is None:
            raise
        allow(actor, "note_visit", visit, table=PERMISSIONS)
        return known


@operation
def _hear(actor: Actor, *, visit: Visit, said: Said, book: Directory, catalogue: Catalogue) -> Voice:
    allow(actor, "note_visit", visit, table=PERMISSIONS)
    districts = list(visit.districts.all()[:2])
    if said.district is None and said.lat is None and len(districts) == 1:
        said = replace(said, district=districts[0])
    voice = receive_voice(actor, said=replace(said, channel=Channel.MEETING), book=book, catalogue=catalogue)
    VisitVoice(city_id=actor.city_id, visit=visit, voice=voice).save(force_insert=True)
    actor.record("hear_voice", visit, voice=voice)
    return voice
