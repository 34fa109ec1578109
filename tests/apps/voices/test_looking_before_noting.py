"""Who notes a voice can look first: where it goes as it stands, and what was learned suggests of its words."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.voices.learned import learned
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.forms import new_submission
from wakimizu.apps.voices.models import Voice

SAID = "アスファルトに穴、埋めて"  # no word of the routing table


def typed(text=SAID, **more):
    return {"text": text, "channel": "phone", "submission": new_submission(), "look": "1", **more}


def looked(town, *, prefix="", **more):
    return town.browser("clerk", "w-kami-kumin").post(f"{prefix}/desk/note/", typed(**more))


def test_looking_shows_topic_and_office_with_how_sure_and_why_and_notes_nothing(town):
    learned(town)
    voices, entries = Voice.objects.count(), Entry.objects.count()
    page = looked(town, district="43991-01").content.decode()
    assert "<b>その他</b>について" in page and "<b>上区まちづくり推進課</b>" in page  # as it stands
    assert 'name="suggested" value="road"' in page and "道路課" in page
    assert "確信度" in page and "穴" in page.split('id="looked"')[1].split("決め手")[1][:60]
    assert f">\n{SAID}</textarea>" in page  # the form as it was typed
    assert (Voice.objects.count(), Entry.objects.count()) == (voices, entries)


def test_the_suggested_topic_is_taken_with_one_tick(town):
    learned(town)
    clerk = town.browser("clerk", "w-kami-kumin")
    sent = typed(district="43991-01", suggested="road")
    del sent["look"]
    assert clerk.post("/desk/note/", sent).status_code == 302
    assert Voice.objects.latest("pk").topic.code == "road"


def test_a_topic_that_was_chosen_goes_before_the_one_that_was_suggested(town):
    learned(town)
    sent = typed(district="43991-01", suggested="road", topic="waste")
    del sent["look"]
    town.browser("clerk", "w-kami-kumin").post("/desk/note/", sent)
    assert Voice.objects.latest("pk").topic.code == "waste"


def test_a_topic_that_is_not_there_is_refused(town):
    sent = typed(suggested="nothing")
    del sent["look"]
    assert town.browser("clerk", "w-kami-kumin").post("/desk/note/", sent).status_code == 422
    assert not Voice.objects.exists()


def test_before_anything_is_learned_it_says_where_the_table_sends_it(town):
    page = looked(town, text="道路の陥没です", prefix="/en").content.decode()
    assert "<b>Roads</b>" in page and "<b>Road Division</b>" in page and "Nothing is suggested" in page


def test_the_place_on_the_map_decides_the_ward(town):
    page = looked(town, lat="32.95", lon="131.0", district="43991-01").content.decode()
    assert "<b>下区まちづくり推進課</b>" in page


def test_where_a_suggestion_acts_by_itself_that_is_foreseen(town):
    learned(town)
    operations.let_act_alone(town.actor("policy", "hq-seisaku"), topic=town.topics["road"], at_least=0.5)
    assert "<b>道路</b>について" in looked(town, district="43991-01").content.decode()


def test_without_words_or_with_a_my_number_nothing_is_read(town):
    learned(town)
    for text in ("", "番号は123456789018です、道路の陥没"):
        page = looked(town, text=text, prefix="/en").content.decode()
        assert "Nothing can be suggested yet" in page and "Not noted yet" not in page


def test_an_address_that_is_wrong_does_not_keep_one_from_looking(town):
    assert "Not noted yet" in looked(town, email="nobody", prefix="/en").content.decode()


def test_the_number_of_statements_is_the_same_for_few_topics_and_many(town):
    learned(town, 120)
    looked(town)
    counts = []
    for more in (0, 30):
        for n in range(more):
            town.say(f"{n}番の道路の陥没")
        with CaptureQueriesContext(connection) as seen:
            looked(town, text=f"道路の陥没 {more}")
        counts.append(len(seen))
    assert counts[0] == counts[1]
