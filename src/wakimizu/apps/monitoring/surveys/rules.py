"""What an answer and a survey must be.

The rules:
1. What is asked for must be answered; anything else may be left out, and then says nothing.
2. A choice is one of the question's own, several are different ones, a number is one, words are short and hold no My Number.
3. Answers on the web count from the first to the last day; paper is taken in until the survey is closed.
4. A survey that is under way keeps its questions.
"""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.monitoring.surveys.models import Question, Survey
from wakimizu.apps.monitoring.surveys.workflow import CHOSEN, MOST_TEXT, QuestionKind, SurveyState
from wakimizu.apps.voices.operations.sorting import required
from wakimizu.shared.errors import BadInput, WrongState

MOST_NUMBER = 1e9
EMPTY: tuple[Any, ...] = (None, "", [], ())


def checked(questions: Sequence[Question], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an answer, by question. BadInput names the question's code as its field."""
    found = {}
    for question in questions:
        value = given.get(question.code)
        if value in EMPTY:
            if question.required:
                raise BadInput(_("Please answer this question."), question.code)
            continue
        found[question.code] = _value(question, value)
    if not found:
        raise BadInput(_("Nothing was answered. Answer at least one question."), questions[0].code)
    return found


def _value(question: Question, value: Any) -> Any:
    if question.kind == QuestionKind.TEXT:
        return required(str(value), question.code, MOST_TEXT)
    if question.kind == QuestionKind.SEVERAL:
        return sorted({_whole(question, each, 1, len(question.choices)) for each in value})
    if question.kind == QuestionKind.YES_NO:
        return _whole(question, value, 0, 1)
    if question.kind in CHOSEN:
        return _whole(question, value, 1, len(question.choices))
    return _number(question, value)


def _whole(question: Question, value: Any, least: int, most: int) -> int:
    text = str(value)
    number = int(text) if text.isdecimal() and len(text) < 4 else -1
    if not least <= number <= most:
        raise BadInput(
            _("“%(value)s” is none of the answers. Write a number from %(least)d to %(most)d.")
            % {"value": text[:40], "least": least, "most": most},
            question.code,
        )
    return number


def _number(question: Question, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not (isfinite(number) and 0 <= number < MOST_NUMBER):
        raise BadInput(_("This is not a number."), question.code)
    return number


def check_survey(survey: Survey) -> None:
    """BadInput when a survey contradicts itself."""
    if survey.closes < survey.opens:
        raise BadInput(_("The last day comes after the first."), "closes")
    if survey.kept_back < 1:
        raise BadInput(_("At least one answer is needed to show a result."), "kept_back")
    for field in ("name", "name_en", "intro", "intro_en"):
        if getattr(survey, field):
            setattr(survey, field, required(getattr(survey, field), field))


def still_draft(survey: Survey) -> None:
    if survey.state != SurveyState.DRAFT:
        raise WrongState(_("This survey has begun, so it stays as it is. Make a new one for other questions or days."))


def under_way(survey: Survey) -> None:
    if survey.state != SurveyState.OPEN:
        raise WrongState(_("This survey is not under way. Open it first, or make a new one."))
