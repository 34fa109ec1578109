"""What the screens of deliberations read. Each takes a constant number of statements, however many people vote."""

from dataclasses import dataclass
from hashlib import sha256

from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from wakimizu.apps.community.deliberation.models import Deliberation, Result, Statement, Vote, Voter
from wakimizu.apps.community.deliberation.workflow import DeliberationState, StatementState
from wakimizu.apps.voices.models import Need

FOR_A_VOTE = (
    "city_id", "number", "state", "text", "text_en", "deliberation__city_id", "deliberation__key", "deliberation__state",
    "deliberation__opens", "deliberation__closes", "deliberation__by_code",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """What one browser sees of a question. voter None: it has not taken part yet.

    said: statement's number → value. next: a statement it has not voted on, None: it has seen all. own: what it added.
    """

    voter: Voter | None
    shown: list[Statement]
    said: dict[int, int]
    next: Statement | None
    own: list[Statement]

    @property
    def left(self) -> int:
        return sum(each.number not in self.said for each in self.shown)

    @property
    def answered(self) -> int:
        return len(self.shown) - self.left


def called(key: str) -> Deliberation | None:
    return Deliberation.objects.select_related("office", "need", "proposal__division").filter(key=key).first()


def public_questions() -> list[Deliberation]:
    """Under way first, then those that were closed, the newest first; with how many have voted as far as it is told."""
    rows = Deliberation.objects.filter(state__in=[DeliberationState.OPEN, DeliberationState.CLOSED])
    told = Cast(KeyTextTransform("voters", "found"), IntegerField())
    voters = Result.objects.filter(deliberation=OuterRef("pk")).annotate(told=told).values("told")
    found = rows.select_related("office").annotate(voted=Coalesce(Subquery(voters), 0))
    return sorted(found, key=lambda each: each.state != DeliberationState.OPEN)


def turn(deliberation: Deliberation, digest: str) -> Turn:
    """Three statements."""
    voter = Voter.objects.filter(deliberation=deliberation, digest=digest).first() if digest else None
    all_of_them = list(Statement.objects.filter(deliberation=deliberation))
    shown = [each for each in all_of_them if each.state == StatementState.ACCEPTED]
    said = dict(Vote.objects.filter(voter=voter).values_list("statement__number", "value")) if voter is not None else {}
    waiting = [each for each in shown if each.number not in said]
    own = [each for each in all_of_them if voter is not None and each.voter_id == voter.pk]
    return Turn(voter, shown, said, _next(waiting, digest), own)


def _next(waiting: list[Statement], digest: str) -> Statement | None:
    """Each browser in an order of its own, so that the first statements are not seen more often than the last."""
    return min(waiting, key=lambda each: sha256(f"{digest}:{each.number}".encode()).digest(), default=None)


def to_vote_on(key: str, number: int) -> Statement | None:
    """A statement with its question, in one statement to the database and with nothing else: a vote needs no more."""
    rows = Statement.objects.select_related("deliberation").filter(deliberation__key=key, number=number)
    return next(iter(rows.only(*FOR_A_VOTE).order_by()[:1]), None)


VOTER_AND_VOTE = """
    SELECT voter.id, vote.value FROM community_voter AS voter
    LEFT JOIN community_vote AS vote ON vote.voter_id = voter.id AND vote.statement_id = %s
    WHERE voter.deliberation_id = %s AND voter.digest = %s
"""


def voter_and_vote(deliberation: Deliberation, statement: Statement, digest: str) -> tuple[int | None, int | None]:
    """The number of a browser's voter, and what it has said to a statement. By hand: every vote of a full hall asks it."""
    with connection.cursor() as cursor:
        cursor.execute(VOTER_AND_VOTE, [statement.pk, deliberation.pk, digest])
        return cursor.fetchone() or (None, None)


def statement_numbered(deliberation: Deliberation, number: int) -> Statement | None:
    return Statement.objects.filter(deliberation=deliberation, number=number).first()


def result_of(deliberation: Deliberation) -> Result | None:
    return Result.objects.filter(deliberation=deliberation).first()


def statements_of(deliberation: Deliberation) -> list[Statement]:
    return list(Statement.objects.filter(deliberation=deliberation))


# ── the office's ─────────────────────────────────────────────────────────────────────────────────────────────────────


def about(need: Need) -> list[Deliberation]:
    """Questions on a need, the newest first. One statement."""
    return list(Deliberation.objects.filter(need=need).select_related("office"))


def rows() -> list[Deliberation]:
    """Every question with how many have voted and how many statements wait to be read. One statement."""
    voted = Result.objects.filter(deliberation=OuterRef("pk")).values("voters")
    waiting = Count("statements", filter=Q(statements__state=StatementState.WAITING))
    return list(
        Deliberation.objects.select_related("office").annotate(voted=Coalesce(Subquery(voted), 0), waiting=waiting)
    )


def invited(deliberation: Deliberation) -> tuple[int, int]:
    """How many codes there are, and how many were used."""
    counted = deliberation.invitations.aggregate(n=Count("pk"), used=Count("pk", filter=Q(used=True)))
    return counted["n"], counted["used"]
