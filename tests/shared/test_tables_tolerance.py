"""Tables as cities really publish them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import MOST_CELL, Report, Table, decode, municipality_code, number_in, plain

COLUMNS = {"name": ["名称"], "phone": ["電話番号"]}


def rows(content, **more):
    report = Report()
    return list(
        Table(content if isinstance(content, bytes) else content.encode(), COLUMNS, **more).rows(report)
    ), report


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_encodings(encoding):
    found, _report = rows("名称,電話番号\r\n〜髙橋①,096\r\n".replace("〜", "～").encode(encoding))
    assert found == [(2, {"name": "~髙橋1", "phone": "096"})]


@pytest.mark.parametrize("content", [b"\xff\x00\x80", b"PK\x03\x04\x00\x00", b"\x81\xff\xff"])
def test_other_bytes_are_refused(content):
    with pytest.raises(BadInput):
        decode(content)


def test_columns_in_any_order_width_and_spacing():
    found, _report = rows("電話番号,　名 称\n096,桜\n")
    assert found == [(2, {"name": "桜", "phone": "096"})]


def test_the_first_of_two_columns_of_one_name_counts():
    assert rows("名称,名称\na,b\n")[0][0][1]["name"] == "a"


def test_tabs_too():
    assert rows("名称\t電話番号\n桜\t096\n")[0][0][1] == {"name": "桜", "phone": "096"}


def test_missing_columns_are_named():
    with pytest.raises(BadInput, match="電話番号"):
        rows("名称\n桜\n", required=["name", "phone"])


@pytest.mark.parametrize("content", ["", "\n"])
def test_nothing_is_no_table(content):
    with pytest.raises(BadInput):
        rows(content, required=["name"])


def test_short_blank_and_comment_lines():
    found, report = rows("名称,電話番号\n桜\n\n,\n# 注記,x\n松,1\n")
    assert [cells["name"] for _line, cells in found] == ["桜", "松"]
    assert found[0][1]["phone"] == ""
    assert report.counts["refused"] == 0


def test_comments_before_the_header():
    found, _report = rows('# 出典 "sources\n# more,x\n名称,電話番号\n桜,1\n')
    assert found == [(4, {"name": "桜", "phone": "1"})]


def test_lines_are_numbered_as_an_editor_shows_them():
    found, _report = rows('名称,電話番号\n"桜\n桜",1\n松,2\n')
    assert [line for line, _cells in found] == [3, 4]


def test_a_line_with_too_many_cells_is_refused_alone():
    found, report = rows("名称,電話番号\n桜,1,2\n松,2,,\n")
    assert [cells["name"] for _line, cells in found] == ["松"]
    assert [(line.number, line.fate) for line in report.told] == [(2, "refused")]


@pytest.mark.parametrize("length", [MOST_CELL + 1, 200_000])
def test_a_cell_without_end_is_refused_alone(length):
    found, report = rows(f"名称,電話番号\n{'桜' * length},1\n松,2\n")
    assert [cells["name"] for _line, cells in found] == ["松"]
    assert report.counts["refused"] == 1


def test_the_rest_comes_along_under_the_files_own_names():
    found, _report = rows("名称,備考,電話番号\n桜,（旧館）,1\n", keep_rest=True)
    assert found[0][1] == {"name": "桜", "phone": "1", "備考": "（旧館）"}


def test_the_same_bytes_have_the_same_digest():
    assert rows("名称\n桜\n")[1].file_digest == rows("名称\n桜\n")[1].file_digest != ""


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    try:
        for _line, cells in Table(content, COLUMNS, keep_rest=True).rows(Report()):
            assert {"name", "phone"} <= cells.keys()
    except BadInput:
        pass


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("431001", "43100"),  # with check digit
        ("43100", "43100"),
        ("４３１００１", "43100"),
        ("222127", "22212"),
        ("011002", "01100"),
        ("11002", "01100"),  # its first zero lost
        ("01100", "01100"),
        ("1100", "01100"),  # first zero lost, no check digit
        ("431010", "43101"),
        ("", ""),
        ("431002", ""),  # wrong check digit
        ("4.31E+05", ""),
        ("43100a", ""),
        ("123", ""),
        ("1234567", ""),
        ("²²²²²", "22222"),
        ("٤٣١٠٠", ""),
    ],
)
def test_municipality_codes(text, code):
    assert municipality_code(text) == code


def test_a_code_that_can_be_read_in_two_ways_is_the_one_expected():
    """12203 is 市川市; 012203 is 士別市 with its check digit, and loses its zero in a spreadsheet."""
    assert municipality_code("12203", ["12203"]) == "12203"
    assert municipality_code("12203", ["01220"]) == "01220"


def test_every_real_ward_code_is_read_from_every_form(shared_data):
    import json

    text = (shared_data / "places/designated_city_wards.json").read_text()
    import re

    codes = sorted(set(re.findall(r'"(\d{6})"', text)))
    assert json.loads(text) and len(codes) >= 171
    for six in codes:
        five = six[:5]
        for form in (six, five, six.lstrip("0"), five.lstrip("0")):
            assert municipality_code(form, [five]) == five


@pytest.mark.parametrize(
    ("text", "number"), [("1.5", 1.5), ("nan", None), ("inf", None), ("", None), ("3", None), ("x", None)]
)
def test_numbers_within_bounds(text, number):
    assert number_in(text, 1, 2) == number


def test_plain_takes_nothing_for_nothing():
    assert plain(None) == "" and plain("　ａ ") == "a"
