"""What counters do: the catalogue, standards, and what each office offers."""

from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field, create_model

from wakimizu.apps.city.models import Office
from wakimizu.apps.exchange.api.acts import Code, Deed, Done, Refused, add_deeds, checked, done, found
from wakimizu.apps.exchange.api.bodies import Body, as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, Limit, part_of
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.services import forms, operations
from wakimizu.apps.services.counters import Counters, counter_offices, counters
from wakimizu.apps.services.models import Offering, Service, Standard, level_of
from wakimizu.apps.services.queries import coming_row, offering_row
from wakimizu.apps.services.workflow import COUNTERS, PERMISSIONS, Level
from wakimizu.shared.permissions import allow

router = Router()
Words = Annotated[str, Query(max_length=80, description="Words that all occur.")]
A_Code = Annotated[str, Query(max_length=60, description="A code; empty: all.")]
Day = Annotated[date | None, Query(ge=date(1990, 1, 1), le=date(2100, 12, 31), description="Left out: today.")]


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


def reader(request: ApiCall) -> Counters:
    allow(request.actor, "see_services", table=PERMISSIONS)
    return counters(request.city)


def service_coded(request: ApiCall, code: str) -> Service:
    row: Service = found(counters(request.city).service_by_code.get(code))
    return row


def office_coded(request: ApiCall, code: str) -> Office:
    row: Office = found(request.book.office_by_code.get(code))
    return row


# ── the catalogue ────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/services", response=SERVICE.page, operation_id="services", summary="The catalogue of today")
def services(
    request: ApiCall, q: Words = "", stage: A_Code = "", after: Cursor = None, limit: Limit = 50
) -> dict[str, Any]:
    known = reader(request)
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
    known, today = reader(request), request.actor.today
    row = service_coded(request, code)
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
            ("/services/{code}/change", "change_service", "Change a service: its whole entry anew", service_coded),
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
    row = service_coded(request, code)
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
    return service_coded(request, code), place, as_typed(body)


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
