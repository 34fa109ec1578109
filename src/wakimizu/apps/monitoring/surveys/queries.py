"""Reads of surveys, as their pages need them. A page's statements do not grow with answers, batches or places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.monitoring.surveys import results
from wakimizu.apps.monitoring.surveys.models import Batch, Question, Sheet, Survey
from wakimizu.apps.monitoring.surveys.results import Results
from wakimizu.apps.monitoring.surveys.workflow import QuestionKind, SurveyState
from wakimizu.shared.paging import Beginning

TEXTS_SHOWN = 200
BATCHES_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A survey among all, with how many were invited and answered."""

    survey: Survey
    invited: int
    answers: int


def rows() -> list[Row]:
    """Every survey. Three statements."""
    invited = dict(_sizes().values_list("survey", "n"))
    answers = dict(Sheet.objects.order_by().values("survey").annotate(n=Count("pk")).values_list("survey", "n"))
    return [
        Row(each, invited.get(each.pk, 0), answers.get(each.pk, 0)) for each in Survey.objects.select_related("owner")
    ]


def _sizes():  # type: ignore[no-untyped-def]
    from django.db.models import Sum

    return Batch.objects.order_by().values("survey").annotate(n=Sum("size"))


def called(code: str) -> Survey | None:
    return Survey.objects.select_related("owner").filter(code=code).first()


def under_way(today: date) -> list[Survey]:
    return list(Survey.objects.filter(state=SurveyState.OPEN, opens__lte=today, closes__gte=today))


def published() -> list[Survey]:
    return list(Survey.objects.filter(state=SurveyState.PUBLISHED).defer("results"))


def questions_of(survey: Survey) -> list[Question]:
    return list(survey.questions.select_related("indicator"))


@dataclass(frozen=True, slots=True)
class Invited:
    """A batch with how many of its codes were answered with."""

    batch: Batch
    answered: int

    @property
    def rate(self) -> float:
        return 100 * self.answered / self.batch.size


def invited(survey: Survey) -> list[Invited]:
    """One statement."""
    found = survey.batches.select_related("area").annotate(n=Count("invitations", filter=Q(invitations__used=True)))
    return [Invited(each, each.n if each.answered is None else each.answered) for each in found]


def by_day(survey: Survey) -> list[tuple[date, int]]:
    found = Sheet.objects.filter(survey=survey).order_by("day").values("day").annotate(n=Count("pk"))
    return list(found.values_list("day", "n"))


def by_ward(survey: Survey, book: Directory) -> list[tuple[str, int]]:
    """Ward's code → answers; "" for those of no known ward."""
    found = Sheet.objects.filter(survey=survey).order_by().values("ward").annotate(n=Count("pk"))
    counts: dict[int | None, int] = dict(found.values_list("ward", "n"))
    rows = [(ward.code, counts.get(ward.pk, 0)) for ward in book.wards]
    return [*rows, ("", counts[None])] if None in counts else rows


def found_by(survey: Survey, book: Directory) -> Results | None:
    """What is published; of a closed survey, what would be published now. Nothing of one that is under way."""
    if survey.results is not None:
        return results.from_json(survey.results)
    return results.of(survey, book) if survey.state == SurveyState.CLOSED else None


def texts(survey: Survey, questions: Sequence[Question]) -> list[tuple[Question, Beginning[str]]]:
    """What people wrote, in the order of the alphabet, so that it tells nothing of the rest of their sheet."""
    asked = [each for each in questions if each.kind == QuestionKind.TEXT]
    if not asked:
        return []
    sheets = list(Sheet.objects.filter(survey=survey).values_list("values", flat=True))
    written = [sorted(str(values[each.code]) for values in sheets if values.get(each.code)) for each in asked]
    return [(each, Beginning(words[:TEXTS_SHOWN], len(words))) for each, words in zip(asked, written, strict=True)]
