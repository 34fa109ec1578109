"""Which district a point lies in: by loaded outlines, else by the nearest centre, else outside."""

import json

import pytest
from shapely.geometry import box, mapping

from wakimizu.apps.city.operations import draw_outlines


def outline(south, west, north, east):
    return json.dumps(mapping(box(west, south, east, north)))


@pytest.fixture
def load(town):
    def load(source="loaded: test.geojson", **outlines):
        pairs = {town.areas[code.replace("_", "-").strip("a")].pk: each for code, each in outlines.items()}
        draw_outlines(town.system(), outlines=pairs, source=source)
        return town.book

    return load


def names(place):
    return place and (place.district and place.district.name, place.ward.name, place.how)


@pytest.mark.parametrize(
    ("lat", "lon", "found"),
    [
        (33.001, 131.001, ("桜校区", "上区", "nearest")),
        (33.015, 131.0, ("川端校区", "上区", "nearest")),
        (32.94, 131.018, ("海辺校区", "下区", "nearest")),
        (33.02, 131.063, ("川端校区", "上区", "nearest")),  # 5.9 km east of its centre
        (33.02, 131.065, None),  # 6.1 km
        (35.68, 139.76, None),
    ],
)
def test_nearest_centre_without_outlines(town, lat, lon, found):
    assert names(town.book.locate(lat, lon)) == found


def test_ward_outlines_decide_before_nearness(load):
    """A point nearer to a centre of the other ward, but inside this one."""
    book = load(a43991=outline(32.96, 130.9, 33.1, 131.1), a43992=outline(32.9, 130.9, 32.96, 131.1))
    assert names(book.locate(32.962, 131.0)) == ("桜校区", "上区", "nearest")
    assert names(book.locate(32.958, 131.0)) == ("松原校区", "下区", "nearest")
    assert book.locate(33.2, 131.0) is None, "outside every ward, though less than 30 km away"


def test_district_outlines_decide_alone(load):
    book = load(a43991_01=outline(33.01, 130.9, 33.1, 131.1))
    assert names(book.locate(33.02, 131.0)) == ("桜校区", "上区", "outline")
    assert names(book.locate(33.0, 131.0)) == ("桜校区", "上区", "nearest")


def test_outlines_drawn_around_centres_say_nothing(load):
    book = load(source="drawn around centres", a43991_01=outline(33.01, 130.9, 33.1, 131.1))
    assert names(book.locate(33.02, 131.0)) == ("川端校区", "上区", "nearest")


def test_a_point_on_an_edge_belongs_to_one_ward(load):
    book = load(a43991=outline(32.96, 130.9, 33.1, 131.1), a43992=outline(32.9, 130.9, 32.96, 131.1))
    assert names(book.locate(32.96, 131.0))[1] == "上区"


def test_the_answer_explains_itself(load, english):
    book = load(a43991_01=outline(33.01, 130.9, 33.1, 131.1))
    assert "outline" in book.locate(33.02, 131.0).explanation
    assert "nearest" in book.locate(33.0, 131.0).explanation


def test_real_wards_hold_their_own_blocks(shared_data):
    """Nearly all blocks lie inside the (simplified) outline of the ward they name."""
    import csv

    from wakimizu.apps.city.directory import Shapes
    from wakimizu.apps.city.models import Area

    features = json.loads((shared_data / "places/kumamoto_wards.geojson").read_text())["features"]
    areas = [
        Area(pk=n, name=each["properties"]["name"], outline=json.dumps(each["geometry"]), outline_source="loaded")
        for n, each in enumerate(features, 1)
    ]
    shapes = Shapes.of(areas)
    with (shared_data / "places/kumamoto_machiaza.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["lat"]]
    right = sum(
        (found := shapes.at(float(row["lat"]), float(row["lng"]))) is not None and row["ward"].endswith(found.name)
        for row in rows
    )
    assert right / len(rows) > 0.97
