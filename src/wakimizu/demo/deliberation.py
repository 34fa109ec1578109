"""The demo's questions: one under way on a proposal, with made-up people of clear opinions; one closed and attached to another.

Who thinks what is drawn by a seeded generator: each person leans to one side, sees some of the statements, and now and then passes.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib.resources import files

from django.db import transaction

from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.community.deliberation import operations, queries, results, wording
from wakimizu.apps.community.deliberation.models import Deliberation
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import seal_entries
from wakimizu.apps.proposals.models import Proposal
from wakimizu.apps.voices.imports import rows_of
from wakimizu.shared.scoping import in_city

PEOPLE, EARLIER = {"young": 140, "quiet": 115, "mixed": 45}, {"young": 34, "quiet": 52}
SAID = ("公園でピクルボールができるようにしてほしい。", "桜の木は切らないでほしい。")
TO_BE_READ = ("水道をもう一つつけてほしい。", "こんな計画を立てた人は馬鹿だ。")
Row = dict[str, str]


def make_deliberations(city: City, now: datetime, seed: int = 11) -> None:
    """After the proposals."""
    with in_city(city.pk), transaction.atomic():
        book, chance = directory(city), random.Random(seed)
        _attached(city, book, now, chance)
        _under_way(city, book, now, chance)
    while seal_entries(now):
        pass


def _under_way(city: City, book: Directory, now: datetime, chance: random.Random) -> None:
    begun, today = system_actor(city.pk, now - timedelta(days=12)), system_actor(city.pk, now)
    lights = _proposal("公園")
    office = lights.office if lights else book.office_by_code["w-chuo-machi"]
    question = Deliberation(
        key="park", name="公園をどう使うか（デモ）", name_en="How shall we use our parks? (demo)", office=office, proposal=lights,
        intro="子どもも大人も使う公園です。遊び方、静けさ、手入れについて、どこまで同じ考えかを確かめます。結果は、提案を決める担当課に届けます。",
        intro_en="Children and grown-ups share our parks. Let us see how far we think alike about play, quiet and upkeep. "
        "What is found is laid before the division that decides on the proposal.",
        opens=begun.today, closes=(now + timedelta(days=45)).date(),
    )  # fmt: skip
    rows = _asked(begun, question, "deliberation_park.csv")
    _vote(begun, question, rows, PEOPLE, chance)
    for n, text in enumerate((*SAID, *TO_BE_READ)):
        made = operations.add_statement(
            Actor(city_id=city.pk, at=today.at), deliberation=question, digest=f"demo-{_token(chance)}", text=text
        )
        if n < len(SAID):
            operations.accept_statement(today, statement=made)
    operations.keep_result(today, deliberation=question, find=results.found)


def _attached(city: City, book: Directory, now: datetime, chance: random.Random) -> None:
    begun, ended = system_actor(city.pk, now - timedelta(days=50)), system_actor(city.pk, now - timedelta(days=15))
    proposal = _proposal("移動")
    office = proposal.office if proposal else book.office_by_code["w-chuo-machi"]
    question = Deliberation(
        key="bus", name="乗合タクシーをどう走らせるか（デモ）", name_en="How shall the shared taxi run? (demo)", office=office,
        intro="バスの減った地域を走る乗合タクシーについて、いっしょに考えました。",
        intro_en="Together we thought about the shared taxi, where buses have become few.", proposal=proposal,
        opens=begun.today, closes=ended.today,
    )  # fmt: skip
    rows = _asked(begun, question, "deliberation_bus.csv")
    _vote(begun, question, rows, EARLIER, chance)
    operations.close_question(ended, deliberation=question, find=results.found)
    result = queries.result_of(question)
    if proposal is not None and result is not None:
        text = wording.attached(question, result, queries.statements_of(question), "/deliberate/bus/")
        operations.attach_result(ended, deliberation=question, text=text)


def _proposal(word: str) -> Proposal | None:
    """A proposal of the demo with this word in its title, on which nothing is decided yet."""
    undecided = Proposal.objects.filter(title__contains=word).exclude(state__in=["decided", "withdrawn"])
    return undecided.select_related("office").order_by("pk").first()


def _asked(actor: Actor, question: Deliberation, name: str) -> list[Row]:
    rows = list(rows_of((files("wakimizu.demo") / "kumamoto" / name).read_text()))
    seeds = [(row["text"], row["text_en"]) for row in rows]
    operations.ask_question(actor, deliberation=question, seeds=seeds)
    operations.open_question(actor, deliberation=question)
    return rows


def _vote(
    actor: Actor, question: Deliberation, rows: Sequence[Row], people: dict[str, int], chance: random.Random
) -> None:
    camps = [camp for camp, n in people.items() for _one in range(n)]
    chance.shuffle(camps)
    ballots = [_ballot(camp, rows, chance) for camp in camps]
    operations.take_ballots_in(
        actor, deliberation=question, ballots=ballots, new_digest=lambda: f"demo-{_token(chance)}"
    )


def _ballot(camp: str, rows: Sequence[Row], chance: random.Random) -> dict[int, int]:
    """What somebody of a camp says to the statements they see."""
    seen = sorted(chance.sample(range(len(rows)), chance.randint(len(rows) * 3 // 4, len(rows))))
    return {n: _value(camp, rows[n]["camp"], chance) for n in seen}


def _value(camp: str, of: str, chance: random.Random) -> int:
    if chance.random() < 0.08:
        return 0
    likely = 0.9 if of in ("all", camp) else 0.5 if "mixed" in (of, camp) else 0.12
    return 1 if chance.random() < likely else -1


def _token(chance: random.Random) -> str:
    return f"{chance.getrandbits(128):032x}"
