"""Rule 4 of the calendar: eras, and days as cities write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wakimizu.apps.city.calendar import parse_day, wareki, wareki_year


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-11-24", "令和8年11月24日"),
        ("2019-05-01", "令和元年5月1日"),
        ("2019-04-30", "平成31年4月30日"),
        ("1989-01-08", "平成元年1月8日"),
        ("1989-01-07", "昭和64年1月7日"),
        ("1926-12-25", "昭和元年12月25日"),
        ("1926-12-24", "大正15年12月24日"),
        ("1912-07-30", "大正元年7月30日"),
        ("1912-07-29", "明治45年7月29日"),
    ],
)
def test_eras_begin_on_their_first_day(day, name):
    assert wareki(date.fromisoformat(day)) == name


def test_before_the_eras():
    with pytest.raises(ValueError, match="era"):
        wareki(date(1868, 10, 22))


@pytest.mark.parametrize(
    ("year", "name"), [(2026, "令和8年度"), (2020, "令和2年度"), (2019, "令和元年度"), (2018, "平成30年度")]
)
def test_fiscal_years_names(year, name):
    assert wareki_year(year) == name


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23", "2026/11/23", "2026.11.23", "2026年11月23日", "20261123", "２０２６年１１月２３日", " 2026-11-23 ",
        "令和8年11月23日", "令和８年１１月２３日", "R8.11.23", "r8/11/23", "R8-11-23", "令和 8 年 11 月 23 日",
    ],
)  # fmt: skip
def test_days_as_cities_write_them(text):
    assert parse_day(text) == date(2026, 11, 23)


@pytest.mark.parametrize("text", ["", "昨日", "2026-13-01", "2026-02-30", "令和8年", "X8.1.1", "26/11/23", "1.00E+12"])
def test_what_is_no_day(text):
    with pytest.raises(ValueError):
        parse_day(text)


@given(st.dates(date(1868, 10, 23), date(2100, 1, 1)))
def test_there_and_back(day):
    assert parse_day(wareki(day)) == day
