"""The self-check's pages: figures of the ward's own rows, this year's beside last year's; what each reader may do with it."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.community.questions import drafted, opened
from tests.apps.voices.scenes import MY_NUMBER, answered, draft_of, kami_voice, need_of, shimo_voice
from tests.cast import NOW
from wakimizu.apps.city.models import Area
from wakimizu.apps.community.deliberation.models import Deliberation, Statement, Vote, Voter
from wakimizu.apps.community.models import Case, Grant, Help, Partner, Visit, VisitDistrict, VisitPartner
from wakimizu.apps.community.selfcheck.workflow import Duty
from wakimizu.apps.sharing.models import Notice
from wakimizu.apps.voices.models import Need
from wakimizu.apps.voices.operations import ask_support
from wakimizu.pages.selfcheck import gathering, wording

PLANNER, MAYOR, SHIMO = ("planner", "w-kami-machi"), ("mayor", "w-kami"), ("planner", "w-shimo-machi")
TODAY = NOW.date()
ADDRESS = "/desk/self-check/43991/2025/"


def of(town, duty, year=2026, today=TODAY):
    rows = gathering.figures(town.areas["43991"], year, town.book, today)[duty]
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
    hidden = need_of(town, kami_voice(town, "公園の水道が壊れています"))
    answered(town, need)
    answered(town, hidden)
    Need.objects.filter(pk=hidden.pk).update(public=False)
    draft_of(town, need_of(town, kami_voice(town, "公園のベンチが壊れています")))
    known = of(town, "grasp")
    assert (known["voices"], known["needs"]) == ((3, 0, None), (3, 0, None))
    assert of(town, "inform")["answers_public"] == (1, 0, None)  # neither what is not public nor a draft


def test_what_is_only_planned_was_not_done_yet(town):
    council = partner_of(town)
    visited(town, date(2026, 11, 24), "43991-01", partner=council, public=True)
    visited(town, date(2026, 11, 25), "43991-02", partner=partner_of(town, "川の会", "npo"), public=True)
    known = of(town, "inform")
    assert (known["visits"], known["people_met"], known["events"]) == ((1, 0, None), (5, 0, None), (1, 0, None))
    assert of(town, "grasp")["districts_visited"][0] == 1
    assert of(town, "join")["partners_met"] == (1, 0, 2)
    assert of(town, "inform", today=date(2026, 11, 25))["visits"] == (2, 0, None)


def test_partners_met_are_the_wards_own_that_work(town):
    own, ended, other = partner_of(town), partner_of(town, "昔の会"), partner_of(town, "よその会")
    Partner.objects.filter(pk=ended.pk).update(ended_on=date(2026, 10, 1))
    Partner.objects.filter(pk=other.pk).update(ward=town.areas["43992"])
    for each in (own, ended, other):
        visited(town, date(2026, 5, 1), "43991-01", partner=each)
    assert of(town, "join")["partners_met"] == (1, 0, 1)


def test_an_office_of_hq_that_stands_in_the_ward_is_not_the_wards(town):
    for office in ("w-kami-machi", "hq-road", "w-shimo-machi"):
        Notice.objects.create(
            city=town.city, title="工事", text="通行止め", happening="road-works", happening_name="道路工事", office=town.offices[office],
            effective=date(2026, 6, 1), accepted_at=NOW, sent_at=NOW,
        )  # fmt: skip
    assert of(town, "inform")["notices"] == (1, 0, None)


def test_agreement_counts_what_residents_were_asked_and_said(town):
    asked = opened(town)
    drafted(town, key="garden")  # still being prepared
    gone = opened(town, key="fields")
    Deliberation.objects.filter(pk=gone.pk).update(state="withdrawn")
    voters = [Voter.objects.create(city=town.city, deliberation=asked, digest=f"{n:064x}") for n in range(3)]
    for n, (state, voter) in enumerate((("accepted", voters[0]), ("waiting", voters[1]), ("rejected", voters[1]), ("accepted", None))):  # fmt: skip
        Statement.objects.create(
            city=town.city,
            deliberation=asked,
            number=100 + n,
            text="花を植える",
            voter=voter,
            state=state,
            written_at=NOW,
        )
    for voter in voters[:2]:
        for number in (0, 1):
            row = Statement.objects.get(deliberation=asked, number=number)
            Vote.objects.create(city=town.city, deliberation=asked, voter=voter, statement=row, value=1, at=NOW)
    need = need_of(town, kami_voice(town))
    ask_support(
        town.actor(*PLANNER), need=need, office=town.offices["hq-road"], asked_for="調査", due=date(2026, 12, 1)
    )
    assert of(town, "agree") == {
        "deliberations": (1, 0, None), "took_part": (2, 0, None), "statements": (1, 0, None), "attached": (0, 0, None),
        "together": (1, 0, None), "asked_by_hq": (0, 0, None), "opinions_in_time": (0, 0, None),
    }  # fmt: skip
    Deliberation.objects.filter(pk=asked.pk).update(attached_at=NOW, state="closed")
    assert (of(town, "agree")["attached"], of(town, "agree")["deliberations"]) == ((1, 0, None), (1, 0, None))


def test_a_my_number_is_named_with_all_else_that_is_wrong(town):
    answer = town.browser(*PLANNER).post(
        ADDRESS, {"words_inform": MY_NUMBER, "mark_grasp": "splendid", "next_join": MY_NUMBER}
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"words_inform", "mark_grasp", "next_join"}


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
    rows = gathering.figures(town.areas["43991"], 2026, town.book, NOW.date())
    assert set(rows) == {duty.value for duty in Duty}
    assert {row["what"] for each in rows.values() for row in each} == set(wording.WHAT)

    def statements():
        with CaptureQueriesContext(connection) as caught:
            gathering.figures(town.areas["43991"], 2026, town.book, NOW.date())
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
