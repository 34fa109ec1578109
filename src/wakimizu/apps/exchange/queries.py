"""Reads of the exchange room."""

from django.db.models import Q, QuerySet

from wakimizu.apps.exchange.models import Key
from wakimizu.apps.exchange.workflow import PERMISSIONS
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices.models import Voice
from wakimizu.shared.permissions import allow, may


def keys_shown_to(actor: Actor) -> list[Key]:
    """The actor's own keys; for IT and the auditor those of the whole city. Ended ones last, the newest first."""
    everyones = any(may(actor, "see_keys", probe, table=PERMISSIONS) for probe in [Key(post_id=0)])
    found = Key.objects.select_related("post__user", "post__office")
    shown = found if everyones else found.filter(post=actor.post_id)
    return sorted(shown.order_by("-pk")[:500], key=lambda key: key.ended_at is not None)


def voices_in_reach(actor: Actor) -> QuerySet[Voice]:
    """Every voice whose words the actor may take away: of the ward or office they answer for, or of the whole city."""
    allow(actor, "export_voices", table=PERMISSIONS)
    if may(actor, "export_voices", Key(post_id=0), table=PERMISSIONS):
        return Voice.objects.all()
    return Voice.objects.filter(Q(ward=actor.ward_id) if actor.ward_id else Q(office=actor.office_id))
