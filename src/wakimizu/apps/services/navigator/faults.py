"""What is wrong with a guide's rules, decided exactly, for every set of answers at once.

Conditions are conjunctions over finite choices. Whether answers can meet some of them together is found by `reach`: close
them under the conditions of the questions they name; they can be met unless a question has no choice left.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations

from django.utils.translation import gettext as _

from wakimizu.apps.services.navigator.rules import (
    Condition,
    NotNeeded,
    Procedure,
    Question,
    Rules,
    Scenario,
    decide,
    way,
)
from wakimizu.apps.services.navigator.text import procedure_name, question_name, spared_name, told
from wakimizu.shared.templatetags.words import joint


def reach(rules: Rules, *conditions: Condition) -> dict[str, frozenset[str]] | None:
    """The choices that remain, for each question that must be asked, if all conditions are met together; None: never."""
    left: dict[str, frozenset[str]] = {}
    waiting = [pair for condition in conditions for pair in condition.items()]
    while waiting:
        key, choices = waiting.pop()
        if key not in left:
            waiting += rules.question[key].when.items()
        left[key] = left.get(key, choices) & choices
        if not left[key]:
            return None
    return left


def faults(rules: Rules, services: Collection[str]) -> list[str]:
    """Everything that is wrong with a guide, as sentences that begin with the rule. `services` are those known."""
    return list(_unknown(rules, services)) or [
        *_never(rules),
        *_contradictions(rules),
        *_circles(rules),
        *_idle_questions(rules),
    ]


def _named_rules(rules: Rules) -> Iterator[tuple[str, Procedure | NotNeeded]]:
    for n, procedure in enumerate(rules.procedures, 1):
        yield procedure_name(n, procedure.service), procedure
    for n, spared in enumerate(rules.not_needed, 1):
        yield spared_name(n, spared.service), spared


def _unknown(rules: Rules, services: Collection[str]) -> Iterator[str]:
    """Names of questions, choices and services that nobody has given."""
    earlier: dict[str, Question] = {}
    for n, question in enumerate(rules.questions, 1):
        where = question_name(n, question.key)
        if question.key in earlier:
            yield told(where, _("Another question has this key already."))
        yield from _unknown_in(where, question.when, earlier)
        earlier[question.key] = question
    asked_for = {rule.service for rule in rules.procedures}
    for where, rule in _named_rules(rules):
        yield from _unknown_in(where, rule.when, earlier)
        if rule.service not in services:
            yield told(where, _("There is no service “%(code)s” in the catalogue.") % {"code": rule.service})
        if isinstance(rule, Procedure):
            for code in rule.after:
                if code not in asked_for:
                    yield told(where, _("It comes after “%(code)s”, which this guide never needs.") % {"code": code})


def _unknown_in(where: str, when: Condition, questions: Mapping[str, Question]) -> Iterator[str]:
    for key, choices in when.items():
        question = questions.get(key)
        if question is None:
            yield told(where, _("Its condition names “%(key)s”, which no question before it is.") % {"key": key})
            continue
        for choice in sorted(choices):
            if question.choice(choice) is None:
                sentence = _("Its condition names “%(choice)s”, which is no choice of “%(key)s”.")
                yield told(where, sentence % {"choice": choice, "key": key})


def _never(rules: Rules) -> Iterator[str]:
    for n, question in enumerate(rules.questions, 1):
        if reach(rules, question.when) is None:
            yield told(question_name(n, question.key), _("It is never asked: no answers meet its condition."))
    for where, rule in _named_rules(rules):
        if reach(rules, rule.when) is None:
            yield told(where, _("It never applies: no answers meet its condition."))


def _contradictions(rules: Rules) -> Iterator[str]:
    for (where, one), (beside, other) in combinations(_named_rules(rules), 2):
        if one.service != other.service or (together := reach(rules, one.when, other.when)) is None:
            continue
        example = joint(",").join(f"{key} = {sorted(choices)[0]}" for key, choices in sorted(together.items()))
        named = {"other": beside, "example": example or _("any answers")}
        if isinstance(one, Procedure) and isinstance(other, NotNeeded):
            yield told(where, _("“%(other)s” says it is not needed, for example with %(example)s.") % named)
        elif isinstance(one, Procedure) and isinstance(other, Procedure) and _dates_differ(rules, one, other):
            yield told(where, _("“%(other)s” sets another deadline, for example with %(example)s.") % named)


def _dates_differ(rules: Rules, one: Procedure, other: Procedure) -> bool:
    if one.deadline is None or other.deadline is None:
        return False
    since = rules.event.since
    return (one.deadline, one.since or since) != (other.deadline, other.since or since)


def _circles(rules: Rules) -> Iterator[str]:
    """Services that would each have to come before themselves; every circle is told once."""
    after: dict[str, list[str]] = {}
    for rule in rules.procedures:
        after.setdefault(rule.service, []).extend(rule.after)
    done: set[str] = set()

    def walk(service: str, trail: list[str]) -> Iterator[str]:
        if service in trail:
            circle = " → ".join([*trail[trail.index(service) :], service])
            where = next(where for where, rule in _named_rules(rules) if rule.service == service)
            yield told(where, _("Its order goes in a circle: %(circle)s.") % {"circle": circle})
        elif service not in done:
            for earlier in dict.fromkeys(after[service]):
                yield from walk(earlier, [*trail, service])
            done.add(service)

    for service in after:
        yield from walk(service, [])


def _idle_questions(rules: Rules) -> Iterator[str]:
    """Questions whose answer makes no difference: no condition tells their choices apart."""
    conditions = [question.when for question in rules.questions]
    conditions += [rule.when for _where, rule in _named_rules(rules)]
    for n, question in enumerate(rules.questions, 1):
        named_in = [condition[question.key] for condition in conditions if question.key in condition]
        if all(len(choices) == len(question.choices) for choices in named_in):
            yield told(question_name(n, question.key), _("Its answer changes nothing. Leave it out."))


def failing(rules: Rules, scenarios: Iterable[Scenario]) -> list[str]:
    """What the scenarios expect and the rules do not do, as sentences that begin with the scenario."""
    return [
        told(_("Scenario “%(name)s”") % {"name": each.name}, fault)
        for each in scenarios
        for fault in _fails(rules, each)
    ]


def _fails(rules: Rules, scenario: Scenario) -> Iterator[str]:
    found = way(rules, scenario.answers)
    if found.next is not None:
        yield _("It does not answer “%(key)s”, or with none of its choices.") % {"key": found.next.key}
        return
    if idle := [key for key in scenario.answers if key not in found.answers]:
        yield _("It answers what is not asked: %(keys)s.") % {"keys": joint(",").join(idle)}
    outcome = decide(rules, found.answers)
    got = [step.service for step in outcome.steps]
    if got != list(scenario.expect):
        both = {"expected": joint(",").join(scenario.expect) or "–", "got": joint(",").join(got) or "–"}
        yield _("Expected %(expected)s; the rules give %(got)s.") % both
    deadlines = {step.service: step.deadline for step in outcome.steps}
    for code, days in scenario.deadlines.items():
        if deadlines.get(code) != days:
            due = {"code": code, "expected": str(days), "got": str(deadlines.get(code) or "–")}
            yield _("“%(code)s” should be due in %(expected)s days; the rules give %(got)s.") % due
    spared = {rule.service for rule in outcome.not_needed}
    for code in scenario.not_needed:
        if code not in spared:
            yield _("“%(code)s” should be named as not needed.") % {"code": code}
