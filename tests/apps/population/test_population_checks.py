"""`wakimizu check` finds what nobody would notice: rows without their ages, old timetables, results that are gone."""

from datetime import UTC, date, datetime

import pytest

from tests.apps.population import five_year as five
from wakimizu.apps.population.checks import people_hold
from wakimizu.apps.population.models import Assumptions, Feed, People, Run, Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(town):
    five.peopled(town)
    return town


def found():
    return [(message.id, message.msg) for message in people_hold(databases=["default"])]


def test_all_is_well(place):
    assert found() == []
    assert people_hold(databases=None) == []


def test_a_row_without_its_tables_ages(place):
    row = People.objects.filter(table__code="base").first()
    People.objects.filter(pk=row.pk).update(male=row.male[:-1])
    assert [(code, f"rows {row.pk} of the table base" in words) for code, words in found()] == [
        ("population.E001", True)
    ]


def test_a_timetable_that_has_ended(place):
    facts = {"city": place.city, "name": "バス", "content": b"", "digest": "x", "made_on": five.DAY}
    Feed.objects.create(code="old", valid_to=date(2020, 3, 31), **facts)
    Feed.objects.create(code="new", valid_to=date(2999, 3, 31), **facts)
    assert [(code, "old ended on 2020-03-31" in words) for code, words in found()] == [("population.W001", True)]


def test_a_projection_whose_result_is_gone(place):
    Run.objects.create(
        city=place.city, name="x", base=Table.objects.get(code="base"), base_day=five.DAY, until=2030, state="done",
        assumptions=Assumptions.objects.get(), asked_at=datetime(2026, 11, 1, tzinfo=UTC),
    )  # fmt: skip
    assert [code for code, _words in found()] == ["population.E002"]
