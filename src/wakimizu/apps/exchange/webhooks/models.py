"""Who is told of what, each telling, and each try of it."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wakimizu.apps.city.models import CityOwned, Post

TONES = {"waiting": "waiting", "delivered": "done", "given_up": "late"}


class Subscription(CityOwned):
    """An address that is told of some events. `root`: how the addresses of this site begin in what it is told."""

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    root = models.CharField(max_length=200)
    key = models.CharField(max_length=32, unique=True)  # binds the sealed secret to this row
    sealed = models.BinaryField()  # the secret, under the keys of contact details
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)  # the first failure since the last success
    stopped_at = models.DateTimeField(null=True)  # by itself, after days of failures
    ended_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"subscription {self.pk}"

    @property
    def is_told(self) -> bool:
        return self.stopped_at is None and self.ended_at is None

    def held_by(self, actor: Any) -> bool:
        return False

    def shared_by(self, actor: Any) -> bool:
        return False


class Message(CityOwned):
    """One event for one address: the very bytes, tried until they are taken. `entry`: of the ledger; none: a test."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("message", "Waiting")
        DELIVERED = "delivered", pgettext_lazy("message", "Delivered")
        GIVEN_UP = "given_up", pgettext_lazy("message", "Given up")

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="messages", db_index=False)
    entry = models.BigIntegerField(null=True)
    event = models.CharField(max_length=40)
    body = models.TextField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    failures = models.PositiveSmallIntegerField(default=0)  # since it was last asked for
    next_at = models.DateTimeField(null=True)  # when it is tried next; none: no more

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["subscription", "entry"], name="message_once")]
        indexes = [
            models.Index(fields=["next_at"], name="message_due", condition=Q(next_at__isnull=False)),
            models.Index(fields=["subscription", "-id"], name="message_newest"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def name(self) -> str:
        """The webhook-id: the same at every try, so that a receiver can drop what came twice."""
        return f"msg_{self.entry}" if self.entry else f"test_{self.pk}"


class Try(CityOwned):
    """A try of a message: what came back, after how many milliseconds."""

    class Fault(models.TextChoices):
        ADDRESS = "address", _("The address is not one of the open internet")
        NAME = "name", _("The name is not known")
        NO_ANSWER = "no_answer", _("No answer in time")
        CONNECTION = "connection", _("The connection failed")
        SECURITY = "security", _("The certificate does not hold")
        REFUSED = "refused", _("It was refused")
        UNREADABLE = "unreadable", _("The secret cannot be opened: is an old key missing?")

    message = models.ForeignKey(Message, models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    ms = models.PositiveIntegerField()
    fault = models.CharField(max_length=10, choices=Fault, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "tries"

    def __str__(self) -> str:
        return f"try {self.pk}"


def due_before(now: datetime) -> Q:
    return Q(next_at__isnull=False, next_at__lte=now, subscription__stopped_at=None, subscription__ended_at=None)
