"""What a figure was measured on: without it, the figure says nothing."""

import os
import platform
import re
import shutil
import sqlite3
import statistics
import subprocess
import time
from pathlib import Path


def lines() -> list[str]:
    """The machine and the versions, one sentence a line."""
    return [
        f"{_cpu()}, {os.cpu_count()} cores, {_memory_gib():.0f} GiB, load {os.getloadavg()[0]:.1f} when it began",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {_postgresql()}",
    ]


def _cpu() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return found[1] if found else platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _postgresql() -> str:
    program = shutil.which("postgres")
    if program is None:
        return "no PostgreSQL"
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return " ".join(said.replace("postgres (PostgreSQL)", "PostgreSQL").split()[:2])


def fsync_ms(folder: Path, times: int = 200) -> float:
    """Median time to append 4 KiB to a file in `folder` and have it on the disk: no durable commit can be faster."""
    path = folder / "fsync.probe"
    taken = []
    with path.open("wb", buffering=0) as file:
        for _time in range(times):
            begun = time.perf_counter()
            file.write(b"\0" * 4096)
            os.fsync(file.fileno())
            taken.append((time.perf_counter() - begun) * 1000)
    path.unlink()
    return statistics.median(taken)
