"""Reads of the open data pages."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from wakimizu.apps.exchange.opendata.table import Dataset
from wakimizu.apps.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Licence:
    name: str
    url: str


def licence() -> Licence:
    name, _space, url = settings.OPEN_DATA_LICENCE.partition("|")
    return Licence(name.strip(), url.strip())


def last_change(dataset: Dataset) -> datetime | None:
    """When an operation last changed the table: a look into an index for each."""
    moments = [
        Entry.objects.filter(operation=operation).order_by("-at").values_list("at", flat=True).first()
        for operation in dataset.changed_by
    ]
    return max((moment for moment in moments if moment), default=None)


def last_entry() -> int:
    """The number of the city's last ledger entry."""
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
