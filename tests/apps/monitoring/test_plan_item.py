"""One part of a plan: its place, what it aims at, how far it is; progress in two languages; statements that do not grow."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.apps.monitoring.small import CLERK, HEARING, PLANNER, POLICY, april, indicator, item, value
from wakimizu.apps.monitoring import operations, plans
from wakimizu.apps.monitoring.models import Progress
from wakimizu.shared.errors import BadInput
from wakimizu.shared.scoping import in_city


@pytest.fixture
def tree(town):
    """A plan with a chapter, in it an action with an aim, and an action beneath that."""
    top = item(town, "top", "plan")
    chapter = item(town, "chapter", "chapter", parent=top)
    act = item(
        town,
        "act",
        "action",
        parent=chapter,
        owner=town.offices["hq-kocho"],
        due=timezone.localdate() + timedelta(days=30),
        source="計画書 12頁",
    )
    item(town, "beneath", "action", parent=act, owner=town.offices["hq-road"])
    operations.aim(
        town.actor(*POLICY), item=act, indicator=indicator(town), baseline_year=2023, baseline=70, targets={2027: 90}
    )
    return act


def words(answer):
    return answer.content.decode()


def test_it_stands_in_its_place_with_all_that_is_known(town, tree):
    value(indicator_of(tree), april(2025), 72)
    operations.note_progress(town.actor(*HEARING), item=tree, state="under_way", percent=30, text="始めました。")
    page = words(town.browser(*CLERK).get("/en/desk/plan/act/"))
    head = page.split("breadcrumbs", 1)[1].split("</nav>")[0]
    assert head.index("Item top") < head.index("Item chapter") < head.index("Item act")
    for said in (
        "Public Hearing Division",
        "計画書 12頁",
        "in 30 days",
        "Off its path",
        "72.0%",
        "2027",
        "<svg",
    ):
        assert said in page, said
    assert "Item beneath" in page.split('id="parts"')[1]
    assert "<form" not in page.split("<main")[1].split('id="notes"')[0]  # a clerk notes nothing


def indicator_of(act):
    return act.aims.get().indicator


def test_a_wards_part_shows_its_wards_values(town, tree):
    members = indicator_of(tree)
    vision = item(town, "vision", "vision", ward=town.areas["43991"])
    operations.aim(
        town.actor(*POLICY), item=vision, indicator=members, baseline_year=2023, baseline=60, targets={2027: 64}
    )
    value(members, april(2025), 72)
    value(members, april(2025), 63, town.areas["43991"])
    part = plans.part_called("vision", town.book)
    (sheet,) = part.sheets
    assert (sheet.last.value, str(sheet.standing), sheet.aimed.aim.item.code) == (63, "on_path", "vision")
    (whole,) = plans.part_called("act", town.book).sheets
    assert (whole.last.value, str(whole.standing)) == (72, "off_path")


def test_there_is_no_part_of_another_name_or_city(town, tonari, tree):
    with in_city(tonari.city.pk):
        item(tonari, "theirs")
    for code in ("nothing", "theirs"):
        assert town.browser(*POLICY).get(f"/desk/plan/{code}/").status_code == 404


class TestTwoLanguages:
    FACTS = {"state": "under_way", "percent": 40, "text": "半分終えました。"}

    def test_each_reader_has_their_own(self, town, tree):
        facts = {**self.FACTS, "text_en": "Half of it is done."}
        assert town.browser(*HEARING).post("/desk/plan/act/", facts).status_code == 302
        english = words(town.browser(*CLERK).get("/en/desk/plan/act/"))
        japanese = words(town.browser(*CLERK).get("/desk/plan/act/"))
        assert "Half of it is done." in english and "半分終えました。" not in english
        assert "半分終えました。" in japanese and "Half of it is done." not in japanese

    def test_where_there_is_one_only_everybody_reads_that(self, town, tree):
        assert town.browser(*HEARING).post("/desk/plan/act/", self.FACTS).status_code == 302
        assert "半分終えました。" in words(town.browser(*CLERK).get("/en/desk/plan/act/"))

    @pytest.mark.parametrize("field", ["text", "text_en"])
    def test_a_my_number_is_not_kept_in_either(self, town, tree, field):
        facts = {**self.FACTS, "text_en": "", field: "マイナンバーは 1234-5678-9018 です"}
        with pytest.raises(BadInput) as refusal:
            operations.note_progress(town.actor(*HEARING), item=tree, **facts)
        assert refusal.value.field == field
        assert not Progress.objects.exists()

    def test_an_indicators_note_too(self, town):
        indicator(town, note="四月に数える。", note_en="Counted in April.")
        assert "Counted in April." in words(town.browser(*CLERK).get("/en/desk/indicator/members/"))
        assert "四月に数える。" in words(town.browser(*CLERK).get("/desk/indicator/members/"))


class TestWhoseItIs:
    def test_a_ward_has_its_vision_and_what_its_offices_do(self, town):
        item(town, "vision", "vision", ward=town.areas["43991"])
        item(town, "own", owner=town.offices["w-kami-machi"])
        item(town, "theirs", owner=town.offices["w-shimo-machi"])
        item(town, "hq", owner=town.offices["hq-road"])
        codes = {each.item.code for each in plans.of_ward(town.areas["43991"])}
        assert codes == {"vision", "own"}

    def test_a_desk_has_what_is_due_soon_or_late_and_not_done(self, town):
        today = date(2026, 11, 24)
        mine = {"owner": town.offices["w-kami-machi"]}
        item(town, "late", due=date(2026, 10, 1), **mine)
        item(town, "soon", due=date(2027, 3, 31), **mine)
        item(town, "far", due=date(2029, 3, 31), **mine)
        item(town, "done", due=date(2026, 12, 1), state="done", percent=100, **mine)
        item(town, "theirs", due=date(2026, 12, 1), owner=town.offices["hq-road"])
        assert [each.code for each in plans.due_to(town.actor(*PLANNER), today)] == ["late", "soon"]


def test_statements_do_not_grow(town, tree):
    def statements():
        browser = town.browser(*POLICY)
        browser.get("/desk/plan/act/")
        with CaptureQueriesContext(connection) as counted:
            assert browser.get("/desk/plan/act/").status_code == 200
        return len(counted)

    value(indicator_of(tree), april(2024), 71)
    operations.note_progress(town.actor(*HEARING), item=tree, state="under_way", percent=30, text="始めました。")
    before = statements()
    for n in range(8):
        part = item(town, f"part{n}", parent=tree, owner=town.offices["hq-road"], ward=town.areas["43991"])
        more = indicator(town, f"more{n}", owner=town.offices["hq-road"])
        for aimed in (tree, part):
            operations.aim(
                town.actor(*POLICY), item=aimed, indicator=more, baseline_year=2023, baseline=70, targets={2027: 90}
            )
        value(more, april(2025), 72)
        operations.note_progress(
            town.actor(*HEARING), item=tree, state="under_way", percent=30 + n, text="進めました。"
        )
    assert statements() == before


def test_anybody_sees_the_plan_with_its_progress_and_only_published_indicators(town, tree):
    operations.note_progress(town.actor(*HEARING), item=tree, state="under_way", percent=30, text="始めました。")
    found = indicator_of(tree)
    for public in (True, False):
        type(found).objects.filter(pk=found.pk).update(public=public)
        page = words(town.browser().get("/plan/"))
        assert "15%" in page  # of two actions, one has begun
        assert (str(found) in page) is public
        assert "/desk/" not in page.split("<main")[1].split("</main")[0]
        assert "始めました。" not in page
