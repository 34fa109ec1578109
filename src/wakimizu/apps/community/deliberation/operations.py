"""The writes of deliberations.

The ledger says that a question was asked, opened, voted on, closed and attached. An entry about a vote is about the question and
says nothing more: neither the statement nor the browser, so no entry joins a vote to whoever gave it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from wakimizu.apps.community.deliberation import queries, rules
from wakimizu.apps.community.deliberation.models import Deliberation, Invitation, Result, Statement, Vote, Voter
from wakimizu.apps.community.deliberation.workflow import (
    PERMISSIONS,
    Adding,
    Choice,
    DeliberationState,
    StatementState,
)
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.monitoring.surveys import codes
from wakimizu.apps.proposals.operations.proposing import attach_finding
from wakimizu.apps.voices.operations import remark_need
from wakimizu.apps.voices.operations.sorting import required
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow

MOST_CODES = 50_000
MayBegin = Callable[[], None]


# ── a question ───────────────────────────────────────────────────────────────────────────────────────────────────────


@operation
def ask_question(actor: Actor, *, deliberation: Deliberation, seeds: Sequence[tuple[str, str]]) -> Deliberation:
    """Prepare a question with its first statements (Japanese, English or "")."""
    allow(actor, "keep_deliberation", deliberation, table=PERMISSIONS)
    rules.check_deliberation(deliberation)
    rules.check_about(actor, deliberation)
    rules.check_key(deliberation)
    deliberation.city_id = actor.city_id
    deliberation.save(force_insert=True)
    _seed(actor, deliberation, seeds)
    actor.record(
        "ask_question", deliberation, key=deliberation.key, office=deliberation.office_id, need=deliberation.need_id,
        proposal=deliberation.proposal_id, opens=deliberation.opens, closes=deliberation.closes, seeds=len(seeds),
    )  # fmt: skip
    return deliberation


@operation
def change_question(actor: Actor, *, deliberation: Deliberation, seeds: Sequence[tuple[str, str]]) -> Deliberation:
    """Other words, days and first statements, before it opens. WrongState afterwards."""
    allow(actor, "keep_deliberation", deliberation, table=PERMISSIONS)
    rules.still_draft(Deliberation.objects.get(pk=deliberation.pk))
    rules.check_deliberation(deliberation)
    rules.check_about(actor, deliberation)
    rules.check_key(deliberation)
    deliberation.save()
    Statement.objects.filter(deliberation=deliberation).delete()
    _seed(actor, deliberation, seeds)
    actor.record(
        "change_question", deliberation, opens=deliberation.opens, closes=deliberation.closes, seeds=len(seeds)
    )
    return deliberation


def _seed(actor: Actor, deliberation: Deliberation, seeds: Sequence[tuple[str, str]]) -> None:
    if len({ja for ja, _en in seeds}) < len(seeds):
        raise BadInput(_("Two of these statements are the same. Take one out."), "seeds")
    rows = []
    for number, (ja, en) in enumerate(seeds):
        try:
            text = required(ja, "seeds", rules.MOST_LETTERS)
            english = required(en, "seeds", 300) if en else ""
        except BadInput as refusal:
            raise BadInput(_("Statement %(n)d: %(why)s") % {"n": number + 1, "why": refusal}, "seeds") from None
        rows.append(
            Statement(
                city_id=actor.city_id,
                deliberation=deliberation,
                number=number,
                text=text,
                text_en=english,
                state=StatementState.ACCEPTED,
                written_at=actor.at,
                read_by_id=actor.post_id,
            )
        )
    Statement.objects.bulk_create(rows)


@operation
def open_question(actor: Actor, *, deliberation: Deliberation) -> Deliberation:
    """From its first day on, residents may vote."""
    allow(actor, "keep_deliberation", deliberation, table=PERMISSIONS)
    if deliberation.closes < actor.today:
        raise WrongState(_("Its last day has passed already. Change its days first."))
    if deliberation.statements.count() < 2:
        raise WrongState(_("Write at least two statements first, so that there is something to vote on."))
    deliberation.move(DeliberationState.OPEN)
    actor.record("open_question", deliberation)
    return deliberation


@operation
def withdraw_question(actor: Actor, *, deliberation: Deliberation) -> Deliberation:
    """Take it from the public pages. What was said stays for the record."""
    allow(actor, "keep_deliberation", deliberation, table=PERMISSIONS)
    deliberation.move(DeliberationState.WITHDRAWN)
    Invitation.objects.filter(deliberation=deliberation).delete()
    actor.record("withdraw_question", deliberation)
    return deliberation


@operation
def close_question(
    actor: Actor, *, deliberation: Deliberation, find: Callable[[Deliberation, Result | None], Mapping[str, Any]]
) -> Deliberation:
    """No vote counts any more; what was found is computed once more and stands from now on. Codes are destroyed.

    Statements nobody has read yet are not shown; their authors are told why.
    """
    allow(actor, "keep_deliberation", deliberation, table=PERMISSIONS)
    deliberation.move(DeliberationState.CLOSED)
    waiting = Statement.objects.filter(deliberation=deliberation, state=StatementState.WAITING)
    waiting.update(state=StatementState.REJECTED, because=_("The question was closed before it could be voted on."))
    Invitation.objects.filter(deliberation=deliberation).delete()
    keep_result(actor, deliberation=deliberation, find=find)
    actor.record("close_question", deliberation, votes=deliberation.votes.count())
    return deliberation


@operation
def invite_voters(
    actor: Actor, *, deliberation: Deliberation, count: int, new_code: Callable[[], str] = codes.new_code
) -> list[str]:
    """Make codes, each for one person. They are returned once and kept by nobody."""
    allow(actor, "keep_deliberation", deliberation, table=PERMISSIONS)
    if not deliberation.by_code or deliberation.state not in (DeliberationState.DRAFT, DeliberationState.OPEN):
        raise WrongState(_("This question takes no invitation codes: everyone may take part, or it has ended."))
    if not 1 <= count <= MOST_CODES:
        raise BadInput(_("At once, 1 to %(n)d codes can be made.") % {"n": MOST_CODES}, "count")
    fresh = [new_code() for _n in range(count)]
    digests = sorted(codes.digest(codes.read(code)) for code in fresh)  # not in the order in which they are handed out
    Invitation.objects.bulk_create(
        (Invitation(city_id=actor.city_id, deliberation=deliberation, digest=each) for each in digests), batch_size=500
    )
    actor.record("invite_voters", deliberation, count=count)
    return fresh


# ── taking part ──────────────────────────────────────────────────────────────────────────────────────────────────────


@operation
def enter_with_code(
    actor: Actor, *, deliberation: Deliberation, code: str, digest: str, may_begin: MayBegin = rules.anyone
) -> Voter:
    """Let a browser in for an invitation's code. Which voter a code became is written nowhere.

    BadInput (field "code"): a typing error, a code of another question, one that somebody has used.
    """
    allow(actor, "take_part", table=PERMISSIONS)
    _now(actor, deliberation)
    letters = codes.read(code)
    if not letters:
        raise BadInput(
            _("There is a typing error in this code. Compare it letter by letter: 0, 1, I, L, O and U do not occur."),
            "code",
        )
    known = Invitation.objects.filter(deliberation=deliberation, digest__in=codes.digests(letters))
    if not known.exists():
        raise BadInput(_("This code is not of this question. Look at your letter, or ask the office."), "code")
    if not known.filter(used=False).update(used=True):
        raise BadInput(
            _("Somebody takes part with this code already. If that was you, go on in the browser you began with."),
            "code",
        )
    voter = _voter(actor, deliberation, digest, may_begin)
    actor.record("enter_with_code", deliberation)
    return voter


@operation
def cast_vote(
    actor: Actor,
    *,
    deliberation: Deliberation,
    statement: Statement,
    digest: str,
    value: int,
    may_begin: MayBegin = rules.anyone,
) -> int | None:
    """Take a vote of a browser; the last one on a statement counts. Returns what it had said before, None: nothing.

    may_begin: called for a browser that takes part for the first time; raises TooMany where very many begin.
    WrongState when votes do not count now; BadInput for a statement that is not shown, or a value that is none.
    """
    allow(actor, "take_part", table=PERMISSIONS)
    _now(actor, deliberation)
    if value not in Choice.values or statement.deliberation_id != deliberation.pk:
        raise BadInput(_("Choose one of the three buttons."), "value")
    if statement.state != StatementState.ACCEPTED:
        raise BadInput(_("The office has taken this statement out meanwhile. Go on with the next one."), "statement")
    voter, before = queries.voter_and_vote(deliberation, statement, digest)
    if voter is None:
        voter = _known_or_new(actor, deliberation, digest, may_begin).pk
    if before != value:
        _keep_vote(actor, deliberation, voter, statement, value)
    actor.record("cast_vote", deliberation)
    return before


# By hand: every vote of a full hall writes it.
KEEP_VOTE = """
    INSERT INTO community_vote (city_id, deliberation_id, voter_id, statement_id, value, at) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (voter_id, statement_id) DO UPDATE SET value = excluded.value, at = excluded.at
"""


def _keep_vote(actor: Actor, deliberation: Deliberation, voter: int, statement: Statement, value: int) -> None:
    at = connection.ops.adapt_datetimefield_value(actor.at)
    with connection.cursor() as cursor:
        cursor.execute(KEEP_VOTE, [actor.city_id, deliberation.pk, voter, statement.pk, int(value), at])


@operation
def add_statement(
    actor: Actor, *, deliberation: Deliberation, digest: str, text: str, may_begin: MayBegin = rules.anyone
) -> Statement:
    """Take a statement of a browser's own: shown at once, or read by the office first. It agrees with itself."""
    allow(actor, "take_part", table=PERMISSIONS)
    _now(actor, deliberation)
    text = rules.check_text(deliberation, text)
    voter = _known_or_new(actor, deliberation, digest, may_begin)
    rules.may_add(deliberation, voter)
    doubt = rules.doubts(text)
    shown = deliberation.adding == Adding.AT_ONCE and not doubt
    statement = Statement(
        city_id=actor.city_id, deliberation=deliberation, text=text, voter=voter, doubt=doubt, written_at=actor.at,
        state=StatementState.ACCEPTED if shown else StatementState.WAITING,
    )  # fmt: skip
    _numbered(statement)
    Vote.objects.bulk_create(
        [
            Vote(
                city_id=actor.city_id,
                deliberation=deliberation,
                voter=voter,
                statement=statement,
                value=Choice.AGREE,
                at=actor.at,
            )
        ]
    )
    actor.record(
        "add_statement", deliberation, statement=statement.number, text=statement.digest(text), waits=not shown
    )
    return statement


@operation
def take_ballots_in(
    actor: Actor, *, deliberation: Deliberation, ballots: Sequence[Mapping[int, int]], new_digest: Callable[[], str]
) -> int:
    """Take in what people voted elsewhere, at a meeting or on another server: of each, statement's number → value."""
    allow(actor, "take_ballots_in", table=PERMISSIONS)
    _now(actor, deliberation)
    numbered = {each.number: each for each in deliberation.statements.filter(state=StatementState.ACCEPTED)}
    if any(number not in numbered or value not in Choice.values for each in ballots for number, value in each.items()):
        raise BadInput(_("A ballot names a statement that is not there, or a vote that is none."), "ballots")
    made = [Voter(city_id=actor.city_id, deliberation=deliberation, digest=new_digest()) for _ballot in ballots]
    voters = Voter.objects.bulk_create(made, batch_size=500)
    Vote.objects.bulk_create(
        (
            Vote(
                city_id=actor.city_id, deliberation=deliberation, voter=voter, statement=numbered[number], value=value,
                at=actor.at,
            )
            for voter, ballot in zip(voters, ballots, strict=True)
            for number, value in sorted(ballot.items())
        ),
        batch_size=500,
    )  # fmt: skip
    actor.record("take_ballots_in", deliberation, ballots=len(ballots))
    return len(ballots)


def _now(actor: Actor, deliberation: Deliberation) -> None:
    if deliberation.takes_votes(actor.today):
        return
    if deliberation.state == DeliberationState.DRAFT or actor.today < deliberation.opens:
        raise WrongState(_("This question has not begun yet. It begins on %(day)s.") % {"day": deliberation.opens})
    raise WrongState(_("This question has ended, so nothing more is counted. What was said so far stands below."))


def _known_or_new(actor: Actor, deliberation: Deliberation, digest: str, may_begin: MayBegin) -> Voter:
    known = next(iter(Voter.objects.filter(deliberation=deliberation, digest=digest)[:1]), None)
    if known is not None:
        return known
    if deliberation.by_code:
        raise BadInput(_("Enter the code of your invitation first."), "code")
    return _voter(actor, deliberation, digest, may_begin)


def _voter(actor: Actor, deliberation: Deliberation, digest: str, may_begin: MayBegin) -> Voter:
    """Of two forms that come at once from a new browser both are of one voter."""
    may_begin()
    voter = Voter(city_id=actor.city_id, deliberation=deliberation, digest=digest)
    try:
        with transaction.atomic():
            voter.save(force_insert=True)
    except IntegrityError:
        return Voter.objects.get(deliberation=deliberation, digest=digest)
    return voter


def _numbered(statement: Statement) -> None:
    """The next number; of two written at once, one takes the number after."""
    for _try in range(5):
        last = Statement.objects.filter(deliberation=statement.deliberation_id).aggregate(most=Max("number"))["most"]
        statement.number = 0 if last is None else last + 1
        if statement.number >= rules.MOST_IN_ALL:
            raise WrongState(_("There are very many statements already. Please vote on those that are there."))
        try:
            with transaction.atomic():
                statement.save(force_insert=True)
            return
        except IntegrityError:
            statement.pk = None
    raise WrongState(_("Very many people are writing at this moment. Please send your statement again."))


# ── reading statements ───────────────────────────────────────────────────────────────────────────────────────────────


@operation
def accept_statement(actor: Actor, *, statement: Statement) -> Statement:
    """Show it to everyone."""
    _reads(actor, statement)
    statement.move(StatementState.ACCEPTED, because="", read_by_id=actor.post_id)
    actor.record("accept_statement", statement.deliberation, statement=statement.number)
    return statement


@operation
def reject_statement(actor: Actor, *, statement: Statement, because: str) -> Statement:
    """Do not show it, or no more; its author is told why. Votes on it are kept and count as passes."""
    _reads(actor, statement)
    because = required(because, "because", 300)
    statement.move(StatementState.REJECTED, because=because, read_by_id=actor.post_id)
    actor.record(
        "reject_statement", statement.deliberation, statement=statement.number, because=statement.digest(because)
    )
    return statement


def _reads(actor: Actor, statement: Statement) -> None:
    allow(actor, "keep_deliberation", statement.deliberation, table=PERMISSIONS)
    rules.under_way(statement.deliberation)


# ── what was found ───────────────────────────────────────────────────────────────────────────────────────────────────


@operation
def keep_result(
    actor: Actor, *, deliberation: Deliberation, find: Callable[[Deliberation, Result | None], Mapping[str, Any]]
) -> Result:
    """Compute what the votes say and keep it as the next version. find: `results.found`."""
    allow(actor, "compute", deliberation, table=PERMISSIONS)
    before = Result.objects.filter(deliberation=deliberation).first()
    rows = deliberation.votes.aggregate(voters=Count("voter", distinct=True), votes=Count("pk"))
    result = before or Result(city_id=actor.city_id, deliberation=deliberation, version=0)
    result.found, result.at = dict(find(deliberation, before)), actor.at
    result.voters, result.votes, result.version = rows["voters"], rows["votes"], result.version + 1
    result.save()
    actor.record("keep_result", deliberation, version=result.version, votes=result.votes, voters=result.voters)
    return result


@operation
def attach_result(actor: Actor, *, deliberation: Deliberation, text: str) -> Deliberation:
    """Lay what was found before the need or the proposal, in words that stand still from now on. Once."""
    allow(actor, "attach_result", deliberation, table=PERMISSIONS)
    if deliberation.state != DeliberationState.CLOSED:
        raise WrongState(_("Close the question first; then its result stands and can be attached."))
    if deliberation.need_id is None and deliberation.proposal_id is None:
        raise WrongState(_("This question is about no need and no proposal, so there is nothing to attach it to."))
    if not Deliberation.objects.filter(pk=deliberation.pk, attached_at=None).update(attached_at=actor.at):
        raise WrongState(_("The result is attached already."))
    deliberation.attached_at = actor.at
    if deliberation.need is not None:
        remark_need(actor, need=deliberation.need, text=text)
    if deliberation.proposal is not None:
        attach_finding(actor, proposal=deliberation.proposal, text=text)
    actor.record("attach_result", deliberation, need=deliberation.need_id, proposal=deliberation.proposal_id)
    return deliberation
