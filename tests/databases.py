"""The databases the suite runs on: how to make a migrated one, and copies of it."""

import fcntl
import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Unavailable(Exception):
    """Why there is no such database here."""


class Server(ABC):
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def url(self, name: str) -> str: ...

    @abstractmethod
    def name(self, name: str) -> str:
        """What Django's settings call the database."""

    @abstractmethod
    def make(self) -> None:
        """Start, and make the migrated template."""

    @abstractmethod
    def copy(self, name: str) -> None: ...

    def drop(self, name: str) -> None:  # noqa: B027
        """Give the room back early; the folder goes at the end anyway."""

    def stop(self) -> None:  # noqa: B027
        """End what was started."""

    def prepare(self) -> None:
        """`make`, once among all workers."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (self.folder / "ready").exists():
                self.make()
                (self.folder / "ready").touch()

    @contextmanager
    def connected_to(self, name: str) -> Iterator[None]:
        """Django's default connection, in every thread that opens one, goes to another database."""
        from django.db import connection, connections

        settings = connections.settings["default"]
        connection.close()
        before, settings["NAME"] = settings["NAME"], self.name(name)
        try:
            yield
        finally:
            connection.close()
            settings["NAME"] = before

    def migrate(self, name: str) -> None:
        from django.core.management import call_command

        with self.connected_to(name):
            call_command("migrate", verbosity=0)


class SQLite(Server):
    def url(self, name: str) -> str:
        return f"sqlite:///{self.name(name)}"

    def name(self, name: str) -> str:
        return str(self.folder / f"{name}.sqlite3")

    def make(self) -> None:
        self.migrate("template")

    def copy(self, name: str) -> None:
        shutil.copyfile(self.name("template"), self.name(name))

    def drop(self, name: str) -> None:
        for path in self.folder.glob(f"{name}.sqlite3*"):
            path.unlink()


class PostgreSQL(Server):
    """A server of our own in the suite's folder: no network, nothing flushed to disk, gone afterwards."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.cluster = folder / "pg"

    def url(self, name: str) -> str:
        return f"postgresql://wakimizu@/{name}?host={self.cluster}"

    def name(self, name: str) -> str:
        return name

    def make(self) -> None:
        self.cluster.mkdir()
        if os.geteuid() == 0:  # the server refuses to run as root
            self.folder.chmod(0o755)
            shutil.chown(self.cluster, "nobody")
        files = self.cluster / "files"
        self._run("initdb", "-D", files, "-U", "wakimizu", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-c listen_addresses= -c unix_socket_directories={self.cluster} -c max_connections=100"
        fast = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        self._run("pg_ctl", "-w", "-s", "-D", files, "-l", self.cluster / "log", "-o", f"{options} {fast}", "start")
        self._sql('CREATE DATABASE "template"')
        self.migrate("template")

    def copy(self, name: str) -> None:
        with (self.folder / "copy.lock").open("w") as lock:  # a template admits one copier at a time
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._sql(f'CREATE DATABASE "{name}" TEMPLATE "template"')

    def drop(self, name: str) -> None:
        self._sql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def stop(self) -> None:
        if (self.cluster / "files" / "postmaster.pid").exists():
            self._run("pg_ctl", "-w", "-s", "-D", self.cluster / "files", "-m", "immediate", "stop")

    def _sql(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(f"host={self.cluster} user=wakimizu dbname=postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def _run(self, program: str, *words: str | Path) -> None:
        found = [
            shutil.which(program),
            *map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)),
        ]
        path = next((each for each in found if each), None)
        if path is None:
            raise Unavailable(
                f"PostgreSQL is not installed here: there is no {program} (Debian: apt-get install postgresql)"
            )
        as_nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
        log = self.folder / f"{program}.log"
        with log.open("w") as output:
            done = subprocess.run(
                [*as_nobody, path, *map(str, words)], stdout=output, stderr=output, cwd="/", check=False
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{log.read_text()}")
