"""A request of an Open311 client over HTTP: its SQL statements and the server's CPU, on SQLite and PostgreSQL.

Each is a new voice with place and contact, sent as a form to the real server over a kept-alive connection, durable before it
is answered, ledger entry included, the timer sealing beside it. The key is made on the page where offices make theirs.
"""

import argparse
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from bench import machine, postgresql, report
from bench.counting import counted
from bench.server import Server, environment, wakimizu
from bench.visitor import Visitor, open311_form

STATEMENTS, CPU_MS = 12, 5.0  # the targets
PAGE = "/desk/keys/"
MAKER = "planner.chuo@demo.example"
FORM = "application/x-www-form-urlencoded"
WARM = 30
Figures = dict[str, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--requests", type=int, default=400, help="how many are sent one after the other (default 400)")


def run(options: argparse.Namespace) -> Figures:
    figures: Figures = {}
    with tempfile.TemporaryDirectory(prefix="wakimizu-bench-") as temporary:
        folder = Path(temporary)
        figures["fsync_ms"] = machine.fsync_ms(folder)
        env = environment(folder)
        wakimizu(env, "demo", "--no-serve", "--voices", "1500")
        with Server(env, folder / "log") as server:
            key, load = _load(server, "", options.requests)
            figures |= load
        figures["sql_statements"] = counted("open311", env, {"key": key})["open311"][1]
        wakimizu(env, "ledger", "verify")
        with postgresql.cluster() as cluster:
            if cluster:
                figures |= _on_postgresql(cluster, folder, options.requests)
    _show(figures, options.requests)
    return {name: round(value, 3) for name, value in figures.items()}


def _on_postgresql(cluster: postgresql.Cluster, folder: Path, requests: int) -> Figures:
    env = environment(folder, cluster.url)
    wakimizu(env, "demo", "--no-serve", "--voices", "1500")
    with Server(env, folder / "log") as server:
        key, figures = _load(server, "_postgresql", requests)
        figures["sql_statements_postgresql"] = _logged_statements(cluster, server, key)
    wakimizu(env, "ledger", "verify")
    return figures


def _logged_statements(cluster: postgresql.Cluster, server: Server, key: str, requests: int = 20) -> float:
    """Statements a request as the database itself logs them, on the connections that took requests in."""
    client = _Client(server.port, key)
    for number in range(12):  # every thread of the server has its connection and its city in memory
        client.send(200_000 + number)
    cluster.set("log_statement", "all")
    for number in range(requests):
        client.send(300_000 + number)
    cluster.set("log_statement", "none")
    client.close()
    taken = [said for said in cluster.statements().values() if any("INSERT INTO voices_voice " in one for one in said)]
    return sum(map(len, taken)) / requests


def _load(server: Server, suffix: str, requests: int) -> tuple[str, Figures]:
    """The key, and the figures: some requests to warm up, then so many one by one. A key may call 600 times a minute."""
    key = _key(server.port)
    client = _Client(server.port, key)
    for number in range(WARM):
        client.send(number)
    client.close()
    server.settle()
    client = _Client(server.port, key)
    client.send(WARM)
    cpu, taken = server.cpu_ms(), []
    for number in range(requests):
        begun = time.perf_counter()
        client.send(WARM + 1 + number)
        taken.append((time.perf_counter() - begun) * 1000)
    cpu = server.cpu_ms() - cpu
    client.close()
    return key, {
        f"cpu_ms{suffix}": cpu / requests,
        f"median_ms{suffix}": report.quantile(taken, 0.5),
        f"p95_ms{suffix}": report.quantile(taken, 0.95),
    }


def _key(port: int) -> str:
    visitor = Visitor(port)
    visitor.sign_in(MAKER)
    key = visitor.key(PAGE, "open311")
    visitor.close()
    return key


class _Client(Visitor):
    """A client that has its key, on one kept-alive connection."""

    def __init__(self, port: int, key: str) -> None:
        super().__init__(port)
        self.key_of_its_own = key

    def send(self, number: int) -> None:
        body = urlencode(open311_form(self.key_of_its_own, number)).encode()
        status, _location, page = self._ask("POST", "/open311/v2/requests.xml", body, FORM)
        if status != 200 or "<service_request_id>" not in page:
            raise RuntimeError(f"a request was refused: {status}\n{page[:500]}")


def _show(figures: Figures, requests: int) -> None:
    databases = ["", *(["_postgresql"] if "cpu_ms_postgresql" in figures else [])]
    rows: list[list[object]] = [["figure", *[each.strip("_") or "sqlite" for each in databases]]]
    for label, name in [
        ("SQL statements a request", "sql_statements{}"),
        ("server CPU a request, ms", "cpu_ms{}"),
        ("answered in, median ms", "median_ms{}"),
        ("answered in, p95 ms", "p95_ms{}"),
    ]:
        rows.append([label, *[figures[name.format(each)] for each in databases]])
    report.table(rows, f"{requests} requests one by one")
    for each in databases:
        statements, cpu = figures[f"sql_statements{each}"], figures[f"cpu_ms{each}"]
        print(
            f"  {each.strip('_') or 'sqlite'}: at most {STATEMENTS} statements {report.verdict(statements <= STATEMENTS)}"
            f" ({statements:g}), at most {CPU_MS:g} ms of server CPU {report.verdict(cpu <= CPU_MS)} ({cpu:.2f})"
        )
