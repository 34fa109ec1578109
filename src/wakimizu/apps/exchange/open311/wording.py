"""How far a matter is, in honest sentences; and what the services and their definitions say."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Office
from wakimizu.apps.exchange.open311.queries import Seen
from wakimizu.apps.exchange.open311.rules import PROMISES
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.models import Answer, Need, Topic
from wakimizu.apps.voices.workflow import Ending, VoiceState
from wakimizu.shared.templatetags.words import day
from wakimizu.shared.words import named

Row = dict[str, Any]
ENDINGS = {
    Ending.SOLVED: gettext_lazy("Solved. %(text)s"),
    Ending.WILL_BE: gettext_lazy("Will be done; next word by %(until)s. %(text)s"),
    Ending.STUDIED: gettext_lazy("Being studied; next word by %(until)s. %(text)s"),
    Ending.CANNOT: gettext_lazy("Cannot be done, because: %(text)s"),
    Ending.NOT_OURS: gettext_lazy("Not ours; it is up to: %(owner)s. %(text)s"),
}
WITHOUT_DAY = {
    Ending.WILL_BE: gettext_lazy("Will be done. %(text)s"),
    Ending.STUDIED: gettext_lazy("Being studied. %(text)s"),
}


# ── a request ────────────────────────────────────────────────────────────────────────────────────────────────────────


def request_row(seen: Seen, book: Directory, catalogue: Catalogue, *, extended: bool = False) -> Row:
    """A request with the elements of GeoReport v2, in its order. What is not public is empty."""
    voice, topic = seen.voice, catalogue.topic(seen.voice.topic_id)
    shown = voice.public
    district, ward = (book.area(voice.district_id), book.area(voice.ward_id)) if shown else (None, None)
    place = next((need for need in seen.needs if shown and need.public and need.lat is not None), None)
    row: Row = {
        "service_request_id": seen.number,
        "status": "closed" if seen.closed else "open",
        "status_notes": status_notes(seen, book),
        "service_name": named(topic),
        "service_code": topic.code,
        "description": voice.public_text if shown else None,
        "agency_responsible": _agency(seen, book),
        "service_notice": None,
        "requested_datetime": stamp(voice.received_at),
        "updated_datetime": stamp(seen.updated),
        "expected_datetime": _expected(seen),
        "address": " ".join(named(area) for area in (ward, district) if area) or None,
        "address_id": district.code if district else None,
        "zipcode": None,
        "lat": place.lat if place else None,
        "long": place.lon if place else None,
        "media_url": None,
    }
    if extended:
        endings = [answer.ending for answer in seen.answers.values()]
        row["extended_attributes"] = {
            "detailed_status": voice.state,
            "ending": endings[-1] if endings and voice.state == VoiceState.ANSWERED else None,
            "language": voice.language if shown else None,
        }
    return row


def status_notes(seen: Seen, book: Directory) -> str:
    """Where it stands: what the answers say, or who owes one by when."""
    voice, open_needs = seen.voice, [need for need in seen.needs if need.is_open]
    if voice.state == VoiceState.SET_ASIDE:
        return _("Set aside by %(office)s. Whoever holds the receipt can read why.") % {
            "office": _name(book.office(voice.office_id))
        }
    notes = [_ending(seen.answers[need.pk], need) for need in seen.needs if need.pk in seen.answers]
    if voice.state == VoiceState.ANSWERED:
        return "\n".join(notes) or _("Answered.")
    if not open_needs:
        office, due = book.office(voice.office_id), voice.due
        owed = [_("Received. %(office)s answers by %(due)s.") % {"office": _name(office), "due": day(due)}]
    else:
        owed = [
            _("%(office)s works on it and answers by %(due)s.")
            % {"office": _name(book.office(need.lead_id)), "due": day(need.due)}
            for need in open_needs
        ]
    return "\n".join([*owed, *[note for need, note in zip(seen.needs, notes, strict=False) if not need.is_open]])


def _ending(answer: Answer, need: Need) -> str:
    """The ending and its words; the words only where the need itself is public."""
    ending = Ending(answer.ending)
    sentence = ENDINGS[ending] if answer.until else WITHOUT_DAY.get(ending, ENDINGS[ending])
    words = {"text": answer.text if need.public else "", "until": day(answer.until), "owner": answer.owner}
    return (str(sentence) % words).strip()


def _agency(seen: Seen, book: Directory) -> str:
    """Who answered, or owes the answer."""
    answers = list(seen.answers.values())
    if seen.voice.state == VoiceState.ANSWERED and answers:
        number = answers[-1].office_id
    else:
        number = next((need.lead_id for need in seen.needs if need.is_open), seen.voice.office_id)
    return _name(book.office(number))


def _name(office: Office | None) -> str:
    return named(office) if office else ""


def _expected(seen: Seen) -> str | None:
    """The end of the day by which the next word is owed; nothing where none is."""
    if seen.closed:
        return None
    if seen.voice.state == VoiceState.ANSWERED:
        promised = [answer.until for answer in seen.answers.values() if answer.ending in PROMISES and answer.until]
        return _end_of(min(promised)) if promised else None
    return _end_of(min([need.due for need in seen.needs if need.is_open], default=seen.voice.due))


def _end_of(when: date) -> str:
    return stamp(timezone.make_aware(datetime.combine(when, time(23, 59, 59))))


def stamp(at: datetime) -> str:
    """A moment as the W3C writes it, in the city's own time: 2026-11-24T09:00:00+09:00."""
    return timezone.localtime(at).isoformat(timespec="seconds")


# ── services ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def service_rows(topics: Sequence[Topic]) -> list[Row]:
    return [
        {
            "service_code": topic.code,
            "service_name": named(topic),
            "description": _("Answered within %(n)d business days.") % {"n": topic.due_days},
            "metadata": True,
            "type": "realtime",
            "keywords": ",".join(topic.words),
            "group": topic.get_sphere_display(),
        }
        for topic in topics
    ]


def definition(topic: Topic, book: Directory) -> Row:
    """What a form may say beside words and place. Nothing of it must be said."""
    districts = [
        (area.code, f"{named(ward)} {named(area)}") for ward in book.wards for area in book.districts_of(ward.pk)
    ]
    yes_no = [("yes", _("Yes")), ("no", _("No"))]
    attributes = [
        ("district", _("The district, if no point is given"), districts),
        ("may_publish", _("May the office publish it, without anything that tells who spoke?"), yes_no),
        ("by_mail", _("Shall the receipt and the answer go to this e-mail address?"), yes_no),
        ("language", _("The language it is written in"), LANGUAGES),
    ]  # fmt: skip
    rows = [
        {
            "variable": True,
            "code": code,
            "datatype": "singlevaluelist",
            "required": False,
            "datatype_description": _("Choose one of the list."),
            "order": order,
            "description": description,
            "values": [{"key": key, "name": name} for key, name in values],
        }
        for order, (code, description, values) in enumerate(attributes, 1)
    ]
    return {"service_code": topic.code, "attributes": rows}


LANGUAGES = [
    ("ja", "日本語"),
    ("en", "English"),
    ("zh", "中文"),
    ("ko", "한국어"),
    ("vi", "Tiếng Việt"),
    ("ne", "नेपाली"),
]
