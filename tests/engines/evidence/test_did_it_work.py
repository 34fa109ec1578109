"""What changed when a measure began: known series, intervals that hold, and every reason why nobody can tell."""

import numpy as np
import pytest

from wakimizu.engines.evidence.change import FEWEST_AFTER, FEWEST_BEFORE, Found, Why, differences, interrupted, student
from wakimizu.engines.evidence.targets import Path, Standing


def noise(chance, count, rho=0.3):
    errors = np.zeros(count)
    errors[0] = chance.normal() / np.sqrt(1 - rho**2)
    for t in range(1, count):
        errors[t] = rho * errors[t - 1] + chance.normal()
    return errors


def test_a_step_on_a_line_is_read_exactly():
    time = np.arange(30)
    found = interrupted(5 + 0.5 * time + np.where(time >= 18, -4 + 0.25 * (time - 18), 0), 18, a_year=1)
    assert (found.level, found.slope) == (pytest.approx(-4), pytest.approx(0.25))
    assert found.size == pytest.approx(-4 + 0.25 * 5.5)
    assert found.found is Found.WORSE
    assert found.without == pytest.approx(5 + 0.5 * time)
    assert (found.before, found.after) == (18, 12)


def test_less_may_be_better():
    series = np.where(np.arange(30) >= 15, 4.0, 9.0) + noise(np.random.default_rng(1), 30) * 0.1
    assert interrupted(series, 15, up_is_good=False, a_year=1).found is Found.BETTER


def test_seasons_are_no_effect():
    time = np.arange(60)
    series = 20 + 5 * np.sin(2 * np.pi * time / 12) + noise(np.random.default_rng(4), 60) * 0.5
    assert abs(interrupted(series, 40).size) < 1
    assert interrupted(series, 40).low < 0 < interrupted(series, 40).high


@pytest.mark.parametrize(
    ("rho", "count", "least"), [(0.0, 48, 0.91), (0.3, 48, 0.91), (0.6, 48, 0.90), (0.3, 24, 0.87)]
)
def test_intervals_hold_about_as_often_as_they_say(rho, count, least):
    chance, inside, begins = np.random.default_rng(17), 0, count // 2
    for _series in range(300):
        series = 10 + 0.05 * np.arange(count) + noise(chance, count, rho) + np.where(np.arange(count) >= begins, 2, 0)
        found = interrupted(series, begins, a_year=1)
        inside += found.low <= 2 <= found.high
    assert least <= inside / 300 <= 0.985


def test_without_an_effect_one_is_seldom_found():
    chance = np.random.default_rng(3)
    found = [interrupted(noise(chance, 48), 24, a_year=1).found for _series in range(200)]
    assert sum(each in (Found.BETTER, Found.WORSE) for each in found) <= 24  # 5 % and what short series lose


def test_months_that_were_not_seen_are_stepped_over():
    time = np.arange(40.0)
    series = np.where(time >= 20, 7.0, 5.0) + noise(np.random.default_rng(5), 40) * 0.2
    gappy = series.copy()
    gappy[[3, 4, 25, 33]] = np.nan
    assert interrupted(gappy, 20, a_year=1).size == pytest.approx(interrupted(series, 20, a_year=1).size, abs=0.3)
    assert interrupted(gappy, 20, a_year=1).after == 18


@pytest.mark.parametrize(
    ("series", "begins", "more", "why"),
    [
        (np.arange(20.0), FEWEST_BEFORE - 1, {}, Why.TOO_FEW_BEFORE),
        (np.arange(20.0), 20 - FEWEST_AFTER + 1, {}, Why.TOO_FEW_AFTER),
        (noise(np.random.default_rng(9), 24), 12, {"a_year": 1}, Why.TOO_UNCERTAIN),
        (np.where(np.arange(24) >= 12, 9.0, 1.0), 12, {"a_year": 1, "others": [14]}, Why.OTHER_CHANGE),
    ],
)
def test_it_says_that_it_cannot_tell_and_why(series, begins, more, why):
    found = interrupted(series, begins, **more)
    assert (found.found, found.why) == (Found.CANNOT_TELL, why)


def test_a_change_too_small_to_be_worth_naming_is_none():
    series = noise(np.random.default_rng(6), 60, 0.0) * 0.01
    assert interrupted(series, 30, a_year=1, worth=0.5).found is Found.NO_CHANGE


def test_what_happened_to_all_wards_is_not_the_measure_s():
    chance, time = np.random.default_rng(12), np.arange(36)
    everywhere = 10 + 0.1 * time + np.where(time >= 20, 5, 0)
    others = np.stack([everywhere + noise(chance, 36) * 0.2 for _ward in range(4)])
    same = differences(everywhere + noise(chance, 36) * 0.2, others, 20)
    better = differences(everywhere + np.where(time >= 20, 2, 0) + noise(chance, 36) * 0.2, others, 20)
    assert same.found is Found.CANNOT_TELL
    assert abs(same.size) < 0.5
    assert better.found is Found.BETTER
    assert better.low < 2 < better.high


def test_wards_that_were_moving_apart_before_tell_nothing():
    time = np.arange(36)
    others = np.ones((4, 36)) + noise(np.random.default_rng(8), 36) * 0.05
    found = differences(1 + 0.3 * time, others, 20)
    assert (found.found, found.why) == (Found.CANNOT_TELL, Why.APART_BEFORE)


def test_others_count_by_their_people_and_without_others_nobody_can_tell():
    time = np.arange(24)
    large, small = np.zeros(24), np.where(time >= 12, 9.0, 0.0)
    own = np.where(time >= 12, 3.0, 0.0) + noise(np.random.default_rng(2), 24) * 0.01
    assert differences(own, [large, small], 12, weights=[9, 1]).size == pytest.approx(3 - 0.9, abs=0.1)
    assert differences(own, np.zeros((0, 24)), 12).why is Why.NO_OTHERS
    with pytest.raises(ValueError, match="The others have 5 periods"):
        differences(own, np.zeros((1, 5)), 12)


def test_a_measure_outside_the_series_is_refused():
    with pytest.raises(ValueError, match="begins at period 24, outside"):
        interrupted(np.zeros(24), 24)


@pytest.mark.parametrize(
    ("freedom", "point"), [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (10, 2.228), (120, 1.980)]
)
def test_student_s_points(freedom, point):
    assert student(freedom) == pytest.approx(point, abs=0.002)


UP, DOWN = Path(2020, 50, 2030, 70), Path(2020, 30, 2030, 10, up=False)


@pytest.mark.parametrize(
    ("path", "year", "value", "interval", "standing"),
    [
        (UP, 2025, 60, (), Standing.ON_PATH),
        (UP, 2025, 59.9, (), Standing.OFF_PATH),
        (UP, 2025, 59.9, (58, 61.8), Standing.CANNOT_TELL),
        (UP, 2025, 55, (54, 56), Standing.OFF_PATH),
        (UP, 2025, 71, (), Standing.REACHED),
        (UP, 2025, 71, (69, 73), Standing.ON_PATH),
        (UP, 2019, 50, (), Standing.ON_PATH),
        (UP, 2040, 69, (), Standing.OFF_PATH),
        (DOWN, 2025, 20, (), Standing.ON_PATH),
        (DOWN, 2025, 21, (), Standing.OFF_PATH),
        (DOWN, 2025, 21, (19, 23), Standing.CANNOT_TELL),
        (DOWN, 2025, 9, (), Standing.REACHED),
    ],
)
def test_where_an_observation_stands_on_its_path(path, year, value, interval, standing):
    assert path.standing(year, value, *interval) is standing
