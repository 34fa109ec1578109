"""The demo's two questions: solved when it is built, within the guard of the merged town, and asked anew on real tables."""

from datetime import UTC, datetime

import pytest

from wakimizu.apps.city.models import Office
from wakimizu.apps.network import adopting, operations, queries
from wakimizu.apps.network.models import Study
from wakimizu.apps.network.wording import guard_words, note_words
from wakimizu.demo.build import build_city
from wakimizu.demo.network import SCENARIOS, ask_anew
from wakimizu.shared.jobs import JobState
from wakimizu.shared.scoping import in_city

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.fixture
def kumamoto(db):
    city = build_city(NOW)
    with in_city(city.pk):
        yield city


def test_the_demos_scenarios_are_proven_kept_and_can_be_adopted(kumamoto):
    found = {scenario.code: study for scenario, study in queries.scenarios()}
    assert set(found) == set(SCENARIOS)
    studies = {code: queries.study_numbered(study.pk) for code, study in found.items()}
    assert {study.status for study in studies.values()} == {"optimal"}
    centres, nothing = (studies[code] for code in SCENARIOS)
    turned = {(each["from"], each["to"]) for each in centres.result["changes"]}
    assert ("branch", "community_centre") in turned and ("general_branch", "branch") in turned
    assert {each["to"] for each in nothing.result["changes"]} <= {"branch", "kiosk"}
    jonan = next(site for site in centres.result["sites"] if site["code"] == "gb-jonan")
    assert jonan["roles"][0] == "general_branch"  # the merged town's office stays until its plan ends
    stay = next(guard for guard in centres.result["guards"] if guard["kind"] == "stay")
    assert guard_words(stay) == "Jonan General Branch Office stays a General branch until March 31, 2032."
    assert all(note_words(note) for study in studies.values() for note in study.result["notes"])
    _every_place_has_its_centre_still(centres)
    with in_city(kumamoto.pk):
        kumamoto.refresh_from_db()
        seen = adopting.preview(centres, adopting.usual_days(centres), _book(kumamoto), NOW.date())
        assert not seen.changed and not seen.stays
        made = operations.adopt_plan(_system(kumamoto), study=centres, because="試し")
        assert made.first_day.isoformat() == "2027-04-01"
        assert Office.objects.filter(kind="kiosk", valid_from="2027-04-01").exists()
    asked = ask_anew(kumamoto, NOW)
    assert [(study.state, study.kind) for study in asked] == [(JobState.WAITING, "frontier")] * 2
    assert Study.objects.count() == 4


def _every_place_has_its_centre_still(study):
    for site in study.result["sites"]:
        if site["has_centre"]:
            assert not {"closed", "kiosk"} & set(site["roles"]), site["code"]


def _book(city):
    from wakimizu.apps.city.directory import directory

    return directory(city)


def _system(city):
    from wakimizu.apps.city.queries import system_actor

    return system_actor(city.pk, NOW)
