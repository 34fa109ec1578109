"""Words of the monitoring room that are data: what an indicator is, where its numbers come from, who may do what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wakimizu.shared.permissions import ANYWHERE, OWN, Permissions


class Unit(TextChoices):
    """What a value is counted in."""

    PERCENT = "percent", _("Per cent")
    PER_1000 = "per_1000", _("Per 1,000")
    POINTS = "points", _("Percentage points")
    DAYS = "days", pgettext_lazy("unit", "Days")
    MINUTES = "minutes", pgettext_lazy("unit", "Minutes")
    CASES = "cases", pgettext_lazy("unit", "Cases")
    PEOPLE = "people", pgettext_lazy("unit", "People")
    PLACES = "places", pgettext_lazy("unit", "Places")
    SCORE = "score", pgettext_lazy("unit", "Score")


FACTORS = {Unit.PERCENT: 100.0, Unit.PER_1000: 1000.0}  # value = numerator ÷ denominator × this; else × 1


class Direction(TextChoices):
    UP = "up", _("More is better")
    DOWN = "down", _("Less is better")


class Cadence(TextChoices):
    """How often an indicator is observed. A year is a fiscal year: April to March."""

    MONTH = "month", pgettext_lazy("cadence", "Every month")
    QUARTER = "quarter", pgettext_lazy("cadence", "Every quarter")
    YEAR = "year", pgettext_lazy("cadence", "Every fiscal year")


PERIODS_A_YEAR: dict[str, int] = {Cadence.MONTH: 12, Cadence.QUARTER: 4, Cadence.YEAR: 1}


class Source(TextChoices):
    """Where an indicator's numbers come from."""

    ENTERED = "entered", pgettext_lazy("indicator", "Entered by its office")
    FILE = "file", pgettext_lazy("indicator", "From files")
    SURVEY = "survey", pgettext_lazy("indicator", "From a survey")
    COMPUTED = "computed", pgettext_lazy("indicator", "Computed here")


class ItemKind(TextChoices):
    """What stands in the tree of plans."""

    PLAN = "plan", pgettext_lazy("plan", "Plan")
    CHAPTER = "chapter", pgettext_lazy("plan", "Chapter")
    VISION = "vision", pgettext_lazy("plan", "Ward vision")
    MEASURE = "measure", pgettext_lazy("plan", "Measure")
    ACTION = "action", pgettext_lazy("plan", "Action")


class ProgressState(TextChoices):
    NOT_BEGUN = "not_begun", pgettext_lazy("action", "Not begun")
    UNDER_WAY = "under_way", pgettext_lazy("action", "Under way")
    DONE = "done", pgettext_lazy("action", "Done")
    HALTED = "halted", pgettext_lazy("action", "Halted")


TONES = {
    ProgressState.NOT_BEGUN: "waiting",
    ProgressState.UNDER_WAY: "moving",
    ProgressState.DONE: "done",
    ProgressState.HALTED: "stopped",
}
WITH_PROGRESS = (ItemKind.MEASURE, ItemKind.ACTION)  # what can be begun and done

DESK = {"planner", "mayor", "hq", "hq_head"}
READERS = DESK | {"clerk", "liaison", "policy", "auditor", "it", "system"}

PERMISSIONS: Permissions = {
    # act               how near the matter is → which roles
    "see_indicators": {ANYWHERE: READERS},
    "keep_indicator": {ANYWHERE: {"policy", "system"}, OWN: {"hq", "hq_head", "mayor"}},  # its owner
    "observe": {ANYWHERE: {"policy", "system"}, OWN: DESK},  # its owner, or the ward or office that is observed
    "take_files": {ANYWHERE: {"policy", "system"}},
    "keep_plan": {ANYWHERE: {"policy", "system"}},
    "note_progress": {ANYWHERE: {"policy", "system"}, OWN: DESK},  # the item's owner
    "compute": {ANYWHERE: {"system"}},
    "see_emerging": {ANYWHERE: READERS - {"it"}},  # small counts of small places: staff who see what is heard
    "ask_scan": {ANYWHERE: DESK | {"policy", "system"}},
}
