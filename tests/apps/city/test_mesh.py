"""Grid squares by their codes."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wakimizu.apps.city.mesh import square


@pytest.mark.parametrize(
    ("code", "south", "west", "north", "east"),
    [
        ("53394611", 53 / 1.5 + 4 / 12 + 1 / 120, 139 + 6 / 8 + 1 / 80, None, None),  # 1 km
        ("493004593", 32.7125, 130.6125, 32.7125 + 1 / 240, 130.6125 + 1 / 160),
        ("493004594", 32.7125, 130.61875, 32.7125 + 1 / 240, 130.625),
    ],
)
def test_edges(code, south, west, north, east):
    found = square(code)
    assert (found.south, found.west) == pytest.approx((south, west))
    if north is not None:
        assert (found.north, found.east) == pytest.approx((north, east))


@given(st.sampled_from(["4930", "5339", "6441"]), st.from_regex(r"[0-7]{2}[0-9]{2}", fullmatch=True))
def test_four_halves_tile_a_square(first, rest):
    whole = square(first + rest)
    south_west, south_east, north_west, north_east = (square(f"{first}{rest}{half}") for half in "1234")
    assert (south_west.south, south_west.west) == pytest.approx((whole.south, whole.west))
    assert (north_east.north, north_east.east) == pytest.approx((whole.north, whole.east))
    assert south_west.north == pytest.approx(north_west.south)
    assert south_west.east == pytest.approx(south_east.west)
    assert whole.holds(*south_east.centre)
    quarter = square(f"{first}{rest}41")
    assert (quarter.north, quarter.east) == pytest.approx(
        ((north_east.south + north_east.north) / 2, north_east.west + 1 / 320)
    )


@pytest.mark.parametrize(
    "code", ["", "4930", "49300459x", "493084593", "493004595", "993004593", "４９３００４５９３", "12345678901"]
)
def test_wrong_codes(code):
    with pytest.raises(ValueError):
        square(code)


def test_all_real_cells_lie_where_their_columns_say(shared_data):
    with (shared_data / "population/kumamoto_mesh500_census2020.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1223
    for row in rows:
        assert square(row["mesh500"]).centre == pytest.approx((float(row["lat"]), float(row["lon"])), abs=2e-6)
