"""Notices: sent to whom the rules name, in the background; acknowledged once; asked about; corrected; reminded of."""

from datetime import date, timedelta

import pytest

from tests.apps.sharing.sharing_scenes import (
    AUDITOR,
    BRANCH,
    CLERK,
    HEAD,
    IT,
    KAMI,
    KAMI_MAYOR,
    LIAISON,
    MY_NUMBER_WORDS,
    POLICY,
    SHIMO,
    TODAY,
    at,
    sent,
    to,
    told,
    with_rules,
)  # fmt: skip
from tests.cast import NOW
from wakimizu.apps.ledger import operations as ledger
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.sharing import queries, tasks
from wakimizu.apps.sharing.models import Addressee, Delivery, Notice
from wakimizu.apps.sharing.operations import notices
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState


@pytest.fixture
def rules(town):
    return with_rules(town)


def acknowledged(town, notice, by=KAMI, when=NOW, code=None):
    return notices.acknowledge_notice(town.actor(*by, at=when), addressee=to(notice, code or by[1]))


class TestSending:
    def test_it_goes_to_whom_the_rules_name_with_their_days(self, town, rules):
        notice = sent(town)
        rows = notice.addressees.order_by("office__code").values_list("office__code", "know_by", "acknowledge_by")
        assert list(rows) == [
            (code, date(2027, 1, 22), date(2026, 11, 27))
            for code in ("w-kami-kumin", "w-kami-machi", "w-shimo-kumin", "w-shimo-machi")
        ]
        assert (notice.days_late, notice.state, notice.happening_name_en) == (0, "sent", "A campaign")

    def test_it_is_accepted_at_once_and_delivered_by_the_timer(self, town, rules):
        notice = sent(town, deliver=False)
        assert (notice.state, Delivery.objects.count()) == ("accepted", 0)
        assert tasks.deliver(at(0, 10)) == 1
        notice.refresh_from_db()
        assert (notice.state, notice.people, Delivery.objects.count()) == ("sent", 3, 3)
        assert tasks.deliver(at(0, 11)) == 0

    def test_later_than_the_rule_demands_it_is_sent_and_counted(self, town, rules):
        notice = sent(town, effective=TODAY + timedelta(days=3))  # Friday; five business days before: last Friday
        assert notice.days_late == 5
        assert [row.pk for row in queries.notices(town.actor(*KAMI), "late", None).rows] == [notice.pk]

    def test_offices_added_by_hand_are_told_without_a_day(self, town, rules):
        notice = sent(town, also=[town.offices["hq-kocho"]])
        row = to(notice, "hq-kocho")
        assert (row.by_hand, row.know_by, row.acknowledge_by) == (True, None, None)

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"happening": "visit"}, "also"),  # named wards, and none is named: nobody
            ({"happening": "nothing"}, "happening"),
            ({"effective": TODAY - timedelta(days=1)}, "effective"),
            ({"title": " "}, "title"),
            ({"text": ""}, "text"),
            ({"text": MY_NUMBER_WORDS}, "text"),
            ({"text_en": MY_NUMBER_WORDS}, "text_en"),
        ],
    )
    def test_what_cannot_be_sent(self, town, rules, given, field):
        with pytest.raises(BadInput) as refused:
            sent(town, **given)
        assert refused.value.field == field
        assert not Notice.objects.exists()

    @pytest.mark.parametrize("by", [CLERK, LIAISON, BRANCH, AUDITOR])
    def test_who_may_not_send(self, town, rules, by):
        with pytest.raises(NotPermitted):
            sent(town, by=by)

    def test_nor_in_the_name_of_another_office(self, town, rules):
        with pytest.raises(NotPermitted):
            notices.send_notice(town.actor(*KAMI), office=town.offices["hq-road"], content=told(), book=town.book)

    def test_the_ledger_has_no_words_of_it(self, town, rules):
        notice = sent(town)
        entry = Entry.objects.get(operation="send_notice", object_id=notice.pk)
        assert "窓口" not in entry.facts
        assert notice.digest(notice.title + notice.text) in entry.facts


class TestAcknowledging:
    def test_an_office_says_once_that_it_knows(self, town, rules, english):
        notice = sent(town)
        row = acknowledged(town, notice)
        row.refresh_from_db()
        assert (row.acknowledged_at, row.acknowledged_by_id, row.in_time) == (NOW, town.posts[KAMI].pk, True)
        with pytest.raises(WrongState, match="already"):
            acknowledged(town, notice, when=at(1))
        row.refresh_from_db()
        assert row.acknowledged_at == NOW

    def test_after_its_day_it_is_late(self, town, rules):
        row = acknowledged(town, sent(town), when=at(4))
        assert row.in_time is False

    def test_a_wards_desk_may_say_it_for_its_offices_and_nobody_elses(self, town, rules):
        notice = sent(town)
        acknowledged(town, notice, by=KAMI_MAYOR, code="w-kami-machi")
        for by in (SHIMO, HEAD, CLERK):
            with pytest.raises(NotPermitted):
                acknowledged(town, notice, by=by, code="w-kami-machi")
        acknowledged(town, notice, by=CLERK)

    def test_who_need_not_is_told_so(self, town, rules, english):
        notice = sent(town, happening="campaign", by=KAMI)
        with pytest.raises(WrongState, match="need not"):
            acknowledged(town, notice, by=LIAISON)

    def test_not_before_it_is_sent_nor_after_it_is_withdrawn(self, town, rules):
        notice = sent(town, deliver=False)
        with pytest.raises(WrongState):
            acknowledged(town, notice)
        notices.withdraw_notice(town.actor(*HEAD), notice=notice, because="日がかわりました。")
        with pytest.raises(WrongState):
            acknowledged(town, notice)


class TestReadingAndAsking:
    def test_opening_it_counts_once_for_a_person(self, town, rules):
        notice, planner = sent(town), town.actor(*KAMI)
        assert notices.read_notice(planner, notice=notice) is True
        assert notices.read_notice(planner, notice=notice) is False
        notice.refresh_from_db()
        assert notice.read == 1

    def test_who_was_not_told_is_not_counted(self, town, rules):
        notice = sent(town)
        notices.read_notice(town.actor(*LIAISON), notice=notice)
        notice.refresh_from_db()
        assert notice.read == 0

    def test_a_question_waits_for_the_sender_and_is_replied_to_once(self, town, rules):
        question = notices.ask_about_notice(town.actor(*KAMI), notice=sent(town), text="休日もですか。")
        assert queries.desk(town.actor(*HEAD)).questions == [question]
        with pytest.raises(NotPermitted):
            notices.reply_about_notice(town.actor(*SHIMO), question=question, text="はい。")
        notices.reply_about_notice(town.actor(*HEAD), question=question, text="平日だけです。")
        with pytest.raises(WrongState):
            notices.reply_about_notice(town.actor(*HEAD), question=question, text="やはり毎日です。")
        question.refresh_from_db()
        assert question.reply == "平日だけです。"
        assert not queries.desk(town.actor(*HEAD)).questions

    def test_the_auditor_reads_and_does_not_ask(self, town, rules):
        with pytest.raises(NotPermitted):
            notices.ask_about_notice(town.actor(*AUDITOR), notice=sent(town), text="なぜですか。")


class TestNewerOnes:
    def test_a_newer_notice_takes_the_place_of_the_old(self, town, rules):
        old = sent(town)
        new = sent(town, title="窓口の時間の訂正", corrects=old)
        old.refresh_from_db()
        assert (old.state, old.corrected_by, new.corrects) == ("corrected", new, old)
        with pytest.raises(WrongState):
            sent(town, corrects=old)
        assert Notice.objects.count() == 2  # what was refused left nothing
        assert old not in [row.notice for row in queries.desk(town.actor(*KAMI)).acknowledge]

    def test_only_by_its_sender(self, town, rules):
        old = sent(town)
        with pytest.raises(NotPermitted):
            sent(town, by=POLICY, corrects=old)

    def test_withdrawn_with_a_reason(self, town, rules):
        notice = sent(town)
        with pytest.raises(BadInput):
            notices.withdraw_notice(town.actor(*HEAD), notice=notice, because="")
        notices.withdraw_notice(town.actor(*HEAD), notice=notice, because="中止です。")
        assert not queries.desk(town.actor(*KAMI)).acknowledge
        kept = queries.notice_numbered(notice.pk)
        assert (kept.state, kept.withdrawn_because) == ("withdrawn", "中止です。")


class TestReminding:
    @pytest.mark.parametrize(
        ("days", "hour", "reminded"),
        [(3, 18, 0), (4, 18, 0), (6, 16, 0), (6, 18, 4)],  # due on Friday; Saturday and early afternoon: nobody
        ids=["its day", "Saturday", "Monday afternoon", "Monday evening"],
    )
    def test_in_the_evening_of_the_next_business_day(self, town, rules, days, hour, reminded):
        sent(town)
        assert tasks.remind_of_acknowledgements(at(days, hour)) == reminded

    def test_every_second_business_day_and_not_who_has_said_so(self, town, rules):
        notice = sent(town)
        acknowledged(town, notice)
        counts = [tasks.remind_of_acknowledgements(at(days, 18)) for days in (6, 7, 8)]
        assert counts == [3, 0, 3]
        assert tasks.remind_of_acknowledgements(at(8, 19)) == 0  # once an evening
        assert set(Addressee.objects.filter(acknowledged_at=None).values_list("reminders", flat=True)) == {2}

    def test_of_two_timers_one_reminds(self, town, rules):
        sent(town)
        notices.remind_of_notices(town.system(at(6, 18)), city=town.city, book=town.book)
        with pytest.raises(WrongState):
            notices.remind_of_notices(town.system(at(6, 19)), city=town.city, book=town.book)
        assert set(Addressee.objects.values_list("reminders", flat=True)) == {1}

    def test_days_between_are_days_here(self, town, rules):
        sent(town)
        counts = [
            notices.remind_of_notices(town.system(at(days, hour)), city=town.city, book=town.book)
            for days, hour in ((7, 1), (8, 18), (9, 18))  # Tuesday before dawn is Monday in Greenwich
        ]
        assert counts == [4, 0, 4]


def test_a_notice_that_cannot_be_sent_holds_up_no_other(town, rules, caplog, monkeypatch):
    bad, good = sent(town, deliver=False), sent(town, deliver=False)
    keep = ledger.insert

    def fails(entry):
        if entry.operation == "deliver_notice" and entry.object_id == bad.pk:
            raise RuntimeError("窓口の時間が変わります")
        keep(entry)

    with monkeypatch.context() as broken:
        broken.setattr(ledger, "insert", fails)
        assert tasks.deliver(at(0, 10)) == 1
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("accepted", "sent")
    assert "RuntimeError" in caplog.text and "窓口" not in caplog.text
    assert tasks.deliver(at(0, 11)) == 1


def test_every_desk_shows_what_waits_for_its_own_office(town, rules):
    notice = sent(town)
    waits = {
        who: [row.office.code for row in queries.desk(town.actor(*who)).acknowledge]
        for who in (KAMI, CLERK, SHIMO, HEAD, IT)
    }
    assert waits == {
        KAMI: ["w-kami-kumin", "w-kami-machi"], CLERK: ["w-kami-kumin"], SHIMO: ["w-shimo-kumin", "w-shimo-machi"], HEAD: [], IT: [],
    }  # fmt: skip
    assert [row.notice for row in queries.desk(town.actor(*KAMI)).unread] == [notice]


def test_another_citys_notice_is_not_there(town, tonari, rules):
    from wakimizu.shared.scoping import in_city

    notice = sent(town)
    with in_city(tonari.city.pk):
        assert queries.notice_numbered(notice.pk) is None
    with pytest.raises(NotPermitted):
        notices.ask_about_notice(tonari.actor("planner", "w-higashi-machi"), notice=notice, text="見えますか。")


def test_what_is_in_force_may_be_put_right_for_the_same_day(town):
    with_rules(town)
    old = sent(town, effective=TODAY + timedelta(days=3))
    later = at(10)
    new = sent(town, when=later, corrects=old, effective=old.effective, title="窓口の時間（訂正）")
    assert (new.corrects, new.effective) == (old, old.effective)
    with pytest.raises(BadInput):
        sent(town, when=later, effective=old.effective)
