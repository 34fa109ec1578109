"""Free text that must be provable and erasable at once.

The ledger never holds a person's words, only a digest keyed with a salt that stays beside the words. Erasing the words
and the salt leaves a digest that nobody can link to anything.
"""

import hashlib
import hmac
import secrets

from django.db import models


def new_salt() -> bytes:
    return secrets.token_bytes(16)


def digest(salt: bytes, text: str) -> str:
    """HMAC-SHA256 of the UTF-8 text under the row's salt, in hexadecimal (RFC 2104)."""
    return hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()


class Salted(models.Model):
    """A row whose words the ledger knows by keyed digest only."""

    salt = models.BinaryField(default=new_salt, editable=False)

    class Meta:
        abstract = True

    def digest(self, text: str) -> str:
        return digest(bytes(self.salt), text)
