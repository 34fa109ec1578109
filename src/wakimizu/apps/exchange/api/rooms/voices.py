"""Voices, needs, answers: what the desk shows a post, and every act of its pages."""

import hashlib
from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import get_language
from ninja import Query, Router, Schema, Status
from pydantic import Field, create_model

from wakimizu.apps.exchange.api.acts import Deed, Number, Refused, add_deeds, found
from wakimizu.apps.exchange.api.bodies import as_typed, body_of, faults_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.files import Attached, Attachment, as_attachment, attached
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed, number_at
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.voices import acts, forms, operations, queries
from wakimizu.apps.voices.learning.desk import Suggested as Suggestion
from wakimizu.apps.voices.learning.desk import suggestions
from wakimizu.apps.voices.models import Answer, Letter, Need, Part, Photo, Voice
from wakimizu.apps.voices.search import NEEDS, SOME_NEEDS
from wakimizu.apps.voices.wording import timeline
from wakimizu.apps.voices.workflow import PERMISSIONS, AnswerState, NeedState, VoiceState
from wakimizu.shared.errors import BadInput
from wakimizu.shared.forms import offer
from wakimizu.shared.permissions import allow

router = Router()

Words = Annotated[str, Query(max_length=100, description="Words that all occur; variants of spelling are found too.")]


VOICE = Shape(
    "Voice",
    Voice,
    "receipt text channel language topic reason place lat lon district ward office state received_at due answered_at "
    "may_publish public public_text",
)
ANSWER = Shape("Answer", Answer, "ending text until owner office state decided_at")
PART = Shape("Part", Part, "office asked_for due state contribution")
NEED_COLUMNS = (
    "title topic sphere district ward lead state due follow_up raised_at answered_at public merged_into voice_count"
)
NEED = Shape("Need", Need, NEED_COLUMNS)
PUBLIC_VOICE = Shape(
    "PublicVoice", Voice, "topic district ward state received_at", text=(str, lambda request, voice: voice.public_text)
)


class Happened(Schema):
    at: datetime
    who: str
    what: str
    remark: str


class Suggested(Schema):
    """What was learned from sorted voices says of this one."""

    what: str = Field(description="Code of a topic or an office.")
    percent: int
    words: list[str] = Field(description="Those that decided.")
    stands: bool = Field(description="Whether the voice has it already.")


VOICE_SHEET = VOICE.with_more(
    "VoiceSheet", needs=list[int], photos=list[int], letters=list[int], has_contact=bool,
    suggested_topic=Suggested | None, suggested_office=Suggested | None, possible=list[str], history=list[Happened],
)  # fmt: skip


NEED_SHEET = NEED.with_more(
    "NeedSheet", answers=ANSWER.many, parts=PART.many, possible=list[str], history=list[Happened]
)


class Contact(Schema):
    name: str
    email: str
    phone: str
    address: str


class Received(Schema):
    id: int
    receipt: str
    topic: str
    office: str | None
    due: date


def _office(request: ApiCall, number: int | None) -> str | None:
    office = request.book.office(number)
    return office.code if office else None


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/voices", response=VOICE.page, operation_id="voices", summary="Voices in the post's reach")
def voices(
    request: ApiCall, state: VoiceState | None = None, after: Cursor = None, limit: Limit = 50
) -> dict[str, Any]:
    rows = queries.voices_in_reach(request.actor, state=state or "")
    return listed(rows, VOICE.of(request), after=after, limit=limit)


@router.get("/voices/{number}", response=VOICE_SHEET, operation_id="voice", summary="A voice with its history")
def voice(request: ApiCall, number: Number) -> dict[str, Any]:
    row = found(Voice.objects.filter(pk=number).first())
    sheet = queries.voice_sheet(request.actor, row)
    said = suggestions(row, sheet.heard.reading, request.book, request.catalogue)
    topic, office = (said.topic, said.office) if said else (None, None)
    takes = [each for each, found in zip(acts.TAKING_ACTS, (topic, office), strict=True) if found and not found.stands]
    return {
        **VOICE(request, row),
        "needs": [link.need_id for link in sheet.links if link.until is None],
        "photos": sheet.photos,
        "letters": [each.pk for each in sheet.letters],
        "has_contact": sheet.has_contact,
        "suggested_topic": _suggested(topic),
        "suggested_office": _suggested(office),
        "possible": [act.name for act in acts.possible([*acts.VOICE_ACTS, *takes], row, sheet.may)],
        "history": timeline(sheet.happened, request.book),
    }


def _suggested(found: Suggestion | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"what": found.what.code, "percent": found.percent, "words": found.words, "stands": found.stands}


@router.get("/photos/{number}", response=Attachment, operation_id="photo", summary="A voice's photo")
def photo(request: ApiCall, number: Number) -> dict[str, str]:
    return as_attachment(_of_a_voice(request, Photo, number).jpeg, "image/jpeg")


@router.get("/letters/{number}", response=Attachment, operation_id="letter", summary="A letter that came with a voice")
def letter(request: ApiCall, number: Number) -> dict[str, str]:
    return as_attachment(_of_a_voice(request, Letter, number).pdf, "application/pdf")


def _of_a_voice(request: ApiCall, kind: Any, number: int) -> Any:
    row = found(kind.objects.select_related("voice").filter(pk=number).first())
    allow(request.actor, "see_voice", row.voice, table=PERMISSIONS)
    return row


@router.get("/needs", response=NEED.page, operation_id="needs", summary="Needs in the post's reach")
def needs(
    request: ApiCall, state: NeedState | None = None, q: Words = "", after: Cursor = None, limit: Limit = 50
) -> dict[str, Any]:
    rows = queries.needs_seen_by(request.actor, state=state or "")
    rows = NEEDS.newest(rows, q, before=number_at(after), most=SOME_NEEDS) if q else rows
    return listed(rows, NEED.of(request), after=after, limit=limit)


@router.get("/needs/{number}", response=NEED_SHEET, operation_id="need", summary="A need with answers, parts, history")
def need(request: ApiCall, number: Number) -> dict[str, Any]:
    row = found(Need.objects.filter(pk=number).prefetch_related("parts").first())
    sheet = queries.need_sheet(request.actor, row)
    return {
        **NEED(request, row),
        "answers": [ANSWER(request, answer) for answer in sheet.answers],
        "parts": [PART(request, part) for part in sheet.parts],
        "possible": [act.name for act in acts.possible(acts.NEED_ACTS, row, sheet.may)],
        "history": timeline(sheet.happened, request.book),
    }


@router.get("/needs/{number}/voices", response=VOICE.page, operation_id="voices_of_need", summary="Its voices")
def voices_of_need(request: ApiCall, number: Number, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    row = found(Need.objects.filter(pk=number).prefetch_related("parts").first())
    allow(request.actor, "see_need", row, table=PERMISSIONS)
    allow(request.actor, "see_voice", row, table=PERMISSIONS)
    rows = Voice.objects.filter(links__need=row, links__until=None)
    return listed(rows, VOICE.of(request), after=after, limit=limit)


# ── acting ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_Noted: Any = body_of(forms.NotedVoiceForm, without=("submission",), name="NoteVoiceWords")
NoteBody: Any = create_model("NoteVoice", __base__=(_Noted, Attached))


@router.post("/voices", response={201: Received}, operation_id="note_voice", summary="Note a voice that was heard")
def note_voice(request: ApiCall, body: NoteBody) -> Any:
    allow(request.actor, "receive_voice", table=PERMISSIONS)
    return Status(201, _received(request, forms.NotedVoiceForm, body, str(found(request.holder).key.pk)))


def sending(request: ApiCall, sender: str) -> str:
    """What a form's hidden name of a sending is here: the same for the same Idempotency-Key with the same body.

    Without the body whoever guesses a resident's name for a sending would be answered with that resident's receipt.
    """
    name = request.headers.get("Idempotency-Key", "")
    sent = f"{sender} {name}\n".encode() + request.body
    return hashlib.sha256(sent).hexdigest()[:32] if name else forms.new_submission()


def _received(request: ApiCall, kind: type[forms.VoiceForm], body: Any, sender: str) -> dict[str, Any]:
    """A voice by its form. The sending is named by the client's Idempotency-Key and the body: the same again is the same voice."""
    typed = as_typed(body, without=Attached.model_fields)
    typed["submission"] = sending(request, sender)
    files = attached(photos=body.photos, letters=body.letters)
    form = kind(typed, files, book=request.book, catalogue=request.catalogue)
    if not form.is_valid():
        raise Refused(faults_of(form))
    try:
        said = form.said(get_language() or "ja")
        taken = operations.receive_voice(request.actor, said=said, book=request.book, catalogue=request.catalogue)
    except BadInput as refusal:
        raise Refused([{"field": refusal.field or "", "sentence": str(refusal)}]) from None
    return {
        "id": taken.pk,
        "receipt": taken.receipt,
        "topic": request.catalogue.topic(taken.topic_id).code,
        "office": _office(request, taken.office_id),
        "due": taken.due,
    }


ContactBody: Any = body_of(forms.BecauseForm, name="ReadContact")


@router.post(
    "/voices/{number}/contact", response=Contact, operation_id="read_contact", summary="Read how to reach the person"
)
def read_contact(request: ApiCall, number: Number, body: ContactBody) -> Any:
    row = _seen_voice(request, number)
    form = _staff_form(forms.BecauseForm)(request, row, as_typed(body))
    if not form.is_valid():
        raise Refused(faults_of(form))
    request.keeps = False
    details = operations.read_contact(request.actor, voice=row, because=form.cleaned_data["because"])
    return {name: details.get(name, "") for name in Contact.model_fields}


def _seen_voice(request: ApiCall, number: int) -> Voice:
    row: Voice = found(Voice.objects.filter(pk=number).first())
    allow(request.actor, "see_voice", row, table=PERMISSIONS)
    return row


def seen_need(request: ApiCall, number: int) -> Need:
    row: Need = found(Need.objects.filter(pk=number).prefetch_related("parts").first())
    allow(request.actor, "see_need", row, table=PERMISSIONS)
    return row


def _seen_part(request: ApiCall, number: int) -> Part:
    row: Part = found(Part.objects.filter(pk=number).select_related("need").first())
    allow(request.actor, "give_part", row, table=PERMISSIONS)
    return row


def _staff_form(kind: type[forms.StaffForm]) -> Any:
    def made(request: ApiCall, row: Any, typed: Any) -> forms.StaffForm:
        form = kind(typed, book=request.book, catalogue=request.catalogue, today=request.actor.today)
        if "voices" in form.fields:
            numbers = row.links.filter(until=None).values_list("voice_id", flat=True)
            offer(form, "voices", [(number, str(number)) for number in numbers])
        return form

    return made


def _deeds(plural: str, singular: str, table: list[acts.Act], about: Any) -> list[Deed]:
    return [
        Deed(
            path=f"/{plural}/{{number}}/{act.name}",
            name=f"{act.name.replace('-', '_')}_{singular}",
            summary=act.label,
            form=act.form,
            run=_permitted(act),
            about=about,
            made=_staff_form(act.form),
            done=act.done,
        )
        for act in table
    ]


def _permitted(act: acts.Act) -> Any:
    def run(request: ApiCall, row: Any, cleaned: dict[str, Any]) -> Any:
        allow(request.actor, act.permission, row, table=PERMISSIONS)
        return act.run(request, row, cleaned)

    return run


add_deeds(router, _deeds("voices", "voice", [*acts.VOICE_ACTS, *acts.TAKING_ACTS], _seen_voice))
add_deeds(router, _deeds("needs", "need", acts.NEED_ACTS, seen_need))
add_deeds(router, _deeds("parts", "part", acts.PART_ACTS, _seen_part))

# ── residents, without a key ─────────────────────────────────────────────────────────────────────────────────────────

public = Router()
_Said: Any = body_of(forms.VoiceForm, without=("submission",), name="SayVoiceWords")
SayBody: Any = create_model("SayVoice", __base__=(_Said, Attached))
ReopenBody: Any = body_of(forms.ReopenForm, name="ReopenVoice")
Receipt = Annotated[
    str, Field(pattern="^[0-9A-Za-z-]{12,20}$", description="The receipt code: the resident's own key.")
]


class Lookup(Schema):
    receipt: Receipt


class ReopenLookup(ReopenBody):
    receipt: Receipt


Followed: Any = create_model(
    "Followed",
    __base__=Schema,
    state=(str, ...),
    received_at=(datetime, ...),
    due=(date, ...),
    office=(str | None, ...),
    answers=(ANSWER.many, ...),
    proved=(bool, Field(description="Whether the voice lies under a seal of the ledger already.")),
)


PUBLIC_NEED = NEED.with_more("PublicNeed", answers=ANSWER.many)


@public.post("/voices", response={201: Received}, operation_id="say", summary="Say something, as a resident")
def say(request: ApiCall, body: SayBody) -> Any:
    return Status(201, _received(request, forms.VoiceForm, body, "resident"))


@public.post("/follow", response=Followed, operation_id="follow", summary="What became of a voice, by its receipt")
def follow(request: ApiCall, body: Lookup) -> dict[str, Any]:
    request.keeps = False
    return _followed(request, body.receipt)


def _followed(request: ApiCall, receipt: str) -> dict[str, Any]:
    row = found(queries.voice_for(receipt))
    seen = queries.tracking(row)
    return {
        **{name: getattr(row, name) for name in ("state", "received_at", "due")},
        "office": _office(request, row.office_id),
        "answers": [ANSWER(request, answer) for answer in seen.answers],
        "proved": seen.proved,
    }


class Attachments(Schema):
    photos: list[Attachment]
    letters: list[Attachment]


@public.post("/attachments", response=Attachments, operation_id="attachments", summary="What came with one's own voice")
def attachments(request: ApiCall, body: Lookup) -> dict[str, Any]:
    request.keeps = False
    row = found(queries.voice_for(body.receipt))
    return {
        "photos": [as_attachment(each.jpeg, "image/jpeg") for each in Photo.objects.filter(voice=row).order_by("pk")],
        "letters": [
            as_attachment(each.pdf, "application/pdf") for each in Letter.objects.filter(voice=row).order_by("pk")
        ],
    }


@public.post("/reopen", response=Followed, operation_id="reopen", summary="Not solved: open one's voice again")
def reopen(request: ApiCall, body: ReopenLookup) -> dict[str, Any]:
    row = found(queries.voice_for(body.receipt))
    form = forms.ReopenForm({"because": body.because})
    if not form.is_valid():
        raise Refused(faults_of(form))
    operations.reopen_voice(
        request.actor, voice=row, because=form.cleaned_data["because"], book=request.book, catalogue=request.catalogue
    )
    return _followed(request, body.receipt)


@public.get("/voices", response=PUBLIC_VOICE.page, operation_id="public_voices", summary="Published voices")
def public_voices(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    return listed(Voice.objects.filter(public=True), PUBLIC_VOICE.of(request), after=after, limit=limit)


@public.get("/needs", response=NEED.page, operation_id="public_needs", summary="Public needs")
def public_needs(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    rows = Need.objects.filter(public=True).exclude(state=NeedState.MERGED)
    return listed(rows, NEED.of(request), after=after, limit=limit)


@public.get(
    "/needs/{number}", response=PUBLIC_NEED, operation_id="public_need", summary="A public need and its answers"
)
def public_need(request: ApiCall, number: Number) -> dict[str, Any]:
    row, answers, _parts, _voices = found(queries.public_need(number))
    published = [ANSWER(request, answer) for answer in answers if answer.state == AnswerState.PUBLISHED]
    return {**NEED(request, row), "answers": published}
