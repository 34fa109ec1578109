"""Help to choose: which of the wards' requests serve most need under the ceilings. The only caller of the engine.

The rules:
1. What is chosen among: lines that a ward requests itself and behind which a proposal stands, with its yen as requested. All
   lines of one proposal come together or not at all. Lines without a proposal are bound: they are taken as they are, first.
2. A proposal serves need by three counts: voices behind it (through every merge and split), people who live in the districts
   these voices come from, and how far it means to move its indicators. Each count is its share of all proposals' in the
   round; the weights say how much each count matters. All together are 10,000 points.
3. Limits: the ceiling in all, each ward's ceiling, the least each ward is promised, what is set for each fund.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.cache import caches

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.population import queries as population
from wakimizu.apps.proposals import lineage
from wakimizu.apps.proposals.budget import queries
from wakimizu.apps.proposals.models import BudgetLine, Ceiling, Effect, Round
from wakimizu.apps.proposals.workflow import Way
from wakimizu.apps.voices.models import NeedVoice
from wakimizu.engines import portfolio as engine
from wakimizu.engines.portfolio import Answer, Item, Kind, Question, Reason, Rule, Status, Why

__all__ = [
    "Candidate",
    "Kind",
    "Portfolio",
    "Reason",
    "Rule",
    "Status",
    "Why",
    "Wish",
    "portfolio",
]  # with the engine's own words

POINTS = 10_000
COUNTS = ("voices", "people", "effect")
WEIGHTS = {"voices": 2, "people": 1, "effect": 1}
SECONDS = 10.0  # for the choice; a proof takes well under one
EACH = 2.0  # for each of the reasons' solutions
REASONED = 40  # with more candidates, reasons are worked out for those that are asked about


@dataclass(frozen=True, slots=True)
class Wish:
    """What policy sets before it asks. Lines by their numbers; ceiling None: the wards' ceilings together."""

    weights: Mapping[str, int] = field(default_factory=lambda: dict(WEIGHTS))
    ceiling: int | None = None
    part: int | None = None  # per cent of a line that may be given at least; None: whole or nothing
    funds: Mapping[str, int] = field(default_factory=dict)
    keep: Sequence[int] = ()
    leave: Sequence[int] = ()
    one_of: Sequence[Sequence[int]] = ()
    needs: Sequence[tuple[int, int]] = ()
    why: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Served:
    """What stands behind a proposal."""

    voices: int = 0
    people: float = 0.0
    effect: float = 0.0  # mean change it means to make, as a part of the value before, at most 1


@dataclass(frozen=True, slots=True)
class Candidate:
    line: BudgetLine
    served: Served
    points: int
    given: int
    reason: Reason | None

    @property
    def chosen(self) -> bool:
        return self.given > 0

    @property
    def in_part(self) -> bool:
        return 0 < self.given < self.line.requested

    @property
    def per_million(self) -> float:
        return self.points * 1_000_000 / self.line.requested


@dataclass(frozen=True, slots=True)
class WardPart:
    """A ward in the choice. bound: its lines without a proposal, taken first."""

    ward: Any
    ceiling: int | None
    least: int
    requested: int
    bound: int
    chosen: int

    @property
    def all(self) -> int:
        return self.bound + self.chosen


@dataclass(frozen=True, slots=True)
class Portfolio:
    candidates: list[Candidate]
    wards: list[WardPart]
    ceiling: int
    bound: int
    answer: Answer

    @property
    def requested(self) -> int:
        return sum(each.line.requested for each in self.candidates)

    @property
    def chosen(self) -> int:
        return sum(each.given for each in self.candidates)

    @property
    def share(self) -> float:
        """The part of all need in the round that the choice serves."""
        return self.answer.value / (sum(each.points for each in self.candidates) or 1)


def portfolio(budget: Round, wish: Wish, book: Directory, today: date) -> Portfolio:
    """The best choice with its reasons; a constant number of statements. ValueError for lines that are no candidates."""
    lines = list(queries.lines(budget, way=Way.WARD).filter(ward__isnull=False))
    candidates = [line for line in lines if _proposal(line)]
    bound = _by_ward(line for line in lines if not _proposal(line))
    served = served_by({number for line in candidates if (number := _proposal(line))}, book, today)
    points = _points(candidates, served, wish.weights)
    ceilings = {each.ward_id: each for each in Ceiling.objects.filter(round=budget)}
    total = sum(each.amount for each in ceilings.values()) if wish.ceiling is None else wish.ceiling
    question = _question(candidates, points, wish, ceilings, bound, total)
    answer, reasons = _answered(question, [str(number) for number in wish.why])
    told = [
        Candidate(
            line,
            served[_proposal(line)],
            points[line.pk],
            answer.chosen.get(str(line.pk), 0),
            reasons.get(str(line.pk)),
        )
        for line in candidates
    ]
    told.sort(key=lambda each: (not each.chosen, -each.per_million, each.line.pk))
    wards = [_ward(ward, ceilings.get(ward.pk), bound, told) for ward in book.wards]
    return Portfolio(told, wards, total, sum(bound.values()), answer)


def granted(found: Portfolio, budget: Round) -> dict[int, int]:
    """Line → yen, as the choice would assess the wards' lines: those without a proposal whole. Empty where none was found."""
    if found.answer.status not in (Status.OPTIMAL, Status.FEASIBLE):
        return {}
    whole = {line.pk: line.requested for line in queries.lines(budget, way=Way.WARD) if not _proposal(line)}
    return whole | {each.line.pk: each.given for each in found.candidates}


def _proposal(line: BudgetLine) -> int:
    """The proposal behind a line, its own or its measure's; 0: none."""
    return line.proposal_id or (line.measure.proposal_id if line.measure else None) or 0


def _by_ward(lines: Iterable[BudgetLine]) -> dict[int, int]:
    found: dict[int, int] = {}
    for line in lines:
        found[line.ward_id or 0] = found.get(line.ward_id or 0, 0) + line.requested
    return found


def _ward(ward: Any, ceiling: Ceiling | None, bound: Mapping[int, int], told: Sequence[Candidate]) -> WardPart:
    own = [each for each in told if each.line.ward_id == ward.pk]
    return WardPart(
        ward, ceiling.amount if ceiling else None, ceiling.least if ceiling else 0,
        sum(each.line.requested for each in own), bound.get(ward.pk, 0), sum(each.given for each in own),
    )  # fmt: skip


# ── what a proposal serves ───────────────────────────────────────────────────────────────────────────────────────────


def served_by(proposals: set[int], book: Directory, today: date) -> dict[int, Served]:
    """Voices, people and expected effect behind each proposal."""
    needs = lineage.needs_behind(book.city_id, proposals)
    voices = _voices({need for numbers in needs.values() for need in numbers})
    people = _people(book, today)
    effects = _effects(proposals)
    found = {}
    for number in proposals:
        behind = {pair for need in needs.get(number, ()) for pair in voices.get(need, ())}
        districts = {district for _voice, district in behind}
        found[number] = Served(
            len({voice for voice, _district in behind}),
            sum(people.get(district, 0.0) for district in districts),
            effects.get(number, 0.0),
        )
    return found


def _voices(needs: set[int]) -> dict[int, set[tuple[int, int]]]:
    """Need → its voices with the district each came from."""
    rows = NeedVoice.objects.filter(need__in=needs, until=None).order_by()
    found: dict[int, set[tuple[int, int]]] = {}
    for need, voice, district in rows.values_list("need_id", "voice_id", "voice__district_id"):
        found.setdefault(need, set()).add((voice, district or 0))
    return found


def _people(book: Directory, today: date) -> dict[int, float]:
    layer = population.speaking().now("district", today)
    return {area: row.total for area, row in population.figures([layer]).get(layer, {}).items()} if layer else {}


def _effects(proposals: set[int]) -> dict[int, float]:
    """The mean change that a proposal means to make, each at most 1."""
    found: dict[int, list[float]] = {}
    for number, before, value in Effect.objects.filter(proposal__in=proposals).values_list(
        "proposal_id", "before", "value"
    ):
        if before:
            found.setdefault(number, []).append(min(abs(value - before) / abs(before), 1.0))
    return {number: sum(changes) / len(changes) for number, changes in found.items()}


def _points(
    candidates: Sequence[BudgetLine], served: Mapping[int, Served], weights: Mapping[str, int]
) -> dict[int, int]:
    """Line → points: its proposal's, divided among its lines by their yen."""
    yen: dict[int, int] = {}
    for line in candidates:
        yen[_proposal(line)] = yen.get(_proposal(line), 0) + line.requested
    alls = {name: sum(getattr(each, name) for each in served.values()) for name in COUNTS}
    live = {name: weights.get(name, 0) for name in COUNTS if alls[name]}
    weight = sum(live.values()) or 1
    worth = {
        number: sum(POINTS * w * getattr(each, name) / alls[name] for name, w in live.items()) / weight
        for number, each in served.items()
    }
    return {line.pk: round(worth[_proposal(line)] * line.requested / yen[_proposal(line)]) for line in candidates}


# ── the question ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _question(
    candidates: Sequence[BudgetLine], points: Mapping[int, int], wish: Wish, ceilings: Mapping[int, Ceiling],
    bound: Mapping[int, int], total: int,
) -> Question:  # fmt: skip
    items = [
        Item(str(line.pk), line.requested, points[line.pk], str(line.ward_id), line.fund, _least(line, wish.part))
        for line in candidates
    ]
    return Question(
        items,
        total - sum(bound.values()),
        ward_ceilings={str(ward): each.amount - bound.get(ward, 0) for ward, each in ceilings.items()},
        ward_least={str(ward): max(each.least - bound.get(ward, 0), 0) for ward, each in ceilings.items()},
        fund_ceilings=dict(wish.funds),
        excludes=[[str(number) for number in group] for group in wish.one_of],
        requires=[*((str(this), str(that)) for this, that in wish.needs), *_together(candidates)],
        keep=[str(number) for number in wish.keep],
        leave=[str(number) for number in wish.leave],
    )


def _least(line: BudgetLine, part: int | None) -> int | None:
    return max(line.requested * part // 100, 1) if part else None


def _together(candidates: Sequence[BudgetLine]) -> list[tuple[str, str]]:
    """A proposal's lines, each with the next, in a ring."""
    of: dict[int, list[str]] = {}
    for line in candidates:
        of.setdefault(_proposal(line), []).append(str(line.pk))
    return [
        pair for ring in of.values() if len(ring) > 1 for pair in zip(ring, [*ring[1:], ring[0]], strict=True)
    ]  # fmt: skip


def _answered(question: Question, why: Sequence[str]) -> tuple[Answer, dict[str, Reason]]:
    """The answer with its reasons, kept a while: the same question is asked again when a page is read again."""
    key = f"portfolio-{sha256(repr((question, sorted(why))).encode()).hexdigest()}"
    known: tuple[Answer, dict[str, Reason]] | None = caches["memory"].get(key)
    if known is None:
        answer = engine.choose(question, SECONDS)
        names = None if len(question.items) <= REASONED else why
        known = answer, engine.reasons(question, answer, names, seconds=EACH)
        caches["memory"].set(key, known, 600)
    return known
