"""Japanese and English: the switch keeps the page. That neither shows words of the other is examined on every page."""

import pytest
from playwright.sync_api import expect

from tests.journeys.visitors import DESKTOP, Visitors

pytestmark = pytest.mark.whole


@pytest.mark.parametrize("address", ["/", "/say/", "/voices/?q=公園&ward=43101", "/answers/1/", "/map/", "/nothing/"])
def test_the_switch_keeps_the_page(visitors: Visitors, address: str) -> None:
    page = visitors.window(size=DESKTOP)
    page.goto(address)
    japanese = page.url
    page.click("header a[hreflang=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url == japanese.replace(f":{visitors.site.port}/", f":{visitors.site.port}/en/")
    page.click("header a[hreflang=ja]")
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    assert page.url == japanese


def test_a_form_begun_in_english_is_thanked_in_english(visitors: Visitors) -> None:
    page = visitors.window()
    page.goto("/en/say/")
    page.fill("[name=text]", "The kerb in front of the station is too high for my pushchair.")
    page.locator("main form .actions button").last.click()
    page.wait_for_url("**/en/say/*/thanks/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
