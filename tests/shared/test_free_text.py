"""Words that are provable and erasable at once."""

import logging

import pytest

from wakimizu.shared.freetext import digest, new_salt
from wakimizu.shared.logs import NoPersonalData


def test_a_digest_needs_its_salt():
    first, second = new_salt(), new_salt()
    assert digest(first, "湧水") == digest(bytes(first), "湧水")
    assert digest(first, "湧水") != digest(second, "湧水")
    assert digest(first, "湧水") != digest(first, "湧水 ")


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("mail from hana.ko+x@example.co.jp failed", "mail from *** failed"),
        ("number 1234-5678-9012 seen", "number *** seen"),
        ("call 096 328 2111", "call ***"),
        ("GET /voices/?q=山田花子&page=2 200", "GET /voices/ 200"),
        ("took 1234 ms", "took 1234 ms"),
    ],
)
def test_logs_hold_no_personal_data(message, written):
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", (message,), None)
    assert NoPersonalData().filter(record)
    assert record.getMessage() == written
