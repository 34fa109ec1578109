"""Where officers who are set free go: each next one to the centre where one officer stands for the most need."""

from collections.abc import Sequence
from math import floor

import numpy as np

from wakimizu.engines.words import Refused

from .case import Array


def allot(staff: float, needs: Sequence[float], present: Sequence[float]) -> Array:
    """(centres,) full-time equivalents sent to each. needs: of each centre, any unit; present: who works there already.

    No other way to send the same people makes the greatest need per officer smaller: who stands for the most is always
    relieved first. A centre without an officer comes before all others, the one with the most need first; without need
    nobody is sent. A part of an officer goes last, by the same rule. Refused for less than nobody.
    """
    need, there = np.asarray(needs, float), np.asarray(present, float)
    if need.shape != there.shape or (need < 0).any() or (there < 0).any() or staff < 0:
        raise Refused("needs and officers are counted from 0, one of each for every centre, and so are those to send.")
    sent = np.zeros_like(need)
    if not need.any():
        return sent
    left = staff
    for part in [1.0] * floor(staff) + [staff - floor(staff)]:
        if part <= 0 or left <= 0:
            break
        with np.errstate(divide="ignore", invalid="ignore"):
            load = np.where(there + sent > 0, need / (there + sent), np.where(need > 0, np.inf, 0.0))
        heaviest = load == load.max()
        sent[int(np.argmax(np.where(heaviest, need, -1)))] += part
        left -= part
    return sent
