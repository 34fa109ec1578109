"""The self-check's pages: figures of the ward's own rows, this year's beside last year's; what each reader may do with it."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.voices.scenes import answered, kami_voice, need_of, shimo_voice
from tests.cast import NOW
from wakimizu.apps.city.models import Area
from wakimizu.apps.community.models import Case, Grant, Help, Partner, Visit, VisitDistrict, VisitPartner
from wakimizu.apps.community.selfcheck.workflow import Duty
from wakimizu.pages.selfcheck import gathering, wording

PLANNER, MAYOR, SHIMO = ("planner", "w-kami-machi"), ("mayor", "w-kami"), ("planner", "w-shimo-machi")
ADDRESS = "/desk/self-check/43991/2025/"


def of(town, duty, year=2026):
    rows = gathering.figures(town.areas["43991"], year, town.book)[duty]
    return {row["what"]: (row["n"], row["before"], row["of"]) for row in rows}


def visited(town, day, *districts, partner=None, people=5, ward="43991", **more):
    facts = {"kind": "meeting", "title": "懇談会", "noted_at": NOW, "sending": f"{Visit.objects.count()}", **more}
    row = Visit.objects.create(
        city=town.city, ward=town.areas[ward], office=town.offices["w-kami-machi"], day=day, residents=people, **facts
    )
    for code in districts:
        VisitDistrict.objects.create(city=town.city, visit=row, district=town.areas[code])
    if partner:
        VisitPartner.objects.create(city=town.city, visit=row, partner=partner)
    return row


def partner_of(town, name="桜校区自治協議会", kind="council"):
    return Partner.objects.create(city=town.city, name=name, kind=kind, ward=town.areas["43991"])


def test_visits_count_in_their_year_and_ward_and_not_twice(town):
    council, npo = partner_of(town), partner_of(town, "川の会", "npo")
    visited(town, date(2026, 4, 1), "43991-01", "43991-02", partner=council)
    visited(town, date(2026, 9, 1), "43991-01", partner=npo, people=7, public=True)
    visited(town, date(2026, 3, 31), "43991-01", people=2)
    visited(town, date(2026, 9, 2), ward="43992")
    known = of(town, "inform")
    assert (known["visits"], known["people_met"], known["events"]) == ((2, 1, None), (12, 2, None), (1, 0, None))
    districts = Area.objects.filter(kind="district", parent=town.areas["43991"]).count()
    assert of(town, "grasp")["districts_visited"] == (2, 1, districts)
    joined = of(town, "join")
    assert (joined["partners_met"], joined["kinds_met"]) == ((2, 0, 2), (2, 0, None))
    assert of(town, "inform", 2027)["visits"] == (0, 2, None)


def test_voices_needs_and_answers_are_the_wards_own(town):
    need = need_of(town, kami_voice(town))
    shimo_voice(town)
    answered(town, need)
    assert of(town, "grasp")["voices"][0] == 1
    assert of(town, "grasp")["needs"][0] == 1


def test_help_grants_and_cases(town):
    council, need = partner_of(town), need_of(town)
    for sphere in ("self", "mutual", "city"):
        Help.objects.create(city=town.city, need=need, sphere=sphere, who="桜校区", text="見回り", said_at=NOW)
    Grant.objects.create(
        city=town.city, partner=council, kind="money", what="補助金", amount=50_000, since=date(2026, 5, 1)
    )
    Grant.objects.create(city=town.city, partner=council, kind="loan", what="テント", since=date(2025, 5, 1))
    Case.objects.create(
        city=town.city, title="見回り", where="桜校区", district_kind="suburb", problem="暗い", tried="見回り", began=2025,
        outcome="worked", source="区", ward=town.areas["43991"], noted_at=NOW,
    )  # fmt: skip
    joined = of(town, "join")
    assert (joined["helped"], joined["grants"], joined["granted"]) == ((1, 0, None), (1, 1, None), (50_000, 0, None))
    assert joined["cases"] == (1, 0, None)


def test_every_figure_has_its_words_and_the_statements_do_not_grow(town):
    rows = gathering.figures(town.areas["43991"], 2026, town.book)
    assert set(rows) == {duty.value for duty in Duty}
    assert {row["what"] for each in rows.values() for row in each} == set(wording.WHAT)

    def statements():
        with CaptureQueriesContext(connection) as caught:
            gathering.figures(town.areas["43991"], 2026, town.book)
        return len(caught)

    before = statements()
    for n in range(5):
        visited(town, date(2026, 5, 1) + timedelta(days=n), "43991-01", partner=partner_of(town, f"{n}"))
        kami_voice(town)
    assert statements() == before


def test_written_signed_and_read_by_anybody(town):
    planner, mayor, anybody = town.browser(*PLANNER), town.browser(*MAYOR), town.browser()
    facts = {f"{name}_{duty.value}": value for duty in Duty for name, value in (
        ("mark", "done"), ("words", f"{duty.label}についての説明"), ("next", "続ける"))}  # fmt: skip
    assert anybody.get("/self-check/43991/2025/").status_code == 404
    assert planner.post(ADDRESS, facts).status_code == 302
    assert anybody.get("/self-check/43991/2025/").status_code == 404
    assert "区長として署名する" not in planner.get(ADDRESS).content.decode()
    assert "区長として署名する" in mayor.get(ADDRESS).content.decode()
    assert mayor.post(f"{ADDRESS}sign/").status_code == 302
    page = anybody.get("/self-check/43991/2025/").content.decode()
    assert "地域の課題を的確に把握することについての説明" in page
    assert planner.post(ADDRESS, facts).status_code in (403, 409)
    overview = town.browser(*SHIMO).get("/desk/self-check/?year=2025").content.decode()
    assert "区長が署名済み" in overview


def test_the_other_ward_reads_and_does_not_write(town):
    other = town.browser(*SHIMO)
    page = other.get(ADDRESS)
    assert page.status_code == 200
    assert "<form" not in page.content.decode().split("<main")[1].split("</main")[0]
    assert other.post(ADDRESS, {}).status_code == 403


def test_a_year_to_come_and_a_place_that_is_no_ward_are_not_found(town):
    planner = town.browser(*PLANNER)
    for address in ("/desk/self-check/43991/2099/", "/desk/self-check/43991-01/2025/", "/desk/self-check/?year=2099"):
        assert planner.get(address).status_code == 404
