"""`wakimizu check` finds what an installation has wrong."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from wakimizu.apps.city import checks
from wakimizu.apps.city.operations import open_office


def test_one_key_for_two_purposes(settings):
    assert not checks.keys_differ()
    settings.CONTACT_KEYS = ["another", settings.SECRET_KEY]
    assert [fault.id for fault in checks.keys_differ()] == ["city.E001"]


def test_addresses_that_are_not_named(settings):
    assert not checks.hosts_are_named()
    for hosts in ([], ["*"]):
        settings.ALLOWED_HOSTS = hosts
        assert [fault.id for fault in checks.hosts_are_named()] == ["city.E002"]


def test_receipts_that_may_be_lost(db):
    """The tests themselves run without waiting for the disk."""
    found = [fault.id for fault in checks.receipts_are_on_disk(databases=["default"])]
    assert found == (["city.W001"] if connection.vendor == "sqlite" else [])
    assert not checks.receipts_are_on_disk()


def test_an_office_above_itself(town):
    assert not checks.nothing_is_its_own_parent(databases=["default"])
    office = town.offices["w-kami"]
    office.parent = town.offices["c-sakura"]
    open_office(town.system(), office=office)
    assert len(checks.nothing_is_its_own_parent(databases=["default"])) == 3


def test_circles():
    assert checks.in_circles({1: None, 2: 1, 3: 2}) == set()
    assert checks.in_circles({1: 2, 2: 1, 3: 1, 4: 4}) == {1, 2, 4}


@pytest.mark.whole
def test_a_new_installation_is_migrated_from_the_command_line(tmp_path):
    """Django checks the database before it migrates: nothing is there yet."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    for command in ("migrate", "check"):
        words = [sys.executable, "-m", "wakimizu", command, *(["--database", "default"] if command == "check" else [])]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
