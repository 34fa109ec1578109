"""What counters do: the catalogue, standards, offers, observed months, the audit and what is done about it, offices."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field, create_model

from wakimizu.apps.city.hours import hours_on, open_at
from wakimizu.apps.city.models import Office
from wakimizu.apps.exchange.api.acts import Code, Deed, Done, Number, Refused, add_deeds, checked, done, found
from wakimizu.apps.exchange.api.bodies import Body, Clock, NoForm, as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.files import File, TakenIn, bytes_of, taken_in
from wakimizu.apps.exchange.api.lists import Cursor, Limit, part_of
from wakimizu.apps.exchange.api.rooms.city import OfficeKind
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.services import files, forms, months, operations
from wakimizu.apps.services.counters import Counters, counter_offices, counters
from wakimizu.apps.services.models import Observation, Offering, Remedy, Service, Standard, level_of
from wakimizu.apps.services.navigator.guides import readable
from wakimizu.apps.services.parity import wording
from wakimizu.apps.services.parity.audit import Audit
from wakimizu.apps.services.parity.audit import audit as audit_of
from wakimizu.apps.services.parity.deviations import (
    Stage,
    Task,
    asked_for,
    months_of,
    remedies_of,
    standing_remedies,
    trend,
    work_list,
)
from wakimizu.apps.services.parity.forms import AcceptForm, PromiseForm
from wakimizu.apps.services.parity.mending import Mending, nothing_to_mend
from wakimizu.apps.services.public import offices as public_offices
from wakimizu.apps.services.queries import coming_row, offering_row
from wakimizu.apps.services.workflow import COUNTERS, PERMISSIONS, Fault, Level
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow
from wakimizu.shared.words import named

router = Router()
Words = Annotated[str, Query(max_length=80, description="Words that all occur.")]
A_Code = Annotated[str, Query(max_length=60, description="A code; empty: all.")]
Day = Annotated[date | None, Query(ge=date(1990, 1, 1), le=date(2100, 12, 31), description="Left out: today.")]
Hour = Annotated[Clock | None, Query(description="Left out: now, or noon of another day.")]


def _levels(request: ApiCall, service: Service) -> dict[str, str]:
    known = counters(request.city)
    standard = known.standards_on(request.actor.today).get(known.standard_of(service))
    return {kind: str(level_of(standard, kind)) for kind in COUNTERS}


SERVICE = Shape(
    "Service",
    Service,
    "code name subtitle summary stage owner base change ward law fee fee_note online_url valid_from valid_to",
)
STANDARD = Shape(
    "Standard",
    Standard,
    "levels wait_minutes lead_days decided documents opens closes because consultation valid_from valid_to",
)
OFFERING = Shape("Offering", Offering, "office level decided documents days opens closes note valid_from valid_to")
REMEDY = Shape("Remedy", Remedy, "office service fault owner due text state promised_on closed_on")
OBSERVED = Shape("Observed", Observation, "volume wait_minutes lead_days")


class OfferedAt(Schema):
    office: str
    demanded: str = Field(description="How far the standard demands it: full, referral, none.")
    now: OFFERING.schema | None  # type: ignore[name-defined]
    coming: OFFERING.schema | None  # type: ignore[name-defined]


SERVICE_SHEET = SERVICE.with_more(
    "ServiceSheet",
    content=str,
    documents=list[str],
    levels=dict[str, str],
    standard=STANDARD.schema | None,
    versions=STANDARD.many,
    must_ask_first=bool,
    offices=list[OfferedAt],
)


class Shortfall(Schema):
    fault: str
    sentence: str


class AuditCell(Schema):
    office: str
    service: str
    level: str
    demanded: str
    has_standard: bool
    shortfalls: list[Shortfall]


class AuditPage(Schema):
    day: date
    demanded: int = Field(description="Demands of all offices, whatever was asked for.")
    met: int
    items: list[AuditCell]
    next: str | None


class ObservedMonth(Schema):
    month: date
    cases: int | None
    wait: float | None
    lead: float | None


class CellSheet(AuditCell):
    months: list[ObservedMonth]
    remedies: REMEDY.many  # type: ignore[name-defined]


class WardOutcome(Schema):
    ward: str
    people: int | None
    demanded: int
    met: int
    share: float | None
    deviations: int
    cases: int
    wait: float | None
    lead: float | None
    full: dict[str, float]


class WardMeasure(Schema):
    name: str
    kind: str
    mean: float | None
    distance: float | None
    gini: float | None
    theil: float | None


class WardsApart(Schema):
    wards: list[WardOutcome]
    measures: list[WardMeasure]


class AuditChange(Schema):
    office: str
    service: str
    fault: str
    reason: str


class AuditTrend(Schema):
    before: date
    after: date
    share_before: float | None
    share_after: float | None
    mended: list[AuditChange]
    new: list[AuditChange]


class Shown(Schema):
    """A shortfall as work."""

    office: str
    service: str
    fault: str
    stage: Stage
    sentence: str
    people: int
    cases: int | None
    remedy: REMEDY.schema | None  # type: ignore[name-defined]


class Tasks(Schema):
    items: list[Shown]
    next: str | None


class MonthRow(Schema):
    service: str
    noted: OBSERVED.schema | None  # type: ignore[name-defined]


class Opening(Schema):
    office: str
    name: str
    kind: str
    address: str
    open: bool | None = Field(description="None: its hours are not known.")
    opens: Clock | None
    closes: Clock | None


class Openings(Schema):
    items: list[Opening]
    next: str | None


class OfferedHere(Schema):
    service: str
    name: str
    level: str
    note: str


class OfficeSheet(Opening):
    serves: list[str] = Field(description="Codes of the areas it serves.")
    services: list[OfferedHere]


class LifeEvent(Schema):
    code: str
    name: str
    questions: int


class GuideSheet(LifeEvent):
    rules: str = Field(description="The rules as the city wrote them (TOML, see docs/navigator.md).")


def _reader(request: ApiCall) -> Counters:
    allow(request.actor, "see_services", table=PERMISSIONS)
    return counters(request.city)


def _service(request: ApiCall, code: str) -> Service:
    row: Service = found(counters(request.city).service_by_code.get(code))
    return row


def _office(request: ApiCall, code: str) -> Office:
    row: Office = found(request.book.office_by_code.get(code))
    return row


# ── the catalogue ────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/services", response=SERVICE.page, operation_id="services", summary="The catalogue of today")
def services(
    request: ApiCall, q: Words = "", stage: A_Code = "", after: Cursor = None, limit: Limit = 50
) -> dict[str, Any]:
    known = _reader(request)
    rows = [
        service
        for service in known.listed(request.actor.today)
        if (not stage or service.stage == stage)
        and q.lower() in f"{service.name} {service.name_en} {service.code}".lower()
    ]
    return part_of(rows, SERVICE.of(request), after=after, limit=limit)


@router.get(
    "/services/{code}", response=SERVICE_SHEET, operation_id="service", summary="A service, its standard, every offer"
)
def service(request: ApiCall, code: Code) -> dict[str, Any]:
    known, today = _reader(request), request.actor.today
    row = _service(request, code)
    judged = known.services[known.standard_of(row)]
    standard = known.standards_on(today).get(judged.pk)
    offered, coming = {each.office_id: each for each in known.offered(row, today)}, known.coming(row, today)

    def offer(each: Offering | None) -> dict[str, Any] | None:
        return OFFERING(request, each) if each else None

    return {
        **SERVICE(request, row),
        "content": row.content,
        "documents": row.documents,
        "levels": _levels(request, row),
        "standard": STANDARD(request, standard) if standard else None,
        "versions": [STANDARD(request, each) for each in known.versions_of(judged)],
        "must_ask_first": operations.must_ask_first(judged),
        "offices": [
            {
                "office": office.code,
                "demanded": str(level_of(standard, office.kind)),
                "now": offer(offered.get(office.pk)),
                "coming": offer(coming.get(office.pk)),
            }
            for office in counter_offices(request.book.offices.values(), today)
        ],
    }


def _service_form(request: ApiCall, row: Service | None, typed: Any) -> forms.ServiceForm:
    allow(request.actor, "keep_catalogue", row, table=PERMISSIONS)
    known = counters(request.city)
    return forms.ServiceForm(typed, book=request.book, known=known, today=request.actor.today, entry=row)


def _keep_service(request: ApiCall, row: Service | None, form: forms.ServiceForm) -> Service:
    return operations.change_service(request.actor, service=form.service(request.city))


add_deeds(
    router,
    [
        Deed(
            path=path,
            name=name,
            summary=summary,
            form=forms.ServiceForm,
            about=about,
            made=_service_form,
            run_form=_keep_service,
        )
        for path, name, summary, about in (
            ("/services", "enter_service", "Enter a service", None),
            ("/services/{code}/change", "change_service", "Change a service: its whole entry anew", _service),
        )
    ],
)

LEVELS = Literal[tuple(Level.values)]  # type: ignore[valid-type]
StandardBody: Any = create_model(
    "SetStandard",
    __base__=body_of(forms.StandardForm),
    **{f"level_{kind}": (LEVELS, Field("none", description=str(Office.Kind(kind).label))) for kind in COUNTERS},  # type: ignore[call-overload]
)


@router.post("/services/{code}/standard", response=Done, operation_id="set_standard", summary="Set its standard")
def set_standard(request: ApiCall, code: Code, body: StandardBody) -> Done:
    row = _service(request, code)
    allow(request.actor, "set_standard", row, table=PERMISSIONS)
    form = checked(forms.StandardForm(as_typed(body)))
    return done(operations.set_standard(request.actor, standard=form.standard(row)))


class AtOffice(Body):
    office: Annotated[str, Field(max_length=60, description="Code of the office.")]


def _at(request: ApiCall, code: str, body: Any) -> tuple[Service, Office, Any]:
    """The service, the office that the body names, and the body as the form of that office gets it."""
    place = request.book.office_by_code.get(body.office)
    if place is None:
        raise Refused([{"field": "office", "sentence": _("There is no office with this code.")}])
    allow(request.actor, "offer_service", Offering(office=place), table=PERMISSIONS)
    return _service(request, code), place, as_typed(body)


OfferBody: Any = create_model("OfferService", __base__=(body_of(forms.OfferingForm), AtOffice))
WithdrawBody: Any = create_model("WithdrawService", __base__=(body_of(forms.WithdrawForm), AtOffice))


@router.post("/services/{code}/offer", response=Done, operation_id="offer_service", summary="What an office offers")
def offer_service(request: ApiCall, code: Code, body: OfferBody) -> Done:
    row, place, typed = _at(request, code, body)
    form = checked(forms.OfferingForm(typed))
    return done(operations.offer_service(request.actor, offering=form.offering(row, place)))


@router.post(
    "/services/{code}/withdraw", response=Done, operation_id="withdraw_service", summary="No longer at an office"
)
def withdraw_service(request: ApiCall, code: Code, body: WithdrawBody) -> Done:
    row, place, typed = _at(request, code, body)
    today = request.actor.today
    now = found(offering_row(row, place, today) or coming_row(row, place, today))
    form = checked(forms.WithdrawForm(typed))
    return done(operations.withdraw_offering(request.actor, offering=now, **form.cleaned_data))


# ── observed months ──────────────────────────────────────────────────────────────────────────────────────────────────

Month = Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}$", description="As 2026-04.")]


class EnteredRow(body_of(forms.ObservedForm)):  # type: ignore[misc]
    service: Annotated[str, Field(max_length=40)]


class EnteredMonth(AtOffice):
    month: Month
    rows: Annotated[list[EnteredRow], Field(max_length=1000)]


def _month(request: ApiCall, office: str, month: str) -> tuple[Office, date]:
    allow(request.actor, "note_observations", table=PERMISSIONS)
    chosen = forms.MonthForm(
        {"office": office, "month": month}, offices=months.offices_noted_by(request.actor, request.book)
    )
    cleaned = checked(chosen).cleaned_data
    return request.book.office_by_code[cleaned["office"]], cleaned["month"]


@router.get("/months", response=list[MonthRow], operation_id="observed_month", summary="A month of an office")
def observed_month(
    request: ApiCall,
    office: Annotated[str, Query(max_length=60)],
    month: Annotated[str, Query(pattern="^[0-9]{4}-[0-9]{2}$")],
) -> list[dict[str, Any]]:
    place, first = _month(request, office, month)
    rows = months.rows_of(counters(request.city), place, first)
    return [{"service": row.code, "noted": OBSERVED(request, noted) if noted else None} for row, noted in rows]


@router.post("/months", response=list[MonthRow], operation_id="note_month", summary="Note a month of an office")
def note_month(request: ApiCall, body: EnteredMonth) -> list[dict[str, Any]]:
    place, first = _month(request, body.office, body.month)
    asked = {row.code: row for row, _noted in months.rows_of(counters(request.city), place, first)}
    entered: list[tuple[Service, dict[str, Any]]] = []
    for n, each in enumerate(body.rows):
        row = asked.get(each.service)
        if row is None or any(row is other for other, _values in entered):
            sentence = _("The office does not offer this service, or it stands here twice.")
            raise Refused([{"field": f"rows.{n}.service", "sentence": sentence}])
        entered.append((row, checked(forms.ObservedForm(as_typed(each))).cleaned_data))
    months.note(request.actor, request.city, place, first, entered)
    return observed_month(request, office=place.code, month=body.month)


# ── the audit ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _audit(request: ApiCall, day: date | None = None) -> Audit:
    _reader(request)
    return audit_of(request.city, day or request.actor.today)


def _cell(office: Office, service: Service, cell: Any) -> dict[str, Any]:
    return {
        "office": office.code,
        "service": service.code,
        "level": str(cell.level),
        "demanded": str(cell.demanded),
        "has_standard": cell.has_standard,
        "shortfalls": [{"fault": str(each.fault), "sentence": wording.why(each)} for each in cell.shortfalls],
    }


@router.get("/audit", response=AuditPage, operation_id="audit", summary="Every office against every standard")
def audit(
    request: ApiCall,
    ward: A_Code = "",
    office: A_Code = "",
    stage: A_Code = "",
    only: bool = False,
    day: Day = None,
    after: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    seen, area = _audit(request, day), request.book.area_by_code.get(ward)
    if (ward and area is None) or (office and office not in request.book.office_by_code):
        raise Refused([{"field": "ward" if ward and area is None else "office", "sentence": _("There is none such.")}])
    cells = [
        (place, row, seen.cell(place, row))
        for place in seen.offices
        if (area is None or place.ward_id == area.pk) and (not office or place.code == office)
        for row in seen.services
        if (not stage or row.stage == stage) and (not only or seen.cell(place, row).shortfalls)
    ]
    page = part_of(cells, lambda each: _cell(*each), after=after, limit=limit)
    return {"day": seen.day, "demanded": seen.demanded, "met": seen.met, **page}


@router.get("/audit/wards", response=WardsApart, operation_id="audit_wards", summary="The wards beside each other")
def audit_wards(request: ApiCall, day: Day = None) -> dict[str, Any]:
    seen = _audit(request, day)
    names = [name for name in WardOutcome.model_fields if name != "ward"]
    return {
        "wards": [{"ward": each.ward.code, **{name: getattr(each, name) for name in names}} for each in seen.outcomes],
        "measures": [
            {
                "name": each.name,
                "kind": each.kind,
                **{
                    name: getattr(each.spread, name) if each.spread else None
                    for name in ("mean", "distance", "gini", "theil")
                },
            }
            for each in seen.measures
        ],
    }


@router.get("/audit/trend", response=AuditTrend, operation_id="audit_trend", summary="What was mended, what is new")
def audit_trend(
    request: ApiCall,
    before: Annotated[date, Query(ge=date(1990, 1, 1), le=date(2100, 12, 31))],
    to: Day = None,
) -> dict[str, Any]:
    last = to or request.actor.today
    if last <= before:
        raise Refused([{"field": "to", "sentence": _("Choose a day after the first one.")}])
    changed = trend(_audit(request, before), _audit(request, last))

    def told(changes: Sequence[Any]) -> list[dict[str, Any]]:
        return [
            {
                "office": each.deviation.office.code,
                "service": each.deviation.service.code,
                "fault": str(each.deviation.finding.fault),
                "reason": each.reason,
            }
            for each in changes
        ]

    return {
        "before": before,
        "after": last,
        "share_before": changed.before.share,
        "share_after": changed.after.share,
        "mended": told(changed.mended),
        "new": told(changed.new),
    }


def _judged(request: ApiCall, office: str, service: str, day: date | None = None) -> tuple[Audit, Office, Service]:
    seen = _audit(request, day)
    place, row = _office(request, office), _service(request, service)
    found(seen.cells.get(place.pk, {}).get(row.pk))
    return seen, place, row


@router.get(
    "/audit/{office}/{code}", response=CellSheet, operation_id="audit_cell", summary="A service at an office, judged"
)
def audit_cell(request: ApiCall, office: Code, code: Code, day: Day = None) -> dict[str, Any]:
    seen, place, row = _judged(request, office, code, day)
    observed = months_of(seen, place, row, seen.day)
    return {
        **_cell(place, row, seen.cell(place, row)),
        "months": [{name: getattr(each, name) for name in ObservedMonth.model_fields} for each in observed],
        "remedies": [REMEDY(request, each) for each in remedies_of(place, row)],
    }


PromiseBody: Any = body_of(PromiseForm, name="PromiseRemedy")
AcceptBody: Any = body_of(AcceptForm, name="AcceptFault")


@router.post(
    "/audit/{office}/{code}/promise", response=Done, operation_id="promise_remedy", summary="Promise to mend it"
)
def promise_remedy(request: ApiCall, office: Code, code: Code, body: PromiseBody) -> Done:
    seen, place, row = _judged(request, office, code)
    form = Mending(request.actor, request.book, seen, place, row).promise_form(as_typed(body))
    if form is None:
        raise nothing_to_mend(request.actor, "promise", row)
    remedy = operations.promise_remedy(request.actor, service=row, office=place, **checked(form).promised())
    return done(remedy)


@router.post(
    "/audit/{office}/{code}/accept", response=Done, operation_id="accept_fault", summary="Let it stay so for a time"
)
def accept_fault(request: ApiCall, office: Code, code: Code, body: AcceptBody) -> Done:
    seen, place, row = _judged(request, office, code)
    form = Mending(request.actor, request.book, seen, place, row).accept_form(as_typed(body))
    if form is None:
        raise nothing_to_mend(request.actor, "accept", row)
    return done(operations.accept_fault(request.actor, service=row, office=place, **checked(form).cleaned_data))


@router.get("/remedies", response=Tasks, operation_id="remedies", summary="Shortfalls as work, late ones first")
def remedies(
    request: ApiCall,
    ward: A_Code = "",
    owner: A_Code = "",
    stage: Stage | None = None,
    fault: Fault | None = None,
    after: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    tasks = work_list(_audit(request), standing_remedies(), request.actor.today)
    shown = asked_for(tasks, request.book, ward=ward, owner=owner, stage=stage or "", fault=fault or "")
    return part_of(shown, lambda task: _task(request, task), after=after, limit=limit)


def _task(request: ApiCall, task: Task) -> dict[str, Any]:
    return {
        "office": task.office.code,
        "service": task.service.code,
        "fault": str(task.fault),
        "stage": task.stage,
        "sentence": wording.why(task.deviation.finding) if task.deviation else task.fault_label,
        "people": task.people.count,
        "cases": task.cases,
        "remedy": REMEDY(request, task.remedy) if task.remedy else None,
    }


def _remedy(request: ApiCall, number: Number) -> Remedy:
    _reader(request)
    row: Remedy = found(Remedy.objects.filter(pk=number).select_related("office", "service").first())
    return row


add_deeds(
    router,
    [
        Deed(
            path="/remedies/{number}/finish",
            name="finish_remedy",
            summary="Say that it is mended",
            form=NoForm,
            about=_remedy,
            run=lambda request, row, cleaned: operations.finish_remedy(request.actor, remedy=row),
        )
    ],
)

# ── files in ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class ServicesFile(File):
    kind: Literal["services", "standards", "offerings", "observations"]


@router.post("/files", response=TakenIn, operation_id="take_services_file", summary="Take a file in, line by line")
def take_file(request: ApiCall, body: ServicesFile) -> dict[str, Any]:
    kinds = files.kinds_for(request.actor)
    if body.kind not in dict(kinds):
        raise BadInput(_("Choose what the file holds."), "kind")
    report = files.take_in(request.actor, request.city, request.book, kind=body.kind, content=bytes_of(body))
    return taken_in(report)


# ── as residents see them ────────────────────────────────────────────────────────────────────────────────────────────


def _now(request: ApiCall) -> datetime:
    return timezone.localtime(request.now).replace(tzinfo=None, second=0, microsecond=0)


def _opening(place: public_offices.Place) -> dict[str, Any]:
    return {
        "office": place.office.code,
        "name": named(place.office),
        "kind": place.office.kind,
        "address": place.office.address,
        "open": place.open,
        "opens": place.office.opens,
        "closes": place.office.closes,
    }


@router.get("/offices", response=Openings, operation_id="openings", summary="Which office is open at a moment")
def openings(
    request: ApiCall,
    q: Words = "",
    ward: A_Code = "",
    kind: OfficeKind | None = None,
    day: Day = None,
    hour: Hour = None,
    only_open: bool = False,
    after: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    now, area = _now(request), request.book.area_by_code.get(ward)
    usual = time(12) if day and day != now.date() else now.time()
    at = datetime.combine(day or now.date(), hour or usual)
    places = public_offices.find(request.book, at, words=q, ward=area, kind=kind or "", only_open=only_open)
    return part_of(places, _opening, after=after, limit=limit)


@router.get("/offices/{code}", response=OfficeSheet, operation_id="opening", summary="An office and what it handles")
def opening(request: ApiCall, code: Code) -> dict[str, Any]:
    book, now, office = request.book, _now(request), _office(request, code)
    today = now.date()
    found(office if office.valid_on(today) else None)
    place = public_offices.Place(
        office,
        book.area(office.ward_id),
        hours_on(office, today, book.closures),
        open_at(office, now, book.closures),
    )
    groups = public_offices.offered_here(counters(request.city), office, today)
    return {
        **_opening(place),
        "serves": [area.code for area in public_offices.served(book, office, today)],
        "services": [
            {
                "service": row.service.code,
                "name": named(row.service),
                "level": row.offering.level,
                "note": row.offering.note,
            }
            for group in groups
            for row in group.rows
        ],
    }


def _event(code: str, rules: Any) -> dict[str, Any]:
    return {"code": code, "name": str(rules.event.name), "questions": len(rules.questions)}


@router.get("/guides", response=list[LifeEvent], operation_id="guides", summary="Life events of the navigator")
def guides(request: ApiCall) -> list[dict[str, Any]]:
    return [_event(code, rules) for code, rules in readable(counters(request.city)).items()]


@router.get("/guides/{code}", response=GuideSheet, operation_id="guide", summary="A life event with its rules")
def guide(request: ApiCall, code: Code) -> dict[str, Any]:
    known = counters(request.city)
    rules = found(readable(known).get(code))
    text = next(each.rules for each in known.guides if each.code == code)
    return {**_event(code, rules), "rules": text}
