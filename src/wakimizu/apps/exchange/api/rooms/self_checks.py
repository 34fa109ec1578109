"""What each ward says of how it does its duties, written and signed once a year."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Path, Query, Schema
from pydantic import Field

from wakimizu.apps.city.calendar import fiscal_year
from wakimizu.apps.community.selfcheck import operations as checking
from wakimizu.apps.community.selfcheck import queries as checks
from wakimizu.apps.community.selfcheck.models import DutyCheck, SelfCheck
from wakimizu.apps.community.selfcheck.workflow import PERMISSIONS as CHECKING
from wakimizu.apps.community.selfcheck.workflow import Duty, Mark
from wakimizu.apps.exchange.api.acts import Code, found
from wakimizu.apps.exchange.api.bodies import Body
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.rooms.community import router
from wakimizu.apps.exchange.api.rooms.voices import public
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.shared.permissions import allow

Year = Annotated[int, Path(ge=checking.FIRST_YEAR, le=2200, description="A fiscal year.")]
DUTY = Shape("DutyCheck", DutyCheck, "duty mark words next_steps")


class Standing(Schema):
    ward: str
    state: str | None = Field(description="None: nothing is written yet.")
    signed_at: datetime | None


class Checked(Schema):
    ward: str
    year: int
    state: str
    duties: DUTY.many  # type: ignore[name-defined]


@router.get("/self-checks", response=list[Standing], operation_id="self_checks", summary="How far each ward is")
def self_checks(
    request: ApiCall, year: Annotated[int, Query(ge=checking.FIRST_YEAR, le=2200, description="A fiscal year.")]
) -> list[dict[str, Any]]:
    allow(request.actor, "see_self_check", table=CHECKING)
    standing = checks.standing(year)
    rows = [(ward, standing.get(ward.pk)) for ward in request.book.wards]
    return [
        {"ward": ward.code, "state": check and check.state, "signed_at": check and check.signed_at}
        for ward, check in rows
    ]


@router.get(
    "/self-checks/{code}/{year}", response=Checked, operation_id="self_check", summary="What a ward says of itself"
)
def self_check(request: ApiCall, code: Code, year: Year) -> dict[str, Any]:
    allow(request.actor, "see_self_check", table=CHECKING)
    return told(request, found(checks.check_of(ward_named(request, code), year)))


def ward_named(request: ApiCall, code: str) -> Any:
    area = request.book.area_by_code.get(code)
    return found(area if area and area.kind == "ward" else None)


def year_begun(request: ApiCall, year: int) -> int:
    """The year, if it has begun."""
    number: int = found(year if year <= fiscal_year(request.actor.today) else None)
    return number


def told(request: ApiCall, check: SelfCheck) -> dict[str, Any]:
    rows = DutyCheck.objects.filter(check_of=check).order_by("pk")
    return {
        "ward": request.book.areas[check.ward_id].code,
        "year": check.year,
        "state": check.state,
        "duties": [DUTY(request, row) for row in rows],
    }


@public.get("/self-checks/{code}/{year}", response=Checked, operation_id="public_self_check", summary="A signed one")
def public_self_check(request: ApiCall, code: Code, year: Year) -> dict[str, Any]:
    return told(request, found(checks.signed(ward_named(request, code), year)))


class DutySaid(Body):
    """What a ward says of one of its duties."""

    duty: Duty
    mark: Mark | Literal[""] = ""
    words: str = Field("", max_length=checking.MOST_WORDS)
    next_steps: str = Field("", max_length=checking.MOST_WORDS)


class WriteSelfCheck(Body):
    duties: list[DutySaid] = Field(min_length=1, max_length=len(Duty))


@router.post(
    "/self-checks/{code}/{year}", response=Checked, operation_id="write_self_check", summary="Write a ward's self-check"
)
def write_self_check(request: ApiCall, code: Code, year: Year, body: WriteSelfCheck) -> Any:
    ward, year = ward_named(request, code), year_begun(request, year)
    said = {each.duty.value: checking.Said(str(each.mark), each.words, each.next_steps) for each in body.duties}
    return told(request, checking.write_self_check(request.actor, ward=ward, year=year, said=said))
