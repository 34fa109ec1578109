"""Needs that emerge: what counts, what is found, what is not, a scan asked for, done, cancelled, repeated, and weekly."""

from datetime import date, timedelta

import pytest

from tests.apps.monitoring.heard import as_always, heard, suddenly
from tests.apps.monitoring.small import CLERK, PLANNER, POLICY
from tests.apps.voices.scenes import kami_voice, need_of, operations_on, shimo_voice
from tests.cast import NOW
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.monitoring import operations, scans, wording
from wakimizu.apps.monitoring.models import Scan
from wakimizu.apps.voices import counts
from wakimizu.apps.voices.models import Voice
from wakimizu.pages.timer import EVERY
from wakimizu.shared import jobs
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState
from wakimizu.shared.scoping import in_city

TODAY = NOW.date()


def asked(town, **more):
    return operations.ask_scan(town.actor(*POLICY), **{"weeks": 16, **more})


def done(town, **more):
    return jobs.run(asked(town, **more))


def found(town, scan):
    return scans.clusters(scan, town.book, town.catalogue)


class TestCounting:
    def counted(self, town, **more):
        wards = [ward.pk for ward in town.book.wards]
        return list(counts.heard_by_district(TODAY - timedelta(weeks=4), TODAY, wards, **more))

    def test_each_voice_of_the_days_asked_for_counts_by_topic_district_and_day(self, town):
        heard(town, "43991-01", "waste", 1, 2)
        heard(town, "43992-02", "road", 8)
        heard(town, "43991-01", "waste", 40)  # before
        heard(town, "43991-01", "waste", 0)  # today is not over
        seen = [(each.topic, each.district, each.day) for each in self.counted(town)]
        yesterday = (town.topics["waste"].pk, town.areas["43991-01"].pk, TODAY - timedelta(days=1))
        assert seen == [
            (town.topics["road"].pk, town.areas["43992-02"].pk, TODAY - timedelta(days=8)),
            yesterday,
            yesterday,
        ]

    def test_what_was_set_aside_or_has_no_district_does_not(self, town):
        heard(town, "43991-01", "waste", 2, state="set_aside")
        Voice.objects.filter(pk=heard(town, "43991-01", "waste", 2)[0].pk).update(district=None)
        assert self.counted(town) == []

    def test_voices_that_were_made_one_need_count_once(self, town):
        at = NOW - timedelta(days=2)
        need_of(town, *(kami_voice(town, at=at - timedelta(days=n)) for n in range(3)))
        kami_voice(town, at=at)
        assert [each.day for each in self.counted(town)] == [TODAY - timedelta(days=4), TODAY - timedelta(days=2)]

    def test_one_statement_however_many(self, town, django_assert_num_queries):
        as_always(town, weeks=3)
        wards, topics = [ward.pk for ward in town.book.wards], [town.topics["waste"].pk]
        with django_assert_num_queries(1):
            assert len(list(counts.heard_by_district(TODAY - timedelta(weeks=4), TODAY, wards, topics))) == 12


class TestWords:
    def test_are_for_who_may_open_the_voice(self, town):
        mine, theirs = kami_voice(town, at=NOW - timedelta(days=1)), shimo_voice(town, at=NOW - timedelta(days=1))
        places = [mine.district_id, theirs.district_id]
        read = {
            who: counts.heard_there(town.actor(*who), TODAY - timedelta(weeks=1), TODAY, places, mine.topic_id)
            for who in (PLANNER, POLICY, ("auditor", "hq-seisaku"))
        }
        words = {who: {voice.pk: said for voice, said in rows} for who, rows in read.items()}
        assert words[PLANNER] == {mine.pk: mine.text, theirs.pk: None}
        assert words[POLICY] == {mine.pk: mine.text, theirs.pk: theirs.text}
        assert set(words["auditor", "hq-seisaku"].values()) == {None}


class TestFinding:
    def test_what_is_suddenly_much_is_found_where_and_since_when(self, town):
        as_always(town)
        suddenly(town)
        scan = done(town)
        assert (scan.state, scan.voices) == ("done", 2 * 4 * 16 + 14)
        first = found(town, scan)[0]
        assert (first.topic.code, [area.code for area in first.areas], first.weeks) == ("waste", ["43991-01"], 2)
        assert first.stands_out and first.voices == 16 and 0.001 <= first.p < 0.01
        assert first.since == TODAY - timedelta(weeks=2)
        assert first.times == pytest.approx(16 / first.expected)
        assert scan.told == "1 clusters stand out."
        assert wording.emerged(first) == (
            f"Sakura: 16 voices about “Waste” in the last 2 weeks, where {first.expected:.1f} would be expected. "
            f"By chance alone, something as unusual comes in {first.p * 1000:g} of 1,000 searches."
        )

    def test_what_is_as_always_does_not_stand_out(self, town):
        as_always(town)
        scan = done(town)
        assert (scan.state, scan.told) == ("done", "Nothing stands out.")
        assert not [each for each in found(town, scan) if each.stands_out]

    def test_a_week_in_which_everybody_speaks_up_is_no_alarm(self, town):
        as_always(town)
        for district in town.districts:
            heard(town, district, "waste", 2, 8)
        assert not [each for each in found(town, done(town)) if each.stands_out]

    def test_nothing_heard_nothing_found(self, town):
        scan = done(town)
        assert (scan.state, scan.found, scan.voices) == ("done", [], 0)

    def test_one_topic_alone(self, town):
        as_always(town)
        suddenly(town)
        assert found(town, done(town, topic="road")) == []
        assert [each.topic.code for each in found(town, done(town, topic="waste"))] == ["waste"]

    def test_the_same_seed_finds_the_same(self, town):
        as_always(town)
        suddenly(town, 6)
        first, again = done(town, seed=5), done(town, seed=5)
        assert first.found == again.found
        assert first.found

    def test_another_citys_voices_are_not_seen(self, town, tonari):
        with in_city(tonari.city.pk):
            for _n in range(20):
                tonari.say(district=tonari.areas["43981-01"], at=NOW - timedelta(days=2))
        assert done(town).voices == 0

    def test_codes_and_numbers_only_are_kept(self, town):
        as_always(town)
        suddenly(town)
        for row in done(town).found:
            assert set(row) == {"topic", "districts", "weeks", "voices", "expected", "p", "stands_out"}

    def test_a_topic_that_is_no_more_keeps_its_code(self, town):
        as_always(town)
        suddenly(town)
        scan = done(town)
        scan.found[0] |= {"topic": "gone", "districts": ["43991-01", "gone"]}
        (first, *_rest) = found(town, scan)
        assert (wording.topic(first), [area.code for area in first.areas]) == ("gone", ["43991-01"])

    def test_many_districts_are_told_by_the_one_in_the_middle(self, town):
        areas = [town.areas["43991-01"]] * 6
        each = scans.Emerged(1, town.topics["waste"], "waste", areas, 1, TODAY, 9, 3.0, 0.02, True)
        assert wording.emerged(each) == (
            "Sakura and 5 districts around it: 9 voices about “Waste” in the last week, where 3.0 would be expected. "
            "By chance alone, something as unusual comes in 20 of 1,000 searches."
        )


class TestAsking:
    @pytest.mark.parametrize("who", [POLICY, PLANNER, ("hq", "hq-road"), ("mayor", "w-shimo")])
    def test_desks_and_policy_may(self, town, who):
        scan = operations.ask_scan(town.actor(*who))
        assert (scan.state, scan.until, scan.weeks, scan.replications) == ("waiting", TODAY, 52, 999)
        assert scan.asked_by.office.code == who[1]
        assert operations_on(scan) == ["ask_scan"]

    @pytest.mark.parametrize("who", [CLERK, ("auditor", "hq-seisaku"), ("it", "hq-seisaku")])
    def test_others_may_not(self, town, who):
        with pytest.raises(NotPermitted):
            operations.ask_scan(town.actor(*who))
        assert not Scan.objects.exists()

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"weeks": 7}, "weeks"),
            ({"weeks": 157}, "weeks"),
            ({"replications": 10}, "replications"),
            ({"replications": 100_000}, "replications"),
            ({"seed": 0}, "seed"),
            ({"until": TODAY + timedelta(days=1)}, "until"),
        ],
    )
    def test_what_cannot_be_asked_is_said_at_its_field(self, town, facts, field):
        with pytest.raises(BadInput) as refusal:
            asked(town, **facts)
        assert refusal.value.field == field
        assert not Scan.objects.exists()


class TestCancelling:
    def test_one_that_waits_stops_at_once(self, town):
        scan = asked(town)
        operations.cancel_scan(town.actor(*POLICY), scan=scan)
        scan.refresh_from_db()
        assert scan.state == "cancelled"
        assert jobs.claim() is None
        with pytest.raises(WrongState, match="ended already"):
            operations.cancel_scan(town.actor(*POLICY), scan=scan)

    def test_one_that_runs_stops_and_keeps_nothing(self, town, monkeypatch):
        monkeypatch.setattr(scans, "EVERY", 0.0)
        as_always(town)
        scan = asked(town)
        Scan.objects.filter(pk=scan.pk).update(state="running")
        scan.refresh_from_db()
        operations.cancel_scan(town.actor(*POLICY), scan=scan)
        jobs.run(scan)
        assert (scan.state, scan.found) == ("cancelled", None)
        assert scan.ended_at

    def test_what_comes_after_the_end_is_refused(self, town):
        scan = asked(town)
        with pytest.raises(WrongState):
            operations.keep_clusters(town.system(), scan=scan, found=[], voices=0)
        with pytest.raises(NotPermitted):
            operations.keep_clusters(town.actor(*POLICY), scan=scan, found=[], voices=0)
        assert operations_on(scan) == ["ask_scan"]


class TestByItself:
    def test_once_a_week_from_monday_on(self, town):
        assert scans.ask_weekly in [task for _seconds, task in EVERY]
        tuesday = NOW
        assert scans.ask_weekly(tuesday) == 1
        assert scans.ask_weekly(tuesday + timedelta(days=5)) == 0  # Sunday
        assert scans.ask_weekly(tuesday + timedelta(days=6)) == 1
        assert [(row.until, row.asked_by) for row in Scan.objects.all()] == [
            (date(2026, 11, 30), None),
            (date(2026, 11, 23), None),
        ]

    def test_a_city_without_topics_is_not_asked(self, town):
        from wakimizu.apps.voices.models import RoutingRule, Topic

        RoutingRule.objects.all().delete()
        Topic.objects.all().delete()
        assert scans.ask_weekly(NOW) == 0

    def test_one_that_somebody_asked_for_does_not_count(self, town):
        asked(town, until=date(2026, 11, 23))
        assert scans.ask_weekly(NOW) == 1


def test_the_ledger_has_who_asked_and_what_was_found_in_numbers(town):
    as_always(town, weeks=4)
    scan = done(town)
    rows = Entry.objects.filter(object_type="monitoring.Scan", object_id=scan.pk).order_by("pk")
    assert [row.operation for row in rows] == ["ask_scan", "keep_clusters"]
    assert '"replications":999' in rows[0].facts.replace(" ", "")
