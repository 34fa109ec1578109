"""What one must tell or ask another: what waits for a post, the rules, and how well they were kept."""

from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import whole
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.sharing import forms, keeping, queries
from wakimizu.apps.sharing.models import SharingRule
from wakimizu.apps.sharing.workflow import PERMISSIONS
from wakimizu.shared.permissions import allow
from wakimizu.shared.words import named

router = Router()


def reader(request: ApiCall) -> None:
    allow(request.actor, "see_sharing", table=PERMISSIONS)


def person(post: Any) -> str:
    return named(post.user) if post else ""


def for_offices(kind: type[forms.ToOffices]) -> Any:
    return lambda request, row, typed: kind(typed, book=request.book, today=request.actor.today)


RULE = Shape(
    "SharingRule",
    SharingRule,
    "order happening name sender offices wards days_before acknowledge_within must_ask services",
)


class Waiting(Schema):
    """What waits for this post, by number."""

    acknowledge: list[int] = Field(description="Addressees that owe a word.")
    unread: list[int] = Field(description="Notices.")
    asked: list[int] = Field(description="Consultations that ask the office.")
    opinions: list[int] = Field(description="Opinions without a response.")
    ripe: list[int] = Field(description="Consultations that can be settled.")
    questions: list[int] = Field(description="Questions about the office's notices.")
    tasks: list[int]
    meetings: list[int]


class KeptRules(Schema):
    """How the rules of telling and asking one another were kept: how much was done, how much of it in time."""

    notices: int
    notices_in_time: int
    asked: int
    acknowledged: int
    questions: int
    answered: int
    consultations: int


class Kept(KeptRules):
    """What an office of HQ, or a ward, did in a month."""

    who: str


class KeptMonth(Schema):
    month: str
    items: list[Kept]


@router.get("/sharing-waiting", response=Waiting, operation_id="sharing_waiting", summary="What waits for this post")
def waiting(request: ApiCall) -> dict[str, Any]:
    reader(request)
    desk = queries.desk(request.actor)
    by_number = {name: [row.pk for row in getattr(desk, name)] for name in Waiting.model_fields}
    by_number["unread"] = [row.notice_id for row in desk.unread]
    by_number["asked"] = [row.consultation_id for row in desk.asked]
    return by_number


@router.get("/sharing-kept", response=KeptMonth, operation_id="sharing_kept", summary="How well the rules were kept")
def kept(
    request: ApiCall, month: str = Query("", pattern=r"^\d{4}-\d{2}$|^$", description="2026-11")
) -> dict[str, Any]:
    reader(request)
    first = keeping.month_of(month, request.actor.today)
    lines = keeping.by_division(first, keeping.next_month(first), request.actor.today, request.book)
    items = [
        {"who": line.who.code if line.who else "", **{name: getattr(line, name) for name in keeping.COUNTED}}
        for line in lines
    ]
    return {"month": f"{first:%Y-%m}", "items": items}


@router.get(
    "/sharing-rules", response=RULE.page, operation_id="sharing_rules", summary="Who must know what, how long before"
)
def rules_table(request: ApiCall) -> dict[str, Any]:
    reader(request)
    return whole(queries.rules_table(), RULE.of(request))
