"""Words of the community room that are data: kinds, results, who may do what.

Who sees what: a ward's own people see its partners, visits and loans; HQ, policy and the auditor read all of them; cases
are read by every ward. How to reach a partner is opened by the ward's own people only, and each opening is recorded.
"""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from wakimizu.shared.permissions import ANYWHERE, OWN, PART, Permissions


class PartnerKind(TextChoices):
    COUNCIL = "council", pgettext_lazy("partner", "District council")
    NEIGHBOURS = "neighbours", pgettext_lazy("partner", "Neighbourhood association")
    NPO = "npo", pgettext_lazy("partner", "Non-profit organisation")
    FIRE = "fire", pgettext_lazy("partner", "Volunteer fire corps")
    WELFARE = "welfare", pgettext_lazy("partner", "Social welfare council")
    SENIORS = "seniors", pgettext_lazy("partner", "Senior citizens' club")
    CHILDREN = "children", pgettext_lazy("partner", "Children's association or PTA")
    SCHOOL = "school", pgettext_lazy("partner", "School")
    COMPANY = "company", pgettext_lazy("partner", "Company or shops")
    OTHER = "other", pgettext_lazy("partner", "Other")


class VisitKind(TextChoices):
    VISIT = "visit", pgettext_lazy("contact", "Visit")
    MEETING = "meeting", pgettext_lazy("contact", "Meeting")
    EVENT = "event", pgettext_lazy("contact", "Event")
    CALL = "call", pgettext_lazy("contact", "Telephone or online")


MEETS = (VisitKind.VISIT, VisitKind.MEETING, VisitKind.EVENT)  # what counts as having been there


class DistrictKind(TextChoices):
    CENTRE = "centre", pgettext_lazy("district", "City centre")
    HOUSING = "housing", pgettext_lazy("district", "Housing estate")
    SUBURB = "suburb", pgettext_lazy("district", "Suburb")
    FARMING = "farming", pgettext_lazy("district", "Farming country")
    HILLS = "hills", pgettext_lazy("district", "Hills and mountains")
    COAST = "coast", pgettext_lazy("district", "Coast and islands")


class Outcome(TextChoices):
    WORKED = "worked", pgettext_lazy("case", "It worked")
    PARTLY = "partly", pgettext_lazy("case", "It worked in part")
    NOT = "not", pgettext_lazy("case", "It did not work")


TONES: dict[str, str] = {Outcome.WORKED: "done", Outcome.PARTLY: "waiting", Outcome.NOT: "stopped"}


class GrantKind(TextChoices):
    MONEY = "money", pgettext_lazy("grant", "Grant of money")
    LOAN = "loan", pgettext_lazy("grant", "Lent")


NOT_VISITED = (30, 60, 90, 180)  # days, to choose from
USUAL_DAYS = 90
WRITERS = {"liaison", "planner"}
WARD = WRITERS | {"mayor", "clerk"}
ABOVE = {"hq", "hq_head", "policy", "auditor", "system"}

PERMISSIONS: Permissions = {
    # act             how near the matter is → which roles
    "see_community": {ANYWHERE: ABOVE, PART: WARD},  # a partner, a visit, a loan
    "keep_partner": {ANYWHERE: {"system"}, OWN: WRITERS},
    "import_partners": {ANYWHERE: {"system"}, OWN: {"planner"}},
    "read_partner_contact": {PART: WRITERS | {"mayor"}},
    "erase_partner_contact": {ANYWHERE: {"system"}, OWN: {"planner", "mayor"}},
    "note_visit": {ANYWHERE: {"system"}, OWN: WRITERS},
    "lend": {ANYWHERE: {"system"}, OWN: WRITERS},
    "see_cases": {ANYWHERE: ABOVE | WARD},
    "keep_case": {ANYWHERE: {"system", "policy"}, OWN: WRITERS},
    "say_help": {ANYWHERE: {"system"}, PART: WRITERS},  # about a need the ward has a part in
}
