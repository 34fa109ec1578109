"""What comes with voices, what waits, what was learned and files of past voices by machine."""

from base64 import b64decode, b64encode

import pytest
from django.core.cache import caches

from tests.apps.exchange.machines import Machine, machine
from tests.apps.voices.learned import learned
from tests.apps.voices.papers import pdf
from tests.apps.voices.pictures import SECRET, jpeg
from tests.apps.voices.scenes import kami_voice, need_of, shimo_voice
from tests.apps.voices.test_import_screens import FILE, MEANT, NAMED
from tests.cast import NOW
from wakimizu.apps.ledger.operations import seal_entries
from wakimizu.apps.voices.learning.models import LanguageModel
from wakimizu.apps.voices.learning.tasks import read_what_came
from wakimizu.apps.voices.models import Need, Photo, Voice, VoiceFile
from wakimizu.apps.voices.operations import ask_taking_in

NOTE = {"text": "公園の電灯が切れています", "channel": "counter", "district": "43991-01"}
HOLES = ["道路に陥没があり怖いです", "道の陥没が怖いです、埋めてください", "陥没した道路の穴を埋めてください"]


@pytest.fixture(autouse=True)
def _no_calls_yet():
    caches["memory"].clear()


@pytest.fixture
def planner(town):
    return machine(town)


def sent(content):
    return b64encode(content).decode()


class TestWhatComesWithAVoice:
    def test_a_photo_is_cleaned_and_read_by_who_may_see_the_voice(self, town, planner):
        body = {**NOTE, "photos": [sent(jpeg())], "letters": [sent(pdf())]}
        noted = planner.post("/voices", body)
        assert noted.status_code == 201, noted.content
        sheet = planner.get(f"/voices/{noted.json()['id']}").json()
        photo = planner.get(f"/photos/{sheet['photos'][0]}").json()
        content = b64decode(photo["content"])
        assert photo["media_type"] == "image/jpeg" and content.startswith(b"\xff\xd8")
        assert SECRET.encode() not in content and b"Mizuno" not in content
        letter = planner.get(f"/letters/{sheet['letters'][0]}").json()
        assert b64decode(letter["content"]).startswith(b"%PDF")
        other = machine(town, "planner", "w-shimo-machi")
        assert other.get(f"/photos/{sheet['photos'][0]}").status_code == 403
        assert other.get(f"/letters/{sheet['letters'][0]}").status_code == 403

    def test_a_resident_sends_one_and_sees_it_by_the_receipt(self, town):
        said = Machine(town).post("/public/voices", {"text": NOTE["text"], "photos": [sent(jpeg())]}).json()
        seen = Machine(town).post("/public/attachments", {"receipt": said["receipt"]}).json()
        assert len(seen["photos"]) == 1 and seen["letters"] == []
        assert Machine(town).post("/public/attachments", {"receipt": "2B4K-9XQM-77TW"}).status_code == 404

    @pytest.mark.parametrize("photos", [["%%%"], [sent(b"not a picture")], [sent(b"x")] * 4, [""]])
    def test_what_is_no_picture_is_told_and_nothing_is_noted(self, planner, photos):
        said = planner.post("/voices", {**NOTE, "photos": photos})
        assert said.status_code == 422 and said.json()["errors"][0]["field"].startswith("photos")
        assert not Voice.objects.exists() and not Photo.objects.exists()

    def test_a_meeting_has_photos_too(self, town):
        visit = {"title": "例会", "kind": "meeting", "day": "2026-11-20", "districts": ["43991-01"]}
        liaison = machine(town)
        made = liaison.post("/visits", {**visit, "photos": [sent(jpeg())]})
        assert made.status_code == 200, made.content
        one = f"/visits/{made.json()['id']}"
        assert liaison.post(f"{one}/change", {**visit, "photos": [sent(jpeg())]}).status_code == 200
        heard = liaison.post(f"{one}/voices", {"text": NOTE["text"], "district": "43991-01", "photos": [sent(jpeg())]})
        assert heard.status_code == 200, heard.content
        photos = liaison.get(one).json()["photos"]
        assert len(photos) == 2 and Photo.objects.filter(voice=heard.json()["id"]).count() == 1
        assert liaison.get(f"/visit-photos/{photos[0]}").json()["media_type"] == "image/jpeg"
        other = machine(town, "planner", "w-shimo-machi")
        assert other.get(f"/visit-photos/{photos[0]}").status_code == 403


class TestHowItStands:
    def test_the_desk_and_what_is_overdue_hold_numbers_and_no_words(self, town, planner):
        voice, need = kami_voice(town), need_of(town)
        assert planner.get("/desk").json()["voices"] == [voice.pk]
        Voice.objects.update(due="2020-01-01")
        Need.objects.update(due="2020-01-01")
        auditor = machine(town, "auditor", "hq-seisaku").get("/overdue")
        assert [row["id"] for row in auditor.json()["needs"]] == [need.pk]
        assert voice.text not in auditor.content.decode() and need.title not in auditor.content.decode()

    def test_a_ward_and_a_district_in_numbers(self, town, planner):
        kami_voice(town)
        shimo_voice(town)
        waiting = {row["ward"]: row["waiting"] for row in planner.get("/figures").json()}
        assert waiting["43991"] == waiting["43992"] == 1
        for code in ("43991", "43991-01"):
            seen = planner.get(f"/figures/{code}").json()
            assert seen["received"] == 1 and seen["by_topic"][0]["n"] == 1, code
        assert planner.get("/figures/nowhere").status_code == 404
        assert machine(town, "it", "hq-seisaku").get("/figures").status_code == 403

    def test_the_routing_table_is_shown_to_who_works_by_it(self, town, planner):
        seen = planner.get("/routing").json()
        assert seen["failing"] == [] and seen["rules"][-1]["topic"] is None
        assert machine(town, "clerk", "w-kami-kumin").get("/routing").status_code == 403

    def test_promises_and_seals_are_anybodys(self, town):
        voice, anybody = kami_voice(town), Machine(town)
        wards = {row["ward"]: row["waiting"] for row in anybody.get("/public/promises").json()["wards"]}
        assert wards["43991"] == 1
        assert anybody.post("/public/proof", {"receipt": voice.receipt}).status_code == 409
        seal_entries(voice.received_at)
        (seal,) = anybody.get("/public/seals", limit=1).json()["items"]
        assert len(seal["root"]) == 64
        assert anybody.get("/public/seals", after="1").json()["items"] == []
        assert anybody.post("/public/proof", {"receipt": voice.receipt}).json()


class TestWhatWasLearned:
    def test_what_is_alike_is_offered_and_becomes_one_need(self, town, planner):
        learned(town)
        one, other, third = (kami_voice(town, text).pk for text in HOLES)
        read_what_came(NOW)
        (candidate,) = planner.get("/gathered").json()["candidates"]
        assert candidate["voices"] == [one, other, third] and candidate["topic"] == "road"
        body = {"voices": [one, other], "title": "道の陥没", "topic": "road", "lead": "hq-road"}
        made = planner.post("/needs", body)
        assert made.status_code == 200, made.content
        need = f"/needs/{made.json()['id']}"
        assert planner.post(f"{need}/join", {"voices": [third]}).status_code == 200
        assert planner.get(need).json()["voice_count"] == 3

    def test_voices_that_are_not_there_or_not_ones_own_are_refused(self, town, planner):
        mine, theirs = kami_voice(town).pk, shimo_voice(town).pk
        body = {"voices": [mine], "title": "道の陥没", "topic": "road", "lead": "hq-road"}
        assert planner.post("/needs", {**body, "voices": [mine, 10**9]}).status_code == 422
        assert planner.post("/needs", {**body, "voices": []}).status_code == 422
        assert planner.post("/needs", {**body, "topic": "no", "lead": "no"}).status_code == 422
        assert planner.post("/needs", {**body, "voices": [theirs]}).status_code == 403
        assert not Need.objects.exists()

    def test_a_suggestion_is_read_and_taken(self, town, planner):
        learned(town)
        voice = town.say(HOLES[0], district=town.areas["43991-01"], topic=town.topics["other"])
        read_what_came(NOW)
        sheet = planner.get(f"/voices/{voice.pk}").json()
        assert sheet["suggested_topic"]["what"] == "road" and "take-topic" in sheet["possible"]
        assert planner.post(f"/voices/{voice.pk}/take-topic").status_code == 200
        sheet = planner.get(f"/voices/{voice.pk}").json()
        assert sheet["topic"] == "road" and "take-topic" not in sheet["possible"]
        assert machine(town, "planner", "w-shimo-machi").post(f"/voices/{voice.pk}/take-office").status_code == 403

    def test_versions_are_learned_put_to_use_and_stopped(self, town, planner):
        version = learned(town).version
        policy = machine(town, "policy", "hq-seisaku")
        seen = policy.get("/language").json()
        assert seen["live"] == version and seen["versions"][0]["shares"]["topic"]["voices"] > 0
        assert policy.post(f"/language/{version}/use").status_code == 409
        assert policy.post(f"/language/{version}/stop").status_code == 200
        assert policy.get("/language").json()["live"] is None
        assert policy.post("/language/learn").status_code == 200
        assert policy.post("/language/learn").status_code == 409
        assert LanguageModel.objects.count() == 2
        for act in (f"language/{version}/use", "language/learn", "topics/road/alone"):
            assert planner.post(f"/{act}").status_code == 403, act

    def test_from_which_confidence_a_topic_acts_alone(self, town):
        policy = machine(town, "policy", "hq-seisaku")
        assert policy.post("/topics/road/alone", {"percent": 90}).status_code == 200
        alone = {row["topic"]: row["percent"] for row in policy.get("/language").json()["alone"]}
        assert alone["road"] == 90
        assert policy.post("/topics/road/alone", {"percent": 20}).status_code == 422
        assert policy.post("/topics/nothing/alone", {"percent": 90}).status_code == 404


class TestAFileOfPastVoices:
    def test_it_is_sent_understood_looked_at_and_taken_in(self, planner):
        sent_file = planner.post("/voice-files", {"content": FILE})
        assert sent_file.status_code == 200, sent_file.content
        file = f"/voice-files/{sent_file.json()['id']}"
        planned = planner.post(f"{file}/columns", {"columns": NAMED, "ending": "solved"})
        assert planned.status_code == 200, planned.content
        unknown = planned.json()["unknown"]
        assert {each["cell"] for each in unknown} >= {"道路関係"}
        meant = [
            {"holds": each["holds"], "cell": each["cell"], "means": MEANT[each["cell"]]}
            for each in unknown
            if each["cell"] in MEANT
        ]
        assert planner.post(f"{file}/values", {"values": meant}).status_code == 200
        looked = planner.post(f"{file}/look").json()
        assert looked["state"] == "done" and looked["dry"] and not Voice.objects.exists()
        taken = planner.post(f"{file}/take").json()
        assert taken["counts"]["added"] == Voice.objects.count() >= 2
        assert planner.get(f"/voices-taken/{taken['id']}").json()["counts"] == taken["counts"]
        assert planner.get(file).status_code == 404 and not VoiceFile.objects.exists()
        assert planner.post(f"/voices-taken/{taken['id']}/stop").status_code == 409  # it is done

    def test_what_is_under_way_is_stopped_by_who_asked_for_it(self, town, planner):
        number = planner.post("/voice-files", {"content": FILE}).json()["id"]
        taking = ask_taking_in(town.actor("planner", "w-kami-machi"), file=VoiceFile.objects.get(pk=number), dry=False)
        stop = f"/voices-taken/{taking.pk}/stop"
        assert machine(town, "planner", "w-shimo-machi").post(stop).status_code == 404
        assert planner.post(stop).json()["state"] == "cancelled"

    def test_a_column_a_word_or_a_meaning_that_is_not_there_is_told(self, planner):
        file = f"/voice-files/{planner.post('/voice-files', {'content': FILE}).json()['id']}"
        assert planner.post(f"{file}/columns", {"columns": {"なにか": "text"}}).status_code == 422
        assert planner.post(f"{file}/columns", {"columns": {"備考": "anything"}}).status_code == 422
        assert planner.post(f"{file}/columns", {"columns": {}}).status_code == 422
        assert planner.post(f"{file}/columns", {"columns": NAMED, "ending": "solved"}).status_code == 200
        for value in ({"cell": "道"}, {"means": "nothing"}):
            meaning = {"holds": "topic", "cell": "道路関係", "means": "road", **value}
            assert planner.post(f"{file}/values", {"values": [meaning]}).status_code == 422

    def test_it_is_nobody_elses(self, town, planner):
        number = planner.post("/voice-files", {"content": FILE}).json()["id"]
        assert machine(town, "planner", "w-shimo-machi").get(f"/voice-files/{number}").status_code == 404
        assert machine(town, "auditor", "hq-seisaku").post("/voice-files", {"content": FILE}).status_code == 403
        assert planner.post("/voice-files", {"content": "何もない"}).status_code == 422
