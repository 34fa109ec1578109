"""The writes of an enacted budget: money that was spent, one by one or a whole file of finance's.

`BudgetLine.spent` is a sum that every write keeps by one conditional update: of two clerks at once, the one for whom
nothing is left is told so. A check in the database stands behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.proposals.budget import rules
from wakimizu.apps.proposals.models import BudgetLine, Round, Spending
from wakimizu.apps.proposals.workflow import PERMISSIONS, RoundState
from wakimizu.apps.voices.operations.sorting import required
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.moving import JUST_CHANGED
from wakimizu.shared.permissions import allow
from wakimizu.shared.templatetags.words import exact_yen


@dataclass(frozen=True, slots=True)
class Spent:
    """Yen that were spent of a line on a day. row: its number in finance's file, once in a line."""

    line: BudgetLine
    day: date
    amount: int
    note: str = ""
    row: str = ""


@operation
def note_spending(actor: Actor, *, spent: Spent) -> Spending:
    """Note what was spent. BadInput above what is left of the enacted amount, or on a day outside the round's year."""
    return _note(actor, spent)


@operation
def note_spendings(actor: Actor, *, spendings: Sequence[Spent]) -> int:
    """A file's spendings, all or none; how many. Its lines in one order, so that two files never wait for each other."""
    for each in sorted(spendings, key=lambda each: each.line.pk):
        _note(actor, each)
    return len(spendings)


def _note(actor: Actor, spent: Spent) -> Spending:
    line = spent.line
    allow(actor, "spend", line, table=PERMISSIONS)
    rules.check_spending_day(_locked(line), spent.day, actor.today)
    amount = rules.check_amount(spent.amount, "amount")
    if spent.row and Spending.objects.filter(line=line, row=spent.row).exists():
        raise BadInput(_("Row “%(row)s” of this line was taken already. Nothing is noted twice.") % {"row": spent.row})
    _take_from(line, amount)
    made = Spending(
        city_id=actor.city_id, line=line, day=spent.day, amount=amount, row=spent.row[:80],
        note=required(spent.note, "note", 200) if spent.note.strip() else "", noted_at=actor.at, noted_by_id=actor.post_id,
    )  # fmt: skip
    made.save(force_insert=True)
    actor.record(
        "note_spending", made, line=line.pk, day=made.day, amount=amount, row=made.row, note=line.digest(made.note)
    )
    return made


def _locked(line: BudgetLine) -> Round:
    """The line's round, which nobody closes until this operation ends."""
    return Round.objects.select_for_update().get(pk=line.round_id)


def _take_from(line: BudgetLine, amount: int) -> None:
    # Of the line's own columns only: PostgreSQL looks at those again when another clerk was faster, not at a join.
    left = BudgetLine.objects.filter(pk=line.pk, enacted__gte=F("spent") + amount)
    if left.update(spent=F("spent") + amount):
        return
    line.refresh_from_db(fields=["enacted", "spent"])
    raise BadInput(
        _(
            "“%(title)s” has %(left)s left of the enacted %(enacted)s. Note at most that, or ask for a supplementary budget."
        )
        % {
            "title": line.title,
            "left": exact_yen((line.enacted or 0) - line.spent),
            "enacted": exact_yen(line.enacted or 0),
        },
        "amount",
    )


@operation
def take_back_spending(actor: Actor, *, spending: Spending) -> None:
    """Take back what was noted by mistake; the ledger keeps what it was."""
    line = spending.line
    allow(actor, "spend", line, table=PERMISSIONS)
    if _locked(line).state != RoundState.ENACTED:
        raise WrongState(_("The accounts of this round are closed; what was spent stays as it is."))
    gone, _rows = Spending.objects.filter(pk=spending.pk).delete()
    if not gone:
        raise WrongState(JUST_CHANGED)
    BudgetLine.objects.filter(pk=line.pk).update(spent=F("spent") - spending.amount)
    actor.record(
        "take_back_spending", line, spending=spending.pk, day=spending.day, amount=spending.amount, row=spending.row
    )
