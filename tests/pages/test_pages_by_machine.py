"""What machines read of the pages that join rooms, and do there: the self-check, the path of a matter, the yearly report."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.exchange.machines import Machine, machine
from tests.apps.voices.scenes import kami_voice, need_of
from tests.pages.test_trace import Loop
from wakimizu.apps.community.selfcheck.workflow import Duty
from wakimizu.apps.proposals.models import Proposal

CHECK = "/self-checks/43991/2025"


@pytest.fixture(autouse=True)
def _no_calls_yet():
    caches["memory"].clear()


def written(planner, duties=tuple(Duty)):
    said = [{"duty": duty, "mark": "well", "words": "毎月まわった"} for duty in duties]
    assert planner.post(CHECK, {"duties": said}).status_code == 200


def test_the_ward_mayor_signs_and_anybody_reads(town):
    planner, mayor = machine(town), machine(town, "mayor", "w-kami")
    assert mayor.post(f"{CHECK}/sign").status_code == 404
    written(planner)
    assert planner.post(f"{CHECK}/sign").status_code == 403
    assert machine(town, "mayor", "w-shimo").post(f"{CHECK}/sign").status_code == 403
    assert mayor.post(f"{CHECK}/sign").json()["state"] == "signed"
    assert mayor.post(f"{CHECK}/sign").status_code == 409
    assert Machine(town).get("/public/self-checks/43991/2025").json()["state"] == "signed"
    standing = {each["ward"]: each["state"] for each in planner.get("/self-checks", year=2025).json()}
    assert standing == {"43991": "signed", "43992": None}


def test_one_that_lacks_words_or_whose_year_goes_on_is_not_signed(town):
    written(machine(town), [Duty.INFORM])
    mayor = machine(town, "mayor", "w-kami")
    assert mayor.post(f"{CHECK}/sign").status_code == 409
    assert mayor.post("/self-checks/43991/2199/sign").status_code == 404


def test_the_figures_of_a_year_are_read_with_their_duty(town):
    kami_voice(town)
    rows = machine(town).get("/self-checks/43991/2026/figures").json()
    assert {row["duty"] for row in rows} == set(Duty.values)
    assert next(row["n"] for row in rows if row["what"] == "voices") == 1


def test_the_path_of_a_need_leads_to_what_changed(town):
    loop = Loop(town)
    seen = machine(town).get(f"/trace/need/{loop.need.pk}").json()
    assert seen["voices"] == 1 and seen["heard"][0]["words"] == loop.voice.text
    for name, row in (
        ("needs", loop.need),
        ("proposals", loop.proposal),
        ("measures", loop.measure),
        ("lines", loop.line),
    ):
        assert [each["id"] for each in seen[name]] == [row.pk], name
    assert seen["proposals"][0]["decisions"][0]["verdict"] == "adopt"
    assert seen["effects"][0]["indicator"] == loop.indicator.code and seen["money"]["spent"] == loop.line.spent


def test_anybody_sees_the_public_part_and_never_words(town):
    loop = Loop(town)
    anybody = Machine(town)
    seen = anybody.get(f"/public/trace/proposal/{loop.proposal.pk}")
    assert seen.status_code == 200 and seen.json()["voices"] == 1
    assert loop.voice.text not in seen.content.decode() and seen.json()["heard"] == []
    assert anybody.get(f"/public/trace/voice/{loop.voice.pk}").status_code == 404
    assert anybody.get("/public/trace/need/0").status_code == 404
    assert anybody.get("/public/trace/cat/1").status_code == 422
    Proposal.objects.update(state="draft", endorsed_at=None)
    assert anybody.get(f"/public/trace/proposal/{loop.proposal.pk}").status_code == 404


def test_who_holds_a_receipt_walks_the_path_of_their_voice(town):
    loop = Loop(town)
    seen = Machine(town).post("/public/path", {"receipt": loop.voice.receipt}).json()
    assert [each["id"] for each in seen["measures"]] == [loop.measure.pk]
    assert Machine(town).post("/public/path", {"receipt": "2B4K-9XQM-77TW"}).status_code == 404


def test_a_key_that_may_not_read_voices_walks_no_path(town):
    loop = Loop(town)
    narrow = machine(town, scopes=["proposals:read"])
    assert narrow.get(f"/trace/proposal/{loop.proposal.pk}").status_code == 403
    other = machine(town, "planner", "w-shimo-machi")
    assert other.get(f"/trace/voice/{loop.voice.pk}").status_code == 403


def test_a_path_asks_the_database_the_same_number_of_times_however_long(town):
    loop = Loop(town)
    planner, address = machine(town), f"/trace/proposal/{loop.proposal.pk}"
    planner.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        planner.get(address)
    for n in range(6):
        kami_voice(town, f"街灯が暗いです {n}")
    need_of(town)
    loop.line_of(loop.measure)
    with CaptureQueriesContext(connection) as many:
        planner.get(address)
    assert len(many) <= len(few)


def test_the_yearly_report_is_read_by_anybody(town):
    loop = Loop(town)
    seen = Machine(town).get("/public/reports/2026").json()
    assert seen["whole"]["received"] == 1 and seen["goes_on"]
    assert {each["ward"]: each["received"] for each in seen["wards"]}["43991"] == 1
    assert seen["verdicts"] == {"adopt": 1} and seen["measures_running"] == [loop.measure.pk]
    assert Machine(town).get("/public/reports/2199").status_code == 404
