"""Every door that lets free text in is guarded against My Numbers, or stands in a list that says why it need not be."""

import ast
import functools
import importlib
from pathlib import Path

import pytest

import wakimizu

PACKAGE = Path(wakimizu.__file__).parent
GUARDS = {("wakimizu.apps.city.analysis", "has_my_number"), ("wakimizu.apps.voices.analysis", "without_my_number")}
# Names of parameters that hold no words of people: codes, digests, kinds, moments, what a machine made.
NO_WORDS = {
    "actor", "book", "catalogue", "closures", "file_digest", "refused", "sending", "code", "digest", "new_code", "new_digest", "role",
    "password", "fault", "ending", "sphere", "stance", "verdict", "outcome", "kind", "state", "topic", "figures", "found", "find",
    "result", "values", "sentence", "quantiles", "results", "read", "unknown", "signature", "fates", "city", "about", "may_begin",
    "consultation", "indicators", "unsaid", "topics", "evidence",
}  # fmt: skip
# Doors without the guard, and why.
OPEN_DOORS = {
    "exchange.mail.operations.leave_out": "a reason from our own list",
    "exchange.mail.operations.note_undelivered": "the code a mail server gave",
    "exchange.mail.operations.try_again": "the code a mail server gave",
    "exchange.mail.operations.return_to_ours": "a kind and a language",
    "voices.operations.care.open_addresses": "a purpose from our own list",
    "voices.operations.learning.keep_version": "numbers learned from voices that were guarded",
    "city.operations.draw_outlines": "shapes of areas, from a machine",
    "city.operations.engage": "a colleague's name and address, by IT",
    "monitoring.surveys.operations.take_paper_in": "each sheet goes through rules.checked, by _Desk",
    "voices.operations.importing.keep_file": "sealed and unread; what is taken in of it is masked",
}

# Doors where a form's words come in as a row that is kept as it is.
ROWS = {
    "services.operations.catalogue.change_service", "services.operations.counters.set_standard",
    "services.operations.counters.offer_service", "network.operations.studies.keep_scenario",
    "monitoring.operations.keep_indicator",
}  # fmt: skip


def modules():
    for path in sorted((PACKAGE / "apps").rglob("*.py")):
        if "migrations" not in path.parts:
            yield ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"), path


@functools.cache
def read(name):
    """A module's functions by name, and where each imported name comes from."""
    path = dict(modules()).get(name)
    if path is None:
        return {}, {}
    tree = ast.parse(path.read_text())
    functions = {each.name: each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
    origins = {}
    for each in ast.walk(tree):
        if isinstance(each, ast.ImportFrom) and each.module:
            origins |= {alias.asname or alias.name: (each.module, alias.name) for alias in each.names}
    return functions, origins


@functools.cache
def is_guarded(module, function, seen=frozenset()):
    """Whether a function calls the guard, itself or through what it calls by name."""
    if (module, function) in GUARDS:
        return True
    functions, origins = read(module)
    if (module, function) in seen:
        return False
    if function not in functions:
        return function in origins and is_guarded(*origins[function], seen | {(module, function)})
    for call in ast.walk(functions[function]):
        if not isinstance(call, ast.Call):
            continue
        if isinstance(call.func, ast.Name):
            name = call.func.id
            there = (module, name) if name in functions else origins.get(name)
        elif isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            package = origins.get(call.func.value.id)
            there = (".".join(package), call.func.attr) if package else None
        else:
            continue
        if there and is_guarded(*there, seen | {(module, function)}):
            return True
    return False


def takes_words(parameter, module):
    """Whether it is a text, or holds one: a dataclass, or a row that comes in new."""
    return (
        parameter.arg not in NO_WORDS
        and parameter.annotation is not None
        and _has_text(ast.unparse(parameter.annotation), module)
    )


def _has_text(annotation, module):
    from django.db import models

    namespace = vars(importlib.import_module(module))
    for name in {each.id for each in ast.walk(ast.parse(annotation)) if isinstance(each, ast.Name)}:
        if name == "str":
            return True
        kind = namespace.get(name)
        if isinstance(kind, type) and issubclass(kind, models.Model):
            continue
        if any("str" in str(each) for each in getattr(kind, "__annotations__", {}).values()):
            return name not in ("Actor", "Directory", "Catalogue")
    return False


def doors():
    for module, _path in modules():
        if ".operations" not in module:
            continue
        for function in read(module)[0].values():
            if not any(getattr(each, "id", "") == "operation" for each in function.decorator_list):
                continue
            if any(takes_words(each, module) for each in function.args.kwonlyargs):
                yield module, function.name


@pytest.mark.parametrize(("module", "function"), list(doors()), ids=lambda value: value.removeprefix("wakimizu.apps."))
def test_words_that_come_in_are_guarded(module, function):
    assert is_guarded(module, function) != (f"{module.removeprefix('wakimizu.apps.')}.{function}" in OPEN_DOORS)


@pytest.mark.parametrize("door", sorted(ROWS))
def test_rows_that_hold_words_are_guarded(door):
    module, _dot, function = door.rpartition(".")
    assert is_guarded(f"wakimizu.apps.{module}", function)


def test_the_list_of_open_doors_names_doors_only():
    assert set(OPEN_DOORS) <= {f"{module.removeprefix('wakimizu.apps.')}.{function}" for module, function in doors()}
