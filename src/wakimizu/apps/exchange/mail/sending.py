"""The out-box is emptied: what waits is composed, given to the mail server, and tried again when that fails.

Each mail is claimed before it is sent: its next try is put off, so that no other process takes it and a kill loses
nothing. Killed after the server took it and before we noted that, it goes out once more, under the same Message-ID.
"""

import logging
import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings

from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.exchange.mail import addresses, operations
from wakimizu.apps.exchange.mail.message import as_message, composed
from wakimizu.apps.exchange.mail.models import Mail
from wakimizu.apps.exchange.mail.workflow import ASKED_BY, PAUSES, TOO_LATE, MailState
from wakimizu.apps.exchange.sealed import new_entries
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices.operations import open_addresses
from wakimizu.shared.scoping import in_city

log = logging.getLogger(__name__)
TIMEOUT, CLAIMED = 20, timedelta(minutes=15)
BATCH, SECONDS = 50, 20  # the timer has other things to do, too


def ask(now: datetime) -> int:
    """Fill the out-boxes from what was sealed since the last time. How many mails were asked for."""
    asked, cities = 0, {city.pk: city for city in City.objects.filter(in_use=True)}
    for entries in new_entries("mail"):
        of_city: dict[int, list[Entry]] = {}
        for entry in entries:
            if entry.operation in ASKED_BY and entry.city_id in cities:
                of_city.setdefault(entry.city_id, []).append(entry)
        for number, theirs in of_city.items():
            asked += operations.ask_for_mails(system_actor(number, now), city=cities[number], entries=theirs)
    return asked


def send(now: datetime) -> int:
    """Send what waits, for at most SECONDS; nothing without a mail server (and never in the demo). How many went out."""
    if not settings.MAIL_HOST:
        return 0
    until, sent = time.monotonic() + SECONDS, 0
    for city in City.objects.filter(in_use=True):
        with in_city(city.pk):
            while time.monotonic() < until and (due := _waiting(now)):
                try:
                    with server() as line:
                        sent += _send_batch(line, city, due, now)
                except (OSError, smtplib.SMTPException) as fault:
                    log.warning("the mail server %s does not answer: %s", settings.MAIL_HOST, type(fault).__name__)
                    return sent
    return sent


def _waiting(now: datetime) -> list[Mail]:
    waiting = Mail.objects.filter(state=MailState.WAITING, next_try__lte=now).order_by("next_try", "pk")
    return list(waiting.select_related("voice__office", "answer__office", "post__office", "post__user")[:BATCH])


@contextmanager
def server() -> Iterator[smtplib.SMTP]:
    """A line to the city's mail server, signed in. OSError or SMTPException when there is none."""
    host, port, secure = settings.MAIL_HOST, settings.MAIL_PORT, ssl.create_default_context()
    implicit = settings.MAIL_TLS == "implicit"
    with (
        smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=secure)
        if implicit
        else smtplib.SMTP(host, port, timeout=TIMEOUT)
    ) as line:
        if settings.MAIL_TLS == "starttls":
            line.starttls(context=secure)
        if settings.MAIL_USER:
            line.login(settings.MAIL_USER, settings.MAIL_PASSWORD)
        yield line


def _send_batch(line: smtplib.SMTP, city: City, mails: list[Mail], now: datetime) -> int:
    claimed = [mail for mail in mails if _claimed(mail, now)]
    voices = [mail.voice_id for mail in claimed if mail.voice_id]
    actor = system_actor(city.pk, now)
    to = open_addresses(actor, city=city, voices=voices, purpose="mail") if voices else {}
    return sum(_sent(line, city, mail, _address(mail, to), now) for mail in claimed)


def _claimed(mail: Mail, now: datetime) -> bool:
    """Whether this process has it: of two, one finds the number of tries changed."""
    mine = Mail.objects.filter(pk=mail.pk, state=MailState.WAITING, tries=mail.tries)
    mail.tries += 1
    return bool(mine.update(tries=mail.tries, next_try=now + CLAIMED))


def _address(mail: Mail, to: dict[int, str]) -> str:
    if mail.post is not None:
        return mail.post.user.email if mail.post.user.is_active else ""
    return to.get(mail.voice_id or 0, "")


def _sent(line: smtplib.SMTP, city: City, mail: Mail, address: str, now: datetime) -> bool:
    actor = system_actor(city.pk, now)
    if reason := _not_to_send(mail, address, now):
        operations.leave_out(actor, mail=mail, reason=reason)
        return False
    try:
        message = as_message(mail, composed(mail, city), city=city, to=address, now=now)
        line.send_message(message, from_addr=addresses.tagged(addresses.BOUNCE, mail.pk), to_addrs=[address])
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPRecipientsRefused as refused:
        code, _words = refused.recipients[address]
        _refused(actor, mail, code)
    except smtplib.SMTPResponseException as refused:  # of the sender, or of the message itself: not the reader's fault
        _put_off(actor, mail, str(refused.smtp_code))
    except ValueError as fault:  # an address that is none
        log.warning("mail %d cannot be composed: %s", mail.pk, type(fault).__name__)
        operations.note_undelivered(actor, mail=mail, came_back=True, reason="address")
    else:
        operations.note_sent(actor, mail=mail)
        return True
    return False


def _not_to_send(mail: Mail, address: str, now: datetime) -> str:
    if not address:
        return "no_address"
    if now - mail.asked_at > TOO_LATE:
        return "too_late"
    voice = mail.voice
    return "not_wanted" if voice is not None and hasattr(voice, "no_mail") else ""


def _refused(actor: Actor, mail: Mail, code: int) -> None:
    """The server will not have this reader: for good (5xx, RFC 5321), or not now."""
    if code >= 500:
        operations.note_undelivered(actor, mail=mail, came_back=True, reason=str(code))
    else:
        _put_off(actor, mail, str(code))


def _put_off(actor: Actor, mail: Mail, reason: str) -> None:
    """Try again after a pause that grows; give up after the last."""
    if mail.tries > len(PAUSES):
        operations.note_undelivered(actor, mail=mail, came_back=False, reason=reason)
        return
    Mail.objects.filter(pk=mail.pk).update(next_try=actor.at + PAUSES[mail.tries - 1], reason=reason)
