"""What is wrong with how duties are shared out: each rule by examples, a sentence in both languages, what counts as on the spot."""

from decimal import Decimal

import pytest
from django.utils import translation

from tests.cast import NOW
from wakimizu.apps.city.models import Office
from wakimizu.apps.services.duties.comparison import on_the_spot
from wakimizu.apps.services.duties.rules import NONE, faults
from wakimizu.apps.services.duties.units import Units
from wakimizu.apps.services.models import Duty, DutyPart

TODAY = NOW.date()
DUTY = Duty(code="D1", name="道路の小修繕", name_en="Small road repairs")


def rows(table: str, duty: Duty = DUTY) -> list[DutyPart]:
    """ "part unit [mode] [fte] [cases]" a line, or separated by semicolons; "!" before the mode."""
    found = []
    for line in filter(None, (each.strip() for each in table.replace("\n", ";").split(";"))):
        part, unit, *more = line.split()
        mode = next((word[1:] for word in more if word.startswith("!")), "direct")
        numbers = [word for word in more if not word.startswith("!")]
        fte = Decimal(numbers[0]) if numbers else Decimal(1)
        cases = int(numbers[1]) if len(numbers) > 1 else None
        found.append(DutyPart(duty=duty, part=part, unit=unit, mode=mode, fte=fte, cases=cases))
    return found


@pytest.fixture
def units(town, english) -> Units:
    return Units(town.book, TODAY)


GOOD = "plan hq-road; standard hq-road; budget hq-road; decide hq-road; deliver hq-road 3 500"
WARDS = "standard hq-road; budget ward:machi; decide ward:machi; deliver ward:kumin 4 2000"
CASES = [
    # the allotment, the rules it breaks in order
    (GOOD, []),
    (WARDS, []),
    ("", ["unheld", "unheld", "unheld", "unheld"]),
    ("standard hq-road; budget hq-road; deliver hq-road", ["unheld"]),  # nobody decides
    ("standard hq-road; budget hq-road; decide hq-road", ["unheld"]),  # nobody delivers
    ("budget hq-road; decide hq-road; deliver hq-road", ["unheld"]),  # no cases: only a part without a unit
    ("standard hq-road; decide hq-road; deliver hq-road", ["unheld"]),  # nobody has the budget
    ("budget hq-road; decide hq-road; deliver hq-road 1 1", ["no_standard"]),
    (GOOD.replace("decide hq-road", "decide w-kami-machi"), ["gap", "no_authority", "no_budget"]),
    (WARDS.replace("deliver ward:kumin", "deliver w-kami-kumin"), ["gap"]),
    (WARDS + "; deliver b-kawabata", []),
    (GOOD + "; support hq-moon", ["unknown"]),
    (GOOD + "; support ward:moon", ["unknown"]),
    (GOOD + "; decide hq-kocho; budget hq-kocho", ["deciders"]),
    (WARDS + "; decide hq-road; budget hq-road", ["deciders"]),
    (WARDS + "; decide w-kami-machi", ["deciders"]),  # ward:machi is that office too
    (WARDS + "; decide w-kami", ["deciders"]),  # another office of the same ward
    (WARDS + "; decide ward:office", ["deciders"]),
    (WARDS + "; decide b-kawabata; deliver b-kawabata", []),  # a branch decides for its own visitors
    (WARDS + "; decide c-sakura; decide b-kawabata", []),
    (WARDS.replace("decide ward:machi", "decide w-kami-machi; decide w-shimo-machi"), []),
    ("standard hq-road; budget hq-road; decide hq-road; deliver ward:machi 2 240", ["no_authority"]),
    ("standard hq-road; budget hq-road; decide hq-road; deliver ward:machi 2 239", []),  # not every day
    ("standard hq-road; budget hq-road; decide hq-road; deliver b-kawabata 2 900; deliver ward:kumin 2 9", ["no_authority"]),
    ("standard hq-road; budget ward:machi; decide ward:machi; deliver b-kawabata 2 900; deliver ward:kumin 2 9", []),
    ("standard hq-road; budget hq-kocho; decide hq-kocho; deliver hq-road 2 900", ["no_authority"]),
    (WARDS.replace("budget ward:machi", "budget hq-road"), ["no_budget"]),
    (WARDS.replace("budget ward:machi", "budget ward:office"), []),
    (WARDS.replace("budget ward:machi", "budget w-kami-machi"), ["no_budget"]),  # the other ward has none
    (WARDS.replace("standard hq-road", "standard ward:kumin"), ["own_standard"]),
    (WARDS.replace("standard hq-road", "standard ward:kumin; plan ward:kumin"), []),  # who plans sets its own
    (WARDS + "; standard b-kawabata; deliver b-kawabata", ["own_standard"]),
    (GOOD + "; support hq-kocho !consolidated; support ward:kumin", ["twice"]),
    (GOOD + "; support hq-kocho !consolidated; support w-kami-kumin; support w-shimo-kumin", ["twice"]),
    (GOOD + "; support hq-kocho !consolidated; support w-kami-kumin", []),  # not every ward
    (GOOD + "; support w-kami-kumin !consolidated", []),
    (GOOD.replace("decide hq-road", "decide hq-road !outsourced"), ["outsourced"]),
    (GOOD + "; deliver hq-kocho !outsourced 2 9000", []),
    (GOOD.replace("deliver hq-road 3", "deliver hq-road 0"), ["no_staff"]),
]  # fmt: skip


@pytest.mark.parametrize(("table", "rules"), CASES)
def test_what_is_wrong(units, table, rules):
    assert [str(each.rule.value) for each in faults(rows(table), [DUTY], units)] == rules


SENTENCES = [
    ("", 2, "Nobody holds “Decide” of “Small road repairs”.", "「道路の小修繕」の「決定」を担当する組織がありません。"),
    (
        "standard hq-road; budget hq-road; decide hq-road; deliver ward:machi 2 1200", 0,
        "Each ward's Town Division delivers “Small road repairs” every day but decides nothing: 1,200 cases a year go up to Road Division.",
        "各区のまちづくり推進課は「道路の小修繕」を毎日実施していますが、決定する権限がありません。年間1,200件を道路課に上げています。",
    ),
    (
        WARDS.replace("budget ward:machi", "budget hq-road"), 0,
        "Each ward's Town Division decides on “Small road repairs”, but its budget lies with Road Division.",
        "各区のまちづくり推進課は「道路の小修繕」を決定しますが、予算は道路課にあります。",
    ),
    (
        WARDS.replace("deliver ward:kumin", "deliver w-kami-kumin"), 0,
        "“Deliver” of “Small road repairs” lies with Kami Residents Division; nobody holds it for Shimo Ward.",
        "「道路の小修繕」の「実施」は上区区民課が担当していますが、下区では担当する組織がありません。",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("table", "which", "english", "japanese"), SENTENCES)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_fault_is_a_sentence_with_duty_and_unit(town, table, which, english, japanese, language):
    with translation.override(language):
        found = faults(rows(table), [DUTY], Units(town.book, TODAY))
    assert found[which].sentence == (english if language == "en" else japanese)


def test_a_closed_unit_is_told(town, english):
    closed = Office.objects.get(code="b-kawabata")
    Office.objects.filter(pk=closed.pk).update(valid_to=TODAY)
    from wakimizu.apps.city.operations import renew

    renew(town.city.pk)
    found = faults(rows(GOOD + "; support b-kawabata 1.5"), [DUTY], Units(town.book, TODAY))
    assert [(str(each.rule.value), each.fte) for each in found] == [("closed", Decimal("1.5"))]
    assert "Kawabata Branch, which is closed" in found[0].sentence


def test_staff_without_a_duty_are_told(units):
    staff = {"hq-road": Decimal(3), "hq-kocho": Decimal("4.5"), "w-kami-kumin": NONE}
    found = faults(rows(GOOD), [DUTY], units, staff)
    assert [each.sentence for each in found] == [
        "Public Hearing Division has staff of 4.5 FTE and no duty in this allotment."
    ]


def test_each_wards_division_is_busy_when_the_wards_hold_a_part(units):
    assert faults(rows(WARDS), [DUTY], units, {"w-kami-kumin": Decimal(5), "w-shimo-machi": Decimal(5)}) == []


ON_THE_SPOT = [
    # decided by, delivered by, of so many cases, on the spot
    ("hq-road", "hq-road", 100, 100),
    ("hq-kocho", "hq-road", 100, 0),
    ("hq-road", "ward:kumin", 100, 0),
    ("ward:kumin", "ward:kumin", 100, 100),
    ("ward:machi", "ward:kumin", 100, 100),
    ("w-kami-machi", "ward:kumin", 100, 50),
    ("ward:office", "b-kawabata", 100, 100),
    ("w-shimo", "b-kawabata", 100, 0),
    ("w-kami-machi", "c-sakura", 100, 100),
]  # fmt: skip


@pytest.mark.parametrize(("decider", "desk", "cases", "spot"), ON_THE_SPOT)
def test_on_the_spot_is_the_same_office_or_ward(units, decider, desk, cases, spot):
    assert on_the_spot(rows(f"decide {decider}; deliver {desk} 1 {cases}"), units) == {"D1": spot}


UNITS = [
    # as a file writes it, the unit's code, its name in English and in Japanese
    ("hq-road", "hq-road", "Road Division", "道路課"),
    ("道路課", "hq-road", "Road Division", "道路課"),
    ("Road Division", "hq-road", "Road Division", "道路課"),
    ("ward:machi", "ward:machi", "Each ward's Town Division", "各区のまちづくり推進課"),
    ("ward:office", "ward:office", "Each ward's office (ward mayor)", "各区の区役所（区長）"),
]


@pytest.mark.parametrize(("text", "code", "english", "japanese"), UNITS)
def test_a_unit_is_found_by_code_or_name(town, text, code, english, japanese):
    for language, name in (("en", english), ("ja", japanese)):
        with translation.override(language):
            units = Units(town.book, TODAY)
            assert units.written(text) == code
            assert units[code].name == name
            assert units.written(name) == code
    assert Units(town.book, TODAY).written("月面課") is None
