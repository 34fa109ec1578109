"""What reading by machine costs: no address asks the database the same thing again for every row it shows."""

import itertools
import re
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.apps.exchange.machines import Machine, secret_of
from tests.apps.exchange.rows_in_rooms import ROWS, asked_of, named
from tests.cast import NOW, POSTS
from wakimizu.apps.exchange import door_limits as limits
from wakimizu.apps.exchange.api.addresses import ROOMS, api

MOST, AGAIN = 40, 2  # statements of a call; how often one of them may come again with other numbers


@pytest.mark.parametrize("room", ROOMS)
def test_what_is_read_costs_few_statements(town, room, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(limits, "BY_KEY", 10**9)
    monkeypatch.setattr(limits, "WITHOUT_KEY", 10**9)
    ROWS[room](town)
    callers = [Machine(town)] if room == "public" else [Machine(town, secret_of(town, *post)) for post in POSTS]
    addresses = api.get_openapi_schema()["paths"].items()
    asked = [
        (path, methods["get"]) for path, methods in addresses if "get" in methods and room in methods["get"]["tags"]
    ]
    costly = {path: found for path, operation in asked if (found := _costly(path, operation, callers))}
    assert not costly, costly


def _costly(path, operation, callers):
    """Of an address about a row that is there, for whoever may see it: the statements, if they are too many."""
    query = asked_of(operation["operationId"])
    for caller, way in itertools.product(callers, named(path)):
        address = path.removeprefix("/api/v1").format(**way)
        if caller.get(address, **query).status_code == 200:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert caller.get(address, **query).status_code == 200
            again = Counter(re.sub(r"'[^']*'|\d+", "?", each["sql"]) for each in asked)
            return [len(asked), again.most_common(1)] if len(asked) > MOST or max(again.values()) > AGAIN else None
    return "nobody of the cast reads it"
