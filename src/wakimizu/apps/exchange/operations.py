"""The writes of the exchange room."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import refuse_my_number
from wakimizu.apps.city.models import City, Post
from wakimizu.apps.exchange import keys
from wakimizu.apps.exchange.models import Key
from wakimizu.apps.exchange.workflow import LONGEST, PERMISSIONS, SCOPES
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState
from wakimizu.shared.permissions import allow, may


@operation
def make_key(actor: Actor, *, post: Post, name: str, scopes: Sequence[str], expires_at: datetime, secret: str) -> Key:
    """A key that acts in the actor's own post. `secret` is shown to them once; only its digest is kept.

    Raises NotPermitted for another's post, BadInput for no or unknown scopes, a name that is missing, a day too far.
    """
    allow(actor, "make_key", table=PERMISSIONS)
    if post.pk != actor.post_id:
        raise NotPermitted(_("A key acts in your own post only. Ask the person to make it."))
    if not name.strip():
        raise BadInput(_("Say what the key is for, so that you know it again."), "name")
    refuse_my_number(name, "name")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise BadInput(_("Choose what the key may do."), "scopes")
    if not actor.at < expires_at <= actor.at + LONGEST:
        raise BadInput(_("A key is valid for at most a year."), "days")
    key = Key.objects.create(
        city_id=actor.city_id,
        post=post,
        name=name.strip(),
        shown=secret[: keys.SHOWN],
        digest=keys.digest_of(secret),
        scopes=sorted(scopes),
        made_at=actor.at,
        expires_at=expires_at,
    )
    actor.record("make_key", key, scopes=key.scopes, expires=expires_at, post=post)
    return key


@operation
def end_key(actor: Actor, *, key: Key) -> Key:
    """End a key at once: the holder's own, or any when IT does it. WrongState when it has ended already."""
    allow(actor, "end_key", key, table=PERMISSIONS)
    if not Key.objects.filter(pk=key.pk, ended_at=None).update(ended_at=actor.at):
        raise WrongState(_("This key has ended already."))
    key.ended_at = actor.at
    actor.record("end_key", key)
    return key


@operation
def export_voices(actor: Actor) -> None:
    """Voices with their words leave for a file: the ledger keeps who took those of which reach, and when."""
    allow(actor, "export_voices", table=PERMISSIONS)
    whole = may(actor, "export_voices", Key(post_id=0), table=PERMISSIONS)
    reach = {} if whole else {"ward": actor.ward_id, "office": actor.office_id}
    actor.record("export_voices", City(pk=actor.city_id), **reach)
