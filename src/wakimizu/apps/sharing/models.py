"""Sharing rules, notices with their addressees, consultations with their opinions, meetings with their tasks."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from wakimizu.apps.city.models import CityOwned, Office, Post
from wakimizu.apps.services.models import Service, Standard
from wakimizu.apps.sharing.workflow import (
    MOVES,
    TONES,
    About,
    ConsultationState,
    Level,
    MeetingKind,
    MeetingState,
    NoticeState,
    Outcome,
    Stance,
    Taken,
    TaskState,
    Wards,
)
from wakimizu.shared.freetext import Salted
from wakimizu.shared.moving import Moving
from wakimizu.shared.permissions import reaches


class Steps(Moving):
    """What moves by the tables of this room's workflow."""

    moves, tones = MOVES, TONES

    class Meta:
        abstract = True


class OfOffice(models.Model):
    """What is an office's own: by its very office, not by any other of its ward."""

    class Meta:
        abstract = True

    def held_by(self, actor: Any) -> bool:
        return bool(actor.office_id == self.office_id)  # type: ignore[attr-defined]

    def shared_by(self, actor: Any) -> bool:
        return False


class SharingRule(CityOwned):
    """A row of the table: what happens, who sends it, who must know, how long before, whether they must say so or be asked."""

    order = models.PositiveSmallIntegerField()
    happening = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160, blank=True)
    sender = models.CharField(max_length=10, choices=Level)
    offices = models.JSONField(default=list)  # kinds of offices, or codes of single offices
    wards = models.CharField(max_length=10, choices=Wards, default=Wards.ALL)
    days_before = models.PositiveSmallIntegerField(default=0)  # business days
    acknowledge_within = models.PositiveSmallIntegerField(null=True)  # business days; None: need not
    must_ask = models.BooleanField(default=False)  # it cannot take effect without a consultation
    services = models.JSONField(default=list)  # codes of the services a must_ask row means; empty: all

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.happening} from {self.sender}"


def in_language(japanese: str, english: str) -> str:
    """English where the reader reads English and there is some, Japanese otherwise."""
    return english if english and (get_language() or "ja").startswith("en") else japanese


# ── notices ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Notice(OfOffice, CityOwned, Salted, Steps):
    """That something happens on a day, told by an office to those who must know.

    `days_late` stands from the day it was accepted: by how much it came later than its rule demands.
    """

    states = NoticeState
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    text = models.TextField()
    text_en = models.TextField(blank=True)
    happening = models.SlugField(max_length=40)
    happening_name = models.CharField(max_length=80)  # as the rule called it then
    happening_name_en = models.CharField(max_length=160, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    effective = models.DateField()
    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.ACCEPTED)
    accepted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    days_late = models.PositiveIntegerField(default=0)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    withdrawn_because = models.TextField(blank=True)
    people = models.PositiveIntegerField(default=0)  # to how many it was sent
    read = models.PositiveIntegerField(default=0)  # how many of them have opened it

    class Meta:
        indexes = [
            models.Index(fields=["city", "-id"], name="notice_newest"),
            models.Index(fields=["city", "state"], name="notice_to_send"),
            models.Index(fields=["city", "office", "accepted_at"], name="notice_of_office"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"

    @property
    def name(self) -> str:
        return self.title

    @property
    def name_en(self) -> str:
        return self.title_en

    @property
    def kind(self) -> str:
        """What happens, in the reader's language."""
        return in_language(self.happening_name, self.happening_name_en)

    @property
    def words(self) -> str:
        return in_language(self.text, self.text_en)


class Addressee(OfOffice, CityOwned):
    """An office that must know: by which day, whether it must acknowledge, and when it did."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="addressees")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    know_by = models.DateField(null=True)
    acknowledge_by = models.DateField(null=True)
    by_hand = models.BooleanField(default=False)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "office"], name="addressed_once")]
        indexes = [
            models.Index(
                fields=["city", "office", "acknowledge_by"], name="addressee_waits",
                condition=Q(acknowledged_at=None, acknowledge_by__isnull=False),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"notice {self.notice_id} to office {self.office_id}"

    @property
    def in_time(self) -> bool | None:
        """Whether it acknowledged by its day; None while that is open or was not asked."""
        if self.acknowledge_by is None or self.acknowledged_at is None:
            return None
        return timezone.localdate(self.acknowledged_at) <= self.acknowledge_by

    def shared_by(self, actor: Any) -> bool:
        return reaches(actor, None, self.office.led_ward_id)


class Delivery(CityOwned):
    """That a notice lies before someone in their post, and when they opened it."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", db_index=False)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "notice"], name="delivered_once")]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"notice {self.notice_id} before post {self.post_id}"


class NoticeQuestion(CityOwned, Salted):
    """What an office asks about a notice, and the sender's reply; all who were told see both."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="questions")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"question {self.pk} about notice {self.notice_id}"


# ── consultations ────────────────────────────────────────────────────────────────────────────────────────────────────


class Consultation(OfOffice, CityOwned, Salted, Steps):
    """What HQ means to change, asked before it does. Of a standard: `terms` are what it would be, as plain values."""

    states = ConsultationState
    title = models.CharField(max_length=120)
    text = models.TextField()
    about = models.CharField(max_length=10, choices=About, default=About.OTHER)
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")
    terms = models.JSONField(default=dict)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=ConsultationState, default=ConsultationState.OPEN)
    opened_at = models.DateTimeField()
    answer_by = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    outcome_text = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    standard = models.OneToOneField(
        Standard, models.PROTECT, null=True, related_name="+"
    )  # that took effect through it

    class Meta:
        indexes = [
            models.Index(fields=["city", "-id"], name="consultation_newest"),
            models.Index(fields=["city", "state", "answer_by"], name="consultation_open"),
        ]

    def __str__(self) -> str:
        return f"consultation {self.pk}"


class Asked(OfOffice, CityOwned):
    """An office that is asked. `answered_at`: of its first opinion."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="asked")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "office"], name="asked_once")]
        indexes = [models.Index(fields=["city", "office"], name="asked_waits", condition=Q(answered_at=None))]
        verbose_name_plural = "asked"

    def __str__(self) -> str:
        return f"office {self.office_id} in consultation {self.consultation_id}"

    def shared_by(self, actor: Any) -> bool:
        return reaches(actor, None, self.office.led_ward_id)


class Opinion(CityOwned, Salted):
    """What an asked office says, and what HQ makes of it. An office may say more later; nothing is written over."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="opinions")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    stance = models.CharField(max_length=10, choices=Stance)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    late = models.BooleanField(default=False)
    after_settling = models.BooleanField(default=False)
    taken = models.CharField(max_length=10, choices=Taken, blank=True)
    response = models.TextField(blank=True)
    responded_at = models.DateTimeField(null=True)
    responded_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"opinion {self.pk} in consultation {self.consultation_id}"

    @property
    def tone(self) -> str:
        return TONES[self.stance]


# ── meetings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Meeting(OfOffice, CityOwned, Steps):
    """A meeting: of the ward mayors, or of a division with those it works with."""

    states = MeetingState
    kind = models.CharField(max_length=10, choices=MeetingKind)
    title = models.CharField(max_length=120)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)  # that calls it
    place = models.CharField(max_length=120, blank=True)
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    invited = models.ManyToManyField(Office, through="Invited", related_name="+")
    changed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)  # SEQUENCE of its calendar entry

    class Meta:
        indexes = [models.Index(fields=["city", "-begins"], name="meeting_newest")]

    def __str__(self) -> str:
        return f"meeting {self.pk}"


class Invited(CityOwned):
    """An office that sits in a meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "office"], name="invited_once")]
        verbose_name_plural = "invited"

    def __str__(self) -> str:
        return f"office {self.office_id} in meeting {self.meeting_id}"


class AgendaItem(CityOwned, Salted):
    """A line of an agenda: found by the system (`source`, with a number and where to look) or added by hand (`title`)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=20, blank=True)
    number = models.PositiveIntegerField(null=True)
    title = models.CharField(max_length=160, blank=True)
    left_out = models.TextField(blank=True)  # why it is left out; empty: it is on the agenda
    minutes = models.TextField(blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "source"], condition=~Q(source=""), name="source_once_a_meeting")
        ]

    def __str__(self) -> str:
        return f"item {self.pk} of meeting {self.meeting_id}"

    @property
    def read(self) -> str:
        """A mark of the minutes as they stand: whoever writes says what they read."""
        return self.digest(self.minutes) if self.minutes else ""

    @property
    def shown(self) -> bool:
        """On the agenda: what nothing stands behind any more is not, unless it was spoken about."""
        return not self.left_out and bool(self.number != 0 or self.minutes or self.tasks.all())


class Task(OfOffice, CityOwned, Salted, Steps):
    """What a meeting gave someone to do: an office, perhaps a post in it, and a day."""

    states = TaskState
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="tasks")
    text = models.TextField()
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    due = models.DateField()
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.OPEN)
    given_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    result = models.TextField(blank=True)

    class Meta:
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["city", "office", "due"], name="task_waits", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"task {self.pk}"


class Feed(OfOffice, CityOwned):
    """The secret address under which an office's calendar program fetches its meetings and tasks."""

    office = models.OneToOneField(Office, models.PROTECT, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"feed of office {self.office_id}"
