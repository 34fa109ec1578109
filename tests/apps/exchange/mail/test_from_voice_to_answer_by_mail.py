"""The whole way by mail: said with an address, receipt, answer, "not solved" as a reply, another answer, a bounce, the office."""

from datetime import datetime, timedelta

from tests.apps.exchange.mail.letterbox import letter, report
from tests.apps.exchange.mail.mail_scenes import HANAKO, sent
from tests.apps.voices.scenes import answered, need_of, submitted
from wakimizu.apps.exchange.mail.receiving import take
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.models import Voice


def test_from_voice_to_answer_by_mail(town, sink):
    resident, now = town.browser(), datetime.now().astimezone()
    said = {"text": "公園の街灯が消えています", "district": "43991-01", "email": HANAKO, "by_mail": "on"}
    assert resident.post("/say/", {**said, "submission": "a" * 32}).status_code == 302
    assert sent() == 1
    voice = Voice.objects.get()
    link = f"/follow/{voice.receipt}/"
    assert f"https://koe.city.example{link}" in sink.messages[0].get_body(("plain",)).get_content()
    assert resident.get(link).status_code == 200

    need = need_of(town, voice)
    answered(town, need)
    assert sent() == 1
    answer = sink.messages[1]
    assert "街灯を取り替えました。" in answer.get_body(("html",)).get_content()

    text = "まだ暗いです。\n\n未解決\n\n> お寄せいただいたご意見に"
    reply = letter(text, To=str(answer["Reply-To"]), In_Reply_To=str(answer["Message-ID"]))
    assert take(reply.as_bytes(), now).fate == "reopened"
    assert sent() == 1 and "もう一度対応します" in str(sink.messages[2]["Subject"])

    need.refresh_from_db()
    again = submitted(town, need, by=town.actor("planner", "w-kami-machi", now), text="別の球に替えました。")
    operations.approve_answer(town.actor("mayor", "w-kami", now + timedelta(minutes=1)), answer=again)
    assert sent() == 1
    sender, _to, _body = sink.kept[3]
    assert take(report(sender), now).fate == "came_back"
    planner = town.browser("planner", "w-kami-machi")
    assert "could not be delivered" in planner.get(f"/en/desk/voice/{voice.pk}/").content.decode()
    assert voice.receipt in planner.get("/en/desk/mails/?state=bounced").content.decode()
    assert "まだ暗いです。" in resident.get(link).content.decode()
