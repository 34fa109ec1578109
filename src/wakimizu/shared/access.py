"""Who may come in: pages for staff only, and where a caller comes from."""

import functools
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.utils.translation import gettext as _

from wakimizu.shared.errors import NotPermitted

View = Callable[..., HttpResponse]


def staff(view: View) -> View:
    """Only people with a post in this city; who is not signed in is asked to."""

    @functools.wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.posts:
            raise NotPermitted(_("You have no post in this city today. Ask your IT division."))
        return view(request, *args, **kwargs)

    return guarded


def connection_of(request: Any) -> str:
    """Where a caller comes from, to count by: their address; of IPv6 the /64 that one household has whole.

    Behind `TRUSTED_PROXIES` proxies it is what the outermost of them saw.
    """
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    proxies = settings.TRUSTED_PROXIES
    seen: str = request.META.get("REMOTE_ADDR", "")
    address = forwarded[-proxies] if proxies and len(forwarded) >= proxies else seen
    try:
        return str(IPv6Network((IPv6Address(address), 64), strict=False))
    except ValueError:
        return address
