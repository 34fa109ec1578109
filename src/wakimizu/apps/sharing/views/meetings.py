"""Pages of meetings: the list, one with its agenda and minutes, tasks, and the calendar."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Office
from wakimizu.apps.sharing import agenda, forms, ical, queries
from wakimizu.apps.sharing.models import AgendaItem, Feed, Meeting, Task
from wakimizu.apps.sharing.operations import meetings as operations
from wakimizu.apps.sharing.views.acting import acted, own_office, posted
from wakimizu.apps.sharing.workflow import PERMISSIONS, MeetingKind, MeetingState
from wakimizu.shared.access import staff
from wakimizu.shared.paging import number_asked, older_url
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.words import named

WHICH = [("ours", pgettext_lazy("tasks", "Of our office")), ("all", pgettext_lazy("tasks", "All"))]


@staff
@require_safe
def meetings(request: Request) -> HttpResponse:
    allow(request.actor, "see_sharing", table=PERMISSIONS)
    page = queries.past_meetings(request.actor.at, number_asked(request))
    context = {
        "coming": queries.meetings_to_come(request.actor.at),
        "past": page.rows,
        "older_url": older_url(request, page.older),
        "may_call": _may_call(request),
        "may_read_report": request.actor.role in agenda.MEETS,
        "here": "meetings",
    }
    return render(request, "sharing/meetings.html", context)


def _may_call(request: Request) -> bool:
    return may(request.actor, "call_meeting", Meeting(office=own_office(request)), table=PERMISSIONS)


def seen(request: Request, number: int) -> Meeting:
    allow(request.actor, "see_sharing", table=PERMISSIONS)
    found = queries.meeting_numbered(number)
    if found is None:
        raise Http404
    return found


@staff
@require_safe
def meeting(request: Request, number: int) -> HttpResponse:
    """One meeting: its agenda, each line with its number and where to look; afterwards minutes and tasks."""
    found, actor = seen(request, number), request.actor
    sheet = queries.meeting_sheet(found)
    holds = may(actor, "call_meeting", found, table=PERMISSIONS)
    planned = found.state == MeetingState.PLANNED
    context = {
        "meeting": found,
        "sheet": sheet,
        "links": {source: agenda.link_of(source, actor) for source in agenda.SOURCES},
        "names": {source: each.name for source, each in agenda.SOURCES.items()},
        "may_order": holds and planned,
        "may_fill": holds and planned and actor.at < found.begins,
        "may_add": planned and (holds or sheet.seats(actor)),
        "may_minute": holds and planned and actor.at >= found.begins,
        "may_task": holds and found.state != MeetingState.OFF and actor.at >= found.begins,
        "may_read_report": found.kind == MeetingKind.MAYORS and actor.role in agenda.MEETS,
        "here": "meetings",
    }
    return render(request, "sharing/meeting.html", context)


@staff
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    allow(request.actor, "call_meeting", Meeting(office=own_office(request)), table=PERMISSIONS)
    office = own_office(request)
    start = {"kind": MeetingKind.MAYORS, "groups": [Office.Kind.WARD_OFFICE]}
    form = forms.MeetingForm(posted(request), initial=start, book=request.book, today=request.actor.today)

    def call() -> Meeting:
        made = operations.call_meeting(request.actor, office=office, plan=form.plan())
        operations.fill_agenda(request.actor, meeting=made, found=agenda.gathered(request.actor, made, request.book))
        return made

    return acted(
        request, form, call, _("The meeting is called; its agenda is filled as of today."),
        lambda made: redirect("meeting", made.pk), template="sharing/meeting_form.html", title=_("Call a meeting"), here="meetings",
    )  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def change(request: Request, number: int) -> HttpResponse:
    found = seen(request, number)
    allow(request.actor, "call_meeting", found, table=PERMISSIONS)
    invited = [row.office for row in queries.meeting_sheet(found).invited]
    form = forms.MeetingForm(
        posted(request), known=found, invited=invited, book=request.book, today=request.actor.today
    )
    return acted(
        request, form, lambda: operations.change_meeting(request.actor, meeting=found, plan=form.plan()),
        _("The meeting is changed; calendars that follow it see it."), lambda _row: redirect("meeting", number),
        template="sharing/meeting_form.html", title=_("Change the meeting"), meeting=found, here="meetings",
    )  # fmt: skip


@staff
@require_POST
def step(request: Request, number: int, name: str) -> HttpResponse:
    """One press: fill the agenda, close the minutes, call it off."""
    found, actor = seen(request, number), request.actor
    steps: dict[str, tuple[Any, Any]] = {
        "fill": (
            lambda: operations.fill_agenda(actor, meeting=found, found=agenda.gathered(actor, found, request.book)),
            _("The agenda is up to date."),
        ),
        "close": (lambda: operations.close_minutes(actor, meeting=found), _("The minutes are closed.")),
        "off": (lambda: operations.call_off_meeting(actor, meeting=found), _("The meeting is called off.")),
    }
    if name not in steps:
        raise Http404
    run, done = steps[name]
    return acted(request, forms.NothingForm(request.POST), run, done, lambda _row: redirect("meeting", number))


@staff
@require_http_methods(["GET", "POST"])
def add(request: Request, number: int) -> HttpResponse:
    found = seen(request, number)
    if not queries.meeting_sheet(found).seats(request.actor):
        allow(request.actor, "call_meeting", found, table=PERMISSIONS)
    form = forms.ItemForm(posted(request))
    return acted(
        request, form, lambda: operations.add_item(request.actor, meeting=found, **form.cleaned_data),
        _("It is on the agenda."), lambda _row: redirect("meeting", number),
        meeting=found, title=_("Add to the agenda"), here="meetings",
    )  # fmt: skip


def agenda_item(request: Request, number: int) -> AgendaItem:
    allow(request.actor, "see_sharing", table=PERMISSIONS)
    found = AgendaItem.objects.select_related("meeting__office").filter(pk=number).first()
    if found is None:
        raise Http404
    allow(request.actor, "call_meeting", found.meeting, table=PERMISSIONS)
    return found


@staff
@require_POST
def item_up(request: Request, number: int) -> HttpResponse:
    found = agenda_item(request, number)
    operations.move_item_up(request.actor, item=found)
    return redirect("meeting", found.meeting_id)


def _item_act(
    request: Request, found: AgendaItem, form: Any, run: Any, title: str, done: str, **more: Any
) -> HttpResponse:
    return acted(
        request, form, run, done, lambda _row: redirect("meeting", found.meeting_id),
        meeting=found.meeting, title=title, words=found.title or agenda.SOURCES[found.source].name, here="meetings", **more,
    )  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def item_out(request: Request, number: int) -> HttpResponse:
    found, form = agenda_item(request, number), forms.BecauseForm(posted(request))
    return _item_act(
        request, found, form, lambda: operations.leave_item_out(request.actor, item=found, **form.cleaned_data),
        _("Leave out of the agenda"), _("It is off the agenda; the reason stays to be read."),
    )  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def item_minutes(request: Request, number: int) -> HttpResponse:
    found = agenda_item(request, number)
    form = forms.TextForm(posted(request), initial={"text": found.minutes})
    return _item_act(
        request, found, form,
        lambda: operations.keep_minutes(
            request.actor, item=found, text=form.cleaned_data["text"], read=request.POST.get("read", "")
        ),
        _("Minutes"), _("The minutes are kept."), minuted=found,
    )  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def item_task(request: Request, number: int) -> HttpResponse:
    """What was agreed becomes somebody's task."""
    found = agenda_item(request, number)
    form = forms.TaskForm(posted(request), book=request.book, today=request.actor.today)

    def give() -> Task:
        given = form.cleaned_data
        office = request.book.office_by_code.get(given["office"])
        return operations.give_task(request.actor, item=found, text=given["text"], office=office, due=given["due"])

    return _item_act(request, found, form, give, _("Give a task"), _("The office has it on its desk."))


# ── tasks and calendar ───────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_safe
def tasks(request: Request) -> HttpResponse:
    allow(request.actor, "see_sharing", table=PERMISSIONS)
    which = request.GET.get("which", "ours")
    context = {
        "tasks": queries.tasks(request.actor, which),
        "open": queries.open_tasks(request.actor, which),
        "most": queries.MOST_TASKS,
        "form": forms.WhichForm(request.GET or None, choices=WHICH),
        "here": "tasks",
    }
    return render(request, "sharing/tasks.html", context)


@staff
@require_http_methods(["GET", "POST"])
def task(request: Request, number: int) -> HttpResponse:
    """One task: what, who, by when; done with a word on what came of it."""
    allow(request.actor, "see_sharing", table=PERMISSIONS)
    found = Task.objects.select_related("office", "post__user", "item__meeting").filter(pk=number).first()
    if found is None:
        raise Http404
    may_do = found.state == "open" and may(request.actor, "do_task", found, table=PERMISSIONS)
    form = forms.ResultForm(posted(request))
    return acted(
        request, form, lambda: operations.finish_task(request.actor, task=found, **form.cleaned_data),
        _("The task is done."), lambda _row: redirect("tasks"),
        template="sharing/task.html", task=found, may_do=may_do, here="tasks",
    )  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def calendar(request: Request) -> HttpResponse:
    """How to follow meetings and tasks in a calendar program: a file, or a secret address."""
    allow(request.actor, "see_sharing", table=PERMISSIONS)
    office = own_office(request)
    feed = queries.feed_of(request.actor.office_id)
    may_keep = may(request.actor, "keep_feed", Feed(office=office), table=PERMISSIONS)
    if request.method == "POST":
        return acted(
            request, forms.NothingForm(request.POST), lambda: operations.renew_feed(request.actor, office=office),
            _("The address is new; the one before answers no more."), lambda _row: redirect("calendar"),
        )  # fmt: skip
    address = request.build_absolute_uri(f"/calendar/{feed.token}.ics") if feed and may_keep else ""
    return render(
        request, "sharing/calendar.html", {"address": address, "may_keep": may_keep, "office": office, "here": "tasks"}
    )


@staff
@require_safe
def calendar_file(request: Request) -> HttpResponse:
    """The actor's office's calendar, for who is signed in."""
    allow(request.actor, "see_sharing", table=PERMISSIONS)
    return _calendar(request, request.actor.office_id)


@require_safe
def calendar_feed(request: Request, token: str) -> HttpResponse:
    """The same for a calendar program that knows the secret address. An unknown one is nobody's, nor a closed office's."""
    feed = Feed.objects.filter(token=token).first()
    office = request.book.office(feed.office_id) if feed else None
    if feed is None or office is None or not office.valid_on(request.actor.today):
        raise Http404
    return _calendar(request, feed.office_id)


def _calendar(request: Request, office: int | None) -> HttpResponse:
    found = queries.calendar_of(office, request.actor.today)
    place = request.book.office(office)
    text = ical.calendar(found, named(place) if place else "", request.get_host().split(":")[0], request.city.host)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer
