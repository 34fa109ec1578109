"""Cases written down and found from a need like them, with the reason; who helps with a need, in three columns."""

import random
from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.apps.community.community_scenes import LIAISON, PLANNER, TODAY, case_of, partner_of, story
from tests.apps.voices.scenes import MY_NUMBER, need_of, operations_on, shimo_voice
from wakimizu.apps.community import analysis
from wakimizu.apps.community.analysis import cases_like
from wakimizu.apps.community.models import Case, Help
from wakimizu.apps.community.operations.cases import end_help, keep_case, say_help
from wakimizu.apps.community.queries import cases, help_with
from wakimizu.apps.voices.operations import ask_support
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState


def people(share65, total):
    return SimpleNamespace(share65=share65, total=total)


def test_a_case_is_found_by_what_it_says(town):
    lamps = case_of(town)
    case_of(town, title="空き家の庭を畑にする", problem="空き家が増えた。", tried="借りて畑にした。")
    found = cases_like("公園の街灯が消えて夜道が暗い", cases())
    assert [like.case for like in found] == [lamps]
    assert "街灯" in found[0].words


def test_nothing_alike_is_nothing_shown(town):
    case_of(town)
    assert cases_like("ごみの収集", cases()) == []


def test_of_two_alike_the_one_from_a_district_of_the_same_age_comes_first(town):
    young = case_of(town, share65=0.15, people=5000)
    old = case_of(town, share65=0.38, people=5000)
    found = cases_like("街灯の点検", cases(), people(0.40, 6000))
    assert [like.case for like in found] == [old, young]
    assert [(like.aged, like.sized) for like in found] == [(True, True), (False, True)]


def test_what_did_not_work_is_shown_too_but_later(town):
    not_so, worked = case_of(town, outcome="not"), case_of(town)
    assert [like.case for like in cases_like("街灯の点検", cases())] == [worked, not_so]


TOLD = (
    "夜道が暗い",
    "街灯が消えている",
    "公園の草が伸びた",
    "買い物に行けない",
    "バスが減った",
    "空き家が増えた",
    "見守りの当番",
    "住民が点検する",
)


def many_cases(n, seed=1):
    chance = random.Random(seed)
    words = lambda: "。".join(chance.sample(TOLD, 3))  # noqa: E731
    return [
        Case(
            pk=number, title=chance.choice(TOLD), problem=words(), tried=words(), outcome=chance.choice(["worked", "not"]),
            people=chance.choice([None, 3000, 9000]), share65=chance.choice([None, 0.2, 0.4]),
        )
        for number in range(n)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["公園の街灯が消えて夜道が暗い", "買物に行くバスがない", "空家の草", "ごみの収集", "暗い"]
)
@pytest.mark.parametrize("figure", [None, people(0.38, 4000)])
def test_the_best_three_are_the_best_of_all(text, figure):
    """Of many, most are not looked at word by word: that leaves none out."""
    all_of_them = many_cases(200)
    found = cases_like(text, all_of_them, figure)
    assert found == cases_like(text, all_of_them, figure, most=200)[:3]


def test_a_case_is_taken_apart_once(town):
    cases_like("街灯", many_cases(100, seed=2))
    before = analysis._sentences.cache_info()
    cases_like("公園の草", many_cases(100, seed=2))
    after = analysis._sentences.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (0, 100)


def test_the_needs_page_shows_cases_with_the_reason(town):
    case_of(town)
    need = need_of(town, title="公園の街灯が消えて夜道が暗い")
    page = town.browser(*PLANNER).get(f"/en/desk/need/{need.pk}/").content.decode()
    assert "Cases like this need" in page
    assert "街灯を住民が点検する当番" in page
    assert "Why it is shown: shares: 街灯" in page


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"began": 1900}, "began"),
        ({"began": 2027}, "began"),
        ({"ended": 2020}, "ended"),
        ({"share65": 1.2}, "share65"),
        ({"cost": -1}, "cost"),
        ({"people": -1}, "people"),
        ({"people": 10**10}, "people"),
        ({"problem": MY_NUMBER}, "problem"),
        ({"source": ""}, "source"),
    ],
)
def test_a_case_that_cannot_be_is_refused_at_its_field(town, more, field):
    with pytest.raises(BadInput) as refusal:
        case_of(town, **more)
    assert refusal.value.field == field
    assert not Case.objects.exists()


def test_other_wards_read_cases_and_change_only_their_own(town):
    case = case_of(town)
    shimo = town.actor("planner", "w-shimo-machi")
    assert town.browser("planner", "w-shimo-machi").get(f"/desk/case/{case.pk}/").status_code == 200
    with pytest.raises(NotPermitted):
        keep_case(shimo, story=story(title="別"), ward=town.areas["43992"], case=case)
    with pytest.raises(NotPermitted):
        keep_case(shimo, story=story(title="別"), ward=town.areas["43991"])


def test_a_case_through_its_form(town):
    council = partner_of(town)
    page = {
        "title": "見守りの当番", "where": "桜校区", "district_kind": "suburb", "people": "4000", "percent65": "31.5", "problem": "孤立",
        "tried": "当番で訪ねた", "cost": "2500000000", "began": "2024", "outcome": "worked", "source": "会報", "partners": [str(council.pk)],
    }  # fmt: skip
    browser = town.browser(*LIAISON)
    assert browser.post("/desk/cases/new/", page).status_code == 302
    made = Case.objects.get()
    assert (made.share65, list(made.partners.all())) == (0.315, [council])
    for wrong in ({"percent65": "120"}, {"cost": str(10**12 + 1)}, {"people": str(10**9 + 1)}):
        answer = browser.post(f"/desk/case/{made.pk}/change/", {**page, **wrong})
        assert answer.status_code == 422
        assert f'href="#id_{next(iter(wrong))}"' in answer.content.decode()
    assert operations_on(made) == ["keep_case"]


def test_the_three_kinds_of_help_are_kept_apart(town):
    need, council, liaison = need_of(town), partner_of(town), town.actor(*LIAISON)
    say_help(liaison, need=need, sphere="self", who="沿道の住民", text="門灯をつける")
    say_help(liaison, need=need, sphere="mutual", who="", partner=council, text="当番で見回る")
    say_help(liaison, need=need, sphere="city", who="土木センター", text="街灯を直す")
    found = {str(sphere.value): [(row.who, row.text) for row in rows] for sphere, rows in help_with(need)}
    assert found == {
        "self": [("沿道の住民", "門灯をつける")],
        "mutual": [("桜校区自治協議会", "当番で見回る")],
        "city": [("土木センター", "街灯を直す")],
    }
    page = town.browser(*LIAISON).get(f"/en/desk/need/{need.pk}/").content.decode()
    assert (
        page.index("Self-help</dt>")
        < page.index("門灯をつける")
        < page.index("当番で見回る")
        < page.index("街灯を直す")
    )


def test_the_form_wants_a_partner_or_words(town):
    need, browser = need_of(town), town.browser(*LIAISON)
    address = f"/en/desk/help/need/{need.pk}/"
    answer = browser.post(address, {"sphere": "self", "text": "門灯をつける"})
    assert answer.status_code == 422
    assert "Choose a partner, or say who." in answer.content.decode()
    assert browser.post(address, {"sphere": "self", "text": "門灯をつける", "who": "住民"}).status_code == 302
    made = Help.objects.get()
    assert browser.post(f"/en/desk/help/{made.pk}/end/").status_code == 302
    made.refresh_from_db()
    assert made.ended_on is not None


def test_help_that_ended_ends_once(town):
    made = say_help(town.actor(*LIAISON), need=need_of(town), sphere="city", who="市", text="直す")
    end_help(town.actor(*LIAISON), help=made, on=TODAY)
    with pytest.raises(WrongState):
        end_help(town.actor(*LIAISON), help=made, on=TODAY)
    assert operations_on(made) == ["say_help", "end_help"]


def test_of_two_who_end_it_at_once_the_second_is_told(town):
    made = say_help(town.actor(*LIAISON), need=need_of(town), sphere="city", who="市", text="直す")
    looked_at_before = Help.objects.get(pk=made.pk)
    end_help(town.actor(*LIAISON), help=made, on=TODAY)
    with pytest.raises(WrongState, match="ほかの人が変更しました"):
        end_help(town.actor(*PLANNER), help=looked_at_before, on=TODAY)
    assert operations_on(made) == ["say_help", "end_help"]


def test_help_does_not_end_before_it_was_said(town):
    made = say_help(town.actor(*LIAISON), need=need_of(town), sphere="city", who="市", text="直す")
    with pytest.raises(BadInput) as refusal:
        end_help(town.actor(*LIAISON), help=made, on=TODAY - timedelta(days=1))
    assert refusal.value.field == "on"
    assert Help.objects.get().ended_on is None


def test_partners_to_choose_are_those_of_the_ward_that_says_it(town):
    """上区 has a part in a need of 下区: it says what its own partners do."""
    partner_of(town)
    partner_of(town, "下の会", by=town.actor("planner", "w-shimo-machi"), ward="43992", areas=[town.areas["43992-01"]])
    need = need_of(town, shimo_voice(town), by=town.actor("planner", "w-shimo-machi"), lead="w-shimo-machi")
    ask_support(
        town.actor("planner", "w-shimo-machi"), need=need, office=town.offices["w-kami-machi"], asked_for="一緒に", due=TODAY + timedelta(days=5)
    )  # fmt: skip
    page = town.browser(*PLANNER).get(f"/desk/help/need/{need.pk}/").content.decode()
    assert "桜校区自治協議会" in page
    assert "下の会" not in page


def test_who_has_no_part_in_the_need_says_nothing(town):
    need = need_of(town)
    for who in (("planner", "w-shimo-machi"), ("clerk", "w-kami-kumin"), ("policy", "hq-seisaku")):
        with pytest.raises(NotPermitted):
            say_help(town.actor(*who), need=need, sphere="self", who="住民", text="する")
    assert not Help.objects.exists()
