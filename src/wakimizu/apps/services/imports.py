"""Files in: the catalogue in the national form, standards, what offices offer, what was observed. docs/services.md has the forms.

The rules, beside those of every table (shared.tables):
1. A service is known by its 制度番号, a standard by service and first day, an offering by service, office and first day,
   an observation by service, office and month. The same file again changes nothing.
2. A column that stands in the file says all: its empty cells empty what was known. One that is missing leaves it.
3. A last day (終了日, 公開終了日) is the last day on which the row holds.
4. Each row is judged by itself, under the permissions of whoever sends the file: a row of another division's service or
   of another ward's office is refused, the others are taken.
5. A standard that is set is not rewritten by a file: a row that says otherwise for a day already covered is refused.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import refuse_my_number_in
from wakimizu.apps.city.calendar import parse_day
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.hours import weekdays
from wakimizu.apps.city.models import City, Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.services import operations
from wakimizu.apps.services.models import Observation, Offering, Service, Standard
from wakimizu.apps.services.national.cells import (
    count_of,
    day_after,
    day_in,
    documents_in,
    first_day,
    hour_in,
    number_of,
    one_of,
    plainly,
    put,
    short,
)
from wakimizu.apps.services.national.form import SERVICE_COLUMNS, Cells, NationalForm
from wakimizu.apps.services.operations.counters import check_offering
from wakimizu.apps.services.workflow import COUNTERS, PERMISSIONS, Decided, Level
from wakimizu.shared.errors import BadInput, Refusal
from wakimizu.shared.permissions import allow
from wakimizu.shared.tables import Report, Table

MOST_CASES, MOST_MINUTES, MOST_DAYS = 10_000_000, 24 * 60, 3660
Row = TypeVar("Row", bound=Model)


@dataclass(slots=True)
class Taken(Generic[Row]):
    """Rows of a file on their way in: what is new, what has changed, and what becomes of each line."""

    report: Report
    added: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    fates: list[tuple[int, str, str]] = field(default_factory=list)

    def judge(self, lines: Iterable[tuple[int, Cells]], take: Callable[[int, Cells], tuple[str, str]]) -> None:
        """Let `take` say the fate and the remark of each line, or refuse it."""
        for line, cells in lines:
            try:
                fate, remark = take(line, cells)
            except Refusal as refusal:
                fate, remark = "refused", str(refusal)
            self.fates.append((line, fate, remark))

    @property
    def refused(self) -> int:
        return self.report.counts["refused"] + sum(fate == "refused" for _line, fate, _remark in self.fates)

    def tell(self) -> Report:
        """Once the rows are in: say what became of each line, in the file's order."""
        for line, fate, remark in sorted(self.fates):
            self.report.tell(line, fate, remark)  # type: ignore[arg-type]
        self.report.told.sort(key=lambda told: told.number)
        return self.report


def _same(one: Model, other: Model) -> bool:
    return all(getattr(one, each.attname) == getattr(other, each.attname) for each in one._meta.concrete_fields)


def _once(key: Any, line: int, seen: dict[Any, int]) -> None:
    if key in seen:
        raise BadInput(_("This row stands in the file already, in line %(line)d.") % {"line": seen[key]})
    seen[key] = line


# ── the catalogue ────────────────────────────────────────────────────────────────────────────────────────────────────


def import_services(actor: Actor, city: City, book: Directory, content: bytes) -> Report:
    """The catalogue in the columns of GIF 451-4, and ours beside them. Variants may stand before their bases."""
    taken: Taken[Service] = Taken(Report())
    table = Table(content, SERVICE_COLUMNS, required=["code", "owner", "name", "summary"], keep_rest=True)
    reader = NationalForm(actor, city, book, table)
    rows = list(table.rows(taken.report))
    rows.sort(key=lambda row: bool(row[1]["base"]))  # bases first; stable, so otherwise in the file's order

    def take(line: int, cells: Cells) -> tuple[str, str]:
        if cells["code"]:
            _once(cells["code"], line, reader.seen)
        known = reader.known.get(cells["code"])
        service, remarks = reader.read(cells, known)
        refuse_my_number_in(service)
        reader.known[service.code] = service
        if known is not None and _same(known, service):
            reader.known[service.code] = known
            return "unchanged", " ".join(remarks)
        (taken.added if known is None else taken.changed).append(service)
        return ("added" if known is None else "changed"), " ".join(remarks)

    taken.judge(rows, take)
    operations.take_services_in(
        actor,
        city=city,
        added=taken.added,
        changed=taken.changed,
        refused=taken.refused,
        file_digest=taken.report.file_digest,
    )
    return taken.tell()


# ── standards ────────────────────────────────────────────────────────────────────────────────────────────────────────

OF_SERVICE = ("制度番号", "サービス番号")
OF_OFFICE = ("施設番号", "施設コード", "施設ID")
HANDLED = {
    **dict.fromkeys(("全部", "完結", "全部取扱", "full", "●", "○", "〇"), Level.FULL),
    **dict.fromkeys(("取次", "取次ぎ", "取り次ぎ", "referral", "△"), Level.REFERRAL),
    **dict.fromkeys(("", "なし", "無", "取扱なし", "取扱いなし", "none", "-", "－", "–", "―", "×"), Level.NONE),
}
DECIDED = {
    "": "",
    **dict.fromkeys(("窓口", "窓口で決定", "窓口で即日", "その場", "即決", "counter"), Decided.COUNTER),
    **dict.fromkeys(("本庁", "本庁で決定", "hq"), Decided.HQ),
}
STANDARD_COLUMNS: dict[str, Sequence[str]] = {
    "code": OF_SERVICE,
    "since": ("開始日", "適用開始日"),
    "until": ("終了日", "適用終了日"),
    Office.Kind.WARD_OFFICE: ("区役所",),
    Office.Kind.GENERAL_BRANCH: ("総合出張所",),
    Office.Kind.BRANCH: ("出張所",),
    Office.Kind.COMMUNITY_CENTRE: ("まちづくりセンター", "まちづくり交流室"),
    Office.Kind.KIOSK: ("コンビニ", "コンビニ交付", "証明書交付機"),
    "wait_minutes": ("待ち時間", "待ち時間（分）"),
    "lead_days": ("処理日数", "処理日数（日）"),
    "decided": ("決定", "決定場所"),
    "documents": ("必要書類",),
    "opens": ("開始時刻",),
    "closes": ("終了時刻",),
    "because": ("理由",),
}


def import_standards(actor: Actor, city: City, book: Directory, content: bytes) -> Report:
    """Standards, each set as if it were entered by hand, oldest first. The same row again is unchanged."""
    taken: Taken[Standard] = Taken(Report())
    table = Table(content, STANDARD_COLUMNS, required=["code", "since"])
    services = _services()
    versions: dict[int, list[Standard]] = {}
    for each in Standard.objects.all():
        versions.setdefault(each.service_id, []).append(each)
    seen: dict[Any, int] = {}

    def take(line: int, cells: Cells) -> tuple[str, str]:
        standard = _standard(cells, services, table.has)
        _once((standard.service_id, standard.valid_from), line, seen)
        known = versions.setdefault(standard.service_id, [])
        if any(_says_the_same(each, standard, known) for each in known):
            allow(actor, "see_services", table=PERMISSIONS)
            return "unchanged", ""
        operations.set_standard(actor, standard=standard)
        for each in known:  # the operation has ended the one before
            if each.valid_to is None and _begins(each) < _begins(standard):
                each.valid_to = standard.valid_from
        known.append(standard)
        return "added", ""

    with transaction.atomic():
        taken.judge(sorted(table.rows(taken.report), key=lambda row: _sortable(row[1]["since"])), take)
    return taken.tell()


def _services() -> dict[str, Service]:
    return {service.code: service for service in Service.objects.select_related("owner", "base", "ward")}


def _sortable(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        return date.min


def _standard(cells: Cells, services: Mapping[str, Service], has: set[str]) -> Standard:
    service = _service_named(cells["code"], services)
    if service.base is not None:
        raise BadInput(
            _("“%(service)s” is a variant: the standard of “%(base)s” holds for it.")
            % {"service": service, "base": service.base}
        )
    levels = {kind: one_of(cells[kind], HANDLED, STANDARD_COLUMNS[kind][0]) for kind in COUNTERS if kind in has}
    return Standard(
        city_id=service.city_id,
        service=service,
        valid_from=first_day(cells["since"]),
        valid_to=day_after(day_in(cells["until"])),
        levels=levels,
        wait_minutes=count_of(cells["wait_minutes"], "待ち時間", MOST_MINUTES, "分"),
        lead_days=0
        if cells["lead_days"] in ("即日", "当日")
        else count_of(cells["lead_days"], "処理日数", MOST_DAYS, "日"),
        decided=one_of(cells["decided"], DECIDED, "決定"),
        documents=documents_in(cells["documents"]),
        opens=hour_in(cells["opens"]),
        closes=hour_in(cells["closes"]),
        because=short(Standard, "because", cells["because"], "理由"),
    )


def _says_the_same(known: Standard, row: Standard, versions: Sequence[Standard]) -> bool:
    """Whether a row says what is known already; that a later version has ended it is no difference."""
    facts = ("valid_from", "wait_minutes", "lead_days", "decided", "documents", "opens", "closes", "because")
    levels = [{kind: each.levels.get(kind) or Level.NONE for kind in COUNTERS} for each in (known, row)]
    return (
        levels[0] == levels[1]
        and all(plainly(getattr(known, name)) == plainly(getattr(row, name)) for name in facts)
        and _ends_alike(known, row, versions)
    )


def _ends_alike(known: Standard | Offering, row: Standard | Offering, others: Sequence[Standard | Offering]) -> bool:
    if row.valid_to is not None or known.valid_to is None:
        return known.valid_to == row.valid_to
    return any(each.valid_from == known.valid_to for each in others)


def _begins(row: Standard | Offering) -> date:
    return row.valid_from or date.min


# ── what offices offer ───────────────────────────────────────────────────────────────────────────────────────────────

OFFERING_COLUMNS: dict[str, Sequence[str]] = {
    "code": OF_SERVICE,
    "office": OF_OFFICE,
    "level": ("取扱", "取扱い"),
    "decided": ("決定", "決定場所"),
    "documents": ("必要書類",),
    "days": ("曜日", "利用可能曜日"),
    "opens": ("開始時刻",),
    "closes": ("終了時刻",),
    "since": ("開始日", "取扱開始日"),
    "until": ("終了日", "取扱終了日"),
    "note": ("備考",),
}


def import_offerings(actor: Actor, city: City, book: Directory, content: bytes) -> Report:
    """What offices offer. A newer row of the same office and service ends the one before on its first day."""
    taken: Taken[Offering] = Taken(Report())
    table = Table(content, OFFERING_COLUMNS, required=["code", "office", "level", "since"])
    services, seen = _services(), dict[Any, int]()
    before = {each.pk: each for each in Offering.objects.select_related("office")}
    known: dict[tuple[int, int], list[Offering]] = {}
    for each in before.values():
        known.setdefault((each.service_id, each.office_id), []).append(copy(each))

    def take(line: int, cells: Cells) -> tuple[str, str]:
        row = _offering(cells, services, book, table.has)
        allow(actor, "offer_service", row, table=PERMISSIONS)
        _once((row.service_id, row.office_id, row.valid_from), line, seen)
        check_offering(row)
        refuse_my_number_in(row)
        others = known.setdefault((row.service_id, row.office_id), [])
        same = next((each for each in others if each.valid_from == row.valid_from), None)
        if same is not None:
            return _offered_anew(same, row, others, table.has), ""
        for other in others:
            if _begins(other) < _begins(row) and other.valid_to is None:
                other.valid_to = row.valid_from
            elif _begins(other) < (row.valid_to or date.max) and _begins(row) < (other.valid_to or date.max):
                raise BadInput(_("The office offers this service already on these days."))
        others.append(row)
        taken.added.append(row)
        return "added", ""

    taken.judge(sorted(table.rows(taken.report), key=lambda row: _sortable(row[1]["since"])), take)
    rows = (each for others in known.values() for each in others if each.pk)
    taken.changed = [each for each in rows if not _same(each, before[each.pk])]
    operations.take_offerings_in(
        actor,
        city=city,
        added=taken.added,
        changed=taken.changed,
        refused=taken.refused,
        file_digest=taken.report.file_digest,
    )
    return taken.tell()


def _offering(cells: Cells, services: Mapping[str, Service], book: Directory, has: set[str]) -> Offering:
    service, office = _service_named(cells["code"], services), _office_named(cells["office"], book)
    since = first_day(cells["since"])
    level = one_of(cells["level"], HANDLED, "取扱")
    if level == Level.NONE:
        raise BadInput(
            _("Leave the row out where a service is not handled; where it ends, give the last day in 終了日.")
        )
    if cells["days"] and (weekdays(cells["days"]) is None or len(cells["days"]) > 20):
        raise BadInput(
            _("曜日: “%(text)s” names no weekdays. Write them as 月～金 or mon-fri.") % {"text": cells["days"]}
        )
    return Offering(
        city_id=service.city_id,
        service=service,
        office=office,
        level=level,
        decided=one_of(cells["decided"], DECIDED, "決定"),
        documents=documents_in(cells["documents"]),
        days=cells["days"],
        opens=hour_in(cells["opens"]),
        closes=hour_in(cells["closes"]),
        note=short(Offering, "note", cells["note"], "備考"),
        valid_from=since,
        valid_to=day_after(day_in(cells["until"])),
    )


def _offered_anew(same: Offering, row: Offering, others: Sequence[Offering], has: set[str]) -> str:
    """Bring a known offering to what its row says; columns that are not in the file stay."""
    was = copy(same)
    for name in ("level", *has.intersection(("decided", "documents", "days", "opens", "closes", "note"))):
        put(same, name, getattr(row, name))
    if "until" in has and not _ends_alike(same, row, others):
        if any(other is not same and _begins(same) < _begins(other) < (row.valid_to or date.max) for other in others):
            raise BadInput(_("The office offers this service already on these days."))
        same.valid_to = row.valid_to
    return "unchanged" if _same(was, same) else "changed"


# ── what was observed ────────────────────────────────────────────────────────────────────────────────────────────────

OBSERVATION_COLUMNS: dict[str, Sequence[str]] = {
    "code": OF_SERVICE,
    "office": OF_OFFICE,
    "month": ("年月", "月"),
    "volume": ("件数", "取扱件数"),
    "wait_minutes": ("平均待ち時間（分）", "平均待ち時間"),
    "lead_days": ("平均処理日数", "平均処理日数（日）"),
}


def import_observations(actor: Actor, city: City, book: Directory, content: bytes) -> Report:
    """Months of services at offices. A month that is known already is written over by the file."""
    taken: Taken[Observation] = Taken(Report())
    table = Table(content, OBSERVATION_COLUMNS, required=["code", "office", "month", "volume"])
    services, seen = _services(), dict[Any, int]()
    rows = list(table.rows(taken.report))
    known = _known_months({month for _line, cells in rows if (month := _month(cells["month"]))})

    def take(line: int, cells: Cells) -> tuple[str, str]:
        row = _observation(cells, services, book, actor.today)
        allow(actor, "note_observations", Offering(city_id=actor.city_id, office=row.office), table=PERMISSIONS)
        key = (row.service_id, row.office_id, row.month)
        _once(key, line, seen)
        was = known.get(key)
        facts: tuple[Any, ...] = tuple(
            getattr(row, name) if name in table.has else was and was[n] for n, name in enumerate(COUNTED)
        )
        if was == facts:
            return "unchanged", ""
        row.volume, row.wait_minutes, row.lead_days = facts
        (taken.added if was is None else taken.changed).append(row)
        return ("added" if was is None else "changed"), ""

    taken.judge(rows, take)
    operations.note_observations(
        actor,
        city=city,
        observations=[*taken.added, *taken.changed],
        refused=taken.refused,
        file_digest=taken.report.file_digest,
    )
    return taken.tell()


COUNTED = ("volume", "wait_minutes", "lead_days")


def _known_months(months: set[date]) -> dict[tuple[int, int, date], tuple[Any, ...]]:
    rows = Observation.objects.filter(month__in=months).values_list("service_id", "office_id", "month", *COUNTED)
    return {row[:3]: row[3:] for row in rows.iterator()}


def _observation(cells: Cells, services: Mapping[str, Service], book: Directory, today: date) -> Observation:
    service, office = _service_named(cells["code"], services), _office_named(cells["office"], book)
    month = _month(cells["month"])
    if month is None:
        raise BadInput(_("年月: “%(text)s” is not a month. Write it as 2026-04.") % {"text": cells["month"]})
    if month > today:
        raise BadInput(_("%(month)s has not begun yet.") % {"month": f"{month:%Y-%m}"})
    if office.kind not in COUNTERS:
        raise BadInput(_("“%(office)s” has no counter.") % {"office": office})
    if (office.valid_to and office.valid_to <= month) or (office.valid_from and office.valid_from >= _next(month)):
        raise BadInput(_("“%(office)s” was not open in %(month)s.") % {"office": office, "month": f"{month:%Y-%m}"})
    volume = number_of(cells["volume"], "件数", MOST_CASES)
    if volume is None or volume != int(volume):
        raise BadInput(_("件数 is how many cases there were: a whole number."))
    return Observation(
        city_id=service.city_id,
        service=service,
        office=office,
        month=month,
        volume=int(volume),
        wait_minutes=number_of(cells["wait_minutes"], "平均待ち時間(分)", MOST_MINUTES),
        lead_days=number_of(cells["lead_days"], "平均処理日数", MOST_DAYS),
    )


def _month(text: str) -> date | None:
    """The first day of 2026-04, 2026/4, 2026年4月, 令和8年4月, R8.4 or 202604; nothing for what is no month."""
    for tail in ("", "-1", "1", "01"):
        try:
            found = parse_day(text + tail)
        except ValueError:
            continue
        return found if found.day == 1 else None
    return None


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


# ── codes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _service_named(code: str, services: Mapping[str, Service]) -> Service:
    if code not in services:
        raise BadInput(_("制度番号: there is no service “%(code)s” in the catalogue.") % {"code": code})
    return services[code]


def _office_named(code: str, book: Directory) -> Office:
    if code not in book.office_by_code:
        raise BadInput(_("施設番号: there is no office with the code “%(code)s”.") % {"code": code})
    return book.office_by_code[code]
