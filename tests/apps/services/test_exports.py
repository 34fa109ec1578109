"""What goes out comes in again: a file of ours changes nothing, as CSV or as a workbook."""

from datetime import date, time

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from wakimizu.apps.services import exports, imports
from wakimizu.apps.services.models import Observation, Offering, Service, Standard
from wakimizu.apps.services.national.gif import COLUMNS
from wakimizu.shared.workbooks import workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def filled(town, services, standard, offer):
    """A catalogue with a variant, every kind of cell, two versions of a standard, ended and running offers."""
    Service.objects.filter(code="juminhyo").update(
        law="住民基本台帳法第12条（抄）",
        content="一行目。\n二行目、「引用」。",
        columns={"キーワード": "証明;住所", "独自の列": "=1+1"},
        beneficiaries=["高齢者", "外国人"],
        valid_from=date(2026, 4, 1),
        valid_to=date(2028, 4, 1),
        online_url="https://example.jp/juminhyo",
        fee_note="1通",
    )
    Service.objects.create(
        city=town.city,
        code="juminhyo-kami",
        base=services["juminhyo"],
        change="1",
        ward=town.areas["43991"],
        owner=town.offices["hq-kocho"],
        name="住民票（上区・夜間）",
        summary="夜間",
    )
    standard("juminhyo", ward_office="full", branch="referral", wait_minutes=20, documents=["本人確認書類", "委任状"])
    standard(
        "juminhyo", ward_office="full", branch="full", since=date(2026, 10, 1), opens=time(8, 30), closes=time(23, 59)
    )
    standard("kaigo", ward_office="full", until=date(2027, 4, 1), documents=[], decided="hq", because="理由、あり")
    offer("juminhyo", "w-kami", days="mon-fri", opens=time(9), closes=time(16), note="昼も（受付）", decided="counter")
    offer("juminhyo", "b-kawabata", "referral", until=date(2026, 9, 1), documents=["印鑑"])
    offer("juminhyo", "b-kawabata", since=date(2026, 10, 1))
    Observation.objects.bulk_create(
        Observation(
            city=town.city, service=services["juminhyo"], office=town.offices["w-kami"], month=date(2026, n, 1), **facts
        )
        for n, facts in enumerate(
            (
                {"volume": 0},
                {"volume": 1200, "wait_minutes": 12.25, "lead_days": 0.0},
                {"volume": 7, "lead_days": 1 / 3},
            ),
            1,
        )
    )
    return town


KINDS = {
    "services": (lambda town: exports.services(town.book), imports.import_services, 4),
    "standards": (lambda town: exports.standards(), imports.import_standards, 3),
    "offerings": (lambda town: exports.offerings(), imports.import_offerings, 3),
    "observations": (lambda town: exports.observations(), imports.import_observations, 3),
}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_goes_out_comes_in_unchanged(filled, kind, form):
    sheet, take_in, rows = KINDS[kind]
    made = sheet(filled)
    content = workbook([made]) if form == "xlsx" else "".join(exports.csv_lines(made)).encode()
    report = take_in(filled.system(), filled.city, filled.book, content)
    assert report.counts == {"added": 0, "changed": 0, "unchanged": rows, "refused": 0}, report.told


@pytest.mark.parametrize("kind", KINDS)
def test_what_went_out_fills_an_empty_table_alike(filled, kind):
    """Taken out, emptied, taken in, taken out again: the same file."""
    sheet, take_in, _rows = KINDS[kind]
    before = "".join(exports.csv_lines(sheet(filled)))
    if kind == "services":
        for model in (Observation, Offering, Standard):
            model.objects.all().delete()
        Service.objects.exclude(base=None).delete()
        Service.objects.all().delete()
    else:
        {"standards": Standard, "offerings": Offering, "observations": Observation}[kind].objects.all().delete()
    report = take_in(filled.system(), filled.city, filled.book, before.encode())
    assert report.counts["refused"] == 0, report.told
    assert "".join(exports.csv_lines(sheet(filled))) == before.replace("（", "(").replace("）", ")").replace(
        *("タイトル(制度名)", "タイトル（制度名）")
    ).replace(*("サブタイトル(通称)", "サブタイトル（通称）"))


def test_the_catalogue_goes_out_in_the_national_columns_and_order(filled):
    header = next(exports.csv_lines(exports.services(filled.book))).strip("\ufeff\r\n").split(",")
    assert header[: len(COLUMNS)] == [column.name for column in COLUMNS]
    assert header[-1] == "独自の列"


def test_a_contact_is_always_said(filled):
    lines = list(exports.csv_lines(exports.services(filled.book)))
    assert all("広聴課" in line or "政策企画課" in line for line in lines[1:])


def test_the_catalogue_of_a_day(filled):
    codes = [row[3] for row in exports.services(filled.book, date(2026, 1, 1)).rows]
    assert codes == ["juminhyo-kami", "kaigo", "kokuho"]


def test_a_formula_stays_text(filled):
    line = next(line for line in exports.csv_lines(exports.services(filled.book)) if "=1+1" in line)
    assert ", =1+1" in line


def test_observations_of_some_months(filled):
    rows = list(exports.observations(since=date(2026, 2, 1), until=date(2026, 2, 1)).rows)
    assert [row[2] for row in rows] == ["2026-02"]
    assert not list(exports.observations(offices=[filled.offices["w-shimo"].pk]).rows)


def test_rows_are_made_as_they_are_asked_for(filled, django_assert_num_queries):
    with django_assert_num_queries(0):
        lines = exports.csv_lines(exports.observations())
        next(lines)
    with django_assert_num_queries(1):
        assert len(list(lines)) == 3


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_command_writes_what_the_command_takes(filled, tmp_path, ending, capsys):
    for kind in KINDS:
        file = tmp_path / f"{kind}.{ending}"
        call_command("export", kind, str(file), city="wakimizu")
        call_command("import", kind, str(file), city="wakimizu")
        assert "0 added, 0 changed" in capsys.readouterr().out
    assert not list(tmp_path.glob("*.part"))


def test_the_command_writes_to_the_screen(filled, capsys):
    call_command("export", "observations", "-", city="wakimizu")
    assert capsys.readouterr().out.splitlines()[1] == "juminhyo,w-kami,2026-01,0,,"


def test_the_command_says_what_it_cannot_write(filled, tmp_path):
    with pytest.raises(CommandError, match=r"\.csv or \.xlsx"):
        call_command("export", "services", str(tmp_path / "services.txt"), city="wakimizu")
    with pytest.raises(CommandError, match="Cannot write"):
        call_command("export", "services", str(tmp_path / "nowhere" / "services.csv"), city="wakimizu")
    with pytest.raises(CommandError, match="--city"):
        call_command("export", "services", str(tmp_path / "services.csv"), city="nowhere")
