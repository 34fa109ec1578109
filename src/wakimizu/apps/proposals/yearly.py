"""What was proposed, decided, done and spent between two days, for the reports. A constant number of statements."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Sum

from wakimizu.apps.proposals.models import BudgetLine, Decision, Effect, Measure, Milestone, Proposal
from wakimizu.apps.proposals.workflow import WAITING_FOR_HQ, MeasureState, ProposalState, RoundState
from wakimizu.apps.voices.queries import midnight
from wakimizu.shared.paging import Beginning, beginning


@dataclass(frozen=True, slots=True)
class Money:
    """Yen of a fiscal year, of a ward (None: of the whole city)."""

    ward: int | None
    requested: int
    enacted: int
    spent: int

    @property
    def executed(self) -> float | None:
        return self.spent / self.enacted if self.enacted else None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of proposals and measures in a time."""

    endorsed: int
    verdicts: dict[str, int]
    late: int  # decisions after their day
    answered: int  # voices that decisions answered
    decisions: list[Decision]
    running: Beginning[Measure]
    closed: Beginning[Measure]

    @property
    def measures(self) -> Beginning[Measure]:
        """Those running and those closed."""
        return Beginning([*self.running, *self.closed], self.running.total + self.closed.total)


def done(first: date, after: date, most: int = 40) -> Done:
    span = {"gte": midnight(first), "lt": midnight(after)}
    decided = Decision.objects.filter(at__gte=span["gte"], at__lt=span["lt"])
    verdicts = {row["verdict"]: row["n"] for row in decided.order_by().values("verdict").annotate(n=Count("pk"))}
    late = [each for each in decided.exclude(due=None).only("at", "due") if each.was_late]
    told = decided.filter(proposal__endorsed_at__isnull=False).exclude(proposal__state=ProposalState.WITHDRAWN)
    closed = _measures().filter(closed_at__gte=span["gte"], closed_at__lt=span["lt"])
    return Done(
        endorsed=Proposal.objects.filter(endorsed_at__gte=span["gte"], endorsed_at__lt=span["lt"]).count(),
        verdicts=verdicts,
        late=len(late),
        answered=decided.aggregate(n=Sum("answered"))["n"] or 0,
        decisions=beginning(told.select_related("proposal", "office").order_by("-at"), most),
        running=beginning(_measures().filter(state=MeasureState.RUNNING, begins__lt=after).order_by("ends"), most),
        closed=beginning(closed.order_by("-closed_at"), most),
    )


def _measures() -> Any:
    effects = Prefetch("effects", Effect.objects.filter(indicator__public=True).select_related("indicator", "area"))
    return Measure.objects.select_related("office", "ward").prefetch_related(effects)


def money(year: int) -> list[Money]:
    """Enacted and spent in a fiscal year, by ward."""
    rows = BudgetLine.objects.filter(round__year=year, round__state__in=[RoundState.ENACTED, RoundState.CLOSED])
    sums = rows.order_by("ward").values_list("ward_id").annotate(Sum("requested"), Sum("enacted"), Sum("spent"))
    return [Money(ward, asked or 0, enacted or 0, spent or 0) for ward, asked, enacted, spent in sums]


def late_decisions(today: date) -> list[Proposal]:
    """Proposals whose day has passed without a decision, the oldest first; climbed ones say so."""
    rows = Proposal.objects.filter(state__in=WAITING_FOR_HQ, due__lt=today)
    return list(rows.select_related("office", "division__parent", "ward").order_by("due", "pk"))


def late_milestones(today: date, most: int = 30) -> Beginning[Milestone]:
    rows = Milestone.objects.filter(done_on=None, due__lt=today, measure__state=MeasureState.RUNNING)
    return beginning(rows.select_related("measure__office").order_by("due", "pk"), most)


def effects_found(first: date, after: date) -> dict[str, int]:
    """How often each finding was made when measures were closed between two days."""
    closed = Effect.objects.filter(measure__closed_at__gte=midnight(first), measure__closed_at__lt=midnight(after))
    counted = closed.exclude(found="").order_by().values_list("found").annotate(Count("pk"))
    return dict(counted)
