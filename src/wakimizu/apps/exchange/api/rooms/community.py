"""Visits and meetings, partners, cases, what was lent, and who helps with a need."""

from datetime import date
from typing import Annotated, Any, Literal

from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import Field, Strict, create_model

from wakimizu.apps.community import forms, imports, queries
from wakimizu.apps.community.models import Case, Grant, Help, Partner, Visit, VisitPhoto
from wakimizu.apps.community.operations import cases as telling
from wakimizu.apps.community.operations import partners as partnering
from wakimizu.apps.community.operations import visits as visiting
from wakimizu.apps.community.views import cases, own_ward, partners, visits
from wakimizu.apps.community.workflow import PERMISSIONS, USUAL_DAYS, DistrictKind, GrantKind, Outcome
from wakimizu.apps.exchange.api.acts import Code, Deed, Number, add_deeds, checked, found, only_its_fields
from wakimizu.apps.exchange.api.bodies import NoForm, as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.files import (
    Attached,
    Attachment,
    File,
    Pictures,
    TakenIn,
    as_attachment,
    attached,
    bytes_of,
    taken_in,
)
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed
from wakimizu.apps.exchange.api.rooms.voices import Contact, public, sending
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.voices.models import Need, Voice
from wakimizu.shared.permissions import allow

router = Router()

Words = Annotated[str, Query(max_length=100, description="Words that all occur.")]
AreaCode = Annotated[str, Query(max_length=40, description="A ward's or district's code.")]
Row = Annotated[int, Strict(), Field(ge=1, le=2**53)]


def _codes(rows: Any) -> list[str]:
    return [row.code for row in rows]


VISIT = Shape(
    "Visit",
    Visit,
    "kind title day begins ends place office ward residents members officials minutes public",
    districts=(list[str], lambda request, row: _codes(row.districts.all())),
    partners=(list[int], lambda request, row: [each.pk for each in row.partners.all()]),
)
VISIT_SHEET = VISIT.with_more("VisitSheet", went=list[int], photos=list[int], voices=list[int], hidden=int)
PARTNER = Shape(
    "Partner",
    Partner,
    "name kind ward self_help mutual_help public ended_on",
    areas=(list[str], lambda request, row: _codes(row.places)),
)
PARTNER_SHEET = PARTNER.with_more("PartnerSheet", visits=list[int], grants=list[int], cases=list[int], has_contact=bool)
CASE = Shape(
    "Case", Case, "title where district_kind people share65 problem tried cost began ended outcome learnt source ward"
)
GRANT = Shape("Grant", Grant, "partner kind what amount district since until returned")
HELP = Shape("Help", Help, "need sphere who partner text said_at ended_on")
HEARD = Shape("HeardVoice", Voice, "receipt state due")


class NotMet(Schema):
    """A district (by code) or partner (by number) that nobody has met for long."""

    area: str | None
    partner: int | None
    last: date | None
    days: int | None


class PublicPartner(Schema):
    name: str
    kind: str


class PublicEvent(Schema):
    title: str
    day: date
    place: str


class PublicDistrict(Schema):
    partners: list[PublicPartner]
    events: list[PublicEvent]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _reader(request: ApiCall) -> None:
    allow(request.actor, "see_community", table=PERMISSIONS)


def _area(request: ApiCall, code: str) -> Any:
    return found(request.book.area_by_code.get(code)) if code else None


@router.get("/visits", response=VISIT.page, operation_id="visits", summary="Visits and meetings")
def visits_list(request: ApiCall, area: AreaCode = "", after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    _reader(request)
    place = _area(request, area)
    where = {"ward" if place.kind == "ward" else "district": place.pk} if place else {}
    return listed(queries.visits(request.actor, **where), VISIT.of(request), after=after, limit=limit)


@router.get("/visits/{number}", response=VISIT_SHEET, operation_id="visit", summary="A visit, and what was heard there")
def visit(request: ApiCall, number: Number) -> dict[str, Any]:
    row = visits.seen(request, number)
    heard, unseen = queries.voices_heard(request.actor, row)
    return {
        **VISIT(request, row),
        "went": [post.pk for post in row.went.all()],
        "photos": [each.pk for each in row.photos.all()],
        "voices": [voice.pk for voice in heard],
        "hidden": unseen,
    }


@router.get("/visit-photos/{number}", response=Attachment, operation_id="visit_photo", summary="A photo of a visit")
def visit_photo(request: ApiCall, number: Number) -> dict[str, str]:
    row = found(VisitPhoto.objects.select_related("visit").filter(pk=number).first())
    allow(request.actor, "see_community", row.visit, table=PERMISSIONS)
    return as_attachment(row.jpeg, "image/jpeg")


@router.get("/not-met", response=list[NotMet], operation_id="not_met", summary="Whom nobody has met for so many days")
def gaps(request: ApiCall, days: Literal[30, 60, 90, 180] = USUAL_DAYS) -> Any:  # type: ignore[assignment]
    _reader(request)
    ward, today = queries.seen_ward(request.actor), request.actor.today
    districts = [gap for gap in queries.district_gaps(request.book, ward, today) if gap.longer_than(days)]
    rows = [gap for gap in queries.partner_gaps(request.book, ward, today) if gap.longer_than(days)]
    return [
        *({"area": gap.about.code, "partner": None, "last": gap.last, "days": gap.days} for gap in districts),
        *(
            {"area": None, "partner": gap.about.pk, "last": gap.last, "days": gap.days}
            for gap in rows[: visits.MOST_GAPS]
        ),
    ]


@router.get("/partners", response=PARTNER.page, operation_id="partners", summary="Who works in the districts")
def partners_list(
    request: ApiCall, q: Words = "", ward: AreaCode = "", after: Cursor = None, limit: Limit = 50
) -> dict[str, Any]:
    _reader(request)
    area = _area(request, ward)
    rows = queries.partners(request.actor, query=q, ward=area.pk if area else None)
    return listed(rows, PARTNER.of(request), after=after, limit=limit)


@router.get("/partners/{number}", response=PARTNER_SHEET, operation_id="partner", summary="A partner")
def partner(request: ApiCall, number: Number) -> dict[str, Any]:
    row = partners.seen(request, number)
    sheet = queries.partner_sheet(request.actor, row)
    beside = {name: [each.pk for each in getattr(sheet, name)] for name in ("visits", "grants", "cases")}
    return {**PARTNER(request, row), **beside, "has_contact": sheet.has_contact}


@router.get("/cases", response=CASE.page, operation_id="cases", summary="What was tried, and whether it worked")
def cases_list(
    request: ApiCall,
    q: Words = "",
    outcome: Outcome | None = None,
    district_kind: DistrictKind | None = None,
    after: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    allow(request.actor, "see_cases", table=PERMISSIONS)
    rows = queries.cases(q, outcome or "", district_kind or "")
    return listed(rows, CASE.of(request), after=after, limit=limit)


@router.get("/cases/{number}", response=CASE.schema, operation_id="case", summary="A case")
def case(request: ApiCall, number: Number) -> dict[str, Any]:
    allow(request.actor, "see_cases", table=PERMISSIONS)
    return CASE(request, found(queries.case_numbered(number)))


@router.get("/grants", response=GRANT.page, operation_id="grants", summary="What was lent or granted")
def grants(request: ApiCall, which: GrantKind | None = None, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    _reader(request)
    rows = queries.grants(request.actor)
    rows = rows.filter(kind=which) if which else rows
    return listed(rows, GRANT.of(request), after=after, limit=limit)


@router.get("/needs/{number}/help", response=HELP.many, operation_id="help_with_need", summary="Who helps with a need")
def help_with(request: ApiCall, number: Number) -> Any:
    need = _need(request, number)
    return [HELP(request, each) for _sphere, rows in queries.help_with(need) for each in rows]


@public.get("/districts/{code}", response=PublicDistrict, operation_id="public_district", summary="A district's page")
def public_district(request: ApiCall, code: Code) -> dict[str, Any]:
    area = request.book.area_by_code.get(code)
    seen = queries.public_of(found(area if area and area.kind == "district" else None), request.actor.today)
    return {
        "partners": [{"name": each.name, "kind": each.kind} for each in seen.partners],
        "events": [{"title": each.title, "day": each.day, "place": each.place} for each in seen.events],
    }


# ── acting ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class NoteVisit(body_of(forms.VisitForm, without=("sending", "partners", "went"), name="VisitWords")):  # type: ignore[misc]
    partners: list[Row] = Field(default_factory=list, max_length=200)
    went: list[Row] = Field(default_factory=list, max_length=200, description="Posts of the ward's people.")
    photos: Pictures = Field(default_factory=list)


class TellCase(body_of(forms.CaseForm, without=("partners",), name="CaseWords")):  # type: ignore[misc]
    partners: list[Row] = Field(default_factory=list, max_length=200)


class LendThing(body_of(forms.LendForm, without=("partner",), name="LendWords")):  # type: ignore[misc]
    partner: Row


class SayHelp(body_of(forms.HelpForm, without=("partner",), name="HelpWords")):  # type: ignore[misc]
    partner: Row | None = None


def _sender(request: ApiCall) -> str:
    return str(found(request.holder).key.pk)


def _visit_form(request: ApiCall, row: Visit | None, typed: MultiValueDict[str, Any]) -> Any:
    if row is None:
        allow(request.actor, "note_visit", table=PERMISSIONS)
    typed["sending"] = sending(request, _sender(request))
    pictures = attached(photos=typed.pop("photos", []))
    return visits.visit_form(request, typed, pictures, row)


def _note(request: ApiCall, row: None, form: forms.VisitForm) -> Visit:
    office = found(request.book.office(request.actor.office_id))
    named, pictures = form.cleaned_data["sending"], form.cleaned_data["photos"]
    return visiting.note_visit(request.actor, office=office, meeting=form.meeting(), sending=named, pictures=pictures)


def _change(request: ApiCall, row: Visit, form: forms.VisitForm) -> Visit:
    visiting.change_visit(request.actor, visit=row, meeting=form.meeting(), pictures=form.cleaned_data["photos"])
    return row


def _own_visit(request: ApiCall, number: int) -> Visit:
    row = visits.seen(request, number)
    allow(request.actor, "note_visit", row, table=PERMISSIONS)
    return row


def _partner_form(request: ApiCall, row: Partner | None, typed: Any) -> forms.PartnerForm:
    allow(request.actor, "keep_partner", row, table=PERMISSIONS)
    ward = row.ward if row else own_ward(request, _("Partners are kept by the offices of a ward."))
    return partners.partner_form(request, typed, ward, row)


def _keep_partner(request: ApiCall, row: Partner | None, form: forms.PartnerForm) -> Partner:
    ward = row.ward if row else own_ward(request, _("Partners are kept by the offices of a ward."))
    return partnering.keep_partner(request.actor, ward=ward, about=form.about(), partner=row)


def _erase(request: ApiCall, row: Partner, given: dict[str, Any]) -> Partner:
    allow(request.actor, "erase_partner_contact", row, table=PERMISSIONS)
    partnering.erase_partner_contact(request.actor, partner=row, because=given["because"])
    return row


def _case(request: ApiCall, number: int) -> Case:
    row: Case = found(queries.case_numbered(number))
    allow(request.actor, "keep_case", row, table=PERMISSIONS)
    return row


def _case_form(request: ApiCall, row: Case | None, typed: Any) -> forms.CaseForm:
    allow(request.actor, "keep_case", row, table=PERMISSIONS)
    return cases.case_form(request, typed, row)


def _lend_form(request: ApiCall, row: None, typed: Any) -> forms.LendForm:
    allow(request.actor, "lend", table=PERMISSIONS)
    return cases.lend_form(request, typed, own_ward(request, _("Loans and grants are noted by the offices of a ward.")))


def _lend(request: ApiCall, row: None, form: forms.LendForm) -> Grant:
    partner = form.partners[form.cleaned_data["partner"]]
    return partnering.lend(request.actor, partner=partner, lending=form.lending())


def _grant(request: ApiCall, number: int) -> Grant:
    row: Grant = found(queries.grant_numbered(number))
    allow(request.actor, "lend", row, table=PERMISSIONS)
    return row


def _back(request: ApiCall, row: Grant, given: dict[str, Any]) -> Grant:
    partnering.take_back(request.actor, grant=row, on=given["on"])
    return row


def _need(request: ApiCall, number: int) -> Need:
    row: Need = found(Need.objects.prefetch_related("parts").filter(pk=number).first())
    allow(request.actor, "say_help", row, table=PERMISSIONS)
    return row


def _help_form(request: ApiCall, row: Need, typed: Any) -> forms.HelpForm:
    return forms.HelpForm(typed, partners=queries.partners_to_choose(request.actor.ward_id or row.ward_id))


def _help(request: ApiCall, number: int) -> Help:
    row: Help = found(Help.objects.select_related("need").filter(pk=number).first())
    allow(request.actor, "say_help", row.need, table=PERMISSIONS)
    return row


def _end_help(request: ApiCall, row: Help, _given: Any) -> Help:
    telling.end_help(request.actor, help=row, on=request.actor.today)
    return row


DEEDS = [
    Deed(
        "/visits", "note_visit", "Note a visit or meeting", forms.VisitForm, run_form=_note, made=_visit_form,
        body=NoteVisit, done=_("The visit is noted. Voices that were heard can be noted below."),
    ),
    Deed(
        "/visits/{number}/change", "change_visit", "Change or add minutes", forms.VisitForm, run_form=_change,
        about=_own_visit, made=_visit_form, body=NoteVisit, done=_("The visit is kept."),
    ),
    Deed(
        "/partners", "keep_partner", "A new partner", forms.PartnerForm, run_form=_keep_partner, made=_partner_form,
        done=_("The partner is kept."),
    ),
    Deed(
        "/partners/{number}/change", "change_partner", "Change the partner", forms.PartnerForm, run_form=_keep_partner,
        about=partners.seen, made=_partner_form, done=_("The partner is kept."),
    ),
    Deed(
        "/partners/{number}/erase", "erase_partner_contact", "Erase how to reach it", forms.BecauseForm, _erase,
        about=partners.seen, done=_("The contact details are erased."),
    ),
    Deed(
        "/cases", "tell_case", "Write a case down", forms.CaseForm,
        run_form=lambda request, row, form: cases.keep_case(request, form, row), made=_case_form, body=TellCase,
        done=_("The case is kept. Needs like it will show it."),
    ),
    Deed(
        "/cases/{number}/change", "change_case", "Change the case", forms.CaseForm,
        run_form=lambda request, row, form: cases.keep_case(request, form, row), about=_case, made=_case_form,
        body=TellCase, done=_("The case is kept. Needs like it will show it."),
    ),
    Deed(
        "/grants", "lend", "Lend or grant something", forms.LendForm, run_form=_lend, made=_lend_form, body=LendThing,
        done=_("It is noted. It stands on the list until it is back."),
    ),
    Deed(
        "/grants/{number}/back", "take_grant_back", "Back, or reported", forms.BackForm, _back, about=_grant,
        done=_("It is settled."),
    ),
    Deed(
        "/needs/{number}/help", "say_help", "Who does what about it", forms.HelpForm,
        run_form=lambda request, row, form: telling.say_help(request.actor, need=row, **form.said()),
        about=_need, made=_help_form, body=SayHelp, done=_("It stands on the need's page."),
    ),
    Deed(
        "/helps/{number}/end", "end_help", "It has ended", NoForm, _end_help, about=_help,
        done=_("It has ended. The ledger keeps what it was."),
    ),
]  # fmt: skip
add_deeds(router, DEEDS)

_Heard: Any = body_of(forms.HeardForm, without=("submission", "channel"), name="HearVoiceWords")
HearBody: Any = create_model("HearVoice", __base__=(_Heard, Attached))
BecauseBody: Any = body_of(forms.BecauseForm, name="ReadPartnerContact")


@router.post(
    "/visits/{number}/voices",
    response=HEARD.schema,
    operation_id="hear_voice",
    summary="A voice heard there",
    description="The key needs voices:write beside.",
)
def hear(request: ApiCall, number: Number, body: HearBody) -> Any:
    found(request.holder).need("voices:write")
    row, typed = _own_visit(request, number), as_typed(body, without=Attached.model_fields)
    typed["submission"] = sending(request, _sender(request))
    files = attached(photos=body.photos, letters=body.letters)
    form = checked(only_its_fields(forms.HeardForm(typed, files, book=request.book, catalogue=request.catalogue)))
    said = form.said(get_language() or "ja")
    voice = visiting.hear_voice(request.actor, visit=row, said=said, book=request.book, catalogue=request.catalogue)
    return HEARD(request, voice)


@router.post(
    "/partners/{number}/contact", response=Contact, operation_id="read_partner_contact", summary="How to reach it"
)
def read_contact(request: ApiCall, number: Number, body: BecauseBody) -> Any:
    row = partners.seen(request, number)
    allow(request.actor, "read_partner_contact", row, table=PERMISSIONS)
    form = checked(forms.BecauseForm(as_typed(body)))
    request.keeps = False
    details = partnering.read_partner_contact(request.actor, partner=row, because=form.cleaned_data["because"])
    return {name: details.get(name, "") for name in Contact.model_fields}


@router.post("/partner-files", response=TakenIn, operation_id="take_in_partners", summary="Partners from a table")
def take_in(request: ApiCall, body: File) -> Any:
    allow(request.actor, "import_partners", table=PERMISSIONS)
    return taken_in(imports.import_partners(request.actor, request.city, request.book, bytes_of(body)))
