"""When an office is open.

The rules:
1. An office works on the weekdays written for it: mon-fri, 月火水木金, 月～金, 土日, 平日, 毎日, whatever the width of letters.
2. It rests on national holidays, from 29 December to 3 January and on the city's own closing days. Days that name
   holidays (土日祝) make it work on national holidays; 年中無休 makes it work on every day of the year.
3. A kiosk stands in a shop: holidays and the city's closing days do not close it, the turn of the year does, when the
   national certificate service rests.
4. From its first minute it is open, at its last it is closed. Nothing says that it rests at noon, so it does not. 23:59
   is midnight. Hours that end before they begin run past midnight and belong to the day they begin on.
5. Where days or hours are not written, or cannot be read for certain, it is not known, and never guessed.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, Protocol

import jpholiday

from wakimizu.apps.city.models import Office

State = Literal["open", "closed", "unknown"]
Why = Literal["", "weekday", "holiday", "turn", "closure", "gone"]
MIDNIGHT = time(23, 59)
JAPANESE = "月火水木金土日"
ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WITHOUT_HOLIDAYS = re.compile(
    r"[(、,]?(?:祝休?日?|休日)(?:[・、,]?年末年始)?(?:を|は)?除く\)?"
)  # which rule 2 says already
_PART = re.compile(rf"([{JAPANESE}])-([{JAPANESE}])|([{JAPANESE}]+)")


class Hours(Protocol):
    """What an office, or one of its services, says about its hours."""

    days: str
    opens: time | None
    closes: time | None


@dataclass(frozen=True, slots=True)
class Weekdays:
    """0 is Monday."""

    days: frozenset[int]
    holidays: bool = False
    always: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day of an office: open with its hours; closed, and why; or not known."""

    day: date
    state: State
    opens: time | None = None
    closes: time | None = None
    why: Why = ""


@lru_cache(maxsize=1024)
def weekdays(text: str) -> Weekdays | None:
    """The days a text names; None when it names none, or says more than could be read."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
    plain = re.sub(r"[~〜–—―]|から", "-", plain)
    if plain in ("年中無休", "無休"):
        return Weekdays(frozenset(range(7)), holidays=True, always=True)
    plain = _WITHOUT_HOLIDAYS.sub("", plain)
    holidays = "祝" in plain
    plain = re.sub(r"[・,、/及び]*祝日?", "", plain.replace("平日", "月-金").replace("毎日", "月-日"))
    for name, letter in zip(ENGLISH, JAPANESE, strict=True):
        plain = plain.replace(name, letter)
    plain = re.sub(r"[・,、/]", "", re.sub(r"曜日?", "", plain))
    found: set[int] = set()
    while plain:
        part = _PART.match(plain)
        if part is None:
            return None
        plain = plain[part.end() :]
        if part[1]:
            first, last = JAPANESE.index(part[1]), JAPANESE.index(part[2])
            found |= {(first + n) % 7 for n in range((last - first) % 7 + 1)}
        elif plain.startswith("-") and len(part[3]) > 1:  # 月水-金: the last letter begins a range
            found |= {JAPANESE.index(letter) for letter in part[3][:-1]}
            plain = part[3][-1] + plain
        else:
            found |= {JAPANESE.index(letter) for letter in part[3]}
    return Weekdays(frozenset(found), holidays) if found or holidays else None


def hours_on(office: Office, day: date, closures: Collection[date] = (), of: Hours | None = None) -> Day:
    """An office on a day; with `of`, one of its services, where that says hours of its own."""
    if not office.valid_on(day):
        return Day(day, "closed", why="gone")
    known = weekdays((of.days if of else "") or office.days)
    if known is None:
        return Day(day, "unknown")
    why = _rests(office, known, day, closures)
    if why:
        return Day(day, "closed", why=why)
    timed: Hours = of if of and of.opens and of.closes else office
    if timed.opens is None or timed.closes is None:
        return Day(day, "unknown")
    return Day(day, "open", timed.opens, timed.closes)


def _rests(office: Office, known: Weekdays, day: date, closures: Collection[date]) -> Why:
    """Why an office rests on a day, or nothing."""
    if known.always:
        return ""
    in_shop = office.kind == Office.Kind.KIOSK
    if (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3):
        return "turn"
    if day in closures and not in_shop:
        return "closure"
    if jpholiday.is_holiday(day):
        if known.holidays:
            return ""
        if not in_shop:
            return "holiday"
    return "" if day.weekday() in known.days else "weekday"


def open_at(office: Office, at: datetime, closures: Collection[date] = (), of: Hours | None = None) -> bool | None:
    """Whether an office is open at a moment of local time; None when that is not known."""
    today, now = hours_on(office, at.date(), closures, of), at.time()
    before = hours_on(office, at.date() - timedelta(days=1), closures, of)
    if before.opens and before.closes and before.closes <= before.opens and now < before.closes:
        return True
    if today.state == "unknown":
        return None
    if today.opens is None or today.closes is None or now < today.opens:
        return False
    return today.closes <= today.opens or today.closes == MIDNIGHT or now < today.closes


def week(office: Office, first: date, closures: Collection[date] = ()) -> list[Day]:
    """Seven days from the first one on."""
    return [hours_on(office, first + timedelta(days=n), closures) for n in range(7)]
