"""Meetings: called, their agendas filled and ordered, their minutes kept, and the tasks that follow."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from wakimizu.apps.city.models import Office, Post
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.sharing.models import AgendaItem, Feed, Invited, Meeting, Task
from wakimizu.apps.sharing.workflow import PERMISSIONS, MeetingKind, MeetingState, TaskState
from wakimizu.apps.voices.operations.sorting import optional, required
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.moving import as_it_stands
from wakimizu.shared.permissions import allow


@dataclass(frozen=True, slots=True)
class Plan:
    """When a meeting is, where, and who sits in it."""

    kind: str
    title: str
    begins: datetime
    ends: datetime
    invited: Sequence[Office]
    place: str = ""


def _line_as_it_stands(item: AgendaItem) -> AgendaItem:
    """A line and its meeting, read anew and held."""
    meeting = as_it_stands(item.meeting)
    item.refresh_from_db()
    item.meeting = meeting
    return item


@operation
def call_meeting(actor: Actor, *, office: Office, plan: Plan) -> Meeting:
    """Call a meeting in an office's name."""
    row = Meeting(city_id=actor.city_id, office=office, changed_at=actor.at)
    allow(actor, "call_meeting", row, table=PERMISSIONS)
    _planned(actor, row, plan)
    row.save(force_insert=True)
    _invite(row, plan)
    actor.record("call_meeting", row, kind=row.kind, office=office, begins=row.begins, invited=len(plan.invited))
    return row


@operation
def change_meeting(actor: Actor, *, meeting: Meeting, plan: Plan) -> Meeting:
    """Move it, or invite others; calendars that follow it see the change."""
    allow(actor, "call_meeting", meeting, table=PERMISSIONS)
    _still_planned(as_it_stands(meeting))
    _planned(actor, meeting, plan)
    meeting.revision, meeting.changed_at = meeting.revision + 1, actor.at
    meeting.save()
    meeting.invitations.all().delete()
    _invite(meeting, plan)
    actor.record("change_meeting", meeting, begins=meeting.begins, invited=len(plan.invited))
    return meeting


def _planned(actor: Actor, row: Meeting, plan: Plan) -> None:
    if plan.kind not in MeetingKind.values:
        raise BadInput(_("Choose what meeting it is."), "kind")
    if plan.begins < actor.at:
        raise BadInput(_("This moment has passed. Give one to come."), "day")
    if plan.ends <= plan.begins:
        raise BadInput(_("It would end before it begins."), "ends")
    if not plan.invited:
        raise BadInput(_("Choose at least one office that sits in it."), "invited")
    row.kind, row.begins, row.ends = plan.kind, plan.begins, plan.ends
    row.title = required(plan.title, "title", 120)
    row.place = optional(plan.place, "place", 120)


def _invite(row: Meeting, plan: Plan) -> None:
    Invited.objects.bulk_create(
        [
            Invited(city_id=row.city_id, meeting=row, office=office)
            for office in {each.pk: each for each in plan.invited}.values()
        ]
    )


def _still_planned(meeting: Meeting) -> None:
    if meeting.state != MeetingState.PLANNED:
        raise WrongState(_("This meeting is not to come: %(state)s.") % {"state": meeting.get_state_display()})


@operation
def call_off_meeting(actor: Actor, *, meeting: Meeting) -> Meeting:
    """It does not take place. Calendars that follow it see that."""
    allow(actor, "call_meeting", meeting, table=PERMISSIONS)
    as_it_stands(meeting)
    meeting.move(MeetingState.OFF, changed_at=actor.at, revision=meeting.revision + 1)
    actor.record("call_off_meeting", meeting)
    return meeting


@operation
def fill_agenda(actor: Actor, *, meeting: Meeting, found: Mapping[str, int]) -> int:
    """Bring the lines that the system finds up to date: source → how many. What was left out stays out. How many are new.

    WrongState once the meeting has begun: what it speaks about stands.
    """
    allow(actor, "call_meeting", meeting, table=PERMISSIONS)
    _still_planned(as_it_stands(meeting))
    if actor.at >= meeting.begins:
        raise WrongState(_("The meeting has begun: its agenda stands as it is. Add a line if something is missing."))
    known = {item.source: item for item in meeting.items.exclude(source="")}
    for source, item in known.items():
        if item.number != found.get(source, 0):
            item.number = found.get(source, 0)
            item.save(update_fields=["number"])
    new = [source for source, number in found.items() if number and source not in known]
    last = _last(meeting)
    AgendaItem.objects.bulk_create(
        AgendaItem(city_id=actor.city_id, meeting=meeting, order=last + n, source=source, number=found[source])
        for n, source in enumerate(new, 1)
    )
    actor.record("fill_agenda", meeting, found=dict(found), new=len(new))
    return len(new)


def _last(meeting: Meeting) -> int:
    return meeting.items.aggregate(last=Max("order"))["last"] or 0


@operation
def add_item(actor: Actor, *, meeting: Meeting, title: str) -> AgendaItem:
    """A line of its own. Whoever sits in the meeting may add one."""
    allow(actor, "see_sharing", table=PERMISSIONS)
    if not meeting.invitations.filter(office=actor.office_id).exists():
        allow(actor, "call_meeting", meeting, table=PERMISSIONS)
    _still_planned(as_it_stands(meeting))
    item = AgendaItem(
        city_id=actor.city_id, meeting=meeting, order=_last(meeting) + 1, title=required(title, "title", 160)
    )
    item.save(force_insert=True)
    actor.record("add_item", meeting, item=item.pk, title=item.digest(item.title))
    return item


@operation
def leave_item_out(actor: Actor, *, item: AgendaItem, because: str) -> AgendaItem:
    """Off the agenda, with the reason, which stays to be read. WrongState for a line with minutes or tasks."""
    allow(actor, "call_meeting", item.meeting, table=PERMISSIONS)
    _still_planned(_line_as_it_stands(item).meeting)
    if item.minutes or item.tasks.exists():
        raise WrongState(_("This line has minutes or tasks: it stays on the agenda."))
    item.left_out = required(because, "because", 400)
    item.save(update_fields=["left_out"])
    actor.record("leave_item_out", item.meeting, item=item.pk, because=item.digest(item.left_out))
    return item


@operation
def move_item_up(actor: Actor, *, item: AgendaItem) -> AgendaItem:
    """One place earlier. The first stays the first."""
    allow(actor, "call_meeting", item.meeting, table=PERMISSIONS)
    _still_planned(as_it_stands(item.meeting))
    lines = list(item.meeting.items.prefetch_related("tasks").order_by("order", "pk"))
    place = next((n for n, each in enumerate(lines) if each.pk == item.pk), 0)
    above = [n for n, each in enumerate(lines[:place]) if each.shown]
    if above:  # what is not shown stays where it is
        lines[above[-1]], lines[place] = lines[place], lines[above[-1]]
        for n, each in enumerate(lines, 1):
            AgendaItem.objects.filter(pk=each.pk).update(order=n)
    actor.record("move_item_up", item.meeting, item=item.pk)
    return item


@operation
def keep_minutes(actor: Actor, *, item: AgendaItem, text: str, read: str = "") -> AgendaItem:
    """What was said about a line. Before the meeting begins there is nothing to keep.

    read: `item.read` of the minutes that the writer saw. WrongState when they are others by now: nobody's words are lost.
    """
    allow(actor, "call_meeting", item.meeting, table=PERMISSIONS)
    _line_as_it_stands(item)
    if item.meeting.state == MeetingState.OFF or actor.at < item.meeting.begins:
        raise WrongState(_("There are no minutes before the meeting has begun."))
    if item.meeting.state == MeetingState.HELD:
        raise WrongState(_("These minutes are closed. Put what is missing on the next agenda."))
    text = required(text, "text")
    if read != item.read and text != item.minutes:
        raise WrongState(_("Somebody else has kept minutes here meanwhile. Put both together, then keep them again."))
    item.minutes = text
    item.save(update_fields=["minutes"])
    actor.record("keep_minutes", item.meeting, item=item.pk, text=item.digest(item.minutes))
    return item


@operation
def close_minutes(actor: Actor, *, meeting: Meeting) -> Meeting:
    """The meeting was held; its minutes stand from now on."""
    allow(actor, "call_meeting", meeting, table=PERMISSIONS)
    if actor.at < as_it_stands(meeting).begins:
        raise WrongState(_("There are no minutes before the meeting has begun."))
    meeting.move(MeetingState.HELD, changed_at=actor.at, revision=meeting.revision + 1)
    actor.record("close_minutes", meeting, tasks=Task.objects.filter(item__meeting=meeting).count())
    return meeting


@operation
def give_task(
    actor: Actor, *, item: AgendaItem, text: str, office: Office | None, due: date, post: Post | None = None
) -> Task:
    """Give someone something to do. BadInput without an owner, or with a day that has passed."""
    allow(actor, "call_meeting", item.meeting, table=PERMISSIONS)
    if office is None or not office.valid_on(actor.today):
        raise BadInput(_("Say which office does it: a task without an owner is nobody's."), "office")
    if post is not None and post.office_id != office.pk:
        raise BadInput(_("This post is in another office."), "post")
    if due < actor.today:
        raise BadInput(_("The date has passed already. Give a day from today on."), "due")
    if as_it_stands(item.meeting).state == MeetingState.OFF:
        raise WrongState(_("This meeting was called off."))
    task = Task(
        city_id=actor.city_id, item=item, text=required(text, "text", 1000), office=office, post=post, due=due, given_at=actor.at
    )  # fmt: skip
    task.save(force_insert=True)
    actor.record("give_task", task, office=office, post=post.pk if post else None, due=due, text=task.digest(task.text))
    return task


@operation
def finish_task(actor: Actor, *, task: Task, result: str) -> Task:
    """It is done; what came of it is kept beside it."""
    allow(actor, "do_task", task, table=PERMISSIONS)
    result = required(result, "result", 1000)
    task.move(TaskState.DONE, done_at=actor.at, done_by_id=actor.post_id, result=result)
    actor.record("finish_task", task, late=actor.today > task.due, result=task.digest(result))
    return task


@operation
def renew_feed(actor: Actor, *, office: Office) -> Feed:
    """A new secret address for an office's calendar; the one before answers no more. Of two at once, the later one's holds."""
    allow(actor, "keep_feed", Feed(city_id=actor.city_id, office=office), table=PERMISSIONS)
    new = {"token": secrets.token_urlsafe(24), "made_at": actor.at}
    feed, _made = Feed.objects.update_or_create(
        office=office, defaults=new, create_defaults={**new, "city_id": actor.city_id}
    )
    actor.record("renew_feed", feed, office=office)
    return feed
