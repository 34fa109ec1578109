"""Studies out: the workbook with all its sheets, single tables as CSV, safe in a spreadsheet; drawn without the engine."""

import csv
import io

import pytest
from django.utils import translation
from openpyxl import load_workbook

from tests.apps.network import small
from wakimizu.apps.network import analysis, exports, tasks
from wakimizu.apps.network.models import Study

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def study(place, monkeypatch):
    monkeypatch.setattr(tasks, "processes", lambda: 1)
    small.study(place, kind="frontier", points=3)

    def no_engine(*args, **more):
        raise AssertionError("an export must not compute anything")

    for name in ("solve", "allot", "spread"):
        monkeypatch.setattr(analysis, name, no_engine)
    return Study.objects.get()


def book_of(study):
    return load_workbook(io.BytesIO(exports.study_workbook(study)))


def rows(study, table):
    return list(csv.DictReader(io.StringIO("".join(exports.study_csv(study, table)).lstrip("\ufeff"))))


def test_the_workbook_has_a_sheet_for_everything(study):
    assert book_of(study).sheetnames == [
        "Summary", "Offices", "Districts", "Minutes", "Cost and staff", "Community centres", "Guards",
        "Cost against access", "Assumptions", "Sources",
    ]  # fmt: skip


def test_offices_stand_with_their_roles_visits_and_staff(study):
    sheet = rows(study, "roles")
    assert {row["Code"]: (row["Today"], row["2027–2031"], row["Up for decision"]) for row in sheet}["b-umibe"] == (
        "Branch", "Community centre", "yes",
    )  # fmt: skip
    assert float(sheet[0]["Visits a year 2027–2031 after"]) > float(sheet[0]["Visits a year 2027–2031 before"])


def test_districts_are_told_by_period_and_age(study):
    sheet = rows(study, "districts")
    assert len(sheet) == 4 * 2 * 3
    row = next(row for row in sheet if row["Code"] == "43991-02" and row["Age"] == "75 or more")
    assert (row["People"], row["People farther"], row["People nearer"]) == ("100", "100", "0")
    assert float(row["Minutes after"]) > float(row["Minutes before"])


def test_assumptions_are_named_as_in_the_file(study):
    found = {(row["Table"], row["Name"]): row["Value"] for row in rows(study, "assumptions")}
    assert found["roles.branch", "yen"] == "30000000" and found["periods", "years"] == "2027, 2032"
    assert ("digital#1", "year") in found


def test_costs_add_up_and_sources_are_named(study):
    costs = [row for row in rows(study, "costs") if row["Years"] == "2027–2031"]
    assert costs[3]["What"] == "Together"
    assert float(costs[3]["This plan"]) == pytest.approx(sum(float(row["This plan"]) for row in costs[:3]), abs=3)
    assert any("Estimated" in row["Value"] for row in rows(study, "sources"))


def test_a_name_that_looks_like_a_formula_stays_text(study):
    study.result["sites"][0]["name_en"] = study.result["districts"][0]["name_en"] = "=1+1"
    sheet = book_of(study)["Offices"]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")
    assert rows(study, "districts")[0]["District"] == " =1+1"


def test_every_table_can_be_had_as_csv(study):
    for table in exports.TABLES:
        assert len(list(exports.study_csv(study, table))) > (table != "guards"), table
    with pytest.raises(KeyError):
        exports.study_csv(study, "nothing")


def test_without_a_plan_there_are_guards_and_what_stands_against_each_other(place):
    study = small.study(place, {**small.CHEAP, "guards": {"yen": [{"yen": 1}]}})
    assert book_of(study).sheetnames == ["Summary", "Guards", "Assumptions", "Sources"]


def test_it_speaks_japanese_where_the_reader_does(study):
    with translation.override("ja"):
        assert rows(study, "roles")[0]["コード"] == "w-kami"
