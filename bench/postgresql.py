"""A PostgreSQL of our own for one bench: made, used, thrown away. fsync and all other settings as it comes."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.server import children, cpu_ms

STATEMENT = re.compile(r"^(\d+) LOG:  (?:statement|execute [^:]*): (.*)", re.M)


@dataclass(frozen=True, slots=True)
class Cluster:
    folder: Path
    log: Path
    url: str
    postmaster: int

    def cpu_ms(self) -> float:
        """User and system time of all its living processes so far."""
        return sum(cpu_ms(pid) for pid in [self.postmaster, *children(self.postmaster)])

    def set(self, name: str, value: str) -> None:
        """Change one setting of the running cluster."""
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as line:
            line.execute(f"ALTER SYSTEM SET {name} = '{value}'")  # type: ignore[call-overload]
            line.execute("SELECT pg_reload_conf()")
        time.sleep(0.5)

    def statements(self) -> dict[str, list[str]]:
        """Every statement the server has logged, by the number of its connection's process."""
        said: dict[str, list[str]] = {}
        for pid, statement in STATEMENT.findall(self.log.read_text()):
            said.setdefault(pid, []).append(statement)
        return said


@contextlib.contextmanager
def cluster() -> Iterator[Cluster | None]:
    """A running cluster, or None where PostgreSQL is not installed."""
    if shutil.which("initdb") is None or shutil.which("pg_ctl") is None:
        yield None
        return
    root = os.geteuid() == 0
    user = "nobody" if root else None  # PostgreSQL refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="wakimizu-pg-"))
    if root:
        shutil.chown(folder, "nobody")
    place, log = folder / "cluster", folder / "log"
    _run(["initdb", "-D", place, "-U", "wakimizu", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], user)
    words = f"-k {folder} -c listen_addresses= -c log_line_prefix='%p '"
    _run(["pg_ctl", "-D", place, "-l", log, "-w", "-o", words, "start"], user)
    try:
        postmaster = int((place / "postmaster.pid").read_text().split()[0])
        yield Cluster(folder, log, f"postgresql://wakimizu@/postgres?host={folder}", postmaster)
    finally:
        _run(["pg_ctl", "-D", place, "-m", "fast", "-w", "stop"], user)
        shutil.rmtree(folder, ignore_errors=True)


def _run(words: list[object], user: str | None) -> None:
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL, user=user, cwd="/")
