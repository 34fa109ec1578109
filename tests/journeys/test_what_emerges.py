"""Needs that emerge: a policy officer asks for a search, the worker does it, what it found is read; another is stopped."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import PREFIX
from tests.journeys.test_pages_are_accessible import examine
from tests.journeys.visitors import PHONE, Visitors, send

pytestmark = pytest.mark.whole

POLICY = "policy@demo.example"


def ask(page: Page, replications: str = "999", topic: str = "") -> None:
    page.goto("/desk/emerging/")
    page.get_by_role("link", name="いま探す").click()
    page.check(f"[name=replications][value='{replications}']")
    page.select_option("[name=topic]", topic)
    send(page)
    page.wait_for_url("**/desk/emerging/*/")


def test_from_a_search_to_the_voices_behind_it(visitors: Visitors) -> None:
    page = visitors.staff(POLICY)
    ask(page)
    expect(page.locator("main ol.queue")).to_be_visible(timeout=90_000)  # the page looks again by itself
    expect(page.locator("main ol.queue li").first).to_contain_text("「農業・鳥獣」についての声が")
    expect(page.locator(".emerging-map .emerging-area").first).to_be_attached()
    scan = page.url.split("/desk/")[1]
    faults = examine(page, "ja")
    page.locator("main ol.queue a.queue-title").first.click()
    expect(page.locator("main ol.queue")).to_contain_text("イノシシ")
    faults += examine(page, "ja")
    cluster = page.url.split("/desk/")[1]
    for address in (scan, cluster, "emerging/", "emerging/ask/"):
        page.goto(f"{PREFIX['en']}/desk/{address}")
        faults += examine(page, "en")
    page.goto(f"/desk/{cluster}")
    page.locator("main ol.queue a.queue-title").first.click()  # a voice, to be made a need
    expect(page.locator("h1")).to_be_visible()
    assert "/desk/voice/" in page.url
    assert not faults, "\n".join(faults)


def test_nothing_found_is_said_in_a_sentence(visitors: Visitors) -> None:
    page = visitors.staff(POLICY, size=PHONE)
    ask(page, "99", "multilingual")
    expect(page.locator("main").get_by_text("探し方")).to_be_visible(timeout=90_000)
    expect(page.locator("main .empty, main ol.queue").first).to_be_visible()


def test_a_search_is_stopped(visitors: Visitors) -> None:
    page = visitors.staff(POLICY, size=PHONE)
    ask(page, "9999")
    page.get_by_role("button", name="探索を止める").click()
    expect(page.locator(".emerging-progress .badge")).to_contain_text("中止", timeout=30_000)
    expect(page.get_by_role("link", name="もう一度探す")).to_be_visible()
    page.goto("/desk/emerging/")
    expect(page.locator("table", has_text="乱数の種").locator("tbody tr").first).to_contain_text("中止")
