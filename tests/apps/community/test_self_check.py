"""The yearly self-check: written by the ward, signed by its mayor once the year is over, then it stands as it is."""

import pytest

from tests.cast import NOW
from wakimizu.apps.community.selfcheck import queries
from wakimizu.apps.community.selfcheck.models import DutyCheck, SelfCheck
from wakimizu.apps.community.selfcheck.operations import Said, sign_self_check, write_self_check
from wakimizu.apps.community.selfcheck.workflow import CheckState, Duty
from wakimizu.apps.ledger.models import Entry
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

PLANNER, MAYOR = ("planner", "w-kami-machi"), ("mayor", "w-kami")
LAST, THIS = 2025, 2026
FULL = {duty.value: Said("done", f"{duty.value}をしました。", "続けます。") for duty in Duty}


def written(town, said=FULL, year=LAST, by=PLANNER):
    return write_self_check(town.actor(*by), ward=town.areas["43991"], year=year, said=said)


def test_the_ward_writes_and_its_mayor_signs_with_the_figures_of_that_day(town):
    check = written(town)
    figures = {"inform": [{"what": "visits", "n": 3, "before": 1, "of": None}]}
    sign_self_check(town.actor(*MAYOR), check=check, figures=figures)
    kept = queries.signed(town.areas["43991"], LAST)
    assert (kept.figures, kept.signed_at, kept.signed_by.role) == (figures, NOW, "mayor")
    assert queries.said(kept)["join"].words == "joinをしました。"


def test_a_draft_is_kept_while_parts_of_it_are_missing(town):
    written(town, {"inform": Said("well", "よく伝えました。")})
    written(town, {"grasp": Said("weak", "", "もっと歩きます。")})
    said = queries.said(queries.check_of(town.areas["43991"], LAST))
    assert (said["inform"].words, said["grasp"].next_steps, said["join"].mark) == (
        "よく伝えました。",
        "もっと歩きます。",
        "",
    )
    assert SelfCheck.objects.count() == 1


@pytest.mark.parametrize("who", [("planner", "w-shimo-machi"), ("clerk", "w-kami-kumin"), ("hq_head", "hq-road"), ("policy", "hq-seisaku")])  # fmt: skip
def test_only_the_ward_writes_its_own(town, who):
    with pytest.raises(NotPermitted):
        written(town, by=who)
    assert not SelfCheck.objects.exists()


def test_only_the_mayor_signs(town):
    check = written(town)
    with pytest.raises(NotPermitted):
        sign_self_check(town.actor(*PLANNER), check=check, figures={})


def test_a_year_is_signed_when_it_is_over(town):
    check = written(town, year=THIS)
    with pytest.raises(WrongState, match="2026"):
        sign_self_check(town.actor(*MAYOR), check=check, figures={})
    with pytest.raises(BadInput):
        written(town, year=THIS + 1)


def test_each_duty_is_marked_with_words_before_it_is_signed(town):
    check = written(town, {**FULL, "join": Said("done", "")})
    with pytest.raises(WrongState, match="多様な主体"):
        sign_self_check(town.actor(*MAYOR), check=check, figures={})
    check.refresh_from_db()
    assert check.state == CheckState.DRAFT


def test_signed_it_stays_as_it_is(town):
    check = sign_self_check(town.actor(*MAYOR), check=written(town), figures={})
    with pytest.raises(WrongState):
        written(town, {"inform": Said("well", "あとから")})
    with pytest.raises(WrongState):
        sign_self_check(town.actor(*MAYOR), check=check, figures={"later": []})
    assert DutyCheck.objects.get(check_of=check, duty="inform").words == "informをしました。"


def test_a_my_number_is_refused_at_its_field_and_nothing_is_kept(town):
    with pytest.raises(BadInput) as refusal:
        written(town, {**FULL, "grasp": Said("done", "番号は 1234 5678 9018 です")})
    assert refusal.value.field == "words_grasp"
    assert not SelfCheck.objects.exists()


def test_the_ledger_knows_that_it_was_written_and_no_word_of_it(town):
    written(town)
    entry = Entry.objects.get(operation="write_self_check")
    assert "をしました" not in str(entry.facts if hasattr(entry, "facts") else entry.__dict__)
