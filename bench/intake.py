"""A voice over HTTP: its SQL statements, the server's CPU, how many a second, on SQLite and PostgreSQL.

Every voice is a real multipart form sent to the real server over a kept-alive connection, durable before it is
answered (SQLite: synchronous=FULL; PostgreSQL: as it comes), ledger entry included, the timer sealing beside it.
"""

import argparse
import tempfile
import threading
import time
from pathlib import Path

from bench import machine, postgresql, report
from bench.counting import counted
from bench.server import Server, environment, wakimizu
from bench.visitor import Visitor, new_submission

STATEMENTS, CPU_MS = 10, 4.0  # the targets
PEER = (
    "Signalen, as issue 2 gives it (not measured here): 39 statements, about 100 ms of CPU, 10 a second with one worker"
)
CONNECTIONS = 4

Figures = dict[str, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--voices", type=int, default=300, help="how many are sent one after the other (default 300)")


def run(options: argparse.Namespace) -> Figures:
    figures: Figures = {}
    with tempfile.TemporaryDirectory(prefix="wakimizu-bench-") as temporary:
        folder = Path(temporary)
        figures["fsync_ms"] = machine.fsync_ms(folder)
        env = environment(folder)
        wakimizu(env, "demo", "--no-serve", "--voices", "1500")
        figures["sql_statements_sqlite"] = counted("intake", env)["intake"][1]
        with Server(env, folder / "log") as server:
            figures |= _load(server, "sqlite", options.voices)
        _verified(env)
        with postgresql.cluster() as cluster:
            if cluster:
                figures |= _on_postgresql(cluster, folder, options.voices)
    _show(figures, options.voices)
    return {name: round(value, 3) for name, value in figures.items()}


def _on_postgresql(cluster: postgresql.Cluster, folder: Path, voices: int) -> Figures:
    env = environment(folder, cluster.url)
    wakimizu(env, "demo", "--no-serve", "--voices", "1500")
    with Server(env, folder / "log") as server:
        figures: Figures = {"sql_statements_postgresql": _logged_statements(cluster, server)}
        before = cluster.cpu_ms()
        figures |= _load(server, "postgresql", voices)
        figures["cpu_ms_postgresql_backend"] = (cluster.cpu_ms() - before) / (2 * voices)
    _verified(env)
    return figures


def _logged_statements(cluster: postgresql.Cluster, server: Server, voices: int = 20) -> float:
    """Statements a voice as the database itself logs them, on the connections that took voices in."""
    visitor = Visitor(server.port)
    visitor.open_form()
    for number in range(12):  # every thread of the server has its connection and its city in memory
        _said(visitor, number)
    cluster.set("log_statement", "all")
    for number in range(voices):
        _said(visitor, number)
    cluster.set("log_statement", "none")
    visitor.close()
    by_connection = cluster.statements().values()
    taken = [said for said in by_connection if any("INSERT INTO voices_voice " in one for one in said)]
    return sum(map(len, taken)) / voices


def _load(server: Server, database: str, voices: int) -> Figures:
    """One visitor, then several at once; CPU over both, the rate from each."""
    visitor = Visitor(server.port)
    visitor.open_form()
    for number in range(20):
        _said(visitor, number)
    cpu = server.cpu_ms()
    taken = []
    for number in range(voices):
        begun = time.perf_counter()
        _said(visitor, number)
        taken.append((time.perf_counter() - begun) * 1000)
    visitor.close()
    begun = time.perf_counter()
    crowd = [threading.Thread(target=_many, args=(server.port, voices // CONNECTIONS)) for _one in range(CONNECTIONS)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    seconds = time.perf_counter() - begun
    sent = voices + voices // CONNECTIONS * CONNECTIONS
    return {
        f"cpu_ms_{database}": (server.cpu_ms() - cpu) / sent,
        f"median_ms_{database}": report.quantile(taken, 0.5),
        f"p95_ms_{database}": report.quantile(taken, 0.95),
        f"voices_per_s_{database}_one_connection": len(taken) / sum(taken) * 1000,
        f"voices_per_s_{database}": voices // CONNECTIONS * CONNECTIONS / seconds,
        f"rss_mib_{database}": server.rss_mib(),
    }


def _many(port: int, voices: int) -> None:
    visitor = Visitor(port)
    visitor.open_form()
    for number in range(voices):
        _said(visitor, number)
    visitor.close()


def _said(visitor: Visitor, number: int) -> None:
    status, receipt = visitor.say(number, new_submission())
    if status != 302 or not receipt:
        raise RuntimeError(f"a voice was refused: {status}")


def _verified(env: dict[str, str]) -> None:
    wakimizu(env, "ledger", "verify")


def _show(figures: Figures, voices: int) -> None:
    databases = ["sqlite", *(["postgresql"] if "cpu_ms_postgresql" in figures else [])]
    rows: list[list[object]] = [["figure", *databases]]
    for label, name in [
        ("SQL statements a voice", "sql_statements_{}"),
        ("server CPU a voice, ms", "cpu_ms_{}"),
        ("database CPU a voice, ms", "cpu_ms_{}_backend"),
        ("answered in, median ms", "median_ms_{}"),
        ("answered in, p95 ms", "p95_ms_{}"),
        ("voices a second, one connection", "voices_per_s_{}_one_connection"),
        (f"voices a second, {CONNECTIONS} connections", "voices_per_s_{}"),
        ("resident memory, MiB", "rss_mib_{}"),
    ]:
        rows.append([label, *[figures.get(name.format(database), "within") for database in databases]])
    rows.append(["median ÷ one fsync", *[figures[f"median_ms_{each}"] / figures["fsync_ms"] for each in databases]])
    report.table(rows, f"{voices} voices one by one, then {voices} over {CONNECTIONS} connections")
    print(f"\n  one 4 KiB append with fsync on this disk: {figures['fsync_ms']:.2f} ms (median)")
    for each in databases:
        statements, cpu = figures[f"sql_statements_{each}"], figures[f"cpu_ms_{each}"]
        total = cpu + figures.get(f"cpu_ms_{each}_backend", 0)
        print(
            f"  {each}: at most {STATEMENTS} statements {report.verdict(statements <= STATEMENTS)} ({statements:g}),",
            end=" ",
        )
        print(f"at most {CPU_MS:g} ms of server CPU {report.verdict(cpu <= CPU_MS)} ({cpu:.2f};", end=" ")
        print(f"with the database {total:.2f}, 1 : {100 / total:.0f} against the peer)")
    print(f"  peer: {PEER}")
