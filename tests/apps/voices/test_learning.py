"""What people sorted is learned: measured on voices held back, suggested with its words, never acting by itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.voices.learned import learned, taught, trained
from tests.apps.voices.scenes import answered, kami_voice, need_of
from tests.cast import NOW
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.learning import live, rules, tasks
from wakimizu.apps.voices.learning.analysis import Learned
from wakimizu.apps.voices.learning.models import LanguageModel, NeedReading, Reading
from wakimizu.apps.voices.learning.tasks import ask_for_versions, read_what_came
from wakimizu.apps.voices.models import Need, Voice
from wakimizu.apps.voices.operations.learning import keep_version
from wakimizu.shared.errors import NotPermitted, WrongState
from wakimizu.shared.jobs import JobState


def test_a_version_is_measured_on_what_it_has_not_seen_and_goes_into_use(town):
    model = learned(town)
    assert (model.state, model.standing, model.version) == (JobState.DONE, "live", 1)
    topics, offices = model.figures["topic"], model.figures["office"]
    assert model.taught == 96 and topics["voices"] == offices["voices"] == 24
    assert topics["accuracy"] > topics["commonest"] and offices["accuracy"] > offices["commonest"]
    assert sum(n for n, _right in topics["by_label"].values()) == 24


def read(voice):
    """What the timer's reading said of it."""
    read_what_came(NOW)
    return Reading.objects.get(voice=voice)


def test_a_new_voice_is_read_with_the_words_that_decided(town):
    learned(town)
    reading = read(kami_voice(town, "道路の陥没が怖いです"))
    assert (reading.topic, reading.target) == ("road", "hq-road")
    assert reading.topic_sure > 0.5 and "陥没" in reading.topic_words


def test_an_office_is_learned_as_the_division_of_the_voices_own_ward(town):
    learned(town)  # all of 上区
    voice = town.say("ごみの収集がまだ来ません", district=town.areas["43992-01"])
    page = town.browser("planner", "w-shimo-machi").get(f"/desk/voice/{voice.pk}/").content.decode()
    assert read(voice).target == "ward:machi"
    assert "下区まちづくり推進課" in page and "上区まちづくり推進課" not in page


def test_the_page_suggests_and_one_click_takes_it(town):
    learned(town)
    voice = kami_voice(town, "舗装の穴を埋めてください", topic=town.topics["other"])
    browser = town.browser("planner", "w-kami-machi")
    assert f"/desk/voice/{voice.pk}/take-topic/" in browser.get(f"/desk/voice/{voice.pk}/").content.decode()
    voice.refresh_from_db()
    assert voice.topic.code == "other"  # until somebody takes it
    assert browser.post(f"/desk/voice/{voice.pk}/take-topic/").status_code == 302
    voice.refresh_from_db()
    assert voice.topic.code == "road"


def test_taking_the_office_hands_the_voice_over(town):
    learned(town)
    voice = kami_voice(town, "舗装の穴を埋めてください", topic=town.topics["waste"])
    operations.take_office(
        town.actor("planner", "w-kami-machi"), voice=voice, office=town.offices["hq-road"], sure=0.9, version=1
    )
    assert voice.office_id == town.offices["hq-road"].pk


def test_an_erased_voice_is_no_longer_read_nor_learned_from(town):
    model = learned(town)
    voice = kami_voice(town, "舗装の穴を埋めてください")
    assert read(voice)
    operations.erase_voice(town.actor("planner", "w-kami-machi"), voice=voice, because="本人の求め")
    assert not Reading.objects.filter(voice=voice).exists()
    read_what_came(NOW)
    assert not Reading.objects.filter(voice=voice).exists()
    assert "埋めて" not in bytes(model.parameters).decode("latin1")


def test_too_few_voices_teach_nothing(town):
    taught(town, 20)
    model = trained(town)
    assert model.state == JobState.FAILED and "100" in model.sentence
    assert not LanguageModel.objects.filter(standing="live").exists()


def kept(town, right, right_before):
    """A version that was right so often, where the one in use was right so often, as if it had been learned."""
    first = learned(town)
    found = Learned(bytes(first.parameters), True, 120, first.figures, right, right_before)
    model = operations.ask_training(town.actor("policy", "hq-seisaku"), city=town.city)
    return first, keep_version(town.actor("it", "hq-seisaku"), model=model, learned=found, taught=120, newest=1)


def test_a_worse_version_waits_for_a_person_who_may_put_it_to_use(town):
    first, second = kept(town, {"topic": 0.9, "office": 0.7}, {"topic": 0.8, "office": 0.8})
    assert second.standing == "candidate" and second.figures["before"] == {"version": 1, "topic": 0.8, "office": 0.8}
    policy = town.actor("policy", "hq-seisaku")
    operations.put_model_live(policy, model=second)
    first.refresh_from_db()
    assert (second.standing, first.standing) == ("live", "retired")
    operations.put_model_live(policy, model=first)  # and back
    second.refresh_from_db()
    assert (second.standing, first.standing) == ("retired", "live")


def test_planners_may_not_choose_the_version(town):
    model = learned(town)
    with pytest.raises(NotPermitted):
        operations.put_model_live(town.actor("planner", "w-kami-machi"), model=model)


def test_with_no_version_in_use_nothing_is_suggested(town):
    operations.stop_using_model(town.actor("it", "hq-seisaku"), model=learned(town))
    voice = kami_voice(town, "道路の陥没が怖いです", topic=town.topics["other"])
    read_what_came(NOW)
    assert not Reading.objects.filter(voice=voice).exists()
    browser = town.browser("planner", "w-kami-machi")
    assert "/take-topic/" not in browser.get(f"/desk/voice/{voice.pk}/").content.decode()
    assert browser.post(f"/desk/voice/{voice.pk}/take-topic/").status_code == 404


def test_nobody_waits_for_a_reading_unless_a_topic_may_act_by_itself(town):
    learned(town)
    with CaptureQueriesContext(connection) as said:
        kami_voice(town, "道路の陥没が怖いです")
    assert not any("languagemodel" in each["sql"] for each in said.captured_queries)


def test_one_version_is_learned_at_a_time(town):
    actor = town.actor("policy", "hq-seisaku")
    operations.ask_training(actor, city=town.city)
    with pytest.raises(WrongState):
        operations.ask_training(actor, city=town.city)


def test_the_timer_asks_once_there_is_enough_to_learn_from(town):
    assert ask_for_versions(NOW) == 0
    taught(town, 100)
    assert ask_for_versions(NOW) == 1
    assert ask_for_versions(NOW) == 0


def test_what_came_before_the_version_is_read_when_it_goes_into_use(town):
    waiting = kami_voice(town, "道路の陥没が怖いです")
    learned(town)
    assert Reading.objects.get(voice=waiting).topic == "road"


def test_what_was_sorted_or_answered_before_anything_read_it_is_placed_later(town):
    learned(town)
    voice = kami_voice(town, "公園の遊具が壊れています")
    need = need_of(town, voice, title="遊具")
    answered(town, need)
    assert not Reading.objects.filter(voice=voice).exists() and not NeedReading.objects.filter(need=need).exists()
    read_what_came(NOW)
    assert Reading.objects.filter(voice=voice).exists() and NeedReading.objects.filter(need=need).exists()
    before = Entry.objects.count()
    read_what_came(NOW)
    assert Entry.objects.count() == before, "what has its place is left alone"


def test_all_are_placed_step_by_step_also_when_one_comes_to_be_seen_late(town, monkeypatch):
    model = learned(town)
    monkeypatch.setattr(live, "WINDOW", 50)
    monkeypatch.setattr(live, "BACK", 20)
    monkeypatch.setattr(tasks, "AT_ONCE", 30)
    NeedReading.objects.all().delete()
    Reading.objects.all().delete()
    voices_to, needs_to = (kind.objects.earliest("pk").pk - 1 for kind in (Voice, Need))
    LanguageModel.objects.filter(pk=model.pk).update(voices_to=voices_to, needs_to=needs_to)
    Voice.objects.filter(pk=Voice.objects.order_by("pk")[60].pk).update(erased_at=NOW)
    for _turn in range(3):
        read_what_came(NOW)
    assert (Reading.objects.count(), NeedReading.objects.count()) == (Voice.objects.count() - 1, Need.objects.count())
    mark = LanguageModel.objects.get(pk=model.pk).voices_to
    assert Voice.objects.filter(pk__gt=mark).count() <= 50
    late = Voice.objects.filter(pk__lte=mark).order_by("-pk")[5]
    Reading.objects.filter(voice=late).delete()
    read_what_came(NOW)
    assert Reading.objects.filter(voice=late).exists()


def test_an_earlier_version_put_to_use_again_places_all_in_its_own_space(town, monkeypatch):
    first = learned(town)
    monkeypatch.setattr(rules, "SPACE_GROWTH", 0)  # the next version learns axes of its own
    monkeypatch.setattr(live, "BACK", 0)
    second = trained(town)
    assert second.space != first.space and not Reading.objects.exclude(space=second.space).exists()
    operations.put_model_live(town.actor("policy", "hq-seisaku"), model=LanguageModel.objects.get(pk=first.pk))
    read_what_came(NOW)
    assert not Reading.objects.exclude(space=first.space).exists()
    assert not NeedReading.objects.exclude(space=first.space).exists()


def test_a_suggestion_acts_by_itself_only_where_a_rule_lets_it(town):
    learned(town)
    said = "アスファルトに穴、埋めて"  # no word of the routing table
    assert kami_voice(town, said).topic.code == "other"
    operations.let_act_alone(town.actor("policy", "hq-seisaku"), topic=town.topics["road"], at_least=0.5)
    voice = kami_voice(town, said)
    assert voice.topic.code == "road" and voice.reason["version"] == 1
    assert kami_voice(town, said, topic=town.topics["waste"]).topic.code == "waste"  # what people choose stands
    operations.let_act_alone(town.actor("policy", "hq-seisaku"), topic=town.topics["road"], at_least=1.0)
    assert kami_voice(town, said).topic.code == "other"  # not sure enough


def test_planners_may_not_let_it_act(town):
    with pytest.raises(NotPermitted):
        operations.let_act_alone(town.actor("planner", "w-kami-machi"), topic=town.topics["road"], at_least=0.9)


def test_the_rule_is_set_on_the_page(town):
    browser = town.browser("it", "hq-seisaku")
    browser.post("/desk/language/alone/", {"topic": "road", "percent": "90"})
    town.topics["road"].refresh_from_db()
    assert town.topics["road"].alone_from == 0.9
    browser.post("/desk/language/alone/", {"topic": "road", "percent": "20"})  # too low to act on
    town.topics["road"].refresh_from_db()
    assert town.topics["road"].alone_from == 0.9
