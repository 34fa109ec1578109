"""A vote over HTTP: the server's CPU, on SQLite and PostgreSQL; every vote durable before it is answered.

Each vote is a real form of a browser that has its cookie, sent over a kept-alive connection, ledger entry included, the timer
sealing and computing the groups beside it, as in a hall where many vote at once.
"""

import argparse
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from bench import machine, postgresql, report
from bench.server import Server, environment, wakimizu
from bench.visitor import Visitor

CPU_MS = 4.0  # the target
PAGE = "/deliberate/park/"
FORM = "application/x-www-form-urlencoded"
Figures = dict[str, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--votes", type=int, default=1200, help="how many are sent one after the other (default 1200)")


def run(options: argparse.Namespace) -> Figures:
    figures: Figures = {}
    with tempfile.TemporaryDirectory(prefix="wakimizu-bench-") as temporary:
        folder = Path(temporary)
        figures["fsync_ms"] = machine.fsync_ms(folder)
        env = environment(folder)
        wakimizu(env, "demo", "--no-serve", "--voices", "300")
        with Server(env, folder / "log") as server:
            figures |= _load(server, "", options.votes)
        wakimizu(env, "ledger", "verify")
        with postgresql.cluster() as cluster:
            if cluster:
                figures |= _on_postgresql(cluster, folder, options.votes)
    _show(figures, options.votes)
    return {name: round(value, 3) for name, value in figures.items()}


def _on_postgresql(cluster: postgresql.Cluster, folder: Path, votes: int) -> Figures:
    env = environment(folder, cluster.url)
    wakimizu(env, "demo", "--no-serve", "--voices", "300")
    with Server(env, folder / "log") as server:
        before = cluster.cpu_ms()
        figures = _load(server, "_postgresql", votes)
        figures["cpu_ms_vote_postgresql_backend"] = (cluster.cpu_ms() - before) / (votes + 32)
    wakimizu(env, "ledger", "verify")
    return figures


def _load(server: Server, suffix: str, votes: int) -> Figures:
    """Two browsers to warm up, then so many votes, sixteen of each browser."""
    visitor = _Voter(server.port)
    for number in range(32):
        visitor.vote(number)
    server.settle()
    cpu, taken = server.cpu_ms(), []
    for number in range(votes):
        begun = time.perf_counter()
        visitor.vote(number)
        taken.append((time.perf_counter() - begun) * 1000)
    figures = {
        f"cpu_ms_vote{suffix}": (server.cpu_ms() - cpu) / votes,
        f"median_ms_vote{suffix}": report.quantile(taken, 0.5),
        f"votes_per_s{suffix}": len(taken) / sum(taken) * 1000,
    }
    figures[f"cpu_ms_page{suffix}"] = _pages(server, visitor)
    visitor.close()
    return figures


def _pages(server: Server, visitor: Visitor, times: int = 100) -> float:
    cpu = server.cpu_ms()
    for _time in range(times):
        status, _page = visitor.get(PAGE)
        if status != 200:
            raise RuntimeError(f"{PAGE}: {status}")
    return (server.cpu_ms() - cpu) / times


class _Voter(Visitor):
    """A browser on the question's page: it knows the statements' numbers and the form's token."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.token = self._token_of(PAGE)
        self.numbers = range(16)  # the demo's first statements

    def vote(self, n: int) -> None:
        """A first vote on each statement; then the next browser comes, so that every vote is a new row."""
        if n % 16 == 0:
            self.cookies.pop("deliberation", None)
        number, value = self.numbers[n % 16], (1, -1, 0)[n % 3]
        body = urlencode({"csrfmiddlewaretoken": self.token, "value": value}).encode()
        status, location, _page = self._ask("POST", f"{PAGE}vote/{number}/", body, FORM)
        if status != 302 or "#turn" not in location:
            raise RuntimeError(f"a vote was refused: {status} {location}")


def _show(figures: Figures, votes: int) -> None:
    databases = ["", *(["_postgresql"] if "cpu_ms_vote_postgresql" in figures else [])]
    rows: list[list[object]] = [["figure", *[each.strip("_") or "sqlite" for each in databases]]]
    for label, name in [
        ("server CPU a vote, ms", "cpu_ms_vote{}"),
        ("database CPU a vote, ms", "cpu_ms_vote{}_backend"),
        ("answered in, median ms", "median_ms_vote{}"),
        ("votes a second, one connection", "votes_per_s{}"),
        ("server CPU a page with its map, ms", "cpu_ms_page{}"),
    ]:
        rows.append([label, *[figures.get(name.format(each), "within") for each in databases]])
    report.table(rows, f"{votes} votes one by one")
    print(f"\n  one 4 KiB append with fsync on this disk: {figures['fsync_ms']:.2f} ms (median)")
    for each in databases:
        cpu = figures[f"cpu_ms_vote{each}"]
        print(
            f"  {each.strip('_') or 'sqlite'}: under {CPU_MS:g} ms of server CPU {report.verdict(cpu < CPU_MS)} ({cpu:.2f})"
        )
