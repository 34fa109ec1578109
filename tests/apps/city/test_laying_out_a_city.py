"""A city laid out from our own readable tables, as a new installation gets its wards, districts and divisions."""

import pytest

from wakimizu.apps.city import organisation
from wakimizu.apps.city.models import Area, Coverage, Office

pytestmark = pytest.mark.django_db

AREAS = """# for people: this line is passed over
kind,code,name,kana,name_en,parent,lat,lon,valid_from
ward,43993,中区,なかく,Naka Ward,,32.5,130.5,2020-04-01
district,43993-01,泉校区,いずみ,Izumi,43993,32.5,130.5,
"""
OFFICES = """code,kind,name,name_en,parent,ward,days,opens,closes
w-naka,ward_office,中区役所,Naka Ward Office,,43993,mon-fri,8:30,17:15
w-naka-machi,ward_division,中区まちづくり推進課,Naka Town Division,w-naka,43993,mon-fri,08:30,17:15
"""


def lay_out(town, areas=AREAS, offices=OFFICES):
    system = town.system()
    return (
        organisation.import_areas(system, town.city, areas.encode()),
        organisation.import_organisation(system, town.city, offices.encode()),
    )


def test_parents_are_found_in_the_same_file(town):
    lay_out(town)
    assert Area.objects.get(code="43993-01").parent.name == "中区"
    division = Office.objects.get(code="w-naka-machi")
    assert (division.parent.code, division.ward.code, division.opens.hour) == ("w-naka", "43993", 8)
    assert town.book.ward_of(town.book.area_by_code["43993-01"]).code == "43993"


def test_the_same_file_again_changes_nothing(town):
    lay_out(town)
    areas, offices = lay_out(town)
    assert areas.counts == {"added": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert offices.counts == {"added": 0, "changed": 0, "unchanged": 2, "refused": 0}


def test_a_changed_name_is_taken(town):
    lay_out(town)
    areas, _offices = lay_out(town, areas=AREAS.replace("泉校区", "泉川校区"))
    assert areas.counts["changed"] == 1
    assert Area.objects.get(code="43993-01").name == "泉川校区"


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("w-x,ward_office,名,,nowhere,43993,,,", "nowhere"),
        ("w-x,ward_office,名,,,43000,,,", "43000"),
        ("w-x,palace,名,,,43993,,,", "palace"),
        ("w-x,ward_office,,,,43993,,,", "code or name"),
        ("w-x,ward_office,名,,,43993,,17:00,9:00", "before it opens"),
        ("w-x,ward_office,名,,,43993,,soon,", "soon"),
        ("w-naka,ward_office,名,,,43993,,,", "twice"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_the_others_are_taken(town, english, row, word):
    _areas, offices = lay_out(town, offices=OFFICES + row + "\n")
    assert (offices.counts["added"], offices.counts["refused"]) == (2, 1)
    assert offices.told[-1].number == 4
    assert word in offices.told[-1].sentence


def test_coverage_and_closing_days(town, english):
    lay_out(town)
    serves = b"office,area\nw-naka,43993\nw-naka,nowhere\n"
    report = organisation.import_coverage(town.system(), town.city, serves)
    assert report.counts == {"added": 1, "changed": 0, "unchanged": 0, "refused": 1}
    assert Coverage.objects.filter(office__code="w-naka").count() == 1
    days = "日付,名称\n令和8年12月2日,開庁記念日\nsome day,x\n".encode()
    report = organisation.import_closures(town.system(), town.city, days)
    assert report.counts["refused"] == 1
    assert {day.isoformat() for day in town.book.closures} == {"2026-12-02"}
