"""A machine with a key, calling the city's API as a program would."""

import itertools
import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.cast import Town
from wakimizu.apps.exchange import keys
from wakimizu.apps.exchange.models import Key
from wakimizu.apps.exchange.operations import make_key
from wakimizu.apps.exchange.workflow import SCOPES

ALL = [scope for scope in SCOPES if scope != "open311"]


def secret_of(town: Town, role: str, office: str, scopes: list[str] | None = None, days: int = 30) -> str:
    """A key that somebody made in their own post, now."""
    secret, now = keys.new_secret(), timezone.now()
    post = town.posts[role, office]
    chosen = ALL if scopes is None else scopes
    expires = now + timedelta(days=days)
    make_key(town.actor(role, office, now), post=post, name="テスト", scopes=chosen, expires_at=expires, secret=secret)
    return secret


class Machine:
    """Calls /api/v1 at a city's address. Without a secret it is a resident's program."""

    def __init__(self, town: Town, secret: str = "", language: str = "en") -> None:
        self.browser = town.browser()
        self.headers = {"accept-language": language, **({"authorization": f"Bearer {secret}"} if secret else {})}
        self._names = itertools.count()

    def get(self, address: str, **query: Any) -> Any:
        return self.browser.get(f"/api/v1{address}", query, headers=self.headers)

    def post(self, address: str, body: Any = None, *, name: str | None = None, **headers: str) -> Any:
        """`name` is the idempotency key; a new one each time unless given, none when empty."""
        name = f"sending-{next(self._names)}" if name is None else name
        sent = {**self.headers, **({"idempotency-key": name} if name else {}), **headers}
        content = body if isinstance(body, (str, bytes)) else json.dumps({} if body is None else body)
        return self.browser.post(f"/api/v1{address}", content, content_type="application/json", headers=sent)


def machine(town: Town, role: str = "planner", office: str = "w-kami-machi", **more: Any) -> Machine:
    language = more.pop("language", "en")
    return Machine(town, secret_of(town, role, office, **more), language)


def key_of(secret: str) -> Key:
    return Key.objects.get(digest=keys.digest_of(secret))
