"""The rules of parity, as tables: what a standard demands, what an office does, what falls short."""

from datetime import date, time

import pytest

from wakimizu.apps.city.models import Office
from wakimizu.apps.services.models import Offering, Service, Standard
from wakimizu.apps.services.parity.rules import (
    NOTHING_OBSERVED,
    Observed,
    compared,
    judge,
    months_before,
    months_judged,
)

LEVELS = {"ward_office": "full", "branch": "referral"}
DOCUMENTS = ["本人確認書類"]
FULL = {"level": "full"}


def cell(
    kind="ward_office", offer=FULL, variant=None, observed=NOTHING_OBSERVED, standard=None, office=None, **demanded
):
    return judge(**facts(kind, offer, variant, observed, standard, office, demanded))


def facts(kind, offer, variant, observed, standard, office, demanded):
    return {
        "office": Office(kind=kind, **(office or {"opens": time(8, 30), "closes": time(17, 15)})),
        "service": Service(documents=DOCUMENTS),
        "standard": None if standard is False else Standard(levels=LEVELS, **demanded),
        "offering": Offering(**offer) if offer else None,
        "variant": variant,
        "observed": observed,
    }


def faults(judged):
    return [finding.fault for finding in judged.shortfalls]


@pytest.mark.parametrize(
    ("kind", "offered", "fault", "beyond"),
    [
        ("ward_office", "full", [], False),
        ("ward_office", "referral", ["below"], False),
        ("ward_office", None, ["missing"], False),
        ("branch", "full", [], True),
        ("branch", "referral", [], False),
        ("branch", None, ["missing"], False),
        ("kiosk", None, [], False),
        ("kiosk", "referral", [], True),
        ("kiosk", "full", [], True),
    ],
)
def test_level(kind, offered, fault, beyond):
    judged = cell(kind, {"level": offered} if offered else None)
    assert (faults(judged), judged.is_beyond) == (fault, beyond)
    assert judged.is_demanded is (kind != "kiosk")
    assert judged.is_met is (kind != "kiosk" and not fault)


@pytest.mark.parametrize("offer", [None, FULL])
def test_without_a_standard_nothing_falls_short_and_nothing_is_beyond(offer):
    judged = cell(offer=offer, standard=False, observed=Observed(9, 900.0, 9))
    assert (faults(judged), judged.has_standard, judged.is_demanded, judged.is_beyond) == ([], False, False, False)


@pytest.mark.parametrize(
    ("office", "offered", "fault"),
    [
        ({"opens": time(8, 30), "closes": time(17, 15)}, {}, []),
        ({"opens": time(8, 0), "closes": time(19, 0)}, {}, []),
        ({"opens": time(9, 0), "closes": time(17, 15)}, {}, ["hours"]),
        ({"opens": time(8, 30), "closes": time(17, 0)}, {}, ["hours"]),
        ({"opens": time(8, 30), "closes": time(17, 15)}, {"opens": time(10), "closes": time(16)}, ["hours"]),
        ({"opens": time(10), "closes": time(16)}, {"opens": time(8, 30), "closes": time(17, 15)}, []),
        ({}, {}, []),  # nobody has said them
    ],
)
def test_hours(office, offered, fault):
    demanded = {"opens": time(8, 30), "closes": time(17, 15)}
    assert faults(cell(offer={**FULL, **offered}, office=office or {"opens": None}, **demanded)) == fault


@pytest.mark.parametrize(
    ("kind", "demanded", "level", "decided", "fault"),
    [
        ("ward_office", "counter", "full", "counter", []),
        ("ward_office", "counter", "full", "hq", ["decided"]),
        ("ward_office", "counter", "full", "", []),
        ("ward_office", "hq", "full", "counter", []),
        ("ward_office", "", "full", "hq", []),
        ("ward_office", "counter", "referral", "hq", ["below"]),  # what is passed on is decided elsewhere anyway
        ("branch", "counter", "referral", "hq", []),
    ],
)
def test_place_of_decision(kind, demanded, level, decided, fault):
    assert faults(cell(kind, {"level": level, "decided": decided}, decided=demanded)) == fault


@pytest.mark.parametrize(
    ("standard", "offered", "variant", "fault"),
    [
        (None, None, None, []),
        (None, DOCUMENTS, None, []),
        (None, [" 本人確認書類 "], None, []),
        (None, [], None, []),
        (None, [*DOCUMENTS, "印鑑"], None, ["documents"]),
        (["印鑑"], None, None, ["documents"]),  # the catalogue asks for more than the standard
        (["印鑑"], ["印鑑"], None, []),
        ([], None, None, ["documents"]),
        (None, None, [*DOCUMENTS, "印鑑"], ["documents"]),  # a ward's variant asks for more
        (None, None, DOCUMENTS, []),
        (None, DOCUMENTS, ["印鑑"], []),
    ],
)
def test_documents(standard, offered, variant, fault):
    judged = cell(
        offer={**FULL, "documents": offered},
        variant=Service(documents=variant) if variant is not None else None,
        documents=standard,
    )
    assert faults(judged) == fault


@pytest.mark.parametrize(
    ("observed", "fault"),
    [
        (NOTHING_OBSERVED, []),
        (Observed(10, 150.0, 10, 30.0, 10), []),  # 15 minutes, 3 days: just what is demanded
        (Observed(10, 150.4, 10, 30.0, 10), []),  # 15.04 is shown as 15.0, and is
        (Observed(10, 151.0, 10, 30.0, 10), ["wait"]),
        (Observed(10, 150.0, 10, 31.0, 10), ["lead"]),
        (Observed(10, 0.0, 0, 31.0, 10), ["lead"]),
        (Observed(10, 999.0, 10, 999.0, 10), ["wait", "lead"]),
        (Observed(10, 140.0, 5), ["wait"]),  # only five were timed: 28 minutes
    ],
)
def test_wait_and_days(observed, fault):
    assert faults(cell(observed=observed, wait_minutes=15, lead_days=3)) == fault
    assert faults(cell("branch", {"level": "referral"}, observed=observed, wait_minutes=15, lead_days=3)) == fault


def test_what_is_beyond_is_not_measured_further():
    assert faults(cell("kiosk", observed=Observed(1, 999.0, 1), wait_minutes=1)) == []


def test_what_is_not_handled_is_one_shortfall():
    assert faults(cell(offer=None, observed=Observed(1, 999.0, 1), wait_minutes=1, opens=time(6), closes=time(22))) == [
        "missing"
    ]


def test_a_shortfall_says_what_is_demanded_and_what_is_found():
    judged = cell(offer={**FULL, "decided": "hq"}, decided="counter", observed=Observed(4, 100.0, 4), wait_minutes=15)
    assert [(each.demanded, each.found) for each in judged.shortfalls] == [("counter", "hq"), (15, 25.0)]


def test_all_that_is_demanded_is_compared_in_the_order_of_the_rules():
    demanded = {
        "opens": time(8),
        "closes": time(17),
        "decided": "counter",
        "wait_minutes": 15,
        "lead_days": 0,
        "documents": [],
    }
    found = compared(**facts("ward_office", FULL, None, NOTHING_OBSERVED, None, None, demanded))
    assert [each.fault for each in found] == ["below", "hours", "decided", "documents", "wait", "lead"]


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 11, 24), date(2025, 11, 1), date(2026, 10, 1)),
        (date(2026, 1, 1), date(2025, 1, 1), date(2025, 12, 1)),
        (date(2026, 12, 31), date(2025, 12, 1), date(2026, 11, 1)),
    ],
)
def test_the_last_twelve_whole_months(day, first, last):
    months = months_judged(day)
    assert (months[0], months[-1], len(months)) == (first, last, 12)
    assert months == sorted(set(months))
    assert months_before(day, 24)[12:] == months
