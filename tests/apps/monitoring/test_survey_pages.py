"""The pages of surveys: a resident's way with a code, the staff's way from a ready survey to the indicators, files in and out."""

import csv
import io
import re

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.monitoring.surveyed import GOOD, answers, codes, draft, said, under_way
from tests.apps.population.people import count_of_2020
from wakimizu.apps.city.models import Area
from wakimizu.apps.city.operations import renew
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.monitoring.models import Observation
from wakimizu.apps.monitoring.surveys import codes as lettering
from wakimizu.apps.monitoring.surveys import imports, operations
from wakimizu.apps.monitoring.surveys.models import Batch, Invitation, Sheet, Survey
from wakimizu.shared.scoping import in_city

POLICY, CLERK, HEARING = ("policy", "hq-seisaku"), ("clerk", "w-kami-kumin"), ("hq", "hq-kocho")


@pytest.fixture(autouse=True)
def on_a_day_of_the_survey(monkeypatch):
    """Pages read the clock at the edge; the survey of the cast is under way in November 2026."""
    from tests.cast import NOW

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def words(answer):
    return answer.content.decode()


class TestAnswering:
    def send(self, browser, code, **more):
        return browser.post("/en/survey/mado/", {"code": code, "used": "1", "overall": "5", "age": "2", **more})

    def test_from_the_code_to_thanks(self, town):
        code = codes(town, under_way(town))[0]
        browser = town.browser()
        page = words(browser.post("/en/survey/", {"code": code}))
        assert "How courteous were the staff" in page
        assert 'action="/en/survey/mado/"' in page
        answer = self.send(browser, code, sex="female", ward="43991", better=["1", "4"], words="親切でした")
        assert answer["Location"] == "/en/survey/mado/thanks/"
        assert "Your answers are kept" in words(browser.get(answer["Location"]))
        sheet = Sheet.objects.get()
        assert sheet.values == {"used": 1, "overall": 5, "better": [1, 4], "words": "親切でした"}
        assert (sheet.age, sheet.sex, sheet.ward.code) == (2, "female", "43991")

    def test_the_same_code_again_is_a_sentence_and_no_answer(self, town):
        code = codes(town, under_way(town))[0]
        browser = town.browser()
        self.send(browser, code)
        for again in (self.send(browser, code, overall="1"), browser.post("/en/survey/", {"code": code})):
            assert again.status_code == 422
            assert "This code has been answered with already, and it counts once." in words(again)
        assert Sheet.objects.get().values["overall"] == 5

    def test_a_fault_keeps_what_was_chosen_and_says_what_to_do(self, town):
        code = codes(town, under_way(town))[0]
        answer = town.browser().post("/en/survey/mado/", {"code": code, "overall": "4", "words": "123456789018"})
        assert answer.status_code == 422
        page = words(answer)
        assert "Please fill this in." in page
        assert re.search(r'name="overall" value="4"[^>]*checked', page)
        assert f'value="{code}"' in page
        refused = self.send(town.browser(), code, words="番号は123456789018です")
        assert "My Number" in words(refused)
        assert not Sheet.objects.exists()

    def test_a_code_is_in_no_address_and_no_page_but_its_own(self, town):
        code = codes(town, under_way(town))[0]
        browser = town.browser()
        answer = self.send(browser, code)
        assert code not in answer["Location"]
        assert code not in words(browser.get(answer["Location"]))
        assert words(browser.get("/en/survey/mado/")).count("Your invitation code") == 1

    def test_someone_signed_in_answers_as_anybody(self, town):
        code = codes(town, under_way(town))[0]
        self.send(town.browser(*CLERK), code)
        entry = Entry.objects.order_by("-pk").first()
        assert (entry.operation, entry.role, entry.user_id, entry.post_id) == ("answer_survey", "resident", None, None)

    def test_a_ward_on_the_invitation_is_not_asked_again(self, town):
        survey = under_way(town)
        code = codes(town, survey, areas=[town.areas["43992"]])[0]
        page = words(town.browser().post("/en/survey/", {"code": code}))
        assert "This invitation is for Shimo Ward." in page
        assert 'name="ward"' not in page
        self.send(town.browser(), code)
        assert Sheet.objects.get().ward.code == "43992"

    def test_of_another_survey_the_code_opens_its_own_questions_only(self, town):
        under_way(town)
        code = codes(town, under_way(town, "machizukuri", "machi"))[0]
        answer = self.send(town.browser(), code)
        assert answer.status_code in (200, 422)
        assert not Sheet.objects.exists()

    def test_guessing_is_stopped_and_right_codes_are_not(self, town, settings):
        settings.VOICES_PER_HOUR = 3
        survey = under_way(town)
        browser = town.browser()
        for code in codes(town, survey, 5):
            assert self.send(browser, code).status_code == 302
        for _n in range(3):
            assert browser.post("/en/survey/", {"code": lettering.new_code()}).status_code == 422
        answer = browser.post("/en/survey/", {"code": codes(town, survey)[0]})
        assert (answer.status_code, "wait an hour" in words(answer)) == (429, True)
        caches["memory"].clear()

    def test_districts_choose_theirs(self, town):
        code = codes(town, under_way(town, "jichi", "jichi"))[0]
        keys = ("participation", "bearers", "activities", "cooperation", "events")
        page = words(town.browser().post("/survey/", {"code": code}))
        assert 'name="age"' not in page
        answer = town.browser().post(
            "/survey/jichi/", {"code": code, "district": "43991-01", **dict.fromkeys(keys, "3"), "times": "12"}
        )
        assert answer.status_code == 302
        assert Sheet.objects.get().values["times"] == 12


class TestDesk:
    NEW = {"instrument": "counters", "code": "mado", "owner": "hq-kocho", "opens": "2026-11-20", "closes": "2026-12-20"}

    def test_from_a_ready_survey_to_the_indicators(self, town):
        count_of_2020(town)
        browser = town.browser(*POLICY)
        assert browser.post("/en/desk/surveys/new/", self.NEW)["Location"] == "/en/desk/survey/mado/"
        file = browser.post(
            "/en/desk/survey/mado/invite/", {"name": "Sample", "where": "", "each": "12", "form": "csv"}
        )
        rows = list(csv.DictReader(io.StringIO(words(file).removeprefix("\ufeff"))))
        assert len({row["回答コード"] for row in rows}) == 12
        assert rows[0]["回答ページ"].endswith(f"/en/survey/#{rows[0]['回答コード']}")
        browser.post("/desk/survey/mado/act/open/")
        for n, row in enumerate(rows):
            answer = town.browser().post(
                "/survey/mado/",
                {"code": row["回答コード"], "used": "1", "overall": str(3 + n % 3), "age": "3", "sex": "male"},
            )
            assert answer.status_code == 302
        assert "12" in words(browser.get("/en/desk/survey/mado/"))
        browser.post("/desk/survey/mado/act/close/")
        page = words(browser.get("/en/desk/survey/mado/"))
        assert "Not public yet" in page
        assert town.browser().get("/surveys/mado/").status_code == 404
        browser.post("/desk/survey/mado/act/publish/")
        public = words(town.browser().get("/en/surveys/mado/"))
        assert "66.7%" in public
        assert "Open data" in public
        assert Observation.objects.get(indicator__code="satisfied").value == pytest.approx(66.67, abs=0.1)
        assert "66.7%" in words(browser.get("/en/desk/indicator/satisfied/"))
        assert "overall" in words(town.browser().get("/opendata/surveys/mado.csv"))

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"closes": "2026-11-01"}, "The last day comes after the first."),
            ({"instrument": "file"}, "Choose the file with your questions."),
            ({"code": "with blank"}, "Only letters, numbers"),
            ({"opens": "soon"}, "This is not a day."),
        ],
    )
    def test_a_fault_stands_at_its_field(self, town, change, sentence):
        answer = town.browser(*POLICY).post("/en/desk/surveys/new/", {**self.NEW, **change})
        assert (answer.status_code, sentence in words(answer)) == (422, True)
        assert not Survey.objects.exists()

    def test_a_survey_of_the_citys_own(self, town):
        from wakimizu.apps.monitoring.surveys import instruments

        file = SimpleUploadedFile("own.toml", instruments._text("machizukuri").replace("まちづくり", "公園").encode())
        answer = town.browser(*HEARING).post("/en/desk/surveys/new/", {**self.NEW, "instrument": "file", "file": file})
        assert answer.status_code == 302
        assert Survey.objects.get().name == "公園満足度調査"

    def test_invitations_to_print_and_for_each_district(self, town):
        draft(town)
        page = words(
            town.browser(*POLICY).post(
                "/en/desk/survey/mado/invite/", {"name": "Bodies", "where": "districts", "each": "2", "form": "letters"}
            )
        )
        assert page.count("survey-letter") == 8
        assert Batch.objects.count() == 4
        too_many = town.browser(*POLICY).post(
            "/en/desk/survey/mado/invite/", {"name": "x", "where": "wards", "each": "300", "form": "letters"}
        )
        assert "At most 500" in words(too_many)

    @pytest.mark.parametrize(
        "page",
        [
            "/desk/surveys/", "/desk/survey/mado/", "/desk/survey/mado/sheet/", "/desk/survey/mado/paper/download/",
        ],
    )  # fmt: skip
    def test_staff_see_them_and_nobody_else(self, town, page):
        under_way(town)
        assert town.browser(*CLERK).get(page).status_code == 200
        assert town.browser().get(page).status_code == 302

    @pytest.mark.parametrize(
        "page",
        [
            "/desk/surveys/new/", "/desk/survey/mado/change/", "/desk/survey/mado/invite/", "/desk/survey/mado/import/",
            "/desk/survey/mado/sheets/download/",
        ],
    )  # fmt: skip
    def test_forms_and_sheets_are_for_those_who_may(self, town, page):
        under_way(town)
        operations.close_survey(town.actor(*POLICY), survey=Survey.objects.get())
        assert town.browser(*POLICY).get(page).status_code == 200
        assert town.browser(*CLERK).get(page).status_code == 403

    def test_what_people_wrote_is_for_policy_and_only_after_the_end(self, town):
        survey = under_way(town)
        answers(town, survey, [said(words="案内が親切"), said()])
        assert "案内が親切" not in words(town.browser(*POLICY).get("/desk/survey/mado/"))
        operations.close_survey(town.actor(*POLICY), survey=survey)
        assert "案内が親切" in words(town.browser(*POLICY).get("/desk/survey/mado/"))
        assert "案内が親切" not in words(town.browser(*HEARING).get("/desk/survey/mado/"))

    def test_another_citys_survey_is_not_there(self, town, tonari):
        under_way(town)
        with in_city(tonari.city.pk):
            assert tonari.browser("planner", "w-higashi-machi").get("/desk/survey/mado/").status_code == 404
        assert tonari.browser().get("/surveys/mado/").status_code == 404


class TestPaper:
    def take(self, town, text, encoding="utf-8", who=POLICY):
        file = SimpleUploadedFile("paper.csv", text.encode(encoding))
        return town.browser(*who).post("/en/desk/survey/mado/import/", {"file": file})

    def test_a_file_as_offices_write_it(self, town):
        survey = under_way(town)
        code = codes(town, survey)[0]
        lines = (
            "通し番号,回答コード,年齢,性別,区,校区,used,問2,overall,better,words\n"
            f"1,{code},４２,女,上区,,はい,5,4,1;3,とても早かった\n"
            "2,,30代,男性,43992,,1,,2,,\n"
            "3,,,,,,いいえ,,,,\n"
        )
        assert "3 added" in words(self.take(town, lines, "cp932"))
        first, second, third = Sheet.objects.order_by("number")
        assert first.values == {"used": 1, "courtesy": 5, "overall": 4, "better": [1, 3], "words": "とても早かった"}
        assert (first.age, first.sex, first.ward.code, first.channel) == (2, "female", "43991", "paper")
        assert (second.age, second.sex, second.ward.code) == (1, "male", "43992")
        assert (third.values, third.age, third.sex, third.ward) == ({"used": 0}, None, "", None)
        again = self.take(town, "\ufeff" + lines)
        assert "3 unchanged" in words(again)
        assert Sheet.objects.count() == 3
        assert Invitation.objects.get().used
        assert "1 changed" in words(
            self.take(town, lines.replace("2,,30代,男性,43992,,1,,2", "2,,30代,男性,43992,,1,,3"))
        )
        assert Sheet.objects.get(number="2").values["overall"] == 3

    def test_every_wrong_line_is_named_and_nothing_is_taken(self, town):
        survey = under_way(town)
        used, own = codes(town, survey, 2)
        operations.answer_survey(town.resident(), code=used, given=operations.Given(values=GOOD))
        lines = (
            "No,コード,年齢,性別,区,used,overall\n"
            "1,,42,女,上区,1,5\n"
            f"2,{used},42,女,上区,1,5\n"
            f"3,{own},42,女,上区,1,5\n"
            f"4,{own},42,女,上区,1,5\n"
            "5,,42,女,上区,1,9\n"
            "1,,42,女,上区,1,5\n"
            ",,42,女,上区,1,5\n"
        )
        page = words(self.take(town, lines))
        for sentence in (
            "This code has been answered with already; each counts once.", "a number from 1 to 5",
            "Another line of this file has the same number.", "Number every sheet", "Nothing was taken in.",
        ):  # fmt: skip
            assert sentence in page, sentence
        assert Sheet.objects.filter(channel="paper").count() == 0
        assert Invitation.objects.filter(used=True).count() == 1

    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            ("1,12,女,上区,1", "no age of 18 or more"),
            ("1,42,x,上区,1", "Write male or female"),
            ("1,42,女,北区,1", "no ward or district"),
            ("1,42,女,上区,", "used: Please answer this question."),
        ],
    )
    def test_what_cannot_be_is_said(self, town, line, sentence):
        under_way(town)
        assert sentence in words(self.take(town, f"番号,年齢,性別,区,used\n{line}\n"))
        assert not Sheet.objects.exists()

    def test_only_a_survey_under_way_takes_paper(self, town):
        draft(town)
        assert "This survey is not under way" in words(self.take(town, "番号,used\n1,1\n"))

    def test_a_file_without_its_questions_is_refused(self, town):
        under_way(town)
        assert "No column of this file is a question" in words(self.take(town, "番号,あいさつ\n1,1\n"))

    def test_the_empty_table_has_the_columns_that_come_in(self, town):
        survey = under_way(town)
        head = (
            words(town.browser(*POLICY).get("/desk/survey/mado/paper/download/"))
            .removeprefix("\ufeff")
            .strip()
            .split(",")
        )
        known = {name for names in imports.columns_of(list(survey.questions.all())).values() for name in names}
        assert set(head) <= known


@pytest.mark.parametrize("page", ["/desk/surveys/", "/desk/survey/mado/", "/surveys/", "/surveys/mado/", "/survey/"])
def test_statements_do_not_grow(town, page):
    count_of_2020(town)
    survey = under_way(town)
    answers(town, survey, [said(ward=town.areas["43991"]) for _n in range(12)])
    other = under_way(town, code="other")
    operations.close_survey(town.actor(*POLICY), survey=survey)
    town.browser(*POLICY).post("/desk/survey/mado/act/publish/")

    def statements():
        browser = town.browser(*POLICY)
        browser.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page).status_code == 200
        return len(asked)

    before = statements()
    answers(town, other, [said(ward=town.areas["43992"]) for _n in range(20)])
    for n in range(3):
        codes(town, under_way(town, code=f"more-{n}"), 5, areas=[None, *town.areas.values()])
    Area.objects.bulk_create(Area(city=town.city, kind="ward", code=f"4399{n}", name=f"{n}区") for n in range(3, 9))
    renew(town.city.pk)
    assert statements() <= before
