"""A running Wakimizu for the journeys: its own folder, its own processes, nothing of Django in the tests' process."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
VOICES = 300
PATIENCE = 400  # seconds until a start, or the building of the city, counts as failed


def environment(folder: Path, **more: str) -> dict[str, str]:
    """This process's surroundings without anything that says which database or city to use."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("WAKIMIZU_", "DATABASE_", "DJANGO_"))
    }
    return {
        **kept,
        "PYTHONPATH": str(ROOT / "src"),
        "WAKIMIZU_FOLDER": str(folder),
        "WAKIMIZU_DEMO": "1",
        "WAKIMIZU_VOICES_PER_HOUR": "0",
        "WAKIMIZU_SQLITE_SYNCHRONOUS": "OFF",
        **more,
    }


def wakimizu(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One run of the command, to its end."""
    command = [sys.executable, "-m", "wakimizu", *words]
    return subprocess.run(
        command, env=environment(folder), cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def demo_city(folder: Path) -> Path:
    """The folder of a built demo city; the first worker to come builds it."""
    built = folder / "journeys"
    built.mkdir(exist_ok=True)
    with (folder / "journeys.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (built / "ready").exists():
            done = wakimizu(built, "demo", "--no-serve", "--voices", str(VOICES))
            if done.returncode:
                raise RuntimeError(f"the demo city could not be built:\n{done.stdout}{done.stderr}")
            (built / "ready").touch()
    return built


class Site:
    """A server on a copy of the demo city."""

    def __init__(self, city: Path, folder: Path, **settings: str) -> None:
        self.folder, self._settings = folder, settings
        shutil.copytree(city, folder)
        self.output = folder / "server.txt"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Serve, at first and again after `stop`, at the same address."""
        with self.output.open("w") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "wakimizu", "serve", "--port", str(self.port)],
                env=environment(self.folder, **self._settings),
                cwd=self.folder,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_healthy()

    def _wait_until_healthy(self) -> None:
        for _attempt in range(PATIENCE * 10):
            try:
                with urlopen(f"{self.url}/healthy", timeout=PATIENCE):
                    return
            except URLError:
                pass
            try:
                self._process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            break
        self.stop()
        raise RuntimeError(f"the server did not start:\n{self.output.read_text()}")

    def command(self, *words: str) -> str:
        """What `wakimizu …` says about this site's database. AssertionError when it fails."""
        done = wakimizu(self.folder, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
