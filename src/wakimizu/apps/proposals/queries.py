"""Reads of proposals and measures, as their screens need them. A page's statements do not grow with what it shows.

The rules of who sees what:
1. From the endorsement on a proposal is the ward's word: anybody reads it, until it is withdrawn.
2. Before that only the ward's own planners and mayor see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from wakimizu.apps.city.calendar import fiscal_year
from wakimizu.apps.city.models import Role
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.monitoring import queries as indicators
from wakimizu.apps.proposals import lineage
from wakimizu.apps.proposals.models import (
    BudgetLine,
    Decision,
    Effect,
    Measure,
    Proposal,
    ProposalNote,
    Question,
)
from wakimizu.apps.proposals.workflow import (
    PERMISSIONS,
    WAITING_FOR_HQ,
    Fund,
    MeasureState,
    ProposalState,
)
from wakimizu.apps.voices.models import Need
from wakimizu.apps.voices.queries import Page, page_of
from wakimizu.apps.voices.workflow import NeedState
from wakimizu.shared.paging import Beginning, beginning
from wakimizu.shared.permissions import may

PAGE = 50
OFFERED = 200  # needs to choose from
NOT_YET = (ProposalState.DRAFT, ProposalState.ENDORSEMENT)


def _rows() -> QuerySet[Proposal]:
    decisions = Prefetch("decisions", Decision.objects.select_related("office"))
    rows = Proposal.objects.select_related("office", "division__parent", "ward").prefetch_related(decisions)
    return rows.annotate(yen=Sum("costs__amount"))


def _seen_by(actor: Actor) -> Q:
    """What a member of staff sees: what is endorsed, and their own ward's before that."""
    open_to_all = Q(endorsed_at__isnull=False)
    if may(actor, "see_draft", table=PERMISSIONS) and actor.ward_id:
        return open_to_all | Q(ward=actor.ward_id)
    return open_to_all


@dataclass(frozen=True, slots=True)
class Filtered:
    """Which proposals are asked for."""

    which: str = "all"  # all, mine, late
    ward: int | None = None
    division: int | None = None
    state: str = ""


def proposals(actor: Actor, asked: Filtered, before: int | None = None) -> Page:
    """Newest first, a page at a time."""
    return _paged(asked_for(actor, asked), before)


def every_proposal(actor: Actor) -> list[Proposal]:
    return list(asked_for(actor, Filtered()).order_by("-pk"))


def _paged(rows: QuerySet[Proposal], before: int | None) -> Page:
    rows = rows.filter(pk__lt=before) if before else rows
    return page_of(rows.order_by("-pk")[: PAGE + 1], PAGE)


def asked_for(actor: Actor, asked: Filtered) -> QuerySet[Proposal]:
    """Of those that the actor sees, the ones that were asked for."""
    rows = _rows().filter(_seen_by(actor))
    if asked.which == "mine":
        rows = rows.filter(_mine(actor))
    if asked.which == "late":
        rows = rows.filter(state__in=WAITING_FOR_HQ, due__lt=actor.today)
    if asked.ward:
        rows = rows.filter(ward=asked.ward)
    if asked.division:
        rows = rows.filter(division=asked.division)
    if asked.state in ProposalState.values:
        rows = rows.filter(state=asked.state)
    return rows


def _mine(actor: Actor) -> Q:
    own = Q(ward=actor.ward_id) if actor.ward_id else Q(division=actor.office_id)
    return own | Q(climbed_at__isnull=False, division__parent=actor.office_id)


def waiting(actor: Actor) -> Beginning[Proposal]:
    """What waits for this post: to endorse, to decide, to reply to, to find a division for. One statement and its decisions."""
    found = Q(pk__in=[])
    if may(actor, "endorse", table=PERMISSIONS) and actor.ward_id:
        found |= Q(state=ProposalState.ENDORSEMENT, ward=actor.ward_id)
    if may(actor, "decide", table=PERMISSIONS) and actor.role != "system":
        climbed = Q(climbed_at__isnull=False, division__parent=actor.office_id)
        found |= Q(state__in=WAITING_FOR_HQ) & (Q(division=actor.office_id) | climbed)
    if may(actor, "reply", table=PERMISSIONS) and actor.ward_id:
        asked = Question.objects.filter(replied_at=None, proposal__state__in=WAITING_FOR_HQ)
        found |= Q(ward=actor.ward_id, pk__in=asked.values("proposal_id"))
        found |= Q(ward=actor.ward_id, state=ProposalState.DRAFT)
    if actor.role == Role.POLICY:  # late, and there is no bureau above the division
        found |= Q(state__in=WAITING_FOR_HQ, climbed_at__isnull=False, division__parent=None)
    return beginning(_rows().filter(found).order_by("due", "pk"), 20)


def counts(actor: Actor) -> dict[str, int]:
    """By state, of what the actor sees."""
    rows = Proposal.objects.filter(_seen_by(actor)).order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def public_proposals(ward: int | None = None, before: int | None = None) -> Page:
    rows = public_rows()
    return _paged(rows.filter(ward=ward) if ward else rows, before)


def every_public_proposal() -> list[Proposal]:
    return list(public_rows().order_by("-pk"))


def public_rows() -> QuerySet[Proposal]:
    """Every proposal that anybody may read, with its decisions."""
    return _rows().filter(endorsed_at__isnull=False).exclude(state=ProposalState.WITHDRAWN)


def late(today: date) -> list[Proposal]:
    """What HQ owes and has not decided: the list the ward mayors and anybody see."""
    return list(_rows().filter(state__in=WAITING_FOR_HQ, due__lt=today).order_by("due", "pk"))


def proposal_numbered(number: int) -> Proposal | None:
    return _rows().filter(pk=number).first()


# ── one proposal ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CostTable:
    """Yen by fiscal year and fund, with sums."""

    years: list[int]
    rows: list[tuple[Any, list[tuple[int, int]], int]]  # fund, each year's yen, together
    sums: list[tuple[int, int]]
    total: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a page shows of a proposal."""

    proposal: Proposal
    costs: CostTable | None
    effects: list[Effect]
    needs: list[Need]
    questions: list[Question]
    decisions: list[Decision]
    measures: list[Measure]
    notes: list[ProposalNote]
    voices: int

    @property
    def findings(self) -> list[ProposalNote]:
        """What residents found together, laid before it as it stood."""
        return [each for each in self.notes if each.about == "attach_finding"]

    @property
    def unanswered(self) -> list[Question]:
        return [each for each in self.questions if each.replied_at is None]


def sheet(proposal: Proposal) -> Sheet:
    """A constant number of statements."""
    numbers = lineage.needs_behind(proposal.city_id, [proposal.pk]).get(proposal.pk, set())
    needs = list(
        Need.objects.filter(pk__in=numbers).select_related("topic", "district", "lead").order_by("-voice_count")
    )
    effects = Effect.objects.filter(proposal=proposal).select_related("indicator", "area")
    measures = Measure.objects.filter(proposal=proposal).select_related("office", "ward")
    return Sheet(
        proposal, cost_table(proposal), list(effects), needs, list(proposal.questions.all()), list(proposal.decisions.all()),
        list(measures), list(proposal.notes.all()), lineage.voices_in(numbers),
    )  # fmt: skip


def cost_table(proposal: Proposal) -> CostTable | None:
    costs = list(proposal.costs.all())
    if not costs:
        return None
    years = sorted({cost.year for cost in costs})
    amounts = {(cost.fund, cost.year): cost.amount for cost in costs}
    rows = [(fund.label, [(year, amounts.get((fund, year), 0)) for year in years]) for fund in Fund]
    used = [(label, by_year, sum(yen for _year, yen in by_year)) for label, by_year in rows]
    used = [row for row in used if row[2]]
    sums = [(year, sum(cost.amount for cost in costs if cost.year == year)) for year in years]
    return CostTable(years, used, sums, sum(yen for _year, yen in sums))


def needs_to_choose(ward: int | None, chosen: Sequence[int] = ()) -> list[Need]:
    """Needs of a ward that a proposal may rest on: the open ones first, then those answered last."""
    rows = Need.objects.filter(Q(ward=ward) | Q(lead_ward=ward)).exclude(state=NeedState.MERGED)
    found = list(rows.filter(pk__in=list(chosen)))
    rest = rows.exclude(pk__in=list(chosen)).order_by("-voice_count", "-pk")[: OFFERED - len(found)]
    return [*found, *rest]


# ── measures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Yen:
    """What a measure's budget lines hold."""

    requested: int
    enacted: int
    spent: int

    @property
    def share(self) -> float | None:
        return self.spent / self.enacted if self.enacted else None


@dataclass(frozen=True, slots=True)
class Expectation:
    """An effect beside what its indicator shows now; `worked`: what did-it-work says."""

    effect: Effect
    last: Any
    worked: list[Any]


@dataclass(frozen=True, slots=True)
class MeasureSheet:
    measure: Measure
    milestones: list[Any]
    effects: list[Effect]
    lines: list[BudgetLine]
    yen: Yen | None
    notes: list[ProposalNote]
    voices: int


def measures_shown(*, public: bool = False, state: str = "") -> QuerySet[Measure]:
    """With their yen. public: those that have begun."""
    rows = Measure.objects.select_related("office", "ward", "proposal").prefetch_related("milestones")
    rows = rows.annotate(enacted=Sum("lines__enacted"), spent=Sum("lines__spent"))
    rows = rows.exclude(state=MeasureState.PLANNED) if public else rows
    return rows.filter(state=state) if state in MeasureState.values else rows


def measures(*, public: bool = False, state: str = "", before: int | None = None) -> Page:
    """Those that end last come first, a page at a time: a page goes on after the measure whose number is `before`."""
    rows = measures_shown(public=public, state=state)
    last = Measure.objects.filter(pk=before).only("ends").first() if before else None
    if last:
        rows = rows.filter(Q(ends__lt=last.ends) | Q(ends=last.ends, pk__lt=last.pk))
    return page_of(rows.order_by("-ends", "-pk")[: PAGE + 1], PAGE)


def measure_numbered(number: int) -> Measure | None:
    return Measure.objects.select_related("office", "ward", "proposal", "plan_item").filter(pk=number).first()


def measure_sheet(measure: Measure, *, public: bool = False) -> MeasureSheet:
    """A constant number of statements. public: of lines those that are enacted, of indicators those that are public."""
    rows = BudgetLine.objects.filter(measure=measure, **({"enacted__isnull": False} if public else {}))
    lines = list(rows.select_related("round", "account"))
    enacted = [line.enacted for line in lines if line.enacted is not None]
    yen = Yen(sum(line.requested for line in lines), sum(enacted), sum(line.spent for line in lines)) if lines else None
    expected = Effect.objects.filter(measure=measure, **({"indicator__public": True} if public else {}))
    effects = list(expected.select_related("indicator", "area"))
    voices = 0
    if measure.proposal_id:
        numbers = lineage.needs_behind(measure.city_id, [measure.proposal_id]).get(measure.proposal_id, set())
        voices = lineage.voices_in(numbers)
    return MeasureSheet(
        measure, list(measure.milestones.all()), effects, lines, yen, list(measure.notes.all()), voices
    )  # fmt: skip


def expectations(effects: Sequence[Effect], book: Any) -> list[Expectation]:
    """What each effect's indicator shows now, and whether the measure worked. For the few effects of one measure."""
    found = []
    for effect in effects:
        place = indicators.sheet(effect.indicator, (effect.area_id, None), book)
        named = [each for each in place.worked if effect.measure and each.beginning.name == effect.measure.name]
        found.append(Expectation(effect, place.last, named))
    return found


def years_ahead(today: date, n: int = 5) -> list[int]:
    return list(range(fiscal_year(today), fiscal_year(today) + n))
