"""People, projections and travel times by machine: the figures of the pages, the acts of the desk, files in."""

import base64

import pytest
from django.core.cache import caches

from tests.apps.exchange.machines import machine
from tests.apps.population import people
from tests.apps.population.test_population_desk_pages import CENSUS, asked, waiting
from tests.apps.population.test_population_desk_pages import peopled as peopled
from tests.apps.population.test_population_desk_pages import ready as ready
from wakimizu.apps.population.models import ReachRun, Run, Table

FILE = {"kind": "census", "code": "census-2015", "name": "国勢調査", "source": "統計局"}


@pytest.fixture(autouse=True)
def _no_calls_yet():
    caches["memory"].clear()


def test_the_city_and_its_wards_have_the_figures_of_the_page(peopled):
    told = machine(peopled).get("/people", year=2040).json()
    assert (told["year"], told["years"]) == (2040, [2040, 2050])
    assert told["now"]["total"] == sum(sum(now) for now, _then, _later in people.PEOPLE.values())
    assert told["then"]["total"] == sum(sum(then) for _now, then, _later in people.PEOPLE.values())
    assert [row["area"] for row in told["areas"]] == ["43991", "43992"]
    assert sum(row["now"]["total"] for row in told["areas"]) == told["now"]["total"]
    assert machine(peopled).get("/people").json()["year"] == 2050


def test_a_district_tells_its_ages_and_where_they_come_from(peopled):
    told = machine(peopled).get("/people/43991-01").json()
    men = people.halves(people.PEOPLE["43991-01"][0])
    assert told["ages"][0] == {"day": "2020-10-01", "ages": people.AGES, "male": men, "female": men}
    assert told["sources"] and told["areas"] == []
    ward = machine(peopled).get("/people/43991").json()
    assert [row["area"] for row in ward["areas"]] == ["43991-01", "43991-02"]
    assert machine(peopled).get("/people/nowhere").status_code == 404


def test_cells_come_page_by_page(peopled):
    caller = machine(peopled)
    first = caller.get("/people-in-cells", limit=3).json()
    rest = caller.get("/people-in-cells", limit=3, after=first["next"]).json()
    assert [row["area"] for row in first["items"] + rest["items"]] == sorted(people.CELLS)
    assert rest["next"] is None


def test_a_planner_asks_for_a_projection_as_on_the_page_and_stops_it(ready):
    planner = machine(ready)
    body = {**asked(ready), "assumptions": str(asked(ready)["assumptions"])}
    bases = [each["base"] for each in planner.get("/beginnings").json()]
    assert body["base"] in bases
    told = planner.post("/projections", body).json()
    run = Run.objects.get(pk=told["id"])
    assert (run.name, run.base.code, run.until, told["state"]) == ("純移動半分", "five", 2050, "waiting")
    assert planner.get(f"/projections/{run.pk}").json()["name"] == "純移動半分"
    assert planner.post(f"/projections/{run.pk}/cancel").json()["state"] == "cancelled"
    assert planner.post(f"/projections/{run.pk}/cancel").status_code == 409
    assert planner.post("/projections/999999/cancel").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"), [("until", 2019), ("draws", 1), ("base", "999-2020-10-01"), ("seed", -1), ("seed", 2**63)]
)
def test_what_cannot_be_is_said_at_its_field(ready, field, value):
    body = {**asked(ready), "assumptions": str(asked(ready)["assumptions"]), field: value}
    said = machine(ready).post("/projections", body)
    assert said.status_code == 422
    assert [fault["field"] for fault in said.json()["errors"]] == [field]
    assert not Run.objects.filter(name="純移動半分").exists()


def test_a_clerk_reads_and_does_not_ask(ready):
    clerk = machine(ready, "clerk", "w-kami-kumin")
    run = waiting(ready)
    assert clerk.get("/projections").json()["items"][0]["id"] == run.pk
    body = {**asked(ready), "assumptions": str(asked(ready)["assumptions"])}
    assert clerk.post("/projections", body).status_code == 403
    assert clerk.post(f"/projections/{run.pk}/cancel").status_code == 403
    assert clerk.get("/beginnings").status_code == 403


def test_two_projections_stand_beside_each_other(peopled):
    first = Run.objects.get()
    second = people.a_run(peopled, first.base, name="半分", grows=0.5)
    told = machine(peopled).get("/projections/compare", first=first.pk, second=second.pk).json()
    row = next(each for each in told["total"] if each["year"] == 2040)
    assert row["numbers"][1] == row["numbers"][0] / 2 and row["part"] == -0.5
    assert row["bands"] == [[2000, 3000], None]
    assert machine(peopled).get("/projections/compare", first=999).status_code == 404


def test_travel_times_are_asked_for_and_listed(peopled):
    planner = machine(peopled)
    body = {"day": "2026-12-01", "window_from": "09:00", "window_to": "11:00"}
    told = planner.post("/travel-times", body).json()
    assert ReachRun.objects.get().pk == told["id"]
    assert planner.get("/travel-times").json()["items"][0]["day"] == "2026-12-01"
    turned = planner.post("/travel-times", {**body, "window_to": "08:00"})
    assert turned.status_code == 422 and turned.json()["errors"][0]["field"] == "window_to"


def test_a_census_comes_in_as_text_or_in_base64_and_every_line_is_told_of(town):
    policy = machine(town, "policy", "hq-seisaku")
    said = policy.post("/population-files", {**FILE, "content": CENSUS})
    assert said.status_code == 200, said.content
    assert said.json()["added"] and said.json()["refused"] == 0
    encoded = base64.b64encode(CENSUS.encode("cp932")).decode()
    again = policy.post("/population-files", {**FILE, "content": encoded, "encoded": "base64"}).json()
    assert (again["added"], again["changed"]) == (0, 0)
    assert [each["code"] for each in policy.get("/population-tables").json()["items"]] == ["census-2015"]


def test_a_file_that_is_none_is_refused_at_its_content(town):
    policy = machine(town, "policy", "hq-seisaku")
    for body in ({"content": "###", "encoded": "base64"}, {"content": "a\0b"}, {"content": "nothing,of,use\n1,2,3\n"}):
        assert policy.post("/population-files", {**FILE, **body}).status_code == 422
    assert machine(town).post("/population-files", {**FILE, "content": CENSUS}).status_code == 403
    assert not Table.objects.exists()


def test_lists_ask_the_same_number_of_times_however_long(peopled, django_assert_max_num_queries):
    planner = machine(peopled)
    for _n in range(10):
        waiting(peopled)
        ReachRun.objects.create(
            city=peopled.city,
            asked_at=waiting(peopled).asked_at,
            day=people.DAY,
            window_from="09:00",
            window_to="11:00",
        )
    planner.get("/people")  # the directory is in memory now
    for address, most in (
        ("projections?limit=200", 6),
        ("travel-times?limit=200", 7),
        ("population-tables", 6),
        ("assumptions", 7),
    ):
        with django_assert_max_num_queries(most):
            assert planner.get(f"/{address}").status_code == 200


def test_a_set_of_assumptions_is_read_with_its_figures(ready):
    planner = machine(ready)
    code = planner.get("/assumptions").json()["items"][0]["code"]
    told = planner.get(f"/assumptions/{code}").json()
    assert told["code"] == code and len(told["table"].splitlines()) > 10
    assert planner.get("/assumptions/nothing").status_code == 404
