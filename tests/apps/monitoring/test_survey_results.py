"""Weights, estimates and what is kept back: worked out by hand for a small town, and what reaches the indicators."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.apps.monitoring.surveyed import answers, said, under_way
from tests.apps.population.people import count_of_2020
from wakimizu.apps.monitoring.models import Observation
from wakimizu.apps.monitoring.surveys import analysis, exports, operations, people, queries, results
from wakimizu.apps.monitoring.surveys.analysis import Sorted
from wakimizu.apps.monitoring.surveys.models import Sheet, Survey
from wakimizu.apps.monitoring.surveys.operations import Given
from wakimizu.shared.errors import NotPermitted, WrongState

POLICY = ("policy", "hq-seisaku")
NAMES = st.sampled_from("abcdefgh")


class TestWeights:
    def test_answers_get_the_peoples_margins(self):
        age = [0] * 30 + [1] * 10
        sex = [0, 1] * 20
        found = analysis.weigh([Sorted("age", age, [500, 500], True), Sorted("sex", sex, [400, 600])], 40)
        assert found.weight.sum() == pytest.approx(1000)
        assert found.weight[:30].sum() == pytest.approx(500)
        assert found.weight[::2].sum() == pytest.approx(400)
        assert 20 < found.effective < 40
        assert [each.weighted for each in found.groups] == pytest.approx([500, 500, 400, 600])

    def test_who_does_not_say_keeps_their_share(self):
        age = [0] * 10 + [1] * 10 + [None] * 20
        found = analysis.weigh([Sorted("age", age, [300, 100], True)], 40)
        assert found.weight[20:].sum() == pytest.approx(200)
        assert found.weight[:10].sum() == pytest.approx(150)
        assert found.unknown == {"age": 20}

    def test_an_age_without_answers_is_joined_with_its_neighbour_and_said(self):
        found = analysis.weigh([Sorted("age", [0, 0, 2, 2], [10, 20, 30, 40], True)], 4)
        assert [each.joined for each in found.groups] == [None, 2, None, 2]
        assert found.weight.tolist() == pytest.approx([5, 5, 45, 45])

    def test_a_ward_without_answers_is_left_out_and_said(self):
        found = analysis.weigh([Sorted("ward", [0, 0, 1], [10, 20, 70])], 3)
        assert [each.left_out for each in found.groups] == [False, False, True]
        assert found.weight.tolist() == pytest.approx([5, 5, 20])

    @pytest.mark.parametrize(
        ("margins", "count", "why"),
        [([], 3, "no_people"), ([], 0, "no_answers"), ([Sorted("sex", [0, 0], [1, 1])], 2, "no_people")],
    )
    def test_without_margins_answers_count_alike_and_it_is_said(self, margins, count, why):
        found = analysis.weigh(margins, count)
        assert (found.weight.tolist(), found.why) == ([1.0] * count, why)

    def test_margins_that_contradict_each_other_are_not_forced(self):
        one, other = Sorted("age", [0, 1], [90, 10], True), Sorted("sex", [0, 1], [10, 90])
        found = analysis.weigh([one, other], 2)
        assert (found.weight.tolist(), found.why) == ([1.0, 1.0], "contradict")

    def test_bodies_of_one_district_share_its_one_voice(self):
        assert analysis.once_each([1, 4, 3, None, 5, None], [7, 8, 7, 8, None, 9]) == [2, 4, None, None, 5, None]


class TestKeptBack:
    @given(st.dictionaries(NAMES, st.integers(0, 40), max_size=8), st.integers(2, 20))
    def test_nothing_small_can_be_worked_out_from_the_total(self, counts, fewest):
        away = analysis.hidden(counts, fewest)
        assert {name for name, n in counts.items() if 0 < n < fewest} <= away
        shown = [n for name, n in counts.items() if name not in away and n]
        left = sum(counts[name] for name in away)
        if away and shown:
            assert left >= fewest
            assert len(away) > 1

    def test_two_small_ones_together_are_still_small(self):
        assert analysis.hidden({"a": 2, "b": 3, "c": 40, "d": 90}, 10) == {"a", "b", "c"}
        assert analysis.hidden({"a": 4, "b": 0, "c": 40, "d": 90}, 10) == {"a", "c"}
        assert analysis.hidden({"a": 10, "b": 0}, 10) == frozenset()


def test_adults_by_age_sex_and_ward(town):
    count_of_2020(town)
    found = people.adults(town.book, date(2026, 11, 30))
    kami, shimo = 1500 * 47 / 50 + 300 + 200, 210 * 47 / 50 + 110 + 210
    assert found.by_ward == pytest.approx([kami, shimo])
    assert found.by_sex == pytest.approx([(kami + shimo) / 2] * 2)
    assert found.by_age[1] == pytest.approx(1710 * 10 / 50)
    assert sum(found.by_age) == pytest.approx(found.total)
    assert "Table census" in found.source or "表 census" in found.source


def test_without_a_count_there_are_no_margins(town):
    assert people.adults(town.book, date(2026, 11, 30)).total == 0


@pytest.fixture
def closed(town):
    """上区: 60 answers, the satisfied old; 下区: 4 answers, too few to show."""
    count_of_2020(town)
    survey = under_way(town)
    kami, shimo = town.areas["43991"], town.areas["43992"]
    chance = random.Random(1)
    given = [
        said(
            5 if n % 3 else 1,
            age=chance.randrange(7),
            sex="female" if n % 4 else "male",
            ward=kami,
            courtesy=4,
            better=[1, 2],
        )
        for n in range(60)
    ]
    given += [said(1, age=6, sex="male", ward=shimo, words=f"声{n}") for n in range(4)]
    answers(town, survey, given)
    return operations.close_survey(town.actor(*POLICY), survey=survey)


def finding(found, code):
    return next(each for each in found.findings if each.question == code)


class TestResults:
    def test_a_small_ward_is_kept_back_and_the_other_with_it(self, town, closed):
        found = results.of(closed, town.book)
        city, kami, shimo = finding(found, "overall").figures
        assert (city.answers, kami.kept, shimo.kept) == (64, True, True)
        assert 40 < city.value < 75
        assert city.low < city.value < city.high
        assert (kami.value, kami.answers, shimo.value, shimo.answers) == (None,) * 4
        assert found.why == ""
        assert found.effective < 64

    def test_choices_few_made_are_kept_back(self, town, closed):
        chosen = {each.number: each for each in finding(results.of(closed, town.book), "better").chosen}
        assert chosen[1].value == pytest.approx(100)
        assert chosen[3].value == 0
        assert not finding(results.of(closed, town.book), "better").figures

    def test_weighting_moves_the_estimate_towards_those_who_answered_less(self, town):
        count_of_2020(town)
        survey = under_way(town)
        kami, shimo = town.areas["43991"], town.areas["43992"]
        given = [said(5, age=n % 7, sex="female" if n % 2 else "male", ward=kami) for n in range(28)]
        given += [said(1, age=n % 7, sex="female" if n % 2 else "male", ward=shimo) for n in range(28)]
        answers(town, survey, given)
        operations.close_survey(town.actor(*POLICY), survey=survey)
        city = finding(results.of(survey, town.book), "overall").figures[0]
        adults = people.adults(town.book, date(2026, 11, 30))
        assert city.value == pytest.approx(100 * adults.by_ward[0] / adults.total, abs=0.01)

    def test_words_are_told_apart_from_sheets_in_the_alphabets_order(self, town, closed):
        ((question, words),) = queries.texts(closed, queries.questions_of(closed))
        assert (question.code, words) == ("words", ["声0", "声1", "声2", "声3"])

    def test_districts_count_once_each_and_are_told_one_by_one(self, town):
        survey = under_way(town, "jichi", "jichi")
        keys = ("participation", "bearers", "activities", "cooperation", "events")
        given = [
            Given(dict.fromkeys(keys, 5), district=town.areas["43991-01"]),
            Given(dict.fromkeys(keys, 5), district=town.areas["43991-01"]),
            Given(dict.fromkeys(keys, 2), district=town.areas["43992-02"]),
        ]
        answers(town, survey, given)
        operations.close_survey(town.actor(*POLICY), survey=survey)
        rows = {each.place: each for each in finding(results.of(survey, town.book), "bearers").figures}
        assert (rows[""].value, rows[""].answers) == (pytest.approx(3.5), 2)
        assert rows[""].high > rows[""].low
        assert (rows["43991-01"].value, rows["43991-01"].answers) == (5, 2)
        assert (rows["43992-02"].value, rows["43992-02"].low) == (2, None)
        assert rows["43991-02"].answers == 0


class TestPublishing:
    def publish(self, town, survey):
        found = results.of(survey, town.book)
        return operations.publish_survey(
            town.actor(*POLICY), survey=survey, results=found.to_json(),
            observations=results.observations(survey, found, town.book), about=town.city,
        )  # fmt: skip

    def test_the_indicators_get_what_is_shown_and_nothing_else(self, town, closed):
        self.publish(town, closed)
        rows = Observation.objects.filter(indicator__code="satisfied")
        assert [(row.area, row.answers, row.source) for row in rows] == [(None, 64, "survey")]
        row = rows.get()
        assert row.begins == date(2026, 4, 1)
        assert row.low < row.value < row.high
        assert "窓口満足度調査" in row.said_by

    def test_what_was_published_stays_and_reads_back_the_same(self, town, closed):
        found = results.of(closed, town.book)
        self.publish(town, closed)
        kept = Survey.objects.get(pk=closed.pk)
        Sheet.objects.all().delete()
        assert queries.found_by(kept, town.book) == found

    def test_only_policy_publishes_and_only_once(self, town, closed):
        with pytest.raises(NotPermitted):
            operations.publish_survey(
                town.actor("hq", "hq-kocho"), survey=closed, results={"answers": 0}, observations=[], about=town.city
            )
        self.publish(town, closed)
        with pytest.raises(WrongState):
            self.publish(town, closed)

    def test_a_survey_under_way_shows_nothing(self, town):
        survey = under_way(town)
        assert queries.found_by(survey, town.book) is None


class TestFiles:
    @given(
        st.lists(st.tuples(st.sampled_from(["0", "1", "2"]), st.sampled_from(["male", "female", ""]), st.sampled_from("12")), max_size=60),
        st.integers(1, 12),
    )  # fmt: skip
    def test_of_every_kind_of_person_there_are_enough(self, who, fewest):
        found = exports.blurred(who, fewest)
        told = [each for each in found if each is not None]
        assert all(told.count(each) >= fewest for each in told)
        assert len(found) == len(who)

    def test_sheets_go_out_without_words_days_and_numbers(self, town, closed):
        file = exports.sheets(closed, queries.questions_of(closed), town.book)
        rows = list(file.rows)
        assert "words" not in file.columns
        assert not [cell for row in rows for cell in row if "声" in str(cell)]
        assert rows == sorted(rows, key=str)

    def test_estimates_say_what_is_kept_back(self, town, closed):
        found = results.of(closed, town.book)
        rows = list(exports.estimates(closed, found, queries.questions_of(closed), town.book).rows)
        kept = [row for row in rows if row[1] == "overall" and row[5] == "43992"]
        assert [(row[7], row[8], row[-1]) for row in kept] == [(None, None, "1")]
