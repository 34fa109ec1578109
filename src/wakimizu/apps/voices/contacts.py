"""Contact details, and files on their way in, under lock: AES-256-GCM with keys from the environment, bound to their row."""

import hashlib
import json
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12


@lru_cache
def _cipher(key: str) -> AESGCM:
    return AESGCM(hashlib.scrypt(key.encode(), salt=b"wakimizu contact", n=2**14, r=8, p=1, dklen=32))


def seal(details: dict[str, str], receipt: str) -> bytes:
    return seal_bytes(json.dumps(details).encode(), receipt)


def unseal(sealed: bytes, receipt: str) -> dict[str, str]:
    """The details, by whichever key fits. ValueError when none does: a key is missing, or the row was moved."""
    details: dict[str, str] = json.loads(unseal_bytes(sealed, receipt))
    return details


def seal_bytes(content: bytes, bound_to: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(settings.CONTACT_KEYS[0]).encrypt(nonce, content, bound_to.encode())


def unseal_bytes(sealed: bytes, bound_to: str) -> bytes:
    """The content, by whichever key fits. ValueError when none does: a key is missing, or the row was moved."""
    nonce, body = bytes(sealed[:NONCE]), bytes(sealed[NONCE:])
    for key in settings.CONTACT_KEYS:
        try:
            return _cipher(key).decrypt(nonce, body, bound_to.encode())
        except InvalidTag:
            continue
    raise ValueError("no key opens this row: is an old one missing from WAKIMIZU_OLD_CONTACT_KEYS?")
