"""The out-box and the city's own wordings."""

import pytest

from tests.apps.exchange.mail.mail_scenes import HANAKO, asked, sent, voice_by_mail
from tests.apps.voices.scenes import kami_voice, shimo_voice
from wakimizu.apps.exchange.mail.composing import PLACES, fill, made_up, our_words, places_in
from wakimizu.apps.exchange.mail.models import Mail, Wish, Wording
from wakimizu.apps.exchange.mail.operations import check_wording, keep_wording
from wakimizu.apps.exchange.mail.workflow import LANGUAGES, Kind
from wakimizu.shared.errors import BadInput

IT, PLANNER = ("it", "hq-seisaku"), ("planner", "w-kami-machi")


def page(browser, address):
    return browser.get(address).content.decode()


def test_the_outbox_shows_each_its_own_and_never_an_address(town, sink):
    ours, theirs = voice_by_mail(town), voice_by_mail(town, district=town.areas["43992-01"])
    sent()
    planner = page(town.browser(*PLANNER), "/en/desk/mails/")
    assert ours.receipt in planner and theirs.receipt not in planner and HANAKO not in planner
    it = page(town.browser(*IT), "/en/desk/mails/")
    assert f"{ours.receipt[:4]}-…" in it and ours.receipt not in it and HANAKO not in it


def test_a_mail_is_found_by_its_whole_receipt(town, sink):
    voice, other = voice_by_mail(town), voice_by_mail(town)
    sent()
    found = page(town.browser(*IT), f"/en/desk/mails/?receipt={voice.receipt.lower()}")
    assert voice.receipt[:4] in found and other.receipt[:4] not in found


def test_without_a_server_the_page_says_so_and_shows_what_would_be_sent(town, sink, settings):
    settings.MAIL_HOST = ""
    voice = voice_by_mail(town)
    asked()
    planner = town.browser(*PLANNER)
    assert "nothing leaves the house" in page(planner, "/en/desk/mails/")
    framed = planner.get(f"/en/desk/mails/{Mail.objects.get().pk}/html/")
    assert voice.receipt in framed.content.decode() and HANAKO not in framed.content.decode()
    assert framed.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_one_presses_a_button_to_be_reminded_by_mail_and_another_not_to_be(town):
    planner = town.browser(*PLANNER)
    planner.post("/desk/mails/wish/", {"wanted": "1"})
    assert Wish.objects.get().post == town.posts[PLANNER]
    planner.post("/desk/mails/wish/", {"wanted": ""})
    assert not Wish.objects.exists()


def test_a_city_words_its_mails_and_goes_back_to_ours(town, sink):
    it, address = town.browser(*IT), "/en/desk/mails/wording/receipt/ja/"
    words = {
        "subject": "受け付けました {receipt}",
        "text": "{office}が {due} までにお返事します。\r\n\r\n{receipt} {link}",
    }
    assert it.post(address, words).status_code == 302
    voice = voice_by_mail(town)
    sent()
    assert str(sink.messages[0]["Subject"]) == f"受け付けました {voice.receipt}"
    body = sink.messages[0].get_body(("plain",)).get_content()
    assert body.startswith("上区まちづくり推進課が 2026年12月14日")
    it.post(f"{address}ours/")
    voice_by_mail(town)
    sent()
    assert str(sink.messages[1]["Subject"]).startswith("【湧水市】")
    earlier = Wording.objects.order_by("pk").first()
    assert "受け付けました {receipt}" in page(it, f"{address}?from={earlier.pk}")


@pytest.mark.parametrize(
    ("subject", "text", "field"),
    [
        ("{receipt}", "{link} {nobody}", "text"),
        ("{name}", "{receipt} {link}", "subject"),
        ("{receipt}", "{link}", "text"),
        ("", "{receipt} {link}", "subject"),
        ("a\nBcc: x@example.jp", "{receipt} {link}", "subject"),
    ],
)
def test_a_wording_that_would_not_do_is_refused_at_its_field(english, subject, text, field):
    with pytest.raises(BadInput) as refused:
        check_wording("receipt", subject, text)
    assert refused.value.field == field


def test_the_form_says_which_places_there_are(town):
    answer = town.browser(*IT).post(
        "/en/desk/mails/wording/receipt/ja/", {"subject": "x", "text": "{receipt} {link} {nobody}"}
    )
    assert answer.status_code == 422 and "no place {nobody}" in answer.content.decode()


def test_the_preview_shows_a_made_up_voice_and_keeps_nothing(town):
    it, address = town.browser(*IT), "/en/desk/mails/wording/answer/en/preview/"
    shown = it.post(address, {"subject": "S", "text": "<b>{answer}</b>\n{link}"}).content.decode()
    assert "&lt;b&gt;We looked at the street lamp" in shown and "<b>We" not in shown
    assert "no place {x}" in it.post(address, {"subject": "S", "text": "{x}"}).content.decode()
    assert not Wording.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_our_own_words_use_places_that_are_there(town, kind, language):
    words = our_words(kind, language)
    check_wording(kind, words.subject, words.text)
    assert "{" not in fill(words.text, made_up(kind, language, town.city))
    assert set(places_in(words.text)) <= set(PLACES[kind])


def test_a_value_is_never_read_as_a_place(town):
    assert fill("{answer} {office}", {"answer": "{office}", "office": "道路課"}) == "{office} 道路課"


def test_a_line_with_nothing_to_say_is_left_out():
    assert fill("a\n次：{until}\nb {until}{office}", {"until": "", "office": "x"}) == "a\nb x"


def test_names_and_titles_cannot_begin_a_header(town, sink):
    town.city.name = "湧水市\r\nBcc: x@example.jp"
    town.city.save()
    voice_by_mail(town)
    keep_wording(
        town.actor(*IT), city=town.city, kind="receipt", language="ja", subject="{city}", text="{receipt} {link}"
    )
    sent()
    assert sink.messages[0]["Bcc"] is None and sink.kept[0][1] == [HANAKO]


def test_who_ticks_the_box_must_give_an_address(town):
    answer = town.browser().post("/en/say/", {"text": "街灯", "by_mail": "on", "submission": "0" * 32})
    assert answer.status_code == 422 and "Write the address" in answer.content.decode()


def test_who_gives_an_address_without_the_tick_is_not_written_to(town, sink):
    town.browser().post("/say/", {"text": "街灯が暗い", "email": HANAKO, "submission": "0" * 32})
    town.browser().post("/say/", {"text": "街灯が暗い", "email": HANAKO, "by_mail": "on", "submission": "1" * 32})
    assert sent() == 1


def test_no_page_of_mails_asks_more_of_a_fuller_box(town, sink, django_assert_max_num_queries):
    browser = town.browser(*PLANNER)
    for _n in range(20):
        voice_by_mail(town)
    shimo_voice(town), kami_voice(town)
    asked()
    browser.get("/desk/mails/")
    with django_assert_max_num_queries(12):
        browser.get("/desk/mails/")
