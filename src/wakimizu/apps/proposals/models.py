"""Proposals, the budget and measures. With voices and needs below they are one chain of foreign keys: trace walks it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wakimizu.apps.city.models import Area, CityOwned, Office, Post
from wakimizu.apps.monitoring.models import Indicator, PlanItem
from wakimizu.apps.proposals.workflow import (
    MOVES,
    TONES,
    Found,
    Fund,
    MeasureState,
    ProposalState,
    RoundKind,
    RoundState,
    Verdict,
    Way,
)
from wakimizu.apps.voices.models import Need
from wakimizu.shared.freetext import Salted
from wakimizu.shared.moving import Moving
from wakimizu.shared.permissions import reaches


class Steps(Moving):
    """What moves by the tables of this room's workflow."""

    moves, tones = MOVES, TONES

    class Meta:
        abstract = True


# ── proposals ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Proposal(CityOwned, Salted, Steps):
    """What a ward asks HQ to do, because the ward cannot: with the needs behind it, its cost and what it shall change.

    `division` must decide; once the day has passed its bureau may too (`climbed_at`). `evidence` is gathered by the
    system and stands still from the endorsement on.
    """

    states = ProposalState
    title = models.CharField(max_length=120)
    problem = models.TextField()  # what is wrong, and why the ward cannot solve it
    measure = models.TextField()  # what shall be done
    ward = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    division = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.DRAFT)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    endorsed_at = models.DateTimeField(null=True)
    endorsed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    due = models.DateField(null=True)  # by when HQ must decide
    climbed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    evidence = models.JSONField(default=dict)
    evidence_at = models.DateTimeField(null=True)
    needs = models.ManyToManyField(Need, through="ProposalNeed", related_name="proposals")

    class Meta:
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["city", "state", "division", "due"], name="proposal_waits_division"),
            models.Index(fields=["city", "state", "ward", "due"], name="proposal_waits_ward"),
            models.Index(fields=["city", "-id"], name="proposal_newest"),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"

    @property
    def is_public(self) -> bool:
        """From the endorsement on a proposal is the ward's word, and anybody may read it."""
        return self.endorsed_at is not None and self.state != ProposalState.WITHDRAWN

    def held_by(self, actor: Any) -> bool:
        return reaches(actor, self.office_id, self.ward_id)

    def shared_by(self, actor: Any) -> bool:
        """The reviewing division; its bureau, once the proposal has climbed."""
        if actor.office_id == self.division_id:
            return True
        return self.climbed_at is not None and actor.office_id == self.division.parent_id


class ProposalNeed(CityOwned):
    """That a need is behind a proposal. A need that is merged or split stays behind it (`trace`)."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="links")
    need = models.ForeignKey(Need, models.PROTECT, related_name="proposal_links")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "need"], name="proposal_need_once")]

    def __str__(self) -> str:
        return f"need {self.need_id} behind proposal {self.proposal_id}"


class Cost(CityOwned):
    """What a proposal costs in a fiscal year, from a fund, in yen."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="costs")
    year = models.PositiveSmallIntegerField()
    fund = models.CharField(max_length=8, choices=Fund, default=Fund.GENERAL)
    amount = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "year", "fund"], name="cost_once")]
        ordering = ["year", "fund"]

    def __str__(self) -> str:
        return f"{self.year} {self.fund}: {self.amount}"


class Question(CityOwned, Salted):
    """What HQ asks about a proposal, and what the ward replies."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="questions")
    text = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"question {self.pk} about proposal {self.proposal_id}"


class Decision(CityOwned, Salted):
    """What HQ decided, why, and who is answerable. A proposal that is studied first has more than one."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=8, choices=Verdict)
    reason = models.TextField()
    part = models.TextField(blank=True)  # what is adopted, when it is in part
    until = models.DateField(null=True)  # studied until; or when it will be done
    amount = models.PositiveBigIntegerField(null=True)  # yen, in all, that the decision accepts
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    due = models.DateField(null=True)  # the day it was owed
    answered = models.PositiveIntegerField(default=0)  # how many voices it answered in this step

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.verdict} of proposal {self.proposal_id}"

    @property
    def was_late(self) -> bool:
        return self.due is not None and timezone.localdate(self.at) > self.due

    @property
    def tone(self) -> str:
        return TONES[self.verdict]


# ── measures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Measure(CityOwned, Salted, Steps):
    """What is being done: for a proposal, or by the office's own decision."""

    states = MeasureState
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="measures")
    plan_item = models.ForeignKey(PlanItem, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    note = models.TextField(blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    ward = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")  # where it is done; none: everywhere
    begins = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=10, choices=MeasureState, default=MeasureState.PLANNED)
    closed_at = models.DateTimeField(null=True)
    conclusion = models.TextField(blank=True)

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["city", "state", "ends"], name="measure_running")]
        constraints = [models.CheckConstraint(condition=Q(ends__gte=models.F("begins")), name="measure_ends_after")]

    def __str__(self) -> str:
        return self.name

    def held_by(self, actor: Any) -> bool:
        return reaches(actor, self.office_id, self.office.led_ward_id)

    def shared_by(self, actor: Any) -> bool:
        return actor.ward_id is not None and actor.ward_id == self.ward_id


class Milestone(CityOwned):
    """A step of a measure, by a day."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=120)
    due = models.DateField()
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return f"{self.due} {self.name}"


class Effect(CityOwned):
    """How far an indicator shall move, by a fiscal year: expected by a proposal, or by a measure; and what was found.

    Of a measure: `looked_at` and `found` are filled when it is closed, with the figures that were looked at.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, related_name="effects")
    measure = models.ForeignKey(Measure, models.CASCADE, null=True, related_name="effects")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")  # none: the whole city
    year = models.PositiveSmallIntegerField()
    before = models.FloatField(null=True)  # the last value when it was expected
    value = models.FloatField()
    found = models.CharField(max_length=8, choices=Found, blank=True)
    found_value = models.FloatField(null=True)
    found_text = models.TextField(blank=True)
    figures = models.JSONField(default=dict)  # what did-it-work said at that moment
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(proposal=None, measure__isnull=False) | Q(proposal__isnull=False, measure=None),
                name="effect_of_one_thing",
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}: {self.value}"


# ── the budget ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Account(CityOwned):
    """A place in the budget's classification 款項目節, as finance numbers it: title, item, sub-item, node."""

    code = models.CharField(max_length=20)  # kan-ko-moku-setsu, as 08-02-03-14
    title = models.CharField(max_length=60)  # 款
    item = models.CharField(max_length=60)  # 項
    subitem = models.CharField(max_length=60)  # 目
    node = models.CharField(max_length=60)  # 節

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "code"], name="account_code_once")]
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.node}"


class Round(CityOwned, Steps):
    """A round of the budget: requests until a day, assessment, enactment, spending."""

    states = RoundState
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    year = models.PositiveSmallIntegerField()  # the fiscal year the money is for
    kind = models.CharField(max_length=8, choices=RoundKind, default=RoundKind.INITIAL)
    opens = models.DateField()
    closes = models.DateField()  # the last day on which requests are taken
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.OPEN)
    enacted_on = models.DateField(null=True)

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["city", "year", "kind", "name"], name="round_once"),
            models.CheckConstraint(condition=Q(closes__gte=models.F("opens")), name="round_closes_after"),
        ]
        ordering = ["-year", "-opens"]

    def __str__(self) -> str:
        return self.name


class Ceiling(CityOwned):
    """The most a ward may request in a round, in yen; the least it is promised, for the portfolio."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="ceilings")
    ward = models.ForeignKey(Area, models.PROTECT, related_name="+")
    amount = models.PositiveBigIntegerField()
    least = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "ward"], name="ceiling_once")]

    def __str__(self) -> str:
        return f"{self.ward_id}: {self.amount}"


class BudgetLine(CityOwned, Salted):
    """One amount in one account from one fund, on its way: requested → assessed → enacted → spent. Yen.

    `ward`: whom it is for. `division`: the HQ division that has compiled such money until today. `way`: who requests it now.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="lines")
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="lines")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="lines")
    title = models.CharField(max_length=120)
    ward = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)  # who requests
    division = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    way = models.CharField(max_length=5, choices=Way, default=Way.WARD)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    fund = models.CharField(max_length=8, choices=Fund, default=Fund.GENERAL)
    requested = models.PositiveBigIntegerField()
    assessed = models.PositiveBigIntegerField(null=True)
    enacted = models.PositiveBigIntegerField(null=True)
    spent = models.PositiveBigIntegerField(default=0)  # the sum of its spendings
    because = models.TextField(blank=True)  # why it was assessed as it was

    class Meta:
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["round", "ward"], name="line_by_ward"),
            models.Index(fields=["round", "division"], name="line_by_division"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(spent=0) | Q(enacted__isnull=False, spent__lte=models.F("enacted")),
                name="line_spent_within_enacted",
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"budget line {self.pk}"

    def held_by(self, actor: Any) -> bool:
        return reaches(actor, self.office_id, self.office.led_ward_id)

    def shared_by(self, actor: Any) -> bool:
        return actor.office_id == self.division_id


class Spending(CityOwned):
    """Money of a line that was spent on a day."""

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="spendings")
    day = models.DateField()
    amount = models.PositiveBigIntegerField()
    note = models.CharField(max_length=200, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    row = models.CharField(
        max_length=80, blank=True
    )  # the row of finance's file it came from, so that a file taken twice is once

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "row"], condition=~Q(row=""), name="spending_row_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="spending_of_something"),
        ]
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.day}: {self.amount}"


class ProposalNote(CityOwned, Salted):
    """Words that went with an act on a proposal or a measure: why it was given back, withdrawn, handed on, stopped."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="notes")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="notes")
    about = models.CharField(max_length=40)  # the operation's name
    text = models.TextField()
    at = models.DateTimeField()
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"note {self.pk}"
