"""The demo's surveys: two that are published, with made-up answers, and one under way with codes anybody may try.

Answers are drawn by a seeded generator: the old answer more often than the young, and the wards differ a little.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import Area, City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import seal_entries
from wakimizu.apps.monitoring.surveys import codes, instruments, operations, results
from wakimizu.apps.monitoring.surveys.models import Survey
from wakimizu.apps.monitoring.surveys.operations import Given
from wakimizu.apps.monitoring.surveys.workflow import AGES, Sex
from wakimizu.shared.scoping import in_city

OPEN_CODES = [codes.complete(f"DEMA22222{letter}") for letter in codes.LETTERS]  # of the survey that is under way
ON_PAPER, ON_THE_WEB = 150, 12  # answers a ward
ANSWERING = (2, 3, 4, 5, 8, 10, 7)  # how readily the groups of ages answer
PLEASED = {"courtesy": 0.2, "waiting": -0.5, "clarity": 0.0, "overall": 0.1}
WORDS = ("案内の人が親切だった。", "待ち時間が長かった。", "番号札が分かりやすい。", "日曜日も開けてほしい。")


def make_surveys(city: City, now: datetime, seed: int = 7) -> None:
    """After the indicators."""
    with in_city(city.pk), transaction.atomic():
        book, chance = directory(city), random.Random(seed)
        begun, ended = system_actor(city.pk, now - timedelta(days=100)), system_actor(city.pk, now - timedelta(days=75))
        counters = _survey(begun, book, "counters", "madoguchi", "hq-shimin", 30)
        _residents(begun, counters, book, chance)
        districts = _survey(begun, book, "jichi", "jichi", "hq-chiikikatsudo", 30)
        _bodies(begun, districts, book, chance)
        for each in (counters, districts):
            _publish(ended, each, book, city)
        _under_way(system_actor(city.pk, now), book)
    while seal_entries(now):
        pass


def _survey(actor: Actor, book: Directory, ready: str, code: str, owner: str, days: int) -> Survey:
    chosen = instruments.called(ready)
    made = Survey(
        code=code, name=f"{chosen.name[0]}（デモ）", name_en=f"{chosen.name[1]} (demo)",
        intro=chosen.intro[0], intro_en=chosen.intro[1], instrument=ready, scope=chosen.scope, kept_back=chosen.kept_back,
        owner=book.office_by_code[owner], opens=actor.today - timedelta(days=1), closes=actor.today + timedelta(days=days),
    )  # fmt: skip
    operations.make_survey(actor, survey=made, questions=list(chosen.questions), indicators=chosen.indicators)
    return operations.open_survey(actor, survey=made)


def _residents(actor: Actor, survey: Survey, book: Directory, chance: random.Random) -> None:
    batches = operations.invite(
        actor, survey=survey, name="住民基本台帳から無作為", areas=book.wards, each=ON_THE_WEB * 3
    )
    resident = Actor(city_id=actor.city_id, at=actor.at)
    for n, made in enumerate(batches):
        for code in made.codes[:ON_THE_WEB]:
            operations.answer_survey(resident, code=code, given=_resident(book.wards[n], n, chance))
    sheets = [_resident(ward, n, chance) for n, ward in enumerate(book.wards) for _n in range(ON_PAPER)]
    _on_paper(actor, survey, sheets)


def _on_paper(actor: Actor, survey: Survey, sheets: list[Given]) -> None:
    numbered = [(n, replace(given, number=f"{n:04d}")) for n, given in enumerate(sheets, 1)]
    operations.take_paper_in(actor, survey=survey, sheets=numbered, file_digest="made up for the demo")


def _resident(ward: Area, n: int, chance: random.Random) -> Given:
    age = chance.choices(range(len(AGES)), ANSWERING)[0] if chance.random() < 0.97 else None
    sex = chance.choices([Sex.FEMALE, Sex.MALE, ""], [55, 42, 3])[0]
    used = chance.random() < 0.7
    values: dict[str, object] = {"used": int(used)}
    if used:
        mood = 3.3 + 0.12 * (age or 0) + (0.3, -0.2, 0.1, 0.0, 0.2)[n % 5] + chance.gauss(0, 0.6)
        values |= {code: _on_scale(mood + more + chance.gauss(0, 0.6)) for code, more in PLEASED.items()}
    values["better"] = chance.sample(range(1, 7), chance.randint(1, 3))
    if chance.random() < 0.04:
        values["words"] = chance.choice(WORDS)
    return Given(values=values, age=age, sex=str(sex), ward=ward)


def _on_scale(mood: float) -> int:
    return min(max(round(mood), 1), 5)


def _bodies(actor: Actor, survey: Survey, book: Directory, chance: random.Random) -> None:
    """Most districts answered, some twice over."""
    _on_paper(actor, survey, list(_districts(survey, book, chance)))


def _districts(survey: Survey, book: Directory, chance: random.Random) -> Iterator[Given]:
    asked = [each.code for each in survey.questions.all() if each.kind == "scale"]
    for district in book.districts:
        for _body in range(chance.choice((0, 1, 1, 1, 1, 1, 2))):
            mood = chance.gauss(3.1, 0.7)
            values: dict[str, object] = {code: _on_scale(mood + chance.gauss(0, 0.6)) for code in asked}
            values |= {"times": chance.randint(4, 40), "support": chance.sample(range(1, 7), 2)}
            yield Given(values=values, district=district)


def _publish(actor: Actor, survey: Survey, book: Directory, city: City) -> None:
    operations.close_survey(actor, survey=survey)
    found = results.of(survey, book)
    operations.publish_survey(
        actor,
        survey=survey,
        results=found.to_json(),
        observations=results.observations(survey, found, book),
        about=city,
    )


def _under_way(actor: Actor, book: Directory) -> None:
    """Its codes are known, so that whoever looks at the demo can answer."""
    survey = _survey(actor, book, "machizukuri", "machizukuri", "hq-chiikikatsudo", 60)
    fixed = iter(OPEN_CODES)
    name = f"お試し Try {OPEN_CODES[0]}, {OPEN_CODES[1]} …"
    operations.invite(actor, survey=survey, name=name, areas=[None], each=len(OPEN_CODES), new_code=lambda: next(fixed))
    operations.invite(actor, survey=survey, name="住民基本台帳から無作為", areas=book.wards, each=200)
