"""Who lives where by five-year age: cells with suppressed counts, districts without cells, sets from two censuses."""

import json

import pytest

from tests.apps.population import five_year as five
from wakimizu.apps.city.operations import renew
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.population import estimates
from wakimizu.apps.population.estimates import Named
from wakimizu.apps.population.models import Assumptions, People, Run, Table
from wakimizu.apps.population.operations import ask_run
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
MESH = Named("mesh", "メッシュ", "Mesh", "国勢調査メッシュ")


@pytest.fixture
def place(town):
    five.census(five.with_city(town))
    five.totals(town)
    return town


def rows_of(table, kind):
    return {row.area.code: row for row in table.rows.filter(area__kind=kind).select_related("area")}


class TestMeshTable:
    def test_cells_say_what_was_observed_and_what_was_suppressed(self, place):
        five.with_cells(place)
        table = estimates.keep_mesh(place.system(), place.city, place.book, MESH)
        rows = rows_of(table, "mesh")
        assert {code: row.status for code, row in rows.items()} == {
            "493140001": "observed", "493140002": "estimated", "493140003": "estimated", "483177991": "observed",
        }  # fmt: skip
        assert table.ages == [0, 15, 20, 65, 75, 85] and table.kind == "mesh"
        assert rows["493140001"].male == [60, 20, 220, 50, 40, 10]
        assert (rows["493140001"].total, rows["493140001"].aged75, rows["493140001"].households) == (820, 130, 380)

    def test_a_suppressed_cell_takes_its_share_back(self, place):
        five.with_cells(place)
        rows = rows_of(estimates.keep_mesh(place.system(), place.city, place.book, MESH), "mesh")
        small, neighbour = rows["493140003"], rows["493140002"]
        assert small.total == 7 and sum(small.male) == pytest.approx(3, abs=0.01)
        assert small.male[0] / 3 == pytest.approx(neighbour.male[0] / 90, abs=0.001)

    def test_without_cells_there_is_nothing_to_keep(self, place):
        with pytest.raises(BadInput, match="import mesh"):
            estimates.keep_mesh(place.system(), place.city, place.book, MESH)


class TestFromCells:
    def test_cells_keep_their_broad_ages_and_wards_their_totals(self, place):
        five.with_cells(place)
        table = five.estimated(place)
        cells, wards = rows_of(table, "mesh"), rows_of(table, "ward")
        assert len(cells) == 4 and table.ages == five.AGES
        assert {code: row.total for code, row in wards.items()} == {"43991": 1000, "43992": 500}
        scale = 1000 / (820 + 200 + 7)
        big = cells["493140001"]
        assert sum(big.male[:3]) == pytest.approx(60 * scale, abs=0.01)
        assert sum(big.female[13:15]) == pytest.approx(60 * scale, abs=0.01)  # 65–74: 140 − 80
        assert big.aged75 == pytest.approx(130 * scale, abs=0.01)
        assert big.households == pytest.approx(380 * scale, abs=0.01)
        assert sum(row.total for code, row in cells.items() if code[:4] == "4931") == pytest.approx(1000, abs=0.01)

    def test_every_figure_says_that_it_is_estimated(self, place):
        five.with_cells(place)
        assert set(five.estimated(place).rows.values_list("status", flat=True)) == {"estimated"}

    def test_districts_and_the_city_are_sums_of_cells(self, place):
        five.with_cells(place)
        table = five.estimated(place)
        cells, districts = rows_of(table, "mesh"), rows_of(table, "district")
        assert sum(row.total for row in districts.values()) == pytest.approx(1500, abs=0.01)
        assert {code[:5] for code in districts} == {"43991", "43992"}
        assert rows_of(table, "city")[five.CODE].total == 1500
        assert districts["43992-02"].total == pytest.approx(cells["483177991"].total, abs=0.01)

    def test_without_totals_cells_stay_as_counted(self, place):
        five.with_cells(place)
        table = five.estimated(place, totals_of=None)
        assert rows_of(table, "city")[five.CODE].total == pytest.approx(820 + 200 + 7 + 500)

    def test_a_ward_without_a_total_is_named(self, place):
        five.with_cells(place)
        five.totals(place, [five.WARDS[0]], called={**five.TOTALS, "code": "half"})
        with pytest.raises(BadInput, match="no people of Shimo Ward in 2020"):
            five.estimated(place, totals_of="half")

    def test_cells_that_contradict_themselves_are_named(self, place):
        code, ward, into, groups, homes = five.CELLS[0]
        wrong = [*groups[:4], (30, 140), *groups[5:]]  # 65 and more: fewer men than at 75 and more
        five.with_cells(place, [(code, ward, into, wrong, homes), *five.CELLS[1:]])
        with pytest.raises(BadInput, match=code):
            five.estimated(place)
        assert not Table.objects.filter(code="base").exists()


class TestFromDistricts:
    def test_districts_have_the_citys_ages_and_their_wards_totals(self, place):
        for district, people in zip(place.districts.values(), (300, 100, 50, 0), strict=True):
            district.figures = {"people": people}
            district.save()
        renew(place.city.pk)
        table = five.estimated(place)
        rows = rows_of(table, "district")
        assert [rows[code].total for code in sorted(rows)] == [750, 250, 500, 0]
        share = rows["43991-01"].aged75 / rows["43991-01"].total
        assert share == pytest.approx(five.city_row(2015).aged75 / five.city_row(2015).total, abs=1e-5)
        assert set(table.rows.values_list("status", flat=True)) == {"estimated"}

    def test_without_any_figures_wards_are_estimated(self, place):
        table = five.estimated(place)
        assert set(table.rows.values_list("area__kind", flat=True)) == {"ward", "city"}
        with pytest.raises(BadInput, match="Neither cells nor districts"):
            five.estimated(place, totals_of=None)


class TestAssumptions:
    def test_two_censuses_give_cohort_change_and_children(self, place):
        made = five.a_set(place)
        change = made.values["cohort_change"]
        assert change[0][0][0] == pytest.approx(100 / 90) and change[0][1][3] == pytest.approx(110 / 99)
        assert made.values["children"][0] == pytest.approx(210 / (7 * 110))
        assert [table.code for table in made.estimated_from.all()] == ["census"]
        assert made.values["from"] == ["2010-10-01", "2015-10-01"]
        entry = Entry.objects.get(operation="name_assumptions")
        assert json.loads(entry.facts)["code"] == "change"

    def test_three_censuses_tell_how_much_rates_vary(self, place):
        years = (2000, 2005)
        five.census(place, five.census_lines(years, people=95), called={**five.CENSUS, "code": "older"})
        past = [five.city_row(year, "older") for year in years] + [five.city_row(2010), five.city_row(2015)]
        made = five.a_set(place, past=past)
        assert made.values["uncertainty"]["migration"] > 0 and made.values["uncertainty"]["fertility"] > 0

    @pytest.mark.parametrize("years", [(2015, 2015), (2015, 2010)])
    def test_years_that_are_not_a_group_apart_are_refused(self, place, years):
        with pytest.raises(BadInput, match="5 years apart"):
            five.a_set(place, points=[five.city_row(year) for year in years])

    def test_a_rate_above_one_is_refused(self, place):
        wrong = {"all": [[0.0] * 18 + [1.2], [0.0] * 19]}
        with pytest.raises(BadInput, match="above one"):
            five.a_set(place, headship=wrong)
        assert not Assumptions.objects.exists()

    def test_a_set_that_was_used_is_not_changed(self, place):
        five.with_cells(place)
        base, made = five.estimated(place), five.a_set(place)
        five.a_set(place)  # nobody has used it yet
        run = Run(city=place.city, name="x", base=base, base_day=five.DAY, assumptions=made, until=2030)
        ask_run(place.actor("planner", "w-kami-machi"), run=run)
        with pytest.raises(WrongState, match="another name"):
            five.a_set(place)

    def test_a_population_can_be_moved_on(self, place):
        called = Named("later", "2020年", "2020", "国勢調査")
        estimates.move_on(
            place.system(), place.city, row=five.city_row(2015), assumptions=five.a_set(place), called=called
        )
        row = five.city_row(2020, "later")
        assert row.status == "estimated" and row.male[1] == pytest.approx(100 * 100 / 90, abs=0.01)


def test_only_who_may_keep_tables_estimates(place):
    five.with_cells(place)
    with pytest.raises(NotPermitted):
        estimates.estimate_people(
            place.actor("planner", "w-kami-machi"), place.city, place.book,
            reference=five.city_row(2015), totals=None, day=five.DAY, called=MESH,
        )  # fmt: skip
    assert not People.objects.filter(table__code="mesh").exists()
