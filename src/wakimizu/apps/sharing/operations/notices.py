"""Notices: accepted in the office's name, sent by the timer, acknowledged office by office, asked about, corrected."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import business_days_between
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import City, Office, Post
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.sharing import rules
from wakimizu.apps.sharing.models import Addressee, Delivery, Notice, NoticeQuestion, SharingRule
from wakimizu.apps.sharing.workflow import PERMISSIONS, REMIND_AGAIN, NoticeState
from wakimizu.apps.voices.operations.sorting import optional, required
from wakimizu.apps.voices.queries import midnight
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow

MOST = 5000  # letters of a notice


@dataclass(frozen=True, slots=True)
class Content:
    """What a notice says. wards: those it names, for rules that mean named wards; also: offices added by hand."""

    title: str
    text: str
    happening: str
    effective: date
    title_en: str = ""
    text_en: str = ""
    wards: Sequence[int] = ()
    also: Sequence[Office] = ()


@operation
def send_notice(
    actor: Actor, *, office: Office, content: Content, book: Directory, corrects: Notice | None = None
) -> Notice:
    """Accept a notice in an office's name; the timer sends it. `days_late` says how late it is by the rules.

    A correction reaches everybody who was told what it corrects. BadInput when nobody would be told, or when what it
    tells of has taken effect already.
    """
    notice = Notice(city_id=actor.city_id, office=office, by_id=actor.post_id, accepted_at=actor.at)
    allow(actor, "send_notice", notice, table=PERMISSIONS)
    _said(notice, content)
    rules.check_to_come(content.effective, actor.today, corrects)
    if corrects is not None:
        content = replace(content, also=[*content.also, *rules.told_before(corrects, book, actor.today)])
    rows = rules.rows_for(SharingRule.objects.all(), content.happening, office)
    if rows:
        notice.happening_name, notice.happening_name_en = rows[0].name, rows[0].name_en
    told = rules.addressees(
        rows, sender=office, book=book, effective=content.effective, sent=actor.today, named=content.wards, by_hand=content.also
    )  # fmt: skip
    if not told:
        raise BadInput(_("Nobody would be told. Name wards, or add offices by hand."), "also")
    notice.days_late = rules.days_late(told, actor.today)
    if corrects is not None:
        _correct(actor, corrects)
        notice.corrects = corrects
    notice.save(force_insert=True)
    _address(notice, told)
    actor.record(
        "send_notice", notice, office=office, happening=notice.happening, effective=notice.effective, offices=len(told),
        days_late=notice.days_late, corrects=corrects.pk if corrects else None, text=notice.digest(notice.title + notice.text),
    )  # fmt: skip
    return notice


def _said(notice: Notice, content: Content) -> None:
    notice.title, notice.text = required(content.title, "title", 120), required(content.text, "text", MOST)
    notice.title_en = optional(content.title_en, "title_en", 160)
    notice.text_en = optional(content.text_en, "text_en", MOST)
    notice.happening, notice.effective = content.happening, content.effective
    known = SharingRule.objects.filter(happening=content.happening).first()
    if known is None:
        raise BadInput(_("Choose what happens: the table of rules has no such row."), "happening")
    notice.happening_name, notice.happening_name_en = known.name, known.name_en


def _correct(actor: Actor, notice: Notice) -> None:
    allow(actor, "send_notice", notice, table=PERMISSIONS)
    rules.check_correctable(notice)
    notice.move(NoticeState.CORRECTED)


def _address(notice: Notice, told: Sequence[rules.Told]) -> None:
    Addressee.objects.bulk_create(
        Addressee(
            city_id=notice.city_id, notice=notice, office=each.office, know_by=each.know_by,
            acknowledge_by=each.acknowledge_by, by_hand=each.by_hand,
        )
        for each in told
    )  # fmt: skip


@operation
def deliver_notice(actor: Actor, *, notice: Notice) -> Notice:
    """Lay a notice before everybody who has a post in its offices today. Run by the timer, never while a page waits."""
    allow(actor, "deliver_notices", table=PERMISSIONS)
    offices = set(notice.addressees.values_list("office_id", flat=True))
    posts = [post.pk for post in Post.objects.filter(office__in=offices) if post.valid_on(actor.today)]
    rows = [Delivery(city_id=notice.city_id, notice=notice, post_id=number) for number in posts]
    Delivery.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    notice.move(NoticeState.SENT, sent_at=actor.at, people=len(posts))
    actor.record("deliver_notice", notice, people=len(posts))
    return notice


@operation
def read_notice(actor: Actor, *, notice: Notice) -> bool:
    """Someone opens a notice that lies before them. Whether it was the first time."""
    allow(actor, "see_sharing", table=PERMISSIONS)
    first = Delivery.objects.filter(notice=notice, post=actor.post_id, read_at=None).update(read_at=actor.at)
    if first:
        Notice.objects.filter(pk=notice.pk).update(read=F("read") + 1)
    actor.record("read_notice", notice, first=bool(first))
    return bool(first)


@operation
def acknowledge_notice(actor: Actor, *, addressee: Addressee) -> Addressee:
    """An office says that it knows. WrongState the second time: the first stands."""
    allow(actor, "acknowledge", addressee, table=PERMISSIONS)
    if addressee.acknowledge_by is None:
        raise WrongState(_("This office need not acknowledge this notice."))
    if addressee.notice.state != NoticeState.SENT:
        raise WrongState(
            _("This notice does not hold now: %(state)s.") % {"state": addressee.notice.get_state_display()}
        )
    changed = {"acknowledged_at": actor.at, "acknowledged_by_id": actor.post_id}
    if not Addressee.objects.filter(pk=addressee.pk, acknowledged_at=None).update(**changed):
        raise WrongState(_("This office has acknowledged already. Nothing more is needed."))
    addressee.acknowledged_at, addressee.acknowledged_by_id = actor.at, actor.post_id
    actor.record(
        "acknowledge_notice", addressee.notice, office=addressee.office_id, by=addressee.acknowledge_by,
        late=actor.today > addressee.acknowledge_by,
    )  # fmt: skip
    return addressee


@operation
def ask_about_notice(actor: Actor, *, notice: Notice, text: str) -> NoticeQuestion:
    """Ask under a notice. All who were told see the question and its reply."""
    allow(actor, "ask_about_notice", table=PERMISSIONS)
    if notice.state in (NoticeState.CORRECTED, NoticeState.WITHDRAWN):
        raise WrongState(_("This notice does not hold now: %(state)s.") % {"state": notice.get_state_display()})
    question = NoticeQuestion(
        city_id=actor.city_id, notice=notice, office_id=actor.office_id, text=required(text, "text", 2000),
        asked_at=actor.at, asked_by_id=actor.post_id,
    )  # fmt: skip
    question.save(force_insert=True)
    actor.record("ask_about_notice", notice, question=question.pk, text=question.digest(question.text))
    return question


@operation
def reply_about_notice(actor: Actor, *, question: NoticeQuestion, text: str) -> NoticeQuestion:
    """The sender replies, once. WrongState when somebody has replied."""
    allow(actor, "reply_about_notice", question.notice, table=PERMISSIONS)
    reply = required(text, "text", 2000)
    waiting = NoticeQuestion.objects.filter(pk=question.pk, replied_at=None)
    if not waiting.update(reply=reply, replied_at=actor.at, replied_by_id=actor.post_id):
        raise WrongState(_("Somebody has replied already."))
    question.reply, question.replied_at = reply, actor.at
    actor.record("reply_about_notice", question.notice, question=question.pk, text=question.digest(reply))
    return question


@operation
def withdraw_notice(actor: Actor, *, notice: Notice, because: str) -> Notice:
    """It no longer holds. Who was told still reads it, with the reason."""
    allow(actor, "send_notice", notice, table=PERMISSIONS)
    because = required(because, "because", 1000)
    notice.move(NoticeState.WITHDRAWN, withdrawn_because=because)
    actor.record("withdraw_notice", notice, because=notice.digest(because))
    return notice


@operation
def remind_of_notices(actor: Actor, *, city: City, book: Directory) -> int:
    """Remind offices that have not acknowledged by their day: at once, and every second business day. How many.

    WrongState the second time on a day: of two timers, one reminds.
    """
    allow(actor, "deliver_notices", table=PERMISSIONS)
    City.objects.select_for_update().get(pk=city.pk)
    if Entry.objects.filter(operation="remind_of_notices", at__gte=midnight(actor.today)).exists():
        raise WrongState(_("The offices were reminded today already."))
    waiting = Addressee.objects.filter(
        acknowledged_at=None, acknowledge_by__lt=actor.today, notice__state=NoticeState.SENT
    )
    due = [
        row.pk
        for row in waiting
        if row.reminded_at is None
        or business_days_between(timezone.localdate(row.reminded_at), actor.today, book.closures) >= REMIND_AGAIN
    ]
    for start in range(0, len(due), 500):
        few = Addressee.objects.filter(pk__in=due[start : start + 500])
        few.update(reminded_at=actor.at, reminders=F("reminders") + 1)
    actor.record("remind_of_notices", city, reminded=len(due))
    return len(due)
