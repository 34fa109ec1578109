"""What a deliberation, a statement and a vote must be.

The rules:
1. A question is about a need or a proposal of the office that asks, or about nothing else than itself.
2. A statement is one sentence of at most 140 letters without a My Number. The same words are not taken twice.
3. Statements wait until the office has read them; where the office trusts its residents, only those with a doubtful word wait
   (`doubtful.txt`, a list anybody may read), and the office sees which word it was.
4. From one browser at most 5 statements wait at a time, and 20 are taken in all.
5. Votes count from the first to the last day. Of two votes on one statement by one browser the last counts.
6. From one connection so many browsers an hour may begin as five times the limit for voices: a hall may share one line.
"""

from functools import lru_cache
from importlib.resources import files

from django.utils.translation import gettext as _

from wakimizu.apps.community.deliberation.models import Deliberation, Statement, Voter
from wakimizu.apps.community.deliberation.workflow import Adding, DeliberationState, StatementState
from wakimizu.apps.voices.analysis import words_in
from wakimizu.apps.voices.operations.sorting import required
from wakimizu.shared.errors import BadInput, TooMany, WrongState

MOST_LETTERS, MOST_WAITING, MOST_STATEMENTS, MOST_IN_ALL = 140, 5, 20, 2000


@lru_cache(maxsize=1)
def doubtful_words() -> tuple[str, ...]:
    lines = (files("wakimizu.apps.community.deliberation") / "doubtful.txt").read_text().splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def doubts(text: str) -> list[str]:
    """Words of the list that a statement contains, however they are spelled."""
    return words_in(text, doubtful_words())


def check_deliberation(row: Deliberation) -> None:
    """BadInput when a deliberation contradicts itself."""
    if row.closes < row.opens:
        raise BadInput(_("The last day comes after the first."), "closes")
    if row.need_id and row.proposal_id:
        raise BadInput(_("A question is about a need or about a proposal, not about both."), "about")
    for field, most in (("name", 120), ("name_en", 160), ("intro", 2000), ("intro_en", 2000)):
        if field in ("name", "intro") or getattr(row, field):
            setattr(row, field, required(getattr(row, field), field, most))


def still_draft(row: Deliberation) -> None:
    if row.state != DeliberationState.DRAFT:
        raise WrongState(_("This question has been opened, so its words and days stay. Close it and ask a new one."))


def under_way(row: Deliberation) -> None:
    if row.state != DeliberationState.OPEN:
        raise WrongState(_("This question is not under way, so its statements stay as they are."))


def check_text(deliberation: Deliberation, text: str) -> str:
    """A statement's words as they are kept. BadInput when they cannot be taken."""
    text = required(text, "text", MOST_LETTERS)
    if Statement.objects.filter(deliberation=deliberation, text=text).exists():
        raise BadInput(_("This statement is there already. Say yours in another way, or vote on that one."), "text")
    return text


def may_add(deliberation: Deliberation, voter: Voter) -> None:
    """WrongState or TooMany when this browser cannot add a statement now."""
    if deliberation.adding == Adding.NOBODY:
        raise WrongState(_("In this question only the office adds statements. Your votes count just the same."))
    states = list(Statement.objects.filter(deliberation=deliberation, voter=voter).values_list("state", flat=True))
    if states.count(StatementState.WAITING) >= MOST_WAITING:
        raise TooMany(_("Five statements of yours wait to be read. Please vote meanwhile, and come back later."))
    if len(states) >= MOST_STATEMENTS:
        raise TooMany(_("You have added very many statements. Please leave room for others, and vote on theirs."))
