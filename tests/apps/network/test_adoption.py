"""A plan that is adopted: offices, offers, areas and travel times change on their day and not before; what refuses it."""

import json
from datetime import date, datetime, time, timedelta

import pytest

from tests.apps.network import small
from tests.cast import NOW
from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City, Coverage, Office
from wakimizu.apps.city.operations import close_office, renew
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.network import adopting, operations, queries
from wakimizu.apps.network.models import Adoption
from wakimizu.apps.population.models import Reach, ReachRun
from wakimizu.apps.services.counters import counters
from wakimizu.apps.services.models import Allotment, Duty, DutyPart, Offering, Remedy, Service
from wakimizu.apps.services.navigator.places import Places
from wakimizu.apps.voices.models import Need
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAY, BEFORE = date(2027, 4, 1), date(2027, 3, 31)
WHY = "議会の議決"
DOWN = {  # a general branch becomes a branch, then a community centre
    **small.CHEAP,
    "roles": {"general_branch": {"staff": 20, "yen": 90_000_000}, "branch": {"staff": 2, "yen": 7_000_000}},
    "guards": {"stay": []},
}


@pytest.fixture
def policy(place):
    return place.actor("policy", "hq-seisaku")


def adopt(place, study, by=None, **more):
    return operations.adopt_plan(by or place.actor("policy", "hq-seisaku"), study=study, because=WHY, **more)


def fresh(place):
    city = City.objects.get(pk=place.city.pk)
    return directory(city), counters(city)


def done_at(place, code, day, hour=10):
    """Codes of the offices where the navigator sends people for a service on a day."""
    book, known = fresh(place)
    found = Places(known, book, datetime.combine(day, time(hour)))
    return {each.office.code for each in found.of(known.service_by_code[code])}


def test_the_navigator_shows_the_change_from_its_day_on_and_not_a_day_before(place):
    adopt(place, small.study(place))
    assert done_at(place, "juminhyo", BEFORE) == {"w-kami", "w-shimo", "b-kawabata", "b-umibe", "k-sakura"}
    assert done_at(place, "juminhyo", DAY) == {"w-kami", "w-shimo", "k-sakura"}
    assert done_at(place, "kokuho", DAY) == {"w-kami", "w-shimo"}


def test_offices_close_on_the_day_and_the_centre_at_the_place_stays(place):
    made = adopt(place, small.study(place))
    book, _known = fresh(place)
    offices = book.office_by_code
    assert offices["b-kawabata"].valid_to == offices["b-umibe"].valid_to == DAY
    assert offices["c-umibe"].valid_to is None and offices["c-sakura"].valid_to is None
    assert {change["site"]: (change["from"], change["to"]) for change in made.changes} == {
        "b-kawabata": ("branch", "closed"),
        "b-umibe": ("branch", "community_centre"),
    }
    assert made.first_day == DAY and made.days == ["2027-04-01", "2032-04-01"]


def test_an_offices_page_says_when_it_closes_and_where_to_go(place):
    adopt(place, small.study(place), days=[date(2999, 4, 1), date(3000, 4, 1)])
    told = place.browser().get("/en/offices/b-umibe/").content.decode()
    assert "This office closes." in told and "Umibe Community Centre" in told and "Shimo Ward Office" in told
    assert "b-umibe" in place.browser().get("/en/offices/").content.decode()


def test_areas_go_to_the_nearest_counter_of_the_ward(place):
    adopt(place, small.study(place))
    book, _known = fresh(place)
    kawabata, umibe = place.areas["43991-02"].pk, place.areas["43992-02"].pk
    numbers = {code: office.pk for code, office in book.office_by_code.items()}
    assert book.serving(BEFORE)[kawabata] == {numbers["b-kawabata"]}
    assert book.serving(DAY)[kawabata] == {numbers["w-kami"]}
    assert book.serving(BEFORE)[umibe] == {numbers["b-umibe"], numbers["c-umibe"]}
    assert book.serving(DAY)[umibe] == {numbers["w-shimo"], numbers["c-umibe"]}


def with_general_branch(place):
    """海辺 is a general branch."""
    Office.objects.filter(code="b-umibe").update(
        kind="general_branch", name="海辺総合出張所", name_en="Umibe General Branch Office"
    )
    renew(place.city.pk)
    return place


def test_what_becomes_smaller_opens_anew_at_the_same_place(place):
    study = small.study(
        with_general_branch(place), {**DOWN, "sites": {"roles": {"b-umibe": ["branch"]}, "keep": ["b-kawabata"]}}
    )
    adopt(place, study)
    new = Office.objects.get(code="b-umibe-2027")
    old = Office.objects.get(code="b-umibe")
    assert (new.kind, new.name, new.name_en) == ("branch", "海辺出張所", "Umibe Branch Office")
    assert (new.valid_from, old.valid_to) == (DAY, DAY)
    for fact in ("lat", "lon", "ward_id", "parent_id", "days", "opens", "closes", "address", "phone"):
        assert getattr(new, fact) == getattr(old, fact)
    offers = Offering.objects.filter(office=new)
    assert {row.service.code: (row.level, row.valid_from) for row in offers} == {
        "juminhyo": ("full", DAY),
        "kokuho": ("full", DAY),
    }
    assert done_at(place, "kokuho", BEFORE) == {"w-kami", "w-shimo", "b-kawabata", "b-umibe"}
    assert done_at(place, "kokuho", DAY) == {"w-kami", "w-shimo", "b-kawabata", "b-umibe-2027"}
    book, _known = fresh(place)
    assert new.pk in book.serving(DAY)[place.areas["43992-02"].pk]


def test_a_later_period_changes_what_an_earlier_one_opened(place):
    study = small.study(with_general_branch(place), {**DOWN, "sites": {"keep": ["b-kawabata"]}})
    study.result["changes"] = [
        {"site": "b-umibe", "period": 0, "from": "general_branch", "to": "branch"},
        {"site": "b-umibe", "period": 1, "from": "branch", "to": "community_centre"},
    ]
    study.save()
    made = adopt(place, study)
    new = Office.objects.get(code="b-umibe-2027")
    assert (new.valid_from, new.valid_to) == (DAY, date(2032, 4, 1))
    assert {row.valid_to for row in Offering.objects.filter(office=new)} == {date(2032, 4, 1)}
    book, _known = fresh(place)
    umibe, numbers = place.areas["43992-02"].pk, {code: office.pk for code, office in book.office_by_code.items()}
    assert book.serving(date(2032, 3, 31))[umibe] == {new.pk, numbers["c-umibe"]}
    assert book.serving(date(2032, 4, 1))[umibe] == {numbers["w-shimo"], numbers["c-umibe"]}
    before = Offering.objects.exclude(office=new).values_list("pk", "valid_to")
    operations.withdraw_adoption(place.system(), adoption=made, because=WHY)
    assert {to for _pk, to in before} == {None}
    assert Coverage.objects.exclude(valid_to=None).count() == 0


def test_a_new_place_opens_with_the_standards_of_its_kind(place):
    new = {"code": "k-kawabata", "name": "川端のコンビニ", "lat": 33.021, "lon": 131.001, "roles": ["kiosk"]}
    study = small.study(place, {**small.CHEAP, "sites": {"decide": [], "new": [new]}})
    study.result["changes"] = [{"site": "k-kawabata", "period": 0, "from": "absent", "to": "kiosk"}]
    seen = adopting.preview(study, adopting.usual_days(study), place.book, NOW.date())
    assert [office.kind for office in seen.unreached] == ["kiosk"]
    adopt(place, study)
    office = Office.objects.get(code="k-kawabata-2027")
    assert (office.kind, office.days, office.parent.code) == ("kiosk", "mon-fri", "w-kami-kumin")
    assert "k-kawabata-2027" in done_at(place, "juminhyo", DAY) and "k-kawabata-2027" not in done_at(
        place, "juminhyo", BEFORE
    )


def test_travel_times_know_the_new_office_as_the_one_before(place):
    study = small.study(
        with_general_branch(place), {**DOWN, "sites": {"roles": {"b-umibe": ["branch"]}, "keep": ["b-kawabata"]}}
    )
    run = ReachRun.objects.create(
        city=place.city, day=NOW.date(), window_from=time(9), window_to=time(11), holds=True, asked_at=NOW, state="done"
    )
    old = place.offices["b-umibe"].pk
    row = Reach.objects.create(
        city=place.city, run=run, cell=place.areas["43992-02"], mode="car", minutes={str(old): 6.5}
    )
    adopt(place, study)
    row.refresh_from_db()
    assert row.minutes == {str(old): 6.5, str(Office.objects.get(code="b-umibe-2027").pk): 6.5}


def test_a_machine_is_put_up_where_a_branch_becomes_a_centre_with_one(place):
    tables = {**small.CHEAP, "roles": {**small.CHEAP["roles"], "community_centre": {"kiosk": True}}}
    adopt(place, small.study(place, tables))
    made = Office.objects.get(code="b-umibe-kiosk-2027")
    assert (made.kind, made.name, made.name_en) == ("kiosk", "海辺証明書交付機", "Umibe Certificate Machine")
    assert (made.days, made.opens, made.valid_from) == ("mon-fri", time(8, 30), DAY)
    assert "b-umibe-kiosk-2027" in done_at(place, "juminhyo", DAY)


def test_the_user_may_choose_other_days(place):
    days = [date(2027, 10, 1), date(2032, 10, 1)]
    made = adopt(place, small.study(place), days=days)
    assert made.first_day == days[0] and Office.objects.get(code="b-umibe").valid_to == days[0]
    assert "b-umibe" in done_at(place, "kokuho", date(2027, 9, 30))


class TestPreview:
    def test_it_names_what_hangs_from_the_offices_that_close(self, place):
        place.say("海辺の窓口の件")
        need = _a_need(place, "b-kawabata")
        study = small.study(place)
        seen = adopting.preview(study, adopting.usual_days(study), place.book, NOW.date())
        assert seen.needs == {"b-kawabata": 1} and seen.posts == {"b-kawabata": 1}
        assert [(move.site, move.before, move.after, move.day) for move in seen.moves] == [
            ("b-kawabata", "branch", "closed", DAY),
            ("b-umibe", "branch", "community_centre", DAY),
        ]
        assert not (seen.stays or seen.changed or seen.under_way or seen.unreached)
        assert need.pk and not Adoption.objects.exists() and Office.objects.get(code="b-umibe").valid_to is None

    def test_duties_and_promises_are_counted(self, place):
        duty = Duty.objects.create(city=place.city, code="d", name="証明")
        today = Allotment.objects.create(city=place.city, code="today", name="今", in_force=True)
        other = Allotment.objects.create(city=place.city, code="other", name="案")
        for allotment, part in ((today, "deliver"), (today, "support"), (other, "deliver")):
            DutyPart.objects.create(city=place.city, allotment=allotment, duty=duty, part=part, unit="b-umibe")
        Remedy.objects.create(
            city=place.city, service=Service.objects.get(code="kokuho"), office=place.offices["b-kawabata"], fault="wait",
            owner=place.offices["b-kawabata"], due=DAY, text="x", promised_on=NOW.date(),
        )  # fmt: skip
        study = small.study(place)
        seen = adopting.preview(study, adopting.usual_days(study), place.book, NOW.date())
        assert (seen.duties, seen.remedies) == ({"b-umibe": 2}, {"b-kawabata": 1})

    def test_routing_rows_that_name_them_are_told(self, place):
        from wakimizu.apps.voices.models import RoutingRule

        RoutingRule.objects.filter(order=10).update(office="b-umibe")
        study = small.study(place)
        seen = adopting.preview(study, adopting.usual_days(study), place.book, NOW.date())
        assert seen.routing == [("b-umibe", "大きな道路の傷み")]


def _a_need(place, office):
    return Need.objects.create(
        city=place.city, title="窓口", topic=place.topics["other"], lead=place.offices[office], due=DAY, raised_at=NOW,
        salt=b"0" * 16,
    )  # fmt: skip


class TestRefusals:
    def test_a_day_that_is_not_to_come(self, place):
        with pytest.raises(BadInput, match="Choose a day to come") as refusal:
            adopt(place, small.study(place), days=[NOW.date(), date(2032, 4, 1)])
        assert refusal.value.field == "days"
        assert Office.objects.get(code="b-umibe").valid_to is None

    @pytest.mark.parametrize("days", [[DAY], [date(2032, 4, 1), DAY]])
    def test_days_missing_or_out_of_order(self, place, days):
        with pytest.raises(BadInput):
            adopt(place, small.study(place), days=days)

    def test_without_a_reason(self, place, policy):
        with pytest.raises(BadInput):
            operations.adopt_plan(policy, study=small.study(place), because="  ")

    def test_an_office_that_has_changed_since(self, place):
        study = small.study(place)
        close_office(place.system(), office=Office.objects.get(code="b-umibe"), on=date(2028, 1, 1))
        with pytest.raises(WrongState, match="b-umibe"):
            adopt(place, study)

    def test_an_office_that_was_opened_since(self, place):
        study = small.study(place)
        Office.objects.filter(code="c-sakura").update(lat=None)
        Office.objects.create(city=place.city, code="b-new", kind="branch", name="新", lat=33.0, lon=131.02)
        renew(place.city.pk)
        with pytest.raises(WrongState, match="b-new"):
            adopt(place, study)

    def test_an_office_that_must_stay_is_untouched(self, place):
        study = small.study(place, {**small.CHEAP, "guards": {"noted": False, "farthest": []}})
        Office.objects.filter(code="b-kawabata").update(note="must_stay_until=2030-03-31")
        renew(place.city.pk)
        with pytest.raises(WrongState, match="must stay until 2030-03-31"):
            adopt(place, study)
        assert not Adoption.objects.exists() and Office.objects.get(code="b-umibe").valid_to is None

    def test_a_study_without_a_plan_or_without_a_change(self, place):
        none = small.study(place, {**small.CHEAP, "guards": {"yen": [{"yen": 1}]}})
        with pytest.raises(WrongState, match="no plan"):
            adopt(place, none)
        same = small.study(
            place,
            scenario=small.scenario(
                place, code="same", terms={"sites": {"roles": {"b-umibe": ["branch"]}, "keep": ["b-kawabata"]}}
            ),
        )
        if same.has_plan and not same.result["changes"]:
            with pytest.raises(WrongState, match="nothing to carry out"):
                adopt(place, same)

    def test_a_second_plan_while_one_has_changes_to_come(self, place):
        study = small.study(place)
        adopt(place, study)
        with pytest.raises(WrongState, match="Withdraw it first"):
            adopt(place, study)

    @pytest.mark.parametrize(
        "post", [("planner", "w-kami-machi"), ("it", "hq-seisaku"), ("mayor", "w-kami"), ("auditor", "hq-seisaku")]
    )
    def test_whoever_may_not(self, place, post):
        study = small.study(place)
        with pytest.raises(NotPermitted):
            adopt(place, study, by=place.actor(*post))

    def test_another_citys_study(self, place, tonari):
        with pytest.raises(NotPermitted, match="another municipality"):
            adopt(place, small.study(place), by=tonari.system())


class TestWithdrawing:
    def test_everything_is_as_it_was(self, place):
        study = small.study(with_general_branch(place), {**DOWN, "sites": {"keep": ["b-kawabata"]}})
        then = _state(place)
        made = adopt(place, study)
        assert _state(place) != then
        operations.withdraw_adoption(place.actor("policy", "hq-seisaku"), adoption=made, because="住民の反対")
        assert _state(place) == then
        made.refresh_from_db()
        assert (made.state, made.withdrawn_on) == ("withdrawn", NOW.date())
        assert queries.coming(NOW.date()) is None

    def test_it_can_be_adopted_again_afterwards(self, place):
        study = small.study(with_general_branch(place), {**DOWN, "sites": {"keep": ["b-kawabata"]}})
        operations.withdraw_adoption(place.system(), adoption=adopt(place, study), because=WHY)
        made = adopt(place, study)
        assert [each["code"] for change in made.changes for each in change["opens"]] in ([], ["b-umibe-2027-b"])

    def test_once_its_day_has_come_it_is_too_late(self, place):
        made = adopt(place, small.study(place))
        later = place.actor("policy", "hq-seisaku", at=NOW + timedelta(days=200))
        with pytest.raises(WrongState, match="has come already"):
            operations.withdraw_adoption(later, adoption=made, because=WHY)
        assert Office.objects.get(code="b-umibe").valid_to == DAY

    def test_twice_is_refused_and_so_is_whoever_may_not(self, place):
        made = adopt(place, small.study(place))
        with pytest.raises(NotPermitted):
            operations.withdraw_adoption(place.actor("it", "hq-seisaku"), adoption=made, because=WHY)
        operations.withdraw_adoption(place.system(), adoption=made, because=WHY)
        with pytest.raises(WrongState, match="withdrawn already"):
            operations.withdraw_adoption(place.system(), adoption=made, because=WHY)


def _state(place):
    """What the city shows on any day: offices that ever open, offers and coverages."""
    offices = [
        row
        for row in Office.objects.order_by("pk")
        if row.valid_to is None or row.valid_from is None or row.valid_to > row.valid_from
    ]
    return (
        [(office.code, office.valid_from, office.valid_to) for office in offices],
        sorted(Offering.objects.values_list("office__code", "service__code", "level", "valid_from", "valid_to")),
        sorted(Coverage.objects.values_list("office__code", "area__code", "valid_to")),
    )


def test_the_ledger_has_every_step_under_the_one_who_adopted(place):
    made = adopt(place, small.study(place))
    entries = Entry.objects.filter(at=NOW, role="policy").values_list("operation", flat=True)
    assert {"close_office", "hand_over_areas", "turn_counters_over", "adopt_plan"} <= set(entries)
    facts = json.loads(Entry.objects.get(operation="adopt_plan").facts)
    assert facts["study"] == made.study_id and sorted(facts["sites"]) == ["b-kawabata", "b-umibe"]


def test_who_adopts_and_fails_leaves_nothing(place, monkeypatch):
    study = small.study(place)

    def fall(*args, **more):
        raise BadInput("no")

    monkeypatch.setattr("wakimizu.apps.network.operations.adoption._written", fall)
    with pytest.raises(BadInput):
        adopt(place, study)
    assert not Adoption.objects.exists() and Office.objects.get(code="b-umibe").valid_to is None
    assert not Entry.objects.filter(operation="close_office").exists()
