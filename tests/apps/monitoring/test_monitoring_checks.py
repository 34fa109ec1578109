"""`wakimizu check` finds what nobody would notice: a computation that is gone, an aim without a target, values that stopped."""

from datetime import date

from tests.apps.monitoring.small import POLICY, indicator, value
from wakimizu.apps.monitoring import operations
from wakimizu.apps.monitoring.checks import indicators_hold
from wakimizu.apps.monitoring.models import Indicator, Target


def found():
    return [message.id for message in indicators_hold(databases=["default"])]


def test_all_is_well(town, members):
    assert found() == []
    assert indicators_hold() == []


def test_what_could_rot_is_found(town, members, action):
    indicator(town, "gone", source="computed", computation="gone")
    operations.aim(
        town.actor(*POLICY), item=action, indicator=members, baseline_year=2020, baseline=1, targets={2027: 2}
    )
    Target.objects.all().delete()
    value(members, date(2015, 4, 1), 70)
    assert found() == ["monitoring.E001", "monitoring.E002", "monitoring.W001"]
    assert Indicator.objects.count() == 2
