"""Needs merge and split: the voices move, both histories stay, and the way back to each voice is never lost."""

from datetime import timedelta

import pytest

from tests.apps.voices.scenes import (
    LATER,
    answered,
    kami_voice,
    need_of,
    operations_on,
    shimo_voice,
    state,
    submitted,
)  # fmt: skip
from tests.cast import NOW
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.models import Need, NeedVoice, Part
from wakimizu.apps.voices.queries import need_sheet
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState


@pytest.fixture
def planner(town):
    return town.actor("planner", "w-kami-machi", NOW + timedelta(hours=1))


def voices_of(need, *, when_ever=False):
    links = NeedVoice.objects.filter(need=need) if when_ever else NeedVoice.objects.filter(need=need, until=None)
    return set(links.values_list("voice_id", flat=True))


def counts_are_right():
    for need in Need.objects.all():
        assert need.voice_count == len(voices_of(need)), need.title


class TestMerging:
    def test_the_voices_move_and_the_old_links_are_closed(self, town, planner):
        first, second, third = (kami_voice(town) for _ in range(3))
        need, into = need_of(town, first, second), need_of(town, third, title="街灯すべて")
        operations.merge_need(planner, need=need, into=into, because="同じ街灯です")
        assert voices_of(need) == set()
        assert voices_of(need, when_ever=True) == {first.pk, second.pk}
        assert voices_of(into) == {first.pk, second.pk, third.pk}
        assert set(NeedVoice.objects.filter(need=need).values_list("until", flat=True)) == {planner.at}
        assert (state(need), need.merged_into) == ("merged", into)
        counts_are_right()

    def test_both_histories_stay_and_point_to_each_other(self, town, planner):
        need, into = need_of(town), need_of(town, title="街灯すべて")
        operations.remark_need(planner, need=need, text="現場を見ました")
        operations.merge_need(planner, need=need, into=into, because="同じ街灯です")
        assert operations_on(need) == ["raise_need", "remark_need", "merge_need"]
        assert need_sheet(planner, Need.objects.get(pk=into.pk)).absorbed == [need]
        page = town.browser("planner", "w-kami-machi").get(f"/desk/need/{need.pk}/").content.decode()
        assert f"/desk/need/{into.pk}/" in page and "現場を見ました" in page

    def test_the_public_address_leads_on(self, town, planner):
        need, into, last = need_of(town), need_of(town, title="街灯すべて"), need_of(town, title="明かり")
        operations.merge_need(planner, need=need, into=into, because="同じ街灯です")
        operations.merge_need(planner, need=into, into=last, because="同じ明かりです")
        response = town.browser().get(f"/answers/{need.pk}/", follow=True)
        assert response.redirect_chain[-1][0] == f"/answers/{last.pk}/"
        assert response.status_code == 200

    def test_the_earlier_promise_holds(self, town, planner):
        urgent = need_of(town, kami_voice(town, "ごみが臭い"))
        slow = need_of(town)
        operations.merge_need(planner, need=urgent, into=slow, because="同じごみです")
        slow.refresh_from_db()
        assert slow.due == urgent.due

    def test_a_voice_that_is_in_both_is_there_once(self, town, planner):
        voice = kami_voice(town)
        need, into = need_of(town, voice), need_of(town, voice, title="街灯すべて")
        operations.merge_need(planner, need=need, into=into, because="同じ街灯です")
        assert NeedVoice.objects.filter(need=into, voice=voice, until=None).count() == 1
        counts_are_right()

    def test_parts_still_owed_go_along_and_hold_the_answer(self, town, planner):
        need, into = need_of(town), need_of(town, title="街灯すべて")
        part = operations.ask_support(planner, need=need, office=town.offices["hq-road"], asked_for="図面", due=LATER)
        operations.merge_need(planner, need=need, into=into, because="同じ街灯です")
        with pytest.raises(WrongState):
            submitted(town, into)
        part.refresh_from_db()
        operations.give_part(town.actor("hq", "hq-road"), part=part, contribution="図面です")
        operations.submit_answer(planner, answer=into.answers.get())

    def test_an_office_asked_in_both_owes_both_and_can_give_both(self, town, planner):
        need, into = need_of(town), need_of(town, title="街灯すべて")
        for each in (need, into):
            operations.ask_support(planner, need=each, office=town.offices["hq-road"], asked_for=each.title, due=LATER)
        operations.merge_need(planner, need=need, into=into, because="同じ街灯です")
        assert Part.objects.count() == 2
        for part in Part.objects.all():
            operations.give_part(town.actor("hq", "hq-road"), part=part, contribution="図面です")
        answered(town, into)

    def test_every_voice_gets_the_one_answer(self, town, planner):
        voices = [kami_voice(town) for _ in range(3)]
        need, into = need_of(town, *voices[:2]), need_of(town, voices[2], title="街灯すべて")
        operations.merge_need(planner, need=need, into=into, because="同じ街灯です")
        into.refresh_from_db()
        answered(town, into)
        assert {state(voice) for voice in voices} == {"answered"}
        for voice in voices:
            assert "街灯を取り替えました" in town.browser().get(f"/follow/{voice.receipt}/").content.decode()

    @pytest.mark.parametrize("how", ["itself", "answered", "merged", "no reason"])
    def test_what_cannot_be_merged(self, town, planner, how):
        need, into = need_of(town), need_of(town, title="街灯すべて")
        if how == "answered":
            answered(town, into)
        if how == "merged":
            operations.merge_need(planner, need=into, into=need_of(town, title="明かり"), because="同じ")
            into.refresh_from_db()
        with pytest.raises((BadInput, WrongState)):
            operations.merge_need(
                planner, need=need, into=need if how == "itself" else into, because="" if how == "no reason" else "同じ"
            )
        assert state(need) == "assigned"
        assert len(voices_of(need)) == 1
        counts_are_right()

    def test_nothing_is_merged_into_what_one_may_not_see(self, town, planner):
        theirs = need_of(
            town, shimo_voice(town), by=town.actor("planner", "w-shimo-machi"), lead="w-shimo-machi", title="松林"
        )
        with pytest.raises(NotPermitted):
            operations.merge_need(planner, need=need_of(town), into=theirs, because="同じ木です")

    def test_a_number_that_is_no_need_is_a_sentence_at_its_field(self, town):
        need = need_of(town)
        planner = town.browser("planner", "w-kami-machi")
        for number in ("999", str(10**30), "x", "-1"):
            response = planner.post(f"/desk/need/{need.pk}/merge/", {"into": number, "because": "同じ"})
            assert response.status_code == 422


class TestSplitting:
    def test_the_voices_taken_out_get_a_need_of_their_own(self, town, planner):
        stay, go = kami_voice(town), kami_voice(town, "木の枝が折れそう", lat=33.001, lon=131.001)
        need = need_of(town, stay, go)
        part = operations.split_need(planner, need=need, voices=[go], title="木の枝", lead=town.offices["hq-road"])
        need.refresh_from_db()
        assert (voices_of(need), voices_of(part)) == ({stay.pk}, {go.pk})
        assert voices_of(need, when_ever=True) == {stay.pk, go.pk}
        assert (part.split_from, part.lead.code, part.lat, part.due) == (need, "hq-road", 33.001, need.due)
        assert need_sheet(planner, need).split_off == [part]
        assert operations_on(part) == ["split_need"]
        assert state(go) == "sorted"
        counts_are_right()

    def test_each_is_answered_by_itself(self, town, planner):
        stay, go = kami_voice(town), kami_voice(town)
        need = need_of(town, stay, go)
        operations.split_need(planner, need=need, voices=[go], title="木の枝", lead=town.offices["hq-road"])
        need.refresh_from_db()
        answered(town, need)
        assert (state(stay), state(go)) == ("answered", "sorted")

    def test_out_and_in_again(self, town, planner):
        stay, go = kami_voice(town), kami_voice(town)
        need = need_of(town, stay, go)
        part = operations.split_need(planner, need=need, voices=[go], title="木の枝", lead=town.offices["w-kami-machi"])
        need.refresh_from_db()
        operations.merge_need(planner, need=part, into=need, because="やはり同じ")
        assert voices_of(need) == {stay.pk, go.pk}
        assert NeedVoice.objects.filter(voice=go).count() == 3  # in, out, and in again
        counts_are_right()

    @pytest.mark.parametrize("which", ["none", "all", "another's", "twice"])
    def test_what_cannot_be_split_off(self, town, planner, which):
        voices, other = [kami_voice(town), kami_voice(town)], kami_voice(town)
        need = need_of(town, *voices)
        need_of(town, other, title="別")
        chosen = {"none": [], "all": voices, "another's": [other], "twice": [voices[0]] * 2}[which]
        with pytest.raises(BadInput):
            operations.split_need(planner, need=need, voices=chosen, title="木の枝", lead=town.offices["hq-road"])
        counts_are_right()

    def test_by_hand(self, town):
        voices = [kami_voice(town), kami_voice(town, "木の枝が折れそう")]
        need, other = need_of(town, *voices), kami_voice(town)
        planner, address = town.browser("planner", "w-kami-machi"), f"/desk/need/{need.pk}/split/"
        filled = {"title": "木の枝", "lead": "hq-road"}
        assert "木の枝が折れそう" in planner.get(address).content.decode()
        assert planner.post(address, {**filled, "voices": [other.pk]}).status_code == 422
        assert planner.post(address, {**filled, "voices": ["9" * 30]}).status_code == 422
        assert planner.post(address, {**filled, "voices": [voices[1].pk]}).status_code == 302
        counts_are_right()


def test_the_trace_from_each_voice_survives_any_mixing(town, planner):
    """However needs are merged and split, each voice is in one open need, and every need it ever was in is known."""
    voices = [kami_voice(town) for _ in range(6)]
    a, b, c = need_of(town, *voices[:2], title="一"), need_of(town, *voices[2:4], title="二"), need_of(town, *voices[4:], title="三")  # fmt: skip
    operations.merge_need(planner, need=a, into=b, because="同じ")
    b.refresh_from_db()
    d = operations.split_need(planner, need=b, voices=[voices[0], voices[3]], title="四", lead=b.lead)
    operations.merge_need(planner, need=c, into=d, because="同じ")
    counts_are_right()
    now = {voice.pk: [link.need for link in voice.current_links()] for voice in voices}
    assert [[need.title for need in needs] for needs in now.values()] == [
        ["四"],
        ["二"],
        ["二"],
        ["四"],
        ["四"],
        ["四"],
    ]
    ever = {voice.pk: list(voice.links.order_by("pk").values_list("need__title", flat=True)) for voice in voices}
    assert ever[voices[0].pk] == ["一", "二", "四"]
