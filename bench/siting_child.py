"""One solver on some cases, in a process of its own: python -m bench.siting_child SOLVER CASE …, one line of JSON for each.

Counted is from the cost matrix to the answer (building a model included), without imports and without reading the case. cpu_s is
of the process with all its threads; mib_peak is the most the process held, mib_solving that less what it held before.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from bench import locations

Answer = dict[str, Any]
Solver = Callable[[Any, int], Answer]
SECONDS = {"rl1304:10": 300.0, "rl1304:100": 300.0, "rl1304:300": 60.0, "rl1304:500": 60.0, "fl1400:100": 120.0}


def ours(model: str) -> Callable[[str], Callable[[], Answer]]:
    from wakimizu.engines import siting

    def said(answer: siting.Answer) -> Answer:
        work = {name: answer.work.get(name, 0.0) for name in ("nodes", "rounds")}
        return {"value": answer.objective, "bound": answer.bound, "gap": answer.gap, "status": answer.status, **work}

    def prepared(case: str) -> Callable[[], Answer]:
        effort = siting.Effort(seconds=SECONDS.get(case, 60.0))
        if case.startswith("cap"):
            cost, opening, capacity, weights = locations.cap(case)
            if model == "capacitated":
                return lambda: said(siting.capacitated(cost, opening, capacity, weights=weights, effort=effort))
            return lambda: said(siting.uncapacitated(cost, opening, weights=weights, effort=effort))
        cost, p = _ways(case)
        if model == "p_centre":
            return lambda: said(siting.p_centre(cost, p, effort=effort))
        if model == "covering":
            radius = siting.p_centre(cost, p).objective
            return lambda: said(siting.location_set_covering(cost, radius, effort=effort))
        if model == "maximal":
            radius = 0.6 * siting.p_centre(cost, p).objective
            return lambda: said(siting.maximal_covering(cost, radius, p, effort=effort))
        return lambda: said(siting.p_median(cost, p, effort=effort))

    return prepared


def spopt(_model: str) -> Callable[[str], Callable[[], Answer]]:
    import pulp
    from spopt.locate import PMedian

    def prepared(case: str) -> Callable[[], Answer]:
        cost, p = _ways(case)

        def solve() -> Answer:
            built = time.perf_counter()
            model = PMedian.from_cost_matrix(cost, np.ones(cost.shape[0]), p_facilities=p)
            built = time.perf_counter() - built
            model = model.solve(pulp.HiGHS(msg=False))
            value = float(pulp.value(model.problem.objective))
            return {"value": value, "status": pulp.LpStatus[model.problem.status], "s_building": built}

        return solve

    return prepared


def pbp(_model: str) -> Callable[[str], Callable[[], Answer]]:
    from pbp_pmedian import solve

    def prepared(case: str) -> Callable[[], Answer]:
        cost, p = _ways(case)

        def run() -> Answer:
            value, _sites, _seconds, status, engine = solve(cost, p)
            return {"value": float(value), "status": int(status), "engine": engine}

        return run

    return prepared


def _ways(case: str) -> tuple[Any, int]:
    """pmed20, or rl1304:300 for points and p."""
    name, _colon, p = case.partition(":")
    return (locations.euclidean(name), int(p)) if p else locations.pmed(int(name.removeprefix("pmed")))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    solver, _colon, model = sys.argv[1].partition(":")
    prepared = {"ours": ours, "spopt": spopt, "pbp": pbp}[solver](model)
    for case in sys.argv[2:]:
        run = prepared(case)
        before, wall, cpu = _peak(), time.perf_counter(), time.process_time()
        answer = run()
        taken = {"s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
        memory = {"mib_peak": _peak(), "mib_solving": _peak() - before}
        print(json.dumps({"case": case, **answer, **taken, **memory}), flush=True)


if __name__ == "__main__":
    main()
