"""Pieces of one computation, here or on a Dask cluster: the same function on the same pieces, in the same order."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

Piece = TypeVar("Piece")
Done = TypeVar("Done")


def run_all(function: Callable[[Piece], Done], pieces: Iterable[Piece], client: Any = None) -> Iterator[Done]:
    """What the function makes of every piece, in order. Without a client one after the other, in this process.

    client: a `distributed.Client`. Workers need the same numpy and kind of processor for results to agree to the last bit.
    """
    if client is None:
        yield from map(function, pieces)
        return
    futures = [client.submit(function, client.scatter([piece], hash=False)[0], pure=False) for piece in pieces]
    for number, future in enumerate(futures):
        done = future.result()
        futures[number] = None  # lets the cluster forget it
        yield done
