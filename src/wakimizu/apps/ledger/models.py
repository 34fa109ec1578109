"""Entries, and the seals over them. The database itself refuses to change or remove a row (migration 0002)."""

from django.db import models

from wakimizu.shared.scoping import ScopedManager


class Entry(models.Model):
    """One act: when, who, in which post, which operation, on which object, and what changed (no personal data).

    Plain numbers instead of foreign keys: the ledger stands below every room, and outlives what it speaks of.
    """

    city_id = models.BigIntegerField()
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=20)
    operation = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    facts = models.TextField()  # canonical JSON, kept as the very text that is hashed

    objects = ScopedManager(city="city_id")

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="ledger_entry_object"),
            models.Index(fields=["city_id", "operation", "at"], name="ledger_entry_operation"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.operation} {self.object_type} {self.object_id}"


class Seal(models.Model):
    """A Merkle root over the entries since the seal before it, chained to that seal."""

    at = models.DateTimeField()
    size = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)  # SHA-256 over the seal before's chain, and this seal's date, size and root

    def __str__(self) -> str:
        return f"seal {self.pk}, {self.size} entries"


class Leaf(models.Model):
    """That an entry is sealed. Its place in the tree is its rank by entry number among the seal's leaves."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True)
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="leaves")

    def __str__(self) -> str:
        return f"entry {self.entry_id} in seal {self.seal_id}"
