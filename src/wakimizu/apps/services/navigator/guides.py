"""The navigator's files: a folder with NAME.toml (the rules) and NAME.scenarios.toml (what must come of them) for each event."""

from collections.abc import Collection, Iterator
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from django.utils.translation import gettext as _

from wakimizu.apps.city.models import City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.services.counters import Counters, counters
from wakimizu.apps.services.models import Guide
from wakimizu.apps.services.navigator.faults import failing, faults
from wakimizu.apps.services.navigator.rules import Rules
from wakimizu.apps.services.navigator.text import parse, parse_scenarios
from wakimizu.apps.services.operations import write_guides
from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import decode

RULES, SCENARIOS = ".toml", ".scenarios.toml"
TAKEN = ("form",)  # addresses under guide/ that are no life event


def import_guides(actor: Actor, city: City, folder: Path | Traversable) -> int:
    """Take in every guide of a folder, after its rules were judged and its scenarios tried; returns how many.

    All or nothing: BadInput names every fault with its file and rule. Guides that the folder does not hold stay.
    """
    texts = {file.name: decode(file.read_bytes()) for file in folder.iterdir() if file.name.endswith(RULES)}
    names = sorted(name.removesuffix(RULES) for name in texts if not name.endswith(SCENARIOS))
    if not names:
        raise BadInput(_("There is no guide in this folder: NAME.toml, with NAME.scenarios.toml beside it."))
    known = known_codes(counters(city), actor.today)
    guides, wrong = [], []
    for name in names:
        rules, scenarios = texts[name + RULES], texts.pop(name + SCENARIOS, "")
        found = list(guide_faults(name, rules, scenarios, known))
        wrong += found
        if not found:
            order = parse(rules).event.order
            guides.append(Guide(city=city, code=name, order=order, rules=rules, scenarios=scenarios))
    wrong += [_("%(file)s has no rules beside it.") % {"file": name} for name in texts if name.endswith(SCENARIOS)]
    if wrong:
        raise BadInput("\n".join(wrong))
    return write_guides(actor, city=city, guides=guides)


def guide_faults(name: str, rules: str, scenarios: str, known: Collection[str]) -> Iterator[str]:
    """What is wrong with a guide, as sentences that begin with the file and the rule. `known` are the services' codes."""
    try:
        read = parse(rules)
    except BadInput as fault:
        yield f"{name}{RULES}: {fault}"
        return
    if read.event.code != name:
        yield f"{name}{RULES}: " + _("The event's code must be the file's name.")
    if name in TAKEN:
        yield f"{name}{RULES}: " + _("Another page has this name. Choose another code.")
    wrong = faults(read, known)
    yield from (f"{name}{RULES}: {fault}" for fault in wrong)
    try:
        tried = parse_scenarios(scenarios)
    except BadInput as fault:
        yield f"{name}{SCENARIOS}: {fault}"
        return
    if not tried:
        yield f"{name}{SCENARIOS}: " + _("There is no scenario. Write at least one, so that the rules are tried.")
    if not wrong:
        yield from (f"{name}{SCENARIOS}: {fault}" for fault in failing(read, tried))


def known_codes(known: Counters, day: date) -> frozenset[str]:
    return frozenset(service.code for service in known.listed(day))


def readable(known: Counters) -> dict[str, Rules]:
    """The guides that can be read, in their order. `wakimizu check` reports the others."""
    found = {}
    for guide in known.guides:
        try:
            found[guide.code] = parse(guide.rules)
        except BadInput:
            continue
    return found
