"""The residents' menu: one row on a desk, all places at once on a phone, and each of them by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_keyboard import tab_to
from tests.journeys.visitors import DESKTOP, PHONE, Visitors

pytestmark = pytest.mark.whole

IN_ROW = ["/say/", "/voices/", "/map/", "/follow/", "/guide/", "/offices/"]
BEHIND = ["/population/", "/indicators/", "/proposals/", "/deliberate/"]
SMALL_DESK = (1024, 768)
TARGET = 44


def boxes(page: Page) -> list[dict[str, float]]:
    """Where each place or door of the menu that is seen stands."""
    seen = page.locator(".menu-links a:visible, .menu-more > summary:visible")
    return [seen.nth(n).bounding_box() for n in range(seen.count())]


def addresses(page: Page, selector: str) -> list[str]:
    return page.locator(selector).evaluate_all("links => links.map(link => new URL(link.href).pathname)")


@pytest.mark.parametrize("size", [DESKTOP, SMALL_DESK], ids=["1280", "1024"])
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["ja", "en"])
def test_on_a_desk_it_is_one_row_and_the_rest_one_step_away(visitors: Visitors, size, prefix) -> None:
    page = visitors.window(size=size)
    page.goto(f"{prefix}/voices/")
    found = boxes(page)
    assert len(found) == len(IN_ROW) + 1
    assert len({box["y"] for box in found}) == 1
    assert min(box["height"] for box in found) >= TARGET and min(box["width"] for box in found) >= TARGET
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert addresses(page, ".menu-links a:visible") == [prefix + each for each in IN_ROW]
    tab_to(page, ".menu-more > summary")
    page.keyboard.press("Enter")
    assert addresses(page, ".menu-more a:visible") == [prefix + each for each in BEHIND]
    tab_to(page, ".menu-more a[href$='/deliberate/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/deliberate/")
    expect(page.locator(".menu-more a[aria-current=page]")).to_have_count(1)


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["ja", "en"])
def test_on_a_phone_all_places_stand_below_each_other(visitors: Visitors, prefix) -> None:
    page = visitors.window(size=PHONE)
    page.goto(f"{prefix}/voices/")
    assert boxes(page) == []
    tab_to(page, ".menu > summary")
    page.keyboard.press("Enter")
    assert addresses(page, ".menu-links a:visible") == [prefix + each for each in [*IN_ROW, *BEHIND]]
    found = boxes(page)
    assert len(found) == len(IN_ROW) + len(BEHIND)
    assert len({box["y"] for box in found}) == len(found) and min(box["height"] for box in found) >= TARGET
    tab_to(page, ".menu-links a[href$='/deliberate/']")
