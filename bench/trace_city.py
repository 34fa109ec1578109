"""Fills a demo city with the loop's whole length: voices in needs, needs behind proposals, decisions, measures, yen, effects.

python -m bench.trace_city VOICES, with DATABASE_URL set to a built demo city: ten voices a need, twenty needs a proposal;
one need in fifty is merged into another, one in fifty is split off, as real ones are. Made up, by one seed.
"""

import os
import random
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, timezone
from itertools import islice
from typing import Any

VOICES_A_NEED, NEEDS_A_PROPOSAL = 10, 20
NOW = datetime(2026, 11, 24, 9, tzinfo=timezone(timedelta(hours=9)))
SAID = "歩道の段差が大きく、車いすで通れません。"


def fill(voices: int) -> None:
    from wakimizu.apps.city.directory import directory
    from wakimizu.apps.city.models import City
    from wakimizu.apps.voices.catalogue import catalogue
    from wakimizu.pages.timer import count_rows
    from wakimizu.shared.scoping import in_city

    city = City.objects.get(in_use=True, code="43100")
    with in_city(city.pk):
        Filling(city, directory(city), catalogue(city)).run(voices)
    count_rows(NOW)  # as the timer does each day


class Filling:
    def __init__(self, city: Any, book: Any, catalogue: Any) -> None:
        self.city, self.book, self.catalogue = city, book, catalogue
        self.chance = random.Random(20261124)
        self.heads = [each for each in book.offices.values() if each.kind == "hq_division"]
        self.ward_of = {ward.pk: ward for ward in book.wards}

    def run(self, voices: int) -> None:
        from django.db.models import Max

        from wakimizu.apps.voices.models import Need, NeedVoice, Voice

        first = {model: (model.objects.aggregate(most=Max("pk"))["most"] or 0) + 1 for model in (Need, Voice)}
        needs = [*range(first[Need], first[Need] + voices // VOICES_A_NEED)]
        self.places = {need: self.chance.choice(self.book.districts) for need in needs}
        said = [*range(first[Voice], first[Voice] + voices)]
        self._write(Need, (self._need(needs, number) for number in needs))
        self._write(Voice, (self._voice(number, needs[at // VOICES_A_NEED]) for at, number in enumerate(said)))
        links = ((number, needs[at // VOICES_A_NEED]) for at, number in enumerate(said))
        rows = (NeedVoice(city=self.city, voice_id=voice, need_id=need, since=self._at(need)) for voice, need in links)
        self._write(NeedVoice, rows)
        self._join_and_part(needs)
        self._answers(needs)
        self._proposals(needs)

    def _write(self, model: Any, rows: Iterable[Any]) -> None:
        rows = iter(rows)
        while batch := list(islice(rows, 5000)):
            model.objects.bulk_create(batch, batch_size=5000)

    def _at(self, number: int) -> datetime:
        return NOW - timedelta(hours=number % 26_000)

    def _need(self, needs: list[int], number: int) -> Any:
        from wakimizu.apps.voices.models import Need

        topic, place = self.chance.choice(self.catalogue.topics), self.places[number]
        lead = self.chance.choice(self.heads)
        return Need(
            id=number, city=self.city, title=f"歩道の段差 {number}", topic=topic, district=place, ward_id=place.parent_id,
            lead=lead, state="answered", due=NOW.date(), raised_at=self._at(number), answered_at=NOW,
            voice_count=VOICES_A_NEED, public=number % 20 != 0,
        )  # fmt: skip

    def _voice(self, number: int, need: int) -> Any:
        from wakimizu.apps.voices.models import Voice

        place = self.places[need]
        return Voice(
            id=number, city=self.city, text=f"{SAID} {number}", channel="web", topic=self.catalogue.topics[0], ward_id=place.parent_id,
            district=place, office=self.heads[0], state="answered", received_at=self._at(number), due=NOW.date(),
            receipt=f"{number // 100_000_000:04d}-{number // 10_000 % 10_000:04d}-{number % 10_000:04d}",
            public=number % 3 == 0, may_publish=number % 3 == 0, submission=f"bench-{number}", answered_at=NOW,
        )  # fmt: skip

    def _join_and_part(self, needs: list[int]) -> None:
        """One need in fifty went up in the one after it, voices and all; one in fifty came out of the one before it."""
        from django.db.models import F

        from wakimizu.apps.voices.models import Need, NeedVoice

        merged = needs[10:-1:50]
        Need.objects.filter(pk__in=merged).update(state="merged", merged_into=F("pk") + 1, voice_count=0)
        rows = list(NeedVoice.objects.filter(need__in=merged))
        NeedVoice.objects.filter(pk__in=[row.pk for row in rows]).update(until=NOW)
        self._write(
            NeedVoice,
            (NeedVoice(city=self.city, voice_id=row.voice_id, need_id=row.need_id + 1, since=NOW) for row in rows),
        )
        Need.objects.filter(pk__in=[number + 1 for number in merged]).update(voice_count=2 * VOICES_A_NEED)
        Need.objects.filter(pk__in=needs[30::50]).update(split_from=F("pk") - 1)

    def _answers(self, needs: list[int]) -> None:
        from wakimizu.apps.voices.models import Answer

        said = "来年度に工事をします。" * 6
        rows = (
            Answer(city=self.city, need_id=need, office=self.heads[need % len(self.heads)], ending="will_be", text=said,
                   until=date(2027, 3, 31), state="published", drafted_at=NOW, decided_at=NOW)
            for need in needs
        )  # fmt: skip
        self._write(Answer, rows)

    def _proposals(self, needs: list[int]) -> None:
        from wakimizu.apps.monitoring.models import Indicator
        from wakimizu.apps.proposals import models

        last = self._last(models.Proposal)
        groups = [needs[at : at + NEEDS_A_PROPOSAL] for at in range(0, len(needs), NEEDS_A_PROPOSAL)]
        numbers = range(last + 1, last + 1 + len(groups))
        self._write(models.Proposal, (self._proposal(n, group) for n, group in zip(numbers, groups, strict=True)))
        pairs = ((n, need) for n, group in zip(numbers, groups, strict=True) for need in group)
        early = NOW - timedelta(days=2000)
        links = (models.ProposalNeed(city=self.city, proposal_id=n, need_id=need, since=early) for n, need in pairs)
        self._write(models.ProposalNeed, links)
        decided = [n for n in numbers if n % 5]
        self._write(
            models.Decision,
            (
                models.Decision(city=self.city, proposal_id=n, verdict="adopt", reason="必要性を認める。" * 8, amount=9_000_000,
                                office=self.heads[n % len(self.heads)], at=NOW, answered=200)
                for n in decided
            ),
        )  # fmt: skip
        self._measures(decided, list(Indicator.objects.order_by("pk")[:20]))

    def _last(self, model: Any) -> int:
        from django.db.models import Max

        return int(model.objects.aggregate(most=Max("pk"))["most"] or 0)

    def _proposal(self, number: int, needs: list[int]) -> Any:
        from wakimizu.apps.proposals.models import Proposal

        place = self.places[needs[0]]
        state = "decided" if number % 5 else "review"
        return Proposal(
            id=number, city=self.city, title=f"歩道の段差をなくす事業 {number}", problem=SAID * 4, measure=SAID * 4,
            ward_id=place.parent_id, office=self.heads[0], division=self.heads[number % len(self.heads)], state=state,
            written_at=NOW, endorsed_at=NOW, due=NOW.date(), decided_at=NOW if state == "decided" else None,
        )  # fmt: skip

    def _measures(self, decided: list[int], indicators: list[Any]) -> None:
        from wakimizu.apps.proposals import models

        first = self._last(models.Measure) + 1
        starts, ends = date(2025, 4, 1), date(2027, 3, 31)
        numbers = range(first, first + len(decided))
        self._write(
            models.Measure,
            (
                models.Measure(id=m, city=self.city, proposal_id=n, name=f"段差解消 {m}", office=self.heads[0], state="running",
                               begins=starts, ends=ends)
                for m, n in zip(numbers, decided, strict=True)
            ),
        )  # fmt: skip
        stones = (
            models.Milestone(city=self.city, measure_id=m, name=name, due=ends)
            for m in numbers
            for name in ("設計", "工事")
        )
        self._write(models.Milestone, stones)
        effects = (
            models.Effect(
                city=self.city, measure_id=m, indicator=indicators[(m + k) % len(indicators)], year=2026, value=50.0
            )
            for m in numbers
            for k in (0, 1)
        )
        self._write(models.Effect, effects)
        self._write(models.BudgetLine, self._lines(numbers, decided))

    def _lines(self, measures: Iterable[int], decided: Iterable[int]) -> Iterator[Any]:
        from wakimizu.apps.proposals import models

        account = models.Account.objects.create(
            city=self.city,
            code="99-99-99-99",
            title="土木費",
            item="道路橋りょう費",
            subitem="道路維持費",
            node="工事請負費",
        )
        asked = {"opens": date(2024, 10, 1), "closes": date(2024, 11, 30), "state": "enacted"}
        rounds = [
            models.Round.objects.create(city=self.city, name=f"bench {n}", year=2025 + n, **asked) for n in (0, 1)
        ]
        for measure, proposal in zip(measures, decided, strict=True):
            for each in rounds:
                yield models.BudgetLine(
                    city=self.city, round=each, proposal_id=proposal, measure_id=measure, title=f"段差解消 {measure}",
                    office=self.heads[0], division=self.heads[0], account=account, requested=9_000_000, assessed=8_000_000,
                    enacted=8_000_000, spent=5_000_000,
                )  # fmt: skip


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wakimizu.config.settings")
    django.setup()
    fill(int(sys.argv[1]))


if __name__ == "__main__":
    main()
