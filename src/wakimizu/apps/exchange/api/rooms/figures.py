"""How it stands: what waits for a post, what is overdue, wards and districts in numbers; promises and seals for anybody."""

import json
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from wakimizu.apps.city.models import Area
from wakimizu.apps.exchange.api.acts import Code, found
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, Limit, cursor_to, number_at
from wakimizu.apps.exchange.api.rooms.voices import Lookup, public, router
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.ledger import queries as ledger
from wakimizu.apps.proposals import queries as proposals
from wakimizu.apps.voices import queries
from wakimizu.apps.voices.models import RoutingRule
from wakimizu.apps.voices.workflow import PERMISSIONS
from wakimizu.shared.errors import WrongState
from wakimizu.shared.permissions import allow


class Desk(Schema):
    """What waits for this post, by number: the first of them, and how many there are."""

    voices: list[int] = Field(description="To be sorted.")
    voices_waiting: int
    needs: list[int]
    needs_open: int
    parts: list[int] = Field(description="Asked for by other offices' needs.")
    approvals: list[int] = Field(description="Needs whose answer is to be approved.")
    follow_ups: list[int] = Field(description="Needs to which another answer was promised.")
    late: int
    noted: list[int] = Field(description="Voices the post noted last.")


class Due(Schema):
    id: int
    due: date
    office: str | None


class Overdue(Schema):
    needs: list[Due]
    voices: list[Due]


class OfArea(Schema):
    ward: str | None = Field(description="None: the place is not known.")
    waiting: int
    late: int


class Counted(Schema):
    code: str = Field(description="Of a topic or a district.")
    n: int


class Month(Schema):
    month: date
    n: int


class AreaFigures(Schema):
    """A year of a ward or a district; what is None is only counted for wards."""

    received: int
    answered: int
    waiting: int | None
    late: int | None
    needs_open: int
    needs_late: int
    needs_answered: int | None
    by_topic: list[Counted]
    by_district: list[Counted]
    by_month: list[Month]
    oldest: date | None = Field(description="Since when the oldest voice waits.")


RULE = Shape("RoutingRule", RoutingRule, "order name topic area channel words office office_without_ward")


class Routing(Schema):
    rules: RULE.many  # type: ignore[name-defined]
    failing: list[str] = Field(description="Its own examples that lead elsewhere than they say.")


class Promises(Schema):
    """How the promises stand today."""

    wards: list[OfArea]
    late_decisions: list[int] = Field(description="Proposals whose day has passed without a decision.")


class Sealed(Schema):
    """A seal over entries of the ledger: docs/ledger.md."""

    id: int
    at: datetime
    size: int
    root: str
    chain: str


class Seals(Schema):
    items: list[Sealed]
    next: str | None


@router.get("/desk", response=Desk, operation_id="desk", summary="What waits for this post today")
def desk(request: ApiCall) -> dict[str, Any]:
    seen = queries.desk(request.actor, request.actor.today)
    lists = ("voices", "needs", "parts", "approvals", "follow_ups", "noted")
    counts = ("voices_waiting", "needs_open", "late")
    return {
        **{name: [row.pk for row in getattr(seen, name)] for name in lists},
        **{name: getattr(seen, name) for name in counts},
    }


@router.get("/overdue", response=Overdue, operation_id="overdue", summary="Who is late, as far as this post sees")
def overdue(request: ApiCall) -> dict[str, Any]:
    needs, voices = queries.overdue(request.actor, request.actor.today)
    return {
        "needs": [_due(request, row, row.lead_id) for row in needs],
        "voices": [_due(request, row, row.office_id) for row in voices],
    }


def _due(request: ApiCall, row: Any, office: int) -> dict[str, Any]:
    place = request.book.office(office)
    return {"id": row.pk, "due": row.due, "office": place.code if place else None}


def _of_areas(request: ApiCall) -> list[dict[str, Any]]:
    known = queries.city_figures(request.actor.today)
    rows: list[tuple[str | None, Any]] = [(ward.code, known.get(ward.pk)) for ward in request.book.wards]
    rows += [(None, known[None])] if None in known else []
    return [{"ward": code, **(counted or {"waiting": 0, "late": 0})} for code, counted in rows]


@router.get("/figures", response=list[OfArea], operation_id="figures", summary="What waits and is late, ward by ward")
def figures(request: ApiCall) -> list[dict[str, Any]]:
    allow(request.actor, "see_overview", table=PERMISSIONS)
    return _of_areas(request)


@router.get(
    "/figures/{code}", response=AreaFigures, operation_id="figures_of", summary="A year of a ward or a district"
)
def figures_of(request: ApiCall, code: Code) -> dict[str, Any]:
    allow(request.actor, "see_overview", table=PERMISSIONS)
    area = found(request.book.area_by_code.get(code))
    read = {Area.Kind.WARD: queries.ward_figures, Area.Kind.DISTRICT: queries.district_figures}
    seen = found(read.get(area.kind))(area, request.actor.today)
    topics, areas = request.catalogue.topic_by_id, request.book.areas
    names = [name for name in AreaFigures.model_fields if not name.startswith("by_")]
    return {
        **{name: getattr(seen, name, None) for name in names},
        "by_topic": [{"code": topics[pk].code, "n": n} for pk, n in seen.by_topic if pk in topics],
        "by_district": [{"code": areas[pk].code, "n": n} for pk, n in getattr(seen, "by_district", []) if pk in areas],
        "by_month": [{"month": month, "n": n} for month, n in getattr(seen, "by_month", [])],
    }


@router.get("/routing", response=Routing, operation_id="routing", summary="Which voice goes to which office, and why")
def routing(request: ApiCall) -> dict[str, Any]:
    allow(request.actor, "see_routing", table=PERMISSIONS)
    rows = [RULE(request, each) for each in request.catalogue.table]
    return {"rules": rows, "failing": queries.failing_examples(request.book, request.catalogue)}


@public.get("/promises", response=Promises, operation_id="promises", summary="The promises, ward by ward, today")
def promises(request: ApiCall) -> dict[str, Any]:
    late = proposals.late(request.actor.today)
    return {"wards": _of_areas(request), "late_decisions": [row.pk for row in late]}


@public.get("/seals", response=Seals, operation_id="seals", summary="The ledger's seals, for anyone to note down")
def seals(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    before = number_at(after)
    rows = ledger.seals(limit + 1, before=before) if before != 0 else []
    more = cursor_to(rows[limit - 1].pk) if len(rows) > limit else None
    shown = [{name: getattr(row, name) for name in Sealed.model_fields} for row in rows[:limit]]
    return {"items": shown, "next": more}


@public.post("/proof", response=dict[str, Any], operation_id="proof", summary="That one's voice lies under a seal")
def proof(request: ApiCall, body: Lookup) -> Any:
    request.keeps = False  # the proof holds the voice's words
    document = queries.proof_of(found(queries.voice_for(body.receipt)).receipt)
    if document is None:
        raise WrongState(_("The seal over your voice is made within a few minutes. Please come back then."))
    return json.loads(document)
