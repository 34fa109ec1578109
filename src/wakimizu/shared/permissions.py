"""Who may do what: tables a clerk could check, read in one place.

A table says for each act which roles may do it at which reach. Reach is how near the matter is to the actor's post:
`OWN` the actor's office (for a ward's people: any office of their ward) answers for it, `PART` that office has a part in
it, `ANYWHERE` in the city. An object tells its reach by `held_by(actor)` and `shared_by(actor)`.
"""

from collections.abc import Mapping, Set
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.shared.errors import NotPermitted

OWN, PART, ANYWHERE = "own", "part", "anywhere"
Permissions = Mapping[str, Mapping[str, Set[str]]]


def may(actor: Any, act: str, about: Any = None, *, table: Permissions) -> bool:
    """Whether the actor's role reaches the object for this act. KeyError for an act the table does not know."""
    row = table[act]
    if actor.role in row.get(ANYWHERE, ()):
        return True
    if about is None:
        return actor.role in row.get(OWN, ()) or actor.role in row.get(PART, ())
    if actor.role in row.get(OWN, ()) and about.held_by(actor):
        return True
    return actor.role in row.get(PART, ()) and (about.held_by(actor) or about.shared_by(actor))


def allow(actor: Any, act: str, about: Any = None, *, table: Permissions) -> None:
    """Raise NotPermitted, with a sentence, unless the actor may."""
    if not may(actor, act, about, table=table):
        raise NotPermitted(
            _("Your post may not do this here. Ask the office that leads the matter, or your ward's planner.")
        )


def reaches(actor: Any, office_id: int | None, ward_id: int | None) -> bool:
    """Whether an office (or, for a ward's people, a ward) is the actor's own."""
    if office_id is not None and office_id == actor.office_id:
        return True
    return ward_id is not None and ward_id == actor.ward_id
