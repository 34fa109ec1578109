"""What an agenda fills itself with: how many things of each kind wait, and where they are.

The rules:
1. The ward mayors' meeting looks at the whole city; a division's meeting at what is its own.
2. A line stands for a number of things: those whose day has passed, those off their path, those that need more than one
   ward, and those that wait for a word. Nothing of a kind, no line.
3. The list behind a line is on the page that it links to; the report of the ward mayors' meeting tells of each.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Role
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.monitoring import queries as indicators
from wakimizu.apps.proposals import yearly as proposals
from wakimizu.apps.sharing.models import Asked, Meeting, Opinion, Task
from wakimizu.apps.sharing.queries import unacknowledged
from wakimizu.apps.sharing.workflow import ConsultationState, MeetingKind, TaskState
from wakimizu.apps.voices import yearly as heard
from wakimizu.apps.voices.models import Need
from wakimizu.apps.voices.workflow import NeedState

MOST = 1000
MEETS = (Role.MAYOR, Role.HQ_HEAD, Role.POLICY, Role.AUDITOR)  # who may open the report of the ward mayors' meeting


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of line: what it is called, and the page with its list."""

    name: Any
    page: str
    query: str = ""


SOURCES: dict[str, Source] = {
    "late_answers": Source(pgettext_lazy("agenda", "Needs whose answer is late"), "overdue"),
    "late_decisions": Source(pgettext_lazy("agenda", "Proposals whose decision is late"), "proposals", "?which=late"),
    "off_path": Source(pgettext_lazy("agenda", "Indicators off their path"), "indicators_watch"),
    "cross_ward": Source(pgettext_lazy("agenda", "Needs that concern more than one ward"), "report_meeting", "#m-cross"),
    "unanswered": Source(pgettext_lazy("agenda", "Offices that were asked and have not answered in time"), "consultations", "?which=open"),
    "unresponded": Source(pgettext_lazy("agenda", "Opinions to which HQ has not responded"), "consultations", "?which=open"),
    "unacknowledged": Source(pgettext_lazy("agenda", "Notices not acknowledged in time"), "keeping"),
    "late_tasks": Source(pgettext_lazy("agenda", "Tasks of earlier meetings past their day"), "tasks", "?which=all"),
}  # fmt: skip


def link_of(source: str, actor: Actor) -> str:
    """Where the list behind a line is, as far as this reader may go."""
    found = SOURCES[source]
    if found.page == "report_meeting" and actor.role not in MEETS:
        return reverse("needs")
    return reverse(found.page) + found.query


def gathered(actor: Actor, meeting: Meeting, book: Directory) -> dict[str, int]:
    """Source → how many, today."""
    own = None if meeting.kind == MeetingKind.MAYORS else meeting.office_id
    today = actor.today
    off = [each for each in indicators.watched(indicators.lines(book)) if own in (None, each.indicator.owner_id)]
    return {
        "late_answers": _late_answers(actor, own),
        "late_decisions": sum(own in (None, each.division_id) for each in proposals.late_decisions(today)),
        "off_path": len(off),
        "cross_ward": _cross_ward(own),
        **_of_this_room(actor, own),
    }


def _late_answers(actor: Actor, own: int | None) -> int:
    late = Need.objects.filter(state__in=[NeedState.ASSIGNED, NeedState.APPROVAL], due__lt=actor.today)
    return (late if own is None else late.filter(lead=own)).count()


def _cross_ward(own: int | None) -> int:
    needs = heard.cross_ward_needs(MOST)
    return sum(own is None or any(part.office_id == own for part in need.parts.all()) for need in needs)


def _of_this_room(actor: Actor, own: int | None) -> dict[str, int]:
    still = Asked.objects.filter(
        answered_at=None, consultation__state=ConsultationState.OPEN, consultation__answer_by__lt=actor.today
    )
    opinions = Opinion.objects.filter(responded_at=None, consultation__state=ConsultationState.OPEN)
    owed, tasks = unacknowledged(actor.today), Task.objects.filter(state=TaskState.OPEN, due__lt=actor.today)
    if own is not None:
        still, opinions = still.filter(consultation__office=own), opinions.filter(consultation__office=own)
        owed, tasks = owed.filter(notice__office=own), tasks.filter(office=own)
    return {
        "unanswered": still.count(), "unresponded": opinions.count(), "unacknowledged": owed.count(), "late_tasks": tasks.count(),
    }  # fmt: skip
