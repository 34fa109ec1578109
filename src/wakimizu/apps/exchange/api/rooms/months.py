"""What was observed at offices month by month, and files of the services room on their way in."""

from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from wakimizu.apps.city.models import Office
from wakimizu.apps.exchange.api.acts import Refused, checked
from wakimizu.apps.exchange.api.bodies import as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.files import File, TakenIn, bytes_of, taken_in
from wakimizu.apps.exchange.api.rooms.services import AtOffice, router
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.services import files, forms, months
from wakimizu.apps.services.counters import counters
from wakimizu.apps.services.models import Observation, Service
from wakimizu.apps.services.workflow import PERMISSIONS
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow

OBSERVED = Shape("Observed", Observation, "volume wait_minutes lead_days")


class MonthRow(Schema):
    service: str
    noted: OBSERVED.schema | None  # type: ignore[name-defined]


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


@router.get("/observed-months", response=list[MonthRow], operation_id="observed_month", summary="A month of an office")
def observed_month(
    request: ApiCall,
    office: Annotated[str, Query(max_length=60)],
    month: Annotated[str, Query(pattern="^[0-9]{4}-[0-9]{2}$")],
) -> list[dict[str, Any]]:
    place, first = _month(request, office, month)
    rows = months.rows_of(counters(request.city), place, first)
    return [{"service": row.code, "noted": OBSERVED(request, noted) if noted else None} for row, noted in rows]


@router.post(
    "/observed-months", response=list[MonthRow], operation_id="note_month", summary="Note a month of an office"
)
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


class ServicesFile(File):
    kind: Literal["services", "standards", "offerings", "observations"]


@router.post(
    "/service-files", response=TakenIn, operation_id="take_services_file", summary="Take a file in, line by line"
)
def take_file(request: ApiCall, body: ServicesFile) -> dict[str, Any]:
    kinds = files.kinds_for(request.actor)
    if body.kind not in dict(kinds):
        raise BadInput(_("Choose what the file holds."), "kind")
    report = files.take_in(request.actor, request.city, request.book, kind=body.kind, content=bytes_of(body))
    return taken_in(report)
