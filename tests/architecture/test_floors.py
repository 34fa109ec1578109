"""The house stands as designed: floors, engines, one door for writes, every row in a city."""

import ast
import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import wakimizu

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(wakimizu.__file__).parent
FLOOR = {
    "contenttypes": 0, "auth": 0, "ledger": 0, "city": 1, "voices": 2, "services": 2, "population": 2, "monitoring": 3,
    "proposals": 4, "network": 4, "community": 5, "sharing": 5, "exchange": 6, "pages": 7, "demo": 8,
}  # fmt: skip
OURS = [model for model in apps.get_models() if model.__module__.startswith("wakimizu.")]
WITHOUT_CITY = {
    "city.City",
    "city.User",
    "ledger.Seal",
    "ledger.Leaf",
    "exchange.Reached",
}  # all cities have one chain of seals
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def name_of(path):
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


def test_import_linter_keeps_the_floors():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_keep_the_floors_too(model):
    here = FLOOR[model._meta.app_label]
    for field in model._meta.get_fields():
        if field.is_relation and field.concrete and field.related_model:
            there = field.related_model._meta.app_label
            assert there == model._meta.app_label or FLOOR[there] < here, f"{field} climbs to {there}"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_row_hangs_from_a_city(model):
    if model._meta.label in WITHOUT_CITY:
        return
    assert any(field.attname == "city_id" for field in model._meta.concrete_fields)


SAID = (
    "wakimizu.engines.words"  # the form of what engines say, which computes nothing: who keeps or shows it may know it
)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_analysis_calls_an_engine(path):
    name = name_of(path)
    if name.startswith("wakimizu.engines") or path.stem == "analysis":
        return
    engines = [module for module in _imported(path) if module.startswith("wakimizu.engines")]
    assert not [module for module in engines if not module.startswith(SAID)]


def _imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


# Public functions in operations modules that are no operations themselves, and why they may stand there.
PLAIN = {
    "wakimizu.apps.ledger.operations": {
        "operation",
        "record",
        "canonical",
        "entry_bytes",
        "chain_hash",
        "seal_entries",
    },
    "wakimizu.apps.city.operations": {"renew", "enter_city"},  # enter_city wraps found_city: no city, no actor yet
    "wakimizu.apps.voices.operations.intake": {
        "receive_voice",  # wraps _receive
        "new_voice",  # within it
        "judge_voices",
        "masked",
        "midnight_of",
    },
    "wakimizu.apps.voices.operations.importing": {"bound_to"},
    "wakimizu.apps.voices.operations.learning": {"check_alone"},
    "wakimizu.apps.voices.operations.past": {"as_it_ended", "take_answers_in"},  # within take_voices_in
    "wakimizu.apps.exchange.open311.operations": {"send_request"},  # wraps _send
    "wakimizu.apps.network.operations.studies": {"take_scenario_in"},  # reads a file, wraps keep_scenario
    "wakimizu.apps.services.operations.counters": {"check_standard", "check_offering", "must_ask_first"},
    "wakimizu.apps.proposals.operations.proposing": {
        "unmoved",
        "noted",
        "effect_of",
        "one_place_each",
        "missing_of",
    },
    "wakimizu.apps.proposals.operations.deciding": {"needs_to_answer", "told"},
    "wakimizu.apps.proposals.operations.measures": {"adopted"},
    "wakimizu.apps.community.operations.visits": {"note_visit", "hear_voice"},  # wrap _note_visit and _hear
    "wakimizu.apps.sharing.operations.consultations": {"terms_of", "standard_of", "check_ripe"},
    "wakimizu.apps.exchange.webhooks.operations": {"check_address"},
    "wakimizu.apps.exchange.mail.operations": {"check_wording"},
    "wakimizu.apps.voices.operations.sorting": {"note", "required", "optional", "not_past", "open_on"},
}


def operations_modules():
    for found in pkgutil.walk_packages(wakimizu.__path__, "wakimizu."):
        if ".operations" in found.name:
            yield found.name


@pytest.mark.parametrize("name", list(operations_modules()))
def test_what_operations_offer_are_operations(name):
    module = importlib.import_module(name)
    for each, value in vars(module).items():
        public = not each.startswith("_") and callable(value) and not isinstance(value, type)
        if public and getattr(value, "__module__", "") == name and each not in PLAIN.get(name, ()):
            assert getattr(value, "is_operation", False), f"{name}.{each} writes without an actor"


WRITES = {
    "save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "delete", "create_user", "aupdate",
    "acreate", "asave", "adelete",
}  # fmt: skip
# Where writing is the very thing: the models' own helpers, sessions, the full-text index.
MAY_WRITE = {
    "wakimizu.shared.workbooks": {"save"},  # a workbook, into memory
    "wakimizu.apps.proposals.budget.finance_form": {"save"},  # the same
    "wakimizu.apps.exchange.api.door": {
        "create",
        "save",
        "delete",
    },  # answers kept for a repetition: no act of the city
    "wakimizu.apps.exchange.keys": {"update"},  # the day a key was last used
    "wakimizu.apps.exchange.tasks": {"delete"},  # what is kept for a day only
    "wakimizu.shared.jobs": {"update"},  # a job's progress and its end
    "wakimizu.apps.city.models": {"save"},  # People.create_user
    "wakimizu.shared.moving": {"update"},  # Moving.move
    "wakimizu.apps.exchange.sealed": {"get_or_create", "update"},  # how far a reader has come
    "wakimizu.apps.exchange.webhooks.tasks": {"bulk_create", "create", "update", "delete"},  # the log of tries
    "wakimizu.apps.exchange.mail.sending": {"update"},  # a mail's tries; what became of it is an operation
    "wakimizu.demo.build": {"create", "bulk_create"},  # founds the demo city and its people
    "wakimizu.demo.generator": {"bulk_create"},  # writes years of history, entries and seals included, in bulk
}


@pytest.mark.parametrize(
    "path", [p for p in MODULES if p.parts[len(PACKAGE.parts)] in ("apps", "pages", "demo", "shared")], ids=name_of
)
def test_only_operations_write(path):
    name = name_of(path)
    if ".operations" in name or path.stem == "imports":
        return
    found = {f"{word} in line {line}" for word, line in _writes(path) if word not in MAY_WRITE.get(name, ())}
    assert not found, f"{name}: {sorted(found)}"


def _writes(path):
    """Calls that write rows: insert(row), .save() and its like on anything that is no picture, .update() on a query."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "insert":
            yield "insert", node.lineno
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        text = ast.unparse(node.func)
        on_rows = ".objects" in text or ".filter(" in text or ".exclude(" in text
        if node.func.attr == "update" and on_rows:
            yield "update", node.lineno
        picture = any(isinstance(part, ast.keyword) and part.arg in ("format", "quality") for part in node.keywords)
        if node.func.attr in WRITES and not picture:
            yield node.func.attr, node.lineno


@pytest.mark.parametrize(
    "room", ["services", "population", "monitoring", "proposals", "network", "community", "sharing", "exchange"]
)
def test_rooms_say_what_they_hold(room):
    assert (importlib.import_module(f"wakimizu.apps.{room}").__doc__ or "").strip()


@pytest.mark.parametrize("engine", ["demography", "siting", "access", "language", "consensus", "evidence"])
def test_engines_say_what_they_compute(engine):
    assert (importlib.import_module(f"wakimizu.engines.{engine}").__doc__ or "").strip()


def test_no_model_waits_for_a_migration(db):
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_models_have_no_cascades_into_the_ledger():
    for model in apps.get_app_config("ledger").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey):
                assert field.remote_field.on_delete is models.PROTECT


def test_only_settling_a_consultation_sets_a_standard_that_waited():
    """Whoever could name a consultation by hand could set a standard that nobody was asked about."""
    naming = {
        name_of(path)
        for path in MODULES
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and getattr(call.func, "attr", getattr(call.func, "id", "")) == "set_standard"
        and any(word.arg == "consultation" or word.arg is None for word in call.keywords)
    }
    assert naming == {"wakimizu.apps.sharing.operations.consultations"}
