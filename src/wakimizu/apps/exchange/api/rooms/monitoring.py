"""Indicators with their values and targets, plans with their progress, and needs that emerge."""

from datetime import date, datetime
from typing import Annotated, Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import Field, Strict

from wakimizu.apps.exchange.api.acts import Code, Deed, Number, add_deeds, checked, found, only_its_fields
from wakimizu.apps.exchange.api.bodies import Body, NoForm, as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.files import TakenIn, as_file, file_body, taken_in
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed, whole
from wakimizu.apps.exchange.api.rooms.voices import public
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.monitoring import desk, emerging, forms, operations, plans, queries, scans, wording
from wakimizu.apps.monitoring.models import Beginning, Indicator, Observation, PlanItem, Progress, Scan
from wakimizu.apps.monitoring.workflow import PERMISSIONS
from wakimizu.shared.permissions import allow

router = Router()

INDICATOR = Shape(
    "Indicator",
    Indicator,
    "code name numerator denominator unit direction cadence owner source computation note public worth unknown",
)
OBSERVATION = Shape(
    "Observation",
    Observation,
    "area office begins numerator denominator value low high answers source said_by noted_at",
)
BEGINNING = Shape("Beginning", Beginning, "name day area")
PLAN_ITEM = Shape("PlanItem", PlanItem, "code kind order name source ward owner due state percent parent")
PROGRESS = Shape("Progress", Progress, "state percent text at")
SCAN = Shape(
    "Scan", Scan, "weeks until topic replications seed voices state progress asked_at ended_at",
    sentence=(str, lambda request, row: str(row.told)),
)  # fmt: skip


class AimTold(Schema):
    """What an indicator shall reach: for a part of the plan, from a value in a year, to values in years."""

    item: str
    baseline_year: int
    baseline: float
    targets: dict[int, float]


INDICATOR_LINE = INDICATOR.with_more(
    "IndicatorLine", last=OBSERVATION.schema | None, asked=float | None, off=bool | None
)
INDICATOR_SHEET = INDICATOR.with_more(
    "IndicatorSheet",
    place=str,
    series=OBSERVATION.many,
    aims=list[AimTold],
    beginnings=BEGINNING.many,
    worked=list[str],
)
PLAN_SHEET = PLAN_ITEM.with_more("PlanItemSheet", parts=list[str], notes=PROGRESS.many, indicators=list[str])


class Off(Schema):
    """An indicator that is off its path somewhere."""

    indicator: str
    where: str = Field(description="A ward's code; empty: the whole city.")
    value: float
    asked: float


class Cluster(Schema):
    number: int
    topic: str
    areas: list[str]
    since: date
    voices: int
    expected: float
    p: float
    stands_out: bool
    sentence: str


SCAN_SHEET = SCAN.with_more("ScanSheet", clusters=list[Cluster])


class HeardThere(Schema):
    """A voice behind a cluster; words only where this post may read them."""

    id: int
    received_at: datetime
    text: str | None


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

Place = Annotated[str, Query(max_length=40, description="A code of an area or office; empty: the whole city.")]


def _reader(request: ApiCall) -> None:
    allow(request.actor, "see_indicators", table=PERMISSIONS)


def _lines(request: ApiCall, *, public: bool) -> dict[str, Any]:
    return whole(queries.lines(request.book, public=public), lambda line: _line(request, line))


def _line(request: ApiCall, line: queries.Line) -> dict[str, Any]:
    asked = queries.asked_value(line.last, line.aimed, line.indicator.cadence) if line.last and line.aimed else None
    return {
        **INDICATOR(request, line.indicator),
        "last": OBSERVATION(request, line.last) if line.last else None,
        "asked": asked,
        "off": any(each.where is None for each in line.off) if asked is not None else None,
    }


def _sheet(request: ApiCall, row: Indicator, where: str) -> dict[str, Any]:
    place = found(queries.place_called(where, request.book))
    sheet = queries.sheet(row, place, request.book)
    return {
        **INDICATOR(request, row),
        "place": queries.code_of(place, request.book),
        "series": [OBSERVATION(request, each) for each in sheet.series],
        "aims": [_way(each) for each in sheet.aims],
        "beginnings": [BEGINNING(request, each) for each in sheet.beginnings],
        "worked": [wording.effect(each.compared or each.alone, row) for each in sheet.worked],
    }


def _way(aimed: queries.Aimed) -> dict[str, Any]:
    aim = aimed.aim
    return {
        "item": aim.item.code,
        "baseline_year": aim.baseline_year,
        "baseline": aim.baseline,
        "targets": {target.year: target.value for target in aim.targets.all()},
    }


@router.get("/indicators", response=list[INDICATOR_LINE], operation_id="indicators", summary="Indicators")  # type: ignore[valid-type]
def indicators(request: ApiCall) -> Any:
    _reader(request)
    return _lines(request, public=False)["items"]


@router.get("/indicators/{code}", response=INDICATOR_SHEET, operation_id="indicator", summary="An indicator's series")
def indicator(request: ApiCall, code: Code, where: Place = "") -> dict[str, Any]:
    _reader(request)
    return _sheet(request, desk.called(code), where)


@router.get("/indicators-off", response=list[Off], operation_id="indicators_off", summary="What is off its path")
def watch(request: ApiCall) -> Any:
    _reader(request)
    return [
        {
            "indicator": each.indicator.code,
            "where": each.where.code if each.where else "",
            "value": each.observation.value,
            "asked": each.asked,
        }
        for each in queries.watched(queries.lines(request.book))
    ]


@router.get("/plan", response=PLAN_ITEM.page, operation_id="plan", summary="The parts of the city's plans")
def plan(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    _reader(request)
    return listed(PlanItem.objects.all(), PLAN_ITEM.of(request), after=after, limit=limit)


@router.get("/plan/{code}", response=PLAN_SHEET, operation_id="plan_item", summary="A part of a plan")
def plan_item(request: ApiCall, code: Code) -> dict[str, Any]:
    _reader(request)
    part = found(plans.part_called(code, request.book))
    return {
        **PLAN_ITEM(request, part.item),
        "parts": [branch.item.code for branch in part.branch.parts],
        "notes": [PROGRESS(request, each) for each in part.notes],
        "indicators": [sheet.indicator.code for sheet in part.sheets],
    }


@router.get("/scans", response=SCAN.page, operation_id="scans", summary="Searches for needs that emerge")
def scans_list(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    allow(request.actor, "see_emerging", table=PERMISSIONS)
    return listed(Scan.objects.all(), SCAN.of(request), after=after, limit=limit)


@router.get("/scans/{number}", response=SCAN_SHEET, operation_id="scan", summary="What a search found")
def scan(request: ApiCall, number: Number) -> dict[str, Any]:
    row = emerging.seen(request, number)
    clusters = scans.clusters(row, request.book, request.catalogue) if row.found is not None else []
    return {**SCAN(request, row), "clusters": [_cluster(each) for each in clusters]}


def _cluster(one: scans.Emerged) -> dict[str, Any]:
    names = ("number", "since", "voices", "expected", "p", "stands_out")
    return {
        **{name: getattr(one, name) for name in names},
        "topic": one.topic_code,
        "areas": [area.code for area in one.areas],
        "sentence": wording.emerged(one),
    }


@router.get(
    "/scans/{number}/clusters/{place}",
    response=list[HeardThere],
    operation_id="heard_there",
    summary="Its voices",
    description="The key needs voices:read beside.",
)
def heard_there(request: ApiCall, number: Number, place: Number) -> Any:
    found(request.holder).need("voices:read")
    rows = emerging.behind(request, emerging.seen(request, number), place)[1]
    return [{"id": voice.pk, "received_at": voice.received_at, "text": words} for voice, words in rows]


@public.get(
    "/indicators",
    response=list[INDICATOR_LINE],  # type: ignore[valid-type]
    operation_id="public_indicators",
    summary="Published indicators",
)
def public_indicators(request: ApiCall) -> Any:
    return _lines(request, public=True)["items"]


@public.get("/indicators/{code}", response=INDICATOR_SHEET, operation_id="public_indicator", summary="One of them")
def public_indicator(request: ApiCall, code: Code, where: Place = "") -> dict[str, Any]:
    return _sheet(request, found(queries.indicator_called(code, public=True)), where)


@public.get("/plan", response=PLAN_ITEM.page, operation_id="public_plan", summary="The parts of the city's plans")
def public_plan(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    return listed(PlanItem.objects.all(), PLAN_ITEM.of(request), after=after, limit=limit)


# ── acting ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class TargetGiven(Body):
    year: Annotated[int, Strict(), Field(ge=1900, le=2200)]
    value: float = Field(allow_inf_nan=False)


class AimAtPlan(body_of(forms.AimForm, without=("targets",), name="AimWords")):  # type: ignore[misc]
    targets: list[TargetGiven] = Field(min_length=1, max_length=100)


def _aim_typed(body: AimAtPlan) -> MultiValueDict[str, Any]:
    typed = as_typed(body, without={"targets"})
    typed["targets"] = "\n".join(f"{each.year} {each.value}" for each in body.targets)
    return typed


def _kept(request: ApiCall, code: str) -> Indicator:
    row = desk.called(code)
    allow(request.actor, "keep_indicator", row, table=PERMISSIONS)
    return row


def _observed(request: ApiCall, code: str) -> Indicator:
    allow(request.actor, "observe", table=PERMISSIONS)
    return desk.called(code)


def _aimed(request: ApiCall, code: str) -> Indicator:
    allow(request.actor, "keep_plan", table=PERMISSIONS)
    return desk.called(code)


def _indicator_form(request: ApiCall, row: Indicator | None, typed: Any) -> forms.IndicatorForm:
    if row is None:
        allow(request.actor, "keep_indicator", table=PERMISSIONS)
    return forms.IndicatorForm(typed, book=request.book, today=request.actor.today, known=row)


def _observation(request: ApiCall, number: int) -> Observation:
    _reader(request)
    rows = Observation.objects.select_related("indicator__owner", "area", "office")
    row: Observation = found(rows.filter(pk=number).first())
    return row


def _withdraw(request: ApiCall, row: Observation, _given: Any) -> Indicator:
    operations.withdraw_observation(request.actor, observation=row)
    return row.indicator


def _aim(request: ApiCall, row: Indicator, form: forms.AimForm) -> Indicator:
    operations.aim(request.actor, indicator=row, **form.asked())
    return row


def _begin(request: ApiCall, row: Indicator, form: forms.BeginningForm) -> Indicator:
    operations.name_beginning(request.actor, indicator=row, **form.asked())
    return row


def _item(request: ApiCall, code: str) -> PlanItem:
    _reader(request)
    part = found(plans.part_called(code, request.book))
    item: PlanItem = part.item
    allow(request.actor, "note_progress", item, table=PERMISSIONS)
    return item


def _note(request: ApiCall, row: PlanItem, given: dict[str, Any]) -> PlanItem:
    operations.note_progress(request.actor, item=row, **given)
    return row


def _scan_form(request: ApiCall, row: None, typed: Any) -> forms.ScanForm:
    allow(request.actor, "ask_scan", table=PERMISSIONS)
    return forms.ScanForm(typed, topics=request.catalogue.topics)


def _cancel(request: ApiCall, row: Scan, _given: Any) -> Scan:
    operations.cancel_scan(request.actor, scan=row)
    return row


DEEDS = [
    Deed(
        "/indicators", "keep_indicator", "Enter an indicator", forms.IndicatorForm,
        run_form=lambda request, row, form: desk.keep(request, form, None), made=_indicator_form,
        done=_("The indicator is kept."),
    ),
    Deed(
        "/indicators/{code}/change", "change_indicator", "Change the indicator", forms.IndicatorForm,
        run_form=lambda request, row, form: desk.keep(request, form, row), about=_kept, made=_indicator_form,
        without=("code",), done=_("The indicator is kept."),
    ),
    Deed(
        "/indicators/{code}/observe", "observe", "Enter a value", forms.ObservationForm,
        run_form=lambda request, row, form: operations.observe(request.actor, observation=form.observation()),
        about=_observed,
        made=lambda request, row, typed: only_its_fields(
            forms.ObservationForm(typed, indicator=row, book=request.book)
        ),
        done=_("The value is kept."),
    ),
    Deed(
        "/observations/{number}/withdraw", "withdraw_observation", "Take a value back", NoForm, _withdraw,
        about=_observation, done=_("The value is taken back; the ledger keeps what it was."),
    ),
    Deed(
        "/indicators/{code}/aim", "aim", "Targets by year", forms.AimForm, run_form=_aim, about=_aimed,
        made=lambda request, row, typed: forms.AimForm(typed, items=list(PlanItem.objects.all())),
        body=AimAtPlan, typed=_aim_typed, done=_("The targets are kept."),
    ),
    Deed(
        "/indicators/{code}/beginning", "name_beginning", "A measure began", forms.BeginningForm, run_form=_begin,
        about=_kept, made=lambda request, row, typed: forms.BeginningForm(typed, book=request.book),
        done=_("From now on this page says whether it worked."),
    ),
    Deed(
        "/plan/{code}/progress", "note_progress", "Note how far it is", forms.ProgressForm, _note, about=_item,
        done=_("The progress is noted."),
    ),
    Deed(
        "/scans", "ask_scan", "Search for needs that emerge", forms.ScanForm,
        run_form=lambda request, row, form: operations.ask_scan(request.actor, **form.asked()), made=_scan_form,
    ),
    Deed(
        "/scans/{number}/cancel", "cancel_scan", "Stop a search", NoForm, _cancel, about=emerging.seen,
        done=_("It stops in a moment."),
    ),
]  # fmt: skip
add_deeds(router, DEEDS)

FileBody: Any = file_body(forms.FileForm, "IndicatorsFile")


@router.post(
    "/indicator-files", response=TakenIn, operation_id="take_in_indicators", summary="Values, indicators, plan, targets"
)
def take_in(request: ApiCall, body: FileBody) -> Any:
    typed = as_typed(body, without={"content", "encoded"})
    form = checked(desk.file_form(request, typed, as_file(body)))
    return taken_in(desk.take_in(request, form.cleaned_data["kind"], form.cleaned_data["file"]))
