"""What the screens of deliberations read. Each takes a constant number of statements, however many people vote."""

from dataclasses import dataclass
from hashlib import sha256

from django.db import connection
from django.db.models import Count, IntegerField, Model, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from wakimizu.apps.community.deliberation.models import Deliberation, Result, Statement, Vote, Voter
from wakimizu.apps.community.deliberation.workflow import DeliberationState, StatementState
from wakimizu.apps.voices.models import Need


def _columns(model: type[Model], *wanted: str) -> list[str]:
    """In the order in which `from_db` takes them; the others are read when somebody asks."""
    return [field.attname for field in model._meta.concrete_fields if field.attname in wanted]


STATEMENT = _columns(Statement, "id", "city_id", "deliberation_id", "number", "state", "text", "text_en")
QUESTION = _columns(Deliberation, "id", "city_id", "key", "state", "opens", "closes", "by_code")


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
    found = rows.select_related("office", "need", "proposal").annotate(voted=Coalesce(Subquery(voters), 0))
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


# What every vote of a full hall asks is asked by hand.
TO_VOTE_ON = f"""
    SELECT {", ".join(f"statement.{name}" for name in STATEMENT)}, {", ".join(f"question.{name}" for name in QUESTION)}
    FROM community_statement AS statement
    JOIN community_deliberation AS question ON question.id = statement.deliberation_id
    WHERE question.city_id = %s AND question.key = %s AND statement.number = %s
"""  # noqa: S608  names of columns


def to_vote_on(city_id: int, key: str, number: int) -> Statement | None:
    """A statement with its question, in one statement to the database and with nothing else: a vote needs no more."""
    with connection.cursor() as cursor:
        cursor.execute(TO_VOTE_ON, [city_id, key, number])
        row = cursor.fetchone()
    if row is None:
        return None
    statement = Statement.from_db("default", STATEMENT, row[: len(STATEMENT)])
    statement.deliberation = Deliberation.from_db("default", QUESTION, row[len(STATEMENT) :])
    return statement


VOTER_AND_VOTE = """
    SELECT voter.id, vote.value FROM community_voter AS voter
    LEFT JOIN community_vote AS vote ON vote.voter_id = voter.id AND vote.statement_id = %s
    WHERE voter.deliberation_id = %s AND voter.digest = %s
"""


def voter_and_vote(deliberation: Deliberation, statement: Statement, digest: str) -> tuple[int | None, int | None]:
    """The number of a browser's voter, and what it has said to a statement."""
    with connection.cursor() as cursor:
        cursor.execute(VOTER_AND_VOTE, [statement.pk, deliberation.pk, digest])
        return cursor.fetchone() or (None, None)


def statement_numbered(deliberation: Deliberation, number: int) -> Statement | None:
    return Statement.objects.filter(deliberation=deliberation, number=number).first()


def takes_part(deliberation: Deliberation, digest: str) -> bool:
    return Voter.objects.filter(deliberation=deliberation, digest=digest).exists()


def result_of(deliberation: Deliberation) -> Result | None:
    """What is shown; None also for a result of an earlier release's form, until the timer has computed it anew."""
    return Result.objects.filter(deliberation=deliberation, found__has_key="read").first()


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
