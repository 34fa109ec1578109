"""What a deliberation, a statement and a vote must be.

The rules:
1. A question is about a need or a proposal of the office that asks, or about nothing else than itself.
2. A statement is one sentence of at most 140 letters without a My Number. The same words are not taken twice.
3. Statements wait until the office has read them; where the office trusts its residents, only those with a doubtful word wait
   (`doubtful.txt`, a list anybody may read), and the office sees which word it was.
4. From one browser at most 5 statements wait at a time, and 20 are taken in all; of everyone's together at most 500 wait.
5. Votes count from the first to the last day. Of two votes on one statement by one browser the last counts.
6. From one connection so many browsers an hour may begin in all questions together as five times the limit for voices, and so
   many statements come as four times: a hall may share one line.
"""

import unicodedata
from functools import lru_cache
from importlib.resources import files

from django.utils.translation import gettext as _

from wakimizu.apps.community.deliberation.models import Deliberation, Statement, Voter
from wakimizu.apps.community.deliberation.workflow import PERMISSIONS, Adding, DeliberationState, StatementState
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.proposals.workflow import ProposalState
from wakimizu.apps.voices.analysis import words_in
from wakimizu.apps.voices.operations.sorting import required
from wakimizu.shared.errors import BadInput, TooMany, WrongState
from wakimizu.shared.permissions import ANYWHERE

MOST_LETTERS, MOST_WAITING, MOST_STATEMENTS, MOST_UNREAD, MOST_IN_ALL = 140, 5, 20, 500, 2000


@lru_cache(maxsize=1)
def doubtful_words() -> tuple[str, ...]:
    lines = (files("wakimizu.apps.community.deliberation") / "doubtful.txt").read_text().splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def doubts(text: str) -> list[str]:
    """Words of the list that a statement contains, however they are spelled."""
    words = doubtful_words()
    closed_up = words_in("".join(text.split()), [word for word in words if not word.isascii()])  # 死 ね
    return list(dict.fromkeys([*words_in(text, words), *closed_up]))


def check_deliberation(row: Deliberation) -> None:
    """BadInput when a deliberation contradicts itself."""
    if row.closes < row.opens:
        raise BadInput(_("The last day comes after the first."), "closes")
    if row.need_id and row.proposal_id:
        raise BadInput(_("A question is about a need or about a proposal, not about both."), "about")
    for field, most in (("name", 120), ("name_en", 160), ("intro", 2000), ("intro_en", 2000)):
        if field in ("name", "intro") or getattr(row, field):
            setattr(row, field, required(getattr(row, field), field, most))


def check_about(actor: Actor, row: Deliberation) -> None:
    """BadInput when it is about a need or proposal that is another's, or on which nothing is left to decide."""
    about = row.need or row.proposal
    if about is None:
        return
    over = not row.need.is_open if row.need else about.state in (ProposalState.DECIDED, ProposalState.WITHDRAWN)
    if over:
        raise BadInput(
            _("This is answered, decided or withdrawn already. Choose something that is still open."), "about"
        )
    anywhere = actor.role in PERMISSIONS["keep_deliberation"][ANYWHERE]
    if not (anywhere or about.held_by(actor) or about.shared_by(actor)):
        raise BadInput(_("This is another office's. Choose a need or proposal of your own office or ward."), "about")


def check_key(row: Deliberation) -> None:
    """BadInput when the short name is another question's."""
    if Deliberation.objects.filter(key=row.key).exclude(pk=row.pk).exists():
        raise BadInput(_("There is a question of this short name. Choose another."), "key")


def still_draft(row: Deliberation) -> None:
    if row.state != DeliberationState.DRAFT:
        raise WrongState(_("This question has been opened, so its words and days stay. Close it and ask a new one."))


def under_way(row: Deliberation) -> None:
    if row.state != DeliberationState.OPEN:
        raise WrongState(_("This question is not under way, so its statements stay as they are."))


def check_text(deliberation: Deliberation, text: str) -> str:
    """A statement's words as they are kept. BadInput when they cannot be taken."""
    text = required(plain(text), "text", MOST_LETTERS)
    if not any(letter.isalnum() for letter in text):
        raise BadInput(_("Please say in words what others shall agree or disagree with."), "text")
    there = Statement.objects.filter(deliberation=deliberation, text=text).values_list("state", flat=True).first()
    if there == StatementState.ACCEPTED:
        raise BadInput(_("This statement is there already. Say yours in another way, or vote on that one."), "text")
    if there is not None:
        raise BadInput(
            _("Somebody has sent these words already; the office has read them or will. Say yours in another way."),
            "text",
        )
    return text


def plain(text: str) -> str:
    """One line, without letters that nobody sees."""
    return " ".join("".join(letter for letter in text if unicodedata.category(letter) != "Cf").split())


def anyone() -> None:
    """Where nothing limits how many browsers begin."""


def may_add(deliberation: Deliberation, voter: Voter) -> None:
    """WrongState or TooMany when this browser cannot add a statement now."""
    if deliberation.adding == Adding.NOBODY:
        raise WrongState(_("In this question only the office adds statements. Your votes count just the same."))
    states = list(Statement.objects.filter(deliberation=deliberation, voter=voter).values_list("state", flat=True))
    if Statement.objects.filter(deliberation=deliberation, state=StatementState.WAITING).count() >= MOST_UNREAD:
        raise TooMany(_("Very many statements wait to be read. Please vote meanwhile, and come back later."))
    if states.count(StatementState.WAITING) >= MOST_WAITING:
        raise TooMany(_("Five statements of yours wait to be read. Please vote meanwhile, and come back later."))
    if len(states) >= MOST_STATEMENTS:
        raise TooMany(_("You have added very many statements. Please leave room for others, and vote on theirs."))
