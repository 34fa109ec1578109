"""A voice comes in: a receipt, an office with the reason, a day, and a ledger entry without a word of it."""

import json
import re
from datetime import UTC, date, datetime

import pytest

from tests.apps.voices.scenes import form, kami_voice
from tests.cast import NOW
from wakimizu.apps.city.operations import close_days
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices.forms import NotedVoiceForm, VoiceForm
from wakimizu.apps.voices.models import RECEIPT_LETTERS, Contact, Voice
from wakimizu.apps.voices.operations import PersonalDetails
from wakimizu.apps.voices.queries import voice_for
from wakimizu.shared.errors import BadInput

RECEIPT = re.compile(rf"[{RECEIPT_LETTERS}]{{4}}(-[{RECEIPT_LETTERS}]{{4}}){{2}}")


def test_every_voice_gets_a_receipt_of_its_own(town):
    receipts = [town.say().receipt for _ in range(5)]
    assert len(set(receipts)) == 5
    assert all(RECEIPT.fullmatch(receipt) for receipt in receipts)


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "no hyphens", "2B4K 9XQM 77TW"])
def test_a_receipt_is_known_however_it_is_typed(town, typed):
    voice = town.say()
    Voice.objects.filter(pk=voice.pk).update(receipt="2B4K-9XQM-77TW")
    ways = {"lower": "2b4k-9xqm-77tw", "no hyphens": "2B4K9XQM77TW"}
    assert voice_for(ways.get(typed, typed.format("2B4K-9XQM-77TW"))) == voice


@pytest.mark.parametrize(
    "typed", ["", "2B4K", "2B4K-9XQM-77T", "2B4K-9XQM-77TWX", "'; DROP TABLE", "２Ｂ４Ｋ-9XQM-77TX", "\0" * 12]
)
def test_what_is_no_receipt_finds_nothing(town, typed):
    voice = town.say()
    Voice.objects.filter(pk=voice.pk).update(receipt="2B4K-9XQM-77TW")
    assert voice_for(typed) is None


@pytest.mark.parametrize(
    ("text", "received", "due"),
    [
        ("歩道が狭い", NOW, date(2026, 12, 3)),  # road: seven business days
        ("ごみの収集が来ません", NOW, date(2026, 12, 1)),  # waste: five
        ("ありがとうございました", NOW, date(2026, 12, 14)),  # anything else: fourteen
        ("ごみの収集が来ません", NOW.replace(day=28), date(2026, 12, 4)),  # said on a Saturday
        ("ごみの収集が来ません", NOW.replace(month=12, day=25), date(2027, 1, 7)),  # over the turn of the year
        (
            "ごみの収集が来ません",
            datetime(2026, 11, 24, 15, 30, tzinfo=UTC),
            date(2026, 12, 2),
        ),  # past midnight in Japan
    ],
)
def test_the_day_is_the_topics_in_business_days(town, text, received, due):
    assert town.say(text, at=received).due == due


def test_a_day_the_city_is_closed_does_not_count(town):
    close_days(town.system(), days=[(date(2026, 11, 26), "市制記念日")])
    assert town.say("ごみの収集が来ません").due == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("text", "district", "topic", "office", "rule", "words"),
    [
        ("家の前の道路が陥没しています", "43991-01", "road", "hq-road", 10, ["道路", "陥没"]),
        ("歩道が暗い", "43991-01", "road", "w-kami-machi", 99, ["歩道"]),
        ("ごみが散らかっている", "43992-02", "waste", "w-shimo-machi", 20, ["ごみ"]),
        ("ゴミが散らかっている", "43992-02", "waste", "w-shimo-machi", 20, ["ごみ"]),
        ("ごみが散らかっている", "43991", "waste", "w-kami-machi", 20, ["ごみ"]),  # only the ward is known
        ("ごみが散らかっている", "", "waste", "hq-kocho", 20, ["ごみ"]),  # no place: HQ's public hearing
        ("いつもありがとう", "", "other", "hq-kocho", 99, []),
    ],
)
def test_the_office_and_the_reason_follow_from_the_words_and_the_place(
    town, text, district, topic, office, rule, words
):
    voice = town.say(text, district=town.areas.get(district))
    assert (voice.topic.code, voice.office.code) == (topic, office)
    assert (voice.reason["rule"], voice.reason["words"]) == (rule, words)


def test_a_topic_that_was_chosen_stands(town):
    voice = kami_voice(town, "ごみの収集が来ません", topic=town.topics["other"])
    assert (voice.topic.code, voice.reason["rule"]) == ("other", 99)


@pytest.mark.parametrize(
    ("lat", "lon", "district", "ward"),
    [
        (33.001, 131.001, "43991-01", "43991"),
        (33.019, 130.999, "43991-02", "43991"),
        (32.951, 131.001, "43992-01", "43992"),
    ],
)
def test_a_point_lies_in_its_district(town, lat, lon, district, ward):
    voice = town.say(lat=lat, lon=lon)
    assert (voice.district.code, voice.ward.code) == (district, ward)


def test_the_point_goes_before_the_district_that_was_chosen(town):
    assert town.say(lat=33.0, lon=131.0, district=town.areas["43992-01"]).district.code == "43991-01"


def test_the_ledger_has_the_voice_but_no_word_of_it(town):
    secret = PersonalDetails(name="水野花子", email="hanako@example.jp", phone="096-000-0000")
    voice = kami_voice(town, "街灯が消えています", place="北門の前", contact=secret)
    entry = Entry.objects.get(operation="receive_voice", object_id=voice.pk)
    facts = json.loads(entry.facts)
    assert facts["text"] == voice.digest("街灯が消えています")
    assert (facts["office"], facts["due"], facts["channel"]) == (voice.office_id, "2026-12-14", "web")
    assert facts["contact"] is True
    for word in ("街灯", "北門", "水野", "hanako", "096-000-0000", voice.receipt):
        assert word not in entry.facts


def test_the_same_sending_twice_is_one_voice(town):
    first, second = (town.say("街灯が消えています", submission="the same") for _ in range(2))
    assert first.receipt == second.receipt
    assert Voice.objects.count() == Entry.objects.filter(operation="receive_voice").count() == 1


def test_a_form_sent_twice_gives_the_same_receipt(town):
    client, filled = town.browser(), form(name="水野花子")
    first, second = client.post("/say/", filled), client.post("/say/", filled)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Voice.objects.count() == Contact.objects.count() == 1


def test_the_page_after_sending_names_receipt_office_and_day(town):
    response = town.browser().post("/en/say/", form(district="43991-01"), follow=True)
    voice = Voice.objects.get()
    page = response.content.decode()
    assert voice.receipt in page
    assert "Kami Town Division" in page
    assert voice.language == "en"


@pytest.mark.parametrize("kind", [VoiceForm, NotedVoiceForm])
def test_three_fields_at_most_are_needed(town, kind):
    blank = kind(book=town.book, catalogue=town.catalogue)
    needed = [field.name for field in blank.visible_fields() if field.field.required]
    assert needed in (["text"], ["text", "channel"])


def test_one_field_is_enough(town):
    assert town.browser().post("/say/", form()).status_code == 302
    voice = Voice.objects.get()
    assert (voice.district, voice.office.code, voice.channel) == (None, "hq-kocho", "web")


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "　 "},
        {"text": "あ"},
        {"text": "あ" * 4001},
        {"text": "nul\0byte"},
        {"place": "あ" * 121},
        {"district": "43101-01"},
        {"lat": "35.68", "lon": "139.76"},  # Tokyo
        {"lat": "nan", "lon": "131.0"},
        {"lat": "1e400", "lon": "131.0"},
        {"email": "not an address"},
        {"name": "あ" * 81},
        {"submission": "x"},
        {"submission": ""},
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence_and_leaves_nothing(town, wrong):
    response = town.browser().post("/say/", form(**wrong))
    assert response.status_code == 422
    assert "error" in response.content.decode()
    assert not Voice.objects.exists()
    assert not Entry.objects.exists()


def test_a_place_outside_the_city_is_told_as_such(town, english):
    with pytest.raises(BadInput, match="outside the city"):
        town.say(lat=35.68, lon=139.76)
    assert not Voice.objects.exists()


def test_a_city_without_a_routing_table_takes_no_voices_and_says_so(town, tonari, english):
    from wakimizu.apps.voices.models import RoutingRule
    from wakimizu.shared.scoping import in_city

    with in_city(tonari.city.pk):
        RoutingRule.objects.all().delete()
        with pytest.raises(BadInput, match="does not take voices"):
            tonari.say()


def test_a_clerk_notes_what_was_said_and_is_named_in_the_ledger(town):
    clerk = town.browser("clerk", "w-kami-kumin")
    response = clerk.post("/desk/note/", form(channel="phone", topic="waste", district="43991-01"))
    voice = Voice.objects.get()
    assert response.status_code == 302
    assert (voice.channel, voice.topic.code, voice.noted_by) == ("phone", "waste", town.posts["clerk", "w-kami-kumin"])
    assert Entry.objects.get(operation="receive_voice").user_id == town.user("clerk", "w-kami-kumin").pk


def test_no_resident_can_say_that_they_telephoned(town):
    town.browser().post("/say/", form(channel="phone", topic="waste"))
    voice = Voice.objects.get()
    assert (voice.channel, voice.topic.code) == ("web", "other")
