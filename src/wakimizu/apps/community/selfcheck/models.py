"""A ward's self-check of a fiscal year, and what it says of each duty."""

from typing import Any

from django.db import models

from wakimizu.apps.city.models import Area, CityOwned, Post
from wakimizu.apps.community.selfcheck.workflow import MOVES, TONES, CheckState, Duty, Mark
from wakimizu.shared.freetext import Salted
from wakimizu.shared.moving import Moving
from wakimizu.shared.permissions import reaches


class SelfCheck(CityOwned, Moving):
    """`figures`: what the system knew on the day it was signed, by duty, as `pages.selfcheck.gathering` writes it."""

    states, moves, tones = CheckState, MOVES, TONES

    ward = models.ForeignKey(Area, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()  # fiscal
    state = models.CharField(max_length=8, choices=CheckState, default=CheckState.DRAFT)
    figures = models.JSONField(default=dict)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "ward", "year"], name="self_check_once_a_year")]
        ordering = ["-year", "ward"]

    def __str__(self) -> str:
        return f"self-check {self.year} of ward {self.ward_id}"

    def held_by(self, actor: Any) -> bool:
        return reaches(actor, None, self.ward_id)

    def shared_by(self, actor: Any) -> bool:
        return False


class DutyCheck(CityOwned, Salted):
    """What the ward says of itself about one duty: how well it was done, in words, and what comes next."""

    check_of = models.ForeignKey(SelfCheck, models.CASCADE, related_name="duties")
    duty = models.CharField(max_length=8, choices=Duty)
    mark = models.CharField(max_length=8, choices=Mark, blank=True)
    words = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_of", "duty"], name="duty_checked_once")]

    def __str__(self) -> str:
        return f"{self.duty} in check {self.check_of_id}"

    @property
    def tone(self) -> str:
        return TONES.get(self.mark, "waiting")
