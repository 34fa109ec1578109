"""Who lives here and who will: a resident looks, a planner compares, a liaison officer prints the district's sheet."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import PREFIX
from tests.journeys.test_pages_are_accessible import examine
from tests.journeys.visitors import DESKTOP, PHONE, Visitors, send
from tests.journeys.words import foreign_words

pytestmark = pytest.mark.whole

POLICY, LIAISON, CLERK = "policy@demo.example", "liaison.takuma@demo.example", "clerk.chuo@demo.example"
in_both_languages = pytest.mark.parametrize("language", ["ja", "en"])
PAGES_IN_PDF = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_resident_looks_at_the_city_then_at_a_ward_then_at_a_district(
    visitors: Visitors, size: tuple[int, int]
) -> None:
    """Without JavaScript."""
    page = visitors.window(size=size, java_script_enabled=False)
    page.goto("/population/")
    expect(page.get_by_role("img", name=re.compile("人口ピラミッド"))).to_be_visible()
    page.select_option("[name=year]", "2040")
    page.locator("main form.filters button").first.click()
    page.wait_for_url("**year=2040*")
    expect(page.locator("main .kpi").first).to_contain_text("2040年")
    page.select_option("select[name=measure]", "change")
    page.locator("main form.filters button").last.click()
    expect(page.locator(".population-map")).to_be_visible()
    expect(page.locator(".population-legend li").first).to_contain_text("%")
    page.locator("main table.population-rows a", has_text="中央区").first.click()
    expect(page.locator("h1")).to_have_text("中央区の人口")
    page.locator("main table.population-rows a").first.click()
    expect(page.locator("h1")).to_contain_text("校区の人口")


@in_both_languages
@pytest.mark.parametrize("district", ["43101-01", "43105-10"])
def test_a_sheet_fits_on_one_page_of_a4(visitors: Visitors, language: str, district: str) -> None:
    page = visitors.staff(LIAISON)
    page.goto(f"{PREFIX[language]}/desk/district/{district}/")
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(PAGES_IN_PDF.findall(printed)) == 1


def test_a_liaison_officer_finds_the_sheet_of_a_district(visitors: Visitors) -> None:
    page = visitors.staff(LIAISON, size=PHONE)
    page.goto("/desk/district/")
    page.locator("main .side-links a").first.click()
    expect(page.locator("h1")).to_contain_text("校区")
    for title in ("いまと20年後の人口", "窓口までの近さ", "身近な店", "ニーズと回答", "担当する窓口", "訪問と会合"):
        expect(page.get_by_role("heading", name=title)).to_be_visible()


def test_a_projection_is_asked_for_watched_and_compared(visitors: Visitors) -> None:
    page = visitors.staff(POLICY)
    page.goto("/desk/population/ask/")
    page.fill("[name=name]", "合わせない場合")
    page.select_option("[name=control]", "")
    base = page.locator("[name=base] option", has_text="校区").first.get_attribute("value")
    page.select_option("[name=base]", base)
    send(page)
    page.wait_for_url("**/desk/population/")
    row = page.locator(".queue-item", has_text="合わせない場合")
    expect(row).to_be_visible()
    expect(row.get_by_text("完了")).to_be_visible(timeout=60_000)  # the page looks again by itself
    page.goto("/desk/population/compare/")
    expect(page.locator("main figure.population-figure")).to_have_count(3)
    expect(page.locator("main table").first).to_contain_text("2050")
    assert not foreign_words(page, "ja")


def wrong_year(page: Page) -> None:
    page.fill("[name=name]", "昔")
    page.fill("[name=until]", "1990")


@in_both_languages
def test_what_cannot_be_computed_is_said_at_its_field(visitors: Visitors, language: str) -> None:
    page = visitors.staff(POLICY, size=PHONE)
    page.goto(f"{PREFIX[language]}/desk/population/ask/")
    wrong_year(page)
    send(page)
    expect(page.locator(".error-summary")).to_be_visible()
    faults = examine(page, language)
    assert not faults, "\n".join(faults)


def test_a_clerk_reads_and_does_not_ask(visitors: Visitors) -> None:
    page = visitors.staff(CLERK)
    page.goto("/desk/population/")
    expect(page.get_by_role("heading", name="将来推計")).to_be_visible()
    expect(page.get_by_role("link", name="推計を依頼する")).to_have_count(0)
