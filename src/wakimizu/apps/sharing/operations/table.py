"""The table of sharing rules, taken in whole."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import refuse_my_number_in
from wakimizu.apps.city.models import City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.services.models import Service
from wakimizu.apps.services.operations import ask_before_standards
from wakimizu.apps.sharing.models import SharingRule
from wakimizu.apps.sharing.workflow import PERMISSIONS
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow

STANDARD = "standard"  # the happening whose rows decide which standards wait for a consultation


@operation
def write_sharing_rules(actor: Actor, *, city: City, rows: Sequence[SharingRule], file_digest: str = "") -> int:
    """Put a new table in the place of the old one. Which standards wait for a consultation follows from it."""
    allow(actor, "keep_sharing_rules", table=PERMISSIONS)
    if not rows:
        raise BadInput(_("A table without rows would tell nobody anything. Give at least one."))
    for row in rows:
        refuse_my_number_in(row)
        row.city_id = actor.city_id
    SharingRule.objects.all().delete()
    SharingRule.objects.bulk_create(rows)
    ask_before_standards(actor, city=city, services=_asked_first(rows))
    actor.record("write_sharing_rules", city, rows=len(rows), file=file_digest)
    return len(rows)


def _asked_first(rows: Sequence[SharingRule]) -> list[Service] | None:
    """The services whose standard waits; None: all of them."""
    asking = [row for row in rows if row.happening == STANDARD and row.must_ask]
    if any(not row.services for row in asking):
        return None
    return list(Service.objects.filter(code__in={code for row in asking for code in row.services}))
