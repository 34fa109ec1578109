"""The budget's pages: who sees what, what they say, what they refuse; statements that do not grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.apps.proposals.rounds import (
    CLERK,
    FINANCE,
    OTHER_WARD,
    PLANNER,
    ROAD,
    enacted,
    in_assessment,
    line_of,
    opened,
    requested,
    spend,
    with_ceilings,
)
from tests.cast import NOW
from wakimizu.apps.proposals.models import BudgetLine, Ceiling, Proposal, ProposalNeed, Round, Spending
from wakimizu.apps.proposals.operations import budget
from wakimizu.apps.proposals.workflow import RoundState
from wakimizu.shared.scoping import in_city


@pytest.fixture(autouse=True)
def at_the_casts_time(monkeypatch):
    """Pages read the clock; here it is the cast's."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def words(answer):
    return answer.content.decode()


def page(town, address, who=FINANCE, **more):
    return town.browser(*who).get(f"/en/desk/budget/{address}", **more)


def proposed(town, title="街灯の増設", voices=2):
    """An endorsed proposal with a need of some voices behind it."""
    from tests.apps.voices.scenes import need_of

    need = need_of(town, title=title)
    made = Proposal.objects.create(
        city=town.city, title=title, problem="暗い", measure="増やす", ward=town.areas["43991"],
        office=town.offices["w-kami-machi"], division=town.offices["hq-road"], written_at=NOW, endorsed_at=NOW, state="review",
    )  # fmt: skip
    ProposalNeed.objects.create(city=town.city, proposal=made, need=need, since=NOW)
    return made


class TestSeeing:
    def test_with_nothing_there_finance_is_told_how_to_begin(self, town):
        answer = page(town, "")
        assert answer.status_code == 200
        assert "Take in the accounts as a file first" in words(answer)
        assert "Finance opens one" in words(page(town, "", PLANNER))

    @pytest.mark.parametrize(
        "address", ["", "?by=division", "?by=account&level=node", "?by=fund", "lines/", "decides/", "portfolio/"]
    )
    def test_every_page_of_a_round_answers_all_who_read(self, town, address):
        found, _lines = in_assessment(town)
        for who in (FINANCE, PLANNER, CLERK, ROAD, ("auditor", "hq-seisaku")):
            assert page(town, f"{found.pk}/{address}", who).status_code == 200

    @pytest.mark.parametrize(
        "address", ["", "lines/", "decides/", "portfolio/", "lines/download/", "workbook/download/"]
    )
    def test_nobody_without_a_post_and_no_other_city(self, town, tonari, address):
        found, _lines = in_assessment(town)
        assert town.browser().get(f"/desk/budget/{found.pk}/{address}").status_code == 302
        assert tonari.browser("planner", "w-higashi-machi").get(f"/desk/budget/{found.pk}/{address}").status_code == 404

    @pytest.mark.parametrize(
        "address", ["?by=nothing", "?by=account&level=9", "lines/?ward=x", "step/jump/", "nothing/download/"]
    )
    def test_what_is_not_there_is_not_found(self, town, address):
        found, _lines = in_assessment(town)
        assert page(town, f"{found.pk}/{address}").status_code == 404

    def test_the_year_before_stands_beside(self, town):
        found, (line,) = enacted(town)
        spend(town, line, 1_500_000)
        after = opened(town, name="令和10年度当初予算", year=2028)
        budget.keep_ceilings(
            town.actor(*FINANCE), budget=after, ceilings=[Ceiling(ward=town.areas["43991"], amount=9_000_000)]
        )
        requested(town, after, 4_000_000)
        said = words(page(town, f"{after.pk}/"))
        for word in ("¥3.0 million", "¥4.0 million", "+¥1.0 million", "Year before"):
            assert word in said
        assert "50.0%" in words(page(town, f"{found.pk}/"))

    def test_its_statements_do_not_grow_with_its_lines(self, town):
        found = with_ceilings(town, kami=10**9)
        for n in range(2):
            requested(town, found, 1000, title=f"a{n}")
        addresses = ["", "?by=division", "?by=account", "lines/", "decides/", "portfolio/"]
        before = [statements(town, found, address) for address in addresses]
        for n in range(30):
            requested(town, found, 1000, title=f"b{n}")
        assert [statements(town, found, address) for address in addresses] == before


def statements(town, found, address):
    browser = town.browser(*FINANCE)
    browser.get(f"/en/desk/budget/{found.pk}/{address}")
    with CaptureQueriesContext(
        connection,
    ) as log:
        assert browser.get(f"/en/desk/budget/{found.pk}/{address}").status_code == 200
    return len(log)


class TestActing:
    def test_a_round_is_opened_and_its_ceilings_set(self, town):
        sent = {
            "name": "令和9年度当初予算",
            "year": "2027",
            "kind": "initial",
            "opens": "2026-11-24",
            "closes": "2026-12-10",
        }
        finance = town.browser(*FINANCE)
        answer = finance.post("/en/desk/budget/new/", sent)
        found = Round.objects.get()
        assert answer["Location"] == f"/en/desk/budget/{found.pk}/ceilings/"
        ward = town.areas["43991"].pk
        finance.post(answer["Location"], {f"amount-{ward}": "１０，０００，０００円", f"least-{ward}": ""})
        assert Ceiling.objects.get().amount == 10_000_000

    def test_a_past_day_is_said_at_its_field(self, town):
        sent = {"name": "x", "year": "2027", "kind": "initial", "opens": "2026-11-01", "closes": "2026-11-23"}
        answer = town.browser(*FINANCE).post("/en/desk/budget/new/", sent)
        assert answer.status_code == 422
        assert "is past. Give a day" in words(answer)
        assert not Round.objects.exists()

    def test_a_ward_requests_and_over_its_ceiling_is_told_what_is_left(self, town):
        found = with_ceilings(town, kami=5_000_000)
        line_of(town, found)
        sent = {
            "title": "街路灯の更新", "requested": "5,000,001", "account": "08-02-03-14", "fund": "general",
            "division": str(town.offices["hq-road"].pk), "proposal": "", "measure": "",
        }  # fmt: skip
        planner = town.browser(*PLANNER)
        said = words(planner.get(f"/en/desk/budget/{found.pk}/request/"))
        assert "The ceiling of Kami Ward is ¥5,000,000; ¥5,000,000 is left." in said
        assert 'name="ward"' not in said
        answer = planner.post(f"/en/desk/budget/{found.pk}/request/", sent)
        assert answer.status_code == 422
        assert "¥1 over the ceiling" in words(answer)
        assert planner.post(f"/en/desk/budget/{found.pk}/request/", {**sent, "requested": "5000000"}).status_code == 302
        line = BudgetLine.objects.get()
        assert (line.ward.code, line.way, line.office.code) == ("43991", "ward", "w-kami-machi")
        assert (
            planner.post(f"/en/desk/budget/line/{line.pk}/change/", {**sent, "requested": "4000000"}).status_code == 302
        )
        assert town.browser(*OTHER_WARD).post(f"/en/desk/budget/line/{line.pk}/drop/").status_code == 403
        assert planner.post(f"/en/desk/budget/line/{line.pk}/drop/").status_code == 302
        assert not BudgetLine.objects.exists()

    def test_a_division_compiles_for_a_ward_or_the_city(self, town):
        found = with_ceilings(town)
        line_of(town, found)
        sent = {
            "title": "舗装",
            "requested": "9000000",
            "account": "08-02-03-14",
            "fund": "bond",
            "ward": "",
            "proposal": "",
            "measure": "",
        }
        assert town.browser(*ROAD).post(f"/en/desk/budget/{found.pk}/request/", sent).status_code == 302
        line = BudgetLine.objects.get()
        assert (line.ward, line.way, line.division.code) == (None, "lump", "hq-road")

    def test_finance_assesses_a_page_with_one_save(self, town):
        found, (one, other) = in_assessment(town, 3_000_000, 2_000_000)
        finance, address = town.browser(*FINANCE), f"/en/desk/budget/{found.pk}/assess/"
        cut = {
            f"amount-{one.pk}": "2000000",
            f"because-{one.pk}": "",
            f"amount-{other.pk}": "2000000",
            f"because-{other.pk}": "",
        }
        answer = finance.post(address, cut)
        assert answer.status_code == 422
        assert "Say why; the ward reads it" in words(answer)
        assert not BudgetLine.objects.exclude(assessed=None).exists()
        assert finance.post(address, {**cut, f"because-{one.pk}": "単価の見直し"}).status_code == 302
        assert list(BudgetLine.objects.values_list("assessed", flat=True)) == [2_000_000, 2_000_000]
        assert "単価の見直し" in words(page(town, f"line/{one.pk}/", PLANNER))
        assert town.browser(*PLANNER).get(address).status_code == 403

    def test_the_steps_are_taken_one_after_the_other(self, town):
        found = with_ceilings(town)
        line = requested(town, found)
        finance = town.browser(*FINANCE)

        def step(name, **sent):
            return finance.post(f"/en/desk/budget/{found.pk}/step/{name}/", sent)

        assert step("close").status_code == 302
        assert "1 lines are not assessed" in words(step("enact", day="2026-11-24"))
        assert step("reopen", day="2026-12-01").status_code == 302
        assert step("close").status_code == 302
        budget.assess_line(town.actor(*FINANCE), assessment=budget.Assessment(line, line.requested))
        assert "still to come" in words(step("enact", day="2027-03-01"))
        assert "write the number of the line" in words(step("enact", day="2026-11-24", amounts="12"))
        assert "another round" in words(step("enact", day="2026-11-24", amounts=f"{line.pk + 1} 5"))
        assert step("enact", day="2026-11-24", amounts=f"{line.pk} 2,500,000\n").status_code == 302
        line.refresh_from_db()
        assert line.enacted == 2_500_000
        found.refresh_from_db()
        assert found.state == RoundState.ENACTED
        assert "stay open until" in words(step("end"))

    def test_spending_above_is_refused_and_taken_back_again(self, town, monkeypatch):
        _found, (line,) = enacted(town)
        monkeypatch.setattr(timezone, "now", lambda: NOW.replace(year=2027, month=10))
        planner, address = town.browser(*PLANNER), f"/en/desk/budget/line/{line.pk}/spend/"
        answer = planner.post(address, {"day": "2027-09-30", "amount": "3000001", "note": "", "row": ""})
        assert answer.status_code == 422
        assert "¥3,000,000 left of the enacted" in words(answer)
        assert (
            planner.post(address, {"day": "2027-09-30", "amount": "3000000", "note": "竣工払", "row": "12"}).status_code
            == 302
        )
        kept = Spending.objects.get()
        said = words(planner.get(f"/en/desk/budget/line/{line.pk}/"))
        assert "竣工払" in said
        assert "¥0 is left" in said
        assert planner.post(f"/en/desk/budget/spending/{kept.pk}/back/").status_code == 302
        assert not Spending.objects.exists()


class TestWhoDecides:
    def test_what_moves_is_told_in_yen_and_per_cent(self, town):
        found = with_ceilings(town)
        requested(town, found, 3_000_000)
        requested(town, found, 9_000_000, who=ROAD, ward=town.areas["43991"])
        requested(town, found, 50_000_000, who=ROAD)  # of no ward: not compared
        said = words(page(town, f"{found.pk}/decides/"))
        assert "Today 1 HQ divisions compile ¥12.0 million" in said
        assert "request ¥3.0 million of it themselves: 25.0%" in said
        assert "<b>¥3.0 million</b><br>/ ¥12.0 million" in said


class TestPublic:
    def test_only_what_is_enacted_is_public(self, town):
        browser = town.browser()
        assert "No budget has been enacted" in words(browser.get("/en/budget/"))
        found, _lines = in_assessment(town)
        assert "No budget has been enacted" in words(browser.get("/en/budget/"))
        assert browser.get(f"/en/budget/{found.pk}/").status_code == 404
        assert browser.get(f"/opendata/budget/{found.pk}.csv").status_code == 404

    def test_by_ward_by_title_and_what_proposals_it_pays_for(self, town):
        found, (line, secret) = enacted(town, 3_000_000, 1_000_000)
        BudgetLine.objects.filter(pk=line.pk).update(proposal=proposed(town))
        draft = proposed(town, "まだ案")
        Proposal.objects.filter(pk=draft.pk).update(endorsed_at=None, state="draft")
        BudgetLine.objects.filter(pk=secret.pk).update(proposal=draft)
        spend(town, line, 1_000_000)
        said = words(town.browser().get("/en/budget/"))
        for word in ("¥4.0 million was enacted", "(25.0%)", "土木費", "Kami Ward", "街灯の増設"):
            assert word in said
        assert "まだ案" not in said
        file = words(town.browser().get(f"/opendata/budget/{found.pk}.csv"))
        assert "08-02-03-14" in file
        assert f",{draft.pk}\r" not in file


class TestHelpToChoose:
    @pytest.fixture
    def two(self, town):
        found = with_ceilings(town, kami=5_000_000)
        bound = requested(town, found, 1_000_000, title="光熱費")
        one, other = (
            requested(town, found, 2_000_000, title=f"事業{n}", proposal=proposed(town, f"提案{n}")) for n in "ab"
        )
        return found, bound, one, other

    def test_without_a_proposal_nothing_is_chosen(self, town):
        found = with_ceilings(town)
        requested(town, found)
        assert "No proposal stands behind" in words(page(town, f"{found.pk}/portfolio/"))

    def test_what_is_bound_goes_first_and_every_line_has_its_reason(self, town, two):
        found, bound, _one, _other = two
        said = words(page(town, f"{found.pk}/portfolio/?ceiling=3000000"))
        assert "1 of 2 lines are chosen, for ¥2,000,000 of the ¥4,000,000 requested" in said
        assert "It is proven that no other choice" in said
        assert "taken first: ¥1,000,000" in said
        assert "Out: it would take the place of" in said
        assert "0.0% less of the need" in said  # a tie
        assert "The other way would cost next to nothing" in said
        assert bound.title not in said.split('id="choices"')[1]

    def test_minimums_that_cannot_be_kept_are_named(self, town, two):
        found, *_rest = two
        said = words(page(town, f"{found.pk}/portfolio/?ceiling=1500000"))
        budget.keep_ceilings(
            town.actor(*FINANCE),
            budget=found,
            ceilings=[Ceiling(ward=town.areas["43991"], amount=5_000_000, least=3_000_000)],
        )
        said = words(page(town, f"{found.pk}/portfolio/?ceiling=2500000"))
        assert "No choice keeps all the limits at once" in said
        assert "what Kami Ward is promised at least (¥2,000,000 beyond what is bound)" in said
        assert "the ceiling in all (¥1,500,000 after what is bound)" in said

    def test_conditions_are_kept_and_wrong_ones_said(self, town, two):
        found, bound, one, other = two
        said = words(page(town, f"{found.pk}/portfolio/?leave={one.pk}"))
        assert "1 of 2 lines are chosen" in said
        answer = page(town, f"{found.pk}/portfolio/?keep=999999")
        assert answer.status_code == 422
        assert "write numbers of lines that stand in the table" in words(answer)
        answer = page(town, f"{found.pk}/portfolio/?keep={bound.pk}")
        assert "has no proposal behind it" in words(answer)
        assert (
            page(
                town, f"{found.pk}/portfolio/?one_of={one.pk}+{other.pk}&part=50&voices=0&people=0&effect=1"
            ).status_code
            == 200
        )


def test_another_citys_round_is_not_there(town, tonari):
    found, (line,) = in_assessment(town)
    with in_city(tonari.city.pk):
        assert not Round.objects.filter(pk=found.pk).exists()
    other = tonari.browser("planner", "w-higashi-machi")
    assert other.get(f"/desk/budget/line/{line.pk}/").status_code == 404
    assert other.get(f"/budget/{found.pk}/").status_code == 404
