"""Lines of CSV that a spreadsheet opens."""

import csv

import pytest

from wakimizu.apps.city.exports import csv_line


@pytest.mark.parametrize("text", ["=1+1", "+81", "-2", "@SUM(A1)", "\tx", "＝1+1", "＋81", "－2", "＠SUM(A1)", "﹣2"])
def test_what_a_spreadsheet_would_compute_is_set_off_by_a_blank(text):
    assert next(csv.reader([csv_line([text])])) == [f" {text}"]


@pytest.mark.parametrize("text", ["", "1=1", "㈱みずうみ", "ー", "—", "意見", "10"])
def test_all_else_goes_out_as_it_is(text):
    assert csv_line([text, "x"]) == f"{text},x\r\n"
