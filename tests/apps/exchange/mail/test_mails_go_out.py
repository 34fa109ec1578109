"""What residents are sent: once, in their language, as text and HTML, to those alone who agreed."""

from datetime import datetime, timedelta

from django.db.models import F

from tests.apps.exchange.mail.mail_scenes import HANAKO, asked, sent, voice_by_mail
from tests.apps.voices.scenes import LATER, answered, kami_voice, need_of
from tests.cast import NOW
from wakimizu.apps.exchange.mail import addresses, sending
from wakimizu.apps.exchange.mail.models import Mail, NoMail
from wakimizu.apps.exchange.mail.operations import wish_reminders
from wakimizu.apps.exchange.mail.workflow import PAUSES
from wakimizu.apps.exchange.models import Reached
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.operations import PersonalDetails


def parts(message):
    return message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()


def test_the_receipt_arrives_with_number_office_day_and_link(town, sink):
    voice = voice_by_mail(town)
    assert sent() == 1
    (sender, to, _body), (message,) = sink.kept[0], sink.messages
    text, html = parts(message)
    assert to == [HANAKO] and sender.startswith("koe+bounce.")
    assert str(message["Subject"]) == f"【湧水市】ご意見を受け付けました（受付番号 {voice.receipt}）"
    assert "上区まちづくり推進課" in text and "2026年12月14日" in text
    assert f"https://koe.city.example/follow/{voice.receipt}/" in text
    assert f'<a href="https://koe.city.example/follow/{voice.receipt}/"' in html


def test_the_answer_arrives_with_office_ending_and_the_way_to_say_not_solved(town, sink):
    voice = voice_by_mail(town, language="en")
    sent()
    answered(town, need_of(town, voice), ending="will_be", until=LATER)
    assert sent() == 1
    message = sink.messages[-1]
    text, html = parts(message)
    assert str(message["Subject"]).startswith("[Wakimizu City] The answer")
    assert "Kami Town Division answers" in text and "Result: Will be done" in text
    assert "街灯を取り替えました。" in text and "街灯を取り替えました。" in html
    assert "You will hear again by: Fri 18 Dec 2026" in text and "Whose matter" not in text
    assert f"https://koe.city.example/en/follow/{voice.receipt}/" in text


def test_everyone_behind_a_need_who_agreed_is_told_and_no_one_else(town, sink):
    voices = [voice_by_mail(town, email=f"{n}@mail.example") for n in range(3)]
    silent = kami_voice(town, contact=PersonalDetails(email="no@mail.example"))
    sent()
    answered(town, need_of(town, *voices, silent))
    assert sent() == 3
    assert {to[0] for _sender, to, _body in sink.kept[3:]} == {f"{n}@mail.example" for n in range(3)}


def test_a_new_day_and_an_opening_are_told(town, sink):
    voice = voice_by_mail(town)
    need = need_of(town, voice)
    planner = town.actor("planner", "w-kami-machi")
    operations.extend_due(planner, need=need, due=LATER, because="部品待ち")
    answered(town, need)
    voice.refresh_from_db()
    operations.reopen_voice(town.resident(), voice=voice, because="まだ暗い", book=town.book, catalogue=town.catalogue)
    assert sent() == 4
    assert [mail.kind for mail in Mail.objects.order_by("pk")] == ["receipt", "new_day", "answer", "reopened"]
    assert "2026年12月18日" in parts(sink.messages[1])[0]


def test_what_came_from_an_old_system_and_what_was_erased_gets_none(town, sink):
    voice_by_mail(town, channel="import")
    erased = voice_by_mail(town)
    asked()
    operations.erase_voice(town.actor("mayor", "w-kami"), voice=erased, because="本人の求め")
    assert sent() == 0 and not sink.kept
    assert [(mail.state, mail.reason) for mail in Mail.objects.all()] == [("left_out", "no_address")]


def test_headers_say_that_no_machine_need_answer_and_where_a_person_may(town, sink):
    voice = voice_by_mail(town)
    sent()
    message = sink.messages[0]
    assert str(message["Auto-Submitted"]) == "auto-generated"
    assert addresses.tag_in(str(message["Reply-To"])) == ("reply", voice.pk)
    assert addresses.tag_in(sink.kept[0][0]) == ("bounce", Mail.objects.get().pk)
    assert str(message["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert str(message["From"]) == "湧水市 <koe@city.example>"
    assert message.get_content_type() == "multipart/alternative"


def test_lines_are_short_and_of_ascii_alone(town, sink):
    voice_by_mail(town)
    sent()
    lines = sink.kept[0][2].split(b"\r\n")
    assert all(line.isascii() for line in lines)
    assert [line for line in lines if len(line) > 78 and not line.startswith(b"List-Unsubscribe: <")] == []  # one word
    assert all(len(line) < 998 for line in lines)
    assert [line for line in lines if line.lower().startswith(b"subject: =?utf-8?")]


def test_a_long_address_is_never_cut(town, sink, settings):
    settings.ADDRESS = f"https://{'voices.' * 12}city.example"
    voice_by_mail(town)
    sent()
    assert f"<{settings.ADDRESS}/mail/stop/".encode() in sink.kept[0][2]


def test_the_link_at_the_end_stops_further_mails(town, sink):
    voice = voice_by_mail(town)
    sent()
    link = str(sink.messages[0]["List-Unsubscribe"]).strip("<>").removeprefix("https://koe.city.example")
    resident = town.browser()
    assert resident.get(link).status_code == 200 and not NoMail.objects.exists()
    assert resident.post(link).status_code == 200
    answered(town, need_of(town, voice))
    assert sent() == 0 and NoMail.objects.get().why == "asked"


def test_the_stopping_link_of_another_voice_cannot_be_guessed(town, sink):
    voice = voice_by_mail(town)
    link = f"/mail/stop/{voice.pk}/{addresses.sign(addresses.STOP, voice.pk + 1)}/"
    assert town.browser().post(link).status_code == 404


def test_a_refused_reader_is_not_written_to_again(town, sink):
    sink.refusing[HANAKO] = "550 5.1.1 no such user"
    voice = voice_by_mail(town)
    assert sent() == 0
    assert (Mail.objects.get().state, NoMail.objects.get().why) == ("bounced", "bounced")
    answered(town, need_of(town, voice))
    assert asked() == 0


def test_a_busy_server_is_tried_again_with_growing_pauses_until_we_give_up(town, sink):
    sink.refusing[HANAKO] = "451 4.7.1 try later"
    voice_by_mail(town)
    asked()
    now, pauses = datetime.now().astimezone(), []
    for _try in range(len(PAUSES)):
        sending.send(now)
        mail = Mail.objects.get()
        pauses.append(round((mail.next_try - now).total_seconds() / 60))
        now = mail.next_try + timedelta(seconds=1)
    assert mail.state == "waiting" and pauses == [5, 15, 60, 240, 720, 1440, 1440]
    sending.send(now)
    assert Mail.objects.get().state == "failed"


def test_without_a_server_mails_wait_and_old_ones_are_left_out(town, sink, settings):
    settings.MAIL_HOST = ""
    voice_by_mail(town)
    assert sent() == 0 and Mail.objects.get().tries == 0
    settings.MAIL_HOST = "127.0.0.1"
    Mail.objects.update(asked_at=NOW - timedelta(days=30))
    assert sent() == 0
    assert (Mail.objects.get().state, Mail.objects.get().reason) == ("left_out", "too_late")


def test_a_server_that_does_not_answer_costs_no_try(town, sink, settings):
    settings.MAIL_PORT = 1
    voice_by_mail(town)
    assert sent() == 0 and Mail.objects.get().tries == 0


def test_killed_between_the_server_and_our_note_the_same_message_goes_out_again(town, sink):
    voice_by_mail(town)
    sink.hang_up_after = 1  # the server keeps the message and the line breaks before it says so
    assert sent() == 0 and len(sink.kept) == 1
    mail = Mail.objects.get()
    assert mail.state == "waiting"
    sink.hang_up_after = 10
    assert sending.send(mail.next_try + timedelta(seconds=1)) == 1
    first, second = sink.messages
    assert first["Message-ID"] == second["Message-ID"]


def test_what_was_sealed_is_asked_for_once_however_often_it_is_walked(town, sink):
    voice_by_mail(town)
    assert asked() == 1
    Reached.objects.update(seal=F("seal") - 1)
    asked()
    assert Mail.objects.count() == 1


def test_addresses_are_opened_under_one_entry_for_all_and_nobody_is_named_in_the_ledger(town, sink):
    for n in range(3):
        voice_by_mail(town, email=f"{n}@mail.example")
    sent()
    opened = Entry.objects.filter(operation="open_addresses")
    assert opened.count() == 1 and '"purpose":"mail"' in opened[0].facts
    assert not [entry for entry in Entry.objects.all() if "mail.example" in entry.facts]


def test_offices_are_reminded_by_mail_only_where_a_post_wishes_it(town, sink):
    kami_voice(town)
    late = NOW + timedelta(days=40)
    operations.remind_offices(town.system(late), city=town.city, book=town.book)
    assert sent() == 0
    planner = town.actor("planner", "w-kami-machi")
    wish_reminders(planner, post=town.posts["planner", "w-kami-machi"], wanted=True)
    operations.remind_offices(town.system(late + timedelta(days=1)), city=town.city, book=town.book)
    assert sent() == 0  # nothing new to remind of
    kami_voice(town, "別の声")
    operations.remind_offices(town.system(late + timedelta(days=2)), city=town.city, book=town.book)
    assert sent() == 1
    text, _html = parts(sink.messages[0])
    assert "上区まちづくり推進課に、期限が近い、または過ぎているものが1件" in text and "別の声" not in text
