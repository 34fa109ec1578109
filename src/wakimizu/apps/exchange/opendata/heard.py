"""Open data of what was heard: published voices, public needs, published answers. What is not public is in none of them.

The rules:
1. Of a voice only the words the office published go out, never those that were said; no place finer than the district,
   no receipt, nothing of who said it.
2. A need that was merged points to the one it went into.
3. An answer goes out once it is published, and only of a public need.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, TextChoices, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.exchange.opendata.table import (
    ADDRESS,
    CODE,
    DAY,
    MOMENT,
    NUMBER,
    WHOLE,
    Asked,
    Column,
    Dataset,
    Moment,
    Pages,
    Row,
    Value,
    by_key,
)
from wakimizu.apps.voices.models import Answer, Need, Topic, Voice
from wakimizu.apps.voices.workflow import AnswerState, Channel, Ending, NeedState, VoiceState

NUMBERED = Column("番号", "id", _("The row's number; it stays"), WHOLE, "1204")
TOPIC = (
    Column("分野コード", "topic", _("The topic's code"), CODE, "road"),
    Column("分野", "topic_name", _("The topic's name"), example="道路"),
)
PLACE = (
    Column("区コード", "ward", _("Code of the ward"), CODE, "43101"),
    Column("区", "ward_name", _("Name of the ward; empty where it is not known"), example="中央区"),
    Column("校区コード", "district", _("Code of the district"), CODE, "43101-01"),
    Column("校区", "district_name", _("Name of the district; empty where it is not known"), example="壺川校区"),
)
OFFICE = (
    Column("担当コード", "office", _("Code of the office that leads the matter"), CODE, "w-chuo-machi"),
    Column("担当", "office_name", _("Name of that office"), example="中央区まちづくり推進課"),
)
STATE = (
    Column("状態コード", "state", _("State, as a code"), CODE, "answered"),
    Column("状態", "state_name", _("State, in words"), example="回答済み"),
)
RECEIVED = Column("受付日時", "received_at", _("When it was received"), MOMENT, "2026-11-24T09:00:00+09:00")
DUE = Column("回答期限", "due", _("The day by which an answer is owed"), DAY, "2026-12-03")
ANSWERED = Column(
    "回答日時", "answered_at", _("When it was answered; empty while it is not"), MOMENT, "2026-12-01T14:30:00+09:00"
)


class Codes:
    """The cells of codes, each worked out once for a file: a million rows have few offices, areas and topics."""

    def __init__(self, book: Directory) -> None:
        self.book = book
        self.topics = {topic.pk: (topic.code, topic.name) for topic in Topic.objects.all()}
        self.offices = {number: (office.code, office.name) for number, office in book.offices.items()}
        self.areas = {number: (area.code, area.name) for number, area in book.areas.items()}

    def place(self, ward: int | None, district: int | None) -> tuple[Value, ...]:
        nowhere = (None, None)
        return self.areas.get(ward or 0, nowhere) + self.areas.get(district or 0, nowhere)

    def office(self, number: int | None) -> tuple[Value, ...]:
        return self.offices.get(number or 0, (None, None))


def words_of(choices: type[TextChoices]) -> dict[str, tuple[str, str]]:
    """Value → the value and its word in the language of the moment."""
    return {value: (value, str(label)) for value, label in choices.choices}


def moment(value: datetime | None) -> str | None:
    return timezone.localtime(value).isoformat(timespec="seconds") if value else None


# ── voices ───────────────────────────────────────────────────────────────────────────────────────────────────────────

VOICES = (
    NUMBERED, Column("声", "text", _("The words the office published"), example="歩道の段差が大きく、車いすで通れません。"),
    *TOPIC, *PLACE, *OFFICE,
    Column("受付経路コード", "channel", _("How it reached the city, as a code"), CODE, "web"),
    Column("受付経路", "channel_name", _("How it reached the city, in words"), example="ウェブ"),
    *STATE, RECEIVED, DUE, ANSWERED,
)  # fmt: skip
READ = (
    "topic_id", "ward_id", "district_id", "office_id", "channel", "state", Moment("received_at"), Cast("due", TextField()),
    Moment("answered_at"),
)  # fmt: skip


def voice_pages(voices: QuerySet[Voice], book: Directory, words: str = "public_text") -> Pages:
    """Rows of VOICES. words: the column with the words, `text` for staff who may read what was said."""
    codes, channels, states = Codes(book), words_of(Channel), words_of(VoiceState)
    for page in by_key(voices, words, *READ):
        yield [
            (
                pk, text, *codes.topics[topic], *codes.place(ward, district), *codes.office(office), *channels[channel],
                *states[state], received, due, answered,
            )
            for pk, text, topic, ward, district, office, channel, state, received, due, answered in page
        ]  # fmt: skip


def _voices(asked: Asked) -> Pages:
    return voice_pages(Voice.objects.filter(public=True), asked.book)


# ── needs ────────────────────────────────────────────────────────────────────────────────────────────────────────────

NEEDS = (
    NUMBERED, Column("件名", "title", _("What it is about"), example="街灯が暗い"), *TOPIC, *PLACE,
    Column("緯度", "lat", _("Latitude (WGS 84); empty without a place"), NUMBER, "32.8031", _("degrees")),
    Column("経度", "lon", _("Longitude (WGS 84); empty without a place"), NUMBER, "130.7079", _("degrees")),
    *OFFICE, *STATE, Column("声の数", "voices", _("Voices behind it"), WHOLE, "7", _("voices")),
    Column("受付日時", "raised_at", _("When the office took it up"), MOMENT, "2026-11-24T09:00:00+09:00"), DUE, ANSWERED,
    Column("統合先", "merged_into", _("Number of the need it was merged into"), WHOLE, ""),
    Column("URL", "url", _("Its page"), ADDRESS, "https://city.example.jp/answers/1204/"),
)  # fmt: skip


def _needs(asked: Asked) -> Pages:
    codes, states = Codes(asked.book), words_of(NeedState)
    for page in by_key(Need.objects.filter(public=True)):
        yield [_need(need, codes, states, asked.root) for need in page]


def _need(need: Need, codes: Codes, states: dict[str, tuple[str, str]], root: str) -> Row:
    return (
        need.pk, need.title, *codes.topics[need.topic_id], *codes.place(need.ward_id, need.district_id), need.lat, need.lon,
        *codes.office(need.lead_id), *states[need.state], need.voice_count, moment(need.raised_at), need.due,
        moment(need.answered_at), need.merged_into_id, f"{root}/answers/{need.pk}/",
    )  # fmt: skip


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

ANSWERS = (
    NUMBERED, Column("ニーズ番号", "need", _("Number of the need it answers"), WHOLE, "1204"),
    Column("件名", "title", _("What the need is about"), example="街灯が暗い"), *TOPIC, *PLACE, *OFFICE,
    Column("結果コード", "ending", _("One of five honest endings, as a code"), CODE, "will_be"),
    Column("結果", "ending_name", _("The ending in words"), example="実施します"),
    Column("回答", "text", _("The answer itself"), example="年度内に街灯を新しくします。"),
    Column("期日", "until", _("The day it promises"), DAY, "2027-03-31"),
    Column("引き受け手", "owner", _("Whose matter it is, where it is not the city's"), example="熊本県"),
    Column("公表日時", "published_at", _("When it was published"), MOMENT, "2026-12-01T14:30:00+09:00"),
    Column("URL", "url", _("Page of the need it answers"), ADDRESS, "https://city.example.jp/answers/1204/"),
)  # fmt: skip


def public_answers() -> QuerySet[Answer]:
    shown = Answer.objects.filter(state=AnswerState.PUBLISHED, need__public=True, decided_at__isnull=False)
    return shown.select_related("need")


def _answers(asked: Asked) -> Pages:
    codes, endings = Codes(asked.book), words_of(Ending)
    for page in by_key(public_answers()):
        yield [_answer(answer, codes, endings, asked.root) for answer in page]


def _answer(answer: Answer, codes: Codes, endings: dict[str, tuple[str, str]], root: str) -> Row:
    need = answer.need
    return (
        answer.pk, need.pk, need.title, *codes.topics[need.topic_id], *codes.place(need.ward_id, need.district_id),
        *codes.office(answer.office_id), *endings[answer.ending], answer.text, answer.until, answer.owner,
        moment(answer.decided_at), f"{root}/answers/{need.pk}/",
    )  # fmt: skip


def datasets() -> Iterator[Dataset]:
    def count(rows: Any) -> Any:
        return lambda: rows().count()

    yield Dataset(
        "voices", _("Published voices"), _("what one resident said, once the office has published it"), "GOVE", "CONT", VOICES,
        _voices, ("publish_voice", "hide_voice", "approve_answer", "reopen_voice", "erase_voice"),
        count(lambda: Voice.objects.filter(public=True)),
    )  # fmt: skip
    yield Dataset(
        "needs", _("Needs"), _("what voices have in common: one office owes one answer to all of them"), "GOVE", "CONT", NEEDS,
        _needs, ("raise_need", "split_need", "merge_need", "approve_answer", "assign_need", "extend_due", "reopen_voice"),
        count(lambda: Need.objects.filter(public=True)), (8, 9),
    )  # fmt: skip
    yield Dataset(
        "answers", _("Answers"), _("an answer the office gave to everyone behind a need"), "GOVE", "CONT", ANSWERS, _answers,
        ("approve_answer", "answer_by_decision", "remark_by_measure"), count(public_answers), more=("atom",),
    )  # fmt: skip
