"""The walk along the loop's foreign keys, forwards and backwards. Every walk takes the same number of statements.

The rules:
1. Forwards from a voice: its needs, with those they were merged into or split off from; the proposals these are behind; what
   HQ decided; the measures; the yen; the indicators.
2. Backwards from a proposal, a measure, a budget line or an indicator: the proposals; the needs behind them today, through
   merges and splits (proposals/lineage.py); the voices in these needs.
3. Anybody sees the parts that are public; of the others there is only a number. A member of staff sees besides what
   their post reaches: a voice's words only in their own office or ward.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from heapq import nlargest
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.monitoring.models import Observation
from wakimizu.apps.proposals import lineage
from wakimizu.apps.proposals.models import BudgetLine, Decision, Effect, Measure, Proposal
from wakimizu.apps.proposals.workflow import PERMISSIONS, ProposalState
from wakimizu.apps.voices.models import Answer, Need, NeedVoice, Voice
from wakimizu.apps.voices.workflow import PERMISSIONS as VOICE_PERMISSIONS
from wakimizu.apps.voices.workflow import AnswerState
from wakimizu.shared.paging import Beginning, beginning
from wakimizu.shared.permissions import may

SHOWN = 20  # voices on a page
NEWEST = 5  # effects from which a walk back from an indicator begins; older ones on the pages after it
NEEDS = 20  # needs on a page, those with most voices; the rest is a number
MOST = 100  # measures, lines or effects on a page
NOT_YET = (ProposalState.DRAFT, ProposalState.ENDORSEMENT, ProposalState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks: anybody, or a member of staff in a post."""

    actor: Actor
    public: bool

    def need(self, need: Need) -> bool:
        return need.public or (not self.public and may(self.actor, "see_need", need, table=VOICE_PERMISSIONS))

    def words(self, voice: Voice) -> bool:
        """Whether the voice's words may be shown."""
        if voice.erased_at is not None:
            return False
        return voice.public or (not self.public and (self.actor.role == "policy" or voice.held_by(self.actor)))

    def proposal(self, proposal: Proposal) -> bool:
        if proposal.is_public or (proposal.endorsed_at is not None and not self.public):
            return True  # of one that was withdrawn, staff read on why
        return not self.public and may(self.actor, "see_draft", proposal, table=PERMISSIONS)

    def line(self, line: BudgetLine) -> bool:
        return not self.public or line.enacted is not None


@dataclass(slots=True)
class Seeds:
    """Where a walk begins: what is found of each kind before the rest is looked up."""

    needs: set[int] = field(default_factory=set)
    proposals: set[int] = field(default_factory=set)
    measures: set[int] = field(default_factory=set)
    lines: set[int] = field(default_factory=set)
    backwards: bool = True
    older: int | None = None  # where the next page's walk begins, when not all beginnings are on this one


@dataclass(frozen=True, slots=True)
class Voices:
    """The voices behind: how many, by month, and the newest of them."""

    count: int
    months: list[tuple[date, int]]
    shown: list[tuple[Voice, bool]]  # and whether its words may be shown
    more: int | None  # the number to go on from


@dataclass(frozen=True, slots=True)
class NeedStep:
    need: Need
    answers: list[Answer]
    shown: bool


@dataclass(frozen=True, slots=True)
class ProposalStep:
    proposal: Proposal
    decisions: list[Decision]
    needs: int
    shown: bool


@dataclass(frozen=True, slots=True)
class Money:
    """Yen along the way; None where no line has come so far."""

    requested: int
    assessed: int | None
    enacted: int | None
    spent: int


@dataclass(frozen=True, slots=True)
class EffectStep:
    effect: Effect
    latest: float | None
    latest_on: date | None


@dataclass(frozen=True, slots=True)
class Trace:
    """What a walk found, in the loop's order."""

    voices: Voices
    needs: list[NeedStep]
    more_needs: int
    answers: int
    proposals: list[ProposalStep]
    measures: Beginning[Measure]
    lines: Beginning[BudgetLine]
    money: Money | None
    effects: list[EffectStep]

    @property
    def hidden_needs(self) -> int:
        return sum(not step.shown for step in self.needs)

    @property
    def hidden_proposals(self) -> int:
        return sum(not step.shown for step in self.proposals)

    @property
    def decisions(self) -> int:
        return sum(len(step.decisions) for step in self.proposals)

    @property
    def found(self) -> int:
        """Indicators that were looked at when a measure was closed."""
        return sum(bool(step.effect.found) for step in self.effects)


# ── where a walk begins ──────────────────────────────────────────────────────────────────────────────────────────────


def of_voice(city: int, number: int) -> Seeds:
    """The needs a voice is or was in, what these were merged into, and the proposals behind which they are."""
    needs = set(NeedVoice.objects.filter(voice=number).values_list("need_id", flat=True))
    return _forwards(city, needs)


def of_need(city: int, number: int) -> Seeds:
    return _forwards(city, {number})


def _forwards(city: int, needs: set[int]) -> Seeds:
    later = lineage.heirs(city, needs)
    needs = needs.union(*later.values())
    proposals: set[int] = set().union(*lineage.proposals_of(city, needs).values())
    return Seeds(needs=needs, proposals=proposals, backwards=False)


def of_proposal(city: int, number: int) -> Seeds:
    return Seeds(proposals={number})


def of_measure(city: int, number: int) -> Seeds:
    proposals = Measure.objects.filter(pk=number, proposal__isnull=False).values_list("proposal_id", flat=True)
    return Seeds(proposals=set(proposals), measures={number})


def of_line(city: int, number: int) -> Seeds:
    rows = BudgetLine.objects.filter(pk=number).values_list("proposal_id", "measure_id", "measure__proposal_id")
    proposal, measure, through = rows[0]
    return Seeds(proposals={each for each in (proposal, through) if each}, measures={measure} - {None}, lines={number})


def of_indicator(city: int, number: int, older: int | None = None) -> Seeds:
    """The newest proposals and measures that mean to move an indicator; older: those entered before that effect."""
    rows = Effect.objects.filter(indicator=number, **({"pk__lt": older} if older else {})).order_by("-pk")
    found = list(rows.values_list("pk", "proposal_id", "measure_id", "measure__proposal_id")[: NEWEST + 1])
    shown = found[:NEWEST]
    return Seeds(
        proposals={each for _pk, proposal, _measure, through in shown for each in (proposal, through) if each},
        measures={measure for _pk, _proposal, measure, _through in shown if measure},
        older=shown[-1][0] if len(found) > NEWEST else None,
    )


STARTS: dict[str, Callable[..., Seeds]] = {
    "voice": of_voice,
    "need": of_need,
    "proposal": of_proposal,
    "measure": of_measure,
    "line": of_line,
    "indicator": of_indicator,
}


# ── the walk ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def walk(sight: Sight, seeds: Seeds, *, before: int | None = None) -> Trace:
    """Everything from the seeds on, in both directions, as far as the reader may see. `before`: voices older than that."""
    city = sight.actor.city_id
    proposals = {each.pk: each for each in _proposals(seeds.proposals)}
    open_to = {number for number, each in proposals.items() if sight.proposal(each)}
    behind = lineage.needs_behind(city, proposals)
    needs = seeds.needs or set().union(*(behind.get(number, set()) for number in open_to))
    measures = _measures(open_to, seeds)
    lines = _lines(sight, open_to, measures, seeds)
    return Trace(
        voices=_voices(sight, needs, before),
        needs=_needs(sight, needs),
        more_needs=max(len(needs) - NEEDS, 0),
        answers=Answer.objects.filter(need__in=needs, state=AnswerState.PUBLISHED).count(),
        proposals=_proposal_steps(proposals, open_to, behind),
        measures=measures,
        lines=beginning(lines.select_related("round", "account", "office", "ward").order_by("round__year", "pk"), MOST),
        money=_money(lines),
        effects=_effects(sight, open_to, measures),
    )


def _proposals(numbers: Collection[int]) -> QuerySet[Proposal]:
    decisions = Prefetch("decisions", Decision.objects.select_related("office"))
    rows = Proposal.objects.filter(pk__in=numbers).select_related("office", "division", "ward")
    return rows.prefetch_related(decisions).order_by("-pk")


def _proposal_steps(found: dict[int, Proposal], open_to: set[int], behind: dict[int, set[int]]) -> list[ProposalStep]:
    return [
        ProposalStep(
            each,
            list(each.decisions.all()) if number in open_to else [],
            len(behind.get(number, ())),
            number in open_to,
        )
        for number, each in found.items()
        if number in open_to or each.state not in NOT_YET
    ]


def _needs(sight: Sight, numbers: Collection[int]) -> list[NeedStep]:
    published = Answer.objects.filter(state=AnswerState.PUBLISHED).select_related("office").order_by("decided_at")
    rows = Need.objects.filter(pk__in=numbers).select_related("topic", "district", "lead", "merged_into", "split_from")
    rows = rows.prefetch_related(Prefetch("answers", published), "parts").order_by("-voice_count", "-pk")[:NEEDS]
    seen = [(need, sight.need(need)) for need in rows]
    return [NeedStep(need, list(need.answers.all()) if shown else [], shown) for need, shown in seen]


def _voices(sight: Sight, needs: Collection[int], before: int | None) -> Voices:
    links = NeedVoice.objects.filter(need__in=needs, until=None)
    columns = ("voice_id", "voice__received_at", "voice__public", "voice__erased_at")
    received = {number: more for number, *more in links.order_by().values_list(*columns)}
    months = Counter(timezone.localdate(at).replace(day=1) for at, _public, _erased in received.values())
    # Anybody reads of voices whose words are public; of the others there is only the number.
    listed = (n for n, (_at, public, erased) in received.items() if not sight.public or (public and erased is None))
    newest = nlargest(SHOWN + 1, (number for number in listed if before is None or number < before))
    rows = list(Voice.objects.filter(pk__in=newest).select_related("topic").order_by("-pk"))
    shown = [(voice, sight.words(voice)) for voice in rows[:SHOWN]]
    return Voices(len(received), sorted(months.items()), shown, rows[SHOWN - 1].pk if len(rows) > SHOWN else None)


def _measures(proposals: Collection[int], seeds: Seeds) -> Beginning[Measure]:
    rows = Measure.objects.filter(Q(proposal__in=proposals) | Q(pk__in=seeds.measures))
    rows = rows.select_related("office", "ward").prefetch_related("milestones")
    return beginning(rows.order_by("begins", "pk"), MOST)


def _lines(sight: Sight, proposals: Collection[int], measures: Iterable[Measure], seeds: Seeds) -> QuerySet[BudgetLine]:
    rows = BudgetLine.objects.filter(
        Q(proposal__in=proposals) | Q(measure__in=[each.pk for each in measures]) | Q(pk__in=seeds.lines)
    )
    return rows.filter(enacted__isnull=False) if sight.public else rows


def _money(lines: QuerySet[BudgetLine]) -> Money | None:
    """Of all of them, however many are listed."""
    sums = lines.order_by().aggregate(
        n=Count("pk"), requested=Sum("requested"), assessed=Sum("assessed"), enacted=Sum("enacted"), spent=Sum("spent")
    )
    return Money(sums["requested"], sums["assessed"], sums["enacted"], sums["spent"]) if sums["n"] else None


def _effects(sight: Sight, proposals: Collection[int], measures: Iterable[Measure]) -> list[EffectStep]:
    """What is expected and found; of a proposal that has become a measure, the measure's own."""
    rows = Effect.objects.filter(Q(proposal__in=proposals) | Q(measure__in=[each.pk for each in measures]))
    if sight.public:
        rows = rows.filter(indicator__public=True)
    seen = Observation.objects.alias(where=Coalesce("area_id", 0)).filter(
        indicator=OuterRef("indicator"), office=None, where=Coalesce(OuterRef("area_id"), 0)
    )
    newest = seen.order_by("-begins")
    rows = rows.annotate(latest=Subquery(newest.values("value")[:1]), latest_on=Subquery(newest.values("begins")[:1]))
    found = list(
        rows.select_related("indicator", "area", "measure").order_by(F("measure").asc(nulls_last=True), "pk")[:MOST]
    )
    of_measures = {(each.indicator_id, each.area_id, each.measure.proposal_id) for each in found if each.measure}
    return [
        EffectStep(each, each.latest, each.latest_on)
        for each in found
        if each.measure_id or (each.indicator_id, each.area_id, each.proposal_id) not in of_measures
    ]


def begun_at(kind: str, key: str) -> Any:
    """The row a walk begins at, by its number or code; None when there is none."""
    from wakimizu.apps.monitoring.models import Indicator

    models: dict[str, Any] = {
        "voice": Voice, "need": Need, "proposal": Proposal, "measure": Measure, "line": BudgetLine, "indicator": Indicator,
    }  # fmt: skip
    if kind not in models:
        return None
    if kind == "indicator":
        return Indicator.objects.filter(code=key).first()
    return models[kind].objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else None
