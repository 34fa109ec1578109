"""How an engine says no, or what to know: an English sentence with named values, said by whoever shows it in their language.

    raise Refused("p is %(p)s, but only %(may)s sites may be open. Lower p or add sites.", p=12, may=3)

The English sentence as it stands in the code is what a refusal is known by: no engine translates, none has a second name
for it. A value is such words themselves, or a number or a word of the caller's; `./wakimizu words` finds what stands after
`Words(` and `Refused(`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from math import isfinite
from typing import Any


@dataclass(init=False)
class Words:
    """A sentence, or a part of one. `str()` is the English. What is neither words nor a number is kept as text."""

    english: str
    values: dict[str, "str | float | Words"]

    def __init__(self, english: str, /, **values: object) -> None:
        self.english = english
        self.values = {n: _kept(each) for n, each in values.items()}

    def __str__(self) -> str:
        return self.said(lambda english: english)

    def said(self, translated: Callable[[str], str]) -> str:
        """With every English sentence in it translated; the translation has the same `%(names)s`."""
        if not self.values:
            return translated(self.english)
        values = {n: each.said(translated) if isinstance(each, Words) else each for n, each in self.values.items()}
        return translated(self.english) % values

    @property
    def plain(self) -> dict[str, Any]:
        """To be kept as JSON; `of` is the way back."""
        values = {n: each.plain if isinstance(each, Words) else each for n, each in self.values.items()}
        return {"english": self.english, "values": values}

    @classmethod
    def of(cls, english: str, values: Mapping[str, Any]) -> "Words":
        """`Words.of(**words.plain)`."""
        return cls(english, **{n: cls.of(**each) if isinstance(each, Mapping) else each for n, each in values.items()})


def _kept(value: object) -> "str | float | Words":
    """JSON has no word for nan and inf."""
    if isinstance(value, str | int | Words) or (isinstance(value, float) and isfinite(value)):
        return value
    return str(value)


def joined(parts: Iterable[Words]) -> Words:
    """One after the other, with commas."""
    return reduce(lambda one, other: Words("%(one)s, %(other)s", one=one, other=other), parts)


class Refused(ValueError):
    """What an engine cannot compute, and what to do."""

    def __init__(self, english: str | Words, /, **values: object) -> None:
        self.words = english if isinstance(english, Words) else Words(english, **values)
        super().__init__(self.words)

    def __str__(self) -> str:
        return str(self.words)
