"""The pages of the room that staff go to and fro between, as far as their post opens them."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.services.workflow import PERMISSIONS
from wakimizu.shared.permissions import may

register = template.Library()
TABS = [  # page, its name, what one must be allowed to
    ("services_desk", _("Services"), "see_services"),
    ("audit", _("Parity audit"), "see_services"),
    ("audit_remedies", _("Work list"), "see_services"),
    ("observations", _("Months"), "note_observations"),
    ("duties", _("Duties"), "see_services"),
    ("scan", _("Scan a form"), "see_services"),
]


@register.simple_tag(takes_context=True)
def services_tabs(context: Any) -> list[dict[str, Any]]:
    """Address, name, and whether it is where the reader stands: the longest address that begins the page's own."""
    request = context["request"]
    shown = [(reverse(name), label) for name, label, act in TABS if may(request.actor, act, table=PERMISSIONS)]
    here = max((url for url, _label in shown if request.path.startswith(url)), key=len, default="")
    return [{"url": url, "label": label, "here": url == here} for url, label in shown]
