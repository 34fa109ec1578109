"""The district sheet: its numbers by hand on the cast's town, what it says where nothing is known, as many statements as ever."""

from datetime import UTC, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.population import people
from tests.apps.population.test_population_pages import main_of, words_of
from tests.apps.voices.scenes import answered, kami_voice, need_of
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.city.operations import renew
from wakimizu.apps.population import queries
from wakimizu.apps.population.models import Reach, ReachRun
from wakimizu.apps.population.reach import district_reach
from wakimizu.apps.services.models import Offering, Service
from wakimizu.pages.district import SECTIONS
from wakimizu.shared.jobs import JobState

LIAISON, PLANNER, IT = ("liaison", "c-sakura"), ("planner", "w-kami-machi"), ("it", "hq-seisaku")
SHEET = "/desk/district/43991-01/"


def place_offices(town):
    """桜まちづくりセンター at its district's centre; 上区役所 a hundredth of a degree north: 1,113.2 m."""
    Office.objects.filter(code="c-sakura").update(lat=33.0, lon=131.0)
    Office.objects.filter(code="w-kami").update(lat=33.01, lon=131.0)
    renew(town.city.pk)


def shops_at(town, metres):
    for code, far in metres.items():
        Area.objects.filter(code=code).update(figures={"nearest_shop_m": far, "shops_source": "見本の表"})
    renew(town.city.pk)


@pytest.fixture
def peopled(town):
    people.whole_town(town)
    return town


def test_people_now_and_in_twenty_years(peopled):
    """Twenty years from 2026 is nearest to 2050 of 2040 and 2050: 1000 → 800; 75+ 100 → 280; alone a quarter of them."""
    page = words_of(peopled.browser(*LIAISON).get(SHEET))
    for number in ("2020", "2050", "1,000", "800", "−20.0%", "280", "+180.0%", "25", "70"):
        assert number in page, number
    assert "pyramid-now" in main_of(peopled.browser(*LIAISON).get(SHEET))


def test_ways_are_estimated_where_nobody_has_computed_them(peopled):
    """Both cells have as many people of 75 and more; the sheet says that bus is not computed."""
    place_offices(peopled)
    page = words_of(peopled.browser(*LIAISON).get(SHEET))
    assert "桜まちづくりセンター" in page and "4.8" in page


def test_from_the_centre_where_cells_are_not_known(town):
    """上区役所 from the centre of 桜校区: 1.1119 km × 1.3 ÷ 4.8 km/h × 60 = 18 minutes, 26 at 75 and more, 8 by car."""
    Office.objects.filter(code="w-kami").update(lat=33.01, lon=131.0)
    renew(town.city.pk)
    book, day = town.book, people.DAY
    found = district_reach(book.area_by_code["43991-01"], [], {}, [book.office_by_code["w-kami"]], [], day)
    assert [(way.mode, round(way.counter.minutes), way.hub) for way in found.ways] == [
        ("walk", 18, None),
        ("walk75", 26, None),
        ("car", 8, None),
    ]
    assert not found.by_people and found.run is None


def reach_run(town, rows):
    run = ReachRun.objects.create(
        city=town.city, asked_at=datetime(2026, 11, 20, tzinfo=UTC), day=people.DAY, window_from=time(9), window_to=time(11),
        state=JobState.DONE, holds=True,
    )  # fmt: skip
    for area, mode, minutes, hubs in rows:
        Reach.objects.create(city=town.city, run=run, cell=area, mode=mode, minutes=minutes, hubs=hubs)
    return run


def test_minutes_are_the_median_of_those_of_75_and_more(peopled):
    """Cells of 30 and 70 people, 10 and 40 minutes away: the median is 40, and 30 % are within half an hour."""
    near, far = Area.objects.filter(code__in=["493140001", "493140002"]).order_by("code")
    office = peopled.offices["w-kami"]
    hub = Area.objects.create(city=peopled.city, kind="hub", code="H1", name="桜拠点", lat=33.0, lon=131.0)
    renew(peopled.city.pk)
    reach_run(
        peopled, [(near, "transit", {str(office.pk): 10}, {str(hub.pk): 5}), (far, "transit", {str(office.pk): 40}, {})]
    )
    book = peopled.book
    cells = [cell for cell in queries.cells(book) if cell.pk in (near.pk, far.pk)]
    found = district_reach(
        book.area_by_code["43991-01"], cells, {near.pk: 30.0, far.pk: 70.0}, [office], [hub], people.DAY
    )
    (way,) = found.ways
    assert (way.mode, way.counter.place.pk, way.counter.minutes, way.counter.within) == ("transit", office.pk, 40, 0.3)
    assert way.hub is None  # most cannot get there
    page = words_of(peopled.browser(*LIAISON).get(SHEET))
    assert "10" in page and "上区役所" in page


def test_shops_within_500_metres(peopled):
    """桜校区's 100 people of 75 and more live in two cells, 50 in each; one is 501 m from a shop."""
    shops_at(peopled, {"493140001": 500, "493140002": 501})
    page = words_of(peopled.browser(*LIAISON).get(SHEET))
    assert "50" in page and "50.0%" in page and "見本の表" in page


def test_without_shops_it_says_so_and_not_that_there_are_none(peopled):
    page = main_of(peopled.browser(*LIAISON).get(SHEET))
    section = page.split("sheet-shops", 1)[1].split("</section>")[0]
    assert "sheet-number" not in section and "0" not in section.split("<p>", 1)[1].split("</p>")[0].replace("500", "")


def test_what_was_heard_and_answered(peopled):
    """Five voices: two of them behind needs that were answered."""
    kami_voice(peopled, district=peopled.areas["43991-01"])
    need_of(peopled, kami_voice(peopled, district=peopled.areas["43991-01"]), title="暗い角")
    done = need_of(peopled, kami_voice(peopled, district=peopled.areas["43991-01"], may_publish=True), title="公園の水")
    answered(peopled, done)
    browser = peopled.browser(*LIAISON)
    page = main_of(browser.get(SHEET)).split("sheet-voices", 1)[1].split("</section>")[0]
    assert "<b>3</b>" in page and page.count("<b>1</b>") >= 2
    other = main_of(browser.get("/desk/district/43992-02/")).split("sheet-voices", 1)[1].split("</section>")[0]
    assert "<b>0</b>" in other and "<b>3</b>" not in other


def test_it_sees_no_needs(peopled):
    page = main_of(peopled.browser(*IT).get(SHEET)).split("sheet-voices", 1)[1].split("</section>")[0]
    assert "sheet-counts" not in page


def test_offices_that_serve_it_and_how_much_they_do(peopled):
    for n, level in enumerate(["full", "full", "referral"]):
        service = Service.objects.create(
            city=peopled.city, code=f"s{n}", name=f"手続{n}", summary="", owner=peopled.offices["hq-road"]
        )
        Offering.objects.create(
            city=peopled.city, service=service, office=peopled.offices["c-sakura"], level=level, valid_from=people.DAY
        )
    renew(peopled.city.pk)
    page = main_of(peopled.browser(*LIAISON).get(SHEET)).split("sheet-offices", 1)[1].split("</section>")[0]
    line = page.split("桜まちづくりセンター</a>")[1].split("</tr>")[0]
    assert line.index(">2<") < line.index(">1<")
    assert "上区役所" in page and "川端出張所" not in page


@pytest.mark.parametrize("language", ["", "/en"])
def test_an_empty_city_has_a_sheet_that_says_what_is_missing(town, language):
    page = main_of(town.browser(*LIAISON).get(f"{language}{SHEET}"))
    for section in SECTIONS:
        assert f"sheet-{section.code}" in page
    assert "sheet-table" not in page.split("sheet-people", 1)[1].split("</section>")[0]


def test_there_is_no_sheet_of_other_things(town):
    for code in ("43991", "nowhere", "c-sakura"):
        assert town.browser(*LIAISON).get(f"/desk/district/{code}/").status_code == 404


def test_one_chooses_ones_own_district_first(town):
    page = main_of(town.browser(*LIAISON).get("/desk/district/"))
    assert page.index("43991-01") < page.index("43991-02") and page.count("/desk/district/43991-01/") == 2
    page = main_of(town.browser("policy", "hq-seisaku").get("/desk/district/"))
    assert page.count("/desk/district/43991-01/") == 1 and "43992-02" in page


def test_it_asks_no_more_of_a_larger_city(peopled):
    place_offices(peopled)

    def asked():
        browser = peopled.browser(*PLANNER)
        browser.get(SHEET)
        with CaptureQueriesContext(connection) as counted:
            main_of(browser.get(SHEET))
        return len(counted)

    few = asked()
    for n in range(12):
        need_of(peopled, kami_voice(peopled, district=peopled.areas["43991-01"]), title=f"街灯 {n}")
        people.a_run(peopled, queries.speaking().run.base, None, name=f"試し {n}")
    assert asked() == few <= 22
