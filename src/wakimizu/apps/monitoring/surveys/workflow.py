"""Words of surveys that are data: states and moves, kinds of questions, the groups people are sorted into, who may do what."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from wakimizu.apps.monitoring.workflow import READERS
from wakimizu.shared.moving import Moves
from wakimizu.shared.permissions import ANYWHERE, OWN, Permissions


class SurveyState(TextChoices):
    DRAFT = "draft", pgettext_lazy("survey", "Being prepared")
    OPEN = "open", pgettext_lazy("survey", "Under way")
    CLOSED = "closed", pgettext_lazy("survey", "Closed")
    PUBLISHED = "published", pgettext_lazy("survey", "Published")


MOVES: Moves = {
    SurveyState: {
        SurveyState.DRAFT: {SurveyState.OPEN},
        SurveyState.OPEN: {SurveyState.CLOSED},  # codes are destroyed: nothing leads back
        SurveyState.CLOSED: {SurveyState.PUBLISHED},
        SurveyState.PUBLISHED: set(),
    }
}
TONES: dict[str, str] = {
    SurveyState.DRAFT: "waiting",
    SurveyState.OPEN: "moving",
    SurveyState.CLOSED: "stopped",
    SurveyState.PUBLISHED: "done",
}


class Scope(TextChoices):
    """Who answers, and with that: where an answer belongs, and whether it is weighted."""

    RESIDENTS = "residents", pgettext_lazy("survey", "Residents, each for themselves")
    DISTRICTS = "districts", pgettext_lazy("survey", "Bodies of the districts, each for its district")


class QuestionKind(TextChoices):
    SCALE = "scale", pgettext_lazy("question", "A scale")
    YES_NO = "yes_no", pgettext_lazy("question", "Yes or no")
    CHOICE = "choice", pgettext_lazy("question", "One of several")
    SEVERAL = "several", pgettext_lazy("question", "Some of several")
    NUMBER = "number", pgettext_lazy("question", "A number")
    TEXT = "text", pgettext_lazy("question", "In own words")


CHOSEN = (QuestionKind.SCALE, QuestionKind.CHOICE, QuestionKind.SEVERAL)  # what has choices of its own


class Channel(TextChoices):
    WEB = "web", pgettext_lazy("survey", "On the web")
    PAPER = "paper", pgettext_lazy("survey", "On paper")


class Sex(TextChoices):
    """As the population's tables have it. Whoever does not say is weighted by the rest."""

    MALE = "male", pgettext_lazy("person", "Male")
    FEMALE = "female", pgettext_lazy("person", "Female")


AGES = (18, 30, 40, 50, 60, 70, 80)  # the groups' first years of age; the last one is open
MOST_TEXT = 1000  # letters of an answer in own words

ALL = READERS | {"resident"}
PERMISSIONS: Permissions = {
    # act              how near the matter is → which roles
    "see_surveys": {ANYWHERE: READERS},
    "keep_survey": {ANYWHERE: {"policy", "system"}, OWN: {"hq", "hq_head", "mayor"}},  # its owner: all until it closes
    "publish_survey": {ANYWHERE: {"policy", "system"}},
    "read_sheets": {ANYWHERE: {"policy"}},  # sheet by sheet, protected, and what people wrote
    "answer_survey": {ANYWHERE: {"resident"}},
}
