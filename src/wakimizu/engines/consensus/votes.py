"""Votes as three columns: who, on which statement, how. Most people see few statements, so there is no table of all by all."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wakimizu.engines.words import Refused

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

AGREE, PASS, DISAGREE = 1, 0, -1


@dataclass(frozen=True, slots=True)
class Votes:
    """One vote of each person on each statement they have seen.

    person, statement, value: (n,) sorted by person, then statement. people, statements: how many there are. A person's
    number is their place in the order of arrival, a statement's that of writing; both orders are part of the definition.
    """

    person: Whole
    statement: Whole
    value: Array
    people: int
    statements: int
    seen: Whole = field(repr=False)  # (people,) votes of each person

    def on(self, statement_hidden: NDArray[np.bool_]) -> "Votes":
        """The same people and statements without the votes on those hidden."""
        return self._those(~statement_hidden[self.statement])

    def of(self, whom: NDArray[np.bool_]) -> "Votes":
        """The same people and statements without the votes of others. whom: (people,)."""
        return self._those(whom[self.person])

    def _those(self, keep: NDArray[np.bool_]) -> "Votes":
        person = self.person[keep]  # still sorted
        seen = np.bincount(person, minlength=self.people).astype(np.int64)
        return Votes(person, self.statement[keep], self.value[keep], self.people, self.statements, seen)


def votes(person: ArrayLike, statement: ArrayLike, value: ArrayLike, people: int, statements: int) -> Votes:
    """Votes from three columns in any order; of two on the same statement by the same person the last row counts."""
    who, what = np.asarray(person, dtype=np.int64).reshape(-1), np.asarray(statement, dtype=np.int64).reshape(-1)
    how = np.asarray(value, dtype=np.float64).reshape(-1)
    if not len(who) == len(what) == len(how):
        raise Refused("Persons, statements and votes must be of one length.")
    if len(who) and not (who.min() >= 0 and who.max() < people and what.min() >= 0 and what.max() < statements):
        raise Refused("A person or a statement has a number outside 0 … n - 1.")
    if not np.isin(how, (AGREE, PASS, DISAGREE)).all():
        raise Refused("A vote is 1 (agree), 0 (pass) or -1 (disagree).")
    _key, last = np.unique((who * max(statements, 1) + what)[::-1], return_index=True)
    rows = len(who) - 1 - last
    who, what, how = who[rows], what[rows], how[rows]
    return Votes(who, what, how, people, statements, np.bincount(who, minlength=people).astype(np.int64))


def from_table(table: ArrayLike) -> Votes:
    """Votes from a table of people × statements, nan where a statement was not seen."""
    full = np.asarray(table, dtype=np.float64)
    person, statement = np.nonzero(~np.isnan(full))
    return votes(person, statement, full[person, statement], *full.shape)
