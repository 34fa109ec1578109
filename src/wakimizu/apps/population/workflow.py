"""Words of the population room that are data: what a figure is, where a table comes from, who may do what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wakimizu.apps.city.models import Office
from wakimizu.shared.permissions import ANYWHERE, Permissions


class Status(TextChoices):
    """What a figure is; every figure says it."""

    OBSERVED = "observed", pgettext_lazy("figure", "Observed")
    ESTIMATED = "estimated", pgettext_lazy("figure", "Estimated")
    PROJECTED = "projected", pgettext_lazy("figure", "Projected")


class Kind(TextChoices):
    """Where a table comes from."""

    CENSUS = "census", _("Census")
    MESH = "mesh", _("Mesh census")
    REGISTER = "register", _("Resident register")
    PUBLISHED = "published", _("Published projection")
    ESTIMATE = "estimate", _("Our estimate")
    RUN = "run", _("Our projection")


class Mode(TextChoices):
    """How people get to a counter."""

    WALK = "walk", _("On foot")
    WALK75 = "walk75", _("On foot, aged 75 or more")
    CAR = "car", _("By car")
    TRANSIT = "transit", _("By bus and tram")


# Whoever serves residents at a counter; to these travel times are worked out.
COUNTERS = (
    Office.Kind.WARD_OFFICE,
    Office.Kind.GENERAL_BRANCH,
    Office.Kind.BRANCH,
    Office.Kind.COMMUNITY_CENTRE,
    Office.Kind.KIOSK,
)
READERS = {"planner", "mayor", "hq", "hq_head", "clerk", "liaison", "policy", "auditor", "it", "system"}

PERMISSIONS: Permissions = {
    "see_population": {ANYWHERE: READERS},
    "keep_tables": {ANYWHERE: {"policy", "it", "system"}},
    "ask_run": {ANYWHERE: {"policy", "planner", "mayor", "hq", "hq_head", "system"}},
    "keep_feeds": {ANYWHERE: {"policy", "it", "system"}},
}
