"""Reading the sealed ledger once, in order: what another part of this room does for each act, it does from here."""

from collections.abc import Iterator

from django.db.models import Max

from wakimizu.apps.exchange.models import Reached
from wakimizu.apps.ledger.models import Entry, Seal
from wakimizu.shared.scoping import all_cities


def new_entries(name: str) -> Iterator[list[Entry]]:
    """The entries of each seal that reader `name` has not read yet, of all cities, oldest seal first.

    A seal counts as read when the next one is asked for: a reader that is stopped in between is given it again, so what
    it makes of it must be safe to make twice. A reader that comes for the first time begins with the next seal.
    """
    with all_cities():
        last = Seal.objects.aggregate(most=Max("pk"))["most"] or 0
        reached, _new = Reached.objects.get_or_create(name=name, defaults={"seal": last})
        for seal in range(reached.seal + 1, last + 1):
            yield list(Entry.objects.filter(leaf__seal=seal).order_by("pk"))
            Reached.objects.filter(name=name, seal__lt=seal).update(seal=seal)
