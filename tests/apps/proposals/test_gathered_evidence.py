"""What speaks for a proposal is gathered by itself: each figure against what is there, and at the same cost however much."""

import json
from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.monitoring.small import indicator, value
from tests.apps.population.people import whole_town
from tests.apps.proposals.proposal_scenes import PLANNER, SHIMO, drafted
from tests.apps.voices.scenes import answered, kami_voice, need_of, shimo_voice
from tests.cast import NOW
from wakimizu.apps.proposals.evidence import gathered
from wakimizu.apps.proposals.operations.proposing import Expected
from wakimizu.apps.voices import operations as voices

LATER = NOW + timedelta(hours=1)


def evidence(town, proposal):
    return gathered(proposal, town.book, town.catalogue, NOW.date())


def rows(town, proposal, what):
    return [row for row in evidence(town, proposal)["rows"] if row["what"] == what]


def test_voices_behind_it_are_counted_with_their_first_and_last_day_each_once(town):
    old, new = kami_voice(town, at=NOW - timedelta(days=31)), kami_voice(town)
    proposal = drafted(town, need_of(town, old, new), need_of(town, old, title="同じ人の別の件"))
    (row,) = rows(town, proposal, "voices")
    assert (row["n"], row["first"], row["last"]) == (2, "2026-10-24", "2026-11-24")


def test_a_voice_that_came_back_is_counted_as_such(town):
    voice = kami_voice(town)
    need = need_of(town, voice)
    answered(town, need)
    voice.refresh_from_db()
    voices.reopen_voice(town.resident(), voice=voice, because="まだ暗い", book=town.book, catalogue=town.catalogue)
    (row,) = rows(town, drafted(town, need), "voices")
    assert row["reopened"] == 1


def test_merges_and_splits_take_their_voices_along(town):
    first, second = need_of(town, kami_voice(town), kami_voice(town)), need_of(town, title="同じこと")
    proposal = drafted(town, first)
    planner = town.actor(*PLANNER, at=LATER)
    part = first.links.first().voice
    voices.split_need(planner, need=first, voices=[part], title="分けた", lead=town.offices["w-kami-machi"])
    first.refresh_from_db()
    voices.merge_need(planner, need=first, into=second, because="同じ場所")
    assert rows(town, proposal, "voices")[0]["n"] == 3
    assert rows(town, proposal, "needs")[0]["n"] == 2  # what was split off, and the one that the other went up in


def test_needs_say_how_many_have_their_answer(town):
    done = need_of(town)
    answered(town, done)
    (row,) = rows(town, drafted(town, done, need_of(town, title="二つ目")), "needs")
    assert (row["n"], row["answered"]) == (2, 1)


def test_indicators_stand_as_last_observed_where_they_shall_move(town):
    lit, kami = indicator(town, "bright", name="明るさ"), town.areas["43991"]
    for year, number in ((2024, 60.0), (2025, 62.0)):
        value(lit, date(year, 4, 1), number)
    value(lit, date(2025, 4, 1), 55.0, kami)
    value(lit, date(2025, 4, 1), 99.0, town.areas["43992"])
    unseen = Expected(indicator(town, "unseen"), 2027, 1.0)
    for place, name, number in ((None, "", 62.0), (kami, "上区", 55.0)):
        effects = [Expected(lit, 2027, 80.0, place), unseen]
        (row,) = rows(town, drafted(town, need_of(town), effects=effects), "indicator")
        assert (row["code"], row["area"], row["value"], row["begins"]) == ("bright", name, number, "2025-04-01")


def test_open_needs_of_the_same_topics_in_other_wards_are_counted_and_nothing_else(town):
    proposal = drafted(town, need_of(town))
    topic = proposal.needs.get().topic
    shimo = {"by": town.actor(*SHIMO), "lead": "w-shimo-machi"}
    assert rows(town, proposal, "elsewhere") == []
    need_of(town, shimo_voice(town), title="松林の街灯", topic=topic, **shimo)
    need_of(town, shimo_voice(town), title="道の穴", topic=town.topics["road"], **shimo)
    need_of(town, title="うちの別の件", topic=topic)
    found = rows(town, proposal, "elsewhere")
    assert [(row["topic"], row["n"], row["wards"]) for row in found] == [(topic.name, 1, 1)]


def test_people_are_those_of_the_districts_concerned_now_and_in_about_twenty_years(town):
    whole_town(town)
    (row,) = rows(town, drafted(town, need_of(town)), "people")
    assert (row["districts"], row["total"], row["aged75"], row["of"]) == (1, 1000, 100, "2020-10-01")
    assert (row["year"], row["later"], row["later75"]) == (2050, 800, 280)
    both = need_of(town, kami_voice(town, district=town.areas["43991-02"]), title="川端の街灯")
    (row,) = rows(town, drafted(town, need_of(town), both), "people")
    assert (row["districts"], row["total"], row["aged75"], row["later75"]) == (2, 2300, 200, 380)


def test_without_a_district_they_are_those_of_the_ward(town):
    whole_town(town)
    (row,) = rows(town, drafted(town, needs=()), "people")
    assert (row["districts"], row["total"], row["later"]) == (0, 2300, 2100)


def test_without_a_population_nothing_is_said_of_people(town):
    assert rows(town, drafted(town, need_of(town)), "people") == []


def test_a_proposal_without_needs_has_evidence_of_nothing(town):
    found = evidence(town, drafted(town, needs=()))
    assert [(row["what"], row["n"]) for row in found["rows"]] == [("voices", 0), ("needs", 0)]


def test_it_is_figures_only_and_never_a_residents_words(town):
    need = need_of(town, kami_voice(town, "山田太郎の家の前の街灯が暗い"))
    written = json.dumps(evidence(town, drafted(town, need)), ensure_ascii=False)
    assert "山田" not in written
    assert json.loads(written)["day"] == "2026-11-24"


def _statements(town, proposal):
    book, catalogue = town.book, town.catalogue
    with CaptureQueriesContext(connection) as caught:
        gathered(proposal, book, catalogue, NOW.date())
    return len(caught)


def test_it_takes_the_same_statements_however_much_is_behind_it(town):
    whole_town(town)
    others = [indicator(town, f"i{n}") for n in range(7)]
    for other in others:
        value(other, date(2025, 4, 1), 1.0, town.areas["43991"])

    def proposal(many):
        needs = [need_of(town, kami_voice(town), kami_voice(town), title=f"{many}/{n}") for n in range(many)]
        effects = [Expected(other, 2027, 80.0, town.areas["43991"]) for other in others[:many]]
        return drafted(town, *needs, effects=effects)

    few, much = proposal(2), proposal(7)
    evidence(town, few)  # the tables of people are remembered from here on
    assert _statements(town, much) == _statements(town, few)
