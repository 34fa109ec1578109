"""wakimizu realign: the same study as on the page, by name or file, printed or written; what it refuses."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import load_workbook

from tests.apps.network import small
from wakimizu.apps.network import queries, tasks
from wakimizu.apps.network.models import Scenario, Study
from wakimizu.pages.management.commands.realign import columns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def realign(*words, capsys=None, **more):
    call_command("realign", *words, **more)
    return capsys.readouterr().out if capsys else ""


def test_by_its_short_name_it_finds_what_the_page_finds(place, capsys):
    page = small.study(place)
    told = realign("plan", capsys=capsys)
    assert "b-umibe" in told and "Community centre" in told and "proven" in told
    assert [study.result["changes"] for study in Study.objects.all()] == [page.result["changes"]] * 2


def test_a_file_is_kept_as_a_scenario_and_changed_by_the_next(place, tmp_path, capsys):
    file = tmp_path / "cheap.toml"
    file.write_text('name = "安く"\n[periods]\nyears = [2027]\nuntil = 2032\n[roles.branch]\nyen = 90_000_000\n')
    realign(str(file), capsys=capsys)
    assert Scenario.objects.get().code == "cheap"
    file.write_text(queries.file_of(Scenario.objects.get()).replace("安く", "もっと安く"))
    realign(str(file), capsys=capsys)
    assert Scenario.objects.get().name == "もっと安く" and Study.objects.count() == 2


def test_json_is_the_result_and_the_workbook_is_written_whole(place, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(tasks, "processes", lambda: 1)
    small.scenario(place)
    out = tmp_path / "plan.xlsx"
    told = realign(
        "plan", "--json", "--frontier", "3", "--out", str(out), "--gap", "0.01", "--seconds", "20", capsys=capsys
    )
    study = Study.objects.get()
    assert json.loads(told) == study.result and (study.gap_asked, study.seconds_asked, study.points) == (0.01, 20, 3)
    assert "Cost against access" in load_workbook(out).sheetnames


def test_what_cannot_be_met_is_said(place, capsys):
    small.scenario(place, terms={**small.CHEAP, "guards": {"yen": [{"yen": 1}]}})
    assert "These cannot be met together:" in realign("plan", capsys=capsys)


@pytest.mark.parametrize(
    ("words", "because"),
    [
        (["nothing"], "There is no scenario “nothing”"),
        (["nothing.toml"], "Cannot use nothing.toml"),
        (["plan", "--out", "plan.csv"], "end in .xlsx"),
        (["plan", "--gap", "2"], "A gap is a share"),
        (["plan", "--frontier", "1"], "2 points or more"),
    ],
)
def test_what_it_refuses(place, words, because):
    small.scenario(place)
    with pytest.raises(CommandError, match=because):
        realign(*words)


def test_a_file_with_wrong_lines_is_refused_with_each_of_them(place, tmp_path):
    file = tmp_path / "wrong.toml"
    file.write_text("[weights]\nminute = -1\n[effort]\ngap = 5\n")
    with pytest.raises(CommandError, match=r"(?s)line 2 \(weights.minute\).*line 4 \(effort.gap\)"):
        realign(str(file))
    assert not Scenario.objects.exists()


def test_what_the_city_does_not_have_is_named_with_its_line(place, tmp_path):
    file = tmp_path / "wrong.toml"
    file.write_text("[sites]\ntogether = 100\nkeep = ['b-nowhere']\n")
    with pytest.raises(CommandError, match=r"line 3 \(sites.keep\): There is no counter with the code “b-nowhere”"):
        realign(str(file))


def test_a_study_that_fails_says_why(place):
    small.scenario(place)
    from wakimizu.apps.services.models import Observation

    Observation.objects.all().delete()
    with pytest.raises(CommandError, match="Take observations in"):
        realign("plan")


def test_columns_are_as_wide_as_their_words():
    assert columns([["a", "区"], ["総合", "b"]]) == ["a     区", "総合  b"]
