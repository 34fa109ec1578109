"""Meetings: agenda, minutes, the tasks they give, and the office's calendar."""

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from wakimizu.apps.exchange.api.acts import Deed, Number, add_deeds, found
from wakimizu.apps.exchange.api.bodies import body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed
from wakimizu.apps.exchange.api.rooms.sharing import for_offices, person, reader, router
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.sharing import agenda, forms, queries
from wakimizu.apps.sharing.models import AgendaItem, Feed, Meeting, Task
from wakimizu.apps.sharing.operations import meetings as meeting
from wakimizu.apps.sharing.views import meetings
from wakimizu.apps.sharing.views.acting import own_office
from wakimizu.apps.sharing.workflow import PERMISSIONS
from wakimizu.shared.permissions import allow, may

MEETING = Shape("Meeting", Meeting, "kind title office place begins ends state changed_at")
TASK = Shape(
    "Task",
    Task,
    "text office due state given_at done_at result item",
    person=(str, lambda request, row: person(row.post)),
    meeting=(int, lambda request, row: row.item.meeting_id),
)
ITEM = Shape(
    "AgendaItem", AgendaItem, "order source number title left_out minutes", read=(str, lambda request, item: item.read)
)
ITEM_SHEET = ITEM.with_more("AgendaItemSheet", name=str, tasks=list[int])
MEETING_SHEET = MEETING.with_more("MeetingSheet", invited=list[str], items=list[ITEM_SHEET], tasks=TASK.many)  # type: ignore[valid-type]


class FeedAddress(Schema):
    """The office's calendar."""

    address: str = Field(description="The secret address for calendar programs; empty while there is none.")
    meetings: MEETING.many  # type: ignore[name-defined]
    tasks: TASK.many  # type: ignore[name-defined]


@router.get("/meetings", response=MEETING.page, operation_id="meetings", summary="Meetings, to come and past")
def meetings_list(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    reader(request)
    return listed(Meeting.objects.all(), MEETING.of(request), after=after, limit=limit)


@router.get("/meetings/{number}", response=MEETING_SHEET, operation_id="meeting", summary="Agenda, minutes and tasks")
def meeting_sheet(request: ApiCall, number: Number) -> dict[str, Any]:
    row = meetings.seen(request, number)
    sheet = queries.meeting_sheet(row)
    given = [(item, task) for item in sheet.items for task in item.tasks.all()]
    for item, task in given:
        task.item = item
    return {
        **MEETING(request, row),
        "invited": [each.office.code for each in sheet.invited],
        "items": [_item(request, item) for item in sheet.items],
        "tasks": [TASK(request, task) for _item_of, task in given],
    }


def _item(request: ApiCall, item: AgendaItem) -> dict[str, Any]:
    name = item.title or str(agenda.SOURCES[item.source].name)
    return {**ITEM(request, item), "name": name, "tasks": [task.pk for task in item.tasks.all()]}


@router.get("/tasks", response=TASK.page, operation_id="tasks", summary="Tasks that meetings gave")
def tasks(
    request: ApiCall, which: Literal["ours", "all"] = "ours", after: Cursor = None, limit: Limit = 50
) -> dict[str, Any]:
    reader(request)
    return listed(queries.tasks_shown(request.actor, which), TASK.of(request), after=after, limit=limit)


@router.get("/tasks/{number}", response=TASK.schema, operation_id="task", summary="A task")
def task(request: ApiCall, number: Number) -> dict[str, Any]:
    return TASK(request, _task(request, number))


@router.get("/calendar", response=FeedAddress, operation_id="calendar", summary="The office's calendar")
def calendar(request: ApiCall) -> dict[str, Any]:
    reader(request)
    office = own_office(request)
    feed = queries.feed_of(office.pk)
    shown = feed and may(request.actor, "keep_feed", Feed(office=office), table=PERMISSIONS)
    held = queries.calendar_of(office.pk, request.actor.today)
    return {
        "address": request.build_absolute_uri(f"/calendar/{feed.token}.ics") if feed and shown else "",
        "meetings": [MEETING(request, row) for row in held.meetings],
        "tasks": [TASK(request, row) for row in held.tasks],
    }


class KeepMinutes(body_of(forms.TextForm, name="KeepMinutesWords")):  # type: ignore[misc]
    read: str = Field("", max_length=100, description="The line's `read`, of the minutes that were seen before.")


def _meeting_form(request: ApiCall, row: None, typed: Any) -> forms.MeetingForm:
    allow(request.actor, "call_meeting", Meeting(office=own_office(request)), table=PERMISSIONS)
    return forms.MeetingForm(typed, book=request.book, today=request.actor.today)


def _own_meeting(request: ApiCall, number: int) -> Meeting:
    row = meetings.seen(request, number)
    allow(request.actor, "call_meeting", row, table=PERMISSIONS)
    return row


def _fill(request: ApiCall, row: Meeting, _given: Any = None) -> Meeting:
    gathered = agenda.gathered(request.actor, row, request.book)
    meeting.fill_agenda(request.actor, meeting=row, found=gathered)
    return row


def _call(request: ApiCall, row: None, form: forms.MeetingForm) -> Meeting:
    made = meeting.call_meeting(request.actor, office=own_office(request), plan=form.plan())
    return _fill(request, made)


def _task(request: ApiCall, number: int) -> Task:
    reader(request)
    rows = Task.objects.select_related("office", "post__user", "item__meeting")
    row: Task = found(rows.filter(pk=number).first())
    return row


def _give_task(request: ApiCall, row: AgendaItem, given: dict[str, Any]) -> Task:
    office = request.book.office_by_code[given["office"]]
    return meeting.give_task(request.actor, item=row, text=given["text"], office=office, due=given["due"])


MEETINGS = [
    Deed(
        "/meetings", "call_meeting", "Call a meeting", forms.MeetingForm, run_form=_call, made=_meeting_form,
        done=_("The meeting is called; its agenda is filled as of today."),
    ),
    Deed(
        "/meetings/{number}/change", "change_meeting", "Change the meeting", forms.MeetingForm,
        run_form=lambda request, row, form: meeting.change_meeting(request.actor, meeting=row, plan=form.plan()),
        about=_own_meeting, made=for_offices(forms.MeetingForm),
        done=_("The meeting is changed; calendars that follow it see it."),
    ),
    Deed(
        "/meetings/{number}/fill", "fill_agenda", "Bring the agenda up to date", forms.NothingForm, _fill,
        about=meetings.seen, done=_("The agenda is up to date."),
    ),
    Deed(
        "/meetings/{number}/close", "close_minutes", "Close the minutes", forms.NothingForm,
        lambda request, row, given: meeting.close_minutes(request.actor, meeting=row),
        about=meetings.seen, done=_("The minutes are closed."),
    ),
    Deed(
        "/meetings/{number}/off", "call_off_meeting", "Call it off", forms.NothingForm,
        lambda request, row, given: meeting.call_off_meeting(request.actor, meeting=row),
        about=meetings.seen, done=_("The meeting is called off."),
    ),
    Deed(
        "/meetings/{number}/add", "add_agenda_item", "Add to the agenda", forms.ItemForm,
        lambda request, row, given: meeting.add_item(request.actor, meeting=row, **given),
        about=meetings.seen, done=_("It is on the agenda."),
    ),
    Deed(
        "/agenda-items/{number}/up", "move_agenda_item_up", "One place up", forms.NothingForm,
        lambda request, row, given: meeting.move_item_up(request.actor, item=row) or row, about=meetings.agenda_item,
    ),
    Deed(
        "/agenda-items/{number}/leave-out", "leave_agenda_item_out", "Leave out of the agenda", forms.BecauseForm,
        lambda request, row, given: meeting.leave_item_out(request.actor, item=row, **given),
        about=meetings.agenda_item, done=_("It is off the agenda; the reason stays to be read."),
    ),
    Deed(
        "/agenda-items/{number}/minutes", "keep_minutes", "Minutes", forms.TextForm,
        run_form=lambda request, row, form: meeting.keep_minutes(
            request.actor, item=row, text=form.cleaned_data["text"], read=form.data.get("read", "")
        ),
        about=meetings.agenda_item, body=KeepMinutes, done=_("The minutes are kept."),
    ),
    Deed(
        "/agenda-items/{number}/task", "give_task", "Give a task", forms.TaskForm, _give_task,
        about=meetings.agenda_item,
        made=lambda request, row, typed: forms.TaskForm(typed, book=request.book, today=request.actor.today),
        done=_("The office has it on its desk."),
    ),
    Deed(
        "/tasks/{number}/finish", "finish_task", "It is done", forms.ResultForm,
        lambda request, row, given: meeting.finish_task(request.actor, task=row, **given),
        about=_task, done=_("The task is done."),
    ),
    Deed(
        "/calendar/renew", "renew_calendar", "A new address", forms.NothingForm,
        lambda request, row, given: meeting.renew_feed(request.actor, office=own_office(request)),
        done=_("The address is new; the one before answers no more."),
    ),
]  # fmt: skip
add_deeds(router, MEETINGS)
