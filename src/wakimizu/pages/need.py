"""The need's page with what other rooms say of it: who helps, what residents decide together, cases like it.

The voices room knows nothing of them.

A room adds a section by one line in SECTIONS: its template, and what it reads with a constant number of statements.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Area
from wakimizu.apps.community import queries as community
from wakimizu.apps.community.analysis import cases_like
from wakimizu.apps.community.deliberation import queries as deliberations
from wakimizu.apps.community.deliberation.workflow import PERMISSIONS as DELIBERATION_PERMISSIONS
from wakimizu.apps.community.workflow import PERMISSIONS
from wakimizu.apps.population import queries as people
from wakimizu.apps.voices import views as voices
from wakimizu.apps.voices.models import Need
from wakimizu.apps.voices.workflow import NeedState
from wakimizu.shared.access import staff
from wakimizu.shared.permissions import may

OPEN = (NeedState.ASSIGNED, NeedState.APPROVAL)


@staff
@require_safe
def need(request: Request, number: int) -> HttpResponse:
    return voices.need(request, number, beside=lambda found: [_section(request, found, *each) for each in SECTIONS])


def _section(request: Request, need: Need, template: str, read: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    return {"template": template, **read(request, need)}


def helping(request: Request, need: Need) -> dict[str, Any]:
    """Self-help, mutual help and city help, each with what it does about the need."""
    may_say = may(request.actor, "say_help", need, table=PERMISSIONS)
    return {"three": community.help_with(need), "may_say": may_say}


def together(request: Request, need: Need) -> dict[str, Any]:
    """Questions put to residents about it, and whether this office may put one."""
    if not may(request.actor, "see_deliberations", table=DELIBERATION_PERMISSIONS):
        return {"questions": [], "may_ask": False}
    theirs = need.held_by(request.actor) or request.actor.role == "policy"
    may_ask = theirs and may(request.actor, "keep_deliberation", table=DELIBERATION_PERMISSIONS)
    return {"questions": deliberations.about(need), "may_ask": may_ask and need.state in OPEN}


def like(request: Request, need: Need) -> dict[str, Any]:
    """Cases that resemble it, by meaning and by the people of its district."""
    if not may(request.actor, "see_cases", table=PERMISSIONS):
        return {"cases": []}
    return {"cases": cases_like(need.title, community.cases_to_compare(), _figure(request, need))}


def _figure(request: Request, need: Need) -> Any:
    layer = people.speaking().now(Area.Kind.DISTRICT, request.actor.today)
    return people.figures([layer])[layer].get(need.district_id) if layer and need.district_id else None


SECTIONS = [("pages/need_help.html", helping), ("pages/need_together.html", together), ("pages/need_cases.html", like)]
