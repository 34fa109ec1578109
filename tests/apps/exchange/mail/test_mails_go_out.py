"""What residents are sent: once, in their language, as text and HTML, to those alone who agreed."""

from tests.apps.exchange.mail.mail_scenes import HANAKO, sent, voice_by_mail


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
