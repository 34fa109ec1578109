"""Tables of people come in whole or not at all; what is wrong is named by line, with what to do."""

import json

import pytest

from tests.apps.population import five_year as five
from tests.apps.population.five_year import AGES, LABELS, census, census_lines, totals, with_city
from wakimizu.apps.city.models import Area
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.population import imports
from wakimizu.apps.population.models import People, Table
from wakimizu.shared.errors import BadInput, NotPermitted
from wakimizu.shared.scoping import in_city
from wakimizu.shared.workbooks import Sheet, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def place(town):
    return with_city(town)


def refusals(report):
    assert not Table.objects.exists() and not People.objects.exists(), "nothing may come in by half"
    assert report.counts["refused"] and not report.counts["added"]
    return [(line.number, line.sentence) for line in report.told]


def fates(report):
    return {fate: n for fate, n in report.counts.items() if n}


class TestCensus:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
    def test_it_comes_in_by_sex_and_age_with_its_sums(self, place, encoding):
        assert fates(census(place, encoding=encoding)) == {"added": 80}
        row = five.city_row(2015)
        assert (row.status, row.table.kind, row.table.ages) == ("observed", "census", AGES)
        assert (row.male, row.female) == ([100.0] * 19, [110.0] * 19)
        assert (row.total, row.aged65, row.aged75) == (19 * 210, 6 * 210, 4 * 210)
        assert str(row.day) == "2015-10-01"
        assert json.loads(Entry.objects.filter(operation="keep_table").get().facts)["rows"] == 2

    def test_unknown_ages_are_spread_by_sex_and_remembered(self, place):
        census(place, census_lines((2015,), unknown=(190, 0)))
        row = five.city_row(2015)
        assert row.male == [110.0] * 19 and row.female == [110.0] * 19
        assert row.unknown == [190, 0] and "spread" in row.table.note

    def test_the_same_file_again_changes_nothing(self, place):
        census(place)
        before = Entry.objects.count()
        assert fates(census(place)) == {"unchanged": 80}
        assert People.objects.count() == 2 and Entry.objects.count() == before

    def test_a_corrected_file_takes_its_place(self, place):
        census(place, census_lines((2015,)))
        assert fates(census(place, census_lines((2015,), people=120))) == {"changed": 40}
        assert People.objects.get().total == 120 * 38 and Table.objects.count() == 1

    def test_one_with_more_years_replaces_one_with_other_years_does_not(self, place):
        census(place, census_lines((2015,)))
        assert fates(census(place, census_lines((2010, 2015)))) == {"changed": 80}
        with pytest.raises(BadInput, match="2015, which this file has not"):
            census(place, census_lines((2010,)))
        assert People.objects.count() == 2

    def test_a_table_keeps_its_kind(self, place):
        census(place)
        with pytest.raises(BadInput, match="another kind"):
            totals(place, called={**five.TOTALS, "code": "census"})

    @pytest.mark.parametrize(
        ("change", "line", "because"),
        [
            (lambda ls: ls[5].replace(",100", ",-100"), 7, "-100 people. Correct"),
            (lambda ls: ls[5].replace(",100", ",many"), 7, "not a number of people"),
            (lambda ls: ls[5].replace(",M,", ",X,"), 7, "no sex"),
            (lambda ls: ls[5].replace(",2015,", ",1015,"), 7, "no year"),
            (lambda ls: ls[5].replace(LABELS[4], "old"), 7, "Write it as 0-4 or 90+"),
            (lambda ls: ls[5].replace(LABELS[4], LABELS[3]), 7, "twice"),
            (lambda ls: ls[5].replace("43999", "43111").replace("湧水市", "別の区"), 7, "no area “別の区”"),
            (lambda ls: ls[5].replace(",100", ",150"), 2, "add up to 1,950, the total says 1,900"),
        ],
    )
    def test_a_wrong_line_is_named(self, place, change, line, because):
        lines = census_lines((2015,))
        lines[5] = change(lines)
        assert any(number == line and because in sentence for number, sentence in refusals(census(place, lines)))

    @pytest.mark.parametrize(
        ("labels", "because"),
        [
            (LABELS[1:], "begin at 5. Begin at 0"),
            ([*LABELS[:3], *LABELS[4:]], "ages from 15 are missing. Add"),
            (LABELS[:-1], "ends at 89. Give an open one"),
            (["0-14", *LABELS[1:]], "from 0 and from 5 overlap"),
            ([*LABELS[:-1], "85歳以上"], "twice"),
        ],
    )
    def test_ages_that_do_not_nest_are_refused(self, place, labels, because):
        report = census(place, census_lines((2015,), labels=labels))
        assert any(because in sentence for _line, sentence in refusals(report))

    def test_an_age_that_one_sex_lacks_is_named(self, place):
        lines = [
            line for line in census_lines((2015,)) if not line.startswith(f"{five.CODE},湧水市,census,F,{LABELS[3]}")
        ]
        assert "ages from 15 are missing" in refusals(census(place, lines))[0][1]

    def test_years_with_other_ages_belong_into_another_file(self, place):
        short = [*LABELS[:-2], "85歳以上"]
        report = census(place, census_lines((2010,)) + census_lines((2015,), labels=short))
        assert "2015 has ages to 85+, others to 90+" in refusals(report)[0][1]

    def test_of_two_kinds_the_one_asked_for_is_taken(self, place):
        lines = census_lines((2015,)) + census_lines((2020, 2025), kind="ipss2018")
        with pytest.raises(BadInput, match="several kinds: census, ipss2018"):
            census(place, lines)
        assert fates(census(place, lines, kinds=imports.CENSUS)) == {"added": 40, "unchanged": 80}
        content = (five.LONG + "\n".join(lines)).encode()
        imports.import_published(place.system(), place.city, place.book, content, **five.TOTALS)
        statuses = dict(People.objects.filter(table__code="ipss").values_list("day__year", "status"))
        assert statuses == {2020: "estimated", 2025: "projected"}
        with pytest.raises(BadInput, match="No line"):
            census(place, census_lines((2015,), kind="x"), kinds=imports.CENSUS, called={**five.CENSUS, "code": "y"})

    def test_both_sexes_together_are_taken_where_they_are_not_told_apart(self, place):
        lines = [f"{five.CODE},湧水市,,計,{label},2015,10" for label in LABELS]
        census(place, [*lines, f"{five.CODE},湧水市,,計,総数,2015,190"])
        row = five.city_row(2015)
        assert (row.male, row.both, row.total, row.aged75) == ([], [10.0] * 19, 190, 40)

    def test_a_sum_of_both_sexes_is_checked_against_them(self, place):
        lines = [*census_lines((2015,)), f"{five.CODE},湧水市,census,計,総数,2015,5000"]
        assert "add up to 3,990, the total says 5,000" in refusals(census(place, lines))[0][1]

    def test_a_file_without_years_or_columns_says_what_is_missing(self, place):
        with pytest.raises(BadInput, match="年"):
            imports.import_census(place.system(), place.city, place.book, "性別,年齢,人口\n".encode(), **five.CENSUS)
        with pytest.raises(BadInput, match="人口"):
            imports.import_census(place.system(), place.city, place.book, "性別,年齢,年\n".encode(), **five.CENSUS)


class TestPublishedTotals:
    def test_totals_and_broad_ages_come_in_as_they_are(self, place):
        assert fates(totals(place)) == {"added": 3}
        table = Table.objects.get()
        assert (table.kind, table.ages) == ("published", [0, 15, 65])
        rows = {(row.area.code, row.day.year): row for row in People.objects.select_related("area")}
        assert len(rows) == 9
        now, later, last = (rows["43991", year] for year in (2020, 2025, 2030))
        assert (now.status, now.total, now.both, now.male) == ("observed", 1000, [], [])
        assert (later.status, later.total) == ("projected", 950)
        assert (last.both, last.total, last.aged65, last.aged75) == ([100, 500, 300], 900, 300, None)

    def test_japanese_headings_and_the_other_form_are_known(self, place):
        header = "地域コード,地域名,面積,2020年,2025年,2030年,0～14歳_2030年,15～64歳_2030年,65歳以上_2030年\n"
        content = (header + "\n".join(five.WARDS)).encode("cp932")
        imports.import_published(place.system(), place.city, place.book, content, **five.TOTALS)
        assert People.objects.get(area__code="43992", day__year=2030).both == [40, 250, 160]

    @pytest.mark.parametrize(
        ("wrong", "because"),
        [
            ("43991,上区,10,1000,950,-900,100,500,300", "-900 people"),
            ("43991,上区,10,1000,950,900,100,500,400", "add up to 1,000, the total says 900"),
            ("43991,上区,10,1000,990,900,100,500,300", "In 2025 the wards add up to 1,470, the city has 1,430"),
            ("43777,山区,10,1000,950,900,100,500,300", "no area “山区”"),
        ],
    )
    def test_a_wrong_row_is_named(self, place, wrong, because):
        report = totals(place, [five.WHOLE, wrong, five.WARDS[1]])
        assert any(because in sentence for _line, sentence in refusals(report))

    @pytest.mark.parametrize(
        ("groups", "because"),
        [("age0_14_2030,age20_64_2030,age65plus_2030", "15 are missing"), ("age0_14_2030,age10_64_2030,age65plus_2030", "overlap"),
         ("age5_14_2030,age15_64_2030,age65plus_2030", "begin at 5"), ("age0_14_2030,age15_64_2030,age65_99_2030", "ends at 99")],
    )  # fmt: skip
    def test_broad_ages_must_nest(self, place, groups, because):
        with pytest.raises(BadInput, match=because):
            totals(place, header=f"code,name,area_km2,2020,2025,2030,{groups}\n")

    def test_no_year_no_table(self, place):
        with pytest.raises(BadInput, match="No column is a year"):
            totals(place, ["43991,上区,10"], header="code,name,area_km2\n")


OLD_FORM = [
    "都道府県コード又は市区町村コード",
    "地域コード",
    "都道府県名",
    "市区町村名",
    "調査年月日",
    "地域名",
    "総人口",
    "男性",
    "女性",
]
NEW_FORM = ["全国地方公共団体コード", "地域コード", "地方公共団体名", "調査年月日", "地域名", "総人口", "男性", "女性"]
REGISTER = {"code": "register-2026", "name": "住民基本台帳", "source": "湧水市"}


def form(head):
    ages = [f"{first}-{first + 4}歳の{sex}" for first in range(0, 85, 5) for sex in ("男性", "女性")]
    return [*head, *ages, "85歳以上の男性", "85歳以上の女性", "世帯数", "備考"]


def register_row(header, name, people=10, **changed):
    known = {
        "地域コード": "", "調査年月日": "2026-04-01", "地域名": name, "総人口": people * 36, "男性": people * 18, "女性": people * 18,
        "世帯数": people * 15, header[0]: "43999",
    }  # fmt: skip
    return [str(changed.get(column, known.get(column, people if "歳" in column else ""))) for column in header]


def register(town, header, rows, encoding="utf-8", by=None, as_workbook=False):
    if as_workbook:
        content = workbook([Sheet("人口", header, rows)])
    else:
        content = "\n".join(",".join(row) for row in [header, *rows]).encode(encoding)
    return imports.import_register(by or town.system(), town.city, town.book, content, **REGISTER)


class TestRegister:
    @pytest.mark.parametrize("head", [OLD_FORM, NEW_FORM], ids=["old", "new"])
    @pytest.mark.parametrize("how", ["utf-8-sig", "cp932", "xlsx"])
    def test_both_forms_in_every_dress(self, place, head, how):
        header = form(head)
        rows = [register_row(header, "桜校区"), register_row(header, "川端", 20), register_row(header, "", 100)]
        dress = {"as_workbook": True} if how == "xlsx" else {"encoding": how}
        assert fates(register(place, header, rows, **dress)) == {"added": 3}
        kept = {row.area.name: row for row in People.objects.select_related("area")}
        assert set(kept) == {"桜校区", "川端校区", "湧水市"}
        row = kept["桜校区"]
        assert (row.total, row.households, row.aged75, str(row.day)) == (360, 150, 60, "2026-04-01")
        assert Table.objects.get().ages == list(range(0, 90, 5))
        assert fates(register(place, header, rows, **dress)) == {"unchanged": 3}

    def test_the_columns_cities_publish_are_known(self, place, shared_data):
        headers = json.loads((shared_data / "opendata" / "open_data_headers.json").read_text())
        for name in ("地域・年齢別人口(旧)", "地域・年齢別人口(新)"):
            header = headers[name]["cols"]
            row = register_row(header, "桜校区")
            assert register(place, header, [row]).counts["refused"] == 0

    def test_ninety_and_over_may_stand_apart(self, place):
        header = [column.replace("85歳以上", "90歳以上") for column in form(NEW_FORM)]
        header[-4:-4] = ["85-89歳の男性", "85-89歳の女性"]
        row = register_row(header, "桜校区", 総人口=380, 男性=190, 女性=190)
        assert fates(register(place, header, [row])) == {"added": 1}
        assert Table.objects.get().ages == AGES

    def test_withheld_ages_leave_the_total(self, place):
        header = form(NEW_FORM)
        rows = [
            register_row(header, "桜校区"),
            register_row(header, "川端校区", **{"0-4歳の男性": "X", "総人口": "7", "世帯数": "*"}),
        ]
        report = register(place, header, rows)
        assert fates(report) == {"added": 2} and "withheld" in report.told[0].sentence
        row = People.objects.get(area__name="川端校区")
        assert (row.total, row.male, row.aged65, row.households) == (7, [], None, None)

    def test_a_block_is_found_by_its_name_unless_two_have_it(self, place):
        for ward in ("43991", "43992"):
            Area.objects.create(city=place.city, kind="block", code=f"{ward}-b", name="本町", parent=place.areas[ward])
        Area.objects.create(city=place.city, kind="block", code="43991-c", name="新町", parent=place.areas["43991"])
        header = form(NEW_FORM)
        report = register(place, header, [register_row(header, "新町"), register_row(header, "本町")])
        assert refusals(report) == [(3, "Several areas are called “本町”. Give their codes.")]
        report = register(
            place, header, [register_row(header, "本町", 地域コード="43992-b"), register_row(header, "新町")]
        )
        assert fates(report) == {"added": 2}

    @pytest.mark.parametrize(
        ("changed", "because"),
        [
            ({"0-4歳の女性": "-3"}, "-3 people"),
            ({"総人口": "999"}, "add up to 360, the total says 999"),
            ({"女性": "99"}, "add up to 180, the total says 99"),
            ({"調査年月日": "spring"}, "not a day"),
            ({"地域名": "月校区"}, "no area “月校区”"),
            ({"全国地方公共団体コード": "131105"}, "another city's file"),
        ],
    )
    def test_a_wrong_row_is_named(self, place, changed, because):
        header = form(NEW_FORM)
        report = register(place, header, [register_row(header, "川端校区"), register_row(header, "桜校区", **changed)])
        assert [(line, because in sentence) for line, sentence in refusals(report)] == [(3, True)]

    def test_an_area_may_stand_once_a_day(self, place):
        header = form(NEW_FORM)
        report = register(place, header, [register_row(header, "桜校区"), register_row(header, "桜校区")])
        assert "twice" in refusals(report)[0][1]

    def test_another_years_table_needs_another_name(self, place):
        header = form(NEW_FORM)
        register(place, header, [register_row(header, "桜校区")])
        with pytest.raises(BadInput, match="2026, which this file has not"):
            register(place, header, [register_row(header, "桜校区", 調査年月日="2027-04-01")])


@pytest.mark.parametrize(
    ("role", "office"), [("planner", "w-kami-machi"), ("clerk", "w-kami-kumin"), ("auditor", "hq-seisaku")]
)
def test_whoever_may_not_keep_tables_takes_nothing_in(place, role, office):
    for take in (census, totals):
        with pytest.raises(NotPermitted):
            take(place, by=place.actor(role, office))
    assert not Table.objects.exists()
    census(place, by=place.actor("policy", "hq-seisaku"))
    assert Entry.objects.get(operation="keep_table").role == "policy"


def test_cities_are_kept_apart(place, tonari):
    census(place)
    with in_city(tonari.city.pk):
        assert not Table.objects.exists() and not People.objects.exists()
        report = census(tonari, by=tonari.system(), called={**five.CENSUS, "code": "mine"})
        assert report.counts["refused"]  # the first city's code is no area there
    with pytest.raises(NotPermitted, match="another municipality"):
        census(place, by=tonari.system(), called={**five.CENSUS, "code": "theirs"})


def test_the_published_file_of_the_city_comes_in_both_ways(place, shared_data, db):
    """The census part and the projection part of one file, for a city of that code."""
    content = (shared_data / "population" / "kumamoto_age_sex_census1980-2015_ipss2018.csv").read_bytes()
    content = content.replace(b"43100,", b"43999,")
    report = imports.import_census(place.system(), place.city, place.book, content, kinds=imports.CENSUS, **five.CENSUS)
    assert report.counts == {"added": 336, "changed": 0, "unchanged": 280, "refused": 0}
    imports.import_published(place.system(), place.city, place.book, content, **five.TOTALS)
    assert People.objects.filter(table__code="census").count() == 8
    row = five.city_row(2015)
    assert (row.total, row.unknown) == (740822, [4020.0, 3222.0])
    assert five.city_row(2045, "ipss").total == 326696 + 363473
