"""States of proposals, budget rounds and measures, who may move them, and who may do what. Data, for a clerk to check.

A proposal: draft → endorsement (the ward mayor reads it) → review (HQ must decide by a day) → decided; or studied until a
            day and then reviewed again; or given back to its writer; or withdrawn.
A round:    open (wards and divisions request) → assessment → enacted → closed (the year's spending is done).
A measure:  planned → running → closed, when its indicators have been looked at; or stopped, with the reason.
"""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from wakimizu.shared.moving import Moves
from wakimizu.shared.permissions import ANYWHERE, OWN, PART, Permissions


class ProposalState(TextChoices):
    DRAFT = "draft", pgettext_lazy("proposal", "Draft")
    ENDORSEMENT = "endorse", pgettext_lazy("proposal", "Awaits the ward mayor")
    REVIEW = "review", pgettext_lazy("proposal", "Under review at HQ")
    STUDIED = "studied", pgettext_lazy("proposal", "Being studied")
    DECIDED = "decided", pgettext_lazy("proposal", "Decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")


class Verdict(TextChoices):
    """What HQ may decide."""

    ADOPT = "adopt", pgettext_lazy("decision", "Adopted")
    PART = "part", pgettext_lazy("decision", "Adopted in part")
    STUDY = "study", pgettext_lazy("decision", "To be studied until a day")
    DECLINE = "decline", pgettext_lazy("decision", "Declined")


class Fund(TextChoices):
    """Where money comes from."""

    GENERAL = "general", pgettext_lazy("fund", "General revenue")
    NATIONAL = "national", pgettext_lazy("fund", "National subsidy")
    PREFECTURE = "pref", pgettext_lazy("fund", "Prefectural subsidy")
    BOND = "bond", pgettext_lazy("fund", "Municipal bond")
    OTHER = "other", pgettext_lazy("fund", "Other revenue")


class RoundKind(TextChoices):
    INITIAL = "initial", pgettext_lazy("budget", "Initial budget")
    SUPPLEMENTARY = "suppl", pgettext_lazy("budget", "Supplementary budget")


class RoundState(TextChoices):
    OPEN = "open", pgettext_lazy("budget", "Requests are taken")
    ASSESSMENT = "assess", pgettext_lazy("budget", "Being assessed")
    ENACTED = "enacted", pgettext_lazy("budget", "Enacted")
    CLOSED = "closed", pgettext_lazy("budget", "Closed")


class Way(TextChoices):
    """Who puts a line into the budget."""

    WARD = "ward", pgettext_lazy("budget", "Requested by the ward")
    LUMP = "lump", pgettext_lazy("budget", "Compiled in one lump by the division")


class MeasureState(TextChoices):
    PLANNED = "planned", pgettext_lazy("measure", "Planned")
    RUNNING = "running", pgettext_lazy("measure", "Under way")
    CLOSED = "closed", pgettext_lazy("measure", "Closed")
    STOPPED = "stopped", pgettext_lazy("measure", "Stopped")


class Found(TextChoices):
    """What a look at an indicator found when a measure was closed."""

    MOVED = "moved", pgettext_lazy("effect", "Moved as expected")
    PARTLY = "partly", pgettext_lazy("effect", "Moved, less than expected")
    NOT = "not", pgettext_lazy("effect", "Did not move")
    WORSE = "worse", pgettext_lazy("effect", "Moved the wrong way")
    UNKNOWN = "unknown", pgettext_lazy("effect", "Cannot be told")


MOVES: Moves = {
    ProposalState: {
        ProposalState.DRAFT: {ProposalState.ENDORSEMENT, ProposalState.WITHDRAWN},
        ProposalState.ENDORSEMENT: {ProposalState.REVIEW, ProposalState.DRAFT, ProposalState.WITHDRAWN},
        ProposalState.REVIEW: {ProposalState.DECIDED, ProposalState.STUDIED, ProposalState.WITHDRAWN},
        ProposalState.STUDIED: {ProposalState.DECIDED, ProposalState.STUDIED, ProposalState.WITHDRAWN},
        ProposalState.DECIDED: set(),
        ProposalState.WITHDRAWN: set(),
    },
    RoundState: {
        RoundState.OPEN: {RoundState.ASSESSMENT},
        RoundState.ASSESSMENT: {RoundState.OPEN, RoundState.ENACTED},
        RoundState.ENACTED: {RoundState.CLOSED},
        RoundState.CLOSED: set(),
    },
    MeasureState: {
        MeasureState.PLANNED: {MeasureState.RUNNING, MeasureState.STOPPED},
        MeasureState.RUNNING: {MeasureState.CLOSED, MeasureState.STOPPED},
        MeasureState.CLOSED: set(),
        MeasureState.STOPPED: set(),
    },
}

TONES: dict[str, str] = {
    ProposalState.DRAFT: "moving",
    ProposalState.ENDORSEMENT: "waiting",
    ProposalState.REVIEW: "waiting",
    ProposalState.STUDIED: "waiting",
    ProposalState.DECIDED: "done",
    ProposalState.WITHDRAWN: "stopped",
    Verdict.ADOPT: "done",
    Verdict.PART: "done",
    Verdict.STUDY: "waiting",
    Verdict.DECLINE: "stopped",
    RoundState.OPEN: "moving",
    RoundState.ASSESSMENT: "waiting",
    RoundState.ENACTED: "done",
    RoundState.CLOSED: "stopped",
    MeasureState.PLANNED: "waiting",
    MeasureState.RUNNING: "moving",
    MeasureState.STOPPED: "stopped",
}

WAITING_FOR_HQ = (ProposalState.REVIEW, ProposalState.STUDIED)
DECIDE_WITHIN = 30  # business days from the endorsement
DESK = {"planner", "mayor", "hq", "hq_head"}
READERS = DESK | {"clerk", "liaison", "policy", "auditor", "it", "system"}

PERMISSIONS: Permissions = {
    # act                how near the matter is → which roles
    "see_proposals": {ANYWHERE: READERS},  # a draft: only who holds it, in queries
    "see_draft": {ANYWHERE: {"system"}, PART: {"planner", "mayor"}},
    "write_proposal": {ANYWHERE: {"system"}, OWN: {"planner", "mayor"}},  # the ward's own
    "endorse": {ANYWHERE: {"system"}, OWN: {"mayor"}},
    "ask_about": {ANYWHERE: {"system", "policy"}, PART: {"hq", "hq_head"}},  # who reviews it, and finance
    "reply": {ANYWHERE: {"system"}, OWN: {"planner", "mayor"}},
    "decide": {
        ANYWHERE: {"system"},
        PART: {"hq_head"},
    },  # of the reviewing division, or of its bureau once it has climbed
    "attach_finding": {ANYWHERE: {"system"}, OWN: {"planner", "mayor"}, PART: {"hq", "hq_head"}},
    "hand_on": {ANYWHERE: {"system", "policy"}, PART: {"hq_head"}},
    "escalate": {ANYWHERE: {"system"}},
    "keep_rounds": {ANYWHERE: {"policy", "system"}},  # rounds, ceilings, accounts, assessment, enactment
    "request": {ANYWHERE: {"policy", "system"}, OWN: DESK},
    "spend": {ANYWHERE: {"policy", "system"}, OWN: DESK},
    "run_measure": {ANYWHERE: {"policy", "system"}, OWN: DESK},
    "follow_proposal": {
        ANYWHERE: {"policy", "system"},
        PART: DESK,
    },  # begin a measure of it; who closes that may answer its voices
    "close_measure": {ANYWHERE: {"system"}, OWN: {"mayor", "hq_head"}},
}
