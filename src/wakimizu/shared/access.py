"""Pages for staff only; and from where a request comes."""

import functools
from collections.abc import Callable
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


def address_of(request: Any) -> str:
    """The address a request comes from, as the last proxy we trust tells it."""
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    proxies = settings.TRUSTED_PROXIES
    return str(forwarded[-proxies] if proxies and len(forwarded) >= proxies else request.META.get("REMOTE_ADDR", ""))
