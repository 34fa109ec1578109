"""Rules 1 to 3 of the calendar, as a table of dates and answers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wakimizu.apps.city.calendar import (
    add_business_days,
    business_days_between,
    fiscal_year,
    fiscal_year_days,
    is_business_day,
)

DAYS = st.dates(date(2018, 1, 1), date(2022, 12, 31))


@pytest.mark.parametrize(
    ("day", "open_", "why"),
    [
        ("2026-11-20", True, "a Friday"),
        ("2026-11-21", False, "a Saturday"),
        ("2026-11-23", False, "勤労感謝の日"),
        ("2026-11-24", True, "a Tuesday"),
        ("2026-12-28", True, "御用納め"),
        ("2026-12-29", False, "the turn of the year begins"),
        ("2026-12-31", False, "a Thursday, but the turn of the year"),
        ("2027-01-03", False, "the turn of the year ends"),
        ("2027-01-04", True, "御用始め"),
        ("2026-05-06", False, "substitute for 3 May, a Sunday; 4 and 5 May are holidays themselves"),
        ("2026-09-22", False, "国民の休日, between two holidays"),
        ("2019-04-30", False, "between two holidays: the abdication"),
        ("2019-05-01", False, "the accession"),
        ("2019-05-02", False, "between two holidays"),
        ("2019-10-22", False, "the enthronement"),
        ("2019-12-23", True, "no longer the emperor's birthday"),
        ("2020-02-24", False, "substitute for 23 February, a Sunday"),
        ("2021-07-23", False, "スポーツの日, moved for the Olympics"),
        ("2021-10-11", True, "not スポーツの日 in 2021"),
    ],
)
def test_open_days(day, open_, why):
    assert is_business_day(date.fromisoformat(day)) is open_, why


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-24", 0, "2026-11-24"),
        ("2026-11-21", 0, "2026-11-24"),
        ("2026-11-20", 1, "2026-11-24"),
        ("2026-11-24", 1, "2026-11-25"),
        ("2026-11-24", 4, "2026-11-30"),
        ("2026-12-28", 1, "2027-01-04"),
        ("2026-12-24", 3, "2027-01-04"),
        ("2026-12-31", 1, "2027-01-04"),
        ("2019-04-26", 1, "2019-05-07"),
        ("2026-05-01", 2, "2026-05-08"),
    ],
)
def test_due_days(start, days, due):
    assert add_business_days(date.fromisoformat(start), days) == date.fromisoformat(due)


def test_the_citys_own_closing_days_count():
    closed = {date(2026, 11, 25)}
    assert not is_business_day(date(2026, 11, 25), closed)
    assert add_business_days(date(2026, 11, 24), 1, closed) == date(2026, 11, 26)


def test_no_counting_backwards():
    with pytest.raises(ValueError, match="forwards"):
        add_business_days(date(2026, 11, 24), -1)


@given(DAYS, st.integers(0, 40))
def test_a_due_day_is_open_and_just_so_far(start, days):
    due = add_business_days(start, days)
    assert is_business_day(due) and due >= start
    if days:
        assert business_days_between(start, due) == days
        assert business_days_between(start, due - timedelta(days=1)) < days


@given(DAYS, DAYS, DAYS)
def test_counts_add_up(a, b, c):
    a, b, c = sorted((a, b, c))
    assert business_days_between(a, c) == business_days_between(a, b) + business_days_between(b, c)
    assert business_days_between(c, a) == -business_days_between(a, c)


@pytest.mark.parametrize(("day", "year"), [("2026-03-31", 2025), ("2026-04-01", 2026), ("2027-01-01", 2026)])
def test_fiscal_years(day, year):
    assert fiscal_year(date.fromisoformat(day)) == year
    first, last = fiscal_year_days(year)
    assert first <= date.fromisoformat(day) <= last
