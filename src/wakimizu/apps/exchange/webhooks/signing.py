"""How a webhook is signed: the Standard Webhooks scheme (standardwebhooks.com), HMAC-SHA256, `v1`.

Signed is `webhook-id.webhook-timestamp.body`. Of a repetition the ID is the same; the timestamp says when this try was
made, so that a receiver can refuse what was recorded and is sent again later.
"""

import base64
import hashlib
import hmac
import secrets

PREFIX, BYTES = "whsec_", 32


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def signature(secret: str, name: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`. ValueError for what is no secret of ours."""
    if not secret.startswith(PREFIX):
        raise ValueError("not a webhook secret")
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    told = hmac.digest(key, f"{name}.{timestamp}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(told).decode()


def headers(secret: str, name: str, timestamp: int, body: bytes) -> dict[str, str]:
    return {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Wakimizu-Webhooks/1",
        "webhook-id": name,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, name, timestamp, body),
    }
