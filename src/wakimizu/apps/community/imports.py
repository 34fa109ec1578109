"""Partners in, from tables as wards keep them: line by line, nothing half, the same file again changes nothing."""

import re
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import parse_day
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, City
from wakimizu.apps.community.operations.partners import About, take_partners_in
from wakimizu.apps.community.workflow import PartnerKind
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices.operations.intake import PersonalDetails
from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import Report, Table

COLUMNS = {
    "name": ["名称", "団体名", "団体名称"],
    "kind": ["種別", "区分", "団体種別"],
    "ward": ["区コード", "区"],
    "areas": ["活動地区コード", "活動地区", "校区コード", "校区"],
    "self_help": ["自助"],
    "mutual_help": ["共助", "活動内容"],
    "public": ["公開"],
    "ended_on": ["終了日", "解散日"],
    "contact_name": ["代表者", "連絡先氏名"],
    "contact_phone": ["電話番号", "電話"],
    "contact_email": ["メールアドレス"],
    "contact_address": ["住所"],
}
KINDS = {  # as tables have them; the first name is the one that goes out
    PartnerKind.COUNCIL: ("校区自治協議会", "自治協議会"),
    PartnerKind.NEIGHBOURS: ("町内自治会", "自治会", "町内会"),
    PartnerKind.NPO: ("NPO", "NPO法人", "特定非営利活動法人", "市民活動団体", "ボランティア団体"),
    PartnerKind.FIRE: ("消防団", "消防分団"),
    PartnerKind.WELFARE: ("社会福祉協議会", "社協", "校区社協"),
    PartnerKind.SENIORS: ("老人クラブ", "老人会"),
    PartnerKind.CHILDREN: ("子ども会・PTA", "子ども会", "PTA", "青少年健全育成協議会"),
    PartnerKind.SCHOOL: ("学校", "小学校", "中学校"),
    PartnerKind.COMPANY: ("企業・商店街", "企業", "商店街", "事業所"),
    PartnerKind.OTHER: ("その他",),
}
LEFT_OUT = ("self_help", "mutual_help", "public", "ended_on")  # columns a table may lack: what is known of them stays
YES = {"1", "はい", "可", "○", "〇", "yes", "公開"}


def import_partners(actor: Actor, city: City, book: Directory, content: bytes) -> Report:
    """Take a file of partners in. Every line is added, changes what is known of its name, or is refused with the reason.

    Of columns the file has not, what is known stays.
    """
    report, rows = Report(), []
    file = Table(content, COLUMNS, ["name", "kind", "areas"])
    names = _names(book)
    for line, cells in file.rows(report):
        try:
            rows.append((line, *_partner(cells, book, names)))
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
    unsaid = [name for name in LEFT_OUT if name not in file.has]
    for line, fate, why in take_partners_in(actor, city=city, rows=rows, file_digest=file.digest, unsaid=unsaid):
        report.tell(line, fate, why)  # type: ignore[arg-type]
    report.told.sort(key=lambda told: told.number)
    return report


def _names(book: Directory) -> Mapping[str, Area | None]:
    """Wards and districts by code and by name; None: a name that several have."""
    found: dict[str, Area | None] = {}
    areas = [*book.wards, *book.districts]
    for area in areas:
        for name in {area.name, area.name_en} - {""}:
            found[name] = None if name in found else area
    return {**found, **{area.code: area for area in areas}}


def _partner(cells: Mapping[str, str], book: Directory, names: Mapping[str, Area | None]) -> tuple[Area, About]:
    if not cells["name"]:
        raise BadInput(_("The name is missing."))
    places = [_area(text, names) for text in re.split(r"[\s,、;・]+", cells["areas"]) if text]
    if not places:
        raise BadInput(_("Choose at least one district or ward it works in."))
    ward = _area(cells["ward"], names) if cells["ward"] else book.ward_of(places[0])
    if ward is None or ward.kind != Area.Kind.WARD:
        raise BadInput(_("There is no ward “%(text)s”. Write its code or its name.") % {"text": cells["ward"]})
    details = PersonalDetails(*(cells[f"contact_{each}"] for each in ("name", "email", "phone", "address")))
    return ward, About(
        name=cells["name"], kind=_kind(cells["kind"]), areas=places, self_help=cells["self_help"],
        mutual_help=cells["mutual_help"], public=cells["public"].lower() in YES, ended_on=_day(cells["ended_on"]),
        contact=details or None,
    )  # fmt: skip


def _area(text: str, names: Mapping[str, Area | None]) -> Area:
    if text not in names:
        raise BadInput(_("There is no ward or district “%(text)s”. Write its code or its name.") % {"text": text})
    area = names[text]
    if area is None:
        raise BadInput(_("More than one ward or district is called “%(text)s”. Write its code.") % {"text": text})
    return area


def _kind(text: str) -> str:
    for kind, names in KINDS.items():
        if text.lower() in (kind.value, *(name.lower() for name in names)):
            return str(kind)
    known = "、".join(names[0] for names in KINDS.values())
    raise BadInput(_("“%(text)s” is no kind of partner. Known: %(known)s.") % {"text": text, "known": known})


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text else None
    except ValueError:
        raise BadInput(_("“%(text)s” is no day. Write it as 2026-12-01.") % {"text": text}) from None
