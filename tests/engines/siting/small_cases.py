"""Small instances for Hypothesis, and their best answers by trying every set of sites."""

from dataclasses import dataclass
from itertools import combinations
from math import inf

import numpy as np
import pytest
from hypothesis import strategies as st

from wakimizu.engines import siting


@dataclass(frozen=True)
class Case:
    """One instance; cost is (demands, sites), inf where not allowed is said by `forbidden`."""

    cost: np.ndarray
    weights: np.ndarray
    open: tuple[int, ...]
    closed: tuple[int, ...]
    forbidden: np.ndarray

    @property
    def terms(self):
        return {"weights": self.weights, "open": self.open, "closed": self.closed, "forbidden": self.forbidden}

    @property
    def allowed_cost(self):
        return np.where(self.forbidden, inf, self.cost)

    @property
    def may(self):
        return [site for site in range(self.cost.shape[1]) if site not in self.closed]

    def sets(self, counts):
        """Every set of sites that may be open together, of these sizes."""
        for count in counts:
            for chosen in combinations(self.may, count):
                if set(self.open) <= set(chosen):
                    yield list(chosen)

    def paid(self, chosen):
        """(demands,) the weighted cost of each demand; who weighs nothing pays nothing."""
        if not chosen:
            return np.where(self.weights > 0, inf, 0.0)
        nearest = self.allowed_cost[:, chosen].min(axis=1)
        return np.array([w * c if w > 0 else 0.0 for w, c in zip(self.weights, nearest, strict=True)])

    def reachable(self):
        """Everybody with weight has a site that may be open; otherwise the models refuse."""
        return bool(self.may) and all(
            np.isfinite(self.allowed_cost[i, self.may]).any() for i in np.flatnonzero(self.weights > 0)
        )


@st.composite
def cases(draw, demands=7, sites=7, whole=True):
    n, m = draw(st.integers(1, demands)), draw(st.integers(1, sites))
    number = st.integers(0, 20) if whole else st.floats(0, 20, allow_subnormal=False)
    cost = np.array(draw(st.lists(st.lists(number, min_size=m, max_size=m), min_size=n, max_size=n)), dtype=float)
    weight = st.integers(0, 4) if whole else st.one_of(st.just(0.0), st.floats(0.01, 50))
    weights = np.array(draw(st.lists(weight, min_size=n, max_size=n)), dtype=float)
    state = st.sampled_from(["free", "free", "free", "free", "open", "closed"])
    states = draw(st.lists(state, min_size=m, max_size=m))
    pairs = st.lists(st.sampled_from([False, False, False, True]), min_size=m, max_size=m)
    forbidden = np.array(draw(st.lists(pairs, min_size=n, max_size=n))) & draw(st.booleans())
    named = {what: tuple(i for i, said in enumerate(states) if said == what) for what in ("open", "closed")}
    return Case(cost, weights, named["open"], named["closed"], forbidden)


def holds(answer, case, value):
    """The answer is proven, is what trying everything gives, and keeps to what was settled beforehand."""
    if not np.isfinite(value):
        assert answer.status is siting.Status.INFEASIBLE
        assert not answer.open.size
        assert (answer.assigned == -1).all()
        return
    assert answer.status is siting.Status.OPTIMAL
    assert answer.objective == pytest.approx(value, rel=1e-9, abs=1e-9)
    assert answer.gap <= 1e-9
    keeps_to(answer, case)


def keeps_to(answer, case):
    opened = set(answer.open.tolist())
    assert set(case.open) <= opened <= set(case.may)
    for demand, site in enumerate(answer.assigned.tolist()):
        assert site == -1 or (site in opened and not case.forbidden[demand, site])
