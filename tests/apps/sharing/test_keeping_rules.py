"""How well the rules are kept: who told in time, who said so in time, who answered in time, month by month."""

from datetime import date, timedelta

import pytest

from tests.apps.sharing.sharing_scenes import (
    HEAD,
    KAMI,
    SHIMO,
    TODAY,
    asked_about,
    at,
    opinion_of,
    responded,
    sent,
    to,
    with_rules,
)
from wakimizu.apps.sharing import keeping
from wakimizu.apps.sharing.operations import consultations, notices

NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)


@pytest.fixture
def year(town):
    """Two notices in November, one of them late; one acknowledgement in time, one late; a consultation that ends in December."""
    with_rules(town)
    notice = sent(town)
    sent(town, effective=TODAY + timedelta(days=2))
    withdrawn = sent(town)
    notices.withdraw_notice(town.actor(*HEAD), notice=withdrawn, because="二重でした。")
    for by, days in ((KAMI, 0), (SHIMO, 10)):
        notices.acknowledge_notice(town.actor(*by, at=at(days)), addressee=to(notice, by[1]))
    row = asked_about(town)
    responded(town, opinion_of(town, row))
    consultations.settle_consultation(
        town.actor(*HEAD, at=at(20)), consultation=row, outcome="dropped", text="見送ります。"
    )
    return town


def told(town, month, today):
    lines = keeping.by_division(month, keeping.next_month(month), today, town.book)
    return {line.who.code: tuple(getattr(line, name) for name in keeping.COUNTED) for line in lines}


def test_by_ward_and_division(year):
    assert told(year, NOVEMBER, date(2026, 12, 20)) == {
        # notices, in time; acknowledgements due, in time; answers due, in time; consultations
        "43991": (0, 0, 4, 1, 0, 0, 0), "43992": (0, 0, 4, 0, 0, 0, 0), "hq-road": (2, 1, 0, 0, 0, 0, 0),
    }  # fmt: skip
    assert told(year, DECEMBER, date(2026, 12, 20)) == {
        "43991": (0, 0, 0, 0, 1, 1, 0), "43992": (0, 0, 0, 0, 1, 0, 0), "hq-road": (0, 0, 0, 0, 0, 0, 1),
    }  # fmt: skip
    assert told(year, JANUARY, date(2027, 1, 20)) == {}


def test_what_is_not_due_yet_is_nobodys_fault(year):
    """On 25 November only what was given already counts."""
    assert told(year, NOVEMBER, date(2026, 11, 25)) == {
        "43991": (0, 0, 1, 1, 0, 0, 0), "43992": (0, 0, 1, 0, 0, 0, 0), "hq-road": (2, 1, 0, 0, 0, 0, 0),
    }  # fmt: skip


@pytest.mark.parametrize(("days", "counted"), [(0, 0), (3, 0), (4, 3)], ids=["at once", "on its day", "the day after"])
def test_what_was_corrected_before_it_was_due_is_no_longer_owed(town, days, counted):
    """Due on the 27th, four offices; one had said so. The newer notice asks instead, from its own day on."""
    with_rules(town)
    old = sent(town)
    notices.acknowledge_notice(town.actor(*KAMI), addressee=to(old, KAMI[1]))
    sent(
        town,
        corrects=old,
        when=at(days),
        effective=TODAY + timedelta(days=60),
        happening="visit",
        also=[town.offices["w-kami"]],
    )
    lines = keeping.by_division(NOVEMBER, DECEMBER, date(2026, 12, 20), town.book)
    assert keeping.together(lines).asked == 1 + counted
    assert dict(keeping.by_month(NOVEMBER, date(2026, 12, 20)))[NOVEMBER].asked == 1 + counted


def test_twelve_months_of_the_city(year):
    series = dict(keeping.by_month(DECEMBER, date(2026, 12, 20)))
    assert next(iter(series)) == JANUARY.replace(year=2026) and len(series) == 12
    november, december = series[NOVEMBER], series[DECEMBER]
    assert (november.notices, november.notices_in_time, november.asked, november.acknowledged) == (2, 1, 8, 1)
    assert (december.questions, december.answered) == (2, 1)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-10", date(2026, 10, 1)),
        ("2027-05", NOVEMBER),
        ("", NOVEMBER),
        ("x", NOVEMBER),
        ("2026-13", NOVEMBER),
        ("2026-1", NOVEMBER),
    ],
)
def test_the_month_that_is_asked_for(text, month):
    assert keeping.month_of(text, TODAY) == month
