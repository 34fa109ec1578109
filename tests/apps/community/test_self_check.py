"""The yearly self-check: written by the ward, signed by its mayor once the year is over, then it stands as it is."""

import json
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.ledger.test_sealing import in_threads
from tests.cast import NOW, build_wakimizu
from tests.conftest import ON_POSTGRESQL
from wakimizu.apps.community.selfcheck import queries
from wakimizu.apps.community.selfcheck.models import DutyCheck, SelfCheck
from wakimizu.apps.community.selfcheck.operations import Said, sign_self_check, write_self_check
from wakimizu.apps.community.selfcheck.workflow import CheckState, Duty
from wakimizu.apps.ledger.models import Entry
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState
from wakimizu.shared.scoping import in_city

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


def test_two_who_begin_at_once_write_one_draft(own_database):
    made = build_wakimizu()
    said = {"inform": Said("well", "町内へ伝えました。")}, {"grasp": Said("weak", "もっと歩きます。")}

    def write(one):
        with in_city(made.city.pk):
            written(made, one)

    in_threads(*(partial(write, one) for one in said))
    with in_city(made.city.pk):
        kept = queries.said(queries.check_of(made.areas["43991"], LAST))
        assert (kept["inform"].mark, kept["grasp"].mark) == ("well", "weak")


def test_it_is_signed_as_it_stands_then_not_as_it_was_read(town):
    check = written(town)
    written(town, {"join": Said("done", "")})
    with pytest.raises(WrongState, match="多様な主体"):
        sign_self_check(town.actor(*MAYOR), check=check, figures={})
    written(town)
    assert sign_self_check(town.actor(*MAYOR), check=check, figures={}).state == CheckState.SIGNED
    with pytest.raises(WrongState):
        sign_self_check(town.actor(*MAYOR), check=check, figures={})  # by a page that was opened before


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite lets one write at a time")
def test_who_writes_and_who_signs_wait_for_one_another(town):
    for act in (lambda: written(town), lambda: sign_self_check(town.actor(*MAYOR), check=SelfCheck.objects.get(), figures={})):  # fmt: skip
        with CaptureQueriesContext(connection) as caught:
            act()
        assert any("FOR UPDATE" in each["sql"] for each in caught)


def test_the_ledger_keeps_what_was_signed(town):
    figures = {"inform": [{"what": "visits", "n": 3, "before": 1, "of": None}]}
    check = sign_self_check(town.actor(*MAYOR), check=written(town), figures=figures)
    facts = json.loads(Entry.objects.get(operation="sign_self_check").facts)
    assert facts["figures"] == figures
    rows = queries.said(check)
    assert set(facts["duties"]) == set(rows)
    assert facts["duties"]["join"] == {
        "mark": "done", "words": rows["join"].digest(rows["join"].words), "next": rows["join"].digest("続けます。"),
    }  # fmt: skip


def test_the_ledger_knows_that_it_was_written_and_no_word_of_it(town):
    written(town)
    entry = Entry.objects.get(operation="write_self_check")
    assert "をしました" not in json.dumps(json.loads(entry.facts), ensure_ascii=False)
