"""Invitation codes: ten letters by chance, two that check them, none that could be mistaken for another.

1. The two check letters are the ten, read as a number of base 30, modulo the prime 887: one wrong letter, or two that
   changed places, are always found. So a typing error is told from a code that was never given out.
2. Only a digest is kept, keyed with the installation's secret: whoever reads the database can neither use the codes nor
   recognise one that is shown to them.
"""

import secrets
import unicodedata

from django.conf import settings
from django.utils.crypto import salted_hmac

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
PLACE = {letter: place for place, letter in enumerate(LETTERS)}
CHANCE, PRIME = 10, 887


def new_code() -> str:
    return complete("".join(secrets.choice(LETTERS) for _place in range(CHANCE)))


def complete(letters: str) -> str:
    """The code of ten letters, with those that check them."""
    return written(letters + _check(letters))


def written(letters: str) -> str:
    """As people read it: ABCD-EFGH-JKLM."""
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def read(typed: str) -> str:
    """The letters of a code however it was typed; "" when it cannot be one: a letter is wrong, missing or too much."""
    text = unicodedata.normalize("NFKC", typed).upper()
    letters = "".join(letter for letter in text if letter.isalnum())
    if len(letters) != CHANCE + 2 or not set(letters) <= set(LETTERS):
        return ""
    return letters if letters[CHANCE:] == _check(letters[:CHANCE]) else ""


def _check(letters: str) -> str:
    number = 0
    for letter in letters:
        number = (number * len(LETTERS) + PLACE[letter]) % PRIME
    return LETTERS[number // len(LETTERS)] + LETTERS[number % len(LETTERS)]


def digest(letters: str, secret: str | bytes | None = None) -> str:
    return salted_hmac("wakimizu.surveys", letters, secret, algorithm="sha256").hexdigest()


def digests(letters: str) -> list[str]:
    """Under the secret that holds, and under those before it."""
    return [digest(letters, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
