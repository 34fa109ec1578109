"""Every way a site can go through the periods: a step at a time, and never back to a role it has left.

A choice among whole paths is tighter than a choice by period with rules between them: what cannot be is not there at all.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wakimizu.engines.words import Refused

from .case import Array, Case, Whole

MOST_PATHS = 2_000  # of one site


@dataclass(frozen=True, slots=True)
class Paths:
    """site: (P,) ascending. role: (P, T). one_off: (P, T) yen of the step into each period."""

    site: Whole
    role: Whole
    one_off: Array

    def having(self, period: int, roles: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(P,) which paths have one of the roles (R,) in a period."""
        return np.asarray(roles[self.role[:, period]])

    def chosen(self, role: Whole) -> Whole:
        """(K,) the path each site takes in a plan (T, K)."""
        same = (self.role == role.T[self.site]).all(axis=1)
        found = np.full(role.shape[1], -1)
        found[self.site[same]] = np.flatnonzero(same)
        return found


def paths(given: Case) -> Paths:
    """All paths of all sites. Refused for a site without any, or with more than can be looked through."""
    sites, roles, costs = [], [], []
    for site, name in enumerate(given.sites):
        found = list(_walk(given, site, [], int(given.now[site])))
        if not found:
            raise Refused(
                "Site %(site)s (%(name)s) can have no role in every period. Allow it one, or a step to one.",
                site=site,
                name=name,
            )
        if len(found) > MOST_PATHS:
            raise Refused(
                "Site %(site)s (%(name)s) has %(count)s ways to go. Allow fewer roles or steps.",
                site=site,
                name=name,
                count=len(found),
            )
        for path in found:
            sites.append(site)
            roles.append(path)
            costs.append([given.steps[site, a, b] for a, b in zip([given.now[site], *path], path, strict=False)])
    return Paths(np.array(sites), np.array(roles), np.array(costs))


def _walk(given: Case, site: int, so_far: list[int], last: int) -> "list[list[int]]":
    if len(so_far) == len(given.years):
        return [so_far]
    left = {int(given.now[site]), *so_far} - {last}
    found = []
    for role in range(len(given.roles)):
        if role not in left and given.may[len(so_far), site, role] and not np.isnan(given.steps[site, last, role]):
            found += _walk(given, site, [*so_far, role], role)
    return found
