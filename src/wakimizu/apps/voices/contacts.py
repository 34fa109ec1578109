"""Contact details under lock: AES-256-GCM with keys from the environment, bound to their voice."""

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
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(settings.CONTACT_KEYS[0]).encrypt(nonce, json.dumps(details).encode(), receipt.encode())


def unseal(sealed: bytes, receipt: str) -> dict[str, str]:
    """The details, by whichever key fits. ValueError when none does: a key is missing, or the row was moved."""
    nonce, body = bytes(sealed[:NONCE]), bytes(sealed[NONCE:])
    for key in settings.CONTACT_KEYS:
        try:
            details: dict[str, str] = json.loads(_cipher(key).decrypt(nonce, body, receipt.encode()))
        except InvalidTag:
            continue
        return details
    raise ValueError("no key opens this contact: is an old one missing from WAKIMIZU_OLD_CONTACT_KEYS?")
