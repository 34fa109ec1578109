"""Notices, consultations, meetings and tasks: who must know, who was asked, what was agreed."""

from datetime import date
from typing import Any, Literal

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import Field

from wakimizu.apps.exchange.api.acts import Deed, Number, add_deeds, checked, found
from wakimizu.apps.exchange.api.bodies import as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed, whole
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.services.counters import counters
from wakimizu.apps.services.forms import StandardForm
from wakimizu.apps.services.models import Service
from wakimizu.apps.services.workflow import COUNTERS, Level
from wakimizu.apps.services.workflow import PERMISSIONS as SERVICES
from wakimizu.apps.sharing import agenda, forms, keeping, queries, rules
from wakimizu.apps.sharing.models import (
    Addressee,
    AgendaItem,
    Consultation,
    Feed,
    Meeting,
    Notice,
    NoticeQuestion,
    Opinion,
    SharingRule,
    Task,
)
from wakimizu.apps.sharing.operations import consultations as consulting
from wakimizu.apps.sharing.operations import meetings as meeting
from wakimizu.apps.sharing.operations import notices as telling
from wakimizu.apps.sharing.views import consultations, meetings, notices
from wakimizu.apps.sharing.views.acting import own_office
from wakimizu.apps.sharing.workflow import PERMISSIONS, About, Outcome
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.words import named

router = Router()


def _reader(request: ApiCall) -> None:
    allow(request.actor, "see_sharing", table=PERMISSIONS)


def _person(post: Any) -> str:
    return named(post.user) if post else ""


NOTICE = Shape(
    "Notice",
    Notice,
    "title title_en text text_en happening office effective state accepted_at sent_at days_late corrects "
    "withdrawn_because people read",
)
ADDRESSEE = Shape(
    "Addressee",
    Addressee,
    "office know_by acknowledge_by by_hand acknowledged_at reminders",
    acknowledged_by=(str, lambda request, row: _person(row.acknowledged_by)),
)
NOTICE_QUESTION = Shape("NoticeQuestion", NoticeQuestion, "office text asked_at reply replied_at")
NOTICE_SHEET = NOTICE.with_more("NoticeSheet", addressees=ADDRESSEE.many, questions=NOTICE_QUESTION.many, unread=bool)
CONSULTATION = Shape(
    "Consultation",
    Consultation,
    "title text about service terms office state opened_at answer_by outcome outcome_text settled_at standard",
)
OPINION = Shape(
    "Opinion",
    Opinion,
    "office stance text at late after_settling taken response responded_at",
    by=(str, lambda request, row: _person(row.by)),
)


class AskedOffice(Schema):
    office: str
    answered: bool


class Term(Schema):
    """A fact of a standard: as it is now, and as it would be."""

    name: str
    now: str
    proposed: str


CONSULTATION_SHEET = CONSULTATION.with_more(
    "ConsultationSheet", asked=list[AskedOffice], opinions=OPINION.many, changes=list[Term]
)
MEETING = Shape("Meeting", Meeting, "kind title office place begins ends state changed_at")
TASK = Shape(
    "Task",
    Task,
    "text office due state given_at done_at result item",
    person=(str, lambda request, row: _person(row.post)),
    meeting=(int, lambda request, row: row.item.meeting_id),
)
ITEM = Shape(
    "AgendaItem", AgendaItem, "order source number title left_out minutes", read=(str, lambda request, item: item.read)
)
ITEM_SHEET = ITEM.with_more("AgendaItemSheet", name=str, tasks=list[int])
MEETING_SHEET = MEETING.with_more("MeetingSheet", invited=list[str], items=list[ITEM_SHEET], tasks=TASK.many)  # type: ignore[valid-type]
RULE = Shape(
    "SharingRule",
    SharingRule,
    "order happening name sender offices wards days_before acknowledge_within must_ask services",
)


class Waiting(Schema):
    """What waits for this post, by number."""

    acknowledge: list[int] = Field(description="Addressees that owe a word.")
    unread: list[int] = Field(description="Notices.")
    asked: list[int] = Field(description="Consultations that ask the office.")
    opinions: list[int] = Field(description="Opinions without a response.")
    ripe: list[int] = Field(description="Consultations that can be settled.")
    questions: list[int] = Field(description="Questions about the office's notices.")
    tasks: list[int]
    meetings: list[int]


class KeptRules(Schema):
    """How the rules of telling and asking one another were kept: how much was done, how much of it in time."""

    notices: int
    notices_in_time: int
    asked: int
    acknowledged: int
    questions: int
    answered: int
    consultations: int


class Kept(KeptRules):
    """What an office of HQ, or a ward, did in a month."""

    who: str


class KeptMonth(Schema):
    month: str
    items: list[Kept]


class FeedAddress(Schema):
    """The office's calendar."""

    address: str = Field(description="The secret address for calendar programs; empty while there is none.")
    meetings: MEETING.many  # type: ignore[name-defined]
    tasks: TASK.many  # type: ignore[name-defined]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/sharing-waiting", response=Waiting, operation_id="sharing_waiting", summary="What waits for this post")
def waiting(request: ApiCall) -> dict[str, Any]:
    _reader(request)
    desk = queries.desk(request.actor)
    by_number = {name: [row.pk for row in getattr(desk, name)] for name in Waiting.model_fields}
    by_number["unread"] = [row.notice_id for row in desk.unread]
    by_number["asked"] = [row.consultation_id for row in desk.asked]
    return by_number


@router.get("/notices", response=NOTICE.page, operation_id="notices", summary="Notices")
def notices_list(
    request: ApiCall,
    which: Literal["all", "ours", "sent", "late"] = "all",
    after: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    _reader(request)
    return listed(queries.notices_shown(request.actor, which), NOTICE.of(request), after=after, limit=limit)


@router.get("/notices/{number}", response=NOTICE_SHEET, operation_id="notice", summary="A notice and who knows of it")
def notice(request: ApiCall, number: Number) -> dict[str, Any]:
    row = notices.seen(request, number)
    sheet = queries.notice_sheet(request.actor, row)
    return {
        **NOTICE(request, row),
        "addressees": [ADDRESSEE(request, each) for each in sheet.addressees],
        "questions": [NOTICE_QUESTION(request, each) for each in sheet.questions],
        "unread": sheet.unread,
    }


@router.get("/consultations", response=CONSULTATION.page, operation_id="consultations", summary="Consultations")
def consultations_list(
    request: ApiCall, which: Literal["all", "ours", "open"] = "all", after: Cursor = None, limit: Limit = 50
) -> dict[str, Any]:
    _reader(request)
    rows = queries.consultations_shown(request.actor, which)
    return listed(rows, CONSULTATION.of(request), after=after, limit=limit)


@router.get(
    "/consultations/{number}",
    response=CONSULTATION_SHEET,
    operation_id="consultation",
    summary="A consultation, who was asked and what they said",
)
def consultation(request: ApiCall, number: Number) -> dict[str, Any]:
    row = consultations.seen(request, number)
    sheet = queries.consultation_sheet(row)
    return {
        **CONSULTATION(request, row),
        "asked": [{"office": each.office.code, "answered": each.answered_at is not None} for each in sheet.asked],
        "opinions": [OPINION(request, each) for each in sheet.opinions],
        "changes": [
            {"name": str(name), "now": now, "proposed": proposed}
            for name, now, proposed in consultations.terms(request, row)
        ],
    }


@router.get("/meetings", response=MEETING.page, operation_id="meetings", summary="Meetings, to come and past")
def meetings_list(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    _reader(request)
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
    _reader(request)
    return listed(queries.tasks_shown(request.actor, which), TASK.of(request), after=after, limit=limit)


@router.get("/tasks/{number}", response=TASK.schema, operation_id="task", summary="A task")
def task(request: ApiCall, number: Number) -> dict[str, Any]:
    return TASK(request, _task(request, number))


@router.get("/calendar", response=FeedAddress, operation_id="calendar", summary="The office's calendar")
def calendar(request: ApiCall) -> dict[str, Any]:
    _reader(request)
    office = own_office(request)
    feed = queries.feed_of(office.pk)
    shown = feed and may(request.actor, "keep_feed", Feed(office=office), table=PERMISSIONS)
    held = queries.calendar_of(office.pk, request.actor.today)
    return {
        "address": request.build_absolute_uri(f"/calendar/{feed.token}.ics") if feed and shown else "",
        "meetings": [MEETING(request, row) for row in held.meetings],
        "tasks": [TASK(request, row) for row in held.tasks],
    }


@router.get("/sharing-kept", response=KeptMonth, operation_id="sharing_kept", summary="How well the rules were kept")
def kept(
    request: ApiCall, month: str = Query("", pattern=r"^\d{4}-\d{2}$|^$", description="2026-11")
) -> dict[str, Any]:
    _reader(request)
    first = keeping.month_of(month, request.actor.today)
    lines = keeping.by_division(first, keeping.next_month(first), request.actor.today, request.book)
    items = [
        {"who": line.who.code if line.who else "", **{name: getattr(line, name) for name in keeping.COUNTED}}
        for line in lines
    ]
    return {"month": f"{first:%Y-%m}", "items": items}


@router.get(
    "/sharing-rules", response=RULE.page, operation_id="sharing_rules", summary="Who must know what, how long before"
)
def rules_table(request: ApiCall) -> dict[str, Any]:
    _reader(request)
    return whole(queries.rules_table(), RULE.of(request))


# ── acting ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _for_offices(kind: type[forms.ToOffices]) -> Any:
    return lambda request, row, typed: kind(typed, book=request.book, today=request.actor.today)


def _nothing(request: ApiCall, row: Any, typed: Any) -> forms.NothingForm:
    return forms.NothingForm(typed)


def _notice_form(request: ApiCall, row: Notice | None, typed: MultiValueDict[str, Any]) -> forms.NoticeForm:
    office, book = own_office(request), request.book
    allow(request.actor, "send_notice", Notice(office=office), table=PERMISSIONS)
    wards = {ward.code: str(ward.pk) for ward in book.wards}
    typed.setlist("wards", [wards.get(code, code) for code in typed.getlist("wards")])
    return forms.NoticeForm(
        typed, sender=office, table=queries.rules_table(), known=row, book=book, today=request.actor.today
    )


def _send(request: ApiCall, row: Notice | None, form: forms.NoticeForm) -> Notice:
    return telling.send_notice(
        request.actor, office=own_office(request), content=form.content(), book=request.book, corrects=row
    )


def _own_notice(request: ApiCall, number: int) -> Notice:
    row = notices.seen(request, number)
    allow(request.actor, "send_notice", row, table=PERMISSIONS)
    return row


def _addressee(request: ApiCall, number: int) -> Addressee:
    _reader(request)
    row: Addressee = found(Addressee.objects.select_related("notice", "office").filter(pk=number).first())
    return row


def _notice_question(request: ApiCall, number: int) -> NoticeQuestion:
    _reader(request)
    rows = NoticeQuestion.objects.select_related("notice__office")
    row: NoticeQuestion = found(rows.filter(pk=number).first())
    allow(request.actor, "reply_about_notice", row.notice, table=PERMISSIONS)
    return row


def _read(request: ApiCall, row: Notice, _given: Any) -> Notice:
    if queries.notice_sheet(request.actor, row).unread:
        telling.read_notice(request.actor, notice=row)
    return row


NOTICES = [
    Deed(
        "/notices", "send_notice", "Write a notice", forms.NoticeForm, run_form=_send, made=_notice_form,
        done=_("The notice is accepted and is being sent."),
    ),
    Deed(
        "/notices/{number}/correct", "correct_notice", "Correct this notice", forms.NoticeForm, run_form=_send,
        about=_own_notice, made=_notice_form, done=_("The notice is accepted and is being sent."),
    ),
    Deed(
        "/notices/{number}/read", "read_notice", "It was read", forms.NothingForm, _read, about=notices.seen,
        description="Reading it by machine does not count as somebody having read it; this does.",
    ),
    Deed(
        "/notices/{number}/ask", "ask_about_notice", "Ask about this notice", forms.TextForm,
        lambda request, row, given: telling.ask_about_notice(request.actor, notice=row, **given),
        about=notices.seen, done=_("The sender sees your question."),
    ),
    Deed(
        "/notices/{number}/withdraw", "withdraw_notice", "Withdraw this notice", forms.BecauseForm,
        lambda request, row, given: telling.withdraw_notice(request.actor, notice=row, **given),
        about=_own_notice, done=_("The notice is withdrawn."),
    ),
    Deed(
        "/addressees/{number}/acknowledge", "acknowledge_notice", "We know", forms.NothingForm,
        lambda request, row, given: telling.acknowledge_notice(request.actor, addressee=row),
        about=_addressee, done=_("It is noted that your office knows."),
    ),
    Deed(
        "/notice-questions/{number}/reply", "reply_about_notice", "Reply", forms.TextForm,
        lambda request, row, given: telling.reply_about_notice(request.actor, question=row, **given),
        about=_notice_question, done=_("Everybody who was told sees your reply."),
    ),
]  # fmt: skip
add_deeds(router, NOTICES)


class ToBeTold(Schema):
    office: str
    know_by: date | None
    acknowledge_by: date | None
    by_hand: bool


class NoticePreview(Schema):
    """Whom a notice would be told, if it were sent now; nothing is written."""

    told: list[ToBeTold]
    days_late: int = Field(description="By how many days it would come later than the rules demand.")


def _previewed(request: ApiCall, row: Notice | None, body: Any) -> dict[str, Any]:
    told = notices.would_be_told(request, checked(_notice_form(request, row, as_typed(body))), row)
    facts = ("know_by", "acknowledge_by", "by_hand")
    return {
        "told": [{"office": each.office.code, **{name: getattr(each, name) for name in facts}} for each in told],
        "days_late": rules.days_late(told, request.actor.today),
    }


SendBody: Any = body_of(forms.NoticeForm, name="SendNotice")
CorrectBody: Any = body_of(forms.NoticeForm, name="CorrectNotice")


@router.post("/notice-preview", response=NoticePreview, operation_id="preview_notice", summary="Who would be told")
def preview_notice(request: ApiCall, body: SendBody) -> dict[str, Any]:
    return _previewed(request, None, body)


@router.post(
    "/notices/{number}/preview",
    response=NoticePreview,
    operation_id="preview_correction",
    summary="Who would be told of a correction",
)
def preview_correction(request: ApiCall, number: Number, body: CorrectBody) -> dict[str, Any]:
    row = _own_notice(request, number)
    rules.check_correctable(row)
    return _previewed(request, row, body)


Levels = dict[Literal[COUNTERS], Level]  # type: ignore[valid-type]


class ConsultStandard(body_of(forms.StandardConsultationForm, name="ConsultStandardFacts")):  # type: ignore[misc]
    """A new version of a standard, and whom HQ asks about it. Kinds of offices left out of `levels` offer nothing."""

    levels: Levels = Field(default_factory=dict)


class StandardFacts(body_of(StandardForm, name="StandardFactsFields")):  # type: ignore[misc]
    levels: Levels = Field(default_factory=dict)


class SettleConsultation(body_of(forms.SettleForm, name="SettleConsultationWords")):  # type: ignore[misc]
    """`standard` is for a standard that goes on changed: the whole of it, as it shall be."""

    standard: StandardFacts | None = None


def _standard_typed(body: Any) -> MultiValueDict[str, Any]:
    typed = as_typed(body, without={"levels"})
    for kind in COUNTERS:
        typed[f"level_{kind}"] = str(body.levels.get(kind, Level.NONE))
    return typed


def _settle_typed(body: SettleConsultation) -> MultiValueDict[str, Any]:
    typed = as_typed(body, without={"standard"})
    if body.standard is not None:
        typed.update(_standard_typed(body.standard))
    return typed


def _asking(request: ApiCall, row: Any = None) -> None:
    allow(request.actor, "consult", Consultation(office=own_office(request)), table=PERMISSIONS)


def _consultation_form(request: ApiCall, row: None, typed: Any) -> forms.ConsultationForm:
    _asking(request)
    return forms.ConsultationForm(typed, book=request.book, today=request.actor.today)


def _service(request: ApiCall, number: int) -> Service:
    _asking(request)
    row = counters(request.city).services.get(number)
    service: Service = found(row if row and not row.base_id else None)
    allow(request.actor, "set_standard", service, table=SERVICES)
    return service


def _open(request: ApiCall, service: Service | None, form: Any) -> Consultation:
    draft = form.draft(service) if service else form.draft()
    return consulting.open_consultation(request.actor, office=own_office(request), draft=draft)


def _opinion_form(request: ApiCall, row: Consultation, typed: MultiValueDict[str, Any]) -> forms.OpinionForm:
    offices = {each.office.code: each.office for each in consultations.asked_here(request, row)}
    office = offices.get(typed.get("office", ""))
    typed["office"] = str(office.pk) if office else ""
    return forms.OpinionForm(typed, offices=offices.values())


def _give(request: ApiCall, row: Consultation, given: dict[str, Any]) -> Opinion:
    asked = next(each for each in consultations.asked_here(request, row) if str(each.office_id) == given["office"])
    return consulting.give_opinion(request.actor, asked=asked, stance=given["stance"], text=given["text"])


def _opinion(request: ApiCall, number: int) -> Opinion:
    _reader(request)
    rows = Opinion.objects.select_related("consultation__office", "office")
    row: Opinion = found(rows.filter(pk=number).first())
    allow(request.actor, "consult", row.consultation, table=PERMISSIONS)
    return row


def _own_consultation(request: ApiCall, number: int) -> Consultation:
    row = consultations.seen(request, number)
    allow(request.actor, "settle", row, table=PERMISSIONS)
    return row


def _settle_form(request: ApiCall, row: Consultation, typed: MultiValueDict[str, Any]) -> Any:
    if row.about == About.STANDARD and typed.get("outcome") == Outcome.CHANGED:
        return forms.SettleStandardForm(typed, consultation=row)
    return forms.SettleForm(typed)


def _settle(request: ApiCall, row: Consultation, form: Any) -> Consultation:
    given = form.cleaned_data
    changed = form.standard(found(row.service)) if isinstance(form, forms.SettleStandardForm) else None
    return consulting.settle_consultation(
        request.actor, consultation=row, outcome=given["outcome"], text=given["text"], standard=changed
    )


CONSULTATIONS = [
    Deed(
        "/consultations", "open_consultation", "Ask before it changes", forms.ConsultationForm, run_form=_open,
        made=_consultation_form, done=_("Those you ask have it on their desks now."),
    ),
    Deed(
        "/services/{number}/consultation", "consult_on_standard", "Ask about a new standard",
        forms.StandardConsultationForm, run_form=_open, about=_service,
        made=_for_offices(forms.StandardConsultationForm), body=ConsultStandard, typed=_standard_typed,
        done=_("Those you ask have it on their desks now."),
    ),
    Deed(
        "/consultations/{number}/answer", "give_opinion", "Answer", forms.OpinionForm, _give,
        about=consultations.seen, made=_opinion_form,
        done=_("Your answer is kept. HQ responds to it before this is settled."),
    ),
    Deed(
        "/opinions/{number}/respond", "respond_to_opinion", "Respond to an opinion", forms.ResponseForm,
        lambda request, row, given: consulting.respond_to_opinion(request.actor, opinion=row, **given),
        about=_opinion, done=_("The response is kept; the office reads it."),
    ),
    Deed(
        "/consultations/{number}/settle", "settle_consultation", "Settle it", forms.SettleForm, run_form=_settle,
        about=_own_consultation, made=_settle_form, body=SettleConsultation, typed=_settle_typed,
        done=_("It is settled; all who were asked read the outcome."),
    ),
    Deed(
        "/consultations/{number}/withdraw", "withdraw_consultation", "Withdraw this consultation", forms.BecauseForm,
        lambda request, row, given: consulting.withdraw_consultation(request.actor, consultation=row, **given),
        about=_own_consultation, done=_("The consultation is withdrawn; nothing changes."),
    ),
]  # fmt: skip
add_deeds(router, CONSULTATIONS)


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
    _reader(request)
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
        about=_own_meeting, made=_for_offices(forms.MeetingForm),
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
