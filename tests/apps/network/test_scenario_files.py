"""A scenario as a file: an empty one works, what goes out comes in unchanged, every wrong line gets its sentence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.apps.network import small
from wakimizu.apps.network import operations, queries
from wakimizu.apps.network.models import Scenario
from wakimizu.apps.network.terms import BadTerms, read, tables_of, terms_of, write
from wakimizu.apps.network.terms.model import Digital
from wakimizu.shared.errors import BadInput

pytestmark = pytest.mark.usefixtures("english")
TODAY = date(2026, 11, 24)


def faults(text):
    with pytest.raises(BadTerms) as refusal:
        read(text, TODAY)
    return [(each.where, each.line, each.sentence) for each in refusal.value.faults]


def test_an_empty_file_is_a_whole_scenario():
    terms = terms_of(read("", TODAY).tables, TODAY)
    assert (terms.years, terms.until) == ((2027, 2032, 2037), 2042)
    assert terms.ends == (2032, 2037, 2042) and terms.begins(0) == date(2027, 4, 1)
    assert [guard.kind for guard in terms.guards] == ["farthest"] and terms.guards_noted


@pytest.mark.parametrize(("today", "first"), [(date(2027, 3, 31), 2027), (date(2027, 4, 1), 2028)])
def test_the_first_period_begins_on_the_next_first_of_april(today, first):
    assert terms_of({}, today).years[0] == first


FULL = """
code = "plan-1"
name = "再編"
note = "一行目\\n二行目"
[periods]
years = [2028, 2030]
until = 2040
day = "10-01"
[travel]
under75 = ["car", "transit"]
[roles.branch]
staff = 2.5
room = 6
[[steps]]
from = "branch"
to = "community_centre"
yen = 1_000_000
[demand]
source = "rates"
[demand.rates]
juminhyo = 0.4
"名前" = 1
[[digital]]
year = 2030
online_under75 = 0.5
[guards]
noted = false
[[guards.reach]]
minutes = 30
share = 0.8
from = 2030
[[guards.wards]]
roles = ["branch", "general_branch"]
[[guards.stay]]
office = "gb-jonan"
until = 2032-03-31
[[guards.yen]]
of_today = 0.9
[[guards.staff]]
most = 200
[[guards.rooms]]
[sites]
decide = ["branch", "k-1"]
[sites.roles]
k-1 = ["closed"]
[[sites.new]]
code = "n1"
name = "新しい窓口"
lat = 32.8
lon = 130.7
[effort]
seconds = 0
"""


def test_what_goes_out_comes_in_unchanged():
    taken = read(FULL, TODAY)
    terms = terms_of(taken.tables, TODAY)
    text = write(tables_of(terms), code=taken.code, name=taken.name, name_en=taken.name_en, note=taken.note)
    again = read(text, date(2040, 1, 1))
    assert (again.code, again.name, again.note) == ("plan-1", "再編", "一行目\n二行目")
    assert terms_of(again.tables, date(2040, 1, 1)) == terms
    assert terms.effort.seconds is None and terms.day == (10, 1)
    assert {guard.kind for guard in terms.guards} == {"reach", "wards", "stay", "yen", "staff", "rooms"}
    assert terms.steps == {("branch", "community_centre"): 1_000_000}


def test_usual_terms_go_out_and_come_in_as_well():
    terms = terms_of({}, TODAY)
    assert terms_of(read(write(tables_of(terms), code="a", name="b"), TODAY).tables, TODAY) == terms


def test_no_guard_and_nothing_digital_stay_so():
    terms = terms_of({"guards": {"farthest": []}, "digital": [], "steps": []}, TODAY)
    assert (terms.guards, terms.digital, terms.steps) == ((), (), {})
    text = write(tables_of(terms), code="a", name="b")
    assert terms_of(read(text, TODAY).tables, TODAY) == terms


@given(st.text(max_size=60), st.floats(0, 1), st.floats(0, 1e6), st.integers(2000, 2100))
def test_any_words_and_numbers_survive_the_file(words, share, minute, year):
    terms = terms_of({"weights": {"minute": minute}, "digital": [{"year": year, "kiosk_over75": share}]}, TODAY)
    taken = read(write(tables_of(terms), code="a", name=words), TODAY)
    assert taken.name == words
    found = terms_of(taken.tables, TODAY)
    assert found.weights.minute == minute and found.digital == (Digital(year, kiosk_over75=share),)


@pytest.mark.parametrize(
    ("text", "where", "line", "sentence"),
    [
        ("x = ", "", 1, "cannot be read as TOML"),
        ("code = 5", "code", 1, "in quotation marks"),
        ('code = "a b"', "code", 1, "letters, digits"),
        ("[period]\nyears = [2027]", "period", 1, "is not known here"),
        ("periods = 3", "periods", 1, "[periods]"),
        ("[periods]\nyears = 2027", "periods.years", 2, "first year of each period"),
        ("[periods]\nyears = [2032, 2027]", "periods.years", 2, "follow each other"),
        ("[periods]\nyears = [2027]\nuntil = 2027", "periods.until", 3, "after 2027"),
        ("[periods]\nyears = [1,2,3]", "periods.years", 2, "between 2000"),
        ("[periods]\nyears = [2027,2028,2029,2030,2031,2032,2033]", "periods.years", 2, "at most 6"),
        ('[periods]\nday = "02-30"', "periods.day", 2, "04-01"),
        ('[travel]\nover75 = ["helicopter"]', "travel.over75", 2, "walk, walk75, car, transit"),
        ("[travel]\nunder75 = []", "travel.under75", 2, "at least one way"),
        ("[roles.branch]\nyen = -5", "roles.branch.yen", 2, "from 0"),
        ("[roles.branch]\nstaff = true", "roles.branch.staff", 2, "not a number"),
        ("[roles.branch]\nyen = inf", "roles.branch.yen", 2, "not a number"),
        ('[roles.branch]\ncommunity = "yes"', "roles.branch.community", 2, "true or false"),
        ("[roles.annex]\nyen = 5", "roles.annex", 1, "is not known here"),
        ('[[steps]]\nfrom = "branch"\nto = "palace"', "steps#1.to", 3, "none of these"),
        ('[[steps]]\nfrom = "branch"\nto = "branch"', "steps#1.to", 3, "needs no step"),
        ('[[steps]]\nfrom = "closed"\nto = "branch"', "steps#1.to", 3, "not opened again"),
        (
            '[[steps]]\nfrom="branch"\nto="kiosk"\n[[steps]]\nfrom="branch"\nto="kiosk"',
            "steps#2.to",
            6,
            "stands here twice",
        ),
        ("[staff.visits]\nbranch = 0", "staff.visits.branch", 2, "from 1"),
        ('[demand]\nsource = "guess"', "demand.source", 2, "observed, rates"),
        ('[demand]\nsource = "rates"', "demand.rates", 1, "how often a person comes"),
        ("[demand]\nmonths = 2.5", "demand.months", 2, "whole number"),
        ("[demand]\nsmallest = 30", "demand.smallest", 2, "0.3 for 30%"),
        ("[demand.ages]\nold = 1", "demand.ages.old", 2, "first age"),
        ("[demand.ages]\n65 = 1", "demand.ages", 1, "Begin with age 0"),
        ("[[digital]]\nonline_under75 = 0.1", "digital#1.year", 1, "Say of which year"),
        ("[[digital]]\nyear = 2030\n[[digital]]\nyear = 2029", "digital#2.year", 4, "one after the other"),
        ("[[digital]]\nyear = 2030\nkiosk_over75 = 1.5", "digital#1.kiosk_over75", 3, "0.3 for 30%"),
        ('[community]\nneed = "cats"', "community.need", 2, "aged75, aged65, people"),
        ("[weights]\nminute = -1", "weights.minute", 2, "from 0"),
        ("[weights]\nminute=0\ncost=0\ncommunity=0\nequity=0", "weights", 1, "Every weight is 0"),
        ("[guards]\nfarthest = 30", "guards.farthest", 2, "[[guards.farthest]]"),
        ("[[guards.farthest]]\nwho = 'over75'", "guards.farthest#1.minutes", 1, "Give this number"),
        ("[[guards.farthest]]\nminutes=9\nwho='cats'", "guards.farthest#1.who", 3, "under75, over75, all"),
        ("[[guards.reach]]\nminutes=9\nshare=80", "guards.reach#1.share", 3, "0.3 for 30%"),
        ("[[guards.reach]]\nminutes=9", "guards.reach#1.share", 1, "Give this number"),
        ("[[guards.wards]]\nroles=['palace']", "guards.wards#1.roles", 2, "none of these"),
        ("[[guards.stay]]\nuntil = 2030-03-31", "guards.stay#1.office", 1, "by its code"),
        ("[[guards.stay]]\noffice='a'\nuntil = 'soon'", "guards.stay#1.until", 3, "2032-03-31"),
        ("[[guards.yen]]\nyen=1\nof_today=1", "guards.yen#1.yen", 2, "either yen"),
        ("[[guards.yen]]\nfrom=2027", "guards.yen#1.yen", 1, "either yen"),
        ("[[guards.staff]]\nfrom=2027", "guards.staff#1.most", 1, "either most"),
        ("[[guards.yen]]\nyen=1\nfrom=2035\nuntil=2030", "guards.yen#1.until", 4, "end before it begins"),
        ("[[guards.yen]]\nyen=1\nfrom=2050", "guards.yen", 1, "in no period"),
        ("[[guards.yen]]\nyen=1\ncolour='red'", "guards.yen#1.colour", 3, "is not known here"),
        ("[sites]\ndecide='branch'", "sites.decide", 2, "Write a list"),
        ("[sites.roles]\nb1=['palace']", "sites.roles.b1", 2, "none of these"),
        ("[[sites.new]]\nname='x'\nlat=33\nlon=131", "sites.new#1.code", 1, "a code of its own"),
        ("[[sites.new]]\ncode='x'\nlat=33\nlon=131", "sites.new#1.name", 1, "Name the place"),
        ("[[sites.new]]\ncode='x'\nname='x'\nlat=91\nlon=131", "sites.new#1.lat", 4, "from 20"),
        ("[[sites.new]]\ncode='x'\nname='x'\nlon=131", "sites.new#1.lat", 1, "Give this number"),
        ("[effort]\ngap = 2", "effort.gap", 2, "0.3 for 30%"),
    ],
)
def test_a_wrong_line_says_where_it_is_and_what_to_do(text, where, line, sentence):
    found = faults(text)
    assert [each for each in found if each[0] == where and sentence in each[2]], found
    assert [each[1] for each in found if each[0] == where][0] == line  # noqa: RUF015


def test_all_wrong_lines_are_told_at_once():
    found = faults("[weights]\nminute = -1\n[effort]\ngap = 'x'\n[[guards.farthest]]\nminutes = 999\n")
    assert [each[:2] for each in found] == [("weights.minute", 2), ("guards.farthest#1.minutes", 6), ("effort.gap", 4)]


@pytest.mark.django_db
class TestAgainstTheCity:
    @pytest.mark.parametrize(
        ("tables", "where", "sentence"),
        [
            ({"sites": {"decide": ["b-nowhere"]}}, "sites.decide", "b-nowhere"),
            ({"sites": {"keep": ["hq-road"]}}, "sites.keep", "no counter"),
            ({"sites": {"roles": {"b-nowhere": ["closed"]}}}, "sites.roles", "b-nowhere"),
            ({"guards": {"stay": [{"office": "b-x", "until": "2030-03-31"}]}}, "guards.stay", "b-x"),
            ({"guards": {"wards": [{"wards": ["43100"]}]}}, "guards.wards", "43100"),
            ({"guards": {"farthest": [{"minutes": 9, "service": "x"}]}}, "guards.farthest", "no service"),
            ({"demand": {"source": "rates", "rates": {"x": 1}}}, "demand.rates", "no service"),
            ({"people": {"table": "x"}}, "people.table", "no table"),
            ({"sites": {"new": [{"code": "n", "name": "遠く", "lat": 35.0, "lon": 135.0}]}}, "sites.new#1", "outside the city"),
            ({"sites": {"new": [{"code": "w-kami", "name": "区", "lat": 33.01, "lon": 131.0}]}}, "sites.new#1", "already"),
            ({"sites": {"new": [{"code": "n", "name": "隣", "lat": 33.0, "lon": 131.0}]}}, "sites.new#1", "Kami Ward Office"),
        ],
    )  # fmt: skip
    def test_what_the_city_does_not_have_is_named(self, place, tables, where, sentence):
        with pytest.raises(BadTerms) as refusal:
            small.scenario(place, terms=tables)
        assert [(each.where, sentence in each.sentence) for each in refusal.value.faults] == [(where, True)]
        assert not Scenario.objects.exists()

    def test_a_scenario_is_kept_complete_and_goes_out_as_its_file(self, place):
        made = small.scenario(place, terms={"weights": {"minute": 50}})
        assert made.terms["weights"] == {"minute": 50, "equity": 0, "aversion": 0.05, "cost": 1, "community": 2_000_000}
        assert made.made_on == TODAY
        taken = read(queries.file_of(made), TODAY)
        assert (taken.code, taken.name) == ("plan", "案") and terms_of(taken.tables, TODAY).weights.minute == 50

    def test_the_same_short_name_is_refused_a_change_is_not(self, place):
        made = small.scenario(place)
        with pytest.raises(BadInput, match="already"):
            small.scenario(place)
        made.name = "新案"
        operations.keep_scenario(place.system(), scenario=made)
        assert Scenario.objects.get().name == "新案"

    @pytest.mark.parametrize(("code", "name", "field"), [("a b", "x", "code"), ("", "x", "code"), ("a", " ", "name")])
    def test_a_scenario_without_a_name_is_refused(self, place, code, name, field):
        with pytest.raises(BadInput) as refusal:
            operations.keep_scenario(place.system(), scenario=Scenario(code=code, name=name, terms={}))
        assert refusal.value.field == field
