"""The pages of the room: what they show, what they take, and that they ask no more of a larger city."""

import re
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.apps.sharing.sharing_scenes import (
    AUDITOR,
    HEAD,
    KAMI,
    KAMI_MAYOR,
    LATER,
    LIAISON,
    MY_NUMBER_WORDS,
    POLICY,
    SHIMO,
    TODAY,
    asked_about,
    called,
    item_of,
    opinion_of,
    responded,
    sent,
    service,
    standard,
    to,
    with_rules,
)  # fmt: skip
from tests.apps.voices.scenes import need_of
from wakimizu.apps.services.models import Standard
from wakimizu.apps.sharing.models import Consultation, Delivery, Meeting, Notice, Task
from wakimizu.apps.sharing.operations import meetings, notices
from wakimizu.apps.voices.models import Need

WRITTEN = {"happening": "campaign", "title": "春の清掃", "text": "校区ごとに行います。", "effective": "2099-01-29"}


@pytest.fixture
def rules(town):
    return with_rules(town)


def read_of(answer):
    """The mark of the minutes that a form showed."""
    return re.search(r'name="read" value="([^"]*)"', answer.content.decode())[1]


def page(town, who, address, status=200):
    answer = town.browser(*who).get(f"/en{address}")
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


class TestNotices:
    def test_first_who_will_be_told_then_sent(self, town, rules):
        browser = town.browser(*HEAD)
        shown = browser.post("/en/desk/notices/new/", {**WRITTEN, "preview": "1"})
        assert "4 offices." in shown.content.decode() and "All of them in time." in " ".join(
            shown.content.decode().split()
        )
        assert not Notice.objects.exists()
        sent_off = browser.post("/en/desk/notices/new/", WRITTEN)
        notice = Notice.objects.get()
        assert sent_off["Location"] == f"/en/desk/notice/{notice.pk}/"
        assert notice.addressees.count() == 4
        assert "It goes out within a minute." in page(town, HEAD, f"/desk/notice/{notice.pk}/")

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"effective": "2020-01-06"}, "This day has passed"),
            ({"happening": "visit"}, "Nobody would be told"),
            ({"text": MY_NUMBER_WORDS}, "My Number"),
            ({"title": ""}, "Please fill this in"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field_and_nothing_is_sent(self, town, rules, given, words):
        answer = town.browser(*HEAD).post("/en/desk/notices/new/", {**WRITTEN, **given})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not Notice.objects.exists()

    def test_too_late_is_said_before_and_after(self, town, rules):
        late = {**WRITTEN, "effective": str(timezone.localdate())}
        shown = town.browser(*HEAD).post("/en/desk/notices/new/", {**late, "preview": "1"}).content.decode()
        assert re.search(r"It would come \d+ days later than the rule demands", shown)
        notice = sent(town, effective=TODAY.replace(day=27))
        assert "It came 5 days later than the rule demands." in page(town, KAMI, f"/desk/notice/{notice.pk}/")
        assert "5 days too late" in page(town, KAMI, "/desk/notices/?which=late")

    def test_one_press_acknowledges_and_the_second_is_told(self, town, rules):
        notice = sent(town)
        browser, address = town.browser(*KAMI), f"/en/desk/notice/acknowledge/{to(notice, 'w-kami-machi').pk}/"
        assert "Kami Town Division knows" in page(town, KAMI, f"/desk/notice/{notice.pk}/")
        assert browser.post(address).status_code == 302
        again = browser.post(address)
        assert again.status_code == 409
        assert "acknowledged already" in again.content.decode()
        assert "1 of 4 offices have said that they know." in page(town, KAMI, f"/desk/notice/{notice.pk}/")

    def test_opening_it_is_reading_it(self, town, rules):
        notice = sent(town)
        assert "1 of 3 people have opened it." in page(town, KAMI, f"/desk/notice/{notice.pk}/")
        assert "1 of 3 people have opened it." in page(town, KAMI, f"/desk/notice/{notice.pk}/")
        assert "1 of 3 people have opened it." in page(town, LIAISON, f"/desk/notice/{notice.pk}/")
        assert "2 of 3 people have opened it." in page(town, SHIMO, f"/desk/notice/{notice.pk}/")

    def test_each_reads_it_in_their_language(self, town, rules):
        notice = sent(town, title_en="Hours change", text_en="From April until 17:00.")
        assert "From April until 17:00." in page(town, KAMI, f"/desk/notice/{notice.pk}/")
        japanese = town.browser(*KAMI).get(f"/desk/notice/{notice.pk}/").content.decode()
        assert "四月から十七時までです。" in japanese and "From April" not in japanese

    def test_a_corrected_one_points_to_the_newer(self, town, rules):
        old = sent(town)
        answer = town.browser(*HEAD).post(f"/en/desk/notice/{old.pk}/correct/", WRITTEN)
        new = Notice.objects.get(corrects=old)
        assert answer["Location"] == f"/en/desk/notice/{new.pk}/"
        assert f'href="/en/desk/notice/{new.pk}/"' in page(town, KAMI, f"/desk/notice/{old.pk}/")

    def test_a_correction_also_tells_who_was_told_the_old_one(self, town, rules):
        old = sent(town, also=[town.offices["hq-kocho"]])
        browser, address = town.browser(*HEAD), f"/en/desk/notice/{old.pk}/correct/"
        shown = " ".join(browser.post(address, {**WRITTEN, "preview": "1"}).content.decode().split())
        assert "5 offices." in shown and "added by hand" in shown
        assert browser.post(address, WRITTEN).status_code == 302
        new = Notice.objects.get(corrects=old)
        assert new.addressees.count() == 5
        assert to(new, "hq-kocho").by_hand

    def test_what_cannot_be_corrected_is_said_before_anything_is_typed(self, town, rules):
        old = sent(town)
        sent(town, corrects=old)
        browser, address = town.browser(*HEAD), f"/en/desk/notice/{old.pk}/correct/"
        answer = browser.get(address)
        assert (answer.status_code, "still holds is corrected" in answer.content.decode()) == (409, True)
        typed = browser.post(address, {**WRITTEN, "title": "二度目の訂正"})
        assert typed.status_code == 409
        assert "二度目の訂正" in typed.content.decode() and "still holds is corrected" in typed.content.decode()

    @pytest.mark.parametrize("more", [{}, {"preview": "1"}])
    def test_a_day_at_the_beginning_of_time_has_passed(self, town, rules, more):
        answer = town.browser(*HEAD).post("/en/desk/notices/new/", {**WRITTEN, "effective": "0001-01-01", **more})
        assert answer.status_code == 422
        assert "This day has passed" in answer.content.decode()

    def test_what_was_typed_stays_when_it_is_too_late(self, town, rules):
        notice = sent(town)
        notices.withdraw_notice(town.actor(*HEAD), notice=notice, because="中止です。")
        answer = town.browser(*KAMI).post(f"/en/desk/notice/{notice.pk}/ask/", {"text": "雨のときは。"})
        assert answer.status_code == 409
        assert "雨のときは。" in answer.content.decode() and "does not hold now" in answer.content.decode()

    def test_questions_and_replies_are_everybodys(self, town, rules):
        notice = sent(town)
        assert town.browser(*KAMI).post(f"/desk/notice/{notice.pk}/ask/", {"text": "雨のときは。"}).status_code == 302
        question = notice.questions.get()
        assert town.browser(*HEAD).post(f"/desk/notice/reply/{question.pk}/", {"text": "翌週です。"}).status_code == 302
        assert "雨のときは。" in page(town, SHIMO, f"/desk/notice/{notice.pk}/") and "翌週です。" in page(
            town, AUDITOR, f"/desk/notice/{notice.pk}/"
        )


class TestConsultations:
    def standard(self, **more):
        levels = {f"level_{kind}": "none" for kind in ("general_branch", "community_centre", "kiosk")}
        facts = {
            "title": "補修の基準",
            "text": "早くします。",
            "answer_by": "2099-01-08",
            "valid_from": "2099-04-01",
            "wait_minutes": "15",
        }
        return {
            **levels,
            "level_ward_office": "full",
            "level_branch": "referral",
            **facts,
            "also": ["w-kami-machi"],
            **more,
        }

    def test_from_the_services_page_to_the_standard_in_force(self, town, rules):
        service(town)
        assert "/en/desk/consultations/standard/repair/" in page(town, HEAD, "/desk/services/repair/")
        head = town.browser(*HEAD)
        assert head.post("/en/desk/consultations/standard/repair/", self.standard()).status_code == 302
        row = Consultation.objects.get()
        office = town.offices["w-kami-machi"].pk
        given = {"office": office, "stance": "if", "text": "人手が要ります。"}
        assert town.browser(*KAMI).post(f"/desk/consultation/{row.pk}/answer/", given).status_code == 302
        assert head.get(f"/en/desk/consultation/{row.pk}/settle/").status_code == 409
        opinion = row.opinions.get()
        assert (
            head.post(f"/desk/consultation/respond/{opinion.pk}/", {"taken": "up", "text": "応援します。"}).status_code
            == 302
        )
        form = head.get(f"/en/desk/consultation/{row.pk}/settle/").content.decode()
        assert 'value="2099-04-01"' in form
        settled = head.post(
            f"/en/desk/consultation/{row.pk}/settle/", self.standard(outcome="proposed", text="進めます。")
        )
        assert settled.status_code == 302
        assert Standard.objects.get().consultation == row.pk
        assert "The standard holds from Wed 1 Apr 2099." in page(town, KAMI, f"/desk/consultation/{row.pk}/")

    def test_changed_at_the_settling(self, town, rules):
        row = asked_about(town, asked=["w-kami-machi"])
        responded(town, opinion_of(town, row))
        given = self.standard(outcome="changed", text="二十分にします。", wait_minutes="20")
        assert town.browser(*HEAD).post(f"/desk/consultation/{row.pk}/settle/", given).status_code == 302
        assert Standard.objects.get().wait_minutes == 20

    def settling(self, browser, address, **more):
        """What a browser sends back of the form as it was shown."""
        form = browser.get(address).context["form"]
        shown = {each.html_name: each.value() for each in form}
        given = {name: "" if value is None else str(value) for name, value in shown.items()}
        return browser.post(address, {**given, "text": "決めました。", **more})

    def test_the_proposed_last_day_stays_when_it_goes_on_changed(self, town, rules):
        proposed = {"valid_from": date(2099, 4, 1), "valid_to": date(2100, 4, 1), "documents": ["写真", "印"]}
        row = asked_about(town, standard=standard(town, **proposed), asked=["w-kami-machi"])
        responded(town, opinion_of(town, row))
        address = f"/en/desk/consultation/{row.pk}/settle/"
        assert 'value="2100-03-31"' in page(town, HEAD, address.removeprefix("/en"))
        settled = self.settling(town.browser(*HEAD), address, outcome="changed", documents="写真", wait_minutes="20")
        assert settled.status_code == 302
        found = Standard.objects.get()
        assert (found.valid_to, found.wait_minutes, found.documents) == (date(2100, 4, 1), 20, ["写真"])

    @pytest.mark.parametrize(
        "more", [{"wait_minutes": "20"}, {"valid_to": ""}, {"level_branch": "full"}, {"valid_from": "x"}]
    )
    def test_a_changed_standard_does_not_go_on_as_proposed(self, town, rules, more):
        proposed = {
            "valid_from": date(2099, 4, 1), "valid_to": date(2100, 4, 1), "documents": ["写真", "印"], "opens": time(8, 30),
            "closes": time(17), "because": "公平\nにする", "lead_days": 0,
        }  # fmt: skip
        row = asked_about(town, standard=standard(town, **proposed), asked=["w-kami-machi"])
        responded(town, opinion_of(town, row))
        browser, address = town.browser(*HEAD), f"/en/desk/consultation/{row.pk}/settle/"
        lines = {"documents": "写真\r\n印", "because": "公平\r\nにする"}
        refused = self.settling(browser, address, outcome="proposed", **lines, **more)
        assert refused.status_code == 422
        assert "outcome" in refused.context["form"].errors
        assert not Standard.objects.exists()
        assert self.settling(browser, address, outcome="proposed", **lines).status_code == 302
        assert Standard.objects.get().wait_minutes == 15

    def test_dropped_it_asks_nothing_about_the_standard(self, town, rules):
        row = asked_about(town, asked=["w-kami-machi"])
        responded(town, opinion_of(town, row))
        given = {"outcome": "dropped", "text": "やめます。", "valid_from": "", "wait_minutes": "many"}
        assert town.browser(*HEAD).post(f"/en/desk/consultation/{row.pk}/settle/", given).status_code == 302
        row.refresh_from_db()
        assert row.outcome == "dropped"

    def test_an_outcome_that_was_typed_stays_when_an_answer_came_meanwhile(self, town, rules):
        row = asked_about(town, about="other", asked=["w-kami-machi"])
        opinion_of(town, row)
        given = {"outcome": "proposed", "text": "打った言葉。"}
        answer = town.browser(*HEAD).post(f"/en/desk/consultation/{row.pk}/settle/", given)
        assert answer.status_code == 409
        assert "打った言葉。" in answer.content.decode() and "no response yet" in answer.content.decode()

    def test_the_page_of_the_standard_refuses_it_with_a_sentence(self, town, rules):
        service(town)
        answer = town.browser(*HEAD).post("/en/desk/services/repair/standard/", self.standard())
        assert answer.status_code == 422
        assert "Open a consultation about it." in answer.content.decode()
        assert not Standard.objects.exists()

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"also": []}, "Choose at least one office to ask"),
            ({"answer_by": "2020-01-06"}, "a day after today"),
            ({"valid_from": "2099-01-08"}, "after the answers are in"),
            ({"text": MY_NUMBER_WORDS}, "My Number"),
        ],
    )
    def test_what_cannot_be_asked(self, town, rules, given, words):
        service(town)
        answer = town.browser(*HEAD).post("/en/desk/consultations/standard/repair/", self.standard(**given))
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not Consultation.objects.exists()

    def test_what_would_change_stands_beside_what_is(self, town):
        Standard.objects.create(
            city=town.city,
            service=service(town),
            levels={"ward_office": "full"},
            wait_minutes=30,
            valid_from="2024-04-01",
        )
        row = asked_about(town, standard=standard(town, valid_to=date(2028, 4, 1), because="公平"))
        shown = re.sub("<[^>]+>", " ", page(town, KAMI, f"/desk/consultation/{row.pk}/"))
        shown = " ".join(shown.split())
        assert "Wait at most, minutes 30 15" in shown and "Branch – Not handled △ Passed on" in shown
        assert "It holds from Mon 1 Apr 2024 Thu 1 Apr 2027" in shown
        assert "Its last day – Fri 31 Mar 2028" in shown and "Why – 公平" in shown
        assert "Ward office ●" not in shown  # what stays as it is needs no row

    def test_any_other_matter_is_asked_too(self, town):
        given = {
            "title": "土曜の開所",
            "about": "office",
            "text": "月に一度。",
            "answer_by": "2099-01-08",
            "groups": ["ward_office"],
        }
        assert town.browser(*POLICY).post("/desk/consultations/new/", given).status_code == 302
        assert Consultation.objects.get().asked.count() == 2

    def test_a_number_that_is_no_service_is_not_there(self, town):
        page(town, HEAD, "/desk/consultations/standard/moon/", 404)


class TestMeetings:
    def given(self, **more):
        facts = {
            "kind": "mayors",
            "title": "十二月の区長会議",
            "day": "2099-12-01",
            "begins": "13:00",
            "ends": "15:00",
            "place": "庁議室",
        }
        return {**facts, "groups": ["ward_office"], **more}

    def test_called_its_agenda_is_filled_at_once(self, town, rules):
        Need.objects.filter(pk=need_of(town).pk).update(due="2020-01-01")
        assert town.browser(*POLICY).post("/desk/meetings/new/", self.given()).status_code == 302
        meeting = Meeting.objects.get()
        assert set(meeting.invitations.values_list("office__code", flat=True)) == {"w-kami", "w-shimo"}
        assert list(meeting.items.values_list("source", "number")) == [("late_answers", 1)]
        assert town.browser(*POLICY).post(f"/desk/meetings/{meeting.pk}/step/fill/").status_code == 302
        assert meeting.items.count() == 1

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"day": "2020-01-01"}, "This moment has passed"), ({"ends": "12:00"}, "end before it begins"),
            ({"groups": []}, "at least one office"), ({"title": ""}, "fill this in"), ({"begins": "noon"}, "not a time"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_called(self, town, given, words):
        answer = town.browser(*POLICY).post("/en/desk/meetings/new/", self.given(**given))
        assert answer.status_code == 422
        assert words in answer.content.decode()

    def test_lines_with_numbers_and_links_ordered_and_left_out(self, town):
        meeting = called(town)
        meetings.fill_agenda(town.actor(*POLICY), meeting=meeting, found={"late_answers": 3, "off_path": 2})
        shown = page(town, POLICY, f"/desk/meetings/{meeting.pk}/")
        assert '<a class="queue-title" href="/en/desk/overdue/">1. Needs whose answer is late</a>' in shown
        assert "3 of them" in shown
        second = meeting.items.get(source="off_path")
        browser = town.browser(*POLICY)
        assert browser.post(f"/desk/meetings/item/{second.pk}/up/").status_code == 302
        assert "1. Indicators off their path" in page(town, POLICY, f"/desk/meetings/{meeting.pk}/")
        assert browser.post(f"/desk/meetings/item/{second.pk}/out/", {"because": "次回にします。"}).status_code == 302
        assert "次回にします。" in page(town, KAMI, f"/desk/meetings/{meeting.pk}/")

    def test_a_task_without_an_owner_is_refused_at_its_field(self, town):
        item = item_of(town, called(town))
        given = {"text": "案を作る", "office": "", "due": "2099-01-10"}
        browser = town.browser(*POLICY)
        assert browser.post(f"/en/desk/meetings/item/{item.pk}/task/", given).status_code == 422
        assert browser.post(f"/desk/meetings/item/{item.pk}/task/", {**given, "office": "w-kami"}).status_code == 302
        task = item.tasks.get()
        assert "案を作る" in page(town, KAMI_MAYOR, "/desk/")
        assert town.browser(*SHIMO).post(f"/desk/task/{task.pk}/", {"result": "した。"}).status_code == 403
        assert town.browser(*KAMI_MAYOR).post(f"/desk/task/{task.pk}/", {"result": "した。"}).status_code == 302

    def test_of_two_who_write_minutes_the_second_sees_both(self, town):
        item = item_of(town, called(town))
        Meeting.objects.update(begins=timezone.now() - timedelta(hours=1))
        browser, address = town.browser(*POLICY), f"/en/desk/meetings/item/{item.pk}/minutes/"
        first, second = (
            {"text": text, "read": read_of(browser.get(address))} for text in ("一人目の記録", "二人目の記録")
        )
        assert browser.post(address, first).status_code == 302
        assert browser.post(address, first).status_code == 302  # pressed twice
        refused = browser.post(address, second)
        shown = refused.content.decode()
        assert refused.status_code == 409
        assert "一人目の記録" in shown and "二人目の記録" in shown and "meanwhile" in shown
        item.refresh_from_db()
        assert item.minutes == "一人目の記録"
        both = {"text": "一人目と二人目", "read": read_of(refused)}
        assert browser.post(address, both).status_code == 302
        item.refresh_from_db()
        assert item.minutes == "一人目と二人目"

    def test_a_task_done_meanwhile_keeps_what_was_typed(self, town):
        task = meetings.give_task(
            town.actor(*POLICY), item=item_of(town, called(town)), text="案", office=town.offices["w-kami"], due=LATER
        )
        browser, address = town.browser(*KAMI_MAYOR), f"/en/desk/task/{task.pk}/"
        assert browser.post(address, {"result": "した。"}).status_code == 302
        again = browser.post(address, {"result": "私もした。"})
        assert again.status_code == 409
        assert "私もした。" in again.content.decode()

    def test_the_next_meeting_first_the_past_page_by_page(self, town):
        now = timezone.now()
        for number in range(33):
            called(town, title=f"会議 {number}")
            Meeting.objects.filter(title=f"会議 {number}").update(begins=now - timedelta(days=number // 2 + 1))
        called(town, title="来月")
        Meeting.objects.filter(title="来月").update(begins=now + timedelta(days=30))
        called(town, title="明日")
        Meeting.objects.filter(title="明日").update(begins=now + timedelta(days=1))
        shown = page(town, KAMI, "/desk/meetings/")
        titles = re.findall(r"会議 \d+|明日|来月", shown)
        newest = sorted(range(33), key=lambda number: (number // 2, -number))
        assert titles == ["明日", "来月", *(f"会議 {number}" for number in newest[:30])]
        older = re.search(r'rel="next" href="(\?before=\d+)"', shown)[1]
        rest = re.findall(r"会議 \d+", page(town, KAMI, f"/desk/meetings/{older}"))
        assert rest == [f"会議 {number}" for number in newest[30:]]

    def test_a_list_of_tasks_says_when_it_is_cut(self, town):
        item = item_of(town, called(town))
        facts = {
            "city": town.city,
            "item": item,
            "office": town.offices["w-kami"],
            "due": LATER,
            "given_at": timezone.now(),
        }
        Task.objects.bulk_create(Task(text=f"対応 {number}", **facts) for number in range(200))
        assert "most urgent of" not in page(town, KAMI_MAYOR, "/desk/tasks/")
        Task.objects.create(text="もう一つ", **facts)
        assert "The 200 most urgent of 201 open tasks." in page(town, KAMI_MAYOR, "/desk/tasks/")

    def test_once_it_has_begun_its_agenda_is_no_longer_filled(self, town):
        meeting = called(town)
        assert "/step/fill/" in page(town, POLICY, f"/desk/meetings/{meeting.pk}/")
        Meeting.objects.update(begins=timezone.now() - timedelta(hours=1))
        shown = page(town, POLICY, f"/desk/meetings/{meeting.pk}/")
        assert "/step/fill/" not in shown and "/change/" in shown

    def test_the_calendars_address_is_shown_to_its_office_only(self, town):
        assert town.browser(*KAMI_MAYOR).post("/desk/calendar/").status_code == 302
        assert "/calendar/" in re.search(r"<code>(.+?)</code>", page(town, KAMI_MAYOR, "/desk/calendar/"))[1]
        assert "<code>" not in page(town, KAMI, "/desk/calendar/")
        assert town.browser(*AUDITOR).post("/desk/calendar/").status_code == 403


class TestRulesAndHowTheyAreKept:
    def test_the_table_in_words(self, town, rules):
        shown = re.sub("<[^>]+>", " ", page(town, LIAISON, "/desk/sharing/rules/"))
        assert (
            "A standard changes HQ All wards: Ward office, Ward division 20 business days within 5 business days must be asked"
            in " ".join(shown.split())
        )

    def test_without_a_table_it_says_what_to_do(self, town):
        assert "wakimizu import sharing" in page(town, LIAISON, "/desk/sharing/rules/")

    @pytest.mark.parametrize("month", ["0001-01", "9999-12", "1969-12", "2026-13", "x"])
    def test_any_month_that_is_asked_for_is_answered(self, town, month):
        page(town, LIAISON, f"/desk/sharing/?month={month}")

    def test_a_month_and_its_csv(self, town, rules):
        now = timezone.now()
        sent(town, when=now, effective=LATER.replace(year=2099))
        notices.acknowledge_notice(town.actor(*KAMI, at=now), addressee=to(Notice.objects.get(), "w-kami-machi"))
        month = f"{timezone.localdate(now):%Y-%m}"
        assert "Road Division" in page(town, AUDITOR, f"/desk/sharing/?month={month}")
        answer = town.browser(*AUDITOR).get("/desk/sharing/download/")
        lines = answer.content.decode().splitlines()
        assert lines[0].startswith("\ufeff年月,所属コード,所属,通知")
        assert f"{month},hq-road,道路課,1,1,0,0,0,0,0" in lines


class Busy:
    """A town in which n of everything of this room has happened."""

    def __init__(self, town):
        self.town, self.n = with_rules(town), 0
        self.notice, self.consultation = sent(town), asked_about(town)
        self.meeting = called(town)

    def to(self, n):
        town = self.town
        for number in range(self.n, n):
            sent(town, title=f"通知 {number}")
            notices.ask_about_notice(town.actor(*KAMI), notice=self.notice, text=f"質問 {number}")
            opinion_of(town, self.consultation, text=f"意見 {number}")
            asked_about(town, about="other", title=f"照会 {number}")
            meetings.give_task(
                town.actor(*POLICY), item=item_of(town, self.meeting, f"議題 {number}"), text=f"対応 {number}",
                office=town.offices["w-kami-machi"], due=LATER,
            )  # fmt: skip
            called(town, days=number % 9 + 1)
        self.n = n

    def statements(self, who, address):
        browser = self.town.browser(*who)
        address = address.format(notice=self.notice.pk, consultation=self.consultation.pk, meeting=self.meeting.pk)
        browser.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(address).status_code == 200
        return len(counted)


PAGES = [
    (KAMI, "/desk/"), (HEAD, "/desk/"), (KAMI, "/desk/notices/"), (KAMI, "/desk/notice/{notice}/"), (HEAD, "/desk/notice/{notice}/"),
    (HEAD, "/desk/notices/new/"), (KAMI, "/desk/consultations/"), (HEAD, "/desk/consultation/{consultation}/"),
    (KAMI, "/desk/meetings/"), (POLICY, "/desk/meetings/{meeting}/"), (KAMI, "/desk/tasks/"), (AUDITOR, "/desk/sharing/"),
    (KAMI, "/desk/calendar/download/"),
]  # fmt: skip


def test_no_page_asks_more_of_a_busier_city(town):
    busy = Busy(town)
    busy.to(3)
    few = {each: busy.statements(*each) for each in PAGES}
    busy.to(25)
    assert Delivery.objects.count() > 70
    assert {each: busy.statements(*each) for each in PAGES} == few
    assert max(few.values()) <= 32
