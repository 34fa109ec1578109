"""Every act of the API with a body that is right, and with each field at the ends of what the document lets it hold.

The right one is done, or waits for another state; the others are taken, or refused with a sentence, never a fault.
"""

import itertools
import json

import pytest
from django.db import transaction
from django.utils import timezone

from tests.apps.exchange.machines import Machine, secret_of
from tests.apps.exchange.right_bodies import properties_of, right_body
from tests.apps.exchange.rows_in_rooms import ROWS, named
from tests.cast import NOW, POSTS, forget_what_was_read
from wakimizu.apps.exchange import door_limits as limits
from wakimizu.apps.exchange.api.addresses import ROOMS, api

DONE, WAITS = {200, 201}, 409


@pytest.fixture(autouse=True)
def _on_the_casts_day(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(limits, "BY_KEY", 10**9)
    monkeypatch.setattr(limits, "WITHOUT_KEY", 10**9)


@pytest.mark.whole
@pytest.mark.parametrize("room", ROOMS)
def test_an_act_is_done_and_a_field_at_its_limit_is_no_fault(town, room):
    ROWS[room](town)
    document = api.get_openapi_schema()
    callers = [Machine(town)] if room == "public" else [Machine(town, secret_of(town, *post)) for post in POSTS]
    faults = [
        f"{act.name}: {fault}"
        for path, methods in document["paths"].items()
        if "post" in methods and room in methods["post"]["tags"]
        for act in [Act(document, path, methods["post"], callers)]
        for fault in act.faults()
    ]
    assert not faults, "\n".join(faults)


class Act:
    """One act of the API, called by whoever of the cast may do it; whatever it does is undone."""

    def __init__(self, document, path, operation, callers):
        self.name, self.body = operation["operationId"], right_body(document, operation)
        self.fields = properties_of(document, _schema(operation)) if self.body is not None else {}
        self.ways = list(
            itertools.product(callers, [path.removeprefix("/api/v1").format(**way) for way in named(path)])
        )

    def faults(self):
        """What is wrong with it, as sentences."""
        answer = self.first_done()
        if answer.status_code not in DONE | {WAITS}:
            yield f"a right body is refused: {answer.content.decode()}"
        for name, field in self.fields.items():
            for value in _ends(field):
                answer = self.sent({**self.body, name: value})
                if not _withstood(answer):
                    yield f"{name} = {str(value)[:40]!r}: {answer.status_code}"

    def first_done(self):
        """The answer to the first who gets it done, or else to who could if its state were another; they stay the caller."""
        answers = {}
        for caller, address in self.ways:
            self.caller, self.address = caller, address
            answer = self.sent(self.body)
            answers.setdefault(answer.status_code, (answer, caller, address))
            if answer.status_code in DONE:
                return answer
        answer, self.caller, self.address = answers.get(WAITS) or answers.get(422) or next(iter(answers.values()))
        return answer

    def sent(self, body):
        with transaction.atomic():
            answer = self.caller.post(self.address, body)
            transaction.set_rollback(True)
        forget_what_was_read()
        return answer


def _schema(operation):
    return operation["requestBody"]["content"]["application/json"]["schema"]


def _withstood(answer):
    """Done, or refused with a sentence that says what to do."""
    if answer.status_code < 400:
        return True
    said = json.loads(answer.content)
    return answer.status_code < 500 and answer["content-type"] == "application/problem+json" and bool(said["detail"])


def _ends(field):
    """The least and the most that a field may hold by the document, and text that databases and files choke on."""
    kind = field.get("type")
    if field.get("format") == "date":
        return ["0001-01-01", "9999-12-31"]
    if kind in ("integer", "number"):
        most = 10**15 if kind == "integer" else 1e308
        return [field.get("minimum", -most), field.get("maximum", most)]
    if kind == "array":
        return [[], ["x"] * 1000]
    if kind == "string" and not {"enum", "const"} & set(field):
        return ["あ\0い", "\ud800", "　", "\U00020bb7" * min(field.get("maxLength", 5000), 5000)]
    return field.get("enum", [])
