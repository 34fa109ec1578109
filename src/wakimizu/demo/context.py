"""The demo's log-ins on its sign-in page; nothing anywhere else, and nothing at all outside demo mode."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from wakimizu.apps.city.models import Role


def log_ins(request: HttpRequest) -> dict[str, Any]:
    if not settings.DEMO or not request.path.endswith("/account/login/"):
        return {}
    from wakimizu.demo import build

    people = [(Role(role).label, email) for role, email, _office in build.log_ins()]
    return {"demo_log_ins": people, "demo_password": build.PASSWORD}
