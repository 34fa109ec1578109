"""Reads of notices, consultations and meetings, as their screens need them. A page's statements do not grow with the city.

Who sees what: every member of staff reads every notice, consultation and agenda. What waits for whom is by office.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from wakimizu.apps.city.models import Role
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.sharing.models import (
    Addressee,
    AgendaItem,
    Asked,
    Consultation,
    Delivery,
    Feed,
    Invited,
    Meeting,
    Notice,
    NoticeQuestion,
    Opinion,
    SharingRule,
    Task,
)
from wakimizu.apps.sharing.workflow import PERMISSIONS, ConsultationState, MeetingState, NoticeState, TaskState
from wakimizu.apps.voices.queries import Page, midnight, page_of
from wakimizu.shared.paging import beginning
from wakimizu.shared.permissions import may

PAGE = 30
MOST_TASKS = 200  # open ones on their page
SHOWN = 20  # rows of a kind on a desk
AHEAD = timedelta(days=21)  # meetings that a desk shows
WARD_DESK = (Role.PLANNER, Role.MAYOR)


def mine(actor: Actor, prefix: str = "") -> Q:
    """Rows of the actor's office; for a ward's planner and mayor those of all offices of the ward."""
    found = Q(**{f"{prefix}office": actor.office_id})
    if actor.role in WARD_DESK and actor.ward_id:
        found |= Q(**{f"{prefix}office__ward": actor.ward_id}) & ~Q(**{f"{prefix}office__kind__startswith": "hq_"})
    return found


def rules_table() -> list[SharingRule]:
    return list(SharingRule.objects.all())


# ── notices ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def notices_shown(actor: Actor, which: str) -> QuerySet[Notice]:
    """All, those to the actor's office, those it sent, those sent later than their rule demands; how many must say so, did."""
    rows = Notice.objects.select_related("office")
    if which == "ours":
        rows = rows.filter(pk__in=Addressee.objects.filter(office=actor.office_id).values("notice"))
    elif which == "sent":
        rows = rows.filter(office=actor.office_id)
    elif which == "late":
        rows = rows.filter(days_late__gt=0)
    asked = Count("addressees", filter=Q(addressees__acknowledge_by__isnull=False))
    said = Count("addressees", filter=Q(addressees__acknowledged_at__isnull=False))
    return rows.annotate(asked=asked, said=said)


def notices(actor: Actor, which: str, before: int | None) -> Page:
    """Newest first."""
    rows = notices_shown(actor, which)
    rows = rows.filter(pk__lt=before) if before else rows
    return page_of(rows.order_by("-pk")[: PAGE + 1], PAGE)


def notice_numbered(number: int) -> Notice | None:
    return Notice.objects.select_related("office", "corrects", "corrected_by").filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """A notice with its addressees, the offices that still owe a word first, and what was asked."""

    addressees: Sequence[Addressee]
    questions: Sequence[NoticeQuestion]
    unread: bool

    @property
    def asked(self) -> int:
        return sum(row.acknowledge_by is not None for row in self.addressees)

    @property
    def said(self) -> int:
        return sum(row.acknowledged_at is not None for row in self.addressees)

    @property
    def waiting(self) -> list[Addressee]:
        """Offices that still owe a word."""
        return [row for row in self.addressees if row.acknowledge_by and not row.acknowledged_at]

    @property
    def rest(self) -> list[Addressee]:
        return [row for row in self.addressees if not row.acknowledge_by or row.acknowledged_at]


def notice_sheet(actor: Actor, notice: Notice) -> NoticeSheet:
    rows = notice.addressees.select_related("office", "acknowledged_by__user")
    waiting = F("acknowledged_at").desc(nulls_first=True)
    return NoticeSheet(
        list(rows.order_by(waiting, F("acknowledge_by").asc(nulls_last=True), "office__code")),
        list(notice.questions.select_related("office")),
        Delivery.objects.filter(notice=notice, post=actor.post_id, read_at=None).exists(),
    )


def unacknowledged(today: date) -> QuerySet[Addressee]:
    """Offices whose day has passed without a word."""
    return Addressee.objects.filter(acknowledged_at=None, acknowledge_by__lt=today, notice__state=NoticeState.SENT)


# ── consultations ────────────────────────────────────────────────────────────────────────────────────────────────────


def consultations_shown(actor: Actor, which: str) -> QuerySet[Consultation]:
    """All, those that ask the actor's office, those still open; how many were asked, how many have answered."""
    rows = Consultation.objects.select_related("office", "service")
    if which == "ours":
        rows = rows.filter(pk__in=Asked.objects.filter(mine(actor)).values("consultation"))
    elif which == "open":
        rows = rows.filter(state=ConsultationState.OPEN)
    n = Count("asked", distinct=True)
    answered = Count("asked", filter=Q(asked__answered_at__isnull=False), distinct=True)
    return rows.annotate(n=n, answered=answered)


def consultations(actor: Actor, which: str, before: int | None) -> Page:
    """Newest first."""
    rows = consultations_shown(actor, which)
    rows = rows.filter(pk__lt=before) if before else rows
    return page_of(rows.order_by("-pk")[: PAGE + 1], PAGE)


def consultation_numbered(number: int) -> Consultation | None:
    rows = Consultation.objects.select_related("office", "service__owner", "standard")
    return rows.filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class ConsultationSheet:
    """Who was asked, what they said: in time, late, after it was settled."""

    asked: Sequence[Asked]
    opinions: Sequence[Opinion]

    @property
    def in_time(self) -> list[Opinion]:
        return [row for row in self.opinions if not row.late]

    @property
    def late(self) -> list[Opinion]:
        return [row for row in self.opinions if row.late]

    @property
    def silent(self) -> list[Asked]:
        return [row for row in self.asked if row.answered_at is None]

    @property
    def unresponded(self) -> int:
        return sum(row.responded_at is None and not row.after_settling for row in self.opinions)

    def may_answer(self, actor: Actor) -> list[Asked]:
        """For which of the asked offices this post may answer: its own first."""
        rows = [row for row in self.asked if may(actor, "give_opinion", row, table=PERMISSIONS)]
        return sorted(rows, key=lambda row: row.office_id != actor.office_id)


def consultation_sheet(row: Consultation) -> ConsultationSheet:
    return ConsultationSheet(
        list(row.asked.select_related("office", "consultation").order_by("office__code")),
        list(row.opinions.select_related("office", "by__user")),
    )


# ── meetings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def meetings_to_come(at: datetime) -> list[Meeting]:
    """The next one first."""
    coming = Meeting.objects.filter(state=MeetingState.PLANNED, begins__gte=at)
    return list(coming.select_related("office").order_by("begins", "pk"))


def past_meetings(at: datetime, before: int | None) -> Page:
    """Held, called off, or begun; the latest first, page by page. before: the last one of the page before."""
    rows = Meeting.objects.select_related("office").filter(Q(begins__lt=at) | ~Q(state=MeetingState.PLANNED))
    edge = Meeting.objects.filter(pk=before).first() if before else None
    if edge is not None:
        rows = rows.filter(Q(begins__lt=edge.begins) | Q(begins=edge.begins, pk__lt=edge.pk))
    return page_of(rows.order_by("-begins", "-pk")[: PAGE + 1], PAGE)


def meeting_numbered(number: int) -> Meeting | None:
    return Meeting.objects.select_related("office").filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class MeetingSheet:
    """An agenda in its order, what was left out, who sits in it."""

    items: Sequence[AgendaItem]
    invited: Sequence[Invited]

    @property
    def agenda(self) -> list[AgendaItem]:
        return [item for item in self.items if item.shown]

    @property
    def left_out(self) -> list[AgendaItem]:
        return [item for item in self.items if item.left_out]

    def seats(self, actor: Actor) -> bool:
        return any(row.office_id == actor.office_id for row in self.invited)


def meeting_sheet(meeting: Meeting) -> MeetingSheet:
    tasks = Prefetch("tasks", Task.objects.select_related("office", "post__user"))
    return MeetingSheet(
        list(meeting.items.prefetch_related(tasks)),
        list(meeting.invitations.select_related("office").order_by("office__code")),
    )


def tasks(actor: Actor, which: str) -> list[Task]:
    """Open tasks, the most urgent first: of the actor's office, or everybody's; and those done lately."""
    rows = tasks_shown(actor, which)
    return [
        *rows.filter(state=TaskState.OPEN)[:MOST_TASKS],
        *rows.filter(state=TaskState.DONE).order_by("-done_at")[:20],
    ]


def tasks_shown(actor: Actor, which: str) -> QuerySet[Task]:
    """Everybody's, or those of the actor's office."""
    rows = Task.objects.all() if which == "all" else Task.objects.filter(office=actor.office_id)
    return rows.select_related("office", "post__user", "item__meeting")


def open_tasks(actor: Actor, which: str) -> int:
    return tasks_shown(actor, which).filter(state=TaskState.OPEN).count()


def feed_of(office: int | None) -> Feed | None:
    return Feed.objects.filter(office=office).first()


@dataclass(frozen=True, slots=True)
class Calendar:
    """What an office's calendar holds."""

    meetings: Sequence[Meeting]
    tasks: Sequence[Task]


def calendar_of(office: int | None, today: date) -> Calendar:
    """Meetings it sits in or calls, from half a year ago on; its tasks that are open or done lately."""
    since = midnight(today - timedelta(days=183))
    sits = Q(office=office) | Q(pk__in=Invited.objects.filter(office=office).values("meeting"))
    rows = Task.objects.filter(office=office).filter(Q(state=TaskState.OPEN) | Q(done_at__gte=since))
    found = Meeting.objects.filter(sits, begins__gte=since).select_related("office").order_by("begins", "pk")
    return Calendar(list(found), list(rows.select_related("item__meeting")))


# ── desk ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for a post in this room."""

    acknowledge: Sequence[Addressee] = ()
    unread: Sequence[Delivery] = ()
    asked: Sequence[Asked] = ()
    opinions: Sequence[Opinion] = ()
    ripe: Sequence[Consultation] = ()
    questions: Sequence[NoticeQuestion] = ()
    tasks: Sequence[Task] = ()
    meetings: Sequence[Meeting] = ()

    @property
    def anything(self) -> bool:
        return any(
            (
                self.acknowledge,
                self.unread,
                self.asked,
                self.opinions,
                self.ripe,
                self.questions,
                self.tasks,
                self.meetings,
            )
        )


def desk(actor: Actor) -> Desk:
    """Six statements, and two more for who consults, whatever waits."""
    waits = Addressee.objects.filter(acknowledged_at=None, acknowledge_by__isnull=False, notice__state=NoticeState.SENT)
    waits = waits.filter(mine(actor)).select_related("notice__office", "office")
    unread = Delivery.objects.filter(post=actor.post_id, read_at=None, notice__state=NoticeState.SENT)
    asked = Asked.objects.filter(mine(actor), answered_at=None, consultation__state=ConsultationState.OPEN)
    asked = asked.select_related("consultation__office", "office")
    questions = NoticeQuestion.objects.filter(replied_at=None, notice__office=actor.office_id)
    tasks = Task.objects.filter(state=TaskState.OPEN, office=actor.office_id)
    opinions, ripe = _consulting(actor)
    return Desk(
        acknowledge=beginning(waits.order_by("acknowledge_by", "pk"), SHOWN),
        unread=beginning(unread.select_related("notice__office").order_by("-notice"), SHOWN),
        asked=beginning(asked.order_by("consultation__answer_by", "pk"), SHOWN),
        opinions=opinions,
        ripe=ripe,
        questions=beginning(questions.select_related("notice", "office"), SHOWN),
        tasks=beginning(tasks.select_related("office", "item__meeting", "post__user"), SHOWN),
        meetings=_coming(actor),
    )


def _consulting(actor: Actor) -> tuple[list[Opinion], list[Consultation]]:
    """Opinions that the actor's division has to respond to; for who settles, its consultations that can be settled."""
    if not may(actor, "consult", table=PERMISSIONS):
        return [], []
    ours = Consultation.objects.filter(state=ConsultationState.OPEN, office=actor.office_id)
    opinions = Opinion.objects.filter(responded_at=None, consultation__in=ours.values("pk"))
    shown = beginning(opinions.select_related("consultation", "office"), SHOWN)
    if not may(actor, "settle", table=PERMISSIONS):
        return shown, []
    silent = Asked.objects.filter(answered_at=None, consultation=OuterRef("pk"))
    ripe = ours.filter(Q(answer_by__lt=actor.today) | ~Exists(silent)).exclude(pk__in=opinions.values("consultation"))
    return shown, beginning(ripe.order_by("answer_by", "pk"), SHOWN)


def _coming(actor: Actor) -> list[Meeting]:
    sits = Invited.objects.filter(office=actor.office_id).values("meeting")
    soon = Meeting.objects.filter(state=MeetingState.PLANNED, begins__gte=actor.at, begins__lt=actor.at + AHEAD)
    return beginning(soon.filter(pk__in=sits).order_by("begins"), SHOWN)
