"""The policy division's afternoon with the duties: see what is wrong, compare, change the workbook, take it in, put it in force."""

import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.test_pages_are_accessible import examine
from tests.journeys.visitors import PHONE, Visitors, send

pytestmark = pytest.mark.whole

POLICY, PLANNER = "policy@demo.example", "planner.chuo@demo.example"


def downloaded(page: Page, link: str) -> io.BytesIO:
    with page.expect_download() as found:
        page.get_by_role("link", name=link).click()
    return io.BytesIO(Path(found.value.path()).read_bytes())


def test_from_what_is_wrong_to_a_new_allotment_in_force(visitors: Visitors, tmp_path: Path) -> None:
    page = visitors.staff(POLICY)
    page.goto("/desk/duties/")
    expect(page.get_by_role("heading", name="事務分掌", exact=True)).to_be_visible()
    page.get_by_text("権限のない窓口").click()
    expect(page.get_by_text("決定する権限がありません").first).to_be_visible()

    page.get_by_role("link", name="二つの分掌案を比べる").click()
    expect(page.get_by_text(re.compile("取り扱う所で決定できる件数が、年間.*件増えます"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("人工の動き"))).to_be_visible()

    # The proposal's workbook, one cell changed by hand, sent back.
    page.goto("/desk/duties/?of=proposal")
    book = load_workbook(downloaded(page, "事務分掌表（Excel）"))
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if row[0].value == "組織コード")
    columns = {cell.value: cell.column for cell in header}
    line = next(
        row[0].row
        for row in sheet.iter_rows(min_row=header[0].row + 1)
        if row[0].value == "ward:machi" and row[columns["事務番号"] - 1].value == "F-03"
    )
    sheet.cell(line, columns["備考"]).value = "手で書き換えた"
    changed = tmp_path / "changed.xlsx"
    book.save(changed)

    page.get_by_role("link", name="ファイルで置き換える").click()
    page.set_input_files("[name=file]", changed)
    send(page)
    expect(page.get_by_text("変更1件")).to_be_visible()
    send(page)
    expect(page.get_by_text("分掌案を取り込みました。")).to_be_visible()

    # The same workbook again has nothing to take in.
    page.get_by_role("link", name="ファイルで置き換える").click()
    page.set_input_files("[name=file]", changed)
    send(page)
    expect(page.get_by_text("取り込むものはありません")).to_be_visible()

    page.goto("/desk/duties/proposal/in-force/")
    send(page)
    expect(page.get_by_role("link", name="区役所のあり方の案（現行）")).to_be_visible()
    page.goto("/desk/duties/today/in-force/")
    send(page)


def test_a_file_with_mistakes_says_each_line(visitors: Visitors) -> None:
    page = visitors.staff(POLICY, size=PHONE)
    page.goto("/desk/duties/import/")
    page.check("[name=goal][value=proposal]")
    text = "事務番号,区分,組織コード,人工\nA-01,決定,hq-moon,1\nA-01,踊る,hq-shimin,1\nA-01,企画,hq-shimin,-2\n"
    page.set_input_files("[name=file]", {"name": "a.csv", "mimeType": "text/csv", "buffer": text.encode("cp932")})
    send(page)
    expect(page.get_by_text("3行を直して")).to_be_visible()
    for words in ("組織「hq-moon」がありません", "区分「踊る」はありません", "人工は0より小さくできません"):
        expect(page.get_by_text(words)).to_be_visible()
    faults = examine(page, "ja")
    assert not faults, "\n".join(faults)


def test_a_planner_reads_and_cannot_change(visitors: Visitors) -> None:
    page = visitors.staff(PLANNER)
    page.goto("/desk/duties/")
    expect(page.get_by_role("link", name="事務分掌表（Excel）")).to_be_visible()
    expect(page.get_by_role("link", name="ファイルで置き換える")).to_have_count(0)
