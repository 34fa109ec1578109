"""Words of deliberations that are data: states and moves, who may add statements, who may do what."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import pgettext_lazy

from wakimizu.shared.moving import Moves
from wakimizu.shared.permissions import ANYWHERE, OWN, Permissions


class DeliberationState(TextChoices):
    DRAFT = "draft", pgettext_lazy("deliberation", "Being prepared")
    OPEN = "open", pgettext_lazy("deliberation", "Under way")
    CLOSED = "closed", pgettext_lazy("deliberation", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("deliberation", "Withdrawn")


class StatementState(TextChoices):
    WAITING = "waiting", pgettext_lazy("statement", "Being read by the office")
    ACCEPTED = "accepted", pgettext_lazy("statement", "Shown to everyone")
    REJECTED = "rejected", pgettext_lazy("statement", "Not shown")


class Adding(TextChoices):
    """Who may add statements, and whether each is read first."""

    READ_FIRST = "read", pgettext_lazy("statements", "Everyone who takes part; each is read by the office first")
    AT_ONCE = "once", pgettext_lazy("statements", "Everyone who takes part; only doubtful ones are read first")
    NOBODY = "nobody", pgettext_lazy("statements", "Nobody but the office")


class Choice(IntegerChoices):
    AGREE = 1, pgettext_lazy("vote", "Agree")
    DISAGREE = -1, pgettext_lazy("vote", "Disagree")
    PASS = 0, pgettext_lazy("vote", "Pass / unsure")


MOVES: Moves = {
    DeliberationState: {
        DeliberationState.DRAFT: {DeliberationState.OPEN, DeliberationState.WITHDRAWN},
        DeliberationState.OPEN: {DeliberationState.CLOSED, DeliberationState.WITHDRAWN},
        DeliberationState.CLOSED: set(),  # what was found stands
        DeliberationState.WITHDRAWN: set(),
    },
    StatementState: {
        StatementState.WAITING: {StatementState.ACCEPTED, StatementState.REJECTED},
        StatementState.ACCEPTED: {StatementState.REJECTED},
        StatementState.REJECTED: {StatementState.ACCEPTED},
    },
}
TONES: dict[str, str] = {
    DeliberationState.DRAFT: "waiting",
    DeliberationState.OPEN: "moving",
    DeliberationState.CLOSED: "done",
    DeliberationState.WITHDRAWN: "stopped",
    StatementState.WAITING: "waiting",
    StatementState.ACCEPTED: "done",
    StatementState.REJECTED: "stopped",
}

KEEPERS = {"planner", "liaison", "mayor", "hq", "hq_head"}
READERS = KEEPERS | {"clerk", "policy", "auditor", "it", "system"}
PERMISSIONS: Permissions = {
    # act                  how near the matter is → which roles
    "see_deliberations": {ANYWHERE: READERS},
    "keep_deliberation": {ANYWHERE: {"policy", "system"}, OWN: KEEPERS},  # make, open, invite, moderate, close
    "attach_result": {ANYWHERE: {"system"}, OWN: {"planner", "mayor", "hq", "hq_head"}},
    "take_ballots_in": {ANYWHERE: {"system"}},
    "take_part": {ANYWHERE: {"resident"}},
    "compute": {ANYWHERE: {"system"}, OWN: KEEPERS | {"policy"}},  # the timer each minute; whoever closes, at once
}
