"""Which offices the city should have: written by form, asked, watched, read, printed, carried out, and seen from its day on."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import PREFIX
from tests.journeys.test_navigator import answer_all
from tests.journeys.test_pages_are_accessible import examine
from tests.journeys.test_people_and_districts import PAGES_IN_PDF
from tests.journeys.visitors import DESKTOP, PHONE, Visitors, send

pytestmark = pytest.mark.whole

POLICY, PLANNER = "policy@demo.example", "planner.chuo@demo.example"
in_both_languages = pytest.mark.parametrize("language", ["ja", "en"])


def newest_study(page: Page, prefix: str = "") -> str:
    """The address of a study with a plan, of the demo's own scenarios."""
    page.goto(f"{prefix}/desk/network/scenario/branches-to-centres/")
    return str(page.locator("main a.queue-title").first.get_attribute("href"))


def written_by_form(page: Page, name: str, code: str) -> None:
    """Today's usual terms under a name, kept."""
    page.goto("/desk/network/")
    page.locator("main .page-head a.button").click()
    page.fill("[name=name]", name)
    page.fill("[name=code]", code)
    page.fill("[name=name_en]", "As usual")
    page.locator("main form.form > .actions button[type=submit]").last.click()
    page.wait_for_url(f"**/scenario/{code}/")


def asked_and_done(page: Page) -> None:
    send(page)
    page.wait_for_url("**/study/*/")
    expect(page.locator(".net-verdict")).to_be_visible(timeout=90_000)  # the page looks again by itself


@pytest.fixture
def adopted(visitors: Visitors) -> Iterator[Page]:
    """Whoever adopts withdraws again: the demo city is everybody's."""
    page = visitors.staff(POLICY)
    yield page
    page.goto("/desk/network/")
    links = [link.get_attribute("href") for link in page.locator("main a[href*='/adopted/']").all()]
    for link in links:
        page.goto(str(link))
        if page.locator("form.form [name=because]").count():
            page.fill("[name=because]", "試しでした")
            send(page)


def test_from_a_scenario_to_the_day_on_which_offices_change(visitors: Visitors, adopted: Page) -> None:
    page = adopted
    written_by_form(page, "いつもの条件で", "as-usual")
    address = page.url

    planner = visitors.staff(PLANNER)  # a ward's planner asks; the worker finds
    planner.goto(address)
    asked_and_done(planner)
    expect(planner.locator(".net-verdict")).to_contain_text("証明")
    expect(planner.locator("svg.net-map")).to_have_count(4)
    assert not planner.locator("a", has_text="この案を実施する").count()

    page.goto(planner.url)  # policy carries it out
    row = page.locator(
        ".net-changes tbody tr", has=page.locator("td:nth-of-type(3)", has_text="まちづくりセンター")
    ).first
    name = row.locator("th").inner_text()
    page.get_by_role("link", name="この案を実施する").click()
    expect(page.locator("table tbody th", has_text=name).first).to_be_visible()
    page.fill("[name=because]", "高齢化に合わせて職員を地域へ移すため")
    send(page)
    page.wait_for_url("**/adopted/*/")
    expect(page.locator(".net-coming")).to_contain_text(name)

    resident = visitors.window()  # a resident reads what comes, and finds the way from that day on
    resident.goto("/network/")
    resident.get_by_role("link", name=name).first.click()
    expect(resident.locator("main .alert")).to_contain_text("閉鎖します")
    expect(resident.locator(".office-turn a").first).to_be_visible()
    served = resident.locator(".facts div", has_text="所管区域").inner_text()
    district = re.findall(r"\S+?校区", served.replace("、", " "))[0]
    resident.goto("/guide/moving_in/")
    answer_all(resident)
    _choose_district(resident, district)
    assert name in resident.locator("main ol:has(> li.card)").inner_text()
    _on(resident, _day_after(page))
    assert name not in resident.locator("main ol:has(> li.card)").inner_text()


def _choose_district(page: Page, district: str) -> None:
    option = page.locator("select[name=district] option", has_text=district).first
    page.select_option("select[name=district]", option.get_attribute("value"))
    page.locator("form.filters button[type=submit]").click()


def _on(page: Page, day: str) -> None:
    page.evaluate("() => document.querySelectorAll('main details').forEach(each => { each.open = true })")
    page.fill("[name=day]", day)
    page.fill("[name=hour]", "10:00")
    page.locator("form.filters button[type=submit]").click()


def _day_after(page: Page) -> str:
    """A day after the first change, as the adoption says it."""
    year, month, day = re.findall(r"\d+", page.locator(".timeline-when").first.inner_text())[:3]
    return f"{year}-{int(month):02d}-{int(day) + 6:02d}"


def test_rows_come_and_go_without_javascript(visitors: Visitors) -> None:
    page = visitors.staff(POLICY, size=PHONE, java_script_enabled=False)
    page.goto("/desk/network/new/")
    before = page.locator("fieldset.net-row").count()
    page.locator("button[value='add:guards-yen']").click()
    expect(page.locator("fieldset.net-row")).to_have_count(before + 1)
    page.locator("button[value='drop:guards-yen:1']").click()
    expect(page.locator("fieldset.net-row")).to_have_count(before)


@in_both_languages
def test_a_wrong_form_and_a_wrong_file_are_for_everyone(visitors: Visitors, language: str) -> None:
    page = visitors.staff(POLICY, size=PHONE)
    page.goto(f"{PREFIX[language]}/desk/network/new/")
    page.fill("[name=weights-minute]", "-1")
    page.locator("main form.form > .actions button[type=submit]").last.click()
    expect(page.locator(".error-summary")).to_be_visible()
    faults = examine(page, language)
    page.goto(f"{PREFIX[language]}/desk/network/file/")
    page.fill("[name=text]", 'code = "x"\nname = "x"\n[weights]\nminute = "many"\n')
    send(page)
    expect(page.locator(".field-error")).to_contain_text("4")
    faults += examine(page, language)
    assert not faults, "\n".join(faults)


@in_both_languages
def test_a_sheet_for_residents_fits_on_one_page_of_a4(visitors: Visitors, language: str) -> None:
    page = visitors.staff(PLANNER)
    study = newest_study(page, PREFIX[language])
    faults = []
    for area in ("43105-07", "43103", "43101-01"):
        page.goto(f"{study}sheets/{area}/")
        faults += examine(page, language)
        page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        printed = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(PAGES_IN_PDF.findall(printed)) == 1, area
    assert not faults, "\n".join(faults)


def test_points_of_the_frontier_are_reached_by_keyboard(visitors: Visitors) -> None:
    page = visitors.staff(POLICY)
    written_by_form(page, "費用と近さ", "frontier")
    page.check("[name=kind][value=frontier]")
    asked_and_done(page)
    page.goto(f"{page.url.split('?')[0]}frontier/")
    dots = page.locator("svg.front a")
    assert dots.count() == page.locator("main table tbody tr").count() > 2
    dots.first.focus()
    dots.first.press("Enter")
    assert page.url.endswith("#point-1")
    faults = examine(page, "ja")
    assert not faults, "\n".join(faults)
