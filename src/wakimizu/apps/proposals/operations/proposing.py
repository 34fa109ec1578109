"""A ward proposes: written, read by the ward mayor, endorsed; HQ asks, the ward replies."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import add_business_days, fiscal_year
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.monitoring.models import Indicator
from wakimizu.apps.proposals.models import Cost, Effect, Measure, Proposal, ProposalNeed, ProposalNote, Question
from wakimizu.apps.proposals.workflow import DECIDE_WITHIN, PERMISSIONS, WAITING_FOR_HQ, Fund, ProposalState
from wakimizu.apps.voices.models import Need
from wakimizu.apps.voices.operations.sorting import required
from wakimizu.apps.voices.workflow import PERMISSIONS as VOICE_PERMISSIONS
from wakimizu.apps.voices.workflow import NeedState
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.moving import JUST_CHANGED
from wakimizu.shared.permissions import allow
from wakimizu.shared.templatetags.words import joint

YEARS_AHEAD, MOST_YEN = 30, 10**13


@dataclass(frozen=True, slots=True)
class Expected:
    """How far an indicator shall move, by a fiscal year; area None: in the whole city. `before`: where it stands now."""

    indicator: Indicator
    year: int
    value: float
    area: Area | None = None
    before: float | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a proposal says. costs: (fiscal year, fund) → yen. A draft may leave all but its title open."""

    title: str
    problem: str = ""
    measure: str = ""
    division: Office | None = None
    needs: Sequence[Need] = ()
    costs: dict[tuple[int, str], int] = field(default_factory=dict)
    effects: Sequence[Expected] = ()


def unmoved(row: Proposal | Measure, **values: Any) -> None:
    """Write columns of a row that is still in the state it was read in; WrongState when somebody moved it meanwhile."""
    if not type(row).objects.filter(pk=row.pk, state=row.state).update(**values):
        raise WrongState(JUST_CHANGED)
    for name, value in values.items():
        setattr(row, name, value)


def noted(actor: Actor, about: str, text: str, **row: Any) -> str:
    """Keep the words that go with an act; returns their digest for the ledger."""
    kept = ProposalNote(city_id=actor.city_id, about=about, text=text, at=actor.at, post_id=actor.post_id, **row)
    kept.save(force_insert=True)
    return kept.digest(text)


@operation
def draft_proposal(actor: Actor, *, office: Office, content: Content) -> Proposal:
    """Begin a proposal of a ward, from the needs behind it."""
    proposal = Proposal(
        city_id=actor.city_id, office=office, ward_id=office.led_ward_id, written_at=actor.at, written_by_id=actor.post_id
    )  # fmt: skip
    allow(actor, "write_proposal", proposal, table=PERMISSIONS)
    if office.led_ward_id is None:
        raise BadInput(_("Wards propose. HQ's own measures begin at “Measures”."), "office")
    _write(actor, proposal, content)
    actor.record("draft_proposal", proposal, title=proposal.digest(proposal.title), needs=list(content.needs))
    return proposal


@operation
def change_proposal(actor: Actor, *, proposal: Proposal, content: Content) -> Proposal:
    """Write a draft anew, with its needs, costs and effects."""
    allow(actor, "write_proposal", proposal, table=PERMISSIONS)
    if proposal.state != ProposalState.DRAFT:
        raise WrongState(_("Only a draft can be changed. Have it given back first."))
    _write(actor, proposal, content)
    actor.record("change_proposal", proposal, title=proposal.digest(proposal.title), needs=list(content.needs))
    return proposal


def _write(actor: Actor, proposal: Proposal, content: Content) -> None:
    proposal.title = required(content.title, "title", 120)
    proposal.problem = required(content.problem, "problem") if content.problem.strip() else ""
    proposal.measure = required(content.measure, "measure") if content.measure.strip() else ""
    if content.division is None or not content.division.at_hq or not content.division.valid_on(actor.today):
        raise BadInput(_("Choose the HQ division that must decide."), "division")
    proposal.division = content.division
    for need in content.needs:
        _may_stand_behind(actor, proposal, need)
    _check_costs(actor, content)
    one_place_each(content.effects)
    if proposal.pk is None:
        proposal.save(force_insert=True)
    else:
        unmoved(
            proposal,
            title=proposal.title,
            problem=proposal.problem,
            measure=proposal.measure,
            division=content.division,
        )
    _keep_needs(actor, proposal, content.needs)
    Cost.objects.filter(proposal=proposal).delete()
    rows = ((year, fund, amount) for (year, fund), amount in content.costs.items() if amount)
    Cost.objects.bulk_create(
        [Cost(city_id=actor.city_id, proposal=proposal, year=y, fund=fund, amount=amount) for y, fund, amount in rows]
    )
    Effect.objects.filter(proposal=proposal).delete()
    Effect.objects.bulk_create([effect_of(actor, each, proposal=proposal) for each in content.effects])


def effect_of(actor: Actor, expected: Expected, **of: Any) -> Effect:
    if not fiscal_year(actor.today) <= expected.year <= fiscal_year(actor.today) + YEARS_AHEAD:
        raise BadInput(_("An effect is expected in a fiscal year from this one on."), "effect_year")
    return Effect(
        city_id=actor.city_id, indicator=expected.indicator, area=expected.area, year=expected.year, before=expected.before,
        value=expected.value, **of,
    )  # fmt: skip


def one_place_each(effects: Sequence[Expected]) -> None:
    """Did-it-work looks at one place for each indicator of a measure."""
    places: dict[int, int | None] = {}
    for each in effects:
        where = each.area.pk if each.area else None
        if places.setdefault(each.indicator.pk, where) != where:
            raise BadInput(
                _("Expect each indicator to move in one place only: “%(name)s”.") % {"name": each.indicator}, "effects"
            )


def _may_stand_behind(actor: Actor, proposal: Proposal, need: Need) -> None:
    allow(actor, "see_need", need, table=VOICE_PERMISSIONS)
    if need.state == NeedState.MERGED:
        raise BadInput(_("“%(need)s” went up in another need. Choose that one.") % {"need": need.title}, "needs")
    if proposal.ward_id not in (need.ward_id, need.lead_ward_id):
        raise BadInput(_("“%(need)s” is another ward's. Ask that ward to propose.") % {"need": need.title}, "needs")


def _check_costs(actor: Actor, content: Content) -> None:
    now = fiscal_year(actor.today)
    for (year, fund), amount in content.costs.items():
        if fund not in Fund.values or not now <= year <= now + YEARS_AHEAD:
            raise BadInput(_("Costs are of a fiscal year from this one on."), "costs")
        if not 0 <= amount <= MOST_YEN:
            raise BadInput(_("Give whole yen, zero or more."), "costs")


def _keep_needs(actor: Actor, proposal: Proposal, needs: Sequence[Need]) -> None:
    """The needs it names; those that were named before keep their day."""
    chosen = {need.pk for need in needs}
    ProposalNeed.objects.filter(proposal=proposal).exclude(need__in=chosen).delete()
    known = set(ProposalNeed.objects.filter(proposal=proposal).values_list("need_id", flat=True))
    ProposalNeed.objects.bulk_create(
        [
            ProposalNeed(city_id=actor.city_id, proposal=proposal, need_id=pk, since=actor.at)
            for pk in sorted(chosen - known)
        ]
    )


@operation
def submit_proposal(actor: Actor, *, proposal: Proposal) -> Proposal:
    """Lay it before the ward mayor. WrongState with what is missing."""
    allow(actor, "write_proposal", proposal, table=PERMISSIONS)
    missing = missing_of(proposal)
    if missing:
        raise WrongState(_("Still missing: %(what)s. Add it, then submit.") % {"what": joint().join(missing)})
    proposal.move(ProposalState.ENDORSEMENT)
    actor.record("submit_proposal", proposal)
    return proposal


def missing_of(proposal: Proposal) -> list[str]:
    """What a draft lacks before it can go to the ward mayor, in words. Three statements."""
    there = {
        _("what is wrong, and why the ward cannot solve it"): bool(proposal.problem),
        _("the measure"): bool(proposal.measure),
        _("a need behind it"): ProposalNeed.objects.filter(proposal=proposal).exists(),
        _("what it costs"): Cost.objects.filter(proposal=proposal).exists(),
        _("an indicator it shall move"): Effect.objects.filter(proposal=proposal).exists(),
    }
    return [word for word, is_there in there.items() if not is_there]


@operation
def give_back_proposal(actor: Actor, *, proposal: Proposal, because: str) -> Proposal:
    """The ward mayor gives it back to its writer."""
    allow(actor, "endorse", proposal, table=PERMISSIONS)
    proposal.move(ProposalState.DRAFT)
    digest = noted(actor, "give_back_proposal", required(because, "because", 1000), proposal=proposal)
    actor.record("give_back_proposal", proposal, because=digest)
    return proposal


@operation
def endorse_proposal(
    actor: Actor, *, proposal: Proposal, evidence: dict[str, Any], closures: Sequence[date] = ()
) -> Proposal:
    """The ward mayor makes it the ward's word: public from now on, its evidence stands still, HQ must decide by a day."""
    allow(actor, "endorse", proposal, table=PERMISSIONS)
    due = add_business_days(actor.today, DECIDE_WITHIN, closures)
    proposal.move(
        ProposalState.REVIEW, endorsed_at=actor.at, endorsed_by_id=actor.post_id, due=due, evidence=evidence,
        evidence_at=actor.at,
    )  # fmt: skip
    actor.record("endorse_proposal", proposal, division=proposal.division_id, due=due)
    return proposal


@operation
def withdraw_proposal(actor: Actor, *, proposal: Proposal, because: str) -> Proposal:
    """The ward takes it back, with the reason."""
    allow(actor, "endorse" if proposal.endorsed_at else "write_proposal", proposal, table=PERMISSIONS)
    proposal.move(ProposalState.WITHDRAWN)
    digest = noted(actor, "withdraw_proposal", required(because, "because", 1000), proposal=proposal)
    actor.record("withdraw_proposal", proposal, because=digest)
    return proposal


@operation
def ask_about(actor: Actor, *, proposal: Proposal, text: str) -> Question:
    """HQ asks; the ward replies on the same page."""
    allow(actor, "ask_about", proposal, table=PERMISSIONS)
    if proposal.state not in WAITING_FOR_HQ:
        raise WrongState(_("Questions are asked while HQ reviews a proposal."))
    question = Question(
        city_id=actor.city_id, proposal=proposal, text=required(text, "text", 2000), asked_at=actor.at,
        asked_by_id=actor.post_id,
    )  # fmt: skip
    question.save(force_insert=True)
    actor.record("ask_about", proposal, question=question, text=question.digest(question.text))
    return question


@operation
def reply_to(actor: Actor, *, question: Question, text: str) -> Question:
    """The ward replies, once, while HQ reviews."""
    allow(actor, "reply", question.proposal, table=PERMISSIONS)
    if question.proposal.state not in WAITING_FOR_HQ:
        raise WrongState(_("HQ reviews this proposal no more; a reply would reach nobody."))
    question.reply, question.replied_at = required(text, "text", 4000), actor.at
    question.replied_by_id = actor.post_id
    said = {"reply": question.reply, "replied_at": actor.at, "replied_by": actor.post_id}
    if not Question.objects.filter(pk=question.pk, replied_at=None).update(**said):
        raise WrongState(_("This question has its reply already. If something is wrong in it, tell the division."))
    actor.record("reply_to", question.proposal, question=question, text=question.digest(question.reply))
    return question


@operation
def attach_finding(actor: Actor, *, proposal: Proposal, text: str) -> Proposal:
    """Lay before it what residents found together elsewhere in the city's work; the words stand still from then on."""
    allow(actor, "attach_finding", proposal, table=PERMISSIONS)
    if proposal.state in (ProposalState.DECIDED, ProposalState.WITHDRAWN):
        raise WrongState(_("This proposal is decided or withdrawn; what is attached now would be read by nobody."))
    digest = noted(actor, "attach_finding", required(text, "text"), proposal=proposal)
    actor.record("attach_finding", proposal, text=digest)
    return proposal
