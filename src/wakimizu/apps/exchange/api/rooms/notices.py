"""Notices: who must know of what, who knows of it, and what they ask about it."""

from datetime import date
from typing import Any, Literal

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from wakimizu.apps.exchange.api.acts import Deed, Number, add_deeds, checked, found
from wakimizu.apps.exchange.api.bodies import as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed
from wakimizu.apps.exchange.api.rooms.sharing import person, reader, router
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.sharing import forms, queries, rules
from wakimizu.apps.sharing.models import Addressee, Notice, NoticeQuestion
from wakimizu.apps.sharing.operations import notices as telling
from wakimizu.apps.sharing.views import notices
from wakimizu.apps.sharing.views.acting import own_office
from wakimizu.apps.sharing.workflow import PERMISSIONS
from wakimizu.shared.permissions import allow

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
    acknowledged_by=(str, lambda request, row: person(row.acknowledged_by)),
)
NOTICE_QUESTION = Shape("NoticeQuestion", NoticeQuestion, "office text asked_at reply replied_at")
NOTICE_SHEET = NOTICE.with_more("NoticeSheet", addressees=ADDRESSEE.many, questions=NOTICE_QUESTION.many, unread=bool)


@router.get("/notices", response=NOTICE.page, operation_id="notices", summary="Notices")
def notices_list(
    request: ApiCall,
    which: Literal["all", "ours", "sent", "late"] = "all",
    after: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    reader(request)
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
    reader(request)
    row: Addressee = found(Addressee.objects.select_related("notice", "office").filter(pk=number).first())
    return row


def _notice_question(request: ApiCall, number: int) -> NoticeQuestion:
    reader(request)
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
