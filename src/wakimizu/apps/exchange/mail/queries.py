"""Reads of mail: the out-box as far as a post may see it, wordings and their earlier versions, what was not taken."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from wakimizu.apps.exchange.mail import rules
from wakimizu.apps.exchange.mail.models import Mail, Taken, Wish, Wording
from wakimizu.apps.exchange.mail.workflow import LANGUAGES, PERMISSIONS, Kind, MailState
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices.queries import Page, page_of, voice_for
from wakimizu.apps.voices.workflow import PERMISSIONS as VOICES
from wakimizu.shared.permissions import allow, may

LOOKED_BACK = timedelta(days=30)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A mail of the out-box; `receipt` whole only for who may see the voice: it opens the voice's page to anyone."""

    mail: Mail
    receipt: str
    opens: bool

    @property
    def shortened(self) -> str:
        """Enough of the receipt to know it again."""
        return f"{self.receipt[:4]}-…" if self.receipt else ""


def _seen_by(actor: Actor) -> QuerySet[Mail]:
    allow(actor, "see_mails", table=PERMISSIONS)
    if actor.role in PERMISSIONS["see_mails"]["anywhere"]:
        return Mail.objects.all()
    held = Q(voice__ward=actor.ward_id) if actor.ward_id else Q(voice__office=actor.office_id)
    return Mail.objects.filter(held | Q(post=actor.post_id))


def outbox(actor: Actor, *, receipt: str = "", state: str = "", before: int | None = None) -> Page:
    """Mails, the newest first, in one state or of one voice. NotPermitted for who has nothing to do with them."""
    mails = _seen_by(actor)
    if receipt:
        mails = mails.filter(voice=voice_for(receipt))
    if state in MailState.values:
        mails = mails.filter(state=state)
    if before is not None:
        mails = mails.filter(pk__lt=before)
    page = page_of(mails.select_related("voice", "post__office").order_by("-pk")[: PAGE + 1], PAGE)
    return Page([_row(actor, mail) for mail in page.rows], page.older)


def _row(actor: Actor, mail: Mail) -> Row:
    opens = may_open(actor, mail)
    receipt = mail.voice.receipt if mail.voice else ""
    row = Row(mail, receipt, opens)
    return row if opens else replace(row, receipt=row.shortened)


def may_open(actor: Actor, mail: Mail) -> bool:
    """Whether a mail's words may be read: by who may see its voice, or whose own it is."""
    if mail.voice is None:
        return mail.post_id == actor.post_id
    return may(actor, "see_voice", mail.voice, table=VOICES)


def mail_shown_to(actor: Actor, number: int) -> Mail | None:
    found = _seen_by(actor).filter(pk=number).select_related("voice__office", "answer__office", "post__office").first()
    return found if found and may_open(actor, found) else None


def counted(actor: Actor) -> dict[str, int]:
    """How many mails are in each state."""
    return dict(_seen_by(actor).order_by().values_list("state").annotate(n=Count("pk")))


def not_taken(actor: Actor, now: datetime) -> list[tuple[str, int]]:
    """Why mails to the city were not taken in the last 30 days, and how often; for who keeps mail."""
    if not may(actor, "keep_mail", table=PERMISSIONS):
        return []
    late = Taken.objects.filter(at__gte=now - LOOKED_BACK, fate__in=rules.NOT_TAKEN | {"machine"})
    return list(late.order_by().values_list("fate").annotate(n=Count("pk")).order_by("-n", "fate"))


def wishes(actor: Actor) -> bool:
    return Wish.objects.filter(post=actor.post_id).exists()


def wordings(actor: Actor) -> list[dict[str, Any]]:
    """Every kind of mail with its languages, and whether the city's own words hold."""
    allow(actor, "keep_mail", table=PERMISSIONS)
    newest = {(each.kind, each.language): each for each in Wording.objects.order_by("pk")}
    return [
        {"kind": kind, "languages": [(language, newest.get((kind, language))) for language in LANGUAGES]}
        for kind in Kind
    ]


def earlier(kind: str, language: str, most: int = 20) -> list[Wording]:
    """The versions of a wording, the newest first; one without words means that ours held from then on."""
    rows = Wording.objects.filter(kind=kind, language=language).select_related("post__user")
    return list(rows.order_by("-pk")[:most])
