"""Residents' voices, made up by a seeded generator: the same seed gives the same city, at any size.

Nothing here was said by anyone. A voice's topic, place, day and state are drawn from a random generator; its words come
from the templates in demo/kumamoto/phrases.toml. Rows are written in bulk, with the ledger entries that the operations
would have written, so that a million voices take minutes and `ledger verify` holds for them too.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from wakimizu.apps.city.calendar import add_business_days
from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import Area, City, Office, Post
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.ledger.operations import canonical, seal_entries
from wakimizu.apps.voices import rules
from wakimizu.apps.voices.analysis import search_words
from wakimizu.apps.voices.catalogue import Catalogue, catalogue
from wakimizu.apps.voices.models import Answer, Need, NeedVoice, Topic, Voice, new_receipt
from wakimizu.apps.voices.search import ADD, NEEDS, PUBLIC_VOICES
from wakimizu.apps.voices.workflow import AnswerState, Channel, Ending, NeedState, VoiceState
from wakimizu.demo.build import phrases
from wakimizu.shared.scoping import in_city
from wakimizu.shared.words import named

MOST_DAYS = 5 * 365  # a million voices go back five years, a small demo some months
VOICES_A_DAY = 8
OPEN_DAYS = 12  # needs older than this are answered, but for a few that are late
LATE_SHARE = 0.03
CHUNK = 5_000
CHANNELS = [Channel.WEB] * 5 + [Channel.COUNTER] * 2 + [Channel.PHONE] * 2 + [Channel.MEETING, Channel.LETTER]


@dataclass(slots=True)
class Batch:
    """Rows waiting to be written together."""

    voices: list[Voice]
    needs: list[Need]
    links: list[NeedVoice]
    answers: list[Answer]
    entries: list[Entry]
    public_words: list[tuple[int, str]]
    need_words: list[tuple[int, str]]


class Generator:
    """Makes up `count` voices in needs of one to a dozen, spread over up to five years before `now`."""

    def __init__(self, city: City, now: datetime, seed: int, weights: dict[int, float] | None = None) -> None:
        self.city, self.now = city, now
        self.today = timezone.localdate(now)
        self.chance = random.Random(seed)
        self.book: Directory = directory(city)
        self.catalogue: Catalogue = catalogue(city)
        self.words = phrases()
        self.landmarks: dict[str, list[str]] = {}
        for landmark in self.words["landmark"]:
            self.landmarks.setdefault(landmark["ward"], []).append(landmark["name"])
        self.topics = [topic for topic in self.catalogue.topics if topic.code in self.words["topic"]]
        self.centres = {area.pk: (area.lat or 0.0, area.lon or 0.0) for area in self.book.districts}
        self.districts = self.book.districts
        self.weights = [(weights or {}).get(area.pk, 1.0) for area in self.districts]
        self.planners = {
            post.office.ward_id: post.pk for post in Post.objects.filter(role="planner").select_related("office")
        }
        self.mayors = {
            post.office.ward_id: post.pk for post in Post.objects.filter(role="mayor").select_related("office")
        }
        self.heads = {post.office_id: post.pk for post in Post.objects.filter(role="hq_head")}
        self.next_voice = self._last(Voice) + 1
        self.next_need = self._last(Need) + 1
        self.next_answer = self._last(Answer) + 1
        self.routes: dict[tuple[Any, ...], rules.Routed] = {}
        self.dues: dict[tuple[int, date], date] = {}

    @staticmethod
    def _last(model: Any) -> int:
        return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def run(self, count: int, days: float | None = None) -> Iterator[int]:
        """Write the voices in order of time, over so many days; yields how many are written, after each chunk."""
        made = 0
        self.days = days or min(max(count / VOICES_A_DAY, 60), MOST_DAYS)
        while made < count:
            batch = Batch([], [], [], [], [], [], [])
            while len(batch.voices) < CHUNK and made + len(batch.voices) < count:
                self._need(batch, (made + len(batch.voices)) / count, count - made - len(batch.voices))
            self._write(batch)
            made += len(batch.voices)
            yield made
        self._set_sequences()

    def _need(self, batch: Batch, through: float, left: int) -> None:
        """One need with its voices, raised when `through` (0 to 1) of the span has passed."""
        topic = self.chance.choice(self.topics)
        district = self.chance.choices(self.districts, self.weights)[0]
        size = min(1 + int(self.chance.expovariate(0.55)), 12, left)
        days = self.days * (1 - through) + self.chance.random()
        begun = self.now - timedelta(days=days, minutes=self.chance.randrange(30, 600))
        voices = [self._voice(batch, topic, district, begun + timedelta(hours=7 * n)) for n in range(size)]
        fresh = days < OPEN_DAYS
        if fresh and self.chance.random() < 0.4:
            return  # still to be sorted
        self._raise(batch, voices, topic, district, fresh)

    def _voice(self, batch: Batch, topic: Topic, district: Area, at: datetime) -> Voice:
        at = min(at, self.now - timedelta(minutes=self.chance.randrange(5, 400)))
        text, language = self._text(topic, district)
        channel = self.chance.choice(CHANNELS)
        routed = self._route(topic, district, channel, text)
        received = timezone.localdate(at)
        agreed = self.chance.random() < 0.7
        voice = Voice(
            pk=self.next_voice,
            city=self.city,
            receipt=new_receipt(),
            text=text,
            channel=channel,
            language=language,
            topic=routed.topic,
            reason=routed.reason,
            lat=round(self.centres[district.pk][0] + self.chance.gauss(0, 0.004), 5)
            if self.chance.random() < 0.6
            else None,
            district=district,
            ward_id=district.parent_id,
            office=routed.office,
            received_at=at,
            due=self._due(routed.topic, received),
            may_publish=agreed,
            submission=f"demo-{self.next_voice}",
        )
        if voice.lat is not None:
            voice.lon = round(self.centres[district.pk][1] + self.chance.gauss(0, 0.004), 5)
        self.next_voice += 1
        if agreed and self.chance.random() < 0.85:
            voice.public, voice.public_text = True, text
            batch.public_words.append((voice.pk, search_words(text)))
        batch.voices.append(voice)
        self._entry(
            batch,
            at,
            "receive_voice",
            "voices.Voice",
            voice.pk,
            text=voice.digest(text),
            channel=channel,
            topic=routed.topic.code,
            office=routed.office.pk,
            ward=district.parent_id,
            district=district.pk,
            due=voice.due,
            photos=0,
            contact=False,
        )
        return voice

    def _text(self, topic: Topic, district: Area) -> tuple[str, str]:
        words = self.words["topic"][topic.code]
        draw = self.chance.random()
        kind = "en" if draw < 0.03 else "easy" if draw < 0.07 else "ja"
        nearby = self.landmarks.get(district.code.split("-")[0], [])
        place = self.chance.choice(nearby) if nearby and self.chance.random() < 0.2 else district.name
        return (
            self.chance.choice(words[kind]).format(
                place=place if kind != "en" else district.name_en,
                time=self.chance.choice(self.words["times_en" if kind == "en" else "times"]),
                age=self.chance.choice(self.words["ages"]),
                days=self.chance.choice(self.words["days"]),
            ),
            "en" if kind == "en" else "ja",
        )

    def _route(self, topic: Topic, district: Area, channel: str, text: str) -> rules.Routed:
        key = (topic.pk, district.parent_id, channel, text[:6])
        if key not in self.routes:
            self.routes[key] = rules.route(
                text=text,
                channel=channel,
                place=district,
                chosen=topic,
                topics=self.catalogue.topics,
                table=self.catalogue.table,
                book=self.book,
                today=self.today,
            )
        return self.routes[key]

    def _due(self, topic: Topic, received: date) -> date:
        key = (topic.due_days, received)
        if key not in self.dues:
            self.dues[key] = add_business_days(received, topic.due_days, self.book.closures)
        return self.dues[key]

    def _raise(self, batch: Batch, voices: list[Voice], topic: Topic, district: Area, fresh: bool) -> None:
        first = voices[0]
        lead: Office = first.office
        raised = min(first.received_at + timedelta(hours=self.chance.randrange(2, 30)), self.now)
        ja, _en = self.chance.choice(self.words["topic"][topic.code]["needs"])
        title = ja.replace("{place}", named(district)) if "{place}" in ja else f"{district.name}：{ja}"
        need = Need(
            pk=self.next_need,
            city=self.city,
            title=title[:120],
            topic=first.topic,
            sphere=topic.sphere,
            district=district,
            ward_id=district.parent_id,
            lat=first.lat or district.lat,
            lon=first.lon or district.lon,
            lead=lead,
            lead_ward_id=lead.led_ward_id,
            due=first.due,
            raised_at=raised,
            voice_count=len(voices),
        )
        self.next_need += 1
        planner = self.planners.get(district.parent_id)
        batch.needs.append(need)
        batch.need_words.append((need.pk, search_words(need.title)))
        for voice in voices:
            voice.state = VoiceState.SORTED
            batch.links.append(NeedVoice(city=self.city, need=need, voice=voice, since=raised))
        self._entry(
            batch,
            raised,
            "raise_need",
            "voices.Need",
            need.pk,
            post=planner,
            title=need.digest(need.title),
            lead=lead.pk,
            due=need.due,
            voices=[voice.pk for voice in voices],
        )
        late = self.chance.random() < LATE_SHARE and (self.today - need.due).days < 60
        if (not fresh and not late) or (fresh and self.chance.random() < 0.2):
            self._answer(batch, need, voices)

    def _answer(self, batch: Batch, need: Need, voices: list[Voice]) -> None:
        ending = self.chance.choices(list(Ending), [50, 20, 12, 12, 6])[0]
        text = self.chance.choice(self.words["answers"][ending]["ja"]).format(
            place=named(self.book.areas[need.district_id or 0]),
            days=self.chance.choice(self.words["days"]),
            reason=self.chance.choice(self.words["reasons"]["ja"]),
            owner=(owner := self.chance.choice(self.words["owners"]["ja"])),
            time=self.chance.choice(self.words["times"]),
            age="",
        )
        at = min(need.raised_at + timedelta(days=self.chance.randrange(1, 9)), self.now)
        until = timezone.localdate(at) + timedelta(days=90) if ending in (Ending.WILL_BE, Ending.STUDIED) else None
        approver = self.mayors.get(need.lead_ward_id) if need.lead_ward_id else self.heads.get(need.lead_id)
        answer = Answer(
            pk=self.next_answer,
            city=self.city,
            need=need,
            office_id=need.lead_id,
            ending=ending,
            text=text,
            until=until,
            owner=owner if ending == Ending.NOT_OURS else "",
            state=AnswerState.PUBLISHED,
            drafted_at=at,
            drafted_by_id=self.planners.get(need.ward_id),
            decided_at=at,
            decided_by_id=approver,
        )
        self.next_answer += 1
        need.state, need.answered_at = NeedState.ANSWERED, at
        need.follow_up = until if until and until > self.today else None
        for voice in voices:
            voice.state, voice.answered_at = VoiceState.ANSWERED, at
        batch.answers.append(answer)
        self._entry(
            batch,
            at,
            "approve_answer",
            "voices.Need",
            need.pk,
            post=approver,
            answer=answer.pk,
            ending=ending,
            office=need.lead_id,
            until=until,
            text=answer.digest(text),
            voices=len(voices),
        )

    def _entry(
        self, batch: Batch, at: datetime, operation: str, label: str, number: int, post: int | None = None, **facts: Any
    ) -> None:
        role = "resident" if operation == "receive_voice" else "planner" if operation == "raise_need" else "mayor"
        batch.entries.append(
            Entry(
                city_id=self.city.pk,
                at=at,
                post_id=post,
                role=role if post or role == "resident" else "system",
                operation=operation,
                object_type=label,
                object_id=number,
                facts=canonical(facts),
            )
        )

    def _write(self, batch: Batch) -> None:
        with transaction.atomic():
            Voice.objects.bulk_create(batch.voices, CHUNK)
            Need.objects.bulk_create(batch.needs, CHUNK)
            NeedVoice.objects.bulk_create(batch.links, CHUNK)
            Answer.objects.bulk_create(batch.answers, CHUNK)
            Entry.objects.bulk_create(batch.entries, CHUNK)
            with connection.cursor() as cursor:
                for index, words in ((PUBLIC_VOICES, batch.public_words), (NEEDS, batch.need_words)):
                    cursor.executemany(ADD[connection.vendor].format(table=index.table), words)

    @staticmethod
    def _set_sequences() -> None:
        """Rows were numbered here; PostgreSQL's counters must go on after them."""
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            for model in (Voice, Need, Answer):
                table = model._meta.db_table
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 1) FROM {table}))"  # noqa: S608
                )


def make_voices(
    city: City, count: int, now: datetime, seed: int = 20140930, weights: dict[int, float] | None = None
) -> Iterator[int]:
    """Make up voices and seal what was written. Yields progress."""
    with in_city(city.pk):
        yield from Generator(city, now, seed, weights).run(count)
    while seal_entries(now):
        pass


def make_usual(city: City, topic: str, count: int, days: float, now: datetime, seed: int) -> None:
    """What is always heard about one topic, everywhere, so that what is unusual about it can be told."""
    with in_city(city.pk):
        generator = Generator(city, now, seed)
        generator.topics = [each for each in generator.topics if each.code == topic]
        for _made in generator.run(count, days):
            pass
