"""A mail to the city becomes a voice, is added to one, or opens one again; machines and spam become nothing; each once."""

from datetime import timedelta

import pytest

from tests.apps.exchange.mail.letterbox import letter, report
from tests.apps.exchange.mail.mail_scenes import HANAKO, asked, sent, voice_by_mail
from tests.apps.voices.pictures import jpeg
from tests.apps.voices.scenes import MY_NUMBER, answered, need_of, operations_on
from tests.cast import NOW
from wakimizu.apps.exchange.mail import addresses, rules
from wakimizu.apps.exchange.mail.models import Mail, NoMail, Taken
from wakimizu.apps.exchange.mail.receiving import take
from wakimizu.apps.voices.contacts import unseal
from wakimizu.apps.voices.models import Remark, Voice

pytestmark = pytest.mark.usefixtures("sink")


AFTERWARDS = NOW + timedelta(hours=1)


def came(message, **more):
    return take(message if isinstance(message, bytes) else message.as_bytes(), AFTERWARDS, **more)


def reply(voice, text, **headers):
    return came(letter(text, To=addresses.tagged(addresses.REPLY, voice.pk), In_Reply_To="<x@y>", **headers))


def test_a_mail_becomes_a_voice_with_its_writer_as_contact(town, sink):
    taken = came(letter("公園の街灯が消えています。\n\n-- \n山田花子\n090-0000-0000"))
    voice = Voice.objects.get()
    assert (taken.fate, taken.voice, voice.channel) == ("voice", voice, "email")
    assert voice.text == "街灯のこと\n公園の街灯が消えています。"
    details = unseal(bytes(voice.contact.sealed), voice.receipt)
    assert (details["name"], details["email"], voice.contact.by_mail) == ("山田花子", HANAKO, True)
    assert sent() == 1 and voice.receipt in str(sink.messages[0]["Subject"])


def test_the_same_mail_twice_is_one_voice(town):
    message = letter()
    assert came(message).fate == "voice" and came(message) is None
    assert Voice.objects.count() == Taken.objects.count() == 1


def test_a_my_number_is_masked_beyond_recovery(town):
    came(letter(f"番号は{MY_NUMBER}です", Subject=f"私の{MY_NUMBER}"))
    assert MY_NUMBER not in Voice.objects.get().text and "9018" not in Voice.objects.get().text


def test_photos_come_with_it_and_what_else_was_attached_is_named(town):
    message = letter()
    message.add_attachment(jpeg(), maintype="image", subtype="jpeg", filename="a.jpg")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    message.add_attachment(b"no picture", maintype="image", subtype="png", filename="b.png")
    came(message)
    assert Voice.objects.get().photos.count() == 1
    assert "2" in Voice.objects.get().text.splitlines()[-1]


def test_what_is_too_long_for_a_voice_is_added_to_it_and_nothing_is_lost(town):
    came(letter("あ" * 5000, Subject=""))
    voice = Voice.objects.get()
    assert voice.text + Remark.objects.get(voice=voice).text == "あ" * 5000
    asked()
    assert [mail.kind for mail in Mail.objects.all()] == ["receipt"]


@pytest.mark.parametrize(
    ("headers", "fate"),
    [
        ({"Auto_Submitted": "auto-replied"}, "machine"),
        ({"Precedence": "bulk"}, "machine"),
        ({"List_Id": "<x.example>"}, "machine"),
        ({"Return_Path": "<>"}, "machine"),
        ({"From": "MAILER-DAEMON@mx.example"}, "machine"),
        ({"From": "koe@city.example"}, "machine"),
        ({"X_Spam_Flag": "YES"}, "spam"),
        ({"X_Spam_Status": "Yes, score=9"}, "spam"),
        ({"Authentication_Results": "mx; dmarc=fail header.from=x"}, "spam"),
        ({"From": None}, "no_writer"),
        ({"From": "nobody"}, "no_writer"),
    ],
)
def test_what_is_not_taken(town, headers, fate):
    assert came(letter(**headers)).fate == fate
    assert not Voice.objects.exists()


def test_one_without_words_is_not_taken(town):
    assert came(letter(" ", Subject="")).fate == "empty"


def test_a_flood_from_one_writer_ends(town):
    fates = [came(letter()).fate for _n in range(rules.MOST_AN_HOUR + 2)]
    assert fates.count("voice") == rules.MOST_AN_HOUR and fates[-2:] == ["too_many"] * 2


def test_an_answer_to_our_mail_is_added_and_its_writer_told(town):
    voice = voice_by_mail(town)
    assert reply(voice, "昨日も消えていました。\n\n> 受け付けました").fate == "added"
    assert Remark.objects.get(voice=voice).text == "昨日も消えていました。"
    asked()
    assert [mail.kind for mail in Mail.objects.order_by("pk")] == ["receipt", "added"]


def test_not_solved_in_a_line_of_its_own_opens_an_answered_voice(town):
    voice = voice_by_mail(town)
    answered(town, need_of(town, voice))
    assert reply(voice, "ありがとうございます。").fate == "added"
    assert reply(voice, "まだ暗いです。\n「未解決」\n夜に見てください。").fate == "reopened"
    voice.refresh_from_db()
    assert voice.state == "sorted" and "reopen_voice" in operations_on(voice)


def test_a_thank_you_that_speaks_of_not_solved_in_passing_opens_nothing(town):
    voice = voice_by_mail(town)
    answered(town, need_of(town, voice))
    assert reply(voice, "未解決と思っていましたが直っていました。").fate == "added"


def test_a_tag_that_we_have_not_made_opens_nothing(town):
    voice = voice_by_mail(town)
    forged = addresses.tagged(addresses.REPLY, voice.pk).replace(f".{voice.pk}.", f".{voice.pk + 1}.")
    assert came(letter("未解決", To=forged)).fate == "voice"


def test_a_report_that_it_is_undeliverable_reaches_the_office(town, sink):
    voice = voice_by_mail(town)
    sent()
    assert came(report(sink.kept[0][0])).fate == "came_back"
    mail = Mail.objects.get()
    assert (mail.state, mail.reason, NoMail.objects.get().why) == ("bounced", "5.1.1", "bounced")
    assert operations_on(voice)[-1] == "mail_failed"
    page = town.browser("planner", "w-kami-machi").get(f"/desk/voice/{voice.pk}/").content.decode()
    assert "電話か手紙" in page


def test_a_report_without_our_address_is_known_by_what_it_returns(town, sink):
    voice_by_mail(town)
    sent()
    returned = str(sink.messages[0]["Message-ID"])
    assert came(report("koe@city.example", returned=returned)).fate == "came_back"


def test_a_full_mail_box_is_tried_again_and_a_delay_changes_nothing(town, sink):
    voice_by_mail(town)
    sent()
    assert came(report(sink.kept[0][0], action="delayed", status="4.4.1")).fate == "delayed"
    assert Mail.objects.get().state == "sent"
    assert came(report(sink.kept[0][0], status="4.2.2")).fate == "tried_again"
    assert Mail.objects.get().state == "waiting" and not NoMail.objects.exists()


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("550 Unknown user hanako", "came_back"),
        ("このアドレスは存在しません。", "came_back"),
        ("The server said: 5.7.1 rejected", "came_back"),
        ("452 mailbox full", "tried_again"),
        ("Please wait", "tried_again"),
    ],
)
def test_reports_in_plain_words(town, sink, text, fate):
    voice_by_mail(town)
    sent()
    assert came(letter(text, To=sink.kept[0][0], From="mailer-daemon@docomo.example", Return_Path="<>")).fate == fate


def test_a_holiday_notice_is_no_report(town, sink):
    voice_by_mail(town)
    sent()
    assert came(letter("休暇中です", To=sink.kept[0][0], Auto_Submitted="auto-replied")).fate == "machine"
    assert Mail.objects.get().state == "sent"


def test_with_two_cities_the_address_names_the_city(town, tonari):
    assert came(letter()) is None
    assert came(letter(To="koe+tonari@city.example")).city_id == tonari.city.pk
    assert came(letter(), city=town.city).city_id == town.city.pk
