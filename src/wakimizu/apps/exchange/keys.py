"""A machine's key: what it looks like, whose it is, and how often it may call."""

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.db.models.query import RawQuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Post
from wakimizu.apps.city.queries import actor_in
from wakimizu.apps.exchange import door_limits
from wakimizu.apps.exchange.models import Key
from wakimizu.apps.ledger.actor import Actor
from wakimizu.shared.errors import NotPermitted, TooMany

PREFIX, SHOWN = "wk_", 9


class NoKey(NotPermitted):
    """No key, an unknown one, or one that has ended: who calls is not known at all."""

    status = 401


def new_secret() -> str:
    """A key of 43 letters after its prefix: 256 bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a key. It is random and long, so a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Holder:
    """A key that is valid now, and the actor it acts as."""

    key: Key
    actor: Actor

    def may(self, scope: str) -> bool:
        return scope in self.key.scopes

    def need(self, scope: str) -> None:
        """NotPermitted unless the key has the scope."""
        if not self.may(scope):
            raise NotPermitted(_("This key lacks the scope %(scope)s.") % {"scope": scope})


# By hand: every call of a machine asks it. The post's office is in memory.
_FIND = """
    SELECT k.*, p.role, p.user_id, p.office_id,
           u.is_active AND COALESCE(p.valid_from <= %s, TRUE) AND COALESCE(p.valid_to > %s, TRUE) AS held
    FROM exchange_key k JOIN city_post p ON p.id = k.post_id JOIN city_user u ON u.id = p.user_id
    WHERE k.digest = %s AND k.city_id = %s
"""


def holder_of(request: Request, secret: str) -> Holder:
    """Who a key belongs to: one query. NoKey when it is unknown, ended or its post is over; TooMany beyond the limit."""
    city_id, today = request.city.pk, timezone.localdate(request.now)
    found: Any = next(iter(RawQuerySet(_FIND, Key, params=(str(today), str(today), digest_of(secret), city_id))), None)
    if found is None:
        raise NoKey(_("This key is not known here. Make one on the page “Keys for machines”."))
    if found.ended_at is not None or found.expires_at <= request.now:
        raise NoKey(_("This key has ended. Make a new one on the page “Keys for machines”."))
    office = request.book.office(found.office_id)
    if not (found.held and office and office.valid_on(today)):
        raise NoKey(_("The post this key acts in has ended."))
    count_call(f"key:{found.pk}", door_limits.BY_KEY)
    if found.used_on != today:
        Key.objects.filter(pk=found.pk).update(used_on=today)
    post = Post(pk=found.post_id, city_id=city_id, user_id=found.user_id, office=office, role=found.role)
    return Holder(found, actor_in(post, request.now, office))


def count_call(caller: str, most: int) -> int:
    """Count a call of this minute; returns how many are left. TooMany beyond; nothing is kept but a count in memory."""
    counts = caches["memory"]
    minute = f"{caller}:{int(time.time() // 60)}"
    counts.add(minute, 0, timeout=120)
    left = most - counts.incr(minute)
    if left < 0:
        raise TooMany(_("Too many calls in this minute: at most %(n)d. Wait until the next minute.") % {"n": most})
    return left
