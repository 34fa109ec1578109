"""The public yearly report: what we heard, what we did, what changed. A fiscal year, the city and its wards.

The rules:
1. Nothing in it is of one person: numbers, public answers, public proposals.
2. What went wrong stands in it as plainly as what went well: late answers, reopened voices, late decisions, measures that did
   not work, effects that cannot be told.
3. Of an indicator: its last value before the year and its last one in it, against its path. Without both, it says so.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from wakimizu.apps.city.calendar import fiscal_year, fiscal_year_days
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.ledger import queries as ledger_queries
from wakimizu.apps.monitoring import queries as indicators
from wakimizu.apps.monitoring.queries import Line
from wakimizu.apps.proposals import yearly as done
from wakimizu.apps.sharing import keeping
from wakimizu.apps.voices import yearly as voices
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.workflow import Channel, Ending
from wakimizu.pages.trace import picture
from wakimizu.shared.errors import BadInput

FIRST_YEAR = 2000
TOPICS = 8


@dataclass(frozen=True, slots=True)
class Moved:
    """An indicator over the year: before it, at its end, and whether that is better."""

    line: Line
    before: float | None
    after: float | None

    @property
    def better(self) -> bool | None:
        if self.before is None or self.after is None or self.before == self.after:
            return None
        return (self.after > self.before) == self.line.indicator.up


def year_asked(year: int, today: date) -> tuple[date, date]:
    """A fiscal year's first day and the day after its last. BadInput for one that has not begun."""
    if not FIRST_YEAR <= year <= fiscal_year(today):
        raise BadInput(f"There is no report of fiscal year {year}: it has not begun, or is too long ago.", "year")
    return fiscal_year_days(year)[0], fiscal_year_days(year + 1)[0]


def years_to_show(today: date) -> list[int]:
    return list(range(fiscal_year(today), fiscal_year(today) - 5, -1))


def report(year: int, today: date, book: Directory, catalogue: Catalogue) -> dict[str, Any]:
    """Everything the report's template shows."""
    first, after = year_asked(year, today)
    by_ward = voices.heard(first, after)
    whole = voices.together(by_ward.values())
    did = done.done(first, after)
    money = done.money(year)
    return {
        "year": year,
        "first": first,
        "goes_on": today < after,
        "whole": whole,
        "wards": [(ward, by_ward.get(ward.pk, voices.Heard())) for ward in book.wards],
        "without_ward": by_ward.get(None),
        "topics": _named(whole.by_topic, catalogue)[:TOPICS],
        "channels": sorted(((Channel(key).label, n) for key, n in whole.by_channel.items()), key=lambda row: -row[1]),
        "endings": [(Ending(key).label, whole.endings.get(key, 0)) for key in Ending.values],
        "months": picture.months(sorted(whole.by_month.items())),
        "answers": voices.answers_told(first, after),
        "did": did,
        "verdicts": _verdicts(did.verdicts),
        "late_now": [each for each in done.late_decisions(today) if each.is_public],
        "money": _money(money, book),
        "effects": _effects(done.effects_found(first, after)),
        "moved": moved(book, first, after),
        "kept": keeping.together(keeping.by_division(first, after, today, book)),
        "seals": ledger_queries.seals(1),
        "today": today,
        "book": book,
    }


def _named(by_topic: dict[int, int], catalogue: Catalogue) -> list[tuple[Any, int]]:
    known = ((catalogue.topic_by_id.get(topic), n) for topic, n in by_topic.items())
    return sorted(((topic, n) for topic, n in known if topic), key=lambda row: -row[1])


def _verdicts(found: dict[str, int]) -> list[tuple[Any, int]]:
    from wakimizu.apps.proposals.workflow import Verdict

    return [(verdict.label, found.get(verdict, 0)) for verdict in Verdict]


def _effects(found: dict[str, int]) -> list[tuple[Any, int]]:
    from wakimizu.apps.proposals.workflow import Found

    return [(each.label, found[each]) for each in Found if found.get(each)]


@dataclass(frozen=True, slots=True)
class Yen:
    """The year's money, by ward and in all; `elsewhere` is of no single ward."""

    rows: list[tuple[Area | None, done.Money]]
    requested: int
    enacted: int
    spent: int


def _money(money: list[done.Money], book: Directory) -> Yen | None:
    if not money:
        return None
    return Yen(
        [(book.area(each.ward) if each.ward else None, each) for each in money],
        sum(each.requested for each in money),
        sum(each.enacted for each in money),
        sum(each.spent for each in money),
    )


def moved(book: Directory, first: date, after: date) -> list[Moved]:
    """Public indicators of the whole city over the year; those that were never observed are left out."""
    found = []
    for line in indicators.lines(book, public=True):
        before = [value for begins, value in line.values if begins < first]
        within = [value for begins, value in line.values if first <= begins < after]
        if line.values:
            found.append(Moved(line, before[-1] if before else None, within[-1] if within else None))
    return found
