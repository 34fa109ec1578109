"""The demo's districts and centres at the places of a published list: matched by name, and who has no match is named."""

import io
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from wakimizu.apps.city import organisation
from wakimizu.apps.city.imports import import_cities
from wakimizu.apps.city.models import Area, City, Office
from wakimizu.apps.city.operations import renew
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.ledger.queries import verify
from wakimizu.demo.places import bare, place_schools_and_centres
from wakimizu.demo.tables import use_tables
from wakimizu.shared.errors import BadInput
from wakimizu.shared.scoping import in_city

NOW = datetime(2026, 4, 1, tzinfo=UTC)
HEADER = "kind,ward,name,address,lat,lng\n"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("秋津まちづくりセンター・公民館", "秋津"), ("五福交流室・公民館", "五福"), ("中央公民館", "中央"),
        ("アスパル富合(富合公民館)", "富合"), ("東部まちづくりセンター", "東部"), ("公民館通り会館", "公民館通り会館"),
    ],
)  # fmt: skip
def test_a_centres_bare_name(name, shown):
    assert bare(name) == shown


@pytest.fixture
def centres(town):
    """A centre and a hall that share a building in 上区, nowhere yet."""
    ward = town.areas["43991"]
    made = Office.objects.bulk_create(
        Office(city=town.city, code=code, kind=kind, name=name, ward=ward)
        for code, kind, name in [
            ("cc-sakura", Office.Kind.COMMUNITY_CENTRE, "桜まちづくりセンター"),
            ("kk-sakura", Office.Kind.PUBLIC_HALL, "桜公民館"),
        ]
    )
    renew(town.city.pk)
    return made


@pytest.fixture
def place(town):
    def take(*rows, encoding="utf-8"):
        content = (HEADER + "\n".join(rows)).encode(encoding)
        return place_schools_and_centres(town.system(), town.city, town.book, content, "sites.csv")

    return take


def at(row):
    row.refresh_from_db()
    return row.lat, row.lon


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("ward", ["43991", "上区"])
def test_a_school_places_its_district_and_a_hall_both_offices_of_its_name(town, centres, place, ward, encoding):
    rows = [
        f"elementary,{ward},桜小学校,,33.01,131.01",
        f"machisen_or_kominkan,{ward},ふれあい館（桜公民館）,,33.02,131.02",
    ]
    report, left = place(*rows, encoding=encoding)
    assert report.counts == {"added": 0, "changed": 2, "unchanged": 0, "refused": 0}
    district = Area.objects.get(name="桜校区")
    assert at(district) == (33.01, 131.01)
    assert district.source == "sites.csv"
    assert [at(office) for office in centres] == [(33.02, 131.02)] * 2
    assert town.book.locate(33.01, 131.01).district == district
    assert "桜校区" not in left and "川端校区" in left
    report, _left = place(*rows, encoding=encoding)
    assert report.counts["unchanged"] == 2


@pytest.mark.parametrize(
    ("row", "because"),
    [
        ("elementary,43991,旧松尾小学校,,33,131", "旧松尾小学校"),
        ("elementary,43992,桜小学校,,33,131", "桜小学校"),  # of that name, but in another ward
        ("machisen_or_kominkan,43991,桜坂公民館,,33,131", "桜坂公民館"),
        ("elementary,43101,桜小学校,,33,131", "43101"),
        ("elementary,43991,桜小学校,,131,33", "131, 33"),
        ("elementary,43991,桜小学校,,,", "―"),
    ],
)
def test_what_does_not_match_is_refused_by_name(centres, place, row, because):
    before = {area.pk: (area.lat, area.lon) for area in Area.objects.all()}
    report, _left = place(row)
    assert report.counts["refused"] == 1
    assert because in report.told[0].sentence and report.told[0].number == 2
    assert {area.pk: (area.lat, area.lon) for area in Area.objects.all()} == before


def test_a_name_that_comes_twice_is_taken_once(place):
    report, _left = place("elementary,43991,桜小学校,,33.01,131.01", "elementary,43991,桜小学校,,33.05,131.05")
    assert (report.counts["changed"], report.counts["refused"]) == (1, 1)
    assert at(Area.objects.get(name="桜校区")) == (33.01, 131.01)


def test_other_sites_are_passed_over_and_other_tables_refused(place, town):
    report, _left = place("junior_high,43991,桜中学校,,33.01,131.01")
    assert report.counts["unchanged"] == 1
    with pytest.raises(BadInput):
        place_schools_and_centres(town.system(), town.city, town.book, b"a,b\n1,2\n", "x.csv")


@pytest.fixture
def kumamoto(db):
    """The demo city's areas and offices, without its people and voices."""
    folder = files("wakimizu.demo") / "kumamoto"
    import_cities(NOW, (folder / "region.csv").read_bytes())
    city = City.objects.get(code="43100")
    with in_city(city.pk):
        system = system_actor(city.pk, NOW)
        organisation.import_areas(system, city, (folder / "areas.csv").read_bytes())
        organisation.import_organisation(system, city, (folder / "offices.csv").read_bytes())
        yield city


@pytest.mark.whole
def test_the_real_list_places_all_but_the_one_without_a_school(shared_data, kumamoto):
    before = {area.code: (area.lat, area.lon) for area in Area.objects.filter(kind="district")}
    told = io.StringIO()
    use_tables(kumamoto, shared_data, NOW, lambda line: told.write(f"{line}\n"))
    lines = told.getvalue()
    for closed in ("旧松尾北小学校", "旧松尾東小学校", "旧松尾西小学校", "旧河内小学校白浜分校"):
        assert closed in lines
    assert "in no line of it: 慶徳校区\n" in lines
    school = Area.objects.get(name="一新校区")
    assert (school.lat, school.lon) == (32.80239, 130.69506)
    assert school.outline_source.startswith("drawn")
    moved = [
        area for area in Area.objects.filter(kind="district") if (area.lat, area.lon) != before[area.code]
    ]  # six decimals instead of four: by some metres
    assert len(moved) > 80
    assert all(abs(area.lat - before[area.code][0]) < 0.0005 for area in moved)
    for name in ("富合まちづくりセンター", "富合公民館"):
        office = Office.objects.get(name=name)
        assert (office.lat, office.lon) == (32.716065, 130.678073)
    assert verify(NOW).ok
