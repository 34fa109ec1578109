"""Months, quarters and fiscal years, each known by its first day.

The rules:
1. A fiscal year begins on 1 April; quarters begin in April, July, October and January.
2. Only a period that has ended can be judged.
3. In time, a period stands at its middle: fiscal year 2025 at 2025.5, its April at 2025 + 1/24.
"""

import re
from datetime import date, timedelta

from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import fiscal_year, parse_day
from wakimizu.apps.monitoring.workflow import Cadence
from wakimizu.shared.errors import BadInput

MONTHS = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.YEAR: 12}
MONTH = re.compile(r"(\d{4})[-/年.](\d{1,2})月?")
YEAR = re.compile(r"(?:FY)?(\d{4})(?:年度?)?", re.I)
QUARTER = re.compile(r"(?:FY)?(\d{4})(?:年度)?\s*[-/]?\s*(?:Q|第)([1-4])(?:四半期)?", re.I)


def begin_of(day: date, cadence: str) -> date:
    """The first day of the period a day lies in."""
    if cadence == Cadence.MONTH:
        return day.replace(day=1)
    if cadence == Cadence.QUARTER:
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return date(fiscal_year(day), 4, 1)


def moved(begins: date, cadence: str, by: int) -> date:
    """The period so many later, or earlier."""
    months = begins.year * 12 + begins.month - 1 + by * MONTHS[Cadence(cadence)]
    return date(months // 12, months % 12 + 1, 1)


def last_day(begins: date, cadence: str) -> date:
    return moved(begins, cadence, 1) - timedelta(days=1)


def ended(today: date, cadence: str, most: int) -> list[date]:
    """The last periods that have ended, oldest first."""
    now = begin_of(today, cadence)
    return [moved(now, cadence, -back) for back in range(most, 0, -1)]


def between(first: date, last: date, cadence: str) -> list[date]:
    """All periods from one to another, both included."""
    found = [first]
    while found[-1] < last:
        found.append(moved(found[-1], cadence, 1))
    return found


def time_of(begins: date, cadence: str) -> float:
    """Where a period's middle stands, in fiscal years."""
    months = (begins.month - 4) % 12 + MONTHS[Cadence(cadence)] / 2
    return fiscal_year(begins) + months / 12


def words(begins: date, cadence: str) -> str:
    """2026-04 of a month, FY2026 Q1 of a quarter, FY2026 of a year."""
    year = fiscal_year(begins)
    if cadence == Cadence.MONTH:
        return f"{begins:%Y-%m}"
    if cadence == Cadence.QUARTER:
        quarter = (begins.month - 4) % 12 // 3 + 1
        return _("FY%(year)d Q%(quarter)d") % {"year": year, "quarter": quarter}
    return _("FY%(year)d") % {"year": year}


def written(begins: date, cadence: str) -> str:
    """As files have it: 2026-04, 2026Q1, 2026."""
    if cadence == Cadence.MONTH:
        return f"{begins:%Y-%m}"
    quarter = f"Q{(begins.month - 4) % 12 // 3 + 1}" if cadence == Cadence.QUARTER else ""
    return f"{fiscal_year(begins)}{quarter}"


def read(text: str, cadence: str) -> date:
    """A period as people write it: 2026-04, 2026年4月, FY2026, 2026年度, 2026Q1, or any day in it. BadInput otherwise."""
    if cadence == Cadence.YEAR and (found := YEAR.fullmatch(text)):
        return date(int(found[1]), 4, 1)
    if cadence == Cadence.QUARTER and (found := QUARTER.fullmatch(text)):
        return moved(date(int(found[1]), 4, 1), cadence, int(found[2]) - 1)
    try:
        if cadence != Cadence.YEAR and (found := MONTH.fullmatch(text)):
            return begin_of(date(int(found[1]), int(found[2]), 1), cadence)
        return begin_of(parse_day(text), cadence)
    except ValueError:
        example = {Cadence.MONTH: "2026-04", Cadence.QUARTER: "2026Q1", Cadence.YEAR: "2026"}[Cadence(cadence)]
        raise BadInput(
            _("“%(text)s” is no period of this indicator. Write it as %(example)s.")
            % {"text": text, "example": example},
            "period",
        ) from None
