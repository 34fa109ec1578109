"""The audit of the small city: its matrix, the people affected, the wards beside each other, the trend.

上区 has a ward office, a branch for 川端 and a community centre; 下区 has a ward office only.
"""

from datetime import date, timedelta
from math import log

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW
from wakimizu.apps.city import organisation
from wakimizu.apps.city.models import Area
from wakimizu.apps.city.operations import close_office, renew
from wakimizu.apps.services.models import Observation, Offering, Service
from wakimizu.apps.services.operations import accept_fault, finish_remedy, note_observations, promise_remedy
from wakimizu.apps.services.parity.audit import audit
from wakimizu.apps.services.parity.deviations import months_of, standing_remedies, trend, work_list
from wakimizu.shared.scoping import in_city

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
SUMMER = date(2026, 7, 1)
PEOPLE = {"43991": 3000, "43992": 1000, "43991-01": 1800, "43991-02": 1200, "43992-01": 600, "43992-02": 400}


def audit_of(town, day=TODAY):
    town.city.refresh_from_db()
    return audit(town.city, day)


def found(audited):
    return {(each.office.code, each.service.code, each.finding.fault) for each in audited.deviations}


@pytest.fixture
def people(town):
    """Who lives where: the upper ward has three times as many people as the lower one."""
    for area in Area.objects.filter(code__in=PEOPLE):
        area.figures = {"people": PEOPLE[area.code], "people_source": "counted"}
        area.save()
    renew(town.city.pk)
    return PEOPLE


@pytest.fixture
def observe(town, services):
    """observe("juminhyo", "w-kami", wait=20, lead=3, cases=100, months=12): the same in each of the last whole months."""

    def observe_some(code, office, *, wait=None, lead=None, cases=100, months=12, until=TODAY):
        first = until.replace(day=1)
        rows = []
        for _month in range(months):
            first = (first - timedelta(days=1)).replace(day=1)
            rows.append(
                Observation(
                    service=services[code], office=town.offices[office], month=first,
                    volume=cases, wait_minutes=wait, lead_days=lead,
                )
            )  # fmt: skip
        note_observations(town.system(), city=town.city, observations=rows)

    return observe_some


class TestMatrix:
    def test_every_open_counter_by_every_service(self, town, standard, offer):
        standard("juminhyo", ward_office="full", branch="referral")
        offer("juminhyo", "w-kami")
        offer("juminhyo", "c-sakura", "referral")
        matrix = audit_of(town)
        assert [office.code for office in matrix.offices] == ["w-kami", "b-kawabata", "c-sakura", "w-shimo"]
        assert [service.code for service in matrix.services] == ["juminhyo", "kaigo", "kokuho"]
        row = [matrix.cell(office, matrix.services[0]) for office in matrix.offices]
        assert [(cell.level, cell.demanded) for cell in row] == [
            ("full", "full"),
            ("none", "referral"),
            ("referral", "none"),
            ("none", "full"),
        ]
        assert [(cell.is_met, cell.is_beyond) for cell in row] == [
            (True, False),
            (False, False),
            (False, True),
            (False, False),
        ]
        assert found(matrix) == {("b-kawabata", "juminhyo", "missing"), ("w-shimo", "juminhyo", "missing")}
        assert (matrix.demanded, matrix.met, matrix.beyond) == (3, 1, 1)
        assert matrix.share == pytest.approx(1 / 3)
        assert [service.code for service in matrix.without_standard] == ["kaigo", "kokuho"]
        assert matrix.by_fault == {"missing": 2}

    def test_a_city_without_standards_has_no_share(self, town, services):
        empty = audit_of(town)
        assert (empty.share, empty.deviations, [each.share for each in empty.outcomes]) == (None, [], [None, None])

    def test_a_breach_appears_at_once_when_a_standard_is_set(self, town, standard, offer):
        standard("juminhyo", wait_minutes=30)
        offer("juminhyo", "w-kami")
        offer("juminhyo", "w-shimo", "referral")
        assert found(audit_of(town)) == {("w-shimo", "juminhyo", "below")}
        standard("kokuho", since=TODAY, branch="full")
        assert found(audit_of(town)) == {("w-shimo", "juminhyo", "below"), ("b-kawabata", "kokuho", "missing")}

    def test_a_standard_of_tomorrow_is_not_held_against_anybody_today(self, town, standard):
        standard("juminhyo", since=TODAY + timedelta(days=1))
        assert found(audit_of(town)) == set()
        assert len(found(audit_of(town, TODAY + timedelta(days=1)))) == 2

    def test_a_closed_office_is_not_judged(self, town, standard):
        standard("juminhyo", ward_office="full", branch="full")
        close_office(town.system(), office=town.offices["b-kawabata"], on=TODAY)
        assert found(audit_of(town)) == {("w-kami", "juminhyo", "missing"), ("w-shimo", "juminhyo", "missing")}
        assert ("b-kawabata", "juminhyo", "missing") in found(audit_of(town, TODAY - timedelta(days=1)))

    def test_a_variant_stands_for_its_base_and_is_judged_by_its_standard(self, town, services, standard, offer):
        base = services["juminhyo"]
        variant = Service.objects.create(
            city=town.city, code="juminhyo-kami", name="住民票(上区)", summary="上区", owner=base.owner, base=base, change="1",
            ward=town.areas["43991"], documents=["本人確認書類", "申請理由書"],
        )  # fmt: skip
        standard("juminhyo", ward_office="full")
        offer("juminhyo", "w-shimo")
        row = Offering(service=variant, office=town.offices["w-kami"], level="full", valid_from=date(2026, 4, 1))
        row.city_id = town.city.pk
        row.save()
        renew(town.city.pk)
        matrix = audit_of(town)
        assert "juminhyo-kami" not in [service.code for service in matrix.services]
        assert found(matrix) == {("w-kami", "juminhyo", "documents")}
        assert matrix.variant(town.offices["w-kami"], base) == variant
        assert matrix.variant(town.offices["w-shimo"], base) is None

    def test_the_wait_is_that_of_the_last_twelve_whole_months(self, town, standard, offer, observe):
        standard("juminhyo", wait_minutes=15)
        for office in ("w-kami", "w-shimo"):
            offer("juminhyo", office)
        observe("juminhyo", "w-kami", wait=10, cases=100, months=11)
        observe("juminhyo", "w-shimo", wait=60, cases=100, months=12, until=date(2025, 11, 1))  # longer ago
        assert found(audit_of(town)) == set()
        observe("juminhyo", "w-kami", wait=60, cases=300, months=2)
        audited = audit_of(town)
        assert found(audited) == {("w-kami", "juminhyo", "wait")}
        finding = audited.deviations[0].finding
        assert finding.found == pytest.approx((9 * 100 * 10 + 2 * 300 * 60) / (900 + 600))
        assert audited.cases(audited.deviations[0]) == 1500

    def test_a_variants_months_are_added_to_its_base(self, town, services, standard, offer, observe):
        base = services["juminhyo"]
        services["v"] = Service.objects.create(
            city=town.city, code="v", name="v", summary="v", owner=base.owner, base=base, change="2"
        )
        standard("juminhyo", wait_minutes=15)
        offer("juminhyo", "w-kami")
        observe("juminhyo", "w-kami", wait=10, cases=100)
        observe("v", "w-kami", wait=40, cases=100)
        audited = audit_of(town)
        assert audited.year[town.offices["w-kami"].pk, base.pk].wait == pytest.approx(25)
        assert ("w-kami", "juminhyo", "wait") in found(audited)

    def test_cities_are_kept_apart(self, town, tonari, standard, services, offer):
        standard("juminhyo")
        audit_of(town)
        tonari.city.refresh_from_db()
        other = audit(tonari.city, TODAY)
        assert ([office.code for office in other.offices], other.services) == (["w-higashi"], [])
        with in_city(tonari.city.pk):
            assert audit(tonari.city, TODAY).deviations == []
            assert audit_of(town).services  # whichever city the reader stands in


class TestPeople:
    def test_people_come_with_the_areas_file(self, town, english):
        rows = "kind,code,name,parent,people,people_source\nward,43991,上区,,3000,census\ndistrict,43991-01,桜校区,43991,,\n"
        report = organisation.import_areas(town.system(), town.city, rows.encode())
        assert report.counts["refused"] == 0
        assert Area.objects.get(code="43991").figures == {"people": 3000, "people_source": "census"}
        assert Area.objects.get(code="43991-01").figures == {}
        again = organisation.import_areas(town.system(), town.city, rows.encode())
        assert again.counts["unchanged"] == 2
        without = "kind,code,name\nward,43991,上区\n"
        organisation.import_areas(town.system(), town.city, without.encode())
        assert Area.objects.get(code="43991").figures["people"] == 3000  # a file that does not speak of people

    @pytest.mark.parametrize("count", ["many", "-1", "2.5"])
    def test_what_is_no_number_of_people_is_refused(self, town, english, count):
        report = organisation.import_areas(
            town.system(), town.city, f"kind,code,name,people\nward,43991,上区,{count}\n".encode()
        )
        assert report.counts["refused"] == 1
        assert "number of people" in report.told[0].sentence

    def test_affected_are_the_people_of_the_areas_served(self, town, people, standard, offer):
        standard("juminhyo", ward_office="full", branch="full")
        offer("juminhyo", "w-kami")
        audited = audit_of(town)
        assert (audited.everyone_affected.count, audited.everyone_affected.whole) == (1200 + 1000, True)
        assert audited.served_people(town.offices["w-kami"]).count == 3000

    def test_who_lives_in_two_served_areas_is_counted_once(self, town, people, standard):
        standard("juminhyo", ward_office="full", branch="full")
        assert audit_of(town).everyone_affected.count == 3000 + 1000

    def test_without_figures_it_is_not_whole(self, town, standard):
        standard("juminhyo")
        assert (audit_of(town).everyone_affected.count, audit_of(town).everyone_affected.whole) == (0, False)


class TestSpread:
    @pytest.fixture
    def unequal(self, town, standard, offer, observe):
        """上区 meets 1 of 2 demands and waits 10 minutes; 下区 meets 1 of 1 and waits 30."""
        standard("juminhyo", ward_office="full", branch="full")
        for office in ("w-kami", "w-shimo"):
            offer("juminhyo", office)
        observe("juminhyo", "w-kami", wait=10, lead=2, cases=200)
        observe("juminhyo", "w-shimo", wait=30, lead=2, cases=50)

    @pytest.mark.usefixtures("people", "unequal")
    def test_outcomes_by_ward(self, town):
        upper, lower = audit_of(town).outcomes
        assert (upper.share, upper.deviations, upper.cases, upper.wait, upper.people) == (0.5, 1, 2400, 10, 3000)
        assert (lower.share, lower.deviations, lower.cases, lower.wait, lower.people) == (1.0, 0, 600, 30, 1000)
        assert upper.full == {"ward_office": 1, "branch": 0, "community_centre": 0}
        assert lower.full == {"ward_office": 1}

    @pytest.mark.usefixtures("people", "unequal")
    def test_spread_weighted_by_people(self, town):
        measures = {each.key: each.spread for each in audit_of(town).measures}
        wait = measures["wait:"]
        assert wait.weighted
        assert wait.mean == pytest.approx((3000 * 10 + 1000 * 30) / 4000)  # 15
        assert wait.gini == pytest.approx(0.75 * 0.25 * 20 / 15)  # one pair of groups: w₁w₂|x₁−x₂|/μ
        assert wait.theil == pytest.approx(0.75 * (10 / 15) * log(10 / 15) + 0.25 * 2 * log(2))
        assert (wait.distance, wait.lowest.ward.code, wait.highest.ward.code) == (20, "43991", "43992")
        share = measures["share:"]
        assert share.mean == pytest.approx(0.625)
        assert (share.lowest.ward.code, share.highest.ward.code, share.distance) == ("43991", "43992", 0.5)
        assert (measures["lead:"].gini, measures["lead:"].theil, measures["lead:"].distance) == (0, 0, 0)
        assert measures["full:ward_office"].gini == 0
        assert measures["full:branch"] is None  # one ward has a branch

    @pytest.mark.usefixtures("unequal")
    def test_without_people_each_ward_counts_the_same(self, town):
        wait = next(each.spread for each in audit_of(town).measures if each.name == "wait")
        assert (wait.weighted, wait.mean) == (False, 20)


class TestTrend:
    def test_what_was_mended_and_what_is_new(self, town, standard, offer):
        standard("juminhyo", ward_office="full", branch="referral")
        offer("juminhyo", "w-kami", since=date(2026, 8, 1))  # mended since
        offer("juminhyo", "w-shimo", until=date(2026, 9, 1))  # given up since
        change = trend(audit_of(town, SUMMER), audit_of(town))
        assert [(each.deviation.office.code, each.because) for each in change.mended] == [("w-kami", "")]
        assert [(each.deviation.office.code, each.because) for each in change.new] == [("w-shimo", "")]
        assert change.stayed == 1
        then, now = change.measures()[0]
        assert (then.spread.distance, now.spread.distance) == (1.0, 0.5)

    def test_a_new_standard_is_told_apart_from_a_worse_office(self, town, standard, offer):
        standard("juminhyo", ward_office="full")
        standard("juminhyo", since=date(2026, 10, 1), branch="full")
        close_office(town.system(), office=town.offices["w-shimo"], on=date(2026, 10, 1))
        change = trend(audit_of(town, SUMMER), audit_of(town))
        assert [(each.deviation.office.code, each.because) for each in change.new] == [("b-kawabata", "standard")]
        assert {each.deviation.office.code: each.because for each in change.mended} == {
            "w-kami": "standard",
            "w-shimo": "office",
        }

    def test_waits_of_then_are_those_of_the_months_before(self, town, standard, offer, observe):
        standard("juminhyo", wait_minutes=15)
        for office in ("w-kami", "w-shimo"):
            offer("juminhyo", office)
        observe("juminhyo", "w-kami", wait=30, months=12, until=SUMMER)
        observe("juminhyo", "w-kami", wait=2, cases=300, months=5)
        change = trend(audit_of(town, SUMMER), audit_of(town))
        assert [(each.deviation.finding.fault, each.because) for each in change.mended] == [("wait", "")]


class TestWorkList:
    HQ = ("hq_head", "hq-kocho")

    def test_late_ones_first_then_those_nobody_has(self, town, people, services, standard):
        standard("juminhyo", ward_office="full", branch="full")
        standard("kaigo", ward_office="full")
        mayor, kami = town.actor("mayor", "w-kami"), town.offices["w-kami"]
        late = town.actor("mayor", "w-kami", NOW - timedelta(days=30))
        promise_remedy(
            late,
            service=services["juminhyo"],
            office=town.offices["b-kawabata"],
            fault="missing",
            owner=kami,
            due=TODAY - timedelta(days=1),
            text="研修",
        )
        promise_remedy(
            mayor, service=services["juminhyo"], office=kami, fault="missing", owner=kami, due=TODAY, text="研修"
        )
        accept_fault(town.actor(*self.HQ), service=services["juminhyo"], office=town.offices["w-shimo"], fault="missing", until=TODAY + timedelta(days=90), because="改修中")  # fmt: skip
        promise_remedy(
            mayor, service=services["kokuho"], office=kami, fault="wait", owner=kami, due=TODAY, text="窓口を増やす"
        )
        tasks = work_list(audit_of(town), standing_remedies(), TODAY)
        assert [(task.stage, task.office.code, task.service.code) for task in tasks] == [
            ("late", "b-kawabata", "juminhyo"),
            ("open", "w-kami", "kaigo"),  # 3,000 people
            ("open", "w-shimo", "kaigo"),  # 1,000
            ("mended", "w-kami", "kokuho"),
            ("promised", "w-kami", "juminhyo"),
            ("accepted", "w-shimo", "juminhyo"),
        ]

    def test_an_acceptance_that_has_run_out_is_late(self, town, services, standard):
        standard("juminhyo")
        accept_fault(
            town.actor(*self.HQ),
            service=services["juminhyo"],
            office=town.offices["w-shimo"],
            fault="missing",
            until=TODAY + timedelta(days=9),
            because="改修中",
        )
        later = TODAY + timedelta(days=10)
        assert {
            task.office.code: task.stage for task in work_list(audit_of(town, later), standing_remedies(), later)
        } == {"w-kami": "open", "w-shimo": "late"}

    def test_what_is_said_to_be_done_but_still_found_is_open_again(self, town, services, standard):
        standard("juminhyo")
        mayor, kami = town.actor("mayor", "w-kami"), town.offices["w-kami"]
        remedy = promise_remedy(
            mayor, service=services["juminhyo"], office=kami, fault="missing", owner=kami, due=TODAY, text="研修"
        )
        finish_remedy(mayor, remedy=remedy)
        assert {task.stage for task in work_list(audit_of(town), standing_remedies(), TODAY)} == {"open"}


def test_the_months_of_a_pair(town, services, observe):
    observe("juminhyo", "w-kami", wait=10, cases=50, months=3)
    months = months_of(audit_of(town), town.offices["w-kami"], services["juminhyo"], TODAY)
    assert (len(months), months[0].month, months[-1].month) == (24, date(2024, 11, 1), date(2026, 10, 1))
    assert [month.cases for month in months[-4:]] == [None, 50, 50, 50]
    assert months[-1].wait == 10


def test_an_audit_asks_the_database_as_often_for_a_large_city(town, services, standard, offer, observe):
    def statements():
        renew(town.city.pk)
        town.city.refresh_from_db()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            audit(town.city, TODAY)
        cold = len(asked)
        with CaptureQueriesContext(connection) as asked:
            audit(town.city, TODAY)
        return cold, len(asked)

    standard("juminhyo")
    before = statements()
    for office in ("w-kami", "w-shimo", "b-kawabata", "c-sakura"):
        for code in services:
            offer(code, office)
            observe(code, office, wait=20)
    assert statements() == before
    assert before[1] == 0
