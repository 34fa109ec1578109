"""Excel workbooks: what is written reads back, merged cells are refused by their row, nothing becomes a formula."""

import io
import zipfile
from datetime import date, time
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from wakimizu.shared.errors import BadInput, TooLarge
from wakimizu.shared.tables import Report, Table
from wakimizu.shared.workbooks import Sheet, workbook

pytestmark = pytest.mark.usefixtures("english")
COLUMNS = {"number": ["番号"], "name": ["名前"], "day": ["日"]}


def read(content: bytes) -> tuple[list, Report]:
    report = Report()
    return list(Table(content, COLUMNS, ["number"]).rows(report)), report


def saved(*rows, merge=()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for each in merge:
        book.active.merge_cells(each)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_is_written_reads_back_as_text():
    rows = [["a-1", "湧水", date(2026, 4, 1)], [2, "１", time(8, 30)], [Decimal("2.50"), None, ""]]
    found, report = read(workbook([Sheet("表", ["番号", "名前", "日"], rows, notes=["注"])]))
    assert [cells for _line, cells in found] == [
        {"number": "a-1", "name": "湧水", "day": "2026-04-01"},
        {"number": "2", "name": "1", "day": "08:30"},
        {"number": "2.5", "name": "", "day": ""},
    ]
    assert [line for line, _cells in found] == [3, 4, 5]
    assert report.counts["refused"] == 0


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("https://example.jp")', "+1", "-1", "@SUM(A1)"])
def test_a_text_is_never_a_formula(text):
    cell = load_workbook(io.BytesIO(workbook([Sheet("x", ["番号"], [[text]])])))["x"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_rows_touched_by_merged_cells_are_refused_with_their_line():
    content = saved(["番号", "名前"], ["1", "a"], ["2", "b"], [None, "c"], ["4", "d"], merge=["A3:A4"])
    found, report = read(content)
    assert [cells["number"] for _line, cells in found] == ["1", "4"]
    assert [(line.number, line.fate) for line in report.told] == [(3, "refused"), (4, "refused")]
    assert "A3:A4 are merged" in report.told[0].sentence


def test_a_merged_header_refuses_the_file():
    with pytest.raises(BadInput, match="A1:B1 are merged"):
        read(saved(["番号", None], ["1", "a"], merge=["A1:B1"]))


@pytest.mark.parametrize("content", [b"PK\x03\x04nothing of the kind", b"PK\x03\x04" + bytes(2000)])
def test_a_broken_workbook_says_what_to_do(content):
    with pytest.raises(BadInput, match="Save it anew"):
        read(content)


def test_an_old_workbook_says_what_to_do():
    with pytest.raises(BadInput, match="Excel workbook"):
        read(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512))


def test_a_bomb_is_refused_before_it_unpacks():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(210 * 1024 * 1024))
    assert len(out.getvalue()) < 1_000_000
    with pytest.raises(TooLarge):
        read(out.getvalue())


def test_an_empty_sheet_says_the_first_line_is_missing():
    with pytest.raises(BadInput, match="first line"):
        read(saved())


@pytest.mark.parametrize("ref", ["A1:J600000", "A1:XFD1048576"])
def test_a_huge_merged_range_is_refused_before_the_sheet_is_built(ref):
    small = io.BytesIO(saved(["番号"], ["1"], [""], merge=["A2:A3"]))
    out = io.BytesIO()
    with zipfile.ZipFile(small) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b"A2:A3", ref.encode()))
    assert len(out.getvalue()) < 10_000
    with pytest.raises(TooLarge):
        read(out.getvalue())


def test_control_characters_are_left_out_of_what_is_written():
    found, _report = read(workbook([Sheet("表\x07", ["番号", "名前\x0b"], [["a\x0bb", "c\x00"]], notes=["x\x1f"])]))
    assert [(cells["number"], cells["name"]) for _line, cells in found] == [("ab", "c")]
