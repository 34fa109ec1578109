"""Words of the services room that are data: how far a counter handles a service, what can fall short, who may do what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wakimizu.apps.city.models import Office
from wakimizu.shared.permissions import ANYWHERE, OWN, Permissions

# Kinds of offices with a counter, from the largest to the smallest; a standard says a level for each of them.
COUNTERS: tuple[str, ...] = (
    Office.Kind.WARD_OFFICE,
    Office.Kind.GENERAL_BRANCH,
    Office.Kind.BRANCH,
    Office.Kind.COMMUNITY_CENTRE,
    Office.Kind.KIOSK,
)


class Level(TextChoices):
    """How far an office handles a service."""

    FULL = "full", pgettext_lazy("level", "In full")
    REFERRAL = "referral", pgettext_lazy("level", "Passed on")
    NONE = "none", pgettext_lazy("level", "Not handled")


HEIGHT: dict[str, int] = {Level.NONE: 0, Level.REFERRAL: 1, Level.FULL: 2}
SIGNS: dict[str, str] = {Level.FULL: "●", Level.REFERRAL: "△", Level.NONE: "–"}  # read without colour


class Decided(TextChoices):
    """Where the decision on a case is taken."""

    COUNTER = "counter", _("At the counter, on the spot")
    HQ = "hq", _("At headquarters")


class Fault(TextChoices):
    """What an office's offer can fall short of."""

    MISSING = "missing", pgettext_lazy("fault", "Not handled here")
    BELOW = "below", pgettext_lazy("fault", "Only passed on")
    HOURS = "hours", pgettext_lazy("fault", "Open too short")
    DECIDED = "decided", pgettext_lazy("fault", "Decided elsewhere")
    DOCUMENTS = "documents", pgettext_lazy("fault", "Asks for more documents")
    WAIT = "wait", pgettext_lazy("fault", "Waits too long")
    LEAD = "lead", pgettext_lazy("fault", "Takes too many days")


class RemedyState(TextChoices):
    PROMISED = "promised", pgettext_lazy("remedy", "Promised")
    DONE = "done", pgettext_lazy("remedy", "Done")
    ACCEPTED = "accepted", pgettext_lazy("remedy", "Accepted as it is")


class Change(TextChoices):
    """制度変更区分 of GIF 451-4: what a variant changes of the service it comes from."""

    REWRITTEN = "0", _("Rewritten in plain words, same content")
    ADDED = "1", _("Added to by a municipality or ward")
    NARROWED = "2", _("Narrowed by conditions")


class Part(TextChoices):
    """The parts of a duty 事務."""

    PLAN = "plan", pgettext_lazy("duty", "Plan")
    STANDARD = "standard", pgettext_lazy("duty", "Set the standard")
    BUDGET = "budget", pgettext_lazy("duty", "Budget")
    DECIDE = "decide", pgettext_lazy("duty", "Decide")
    DELIVER = "deliver", pgettext_lazy("duty", "Deliver")
    SUPPORT = "support", pgettext_lazy("duty", "Support")


class Mode(TextChoices):
    """How a unit holds its part."""

    DIRECT = "direct", pgettext_lazy("duty", "Directly")
    CONSOLIDATED = "consolidated", pgettext_lazy("duty", "Consolidated")
    OUTSOURCED = "outsourced", pgettext_lazy("duty", "Outsourced")


DESK = {"planner", "mayor", "hq", "hq_head"}
WARD = {"planner", "mayor", "clerk"}
READERS = DESK | {"clerk", "liaison", "policy", "auditor", "it", "system"}

PERMISSIONS: Permissions = {
    # act               how near the matter is → which roles
    "see_services": {ANYWHERE: READERS},
    "keep_catalogue": {OWN: {"hq", "hq_head"}, ANYWHERE: {"policy", "system"}},
    "ask_before_standards": {ANYWHERE: {"policy", "system"}},  # by the sharing rules
    "set_standard": {OWN: {"hq", "hq_head"}, ANYWHERE: {"system"}},
    "offer_service": {OWN: {"planner", "mayor"}, ANYWHERE: {"policy", "system"}},
    "note_observations": {OWN: WARD, ANYWHERE: {"policy", "system"}},
    "promise_remedy": {OWN: {"planner", "mayor", "hq", "hq_head"}, ANYWHERE: {"system"}},
    "keep_duties": {ANYWHERE: {"policy", "system"}},
    "keep_navigator": {ANYWHERE: {"policy", "it", "system"}},
}
