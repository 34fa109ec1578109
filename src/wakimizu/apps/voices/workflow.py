"""States of voices, needs and answers, who may move them, and who may do what. Data, for a clerk to check.

A voice:   received → sorted (into a need) → answered → reopened → answered …; or set aside (with a reason, counted).
A need:    assigned → approval (an answer waits) → answered → assigned again when reopened; or merged into another.
An answer: draft → submitted → published, or returned to its writer.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wakimizu.shared.permissions import ANYWHERE, OWN, PART, Permissions


class Channel(TextChoices):
    COUNTER = "counter", _("Counter")
    PHONE = "phone", _("Telephone")
    WEB = "web", _("Web form")
    MEETING = "meeting", _("Meeting")
    LETTER = "letter", _("Letter")
    EMAIL = "email", pgettext_lazy("channel", "E-mail")
    OPEN311 = "open311", "Open311"
    IMPORT = "import", _("Imported")


class Sphere(TextChoices):
    SELF = "self", _("Self-help")
    MUTUAL = "mutual", _("Mutual help")
    CITY = "city", _("City help")


class VoiceState(TextChoices):
    RECEIVED = "received", pgettext_lazy("voice", "Received")
    SORTED = "sorted", pgettext_lazy("voice", "With an office")
    ANSWERED = "answered", pgettext_lazy("voice", "Answered")
    REOPENED = "reopened", pgettext_lazy("voice", "Reopened")
    SET_ASIDE = "set_aside", pgettext_lazy("voice", "Set aside")


class NeedState(TextChoices):
    ASSIGNED = "assigned", pgettext_lazy("need", "Being worked on")
    APPROVAL = "approval", pgettext_lazy("need", "Answer awaits approval")
    ANSWERED = "answered", pgettext_lazy("need", "Answered")
    MERGED = "merged", pgettext_lazy("need", "Merged")


class PartState(TextChoices):
    ASKED = "asked", pgettext_lazy("part", "Owed")
    GIVEN = "given", pgettext_lazy("part", "Given")
    DECLINED = "declined", pgettext_lazy("part", "Declined")


class AnswerState(TextChoices):
    DRAFT = "draft", pgettext_lazy("answer", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("answer", "Awaits approval")
    RETURNED = "returned", pgettext_lazy("answer", "Returned")
    PUBLISHED = "published", pgettext_lazy("answer", "Published")


class Ending(TextChoices):
    """The five honest endings."""

    SOLVED = "solved", _("Solved")
    WILL_BE = "will_be", _("Will be done")
    STUDIED = "being_studied", _("Being studied")
    CANNOT = "cannot_because", _("Cannot be done, because …")
    NOT_OURS = "not_ours", _("Not ours; theirs is …")


ENDINGS_WITH_DATE = {Ending.WILL_BE, Ending.STUDIED}

# From which state to which. What is not here is refused, with what is possible instead.
MOVES: dict[type[TextChoices], dict[str, set[str]]] = {
    VoiceState: {
        VoiceState.RECEIVED: {VoiceState.SORTED, VoiceState.SET_ASIDE},
        VoiceState.SORTED: {VoiceState.ANSWERED, VoiceState.RECEIVED},
        VoiceState.ANSWERED: {VoiceState.REOPENED},
        VoiceState.REOPENED: {VoiceState.ANSWERED, VoiceState.SORTED},
        VoiceState.SET_ASIDE: {VoiceState.RECEIVED},
    },
    NeedState: {
        NeedState.ASSIGNED: {NeedState.APPROVAL, NeedState.MERGED},
        NeedState.APPROVAL: {NeedState.ASSIGNED, NeedState.ANSWERED, NeedState.MERGED},
        NeedState.ANSWERED: {NeedState.ASSIGNED},
        NeedState.MERGED: set(),
    },
    AnswerState: {
        AnswerState.DRAFT: {AnswerState.SUBMITTED},
        AnswerState.SUBMITTED: {AnswerState.PUBLISHED, AnswerState.RETURNED},
        AnswerState.RETURNED: {AnswerState.SUBMITTED},
        AnswerState.PUBLISHED: set(),
    },
    PartState: {
        PartState.ASKED: {PartState.GIVEN, PartState.DECLINED},
        PartState.GIVEN: set(),
        PartState.DECLINED: set(),
    },
}

TONES: dict[str, str] = {
    VoiceState.RECEIVED: "waiting",
    VoiceState.SORTED: "moving",
    VoiceState.ANSWERED: "done",
    VoiceState.REOPENED: "late",
    VoiceState.SET_ASIDE: "stopped",
    NeedState.ASSIGNED: "moving",
    NeedState.APPROVAL: "waiting",
    NeedState.MERGED: "stopped",
    PartState.ASKED: "waiting",
    PartState.GIVEN: "done",
    PartState.DECLINED: "stopped",
    AnswerState.DRAFT: "moving",
    AnswerState.SUBMITTED: "waiting",
    AnswerState.RETURNED: "late",
    AnswerState.PUBLISHED: "done",
}

DESK = {"planner", "mayor", "hq", "hq_head"}
HEADS = {"mayor", "hq_head"}
FRONT = {"clerk", "liaison"}

PERMISSIONS: Permissions = {
    # act                 how near the matter is → which roles
    "receive_voice": {ANYWHERE: {"resident", "system"} | DESK | FRONT},
    "see_voice": {ANYWHERE: {"policy", "system"}, PART: DESK | FRONT},
    "sort_voice": {ANYWHERE: {"system"}, OWN: DESK | {"liaison"}},
    "pass_voice_on": {ANYWHERE: {"system"}, OWN: DESK | {"liaison"}},
    "set_voice_aside": {OWN: {"planner", "mayor", "hq_head"}},
    "publish_voice": {ANYWHERE: {"system"}, OWN: DESK},
    "read_contact": {OWN: DESK},
    "open_addresses": {ANYWHERE: {"system"}},  # to write to who agreed to it: apps/exchange/mail
    "add_words": {ANYWHERE: {"resident", "system"}},
    "erase_voice": {OWN: {"planner", "mayor", "hq_head"}, ANYWHERE: {"system"}},
    "see_need": {ANYWHERE: {"policy", "auditor", "system"}, PART: DESK | FRONT},
    "raise_need": {ANYWHERE: {"system"}, OWN: DESK | {"liaison"}},
    "lead_need": {ANYWHERE: {"system"}, OWN: DESK},  # assign, support, merge, split, extend, draft, submit
    "propose": {PART: {"planner", "mayor"}},  # to HQ: apps/proposals
    "give_part": {ANYWHERE: {"system"}, OWN: DESK | FRONT},
    "remark": {PART: DESK | FRONT},
    "approve_answer": {ANYWHERE: {"system"}, OWN: HEADS},
    "remark_by_measure": {ANYWHERE: DESK | {"policy", "system"}},  # the measure is checked there
    "answer_by_decision": {ANYWHERE: {"system", "hq_head", "mayor"}},  # by a decision or a measure, checked there
    "reopen": {ANYWHERE: {"resident", "system"}, OWN: DESK | FRONT},
    "import_voices": {ANYWHERE: {"system"}, OWN: {"planner", "mayor"}},
    "see_routing": {ANYWHERE: DESK | {"it", "policy", "auditor"}},
    "keep_routing": {ANYWHERE: {"system", "policy", "it"}},
    "keep_language": {ANYWHERE: {"system", "policy", "it"}},  # ask for versions of what is learned, put them to use
    "see_language": {ANYWHERE: {"policy", "it", "auditor"}},
    "see_overview": {ANYWHERE: DESK | FRONT | {"policy", "auditor", "system"}},
    "remind": {ANYWHERE: {"system"}},
}
