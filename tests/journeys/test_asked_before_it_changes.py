"""HQ proposes a standard, a ward answers, HQ responds and settles; only then it holds. Set directly, it is refused."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_pages_are_accessible import examine
from tests.journeys.visitors import PHONE, Visitors, send

pytestmark = pytest.mark.whole

HEAD, PLANNER = "head.citizens@demo.example", "planner.chuo@demo.example"
TITLE, TEXT = "転居届の待ち時間を十二分にする", "窓口の並びを一つにまとめ、どの区でも十二分以内にします。"
SERVICE = "/desk/services/tenkyo/"


def day(days: int) -> str:
    return str(date.today() + timedelta(days=days))  # noqa: DTZ011


def path(page: Page) -> str:
    return re.sub(r"^https?://[^/]+", "", page.url)


def test_from_the_proposal_to_the_standard_that_holds(visitors: Visitors) -> None:
    head = visitors.staff(HEAD)
    head.goto(SERVICE)
    head.get_by_role("link", name="新しい基準について区に意見を聞く").click()
    head.fill("[name=title]", TITLE)
    head.fill("[name=text]", TEXT)
    head.fill("[name=answer_by]", day(10))
    head.fill("[name=valid_from]", day(5))
    head.fill("[name=wait_minutes]", "12")
    for group in ("ward_office", "ward_division"):
        head.uncheck(f"[name=groups][value={group}]")
    head.get_by_text("所属を個別に選ぶ").click()
    head.check("[name=also][value=w-chuo-machi]")
    send(head)
    expect(head.get_by_text("回答期限より後の日").first).to_be_visible()  # it cannot hold before the answers are in
    head.fill("[name=valid_from]", day(60))
    send(head)
    expect(head.get_by_role("heading", name=TITLE)).to_be_visible()
    consultation = path(head)

    planner = visitors.staff(PLANNER, size=PHONE)
    planner.get_by_role("link", name=TITLE).click()
    expect(planner.get_by_role("cell", name="12", exact=True)).to_be_visible()
    assert not examine(planner, "ja")
    planner.get_by_role("link", name="回答する").click()
    planner.check("[name=stance][value=if]")
    send(planner)
    expect(planner.locator(".field-error, .problem").first).to_be_visible()  # a condition needs words
    planner.fill("[name=text]", "三月は応援をお願いします。")
    send(planner)
    expect(planner.get_by_text("三月は応援をお願いします。")).to_be_visible()

    head.goto(consultation)
    expect(head.get_by_role("link", name="結論を出す")).to_have_count(0)
    head.get_by_role("link", name=re.compile("対応を示す")).click()
    head.check("[name=taken][value=up]")
    head.fill("[name=text]", "三月は本庁から二名を出します。")
    send(head)
    head.get_by_role("link", name="結論を出す").click()
    head.check("[name=outcome][value=proposed]")
    head.fill("[name=text]", "応援を加えて、案のとおり進めます。")
    assert not examine(head, "ja")
    send(head)
    expect(head.get_by_text("から適用されます")).to_be_visible()

    planner.goto(consultation)
    expect(planner.get_by_text("三月は本庁から二名を出します。")).to_be_visible()
    expect(planner.get_by_role("heading", name="案のとおり進める")).to_be_visible()

    head.goto(f"{SERVICE}standard/")
    head.fill("[name=valid_from]", day(90))
    send(head)
    expect(head.get_by_text("先に区の意見を聞く必要があります").first).to_be_visible()


def test_a_notice_is_told_in_time_known_and_asked_about(visitors: Visitors) -> None:
    head = visitors.staff(HEAD)
    head.goto("/desk/notices/new/")
    head.check("[name=happening][value=form]")
    head.fill("[name=title]", "委任状の様式の変更")
    head.fill("[name=text]", "押印の欄をなくしました。")
    head.fill("[name=effective]", day(40))
    head.get_by_role("button", name="知らせる相手を確かめる").click()
    expect(head.get_by_text("すべて期限内です。")).to_be_visible()
    send(head)
    notice = path(head)

    planner = visitors.staff(PLANNER, size=PHONE)
    for _time in range(40):  # the timer sends it within seconds
        planner.goto(notice)
        if planner.get_by_text("人が開きました").count():
            break
        planner.wait_for_timeout(1000)
    planner.get_by_role("button", name="中央区まちづくり推進課として確認した").click()
    expect(planner.get_by_text("確認を記録しました。")).to_be_visible()
    planner.get_by_role("link", name="この通知について質問する").click()
    planner.fill("[name=text]", "旧様式はいつまで使えますか。")
    send(planner)
    expect(planner.get_by_text("旧様式はいつまで使えますか。")).to_be_visible()
