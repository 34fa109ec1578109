"""The table of sharing rules in: taken whole, or refused with every line that is wrong; the same file again changes nothing.

A line: 事項 (a short code), its name, 発信 (本庁, 区, 窓口), 宛先 (kinds of offices or codes), 区 (全区, 自区, 他区, 指定区),
何営業日前, 確認 (business days, or empty), 意見照会 (要 or empty), 対象手続き (codes of services, or empty for all).
"""

import re
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import refuse_my_number_in
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import City, Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.services.models import Service
from wakimizu.apps.sharing.models import SharingRule
from wakimizu.apps.sharing.operations.table import write_sharing_rules
from wakimizu.apps.sharing.workflow import PERMISSIONS, Level, Wards
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow
from wakimizu.shared.tables import Report, Table

COLUMNS = {
    "happening": ["事項", "事項コード"], "name": ["事項名"], "name_en": ["事項名（英語）"], "sender": ["発信"], "offices": ["宛先"],
    "wards": ["区"], "days_before": ["何営業日前"], "acknowledge_within": ["確認"], "must_ask": ["意見照会"],
    "services": ["対象手続き"],
}  # fmt: skip
SENDERS = {"本庁": Level.HQ, "区": Level.WARD, "窓口": Level.COUNTER}
WARDS = {"全区": Wards.ALL, "自区": Wards.OWN, "他区": Wards.OTHER, "指定区": Wards.NAMED}
KINDS = {
    "本庁の局": Office.Kind.HQ_BUREAU, "本庁の課": Office.Kind.HQ_DIVISION, "区役所": Office.Kind.WARD_OFFICE,
    "区の課": Office.Kind.WARD_DIVISION, "総合出張所": Office.Kind.GENERAL_BRANCH, "出張所": Office.Kind.BRANCH,
    "まちづくりセンター": Office.Kind.COMMUNITY_CENTRE,
}  # fmt: skip
MUST = {"要": True, "": False, "不要": False}
MOST_DAYS = 250
FACTS = (
    "order", "happening", "name", "name_en", "sender", "offices", "wards", "days_before", "acknowledge_within", "must_ask",
    "services",
)  # fmt: skip


def import_sharing(actor: Actor, city: City, book: Directory, content: bytes) -> Report:
    """The whole table. It takes the place of the one before."""
    allow(actor, "keep_sharing_rules", table=PERMISSIONS)
    report, rows = Report(), list[SharingRule]()
    table = Table(content, COLUMNS, required=["happening", "name", "sender", "offices"])
    services, lines = set(Service.objects.values_list("code", flat=True)), list[int]()
    for line, cells in table.rows(report):
        try:
            row = _row(cells, len(rows) + 1, book, services)
            refuse_my_number_in(row)
            rows.append(row)
            lines.append(line)
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
    known = list(SharingRule.objects.all())
    if not report.counts["refused"] and [_facts(row) for row in rows] != [_facts(row) for row in known]:
        write_sharing_rules(actor, city=city, rows=rows, file_digest=report.file_digest)
        for line in lines:
            report.tell(line, "added")
    elif not report.counts["refused"]:
        report.counts["unchanged"] = len(rows)
    return report


def _facts(row: SharingRule) -> list[Any]:
    return [getattr(row, name) for name in FACTS]


def _row(cells: dict[str, str], order: int, book: Directory, services: set[str]) -> SharingRule:
    if not re.fullmatch(r"[a-z0-9-]{1,40}", cells["happening"]):
        raise BadInput(_("事項 is a short code of small letters, digits and hyphens, such as standard."))
    codes = _several(cells["services"])
    unknown = [code for code in codes if code not in services]
    if unknown:
        raise BadInput(_("There is no service “%(code)s”.") % {"code": unknown[0]})
    return SharingRule(
        order=order, happening=cells["happening"], name=_short(cells["name"], 80, "事項名"),
        name_en=_short(cells["name_en"], 160, "事項名（英語）"),
        sender=_word(SENDERS, cells["sender"], "発信"), offices=[_office(each, book) for each in _named(cells["offices"])],
        wards=_word(WARDS, cells["wards"] or "全区", "区"), days_before=_days(cells["days_before"], "何営業日前") or 0,
        acknowledge_within=_days(cells["acknowledge_within"], "確認"), must_ask=_word(MUST, cells["must_ask"], "意見照会"),
        services=codes,
    )  # fmt: skip


def _short(text: str, most: int, column: str) -> str:
    if len(text) > most:
        raise BadInput(_("%(column)s has at most %(n)d letters.") % {"column": column, "n": most})
    return text


def _several(text: str) -> list[str]:
    return [each.strip() for each in re.split("[、,，]", text) if each.strip()]


def _named(text: str) -> list[str]:
    found = _several(text)
    if not found:
        raise BadInput(_("宛先 names nobody. Write kinds of offices, such as 区役所, or an office's code."))
    return found


def _office(text: str, book: Directory) -> str:
    if text in KINDS:
        return str(KINDS[text].value)
    if text not in book.office_by_code:
        raise BadInput(
            _("宛先: “%(text)s” is neither a kind of office nor an office's code. Kinds: %(kinds)s.")
            % {"text": text, "kinds": "、".join(KINDS)}
        )
    return text


def _word(known: dict[str, Any], text: str, column: str) -> Any:
    if text not in known:
        raise BadInput(
            _("“%(text)s” does not belong in the column %(column)s. Write one of: %(words)s.")
            % {"text": text, "column": column, "words": "、".join(filter(None, known))}
        )
    return known[text]


def _days(text: str, column: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= MOST_DAYS):
        raise BadInput(
            _("%(column)s is a number of business days: “%(text)s” is not.") % {"column": column, "text": text}
        )
    return int(text)
