"""Indicators and what was observed, the tree of plans and what each part of it aims at. Every number says its source."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from wakimizu.apps.city.models import Area, CityOwned, Office, Post
from wakimizu.apps.monitoring.workflow import (
    FACTORS,
    TONES,
    Cadence,
    Direction,
    ItemKind,
    ProgressState,
    Source,
    Unit,
)
from wakimizu.shared.freetext import Salted
from wakimizu.shared.jobs import Job
from wakimizu.shared.permissions import reaches
from wakimizu.shared.words import named


class Indicator(CityOwned):
    """Something the city measures again and again. `computation` names the row of `computations` that works it out."""

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    numerator = models.CharField(max_length=200)
    numerator_en = models.CharField(max_length=300, blank=True)
    denominator = models.CharField(max_length=200, blank=True)  # empty: the value is a count or a mean by itself
    denominator_en = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=10, choices=Unit)
    direction = models.CharField(max_length=4, choices=Direction)
    cadence = models.CharField(max_length=8, choices=Cadence)
    owner = models.ForeignKey(Office, models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source)
    computation = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)  # how it is measured, where the numbers are found
    note_en = models.TextField(blank=True)
    public = models.BooleanField(default=False)
    worth = models.FloatField(null=True)  # the least change that is worth naming, in its unit
    unknown = models.CharField(max_length=40, blank=True)  # why it cannot be computed: a key of wording.UNKNOWN

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "code"], name="indicator_code_once")]
        ordering = ["code"]

    def __str__(self) -> str:
        return named(self)

    @property
    def factor(self) -> float:
        return FACTORS.get(Unit(self.unit), 1.0)

    @property
    def up(self) -> bool:
        return self.direction == Direction.UP

    def held_by(self, actor: Any) -> bool:
        return reaches(actor, self.owner_id, self.owner.led_ward_id)

    def shared_by(self, actor: Any) -> bool:
        return False


class Observation(CityOwned):
    """A value of an indicator for a period: of an area, of an office, or, with neither, of the whole city.

    low, high: the 95 % interval, where there is one. answers: of a survey. `said_by`: where the number came from, in words.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="observations", db_index=False)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", db_index=False)
    begins = models.DateField()  # the first day of its period
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    value = models.FloatField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    answers = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=10, choices=Source)
    said_by = models.CharField(max_length=300, blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "begins"], condition=Q(area__isnull=False), name="observed_area_once"
            ),
            models.UniqueConstraint(
                fields=["indicator", "office", "begins"], condition=Q(office__isnull=False), name="observed_office_once"
            ),
            models.UniqueConstraint(
                fields=["indicator", "begins"], condition=Q(area=None, office=None), name="observed_city_once"
            ),
            models.CheckConstraint(condition=Q(area=None) | Q(office=None), name="observed_area_or_office"),
            models.CheckConstraint(condition=Q(denominator=None) | ~Q(denominator=0), name="observed_of_something"),
        ]
        indexes = [models.Index(fields=["indicator", "area", "office", "begins"], name="observed_series")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.begins}: {self.value}"

    def held_by(self, actor: Any) -> bool:
        """The indicator's owner; of a ward or office that is observed, its own people."""
        area = self.area
        ward = (area.pk if area.kind == Area.Kind.WARD else area.parent_id) if area else None
        office = self.office
        led = ward or (office.led_ward_id if office else None)
        return self.indicator.held_by(actor) or reaches(actor, self.office_id, led)

    def shared_by(self, actor: Any) -> bool:
        return False


class PlanItem(CityOwned):
    """A plan, a part of it, a ward's vision, a measure or an action; its place in the tree is `parent` and `order`."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    code = models.SlugField(max_length=60)
    kind = models.CharField(max_length=8, choices=ItemKind)
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)  # where it is written
    ward = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    due = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=ProgressState, default=ProgressState.NOT_BEGUN)
    percent = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "code"], name="plan_item_code_once"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="plan_item_at_most_done"),
        ]
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return named(self)

    @property
    def tone(self) -> str:
        return TONES[ProgressState(self.state)]

    def held_by(self, actor: Any) -> bool:
        owner = self.owner
        return owner is not None and reaches(actor, owner.pk, owner.led_ward_id)

    def shared_by(self, actor: Any) -> bool:
        return False


class Progress(CityOwned, Salted):
    """What was noted about a measure or an action, one after the other; the last one is the item's state."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="notes")
    state = models.CharField(max_length=10, choices=ProgressState)
    percent = models.PositiveSmallIntegerField()
    text = models.TextField()
    text_en = models.TextField(blank=True)
    at = models.DateTimeField()
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "progress"

    def __str__(self) -> str:
        return f"{self.item_id} {self.at:%Y-%m-%d}: {self.percent} %"

    @property
    def tone(self) -> str:
        return TONES[ProgressState(self.state)]


class Aim(CityOwned):
    """That a plan item is judged by an indicator: where it begins (fiscal year, value) and where it shall be, by years.

    An item of a ward aims for that ward; one without a ward for the whole city and, alike, for each ward and office.
    """

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="aims")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="aims")
    baseline_year = models.PositiveSmallIntegerField()
    baseline = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "indicator"], name="aim_once")]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.indicator_id}"


class Target(CityOwned):
    """What an aim asks for in a fiscal year."""

    aim = models.ForeignKey(Aim, models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField()
    value = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["aim", "year"], name="target_once")]
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year}: {self.value}"


class Beginning(CityOwned):
    """That a measure began on a day, whose effect an indicator shall show; in an area only, or everywhere."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="beginnings")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "name"], name="beginning_once")]
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Scan(CityOwned, Job):
    """A search for needs that emerge: voices by district, topic and week, the last `weeks` before `until`.

    found: a list of clusters as `scans.written` writes them; None until it is done. Seeded, so that it can be repeated.
    """

    weeks = models.PositiveSmallIntegerField(default=52)
    until = models.DateField()  # the day after the last one that counts
    topic = models.CharField(max_length=40, blank=True)  # its code; empty: all topics
    replications = models.PositiveSmallIntegerField(default=999)
    seed = models.PositiveIntegerField(default=1)
    voices = models.PositiveIntegerField(null=True)
    found = models.JSONField(null=True)
    asked_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)  # None: the timer

    class Meta:
        base_manager_name = "objects"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["city", "until"], condition=Q(asked_by=None), name="scan_by_itself_once")
        ]

    def __str__(self) -> str:
        return f"scan {self.pk}: {self.weeks} weeks before {self.until}"

    @property
    def since(self) -> date:
        return self.until - timedelta(weeks=self.weeks)


from wakimizu.apps.monitoring.surveys.models import (  # noqa: E402, F401  a package of this room; Django finds its tables here
    Batch,
    Invitation,
    Question,
    Sheet,
    Survey,
)
