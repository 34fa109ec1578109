"""The writes of mail: what is asked for, what became of it, what the city words, what came in."""

import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import City, Post
from wakimizu.apps.exchange.mail import addresses, rules
from wakimizu.apps.exchange.mail.composing import NEEDED, PLACES, places_in
from wakimizu.apps.exchange.mail.letters import Letter
from wakimizu.apps.exchange.mail.models import Mail, NoMail, Taken, Wish, Wording
from wakimizu.apps.exchange.mail.workflow import ASKED_BY, LANGUAGES, PAUSES, PERMISSIONS, Kind, MailState
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.voices import operations as voices
from wakimizu.apps.voices.analysis import without_my_number
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.models import Contact, NeedVoice, Reminder, Voice
from wakimizu.apps.voices.operations import PersonalDetails, Said
from wakimizu.apps.voices.operations.intake import MOST_LETTERS
from wakimizu.apps.voices.operations.sorting import required
from wakimizu.apps.voices.photos import MOST as MOST_PHOTOS
from wakimizu.apps.voices.photos import Picture, clean
from wakimizu.apps.voices.workflow import Channel, VoiceState
from wakimizu.shared.errors import BadInput, NotPermitted, Refusal
from wakimizu.shared.permissions import allow

MOST_SUBJECT, MOST_TEXT = 120, 4000


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
    if kind == Kind.ADDED:  # what was too long for a voice came with it, and its receipt says so
        agreed = agreed.exclude(voice__received_at=entry.at)
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


@operation
def keep_wording(actor: Actor, *, city: City, kind: str, language: str, subject: str, text: str) -> Wording:
    """The city's own words for a kind of mail. Earlier ones stay.

    BadInput at the field that names an unknown place, or lacks what the mail is for.
    """
    allow(actor, "keep_mail", table=PERMISSIONS)
    if kind not in Kind.values or language not in LANGUAGES:
        raise BadInput(_("There is no such mail."))
    check_wording(kind, subject, text)
    kept = Wording(
        city=city, kind=kind, language=language, subject=subject.strip(), text=text.replace("\r\n", "\n").strip(),
        at=actor.at, post_id=actor.post_id,
    )  # fmt: skip
    kept.save(force_insert=True)
    actor.record("keep_wording", kept, kind=kind, language=language)
    return kept


def check_wording(kind: str, subject: str, text: str) -> None:
    """BadInput, at its field, for what a wording may not say."""
    required(subject, "subject", MOST_SUBJECT)
    required(text, "text", MOST_TEXT)
    if "\n" in subject.strip() or "\r" in subject.strip():
        raise BadInput(_("A subject is one line."), "subject")
    places = PLACES[Kind(kind)]
    for field, words in (("subject", subject), ("text", text)):
        if unknown := [place for place in places_in(words) if place not in places]:
            raise BadInput(
                _("There is no place {%(place)s}. Possible here: %(places)s.")
                % {"place": unknown[0], "places": " ".join(f"{{{place}}}" for place in places)},
                field,
            )
    if missing := NEEDED.get(Kind(kind), set()) - set(places_in(text)):
        raise BadInput(
            _("Without %(places)s this mail does not do what it is for. Put it in.")
            % {"places": " ".join(f"{{{place}}}" for place in sorted(missing))},
            "text",
        )


@operation
def return_to_ours(actor: Actor, *, city: City, kind: str, language: str) -> Wording:
    """Our own words hold again; the city's stay among the earlier ones."""
    allow(actor, "keep_mail", table=PERMISSIONS)
    kept = Wording(city=city, kind=kind, language=language, at=actor.at, post_id=actor.post_id)
    kept.save(force_insert=True)
    actor.record("return_to_ours", kept, kind=kind, language=language)
    return kept


@operation
def try_again(actor: Actor, *, mail: Mail, reason: str) -> Mail:
    """It came back for now (a full mail-box): it waits for another try, or is given up after the last."""
    allow(actor, "send_mail", table=PERMISSIONS)
    if mail.tries > len(PAUSES):
        return note_undelivered(actor, mail=mail, came_back=False, reason=reason)
    mail.state, mail.reason = MailState.WAITING, reason[:40]
    mail.next_try = actor.at + PAUSES[max(mail.tries, 3) - 1]  # the servers have tried for days already
    mail.save(update_fields=["state", "reason", "next_try"])
    actor.record("try_mail_again", mail, reason=mail.reason)
    return mail


@operation
def take_mail(
    actor: Actor,
    *,
    city: City,
    letter: Letter,
    about: Mail | Voice | None,
    book: Directory,
    catalogue: Catalogue,
    whole: bool,
) -> Taken:
    """Take a mail in by the rules (rules.py): a voice, words added, a voice reopened, a mail come back, or not taken.

    `about`: the mail of ours that came back, or the voice that is answered. IntegrityError when it was taken already.
    """
    allow(actor, "take_mail", table=PERMISSIONS)
    taken = Taken(city=city, digest=letter.digest, at=actor.at)
    taken.fate, taken.voice = _fate(actor, letter, about, book, catalogue, whole)
    taken.save(force_insert=True)
    actor.record("take_mail", city, taken=taken, fate=taken.fate, voice=taken.voice, pictures=len(letter.pictures))
    return taken


def _fate(
    actor: Actor, letter: Letter, about: Mail | Voice | None, book: Directory, catalogue: Catalogue, whole: bool
) -> tuple[str, Voice | None]:
    if not whole:
        return "too_large", None
    if rules.is_report(letter, to_bounces=isinstance(about, Mail)):
        return _report(actor, letter, about)
    if reason := _not_taken(letter):
        return reason, None
    resident = Actor(city_id=actor.city_id, at=actor.at)
    try:
        if isinstance(about, Voice):
            return _answered(resident, letter, about, book, catalogue), about
        return _new_voice(resident, letter, book, catalogue)
    except Refusal:  # a text that cannot be kept, a city that takes no voices yet
        return "refused", None


def _report(actor: Actor, letter: Letter, about: Mail | Voice | None) -> tuple[str, Voice | None]:
    if not isinstance(about, Mail):
        return "strange_report", None
    fate, status = rules.fate_of_report(letter)
    if about.state == MailState.SENT and fate == "came_back":
        note_undelivered(actor, mail=about, came_back=True, reason=status or "refused")
    elif about.state == MailState.SENT and fate == "tried_again":
        try_again(actor, mail=about, reason=status or "refused")
    return fate, about.voice


def _not_taken(letter: Letter) -> str:
    ours = addresses.mail_in(letter.headers.get("message-id", "")) is not None
    if rules.by_a_machine(letter, ours=ours or letter.sender == settings.MAIL_FROM.lower()):
        return "machine"
    if rules.is_spam(letter):
        return "spam"
    try:
        validate_email(letter.sender)
    except ValidationError:
        return "no_writer"
    return "too_many" if _one_more_from(letter.sender) > rules.MOST_AN_HOUR else ""


def _one_more_from(sender: str) -> int:
    """How many mails this writer has sent within the hour; nothing is kept but a count in memory."""
    counts, key = caches["memory"], "mail:" + salted_hmac("wakimizu mail writer", sender).hexdigest()
    counts.add(key, 0, timeout=3600)
    return counts.incr(key)


def _answered(resident: Actor, letter: Letter, voice: Voice, book: Directory, catalogue: Catalogue) -> str:
    text = without_my_number(letter.said)
    if voice.erased_at:
        return "erased"
    if not text:
        return "empty"
    first, *rest = _in_pieces(text, 2000)
    reopens = voice.state == VoiceState.ANSWERED and rules.says_not_solved(text)
    if reopens:
        voices.reopen_voice(resident, voice=voice, because=first, book=book, catalogue=catalogue)
    for piece in rest if reopens else [first, *rest]:
        voices.add_words(resident, voice=voice, text=piece)
    return "reopened" if reopens else "added"


def _in_pieces(text: str, most: int) -> list[str]:
    return [text[start : start + most] for start in range(0, len(text), most) if text[start : start + most].strip()]


def _new_voice(resident: Actor, letter: Letter, book: Directory, catalogue: Catalogue) -> tuple[str, Voice | None]:
    pictures = _pictures(letter)
    text = without_my_number("\n".join(part for part in (letter.subject, letter.said) if part).strip())
    if len(text) < 2 and not pictures:
        return "empty", None
    japanese = bool(re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text)) or not text
    language = LANGUAGES[0] if japanese else "en"
    with override(language):
        text = text or _("(A picture without words)")
        left = letter.others + len(letter.pictures) - len(pictures)
        if left:
            text += "\n" + _("(%(n)d attachments of the mail were not taken: only up to three photos are.)") % {
                "n": left
            }
    first, *rest = _in_pieces(text, MOST_LETTERS)
    said = Said(
        text=first,
        channel=Channel.EMAIL,
        submission=letter.digest,
        language=language,
        contact=PersonalDetails(name=without_my_number(letter.name)[:80], email=without_my_number(letter.sender)),
        by_mail=True,
        pictures=pictures,
    )
    voice = voices.receive_voice(resident, said=said, book=book, catalogue=catalogue)
    for piece in rest:
        voices.add_words(resident, voice=voice, text=piece)
    return "voice", voice


def _pictures(letter: Letter) -> list[Picture]:
    """Those that can be read, at most three."""
    found: list[Picture] = []
    for octets in letter.pictures[: 2 * MOST_PHOTOS]:
        try:
            found.append(clean(io.BytesIO(octets), len(octets)))
        except Refusal:
            continue
    return found[:MOST_PHOTOS]
