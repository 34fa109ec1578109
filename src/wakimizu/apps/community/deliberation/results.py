"""From the tables to the engine and back: the ballots of a question, and what was found in them."""

from collections.abc import Mapping
from typing import Any

from wakimizu.apps.community.deliberation import analysis
from wakimizu.apps.community.deliberation.models import Deliberation, Result, Statement, Vote
from wakimizu.apps.community.deliberation.workflow import StatementState


def ballots(deliberation: Deliberation) -> analysis.Ballots:
    """Every vote of a question. Two statements; voters in the order of arrival."""
    statements = Statement.objects.filter(deliberation=deliberation).order_by("number").values_list("number", "state")
    rows = Vote.objects.filter(deliberation=deliberation).order_by("voter_id", "statement__number")
    said = list(rows.values_list("voter_id", "statement__number", "value"))
    return analysis.Ballots(
        voters=list(dict.fromkeys(voter for voter, _number, _value in said)),
        statements=[number for number, _state in statements],
        hidden=[state != StatementState.ACCEPTED for _number, state in statements],
        rows=said,
    )


def found(deliberation: Deliberation, before: Result | None) -> Mapping[str, Any]:
    """What the votes of a question say now."""
    return analysis.found(ballots(deliberation), before.found if before else None)
