"""Days on which the city works, fiscal years, and dates as the Japanese calendar writes them 和暦.

The rules:
1. Offices work Monday to Friday, but not on national holidays (as jpholiday knows them, substitute holidays included),
   nor from 29 December to 3 January, nor on the city's own closing days.
2. "Within n business days" of an event: the event's day does not count; a due date is always a day the offices work.
3. The fiscal year runs from 1 April to 31 March and is named after the year it begins in.
4. An era begins on its first day: 1 May 2019 is 令和元年, the day before is 平成31年.
"""

import re
import unicodedata
from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

import jpholiday

ERAS = [
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1868, 10, 23)),
]
_WAREKI = re.compile(
    r"(令和|平成|昭和|大正|明治|[RHSTM])\s*(元|\d{1,2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?", re.I
)


@lru_cache(maxsize=4096)
def _nationally_open(day: date) -> bool:
    turn_of_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not turn_of_year and not jpholiday.is_holiday(day)


def is_business_day(day: date, closures: Collection[date] = ()) -> bool:
    return _nationally_open(day) and day not in closures


def add_business_days(start: date, days: int, closures: Collection[date] = ()) -> date:
    """The day `days` business days after `start`; with 0, `start` itself or the next business day. ValueError if < 0."""
    if days < 0:
        raise ValueError("business days are counted forwards")
    day, left = start, days
    while left > 0:
        day += timedelta(days=1)
        left -= is_business_day(day, closures)
    while not is_business_day(day, closures):
        day += timedelta(days=1)
    return day


def business_days_between(start: date, end: date, closures: Collection[date] = ()) -> int:
    """How many business days lie after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -business_days_between(end, start, closures)
    return sum(is_business_day(start + timedelta(days=n), closures) for n in range(1, (end - start).days + 1))


def fiscal_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_days(year: int) -> tuple[date, date]:
    """First and last day of a fiscal year."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def wareki(day: date) -> str:
    """令和8年11月23日. ValueError before 1868-10-23, when eras did not follow the rule."""
    for name, _, begins in ERAS:
        if day >= begins:
            year = day.year - begins.year + 1
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    raise ValueError("no era before Meiji")


def wareki_year(year: int) -> str:
    """A fiscal year's name: 令和8年度. The era is the one of its first of April, but 2019 is written 令和元年度."""
    return "令和元年度" if year == 2019 else wareki(date(year, 4, 1)).split("年")[0] + "年度"


def parse_day(text: str) -> date:
    """A day as cities write it: 2026-11-23, 2026/11/23, 令和8年11月23日, R8.11.23, 20261123. ValueError otherwise."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if found := _WAREKI.fullmatch(plain):
        era, year, month, day = found.groups()
        begins = next(start for name, letter, start in ERAS if era.upper() in (name, letter))
        return date(begins.year - 1 + (1 if year == "元" else int(year)), int(month), int(day))
    if found := re.fullmatch(r"(\d{4})[年/.-](\d{1,2})[月/.-](\d{1,2})日?", plain):
        return date(*map(int, found.groups()))
    if re.fullmatch(r"\d{8}", plain):
        return date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    raise ValueError(f"not a day: {text!r}")
