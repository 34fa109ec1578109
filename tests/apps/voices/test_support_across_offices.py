"""横の連携: offices of one ward, of another and of HQ each owe their part before the one answer goes out."""

from datetime import date, timedelta

import pytest

from tests.apps.voices.scenes import LATER, draft_of, kami_voice, need_of, operations_on, state, submitted
from tests.cast import NOW
from wakimizu.apps.city.operations import close_office
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.models import Part
from wakimizu.apps.voices.queries import desk
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

HELPERS = [  # who supports, in which post
    ("w-kami-kumin", ("clerk", "w-kami-kumin")),  # within the ward
    ("c-sakura", ("liaison", "c-sakura")),  # the community centre
    ("w-shimo-machi", ("planner", "w-shimo-machi")),  # the other ward
    ("hq-road", ("hq", "hq-road")),  # HQ
]


@pytest.fixture
def planner(town):
    return town.actor("planner", "w-kami-machi")


@pytest.fixture
def need(town):
    return need_of(town)


def ask(town, need, office, by=None, **more):
    facts = {"asked_for": "現場を見てください", "due": LATER, **more}
    return operations.ask_support(
        by or town.actor("planner", "w-kami-machi"), need=need, office=town.offices[office], **facts
    )


@pytest.mark.parametrize(("office", "who"), HELPERS)
def test_the_answer_waits_for_each_part_and_then_goes_out(town, planner, need, office, who):
    part, answer = ask(town, need, office), draft_of(town, need)
    with pytest.raises(WrongState, match=str(town.offices[office])):
        operations.submit_answer(planner, answer=answer)
    operations.give_part(town.actor(*who), part=part, contribution="見ました。取り替えが要ります。")
    operations.submit_answer(planner, answer=answer)
    operations.approve_answer(town.actor("mayor", "w-kami"), answer=answer)
    assert (state(need), state(part)) == ("answered", "given")
    assert operations_on(need)[-4:] == ["draft_answer", "give_part", "submit_answer", "approve_answer"]


def test_a_part_asked_for_while_the_answer_waits_holds_the_approval(town, need):
    answer = submitted(town, need)
    part = ask(town, need, "hq-road")
    with pytest.raises(WrongState, match="道路課"):
        operations.approve_answer(town.actor("mayor", "w-kami"), answer=answer)
    assert state(answer) == "submitted"
    operations.decline_part(town.actor("hq", "hq-road"), part=part, contribution="県道なので分かりません")
    operations.approve_answer(town.actor("mayor", "w-kami"), answer=answer)


def test_all_parts_are_awaited_and_all_owing_offices_named(town, planner, need):
    for office, _who in HELPERS:
        ask(town, need, office)
    with pytest.raises(WrongState) as refused:
        operations.submit_answer(planner, answer=draft_of(town, need))
    for office, _who in HELPERS:
        assert str(town.offices[office]) in str(refused.value)


def test_what_waits_for_a_part_is_not_offered_and_the_page_names_who_owes_it(town, need):
    desk_page, planner = f"/en/desk/need/{need.pk}/", town.browser("planner", "w-kami-machi")
    mayor, waits = town.browser("mayor", "w-kami"), "The answer waits for a part still owed by: "

    def page(of):
        return of.get(desk_page).content.decode()

    road, kumin = ask(town, need, "hq-road"), ask(town, need, "w-kami-kumin")
    draft = draft_of(town, need)
    assert f"{desk_page}submit/" not in page(planner)
    assert waits + "Road Division, Kami Residents Division." in page(planner)
    assert waits not in page(town.browser("clerk", "w-kami-kumin"))  # who could not send it need not be told
    operations.give_part(town.actor("hq", "hq-road"), part=road, contribution="見ました")
    assert waits + "Kami Residents Division." in page(planner)
    operations.give_part(town.actor("clerk", "w-kami-kumin"), part=kumin, contribution="見ました")
    assert f"{desk_page}submit/" in page(planner) and waits not in page(planner)

    operations.submit_answer(town.actor("planner", "w-kami-machi"), answer=draft)
    assert f"{desk_page}approve/" in page(mayor)
    late = ask(town, need, "c-sakura")
    assert f"{desk_page}approve/" not in page(mayor) and f"{desk_page}return/" in page(mayor)
    assert waits + "Sakura Community Centre." in page(mayor)
    operations.decline_part(town.actor("liaison", "c-sakura"), part=late, contribution="分かりません")
    assert f"{desk_page}approve/" in page(mayor)


def test_hq_leads_and_a_ward_supports(town):
    voice = town.say("道路が陥没した", district=town.areas["43992-01"])
    hq = town.actor("hq", "hq-road")
    need = need_of(town, voice, by=hq, lead="hq-road")
    part = ask(town, need, "w-shimo-machi", by=hq)
    operations.give_part(town.actor("planner", "w-shimo-machi"), part=part, contribution="通学路です")
    answer = submitted(town, need, by=hq)
    with pytest.raises(NotPermitted):
        operations.approve_answer(town.actor("mayor", "w-shimo"), answer=answer)
    operations.approve_answer(town.actor("hq_head", "hq-road"), answer=answer)
    assert state(voice) == "answered"


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (("hq", "hq-road"), True),
        (("hq_head", "hq-road"), True),
        (("hq", "hq-kocho"), False),
        (("planner", "w-kami-machi"), False),  # who asked does not answer for the other
        (("mayor", "w-kami"), False),
        (("policy", "hq-seisaku"), False),
        (("auditor", "hq-seisaku"), False),
    ],
)
def test_only_the_office_that_was_asked_gives_its_part(town, need, who, may):
    part = ask(town, need, "hq-road")
    if may:
        operations.give_part(town.actor(*who), part=part, contribution="見ました")
    else:
        with pytest.raises(NotPermitted):
            operations.give_part(town.actor(*who), part=part, contribution="見ました")
        assert state(part) == "asked"


def test_a_part_opens_the_need_but_not_its_lead(town, planner, need):
    """Who owes a part sees the need; leading it stays with who leads it."""
    from wakimizu.apps.voices.queries import need_sheet

    other = town.actor("planner", "w-shimo-machi")
    with pytest.raises(NotPermitted):
        need_sheet(other, need)
    part = ask(town, need, "w-shimo-machi")
    sheet = need_sheet(other, type(need).objects.get())
    assert (sheet.part_mine, sheet.may["lead_need"], sheet.may["approve_answer"]) == ([part.pk], False, False)
    with pytest.raises(NotPermitted):
        draft_of(town, need, by=other)


def test_a_part_is_asked_for_once_at_a_time(town, need):
    part = ask(town, need, "hq-road")
    with pytest.raises(BadInput):
        ask(town, need, "hq-road")
    operations.give_part(town.actor("hq", "hq-road"), part=part, contribution="見ました")
    again = ask(town, need, "hq-road", asked_for="費用も教えてください")
    assert state(again) == "asked"
    with pytest.raises(WrongState):
        operations.give_part(town.actor("hq", "hq-road"), part=part, contribution="もう一度")


@pytest.mark.parametrize(
    ("office", "more"),
    [
        ("w-kami-machi", {}),  # it leads already
        ("b-kawabata", {}),  # closed
        ("hq-road", {"due": date(2026, 11, 20)}),
        ("hq-road", {"asked_for": " "}),
        ("hq-road", {"asked_for": "あ" * 1001}),
    ],
)
def test_what_cannot_be_asked_for(town, need, office, more):
    close_office(town.system(), office=town.offices["b-kawabata"], on=NOW.date())
    with pytest.raises(BadInput):
        ask(town, need, office, **more)
    assert not Part.objects.exists()


def test_declining_needs_a_reason_and_names_the_office(town, need):
    part = ask(town, need, "hq-road")
    with pytest.raises(BadInput):
        operations.decline_part(town.actor("hq", "hq-road"), part=part, contribution="")
    operations.decline_part(town.actor("hq", "hq-road"), part=part, contribution="県の道路です")
    page = town.browser().get(f"/answers/{need.pk}/").content.decode()
    assert "道路課" in page
    assert "県の道路です" not in Entry.objects.get(operation="decline_part").facts


def test_what_is_owed_lies_on_the_desk_of_who_owes_it(town, need):
    part = ask(town, need, "hq-road", due=NOW.date() + timedelta(days=1))
    assert desk(town.actor("hq", "hq-road"), NOW.date()).parts == [part]
    assert desk(town.actor("hq", "hq-kocho"), NOW.date()).parts == []
    assert desk(town.actor("planner", "w-shimo-machi"), NOW.date()).parts == []
    operations.give_part(town.actor("hq", "hq-road"), part=part, contribution="見ました")
    assert desk(town.actor("hq", "hq-road"), NOW.date()).parts == []


def test_by_hand_from_the_desk(town, need):
    part = ask(town, need, "hq-road")
    hq = town.browser("hq", "hq-road")
    assert f"/desk/need/{need.pk}/" in hq.get("/desk/").content.decode()
    assert f"/desk/part/{part.pk}/give/" in hq.get(f"/desk/need/{need.pk}/").content.decode()
    assert hq.post(f"/desk/part/{part.pk}/give/", {"contribution": "見ました"}).status_code == 302
    assert hq.post(f"/desk/part/{part.pk}/give/", {"contribution": "見ました"}).status_code == 409
    assert town.browser("planner", "w-kami-machi").get(f"/desk/part/{part.pk}/give/").status_code == 403


def test_the_resident_sees_who_helps(town):
    voice = kami_voice(town)
    ask(town, need_of(town, voice), "hq-road")
    assert "Road Division" in town.browser().get(f"/en/follow/{voice.receipt}/").content.decode()
