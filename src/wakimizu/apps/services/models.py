"""What counters do: the catalogue, the standard of each service, what each office offers, what was observed, and duties."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from wakimizu.apps.city.models import Area, CityOwned, Dated, Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.services.workflow import Change, Decided, Fault, Level, Mode, Part, RemedyState
from wakimizu.shared.permissions import reaches
from wakimizu.shared.words import named


class Service(CityOwned, Dated):
    """A service of the catalogue, in the fields of GIF 451-4 (docs/services.md names each field's column).

    `base` and `change` are 元制度番号 and 制度変更区分: a ward's variant points to the city's service it comes from.
    """

    code = models.CharField(max_length=40)  # 制度番号
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="variants")
    change = models.CharField(max_length=1, choices=Change, blank=True)
    ward = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")  # of a ward's variant
    owner = models.ForeignKey(Office, models.PROTECT, related_name="+")  # 制度所管組織: the HQ division
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160, blank=True)
    subtitle = models.CharField(max_length=80, blank=True)
    summary = models.CharField(max_length=200)
    summary_en = models.CharField(max_length=400, blank=True)
    content = models.TextField(blank=True)
    law = models.CharField(max_length=300, blank=True)
    documents = models.JSONField(default=list)  # 手続書類, one string each
    documents_en = models.JSONField(default=list)
    fee = models.PositiveIntegerField(null=True)  # yen; None: not said
    fee_note = models.CharField(max_length=200, blank=True)
    online_url = models.URLField(blank=True)
    stage = models.CharField(max_length=40, blank=True)  # an action of GIF 491-1 (`gif.STAGES`)
    trouble = models.CharField(max_length=40, blank=True)  # お困りごと
    kind = models.CharField(max_length=40, blank=True)  # サービス種別
    beneficiaries = models.JSONField(default=list)  # 受益者種別
    columns = models.JSONField(default=dict)  # the national form's other columns, as they came

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "code"], name="service_code_once")]
        ordering = ["code"]

    def __str__(self) -> str:
        return named(self)

    def held_by(self, actor: Actor) -> bool:
        return reaches(actor, self.owner_id, None)

    def shared_by(self, actor: Actor) -> bool:
        return False


class AskFirst(CityOwned):
    """That the standard of a service waits: it cannot take effect before the wards have been asked. No service: every one."""

    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "service"], name="asked_first_once"),
            models.UniqueConstraint(fields=["city"], condition=Q(service=None), name="all_asked_first_once"),
        ]
        verbose_name_plural = "ask first"

    def __str__(self) -> str:
        return f"ask before the standard of {self.service_id or 'any service'} changes"


class Standard(CityOwned, Dated):
    """What every office of a kind must do for a service, from a day on; set by the service's HQ division."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="standards")
    levels = models.JSONField(default=dict)  # office kind (`workflow.COUNTERS`) → Level
    wait_minutes = models.PositiveIntegerField(null=True)  # at most, on a month's average
    lead_days = models.PositiveIntegerField(null=True)  # at most, from the request to the result
    decided = models.CharField(max_length=10, choices=Decided, blank=True)
    documents = models.JSONField(null=True)  # None: those of the catalogue
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    because = models.CharField(max_length=400, blank=True)
    consultation = models.PositiveIntegerField(null=True)  # the number of the consultation it took effect through

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "valid_from"], name="standard_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="standard_ends_after_it_begins"
            ),
        ]
        ordering = ["valid_from"]

    def __str__(self) -> str:
        return f"{self.service_id} from {self.valid_from}"


class Offering(CityOwned, Dated):
    """That an office handles a service, how far, and when. No row: it is not handled there."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="offerings")
    office = models.ForeignKey(Office, models.PROTECT, related_name="offerings")
    level = models.CharField(max_length=10, choices=Level)
    decided = models.CharField(max_length=10, choices=Decided, blank=True)
    documents = models.JSONField(null=True)  # None: those of the catalogue
    days = models.CharField(max_length=20, blank=True)  # empty: as the office
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "office", "valid_from"], name="offering_once_a_day")]

    def __str__(self) -> str:
        return f"{self.service_id} at {self.office_id}: {self.level}"

    def held_by(self, actor: Actor) -> bool:
        return reaches(actor, self.office_id, self.office.led_ward_id)

    def shared_by(self, actor: Actor) -> bool:
        return False


class Observation(CityOwned):
    """A month of a service at an office: how many cases, the average wait, the average days to the result."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    volume = models.PositiveIntegerField()
    wait_minutes = models.FloatField(null=True)
    lead_days = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "month", "service", "office"], name="observed_once_a_month"),
            models.CheckConstraint(
                condition=(Q(wait_minutes=None) | Q(wait_minutes__gte=0)) & (Q(lead_days=None) | Q(lead_days__gte=0)),
                name="observed_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} at {self.office_id}, {self.month:%Y-%m}"


class Remedy(CityOwned):
    """Who mends where an office falls short of a standard, and by when; or why it may stay so."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    fault = models.CharField(max_length=10, choices=Fault)
    owner = models.ForeignKey(Office, models.PROTECT, related_name="+")
    due = models.DateField()
    text = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=RemedyState, default=RemedyState.PROMISED)
    promised_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "office", "fault"], condition=~Q(state=RemedyState.DONE), name="one_remedy_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fault} of {self.service_id} at {self.office_id} by {self.due}"

    def held_by(self, actor: Actor) -> bool:
        return reaches(actor, self.owner_id, None) or reaches(actor, self.office_id, self.office.led_ward_id)

    def shared_by(self, actor: Actor) -> bool:
        return False


class Duty(CityOwned):
    """A duty 事務 of the city, whoever holds it."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    field = models.CharField(max_length=60, blank=True)  # 分野
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="duties")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "code"], name="duty_code_once")]
        ordering = ["code"]
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return named(self)


class Allotment(CityOwned):
    """One way to share the duties out: today's, or a proposal."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    in_force = models.BooleanField(default=False)  # the one that holds today

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "code"], name="allotment_code_once"),
            models.UniqueConstraint(fields=["city"], condition=Q(in_force=True), name="one_allotment_in_force"),
        ]
        ordering = ["-in_force", "code"]

    def __str__(self) -> str:
        return named(self)


class DutyPart(CityOwned):
    """Which unit holds a part of a duty, and how. `unit` is an office's code, or `ward:NAME` for each ward's own."""

    allotment = models.ForeignKey(Allotment, models.CASCADE, related_name="parts")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="parts")
    part = models.CharField(max_length=10, choices=Part)
    unit = models.CharField(max_length=60)
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.DIRECT)
    fte = models.DecimalField(max_digits=7, decimal_places=2, default=0)  # all wards together for `ward:NAME`
    cases = models.PositiveIntegerField(null=True)  # a year
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["allotment", "duty", "part", "unit"], name="part_held_once_by_a_unit"),
            models.CheckConstraint(condition=Q(fte__gte=0), name="duty_fte_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.part}: {self.unit}"


class Guide(CityOwned):
    """A life event of the navigator: its rules and its test scenarios, as the readable texts they were written in."""

    code = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField(default=0)
    rules = models.TextField()  # TOML, the form is described in docs/navigator.md
    scenarios = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "code"], name="guide_code_once")]
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.code


def level_of(standard: Standard | None, kind: str) -> Any:
    """The level a standard demands of a kind of office; nothing without a standard."""
    return (standard.levels.get(kind) or Level.NONE) if standard else Level.NONE
