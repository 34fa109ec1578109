"""Words of the self-check that are data: the four duties, how well each was done, who may do what.

A planner or the mayor writes; the mayor signs, once the year is over. From then on it stands as it is, with the figures of
that day, and anybody can read it.
"""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from wakimizu.apps.monitoring.workflow import READERS
from wakimizu.shared.moving import Moves
from wakimizu.shared.permissions import ANYWHERE, OWN, Permissions


class Duty(TextChoices):
    """Article 35, paragraph 3, numbers 1 to 4."""

    INFORM = "inform", pgettext_lazy("duty", "Gather local information and send it out")
    GRASP = "grasp", pgettext_lazy("duty", "Grasp the district's issues")
    AGREE = "agree", pgettext_lazy("duty", "Work for agreement among those concerned")
    JOIN = "join", pgettext_lazy("duty", "Join with many actors")


class Mark(TextChoices):
    WELL = "well", pgettext_lazy("mark", "Done well")
    DONE = "done", pgettext_lazy("mark", "Done")
    WEAK = "weak", pgettext_lazy("mark", "Not enough")
    NOT = "not", pgettext_lazy("mark", "Not done")


class CheckState(TextChoices):
    DRAFT = "draft", pgettext_lazy("self-check", "Being written")
    SIGNED = "signed", pgettext_lazy("self-check", "Signed by the ward mayor")


MOVES: Moves = {CheckState: {CheckState.DRAFT: {CheckState.SIGNED}, CheckState.SIGNED: set()}}
TONES: dict[str, str] = {
    CheckState.DRAFT: "waiting", CheckState.SIGNED: "done",
    Mark.WELL: "done", Mark.DONE: "done", Mark.WEAK: "moving", Mark.NOT: "stopped",
}  # fmt: skip
PERMISSIONS: Permissions = {
    # act              how near the ward is → which roles
    "see_self_check": {ANYWHERE: READERS},
    "write_self_check": {ANYWHERE: {"system"}, OWN: {"planner", "mayor"}},
    "sign_self_check": {ANYWHERE: {"system"}, OWN: {"mayor"}},
}
