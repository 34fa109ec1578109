"""Open data of events: what anybody may take part in, in the national form イベント一覧 and as iCalendar (RFC 5545).

The rules:
1. Listed are deliberations that are open or were closed, and surveys that anybody may answer while they are open; meetings
   of offices are no public events.
2. An event lasts from its first to its last day, both included; iCalendar names the day after as its end.
3. An event keeps its ID for good, in the table, in the calendar and in a reader's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.exports import six_digits
from wakimizu.apps.city.models import Office
from wakimizu.apps.community.deliberation import queries as deliberations
from wakimizu.apps.exchange.opendata.table import (
    ADDRESS,
    CODE,
    DAY,
    TEXT,
    Asked,
    Column,
    Dataset,
    Pages,
    Value,
    Words,
    at_once,
)
from wakimizu.apps.monitoring.surveys import queries as surveys
from wakimizu.apps.sharing import ical
from wakimizu.shared.words import named

NATIONAL = (
    "全国地方公共団体コード", "法人番号", "ID", "地方公共団体名", "イベント名", "言語コード", "イベント通称",
    "サブタイトル", "イベント名_カナ", "イベント名_英語", "コンテンツURL", "状態", "キーワード", "タグ",
    "対象となる産業", "開催パターン", "開始日", "終了日", "開始時間", "終了時間", "開始日時特記事項", "所要時間",
    "掲載開始日", "掲載終了日", "概要", "説明", "サブイベント", "イベント種類", "料金(基本)", "料金(詳細)",
    "連絡先名称", "連絡先電話番号", "連絡先内線番号", "主催者", "共催団体", "関連組織", "対象者", "対象者備考",
    "場所名称", "集合（受付）場所", "所在地_全国地方公共団体コード", "町字ID", "所在地_連結表記", "所在地_都道府県",
    "所在地_市区町村", "所在地_町字", "所在地_番地以下", "建物名等(方書)", "緯度", "経度", "アクセス方法",
    "駐車場情報", "駐車場料金", "駐輪場情報", "Web開催", "Web開催URL", "ツール・環境", "定員", "定員備考", "料金種別",
    "決済種別", "外国語対応", "外国語対応備考", "開催条件", "参加申込終了日", "参加申込終了時間", "参加申込方法",
    "申込開始日", "申込開始時刻", "申込URL", "URL", "授乳室", "おむつ替えコーナー", "飲食可否", "ベビーカー貸出",
    "ベビーカー利用", "画像", "画像_ライセンス", "備考",
)  # fmt: skip
MEANT: dict[str, tuple[Words, Words, str]] = {
    "全国地方公共団体コード": (_("Code of the municipality with its check digit"), CODE, "431001"),
    "ID": (_("The event's number; it stays"), CODE, "deliberation-park"),
    "地方公共団体名": (_("Name of the municipality"), "", "熊本市"),
    "イベント名": (_("Name of the event"), "", "公園をどう使うか"),
    "言語コード": (_("Language of the words"), CODE, "ja"),
    "イベント名_英語": (_("Name in English"), "", "How to use the park"),
    "開始日": (_("First day"), DAY, "2026-11-01"),
    "終了日": (_("Last day"), DAY, "2026-11-30"),
    "説明": (_("What it is about"), "", ""),
    "連絡先名称": (_("Office to ask"), "", "中央区まちづくり推進課"),
    "連絡先電話番号": (_("Telephone of that office"), "", "096-000-0000"),
    "主催者": (_("Who holds it"), "", "中央区まちづくり推進課"),
    "Web開催": (_("Whether one can take part on the web"), "", "有"),
    "Web開催URL": (_("Where to take part"), ADDRESS, "https://city.example.jp/deliberate/park/"),
    "外国語対応": (_("Other languages"), "", "英語"),
    "URL": (_("Its page"), ADDRESS, "https://city.example.jp/deliberate/park/"),
}
AS_DEFINED: tuple[Words, Words, str] = (
    _("As the national form defines it; empty where the city has nothing to say"),
    "",
    "",
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something anybody may take part in, on the days from `begins` to `ends`."""

    key: str
    name: str
    name_en: str
    about: str
    office: Office
    begins: date
    ends: date
    path: str


def events(today: date) -> list[Event]:
    """By first day. Two statements."""
    found = [
        Event(
            f"deliberation-{each.key}", each.name, each.name_en, each.intro, each.office, each.opens, each.closes,
            f"/deliberate/{each.key}/",
        )
        for each in deliberations.public_questions()
        if not each.by_code
    ]  # fmt: skip
    found += [
        Event(
            f"survey-{each.code}", each.name, each.name_en, each.intro, each.owner, each.opens, each.closes,
            f"/survey/{each.code}/",
        )
        for each in surveys.under_way(today)
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.begins, each.key))


def _events(asked: Asked) -> Pages:
    yield from at_once(_cells(event, asked) for event in events(asked.today))


def _cells(event: Event, asked: Asked) -> list[Value]:
    page = asked.root + event.path
    ours: dict[str, Value] = {
        "全国地方公共団体コード": six_digits(asked.book.city), "ID": event.key, "地方公共団体名": asked.book.city.name,
        "イベント名": event.name, "言語コード": "ja", "イベント名_英語": event.name_en, "開始日": event.begins, "終了日": event.ends,
        "説明": event.about, "連絡先名称": event.office.name, "連絡先電話番号": event.office.phone, "主催者": event.office.name,
        "Web開催": "有", "Web開催URL": page, "外国語対応": "英語", "URL": page,
    }  # fmt: skip
    return [ours.get(name) for name in NATIONAL]


def calendar(asked: Asked, at: datetime) -> str:
    """The events as one calendar, in the reader's language."""
    city = asked.book.city
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Wakimizu//Events//JA", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{ical.escaped(said('Events of %(city)s') % {'city': named(city)})}", f"X-WR-TIMEZONE:{ical.ZONE}",
    ]  # fmt: skip
    for event in events(asked.today):
        lines += [
            "BEGIN:VEVENT", f"UID:{event.key}@{city.code}.wakimizu", f"DTSTAMP:{ical.utc(at)}",
            f"DTSTART;VALUE=DATE:{ical.day(event.begins)}", f"DTEND;VALUE=DATE:{ical.day(event.ends + timedelta(days=1))}",
            "TRANSP:TRANSPARENT", f"SUMMARY:{ical.escaped(named(event))}", f"DESCRIPTION:{ical.escaped(event.about)}",
            f"CONTACT:{ical.escaped(named(event.office))}",
            f"URL:{asked.root}{event.path}", "END:VEVENT",
        ]  # fmt: skip
    return ical.written([*lines, "END:VCALENDAR"])


def _columns() -> Iterator[Column]:
    for name in NATIONAL:
        meaning, kind, example = MEANT.get(name, AS_DEFINED)
        yield Column(name, name, meaning, kind or TEXT, example)


def datasets() -> Iterator[Dataset]:
    yield Dataset(
        "events", _("Events"), _("something anybody may take part in"), "GOVE", "CONT", list(_columns()), _events,
        ("open_question", "change_question", "close_question", "withdraw_question", "open_survey", "change_survey", "close_survey"),
        form="自治体標準オープンデータセット イベント一覧", more=("ics",),
    )  # fmt: skip
