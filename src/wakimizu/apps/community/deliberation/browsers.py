"""One voice per browser: a signed cookie made by chance, of which only a keyed digest is kept; limits per connection.

The cookie is set when somebody takes part, not when they look. It names nobody, and no two questions can be joined by it:
each keeps its own digest of it. A connection is counted in memory only, under a digest whose key changes every day.
"""

import secrets
from collections.abc import Callable
from datetime import date
from functools import cache

from django.conf import settings
from django.core import signing
from django.core.cache import caches
from django.http import HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.community.deliberation.models import Deliberation
from wakimizu.shared.access import connection_of
from wakimizu.shared.errors import TooMany

COOKIE, SALT, A_YEAR = "deliberation", "wakimizu.deliberation", 365 * 24 * 3600
BROWSERS, VOTES, STATEMENTS = 5, 200, 4  # times the limit for voices, an hour


@cache
def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)


def token_of(request: Request) -> str:
    """The browser's token; "" when it has none, or one that we did not sign."""
    signed = request.COOKIES.get(COOKIE)
    try:
        return str(_signer().unsign(signed)) if signed else ""
    except signing.BadSignature:
        return ""


def new_token() -> str:
    return secrets.token_urlsafe(24)


def remember(response: HttpResponse, token: str) -> None:
    response.set_cookie(
        COOKIE, _signer().sign(token), max_age=A_YEAR, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def digest(deliberation: Deliberation, token: str) -> str:
    return salted_hmac(f"{SALT}.{deliberation.pk}", token, algorithm="sha256").hexdigest() if token else ""


def may_begin(request: Request) -> Callable[[], None]:
    """TooMany when very many browsers began from one connection within an hour, in all questions together."""
    return lambda: not_a_flood(request, "browsers", BROWSERS)


def not_a_flood(request: Request, what: str, times: int) -> None:
    """TooMany when very many came from one connection within an hour."""
    if not settings.VOICES_PER_HOUR:
        return
    counts, key = caches["memory"], _counted(what, connection_of(request), request.actor.today)
    counts.add(key, 0, timeout=3600)
    if counts.incr(key) > settings.VOICES_PER_HOUR * times:
        raise TooMany(
            _("Very many votes came from your connection. Please wait an hour; what you said so far is kept.")
        )


def _counted(what: str, address: str, day: date) -> str:
    return f"{what}:{salted_hmac(f'{SALT}.{day}', address, algorithm='sha256').hexdigest()}"
