"""Which guards cannot be met together: a set that no plan meets, while any of them left out can be met.

Guards are taken away one by one; one without which there is still no plan is not needed for the conflict and stays away
(the deletion filter: Chinneck and Dravnieks 1991, doi:10.1287/ijoc.3.2.157). What remains cannot be made smaller.
"""

from dataclasses import replace

from wakimizu.engines.siting.answer import Effort, Status, Watch

from .case import Case, Weights
from .master import ROUNDS, master


def conflict(given: Case, effort: Effort | None = None) -> tuple[int, ...]:
    """Numbers of guards in conflict; empty when none is needed (no path fits), or there was no time to find them."""
    effort = effort or Effort()
    watch = Watch(effort)
    bare = replace(given, weights=Weights(0, 0, 0, 0))
    kept = list(range(len(given.guards)))
    if watch.over or possible(bare, kept, watch) is not False:
        return ()
    for number in list(kept):
        if watch.over:
            return ()
        without = [each for each in kept if each != number]
        if possible(bare, without, watch) is False:
            kept = without
    return tuple(kept)


def possible(given: Case, guards: "list[int]", watch: Watch) -> bool | None:
    """Whether some plan meets these guards; None when there was no time to tell."""
    known = master(replace(given, guards=tuple(given.guards[number] for number in guards)), effort=watch.effort)
    known.programme.bound_columns(known.theta, 0, 0)
    for _round in range(ROUNDS):
        if watch.over:
            break
        solved = known.solve(watch)
        if solved.status is Status.INFEASIBLE:
            return False
        if not solved.values.size:
            return None
        if not known.rooms(known.read_y(solved).round(), known.read_role(solved)):
            return True
    return None
