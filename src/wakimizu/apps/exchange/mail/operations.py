"""The writes of mail: what is asked for, what became of it, what the city words, what came in."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.models import City, Post
from wakimizu.apps.exchange.mail.models import Mail, NoMail, Wish
from wakimizu.apps.exchange.mail.workflow import ASKED_BY, LANGUAGES, PERMISSIONS, Kind, MailState
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.voices.models import Contact, NeedVoice, Reminder, Voice
from wakimizu.apps.voices.workflow import Channel
from wakimizu.shared.errors import NotPermitted
from wakimizu.shared.permissions import allow


@operation
def ask_for_mails(actor: Actor, *, city: City, entries: Sequence[Entry]) -> int:
    """Put a mail into the out-box for everyone whom these entries concern and who agreed. Twice is once. How many."""
    allow(actor, "ask_for_mails", table=PERMISSIONS)
    mails = [mail for entry in entries for mail in _asked_by(entry)]
    for mail in mails:
        mail.city, mail.asked_at, mail.next_try = city, actor.at, actor.at
    Mail.objects.bulk_create(mails, ignore_conflicts=True, batch_size=2000)
    actor.record("ask_for_mails", city, entries=[entry.pk for entry in entries], mails=len(mails))
    return len(mails)


def _asked_by(entry: Entry) -> Iterable[Mail]:
    kind, facts = ASKED_BY[entry.operation], json.loads(entry.facts)
    if kind == Kind.REMINDER:
        return _to_offices(entry)
    about = [entry.object_id] if entry.object_type == Voice._meta.label else _voices_of_need(entry.object_id)
    return _to_residents(entry, kind, about, facts)


def _to_residents(entry: Entry, kind: Kind, voices: Iterable[int], facts: dict[str, Any]) -> list[Mail]:
    """To those who agreed to be written to; what was taken over from an old system gets none."""
    agreed = Contact.objects.filter(voice__in=voices, by_mail=True, voice__no_mail=None, voice__erased_at=None)
    rows = agreed.exclude(voice__channel=Channel.IMPORT).order_by("voice").values_list("voice", "voice__language")
    return [
        Mail(
            entry=entry.pk, kind=kind, voice_id=voice, language=language if language in LANGUAGES else LANGUAGES[0],
            answer_id=facts.get("answer"), due=facts.get("due"),
        )
        for voice, language in rows
    ]  # fmt: skip


def _voices_of_need(need: int) -> list[int]:
    return list(NeedVoice.objects.filter(need=need, until=None).values_list("voice", flat=True))


def _to_offices(entry: Entry) -> list[Mail]:
    """One mail to each post that wishes it, of an office that was reminded then."""
    offices = Reminder.objects.filter(at=entry.at).values("office")
    posts = Post.objects.filter(pk__in=Wish.objects.values("post"), office__in=offices, user__is_active=True)
    day = entry.at.date()
    return [
        Mail(entry=entry.pk, kind=Kind.REMINDER, post=post, language=LANGUAGES[0])
        for post in posts
        if post.valid_on(day)
    ]


@operation
def note_sent(actor: Actor, *, mail: Mail) -> Mail:
    """The mail server has taken it."""
    allow(actor, "send_mail", table=PERMISSIONS)
    mail.state, mail.sent_at, mail.reason = MailState.SENT, actor.at, ""
    mail.save(update_fields=["state", "sent_at", "reason"])
    actor.record(f"mailed_{mail.kind}", mail.voice or mail, mail=mail)
    return mail


@operation
def leave_out(actor: Actor, *, mail: Mail, reason: str) -> Mail:
    """There is nobody to write to, or it is too late: no mail goes out."""
    allow(actor, "send_mail", table=PERMISSIONS)
    mail.state, mail.reason = MailState.LEFT_OUT, reason
    mail.save(update_fields=["state", "reason"])
    actor.record("leave_mail_out", mail, reason=reason)
    return mail


@operation
def note_undelivered(actor: Actor, *, mail: Mail, came_back: bool, reason: str) -> Mail:
    """It was refused for good, or came back: no more mail goes to this address, and the office is told to call."""
    allow(actor, "send_mail", table=PERMISSIONS)
    mail.state, mail.reason = MailState.BOUNCED if came_back else MailState.FAILED, reason[:40]
    mail.save(update_fields=["state", "reason"])
    if came_back and mail.voice is not None:
        NoMail.objects.get_or_create(
            voice=mail.voice, defaults={"city_id": actor.city_id, "why": NoMail.Why.BOUNCED, "at": actor.at}
        )
    actor.record("mail_failed", mail.voice or mail, mail=mail, kind=mail.kind, reason=mail.reason)
    return mail


@operation
def stop_mail(actor: Actor, *, voice: Voice) -> Voice:
    """The person wants no more mail about this voice. Asked twice, it stays so."""
    allow(actor, "stop_mail", voice, table=PERMISSIONS)
    NoMail.objects.update_or_create(
        voice=voice, defaults={"city_id": actor.city_id, "why": NoMail.Why.ASKED, "at": actor.at}
    )
    actor.record("stop_mail", voice)
    return voice


@operation
def wish_reminders(actor: Actor, *, post: Post, wanted: bool) -> bool:
    """Whether the actor's own post gets its office's reminders by e-mail too."""
    allow(actor, "wish_mail", table=PERMISSIONS)
    if post.pk != actor.post_id:
        raise NotPermitted(_("Only the person themselves chooses this."))
    if wanted:
        Wish.objects.get_or_create(post=post, defaults={"city_id": actor.city_id, "since": actor.at})
    else:
        Wish.objects.filter(post=post).delete()
    actor.record("wish_reminders", post, wanted=wanted)
    return wanted
