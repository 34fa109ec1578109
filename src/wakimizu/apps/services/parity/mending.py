"""Who may promise to mend a shortfall, and who may accept it; the same for pages and machines."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.services.models import Remedy, Service
from wakimizu.apps.services.parity.audit import Audit
from wakimizu.apps.services.parity.forms import AcceptForm, PromiseForm
from wakimizu.apps.services.workflow import PERMISSIONS
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow, may


@dataclass(frozen=True, slots=True)
class Mending:
    """An office and a service where something falls short, as one actor may see to it."""

    actor: Actor
    book: Directory
    found: Audit
    office: Office
    service: Service

    @property
    def faults(self) -> list[str]:
        return [each.fault for each in self.found.cell(self.office, self.service).shortfalls]

    def promise_form(self, typed: Any, **more: Any) -> PromiseForm | None:
        """None where nothing falls short, or the actor may not promise."""
        owners = [each for each in self._owners() if self._may_promise(each)]
        if not (self.faults and owners and may(self.actor, "promise_remedy", table=PERMISSIONS)):
            return None
        return PromiseForm(typed, faults=self.faults, owners=owners, **more)

    def accept_form(self, typed: Any, **more: Any) -> AcceptForm | None:
        """None where nothing falls short, or the actor did not set the standard."""
        may_accept = may(self.actor, "set_standard", self.service, table=PERMISSIONS)
        if not (self.faults and may_accept and self._may_promise(self.service.owner)):
            return None
        return AcceptForm(typed, faults=self.faults, **more)

    def _owners(self) -> list[Office]:
        """Who can mend it: the office, its ward's office and divisions, the division that owns the service."""
        kinds, today = (Office.Kind.WARD_OFFICE, Office.Kind.WARD_DIVISION), self.actor.today
        near = self.book.offices_in_ward(self.office.ward_id)
        ward = [each for each in near if each.kind in kinds and each.valid_on(today)]
        owner = self.book.offices[self.service.owner_id]
        return list({each.pk: each for each in (self.office, *ward, owner)}.values())

    def _may_promise(self, owner: Office) -> bool:
        return may(self.actor, "promise_remedy", Remedy(office=self.office, owner=owner), table=PERMISSIONS)


def nothing_to_mend(actor: Actor, act: str, service: Service) -> BadInput:
    """Why there was no form: raises NotPermitted for who may not, else returns what to say."""
    allow(actor, "promise_remedy" if act == "promise" else "set_standard", service, table=PERMISSIONS)
    return BadInput(_("There is nothing to mend here any more. Go back to the page and look again."))
