"""From the city's tables to the question: which sites, whose visits, how far; and what the reader is told of it."""

from datetime import date, time

import numpy as np
import pytest

from tests.apps.network import small
from tests.apps.population import people
from tests.cast import NOW
from wakimizu.apps.city.models import Office, Staffing
from wakimizu.apps.city.operations import renew
from wakimizu.apps.network import analysis, question
from wakimizu.apps.network.terms import BadTerms, terms_of
from wakimizu.apps.network.wording import note_words
from wakimizu.apps.network.workflow import ROLES
from wakimizu.apps.population.models import People, Reach, ReachRun
from wakimizu.apps.services.counters import counters
from wakimizu.apps.services.models import Observation, Offering, Standard
from wakimizu.shared.errors import BadInput

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TODAY = NOW.date()


def ask(place, tables=None):
    book = place.book
    return question.build(book, counters(book.city), terms_of(tables or {}, TODAY), TODAY)


def sites(asked):
    return {site.code: site for site in asked.sites}


def notes(asked):
    return {note.kind: note.facts for note in asked.notes}


class TestSites:
    def test_a_centre_beside_a_counter_shares_its_site(self, place):
        found = sites(ask(place))
        assert {code: [office.code for office in site.offices] for code, site in found.items()} == {
            "w-kami": ["w-kami", "c-sakura"],
            "w-shimo": ["w-shimo"],
            "b-kawabata": ["b-kawabata"],
            "b-umibe": ["b-umibe", "c-umibe"],
            "k-sakura": ["k-sakura"],
        }

    def test_farther_away_it_is_a_site_of_its_own(self, place):
        assert "c-umibe" in sites(ask(place, {"sites": {"together": 10}}))

    def test_a_centre_below_a_branch_shares_its_site_wherever_it_stands(self, place):
        Office.objects.filter(code="c-umibe").update(lat=32.99, parent=place.offices["b-umibe"])
        renew(place.city.pk)
        assert len(sites(ask(place))["b-umibe"].offices) == 2

    def test_a_place_with_a_centre_keeps_it_unless_centres_may_close(self, place):
        assert sites(ask(place))["b-umibe"].allowed == ("general_branch", "branch", "community_centre")
        found = sites(ask(place, {"sites": {"centres_may_close": True}}))
        assert "closed" in found["b-umibe"].allowed

    def test_what_is_kept_or_not_named_is_not_decided(self, place):
        found = sites(ask(place, {"sites": {"decide": ["b-umibe"], "keep": []}}))
        assert [code for code, site in found.items() if site.decided] == ["b-umibe"]
        with pytest.raises(BadInput, match="No office is up for decision"):
            ask(place, {"sites": {"keep": ["b-umibe", "b-kawabata"]}})

    def test_roles_of_a_single_office_can_be_named(self, place):
        found = sites(ask(place, {"sites": {"roles": {"b-kawabata": ["kiosk"]}}}))
        assert found["b-kawabata"].allowed == ("branch", "kiosk")

    def test_an_office_outside_the_city_is_left_out_and_named(self, place):
        Office.objects.filter(code="b-umibe").update(lat=35.0)
        renew(place.city.pk)
        asked = ask(place)
        assert "b-umibe" not in sites(asked) and notes(asked)["outside"] == {"offices": ["b-umibe"]}

    def test_one_that_is_closed_already_is_no_site(self, place):
        Office.objects.filter(code="b-umibe").update(valid_to=TODAY)
        renew(place.city.pk)
        assert "b-umibe" not in sites(ask(place))


class TestVisits:
    def test_services_are_grouped_by_who_does_them_in_full(self, place):
        groups = {group.code: group for group in ask(place).groups}
        assert groups["branch"].kinds == ("ward_office", "general_branch", "branch")
        assert groups["branch"].services == ("juminhyo", "kokuho") and groups["ward_office"].services == ("kaigo",)
        assert groups["kiosk"].kinds[-1] == "kiosk"
        assert groups["branch"].visits == 12 * (5 * 40 + 4 * 20) and groups["branch"].by_machine == 12 * 5 * 40

    def test_all_visits_are_shared_out_today_and_follow_the_people(self, place):
        asked = ask(place, {"digital": [], "periods": {"years": [2026], "until": 2027}})
        assert asked.given["visits"].sum() == pytest.approx(12 * (5 * 40 + 4 * 20 + 2 * 10), rel=0.02)

    def test_machines_take_their_part_and_the_net_takes_it_away(self, place):
        tables = {"periods": {"years": [2030], "until": 2031}, "demand": {"ages": {"0": 1}}}
        none = ask(place, {**tables, "digital": []}).given["visits"].sum(axis=(2, 3))[0]
        some = ask(
            place, {**tables, "digital": [{"year": 2030, "online_under75": 0.5, "online_over75": 0.5, "kiosk_under75": 0.25, "kiosk_over75": 0.25}]}
        ).given["visits"].sum(axis=(2, 3))[0]  # fmt: skip
        assert len(none) == len(some) == 3
        assert some.sum() == pytest.approx(none.sum() / 2)
        assert some[2] == pytest.approx(0.5 * 0.25 * none[0] * 200 / 280)

    def test_shares_lie_on_a_line_between_their_years(self, place):
        rows = [{"year": 2030, "online_under75": 0.2}, {"year": 2040, "online_under75": 0.4}]
        found = question.visits.digital(terms_of({"digital": rows}, TODAY).digital, 2035, "online")
        assert found == [pytest.approx(0.3), 0.0]
        assert question.visits.digital(terms_of({"digital": rows}, TODAY).digital, 2090, "online")[0] == 0.4

    def test_without_a_standard_the_offers_say_who_does_it(self, place):
        Standard.objects.filter(service__code="kokuho").delete()
        Offering.objects.filter(service__code="kokuho", office__kind="branch").update(level="referral")
        renew(place.city.pk)
        groups = {group.code: group.services for group in ask(place).groups}
        assert groups["ward_office"] == ("kaigo", "kokuho")

    def test_what_nobody_does_in_full_is_left_out_and_named(self, place):
        Standard.objects.filter(service__code="kaigo").update(levels={"ward_office": "referral"})
        renew(place.city.pk)
        asked = ask(place)
        assert notes(asked)["not_in_full"] == {"visits": 240, "services": ["kaigo"], "more": 0}

    def test_a_small_group_joins_one_that_needs_a_larger_office(self, place):
        asked = ask(place, {"demand": {"smallest": 0.3}})
        assert [group.code for group in asked.groups] == ["branch", "kiosk"]
        assert notes(asked)["joined"]["services"] == ["kaigo"]

    def test_rates_stand_in_for_what_was_not_observed(self, place):
        Observation.objects.all().delete()
        asked = ask(place, {"demand": {"source": "rates", "rates": {"juminhyo": 0.5}}})
        assert asked.sources["visits"] == {"from": "rates", "visits": round(0.5 * asked.people.today.sum())}


class TestPeople:
    def test_they_are_those_of_the_projection_in_the_middle_of_each_period(self, place):
        asked = ask(place, {"periods": {"years": [2027, 2038], "until": 2043}})
        between = (2027 + 3 / 12 + 5.5 - 2020.75) / 20
        first = next(n for n, cell in enumerate(asked.people.cells) if cell.code == "43991-01")
        assert asked.people.ages[0, 2, first] == pytest.approx(100 + between * 120, rel=0.001)
        assert asked.people.source["table"].startswith("run-")

    def test_beyond_the_last_year_they_stay_and_the_reader_is_told(self, place):
        asked = ask(place, {"periods": {"years": [2055], "until": 2060}})
        assert asked.people.ages[0, 2].sum() == pytest.approx(280 + 100 + 90 + 5)
        assert notes(asked)["beyond"]["last"] == 2050

    def test_a_table_of_one_day_stays_as_it_is(self, place):
        asked = ask(place, {"people": {"table": "census"}})
        assert notes(asked)["one_day"] == {"day": "2020-10-01"}
        assert asked.people.ages.sum() == pytest.approx(3 * 2900)

    def test_where_ages_are_missing_those_of_the_others_are_taken(self, place):
        row = People.objects.get(table__code="census", area__code="43991-02")
        People.objects.filter(pk=row.pk).update(male=[], female=[], aged65=None, aged75=None)
        asked = ask(place, {"people": {"table": "census"}})
        assert notes(asked)["ages_missing"] == {"areas": 1, "share75": round(310 / 1600, 3)}
        assert asked.people.ages[0].sum() == pytest.approx(2900)
        words = {note.kind: note_words(note.plain) for note in asked.notes}
        assert "19.4% were taken to be 75 or more" in words["ages_missing"]

    def test_cells_come_before_districts(self, town):
        from tests.apps.population.people import cells

        made = cells(town)
        small.ready(town)
        People.objects.all().delete()
        from wakimizu.apps.population.models import Run, Table

        Run.objects.all().delete()
        Table.objects.all().delete()
        people.a_run(town, people.count_of_2020(town), people.published(town), cells=made)
        renew(town.city.pk)
        asked = ask(town)
        assert asked.people.source["kind"] == "mesh" and len(asked.people.cells) == 4

    def test_without_people_the_study_says_so(self, place):
        People.objects.all().delete()
        with pytest.raises(BadInput, match="no people by cell or district"):
            ask(place)

    @pytest.mark.parametrize(("need", "expected"), [("people", 2870), ("aged75", 430), ("aged65", 830)])
    def test_the_need_for_work_in_the_community_is_whose_it_is_said_to_be(self, place, need, expected):
        asked = ask(place, {"community": {"need": need}, "people": {"table": "census"}})
        whole = {"people": 2900, "aged75": 410, "aged65": 820}[need]
        assert asked.need[0].sum() == pytest.approx(whole) and expected


class TestWays:
    def test_without_travel_times_they_are_estimated_and_the_reader_is_told(self, place):
        asked = ask(place)
        assert asked.sources["minutes"]["run"] is None and notes(asked)["estimated_ways"] == {"sites": []}
        assert notes(asked)["no_way"] == {"rider": "over75", "modes": ["transit"]}
        words = [note_words(note.plain) for note in asked.notes]
        assert "There are no travel times by timetable; all ways were estimated on foot and by car." in words

    def test_the_travel_times_that_hold_are_read_the_fastest_way_counts(self, place):
        run = ReachRun.objects.create(
            city=place.city, day=TODAY, window_from=time(9), window_to=time(11), holds=True, asked_at=NOW, state="done"
        )
        for code in people.PEOPLE:
            for mode, minutes in (("car", 7), ("walk75", 50), ("transit", 30)):
                known = {
                    str(place.offices[each].pk): minutes for each in ("w-kami", "w-shimo", "b-kawabata", "c-umibe")
                }
                Reach.objects.create(city=place.city, run=run, cell=place.areas[code], mode=mode, minutes=known)
        asked = ask(place)
        column = [site.code for site in asked.sites].index("b-umibe")
        assert asked.given["minutes"][:, 0, column].tolist() == [7, 30]
        assert notes(asked)["estimated_ways"] == {"sites": ["k-sakura"]}
        assert asked.sources["minutes"]["run"] == run.pk

    def test_a_way_that_nobody_knows_is_refused(self, place):
        with pytest.raises(BadInput, match="by By bus and tram"):
            ask(place, {"travel": {"over75": ["transit"]}})


class TestGuards:
    def test_a_guard_for_wards_is_one_for_each(self, place):
        asked = ask(place, {"guards": {"wards": [{"least": 1}]}})
        assert [each.said["ward"] for each in asked.guards] == ["43991", "43992"]
        assert asked.guards[0].roles == tuple(ROLES.index(role) for role in ("ward_office", "general_branch", "branch"))

    def test_a_share_of_todays_cost_is_one_for_each_period(self, place):
        asked = ask(place, {"guards": {"yen": [{"of_today": 0.9, "from": 2032}]}})
        assert [each.periods for each in asked.guards] == [(1,), (2,)]

    def test_a_day_that_is_over_guards_nothing_and_is_named(self, place):
        Office.objects.filter(code="b-umibe").update(note="x;must_stay_until=2025-03-31;y")
        renew(place.city.pk)
        asked = ask(place)
        assert notes(asked)["stay_over"] == {"office": "b-umibe", "until": "2025-03-31"}
        assert [each.guard.kind for each in asked.guards] == ["farthest"]

    def test_the_scenarios_own_day_comes_before_the_offices(self, place):
        Office.objects.filter(code="b-umibe").update(note="must_stay_until=2040-03-31")
        renew(place.city.pk)
        asked = ask(place, {"guards": {"stay": [{"office": "b-umibe", "until": "2028-03-31"}]}})
        assert [(each.said["until"], each.said["noted"]) for each in asked.guards] == [("2028-03-31", False)]

    @pytest.mark.parametrize(
        ("service", "group"),
        [("juminhyo", "branch"), ("kaigo", "ward_office"), ("branch", "branch"), ("ward_office", "ward_office"), ("general_branch", "branch"), ("kiosk", "kiosk")],
    )  # fmt: skip
    def test_a_guard_speaks_of_a_service_or_of_what_a_kind_of_office_does(self, place, service, group):
        asked = ask(place, {"guards": {"farthest": [{"minutes": 30, "service": service}]}})
        assert asked.guards[0].said["service"] == group

    def test_an_office_that_is_no_site_cannot_stay(self, place):
        Office.objects.filter(code="b-umibe").update(lat=None)
        renew(place.city.pk)
        with pytest.raises(BadTerms, match="b-umibe"):
            ask(place, {"guards": {"stay": [{"office": "b-umibe", "until": "2030-03-31"}]}})


def test_staff_of_centres_is_the_citys_where_it_is_known(place):
    Staffing.objects.create(city=place.city, office=place.offices["c-umibe"], role="地域担当", fte=4.5)
    Staffing.objects.create(
        city=place.city, office=place.offices["c-umibe"], role="以前", fte=9, valid_to=date(2020, 1, 1)
    )
    asked = ask(place, {"community": {"centre_staff": 2}})
    found = dict(zip([site.code for site in asked.sites], asked.centre_staff.tolist(), strict=True))
    assert (found["b-umibe"], found["w-kami"], found["b-kawabata"]) == (4.5, 2, 0)


def test_a_machine_comes_with_the_change_and_not_to_centres_of_today(place):
    tables = {"sites": {"together": 10}, "roles": {"community_centre": {"kiosk": True}}}
    given = ask(place, tables).given
    kiosk = given["services"].index("kiosk")
    today = dict(zip(given["sites"], given["now"], strict=True))["c-umibe"]
    becomes = given["roles"].index("community_centre")
    assert given["roles"][today] == "community_centre" and today != becomes
    assert given["offers"][becomes, kiosk] and not given["offers"][today, kiosk]
    assert np.isnan(given["steps"][:, today]).sum() == len(given["roles"]) - 1 and np.isnan(
        given["steps"][today, becomes]
    )
    branch, closed = given["roles"].index("branch"), given["roles"].index("closed")
    assert given["steps"][today, branch] == given["steps"][becomes, branch] and given["steps"][today, closed] >= 0


def test_what_a_plan_drawn_by_hand_comes_to(place):
    tables = {**small.CHEAP, "roles": {**small.CHEAP["roles"], "community_centre": {"kiosk": True}}}
    asked = ask(place, tables)
    found = analysis.solve(asked, analysis.Trying())
    again = analysis.reckon(asked, found.after.role.tolist())
    assert again.objective == pytest.approx(found.found.objective)
    now = [[ROLES.index(site.now) for site in asked.sites]] * 2
    assert analysis.reckon(asked, now).objective == pytest.approx(found.before.objective)
    now[1] = [ROLES.index("ward_office")] * len(asked.sites)
    with pytest.raises(BadInput, match="cannot turn from"):
        analysis.reckon(asked, now)


def test_arrays_have_the_engines_shapes(place):
    given = ask(place).given
    periods, sites, cells = len(given["years"]), len(given["sites"]), len(given["cells"])
    assert given["visits"].shape == (periods, len(given["services"]), 2, cells)
    assert given["minutes"].shape == (2, cells, sites) and given["people"].shape == (periods, 2, cells)
    assert given["may"].shape == (sites, len(ROLES)) and given["steps"].shape == (len(ROLES), len(ROLES))
    assert np.isnan(given["steps"][ROLES.index("closed"), ROLES.index("branch")])
