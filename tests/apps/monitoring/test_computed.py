"""What is computed from the other rooms, against small cases worked by hand; done twice it changes nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.apps.monitoring.small import indicator
from tests.apps.population import people
from tests.cast import NOW
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.monitoring.models import Indicator, Observation
from wakimizu.apps.monitoring.tasks import compute_city
from wakimizu.apps.population.models import Reach, ReachRun
from wakimizu.apps.voices.models import Voice
from wakimizu.shared.jobs import JobState


def at(month, day, hour=3):
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def heard(town):
    """Four voices whose day lay in October: three in the upper ward, two of them answered by then; one below, late."""
    rows = [  # district, received, due, answered
        ("43991-01", at(10, 1), date(2026, 10, 10), at(10, 5)),
        ("43991-01", at(10, 2), date(2026, 10, 12), at(10, 12)),
        ("43991-02", at(10, 3), date(2026, 10, 14), None),
        ("43992-01", at(10, 4), date(2026, 10, 15), at(10, 24)),
    ]
    for district, received, due, answered in rows:
        voice = town.say(by=town.resident(received), at=received, district=town.areas[district])
        state = "answered" if answered else "sorted"
        Voice.objects.filter(pk=voice.pk).update(
            ward=town.areas[district[:5]], received_at=received, due=due, answered_at=answered, state=state
        )
    return town


def found(code):
    rows = Observation.objects.filter(indicator__code=code).select_related("area", "office")
    return {
        (row.area.code if row.area else row.office.code if row.office else "", row.begins): (
            row.numerator,
            row.denominator,
            round(row.value, 2),
        )
        for row in rows
    }


OCTOBER = date(2026, 10, 1)


def computed(town, name, **more):
    facts = {"source": "computed", "computation": name, "cadence": "month"}
    return indicator(town, name, **{**facts, **more})


def test_voices_answered_by_their_day(heard):
    computed(heard, "answered_in_time")
    compute_city(heard.city, NOW)
    values = found("answered_in_time")
    assert values["", OCTOBER] == (2, 4, 50.0)
    assert values["43991", OCTOBER] == (2, 3, 66.67)
    assert values["43992", OCTOBER] == (0, 1, 0.0)
    whole = Observation.objects.get(indicator__code="answered_in_time", area=None, office=None)
    assert whole.low == pytest.approx(15.0, abs=0.1)  # Wilson's interval of 2 of 4
    assert whole.high == pytest.approx(85.0, abs=0.1)


def test_a_voice_that_is_set_aside_counts_for_nothing(heard):
    Voice.objects.filter(answered_at=None).update(state="set_aside")
    computed(heard, "answered_in_time")
    compute_city(heard.city, NOW)
    assert found("answered_in_time")["", OCTOBER] == (2, 3, 66.67)


def test_the_median_of_days_to_an_answer(heard):
    computed(heard, "days_to_answer", unit="days", direction="down", denominator="")
    compute_city(heard.city, NOW)
    values = found("days_to_answer")
    assert values["", OCTOBER][2] == 10.0  # 4, 10, 20
    assert values["43991", OCTOBER][2] == 7.0  # 4, 10


def test_voices_received_by_quarter(heard):
    computed(heard, "voices_received", unit="cases", cadence="quarter", denominator="")
    compute_city(heard.city, NOW + timedelta(days=60))
    assert found("voices_received")["", OCTOBER][2] == 4


def test_a_period_that_has_not_ended_has_no_value(heard):
    computed(heard, "answered_in_time")
    compute_city(heard.city, at(10, 20))
    assert found("answered_in_time") == {}


def test_done_twice_it_changes_nothing(heard):
    computed(heard, "answered_in_time")
    assert compute_city(heard.city, NOW) > 0
    entries, noted = Entry.objects.count(), Observation.objects.first().noted_at
    assert compute_city(heard.city, NOW + timedelta(hours=6)) == 0
    assert Entry.objects.count() == entries
    assert Observation.objects.first().noted_at == noted


def test_what_is_corrected_is_computed_anew_and_what_is_gone_goes(heard):
    computed(heard, "answered_in_time")
    compute_city(heard.city, NOW)
    Voice.objects.filter(ward=heard.areas["43992"]).update(ward=heard.areas["43991"])
    assert compute_city(heard.city, NOW) > 0
    values = found("answered_in_time")
    assert values["43991", OCTOBER] == (2, 4, 50.0)
    assert ("43992", OCTOBER) not in values


def test_people_of_65_and_more(town):
    people.whole_town(town)
    computed(town, "aged65", cadence="year", direction="down")
    compute_city(town.city, NOW)
    values = found("aged65")
    year = date(2020, 4, 1)
    assert values["43991-01", year] == (300, 1000, 30.0)
    assert values["43991", year] == (500, 2300, 21.74)
    assert values["", year] == (820, 2900, 28.28)


def test_people_of_75_and_more_near_a_counter(town):
    run = people.whole_town(town)
    computed(town, "near_a_counter", cadence="year")
    compute_city(town.city, NOW)
    assert Indicator.objects.get().unknown == "no_travel_times"
    reach = ReachRun.objects.create(
        city=town.city,
        asked_at=NOW,
        day=date(2026, 11, 17),
        window_from="09:00",
        window_to="11:00",
        holds=True,
        state=JobState.DONE,
    )
    branch, far = town.offices["b-kawabata"].pk, town.offices["c-sakura"].pk
    minutes = {"493140001": (31, 12), "493140002": (29, 99), "493140201": (5, 5), "483177991": (60, 60)}
    for cell in town.areas["43991"].children.filter(kind="mesh") | town.areas["43992"].children.filter(kind="mesh"):
        walk, car = minutes[cell.code]
        for mode, each in (("walk75", walk), ("car", car)):
            Reach.objects.create(
                city=town.city, run=reach, cell=cell, mode=mode, minutes={str(branch): each, str(far + 999): 1}
            )
    town.city.refresh_from_db()
    compute_city(town.city, NOW)
    assert Indicator.objects.get().unknown == ""
    values = found("near_a_counter")
    year = date(2025, 4, 1)
    # 桜校区: 100 people of 75 and more in two cells, one near; 川端校区: 100, near; 松原校区: 200, far.
    assert values["43991-01", year] == (50, 100, 50.0)
    assert values["43991", year] == (150, 200, 75.0)
    assert values["", year] == (150, 400, 37.5)
    assert run.result is not None


def test_without_a_standard_it_says_why_there_is_nothing(town):
    computed(town, "standards_met")
    compute_city(town.city, NOW)
    assert Indicator.objects.get().unknown == "no_standards"
    assert found("standards_met") == {}


def test_each_city_computes_its_own(heard, tonari):
    computed(heard, "answered_in_time")
    compute_city(heard.city, NOW)
    assert set(Observation.objects.values_list("city", flat=True)) == {heard.city.pk}
