"""The navigator's rules: a life event, its few questions, and the procedures that follow from the answers.

The rules of the rules (docs/navigator.md shows the form):
1. Questions are asked in the file's order, each only if its condition holds. A question looks at earlier ones only.
2. A condition names questions and for each the choices that count. All of them must hold. A question that is not asked
   holds nothing.
3. A procedure is needed if its condition holds; without one, always. Several rules may need the same service: their
   notes and documents add up, and at most one of them sets the deadline.
4. Procedures come in the file's order, but none before those it comes `after`.
5. A service that is not needed is named with the reason, where residents would otherwise look for it.

`guide_text` reads them, `guide_faults` finds what is wrong with them, `guides` takes them in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wakimizu.shared.words import named

Condition = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Text:
    """Words in Japanese and English; `str()` gives the reader's."""

    name: str = ""
    name_en: str = ""

    def __str__(self) -> str:
        return named(self)

    def __bool__(self) -> bool:
        return bool(self.name)


@dataclass(frozen=True, slots=True)
class Event:
    code: str
    name: Text
    lead: Text
    since: Text  # the day that deadlines count from: "the day you moved"
    stage: str  # an action of GIF 491-1
    order: int


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    ask: Text
    hint: Text
    choices: tuple[Choice, ...]
    when: Condition

    def choice(self, key: str | None) -> Choice | None:
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A rule that needs a service. `deadline` is in days from `since`."""

    service: str
    when: Condition
    deadline: int | None
    since: Text
    after: tuple[str, ...]
    note: Text
    documents: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class NotNeeded:
    service: str
    when: Condition
    because: Text


@dataclass(frozen=True)
class Rules:
    """A guide as it was read."""

    event: Event
    questions: tuple[Question, ...]
    procedures: tuple[Procedure, ...]
    not_needed: tuple[NotNeeded, ...]

    @cached_property
    def question(self) -> dict[str, Question]:
        return {question.key: question for question in self.questions}


@dataclass(frozen=True, slots=True)
class Way:
    """How far a resident has come: what was asked and answered, and what is asked next."""

    answered: tuple[tuple[Question, Choice], ...]
    next: Question | None

    @property
    def answers(self) -> dict[str, str]:
        return {question.key: choice.key for question, choice in self.answered}


@dataclass(frozen=True, slots=True)
class Step:
    """A procedure that is needed, with all that its rules say."""

    service: str
    deadline: int | None
    since: Text
    after: tuple[str, ...]  # only those that are needed as well
    notes: tuple[Text, ...]
    documents: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    steps: tuple[Step, ...]
    not_needed: tuple[NotNeeded, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Answers, and the services that must come of them in this order."""

    name: str
    answers: dict[str, str]
    expect: tuple[str, ...]
    deadlines: dict[str, int]
    not_needed: tuple[str, ...]


def holds(when: Condition, answers: Mapping[str, str]) -> bool:
    return all(answers.get(question) in choices for question, choices in when.items())


def way(rules: Rules, given: Mapping[str, Any]) -> Way:
    """Walk the questions with what was given. What was not asked, or is none of the choices, counts as not given."""
    answered: list[tuple[Question, Choice]] = []
    answers: dict[str, str] = {}
    for question in rules.questions:
        if not holds(question.when, answers):
            continue
        choice = question.choice(given.get(question.key))
        if choice is None:
            return Way(tuple(answered), question)
        answered.append((question, choice))
        answers[question.key] = choice.key
    return Way(tuple(answered), None)


def decide(rules: Rules, answers: Mapping[str, str]) -> Outcome:
    """What is needed and what is not, for answers as `way` found them."""
    fired: dict[str, list[Procedure]] = {}
    for rule in rules.procedures:
        if holds(rule.when, answers):
            fired.setdefault(rule.service, []).append(rule)
    order = _in_order(fired)
    spared = tuple(rule for rule in rules.not_needed if rule.service not in fired and holds(rule.when, answers))
    return Outcome(tuple(_step(rules, service, fired) for service in order), spared)


def _step(rules: Rules, service: str, fired: Mapping[str, Sequence[Procedure]]) -> Step:
    dated = next((rule for rule in fired[service] if rule.deadline is not None), None)
    return Step(
        service,
        dated.deadline if dated else None,
        (dated.since or rules.event.since) if dated else Text(),
        tuple(earlier for earlier in _afters(fired[service]) if earlier in fired),
        tuple(rule.note for rule in fired[service] if rule.note),
        tuple(dict.fromkeys(document for rule in fired[service] for document in rule.documents)),
    )


def _afters(rules: Iterable[Procedure]) -> list[str]:
    return list(dict.fromkeys(earlier for rule in rules for earlier in rule.after))


def _in_order(fired: Mapping[str, Sequence[Procedure]]) -> list[str]:
    """Services in the order they first stand in the file, each after those it must follow."""
    order: list[str] = []
    entered: set[str] = set()

    def put(service: str) -> None:
        if service in entered or service not in fired:
            return
        entered.add(service)
        for earlier in _afters(fired[service]):
            put(earlier)
        order.append(service)

    for service in fired:
        put(service)
    return order
