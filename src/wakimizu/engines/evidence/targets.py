"""Is an indicator on the path to its target: a straight line from where it began to where it shall be.

An observation that has an interval is judged by it: off the path only when all of it lies on the bad side.
"""

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    REACHED = "reached"  # the target itself
    ON_PATH = "on_path"
    OFF_PATH = "off_path"
    CANNOT_TELL = "cannot_tell"  # the interval has both in it


@dataclass(frozen=True, slots=True)
class Path:
    """From (begins, baseline) to (ends, target): years or any other time. up: more is better."""

    begins: float
    baseline: float
    ends: float
    target: float
    up: bool = True

    def at(self, time: float) -> float:
        """What the path asks for at a time; before it begins the baseline, after its end the target."""
        if self.ends <= self.begins:
            return self.target
        share = min(max((time - self.begins) / (self.ends - self.begins), 0.0), 1.0)
        return self.baseline + share * (self.target - self.baseline)

    def standing(self, time: float, value: float, low: float | None = None, high: float | None = None) -> Standing:
        """Where an observation stands; with an interval only as sure as that is."""
        ends = sorted([value if low is None else low, value if high is None else high])
        worst, best = ends if self.up else ends[::-1]
        if self._reaches(worst, self.target):
            return Standing.REACHED
        if self._reaches(worst, self.at(time)):
            return Standing.ON_PATH
        if not self._reaches(best, self.at(time)):
            return Standing.OFF_PATH
        return Standing.CANNOT_TELL

    def _reaches(self, value: float, asked: float) -> bool:
        return value >= asked if self.up else value <= asked
