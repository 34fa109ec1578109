"""What an installation says of itself through its environment, read once and refused when it is unsafe."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = {synchronous};"
    "PRAGMA recursive_triggers = ON;"  # so that REPLACE cannot pass the ledger's delete trigger
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA cache_size = -32000;"
    "PRAGMA mmap_size = 67108864;"
    "PRAGMA journal_size_limit = 67108864;"
)


def text(name: str, default: str = "") -> str:
    return os.environ.get(f"WAKIMIZU_{name}", default)


def flag(name: str, default: bool = False) -> bool:
    return text(name, "1" if default else "0").lower() in {"1", "yes", "true", "on"}


def words(name: str) -> list[str]:
    return [word for word in text(name).replace(",", " ").split() if word]


def choice(name: str, words: list[str]) -> str:
    """One of some words; the first when nothing is said."""
    value = text(name, words[0])
    if value not in words:
        raise ImproperlyConfigured(f"WAKIMIZU_{name} must be one of: {', '.join(words)}")
    return value


def secret(name: str, *, demo: bool, demo_value: str) -> str:
    """A secret of at least 32 characters; demo mode alone may do with a public one."""
    value = text(name)
    if not value and demo:
        return demo_value
    if len(value) < 32:
        raise ImproperlyConfigured(
            f"set WAKIMIZU_{name} to a secret of at least 32 characters "
            "(for example the output of: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'), "
            "or start the demonstration with: wakimizu demo"
        )
    return value


def database(url: str, folder: Path) -> dict[str, Any]:
    """Django's DATABASES entry for a DATABASE_URL; an empty one means one SQLite file in `folder`."""
    parts = urlsplit(url or f"sqlite:///{folder / 'wakimizu.sqlite3'}")
    if parts.scheme == "sqlite":
        path = unquote(parts.path[1:] if parts.path.startswith("//") else parts.path)
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "CONN_MAX_AGE": None,
            "ATOMIC_REQUESTS": False,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # A receipt is a promise: by default every commit is on disk before it is acknowledged.
                "init_command": SQLITE_PRAGMAS.format(synchronous=text("SQLITE_SYNCHRONOUS", "FULL")),
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or dict(parse_qsl(parts.query)).get("host", "")),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "ATOMIC_REQUESTS": False,
            "OPTIONS": {
                "options": "-c idle_in_transaction_session_timeout=600000",
                **{key: value for key, value in parse_qsl(parts.query) if key != "host"},
            },
        }
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgresql://")
