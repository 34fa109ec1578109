"""Who must know what, by when: tables of dates and answers."""

from datetime import date

import pytest

from tests.apps.sharing.sharing_scenes import HEAD, KAMI, TODAY, with_rules
from wakimizu.apps.sharing import rules
from wakimizu.apps.sharing.models import SharingRule

D = date.fromisoformat


@pytest.mark.parametrize(
    ("effective", "days", "by"),
    [
        ("2026-11-27", 0, "2026-11-27"),  # a Friday: that day itself
        ("2026-11-28", 0, "2026-11-27"),  # a Saturday: the business day before
        ("2026-11-27", 1, "2026-11-26"),
        ("2026-11-30", 1, "2026-11-27"),  # over a weekend
        ("2026-11-24", 1, "2026-11-20"),  # over a holiday and a weekend
        ("2026-11-28", 1, "2026-11-26"),  # Friday is the one business day
        ("2027-01-04", 1, "2026-12-28"),  # over the turn of the year
        ("2027-01-29", 20, "2026-12-25"),
        ("2027-04-01", 30, "2027-02-16"),
    ],
)
def test_the_last_day_that_is_in_time(effective, days, by):
    assert rules.know_by(D(effective), days) == D(by)


def test_a_citys_own_closing_day_does_not_count():
    assert rules.know_by(D("2026-11-27"), 1, {D("2026-11-26")}) == D("2026-11-25")


@pytest.mark.parametrize(
    ("sent", "within", "by"),
    [
        ("2026-11-24", None, None),
        ("2026-11-24", 0, "2026-11-24"),
        ("2026-11-24", 1, "2026-11-25"),
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 0, "2026-11-30"),
        ("2026-12-25", 5, "2027-01-07"),
    ],
)
def test_when_an_office_must_have_said_so(sent, within, by):
    assert rules.acknowledge_by(D(sent), within) == (D(by) if by else None)


@pytest.mark.parametrize(
    ("happening", "sender", "named", "offices"),
    [
        (
            "standard",
            "hq-road",
            (),
            "b-kawabata c-sakura w-kami w-kami-kumin w-kami-machi w-shimo w-shimo-kumin w-shimo-machi",
        ),
        ("campaign", "hq-road", (), "w-kami-kumin w-kami-machi w-shimo-kumin w-shimo-machi"),
        ("campaign", "w-kami-machi", (), "c-sakura hq-kocho"),
        ("campaign", "w-shimo-machi", (), "hq-kocho"),  # the other ward's centre is none of its own
        ("visit", "hq-road", (), ""),
        ("visit", "hq-road", ("43992",), "w-shimo"),
        ("cross-ward", "w-kami-machi", (), "w-shimo"),
        ("cross-ward", "hq-road", (), ""),  # no row for a sender at HQ
        ("campaign", "b-kawabata", (), ""),  # nor for a counter
        ("nothing", "hq-road", (), ""),
    ],
)
def test_who_must_know(town, happening, sender, named, offices):
    with_rules(town)
    office = town.offices[sender]
    rows = rules.rows_for(SharingRule.objects.all(), happening, office)
    told = rules.addressees(
        rows,
        sender=office,
        book=town.book,
        effective=D("2027-01-29"),
        sent=TODAY,
        named=[town.areas[code].pk for code in named],
    )
    assert " ".join(each.office.code for each in told) == offices


def test_the_sender_is_not_told_and_hands_add_others_without_a_day(town):
    with_rules(town)
    office = town.offices["w-kami-machi"]
    rows = rules.rows_for(SharingRule.objects.all(), "campaign", office)
    by_hand = [office, town.offices["hq-road"], town.offices["c-sakura"]]
    told = rules.addressees(rows, sender=office, book=town.book, effective=D("2027-01-29"), sent=TODAY, by_hand=by_hand)
    assert [(each.office.code, each.by_hand, each.know_by is None) for each in told] == [
        ("c-sakura", False, False), ("hq-kocho", False, False), ("hq-road", True, True),
    ]  # fmt: skip


def test_of_two_rows_the_earlier_day_counts_and_either_may_ask_for_a_word(town):
    text = (
        "事項,事項名,発信,宛先,区,何営業日前,確認\n"
        "form,様式,本庁,区の課,全区,10,\n"
        "form,様式,本庁,w-kami-machi,全区,2,1\n"
    )
    with_rules(town, text)
    office = town.offices["hq-road"]
    told = rules.addressees(
        SharingRule.objects.all(), sender=office, book=town.book, effective=D("2026-12-18"), sent=TODAY
    )
    both = next(each for each in told if each.office.code == "w-kami-machi")
    assert (both.know_by, both.acknowledge_by) == (D("2026-12-04"), D("2026-11-25"))
    assert rules.days_late(told, D("2026-12-04")) == 0
    assert rules.days_late(told, D("2026-12-07")) == 3


@pytest.mark.parametrize(("who", "level"), [(HEAD, "hq"), (KAMI, "ward"), (("clerk", "b-kawabata"), "counter")])
def test_where_an_office_stands(town, who, level):
    assert rules.level_of(town.offices[who[1]]) == level
