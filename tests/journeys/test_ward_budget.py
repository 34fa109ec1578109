"""A ward's budget from its request to its last yen: over the ceiling, assessed, enacted, spent, and as finance's workbook."""

import io
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.pages import PREFIX
from tests.journeys.test_pages_are_accessible import examine
from tests.journeys.visitors import PHONE, Visitors, send

pytestmark = pytest.mark.whole

FINANCE, PLANNER = "finance@demo.example", "planner.chuo@demo.example"


def newest_round(page: Page) -> str:
    """The number of the demo's round of next year."""
    page.goto("/desk/budget/")
    page.locator("main tbody tr").first.get_by_role("link").first.click()
    return page.url.split("/desk/budget/")[1].split("/")[0]


def request(page: Page, title: str, yen: str) -> None:
    page.fill("[name=title]", title)
    page.fill("[name=requested]", yen)
    page.select_option("[name=account]", "02-01-12-12")
    page.select_option("[name=division]", index=1)
    send(page)


def test_from_the_wards_request_to_the_last_yen(visitors: Visitors) -> None:
    ward = visitors.staff(PLANNER, size=PHONE)
    number = newest_round(ward)
    ward.get_by_role("link", name="予算を要求する").click()
    faults = examine(ward, "ja")
    request(ward, "夜の見守りの試行", "999,000,000")
    expect(ward.locator("main")).to_contain_text("超えます")
    expect(ward.locator("main")).to_contain_text("残りは")
    ward.fill("[name=requested]", "３，０００，０００円")
    send(ward)
    expect(ward.locator("h1")).to_have_text("夜の見守りの試行")
    line = ward.url.split("/desk/budget/line/")[1].strip("/")
    faults += examine(ward, "ja")

    finance = visitors.staff(FINANCE)
    finance.goto(f"/desk/budget/{number}/step/close/")
    send(finance)
    expect(finance.locator("h2").first).to_have_text("査定する")
    assess_all(finance, line)
    faults += examine(finance, "ja")
    finance.goto(f"/desk/budget/{number}/step/enact/")
    finance.fill("[name=day]", datetime.now(ZoneInfo("Asia/Tokyo")).date().isoformat())
    send(finance)
    expect(finance.locator("main .badge").first).to_contain_text("議決済み")

    ward.goto(f"/desk/budget/line/{line}/")
    expect(ward.locator("main")).to_contain_text("一年目は半分から始める")
    ward.get_by_role("link", name="執行を記録する").click()
    ward.fill("[name=amount]", "1500001")
    send(ward)
    expect(ward.locator("main")).to_contain_text("この予算を執行できるのは")  # next year's money is not spent this year
    faults += examine(ward, "ja")

    finance.goto(f"/desk/budget/{number}/")
    with finance.expect_download() as found:
        finance.get_by_role("link", name="予算要求書（.xlsx）").click()
    book = load_workbook(io.BytesIO(found.value.path().read_bytes()))
    assert {"総括", "予算要求書", "財源内訳", "中央区", "所管課別"} <= set(book.sheetnames)
    row = next(row for row in book["予算要求書"].iter_rows(values_only=True) if row[5] == "夜の見守りの試行")
    assert (row[11], row[13], row[14]) == (3_000_000, 1_500_000, 1_500_000)
    assert not faults, "\n".join(faults)


def test_a_resident_sees_the_budget_drawn(visitors: Visitors) -> None:
    resident = visitors.window(size=PHONE)
    resident.goto("/budget/")
    expect(resident.locator(".budget-figure svg")).to_be_visible()


def assess_all(page: Page, line: str) -> None:
    """Every page of lines in full, but one: half of it, with the reason that was asked for."""
    reminded = False
    while True:
        for cell in page.locator("tr:has([name^=amount-])").all():
            asked = re.sub(r"\D", "", cell.locator("td.num").inner_text())
            own = cell.locator(f"[name=amount-{line}]").count()
            cell.locator("[name^=amount-]").fill(str(int(asked) // 2) if own else asked)
        mine = page.locator(f"[name=because-{line}]").count()
        send(page)
        if mine and not reminded:
            expect(page.locator("main")).to_contain_text("理由を書いてください")
            page.fill(f"[name=because-{line}]", "一年目は半分から始める")
            send(page)
            reminded = True
        expect(page.locator("#messages")).to_contain_text("査定を保存しました")
        following = page.locator("main .pagination [rel=next]")
        if not following.count():
            return
        following.click()


def test_above_what_was_enacted_nothing_is_spent(visitors: Visitors) -> None:
    page = visitors.staff(FINANCE, size=PHONE)
    page.goto("/desk/budget/line/1/spend/")
    page.fill("[name=amount]", "99,999,999,999")
    send(page)
    expect(page.locator("main")).to_contain_text("補正予算を求めてください")
    faults = examine(page, "ja")
    page.fill("[name=amount]", "1,000")
    page.fill("[name=note]", "電球の取替え")
    send(page)
    expect(page.locator("main")).to_contain_text("電球の取替え")
    page.locator("tr", has_text="電球の取替え").get_by_role("button", name="記録を取り消す").click()
    expect(page.locator("#messages")).to_contain_text("取り消しました")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_to_assess_and_to_choose_is_for_everyone(visitors: Visitors, language: str) -> None:
    page = visitors.staff(FINANCE, size=PHONE)
    number, faults = newest_round(page), []
    for address in ("portfolio/?ceiling=1020000000", "assess/", "?by=account&level=node"):
        page.goto(f"{PREFIX[language]}/desk/budget/{number}/{address}")
        faults += examine(page, language)
    assert not faults, "\n".join(faults)
