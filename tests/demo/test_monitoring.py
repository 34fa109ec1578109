"""The demo's plans and indicators: the paper's eleven actions, five visions, a dozen indicators, targets that hold."""

from datetime import UTC, datetime

import pytest

from wakimizu.apps.city.directory import directory
from wakimizu.apps.monitoring import queries
from wakimizu.apps.monitoring.analysis import Found
from wakimizu.apps.monitoring.checks import indicators_hold
from wakimizu.apps.monitoring.models import Indicator, PlanItem
from wakimizu.demo.build import build_city
from wakimizu.demo.monitoring import HELPED, PROGRESS, make_monitoring
from wakimizu.shared.scoping import in_city

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.fixture
def kumamoto(db):
    city = build_city(NOW)
    make_monitoring(city, NOW)
    with in_city(city.pk):
        yield city


def test_the_papers_actions_and_visions_stand_in_the_tree_and_a_measure_has_worked(kumamoto):
    kinds = list(PlanItem.objects.values_list("kind", flat=True))
    assert (kinds.count("action"), kinds.count("vision")) == (11, 5)
    assert set(PROGRESS) == set(PlanItem.objects.filter(kind__in=["action", "measure"]).values_list("code", flat=True))
    assert Indicator.objects.count() == 13
    assert not [message for message in indicators_hold(databases=["default"]) if message.id.startswith("monitoring.E")]
    kumamoto.refresh_from_db()
    book = directory(kumamoto)
    share = queries.indicator_called("convenience-share")
    (worked,) = queries.sheet(share, (book.area_by_code[HELPED].pk, None), book).worked
    assert (worked.alone.found, worked.compared.found) == (Found.BETTER, Found.BETTER)
