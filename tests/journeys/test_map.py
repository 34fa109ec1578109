"""The maps: drawn with WebGL from our own files, as SVG without it, and a place picked on the form's map."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitors import DESKTOP, PHONE, Visitors, send

pytestmark = pytest.mark.whole


def drawn(page: Page) -> None:
    """Wait until MapLibre has drawn and rests."""
    expect(page.locator("[data-map][data-ready] canvas")).to_be_visible()
    page.wait_for_function("() => document.querySelector('[data-map]').wakimizuMap.areTilesLoaded()")


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_districts_and_needs_are_on_the_map(visitors: Visitors, size: tuple[int, int]) -> None:
    page = visitors.window(size=size)
    page.goto("/map/")
    drawn(page)
    expect(page.locator(".map-pin, .map-cluster").first).to_be_visible()
    expect(page.locator(".map-name:visible").first).to_be_attached()
    page.wait_for_function(
        "() => document.querySelector('[data-map]').wakimizuMap.queryRenderedFeatures({layers: ['areas']}).length > 3"
    )
    expect(page.locator("[data-map] > svg")).to_be_hidden()


def test_a_ward_can_be_chosen(visitors: Visitors) -> None:
    page = visitors.window()
    page.goto("/map/")
    page.select_option("[name=ward]", "43102")
    page.click("main form.filters button")
    page.wait_for_url("**/map/?ward=43102")
    drawn(page)


def test_a_cluster_opens_and_a_pin_leads_to_its_need(visitors: Visitors) -> None:
    page = visitors.window(size=DESKTOP)
    page.goto("/map/")
    drawn(page)
    page.evaluate(
        "() => { const map = document.querySelector('[data-map]').wakimizuMap;"
        " const one = map.querySourceFeatures('needs').find(each => !each.properties.cluster)"
        "   ?? map.querySourceFeatures('needs')[0];"
        " map.jumpTo({center: one.geometry.coordinates, zoom: 17}) }"
    )
    drawn(page)
    page.locator(".map-pin").first.click()
    page.locator(".maplibregl-popup a").click()
    page.wait_for_url("**/answers/*/")


def test_without_webgl_the_drawing_stays(visitors: Visitors) -> None:
    page = visitors.window(java_script_enabled=False)
    page.goto("/map/")
    expect(page.locator("[data-map] > svg")).to_be_visible()
    expect(page.locator("[data-map] canvas")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
@pytest.mark.parametrize(
    ("address", "kind", "name"),
    [("/map/", "地域拠点", "健軍地域拠点"), ("/en/map/", "Regional hub", "Kengun hub")],
)
def test_the_regional_hubs_are_on_the_map_and_in_its_list(
    visitors: Visitors, address: str, kind: str, name: str, size: tuple[int, int]
) -> None:
    page = visitors.window(size=size)
    page.goto(address)
    drawn(page)
    expect(page.locator("[data-map] button.map-hub")).to_have_count(15)
    expect(page.locator(".map-key")).to_contain_text(kind)
    page.click("main details.details:has(.map-hubs) summary")
    expect(page.locator(".map-hubs li")).to_have_count(15)
    listed = page.locator(".map-hubs li", has_text=name)
    expect(listed).to_be_visible()
    letter = listed.locator("b").inner_text()
    hub = page.locator(f"[data-map] button.map-hub[aria-label='{kind} {letter} {name}']")
    place = page.locator("[data-map]").evaluate(
        """async (box, name) => {
          const { features } = await (await fetch(box.dataset.base)).json();
          const { coordinates } = features.find(each => each.properties.name === name).geometry;
          box.wakimizuMap.jumpTo({ center: coordinates, zoom: 16 });
          return coordinates;
        }""",
        name,
    )
    assert len(place) == 2
    drawn(page)
    expect(page.locator(".map-name.hub:visible", has_text=name)).to_be_visible()  # there is room for its name now
    hub.click()
    expect(page.locator(".maplibregl-popup")).to_contain_text(name)
    expect(page.locator(".maplibregl-popup")).to_contain_text(kind)


def test_the_drawing_has_the_hubs_too(visitors: Visitors) -> None:
    page = visitors.window(java_script_enabled=False)
    page.goto("/map/")
    expect(page.locator("[data-map] > svg path.map-hub")).to_have_count(15)
    expect(page.locator("[data-map] > svg .map-letter").first).to_be_visible()


def test_where_a_place_is_picked_no_hub_is_in_the_way(visitors: Visitors) -> None:
    page = visitors.window()
    open_place(page)
    expect(page.locator("[data-map] .map-hub")).to_have_count(0)


def open_place(page: Page) -> None:
    page.goto("/say/")
    page.locator("main details:has([data-place]) summary").click()
    page.locator("[data-map]").scroll_into_view_if_needed()
    drawn(page)


def test_a_place_picked_on_the_forms_map_goes_with_the_voice(visitors: Visitors) -> None:
    page = visitors.window()
    open_place(page)
    page.locator("[data-map] canvas").click()
    expect(page.locator("[data-map] .map-pin")).to_be_visible()
    expect(page.locator("[data-place-status]")).not_to_be_empty()
    latitude, longitude = (float(page.input_value(f"[name={name}]")) for name in ("lat", "lon"))
    assert 32 < latitude < 34
    assert 130 < longitude < 132
    page.fill("[name=text]", "")
    send(page)  # it comes back, and the place with it
    expect(page.locator("[data-clear]")).to_be_visible()
    assert float(page.input_value("[name=lat]")) == latitude
    page.fill("[name=text]", "ここの側溝のふたが割れています。")
    send(page)
    page.wait_for_url("**/thanks/")


def test_a_place_is_picked_by_keyboard_and_taken_back(visitors: Visitors) -> None:
    page = visitors.window()
    open_place(page)
    page.focus("[data-map] canvas")
    page.keyboard.press("Enter")
    expect(page.locator("[name=lat]")).not_to_have_value("")
    page.click("[data-clear]")
    expect(page.locator("[name=lat]")).to_have_value("")
    expect(page.locator("[data-map] .map-pin")).to_have_count(0)


def test_the_device_tells_where_it_is_only_when_asked(visitors: Visitors) -> None:
    page = visitors.window(geolocation={"latitude": 32.8031, "longitude": 130.7079}, permissions=["geolocation"])
    open_place(page)
    expect(page.locator("[name=lat]")).to_have_value("")
    page.click("[data-locate]")
    expect(page.locator("[name=lat]")).to_have_value("32.803100")
    expect(page.locator("[name=lon]")).to_have_value("130.707900")
