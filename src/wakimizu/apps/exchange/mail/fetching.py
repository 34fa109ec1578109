"""The in-box is looked into by IMAP (RFC 9051): what is unread is taken, then marked as read.

A mail is marked only when what it became is kept; killed in between, it is taken again and known. What is not taken is
flagged, too, so that a person finds it there.
"""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError

from wakimizu.apps.exchange.mail import rules
from wakimizu.apps.exchange.mail.receiving import MOST_OCTETS, take

log = logging.getLogger(__name__)
TIMEOUT, BATCH = 20, 30


def fetch(now: datetime) -> int:
    """Take what is unread, at most BATCH mails; nothing without an in-box. How many were looked at."""
    if not settings.MAIL_IN_HOST:
        return 0
    try:
        with in_box() as box:
            found = box.uid("SEARCH", "UNSEEN", "UNFLAGGED")[1][0] or b""
            numbers = found.decode().split()[:BATCH]
            for number in numbers:
                _take_one(box, number, now)
            return len(numbers)
    except (OSError, imaplib.IMAP4.error) as fault:
        log.warning("the in-box at %s cannot be read: %s", settings.MAIL_IN_HOST, type(fault).__name__)
        return 0


@contextmanager
def in_box() -> Iterator[imaplib.IMAP4]:
    """The folder with the city's mail, open. OSError or IMAP4.error when there is none."""
    host, port, secure = settings.MAIL_IN_HOST, settings.MAIL_IN_PORT, ssl.create_default_context()
    box: imaplib.IMAP4
    if settings.MAIL_IN_TLS == "implicit":
        box = imaplib.IMAP4_SSL(host, port, ssl_context=secure, timeout=TIMEOUT)
    else:
        box = imaplib.IMAP4(host, port, timeout=TIMEOUT)
    try:
        if settings.MAIL_IN_TLS == "starttls":
            box.starttls(secure)
        box.login(settings.MAIL_IN_USER, settings.MAIL_IN_PASSWORD)
        answer, words = box.select(f'"{settings.MAIL_IN_FOLDER}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(words)
        yield box
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            box.logout()


def _take_one(box: imaplib.IMAP4, number: str, now: datetime) -> None:
    """One mail, and its mark. One that breaks us is flagged and holds up no other; without a database none is marked."""
    try:
        taken = take(_octets(box, number), now)
        flags = r"(\Seen \Flagged)" if taken and taken.fate in rules.NOT_TAKEN else r"(\Seen)"
    except DatabaseError:
        raise
    except Exception as fault:  # its words stay out of the log
        log.error("mail %s of the in-box was not taken: %s", number, type(fault).__name__)
        flags = r"(\Flagged)"
    box.uid("STORE", number, "+FLAGS", flags)


def _octets(box: imaplib.IMAP4, number: str) -> bytes:
    """The message; of one that is too large, only so much that it is seen to be so."""
    size = re.search(rb"RFC822\.SIZE (\d+)", _flat(box.uid("FETCH", number, "(RFC822.SIZE)")[1]))
    part = f"BODY.PEEK[]<0.{MOST_OCTETS + 1}>" if size and int(size[1]) > MOST_OCTETS else "BODY.PEEK[]"
    found = box.uid("FETCH", number, f"({part})")[1]
    return next((each[1] for each in found if isinstance(each, tuple)), b"")


def _flat(answer: list[bytes | tuple[bytes, ...]]) -> bytes:
    return b" ".join(b" ".join(each) if isinstance(each, tuple) else each or b"" for each in answer)
