"""Months, quarters and fiscal years, as people write them."""

from datetime import date

import pytest

from wakimizu.apps.monitoring import periods
from wakimizu.shared.errors import BadInput


@pytest.mark.parametrize(
    ("text", "cadence", "begins"),
    [
        ("2026-04", "month", date(2026, 4, 1)),
        ("2026/4", "month", date(2026, 4, 1)),
        ("2026年4月", "month", date(2026, 4, 1)),
        ("2026-04-17", "month", date(2026, 4, 1)),
        ("2026", "year", date(2026, 4, 1)),
        ("2026年度", "year", date(2026, 4, 1)),
        ("FY2026", "year", date(2026, 4, 1)),
        ("2027-03-31", "year", date(2026, 4, 1)),
        ("令和8年10月1日", "year", date(2026, 4, 1)),
        ("2026Q1", "quarter", date(2026, 4, 1)),
        ("2026Q4", "quarter", date(2027, 1, 1)),
        ("2026年度第2四半期", "quarter", date(2026, 7, 1)),
        ("2026-08", "quarter", date(2026, 7, 1)),
    ],
)
def test_periods_are_read_as_people_write_them(text, cadence, begins):
    assert periods.read(text, cadence) == begins
    assert periods.read(periods.written(begins, cadence), cadence) == begins


@pytest.mark.parametrize(
    ("text", "cadence"),
    [("", "month"), ("2026", "month"), ("2026-13", "month"), ("last year", "year"), ("2026Q5", "quarter")],
)
def test_what_is_no_period_is_refused(text, cadence):
    with pytest.raises(BadInput):
        periods.read(text, cadence)


def test_only_periods_that_ended_are_computed():
    assert periods.ended(date(2026, 11, 24), "month", 2) == [date(2026, 9, 1), date(2026, 10, 1)]
    assert periods.ended(date(2026, 11, 24), "year", 1) == [date(2025, 4, 1)]
    assert periods.ended(date(2026, 4, 1), "year", 1) == [date(2025, 4, 1)]


def test_a_period_stands_at_its_middle():
    assert periods.time_of(date(2025, 4, 1), "year") == 2025.5
    assert periods.time_of(date(2026, 3, 1), "month") == pytest.approx(2025 + 11.5 / 12)
