"""Who acts: a person in a post at a moment, a resident, or the system's own timer."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

RESIDENT, SYSTEM = "resident", "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """First argument of every operation: who, in which post, when. Built at the edge, where the clock is read."""

    city_id: int
    at: datetime
    role: str = RESIDENT
    user_id: int | None = None
    post_id: int | None = None
    office_id: int | None = None
    ward_id: int | None = None

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    def record(self, operation: str, about: models.Model, **facts: Any) -> None:
        """Write the operation's ledger entry. Only inside an operation; facts must hold no personal data."""
        from wakimizu.apps.ledger.operations import record

        record(self, operation, about, facts)
