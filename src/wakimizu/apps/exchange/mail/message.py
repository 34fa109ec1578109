"""One mail of the out-box, composed: values for its places, and the message as it goes over the line."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import override

from wakimizu.apps.city.models import City, Office
from wakimizu.apps.exchange.mail import addresses
from wakimizu.apps.exchange.mail.composing import Composed, compose, day_in, one_line, words_of
from wakimizu.apps.exchange.mail.models import Mail
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices.models import Reminder, Voice
from wakimizu.shared.words import named

WHOLE = {"list-unsubscribe", "message-id"}


class Lines(EmailPolicy):
    """Headers folded and encoded as RFC 5322 and 2047 say; but a long address is never cut or encoded, which Python does."""

    def fold(self, name: str, value: Any) -> str:
        return f"{name}: {value}{self.linesep}" if name.lower() in WHOLE else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii") if name.lower() in WHOLE else super().fold_binary(name, value)


POLICY = Lines(linesep="\r\n", max_line_length=76, cte_type="7bit")


def composed(mail: Mail, city: City) -> Composed:
    """The mail's words, from what holds now. It names nobody: a receipt, offices, days, the answer."""
    stop = stop_link(mail, city) if mail.voice_id else ""
    return compose(
        words_of(mail.kind, mail.language), values_of(mail, city), city=city, language=mail.language, stop=stop
    )


def values_of(mail: Mail, city: City) -> dict[str, str]:
    """What stands in a kind's places (composing.PLACES)."""
    with override(mail.language):
        voice, answer = mail.voice, mail.answer
        if voice is None:
            return _of_a_reminder(mail, city)
        values = {
            "city": named(city),
            "receipt": voice.receipt,
            "office": named(answer.office if answer else _lead(voice)),
            "due": day_in(mail.language, mail.due or voice.due),
            "link": addresses.link(city, mail.language, "voice_track", voice.receipt),
        }
        if answer:
            values |= {
                "ending": str(answer.get_ending_display()),
                "answer": answer.text,
                "until": day_in(mail.language, answer.until),
                "owner": answer.owner,
            }
        return values


def _lead(voice: Voice) -> Office:
    """Who owes the answer: the need's lead, as long as the voice is in one."""
    link = voice.links.filter(until=None).select_related("need__lead").order_by("need__due").first()
    return link.need.lead if link else voice.office


def _of_a_reminder(mail: Mail, city: City) -> dict[str, str]:
    office = mail.post.office if mail.post else None
    entry = Entry.objects.get(pk=mail.entry)
    counted = Reminder.objects.filter(office=office, at=entry.at).aggregate(
        n=Count("pk"), late=Count("pk", filter=~Q(kind=Reminder.Kind.SOON))
    )
    return {
        "city": named(city),
        "office": named(office) if office else "",
        "count": str(counted["n"]),
        "late": str(counted["late"]),
        "link": addresses.link(city, mail.language, "desk"),
    }


def stop_link(mail: Mail, city: City) -> str:
    number = mail.voice_id or 0
    return addresses.link(city, mail.language, "mail_stop", number, addresses.sign(addresses.STOP, number))


def as_message(mail: Mail, words: Composed, *, city: City, to: str, now: datetime) -> EmailMessage:
    """The message for the line. ValueError for an address that is none."""
    message = EmailMessage(policy=POLICY)
    with override(mail.language):
        message["From"] = Address(one_line(named(city)), addr_spec=settings.MAIL_FROM)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = words.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = addresses.message_id(mail.pk)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers this
    message["Content-Language"] = mail.language
    if mail.voice_id:
        message["Reply-To"] = Address(addr_spec=addresses.tagged(addresses.REPLY, mail.voice_id))
        message["List-Unsubscribe"] = f"<{stop_link(mail, city)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message.set_content(words.text)
    message.add_alternative(words.html, subtype="html")
    return message
