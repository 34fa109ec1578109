"""What can go wrong in an operation, as sentences a person can act on. The edge shows them; nothing is written."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.functional import Promise
from django.utils.translation import gettext

from wakimizu.engines.words import Refused, Words


class Refusal(Exception):
    """An operation that did not happen. `str()` is a translated sentence that says what to do instead.

    An engine's words are said when they are read, in the reader's language then.
    """

    status = 400

    def __init__(self, sentence: str | Promise | Words) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.words.said(gettext)

    @property
    def words(self) -> Words:
        """The sentence as it can be kept: an engine's in English, any other as it was raised."""
        return self.sentence if isinstance(self.sentence, Words) else Words(str(self.sentence))


class NotPermitted(Refusal):
    """This post may not do this, or not to this object."""

    status = 403


class Missing(Refusal):
    """There is no such thing; the sentence says what there is."""

    status = 404


class WrongState(Refusal):
    """The object's state does not allow this move; the sentence says what is possible instead."""

    status = 409


class BadInput(Refusal):
    """A value that cannot be taken; `field` names where, if it came from a form."""

    def __init__(self, sentence: str | Promise | Words, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class TooMany(Refusal):
    """A limit against flooding was reached."""

    status = 429


class TooLarge(Refusal):
    """More bytes than anyone may send."""

    status = 413


@contextmanager
def refusals() -> Iterator[None]:
    """What an engine cannot compute is a refusal that a person can act on."""
    try:
        yield
    except Refused as refused:
        raise BadInput(refused.words) from None
