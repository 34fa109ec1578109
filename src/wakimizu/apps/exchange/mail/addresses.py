"""Addresses and links that only we can have made: who writes to them says which mail or voice they mean.

voices+bounce.MAIL.SIGN@… is where a mail comes back to (VERP), voices+reply.VOICE.SIGN@… where its reader answers to. The
sign is a keyed digest of 80 bits; letters are small throughout, because some mail servers make them so.
"""

import re

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import override

from wakimizu.apps.city.models import City

BOUNCE, REPLY, STOP = "bounce", "reply", "stop"
TAGGED = re.compile(r"\+(bounce|reply)\.(\d{1,18})\.([0-9a-f]{20})@", re.I)


def sign(purpose: str, number: int) -> str:
    return salted_hmac(f"wakimizu mail {purpose}", str(number)).hexdigest()[:20]


def signed_by_us(purpose: str, number: int, signature: str) -> bool:
    return constant_time_compare(sign(purpose, number), signature.lower())


def tagged(purpose: str, number: int) -> str:
    """The in-box's address with a tag."""
    local, _at, domain = settings.MAIL_FROM.partition("@")
    return f"{local}+{purpose}.{number}.{sign(purpose, number)}@{domain}"


def tag_in(address: str) -> tuple[str, int] | None:
    """What an address is for (BOUNCE or REPLY), and the number of the mail or voice; None when we have not made it."""
    found = TAGGED.search(address)
    if found is None or not signed_by_us(found[1].lower(), int(found[2]), found[3]):
        return None
    return found[1].lower(), int(found[2])


def message_id(mail: int) -> str:
    """The same for every try, so that a mail that is sent twice is known to be one."""
    return f"<mail.{mail}.{sign('message', mail)}@{settings.MAIL_FROM.partition('@')[2]}>"


def mail_in(message_ids: str) -> int | None:
    """The number of our mail that a header names (In-Reply-To, a returned Message-ID)."""
    found = re.search(r"<mail\.(\d{1,18})\.([0-9a-f]{20})@", message_ids, re.I)
    return int(found[1]) if found and signed_by_us("message", int(found[1]), found[2]) else None


def link(city: City, language: str, name: str, *args: object) -> str:
    """A page's whole address, in the reader's language."""
    with override(language):
        return settings.ADDRESS.replace("{city}", city.host).rstrip("/") + reverse(name, args=args)
