"""Duties 事務分掌 and how they are shared out; part of the services room."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field, create_model

from wakimizu.apps.exchange.api.acts import Code, Deed, add_deeds, checked, found
from wakimizu.apps.exchange.api.bodies import NoForm, as_typed
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.files import Line, TakenIn, as_file, file_body, taken_in
from wakimizu.apps.exchange.api.lists import whole
from wakimizu.apps.exchange.api.rooms.services import router
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.services import operations
from wakimizu.apps.services.duties import allotments
from wakimizu.apps.services.duties.comparison import total
from wakimizu.apps.services.duties.forms import DUTIES, AllotmentFile
from wakimizu.apps.services.duties.ground import Ground, ground_of
from wakimizu.apps.services.duties.rules import DutyFault
from wakimizu.apps.services.models import Allotment, Duty, DutyPart
from wakimizu.apps.services.workflow import PERMISSIONS
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow

CodeAsked = Annotated[str, Query(min_length=1, max_length=60, pattern="^[A-Za-z0-9_-]+$")]

ALLOTMENT = Shape("Allotment", Allotment, "code name note in_force")
DUTY = Shape("OfficeDuty", Duty, "code name field service")
PART = Shape("DutyPart", DutyPart, "part unit mode fte cases note", duty=(str, lambda request, row: row.duty.code))


class Faulty(Schema):
    rule: str
    duty: str | None
    part: str
    units: list[str]
    sentence: str


ALLOTMENT_SHEET = ALLOTMENT.with_more("AllotmentSheet", fte=float, parts=PART.many, faults=list[Faulty])


class Moved(Schema):
    duty: str
    part: str
    what: str
    before: list[str] = Field(description="The units that hold it before.")
    after: list[str]
    fte_before: float
    fte_after: float


class AllotmentsCompared(Schema):
    summary: list[str]
    fte_moved: float
    fte_change: float
    cases_moved: int
    moves: list[Moved]
    mended: list[Faulty]
    arisen: list[Faulty]


class AllotmentTakenIn(TakenIn):
    taken: bool = Field(description="Whether it was written: not when a line was refused or it was only looked at.")
    changes: AllotmentsCompared | None = Field(description="Against what stood before, or what is in force.")


def _ground(request: ApiCall) -> Ground:
    allow(request.actor, "see_services", table=PERMISSIONS)
    return ground_of(request.book, request.actor.today)


def _faults(faults: Sequence[DutyFault]) -> list[dict[str, Any]]:
    return [
        {
            "rule": str(each.rule),
            "duty": each.duty.code if each.duty else None,
            "part": str(each.part),
            "units": list(each.units),
            "sentence": each.sentence,
        }
        for each in faults
    ]


def _compared(ground: Ground, before: Sequence[DutyPart], after: Sequence[DutyPart]) -> dict[str, Any]:
    changed = ground.compare(before, after)
    return {
        "summary": [str(sentence) for sentence in changed.summary()],
        "fte_moved": float(changed.fte_moved),
        "fte_change": float(changed.fte_change),
        "cases_moved": changed.cases_moved,
        "moves": [
            {
                "duty": move.duty.code,
                "part": str(move.part),
                "what": str(move.what),
                "before": [row.unit for row in move.before],
                "after": [row.unit for row in move.after],
                "fte_before": float(move.fte_before),
                "fte_after": float(move.fte_after),
            }
            for move in changed.moves
        ],
        "mended": _faults(changed.mended),
        "arisen": _faults(changed.arisen),
    }


@router.get("/duties", response=DUTY.page, operation_id="duties", summary="The city's duties")
def duties(request: ApiCall) -> dict[str, Any]:
    return whole(_ground(request).duties, DUTY.of(request))


@router.get("/allotments", response=ALLOTMENT.page, operation_id="allotments", summary="Ways to share the duties out")
def all_allotments(request: ApiCall) -> dict[str, Any]:
    return whole(_ground(request).listed, ALLOTMENT.of(request))


@router.get(
    "/allotments/compare",
    response=AllotmentsCompared,
    operation_id="compare_allotments",
    summary="What changes from one allotment to another",
)
def compare_allotments(request: ApiCall, before: CodeAsked, to: CodeAsked) -> dict[str, Any]:
    ground = _ground(request)
    one, other = found(ground.named(before)), found(ground.named(to))
    return _compared(ground, allotments.parts_of(one), allotments.parts_of(other))


@router.get(
    "/allotments/{code}", response=ALLOTMENT_SHEET, operation_id="allotment", summary="Who holds what, what is wrong"
)
def allotment(request: ApiCall, code: Code) -> dict[str, Any]:
    ground = _ground(request)
    row = found(ground.named(code))
    parts = allotments.parts_of(row)
    return {
        **ALLOTMENT(request, row),
        "fte": float(total(parts)),
        "parts": [PART(request, part) for part in parts],
        "faults": _faults(ground.faults(parts)),
    }


def _kept(request: ApiCall, code: str) -> Allotment:
    allow(request.actor, "keep_duties", table=PERMISSIONS)
    row: Allotment = found(Allotment.objects.filter(code=code).first())
    return row


add_deeds(
    router,
    [
        Deed(
            path="/allotments/{code}/put-in-force",
            name="put_allotment_in_force",
            summary="Put an allotment in force",
            form=NoForm,
            about=_kept,
            run=lambda request, row, cleaned: operations.put_in_force(request.actor, allotment=row),
        )
    ],
)

AllotmentBody: Any = create_model(
    "AllotmentSent",
    __base__=file_body(AllotmentFile, "AllotmentWithFile"),
    only_look=(bool, Field(False, description="Only say what the file would change.")),
)


@router.post(
    "/duty-files",
    response=AllotmentTakenIn,
    operation_id="take_allotment_file",
    summary="A file in the place of an allotment or of the duties: taken whole or not at all",
)
def take_file(request: ApiCall, body: AllotmentBody) -> dict[str, Any]:
    allow(request.actor, "keep_duties", table=PERMISSIONS)
    ground = _ground(request)
    typed = as_typed(body)
    form = checked(AllotmentFile(typed, as_file(body), allotments=ground.listed))
    content, code = form.cleaned_data["file"].read(), form.goal_code
    if code != DUTIES:
        said = {name: form.cleaned_data[name] for name in ("name", "name_en", "note")}
        return _take(request, ground, allotments.read_allotment(ground.units, content, code, **said), body.only_look)
    if body.only_look:
        raise BadInput(_("Duties are taken in at once; only an allotment can be looked at first."), "only_look")
    report = allotments.import_duties(request.actor, request.city, content)
    return {**taken_in(report), "taken": True, "changes": None}


def _take(request: ApiCall, ground: Ground, draft: allotments.Draft, only_look: bool) -> dict[str, Any]:
    against = draft.stored or allotments.parts_of(ground.in_force)
    told = taken_in(draft.report)
    if draft.removed:
        sentence = allotments.removed_sentence(draft)
        told["lines"].append(Line(number=0, fate="changed", sentence=sentence))
    changes = _compared(ground, against, draft.parts) if not draft.refused and against else None
    taken = not (draft.refused or only_look)
    if taken:
        allotments.take(request.actor, draft)
    return {**told, "taken": taken, "changes": changes}
