"""What this room keeps under lock: answers for machines, secrets to sign with. AES-256-GCM, by the installation's keys."""

import hashlib
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12


@lru_cache
def _cipher(key: str) -> AESGCM:
    return AESGCM(hashlib.scrypt(key.encode(), salt=b"wakimizu exchange", n=2**14, r=8, p=1, dklen=32))


def seal(content: bytes, bound_to: bytes) -> bytes:
    """The content encrypted; it opens only with the same `bound_to`, so that a row cannot be passed off as another."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(settings.CONTACT_KEYS[0]).encrypt(nonce, content, bound_to)


def unseal(sealed: bytes, bound_to: bytes) -> bytes:
    """The content, by whichever key fits. ValueError when none does."""
    for key in settings.CONTACT_KEYS:
        try:
            return _cipher(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to)
        except InvalidTag:
            continue
    raise ValueError("no key opens this: is an old one missing from WAKIMIZU_OLD_CONTACT_KEYS?")
