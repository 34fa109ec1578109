"""What binds: each guard is left out once, and what that saves is what it costs."""

from collections.abc import Callable
from dataclasses import replace

from wakimizu.engines.siting.answer import Effort

from .case import Case
from .outcome import outcome
from .plan import Binding, Plan
from .solving import Search
from .ways import Planes


def binding(
    given: Case, plan: Plan, effort: Effort | None = None, tell: Callable[[float], None] = lambda done: None
) -> tuple[Binding, ...]:
    """The guards without which a plan would be better than proven for this one, the dearest first.

    effort: for each guard. A guard that the best plan without it keeps anyway costs nothing and is not named.
    """
    found: list[Binding] = []
    planes: list[Planes] = []
    for number in range(len(given.guards)):
        tell(number / len(given.guards))
        if effort is not None and effort.stop():
            break
        rest = tuple(guard for n, guard in enumerate(given.guards) if n != number)
        search = Search(replace(given, guards=rest), effort or Effort(), planes=planes, start=plan.role)
        without = search.plan()
        planes = search.planes
        if without.role.size and number in outcome(given, without.role).broken:
            saves = plan.objective - without.objective
            found.append(Binding(number, max(saves, 0.0), max(plan.bound - without.objective, 0.0), without))
    tell(1.0)
    return tuple(sorted(found, key=lambda each: -each.saves))
