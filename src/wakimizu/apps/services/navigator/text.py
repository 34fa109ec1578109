"""From a guide's text (TOML, docs/navigator.md) to its rules and scenarios. Whatever is not known there is refused."""

import re
import tomllib
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.services.national import gif
from wakimizu.apps.services.navigator.rules import (
    Choice,
    Condition,
    Event,
    NotNeeded,
    Procedure,
    Question,
    Rules,
    Scenario,
    Text,
)
from wakimizu.shared.errors import BadInput
from wakimizu.shared.templatetags.words import joint

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
LONGEST = 3660  # days a deadline may lie after the event


def told(where: str, sentence: str) -> str:
    return f"{where}{joint(':')}{sentence}"


def question_name(n: int, key: str) -> str:
    return _("Question %(n)d (%(name)s)") % {"n": n, "name": key}


def procedure_name(n: int, service: str) -> str:
    return _("Procedure %(n)d (%(name)s)") % {"n": n, "name": service}


def spared_name(n: int, service: str) -> str:
    return _("Not needed %(n)d (%(name)s)") % {"n": n, "name": service}


class Cells:
    """One table of a file: hands out values of the right kind, and refuses names that nobody asked for."""

    def __init__(self, table: Any, where: str) -> None:
        self.where = where
        if not isinstance(table, dict):
            raise self.refusal(_("It must be a table of names and values."))
        self.left = dict(table)

    def refusal(self, sentence: str) -> BadInput:
        return BadInput(told(self.where, sentence))

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
    cells.where = question_name(n, key)
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
    cells.where = procedure_name(n, service)
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
    cells.where = spared_name(n, service)
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
