"""Duties and how they are shared out."""

from collections.abc import Sequence

from wakimizu.apps.city.analysis import refuse_my_number_in
from wakimizu.apps.city.models import City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.services.models import Allotment, Duty, DutyPart
from wakimizu.apps.services.workflow import PERMISSIONS
from wakimizu.shared.permissions import allow


@operation
def name_duties(
    actor: Actor, *, city: City, added: Sequence[Duty], changed: Sequence[Duty], refused: int = 0, file_digest: str = ""
) -> None:
    """The city's duties by name, new ones and changed ones."""
    allow(actor, "keep_duties", table=PERMISSIONS)
    for duty in (*added, *changed):
        refuse_my_number_in(duty)
        duty.city_id = actor.city_id
        duty.save()
    actor.record("name_duties", city, file=file_digest, added=len(added), changed=len(changed), refused=refused)


@operation
def share_duties_out(
    actor: Actor, *, allotment: Allotment, parts: Sequence[DutyPart], refused: int = 0, file_digest: str = ""
) -> Allotment:
    """Write an allotment whole: its parts take the place of all it had. A new one is entered."""
    allow(actor, "keep_duties", table=PERMISSIONS)
    for row in (allotment, *parts):
        refuse_my_number_in(row)
    allotment.city_id = actor.city_id
    allotment.save()
    DutyPart.objects.filter(allotment=allotment).delete()
    for part in parts:
        part.city_id, part.allotment = actor.city_id, allotment
    DutyPart.objects.bulk_create(parts, batch_size=500)
    actor.record(
        "share_duties_out",
        allotment,
        code=allotment.code,
        parts=len(parts),
        fte=str(sum(part.fte for part in parts)),
        refused=refused,
        file=file_digest,
    )
    return allotment


@operation
def put_in_force(actor: Actor, *, allotment: Allotment) -> Allotment:
    """From today this is how duties are shared out."""
    allow(actor, "keep_duties", table=PERMISSIONS)
    Allotment.objects.filter(in_force=True).update(in_force=False)
    allotment.in_force = True
    allotment.save(update_fields=["in_force"])
    actor.record("put_in_force", allotment, code=allotment.code)
    return allotment
