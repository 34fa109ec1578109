"""The journeys' ground: one demo city for the session, one server and one Chromium for each worker, one window for each
person. Nothing here touches the Django test database."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from tests.journeys.site import Site, demo_city
from tests.journeys.visitors import FLAGS, Visitors, chromium

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def ground() -> Path:
    """The session's folder, shared by its workers, thrown away at its end by tests/conftest.py."""
    return Path(os.environ["WAKIMIZU_TEST_FOLDER"])


@pytest.fixture(scope="session")
def city(ground: Path) -> Path:
    return demo_city(ground)


@pytest.fixture(scope="session")
def site(city: Path, ground: Path) -> Iterator[Site]:
    running = Site(city, ground / f"site-{WORKER}")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: install it, or name one with WAKIMIZU_CHROMIUM")
    # Playwright keeps an event loop in this thread; Django's own tests may follow in it and are not asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error as reason:
            pytest.skip(f"{path} does not start: {str(reason).splitlines()[0]}")
        yield started
        started.close()


@pytest.fixture(scope="session")
def sessions() -> dict[tuple[str, str], Any]:
    """Who has signed in already in this worker."""
    return {}


@pytest.fixture
def visitors(browser: Browser, site: Site, sessions: dict[tuple[str, str], Any]) -> Iterator[Visitors]:
    """Opens windows. A page that misbehaved fails the test, whatever the test looked at."""
    people = Visitors(browser, site, sessions)
    yield people
    faults = people.faults()
    people.close()
    assert not faults, "\n".join(faults)
