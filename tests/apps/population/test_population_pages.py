"""The public pages of the population: what they say of the cast's town, computed by hand, and what an empty city says."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.population import people
from wakimizu.apps.population import queries


def main_of(response):
    assert response.status_code == 200, response.status_code
    page = response.content.decode()
    return page.split("<main", 1)[1].split("</main>")[0]


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main_of(response)))


@pytest.fixture
def peopled(town):
    people.whole_town(town)
    return town


def test_the_city_is_its_wards_added_up(peopled):
    """2020: 1000 + 1300 + 500 + 100 = 2900, 65+ 820, 75+ 410; 2050: 800 + 1300 + 200 + 40 = 2340, −19.3 %."""
    page = words_of(peopled.browser().get("/population/"))
    assert "2,900" in page and "2,340" in page and "−19.3%" in page
    assert "28.3%" in page and "410" in page  # 820 / 2900
    assert "2050" in page


def test_another_year_can_be_chosen(peopled):
    """2040: 900 + 1300 + 300 + 60 = 2560, −11.7 %."""
    page = words_of(peopled.browser().get("/population/?year=2040"))
    assert "2,560" in page and "−11.7%" in page


def test_districts_stand_beside_each_other(peopled):
    """桜校区: 1000 → 800, −20.0 %; 65+ 30.0 %; 75+ 100 → 280."""
    page = main_of(peopled.browser().get("/population/"))
    line = re.sub(r"<[^>]+>", " ", page.split("桜校区</a>")[1].split("</tr>")[0])
    assert all(number in line for number in ("1,000", "30.0%", "100", "800", "−20.0%", "280"))


@pytest.mark.parametrize(
    ("prefix", "observed", "projected"), [("", "観測値", "将来推計"), ("/en", "Observed", "Projected")]
)
def test_every_figure_says_its_source_its_day_and_what_it_is(peopled, prefix, observed, projected):
    for address in ("/population/", "/population/43991/", "/population/43991-01/"):
        page = words_of(peopled.browser().get(prefix + address))
        assert observed in page and projected in page and "出典 run-" in page, address
        assert "2020" in page and "2050" in page


def test_a_year_before_the_projection_begins_is_not_on_its_way(peopled):
    """Another projection that was published earlier goes through 2020, too: one count of a year is enough."""
    older = people.table(peopled, "older", "published")
    for ward in ("43991", "43992"):
        people.row(peopled, older, peopled.areas[ward], 2020, [1, 1, 1, 1], "projected").save()
    assert queries.speaking().years() == [2040, 2050]
    assert "8" not in words_of(peopled.browser().get("/population/")).split("年ごとの推移")[1].split("2040")[0]


@pytest.mark.parametrize("measure", ["people", "share65", "aged75", "change", "share65_then", "aged75_then", "density"])
@pytest.mark.parametrize("by", ["district", "cell"])
def test_the_map_shows_each_measure_with_a_legend_of_numbers(peopled, measure, by):
    page = main_of(peopled.browser().get(f"/population/?measure={measure}&by={by}"))
    if measure == "density" and by == "district":
        assert "population-map" not in page  # the cast's districts have no outline that was loaded
        return
    assert 'class="population-map"' in page and 'class="population-legend"' in page
    assert "style=" not in page


def test_nonsense_in_the_address_shows_the_usual_page(peopled):
    for asked in ("year=1900", "year=x", "measure=%3Cscript%3E", "by=moon"):
        page = main_of(peopled.browser().get(f"/population/?{asked}"))
        assert "2,900" in page and "<script>" not in page


def test_a_ward_has_its_districts_and_a_district_its_ward(peopled):
    """上区 2020: 2300; 65+ 500 of them: 21.7 %."""
    page = words_of(peopled.browser().get("/population/43991/"))
    assert "2,300" in page and "21.7%" in page and "桜校区" in page and "松原校区" not in page
    page = words_of(peopled.browser().get("/population/43991-01/?year=2040"))
    assert "1,000" in page and "900" in page and "−10.0%" in page and "上区" in page


def test_there_is_no_page_for_other_things(peopled):
    for code in ("nowhere", "c-sakura", "493140001"):
        assert peopled.browser().get(f"/population/{code}/").status_code == 404


def test_an_empty_city_says_what_to_do(town, tonari):
    for address in ("/population/", "/population/43991/", "/population/43991-01/"):
        assert 'class="empty"' in main_of(town.browser().get(address)), address
    assert 'class="empty"' in main_of(tonari.browser().get("/population/"))


def test_another_citys_people_are_not_shown(peopled, tonari):
    assert "2,900" not in main_of(tonari.browser().get("/population/"))
    assert tonari.browser().get("/population/43991/").status_code == 404


def test_what_staff_try_out_is_not_shown_to_the_public(town):
    base, control = people.count_of_2020(town), people.published(town)
    people.a_run(town, base, None, name="試し", grows=3)
    page = words_of(town.browser().get("/population/"))
    assert "2,340" in page and "7,020" not in page  # the published 2050, not three times as many
    people.a_run(town, base, control, name="正式", grows=2)
    assert "4,680" in words_of(town.browser().get("/population/"))


def test_a_newer_count_is_named_beside_the_one_the_projection_begins_from(peopled):
    register = people.table(peopled, "register", "register")
    row = people.row(peopled, register, peopled.areas["43991-01"], 2026, [90, 500, 190, 120], "observed")
    row.save()
    page = words_of(peopled.browser().get("/population/43991-01/"))
    assert "1,000" in page and "900" in page and "表 register" in page


def test_without_ages_there_is_no_pyramid_and_no_share(town):
    from wakimizu.apps.population.rows import row_of_total

    totals = people.table(town, "totals", "published")
    made = row_of_total(town.areas["43991"], people.DAY, "observed", 2300.0)
    made.city, made.table = town.city, totals
    made.save()
    page = main_of(town.browser().get("/population/43991/"))
    assert "2,300" in page and "pyramid-now" not in page and "–" in page


def test_no_page_asks_more_of_a_larger_city(peopled):
    pages = ["/population/", "/population/?by=cell&measure=change", "/population/43991/", "/population/43991-01/"]

    def asked():
        found = {}
        for address in pages:
            peopled.browser().get(address)
            with CaptureQueriesContext(connection) as counted:
                main_of(peopled.browser().get(address))
            found[address] = len(counted)
        return found

    few = asked()
    for n in range(5):
        people.a_run(peopled, queries.speaking().run.base, None, name=f"試し {n}")
    assert asked() == few
    assert max(few.values()) <= 14


def test_ages_fold_into_wider_groups():
    one = queries.Ages([0, 5, 10, 85], [1, 2, 3, 4], [1, 1, 1, 1], people.DAY)
    assert one.folded([0, 10]).male == [3, 7]
    same, other = queries.common(one, queries.Ages([0, 10, 90], [1, 1, 1], [1, 1, 1], people.DAY))
    assert same.ages == other.ages == [0, 10]


class TestOpenData:
    def test_what_the_page_rests_upon_can_be_taken_away(self, peopled):
        run = queries.speaking().run
        page = main_of(peopled.browser().get("/population/"))
        assert f"/opendata/population/{run.result.code}.csv" in page
        answer = peopled.browser().get(f"/opendata/population/{run.result.code}.csv")
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert any(line.startswith("43991,上区,2020-10-01,計,総数,2300,観測") for line in lines)

    def test_who_lives_alone_is_not_told_where_they_are_few(self, peopled):
        result = queries.speaking().run.result
        first, second = result.rows.order_by("day", "area__kind", "area__code")[:2]
        for row, alone in ((first, 9.9), (second, 40.0)):
            row.alone75 = alone
            row.save()

        def told(browser):
            answer = browser.get(f"/opendata/population/{result.code}.csv")
            lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
            return [line.split(",")[-1] for line in lines if ",計,総数," in line][:2]

        assert told(peopled.browser()) == ["", "40"]
        assert told(peopled.browser("policy", "hq-seisaku")) == ["9.9", "40"]
        type(second.area).objects.filter(pk=second.area_id).update(kind="mesh")
        assert "40" not in told(peopled.browser())

    def test_what_staff_try_out_is_for_staff(self, peopled):
        trial = people.a_run(peopled, queries.speaking().run.base, None, name="試し")
        address = f"/opendata/population/{trial.result.code}.csv"
        assert peopled.browser().get(address).status_code == 404
        assert peopled.browser("planner", "w-kami-machi").get(address).status_code == 200

    def test_there_is_no_other_file(self, peopled, tonari):
        assert peopled.browser().get("/opendata/population/nothing.csv").status_code == 404
        assert tonari.browser().get("/opendata/population/census.csv").status_code == 404
