"""Merkle trees as RFC 9162 (Certificate Transparency 2.0, sections 2.1.1 and 2.1.3) defines them, over SHA-256.

Leaves and nodes are hashed with different first bytes, so no node can be passed off as a leaf. The trees here are small
(one per seal) and built once; docs/adr/0004 says why this is not a library.
"""

import hashlib
from collections.abc import Sequence


def leaf_hash(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def _node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _next_level(level: Sequence[bytes]) -> list[bytes]:
    """Hashes neighbours in pairs; an odd last one rises as it is, which gives RFC 9162's tree for every size."""
    above = [_node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return [*above, level[-1]] if len(level) % 2 else above


def root(leaves: Sequence[bytes]) -> bytes:
    """The tree's root over leaf hashes in order; the empty tree's root is the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        level = _next_level(level)
    return level[0]


def path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The inclusion path of leaf `index`, lowest neighbour first. IndexError if there is no such leaf."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    steps, level = [], list(leaves)
    while len(level) > 1:
        neighbour = index ^ 1
        if neighbour < len(level):
            steps.append(level[neighbour])
        index //= 2
        level = _next_level(level)
    return steps


def root_from_path(leaf: bytes, index: int, size: int, steps: Sequence[bytes]) -> bytes | None:
    """The root that a leaf and its inclusion path lead to, or None if the path does not fit a tree of `size`."""
    if not 0 <= index < size:
        return None
    node, rest = leaf, list(steps)
    while size > 1:
        if index ^ 1 < size:
            if not rest:
                return None
            neighbour = rest.pop(0)
            node = _node_hash(neighbour, node) if index & 1 else _node_hash(node, neighbour)
        index //= 2
        size = (size + 1) // 2
    return None if rest else node
