"""What a search found, said in the caller's numbers and unit."""

from collections.abc import Callable

from .answer import Answer, Status, Watch, status_of
from .terms import Terms
from .tree import Found

FORMULATION = "Lagrangian bound, swaps, settled sites, linear relaxation by cuts on demand (Benders), branch and bound"


def _same(value: float) -> float:
    return value


def solution(given: Terms, found: Found, watch: Watch, unit: Callable[[float], float] = _same) -> Answer:
    """unit: turns the search's values into the caller's, keeping or turning round their order."""
    opened = given.open_sites(found.opened)
    objective, bound = unit(found.value), unit(found.bound)
    return Answer(
        status=Status.INFEASIBLE if found.infeasible else status_of(objective, bound, watch.effort.gap),
        open=opened,
        assigned=given.assigned(opened),
        objective=objective,
        bound=bound,
        seconds=watch.seconds,
        formulation=FORMULATION,
        work=found.work,
    )
