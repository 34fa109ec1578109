"""What an engine refuses reaches people in their own language: a timetable taken in, a projection, a study, on pages and by API."""

import io
import re

import pytest
from django.core.management import call_command
from django.utils.translation import override

from tests.apps.exchange.machines import Machine, secret_of
from tests.apps.network import small as network
from tests.apps.population import five_year as five
from tests.cast import NOW
from tests.engines.access.small_feeds import SMALL, small
from wakimizu.apps.network import analysis as network_analysis
from wakimizu.apps.network import question
from wakimizu.apps.network.terms import terms_of
from wakimizu.apps.network.workflow import ROLES
from wakimizu.apps.population import analysis, imports, operations
from wakimizu.apps.population.models import Feed, Run
from wakimizu.apps.services.counters import counters
from wakimizu.shared import jobs
from wakimizu.shared.errors import BadInput
from wakimizu.shared.jobs import JobState

pytestmark = pytest.mark.django_db
PLANNER, POLICY = ("planner", "w-kami-machi"), ("policy", "hq-seisaku")
BACKWARDS = SMALL["stop_times.txt"] + "T,0:05:00,0:05:00,A,4\nU,9:00:00,9:00:00,Z,1\n"
WIDE = {  # six periods in which one office may become anything
    "roles": {"branch": {"kiosk": True}},
    "periods": {"years": [2027, 2030, 2033, 2036, 2039, 2042], "until": 2045},
    "sites": {"roles": {"b-umibe": [role for role in ROLES if role != "absent"]}},
    "steps": [
        {"from": old, "to": new, "yen": 1}
        for old in ROLES for new in ROLES
        if old != new and old not in ("closed", "absent") and new != "absent"
    ],
}  # fmt: skip


def page_of(browser, address):
    return browser.get(address).content.decode()


class TestATimetable:
    def test_its_faults_are_told_with_their_lines(self, town):
        told = {}
        for language in ("ja", "en"):
            with override(language):
                content = small(stop_times=BACKWARDS)
                report = imports.import_feed(town.system(), town.city, content, code="bus", name="バス")
            told[language] = [line.sentence for line in report.told]
        assert told["ja"] == [
            "stop_times.txtの6行目：trip_idの「U」はtrips.txtにありません。trips.txtに加えるか、この行を削除してください。",
            "stop_times.txtの6行目：stop_idの「Z」はstops.txtにありません。stops.txtに加えるか、この行を削除してください。",
            "stop_times.txtの5行目：便「T」は時刻が前後しています。4行目で9:20:00に出発したのに、0:05:00に到着しています。"
            "時刻を直してください。真夜中を過ぎたら24:00:00、25:00:00と続けます。",
        ]
        assert told["en"][0] == (
            "stop_times.txt, row 6: trip_id “U” is not in trips.txt. Add it to trips.txt, or remove the row."
        )
        assert not Feed.objects.exists()

    def test_the_command_says_them_in_the_citys_language(self, town, tmp_path):
        file, out = tmp_path / "bus.zip", io.StringIO()
        file.write_bytes(b"no zip")
        with override("ja"), pytest.raises(SystemExit):
            call_command("import", "timetable", str(file), city="wakimizu", stdout=out)
        assert "zipとして開けないファイルです。" in out.getvalue()

    def test_what_it_leaves_open_is_told_to_machines_in_theirs(self, town):
        idle = SMALL["trips.txt"] + "R,平日,IDLE,\n"
        imports.import_feed(town.system(), town.city, small(trips=idle), code="bus", name="バス")
        secret = secret_of(town, *POLICY)
        notes = {
            language: Machine(town, secret, language).get("/timetables").json()["items"][0]["figures"]["notes"]
            for language in ("ja", "en")
        }
        assert notes == {
            "ja": ["2便のうち1便は停車が1つもないため、除きました。"],
            "en": ["1 of 2 trips have no halts and were left aside."],
        }


class TestAProjection:
    @pytest.fixture
    def failed(self, town):
        base, made = five.peopled(town)
        made.values = {**made.values, "cohort_change": [[1e300] * len(made.ages)] * 2}
        made.save()
        run = Run(city=town.city, name="中位", base=base, base_day=five.DAY, assumptions=made, until=2030)
        run = jobs.run(operations.ask_run(town.system(), run=run))
        assert run.state == JobState.FAILED
        return run

    def test_one_that_cannot_be_made_says_why_on_the_page_of_each_language(self, town, failed):
        japanese = "推計値が際限なく大きくなりました。移動・変化・出生の率のどれかが高すぎます。率を直してください。"
        english = "The projection grows beyond all numbers: a rate of migration, change or fertility is far too high."
        browser = town.browser(*PLANNER)
        assert japanese in page_of(browser, "/desk/population/")
        assert english not in page_of(browser, "/desk/population/")
        assert english in page_of(browser, "/en/desk/population/")
        secret = secret_of(town, *POLICY)
        told = [Machine(town, secret, each).get("/projections").json()["items"][0]["told"] for each in ("ja", "en")]
        assert told == [japanese, english]

    def test_the_place_of_a_bad_rate_is_named_in_words(self, town):
        _base, made = five.peopled(town)
        broken = {**made.values, "cohort_change": [[1.0] * len(made.ages), [1.0, -2.0, *[1.0] * (len(made.ages) - 2)]]}
        with pytest.raises(BadInput) as refusal:
            analysis.check_set(broken, made.ages)
        with override("ja"):
            said = str(refusal.value)
            assert said == (
                "コーホート変化率（女性、5–9歳）が-2になっています。0以上のはずです。もとの表を直してください。"
            )
        with override("en"):
            assert (
                str(refusal.value)
                == "cohort change is -2 in women, age 5–9: below zero. Correct the table it came from."
            )

    def test_rows_of_different_lengths_are_no_rates(self, town):
        _base, made = five.peopled(town)
        with override("ja"), pytest.raises(BadInput, match="長さのそろわない行"):
            analysis.check_set({**made.values, "cohort_change": [[1.0], [1.0, 2.0]]}, made.ages)


class TestAStudy:
    @pytest.fixture
    def place(self, town):
        return network.ready(town)

    def test_one_that_cannot_be_solved_says_why_on_the_page_of_each_language(self, place):
        study = network.study(place, terms=WIDE)
        assert study.state == JobState.FAILED, study.told
        browser = place.browser(*POLICY)
        japanese, english = (page_of(browser, f"{at}/desk/network/study/{study.pk}/") for at in ("", "/en"))
        assert re.search(
            r"拠点\d+（川端出張所）の進み方が\d+通りあり、多すぎます。認める役割か変更を減らしてください。", japanese
        )
        assert "ways to go" not in japanese
        assert re.search(r"has \d+ ways to go. Allow fewer roles or steps.", english)

    def test_a_plan_drawn_by_hand_is_refused_with_the_names_people_know(self, place):
        asked = question.build(place.book, counters(place.city), terms_of(network.CHEAP, NOW.date()), NOW.date())
        drawn = [[ROLES.index(site.now) for site in asked.sites] for _year in range(2)]
        drawn[1] = [ROLES.index("ward_office")] * len(asked.sites)
        with override("ja"), pytest.raises(BadInput) as refusal:
            network_analysis.reckon(asked, drawn)
        with override("ja"):
            assert re.search(r"拠点\d+（.+）は、2032年に「出張所」から「区役所」へ変えられません。", str(refusal.value))
