"""Files that go out are written in one way only, which no spreadsheet takes for a formula."""

import ast
import io
from pathlib import Path

import openpyxl
import pytest

import wakimizu
from wakimizu.shared.workbooks import Sheet, workbook

PACKAGE = Path(wakimizu.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
# Where a line of CSV, and a workbook, is written; everyone else calls these.
CSV = {"apps/city/exports.py", "apps/exchange/opendata/writing.py"}  # the second sends them while they are made
WORKBOOKS = {"shared/workbooks.py", "apps/proposals/budget/finance_form.py"}
FORMULAS = [
    "=1+1",
    "+81",
    "-2",
    "@SUM(A1)",
    '=HYPERLINK("http://x.example","街灯")',
    "=cmd|' /C calc'!A0",
    "\t=1",
    "\r=1",
]


def calls(path):
    for each in ast.walk(ast.parse(path.read_text())):
        if isinstance(each, ast.Call):
            yield ast.unparse(each.func)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nobody_writes_csv_or_workbooks_by_themselves(path):
    name = path.relative_to(PACKAGE).as_posix()
    made = set(calls(path))
    assert name in CSV or not made & {"csv.writer", "csv.DictWriter", "writer", "DictWriter"}
    assert name in WORKBOOKS or not made & {"Workbook", "openpyxl.Workbook"}


@pytest.mark.parametrize("text", FORMULAS)
def test_a_workbook_has_words_where_words_were_put_in(text):
    content = workbook([Sheet(text[:31].replace("/", "").replace("\r", "") or "x", [text], [[text]], notes=[text])])
    for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows():
        assert all(cell.data_type == "s" for cell in row if cell.value is not None)
