"""Waiting voices that mean the same at one place are offered as one need; people leave out and raise it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.voices.learned import learned, like
from tests.apps.voices.scenes import kami_voice, need_of, shimo_voice, state
from tests.cast import NOW
from wakimizu.apps.voices.learning import similar
from wakimizu.apps.voices.learning.analysis import cells_around
from wakimizu.apps.voices.learning.gathering import gathered
from wakimizu.apps.voices.learning.live import model_of, reading_of_voice
from wakimizu.apps.voices.learning.models import NeedReading
from wakimizu.apps.voices.learning.similar import around
from wakimizu.apps.voices.learning.tasks import read_what_came
from wakimizu.apps.voices.models import Need

HOLES = ["道路に陥没があり怖いです", "道の陥没が怖いです、埋めてください", "陥没した道路の穴を埋めてください"]


def planner(town):
    return town.actor("planner", "w-kami-machi")


def found(town):
    read_what_came(NOW)
    return gathered(planner(town), town.book, town.catalogue)


def test_what_is_alike_and_near_is_one_candidate_named_by_its_own_words(town):
    learned(town)
    holes = [kami_voice(town, text) for text in HOLES]
    kami_voice(town, "祭りの太鼓を借りたい")
    town.say(HOLES[0], district=town.areas["43991-02"])  # another place
    shimo_voice(town, HOLES[0])  # another ward
    (candidate,) = found(town).candidates
    assert candidate.voices == holes and candidate.topic.code == "road"
    assert candidate.title.startswith("桜校区：") and "陥没" in candidate.title


def test_a_voice_can_be_left_out_and_the_rest_become_a_need(town):
    learned(town)
    one, other, left = (kami_voice(town, text) for text in HOLES)
    read_what_came(NOW)
    browser = town.browser("planner", "w-kami-machi")
    assert f'value="{one.pk}" checked' in browser.get("/desk/gathering/").content.decode()
    form = {"voices": [one.pk, other.pk], "title": "道の陥没", "topic": "road", "office": "hq-road"}
    assert browser.post("/desk/gathering/", form).status_code == 302
    assert Need.objects.get(title="道の陥没").voice_count == 2
    assert (state(one), state(other), state(left)) == ("sorted", "sorted", "received")


def test_leaving_all_out_is_told(town):
    learned(town)
    response = town.browser("planner", "w-kami-machi").post(
        "/desk/gathering/", {"title": "道", "topic": "road", "office": "hq-road"}
    )
    assert response.status_code == 422


def test_voices_of_another_ward_cannot_be_gathered(town):
    learned(town)
    theirs = shimo_voice(town, HOLES[0])
    form = {"voices": [theirs.pk], "title": "道の陥没", "topic": "road", "office": "hq-road"}
    assert town.browser("planner", "w-kami-machi").post("/desk/gathering/", form).status_code == 403
    assert state(theirs) == "received"


def test_they_may_join_a_need_that_is_there(town):
    learned(town)
    need = need_of(town, kami_voice(town, HOLES[0]), title="桜校区の道路の陥没")
    read_what_came(NOW)
    holes = [kami_voice(town, text) for text in HOLES[1:]]
    (candidate,) = found(town).candidates
    assert need in [like.need for like in candidate.like]
    form = {"voices": [voice.pk for voice in holes], "into": need.pk}
    town.browser("planner", "w-kami-machi").post("/desk/gathering/", form)
    need.refresh_from_db()
    assert need.voice_count == 3


def test_the_same_matter_is_found_in_another_ward_if_it_is_public(town):
    learned(town)
    theirs = town.actor("planner", "w-shimo-machi")
    for public in (True, False):
        voice = shimo_voice(town, HOLES[0])
        need_of(town, voice, title=f"松原校区の陥没 {public}", by=theirs, lead="w-shimo-machi", public=public)
    read_what_came(NOW)
    liked, _same = like(town, kami_voice(town, HOLES[1]))
    titles = [like.need.title for like in liked]
    assert "松原校区の陥没 True" in titles and "松原校区の陥没 False" not in titles
    assert all(0 < like.percent <= 100 for like in liked)


def test_the_same_words_are_told_apart_from_the_same_meaning(town):
    learned(town)
    first, again, other = kami_voice(town, HOLES[0]), kami_voice(town, HOLES[0] + "。"), kami_voice(town, HOLES[1])
    read_what_came(NOW)
    _liked, same = like(town, first)
    assert again in same and other not in same and first not in same


def test_the_page_of_versions_says_how_often_each_is_right(town):
    model = learned(town)
    page = town.browser("policy", "hq-seisaku").get("/desk/language/").content.decode()
    assert f"{int(model.figures['topic']['accuracy'] * 100)} %" in page
    assert "/desk/language/1/stop/" in page
    assert "/desk/language/1/stop/" not in town.browser("auditor", "hq-seisaku").get("/desk/language/").content.decode()
    town.browser("it", "hq-seisaku").post("/desk/language/1/stop/")
    model.refresh_from_db()
    assert model.standing == "retired"
    town.browser("it", "hq-seisaku").post("/desk/language/1/use/")
    model.refresh_from_db()
    assert model.standing == "live"


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL plans by what it has counted: a town is too small"
)
def test_similar_needs_are_read_from_the_index_alone_in_one_statement(town):
    row = learned(town)
    reading = reading_of_voice(kami_voice(town, HOLES[0]), row)
    with CaptureQueriesContext(connection) as asked:
        assert around(NeedReading, reading, row)
    (statement,) = (each["sql"] for each in asked.captured_queries)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        plan = [line[3] for line in cursor.fetchall() if "voices_needreading" in line[3]]
    assert plan and all("COVERING INDEX need_reading_cell" in line for line in plan)


def test_so_many_rows_are_read_and_no_more_however_large_the_city(town, monkeypatch):
    row = learned(town)
    reading = reading_of_voice(kami_voice(town, HOLES[0]), row)
    monkeypatch.setattr(similar, "ROWS", 7)
    nearest = cells_around(model_of(row), bytes(reading.vector), 1)[0]
    found = around(NeedReading, reading, row)
    assert len(found) == 7
    in_nearest = NeedReading.objects.filter(cell=nearest).count()
    assert {number for number, _vector in found[:in_nearest]} <= set(
        NeedReading.objects.filter(cell=nearest).values_list("pk", flat=True)
    )
