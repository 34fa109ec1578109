"""The catalogue: what the city's counters do."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import refuse_my_number_in
from wakimizu.apps.city.models import City
from wakimizu.apps.city.operations import renew
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.services.models import Service
from wakimizu.apps.services.workflow import PERMISSIONS
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow


@operation
def change_service(actor: Actor, *, service: Service) -> Service:
    """Enter a service that is not in the catalogue yet, or change one that is.

    Raises NotPermitted when another division owns it, BadInput when it would be its own base or its owner is not at HQ.
    """
    allow(actor, "keep_catalogue", service, table=PERMISSIONS)
    refuse_my_number_in(service)
    new = service.pk is None
    if not new:
        allow(actor, "keep_catalogue", Service.objects.get(pk=service.pk), table=PERMISSIONS)
    if service.base_id and (service.base_id == service.pk or (service.base and service.base.base_id)):
        raise BadInput(_("A variant comes from a service that is no variant itself."), "base")
    if not service.owner.at_hq:
        raise BadInput(_("A service is owned by a bureau or division at headquarters."), "owner")
    service.city_id = actor.city_id
    service.save()
    renew(actor.city_id)
    actor.record("enter_service" if new else "change_service", service, code=service.code, owner=service.owner_id)
    return service


@operation
def take_services_in(
    actor: Actor,
    *,
    city: City,
    added: Sequence[Service],
    changed: Sequence[Service],
    refused: int,
    file_digest: str,
) -> None:
    """A file's services in one go, bases before their variants, after `imports` has judged each row."""
    allow(actor, "keep_catalogue", table=PERMISSIONS)
    before = Service.objects.in_bulk([service.pk for service in changed])
    for service in (*added, *changed):
        allow(actor, "keep_catalogue", service, table=PERMISSIONS)
        refuse_my_number_in(service)
        if service.pk in before:
            allow(actor, "keep_catalogue", before[service.pk], table=PERMISSIONS)
        if service.base is not None:
            service.base_id = service.base.pk  # a base of the same file has its number by now
        service.save()
    if added or changed:
        renew(actor.city_id)
    codes = [service.code for service in (*added, *changed)]
    actor.record("take_services_in", city, file=file_digest, taken=len(codes), refused=refused, codes=codes)
