"""What can go wrong in an operation, as sentences a person can act on. The edge shows them; nothing is written."""

from django.utils.functional import Promise


class Refusal(Exception):
    """An operation that did not happen. `str()` is a translated sentence that says what to do instead."""

    status = 400

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


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

    def __init__(self, sentence: str | Promise, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class TooMany(Refusal):
    """A limit against flooding was reached."""

    status = 429


class TooLarge(Refusal):
    """More bytes than anyone may send."""

    status = 413
