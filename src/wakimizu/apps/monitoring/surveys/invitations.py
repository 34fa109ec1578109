"""Reading an invitation's code: a typing error is told from a code nobody was given, one used from one that came too late."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wakimizu.apps.monitoring.surveys import codes
from wakimizu.apps.monitoring.surveys.models import Invitation, Survey
from wakimizu.apps.monitoring.surveys.workflow import SurveyState
from wakimizu.shared.errors import BadInput, WrongState

USED = gettext_lazy(
    "This code has been answered with already, and it counts once. If that was you, your answer is kept; nothing was changed."
)


def known(code: str) -> Invitation:
    """The invitation of a code however it was typed. BadInput where there is none."""
    letters = codes.read(code)
    if not letters:
        raise BadInput(
            _("There is a typing error in this code. Compare it letter by letter: 0, 1, I, L, O and U do not occur."),
            "code",
        )
    found = Invitation.objects.filter(digest__in=codes.digests(letters))
    invitation = found.select_related("batch__survey", "batch__area").first()
    if invitation is None:
        raise BadInput(
            _("No survey under way knows this code. Perhaps it has ended; otherwise ask the office that wrote to you."),
            "code",
        )
    return invitation


def ready(code: str, today: date) -> Invitation:
    """An invitation that can be answered with today. BadInput, or WrongState with what is the matter."""
    invitation = known(code)
    survey = invitation.batch.survey
    if not survey.takes_answers(today):
        raise WrongState(_not_now(survey, today))
    if invitation.used:
        raise WrongState(USED)
    return invitation


def _not_now(survey: Survey, today: date) -> str:
    if survey.state == SurveyState.DRAFT or today < survey.opens:
        return _("This survey has not begun yet. It begins on %(day)s.") % {"day": survey.opens}
    return _("This survey has ended. Thank you for wanting to take part.")
