"""Keys of machines, and the answers they were given."""

from django.db import models
from django.db.models import Q

from wakimizu.apps.city.models import CityOwned, Post
from wakimizu.apps.exchange.mail.models import Mail, NoMail, Taken, Wish, Wording
from wakimizu.apps.exchange.open311.models import ServiceRequest
from wakimizu.apps.exchange.webhooks.models import Message, Subscription, Try

__all__ = [
    "Key", "Mail", "Message", "NoMail", "Reached", "Replay", "ServiceRequest", "Subscription", "Taken", "Try", "Wish", "Wording",
]  # fmt: skip


class Key(CityOwned):
    """What a machine shows to act in a post: within its scopes, until a day. Of the key itself only a digest is kept."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="keys")
    name = models.CharField(max_length=80)
    shown = models.CharField(max_length=12)  # how the key begins, to tell it from others
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["city", "-id"], name="key_valid", condition=Q(ended_at__isnull=True))]

    def __str__(self) -> str:
        return f"key {self.pk}"

    def held_by(self, actor: object) -> bool:
        return self.post_id == getattr(actor, "post_id", None)

    def shared_by(self, actor: object) -> bool:
        return False


class Replay(CityOwned):
    """The answer to a write, by its idempotency key: sent twice, it is done once and answered alike. Kept for a day."""

    key = models.ForeignKey(Key, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=80)  # the client's Idempotency-Key
    request = models.CharField(max_length=64)  # a digest of method, address and body
    at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.BinaryField(default=b"")  # sealed: an answer may hold what its reader alone may see

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "name"], name="replay_once")]

    def __str__(self) -> str:
        return f"replay {self.pk}"


class Reached(models.Model):
    """How far a reader of the sealed ledger has come (`sealed`): the last seal it has read whole, of all cities."""

    name = models.CharField(max_length=40, unique=True)
    seal = models.PositiveBigIntegerField()

    class Meta:
        verbose_name_plural = "reached"

    def __str__(self) -> str:
        return f"{self.name}: seal {self.seal}"
