"""What the columns of a spreadsheet mean: guessed first, then as a person says.

The rules of guessing:
1. A column is known by any of its usual names.
2. A column without such a name is known by a word in its name (`IN_NAMES`): 来た日, お答え, 対応した課.
3. A column that no name tells is known by its cells: four in five are days, or topics, places, offices, ways in,
   endings of this city, or addresses of e-mail, or telephone numbers.
4. The words are the column with the longest cells, of those whose name speaks of words (`OF_WORDS`) if there are any.
5. Each of our columns is taken from one of the file's; what nobody claims is left out, and the page says so.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.calendar import parse_day
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.imports.spreadsheet import Spreadsheet
from wakimizu.apps.voices.workflow import Channel, Ending
from wakimizu.shared.tables import header_key

NAMES: dict[str, Sequence[str]] = {
    "number": ["番号", "受付番号", "整理番号", "管理番号", "No", "No.", "ID"],
    "text": ["内容", "本文", "意見", "要望", "意見内容", "要望内容", "ご意見", "相談内容", "text", "description"],
    "received": ["受付日", "受付年月日", "受付日時", "受理日", "受信日", "received"],
    "channel": ["受付方法", "受付手段", "チャネル", "媒体", "channel"],
    "topic": ["分野", "分類", "カテゴリ", "カテゴリー", "topic"],
    "district": ["校区", "地域", "区", "小学校区", "district"],
    "place": ["場所", "住所", "所在地", "place", "address"],
    "lat": ["緯度", "latitude"],
    "lon": ["経度", "longitude", "lng"],
    "publish": ["公開可", "公開", "公開可否", "may_publish"],
    "name": ["氏名", "名前", "お名前"],
    "email": ["メール", "メールアドレス", "Eメール"],
    "phone": ["電話", "電話番号", "連絡先"],
    "answer": ["回答", "回答内容", "対応", "対応内容", "処理内容", "回答文", "answer"],
    "answered": ["回答日", "回答年月日", "対応日", "処理日", "完了日", "answered"],
    "office": ["担当課", "回答課", "所管課", "担当部署", "回答部署", "対応課", "office"],
    "ending": ["対応結果", "結果", "対応状況", "処理結果", "対応区分", "ending"],
}
LABELS: dict[str, Any] = {
    "number": _("Number of the voice"),
    "text": _("Words of the voice"),
    "received": _("Received on"),
    "channel": _("How it came"),
    "topic": _("Topic"),
    "district": _("District or ward"),
    "place": _("The place in words"),
    "lat": _("Latitude"),
    "lon": _("Longitude"),
    "publish": _("May be published"),
    "name": _("Name (encrypted)"),
    "email": _("E-mail (encrypted)"),
    "phone": _("Telephone (encrypted)"),
    "answer": _("Answer given"),
    "answered": _("Answered on"),
    "office": _("Office that answered"),
    "ending": _("How it ended"),
}
WITH_VALUES = ("channel", "topic", "district", "office", "ending")
CHANNELS = {
    "窓口": Channel.COUNTER, "来庁": Channel.COUNTER, "電話": Channel.PHONE, "ウェブ": Channel.WEB, "インターネット": Channel.WEB,
    "メール": Channel.WEB, "会議": Channel.MEETING, "懇談会": Channel.MEETING, "手紙": Channel.LETTER, "はがき": Channel.LETTER,
    "FAX": Channel.LETTER,
}  # fmt: skip
ENDINGS = {
    "対応済": Ending.SOLVED, "対応済み": Ending.SOLVED, "解決": Ending.SOLVED, "完了": Ending.SOLVED, "実施済": Ending.SOLVED,
    "対応予定": Ending.WILL_BE, "実施予定": Ending.WILL_BE, "検討中": Ending.STUDIED, "検討": Ending.STUDIED, "研究": Ending.STUDIED,
    "対応不可": Ending.CANNOT, "対応困難": Ending.CANNOT, "困難": Ending.CANNOT, "実施困難": Ending.CANNOT,
    "所管外": Ending.NOT_OURS, "管轄外": Ending.NOT_OURS,
}  # fmt: skip
IN_NAMES = {  # ours → what such a column's name holds; the first that holds
    "answered": r"(答|返事|対応|処理|完了).*(日|日時)$",
    "received": r"(受|来|申出|相談|投稿|寄せられた).*(日|日時)$",
    "ending": r"(結果|状況|状態)$",
    "office": r"(課|係|部署|所属)$",
    "answer": r"答|返事|対応|処理|考え方",
    "topic": r"種別|種類|分類|分野|項目",
    "district": r"校区|地域|地区",
    "place": r"場所|住所|所在",
    "number": r"番号$|no\.?$",
}
OF_WORDS = r"内容|意見|要望|質問|相談|提案"
SAMPLE, MOST_OF_THEM = 200, 0.8
REFUSE = "-"
LONG_CELL = 8  # letters, on average: what is shorter is hardly anybody's words


class DayForm(TextChoices):
    """How days are written where 2026-11-23, 2026/11/23, 令和8年11月23日, R8.11.23 and 20261123 do not fit."""

    USUAL = "usual", _("With the whole year or the era: 2026/11/23, 令和8年11月23日, R8.11.23")
    REIWA = "reiwa", _("Year of Reiwa alone: 8.11.23")
    HEISEI = "heisei", _("Year of Heisei alone: 30.11.23")
    SHORT = "short", _("Two digits of the year: 26/11/23")
    MONTH_FIRST = "month_first", _("Month, day, year: 11/23/2026")
    SERIAL = "serial", _("Number of a spreadsheet's day: 46349")


FIRST_YEAR = {DayForm.REIWA: 2018, DayForm.HEISEI: 1988, DayForm.SHORT: 2000}
SERIAL_ZERO = date(1899, 12, 30)  # ECMA-376, part 1, 18.17.4.1: day 1 is 1900-01-01, and 1900 had a 29 February


class Unanswered(TextChoices):
    WAIT = "wait", _("They still wait: each gets a day from today")
    RECORD = "record", _("They are done with: kept as a record, set aside")


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read a form of file.

    `columns`: our name → the file's; `values`: our name → cell → code, "" to leave it open, `REFUSE` to refuse its lines;
    what has no row there and is not known either is refused too.
    """

    columns: dict[str, str]
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    days: str = DayForm.USUAL
    unanswered: str = Unanswered.WAIT
    ending: str = ""  # of answers whose row does not say

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def day_in(text: str, form: str) -> date:
    """The day in a cell, its time of day left out. ValueError when it is none."""
    word = re.split(r"[ T(（]", text.strip(), maxsplit=1)[0]
    try:
        return parse_day(word)
    except ValueError:
        return _day_by_form(word, form)


def _day_by_form(word: str, form: str) -> date:
    if form == DayForm.SERIAL and re.fullmatch(r"\d{4,5}(\.\d+)?", word):
        return SERIAL_ZERO + timedelta(days=int(float(word)))
    numbers = re.fullmatch(r"(\d{1,2})[./年-](\d{1,2})[./月-](\d{1,4})日?", word)
    if numbers is None:
        raise ValueError(f"not a day: {word!r}")
    first, second, third = map(int, numbers.groups())
    if form == DayForm.MONTH_FIRST:
        return date(third if third > 99 else 2000 + third, first, second)
    if form not in FIRST_YEAR:
        raise ValueError(f"not a day: {word!r}")
    return date(FIRST_YEAR[DayForm(form)] + first, second, third)


def meaning(kind: str, cell: str, book: Directory, catalogue: Catalogue) -> str | None:
    """The code of a topic, place, office, way in or ending that a cell names; None when it names none."""
    return _MEANINGS[kind](cell, book, catalogue)


def _channel(cell: str, book: Directory, catalogue: Catalogue) -> str | None:
    known = (
        {str(label): value for value, label in Channel.choices} | {value: value for value in Channel.values} | CHANNELS
    )
    return known.get(cell)


def _ending(cell: str, book: Directory, catalogue: Catalogue) -> str | None:
    known = {str(label): value for value, label in Ending.choices} | {value: value for value in Ending.values} | ENDINGS
    return known.get(cell)


def _topic(cell: str, book: Directory, catalogue: Catalogue) -> str | None:
    return next((t.code for t in catalogue.topics if cell in (t.code, t.name, t.name_en)), None)


def _district(cell: str, book: Directory, catalogue: Catalogue) -> str | None:
    names = (cell, cell + "校区", cell + "区")
    return next((a.code for a in [*book.districts, *book.wards] if a.name in names or a.code == cell), None)


def _office(cell: str, book: Directory, catalogue: Catalogue) -> str | None:
    return next((o.code for o in book.offices.values() if cell in (o.code, o.name, o.name_en)), None)


_MEANINGS: dict[str, Callable[[str, Directory, Catalogue], str | None]] = {
    "channel": _channel,
    "topic": _topic,
    "district": _district,
    "office": _office,
    "ending": _ending,
}


def guess(sheet: Spreadsheet, book: Directory, catalogue: Catalogue) -> Plan:
    """What the columns seem to mean: by their names, then by their cells."""
    columns = by_names(sheet)
    for name in sheet.header:
        said = "" if name in columns.values() else _said_by(name)
        if said:
            columns.setdefault(said, name)
    for name in sheet.header:
        cells = list(islice(sheet.column(name), SAMPLE)) if name not in columns.values() else []
        ours = next((kind for kind, fits in _TESTS.items() if kind not in columns and _mostly(cells, fits)), None)
        ours = ours or next(
            (kind for kind in WITH_VALUES if kind not in columns and _names(kind, cells, book, catalogue)), None
        )
        if ours:
            columns[ours] = name
    if "text" not in columns and (longest := _longest(sheet, columns)):
        columns["text"] = longest
    return Plan(columns, days=guess_days(sheet, columns))


def _said_by(name: str) -> str:
    """What a word in a column's name says that it holds; "" when none does."""
    return next((ours for ours, word in IN_NAMES.items() if re.search(word, header_key(name))), "")


def by_names(sheet: Spreadsheet) -> dict[str, str]:
    keys = {header_key(name): name for name in reversed(sheet.header)}
    found = {
        ours: next((keys[k] for k in map(header_key, (ours, *names)) if k in keys), "") for ours, names in NAMES.items()
    }
    return {ours: name for ours, name in found.items() if name}


def guess_days(sheet: Spreadsheet, columns: Mapping[str, str]) -> str:
    """The form in which most of the days can be read; the earlier one when two read as many."""
    cells = [
        cell
        for ours in ("received", "answered")
        if ours in columns
        for cell in islice(sheet.column(columns[ours]), SAMPLE)
    ]
    return str(max(DayForm.values, key=lambda form: sum(_is_day(cell, form) for cell in cells)))


def _is_day(cell: str, form: str = DayForm.USUAL) -> bool:
    try:
        return day_in(cell, form).year > 1900
    except (ValueError, OverflowError):
        return False


_TESTS: dict[str, Callable[[str], Any]] = {
    "received": _is_day,
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+").fullmatch,
    "phone": re.compile(r"0\d{1,4}-\d{1,4}-\d{3,4}|0\d{9,10}").fullmatch,
}


def _mostly(cells: Sequence[str], fits: Callable[[str], Any]) -> bool:
    return bool(cells) and sum(bool(fits(cell)) for cell in cells) >= MOST_OF_THEM * len(cells)


def _names(kind: str, cells: Sequence[str], book: Directory, catalogue: Catalogue) -> bool:
    return _mostly(cells, lambda cell: meaning(kind, cell, book, catalogue))


def _longest(sheet: Spreadsheet, columns: Mapping[str, str]) -> str:
    lengths = {}
    for name in sheet.header:
        cells = list(islice(sheet.column(name), SAMPLE)) if name not in columns.values() else []
        if cells:
            lengths[name] = sum(map(len, cells)) / len(cells)
    speaking = [name for name in lengths if re.search(OF_WORDS, header_key(name))]
    best = max(speaking or lengths, key=lambda name: lengths[name], default="")
    return best if best and lengths[best] >= LONG_CELL else ""


def unknown_values(
    sheet: Spreadsheet, plan: Plan, book: Directory, catalogue: Catalogue
) -> dict[str, list[tuple[str, int]]]:
    """By our name: the cells that name nothing in this city, most frequent first, each with how often it stands there."""
    found = {}
    for kind in WITH_VALUES:
        if kind not in plan.columns:
            continue
        counted = Counter(sheet.column(plan.columns[kind]))
        unknown = [(cell, n) for cell, n in counted.most_common() if meaning(kind, cell, book, catalogue) is None]
        if unknown:
            found[kind] = unknown
    return found
