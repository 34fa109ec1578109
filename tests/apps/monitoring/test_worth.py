"""The least change worth naming: said with an indicator, in and out by files, and what it changes in what is told."""

from datetime import date

import pytest

from tests.apps.monitoring.small import HEARING, POLICY, april, indicator, value
from wakimizu.apps.monitoring import analysis, exports, imports, operations, periods, queries, wording
from wakimizu.apps.monitoring.analysis import Found
from wakimizu.apps.monitoring.models import Indicator
from wakimizu.shared.errors import BadInput

FACTS = {
    "name": "加入率", "source": "entered", "computation": "", "numerator": "加入世帯", "denominator": "全世帯",
    "unit": "percent", "direction": "up", "cadence": "year", "owner": "hq-kocho",
}  # fmt: skip


class TestSaying:
    def test_by_form(self, town, members):
        browser = town.browser(*HEARING)
        assert browser.post("/desk/indicator/members/change/", {**FACTS, "worth": "1.5"}).status_code == 302
        assert Indicator.objects.get().worth == 1.5
        assert "1.5%" in browser.get("/en/desk/indicator/members/").content.decode()
        assert browser.post("/desk/indicator/members/change/", FACTS).status_code == 302
        assert Indicator.objects.get().worth is None

    @pytest.mark.parametrize("said", ["0", "-1", "inf", "much"])
    def test_only_a_number_above_0(self, town, members, said):
        answer = town.browser(*HEARING).post("/en/desk/indicator/members/change/", {**FACTS, "worth": said})
        assert answer.status_code == 422
        assert Indicator.objects.get().worth is None

    def test_by_file_and_out_again(self, town, members):
        members.worth, members.note_en = 2.5, "Counted in April."
        members.note = "四月に数える。"
        members.save()
        file = "".join(exports.csv_lines(exports.indicators()))
        Indicator.objects.update(worth=None, note_en="")
        report = imports.import_indicators(town.actor(*POLICY), town.city, town.book, file.encode())
        assert report.counts["changed"] == 1
        kept = Indicator.objects.get()
        assert (kept.worth, kept.note_en) == (2.5, "Counted in April.")
        again = imports.import_indicators(town.actor(*POLICY), town.city, town.book, file.encode())
        assert again.counts["unchanged"] == 1

    def test_a_file_without_the_column_leaves_it(self, town, members):
        members.worth = 2.5
        members.save()
        head = "code,name,numerator,denominator,unit,direction,cadence,owner,source"
        line = "members,組織率,加入世帯,全世帯,percent,up,year,hq-kocho,entered"
        imports.import_indicators(town.actor(*POLICY), town.city, town.book, f"{head}\n{line}\n".encode())
        kept = Indicator.objects.get()
        assert (kept.name, kept.worth) == ("組織率", 2.5)

    def test_a_wrong_one_in_a_file_is_refused_with_its_line(self, town, members):
        head = "code,name,numerator,denominator,unit,direction,cadence,owner,source,意味のある変化"
        line = "members,組織率,加入世帯,全世帯,percent,up,year,hq-kocho,entered,-3"
        report = imports.import_indicators(town.actor(*POLICY), town.city, town.book, f"{head}\n{line}\n".encode())
        assert [(told.number, told.fate) for told in report.told] == [(2, "refused")]

    def test_an_indicator_is_asked_for_it_only_above_0(self, town, members):
        members.worth = -1.0
        with pytest.raises(BadInput) as refusal:
            operations.keep_indicator(town.actor(*POLICY), indicator=members)
        assert refusal.value.field == "worth"


def series(step):
    """Two years of months that go up and down by 0.1, and so much more since the second begins."""
    return [50 + (0.1 if n % 2 else -0.1) + (step if n >= 12 else 0) for n in range(24)]


class TestDidItWork:
    @pytest.mark.parametrize(
        ("step", "worth", "found"),
        [
            (1.0, None, Found.BETTER),
            (1.0, 0.5, Found.BETTER),
            (1.0, 3.0, Found.NO_CHANGE),  # there for sure, and for sure too small to be named
            (-1.0, 3.0, Found.NO_CHANGE),
            (-1.0, None, Found.WORSE),
            (0.0, 3.0, Found.NO_CHANGE),
            (0.0, None, Found.CANNOT_TELL),
        ],
    )
    def test_a_change_smaller_than_that_is_its_own_answer(self, step, worth, found):
        effect = analysis.interrupted(series(step), 12, up=True, a_year=1, others=(), worth=worth)
        assert effect.found == found

    def test_against_others_too(self):
        def against(worth):
            others = [[40 + 0.1 * (n * k % 5) for n in range(24)] for k in (2, 3)]
            return analysis.compared(series(1.0), others, 12, up=True, weights=None, worth=worth).found

        assert (against(None), against(3.0)) == (Found.BETTER, Found.NO_CHANGE)

    def test_too_little_to_tell_stays_that(self):
        effect = analysis.interrupted(series(1.0)[:14], 12, up=True, a_year=1, others=(), worth=3.0)
        assert effect.found == Found.CANNOT_TELL

    def test_the_page_says_it_in_words(self, town):
        rate = indicator(town, "rate", name_en="Rate", cadence="month", worth=3.0)
        months = periods.ended(date(2026, 11, 24), "month", 24)
        for begins, number in zip(months, series(1.0), strict=True):
            value(rate, begins, number)
        operations.name_beginning(town.actor(*POLICY), indicator=rate, day=months[12], name="手伝い")
        page = town.browser(*POLICY).get("/en/desk/indicator/rate/").content.decode()
        assert "Moved by less than what is worth naming (3.0 points)" in page
        (worked,) = queries.sheet(rate, queries.CITY, town.book).worked
        assert wording.effect(worked.alone, rate).startswith("Moved by less")


class TestWatching:
    @pytest.fixture
    def off(self, town, members, action):
        operations.aim(
            town.actor(*POLICY), item=action, indicator=members, baseline_year=2023, baseline=70, targets={2027: 90}
        )
        value(members, april(2025), 79)  # the path asks for 80
        return members

    def test_drift_smaller_than_that_is_not_shouted(self, town, off):
        assert [each.gap for each in queries.watched(queries.lines(town.book))] == [1.0]
        Indicator.objects.update(worth=1.5)
        (line,) = queries.lines(town.book)
        assert (line.off, [each.gap for each in line.slight]) == ([], [1.0])
        page = town.browser(*POLICY).get("/en/desk/indicators/watch/").content.decode()
        assert "Nothing that has a target is off its path." in page
        assert "Off by less than what is worth naming" in page

    def test_as_large_as_that_is(self, town, off):
        Indicator.objects.update(worth=1.0)
        assert len(queries.watched(queries.lines(town.book))) == 1
