"""What can be done to a proposal or a measure: button, permission, states, form, operation. Screens follow from this table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.proposals import forms
from wakimizu.apps.proposals.evidence import gathered
from wakimizu.apps.proposals.operations import deciding, measures, proposing
from wakimizu.apps.proposals.workflow import PERMISSIONS, MeasureState, ProposalState
from wakimizu.shared.permissions import may

Run = Callable[[Request, Any, dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Act:
    """A button and its page. `main`: the one that stands out when it is possible."""

    name: str
    label: Promise | str
    permission: str
    form: type[forms.Act]
    run: Run
    states: tuple[str, ...]
    done: Promise | str
    words: Promise | str = ""


def _with(operation: Callable[..., Any], about: str) -> Run:
    """An operation whose arguments are called as the form's fields."""
    return lambda request, row, given: operation(request.actor, **{about: row}, **given)


def _endorse(request: Request, row: Any, given: dict[str, Any]) -> Any:
    found = gathered(row, request.book, request.catalogue, request.actor.today)
    return proposing.endorse_proposal(
        request.actor, proposal=row, evidence=found, closures=tuple(request.book.closures)
    )


def _hand_on(request: Request, row: Any, given: dict[str, Any]) -> Any:
    division = request.book.office_by_code[given["division"]]
    return deciding.hand_on(request.actor, proposal=row, division=division, because=given["because"])


WAITING = (ProposalState.REVIEW, ProposalState.STUDIED)
OPEN = (ProposalState.DRAFT, ProposalState.ENDORSEMENT, *WAITING)
PROPOSAL_ACTS = [
    Act(
        "submit", pgettext_lazy("proposal", "Submit to the ward mayor"), "write_proposal", forms.NothingForm,
        _with(proposing.submit_proposal, "proposal"), (ProposalState.DRAFT,), _("The ward mayor has it now."),
    ),
    Act(
        "endorse", pgettext_lazy("proposal", "Endorse"), "endorse", forms.NothingForm, _endorse, (ProposalState.ENDORSEMENT,),
        _("It is the ward's word now, and HQ must decide."),
        _("From now on anybody can read it. Its evidence stands as it is today, and HQ must decide within 30 business days."),
    ),
    Act(
        "decide", pgettext_lazy("proposal", "Decide"), "decide", forms.DecideForm,
        _with(deciding.decide_proposal, "proposal"), WAITING, _("It is decided, and everyone behind it has the answer."),
    ),
    Act(
        "ask", pgettext_lazy("proposal", "Ask the ward"), "ask_about", forms.TextForm, _with(proposing.ask_about, "proposal"),
        WAITING, _("The ward sees your question."),
    ),
    Act(
        "hand-on", pgettext_lazy("proposal", "Hand on to another division"), "hand_on", forms.HandOnForm, _hand_on, WAITING,
        _("The other division has it now."),
    ),
    Act(
        "give-back", pgettext_lazy("proposal", "Give back to its writer"), "endorse", forms.BecauseForm,
        _with(proposing.give_back_proposal, "proposal"), (ProposalState.ENDORSEMENT,), _("Its writer has it again."),
    ),
    Act(
        "withdraw", pgettext_lazy("proposal", "Withdraw"), "write_proposal", forms.BecauseForm,
        _with(proposing.withdraw_proposal, "proposal"), OPEN, _("It is withdrawn."),
    ),
]  # fmt: skip

RUNNING = (MeasureState.RUNNING,)
NOT_OVER = (MeasureState.PLANNED, MeasureState.RUNNING)
MEASURE_ACTS = [
    Act(
        "begin", pgettext_lazy("measure", "It has begun"), "run_measure", forms.DayForm, _with(measures.begin_measure, "measure"),
        (MeasureState.PLANNED,), _("It is under way; its indicators are watched from this day on."),
    ),
    Act(
        "milestone", pgettext_lazy("measure", "Add a milestone"), "run_measure", forms.MilestoneForm,
        _with(measures.add_milestone, "measure"), NOT_OVER, _("The milestone is kept."),
    ),
    Act(
        "stop", pgettext_lazy("measure", "Stop it"), "run_measure", forms.BecauseForm, _with(measures.stop_measure, "measure"),
        NOT_OVER, _("The measure is stopped."),
    ),
]  # fmt: skip


def possible(table: list[Act], row: Any, actor: Any) -> list[Act]:
    """The acts that this post may do to this row in its state."""
    return [
        act
        for act in table
        if row.state in act.states and may(actor, act.permission, row, table=PERMISSIONS) and _fits(act, row, actor)
    ]


def _fits(act: Act, row: Any, actor: Any) -> bool:
    """What a state alone does not tell: once endorsed, a proposal is the mayor's to withdraw; not submitted while parts are missing."""
    if act.name == "submit":
        return not proposing.missing_of(row)
    if act.name == "withdraw" and row.endorsed_at is not None:
        return may(actor, "endorse", row, table=PERMISSIONS)
    return True
