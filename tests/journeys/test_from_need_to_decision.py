"""From a need to HQ's decision in a browser: the planner writes, the mayor endorses, HQ decides, the resident reads it by receipt."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.test_pages_are_accessible import examine
from tests.journeys.visitors import PHONE, Visitors, say, send

pytestmark = pytest.mark.whole

PLANNER, MAYOR, HEAD = "planner.chuo@demo.example", "mayor.chuo@demo.example", "head.road@demo.example"
TITLE = "子飼橋の歩道の拡幅"


def test_from_a_need_to_the_answer_that_the_resident_reads(visitors: Visitors) -> None:
    receipt = say(visitors.window(), "橋の歩道が狭くてすれ違えません。", "43101-08")
    planner = visitors.staff(PLANNER)
    planner.goto("/desk/")
    planner.locator("main a.queue-title", has_text="橋の歩道が狭くて").first.click()
    planner.locator("main a[href$='/raise/']").click()
    planner.fill("[name=title]", "橋の歩道が狭い")
    send(planner)
    planner.wait_for_url("**/desk/need/*/")
    planner.get_by_role("link", name="区で解決できない：本庁に提案する").click()
    planner.fill("[name=title]", TITLE)
    planner.fill("[name=problem]", "橋は本庁が管理しています。")
    planner.fill("[name=measure]", "歩道を広げます。")
    planner.select_option("[name=division]", "hq-dorohozen")
    planner.locator("[name^=cost_][name$=_general]").first.fill("12000000")
    planner.select_option("[name=indicator_0]", "satisfied")
    planner.fill("[name=value_0]", "70")
    send(planner)
    expect(planner.get_by_role("heading", name=TITLE)).to_be_visible()
    desk = re.sub(r"^https?://[^/]+", "", planner.url)
    planner.get_by_role("link", name="区長に提出する").click()
    send(planner)

    mayor = visitors.staff(MAYOR)
    expect(mayor.get_by_role("link", name=TITLE)).to_be_visible()
    mayor.goto(f"{desk}endorse/")
    send(mayor)
    expect(mayor.get_by_text("根拠", exact=True)).to_be_visible()

    head = visitors.staff(HEAD, size=PHONE)
    head.goto(f"{desk}decide/")
    expect(head.get_by_text("1件の声に一度に回答します")).to_be_visible()
    head.check("[name=verdict][value=adopt]")
    head.fill("[name=until]", str(date.today() + timedelta(days=200)))  # noqa: DTZ011
    send(head)
    expect(head.locator(".field-error, .problem").first).to_be_visible()  # no reason, no decision
    head.fill("[name=reason]", "来年度に歩道を広げます。")
    send(head)
    expect(head.get_by_text("決定：採用")).to_be_visible()

    resident = visitors.window()
    resident.goto(f"/follow/{receipt}/")
    expect(resident.get_by_text("来年度に歩道を広げます。")).to_be_visible()
    resident.get_by_role("link", name=re.compile("声の道のりを全部見る")).click()
    expect(resident.get_by_role("link", name=TITLE)).to_be_visible()
    assert not examine(resident, "ja")
