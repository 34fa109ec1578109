"""The regional hubs stand on the map of needs: in its base, on the drawing, and in the list below it."""

from datetime import date

import pytest

from wakimizu.apps.city.models import Area
from wakimizu.apps.city.operations import renew
from wakimizu.apps.voices import maps

TODAY = date(2026, 4, 1)


@pytest.fixture
def hubs(town):
    """Three hubs with a place: one in each of two wards, one that closed; and one nobody has placed."""
    ward, other = sorted((area for area in town.areas.values() if area.kind == "ward"), key=lambda area: area.code)[:2]
    where = {"city": town.city, "kind": Area.Kind.HUB, "lat": ward.lat, "lon": ward.lon}
    made = Area.objects.bulk_create(
        [
            Area(code="H01", name="駅前地域拠点", name_en="Station hub", parent=ward, **where),
            Area(code="H02", name="<港>地域拠点", name_en="Port hub", parent=other, **where),
            Area(code="H03", name="昔の地域拠点", parent=ward, valid_to=date(2020, 1, 1), **where),
            Area(code="H04", name="どこかの地域拠点", parent=ward, **{**where, "lat": None, "lon": None}),
        ]
    )
    renew(town.city.pk)
    return made


def points(document):
    return [each for each in document["features"] if each["geometry"]["type"] == "Point"]


def test_the_base_carries_each_hub_of_today_that_has_a_place(town, hubs):
    found = [each["properties"] for each in points(maps.base(town.book, TODAY))]
    assert [(each["letter"], each["name"], each["kind"]) for each in found] == [
        ("A", "駅前地域拠点", "hub"),
        ("B", "<港>地域拠点", "hub"),
    ]
    assert found[0]["where"] == hubs[0].parent.name != found[1]["where"]


@pytest.mark.parametrize(("prefix", "kind", "name"), [("", "地域拠点", "駅前地域拠点"), ("/en", "Regional hub", "Station hub")])  # fmt: skip
def test_list_drawing_and_base_name_them_in_the_readers_language(town, hubs, prefix, kind, name):
    browser = town.browser()
    page = browser.get(f"{prefix}/map/").content.decode()
    drawing, below = page.split("</svg>", 1)
    assert f"<title>{name}</title>" in drawing
    assert f"<b>A</b> <span>{name}</span>" in below
    properties = points(browser.get(f"{prefix}/map/base.geojson").json())[0]["properties"]
    assert (properties["name"], properties["label"]) == (name, kind)
    assert "昔の地域拠点" not in page and "どこかの" not in page
    assert "<港>" not in page


def test_a_city_without_hubs_says_nothing_of_them(town):
    page = town.browser().get("/en/map/").content.decode()
    assert "hub" not in page.split("<main", 1)[1]


def test_letters_do_not_end_with_the_alphabet():
    assert [maps._letter(place) for place in (0, 25, 26, 27, 52, 701, 702)] == ["A", "Z", "AA", "AB", "BA", "ZZ", "AAA"]
