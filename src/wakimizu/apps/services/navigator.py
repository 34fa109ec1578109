"""The navigator's rules: a life event, its few questions, and the procedures that follow from the answers.

The rules of the rules (docs/navigator.md shows the form):
1. Questions are asked in the file's order, each only if its condition holds. A question looks at earlier ones only.
2. A condition names questions and for each the choices that count. All of them must hold. A question that is not asked
   holds nothing.
3. A procedure is needed if its condition holds; without one, always. Several rules may need the same service: their
   notes and documents add up, and at most one of them sets the deadline.
4. Procedures come in the file's order, but none before those it comes `after`.
5. A service that is not needed is named with the reason, where residents would otherwise look for it.

Conditions are conjunctions over finite choices, so whether a set of answers can meet them is decided exactly (`reach`):
close the condition under the conditions of the questions it names; it can be met unless a question has no choice left.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.services import gif
from wakimizu.shared.errors import BadInput
from wakimizu.shared.templatetags.words import joint
from wakimizu.shared.words import named

Condition = Mapping[str, frozenset[str]]
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
LONGEST = 3660  # days a deadline may lie after the event


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


# ── from answers to procedures ───────────────────────────────────────────────────────────────────────────────────────


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


# ── what is wrong with the rules ─────────────────────────────────────────────────────────────────────────────────────


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
        yield _("Procedure %(n)d (%(name)s)") % {"n": n, "name": procedure.service}, procedure
    for n, spared in enumerate(rules.not_needed, 1):
        yield _("Not needed %(n)d (%(name)s)") % {"n": n, "name": spared.service}, spared


def _question_name(n: int, key: str) -> str:
    return _("Question %(n)d (%(name)s)") % {"n": n, "name": key}


def _told(where: str, sentence: str) -> str:
    return f"{where}{joint(':')}{sentence}"


def _unknown(rules: Rules, services: Collection[str]) -> Iterator[str]:
    """Names of questions, choices and services that nobody has given."""
    earlier: dict[str, Question] = {}
    for n, question in enumerate(rules.questions, 1):
        where = _question_name(n, question.key)
        if question.key in earlier:
            yield _told(where, _("Another question has this key already."))
        yield from _unknown_in(where, question.when, earlier)
        earlier[question.key] = question
    asked_for = {rule.service for rule in rules.procedures}
    for where, rule in _named_rules(rules):
        yield from _unknown_in(where, rule.when, earlier)
        if rule.service not in services:
            yield _told(where, _("There is no service “%(code)s” in the catalogue.") % {"code": rule.service})
        if isinstance(rule, Procedure):
            for code in rule.after:
                if code not in asked_for:
                    yield _told(where, _("It comes after “%(code)s”, which this guide never needs.") % {"code": code})


def _unknown_in(where: str, when: Condition, questions: Mapping[str, Question]) -> Iterator[str]:
    for key, choices in when.items():
        question = questions.get(key)
        if question is None:
            yield _told(where, _("Its condition names “%(key)s”, which no question before it is.") % {"key": key})
            continue
        for choice in sorted(choices):
            if question.choice(choice) is None:
                sentence = _("Its condition names “%(choice)s”, which is no choice of “%(key)s”.")
                yield _told(where, sentence % {"choice": choice, "key": key})


def _never(rules: Rules) -> Iterator[str]:
    for n, question in enumerate(rules.questions, 1):
        if reach(rules, question.when) is None:
            yield _told(_question_name(n, question.key), _("It is never asked: no answers meet its condition."))
    for where, rule in _named_rules(rules):
        if reach(rules, rule.when) is None:
            yield _told(where, _("It never applies: no answers meet its condition."))


def _contradictions(rules: Rules) -> Iterator[str]:
    for (where, one), (_where, other) in combinations(_named_rules(rules), 2):
        if one.service != other.service or (together := reach(rules, one.when, other.when)) is None:
            continue
        example = joint(",").join(f"{key} = {sorted(choices)[0]}" for key, choices in sorted(together.items()))
        told = {"other": _where, "example": example or _("any answers")}
        if isinstance(one, Procedure) and isinstance(other, NotNeeded):
            yield _told(where, _("“%(other)s” says it is not needed, for example with %(example)s.") % told)
        elif isinstance(one, Procedure) and isinstance(other, Procedure) and _dates_differ(rules, one, other):
            yield _told(where, _("“%(other)s” sets another deadline, for example with %(example)s.") % told)


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
            yield _told(where, _("Its order goes in a circle: %(circle)s.") % {"circle": circle})
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
            yield _told(_question_name(n, question.key), _("Its answer changes nothing. Leave it out."))


def failing(rules: Rules, scenarios: Iterable[Scenario]) -> list[str]:
    """What the scenarios expect and the rules do not do, as sentences that begin with the scenario."""
    return [
        _told(_("Scenario “%(name)s”") % {"name": each.name}, fault)
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
        told = {"expected": joint(",").join(scenario.expect) or "–", "got": joint(",").join(got) or "–"}
        yield _("Expected %(expected)s; the rules give %(got)s.") % told
    deadlines = {step.service: step.deadline for step in outcome.steps}
    for code, days in scenario.deadlines.items():
        if deadlines.get(code) != days:
            due = {"code": code, "expected": str(days), "got": str(deadlines.get(code) or "–")}
            yield _("“%(code)s” should be due in %(expected)s days; the rules give %(got)s.") % due
    spared = {rule.service for rule in outcome.not_needed}
    for code in scenario.not_needed:
        if code not in spared:
            yield _("“%(code)s” should be named as not needed.") % {"code": code}


# ── from text to rules ───────────────────────────────────────────────────────────────────────────────────────────────


class Cells:
    """One table of a file: hands out values of the right kind, and refuses names that nobody asked for."""

    def __init__(self, table: Any, where: str) -> None:
        self.where = where
        if not isinstance(table, dict):
            raise self.refusal(_("It must be a table of names and values."))
        self.left = dict(table)

    def refusal(self, sentence: str) -> BadInput:
        return BadInput(_told(self.where, sentence))

    def _take(self, name: str, kind: type, said: str, needed: bool) -> Any:
        value = self.left.pop(name, None)
        if value is None and needed:
            raise self.refusal(_("“%(name)s” is missing.") % {"name": name})
        if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
            raise self.refusal(_("“%(name)s” must be %(kind)s.") % {"name": name, "kind": said})
        return value

    def word(self, name: str, *, needed: bool = False) -> str:
        value = self._take(name, str, _("words in quotes"), needed)
        if needed and not value.strip():
            raise self.refusal(_("“%(name)s” is missing.") % {"name": name})
        return (value or "").strip()

    def key(self, name: str) -> str:
        value = self.word(name, needed=True)
        if not KEY.fullmatch(value):
            raise self.refusal(_("“%(value)s” is no key: use small letters, digits, - and _.") % {"value": value})
        return value

    def text(self, name: str, *, needed: bool = False) -> Text:
        return Text(self.word(name, needed=needed), self.word(f"{name}_en"))

    def number(self, name: str, most: int) -> int | None:
        value = self._take(name, int, _("a whole number"), False)
        if value is not None and not 0 <= value <= most:
            raise self.refusal(_("“%(name)s” must lie between 0 and %(most)d.") % {"name": name, "most": most})
        return int(value) if value is not None else None

    def words(self, name: str) -> tuple[str, ...]:
        values = self._take(name, list, _("a list of words in quotes"), False) or []
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.refusal(
                _("“%(name)s” must be %(kind)s.") % {"name": name, "kind": _("a list of words in quotes")}
            )
        return tuple(value.strip() for value in values)

    def tables(self, name: str) -> list[Any]:
        return list(self._take(name, list, _("a list of tables"), False) or [])

    def table(self, name: str) -> dict[str, Any]:
        return dict(self._take(name, dict, _("a table of names and values"), False) or {})

    def condition(self) -> Condition:
        cells = Cells(self.table("when"), self.where)
        found = {key: frozenset(cells.words(key)) for key in list(cells.left)}
        for key, choices in found.items():
            if not choices:
                raise self.refusal(_("Its condition names no choice of “%(key)s”.") % {"key": key})
        return found

    def end(self) -> None:
        if self.left:
            names = joint(",").join(self.left)
            raise self.refusal(_("These names are not known here: %(names)s.") % {"names": names})


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadInput(_("This is not TOML: %(fault)s.") % {"fault": fault}) from None


@lru_cache(maxsize=256)
def parse(text: str) -> Rules:
    """The rules of a guide's text. BadInput names the first thing that cannot be read."""
    cells = Cells(_toml(text), _("The file"))
    event = _event(Cells(cells.table("event"), "event"))
    rules = Rules(
        event,
        tuple(_question(n, table) for n, table in enumerate(cells.tables("question"), 1)),
        tuple(_procedure(n, table) for n, table in enumerate(cells.tables("procedure"), 1)),
        tuple(_not_needed(n, table) for n, table in enumerate(cells.tables("not_needed"), 1)),
    )
    cells.end()
    if not rules.procedures:
        raise cells.refusal(_("It names no procedure."))
    return rules


def _event(cells: Cells) -> Event:
    event = Event(
        cells.key("code"),
        cells.text("name", needed=True),
        cells.text("lead"),
        cells.text("since", needed=True),
        cells.word("stage", needed=True),
        cells.number("order", 32767) or 0,
    )
    cells.end()
    if event.stage not in gif.ACTIONS:
        raise cells.refusal(_("“%(word)s” is no action of GIF 491-1.") % {"word": event.stage})
    return event


def _question(n: int, table: Any) -> Question:
    cells = Cells(table, _("Question %(n)d") % {"n": n})
    key = cells.key("key")
    cells.where = _question_name(n, key)
    choices = tuple(_choice(each, cells.where) for each in cells.tables("choices"))
    if len(choices) < 2 or len({choice.key for choice in choices}) < len(choices):
        raise cells.refusal(_("It needs at least two choices, each with a key of its own."))
    question = Question(key, cells.text("ask", needed=True), cells.text("hint"), choices, cells.condition())
    cells.end()
    return question


def _choice(table: Any, where: str) -> Choice:
    cells = Cells(table, where)
    choice = Choice(cells.key("key"), cells.text("name", needed=True))
    cells.end()
    return choice


def _procedure(n: int, table: Any) -> Procedure:
    cells = Cells(table, _("Procedure %(n)d") % {"n": n})
    service = cells.word("service", needed=True)
    cells.where = _("Procedure %(n)d (%(name)s)") % {"n": n, "name": service}
    rule = Procedure(
        service,
        cells.condition(),
        cells.number("deadline", LONGEST),
        cells.text("deadline_from"),
        cells.words("after"),
        cells.text("note"),
        _documents(cells),
    )
    cells.end()
    if rule.since and rule.deadline is None:
        raise cells.refusal(_("It says from when a deadline counts, but no deadline."))
    return rule


def _documents(cells: Cells) -> tuple[Text, ...]:
    japanese, english = cells.words("documents"), cells.words("documents_en")
    if english and len(english) != len(japanese):
        raise cells.refusal(_("“documents” and “documents_en” must be equally long."))
    return tuple(Text(*pair) for pair in zip(japanese, english or japanese, strict=True))


def _not_needed(n: int, table: Any) -> NotNeeded:
    cells = Cells(table, _("Not needed %(n)d") % {"n": n})
    service = cells.word("service", needed=True)
    cells.where = _("Not needed %(n)d (%(name)s)") % {"n": n, "name": service}
    rule = NotNeeded(service, cells.condition(), cells.text("because", needed=True))
    cells.end()
    return rule


def parse_scenarios(text: str) -> list[Scenario]:
    """The scenarios beside a guide's rules. BadInput names the first thing that cannot be read."""
    cells = Cells(_toml(text), _("The scenarios"))
    found = [_scenario(n, table) for n, table in enumerate(cells.tables("scenario"), 1)]
    cells.end()
    return found


def _scenario(n: int, table: Any) -> Scenario:
    cells = Cells(table, _("Scenario %(n)d") % {"n": n})
    answers, deadlines = Cells(cells.table("answers"), cells.where), Cells(cells.table("deadlines"), cells.where)
    scenario = Scenario(
        cells.word("name", needed=True),
        {key: answers.word(key, needed=True) for key in list(answers.left)},
        cells.words("expect"),
        {code: deadlines.number(code, LONGEST) or 0 for code in list(deadlines.left)},
        cells.words("not_needed"),
    )
    cells.end()
    return scenario
