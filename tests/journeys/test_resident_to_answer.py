"""The main job: a voice goes in, the right office answers, the resident reads it, and nothing is lost on the way."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.site import Site
from tests.journeys.visitors import RECEIPT, Visitors, send

SAID = "白川の遊歩道のベンチがこわれて、散歩の途中で休めません。直していただけませんか。"
NEED = "白川遊歩道のベンチの修理"
PART = "木製ベンチ二基の部材は六月に届きます。"
FIRST, SECOND = "座板を取りかえ、今週から使えるようにしました。", "脚も取りかえ、ぐらつかないことを確かめました。"
STILL = "脚がまだぐらぐらしています。"
OFFICE, HELPER = "中央区まちづくり推進課", "道路保全課"
GPS, MAKER = 0x8825, 0x010F


def photo_from_a_telephone() -> bytes:
    """A JPEG that tells where it was taken and with what."""
    picture = Image.effect_noise((1600, 1200), 40).convert("RGB")
    exif = Image.Exif()
    exif[MAKER] = "Telephone Inc."
    exif.get_ifd(GPS).update({1: "N", 2: (32.0, 48.0, 0.0), 3: "E", 4: (130.0, 42.0, 0.0)})
    kept = BytesIO()
    picture.save(kept, "JPEG", exif=exif)
    assert Image.open(BytesIO(kept.getvalue())).getexif().get_ifd(GPS)
    return kept.getvalue()


def test_a_voice_is_answered_reopened_answered_again_and_proved(visitors: Visitors, site: Site, tmp_path: Path) -> None:
    resident = visitors.window()
    receipt = resident_says_it(resident)
    clerk_notes_another(visitors)

    planner = visitors.staff("planner.chuo@demo.example")
    need = planner_makes_it_a_need(planner)
    planner_asks_hq(planner, need)
    hq_gives_its_part(visitors, need)

    answer(planner, need, FIRST)
    mayor_approves(visitors, need, FIRST)
    resident_reads_it_and_says_not_solved(resident, receipt)

    planner.goto("/desk/")
    planner.click(f"main a.queue-title[href='{need}']")
    expect(planner.locator("main")).to_contain_text(STILL)
    answer(planner, need, SECOND)
    mayor_approves(visitors, need, SECOND)

    follow(resident, receipt)
    expect(resident.locator("main")).to_contain_text(FIRST)
    expect(resident.locator("main")).to_contain_text(SECOND)

    proof = proof_from_the_tracking_page(resident, site, tmp_path)
    assert receipt in proof.name
    assert "The words and their receipt are under seal" in site.command("ledger", "check", str(proof))
    assert "Nothing is lost, altered or reordered." in site.command("ledger", "verify")
    other_words = json.loads(proof.read_text())
    other_words["words"]["text"] = "ありがとうございました。"
    proof.write_text(json.dumps(other_words))
    with pytest.raises(AssertionError, match="The words are not those that were received"):
        site.command("ledger", "check", str(proof))


def resident_says_it(page: Page) -> str:
    page.goto("/")
    page.click("main .hero a.button[href='/say/']")
    page.fill("[name=text]", SAID)
    page.select_option("[name=district]", "43101-08")
    page.locator("main details").filter(has=page.locator("[type=file]")).locator("summary").click()
    page.fill("[name=place]", "白川公園の近く")
    photo = {"name": "bench.jpg", "mimeType": "image/jpeg", "buffer": photo_from_a_telephone()}
    page.set_input_files("[name=photos]", files=[photo])  # type: ignore[list-item]
    expect(page.locator("[data-photo-preview] img")).to_be_visible()
    send(page)
    page.wait_for_url("**/thanks/")
    receipt = page.inner_text("#receipt-code").strip()
    assert RECEIPT.fullmatch(receipt)
    page.click(f"main .actions a[href='/follow/{receipt}/']")
    shown = page.locator("main .photo-grid img")
    expect(shown).to_be_visible()
    picture = Image.open(BytesIO(page.request.get(str(shown.get_attribute("src"))).body()))
    assert picture.format == "JPEG"
    assert not dict(picture.getexif())
    return receipt


def clerk_notes_another(visitors: Visitors) -> None:
    page = visitors.staff("clerk.chuo@demo.example")
    page.click("header nav a[href='/desk/note/']")
    page.fill("[name=text]", "窓口の番号札が小さくて読めないそうです。")
    page.check("[name=channel][value=counter]")
    page.select_option("[name=district]", "43101-08")
    send(page)
    expect(page.locator("#messages")).to_contain_text(RECEIPT)
    expect(page.locator("[name=text]")).to_have_value("")


def planner_makes_it_a_need(page: Page) -> str:
    """Returns the address of the need's page."""
    page.click(f"main a.queue-title:has-text('{SAID[:20]}')")
    expect(page.locator("main .photo-grid img")).to_be_visible()
    page.click("main aside a[href$='/raise/']")
    page.fill("[name=title]", NEED)
    page.select_option("[name=lead]", "w-chuo-machi")
    send(page)
    page.wait_for_url("**/desk/need/*/")
    expect(page.locator("h1")).to_have_text(NEED)
    expect(page.locator("main aside")).to_contain_text(OFFICE)
    return page.url.removeprefix(page.url.split("/desk/")[0])


def planner_asks_hq(page: Page, need: str) -> None:
    page.click(f"main aside a[href='{need}support/']")
    page.select_option("[name=office]", "hq-dorohozen")
    page.fill("[name=asked_for]", "部材がいつ届くか教えてください。")
    send(page)
    page.wait_for_url(f"**{need}")
    draft(page, need, FIRST)
    expect(page.locator("main aside")).to_contain_text(HELPER)  # too early: HQ owes its part
    expect(page.locator(f"main aside a[href='{need}submit/']")).to_have_count(0)


def hq_gives_its_part(visitors: Visitors, need: str) -> None:
    page = visitors.staff("hq.road@demo.example")
    page.click(f"main a.queue-title[href='{need}']")
    page.click("main .queue-actions a[href$='/give/']")
    page.fill("[name=contribution]", PART)
    send(page)
    page.wait_for_url(f"**{need}")
    expect(page.locator("main")).to_contain_text(PART)


def draft(page: Page, need: str, text: str) -> None:
    page.goto(need)
    page.click(f"main aside a[href='{need}draft/']")
    page.check("[name=ending][value=solved]")
    page.fill("[name=text]", text)
    send(page)
    page.wait_for_url(f"**{need}")


def answer(page: Page, need: str, text: str) -> None:
    draft(page, need, text)
    page.click(f"main aside a[href='{need}submit/']")
    send(page)
    page.wait_for_url(f"**{need}")


def mayor_approves(visitors: Visitors, need: str, text: str) -> None:
    page = visitors.staff("mayor.chuo@demo.example")
    page.click(f"main a.queue-title[href='{need}']")
    expect(page.locator("main")).to_contain_text(text)
    page.click(f"main aside a[href='{need}approve/']")
    expect(page.locator("main")).to_contain_text(text)  # who approves reads what goes out
    send(page)
    page.wait_for_url(f"**{need}")


def follow(page: Page, receipt: str) -> None:
    page.goto("/")
    page.fill("[name=receipt]", receipt.lower().replace("-", " "))
    page.click("main form[action='/follow/'] button")
    page.wait_for_url(f"**/follow/{receipt}/")


def resident_reads_it_and_says_not_solved(page: Page, receipt: str) -> None:
    follow(page, receipt)
    for words in (FIRST, OFFICE, HELPER):
        expect(page.locator("main")).to_contain_text(words)
    page.fill("[name=because]", STILL)
    send(page)
    page.wait_for_url(f"**/follow/{receipt}/")
    expect(page.locator("main")).to_contain_text(STILL)
    expect(page.locator("main .steps [aria-current=step]")).to_be_visible()


def proof_from_the_tracking_page(page: Page, site: Site, folder: Path) -> Path:
    site.command("ledger", "seal")
    page.reload()
    with page.expect_download() as download:
        page.click("main a[href$='/proof/']")
    kept = folder / download.value.suggested_filename
    download.value.save_as(kept)
    return kept


def test_a_late_promise_names_its_day(visitors: Visitors) -> None:
    """ "Will be done" without a day goes back to the planner with a sentence at the field; with one it is a draft."""
    page = visitors.staff("planner.chuo@demo.example")
    page.goto("/desk/needs/?state=assigned")
    page.locator("main a.queue-title").first.click()
    page.click("main aside a[href$='/draft/']")
    page.check("[name=ending][value=will_be]")
    page.fill("[name=text]", "来月、工事をします。")
    page.fill("[name=until]", "")
    send(page)
    expect(page.locator(".error-summary a[href='#id_until']")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value("来月、工事をします。")
    page.fill("[name=until]", (datetime.now(UTC) + timedelta(days=40)).date().isoformat())
    send(page)
    page.wait_for_url("**/desk/need/*/")
