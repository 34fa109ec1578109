"""Reads of the exchange room."""

from wakimizu.apps.exchange.models import Key
from wakimizu.apps.exchange.workflow import PERMISSIONS
from wakimizu.apps.ledger.actor import Actor
from wakimizu.shared.permissions import may


def keys_shown_to(actor: Actor) -> list[Key]:
    """The actor's own keys; for IT and the auditor those of the whole city. Ended ones last, the newest first."""
    everyones = any(may(actor, "see_keys", probe, table=PERMISSIONS) for probe in [Key(post_id=0)])
    found = Key.objects.select_related("post__user", "post__office")
    shown = found if everyones else found.filter(post=actor.post_id)
    return sorted(shown.order_by("-pk")[:500], key=lambda key: key.ended_at is not None)
