"""What every screen's frame shows: the city, who is signed in, where one can go, the other language."""

from typing import Any

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from wakimizu.apps.city.calendar import fiscal_year
from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Role
from wakimizu.apps.community.workflow import PERMISSIONS as COMMUNITY_PERMISSIONS
from wakimizu.apps.exchange.mail.workflow import PERMISSIONS as MAIL_PERMISSIONS
from wakimizu.apps.exchange.workflow import PERMISSIONS as EXCHANGE_PERMISSIONS
from wakimizu.apps.network.workflow import PERMISSIONS as NETWORK_PERMISSIONS
from wakimizu.apps.voices.workflow import PERMISSIONS
from wakimizu.shared.permissions import may
from wakimizu.shared.words import named

# What stands in the menu itself, of residents and of staff; the rest is one step away.
OFTEN_WANTED = {"voice_new", "voices_public", "needs_map", "track", "navigator", "offices_public"}
EVERY_DAY = {
    "desk", "voice_note", "needs", "overview", "overdue", "notices", "visits", "routing", "posts",
}  # fmt: skip


def frame(request: Request) -> dict[str, Any]:
    city = getattr(request, "city", None)
    if city is None:
        return bare_frame()
    japanese = (get_language() or "ja") == "ja"
    posts, places = request.posts, _places(request)
    in_row = EVERY_DAY if posts else OFTEN_WANTED
    return {
        "city_name": named(city),
        "demo": settings.DEMO,
        "home_url": reverse("portal"),
        "other_language_url": _in_other_language(request.get_full_path(), japanese),
        "other_language_label": "English" if japanese else "日本語",
        "nav": [_place(request, name, label) for name, label in places if name in in_row],
        "nav_more": [_place(request, name, label) for name, label in places if name not in in_row],
        "nav_more_label": gettext("Other work") if posts else gettext("City affairs"),
        "footer_nav": [
            {"url": reverse("promises"), "label": gettext("Our three promises")},
            {"url": reverse("ledger"), "label": gettext("The ledger")},
            {"url": reverse("opendata"), "label": gettext("Open data")},
            {
                "url": reverse("report_yearly", args=[fiscal_year(request.actor.today) - 1]),
                "label": gettext("Yearly report"),
            },
            *([] if posts else [{"url": reverse("account_login"), "label": gettext("Staff sign-in")}]),
        ],
        "signed_in": _signed_in(request),
        "today": request.actor.today,
        "map_tiles": settings.MAP_TILES,
    }


def bare_frame() -> dict[str, Any]:
    """The frame of a page that asks nobody which city it is in: what came was too large, or something is broken."""
    return {"demo": settings.DEMO, "home_url": reverse("portal")}


def _in_other_language(address: str, japanese: bool) -> str:
    """The same page in the other language; also where there is no page, so that the refusal can be read."""
    translated = translate_url(address, "en" if japanese else "ja")
    if translated != address:
        return translated
    return f"/en{address}" if japanese else address.removeprefix("/en")


def _place(request: Request, name: str, label: str) -> dict[str, Any]:
    return {"url": reverse(name), "label": gettext(label), "current": request.path == reverse(name)}


def _places(request: Request) -> list[tuple[str, str]]:
    if not request.posts:
        return [
            ("voice_new", _("Say something")),
            ("voices_public", _("Voices and answers")),
            ("needs_map", _("Map")),
            ("track", _("Follow my voice")),
            ("navigator", _("Procedure guide")),
            ("offices_public", _("Offices and services")),
            ("population", _("People of the city")),
            ("indicators_public", _("How the city is doing")),
            ("proposals_public", _("What the wards propose")),
            ("deliberations_public", _("Decide together")),
        ]
    actor = request.actor
    places = []
    if actor.role not in (Role.IT, Role.AUDITOR, Role.POLICY):
        places.append(("desk", _("My desk")))
    if may(actor, "receive_voice", table=PERMISSIONS):
        places.append(("voice_note", _("Note a voice")))
    if may(actor, "see_need", table=PERMISSIONS):
        places.append(("needs", _("Needs")))
    if may(actor, "see_overview", table=PERMISSIONS):
        places += [("overview", _("Overview")), ("overdue", _("Overdue"))]
    if actor.role in (Role.MAYOR, Role.HQ_HEAD, Role.POLICY, Role.AUDITOR):
        places.append(("report_meeting", _("Ward mayors' meeting")))
    places += [("services_desk", _("Services and duties")), ("population_runs", _("Population and reach"))]
    places += [("indicators", _("Indicators and plan")), ("proposals", _("Proposals and budget"))]
    places.append(("deliberations", _("Decide together")))
    places.append(("notices", _("Notices and meetings")))
    if may(actor, "see_network", table=NETWORK_PERMISSIONS):
        places.append(("network", _("Network of offices")))
    if may(actor, "see_community", table=COMMUNITY_PERMISSIONS):
        places.append(("visits", _("Partners and visits")))
    if actor.role in (Role.IT, Role.POLICY):
        places.append(("routing", _("Routing")))
    if may(actor, "see_mails", table=MAIL_PERMISSIONS):
        places.append(("mails", _("E-mail to residents")))
    if actor.role in (Role.IT, Role.AUDITOR):
        places += [("posts", _("People and posts")), ("webhooks", _("Webhooks"))]
    places.append(("keys", _("Keys for machines")))
    if may(actor, "export_voices", table=EXCHANGE_PERMISSIONS):
        places.append(("voices_export", _("Voices as a file")))
    return [*places, ("voices_public", _("Public page"))]


def _signed_in(request: Request) -> dict[str, Any] | None:
    if not request.posts:
        return None
    post = next(post for post in request.posts if post.pk == request.actor.post_id)
    return {
        "name": named(request.user),
        "post": f"{named(post.office)} {post.get_role_display()}",
        "others": [other for other in request.posts if other.pk != post.pk],
    }
