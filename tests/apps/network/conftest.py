"""The town, ready to be asked which offices it should have."""

from typing import Any

import pytest


@pytest.fixture
def place(town: Any) -> Any:
    from tests.apps.network import small

    return small.ready(town)
