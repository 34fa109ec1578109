"""Staff ask for runs, watch and stop them, compare what they found, take files in; each as their post may."""

import io
import re
from datetime import UTC, datetime, time

import pytest

from tests.apps.population import people
from tests.apps.population.test_population_pages import main_of, words_of
from wakimizu.apps.population import desk, queries
from wakimizu.apps.population.models import Feed, ReachRun, Run, Table
from wakimizu.apps.population.rows import people_row
from wakimizu.shared.jobs import JobState

POLICY, PLANNER, CLERK = ("policy", "hq-seisaku"), ("planner", "w-kami-machi"), ("clerk", "w-kami-kumin")


@pytest.fixture
def peopled(town):
    people.whole_town(town)
    return town


FIVE = list(range(0, 95, 5))


@pytest.fixture
def ready(peopled):
    """A count of the wards by five-year age, and a set of assumptions that fits it: everybody stays, women have 0.5 children."""
    base = people.table(peopled, "five", "census", ages=FIVE)
    for ward in ("43991", "43992"):
        row = people_row(peopled.areas[ward], people.DAY, "observed", FIVE, [50.0] * 19, [50.0] * 19)
        row.city, row.table = peopled.city, base
        row.save()
    values = {"cohort_change": [[1.0] * 19] * 2, "children": 0.5, "boys": 0.51, "mothers": [15, 50]}
    fitting = people.assumptions(peopled, "five")
    fitting.ages, fitting.values = FIVE, values
    fitting.save()
    return peopled


def asked(town, **more):
    base, fitting = Table.objects.get(code="five"), people.Assumptions.objects.get(code="five")
    facts = {
        "name": "純移動半分", "base": f"{base.pk}-{people.DAY}", "assumptions": fitting.pk,
        "control": "", "until": 2050, "draws": 0, "seed": 1,
    }  # fmt: skip
    return {**facts, **more}


def waiting(town, **more):
    done = Run.objects.first()
    return Run.objects.create(
        city=town.city, name="これから", base=done.base, base_day=people.DAY, assumptions=done.assumptions, until=2040,
        asked_at=datetime(2026, 11, 20, tzinfo=UTC), **more,
    )  # fmt: skip


class TestAsking:
    def test_a_planner_asks_and_sees_it_wait(self, ready):
        peopled, browser = ready, ready.browser(*PLANNER)
        answer = browser.post(
            "/desk/population/ask/", asked(peopled, control=Table.objects.get(code="ipss").pk, draws=50)
        )
        assert answer["Location"] == "/desk/population/"
        run = Run.objects.get(name="純移動半分")
        assert (run.base.code, run.base_day, run.control.code, run.until, run.draws) == (
            "five",
            people.DAY,
            "ipss",
            2050,
            50,
        )
        page = main_of(browser.get("/desk/population/"))
        assert "純移動半分" in page and "<progress" in page and f"/desk/population/run/{run.pk}/cancel/" in page

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("until", 2019),
            ("until", 2101),
            ("draws", 20_000),
            ("name", ""),
            ("base", "999-2020-10-01"),
            ("assumptions", "999"),
            ("seed", -1),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(self, ready, field, value):
        answer = ready.browser(*PLANNER).post("/desk/population/ask/", asked(ready, **{field: value}))
        assert answer.status_code == 422
        assert f'id="id_{field}_error"' in answer.content.decode()
        assert not Run.objects.filter(name="純移動半分").exists()

    def test_a_clerk_sees_and_does_not_ask(self, ready):
        browser = ready.browser(*CLERK)
        assert browser.post("/desk/population/ask/", asked(ready)).status_code == 403
        page = main_of(browser.get("/desk/population/"))
        assert "/desk/population/ask/" not in page and "中位" in page

    def test_without_a_count_the_form_says_what_is_needed(self, town):
        assert 'class="empty"' in main_of(town.browser(*PLANNER).get("/desk/population/ask/"))

    def test_travel_times_are_asked_for_with_or_without_a_timetable(self, peopled):
        feed = Feed.objects.create(
            city=peopled.city, code="bus", name="市バス", content=b"", digest="", made_on=people.DAY
        )
        browser = peopled.browser(*PLANNER)
        facts = {"day": "2026-12-01", "window_from": "09:00", "window_to": "11:00", "feeds": [feed.pk]}
        assert browser.post("/desk/population/reach/", facts).status_code == 302
        assert list(ReachRun.objects.get().feeds.all()) == [feed]
        turned = browser.post("/desk/population/reach/", {**facts, "window_to": "08:00"})
        assert turned.status_code == 422 and 'id="id_window_to_error"' in turned.content.decode()


class TestUnderWay:
    def test_it_can_be_stopped_by_who_may_ask(self, peopled):
        run = waiting(peopled)
        assert peopled.browser(*CLERK).post(f"/desk/population/run/{run.pk}/cancel/").status_code == 403
        assert peopled.browser(*PLANNER).post(f"/desk/population/run/{run.pk}/cancel/").status_code == 302
        run.refresh_from_db()
        assert run.state == JobState.CANCELLED
        again = peopled.browser(*PLANNER).post(f"/desk/population/run/{run.pk}/cancel/")
        assert again.status_code == 409
        assert peopled.browser(*PLANNER).post("/desk/population/run/999999/cancel/").status_code == 404

    def test_the_page_looks_again_only_while_something_is_open(self, peopled):
        browser = peopled.browser(*PLANNER)
        assert "refresh.js" not in browser.get("/desk/population/").content.decode()
        waiting(peopled, state=JobState.RUNNING, progress=0.4)
        page = browser.get("/desk/population/").content.decode()
        assert "refresh.js" in page and "data-open" in page and "40%" in page

    def test_travel_times_that_hold_say_so(self, peopled):
        ReachRun.objects.create(
            city=peopled.city, asked_at=datetime(2026, 11, 20, tzinfo=UTC), day=people.DAY, window_from=time(9),
            window_to=time(11), state=JobState.DONE, holds=True,
        )  # fmt: skip
        assert "09:00–11:00" in words_of(peopled.browser(*CLERK).get("/desk/population/"))


class TestComparing:
    def test_two_results_year_by_year(self, peopled):
        """2050: 2340 and half as many more: 3510, +1,170, +50.0 %."""
        first = Run.objects.get()
        second = people.a_run(peopled, first.base, None, name="多い", grows=1.5)
        page = words_of(peopled.browser(*CLERK).get(f"/desk/population/compare/?a={first.pk}&b={second.pk}"))
        for number in ("2,340", "3,510", "+1,170", "+50.0%", "2,000–3,000"):
            assert number in page, number
        turned = words_of(peopled.browser(*CLERK).get(f"/desk/population/compare/?a={second.pk}&b={first.pk}"))
        assert "−1,170" in turned and "−33.3%" in turned

    def test_one_result_stands_alone_and_none_says_what_to_do(self, peopled, tonari):
        page = main_of(peopled.browser(*CLERK).get("/desk/population/compare/?a=x&b=999"))
        assert "2,340" in re.sub(r"<[^>]+>", " ", page) and "path-band" in page
        assert 'class="empty"' in main_of(tonari.browser("planner", "w-higashi-machi").get("/desk/population/compare/"))

    def test_the_band_is_between_the_outermost_quantiles(self):
        run = Run(quantiles={"2040": {"0.5": [5, 2, 1], "0.025": [4, 1, 0.5], "0.975": [6, 3, 2]}})
        assert queries.band_of(run, "total") == {2040: (4, 6)}
        assert desk.band_words(run) == "2.5%–97.5%"
        assert desk.band_words(Run()) == "" == desk.band_words(None)


CENSUS = "code,sex,age,year,population\n" + "".join(
    f"43991,{sex},{age},2015,{n}\n"
    for sex in "MF"
    for age, n in (("0-14", 100), ("15-64", 500), ("65-74", 90), ("75+", 80))
)


class TestFilesIn:
    def sent(self, town, content, who=POLICY, **more):
        file = io.BytesIO(content.encode())
        file.name = "a.csv"
        facts = {
            "kind": "census",
            "code": "census-2015",
            "name": "国勢調査2015",
            "source": "総務省",
            "file": file,
            **more,
        }
        return town.browser(*who).post("/desk/population/import/", facts)

    def test_a_census_comes_in_and_stands_in_the_list(self, town):
        page = words_of(self.sent(town, CENSUS))
        assert "8" in page
        assert Table.objects.get().rows.get().total == 1540
        page = words_of(town.browser(*POLICY).get("/desk/population/"))
        assert "国勢調査2015" in page and "総務省" in page and "2015-10-01" in page

    def test_a_wrong_line_takes_nothing_and_is_named(self, town):
        page = main_of(self.sent(town, CENSUS + "43991,M,0-14,2010,-5\n"))
        assert "-5" in page and not Table.objects.exists()

    @pytest.mark.parametrize(
        ("field", "value"), [("kind", "moon"), ("kind", ""), ("code", "a b"), ("name", ""), ("source", "")]
    )
    def test_what_is_missing_is_said_at_its_field(self, town, field, value):
        answer = self.sent(town, CENSUS, **{field: value})
        assert answer.status_code == 422 and f'id="id_{field}_error"' in answer.content.decode()

    def test_a_file_that_is_none_is_refused(self, town):
        answer = self.sent(town, "x,y\n1,2\n")
        assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()

    def test_who_may_not_sends_nothing(self, town):
        assert self.sent(town, CENSUS, who=PLANNER).status_code == 403
        assert not Table.objects.exists()

    def test_shops_leave_each_cell_its_nearest(self, town):
        people.cells(town)
        page = main_of(self.sent(town, "store,lat,lng\n一番店,33.0021,131.0031\n", kind="shops", source="見本の表"))
        assert "一番店" not in page
        told = {cell.code: cell.shop_m for cell in queries.cells(town.book)}
        assert told["493140001"] < 60 and told["493140002"] > 500
        again = main_of(self.sent(town, "store,lat,lng\n一番店,33.0021,131.0031\n", kind="shops", source="見本の表"))
        assert "unchanged" in again or "変更なし" in again

    def test_a_shop_without_a_place_takes_nothing(self, town):
        people.cells(town)
        page = main_of(self.sent(town, "store,lat,lng\n一番店,33.0021,131.0031\n迷子,,\n", kind="shops"))
        assert all(cell.shop_m is None for cell in queries.cells(town.book)) and "―" in page

    def test_shops_without_cells_say_what_comes_first(self, town):
        answer = self.sent(town, "store,lat,lng\n一番店,33.0021,131.0031\n", kind="shops")
        assert answer.status_code == 422
