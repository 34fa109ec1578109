"""「解決していない」: the resident opens it again with the receipt, and is promised a new day."""

from datetime import date, timedelta

import pytest

from tests.apps.voices.scenes import answered, kami_voice, need_of, operations_on, state, submitted
from tests.cast import NOW
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices import operations
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

LATER = NOW + timedelta(days=14)  # Tuesday, 8 December


def reopen(town, voice, by=None, because="まだ消えたままです"):
    voice.refresh_from_db()
    return operations.reopen_voice(
        by or town.resident(LATER), voice=voice, because=because, book=town.book, catalogue=town.catalogue
    )


@pytest.fixture
def voice(town):
    made = kami_voice(town)
    answered(town, need_of(town, made), ending="will_be", until=date(2026, 12, 20))
    return made


def test_voice_and_need_are_open_again_with_a_new_day(town, voice):
    reopen(town, voice)
    need = voice.needs.get()
    assert (state(voice), need.state) == ("sorted", "assigned")
    assert voice.due == need.due == date(2026, 12, 28)  # fourteen business days after 8 December
    assert (voice.answered_at, need.answered_at, need.follow_up) == (None, None, None)
    entry = Entry.objects.get(operation="reopen_voice")
    assert (entry.role, "消えた" in entry.facts) == ("resident", False)


def test_what_was_answered_before_stays_to_be_read(town, voice):
    reopen(town, voice)
    page = town.browser().get(f"/follow/{voice.receipt}/").content.decode()
    assert "街灯を取り替えました" in page and "まだ消えたままです" in page


def test_the_others_behind_the_need_keep_their_answer(town):
    one, other = kami_voice(town), kami_voice(town)
    need = need_of(town, one, other)
    answered(town, need)
    reopen(town, one)
    assert [state(one), state(other), state(need)] == ["sorted", "answered", "assigned"]


@pytest.mark.parametrize("meanwhile", ["assigned", "approval"])
def test_a_second_voice_reopened_joins_in_and_gets_the_next_answer_too(town, meanwhile):
    """The need is open already, because of the first: the second must not be left behind."""
    one, other = kami_voice(town), kami_voice(town)
    need = need_of(town, one, other)
    answered(town, need)
    reopen(town, one)
    need.refresh_from_db()
    if meanwhile == "approval":
        answer = submitted(town, need, text="もう一度直しました")
        reopen(town, other)
    else:
        reopen(town, other)
        need.refresh_from_db()
        answer = submitted(town, need, text="もう一度直しました")
    answer.need.refresh_from_db()
    operations.approve_answer(town.actor("mayor", "w-kami", LATER), answer=answer)
    assert [state(one), state(other), state(need)] == ["answered", "answered", "answered"]


def test_again_and_again(town, voice):
    for n in range(3):
        reopen(town, voice)
        answered(town, voice.needs.get(), at=LATER, text=f"{n}回目の工事をしました")
    assert operations_on(voice).count("reopen_voice") == 3
    assert voice.needs.get().answers.filter(state="published").count() == 4


@pytest.mark.parametrize("before", ["received", "sorted", "set_aside"])
def test_only_what_is_answered_can_be_reopened(town, before):
    voice = kami_voice(town)
    if before == "sorted":
        need_of(town, voice)
    if before == "set_aside":
        operations.set_voice_aside(town.actor("planner", "w-kami-machi"), voice=voice, because="試し")
    with pytest.raises(WrongState):
        reopen(town, voice)
    assert state(voice) == before


@pytest.mark.parametrize("because", ["", "　\n", "あ" * 2001, "\0"])
def test_it_needs_a_word_why(town, voice, because):
    with pytest.raises(BadInput):
        reopen(town, voice, because=because)
    assert state(voice) == "answered"


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (("clerk", "w-kami-kumin"), True),  # for someone who telephones
        (("planner", "w-kami-machi"), True),
        (("planner", "w-shimo-machi"), False),
        (("policy", "hq-seisaku"), False),
        (("auditor", "hq-seisaku"), False),
    ],
)
def test_staff_reopen_for_a_resident_who_calls(town, voice, who, may):
    if may:
        reopen(town, voice, by=town.actor(*who, LATER))
        assert '"by":"office"' in Entry.objects.get(operation="reopen_voice").facts
    else:
        with pytest.raises(NotPermitted):
            reopen(town, voice, by=town.actor(*who, LATER))


def test_by_hand_with_the_receipt(town, voice):
    browser, address = town.browser(), f"/follow/{voice.receipt}/reopen/"
    assert browser.post(address, {"because": ""}).status_code == 422
    assert browser.post(address, {"because": "まだです"}).status_code == 302
    assert browser.post(address, {"because": "まだです"}).status_code == 409  # pressed twice
    assert browser.post("/follow/AAAA-BBBB-CCCC/reopen/", {"because": "まだです"}).status_code == 404
    assert browser.get(address).status_code == 405
    assert operations_on(voice).count("reopen_voice") == 1


def test_it_lies_on_the_desk_again(town, voice):
    from wakimizu.apps.voices.queries import desk

    reopen(town, voice)
    assert desk(town.actor("planner", "w-kami-machi"), LATER.date()).needs == [voice.needs.get()]
