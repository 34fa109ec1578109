"""The API against its own document: whatever it says it takes it takes, and what it does not it refuses as it says.

Requests are made up from the OpenAPI document, right ones and wrong ones, for every address; every answer is checked
against it. Each address is called with the key of somebody who may act there, about rows that are there.
"""

import contextlib
import itertools

import pytest
import schemathesis
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from tests.apps.exchange.machines import secret_of
from tests.apps.exchange.rows_in_rooms import ROWS, asked_of, named
from tests.cast import POSTS, forget_what_was_read
from wakimizu.apps.exchange import door_limits as limits
from wakimizu.apps.exchange.api.addresses import ROOMS
from wakimizu.config.wsgi import application

EXAMPLES = 4
# 422 is our word for a value that its field takes but the city does not have: an office's code, a day in the past.
CONFIG = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": [200, 201, 401, 403, 404, 409, 422]},
        "missing_required_header": {"expected-statuses": [400, 401, 403, 404, 422]},
    }
}
REFUSED = {401, 403, 404}  # an address that answers only so was not reached
NEVER_REACHED = {  # operation → why nothing made up reaches it
    "follow": "Asks for a receipt, which nobody can guess: test_api_limits sends a real one.",
    "take_in_budget": "Asks for a kind of table: test_api_limits sends one.",
    "join_voice": "Asks for a need's number in its body: test_api_limits sends a real one.",
    "reopen": "Asks for a receipt, which nobody can guess: test_api_limits sends a real one.",
    "attachments": "Asks for a receipt, which nobody can guess: test_api_limits sends a real one.",
    "path": "Asks for a receipt, which nobody can guess: test_api_limits sends a real one.",
    "proof": "Asks for a receipt, which nobody can guess: test_api_limits sends a real one.",
}


@pytest.fixture
def document(town, room, monkeypatch):
    """The API's document as a program of the town reads it, with the room's rows; how often it calls does not count."""
    ROWS[room](town)  # first: the client of the tests connects the signals again
    monkeypatch.setattr(limits, "BY_KEY", 10**9)
    monkeypatch.setattr(limits, "WITHOUT_KEY", 10**9)
    caches["memory"].clear()
    for signal in (request_started, request_finished):  # the test's own transaction stays open
        signal.disconnect(close_old_connections)
    host = {"Host": f"{town.city.host}.localhost"}
    config = schemathesis.Config.from_dict(CONFIG)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, headers=host, config=config)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.whole
@pytest.mark.parametrize("room", ROOMS)
def test_every_address_does_what_the_document_says(document, town, room):
    host = {"Host": f"{town.city.host}.localhost"}
    keys = [{}] if room == "public" else [{"Authorization": f"Bearer {secret_of(town, *post)}"} for post in POSTS]
    operations = [each.ok() for each in document.get_all_operations()]
    checked = [each for each in operations if room in each.tags]
    assert checked
    faults = [fault for each in checked for fault in Walk(each, [{**host, **key} for key in keys]).faults()]
    assert not faults, "\n\n".join(faults)


def _name(operation):
    return operation.definition.raw["operationId"]


class Walk:
    """One address, asked again and again; each answer is checked, and what an act did is undone."""

    def __init__(self, operation, callers):
        self.operation, self.name = operation, _name(operation)
        self.ways = list(itertools.product(callers, named(operation.path)))
        self.caller = callers[0]
        self.answers = set()  # statuses of right requests
        self.turns = itertools.count()

    def faults(self):
        """What is wrong with the address, as sentences."""
        for mode in GenerationMode:
            try:
                self.withstands(mode)
            except (AssertionError, BaseExceptionGroup) as fault:
                yield f"{self.name}: {fault!r}"
        if not self.reached() and self.name not in NEVER_REACHED:
            yield f"{self.name} was never reached by a right request: {sorted(self.answers)}"

    def reached(self):
        if self.operation.method == "get":
            return 200 in self.answers
        return bool(self.answers - REFUSED - {400})

    def withstands(self, mode):
        @seed(20261126)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(case=self.operation.as_strategy(generation_mode=mode))
        def run(case):
            self.ask(case) if mode is GenerationMode.NEGATIVE else self.ask_rightly(case)

        with contextlib.suppress(Unsatisfiable):  # nothing wrong can be made up for an address without parameters
            run()

    def ask_rightly(self, case):
        """About rows that are there, in turn with numbers that are made up; by whoever gets through."""
        if next(self.turns) % 3 == 2:
            self.answers.add(self.ask(case).status_code)
            return
        for at, (caller, way) in enumerate(self.ways):
            self.caller = caller
            case.path_parameters = {**(case.path_parameters or {}), **way}
            case.query = {**(case.query or {}), **asked_of(self.name)}
            answer = self.ask(case)
            if answer.status_code not in REFUSED:
                self.ways = [*self.ways[at:], *self.ways[:at]]
                self.answers.add(answer.status_code)
                return

    def ask(self, case):
        with transaction.atomic():
            answer = case.call_and_validate(headers=self.caller)
            transaction.set_rollback(True)
        if case.method != "GET":
            forget_what_was_read()
        return answer
