"""The parity audit in a browser: from the matrix to a promise that stands on the work list."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_pages_are_accessible import examine
from tests.journeys.visitors import DESKTOP, PHONE, Visitors

pytestmark = pytest.mark.whole


def test_a_cell_says_its_why_by_keyboard_and_leads_to_its_page(visitors: Visitors) -> None:
    page = visitors.staff("planner.chuo@demo.example", size=DESKTOP)
    page.goto("/en/desk/audit/")
    cell = page.locator(".audit-matrix td a.short").first
    assert "!" in cell.inner_text()
    label = cell.get_attribute("aria-label") or ""
    assert "Falls short" in label
    page.locator(".audit-matrix tbody th a").first.focus()
    page.keyboard.press("Tab")  # from the row's head to its first cell
    here = page.evaluate(
        "() => [document.activeElement.getAttribute('aria-label'), getComputedStyle(document.activeElement, '::after').content]"
    )
    assert here[0] in here[1].replace('\\"', '"')
    cell.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/desk/audit/\d+/\d+/$"))
    expect(page.get_by_role("heading", name="Demanded and found")).to_be_visible()


def test_on_a_phone_one_office_at_a_time(visitors: Visitors) -> None:
    page = visitors.staff("planner.chuo@demo.example", size=PHONE)
    page.goto("/en/desk/audit/")
    expect(page.locator(".audit-matrix")).to_be_hidden()
    page.locator(".audit-offices a").first.click()
    expect(page.locator("h2#matrix")).to_have_text("Chuo Ward Office")
    expect(page.locator("main table tbody tr").first).to_be_visible()


def test_a_promise_stands_on_the_work_list_until_it_is_done(visitors: Visitors) -> None:
    page = visitors.staff("planner.chuo@demo.example", size=PHONE)
    page.goto("/en/desk/audit/remedies/?ward=43101&stage=open")
    page.locator("a.queue-title").first.click()
    where = page.url
    page.get_by_label("By when").fill("2030-03-29")
    page.get_by_label("What will be done").fill("窓口をひとつ増やし、受付を早める。")
    page.get_by_role("button", name="Promise it").click()
    expect(page.locator("#messages")).to_contain_text("It is on the work list.")
    expect(page.locator("main")).to_contain_text("promised to mend it by Fri 29 Mar 2030.")
    page.goto("/en/desk/audit/remedies/?stage=promised")
    expect(page.locator("main")).to_contain_text("窓口をひとつ増やし、受付を早める。")
    page.goto(where)
    page.get_by_role("button", name="It is mended").first.click()
    expect(page.locator("main")).to_contain_text("said to be mended.")


def test_a_promise_without_words_comes_back(visitors: Visitors) -> None:
    page = visitors.staff("planner.chuo@demo.example", size=PHONE)
    page.goto("/en/desk/audit/remedies/?ward=43101&stage=open")
    page.locator("a.queue-title").first.click()
    page.get_by_role("button", name="Promise it").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert not examine(page, "en")
