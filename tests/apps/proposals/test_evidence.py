"""Evidence is gathered by itself: what is counted, from where, and who is led where by it."""

from datetime import date, timedelta

import pytest

from tests.apps.monitoring.small import indicator, value
from tests.apps.proposals.test_decisions import MAYOR, PLANNER
from tests.apps.voices.scenes import answered, kami_voice, need_of, shimo_voice
from tests.cast import NOW
from wakimizu.apps.proposals.evidence import gathered
from wakimizu.apps.proposals.models import Proposal
from wakimizu.apps.proposals.operations import proposing
from wakimizu.apps.proposals.operations.proposing import Content, Expected
from wakimizu.apps.voices import operations as voices

MONTH = timedelta(days=31)


def drafted(town, *needs, **more):
    content = Content(
        title="街灯", problem="暗い", measure="立てる", division=town.offices["hq-road"], needs=needs, **more
    )
    return proposing.draft_proposal(town.actor(*PLANNER), office=town.offices["w-kami-machi"], content=content)


def found(town, proposal):
    rows = gathered(proposal, town.book, town.catalogue, NOW.date())["rows"]
    return {row["what"]: row for row in rows}


def test_voices_are_counted_once_by_month_and_district(town):
    old, new = kami_voice(town, at=NOW - MONTH), kami_voice(town, district=town.areas["43991-02"])
    one, two = need_of(town, old, new), need_of(town, old, title="同じ人の別の件")
    rows = found(town, drafted(town, one, two))
    assert (rows["voices"]["n"], rows["voices"]["first"], rows["voices"]["last"]) == (2, "2026-10-24", "2026-11-24")
    assert rows["months"]["months"] == [("2026-10", 1), ("2026-11", 1)]
    assert sorted(name for name, _en, _n in rows["districts"]["most"]) == ["川端校区", "桜校区"]
    assert [n for _name, _en, n in rows["districts"]["most"]] == [1, 1]


def test_the_months_run_over_the_turn_of_the_year_and_are_twelve_at_most(town):
    need = need_of(town, kami_voice(town, at=NOW - 14 * MONTH), kami_voice(town, at=NOW - 11 * MONTH), kami_voice(town))
    months = found(town, drafted(town, need))["months"]["months"]
    assert [month for month, _n in months][:2] == ["2025-12", "2026-01"]
    assert (len(months), sum(n for _month, n in months)) == (12, 2)


def test_a_voice_that_came_back_twice_is_one_that_came_back(town):
    voice = kami_voice(town)
    need = need_of(town, voice)
    for _again in range(2):
        answered(town, need)
        voice.refresh_from_db()
        voices.reopen_voice(town.resident(), voice=voice, because="まだ暗い", book=town.book, catalogue=town.catalogue)
        need.refresh_from_db()
    assert found(town, drafted(town, need))["voices"]["reopened"] == 1


def test_open_needs_elsewhere_stand_by_number_and_public_ones_with_like_titles_by_name(town):
    shimo = {"by": town.actor("planner", "w-shimo-machi"), "lead": "w-shimo-machi"}
    like = need_of(town, shimo_voice(town), title="松原公園の街灯が暗い", **shimo)
    need_of(town, shimo_voice(town), title="松原公園の街灯が切れた", public=False, **shimo)
    need_of(town, shimo_voice(town), title="落ち葉の掃除", **shimo)
    rows = found(town, drafted(town, need_of(town, title="公園の街灯が暗い")))
    assert (rows["elsewhere"]["n"], rows["elsewhere"]["wards"]) == (3, 1)
    assert rows["alike"]["needs"] == [(like.pk, "松原公園の街灯が暗い")]


@pytest.fixture
def endorsed(town):
    """With an indicator anybody may see, and one only staff may."""
    shown, hidden = indicator(town, "shown", name="明るさ", public=True), indicator(town, "hidden", name="内部の値")
    for each in (shown, hidden):
        value(each, date(2025, 4, 1), 50.0)
    effects = [Expected(shown, 2027, 80.0), Expected(hidden, 2027, 80.0)]
    proposal = drafted(town, need_of(town), costs={(2026, "general"): 1_000_000}, effects=effects)
    proposing.submit_proposal(town.actor(*PLANNER), proposal=proposal)
    english = town.browser(*MAYOR).post(f"/en/desk/proposal/{proposal.pk}/endorse/")
    assert english.status_code == 302
    return Proposal.objects.get()


def test_everyone_is_led_to_pages_they_may_open_in_their_language(town, endorsed):
    public = town.browser().get(f"/proposals/{endorsed.pk}/").content.decode()
    assert "明るさ" in public
    assert "内部の値" in public
    assert 'href="/indicators/shown/"' in public
    assert "/indicators/hidden/" not in public
    assert f'href="/trace/proposal/{endorsed.pk}/"' in public
    staff = town.browser(*PLANNER).get(f"/desk/proposal/{endorsed.pk}/").content.decode()
    assert 'href="/desk/indicator/hidden/"' in staff
    assert f'href="/desk/trace/proposal/{endorsed.pk}/"' in staff
    assert "/en/desk/indicator" not in staff


def test_from_the_endorsement_on_it_stands_still(town, endorsed):
    before = endorsed.evidence
    voices.join_need(town.actor(*PLANNER), need=endorsed.needs.get(), voices=[kami_voice(town)])
    assert Proposal.objects.get().evidence == before
    assert found(town, endorsed)["voices"]["n"] == 2
