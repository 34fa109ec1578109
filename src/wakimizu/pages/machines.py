"""What machines read of the pages that join rooms, and do there: a ward's self-check, the path of a matter, the report.

Each address stands in the room whose scope opens it; `exchange/api/addresses.py` finds this module by its name.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Path, Schema
from pydantic import Field

from wakimizu.apps.community.selfcheck import operations as checking
from wakimizu.apps.community.selfcheck import queries as checks
from wakimizu.apps.community.selfcheck.models import SelfCheck
from wakimizu.apps.community.selfcheck.workflow import PERMISSIONS as CHECKING
from wakimizu.apps.exchange.api.acts import found
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, cursor_to, number_at
from wakimizu.apps.exchange.api.rooms import community, proposals, self_checks, voices
from wakimizu.apps.exchange.api.rooms.measures import MILESTONE
from wakimizu.apps.exchange.api.rooms.proposals import DECISION, EFFECT
from wakimizu.apps.exchange.api.rooms.sharing import KeptRules
from wakimizu.apps.exchange.api.rooms.voices import ANSWER, Lookup
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.proposals.models import BudgetLine, Measure, Proposal
from wakimizu.apps.sharing.keeping import COUNTED
from wakimizu.apps.voices.models import Need, Voice
from wakimizu.apps.voices.queries import voice_for
from wakimizu.pages.reports.views import yearly_facts
from wakimizu.pages.selfcheck import gathering
from wakimizu.pages.trace import views as tracing
from wakimizu.pages.trace.walking import STARTS, Sight, Trace, walk
from wakimizu.shared.permissions import allow

# ── the self-check ───────────────────────────────────────────────────────────────────────────────────────────────────


class CheckFigure(Schema):
    """A figure of a duty: this year, the year before, and of how many, where that is known."""

    duty: str
    what: str
    n: int
    before: int
    of: int | None


@community.router.get(
    "/self-checks/{code}/{year}/figures",
    response=list[CheckFigure],
    operation_id="self_check_figures",
    summary="What is known of a ward's duties in a year: today, or when it was signed",
)
def self_check_figures(request: ApiCall, code: self_checks.Code, year: self_checks.Year) -> list[dict[str, Any]]:
    allow(request.actor, "see_self_check", table=CHECKING)
    ward, year = self_checks.ward_named(request, code), self_checks.year_begun(request, year)
    check = checks.check_of(ward, year) or SelfCheck(city=request.city, ward=ward, year=year)
    known = check.figures or gathering.figures(ward, year, request.book, request.actor.today)
    return [{"duty": duty, **row} for duty, rows in known.items() for row in rows]


@community.router.post(
    "/self-checks/{code}/{year}/sign",
    response=self_checks.Checked,
    operation_id="sign_self_check",
    summary="Sign a ward's self-check, for anybody to read",
)
def sign_self_check(request: ApiCall, code: self_checks.Code, year: self_checks.Year) -> dict[str, Any]:
    ward = self_checks.ward_named(request, code)
    check = found(checks.check_of(ward, self_checks.year_begun(request, year)))
    figures = gathering.figures(ward, year, request.book, request.actor.today)
    return self_checks.told(request, checking.sign_self_check(request.actor, check=check, figures=figures))


# ── the path of a matter ─────────────────────────────────────────────────────────────────────────────────────────────

Start = Annotated[
    Literal["voice", "need", "proposal", "measure", "line", "indicator"], Path(description="What the path begins at.")
]
Key = Annotated[
    str,
    Path(min_length=1, max_length=60, pattern="^[^\\x00-\\x1f/]+$", description="Its number; an indicator's code."),
]
NEED = Shape("TracedNeed", Need, "title topic district lead state voice_count merged_into split_from")
PROPOSAL = Shape("TracedProposal", Proposal, "title office division ward state endorsed_at due")
MEASURE = Shape("TracedMeasure", Measure, "name office ward begins ends state conclusion")
LINE = Shape(
    "TracedLine", BudgetLine, "title fund enacted spent", year=(int, lambda request, line: line.round.year)
)  # fmt: skip


class Month(Schema):
    month: date
    n: int


class Heard(Schema):
    """A voice behind it; its words only where they may be read."""

    received_at: datetime
    topic: str
    district: str | None
    words: str


class Yen(Schema):
    requested: int
    assessed: int | None
    enacted: int | None
    spent: int


class TraceSheet(Schema):
    """The path: what was heard, answered, proposed, decided, done, spent, changed. What may not be seen is counted."""

    voices: int
    months: list[Month]
    heard: list[Heard] = Field(description="A page of them, newest first.")
    next: str | None = Field(description="Send it as `after` for the voices that follow.")
    needs: list[NEED.with_more("TracedNeedSheet", answers=ANSWER.many)]  # type: ignore[valid-type]
    hidden_needs: int
    more_needs: int
    answers: int
    proposals: list[PROPOSAL.with_more("TracedProposalSheet", decisions=DECISION.many, needs=int)]  # type: ignore[valid-type]
    hidden_proposals: int
    measures: list[MEASURE.with_more("TracedMeasureSheet", milestones=MILESTONE.many)]  # type: ignore[valid-type]
    lines: LINE.many  # type: ignore[name-defined]
    money: Yen | None
    effects: list[EFFECT.with_more("TracedEffect", latest=float | None, latest_on=date | None)]  # type: ignore[valid-type]


@proposals.router.get(
    "/trace/{kind}/{key}",
    response=TraceSheet,
    operation_id="trace",
    summary="The path of a matter, from voices to what changed",
    description="The key needs voices:read beside.",
)
def trace(request: ApiCall, kind: Start, key: Key, after: Cursor = None) -> dict[str, Any]:
    found(request.holder).need("voices:read")
    return _traced(
        request, Sight(request.actor, public=False), kind, tracing.start_for_staff(request, kind, key), after
    )


@voices.public.get(
    "/trace/{kind}/{key}", response=TraceSheet, operation_id="public_trace", summary="The path of what is public"
)
def public_trace(request: ApiCall, kind: Start, key: Key, after: Cursor = None) -> dict[str, Any]:
    start = tracing.start_for_anybody(request, kind, key)
    return _traced(request, Sight(request.actor, public=True), kind, start, after)


@voices.public.post("/path", response=TraceSheet, operation_id="path", summary="The path of one's own voice")
def path(request: ApiCall, body: Lookup) -> dict[str, Any]:
    request.keeps = False
    return _traced(request, Sight(request.actor, public=True), "voice", found(voice_for(body.receipt)), None)


def _traced(request: ApiCall, sight: Sight, kind: str, start: Any, after: str | None) -> dict[str, Any]:
    seen = walk(sight, STARTS[kind](sight.actor.city_id, start.pk), before=number_at(after))
    return {
        "voices": seen.voices.count,
        "months": [{"month": month, "n": n} for month, n in seen.voices.months],
        "heard": [_heard(request, sight, *each) for each in seen.voices.shown],
        "next": cursor_to(seen.voices.more) if seen.voices.more else None,
        **{
            name: getattr(seen, name) for name in ("hidden_needs", "more_needs", "answers", "hidden_proposals", "money")
        },
        **_steps(request, seen),
    }


def _heard(request: ApiCall, sight: Sight, voice: Voice, words: bool) -> dict[str, Any]:
    place = request.book.area(voice.district_id)
    text = voice.public_text if sight.public else voice.text
    return {
        "received_at": voice.received_at,
        "topic": voice.topic.code,
        "district": place.code if place else None,
        "words": text if words else "",
    }


def _steps(request: ApiCall, seen: Trace) -> dict[str, Any]:
    return {
        "needs": [
            {**NEED(request, step.need), "answers": [ANSWER(request, each) for each in step.answers]}
            for step in seen.needs
            if step.shown
        ],
        "proposals": [
            {
                **PROPOSAL(request, step.proposal),
                "decisions": [DECISION(request, each) for each in step.decisions],
                "needs": step.needs,
            }
            for step in seen.proposals
            if step.shown
        ],
        "measures": [
            {**MEASURE(request, each), "milestones": [MILESTONE(request, stone) for stone in each.milestones.all()]}
            for each in seen.measures
        ],
        "lines": [LINE(request, each) for each in seen.lines],
        "effects": [
            {**EFFECT(request, step.effect), "latest": step.latest, "latest_on": step.latest_on}
            for step in seen.effects
        ],
    }


# ── the yearly report ────────────────────────────────────────────────────────────────────────────────────────────────


class HeardInAYear(Schema):
    """Voices and answers of a ward; of none, those whose place is not known, or of all."""

    ward: str | None
    received: int
    set_aside: int
    answers: int
    due: int
    in_time: int
    reopened: int
    median_days: int | None
    endings: dict[str, int]


class YenOfAWard(Schema):
    ward: str | None
    requested: int
    enacted: int
    spent: int


class IndicatorMoved(Schema):
    indicator: str
    before: float | None
    after: float | None
    better: bool | None


class YearlyReport(Schema):
    """A fiscal year: what was heard, what was done, what changed."""

    year: int
    first: date
    goes_on: bool = Field(description="Whether the year is not over yet.")
    whole: HeardInAYear
    wards: list[HeardInAYear]
    endorsed: int
    verdicts: dict[str, int]
    late_decisions: int
    answered_by_decisions: int
    undecided: list[int] = Field(description="Public proposals whose day has passed without a decision.")
    measures_running: list[int]
    measures_closed: list[int]
    money: list[YenOfAWard]
    indicators: list[IndicatorMoved]
    sharing: KeptRules


@voices.public.get(
    "/reports/{year}", response=YearlyReport, operation_id="yearly_report", summary="What a fiscal year brought"
)
def yearly_report(
    request: ApiCall, year: Annotated[int, Path(ge=1900, le=2200, description="A fiscal year.")]
) -> dict[str, Any]:
    seen = yearly_facts(request, year)
    did, money = seen["did"], seen["money"]
    places = [*seen["wards"], *([(None, seen["without_ward"])] if seen["without_ward"] else [])]
    return {
        **{name: seen[name] for name in ("year", "first", "goes_on")},
        "whole": _of_ward(None, seen["whole"]),
        "wards": [_of_ward(ward, heard) for ward, heard in places],
        "endorsed": did.endorsed,
        "verdicts": did.verdicts,
        "late_decisions": did.late,
        "answered_by_decisions": did.answered,
        "undecided": [each.pk for each in seen["late_now"]],
        "measures_running": [each.pk for each in did.running],
        "measures_closed": [each.pk for each in did.closed],
        "money": [_yen_of(ward, each) for ward, each in (money.rows if money else [])],
        "indicators": [
            {"indicator": each.line.indicator.code, "before": each.before, "after": each.after, "better": each.better}
            for each in seen["moved"]
        ],
        "sharing": {name: getattr(seen["kept"], name) for name in COUNTED},
    }


def _of_ward(ward: Any, heard: Any) -> dict[str, Any]:
    names = [name for name in HeardInAYear.model_fields if name not in ("ward", "endings")]
    facts = {name: getattr(heard, name) for name in names}
    return {"ward": ward.code if ward else None, **facts, "endings": dict(heard.endings)}


def _yen_of(ward: Any, money: Any) -> dict[str, Any]:
    return {
        "ward": ward.code if ward else None,
        **{name: getattr(money, name) for name in ("requested", "enacted", "spent")},
    }
