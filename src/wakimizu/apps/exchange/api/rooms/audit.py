"""The audit: every office against every standard, the wards beside each other, and what is done about shortfalls."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from wakimizu.apps.city.models import Office
from wakimizu.apps.exchange.api.acts import Code, Deed, Done, Number, Refused, add_deeds, checked, done, found
from wakimizu.apps.exchange.api.bodies import NoForm, as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, Limit, part_of
from wakimizu.apps.exchange.api.rooms.services import (
    A_Code,
    Day,
    office_coded,
    reader,
    router,
    service_coded,
)
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.services import operations
from wakimizu.apps.services.models import Remedy, Service
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
from wakimizu.apps.services.workflow import Fault

REMEDY = Shape("Remedy", Remedy, "office service fault owner due text state promised_on closed_on")


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


def _audit(request: ApiCall, day: date | None = None) -> Audit:
    reader(request)
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
    place, row = office_coded(request, office), service_coded(request, service)
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
    reader(request)
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
