"""One answer: five honest endings, a draft, an approval by who may, and every voice behind the need has it at once."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.voices.scenes import (
    LATER,
    answered,
    draft_of,
    kami_voice,
    need_of,
    operations_on,
    shimo_voice,
    state,
    submitted,
)  # fmt: skip
from tests.cast import NOW
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.models import Answer, Voice
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState


@pytest.fixture
def planner(town):
    return town.actor("planner", "w-kami-machi")


@pytest.fixture
def mayor(town):
    return town.actor("mayor", "w-kami")


@pytest.fixture
def need(town):
    return need_of(town)


@pytest.mark.parametrize(
    ("ending", "given", "missing"),
    [
        ("solved", {}, None),
        ("cannot_because", {}, None),
        ("will_be", {"until": LATER}, None),
        ("will_be", {}, "until"),
        ("will_be", {"until": NOW.date()}, None),
        ("will_be", {"until": NOW.date() - timedelta(days=1)}, "until"),
        ("being_studied", {"until": LATER}, None),
        ("being_studied", {}, "until"),
        ("not_ours", {"owner": "県土木事務所"}, None),
        ("not_ours", {}, "owner"),
        ("not_ours", {"owner": "　"}, "owner"),
        ("not_ours", {"owner": "あ" * 121}, "owner"),
        ("solved", {"text": ""}, "text"),
        ("solved", {"text": "あ" * 4001}, "text"),
        ("ignored", {}, "ending"),
        ("", {}, "ending"),
    ],
)
def test_what_each_ending_demands(town, need, ending, given, missing):
    if missing:
        with pytest.raises(BadInput) as refused:
            draft_of(town, need, ending=ending, **given)
        assert refused.value.field == missing
        assert not Answer.objects.exists()
    else:
        assert state(draft_of(town, need, ending=ending, **given)) == "draft"


def test_an_ending_keeps_only_what_belongs_to_it(town, need):
    answer = draft_of(town, need, ending="solved", until=LATER, owner="県")
    assert (answer.until, answer.owner) == (None, "")


def test_from_draft_to_every_resident(town, planner, mayor):
    voices = [kami_voice(town) for _ in range(3)]
    need = need_of(town, *voices)
    answer = draft_of(town, need)
    operations.submit_answer(planner, answer=answer)
    assert state(need) == "approval"
    operations.return_answer(mayor, answer=answer, because="日付を入れてください")
    assert (state(answer), state(need)) == ("returned", "assigned")
    again = draft_of(town, need, text="11月20日に街灯を取り替えました。")
    assert again.pk == answer.pk
    operations.submit_answer(planner, answer=again)
    operations.approve_answer(mayor, answer=again)
    assert (state(again), state(need)) == ("published", "answered")
    assert {state(voice) for voice in voices} == {"answered"}
    assert operations_on(need) == [
        "raise_need", "draft_answer", "submit_answer", "return_answer", "draft_answer", "submit_answer", "approve_answer",
    ]  # fmt: skip
    for voice in voices:
        page = town.browser().get(f"/follow/{voice.receipt}/").content.decode()
        assert "11月20日に" in page and "日付を入れて" not in page


def test_the_ledger_has_no_word_of_the_answer(town, need):
    answered(town, need, text="秘密の言葉で答えました")
    entry = Entry.objects.get(operation="approve_answer")
    assert "秘密" not in entry.facts
    assert need.answers.get().digest("秘密の言葉で答えました") in entry.facts


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (("mayor", "w-kami"), True),
        (("planner", "w-kami-machi"), False),
        (("clerk", "w-kami-kumin"), False),
        (("liaison", "c-sakura"), False),
        (("mayor", "w-shimo"), False),
        (("hq_head", "hq-road"), False),
        (("policy", "hq-seisaku"), False),
        (("auditor", "hq-seisaku"), False),
        (("it", "hq-seisaku"), False),
    ],
)
def test_only_the_head_of_who_leads_approves_or_returns(town, need, who, may):
    answer = submitted(town, need)
    if may:
        operations.approve_answer(town.actor(*who), answer=answer)
        assert state(answer) == "published"
        return
    for act, more in ((operations.approve_answer, {}), (operations.return_answer, {"because": "だめ"})):
        with pytest.raises(NotPermitted):
            act(town.actor(*who), answer=answer, **more)
    assert (state(answer), state(need)) == ("submitted", "approval")


def test_hqs_answer_is_approved_by_hqs_head(town):
    hq = town.actor("hq", "hq-road")
    need = need_of(town, town.say(district=town.areas["43991-01"]), by=hq, lead="hq-road")
    answer = submitted(town, need, by=hq)
    for who in [("hq", "hq-road"), ("hq_head", "hq-kocho"), ("mayor", "w-kami")]:
        with pytest.raises(NotPermitted):
            operations.approve_answer(town.actor(*who), answer=answer)
    operations.approve_answer(town.actor("hq_head", "hq-road"), answer=answer)


@pytest.mark.parametrize("who", [(), ("clerk", "w-kami-kumin"), ("liaison", "c-sakura"), ("planner", "w-shimo-machi")])
def test_who_does_not_lead_drafts_nothing(town, need, who):
    by = town.actor(*who) if who else town.resident()
    with pytest.raises(NotPermitted):
        draft_of(town, need, by=by)


def test_no_step_is_skipped_or_done_twice(town, planner, mayor, need):
    answer = draft_of(town, need)
    with pytest.raises(WrongState):
        operations.approve_answer(mayor, answer=answer)
    operations.submit_answer(planner, answer=answer)
    with pytest.raises(WrongState):
        operations.submit_answer(planner, answer=answer)
    with pytest.raises(WrongState):
        draft_of(town, need)
    operations.approve_answer(mayor, answer=answer)
    with pytest.raises(WrongState):
        operations.approve_answer(mayor, answer=answer)
    with pytest.raises(WrongState):
        operations.return_answer(mayor, answer=answer, because="やり直し")


def test_a_head_who_pressed_a_moment_later_is_told(town, mayor, need):
    """Two windows with the same answer: what the second shows is no longer so."""
    mine = submitted(town, need)
    theirs = Answer.objects.select_related("need").get(pk=mine.pk)
    operations.return_answer(mayor, answer=theirs, because="日付を入れてください")
    with pytest.raises(WrongState):
        operations.approve_answer(mayor, answer=mine)
    assert (state(mine), state(need)) == ("returned", "assigned")


def test_a_promise_comes_back_on_its_day(town, need):
    from wakimizu.apps.voices.queries import desk

    answered(town, need, ending="will_be", until=LATER)
    planner = town.actor("planner", "w-kami-machi")
    assert desk(planner, LATER - timedelta(days=1)).follow_ups == []
    assert desk(planner, LATER).follow_ups == [need]


@pytest.mark.parametrize(
    ("ending", "more", "words"),
    [
        ("will_be", {"until": date(2026, 12, 18)}, "18"),
        ("not_ours", {"owner": "県土木事務所"}, "県土木事務所"),
        ("cannot_because", {"text": "道幅が足りないためです"}, "道幅"),
    ],
)
def test_the_resident_reads_the_ending_and_the_office_that_gave_it(town, ending, more, words):
    voice = kami_voice(town)
    answered(town, need_of(town, voice), ending=ending, **more)
    page = town.browser().get(f"/follow/{voice.receipt}/").content.decode()
    assert words in page and "上区まちづくり推進課" in page
    assert "planner" not in page and "上区役所 mayor" not in page  # offices are named, people are not


def test_fifty_voices_are_answered_with_as_few_statements_as_one(town, mayor):
    def statements(n):
        answer = submitted(town, need_of(town, *[kami_voice(town) for _ in range(n)]))
        answer = Answer.objects.select_related("need").get(pk=answer.pk)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            operations.approve_answer(mayor, answer=answer)
        return len(counted)

    assert statements(50) == statements(1)
    assert Voice.objects.filter(state="answered", answered_at=NOW).count() == 51


def test_others_voices_are_left_alone(town, need):
    waiting, theirs = kami_voice(town), shimo_voice(town)
    answered(town, need)
    assert [state(waiting), state(theirs)] == ["received", "received"]


def test_by_hand_from_draft_to_approval(town, need):
    planner, mayor = town.browser("planner", "w-kami-machi"), town.browser("mayor", "w-kami")
    address = f"/desk/need/{need.pk}"
    assert planner.post(f"{address}/draft/", {"ending": "will_be", "text": "直します"}).status_code == 422
    assert planner.post(f"{address}/draft/", {"ending": "solved", "text": "直しました"}).status_code == 302
    assert mayor.post(f"{address}/approve/").status_code == 404  # nothing was submitted
    assert planner.post(f"{address}/submit/").status_code == 302
    assert planner.post(f"{address}/approve/").status_code == 403
    assert "直しました" in mayor.get(f"{address}/approve/").content.decode()
    assert address in mayor.get("/desk/").content.decode()
    assert mayor.post(f"{address}/approve/").status_code == 302
    assert state(need) == "answered"
