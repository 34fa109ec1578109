"""Residents look for an office and a service: on a phone, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.whole


def test_from_a_name_to_an_office_to_a_service_and_back(visitors: Visitors) -> None:
    page = visitors.window()
    page.goto("/offices/")
    page.fill("[name=q]", "たくま")
    page.locator("main .moment summary").click()
    page.fill("[name=day]", "2026-11-24")
    page.fill("[name=hour]", "10:00")
    page.click("main form.filters button")
    page.wait_for_url("**/offices/?q=*")
    expect(page.locator("main .badge").first).to_contain_text("開いています")
    page.locator("main a.queue-title", has_text="託麻総合出張所").click()
    expect(page.locator("h1")).to_have_text("託麻総合出張所")
    expect(page.locator(".week > div")).to_have_count(7)
    page.locator(".offered a[href^='/services/']").first.click()
    page.locator("main a[href='/offices/gb-takuma/']").first.click()
    expect(page.locator("h1")).to_have_text("託麻総合出張所")


def test_offices_stand_on_the_map(visitors: Visitors) -> None:
    page = visitors.window()
    page.goto("/offices/?kind=ward_office")
    page.locator("main details:has([data-map]) > summary").click()
    expect(page.locator("[data-map][data-ready] canvas")).to_be_visible()
    expect(page.locator(".map-pin, .map-cluster").first).to_be_visible()


def test_without_javascript_all_is_there(visitors: Visitors) -> None:
    page = visitors.window(java_script_enabled=False)
    page.goto("/offices/")
    page.select_option("[name=kind]", "ward_office")
    page.click("main form.filters button")
    expect(page.locator("main a.queue-title")).to_have_count(5)
    page.locator("main details:has([data-map]) > summary").click()
    expect(page.locator("[data-map] > svg circle")).to_have_count(5)
