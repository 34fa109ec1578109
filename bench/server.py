"""The real server as a process of its own: started, watched through /proc, stopped or killed."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


def environment(folder: Path, database_url: str = "", **more: str) -> dict[str, str]:
    """The environment of a demo-mode installation in `folder`; nothing of our own settings leaks into it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("WAKIMIZU_", "DATABASE_URL"))}
    return clean | {
        "PYTHONPATH": str(HERE / "src"),
        "WAKIMIZU_DEMO": "1",
        "WAKIMIZU_FOLDER": str(folder),
        "WAKIMIZU_VOICES_PER_HOUR": "0",
        "WAKIMIZU_LOG_LEVEL": "ERROR",
        "DATABASE_URL": database_url or sqlite_url(folder / "wakimizu.sqlite3"),
        **more,
    }


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def wakimizu(env: dict[str, str], *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run one command of the installation to its end."""
    return subprocess.run(
        [sys.executable, "-m", "wakimizu", *words], env=env, cwd=HERE, capture_output=True, text=True, check=check
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A server in its own process group; `with` starts it, waits for its first answer, and stops it."""

    def __init__(self, env: dict[str, str], log: Path, command: list[str] | None = None, cwd: Path = HERE) -> None:
        self.port = free_port()
        self.env, self.log, self.cwd = env, log, cwd
        self.command = [*(command or [sys.executable, "-m", "wakimizu", "serve"]), "--port", str(self.port)]

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *fault: Any) -> None:
        self.stop()

    def start(self, patience: float = 60, path: str = "/healthy") -> float:
        """Start it and wait until it answers 200; returns the seconds that took."""
        begun = time.perf_counter()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.env, cwd=self.cwd, stdout=log, stderr=log, start_new_session=True
            )
        while time.perf_counter() - begun < patience:
            if self._answers(path):
                return time.perf_counter() - begun
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        self.kill()
        raise RuntimeError(f"the server did not answer: see the end of its log\n{self.log.read_text()[-3000:]}")

    def _answers(self, path: str) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("GET", path)
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(15)
        self.kill()

    def kill(self) -> None:
        """kill -9 for the whole group at once, and wait until none of it is left."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        while any(state != "Z" for _pid, state in group(self.process.pid)):
            time.sleep(0.005)

    def cpu_ms(self) -> float:
        """User and system time of all its processes so far."""
        return sum(cpu_ms(pid) for pid, _state in group(self.process.pid))

    def settle(self, within: float = 120) -> None:
        """Wait until the timer has done what it does first after a start: nobody starts a server in the middle of a meeting."""
        time.sleep(8)  # its first turn comes five seconds after the start
        until = time.monotonic() + within
        while time.monotonic() < until:
            before = self.cpu_ms()
            time.sleep(3)
            if self.cpu_ms() - before < 100:
                return

    def rss_mib(self) -> float:
        """Resident memory of all its processes together (shared pages counted in each)."""
        return sum(rss_mib(pid) for pid, _state in group(self.process.pid))


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third (state) on; empty when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _all() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def group(leader: int) -> list[tuple[int, str]]:
    """(process, state) of every member of a process group."""
    return [(pid, stat[0]) for pid in _all() if (stat := _stat(pid)) and stat[2] == str(leader)]


def children(parent: int) -> list[int]:
    return [pid for pid in _all() if (stat := _stat(pid)) and stat[1] == str(parent)]


def cpu_ms(pid: int) -> float:
    stat = _stat(pid)
    return (int(stat[11]) + int(stat[12])) * 1000 / TICKS if stat else 0.0


def rss_mib(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0.0)
