"""Files out: partners (as they come in again), visits, and what was lent or granted."""

from collections.abc import Iterator

from django.http import HttpResponse

from wakimizu.apps.city.exports import BOM, csv_line
from wakimizu.apps.community import queries
from wakimizu.apps.community.imports import KINDS
from wakimizu.apps.community.workflow import PartnerKind
from wakimizu.apps.ledger.actor import Actor

PARTNER_COLUMNS = ("名称", "種別", "区コード", "活動地区コード", "自助", "共助", "公開", "終了日")
VISIT_COLUMNS = (
    "日付",
    "開始",
    "終了",
    "種別",
    "件名",
    "場所",
    "所属",
    "校区",
    "団体",
    "住民",
    "団体役員",
    "他課職員",
    "声",
)
AT_ONCE = 2000  # rows read at a time
GRANT_COLUMNS = ("団体", "種別", "内容", "金額（円）", "校区", "開始", "期限", "返却・報告")


def partners(actor: Actor) -> Iterator[tuple[object, ...]]:
    """Contacts are never in a file. Areas are separated by blanks."""
    yield PARTNER_COLUMNS
    for row in queries.partners(actor).iterator(AT_ONCE):
        areas = " ".join(sorted(area.code for area in row.places))
        yield (
            row.name, KINDS[PartnerKind(row.kind)][0], row.ward.code, areas, row.self_help, row.mutual_help,
            "1" if row.public else "0", row.ended_on or "",
        )  # fmt: skip


def visits(actor: Actor) -> Iterator[tuple[object, ...]]:
    """Without minutes: they are read where the reading is allowed, page by page."""
    yield VISIT_COLUMNS
    for row in queries.visits(actor).iterator(AT_ONCE):
        yield (
            row.day, row.begins or "", row.ends or "", row.get_kind_display(), row.title, row.place, row.office.name,
            " ".join(area.name for area in row.districts.all()), " ".join(each.name for each in row.partners.all()),
            row.residents, row.members, row.officials, row.voices,
        )  # fmt: skip


def grants(actor: Actor) -> Iterator[tuple[object, ...]]:
    yield GRANT_COLUMNS
    for row in queries.grants(actor).iterator(AT_ONCE):
        yield (
            row.partner.name, row.get_kind_display(), row.what, row.amount or "", row.district.name if row.district else "",
            row.since, row.until or "", row.returned or "",
        )  # fmt: skip


def answer(rows: Iterator[tuple[object, ...]], name: str) -> HttpResponse:
    text = BOM + "".join(csv_line([str(cell) for cell in row]) for row in rows)
    found = HttpResponse(text, content_type="text/csv; charset=utf-8")
    found["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return found
