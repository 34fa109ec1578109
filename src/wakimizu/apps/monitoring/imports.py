"""Files in: the tree of plans, indicators, what parts of the plan aim at, values.

The rules, beside those of every table (shared.tables):
1. A file is taken whole or not at all; the report names every line that is wrong, and what to do.
2. Everything is known by its code: a line that is there already changes it, the same file again changes nothing.
3. A value needs a period of its indicator, a place that is there, and something to divide by.
4. Of a computed indicator no value is taken: it is corrected where it is counted.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import parse_day
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, City, Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.monitoring import periods, series
from wakimizu.apps.monitoring.models import Aim, Indicator, Observation, PlanItem
from wakimizu.apps.monitoring.operations import (
    aim,
    keep_indicators,
    keep_observations,
    keep_plan,
)
from wakimizu.apps.monitoring.queries import place_called
from wakimizu.apps.monitoring.rules import check_indicator, check_observation, worked_out
from wakimizu.apps.monitoring.workflow import PERMISSIONS, Cadence, Direction, ItemKind, Source, Unit
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow
from wakimizu.shared.tables import Report, Table

Cells = dict[str, str]
YES = {"1", "yes", "true", "はい", "公開", "○", "〇"}


def _taken(file: Table, report: Report, read: Callable[[Cells], Any]) -> list[tuple[int, Any]]:
    """What each line says; lines that are wrong are told."""
    found = []
    for line, cells in file.rows(report):
        try:
            found.append((line, read(cells)))
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
    return found


def _choice(kind: Any, text: str, column: str) -> str:
    """A word of a list, by its code or by its label in any language of the screens."""
    by_word = {word: value for value in kind.values for word in (value, *_LABELS.get(value, ()))}
    if text not in by_word:
        raise BadInput(
            _("“%(text)s” does not belong in the column %(column)s. Write one of: %(words)s.")
            % {"text": text, "column": column, "words": ", ".join(kind.values)}
        )
    return by_word[text]


_LABELS = {
    Unit.PERCENT: ("%", "％", "パーセント"), Unit.DAYS: ("日",), Unit.MINUTES: ("分",), Unit.CASES: ("件",),
    Unit.PEOPLE: ("人",), Unit.PLACES: ("か所", "箇所"), Unit.POINTS: ("ポイント",), Unit.SCORE: ("点",),
    Direction.UP: ("上", "高いほどよい", "+"), Direction.DOWN: ("下", "低いほどよい", "-"),
    Cadence.MONTH: ("月", "毎月"), Cadence.QUARTER: ("四半期",), Cadence.YEAR: ("年", "年度"),
    Source.ENTERED: ("入力",), Source.FILE: ("ファイル",), Source.SURVEY: ("調査",), Source.COMPUTED: ("計算",),
    ItemKind.PLAN: ("計画",), ItemKind.CHAPTER: ("章",), ItemKind.VISION: ("ビジョン",), ItemKind.MEASURE: ("施策",),
    ItemKind.ACTION: ("取組",),
}  # fmt: skip


def _office(text: str, book: Directory) -> Office:
    office = book.office_by_code.get(text)
    if office is None:
        raise BadInput(_("There is no office “%(code)s”. Write its short name.") % {"code": text})
    return office


# ── indicators ───────────────────────────────────────────────────────────────────────────────────────────────────────

INDICATORS = {
    "code": ["指標コード", "コード"],
    "name": ["指標名", "名称"],
    "name_en": ["英語名"],
    "numerator": ["分子"],
    "numerator_en": ["分子（英語）"],
    "denominator": ["分母"],
    "denominator_en": ["分母（英語）"],
    "unit": ["単位"],
    "direction": ["向き"],
    "cadence": ["頻度"],
    "owner": ["所管"],
    "source": ["取得方法"],
    "computation": ["計算"],
    "note": ["備考"],
    "public": ["公開"],
    "note_en": ["備考（英語）"],
    "worth": ["意味のある変化"],
}
SAID_AS_IS = (
    "name", "name_en", "numerator", "numerator_en", "denominator", "denominator_en", "note", "note_en", "computation",
)  # fmt: skip


def import_indicators(actor: Actor, city: City, book: Directory, content: bytes) -> Report:
    """One indicator a line."""
    allow(actor, "take_files", table=PERMISSIONS)
    report = Report()
    file = Table(content, INDICATORS, ["code", "name", "numerator", "unit", "direction", "cadence", "owner", "source"])
    known = {each.code: each for each in Indicator.objects.select_related("owner")}
    before = {code: _said(each) for code, each in known.items()}
    found = _taken(file, report, lambda cells: _indicator(cells, file.has, known, city, book))
    twice = _said_twice([(line, each.code) for line, each in found], report)
    if report.counts["refused"] or twice:
        return report
    changed = [each for _line, each in found if before.get(each.code) != _said(each)]
    if changed:
        keep_indicators(actor, indicators=changed)
    _count(report, [(each.code in before, before.get(each.code) != _said(each)) for _line, each in found])
    return report


def _said(indicator: Indicator) -> tuple[Any, ...]:
    return (*(getattr(indicator, name) for name in INDICATORS if name != "owner"), indicator.owner_id)


def _indicator(
    cells: Cells, has: Collection[str], known: dict[str, Indicator], city: City, book: Directory
) -> Indicator:
    made = known.get(cells["code"]) or Indicator(city=city, code=_code(cells["code"]))
    for name in SAID_AS_IS:
        if name != "note_en" or name in has:
            setattr(made, name, cells[name])
    if "worth" in has:
        made.worth = _number(cells["worth"])
    made.unit = _choice(Unit, cells["unit"], "単位")
    made.direction = _choice(Direction, cells["direction"], "向き")
    made.cadence = _choice(Cadence, cells["cadence"], "頻度")
    made.source = _choice(Source, cells["source"], "取得方法")
    made.owner, made.public = _office(cells["owner"], book), cells["public"].lower() in YES
    check_indicator(made)
    return made


def _code(text: str) -> str:
    if not text or not all(letter.isascii() and (letter.isalnum() or letter in "-_") for letter in text):
        raise BadInput(
            _("“%(text)s” is no short name. Use letters, numbers, hyphens and underscores only.") % {"text": text}
        )
    return text


def _said_twice(codes: list[tuple[int, Any]], report: Report) -> bool:
    seen: set[Any] = set()
    for line, code in codes:
        if code in seen:
            report.tell(line, "refused", _("This stands in the file twice."))
        seen.add(code)
    return len(seen) < len(codes)


def _count(report: Report, fates: list[tuple[bool, bool]]) -> None:
    for was_there, differs in fates:
        report.tell(0, "unchanged" if not differs else "changed" if was_there else "added")


# ── the tree of plans ────────────────────────────────────────────────────────────────────────────────────────────────

PLAN = {
    "code": ["コード", "項目コード"],
    "parent": ["上位コード", "上位"],
    "kind": ["種別"],
    "order": ["順序"],
    "name": ["名称", "項目名"],
    "name_en": ["英語名"],
    "source": ["出典"],
    "ward": ["区コード", "区"],
    "owner": ["所管"],
    "due": ["期限"],
}


def import_plan(actor: Actor, city: City, book: Directory, content: bytes) -> Report:
    """One part of a plan a line, parents before their parts."""
    allow(actor, "take_files", table=PERMISSIONS)
    report = Report()
    file = Table(content, PLAN, ["code", "kind", "name"])
    known = {each.code: each for each in PlanItem.objects.select_related("parent", "owner", "ward")}
    before = {code: _placed(each) for code, each in known.items()}
    found = _taken(file, report, lambda cells: _item(cells, known, city, book))
    twice = _said_twice([(line, each.code) for line, each in found], report)
    if report.counts["refused"] or twice:
        return report
    changed = [each for _line, each in found if before.get(each.code) != _placed(each)]
    if changed:
        keep_plan(actor, items=changed, about=city, file_digest=file.digest)
    _count(report, [(each.code in before, before.get(each.code) != _placed(each)) for _line, each in found])
    return report


def _placed(item: PlanItem) -> tuple[Any, ...]:
    parent = item.parent.code if item.parent else ""
    own = (item.kind, item.order, item.name, item.name_en, item.source, item.ward_id, item.owner_id, item.due)
    return (parent, *own)


def _item(cells: Cells, known: dict[str, PlanItem], city: City, book: Directory) -> PlanItem:
    code = _code(cells["code"])
    made = known.get(code) or PlanItem(city=city, code=code)
    parent = known.get(cells["parent"]) if cells["parent"] else None
    if cells["parent"] and parent is None:
        raise BadInput(
            _("There is no part “%(code)s” above this line. Parents stand before their parts.")
            % {"code": cells["parent"]}
        )
    above = parent
    while above is not None:
        if above is made:
            raise BadInput(_("A part cannot stand beneath itself."))
        above = above.parent
    made.parent, made.kind = parent, _choice(ItemKind, cells["kind"], "種別")
    made.order = _whole(cells["order"])
    made.name, made.name_en, made.source = cells["name"], cells["name_en"], cells["source"]
    if not made.name:
        raise BadInput(_("Give this part its name."))
    made.ward = _ward(cells["ward"], book)
    made.owner = _office(cells["owner"], book) if cells["owner"] else None
    made.due = _day(cells["due"])
    known[code] = made
    return made


def _whole(text: str) -> int:
    if text and not (text.isascii() and text.isdigit() and len(text) < 5):
        raise BadInput(_("“%(text)s” is not a number.") % {"text": text})
    return int(text or 0)


def _day(text: str) -> Any:
    try:
        return parse_day(text) if text else None
    except ValueError:
        raise BadInput(_("This is not a day. Write it as 2026-12-01.")) from None


def _ward(text: str, book: Directory) -> Area | None:
    if not text:
        return None
    ward = next((each for each in book.wards if text in (each.code, each.name)), None)
    if ward is None:
        raise BadInput(_("There is no ward “%(text)s”. Write its code.") % {"text": text})
    return ward


# ── aims ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

AIMS = {
    "item": ["項目コード", "コード"],
    "indicator": ["指標コード", "指標"],
    "baseline_year": ["基準年度"],
    "baseline": ["基準値"],
    "year": ["目標年度"],
    "target": ["目標値"],
}
Asked = tuple[PlanItem, Indicator, int, float]


def import_aims(actor: Actor, city: City, book: Directory, content: bytes) -> Report:
    """One target a line; lines of the same part and indicator are one aim."""
    allow(actor, "take_files", table=PERMISSIONS)
    report = Report()
    file = Table(content, AIMS, ["item", "indicator", "baseline_year", "baseline", "year", "target"])
    items = {each.code: each for each in PlanItem.objects.all()}
    known = {each.code: each for each in Indicator.objects.select_related("owner")}
    found = _taken(file, report, lambda cells: _target(cells, items, known))
    aims: dict[tuple[int, int], tuple[Asked, dict[int, float]]] = {}
    for _line, (asked, year, value) in found:
        aims.setdefault((asked[0].pk, asked[1].pk), (asked, {}))[1][year] = value
    if report.counts["refused"]:
        return report
    kept = {
        (each.item_id, each.indicator_id): (each.baseline_year, each.baseline, _years(each))
        for each in Aim.objects.prefetch_related("targets")
    }
    changed = [each for pair, each in aims.items() if kept.get(pair) != (*each[0][2:], each[1])]
    if changed:
        _keep_aims(actor, changed=changed)
    _count(report, [(pair in kept, kept.get(pair) != (*each[0][2:], each[1])) for pair, each in aims.items()])
    return report


@operation
def _keep_aims(actor: Actor, *, changed: list[tuple[Asked, dict[int, float]]]) -> None:
    """All or none."""
    for (item, indicator, year, baseline), targets in changed:
        aim(actor, item=item, indicator=indicator, baseline_year=year, baseline=baseline, targets=targets)


def _years(each: Aim) -> dict[int, float]:
    return {target.year: target.value for target in each.targets.all()}


def _target(cells: Cells, items: dict[str, PlanItem], known: dict[str, Indicator]) -> tuple[Asked, int, float]:
    if cells["item"] not in items:
        raise BadInput(_("There is no part of a plan “%(code)s”.") % {"code": cells["item"]})
    indicator = _known(cells["indicator"], known)
    baseline, target = _number(cells["baseline"]), _number(cells["target"])
    if baseline is None or target is None:
        raise BadInput(_("A target needs its value, and where it begins."))
    begins, year = _whole(cells["baseline_year"]), _whole(cells["year"])
    if year <= begins:
        raise BadInput(_("Targets are of years after the one it begins in."))
    return (items[cells["item"]], indicator, begins, baseline), year, target


def _known(code: str, known: dict[str, Indicator]) -> Indicator:
    if code not in known:
        raise BadInput(_("There is no indicator “%(code)s”. Enter it first.") % {"code": code})
    return known[code]


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────

VALUES = {
    "indicator": ["指標コード", "指標"],
    "period": ["期間", "年度", "年月"],
    "place": ["地域コード", "施設コード", "場所"],
    "numerator": ["分子"],
    "denominator": ["分母"],
    "value": ["値", "実績値"],
    "low": ["下限"],
    "high": ["上限"],
    "answers": ["回答数"],
    "said_by": ["出典", "資料"],
}


def import_values(actor: Actor, city: City, book: Directory, content: bytes, *, name: str = "") -> Report:
    """One value a line, of any indicators that are not computed here. `name`: the file's, where a line names no source."""
    allow(actor, "take_files", table=PERMISSIONS)
    report = Report()
    file = Table(content, VALUES, ["indicator", "period"])
    if not file.has & {"value", "numerator"}:
        raise BadInput(_("No column has values. Name it 値, or give 分子 and 分母."))
    known = {each.code: each for each in Indicator.objects.select_related("owner")}
    found = _taken(file, report, lambda cells: _observation(cells, actor, known, book, name))
    twice = _said_twice([(line, series.key(each)) for line, each in found], report)
    if report.counts["refused"] or twice:
        return report
    observations = [each for _line, each in found]
    kept = series.kept({each.indicator_id for each in observations})
    fates = [(series.key(each) in kept, _differs(each, kept)) for each in observations]
    if any(differs for _there, differs in fates):
        keep_observations(actor, observations=observations, file_digest=file.digest, about=city)
    _count(report, fates)
    return report


def _differs(each: Observation, kept: dict[series.Key, Observation]) -> bool:
    was = kept.get(series.key(each))
    return was is None or series.differs(was, each)


def _observation(cells: Cells, actor: Actor, known: dict[str, Indicator], book: Directory, name: str) -> Observation:
    indicator = _known(cells["indicator"], known)
    if indicator.source == Source.COMPUTED:
        raise BadInput(_("This indicator is computed from what is kept here; leave its lines out."))
    place = place_called(cells["place"], book)
    if place is None:
        raise BadInput(
            _("There is no area or office “%(code)s”. Leave it empty for the whole city.") % {"code": cells["place"]}
        )
    numerator, denominator, value, low, high = (
        _number(cells[each]) for each in ("numerator", "denominator", "value", "low", "high")
    )
    made = Observation(
        city_id=actor.city_id, indicator=indicator, area_id=place[0], office_id=place[1],
        begins=periods.read(cells["period"], indicator.cadence), numerator=numerator, denominator=denominator,
        value=worked_out(indicator, numerator, denominator, value), low=low, high=high,
        answers=_whole(cells["answers"]) if cells["answers"] else None,
        said_by=(cells["said_by"] or name)[:300],
        source=Source.SURVEY if indicator.source == Source.SURVEY else Source.FILE,
    )  # fmt: skip
    check_observation(made, actor.today)
    return made


def _number(text: str) -> float | None:
    if not text:
        return None
    try:
        return float(text.replace(",", "").rstrip("%"))
    except ValueError:
        raise BadInput(_("“%(text)s” is not a number.") % {"text": text}) from None
