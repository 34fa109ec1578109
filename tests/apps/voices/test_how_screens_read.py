"""Screens read as their language is written: what stands between values, what a table's codes mean, true promises."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils.html import strip_tags
from django.utils.translation import override

from tests.apps.voices.scenes import LATER, answered, kami_voice, need_of
from wakimizu.apps.voices import operations, photos
from wakimizu.apps.voices.models import RoutingRule

PLANNER, MAYOR = ("planner", "w-kami-machi"), ("mayor", "w-kami")
JAPANESE = r"[\u3040-\u30ff\u3400-\u9fff（）「」]"
HALF_WIDTH = re.compile(rf"{JAPANESE}\s*(?:[,:/·;()]\s*)+{JAPANESE}")  # half-width marks between Japanese words


@pytest.mark.parametrize(
    ("template", "japanese", "english"),
    [
        ("{{ words|listed }}", "道路、<b>、橋", "道路, <b>, 橋"),
        ("{{ words|listed:'·' }}", "道路・<b>・橋", "道路 · <b> · 橋"),
        ("{{ none|listed }}", "", ""),
        ("{{ missing|listed }}", "", ""),
        ("{% beside 'A' none 'B' %}", "A・B", "A · B"),
        ("{% beside 'A' %}", "A", "A"),
        ("{% beside 'A' words|listed by=':' %}", "A：道路、<b>、橋", "A: 道路, <b>, 橋"),
        ("A{{ word|bracketed }}", "A（<b>）", "A (<b>)"),
        ("A{{ none|bracketed }}{{ missing|bracketed }}", "A", "A"),
        ("A{% joint %}B", "A、B", "A, B"),
    ],
)
def test_values_are_joined_as_each_language_writes_them(template, japanese, english):
    shown = Template(template)
    context = Context({"words": ["道路", "", "<b>", None, "橋"], "word": "<b>", "none": []})
    for language, text in (("ja", japanese), ("en", english)):
        with override(language):
            assert shown.render(context) == text.replace("<b>", "&lt;b&gt;")


@pytest.fixture
def matter(town):
    """An answered need of a voice that was in another before, with parts, and a twin beside it."""
    voice = kami_voice(town, place="公園の北門", text="公園の街灯が消えている、舗装も陥没")
    need = need_of(town, voice, kami_voice(town), title="公園の街灯が消えている")
    need_of(town, title="公園の街灯が暗い")
    for office in ("hq-road", "w-kami-kumin"):
        part = operations.ask_support(
            town.actor(*PLANNER), need=need, office=town.offices[office], asked_for="費用", due=LATER
        )
        who = ("hq", office) if office == "hq-road" else ("clerk", office)
        operations.give_part(town.actor(*who), part=part, contribution="見ました")
    operations.split_need(
        town.actor(*PLANNER), need=need, voices=[voice], title="舗装の陥没", lead=town.offices["w-kami-machi"]
    )
    answered(town, need, ending="not_ours", owner="熊本県")
    return voice, need


def pages(town, voice, need):
    staff = town.browser(*PLANNER)
    waiting = kami_voice(town, text="公園の街灯が暗いです")
    yield from ((who, address) for who, address in [
        (staff, f"/desk/voice/{voice.pk}/"), (staff, f"/desk/voice/{waiting.pk}/"), (staff, f"/desk/need/{need.pk}/"),
        (staff, "/desk/needs/"), (staff, "/desk/routing/"), (staff, "/desk/import/voices/"),
        (town.browser(), f"/answers/{need.pk}/"), (town.browser(), f"/follow/{voice.receipt}/"),
        (town.browser(), f"/follow/{need.links.filter(until=None).get().voice.receipt}/"),
    ])  # fmt: skip


def shown(page) -> str:
    main = page.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(strip_tags(main)))


def test_no_half_width_mark_stands_between_japanese_words(town, matter):
    for browser, address in pages(town, *matter):
        page = browser.get(address)
        assert page.status_code == 200, address
        assert HALF_WIDTH.findall(shown(page)) == [], address


def test_no_japanese_mark_stands_between_english_words(town, matter):
    for browser, address in pages(town, *matter):
        text = shown(browser.get(f"/en{address}"))
        assert not re.search(r"[A-Za-z] ?[、・：（）] ?[A-Za-z]", text), address


def test_a_page_of_each_kind_as_it_reads(town, matter):
    voice, need = matter
    staff = town.browser(*PLANNER)
    japanese, english = (shown(staff.get(f"{prefix}/desk/need/{need.pk}/")) for prefix in ("", "/en"))
    assert f"ニーズ{need.pk}・道路・桜校区" in japanese and f"Need {need.pk} · Roads · Sakura" in english
    assert "回答：市の担当ではありません" in japanese and "Answer: Not ours" in english
    japanese, english = (shown(staff.get(f"{prefix}/desk/voice/{voice.pk}/")) for prefix in ("", "/en"))
    assert "道路・桜校区" in japanese and "Roads · Sakura" in english
    assert "振り分けの理由：舗装、陥没" in japanese and "Suggested because of: 舗装, 陥没" in english
    assert "公園の街灯が消えている（2026年11月24日（火）まで）" in japanese and "(until Tue 24 Nov 2026)" in english
    assert "担当課道路課" in japanese and "Office in chargeRoad Division" in english
    assert "受付日2026年11月24日（火）・ウェブ" in japanese and "Received onTue 24 Nov 2026 · Web form" in english


def test_the_resident_reads_which_offices_have_a_part(town):
    voice = kami_voice(town)
    need = need_of(town, voice)
    for office in ("hq-road", "w-kami-kumin"):
        operations.ask_support(
            town.actor(*PLANNER), need=need, office=town.offices[office], asked_for="費用", due=LATER
        )
    address = f"/follow/{voice.receipt}/"
    assert "道路課（回答待ち）、上区区民課（回答待ち）" in shown(town.browser().get(address))
    assert "Road Division (Owed), Kami Residents Division (Owed)" in shown(town.browser().get("/en" + address))


# ── words that mean different things in different places ─────────────────────────────────────────────────────────────


def test_received_is_a_step_a_title_and_a_day(town):
    voice = kami_voice(town)
    browser = town.browser()
    assert "<title>受け付けました" in browser.get(f"/say/{voice.receipt}/thanks/").content.decode()
    page = browser.get(f"/follow/{voice.receipt}/").content.decode()
    assert "<dt>受付日</dt>" in page
    assert [strip_tags(step) for step in re.findall(r"<b>(.*?)</b>", page.split('class="steps"')[1])][:4] == [
        "受付 （済み）", "担当課へ", "対応中", "回答",
    ]  # fmt: skip


# ── the routing table ────────────────────────────────────────────────────────────────────────────────────────────────


def targets(town, prefix=""):
    page = town.browser("it", "hq-seisaku").get(f"{prefix}/desk/routing/").content.decode()
    return [unescape(row).strip() for row in re.findall(r"<td[^>]*>([^<]*)</td></tr>", page)]


def test_the_routing_table_says_in_words_where_a_row_leads(town):
    assert targets(town) == ["道路課", *["各区のまちづくり推進課（区がわからないときは広聴課）"] * 2]
    town_division = "the ward's Town Division (Public Hearing Division where no ward is known)"
    assert targets(town, "/en") == ["Road Division", *[town_division] * 2]


def test_wards_that_name_a_division_differently_are_all_named(town):
    town.offices["w-shimo-machi"].name = "下区地域づくり課"
    town.offices["w-shimo-machi"].save()
    town.city.revision += 1
    town.city.save()
    assert "各区のまちづくり推進課、地域づくり課（区がわからないときは広聴課）" in targets(town)


def test_a_row_whose_office_is_gone_shows_its_code(town):
    RoutingRule.objects.filter(order=10).update(office="hq-gone")
    town.city.revision += 1
    town.city.save()
    assert targets(town)[0] == "hq-gone"


# ── what a page promises ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_photo_field_promises_what_the_server_takes(town, settings):
    settings.PHOTO_BYTES = 5 << 20
    page = town.browser().get("/en/say/").content.decode()
    field = page.split("data-photo ")[1].split("</div>")[0]
    assert 'data-max-mb="5"' in field and f'data-max-count="{photos.MOST}"' in field
    named = re.search(r"Please choose a ([\w, ]+) picture", field)
    accepted = re.search(r'accept="([^"]+)"', page)
    assert re.split(", | OR ", named[1].upper()) == list(photos.FORMATS)
    assert [kind.removeprefix("image/").upper() for kind in accepted[1].split(",")] == list(photos.FORMATS)


@pytest.mark.parametrize(
    ("lines", "tones"),
    [("内容\n街灯が消えています", []), ("内容\nあ\n街灯が消えています", []), ("内容\nあ", ["waiting"])],
    ids=["all can be taken", "some can", "none can"],
)
def test_an_import_warns_only_where_there_is_nothing_to_take_in(town, lines, tones):
    planner = town.browser(*PLANNER)
    file = SimpleUploadedFile("voices.csv", lines.encode(), "text/csv")
    at_columns = planner.post("/desk/import/voices/", {"file": file}).url
    fields = planner.get(at_columns).context["form"]
    looked = planner.post(at_columns, {field.name: field.value() or "" for field in fields}).url
    page = planner.get(looked).content.decode()
    assert re.findall(r'class="alert" data-tone="(\w+)"', page) == tones
    assert (at_columns.replace("columns", "take") in page) is (tones == [])


def test_every_alert_has_a_tone_that_has_a_colour(town):
    """A tone the style sheet does not know would look like any other."""
    voice = kami_voice(town)
    operations.set_voice_aside(town.actor(*PLANNER), voice=voice, because="いたずら")
    need, into = need_of(town), need_of(town, title="公園の木")
    operations.merge_need(town.actor(*PLANNER), need=need, into=into, because="同じ")
    followed = town.browser().get(f"/follow/{voice.receipt}/").content.decode()
    merged = town.browser(*PLANNER).get(f"/desk/need/{need.pk}/").content.decode()
    assert re.findall(r'class="alert" data-tone="(\w+)"', followed) == ["waiting"]
    assert re.findall(r'class="alert" data-tone="(\w+)"', merged) == ["moving"]


def test_the_menu_is_named_for_who_hears_the_page(town):
    assert 'aria-label="Main menu"' in town.browser().get("/en/say/").content.decode()
    assert 'aria-label="メインメニュー"' in town.browser().get("/say/").content.decode()
