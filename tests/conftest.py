"""The suite's ground: one migrated database, copied once per worker; SQLite, or PostgreSQL with a server of our own.

    ./wakimizu test                                          SQLite, without the tests marked `whole`, which take long
    ./wakimizu test --whole                                  all; a test that is named, or looked for with -k or -m, always runs
    WAKIMIZU_TEST_DATABASE=postgresql ./wakimizu test        PostgreSQL (initdb and pg_ctl must be installed)

The ledger refuses to be emptied, so each test runs in a transaction that is rolled back (fixture `db`). A test that needs
real commits asks for `own_database`, a fresh copy to itself.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.databases import PostgreSQL, Server, SQLite, Unavailable

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
IS_CONTROLLER = "PYTEST_XDIST_WORKER" not in os.environ
if IS_CONTROLLER:
    os.environ["WAKIMIZU_TEST_FOLDER"] = tempfile.mkdtemp(prefix="wk-", dir="/tmp")
FOLDER = Path(os.environ["WAKIMIZU_TEST_FOLDER"])
ON_POSTGRESQL = os.environ.get("WAKIMIZU_TEST_DATABASE", "sqlite") == "postgresql"
SERVER: Server = PostgreSQL(FOLDER) if ON_POSTGRESQL else SQLite(FOLDER)

os.environ.update(
    DJANGO_SETTINGS_MODULE="wakimizu.config.settings",
    DATABASE_URL=SERVER.url(WORKER),
    WAKIMIZU_DEMO="1",
    WAKIMIZU_FOLDER=str(FOLDER / WORKER),
    WAKIMIZU_SQLITE_SYNCHRONOUS="OFF",
)
pytest_plugins = ["tests.cast"]
hypothesis.settings.register_profile("wakimizu", deadline=None)  # machines are busy; a slow example is no fault
hypothesis.settings.load_profile("wakimizu")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--whole", action="store_true", help="the tests marked whole, too: walks in a browser, long searches"
    )


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    if IS_CONTROLLER:
        named = config.args_source is not config.ArgsSource.TESTPATHS or config.option.keyword or config.option.markexpr
        os.environ["WAKIMIZU_TEST_WHOLE"] = "yes" if config.option.whole or named else ""
    # A worker's settings are read before this file, with the environment the controller left.
    settings.DATABASES["default"]["NAME"] = SERVER.name(WORKER)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ["WAKIMIZU_TEST_WHOLE"]:
        return
    long = [item for item in items if item.get_closest_marker("whole")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


def pytest_unconfigure(config: pytest.Config) -> None:
    if IS_CONTROLLER:
        SERVER.stop()
        shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.fixture(scope="session")
def database_server(django_db_blocker) -> Server:
    """The server with its migrated template; the first worker to come makes both."""
    try:
        with django_db_blocker.unblock():
            SERVER.prepare()
    except Unavailable as reason:
        pytest.skip(str(reason))
    return SERVER


@pytest.fixture(scope="session")
def django_db_setup(database_server: Server) -> None:
    """Instead of pytest-django's: a copy of the template for this worker."""
    database_server.copy(WORKER)


@pytest.fixture
def own_database(database_server: Server, django_db_blocker) -> Iterator[Server]:
    """A fresh migrated database with real commits, for this test alone; threads may open connections of their own."""
    name = f"own_{WORKER}_{os.urandom(4).hex()}"
    database_server.copy(name)
    with django_db_blocker.unblock(), database_server.connected_to(name):
        yield database_server
    database_server.drop(name)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Numbers and revisions come again after a rollback, so no test may see what another one cached, nor speak its language."""
    from django.utils import translation

    from tests.cast import forget_what_was_read

    translation.deactivate()
    forget_what_was_read()


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences as the code has them, whatever the installation's language."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real tables beside the repository; without them the test is skipped."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}")
    return folder
