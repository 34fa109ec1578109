"""Which offices the city should have: scenarios, studies, what they found, plans that were adopted."""

from datetime import date
from itertools import pairwise
from typing import Annotated, Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import BeforeValidator, Field

from wakimizu.apps.exchange.api.acts import Code, Deed, Done, Number, Refused, add_deeds, checked, done, found
from wakimizu.apps.exchange.api.bodies import Body, NoForm, as_typed
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed, whole
from wakimizu.apps.exchange.api.rooms.voices import public
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.network import adopting, operations, queries
from wakimizu.apps.network.forms.asking import MOST_BYTES, AdoptForm, AskForm, FileForm, WithdrawForm
from wakimizu.apps.network.models import Adoption, Scenario, Study
from wakimizu.apps.network.operations.studies import MOST_POINTS
from wakimizu.apps.network.terms import BadTerms
from wakimizu.apps.network.views import comparing
from wakimizu.apps.network.views.adoption import told_of
from wakimizu.apps.network.workflow import PERMISSIONS, AdoptionState, StudyKind
from wakimizu.shared.permissions import allow

router = Router()

SCENARIO = Shape("Scenario", Scenario, "code name note made_on changed_at")
SCENARIO_SHEET = SCENARIO.with_more("ScenarioSheet", terms=dict[str, Any], text=str)
STUDY = Shape(
    "Study",
    Study,
    "kind points gap_asked seconds_asked stage objective bound gap seconds state progress asked_at begun_at ended_at "
    "cancel_asked",
    scenario=(str, lambda request, study: study.scenario.code),
    told=(str, lambda request, study: study.told),
)


class Period(Schema):
    """A period of a plan beside today's offices in the same period."""

    year: int
    yen: float = Field(description="Yen a year less than today's offices would cost; negative: more.")
    once: float = Field(description="Yen, once.")
    staff: float = Field(description="Full-time equivalents fewer than today's offices would need.")
    set_free: float
    people: dict[str, float]
    gain: dict[str, float]
    lose: dict[str, float]
    mean: dict[str, tuple[float, float]] = Field(description="Minutes before and after, by group of ages.")
    farthest: dict[str, tuple[float, float]]
    roles: dict[str, tuple[int, int]] = Field(description="How many sites have each role, before and after.")


STUDY_SHEET = STUDY.with_more(
    "StudySheet", terms=dict[str, Any], periods=list[Period], result=dict[str, Any], has_plan=bool
)


class AskedDifferently(Schema):
    name: str
    one: str
    two: str


class SiteDiffers(Schema):
    """A place that becomes something else in the last period."""

    site: str
    now: str
    one: str
    two: str


class DistrictDiffers(Schema):
    """Minutes of people aged 75 or more to their office, in the last period; the most different districts."""

    district: str
    one: float
    two: float
    people: float


class StudiesCompared(Schema):
    periods: list[Period] = Field(description="The last one of each.")
    asked: list[AskedDifferently]
    sites: list[SiteDiffers]
    districts: list[DistrictDiffers]


class AreaMoves(Schema):
    area: str
    offices: list[str] = Field(description="Codes of those that serve it from then on.")


class OfficeChanges(Schema):
    """What changes at a place on a day."""

    day: date
    site: str
    closes: list[str]
    opens: list[str]
    areas: list[AreaMoves]


class PublicPlan(Schema):
    """A plan that is carried out: what changes when, and why."""

    adopted_on: date
    because: str
    changes: list[OfficeChanges]


ADOPTION = Shape("Adoption", Adoption, "study state because days changes adopted_on withdrawn_on")


class OfficeMove(Schema):
    site: str
    name: str
    day: date
    before: str
    after: str
    closes: list[str] = Field(description="Codes of the offices that close.")
    opens: list[str]


class AdoptionPreview(Schema):
    """What would follow from a plan; nothing of it is written yet."""

    days: list[date]
    moves: list[OfficeMove]
    needs: dict[str, int] = Field(description="Code of a closing office → open needs it leads.")
    posts: dict[str, int]
    duties: dict[str, int]
    remedies: dict[str, int]
    unreached: list[str]
    stays: list[str] = Field(description="Offices that must stay beyond their day: they bar the plan.")
    changed: list[str] = Field(description="Offices that are no longer what the study knew: they bar the plan.")


# ── scenarios ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _reader(request: ApiCall) -> None:
    allow(request.actor, "see_network", table=PERMISSIONS)


def _scenario(request: ApiCall, code: str) -> Scenario:
    _reader(request)
    row: Scenario = found(queries.scenario_named(code))
    return row


@router.get("/scenarios", response=SCENARIO.page, operation_id="scenarios", summary="Scenarios")
def scenarios(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    _reader(request)
    return listed(Scenario.objects.defer("terms"), SCENARIO.of(request), after=after, limit=limit)


@router.get("/scenarios/{code}", response=SCENARIO_SHEET, operation_id="scenario", summary="A scenario and its terms")
def scenario(request: ApiCall, code: Code) -> dict[str, Any]:
    row = _scenario(request, code)
    return {**SCENARIO(request, row), "terms": row.terms, "text": queries.file_of(row)}


class ScenarioText(Body):
    text: Annotated[
        str, Field(min_length=1, max_length=MOST_BYTES, description="The scenario as a file (TOML, docs/network.md).")
    ]


@router.post(
    "/scenarios",
    response=Done,
    operation_id="keep_scenario",
    summary="Enter a scenario, or change the one of that code",
)
def keep_scenario(request: ApiCall, body: ScenarioText) -> Done:
    allow(request.actor, "keep_scenario", table=PERMISSIONS)
    text = checked(FileForm(as_typed(body), MultiValueDict())).cleaned_data["text"]
    try:
        return done(operations.take_scenario_in(request.actor, city=request.city, text=text))
    except BadTerms as bad:
        raise Refused([{"field": "text", "sentence": str(fault)} for fault in bad.faults]) from None


# ── studies ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Asked(Body):
    kind: StudyKind = StudyKind.PLAN
    points: Annotated[int, Field(ge=2, le=MOST_POINTS, description="Of cost against access.")] | None = None
    gap: Annotated[float, Field(ge=0, lt=100, allow_inf_nan=False, description="In per cent; 0: proven.")] = 0.01
    seconds: Annotated[float, Field(ge=0, le=10**7, allow_inf_nan=False, description="0: until it is proven.")] = 0


@router.post("/scenarios/{code}/ask", response=Done, operation_id="ask_study", summary="Ask for the best plan")
def ask_study(request: ApiCall, code: Code, body: Asked) -> Done:
    row = _scenario(request, code)
    allow(request.actor, "ask_study", table=PERMISSIONS)
    typed = as_typed(body)
    typed["gap"], typed["seconds"] = f"{body.gap:f}", f"{body.seconds:f}"
    form = checked(AskForm(typed))
    return done(operations.ask_study(request.actor, scenario=row, **form.cleaned_data))


@router.get("/studies", response=STUDY.page, operation_id="studies", summary="Studies, newest first")
def studies(
    request: ApiCall,
    scenario: Annotated[str, Query(max_length=60, pattern="^[^\\x00-\\x1f]*$")] = "",
    after: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    _reader(request)
    rows = Study.objects.select_related("scenario").defer("result", "terms")
    rows = rows.filter(scenario__code=scenario) if scenario else rows
    return listed(rows, STUDY.of(request), after=after, limit=limit)


def _study(request: ApiCall, number: int) -> Study:
    _reader(request)
    row: Study = found(queries.study_numbered(number))
    return row


def _with_plan(request: ApiCall, number: int) -> Study:
    row = _study(request, number)
    return row if row.has_plan else found(None)  # type: ignore[no-any-return]


@router.get(
    "/studies/{number}", response=STUDY_SHEET, operation_id="study", summary="A study: how far it is, what it found"
)
def study(request: ApiCall, number: Number) -> dict[str, Any]:
    row = _study(request, number)
    periods = [_period(each) for each in queries.headlines(row)]
    more = {"terms": row.terms, "periods": periods, "result": row.result, "has_plan": row.has_plan}
    return {**STUDY(request, row), **more}


@router.get(
    "/studies/{number}/beside/{other}",
    response=StudiesCompared,
    operation_id="compare_studies",
    summary="Two studies side by side: what was asked differently, and what that changes",
)
def compare_studies(request: ApiCall, number: Number, other: Number) -> dict[str, Any]:
    one, two = _with_plan(request, number), _with_plan(request, other)
    return {
        "periods": [_period(queries.headlines(study)[-1]) for study in (one, two)],
        "asked": [{"name": name, "one": a, "two": b} for name, a, b in comparing.asked(one.terms, two.terms)],
        "sites": [
            {"site": row["site"]["code"], "now": row["now"], "one": row["a"], "two": row["b"]}
            for row in comparing.sites(one.result, two.result)
        ],
        "districts": [
            {"district": each["row"]["code"], "one": each["a"], "two": each["b"], "people": each["people"]}
            for each in comparing.districts(one.result, two.result)
        ],
    }


def _period(seen: Any) -> dict[str, Any]:
    return {name: getattr(seen, name) for name in Period.model_fields}


def _cancel(request: ApiCall, row: Study, cleaned: dict[str, Any]) -> Study:
    operations.cancel_study(request.actor, study=row)
    row.refresh_from_db()
    return row


# ── plans that are carried out ───────────────────────────────────────────────────────────────────────────────────────


def _day(given: Any) -> Any:
    if not isinstance(given, (str, date)):
        raise ValueError("must be a string")
    return given


class Adopting(Body):
    because: Annotated[str, Field(min_length=1, max_length=400)]
    days: (
        Annotated[
            list[Annotated[date, BeforeValidator(_day)]],
            Field(max_length=20, description="From when each period's changes hold. Left out: as the study has it."),
        ]
        | None
    ) = None


@router.get(
    "/studies/{number}/preview",
    response=AdoptionPreview,
    operation_id="preview_adoption",
    summary="What carrying a plan out would change",
)
def preview_adoption(
    request: ApiCall,
    number: Number,
    days: Annotated[list[date], Query(max_length=20, description="As in adopting.")] = [],  # noqa: B006
) -> dict[str, Any]:
    row = _with_plan(request, number)
    allow(request.actor, "adopt_plan", table=PERMISSIONS)
    usual = adopting.usual_days(row)
    chosen = days or usual
    if len(chosen) != len(usual) or any(after <= before for before, after in pairwise(chosen)):
        raise Refused([{"field": "days", "sentence": _("Give a day for each period, each after the one before.")}])
    seen = adopting.preview(row, chosen, request.book, request.actor.today)
    return {
        "days": chosen,
        "moves": [
            {
                **{name: getattr(move, name) for name in ("site", "name", "day", "before", "after")},
                "closes": [office.code for office in move.closes],
                "opens": [office.code for office in move.opens],
            }
            for move in seen.moves
        ],
        **{name: getattr(seen, name) for name in ("needs", "posts", "duties", "remedies", "changed")},
        "unreached": [office.code for office in seen.unreached],
        "stays": [office.code for office, _until in seen.stays],
    }


@router.post("/studies/{number}/adopt", response=Done, operation_id="adopt_plan", summary="Carry a plan out")
def adopt_plan(request: ApiCall, number: Number, body: Adopting) -> Done:
    row = _with_plan(request, number)
    allow(request.actor, "adopt_plan", table=PERMISSIONS)
    usual = adopting.usual_days(row)
    days = usual if body.days is None else body.days
    if len(days) != len(usual):
        raise Refused([{"field": "days", "sentence": _("Give a day for each period, each after the one before.")}])
    typed = {"because": body.because, **{f"day-{n}": day.isoformat() for n, day in enumerate(days)}}
    used = sorted({change["period"] for change in row.result["changes"]})
    years = [period["year"] for period in row.result["periods"]]
    form = checked(AdoptForm(typed, periods=years, days=usual, used=used))
    because = form.cleaned_data["because"]
    return done(operations.adopt_plan(request.actor, study=row, because=because, days=form.days()))


def _adoption(request: ApiCall, number: int) -> Adoption:
    _reader(request)
    row: Adoption = found(queries.adoption_numbered(number))
    return row


@router.get("/adoptions", response=ADOPTION.page, operation_id="adoptions", summary="Plans that were adopted")
def adoptions(request: ApiCall) -> dict[str, Any]:
    _reader(request)
    return whole(queries.adoptions(), ADOPTION.of(request))


@router.get("/adoptions/{number}", response=ADOPTION.schema, operation_id="adoption", summary="An adopted plan")
def adoption(request: ApiCall, number: Number) -> dict[str, Any]:
    return ADOPTION(request, _adoption(request, number))


add_deeds(
    router,
    [
        Deed(
            path="/studies/{number}/cancel",
            name="cancel_study",
            summary="Stop a study; the best plan found so far is kept",
            form=NoForm,
            about=_study,
            run=_cancel,
        ),
        Deed(
            path="/adoptions/{number}/withdraw",
            name="withdraw_adoption",
            summary="Withdraw a plan before its first day",
            form=WithdrawForm,
            about=_adoption,
            run=lambda request, row, cleaned: operations.withdraw_adoption(
                request.actor, adoption=row, because=cleaned["because"]
            ),
        ),
    ],
)


@public.get("/network", response=list[PublicPlan], operation_id="public_network", summary="Which offices change when")
def public_network(request: ApiCall) -> list[dict[str, Any]]:
    adopted = [each for each in queries.adoptions() if each.state == AdoptionState.ADOPTED]
    return [
        {
            "adopted_on": each.adopted_on,
            "because": each.because,
            "changes": [_change(row) for row in told_of(request, each)],
        }
        for each in adopted
    ]


def _change(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "day": row["day"],
        "site": row["site"],
        "closes": [office.code for office in row["closed"]],
        "opens": [office.code for office in row["opened"]],
        "areas": [{"area": area.code, "offices": [office.code for office in to]} for area, to in row["areas"]],
    }
