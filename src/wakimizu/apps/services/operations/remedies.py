"""The audit's work list: who mends what, by when."""

from datetime import date

from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import refuse_my_number
from wakimizu.apps.city.models import Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.services.models import Remedy, Service
from wakimizu.apps.services.workflow import PERMISSIONS, Fault, RemedyState
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow


@operation
def promise_remedy(
    actor: Actor, *, service: Service, office: Office, fault: str, owner: Office, due: date, text: str
) -> Remedy:
    """Promise to mend where an office falls short, by a day; a promise that stands is given anew.

    Raises NotPermitted unless the office or the owning division is the actor's, BadInput for a day past or no words.
    """
    if due < actor.today:
        raise BadInput(_("This day has passed. Choose today or a later day."), "due")
    return _remedy(actor, RemedyState.PROMISED, service, office, fault, owner, due, text)


@operation
def accept_fault(actor: Actor, *, service: Service, office: Office, fault: str, until: date, because: str) -> Remedy:
    """Let it stay so until a day, for a reason. Only the division that set the standard may."""
    allow(actor, "set_standard", service, table=PERMISSIONS)
    if until <= actor.today:
        raise BadInput(_("This day has passed. Choose a later day."), "until")
    return _remedy(actor, RemedyState.ACCEPTED, service, office, fault, service.owner, until, because)


def _remedy(
    actor: Actor, state: str, service: Service, office: Office, fault: str, owner: Office, due: date, text: str
) -> Remedy:
    if fault not in Fault.values:
        raise BadInput(_("There is no such shortfall."), "fault")
    if not text.strip():
        raise BadInput(_("Say what will be done, or why it may stay so."), "text")
    refuse_my_number(text, "text")
    remedy = Remedy.objects.filter(service=service, office=office, fault=fault).exclude(state=RemedyState.DONE).first()
    if remedy is not None:
        _not_above_us(actor, remedy)
    remedy = remedy or Remedy(city_id=actor.city_id, service=service, office=office, fault=fault)
    remedy.owner, remedy.due, remedy.text, remedy.state = owner, due, text.strip(), state
    remedy.promised_on = actor.today
    allow(actor, "promise_remedy", remedy, table=PERMISSIONS)
    remedy.save()
    name = "promise_remedy" if state == RemedyState.PROMISED else "accept_fault"
    actor.record(name, remedy, service=service, office=office, fault=fault, owner=owner, due=due)
    return remedy


def _not_above_us(actor: Actor, remedy: Remedy) -> None:
    """What a division has accepted, only who may set the standard changes or ends."""
    if remedy.state == RemedyState.ACCEPTED:
        allow(actor, "set_standard", remedy.service, table=PERMISSIONS)


@operation
def finish_remedy(actor: Actor, *, remedy: Remedy) -> Remedy:
    """Say that it is mended. WrongState when it was said before."""
    allow(actor, "promise_remedy", remedy, table=PERMISSIONS)
    if remedy.state == RemedyState.DONE:
        raise WrongState(_("This is done already."))
    _not_above_us(actor, remedy)
    remedy.state, remedy.closed_on = RemedyState.DONE, actor.today
    remedy.save(update_fields=["state", "closed_on"])
    actor.record("finish_remedy", remedy, service=remedy.service_id, office=remedy.office_id, fault=remedy.fault)
    return remedy
