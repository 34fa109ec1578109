"""Duties and allotments from files: what is taken, what is refused and why, and the workbook that comes back unchanged."""

import io
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import translation
from openpyxl import Workbook, load_workbook

from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.services.duties import allotments
from wakimizu.apps.services.duties.comparison import compare
from wakimizu.apps.services.duties.rules import faults
from wakimizu.apps.services.duties.units import Units
from wakimizu.apps.services.duties.workbook import allotment_workbook
from wakimizu.apps.services.models import Allotment, Duty, DutyPart
from wakimizu.apps.services.operations import put_in_force
from wakimizu.shared.errors import BadInput, NotPermitted

DUTIES = "事務番号,事務,英語名,分野\nD1,道路の小修繕,Small road repairs,土木\nD2,市民の声の受付,Voices,広聴\n"
TODAY = """# 名称: 現行
# name_en: Today
# 説明: いまの分掌
事務番号,区分,組織コード,実施方法,人工,年間件数,備考
D1,基準設定,hq-road,,0.5,,
D1,予算,hq-road,,0.5,,
D1,決定,hq-road,直営,1,,
D1,実施,hq-road,直営,4,1500,
D1,実施,ward:machi,委託,2.5,"1,200",応急のみ
D2,decide,広聴課,direct,1,,
D2,deliver,各区のまちづくり推進課,direct,3,900,
"""


@pytest.fixture
def duties(town) -> None:
    allotments.import_duties(town.system(), town.city, DUTIES.encode())


def take_in(town, text: str | bytes = TODAY, code: str = "today"):
    content = text if isinstance(text, bytes) else text.encode()
    return allotments.import_allotment(town.system(), town.book, content, code)


def told(report) -> list[str]:
    return [f"{line.number}: {line.sentence}" for line in report.told]


def stored(code: str = "today") -> list[DutyPart]:
    return allotments.parts_of(Allotment.objects.get(code=code))


# ── duties ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_duties_are_taken_in_once(town, english, encoding):
    first = allotments.import_duties(town.system(), town.city, DUTIES.encode(encoding))
    again = allotments.import_duties(town.system(), town.city, DUTIES.encode(encoding))
    assert (first.counts["added"], again.counts["unchanged"], Duty.objects.count()) == (2, 2, 2)
    assert Entry.objects.filter(operation="name_duties").count() == 1


def test_a_duty_changes_its_name_and_keeps_its_number(town, duties):
    report = allotments.import_duties(town.system(), town.city, DUTIES.replace("小修繕", "維持").encode())
    assert (report.counts["changed"], report.counts["unchanged"]) == (1, 1)
    assert Duty.objects.get(code="D1").name == "道路の維持"


def test_a_duty_belongs_to_a_service(town, services, english):
    file = "code,name,service\nD1,証明,juminhyo\nD2,別の,nothing\n"
    report = allotments.import_duties(town.system(), town.city, file.encode())
    assert told(report) == ["3: There is no service “nothing” in the catalogue."]
    assert Duty.objects.get(code="D1").service == services["juminhyo"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",名なし番号", "Give the duty's number and name."),
        ("D9,", "Give the duty's number and name."),
        ("D1,二度目", "The duty “D1” stands in the file twice."),
        ("D9," + "長" * 121, "“長長長長長長長長長長長長長長長長長長長長…” is too long: at most 120 letters."),
    ],
)
def test_a_duty_that_cannot_be_taken_says_why(town, english, row, sentence):
    report = allotments.import_duties(town.system(), town.city, f"code,name\nD1,よい事務\n{row}\n".encode())
    assert told(report) == [f"3: {sentence}"]
    assert Duty.objects.count() == 1


# ── an allotment ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_an_allotment_is_taken_in_and_says_its_own_name(town, duties, encoding):
    report = take_in(town, TODAY.encode(encoding))
    assert report.counts["added"] == 7, told(report)
    allotment = Allotment.objects.get()
    assert (allotment.code, allotment.name, allotment.name_en, allotment.note) == (
        "today",
        "現行",
        "Today",
        "いまの分掌",
    )
    row = next(each for each in stored() if each.note)
    assert (row.unit, row.mode, row.fte, row.cases) == ("ward:machi", "outsourced", Decimal("2.5"), 1200)
    assert {each.unit for each in stored() if each.duty.code == "D2"} == {"hq-kocho", "ward:machi"}


def test_the_same_file_again_changes_nothing(town, duties):
    take_in(town)
    entries = Entry.objects.count()
    numbers = [row.pk for row in stored()]
    assert take_in(town).counts["unchanged"] == 7
    assert [row.pk for row in stored()] == numbers
    assert Entry.objects.count() == entries


def test_what_the_file_does_not_hold_is_taken_out_and_told(town, duties, english):
    take_in(town)
    report = take_in(
        town,
        TODAY.replace("D2,decide,広聴課,direct,1,,\n", "").replace("D1,決定,hq-road,直営,1", "D1,決定,hq-road,直営,2"),
    )
    assert (report.counts["changed"], report.counts["unchanged"]) == (1, 5)
    assert told(report) == ["0: 1 part that the file does not hold is taken out."]
    assert len(stored()) == 6


BAD = [
    ("D9,実施,hq-road,,1,,", "There is no duty “D9”. Take the duties in first."),
    ("D1,踊り,hq-road,,1,,", "The part “踊り” is not known. Use: 企画, 基準設定, 予算, 決定, 実施, 支援."),
    ("D1,企画,hq-moon,,1,,", "There is no unit “hq-moon”. Write an office's code or name, or ward: and a division's ending."),
    ("D1,企画,ward:moon,,1,,", "There is no unit “ward:moon”. Write an office's code or name, or ward: and a division's ending."),
    ("D1,企画,,,1,,", "There is no unit “”. Write an office's code or name, or ward: and a division's ending."),
    ("D1,企画,hq-road,魔法,1,,", "“魔法” is no way to hold a part. Use: 直接実施, 集約, 委託."),
    ("D1,企画,hq-road,,-1,,", "Staff cannot be fewer than none: -1."),
    ("D1,企画,hq-road,,many,,", "“many” is no number of staff. Write it as 2.5."),
    ("D1,企画,hq-road,,1.00E+12,,", "“1.00E+12” is no number of staff. Write it as 2.5."),
    ("D1,企画,hq-road,,NaN,,", "“NaN” is no number of staff. Write it as 2.5."),
    ("D1,企画,hq-road,,0.125,,", "Staff are counted in hundredths at most: 0.125."),
    ("D1,企画,hq-road,,1,-5,", "“-5” is no number of cases. Write it as 1200."),
    pytest.param(f"D1,企画,hq-road,,1,{'9' * 5000},", f"“{'9' * 20}” is no number of cases. Write it as 1200.", id="5,000 digits"),
    ("D1,企画,hq-road,,1,99999999999,", "“99999999999” is no number of cases. Write it as 1200."),
    ("D1,実施,hq-road,,1,,", "“Deliver” of “Small road repairs” lies with Road Division twice in this file."),
    ("D1,実施,道路課,,1,,", "“Deliver” of “Small road repairs” lies with Road Division twice in this file."),
    ("D1,企画,hq-road,,1,," + "長" * 201, "The note is too long: at most 200 letters."),
]  # fmt: skip


@pytest.mark.parametrize(("row", "sentence"), BAD)
def test_a_row_that_cannot_be_taken_says_why_and_nothing_is_written(town, duties, english, row, sentence):
    report = take_in(town, TODAY + row + "\n")
    assert told(report) == [f"12: {sentence}"]
    assert report.counts == {"added": 0, "changed": 0, "unchanged": 0, "refused": 1}
    assert not Allotment.objects.exists()


def test_a_mended_file_is_then_taken_without_doubling(town, duties):
    take_in(town, TODAY + "D1,企画,hq-moon,,1,,\n")
    assert take_in(town, TODAY + "D1,企画,hq-road,,1,,\n").counts["added"] == 8
    assert len(stored()) == 8


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("", "This file is empty."),
        ("区分,組織コード\n", "The first line must name the duty"),
        ("事務番号,区分\n", "The first line must name the duty"),
        ("事務番号,組織コード\n", "which are missing: 区分"),
        ("事務番号,区分,組織コード\n", "This file holds no part of a duty."),
    ],
)
def test_a_file_that_is_no_allotment_is_refused(town, duties, english, file, sentence):
    with pytest.raises(BadInput, match=sentence):
        take_in(town, file)
    assert not Allotment.objects.exists()


def merged() -> bytes:
    book = Workbook()
    sheet = book.active
    for row in (
        ["事務番号", "区分", "組織コード"],
        ["D1", "企画", "hq-road"],
        ["D1", "予算", "hq-road"],
        ["D2", "決定", "hq-kocho"],
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_merged_cells_are_refused(town, duties, english):
    report = take_in(town, merged())
    assert told(report) == [f"{n}: The cells A2:A3 are merged. Undo the merge and fill in every row." for n in (2, 3)]
    assert not Allotment.objects.exists()


def test_a_closed_unit_is_taken_with_a_remark(town, duties, english):
    from tests.cast import NOW
    from wakimizu.apps.city.models import Office
    from wakimizu.apps.city.operations import renew

    Office.objects.filter(code="hq-kocho").update(valid_to=NOW.date())
    renew(town.city.pk)
    report = take_in(town)
    assert told(report) == ["10: Public Hearing Division is closed."]
    assert report.counts["added"] == 7


def test_only_who_keeps_duties_takes_them_in(town, duties):
    clerk = town.actor("clerk", "w-kami-kumin")
    with pytest.raises(NotPermitted):
        allotments.import_duties(clerk, town.city, "code,name\nD3,新しい\n".encode())
    with pytest.raises(NotPermitted):
        allotments.import_allotment(clerk, town.book, TODAY.encode(), "today")
    assert (Duty.objects.count(), Allotment.objects.count()) == (2, 0)


def test_the_neighbours_duties_are_not_seen(town, tonari, duties):
    from wakimizu.shared.scoping import in_city

    take_in(town)
    with in_city(tonari.city.pk):
        assert (allotments.all_duties(), allotments.all_allotments()) == ([], [])


def test_one_allotment_is_in_force(town, duties):
    take_in(town)
    take_in(town, TODAY.replace("現行", "案"), "proposal")
    for code in ("today", "proposal"):
        put_in_force(town.system(), allotment=Allotment.objects.get(code=code))
    assert [(each.code, each.in_force) for each in allotments.all_allotments()] == [
        ("proposal", True),
        ("today", False),
    ]


def test_the_command_line_takes_them_in(town, tmp_path, capsys):
    (tmp_path / "duties.csv").write_text(DUTIES)
    (tmp_path / "allotment-today.csv").write_bytes(TODAY.encode("cp932"))
    call_command("import", "duties", tmp_path / "duties.csv")
    call_command("import", "allotment", tmp_path / "allotment-today.csv")
    assert "追加7件" in capsys.readouterr().out.splitlines()[-1]
    assert Allotment.objects.get().code == "today"


# ── the workbook ─────────────────────────────────────────────────────────────────────────────────────────────────────


def written(town, code: str = "today", against: str = "") -> bytes:
    units, duties = Units(town.book, town.system().today), allotments.all_duties()
    parts = stored(code)
    found = compare(stored(against), parts, duties, units) if against else None
    return allotment_workbook(
        Allotment.objects.get(code=code), parts, duties, units, faults(parts, duties, units), found
    )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_workbook_comes_back_unchanged(town, duties, language):
    take_in(town)
    entries = Entry.objects.count()
    with translation.override(language):
        report = take_in(town, written(town))
    assert report.counts == {"added": 0, "changed": 0, "unchanged": 7, "refused": 0}, told(report)
    assert Entry.objects.count() == entries


def test_a_workbook_changed_by_hand_is_taken_in(town, duties):
    take_in(town)
    book = load_workbook(io.BytesIO(written(town)))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[4]}
    fte = next(number for name, number in columns.items() if name in ("FTE", "人工"))
    sheet.cell(5, fte).value = 9.25
    out = io.BytesIO()
    book.save(out)
    report = take_in(town, out.getvalue())
    assert (report.counts["changed"], report.counts["unchanged"]) == (1, 6), told(report)
    assert Decimal("9.25") in {row.fte for row in stored()}


def test_its_sheets_and_what_they_say(town, duties, english):
    take_in(town)
    take_in(town, TODAY.replace("D1,決定,hq-road,直営,1", "D1,決定,ward:machi,直営,1"), "proposal")
    book = load_workbook(io.BytesIO(written(town, "proposal", "today")))
    assert book.sheetnames == ["Duties by unit", "Duties one by one", "What is wrong", "What moves", "Staff by unit"]
    by_unit = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=5)]
    # Each unit's duties are numbered from one.
    assert [(row[0], row[2], row[3]) for row in by_unit] == [
        ("hq-kocho", 1, "D2"), ("hq-road", 1, "D1"), ("hq-road", 1, "D1"), ("hq-road", 1, "D1"),
        ("ward:machi", 1, "D1"), ("ward:machi", 1, "D1"), ("ward:machi", 2, "D2"),
    ]  # fmt: skip
    assert sum(row[8] for row in by_unit) == 12.5
    wrong = [row[4].value for row in book["What is wrong"].iter_rows(min_row=2)]
    assert "Each ward's Town Division decides on “Small road repairs”, but its budget lies with Road Division." in wrong
    moves = [[cell.value for cell in row] for row in book["What moves"].iter_rows()]
    assert moves[0][0] == "# 1 part of 1 duty changes."
    assert moves[-1][1:8] == [
        "Small road repairs",
        "Decide",
        "Changes hands",
        "Road Division 1",
        "Each ward's Town Division 1",
        1,
        1,
    ]
    assert [row[0].value for row in book["Staff by unit"].iter_rows(min_row=2)] == ["hq-kocho", "hq-road", "ward:machi"]


def test_words_that_look_like_formulas_stay_words(town, duties):
    take_in(town, TODAY.replace("応急のみ", "=1+1"))
    sheet = load_workbook(io.BytesIO(written(town))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"} == {"s"}


# ── the demo city's ──────────────────────────────────────────────────────────────────────────────────────────────────


def demo(name: str) -> str:
    from wakimizu.demo.build import read

    return read(name)


def test_the_demos_files_name_the_same_duties(town):
    import csv

    def rows(name):
        lines = [line for line in demo(name).splitlines() if not line.startswith("#")]
        return list(csv.DictReader(lines))

    known = [row["code"] for row in rows("duties.csv")]
    assert len(known) == len(set(known)) >= 45
    for code in ("today", "proposal", "sogoku"):
        assert {row["duty"] for row in rows(f"allotment-{code}.csv")} == set(known), code
        assert "made up" in demo(f"allotment-{code}.csv")
