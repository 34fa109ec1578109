"""How well the rules are kept, by division and month; and the rules themselves."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Office
from wakimizu.apps.monitoring.exports import csv_lines
from wakimizu.apps.sharing import keeping as kept
from wakimizu.apps.sharing import queries
from wakimizu.apps.sharing.imports import KINDS
from wakimizu.apps.sharing.workflow import PERMISSIONS
from wakimizu.shared.access import staff
from wakimizu.shared.charts import Path, paths
from wakimizu.shared.paging import beginning
from wakimizu.shared.permissions import allow
from wakimizu.shared.words import named
from wakimizu.shared.workbooks import Sheet


@staff
@require_safe
def keeping(request: Request) -> HttpResponse:
    """A month by division, the last twelve months as a picture."""
    allow(request.actor, "see_sharing", table=PERMISSIONS)
    today = request.actor.today
    month = kept.month_of(request.GET.get("month", ""), today)
    lines = kept.by_division(month, kept.next_month(month), today, request.book)
    series, owing = kept.by_month(today.replace(day=1), today), queries.unacknowledged(today)
    context = {
        "month": month,
        "lines": lines,
        "total": kept.together(lines),
        "months": kept.months_until(today.replace(day=1))[::-1],
        "series": series,
        "chart": _chart(series),
        "owing": beginning(owing.select_related("notice", "office").order_by("acknowledge_by", "pk"), 30),
        "here": "keeping",
    }
    return render(request, "sharing/keeping.html", context)


def _chart(series: list[tuple[date, kept.Kept]]) -> SafeString:
    """Shares in time, in percent, drawn over the months that had any."""
    times = [month.year + (month.month - 1) / 12 for month, _row in series]

    def share(name: str, all_of: str, well: str) -> Path:
        pairs = zip(times, (row for _month, row in series), strict=True)
        return Path(
            name, {t: 100 * getattr(row, well) / getattr(row, all_of) for t, row in pairs if getattr(row, all_of)}
        )

    lines = [
        share(pgettext("chart", "Notices"), "notices", "notices_in_time"),
        share(pgettext("chart", "Known"), "asked", "acknowledged"),
    ]
    ticks = [(time, f"{month.month}") for time, (month, _row) in zip(times, series, strict=True)]
    return paths([line for line in lines if line.values], _("In time, percent, by month"), ticks=ticks)


@staff
@require_safe
def keeping_csv(request: Request) -> HttpResponse:
    """Every month of the last twelve, every division, as CSV."""
    allow(request.actor, "see_sharing", table=PERMISSIONS)
    today = request.actor.today
    rows: list[list[Any]] = []
    for month in kept.months_until(today.replace(day=1)):
        for line in kept.by_division(month, kept.next_month(month), today, request.book):
            numbers = [getattr(line, name) for name in kept.COUNTED]
            rows.append(
                [f"{month:%Y-%m}", line.who.code if line.who else "", line.who.name if line.who else "", *numbers]
            )
    columns = [
        "年月",
        "所属コード",
        "所属",
        "通知",
        "期限内の通知",
        "確認の期限到来",
        "期限内の確認",
        "意見照会の期限到来",
        "期限内の回答",
        "意見照会の実施",
    ]
    answer = HttpResponse("".join(csv_lines(Sheet("sharing", columns, rows))), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="sharing.csv"'
    return answer


@staff
@require_safe
def rules_page(request: Request) -> HttpResponse:
    """The table of rules, as sentences a clerk can check."""
    allow(request.actor, "see_sharing", table=PERMISSIONS)
    words = {str(kind.value): Office.Kind(kind).label for kind in KINDS.values()}
    offices = request.book.office_by_code
    rows = [
        {
            "rule": rule,
            "whom": [words.get(each) or (named(offices[each]) if each in offices else each) for each in rule.offices],
        }
        for rule in queries.rules_table()
    ]
    return render(request, "sharing/rules.html", {"rows": rows, "here": "rules"})
