"""Who lives here, who will, and how far they are from a counter. Every figure hangs from a table that says its source."""

from typing import Any

from django.db import models
from django.db.models import Q

from wakimizu.apps.city.models import Area, CityOwned, Office
from wakimizu.apps.population.workflow import Kind, Mode, Status
from wakimizu.shared.jobs import Job
from wakimizu.shared.words import named


class Table(CityOwned):
    """People by area, sex and age from one source, of one or several years. `ages` are the groups' first years of age.

    The last group is open-ended: [0, 5, …, 85] ends with "85 and more".
    """

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    source = models.CharField(max_length=300)
    ages = models.JSONField()
    note = models.TextField(blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    made_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "code"], name="population_table_once")]
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return named(self)


class People(CityOwned):
    """The people of an area on a day. `male` and `female` are counts by the table's age groups.

    Where a source does not tell the sexes apart, these are empty and `both` has the counts; where it has no ages for the
    day, all three are empty and there is the total alone. `unknown` is [male, female] of unknown age, already spread
    over the groups.
    """

    table = models.ForeignKey(Table, models.CASCADE, related_name="rows")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    day = models.DateField()
    status = models.CharField(max_length=10, choices=Status)
    male = models.JSONField()
    female = models.JSONField()
    both = models.JSONField(default=list)
    unknown = models.JSONField(default=list)
    total = models.FloatField()
    aged65 = models.FloatField(null=True)
    aged75 = models.FloatField(null=True)
    households = models.FloatField(null=True)
    alone75 = models.FloatField(null=True)  # aged 75 or more living alone

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "area", "day"], name="people_once"),
            models.CheckConstraint(condition=Q(total__gte=0), name="people_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.day}: {self.total}"


class Assumptions(CityOwned):
    """A named set of assumptions: survival, fertility, migration, headship, as arrays by sex and age, with their sources."""

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=300)
    ages = models.JSONField()
    values = models.JSONField()  # name → nested lists; docs/population.md names them and their units
    estimated_from = models.ManyToManyField(Table, related_name="+")
    made_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "code"], name="assumptions_once")]
        ordering = ["code"]
        verbose_name_plural = "assumptions"

    def __str__(self) -> str:
        return named(self)


class Run(CityOwned, Job):
    """A projection that somebody asked for."""

    name = models.CharField(max_length=120)
    base = models.ForeignKey(Table, models.PROTECT, related_name="+")
    base_day = models.DateField()
    assumptions = models.ForeignKey(Assumptions, models.PROTECT, related_name="runs")
    control = models.ForeignKey(Table, models.PROTECT, null=True, related_name="+")  # totals it must add up to
    until = models.PositiveSmallIntegerField()  # last year
    draws = models.PositiveIntegerField(default=0)  # 0: the middle path only
    seed = models.PositiveBigIntegerField(default=1)
    result = models.OneToOneField(Table, models.PROTECT, null=True, related_name="run")
    quantiles = models.JSONField(default=dict)  # year → quantile → [total, 65 and more, 75 and more], of the whole
    figures = models.JSONField(default=dict)  # "control": year → area's number → by how much its people were scaled

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return self.name


class Feed(CityOwned):
    """A timetable in GTFS-JP, kept as it came."""

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=300, blank=True)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    figures = models.JSONField(default=dict)  # stops, routes, trips …, for the page
    made_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "code"], name="feed_once")]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class ReachRun(CityOwned, Job):
    """Travel times from all cells to all counters, by the feeds on a day and in a window of departures."""

    feeds = models.ManyToManyField(Feed, related_name="+")
    day = models.DateField()
    window_from = models.TimeField()
    window_to = models.TimeField()
    holds = models.BooleanField(default=False)  # the one the pages show
    figures = models.JSONField(default=dict)  # speeds and detours assumed, notes about the timetables, counts

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.day} {self.window_from}–{self.window_to}"


class Reach(CityOwned):
    """Minutes from a cell, or from a district's centre, by one way of going (by timetable: the median over the window).

    `minutes`: office number → minutes; `hubs`: number of a regional hub → minutes. Who is farther than three hours is left out.
    """

    run = models.ForeignKey(ReachRun, models.CASCADE, related_name="rows")
    cell = models.ForeignKey(Area, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode)
    minutes = models.JSONField()
    hubs = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "cell", "mode"], name="reach_once")]

    def __str__(self) -> str:
        return f"{self.cell_id} {self.mode}"


def nearest(minutes: dict[str, float], offices: dict[int, Office]) -> tuple[Office, float] | None:
    """The office that is reached soonest among those given, and in how many minutes."""
    within: list[tuple[float, Any]] = [(t, offices[int(n)]) for n, t in minutes.items() if int(n) in offices]
    best = min(within, key=lambda each: each[0], default=None)
    return (best[1], best[0]) if best else None
