"""What has been sealed since somebody last looked: the way by which what happened leaves the house.

Operations send nothing. Whoever tells the outside (mail, webhooks) walks the seals in order and keeps how far it has
come; a seal counts as seen when the walker has come back for the next. Killed in between, it sees that seal again: what
it makes of an entry must be the same the second time.
"""

from collections.abc import Iterator

from wakimizu.apps.exchange.models import Reached
from wakimizu.apps.ledger.models import Entry, Seal
from wakimizu.shared.scoping import all_cities


def new_entries(name: str) -> Iterator[list[Entry]]:
    """The entries of each seal that `name` has not seen yet, seal by seal, of all cities, in order.

    The first time there are none: what happened before somebody began to listen is history.
    """
    last = Seal.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    reached, _first = Reached.objects.get_or_create(name=name, defaults={"seal": last})
    for seal in Seal.objects.filter(pk__gt=reached.seal).order_by("pk").values_list("pk", flat=True):
        with all_cities():
            entries = list(Entry.objects.filter(leaf__seal=seal).order_by("pk"))
        yield entries
        Reached.objects.filter(name=name, seal__lt=seal).update(seal=seal)
