"""Sets of assumptions as files: out, changed in a spreadsheet, in again under another name; and the command that makes them."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from tests.apps.population import five_year as five
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.population import exports, sets
from wakimizu.apps.population.models import Assumptions, Run, Table
from wakimizu.apps.population.operations import ask_run, name_assumptions
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HEADER = "項目,期間,性別,年齢,値\n"


@pytest.fixture
def place(town):
    five.peopled(town)
    return town


def written(made):
    return "".join(exports.csv_lines(sets.figures_of(made)))


def take(place, text, code="change", by=None):
    return sets.import_set(by or place.system(), place.city, text.encode(), code=code, name="仮定", source="試算")


def test_a_set_comes_back_unchanged(place):
    made = Assumptions.objects.get()
    text = written(made)
    lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert len(lines) == 1 + 3 * 38 + 2
    assert take(place, text).counts == {"added": 0, "changed": 0, "unchanged": len(lines) - 1, "refused": 0}


def test_a_changed_one_comes_in_under_another_name(place):
    made = Assumptions.objects.get()
    made.values |= {"survival": [[0.99] * 19] * 2, "net_migration": [[[-0.01] * 19] * 2, [[0.0] * 19] * 2]}
    del made.values["cohort_change"]
    text = written(made).replace("独居率,,女", "headship.alone,,F")
    report = take(place, text, "halved")
    assert report.counts["refused"] == 0, report.told
    new = Assumptions.objects.get(code="halved")
    assert {name: new.values[name] for name in ("survival", "net_migration", "headship")} == {
        name: made.values[name] for name in ("survival", "net_migration", "headship")
    }
    assert new.ages == five.AGES and Entry.objects.filter(operation="name_assumptions").count() == 2
    run = Run(
        city=place.city, name="x", base=Table.objects.get(code="base"), base_day=five.DAY, assumptions=new, until=2030
    )
    ask_run(place.system(), run=run)
    with pytest.raises(WrongState):
        take(place, text.replace("0.99", "0.98"), "halved")


@pytest.mark.parametrize(
    ("line", "changed", "because"),
    [
        ("世帯主率,,男,90歳以上,0.5", "世帯主率,,男,90歳以上,1.5", "世帯主率 is 1.5, but a share lies between 0 and 1. Is it in per cent?"),
        ("世帯主率,,男,90歳以上,0.5", "世帯主率,,男,90歳以上,-0.5", "between 0 and 1"),
        ("世帯主率,,男,90歳以上,0.5", "世帯主率,,男,90歳以上,half", "not a number"),
        ("世帯主率,,男,90歳以上,0.5", "世帯主率,፩,男,90歳以上,0.5", "no period of this item"),
        ("世帯主率,,男,90歳以上,0.5", f"世帯主率,{'9' * 5000},男,90歳以上,0.5", "no period of this item"),
        ("世帯主率,,男,90歳以上,0.5", "世帯主率,1,男,90歳以上,0.5", "no period of this item"),
        ("世帯主率,,男,90歳以上,0.5", "世帯主率,,X,90歳以上,0.5", "no sex"),
        ("世帯主率,,男,90歳以上,0.5", "世帯主率,,男,85～89歳,0.5", "twice"),
        ("世帯主率,,男,90歳以上,0.5", "主率,,男,90歳以上,0.5", "no item of a set"),
        ("世帯主率,,男,90歳以上,0.5", "世帯主率,,男,85歳以上,0.5", "differs from that of other lines"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named(place, line, changed, because):
    text = written(Assumptions.objects.get())
    assert line in text
    report = take(place, text.replace(line, changed), "wrong")
    number = text.splitlines().index(line) + 1
    assert [(told.number, because in told.sentence) for told in report.told] == [(number, True)]
    assert not Assumptions.objects.filter(code="wrong").exists()


@pytest.mark.parametrize(
    ("gone", "because"),
    [
        ("世帯主率,,男,90歳以上", "世帯主率 lacks the age 90"),
        ("男児の割合", "no 男児の割合"),
        ("コーホート変化率", "no cohort_change|no survival"),
    ],
)
def test_what_is_missing_is_named(place, gone, because):
    text = "\n".join(line for line in written(Assumptions.objects.get()).splitlines() if not line.startswith(gone))
    with pytest.raises(BadInput, match=because):
        take(place, text, "wrong")


def test_a_survival_above_one_never_becomes_a_set(place):
    made = Assumptions(city=place.city, code="x", name="x", source="x", ages=five.AGES)
    made.values = {"survival": [[1.2] + [0.9] * 18] * 2, "children": 0.2, "boys": 0.5}
    with pytest.raises(BadInput, match=r"survival is 1.2.*men, age 0–4.*share of people"):
        name_assumptions(place.system(), assumptions=made)
    with pytest.raises(NotPermitted):
        name_assumptions(place.actor("planner", "w-kami-machi"), assumptions=made)


def test_from_tables_to_a_projection_on_the_command_line(place, tmp_path, capsys):
    call_command("project", "assumptions", points="census:2010,2015", code="mine", city="wakimizu")
    call_command("project", "people", reference="census:2015", totals="ipss", year=2020, code="ours", city="wakimizu")
    call_command("project", "run", base="ours:2020", assumptions="mine", control="ipss", until=2030, city="wakimizu")
    out = capsys.readouterr().out
    assert "The set mine is made." in out and "4 areas to 2030. The table run-" in out
    assert Table.objects.get(kind="run").rows.get(area__kind="city", day__year=2030).total == 1350
    file = tmp_path / "set.csv"
    call_command("export", "assumptions", str(file), table="mine", city="wakimizu")
    call_command("import", "assumptions", str(file), city="wakimizu")
    assert Assumptions.objects.filter(code="set").exists()


@pytest.mark.parametrize(
    ("words", "because"),
    [
        ({"what": "assumptions", "points": "census:2010,2015"}, "--code"),
        ({"what": "assumptions", "points": "census:1990,2015", "code": "x"}, "no people of “1990”"),
        ({"what": "people", "reference": "nothing:2015", "code": "x"}, "Choose one of"),
        ({"what": "run", "base": "base:2020", "assumptions": "nothing"}, "Choose one of: change"),
        ({"what": "run", "base": "base:2020", "assumptions": "change", "until": 2033}, "Choose 2035"),
    ],
)
def test_what_the_command_cannot_do_it_says(place, words, because):
    words = dict(words)
    with pytest.raises(CommandError, match=because):
        call_command("project", words.pop("what"), city="wakimizu", **words)


def test_the_page_gives_a_set_out_and_takes_it_in_under_another_name(place):
    from django.core.files.uploadedfile import SimpleUploadedFile

    browser = place.browser("policy", "hq-seisaku")
    made = Assumptions.objects.get()
    assert f"/desk/population/assumptions/{made.code}/download/" in browser.get("/desk/population/").content.decode()
    out = browser.get(f"/desk/population/assumptions/{made.code}/download/")
    assert out.content.decode() == written(made)
    facts = {"kind": "assumptions", "code": "second", "name": "二つ目", "source": "試算"}
    answer = browser.post(
        "/desk/population/import/", {**facts, "file": SimpleUploadedFile("set.csv", out.content, "text/csv")}
    )
    assert answer.status_code == 200
    second = Assumptions.objects.get(code="second").values
    assert second["cohort_change"] == made.values["cohort_change"]
    planner = place.browser("planner", "w-kami-machi")
    assert planner.post("/desk/population/import/", facts).status_code == 403
