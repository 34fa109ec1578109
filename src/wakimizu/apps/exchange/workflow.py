"""What a key may open, and who may keep keys. Data, for a clerk to check.

A key acts in the post of the person who made it: it can do what that post may do, less what its scopes leave out. Nobody
makes a key for another's post; IT sees all keys of the city and may end any.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from wakimizu.shared.permissions import ANYWHERE, OWN, Permissions

STAFF = {"liaison", "clerk", "planner", "mayor", "hq", "hq_head", "policy", "auditor", "it"}

PERMISSIONS: Permissions = {
    "make_key": {ANYWHERE: STAFF},
    "see_keys": {ANYWHERE: {"it", "auditor"}, OWN: STAFF},
    "end_key": {ANYWHERE: {"it", "system"}, OWN: STAFF},
    "see_webhooks": {ANYWHERE: {"it", "auditor"}},
    "keep_webhooks": {ANYWHERE: {"it"}},
    "stop_webhook": {ANYWHERE: {"system"}},
    "export_voices": {ANYWHERE: {"policy"}, OWN: {"planner", "mayor", "hq", "hq_head"}},  # with words, without contacts
}

# What a key may be good for. "read" looks, "write" acts.
SCOPES = {
    "open311": _("Open311: send voices in residents' names"),
    "voices:read": _("Voices, needs and answers: read"),
    "voices:write": _("Voices, needs and answers: act"),
    "services:read": _("Services, standards and duties: read"),
    "services:write": _("Services, standards and duties: act"),
    "population:read": _("Population and reach: read"),
    "population:write": _("Population and reach: act"),
    "monitoring:read": _("Indicators, plan and surveys: read"),
    "monitoring:write": _("Indicators, plan and surveys: act"),
    "proposals:read": _("Proposals, budget and measures: read"),
    "proposals:write": _("Proposals, budget and measures: act"),
    "network:read": _("Network of offices: read"),
    "network:write": _("Network of offices: act"),
    "community:read": _("Partners, visits and deliberation: read"),
    "community:write": _("Partners, visits and deliberation: act"),
    "sharing:read": _("Notices, consultations and meetings: read"),
    "sharing:write": _("Notices, consultations and meetings: act"),
    "city:read": _("Areas, offices and posts: read"),
    "city:write": _("Areas, offices and posts: act"),
    "exchange:read": _("Webhooks and mail: read"),
    "exchange:write": _("Webhooks and mail: act"),
}

LONGEST = timedelta(days=366)
REPLAYS_KEPT = timedelta(days=1)
