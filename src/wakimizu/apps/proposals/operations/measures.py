"""Measures: begun, watched by milestones, closed only when their indicators have been looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.monitoring.models import PlanItem
from wakimizu.apps.monitoring.operations import name_beginning
from wakimizu.apps.proposals import lineage
from wakimizu.apps.proposals.models import Decision, Effect, Measure, Milestone, Proposal
from wakimizu.apps.proposals.operations.deciding import needs_to_answer
from wakimizu.apps.proposals.operations.proposing import Expected, effect_of, noted, one_place_each, unmoved
from wakimizu.apps.proposals.workflow import PERMISSIONS, Found, MeasureState, Verdict
from wakimizu.apps.voices import operations as voices
from wakimizu.apps.voices.models import Answer
from wakimizu.apps.voices.operations.sorting import required
from wakimizu.apps.voices.workflow import AnswerState, Ending
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow
from wakimizu.shared.templatetags.words import joint

WRITTEN = ("name", "name_en", "note", "office", "ward", "plan_item", "begins", "ends")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a measure is: what, by whom, where (None: everywhere), from when until when."""

    name: str
    office: Office
    begins: date
    ends: date
    name_en: str = ""
    note: str = ""
    ward: Area | None = None
    plan_item: PlanItem | None = None
    effects: Sequence[Expected] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What was found when an effect's indicator was looked at. figures: what did-it-work said at that moment."""

    found: str
    text: str
    value: float | None = None
    figures: dict[str, Any] = field(default_factory=dict)


@operation
def start_measure(actor: Actor, *, plan: Plan, proposal: Proposal | None = None) -> Measure:
    """Enter a measure: of an adopted proposal, whose expected effects it takes over, or by an office's own decision."""
    measure = Measure(city_id=actor.city_id, proposal=proposal, state=MeasureState.PLANNED)
    _write(measure, plan)
    allow(actor, "run_measure", measure, table=PERMISSIONS)
    if proposal is not None:
        _may_follow(actor, proposal)
    one_place_each(plan.effects)
    measure.save(force_insert=True)
    expected = _expected(actor, measure, proposal) + [effect_of(actor, each, measure=measure) for each in plan.effects]
    Effect.objects.bulk_create(expected)
    actor.record(
        "start_measure", measure, proposal=proposal, office=measure.office_id, begins=plan.begins, ends=plan.ends
    )  # fmt: skip
    return measure


def _may_follow(actor: Actor, proposal: Proposal) -> None:
    """Of an adopted proposal, the ward that made it and the division that decided begin measures: they may answer its voices."""
    allow(actor, "follow_proposal", proposal, table=PERMISSIONS)
    if not adopted(proposal):
        raise WrongState(_("This proposal is not adopted. A measure can follow once it is."))


def adopted(proposal: Proposal) -> bool:
    return Decision.objects.filter(proposal=proposal, verdict__in=[Verdict.ADOPT, Verdict.PART]).exists()


def _expected(actor: Actor, measure: Measure, proposal: Proposal | None) -> list[Effect]:
    """The proposal's expected effects, as the measure's own."""
    rows = Effect.objects.filter(proposal=proposal) if proposal else Effect.objects.none()
    return [
        Effect(
            city_id=actor.city_id, measure=measure, indicator_id=each.indicator_id, area_id=each.area_id, year=each.year,
            before=each.before, value=each.value,
        )
        for each in rows
    ]  # fmt: skip


def _write(measure: Measure, plan: Plan) -> None:
    measure.name = required(plan.name, "name", 120)
    measure.name_en = plan.name_en.strip()[:160]
    measure.note = required(plan.note, "note") if plan.note.strip() else ""
    measure.office, measure.ward, measure.plan_item = plan.office, plan.ward, plan.plan_item
    if plan.ends < plan.begins:
        raise BadInput(_("It would end before it begins. Give a later last day."), "ends")
    measure.begins, measure.ends = plan.begins, plan.ends


@operation
def change_measure(actor: Actor, *, measure: Measure, plan: Plan) -> Measure:
    """Other words, another office, other days, while it is not over. Once it has begun, its name and first day stand."""
    allow(actor, "run_measure", measure, table=PERMISSIONS)
    _goes_on(measure)
    if measure.state == MeasureState.RUNNING:
        _stands(measure, plan)
    _write(measure, plan)
    allow(actor, "run_measure", measure, table=PERMISSIONS)
    unmoved(measure, **{name: getattr(measure, name) for name in WRITTEN})
    actor.record("change_measure", measure, office=measure.office_id, begins=measure.begins, ends=measure.ends)
    return measure


def _stands(measure: Measure, plan: Plan) -> None:
    """Under this name and from this day on its indicators are watched."""
    if plan.name.strip() != measure.name:
        raise BadInput(
            _("It has begun under the name “%(name)s”; its indicators are watched under it.") % {"name": measure.name},
            "name",
        )
    if plan.begins != measure.begins:
        raise BadInput(
            _("It has begun; its indicators are watched from that day on. Leave the first day as it is."), "begins"
        )


def _goes_on(measure: Measure) -> None:
    if measure.state in (MeasureState.CLOSED, MeasureState.STOPPED):
        raise WrongState(_("This measure is over; it stays as it was."))


@operation
def add_milestone(actor: Actor, *, measure: Measure, name: str, due: date) -> Milestone:
    allow(actor, "run_measure", measure, table=PERMISSIONS)
    _goes_on(measure)
    stone = Milestone(city_id=actor.city_id, measure=measure, name=required(name, "name", 120), due=due)
    stone.save(force_insert=True)
    actor.record("add_milestone", measure, milestone=stone, due=due)
    return stone


@operation
def reach_milestone(actor: Actor, *, milestone: Milestone, on: date) -> Milestone:
    """Say on which day it was reached."""
    allow(actor, "run_measure", milestone.measure, table=PERMISSIONS)
    _goes_on(milestone.measure)
    if on > actor.today:
        raise BadInput(_("This day is still to come. Say it when it is reached."), "on")
    milestone.done_on = on
    milestone.save(update_fields=["done_on"])
    actor.record("reach_milestone", milestone.measure, milestone=milestone, on=on)
    return milestone


@operation
def change_milestone(actor: Actor, *, milestone: Milestone, name: str, due: date, on: date | None) -> Milestone:
    """Other words, another day; on: when it was reached, None if it was not after all."""
    allow(actor, "run_measure", milestone.measure, table=PERMISSIONS)
    _goes_on(milestone.measure)
    if on is not None and on > actor.today:
        raise BadInput(_("This day is still to come. Say it when it is reached."), "on")
    was = {"was_due": milestone.due, "was_on": milestone.done_on}
    milestone.name, milestone.due, milestone.done_on = required(name, "name", 120), due, on
    milestone.save(update_fields=["name", "due", "done_on"])
    actor.record("change_milestone", milestone.measure, milestone=milestone, due=due, on=on, **was)
    return milestone


@operation
def drop_milestone(actor: Actor, *, milestone: Milestone) -> None:
    """One that was entered by mistake; the ledger keeps that it was there."""
    measure = milestone.measure
    allow(actor, "run_measure", measure, table=PERMISSIONS)
    _goes_on(measure)
    actor.record("drop_milestone", measure, milestone=milestone, due=milestone.due, on=milestone.done_on)
    milestone.delete()


@operation
def begin_measure(actor: Actor, *, measure: Measure, on: date) -> Measure:
    """It has begun on a day: from then on its indicators are asked whether it works."""
    allow(actor, "run_measure", measure, table=PERMISSIONS)
    if on > actor.today:
        raise BadInput(_("This day is still to come. Say it when it has begun."), "on")
    if on > measure.ends:
        raise BadInput(_("It would end before it begins. Give a later last day."), "on")
    measure.move(MeasureState.RUNNING, begins=on)
    by_itself = system_actor(actor.city_id, actor.at)  # whoever begins it need not own the indicators
    for effect in Effect.objects.filter(measure=measure).select_related("indicator", "area"):
        name_beginning(by_itself, indicator=effect.indicator, day=on, name=measure.name, area=effect.area)
    actor.record("begin_measure", measure, on=on)
    return measure


@operation
def stop_measure(actor: Actor, *, measure: Measure, because: str) -> Measure:
    """It ends before its end, with the reason."""
    allow(actor, "run_measure", measure, table=PERMISSIONS)
    measure.move(MeasureState.STOPPED, closed_at=actor.at)
    because = required(because, "because", 1000)
    digest = noted(actor, "stop_measure", because, measure=measure)
    _tell_offices(actor, measure, _("The measure “%(name)s” was stopped: %(words)s"), because)
    actor.record("stop_measure", measure, because=digest)
    return measure


@operation
def close_measure(
    actor: Actor, *, measure: Measure, conclusion: str, looks: Mapping[int, Look], answer: str = ""
) -> Measure:
    """Close it, with what was found of each of its effects (by the effect's number).

    WrongState names the indicators that nobody has looked at. Without any, the conclusion says why its effect cannot be told.
    answer: if given, all voices behind the proposal are told so: solved.
    """
    allow(actor, "close_measure", measure, table=PERMISSIONS)
    effects = list(Effect.objects.filter(measure=measure).select_related("indicator"))
    unseen = [str(each.indicator) for each in effects if each.pk not in looks]
    if unseen:
        raise WrongState(_("Look first at what became of: %(which)s.") % {"which": joint().join(unseen)})
    conclusion = required(conclusion, "conclusion")
    measure.move(MeasureState.CLOSED, closed_at=actor.at, conclusion=conclusion)
    for effect in effects:
        _look(actor, effect, looks[effect.pk])
    told = _tell_solved(actor, measure, answer) if answer.strip() else 0
    if not told:
        _tell_offices(actor, measure, _("The measure “%(name)s” was closed: %(words)s"), conclusion)
    actor.record(
        "close_measure", measure, conclusion=measure.digest(conclusion), found={e.indicator_id: e.found for e in effects}, told=told
    )  # fmt: skip
    return measure


def _look(actor: Actor, effect: Effect, look: Look) -> None:
    if look.found not in Found.values:
        raise BadInput(_("Say what was found."), f"found_{effect.pk}")
    effect.found, effect.found_text = look.found, required(look.text, f"text_{effect.pk}", 1000)
    effect.found_value, effect.figures, effect.looked_at = look.value, look.figures, actor.at
    effect.save(update_fields=["found", "found_text", "found_value", "figures", "looked_at"])


def _tell_solved(actor: Actor, measure: Measure, answer: str) -> int:
    if measure.proposal is None:
        raise BadInput(_("No voice is behind this measure."), "answer")
    needs = needs_to_answer(measure.proposal)
    for need in needs:
        voices.answer_by_decision(actor, need=need, office=measure.office, ending=Ending.SOLVED, text=answer)
    return lineage.voices_in([need.pk for need in needs])


def _tell_offices(actor: Actor, measure: Measure, sentence: str, words: str) -> None:
    """Whoever leads a need whose voices were told that it will be done reads what became of it."""
    needs = needs_to_answer(measure.proposal) if measure.proposal else []
    answers = Answer.objects.filter(need__in=needs, state=AnswerState.PUBLISHED).order_by("pk")
    last = {answer.need_id: answer.ending for answer in answers}
    for need in needs:
        if last.get(need.pk) == Ending.WILL_BE:
            voices.remark_by_measure(actor, need=need, text=sentence % {"name": measure.name, "words": words})
