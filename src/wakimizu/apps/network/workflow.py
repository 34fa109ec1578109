"""Words of the network room that are data: what a site can be, what a study is, who may do what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wakimizu.apps.city.models import Office
from wakimizu.shared.permissions import ANYWHERE, Permissions


class Role(TextChoices):
    """What a site is in a period; those before CLOSED are kinds of offices, from the largest to the smallest."""

    WARD_OFFICE = Office.Kind.WARD_OFFICE.value, _("Ward office")
    GENERAL_BRANCH = Office.Kind.GENERAL_BRANCH.value, _("General branch")
    BRANCH = Office.Kind.BRANCH.value, _("Branch")
    COMMUNITY_CENTRE = Office.Kind.COMMUNITY_CENTRE.value, _("Community centre")
    KIOSK = Office.Kind.KIOSK.value, _("Kiosk")
    CLOSED = "closed", pgettext_lazy("site", "Closed")
    ABSENT = "absent", pgettext_lazy("site", "Not there yet")


ROLES: tuple[str, ...] = tuple(Role.values)
STAFFED: tuple[str, ...] = (Role.WARD_OFFICE, Role.GENERAL_BRANCH, Role.BRANCH)  # counters with officers


class Rider(TextChoices):
    """People who travel alike."""

    UNDER75 = "under75", _("Under 75")
    OVER75 = "over75", _("75 or more")


class Ages(TextChoices):
    """The groups in which a result tells of people; the last travel as `Rider.OVER75`, the others as `Rider.UNDER75`."""

    UNDER65 = "under65", _("Under 65")
    AGED65 = "aged65", _("65 to 74")
    AGED75 = "aged75", _("75 or more")


class StudyKind(TextChoices):
    PLAN = "plan", _("The best plan")
    FRONTIER = "frontier", _("The best plan, and cost against access")


class Stage(TextChoices):
    """What a study is doing."""

    WAITING = "waiting", pgettext_lazy("study", "Waiting")
    READING = "reading", pgettext_lazy("study", "Reading people, ways and visits")
    SEARCHING = "searching", pgettext_lazy("study", "Searching the best plan")
    GUARDS = "guards", pgettext_lazy("study", "Asking what each guard costs")
    FRONTIER = "frontier", pgettext_lazy("study", "Setting cost against access")
    DONE = "done", pgettext_lazy("study", "Done")


class AdoptionState(TextChoices):
    ADOPTED = "adopted", pgettext_lazy("adoption", "Adopted")
    WITHDRAWN = "withdrawn", pgettext_lazy("adoption", "Withdrawn")


READERS = {"planner", "mayor", "hq", "hq_head", "clerk", "liaison", "policy", "auditor", "it", "system"}

PERMISSIONS: Permissions = {
    # act               how near the matter is → which roles
    "see_network": {ANYWHERE: READERS},
    "keep_scenario": {ANYWHERE: {"policy", "system"}},
    "ask_study": {ANYWHERE: {"policy", "planner", "mayor", "hq", "hq_head", "system"}},
    "keep_found": {ANYWHERE: {"system"}},
    "adopt_plan": {ANYWHERE: {"policy", "system"}},
}
