"""States of notices, consultations and meetings, who may move them, and who may do what. Data, for a clerk to check.

A notice:       accepted (its addressees are known) → sent, by the timer → corrected by a newer one, or withdrawn.
A consultation: open (those asked answer, HQ responds to each) → settled; or withdrawn before that.
A meeting:      planned (its agenda fills itself) → held (its minutes stand); or called off.
A task:         open → done.
"""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from wakimizu.apps.city.models import Office
from wakimizu.shared.moving import Moves
from wakimizu.shared.permissions import ANYWHERE, OWN, PART, Permissions


class Level(TextChoices):
    """Where an office stands: information goes from HQ to the wards to their counters, sideways, and back up."""

    HQ = "hq", pgettext_lazy("level of offices", "HQ")
    WARD = "ward", pgettext_lazy("level of offices", "Ward")
    COUNTER = "counter", pgettext_lazy("level of offices", "Counter")


LEVEL_OF: dict[str, str] = {
    Office.Kind.HQ_BUREAU: Level.HQ,
    Office.Kind.HQ_DIVISION: Level.HQ,
    Office.Kind.WARD_OFFICE: Level.WARD,
    Office.Kind.WARD_DIVISION: Level.WARD,
    Office.Kind.GENERAL_BRANCH: Level.COUNTER,
    Office.Kind.BRANCH: Level.COUNTER,
    Office.Kind.COMMUNITY_CENTRE: Level.COUNTER,
}  # offices with people at desks; others are told nothing


class Wards(TextChoices):
    """Which wards a rule means."""

    ALL = "all", pgettext_lazy("wards", "All wards")
    OWN = "own", pgettext_lazy("wards", "The sender's own ward")
    OTHER = "other", pgettext_lazy("wards", "The other wards")
    NAMED = "named", pgettext_lazy("wards", "The wards that are named")


class NoticeState(TextChoices):
    ACCEPTED = "accepted", pgettext_lazy("notice", "Being sent")
    SENT = "sent", pgettext_lazy("notice", "Sent")
    CORRECTED = "corrected", pgettext_lazy("notice", "Corrected by a newer one")
    WITHDRAWN = "withdrawn", pgettext_lazy("notice", "Withdrawn")


class ConsultationState(TextChoices):
    OPEN = "open", pgettext_lazy("consultation", "Open")
    SETTLED = "settled", pgettext_lazy("consultation", "Settled")
    WITHDRAWN = "withdrawn", pgettext_lazy("consultation", "Withdrawn")


class About(TextChoices):
    """What a consultation would change."""

    STANDARD = "standard", pgettext_lazy("consultation", "The standard of a service")
    DUTY = "duty", pgettext_lazy("consultation", "Who holds a duty")
    OFFICE = "office", pgettext_lazy("consultation", "An office: its hours, its role, its place")
    OTHER = "other", pgettext_lazy("consultation", "Something else")


class Stance(TextChoices):
    AGREE = "agree", pgettext_lazy("opinion", "Agrees")
    IF = "if", pgettext_lazy("opinion", "Agrees, if")
    OBJECT = "object", pgettext_lazy("opinion", "Objects")
    NONE = "none", pgettext_lazy("opinion", "No opinion")


class Taken(TextChoices):
    """What HQ makes of an opinion."""

    UP = "up", pgettext_lazy("response", "Taken up")
    PARTLY = "partly", pgettext_lazy("response", "Taken up in part")
    NOT = "not", pgettext_lazy("response", "Not taken up")


class Outcome(TextChoices):
    AS_PROPOSED = "proposed", pgettext_lazy("outcome", "Goes on as proposed")
    CHANGED = "changed", pgettext_lazy("outcome", "Goes on, changed")
    DROPPED = "dropped", pgettext_lazy("outcome", "Dropped")


class MeetingKind(TextChoices):
    MAYORS = "mayors", pgettext_lazy("meeting", "Ward mayors' meeting")
    DIVISION = "division", pgettext_lazy("meeting", "Division meeting")


class MeetingState(TextChoices):
    PLANNED = "planned", pgettext_lazy("meeting", "Planned")
    HELD = "held", pgettext_lazy("meeting", "Held")
    OFF = "off", pgettext_lazy("meeting", "Called off")


class TaskState(TextChoices):
    OPEN = "open", pgettext_lazy("task", "To be done")
    DONE = "done", pgettext_lazy("task", "Done")


MOVES: Moves = {
    NoticeState: {
        NoticeState.ACCEPTED: {NoticeState.SENT, NoticeState.WITHDRAWN},
        NoticeState.SENT: {NoticeState.CORRECTED, NoticeState.WITHDRAWN},
        NoticeState.CORRECTED: set(),
        NoticeState.WITHDRAWN: set(),
    },
    ConsultationState: {
        ConsultationState.OPEN: {ConsultationState.SETTLED, ConsultationState.WITHDRAWN},
        ConsultationState.SETTLED: set(),
        ConsultationState.WITHDRAWN: set(),
    },
    MeetingState: {
        MeetingState.PLANNED: {MeetingState.HELD, MeetingState.OFF},
        MeetingState.HELD: set(),
        MeetingState.OFF: set(),
    },
    TaskState: {TaskState.OPEN: {TaskState.DONE}, TaskState.DONE: set()},
}

TONES: dict[str, str] = {
    NoticeState.ACCEPTED: "waiting",
    NoticeState.SENT: "done",
    NoticeState.CORRECTED: "stopped",
    NoticeState.WITHDRAWN: "stopped",
    ConsultationState.OPEN: "waiting",
    ConsultationState.SETTLED: "done",
    MeetingState.PLANNED: "waiting",
    MeetingState.HELD: "done",
    MeetingState.OFF: "stopped",
    Stance.AGREE: "done",
    Stance.IF: "waiting",
    Stance.OBJECT: "late",
    Stance.NONE: "stopped",
}

REMIND_AGAIN = 2  # business days between two reminders of the same office
DESK = {"planner", "mayor", "hq", "hq_head"}
PEOPLE = DESK | {"clerk", "liaison", "policy", "it"}
READERS = PEOPLE | {"auditor", "system"}

PERMISSIONS: Permissions = {
    # act                how near the matter is → which roles
    "see_sharing": {ANYWHERE: READERS},
    "keep_sharing_rules": {ANYWHERE: {"policy", "system"}},
    "send_notice": {ANYWHERE: {"system"}, OWN: DESK | {"policy", "it"}},  # in the name of the own office
    "acknowledge": {ANYWHERE: {"system"}, OWN: PEOPLE, PART: {"planner", "mayor"}},  # a ward's desk for its offices
    "ask_about_notice": {ANYWHERE: PEOPLE | {"system"}},
    "reply_about_notice": {ANYWHERE: {"system"}, OWN: DESK | {"policy", "it"}},
    "deliver_notices": {ANYWHERE: {"system"}},
    "consult": {ANYWHERE: {"system"}, OWN: {"hq", "hq_head", "policy"}},  # propose, respond
    "settle": {ANYWHERE: {"system"}, OWN: {"hq_head", "policy"}},
    "give_opinion": {ANYWHERE: {"system"}, OWN: {"clerk", "liaison", *DESK, "policy"}, PART: {"planner", "mayor"}},
    "call_meeting": {ANYWHERE: {"system"}, OWN: {"mayor", "hq_head", "policy"}},
    "do_task": {ANYWHERE: {"system"}, OWN: PEOPLE},
    "keep_feed": {ANYWHERE: {"system"}, OWN: PEOPLE},
}
