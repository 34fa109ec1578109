"""The monitoring room in the cast's town: an indicator that is entered, an action of the public hearing division."""

import pytest


@pytest.fixture(autouse=True)
def in_english(english):
    return english


@pytest.fixture
def members(town):
    from tests.apps.monitoring.small import indicator

    return indicator(town)


@pytest.fixture
def action(town):
    from tests.apps.monitoring.small import item

    return item(town, "act", owner=town.offices["hq-kocho"])
