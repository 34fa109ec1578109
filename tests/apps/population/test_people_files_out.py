"""What goes out comes in again and changes nothing; wholes are checked on the command line too."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from tests.apps.population import five_year as five
from tests.apps.population.test_people_files_in import NEW_FORM, REGISTER, form, register, register_row
from wakimizu.apps.population import exports, imports
from wakimizu.apps.population.models import People, Table
from wakimizu.shared.errors import BadInput

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def place(town):
    return five.with_city(town)


def written(sheet):
    return "".join(exports.csv_lines(sheet)).encode()


def read(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_national_form_comes_back_unchanged(place):
    header = form(NEW_FORM)
    rows = [
        register_row(header, "桜校区"),
        register_row(header, "川端校区", 20),
        register_row(header, "松原校区", **{"0-4歳の男性": "X"}),
    ]
    register(place, header, rows)
    table = Table.objects.get()
    content = written(exports.national(table, place.book))
    first = content.decode("utf-8-sig").splitlines()[0]
    assert first == ",".join(header)
    assert {row["全国地方公共団体コード"] for row in read(content)} == {"439991"}
    before = list(People.objects.order_by("pk").values())
    report = imports.import_register(place.system(), place.city, place.book, content, **REGISTER)
    assert report.counts == {"added": 0, "changed": 0, "unchanged": 3, "refused": 0}
    assert list(People.objects.order_by("pk").values()) == before


def test_a_census_to_ninety_goes_out_to_eighty_five(place):
    five.census(place, five.census_lines((2015,)))
    row = read(written(exports.national(Table.objects.get(), place.book)))[0]
    assert (row["総人口"], row["80-84歳の女性"], row["85歳以上の男性"], row["85歳以上の女性"]) == (
        "3990",
        "110",
        "200",
        "220",
    )
    assert (row["調査年月日"], row["備考"]) == ("2015-10-01", "観測")


def test_one_figure_a_line_comes_back_unchanged(place):
    five.census(place, five.census_lines((2010, 2015), unknown=(19, 38)))
    content = written(exports.figures(Table.objects.get()))
    assert len(read(content)) == 2 * (1 + 2 * 19)
    report = imports.import_census(place.system(), place.city, place.book, content, **five.CENSUS)
    assert report.counts == {"added": 0, "changed": 0, "unchanged": 78, "refused": 0}


def test_an_estimate_keeps_its_status_and_households_under_another_name(place):
    five.peopled(place)
    content = written(exports.figures(Table.objects.get(code="base")))
    lines = read(content)
    assert {line["区分"] for line in lines} == {"推定"}
    imports.import_census(place.system(), place.city, place.book, content, code="copy", name="写し", source="推定")
    ours, copies = (
        {
            row.area_id: (row.status, row.male, row.total, row.households)
            for row in People.objects.filter(table__code=code)
        }
        for code in ("base", "copy")
    )
    assert ours.keys() == copies.keys()
    for area, (status, male, total, homes) in ours.items():
        assert copies[area][:2] == (status, male) and copies[area][3] == homes
        assert copies[area][2] == pytest.approx(total, abs=0.02)


def test_published_totals_go_out_with_what_they_know(place):
    five.totals(place)
    lines = read(written(exports.figures(Table.objects.get())))
    assert [line["人口"] for line in lines if line["地域コード"] == "43991"] == [
        "1000",
        "950",
        "900",
        "100",
        "500",
        "300",
    ]
    with pytest.raises(BadInput, match="no five-year ages"):
        exports.national(Table.objects.get(), place.book)


def test_rows_are_read_as_they_are_sent(place, django_assert_num_queries):
    five.peopled(place)
    table = Table.objects.get(code="base")
    with django_assert_num_queries(1):
        assert len(list(exports.csv_lines(exports.figures(table)))) > 300


def test_the_command_line_takes_in_and_writes(place, tmp_path, capsys):
    file = tmp_path / "census-2015.csv"
    file.write_text(five.LONG + "\n".join(five.census_lines((2015,)) + five.census_lines((2020, 2025), kind="ipss")))
    call_command("import", "census", str(file), city="wakimizu")
    call_command("import", "projection", str(file), city="wakimizu")
    assert dict(Table.objects.values_list("code", "kind")) == {
        "census-2015": "census",
        "census-2015-projection": "published",
    }
    target = tmp_path / "out.csv"
    call_command("export", "figures", str(target), table="census-2015", city="wakimizu")
    assert len(read(target.read_bytes())) == 39
    call_command("export", "people", str(tmp_path / "out.xlsx"), table="census-2015", city="wakimizu")
    with pytest.raises(CommandError, match="Choose one of: census-2015"):
        call_command("export", "figures", str(target), table="nothing", city="wakimizu")
    file.write_text(file.read_text().replace(",110", ",-110"))
    with pytest.raises(SystemExit):
        call_command("import", "census", str(file), city="wakimizu")
    assert "census-2015.csv:23: refused: There cannot be -110 people" in capsys.readouterr().out
