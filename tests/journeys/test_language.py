"""Japanese and English: the switch keeps the page, and neither language shows words of the other."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import PUBLIC, STAFF, walk
from tests.journeys.visitors import DESKTOP, PHONE, Visitors, say
from tests.journeys.words import foreign_words

pytestmark = pytest.mark.journey

WALKS = [
    ("", PUBLIC, "/answers/"),
    *(
        (email, STAFF[email], "/desk/")
        for email in (
            "planner.chuo@demo.example",
            "clerk.chuo@demo.example",
            "it@demo.example",
            "head.citizens@demo.example",
            "mayor.chuo@demo.example",
            "policy@demo.example",
        )
    ),
]


def pages(visitors: Visitors, email: str, starts: list[str], language: str, within: str) -> Iterator[Page]:
    page = visitors.staff(email, size=PHONE) if email else visitors.window()
    if not email:
        receipt = say(page, "川べりの草が伸びています。", "43101-10")
        starts = [*starts, "/answers/1/", f"/say/{receipt}/thanks/", f"/follow/{receipt}/"]
    for _address in walk(page, starts, language, within, email):
        yield page


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("email", "starts", "within"), WALKS, ids=[email or "public" for email, *_ in WALKS])
def test_pages_speak_one_language(
    visitors: Visitors, email: str, starts: list[str], within: str, language: str
) -> None:
    faults = [
        fault for page in pages(visitors, email, starts, language, within) for fault in foreign_words(page, language)
    ]
    assert not faults, "\n".join(sorted(set(faults)))


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
