"""HQ decides, with a reason and by a day; a decision answers every voice behind the proposal in the same step."""

from datetime import date

from django.utils.translation import gettext as _

from wakimizu.apps.city.models import Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.proposals import lineage
from wakimizu.apps.proposals.models import Decision, Proposal
from wakimizu.apps.proposals.operations.proposing import MOST_YEN, noted, unmoved
from wakimizu.apps.proposals.workflow import PERMISSIONS, WAITING_FOR_HQ, ProposalState, Verdict
from wakimizu.apps.voices import operations as voices
from wakimizu.apps.voices.models import Need
from wakimizu.apps.voices.operations.sorting import required
from wakimizu.apps.voices.workflow import Ending, NeedState
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.moving import JUST_CHANGED
from wakimizu.shared.permissions import allow

ENDINGS: dict[str, Ending] = {
    Verdict.ADOPT: Ending.WILL_BE,
    Verdict.PART: Ending.WILL_BE,
    Verdict.STUDY: Ending.STUDIED,
    Verdict.DECLINE: Ending.CANNOT,
}


@operation
def hand_on(actor: Actor, *, proposal: Proposal, division: Office, because: str) -> Proposal:
    """Give it to the division that can act; the day it is owed stays."""
    allow(actor, "hand_on", proposal, table=PERMISSIONS)
    _waits(proposal)
    if not division.at_hq or not division.valid_on(actor.today):
        raise BadInput(_("Choose the HQ division that must decide."), "division")
    if division.pk == proposal.division_id:
        raise BadInput(_("It is with this division already."), "division")
    before = proposal.division_id
    unmoved(proposal, division=division, climbed_at=None)
    digest = noted(actor, "hand_on", required(because, "because", 1000), proposal=proposal)
    actor.record("hand_on", proposal, before=before, to=division, because=digest)
    return proposal


@operation
def decide_proposal(
    actor: Actor,
    *,
    proposal: Proposal,
    verdict: str,
    reason: str,
    part: str = "",
    until: date | None = None,
    amount: int | None = None,
) -> Decision:
    """Decide, and answer every voice behind it. BadInput without a reason, or without the day that the verdict promises."""
    allow(actor, "decide", proposal, table=PERMISSIONS)
    _waits(proposal)
    reason = required(reason, "reason")
    until = _day(actor, verdict, until)
    part = required(part, "part", 1000) if verdict == Verdict.PART else ""
    if amount is not None and not 0 <= amount <= MOST_YEN:
        raise BadInput(_("Give whole yen, zero or more."), "amount")
    if verdict == Verdict.STUDY:
        moved = {"due": until, "climbed_at": None}
        due, state = proposal.due, ProposalState.STUDIED
    else:
        moved, due, state = {"decided_at": actor.at}, proposal.due, ProposalState.DECIDED
    _undecided_since(proposal)
    proposal.move(state, **moved)
    decision = Decision(
        city_id=actor.city_id, proposal=proposal, verdict=verdict, reason=reason, part=part, until=until,
        amount=amount if verdict in (Verdict.ADOPT, Verdict.PART) else None, office_id=actor.office_id or proposal.division_id,
        at=actor.at, by_id=actor.post_id, due=due,
    )  # fmt: skip
    decision.save(force_insert=True)
    decision.answered = _answer(actor, proposal, decision)
    decision.save(update_fields=["answered"])
    actor.record(
        "decide_proposal", proposal, decision=decision, verdict=verdict, office=decision.office_id, due=due, until=until,
        amount=decision.amount, reason=decision.digest(reason), voices=decision.answered,
    )  # fmt: skip
    return decision


def _waits(proposal: Proposal) -> None:
    if proposal.state not in WAITING_FOR_HQ:
        raise WrongState(_("This proposal does not wait for HQ: %(state)s.") % {"state": proposal.get_state_display()})


def _undecided_since(proposal: Proposal) -> None:
    """Studied further, a proposal keeps its state and gets another day: of two who decide at once the second is told."""
    still = Proposal.objects.select_for_update().filter(pk=proposal.pk, state=proposal.state, due=proposal.due)
    if not list(still.values_list("pk")):
        raise WrongState(JUST_CHANGED)


def _day(actor: Actor, verdict: str, until: date | None) -> date | None:
    if verdict not in Verdict.values:
        raise BadInput(_("Choose what is decided."), "verdict")
    if verdict == Verdict.DECLINE:
        return None
    if until is None:
        raise BadInput(_("Say until when: everyone behind it is told this day."), "until")
    if until < actor.today:
        raise BadInput(_("The date has passed already. Give a day from today on."), "until")
    return until


def needs_to_answer(proposal: Proposal) -> list[Need]:
    """The needs behind it today, through merges and splits; those that went up in others are answered with them."""
    numbers = lineage.needs_behind(proposal.city_id, [proposal.pk]).get(proposal.pk, set())
    return list(Need.objects.filter(pk__in=numbers).exclude(state=NeedState.MERGED).order_by("pk"))


def told(decision: Decision) -> str:
    """What everyone behind it reads."""
    return f"{decision.part}\n\n{decision.reason}" if decision.part else decision.reason


def _answer(actor: Actor, proposal: Proposal, decision: Decision) -> int:
    needs = needs_to_answer(proposal)
    for need in needs:
        voices.answer_by_decision(
            actor, need=need, office=decision.office, ending=ENDINGS[decision.verdict], text=told(decision),
            until=decision.until,
        )  # fmt: skip
    return lineage.voices_in([need.pk for need in needs])


@operation
def escalate_late(actor: Actor) -> int:
    """What HQ owed by a day that has passed climbs to the bureau, once. How many climbed."""
    allow(actor, "escalate", table=PERMISSIONS)
    late = Proposal.objects.filter(state__in=WAITING_FOR_HQ, due__lt=actor.today, climbed_at=None)
    rows = [row for row in late.select_related("division") if late.filter(pk=row.pk).update(climbed_at=actor.at)]
    for proposal in rows:
        actor.record(
            "escalate_late", proposal, division=proposal.division_id, to=proposal.division.parent_id, due=proposal.due
        )
    if not rows:
        from wakimizu.apps.city.models import City

        actor.record("escalate_late", City.objects.get(pk=actor.city_id), climbed=0)
    return len(rows)
