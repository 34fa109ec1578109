"""`wakimizu check` finds what nobody would notice: lost results, changes undone by hand, closed offices that still lead."""

from datetime import date, time

import pytest

from tests.apps.network import small
from tests.cast import NOW
from wakimizu.apps.city.models import Office
from wakimizu.apps.city.operations import renew
from wakimizu.apps.network import operations
from wakimizu.apps.network.checks import network_holds
from wakimizu.apps.network.models import Study
from wakimizu.apps.population.models import Reach, ReachRun
from wakimizu.apps.voices.models import Need

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LONG_AGO = date(2020, 1, 1)


def found():
    return [(message.id, message.msg) for message in network_holds(databases=["default"])]


def test_all_is_well_also_after_an_adoption(place):
    operations.adopt_plan(place.system(), study=small.study(place), because="x")
    assert found() == [] and network_holds(databases=None) == []


def test_a_result_that_is_gone(place):
    study = small.study(place)
    Study.objects.filter(pk=study.pk).update(result={})
    assert [code for code, _words in found()] == ["network.E001"]


def test_an_adopted_change_that_somebody_undid(place):
    operations.adopt_plan(place.system(), study=small.study(place), because="x")
    Office.objects.filter(code="b-umibe").update(valid_to=None)
    assert [(code, "b-umibe" in words) for code, words in found()] == [("network.W001", True)]


def test_a_need_that_a_closed_office_leads(place):
    Need.objects.create(
        city=place.city, title="窓口", topic=place.topics["other"], lead=place.offices["b-umibe"], due=LONG_AGO, raised_at=NOW,
        salt=b"0" * 16,
    )  # fmt: skip
    assert found() == []
    Office.objects.filter(code="b-umibe").update(valid_to=LONG_AGO)
    assert [(code, "1 open needs" in words) for code, words in found()] == [("network.W002", True)]


def test_a_counter_that_travel_times_do_not_know(place):
    run = ReachRun.objects.create(
        city=place.city, day=NOW.date(), window_from=time(9), window_to=time(11), holds=True, asked_at=NOW, state="done"
    )
    known = {str(office.pk): 5 for office in place.offices.values() if office.code != "k-sakura"}
    Reach.objects.create(city=place.city, run=run, cell=place.areas["43991-01"], mode="car", minutes=known)
    assert [(code, words.endswith(": k-sakura")) for code, words in found()] == [("network.W003", True)]


def test_a_scenario_that_names_what_is_gone(place):
    small.scenario(place, terms={"sites": {"keep": ["b-umibe"]}})
    assert found() == []
    Office.objects.filter(code="b-umibe").update(code="b-umi")
    renew(place.city.pk)
    assert [(code, "b-umibe" in words) for code, words in found()] == [("network.W004", True)]
