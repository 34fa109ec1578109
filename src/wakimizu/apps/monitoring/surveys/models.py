"""Surveys, their questions, invitations and answers. Nothing here joins an answer to an invitation, or either to a person."""

import uuid
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from wakimizu.apps.city.models import Area, CityOwned, Office
from wakimizu.apps.monitoring.surveys.workflow import (
    MOVES,
    TONES,
    Channel,
    QuestionKind,
    Scope,
    Sex,
    SurveyState,
)
from wakimizu.shared.moving import Moving
from wakimizu.shared.permissions import reaches
from wakimizu.shared.words import named


def told(ja: str, en: str) -> str:
    """Words in the reader's language."""
    return (en or ja) if (get_language() or "ja").startswith("en") else ja


class Survey(CityOwned, Moving):
    """A survey. `results`: what was published, as `results.Results` writes it; nothing computes it anew afterwards."""

    states, moves, tones = SurveyState, MOVES, TONES

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    intro = models.TextField()
    intro_en = models.TextField(blank=True)
    instrument = models.CharField(max_length=60)
    scope = models.CharField(max_length=10, choices=Scope)
    owner = models.ForeignKey(Office, models.PROTECT, related_name="+")
    opens = models.DateField()
    closes = models.DateField()  # the last day for answers on the web; paper is taken in until the survey is closed
    kept_back = models.PositiveSmallIntegerField(default=10)  # groups of fewer answers are not shown
    state = models.CharField(max_length=10, choices=SurveyState, default=SurveyState.DRAFT)
    results = models.JSONField(null=True)

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["city", "code"], name="survey_code_once"),
            models.CheckConstraint(condition=Q(closes__gte=F("opens")), name="survey_ends_after_it_opens"),
            models.CheckConstraint(condition=Q(kept_back__gte=1), name="survey_keeps_somebody_back"),
        ]
        ordering = ["-closes", "code"]

    def __str__(self) -> str:
        return named(self)

    @property
    def introduction(self) -> str:
        return told(self.intro, self.intro_en)

    @property
    def by_district(self) -> bool:
        return self.scope == Scope.DISTRICTS

    def takes_answers(self, today: date) -> bool:
        return self.state == SurveyState.OPEN and self.opens <= today <= self.closes

    def held_by(self, actor: Any) -> bool:
        return reaches(actor, self.owner_id, self.owner.led_ward_id)

    def shared_by(self, actor: Any) -> bool:
        return False


class Question(CityOwned):
    """A question. choices: [[Japanese, English], …], numbered from 1; a scale's from the worst to the best.

    counts: the numbers whose share is the question's result (of a scale: the satisfied); of yes or no: 1 is yes, 0 is no.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    code = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=QuestionKind)
    text = models.CharField(max_length=300)
    text_en = models.CharField(max_length=400, blank=True)
    choices = models.JSONField(default=list)
    counts = models.JSONField(default=list)
    required = models.BooleanField(default=False)
    indicator = models.ForeignKey("monitoring.Indicator", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "code"], name="question_code_once")]
        ordering = ["order"]

    def __str__(self) -> str:
        return told(self.text, self.text_en)

    @property
    def labels(self) -> list[str]:
        return [told(ja, en) for ja, en in self.choices]


class Batch(CityOwned):
    """Invitations made at once, for one place or for the whole city. answered: counted when the survey closes."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="batches")
    name = models.CharField(max_length=80)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    size = models.PositiveIntegerField()
    answered = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name_plural = "batches"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Invitation(CityOwned):
    """That somebody may answer once. The code itself is not kept; used says whether, never when. Gone when the survey closes."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.batch_id}"


class Sheet(CityOwned):
    """An answer: from whom is not known. Numbered by chance, dated by the day.

    values: question's code → number of the choice (several: a list), 1 or 0, a number, words. age: a place in AGES.
    number: of a paper sheet, as whoever typed it in numbered it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="sheets")
    day = models.DateField()
    channel = models.CharField(max_length=5, choices=Channel)
    number = models.CharField(max_length=20, blank=True)
    age = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    ward = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    district = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    values = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], condition=~Q(number=""), name="paper_sheet_once")
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.channel}"
