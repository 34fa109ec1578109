"""Which files staff may take in here, and what each kind of them becomes."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.services import imports
from wakimizu.apps.services.workflow import PERMISSIONS
from wakimizu.shared.errors import NotPermitted
from wakimizu.shared.permissions import may
from wakimizu.shared.tables import Report

Take = Callable[[Actor, City, Directory, bytes], Report]
KINDS: dict[str, tuple[Any, str, Take]] = {
    "services": (gettext_lazy("Catalogue (national form)"), "keep_catalogue", imports.import_services),
    "standards": (gettext_lazy("Standards"), "set_standard", imports.import_standards),
    "offerings": (gettext_lazy("What offices offer"), "offer_service", imports.import_offerings),
    "observations": (gettext_lazy("Observed months"), "note_observations", imports.import_observations),
}


def may_take(actor: Actor) -> list[tuple[str, Any]]:
    """The kinds of files this post may take in, with their labels."""
    return [(kind, label) for kind, (label, act, _take) in KINDS.items() if may(actor, act, table=PERMISSIONS)]


def kinds_for(actor: Actor) -> list[tuple[str, Any]]:
    """The same; NotPermitted when there is none."""
    kinds = may_take(actor)
    if not kinds:
        raise NotPermitted(_("Your post takes no files in here. Ask the division that owns the service."))
    return kinds


def take_in(actor: Actor, city: City, book: Directory, *, kind: str, content: bytes) -> Report:
    """Take a file of a kind in. The report tells of every line; BadInput when it cannot be read at all."""
    return KINDS[kind][2](actor, city, book, content)
