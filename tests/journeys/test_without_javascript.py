"""The resident's whole way with a browser that runs no script."""

import pytest
from playwright.sync_api import expect

from tests.journeys.site import Site
from tests.journeys.visitors import DESKTOP, Visitors, send

pytestmark = pytest.mark.whole

SAID = "水前寺の角の花壇が荒れています。町内で手入れをしたいので、土をいただけますか。"


def test_a_resident_says_follows_and_reopens(visitors: Visitors, site: Site) -> None:
    page = visitors.window(java_script_enabled=False)
    page.goto("/")
    page.click("main .hero a.button[href='/say/']")
    page.fill("[name=text]", SAID)
    page.select_option("[name=district]", "43101-17")
    send(page)
    page.wait_for_url("**/thanks/")
    receipt = page.inner_text("#receipt-code").strip()
    for needs_script in ("[data-copy]", "[data-remember]"):
        expect(page.locator(needs_script)).to_be_hidden()

    office_answers(visitors)

    page.goto("/follow/")
    page.fill("[name=receipt]", receipt)
    send(page)
    page.wait_for_url(f"**/follow/{receipt}/")
    expect(page.locator("main")).to_contain_text("土を五袋お渡しします。")
    send(page)  # an empty reason
    expect(page.locator(".field-error")).to_be_visible()
    page.fill("[name=because]", "まだ届いていません。")
    send(page)
    expect(page.locator("#messages .alert")).to_be_visible()
    expect(page.locator("[name=because]")).to_have_count(0)


def office_answers(visitors: Visitors) -> None:
    """The planner and the mayor of the ward, without script as well."""
    planner = visitors.staff("planner.chuo@demo.example", size=DESKTOP, java_script_enabled=False)
    planner.click(f"main a.queue-title:has-text('{SAID[:18]}')")
    planner.click("main aside a[href$='/raise/']")
    planner.select_option("[name=lead]", "w-chuo-machi")
    send(planner)
    planner.wait_for_url("**/desk/need/*/")
    need = planner.url
    planner.click("main aside a[href$='/draft/']")
    planner.check("[name=ending][value=solved]")
    planner.fill("[name=text]", "土を五袋お渡しします。")
    send(planner)
    planner.click("main aside a[href$='/submit/']")
    send(planner)
    mayor = visitors.staff("mayor.chuo@demo.example", java_script_enabled=False)
    mayor.goto(need)
    mayor.click("main aside a[href$='/approve/']")
    send(mayor)


def test_the_form_keeps_what_was_written_when_it_comes_back(visitors: Visitors) -> None:
    page = visitors.window(java_script_enabled=False)
    page.goto("/say/")
    page.fill("[name=text]", SAID)
    page.locator("main details").last.locator("summary").click()
    page.fill("[name=email]", "not an address")
    send(page)
    expect(page.locator(".error-summary a[href='#id_email']")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value(SAID)
    expect(page.locator("[name=email]")).to_be_visible()


def test_the_map_is_drawn_and_listed(visitors: Visitors) -> None:
    page = visitors.window(java_script_enabled=False)
    page.goto("/map/")
    expect(page.locator("[data-map] svg")).to_be_visible()
    expect(page.locator("main ol.queue > li").first).to_be_visible()
