"""The navigator's rule texts."""

from collections.abc import Sequence
from hashlib import sha256

from wakimizu.apps.city.analysis import refuse_my_number_in
from wakimizu.apps.city.models import City
from wakimizu.apps.city.operations import renew
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.services.models import Guide
from wakimizu.apps.services.workflow import PERMISSIONS
from wakimizu.shared.permissions import allow


@operation
def write_guides(actor: Actor, *, city: City, guides: Sequence[Guide]) -> int:
    """Rule texts of life events, new or in the place of the old, after `imports` has read and tried them."""
    allow(actor, "keep_navigator", table=PERMISSIONS)
    for guide in guides:
        refuse_my_number_in(guide)
        Guide.objects.update_or_create(
            city_id=actor.city_id,
            code=guide.code,
            defaults={"order": guide.order, "rules": guide.rules, "scenarios": guide.scenarios},
        )
    renew(actor.city_id)
    texts = {guide.code: sha256(guide.rules.encode()).hexdigest() for guide in guides}
    actor.record("write_guides", city, texts=texts)
    return len(guides)
