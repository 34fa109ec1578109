"""From voices to needs: raising, joining, passing on, setting aside, assigning; by whom, when, and what the ledger says."""

from datetime import date, timedelta

import pytest

from tests.apps.voices.scenes import LATER, answered, kami_voice, need_of, operations_on, shimo_voice, state, submitted
from tests.cast import NOW
from wakimizu.apps.city.operations import close_office
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.models import Need, Remark
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

PLANNER = ("planner", "w-kami-machi")


@pytest.fixture
def planner(town):
    return town.actor(*PLANNER)


def test_a_need_has_the_place_of_its_first_voice_and_the_earliest_day(town):
    early, late = kami_voice(town, "ごみが臭い"), kami_voice(town)
    need = need_of(town, late, early)
    assert (need.district.code, need.ward.code, need.due) == ("43991-01", "43991", early.due)
    assert (need.lead.code, need.lead_ward.code, need.voice_count) == ("w-kami-machi", "43991", 2)
    assert [state(early), state(late)] == ["sorted", "sorted"]
    assert operations_on(need) == ["raise_need"]


def test_a_need_led_by_hq_is_no_wards_own(town):
    need = need_of(town, lead="hq-road")
    assert (need.lead_ward, need.ward.code) == (None, "43991")


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (PLANNER, True),
        (("mayor", "w-kami"), True),
        (("liaison", "c-sakura"), True),
        (("clerk", "w-kami-kumin"), False),
        (("planner", "w-shimo-machi"), False),
        (("hq", "hq-road"), False),
        (("hq_head", "hq-kocho"), False),
        (("policy", "hq-seisaku"), False),
        (("auditor", "hq-seisaku"), False),
        (("it", "hq-seisaku"), False),
    ],
)
def test_who_may_sort_a_wards_voice(town, who, may):
    voice = kami_voice(town)
    if may:
        assert need_of(town, voice, by=town.actor(*who)).voice_count == 1
    else:
        with pytest.raises(NotPermitted):
            need_of(town, voice, by=town.actor(*who))
        assert state(voice) == "received"


def test_a_resident_sorts_nothing(town):
    with pytest.raises(NotPermitted):
        need_of(town, kami_voice(town), by=town.resident())


def test_one_voice_out_of_reach_stops_the_whole_need(town):
    with pytest.raises(NotPermitted):
        need_of(town, kami_voice(town), shimo_voice(town))
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "あ" * 121}, "title"),
        ({"voices": []}, "voices"),
        ({"lead": "closed"}, "office"),
    ],
)
def test_a_need_that_cannot_be_raised_says_at_which_field(town, planner, wrong, field):
    close_office(town.system(), office=town.offices["b-kawabata"], on=NOW.date())
    facts = {"voices": [kami_voice(town)], "title": "街灯", "lead": town.offices["w-kami-machi"], **wrong}
    if wrong.get("lead"):
        facts["lead"] = town.offices["b-kawabata"]
    with pytest.raises(BadInput) as refused:
        operations.raise_need(planner, **facts)
    assert refused.value.field == field
    assert not Need.objects.exists()


def test_a_voice_that_joins_may_bring_the_day_forward(town, planner):
    need, urgent = need_of(town), kami_voice(town, "ごみが臭い")
    operations.join_need(planner, need=need, voices=[urgent])
    need.refresh_from_db()
    assert (need.voice_count, need.due, state(urgent)) == (2, urgent.due, "sorted")


def test_no_voice_joins_a_need_twice(town, planner):
    voice = kami_voice(town)
    need = need_of(town, voice)
    with pytest.raises(WrongState):
        operations.join_need(planner, need=need, voices=[voice])
    need.refresh_from_db()
    assert need.voice_count == 1


def test_a_voice_of_two_matters_is_in_two_needs(town):
    voice = kami_voice(town)
    light, tree = need_of(town, voice, title="街灯"), need_of(town, voice, title="木の枝")
    answered(town, light)
    assert state(voice) == "sorted"  # the other matter is still open
    answered(town, tree)
    assert state(voice) == "answered"


def test_no_voice_joins_what_is_answered(town, planner):
    need = need_of(town)
    answered(town, need)
    with pytest.raises(WrongState):
        operations.join_need(planner, need=need, voices=[kami_voice(town)])


def test_a_voice_passed_on_keeps_its_day_and_names_the_reason(town, planner):
    voice = kami_voice(town)
    due = voice.due
    operations.pass_voice_on(planner, voice=voice, office=town.offices["hq-road"], because="国道との境です")
    voice.refresh_from_db()
    assert (voice.office.code, voice.due, voice.ward.code) == ("hq-road", due, "43991")
    entry = Entry.objects.get(operation="pass_voice_on")
    assert "国道" not in entry.facts
    assert Remark.objects.get(voice=voice).text == "国道との境です"


def test_a_voice_without_a_place_gets_the_ward_it_is_passed_to(town):
    voice = town.say("祭りをしたい")
    operations.pass_voice_on(
        town.actor("hq", "hq-kocho"), voice=voice, office=town.offices["w-shimo-machi"], because="下区の話です"
    )
    assert voice.ward.code == "43992"
    need_of(town, voice, by=town.actor("planner", "w-shimo-machi"), lead="w-shimo-machi")


def test_setting_aside_is_for_a_planner_or_mayor_with_a_reason_and_can_be_undone(town, planner):
    voice = kami_voice(town)
    with pytest.raises(NotPermitted):
        operations.set_voice_aside(town.actor("liaison", "c-sakura"), voice=voice, because="試し")
    with pytest.raises(BadInput):
        operations.set_voice_aside(planner, voice=voice, because="")
    assert state(voice) == "received"
    operations.set_voice_aside(planner, voice=voice, because="試しに送られたもの")
    assert state(voice) == "set_aside"
    operations.restore_voice(planner, voice=voice)
    assert state(voice) == "received"
    assert operations_on(voice) == ["receive_voice", "set_voice_aside", "restore_voice"]


@pytest.mark.parametrize("act", ["raise", "pass", "aside"])
def test_a_voice_that_is_answered_is_not_sorted_again(town, planner, act):
    voice = kami_voice(town)
    answered(town, need_of(town, voice))
    voice.refresh_from_db()
    with pytest.raises(WrongState):
        if act == "raise":
            need_of(town, voice)
        elif act == "pass":
            operations.pass_voice_on(planner, voice=voice, office=town.offices["hq-road"], because="違う課")
        else:
            operations.set_voice_aside(planner, voice=voice, because="試し")


class TestAssigning:
    def test_to_another_ward_with_a_day_and_a_reason(self, town, planner):
        need = need_of(town)
        operations.assign_need(
            planner, need=need, office=town.offices["w-shimo-machi"], due=LATER, because="境の道です"
        )
        need.refresh_from_db()
        assert (need.lead.code, need.lead_ward.code, need.due) == ("w-shimo-machi", "43992", LATER)
        operations.extend_due(
            town.actor("planner", "w-shimo-machi"), need=need, due=LATER + timedelta(days=3), because="調べています"
        )
        with pytest.raises(NotPermitted):  # it is no longer 上区's to move
            operations.extend_due(planner, need=need, due=LATER, because="返して")

    def test_to_hq_and_back(self, town, planner):
        need = need_of(town)
        operations.assign_need(planner, need=need, office=town.offices["hq-road"], due=LATER, because="市道です")
        hq = town.actor("hq", "hq-road")
        operations.assign_need(hq, need=need, office=town.offices["w-kami-machi"], due=LATER, because="生活道路です")
        assert operations_on(need) == ["raise_need", "assign_need", "assign_need"]

    @pytest.mark.parametrize("due", [date(2026, 11, 23), date(1900, 1, 1)])
    def test_no_day_that_has_passed(self, town, planner, due):
        need = need_of(town)
        for act, more in ((operations.assign_need, {"office": town.offices["hq-road"]}), (operations.extend_due, {})):
            with pytest.raises(BadInput):
                act(planner, need=need, due=due, because="すみません", **more)

    def test_the_promise_before_stays_in_the_ledger(self, town, planner):
        need = need_of(town)
        operations.extend_due(planner, need=need, due=LATER, because="部品を待っています")
        assert '"before":"2026-12-14"' in Entry.objects.get(operation="extend_due").facts

    def test_not_while_it_is_answered(self, town, planner):
        need = need_of(town)
        answered(town, need)
        with pytest.raises(WrongState):
            operations.assign_need(planner, need=need, office=town.offices["hq-road"], due=LATER, because="違う課")


def test_a_note_for_colleagues_is_for_all_with_a_part(town):
    need = need_of(town)
    operations.remark_need(town.actor("clerk", "b-kawabata"), need=need, text="現場を見ました")
    with pytest.raises(NotPermitted):
        operations.remark_need(town.actor("planner", "w-shimo-machi"), need=need, text="隣から")
    assert Remark.objects.get(need=need).text == "現場を見ました"


class TestPages:
    """The same by hand: each act has its page, and is offered only where it is possible."""

    def test_from_the_desk_to_the_need(self, town):
        voice = kami_voice(town)
        planner = town.browser(*PLANNER)
        assert f"/desk/voice/{voice.pk}/" in planner.get("/desk/").content.decode()
        address = f"/desk/voice/{voice.pk}/raise/"
        start = planner.get(address).context["form"].initial
        filled = {name: str(value) for name, value in start.items()}
        response = planner.post(address, filled, follow=True)
        need = Need.objects.get()
        assert response.redirect_chain == [(f"/desk/need/{need.pk}/", 302)]
        assert (need.title, need.lead.code) == ("公園の街灯が消えています", "w-kami-machi")

    def test_joining_a_need_that_is_not_there(self, town):
        voice = kami_voice(town)
        planner = town.browser(*PLANNER)
        for number in (999, 10**30):
            assert planner.post(f"/desk/voice/{voice.pk}/join/", {"need": number}).status_code == 404
        assert planner.post(f"/desk/voice/{voice.pk}/join/", {"need": "一"}).status_code == 422
        assert state(voice) == "received"

    def test_an_act_that_is_not_possible_now_is_a_clear_page(self, town):
        need = need_of(town)
        submitted(town, need)
        response = town.browser(*PLANNER).post(
            f"/desk/need/{need.pk}/draft/", {"ending": "solved", "text": "直しました"}
        )
        assert response.status_code == 409
        assert town.browser(*PLANNER).get(f"/desk/need/{need.pk}/dance/").status_code == 404

    def test_nothing_is_offered_that_is_not_possible(self, town):
        voice = kami_voice(town)
        page = town.browser("clerk", "w-kami-kumin").get(f"/desk/voice/{voice.pk}/").content.decode()
        assert "/raise/" not in page and "/contact/" not in page and "/erase/" not in page
        page = town.browser(*PLANNER).get(f"/desk/voice/{voice.pk}/").content.decode()
        assert "/raise/" in page and "/publish/" not in page  # the resident did not agree
