"""Opinion groups, what is typical of each and what all share, as Polis defines it (docs/consensus.md)."""

from wakimizu.engines.consensus.groups import NOBODY, Opinions, Steady, k_means, opinions, silhouette, taking_part
from wakimizu.engines.consensus.shared import (
    Counts,
    Majority,
    Typical,
    count,
    group_informed_consensus,
    majorities,
    share_test,
    two_share_test,
    typical,
)
from wakimizu.engines.consensus.votes import AGREE, DISAGREE, PASS, Votes, from_table, votes

__all__ = [
    "AGREE",
    "DISAGREE",
    "NOBODY",
    "PASS",
    "Counts",
    "Majority",
    "Opinions",
    "Steady",
    "Typical",
    "Votes",
    "count",
    "from_table",
    "group_informed_consensus",
    "k_means",
    "majorities",
    "opinions",
    "share_test",
    "silhouette",
    "taking_part",
    "two_share_test",
    "typical",
    "votes",
]
