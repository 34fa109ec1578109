"""HQ asks before it changes: every opinion gets a response, and a standard takes effect through the consultation only."""

from datetime import date, timedelta

import pytest

from tests.apps.sharing.sharing_scenes import (
    AUDITOR,
    BRANCH,
    CLERK,
    HEAD,
    KAMI,
    KAMI_MAYOR,
    LIAISON,
    MUCH_LATER,
    MY_NUMBER_WORDS,
    POLICY,
    SHIMO,
    SHIMO_MAYOR,
    SOON,
    STAFF,
    TODAY,
    asked_about,
    at,
    opinion_of,
    responded,
    standard,
    with_rules,
)  # fmt: skip
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.services.models import Service, Standard
from wakimizu.apps.services.operations import set_standard
from wakimizu.apps.sharing import queries
from wakimizu.apps.sharing.models import Asked, Consultation, Opinion
from wakimizu.apps.sharing.operations import consultations
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

AFTER = (SOON - TODAY).days + 1  # days from now to the day after the last day to answer


@pytest.fixture
def rules(town):
    return with_rules(town)


def settled(town, row, by=HEAD, days=AFTER, outcome="proposed", text="そのとおりにします。", **more):
    return consultations.settle_consultation(
        town.actor(*by, at=at(days)), consultation=row, outcome=outcome, text=text, **more
    )


class TestFromAskingToForce:
    def test_asked_answered_responded_settled_and_then_the_standard_holds(self, town, rules):
        row = asked_about(town)
        opinion = opinion_of(town, row)
        responded(town, opinion)
        settled(town, row)
        row.refresh_from_db()
        found = Standard.objects.get()
        assert (row.state, row.outcome, row.standard) == ("settled", "proposed", found)
        assert (found.consultation, found.valid_from, found.wait_minutes) == (row.pk, MUCH_LATER, 15)
        assert found.levels == {"ward_office": "full", "branch": "referral"}

    def test_the_terms_survive_as_they_were_proposed(self, town):
        from datetime import time

        proposed = standard(
            town,
            opens=time(8, 30),
            closes=time(17, 15),
            documents=["写真"],
            lead_days=3,
            decided="counter",
            because="公平",
        )
        row = asked_about(town, standard=proposed)
        row.refresh_from_db()
        again = consultations.standard_of(row.service, row.terms)
        for name in consultations.TERMS:
            assert getattr(again, name) == getattr(proposed, name), name

    def test_set_directly_it_is_refused(self, town, rules, english):
        asked_about(town)
        with pytest.raises(BadInput, match="asked before the standard"):
            set_standard(town.actor(*HEAD), standard=standard(town))

    def test_on_going_on_changed_the_changed_one_holds(self, town, rules):
        row = asked_about(town)
        changed = standard(town, wait_minutes=20)
        settled(town, row, outcome="changed", standard=changed)
        assert Standard.objects.get().wait_minutes == 20

    def test_changed_without_saying_how_is_refused_and_stays_open(self, town, rules):
        row = asked_about(town)
        with pytest.raises(BadInput) as refused:
            settled(town, row, outcome="changed")
        assert refused.value.field == "outcome"
        row.refresh_from_db()
        assert row.state == "open"

    def test_the_standard_of_another_service_does_not_come_in_force(self, town, rules):
        row = asked_about(town)
        other = Service.objects.create(
            city=town.city, code="lamp", name="街灯", summary="街灯の受付", owner=town.offices["hq-road"]
        )
        with pytest.raises(BadInput) as refused:
            settled(town, row, outcome="changed", standard=standard(town, service=other))
        assert refused.value.field == "outcome"
        assert not Standard.objects.exists()

    def test_dropped_nothing_changes(self, town, rules):
        row = asked_about(town)
        settled(town, row, outcome="dropped")
        assert not Standard.objects.exists()

    def test_settled_after_its_first_day_it_must_be_given_a_later_one(self, town, rules):
        row = asked_about(town, standard=standard(town, valid_from=SOON + timedelta(days=2)))
        with pytest.raises(BadInput):
            settled(town, row, days=AFTER + 3)
        row.refresh_from_db()
        settled(town, row, days=AFTER + 3, outcome="changed", standard=standard(town))
        assert Standard.objects.get().valid_from == MUCH_LATER

    def test_another_matter_has_no_standard(self, town):
        row = asked_about(town, about="duty")
        settled(town, row)
        row.refresh_from_db()
        assert (row.standard, row.outcome) == (None, "proposed")


class TestAsking:
    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"answer_by": TODAY}, "answer_by"),
            ({"asked": ()}, "asked"),
            ({"asked": ("hq-road",)}, "asked"),  # the one that asks need not answer itself
            ({"title": ""}, "title"),
            ({"text": MY_NUMBER_WORDS}, "text"),
            ({"about": "weather"}, "about"),
            ({"standard": None}, "about"),
            ({"answer_by": MUCH_LATER}, "valid_from"),  # it would hold before the answers are in
        ],
    )
    def test_what_cannot_be_asked(self, town, given, field):
        with pytest.raises(BadInput) as refused:
            asked_about(town, **given)
        assert refused.value.field == field
        assert not Consultation.objects.exists()

    @pytest.mark.parametrize("by", [KAMI, KAMI_MAYOR, CLERK, LIAISON, AUDITOR])
    def test_only_hq_asks(self, town, by):
        with pytest.raises(NotPermitted):
            asked_about(town, by=by, about="other")

    def test_and_of_a_standard_only_its_division(self, town):
        with pytest.raises(NotPermitted):
            asked_about(town, by=POLICY)
        asked_about(town, by=STAFF)


class TestAnswering:
    def test_in_time_late_and_after_settling_all_are_kept_and_told_apart(self, town):
        row = asked_about(town)
        responded(town, opinion_of(town, row, when=at(1)))
        late = opinion_of(town, row, by=SHIMO, when=at(AFTER), stance="object", text="間に合いません。")
        responded(town, late, when=at(AFTER))
        settled(town, row)
        row.refresh_from_db()
        after = opinion_of(town, row, by=KAMI, when=at(AFTER + 1), stance="agree", text="")
        sheet = queries.consultation_sheet(row)
        assert [(each.late, each.after_settling) for each in sheet.opinions] == [
            (False, False),
            (True, False),
            (True, True),
        ]
        assert (len(sheet.in_time), sheet.late, sheet.silent) == (1, [late, after], [])

    def test_an_office_may_say_more(self, town):
        row = asked_about(town)
        opinion_of(town, row, stance="agree", text="")
        opinion_of(town, row, stance="if", text="一つ忘れていました。")
        assert Opinion.objects.count() == 2

    @pytest.mark.parametrize(("stance", "field"), [("if", "text"), ("object", "text"), ("maybe", "stance")])
    def test_conditions_and_objections_need_words(self, town, stance, field):
        with pytest.raises(BadInput) as refused:
            opinion_of(town, asked_about(town), stance=stance, text=" ")
        assert refused.value.field == field

    def test_only_in_the_name_of_an_asked_office_of_ones_own(self, town):
        row = asked_about(town, asked=("w-kami-machi", "b-kawabata"))
        branch = row.asked.select_related("office", "consultation").get(office__code="b-kawabata")
        for by in (SHIMO, SHIMO_MAYOR, HEAD, LIAISON, AUDITOR):
            with pytest.raises(NotPermitted):
                consultations.give_opinion(town.actor(*by), asked=branch, stance="agree")
        consultations.give_opinion(town.actor(*BRANCH), asked=branch, stance="agree")
        consultations.give_opinion(town.actor(*KAMI_MAYOR), asked=branch, stance="agree")

    def test_not_once_it_is_withdrawn(self, town):
        row = asked_about(town)
        consultations.withdraw_consultation(town.actor(*HEAD), consultation=row, because="見送ります。")
        with pytest.raises(WrongState):
            opinion_of(town, row)

    def test_what_somebody_else_did_meanwhile_counts(self, town):
        row = asked_about(town, about="other")
        stale = Asked.objects.select_related("consultation", "office").get(office__code="w-kami-machi")
        settled(town, row)
        opinion = consultations.give_opinion(town.actor(*KAMI, at=at(AFTER)), asked=stale, stance="agree")
        assert opinion.after_settling
        row = asked_about(town, about="other")
        stale = row.asked.select_related("consultation", "office").get(office__code="w-kami-machi")
        again = Consultation.objects.get(pk=row.pk)
        consultations.withdraw_consultation(town.actor(*HEAD), consultation=row, because="見送ります。")
        with pytest.raises(WrongState):
            consultations.give_opinion(town.actor(*KAMI), asked=stale, stance="agree")
        with pytest.raises(WrongState):
            consultations.withdraw_consultation(town.actor(*HEAD), consultation=again, because="もう一度。")
        row.refresh_from_db()
        assert row.outcome_text == "見送ります。"


class TestSettling:
    def test_not_while_an_opinion_has_no_response(self, town, english):
        row = asked_about(town)
        opinion_of(town, row)
        with pytest.raises(WrongState, match="1 opinions have no response"):
            settled(town, row)

    def test_not_before_its_day_while_somebody_may_still_answer(self, town, english):
        row = asked_about(town)
        responded(town, opinion_of(town, row))
        with pytest.raises(WrongState, match="have time until"):
            settled(town, row, days=2)
        responded(town, opinion_of(town, row, by=SHIMO, stance="none", text=""))
        settled(town, row, days=2)

    def test_nor_on_the_day_itself(self, town):
        row = asked_about(town)
        with pytest.raises(WrongState):
            settled(town, row, days=AFTER - 1)

    @pytest.mark.parametrize("by", [STAFF, KAMI, POLICY, AUDITOR])
    def test_by_its_divisions_head_only(self, town, by):
        with pytest.raises(NotPermitted):
            settled(town, asked_about(town), by=by)

    def test_once(self, town):
        row = asked_about(town, about="other")
        stale = Consultation.objects.get(pk=row.pk)
        settled(town, row)
        with pytest.raises(WrongState):
            settled(town, stale, outcome="dropped")
        row.refresh_from_db()
        assert row.outcome == "proposed"

    @pytest.mark.parametrize(("given", "field"), [({"outcome": "later"}, "outcome"), ({"text": ""}, "text")])
    def test_with_an_outcome_in_words(self, town, given, field):
        with pytest.raises(BadInput) as refused:
            settled(town, asked_about(town, about="other"), **given)
        assert refused.value.field == field

    def test_the_ledger_tells_who_was_silent(self, town):
        row = asked_about(town)
        responded(town, opinion_of(town, row))
        settled(town, row)
        entry = Entry.objects.get(operation="settle_consultation")
        assert '"silent":1' in entry.facts and '"opinions":1' in entry.facts
        assert "そのとおり" not in entry.facts


class TestResponding:
    def test_once_with_words_by_the_asking_division(self, town):
        opinion = opinion_of(town, asked_about(town))
        with pytest.raises(NotPermitted):
            responded(town, opinion, by=KAMI)
        with pytest.raises(BadInput):
            responded(town, opinion, text="")
        with pytest.raises(BadInput):
            responded(town, opinion, taken="perhaps")
        responded(town, opinion, by=STAFF)
        with pytest.raises(WrongState):
            responded(town, opinion, taken="not")
        opinion.refresh_from_db()
        assert (opinion.taken, opinion.response) == ("partly", "応援を出します。")


class TestDesks:
    def test_the_asked_then_hq_then_its_head(self, town):
        row = asked_about(town)
        assert [each.consultation for each in queries.desk(town.actor(*KAMI)).asked] == [row]
        opinion = opinion_of(town, row)
        assert not queries.desk(town.actor(*KAMI)).asked
        assert queries.desk(town.actor(*STAFF)).opinions == [opinion]
        responded(town, opinion)
        assert not queries.desk(town.actor(*HEAD)).ripe
        assert queries.desk(town.actor(*HEAD, at=at(AFTER))).ripe == [row]

    def test_ripe_when_all_have_answered_and_for_who_may_settle(self, town):
        row = asked_about(town)
        for by in (KAMI, SHIMO):
            responded(town, opinion_of(town, row, by=by))
        assert queries.desk(town.actor(*HEAD)).ripe == [row]
        assert not queries.desk(town.actor(*STAFF)).ripe

    def test_a_late_answer_still_waits_on_the_desk(self, town):
        asked_about(town)
        assert len(queries.desk(town.actor(*SHIMO, at=at(AFTER + 5))).asked) == 1

    def test_lists(self, town):
        row = asked_about(town)
        settled(town, asked_about(town, about="other", asked=("w-shimo",)))
        assert [each.pk for each in queries.consultations(town.actor(*KAMI), "ours", None).rows] == [row.pk]
        assert [each.pk for each in queries.consultations(town.actor(*KAMI), "open", None).rows] == [row.pk]
        newest = queries.consultations(town.actor(*KAMI), "all", None).rows
        assert [(each.n, each.answered) for each in newest] == [(1, 0), (2, 0)]


def test_the_first_day_of_a_standard_is_the_day_it_holds(town):
    row = asked_about(town, standard=standard(town, valid_from=date(2026, 12, 10)))
    settled(town, row)
    assert [Standard.objects.get().valid_on(date(2026, 12, day)) for day in (9, 10)] == [False, True]


def test_asking_nobody_whom_the_rules_name_is_no_consultation(town, english):
    with_rules(town)
    with pytest.raises(BadInput, match="Ask some of them") as refusal:
        asked_about(town, asked=("hq-kocho", "hq-seisaku"))
    assert refusal.value.field == "asked"
    assert not Consultation.objects.exists()
    assert asked_about(town, asked=("hq-kocho", "c-sakura")).asked.count() == 2


def test_an_answer_after_an_early_settling_says_so(town):
    with_rules(town)
    row = asked_about(town)
    for who in (KAMI, SHIMO):
        responded(town, opinion_of(town, row, by=who))
    consultations.settle_consultation(town.actor(*HEAD), consultation=row, outcome="dropped", text="見送ります。")
    opinion_of(town, row, text="やはり必要です。")
    page = town.browser(*HEAD).get(f"/en/desk/consultation/{row.pk}/").content.decode()
    assert page.count("after it was settled") == 1
