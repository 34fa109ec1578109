"""From the tables to the engine and back: the ballots of a question, what was found in them, and when to look again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from wakimizu.apps.community.deliberation import analysis
from wakimizu.apps.community.deliberation.models import Deliberation, Result, Statement, Vote, Voter
from wakimizu.apps.community.deliberation.workflow import StatementState


def ballots(deliberation: Deliberation) -> analysis.Ballots:
    """Every vote of a question on statements that somebody has read. Two statements; voters in the order of arrival."""
    statements = Statement.objects.filter(deliberation=deliberation).exclude(state=StatementState.WAITING)
    states = list(statements.order_by("number").values_list("pk", "number", "state"))
    numbers = {pk: number for pk, number, _state in states}
    rows = Vote.objects.filter(deliberation=deliberation).order_by().values_list("voter_id", "statement_id", "value")
    said = [(voter, numbers[pk], value) for voter, pk, value in rows if pk in numbers]
    return analysis.Ballots(
        voters=sorted({voter for voter, _number, _value in said}),
        statements=[number for _pk, number, _state in states],
        hidden=[state != StatementState.ACCEPTED for _pk, _number, state in states],
        rows=said,
    )


def found(deliberation: Deliberation, before: Result | None) -> Mapping[str, Any]:
    """What the votes of a question say now. last: when the last of them came."""
    result = analysis.found(ballots(deliberation), before.found if before else None)
    last = Vote.objects.filter(deliberation=deliberation).order_by("-at").values_list("at", flat=True).first()
    return {**result, "last": last.isoformat() if last else None}


def due(deliberation: Deliberation, shown: Result | None) -> bool:
    """Whether a new version may take the place of the one shown (analysis, rule 4). Three statements."""
    voted = _voters(deliberation)
    if shown is None or not shown.found.get("voters"):
        return voted >= analysis.FEWEST
    accepted, before = _accepted(deliberation), set(shown.found["statements"]) - set(shown.found["hidden"])
    # Counted twice: who has a vote, so that nobody new is missed whose vote came while the last ballots were read; and
    # whose votes the version does not tell, since they are later than its last or on a statement shown since.
    since = max(voted - shown.found["read"], _since(deliberation, shown.found["last"], accepted - before))
    return since >= analysis.FEWEST or (not since and accepted != before)


def _read(deliberation: Deliberation) -> QuerySet[Vote]:
    """Votes on statements that somebody has read."""
    return Vote.objects.filter(deliberation=deliberation).exclude(statement__state=StatementState.WAITING)


def _voters(deliberation: Deliberation) -> int:
    return Voter.objects.filter(
        Exists(_read(deliberation).filter(voter=OuterRef("pk"))), deliberation=deliberation
    ).count()


def _since(deliberation: Deliberation, last: str, fresh: set[int]) -> int:
    votes = _read(deliberation).filter(Q(at__gt=datetime.fromisoformat(last)) | Q(statement__number__in=fresh))
    return votes.order_by().values("voter").distinct().count()


def _accepted(deliberation: Deliberation) -> set[int]:
    rows = Statement.objects.filter(deliberation=deliberation, state=StatementState.ACCEPTED)
    return set(rows.order_by().values_list("number", flat=True))
