"""The OR-Library's p-medians and facility locations, and TSPLIB's points, proven to the published optima."""

import numpy as np
import pytest

from bench import locations
from wakimizu.engines import siting
from wakimizu.engines.siting import Status

CENTRES = dict(
    zip(range(1, 21), [127, 98, 93, 74, 48, 84, 64, 55, 37, 20, 59, 51, 36, 26, 18, 47, 39, 28, 18, 13], strict=True)
)


@pytest.fixture
def folder(shared_data):
    return shared_data / "siting"


@pytest.mark.parametrize("number", range(1, 21))
def test_medians_and_centres_of_the_or_library(folder, number):
    """Centres as in Daskin 1995 and Elloumi, Labbé, Pochet 2004."""
    cost, p = locations.pmed(number, folder)
    median, centre = siting.p_median(cost, p), siting.p_centre(cost, p)
    assert (median.status, median.objective) == (Status.OPTIMAL, locations.pmed_optima(folder)[number])
    assert (centre.status, centre.objective) == (Status.OPTIMAL, CENTRES[number])
    assert cost[:, median.open].min(axis=1).sum() == median.objective
    assert cost[:, centre.open].min(axis=1).max() == centre.objective


@pytest.mark.parametrize(("points", "p", "published"), [("rl1304", 300, 177326), ("rl1304", 500, 97024)])
def test_the_published_values_count_whole_units_only(folder, points, p, published):
    """The literature's distances are cut to whole numbers."""
    answer = siting.p_median(np.floor(locations.euclidean(points, folder)), p)
    assert (answer.status, answer.objective) == (Status.OPTIMAL, published)


def test_real_distances_come_to_a_little_more(folder):
    cost = locations.euclidean("rl1304", folder)
    answer = siting.p_median(cost, 300)
    assert answer.status is Status.OPTIMAL
    assert answer.objective == pytest.approx(177433.29, abs=0.01)


@pytest.mark.parametrize("name", locations.CAPS)
def test_facilities_of_the_or_library(folder, name):
    cost, opening, capacity, weights = locations.cap(name, folder)
    answer = siting.uncapacitated(cost, opening, weights=weights)
    assert answer.status is Status.OPTIMAL
    assert answer.objective == pytest.approx(locations.cap_optima(folder)[name], abs=0.0011)
    split = siting.capacitated(cost, opening, capacity, weights=weights)  # these files' capacities hold all demand
    assert split.status is Status.OPTIMAL
    assert split.objective == pytest.approx(answer.objective)
