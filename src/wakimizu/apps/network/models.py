"""Which offices the city should have: scenarios, the studies that were made of them, and the plan that was adopted."""

from datetime import date, timedelta
from typing import Any

from django.db import models

from wakimizu.apps.city.models import CityOwned
from wakimizu.apps.network.workflow import AdoptionState, Stage, StudyKind
from wakimizu.shared.jobs import Job
from wakimizu.shared.words import named


class Scenario(CityOwned):
    """A question: what may be decided, at what cost, within which guards. `terms` is complete (docs/network.md)."""

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    note = models.TextField(blank=True)
    terms = models.JSONField()
    made_on = models.DateField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "code"], name="scenario_once")]
        ordering = ["code"]

    def __str__(self) -> str:
        return named(self)


class Study(CityOwned, Job):
    """A scenario as it was asked for, how far the search is, and what it found. `result`: docs/network.md, "A result"."""

    grace = timedelta(seconds=60)  # who cancels gets the best that was found until then

    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="studies")
    terms = models.JSONField()
    kind = models.CharField(max_length=10, choices=StudyKind, default=StudyKind.PLAN)
    points = models.PositiveSmallIntegerField(default=0)  # of the frontier
    gap_asked = models.FloatField(default=0.0)  # at which the search may end
    seconds_asked = models.FloatField(null=True)  # after which it ends with the best; None: until it is proven
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WAITING)
    objective = models.FloatField(null=True)  # the best found so far, yen over all periods
    bound = models.FloatField(null=True)  # no plan costs less
    gap = models.FloatField(null=True)
    seconds = models.FloatField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return f"{self.scenario_id} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def status(self) -> str:
        """optimal, feasible, infeasible, unknown; empty before there is a result."""
        return str(self.result.get("status", ""))

    @property
    def has_plan(self) -> bool:
        return self.status in ("optimal", "feasible")


class Adoption(CityOwned):
    """A plan that the city carries out. `changes`: what becomes of which office on which day, as it was written."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="adoptions")
    state = models.CharField(max_length=10, choices=AdoptionState, default=AdoptionState.ADOPTED)
    because = models.CharField(max_length=400)
    days = models.JSONField()  # each period's day, ISO
    changes = models.JSONField()  # docs/network.md, "What an adoption writes"
    adopted_on = models.DateField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        ordering = ["-adopted_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.study_id} from {self.first_day}"

    @property
    def first_day(self) -> date | None:
        """The day of its first change."""
        days: list[Any] = [each["day"] for each in self.changes]
        return date.fromisoformat(min(days)) if days else None
