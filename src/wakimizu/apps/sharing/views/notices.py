"""Pages of notices: the list, one with its acknowledgements and questions, writing, and each act."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.sharing import forms, queries, rules
from wakimizu.apps.sharing.models import Addressee, Notice, NoticeQuestion
from wakimizu.apps.sharing.operations import notices as operations
from wakimizu.apps.sharing.views.acting import acted, own_office, posted
from wakimizu.apps.sharing.workflow import PERMISSIONS, NoticeState
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.paging import number_asked, older_url
from wakimizu.shared.permissions import allow, may

WHICH = [
    ("all", pgettext_lazy("notices", "All")),
    ("ours", pgettext_lazy("notices", "To our office")),
    ("sent", pgettext_lazy("notices", "Sent by us")),
    ("late", pgettext_lazy("notices", "Sent too late")),
]


@staff
@require_safe
def notices(request: Request) -> HttpResponse:
    """Newest first; what waits for this post above."""
    allow(request.actor, "see_sharing", table=PERMISSIONS)
    which = request.GET.get("which", "all")
    page = queries.notices(request.actor, which, number_asked(request))
    context = {
        "rows": page.rows,
        "older_url": older_url(request, page.older),
        "waiting": queries.desk(request.actor),
        "form": forms.WhichForm(request.GET or None, choices=WHICH),
        "may_send": _may_send(request),
        "here": "notices",
    }
    return render(request, "sharing/notices.html", context)


def _may_send(request: Request) -> bool:
    return may(request.actor, "send_notice", Notice(office=own_office(request)), table=PERMISSIONS)


def seen(request: Request, number: int) -> Notice:
    allow(request.actor, "see_sharing", table=PERMISSIONS)
    found = queries.notice_numbered(number)
    if found is None:
        raise Http404
    return found


@staff
@require_safe
def notice(request: Request, number: int) -> HttpResponse:
    """One notice. Opening it is what counts as having read it."""
    found, actor = seen(request, number), request.actor
    sheet = queries.notice_sheet(actor, found)
    if sheet.unread:
        operations.read_notice(actor, notice=found)
        found.read += 1
    holds = found.state in (NoticeState.ACCEPTED, NoticeState.SENT)
    context = {
        "notice": found,
        "sheet": sheet,
        "corrected": getattr(found, "corrected_by", None),
        "acknowledgeable": _acknowledgeable(request, found, sheet),
        "may_ask": holds and may(actor, "ask_about_notice", table=PERMISSIONS),
        "may_reply": may(actor, "reply_about_notice", found, table=PERMISSIONS),
        "may_change": holds and may(actor, "send_notice", found, table=PERMISSIONS),
        "here": "notices",
    }
    return render(request, "sharing/notice.html", context)


def _acknowledgeable(request: Request, notice: Notice, sheet: queries.NoticeSheet) -> list[Addressee]:
    """Offices for which this post may say that they know, its own first."""
    if notice.state != NoticeState.SENT:
        return []
    actor = request.actor
    rows = [row for row in sheet.waiting if may(actor, "acknowledge", row, table=PERMISSIONS)]
    return sorted(rows, key=lambda row: row.office_id != actor.office_id)


@staff
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write a notice; see first who will be told, and whether it is in time."""
    return _write(request, None)


@staff
@require_http_methods(["GET", "POST"])
def correct(request: Request, number: int) -> HttpResponse:
    """A newer notice in the place of this one."""
    found = seen(request, number)
    allow(request.actor, "send_notice", found, table=PERMISSIONS)
    if request.method != "POST":  # the operation itself looks at what is sent
        rules.check_correctable(found)
    return _write(request, found)


def _write(request: Request, known: Notice | None) -> HttpResponse:
    actor, office = request.actor, own_office(request)
    allow(actor, "send_notice", Notice(office=office), table=PERMISSIONS)
    table = queries.rules_table()
    form = forms.NoticeForm(
        posted(request), sender=office, table=table, known=known, book=request.book, today=actor.today
    )
    more: dict[str, Any] = {
        "template": "sharing/notice_form.html",
        "known": known,
        "here": "notices",
        "no_rules": not table,
    }
    if "preview" in request.POST and form.is_valid():
        try:
            told = would_be_told(request, form, known)
            more |= {"preview": told, "days_late": rules.days_late(told, actor.today), "previewed": True}
        except BadInput as refusal:
            form.refuse(refusal)
    return acted(
        request, form,
        lambda: operations.send_notice(actor, office=office, content=form.content(), book=request.book, corrects=known),
        _("The notice is accepted and is being sent."), lambda made: redirect("notice", made.pk), **more,
    )  # fmt: skip


def would_be_told(request: Request, form: forms.NoticeForm, known: Notice | None) -> list[rules.Told]:
    """Whom a notice would be told, and by when, if it were sent now."""
    content, office, today = form.content(), own_office(request), request.actor.today
    rules.check_to_come(content.effective, today, known)
    before = rules.told_before(known, request.book, today) if known else []
    return rules.addressees(
        rules.rows_for(queries.rules_table(), content.happening, office), sender=office, book=request.book,
        effective=content.effective, sent=today, named=content.wards, by_hand=[*content.also, *before],
    )  # fmt: skip


@staff
@require_POST
def acknowledge(request: Request, number: int) -> HttpResponse:
    """This office knows: one press."""
    found = Addressee.objects.select_related("notice", "office").filter(pk=number).first()
    if found is None:
        raise Http404
    return acted(
        request, forms.NothingForm(request.POST), lambda: operations.acknowledge_notice(request.actor, addressee=found),
        _("It is noted that your office knows."), lambda _row: redirect("notice", found.notice_id),
    )  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def ask(request: Request, number: int) -> HttpResponse:
    found = seen(request, number)
    allow(request.actor, "ask_about_notice", table=PERMISSIONS)
    form = forms.TextForm(posted(request))
    return acted(
        request, form, lambda: operations.ask_about_notice(request.actor, notice=found, **form.cleaned_data),
        _("The sender sees your question."), lambda _row: redirect("notice", number),
        notice=found, title=_("Ask about this notice"), here="notices",
        words=_("All who were told see the question and its reply."),
    )  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def reply(request: Request, number: int) -> HttpResponse:
    question = NoticeQuestion.objects.select_related("notice__office").filter(pk=number).first()
    if question is None:
        raise Http404
    allow(request.actor, "reply_about_notice", question.notice, table=PERMISSIONS)
    form = forms.TextForm(posted(request))
    return acted(
        request, form, lambda: operations.reply_about_notice(request.actor, question=question, **form.cleaned_data),
        _("Everybody who was told sees your reply."), lambda _row: redirect("notice", question.notice_id),
        notice=question.notice, title=_("Reply"), words=question.text, here="notices",
    )  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, number: int) -> HttpResponse:
    found = seen(request, number)
    allow(request.actor, "send_notice", found, table=PERMISSIONS)
    form = forms.BecauseForm(posted(request))
    return acted(
        request, form, lambda: operations.withdraw_notice(request.actor, notice=found, **form.cleaned_data),
        _("The notice is withdrawn."), lambda _row: redirect("notice", number),
        notice=found, title=_("Withdraw this notice"), here="notices",
    )  # fmt: skip
