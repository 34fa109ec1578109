"""Which files staff may take in here, and what each kind of them becomes."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.workflow import PERMISSIONS as CITY_PERMISSIONS
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.population import imports, sets, shops
from wakimizu.apps.population.workflow import PERMISSIONS
from wakimizu.shared.errors import NotPermitted
from wakimizu.shared.permissions import Permissions, may
from wakimizu.shared.tables import Report

Called = dict[str, str]  # code, name, source
Take = Callable[[Actor, City, Directory, bytes, Called], Report]


def _census(actor: Actor, city: City, book: Directory, content: bytes, called: Called) -> Report:
    return imports.import_census(actor, city, book, content, kinds=imports.CENSUS, **called)


def _published(actor: Actor, city: City, book: Directory, content: bytes, called: Called) -> Report:
    return imports.import_published(actor, city, book, content, **called)


def _register(actor: Actor, city: City, book: Directory, content: bytes, called: Called) -> Report:
    return imports.import_register(actor, city, book, content, **called)


def _feed(actor: Actor, city: City, book: Directory, content: bytes, called: Called) -> Report:
    return imports.import_feed(actor, city, content, **called)


def _shops(actor: Actor, city: City, book: Directory, content: bytes, called: Called) -> Report:
    return shops.import_shops(actor, city, content, source=called["source"])


def _set(actor: Actor, city: City, book: Directory, content: bytes, called: Called) -> Report:
    return sets.import_set(actor, city, content, **called)


KINDS: dict[str, tuple[Any, str, Permissions, Take]] = {
    "census": (gettext_lazy("Census by sex and age"), "keep_tables", PERMISSIONS, _census),
    "published": (gettext_lazy("Published projection by sex and age"), "keep_tables", PERMISSIONS, _published),
    "register": (gettext_lazy("Resident register (地域・年齢別人口)"), "keep_tables", PERMISSIONS, _register),
    "assumptions": (gettext_lazy("A set of assumptions"), "keep_tables", PERMISSIONS, _set),
    "feed": (gettext_lazy("Timetable (GTFS-JP, zip)"), "keep_feeds", PERMISSIONS, _feed),
    "shops": (gettext_lazy("Shops for daily needs, with their places"), "keep_offices", CITY_PERMISSIONS, _shops),
}


def may_take(actor: Actor) -> list[tuple[str, Any]]:
    """The kinds of files this post may take in, with their labels."""
    return [(kind, label) for kind, (label, act, table, _take) in KINDS.items() if may(actor, act, table=table)]


def kinds_for(actor: Actor) -> list[tuple[str, Any]]:
    """The same; NotPermitted when there is none."""
    kinds = may_take(actor)
    if not kinds:
        raise NotPermitted(_("Your post takes no files in here. Ask the policy division or IT."))
    return kinds


def take_in(
    actor: Actor, city: City, book: Directory, *, kind: str, content: bytes, code: str, name: str, source: str
) -> Report:
    """Take a file of a kind in. The report tells of every line; BadInput when it cannot be read at all."""
    return KINDS[kind][3](actor, city, book, content, {"code": code, "name": name, "source": source})
