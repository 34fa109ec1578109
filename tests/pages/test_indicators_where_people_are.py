"""Indicators and the plan on the pages people open anyway: a district's sheet, a ward at a glance, an office's desk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.apps.monitoring.small import HEARING, PLANNER, POLICY, april, indicator, item, value
from wakimizu.apps.monitoring import operations
from wakimizu.apps.monitoring.models import Indicator

SHEET, WARD, DESK = "/en/desk/district/43991-01/", "/en/desk/overview/43991/", "/en/desk/"


@pytest.fixture
def measured(town, english):
    """上区 is off the path of one indicator of the public hearing division; 桜校区 has a value of another."""
    act = item(
        town,
        "act",
        owner=town.offices["hq-kocho"],
        due=timezone.localdate() + timedelta(days=31),
        state="under_way",
        percent=20,
    )
    members = indicator(town)
    operations.aim(
        town.actor(*POLICY), item=act, indicator=members, baseline_year=2023, baseline=70, targets={2027: 90}
    )
    value(members, april(2025), 61, town.areas["43991"])
    value(members, april(2025), 89, town.areas["43992"])
    visits = indicator(town, "visits", name_en="Visits", unit="cases", denominator="")
    value(visits, april(2024), 3, town.areas["43991-01"])
    value(visits, april(2025), 5, town.areas["43991-01"])
    value(visits, april(2025), 9, town.areas["43991"])
    item(town, "vision", "vision", ward=town.areas["43991"])
    item(
        town,
        "own",
        owner=town.offices["w-kami-machi"],
        state="under_way",
        percent=35,
        due=timezone.localdate() + timedelta(days=90),
    )
    return town


def main_of(answer):
    assert answer.status_code == 200
    return answer.content.decode().split("<main", 1)[1]


def section(page, name):
    return page.split(f'id="{name}"', 1)[1].split("</section>")[0]


def test_a_district_shows_its_own_newest_value_or_its_wards(measured):
    page = section(main_of(measured.browser("liaison", "c-sakura").get(SHEET)), "s-indicators")
    rows = {name: page.split(name, 1)[1].split("</tr>")[0] for name in ("Visits", "Members")}
    assert "Sakura" in rows["Visits"] and "5 cases" in rows["Visits"] and "FY2025" in rows["Visits"]
    assert "9 cases" not in page and "3 cases" not in page
    assert "Kami Ward" in rows["Members"] and "61.0%" in rows["Members"] and "Off its path" in rows["Members"]
    assert "?where=43991-01" in page and "Off its path" not in rows["Visits"]


def test_a_district_of_which_nothing_is_measured_says_so(town, english):
    page = section(main_of(town.browser("liaison", "c-sakura").get(SHEET)), "s-indicators")
    assert "Nothing is measured of this district or its ward yet." in page


def test_a_ward_at_a_glance_has_what_is_off_and_its_part_of_the_plans(measured):
    page = main_of(measured.browser(*PLANNER).get(WARD))
    assert "FY2025: 61.0%, where the path asks for 80.0%." in section(page, "off-path")
    plan = section(page, "ward-plan")
    assert "Item vision" in plan and "Item own" in plan and "35%" in plan and "Item act" not in plan
    other = main_of(measured.browser("planner", "w-shimo-machi").get("/en/desk/overview/43992/"))
    assert "No indicator of this ward is off its path." in section(other, "off-path")
    assert 'id="ward-plan"' not in other


def test_small_drift_is_not_shown(measured):
    Indicator.objects.update(worth=30)
    page = main_of(measured.browser(*PLANNER).get(WARD))
    assert "No indicator of this ward is off its path." in section(page, "off-path")


def test_a_desk_has_what_its_office_answers_for(measured):
    page = main_of(measured.browser(*HEARING).get(DESK))
    assert "61.0%" in section(page, "off-path")
    due = section(page, "plan-due")
    assert "Item act" in due and "Item own" not in due and "in 31 days" in due
    page = main_of(measured.browser(*PLANNER).get(DESK))
    assert 'id="off-path"' not in page
    assert "Item own" in section(page, "plan-due")
    page = main_of(measured.browser("hq", "hq-road").get(DESK))
    assert 'id="off-path"' not in page and 'id="plan-due"' not in page


@pytest.mark.parametrize(("who", "page"), [(PLANNER, SHEET), (PLANNER, WARD), (HEARING, DESK)])
def test_statements_do_not_grow(measured, who, page):
    def statements():
        browser = measured.browser(*who)
        browser.get(page)
        with CaptureQueriesContext(connection) as counted:
            main_of(browser.get(page))
        return len(counted)

    before = statements()
    for n in range(10):
        more = indicator(measured, f"more{n}", owner=measured.offices["hq-kocho"])
        part = item(
            measured,
            f"part{n}",
            owner=measured.offices[("hq-kocho", "w-kami-machi")[n % 2]],
            due=timezone.localdate() + timedelta(days=5),
        )
        operations.aim(
            measured.actor(*POLICY), item=part, indicator=more, baseline_year=2023, baseline=70, targets={2027: 90}
        )
        for year in (2024, 2025):
            for area in ("43991", "43991-01", "43992"):
                value(more, april(year), 60, measured.areas[area])
    assert statements() == before
