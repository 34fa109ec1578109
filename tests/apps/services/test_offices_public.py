"""Residents find an office that is open, what it handles, and what is known of the building."""

from datetime import date, datetime, time, timedelta

import pytest

from tests.cast import NOW
from wakimizu.apps.city.hours import hours_on, open_at, week, weekdays
from wakimizu.apps.city.models import Closure, Office
from wakimizu.apps.city.operations import renew
from wakimizu.apps.services.public import offices
from wakimizu.apps.services.public.building import building

TUESDAY = date(2026, 11, 24)
WORKS = {"days": "mon-fri", "opens": time(8, 30), "closes": time(17, 15)}


def office(**facts):
    return Office(**{"kind": "ward_office", "code": "x", "name": "窓口", **WORKS, **facts})


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", "月火水木金"),
        ("tue-sun", "火水木金土日"),
        ("mon,wed,fri", "月水金"),
        ("月火水木金", "月火水木金"),
        ("月～金", "月火水木金"),
        ("月曜日から金曜日", "月火水木金"),
        ("月・水〜金", "月水木金"),
        ("月水-金", "月水木金"),
        ("土-月", "月土日"),
        ("ﾏﾏ", None),
        ("平日", "月火水木金"),
        ("毎日", "月火水木金土日"),
        ("月～金（祝日を除く）", "月火水木金"),
        ("月～金（第3水曜は休み）", None),  # more is said than could be read
        ("月曜日休館", None),
        ("", None),
    ],
)
def test_weekdays_as_they_are_written(text, days):
    known = weekdays(text)
    assert (known and "".join("月火水木金土日"[n] for n in sorted(known.days))) == days


@pytest.mark.parametrize(
    ("facts", "at", "answer"),
    [
        ({}, "2026-11-24 08:29", False),
        ({}, "2026-11-24 08:30", True),
        ({}, "2026-11-24 12:30", True),  # no rest at noon is written
        ({}, "2026-11-24 17:14", True),
        ({}, "2026-11-24 17:15", False),
        ({}, "2026-11-22 10:00", False),  # Sunday
        ({}, "2026-11-23 10:00", False),  # Labour Thanksgiving Day, a Monday
        ({"days": "月-金,祝日"}, "2026-11-23 10:00", True),
        ({}, "2026-11-25 10:00", False),  # the city's own closing day
        ({}, "2026-12-29 10:00", False),
        ({}, "2027-01-03 10:00", False),
        ({}, "2027-01-04 10:00", True),
        ({"days": "tue-sun"}, "2026-11-29 10:00", True),
        ({"days": "tue-sun"}, "2026-11-23 10:00", False),
        ({"kind": "kiosk", "days": "mon-sun"}, "2026-11-23 10:00", True),
        ({"kind": "kiosk", "days": "mon-sun"}, "2026-11-25 10:00", True),
        ({"kind": "kiosk", "days": "mon-sun"}, "2026-12-31 10:00", False),
        ({"days": "年中無休"}, "2026-12-31 10:00", True),
        ({"opens": time(0), "closes": time(23, 59)}, "2026-11-24 23:59", True),
        ({"opens": time(0), "closes": time(23, 59)}, "2026-11-24 00:00", True),
        ({"opens": time(17), "closes": time(1)}, "2026-11-25 00:30", True),  # still Tuesday's hours
        ({"opens": time(17), "closes": time(1)}, "2026-11-24 00:30", False),  # Monday was a holiday
        ({"opens": time(17), "closes": time(1)}, "2026-11-24 23:30", True),
        ({"days": ""}, "2026-11-24 10:00", None),
        ({"days": "応相談"}, "2026-11-24 10:00", None),
        ({"opens": None}, "2026-11-24 10:00", None),
        ({"opens": None}, "2026-11-22 10:00", False),  # whatever its hours, not on a Sunday
        ({"valid_to": TUESDAY}, "2026-11-24 10:00", False),
        ({"valid_from": date(2026, 12, 1)}, "2026-11-24 10:00", False),
    ],
)
def test_open_or_not(facts, at, answer):
    assert open_at(office(**facts), datetime.fromisoformat(at), {date(2026, 11, 25)}) is answer


def test_a_service_may_have_hours_of_its_own():
    late = office(days="thu", opens=time(8, 30), closes=time(19))
    assert hours_on(office(), date(2026, 11, 26), (), late).closes == time(19)
    assert hours_on(office(), TUESDAY, (), late).state == "closed"
    assert hours_on(office(), TUESDAY, (), office(days="", opens=None)).closes == time(17, 15)


def test_a_week_says_why_it_rests():
    told = week(office(), date(2026, 12, 26), {date(2026, 12, 28)})
    assert [day.why or day.state for day in told] == ["weekday", "weekday", "closure", "turn", "turn", "turn", "turn"]
    assert hours_on(office(), date(2026, 11, 23)).why == "holiday"


# ── the building ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_no_column_says_is_not_known(english):
    found = building(office())
    assert found.known == []
    assert "Accessible toilet" in found.unknown


@pytest.mark.parametrize(
    ("columns", "name", "state"),
    [
        ({"車椅子貸出": "有"}, "Wheelchairs to borrow", "yes"),
        ({"車椅子貸出": "×"}, "Wheelchairs to borrow", "no"),
        ({"オストメイト設置トイレ有無": "無"}, "Toilet for ostomates", "no"),
        ({"バリアフリートイレ数": "2"}, "Accessible toilet", "yes"),
        ({"バリアフリートイレ数": "0"}, "Accessible toilet", "no"),
        ({"点字ブロック": "玄関から受付まで"}, "Tactile paving", "told"),
        ({"バリアフリー情報": "多目的トイレ;車椅子貸出"}, "Accessible toilet", "yes"),
        ({"バリアフリー情報": "エレベーターなし、スロープ"}, "Lift", "no"),
        ({"バリアフリー情報": "授乳室：２階"}, "Nursing room", "told"),
        ({"バリアフリー情報": "多目的トイレ", "多目的トイレ": "無"}, "Accessible toilet", "no"),
    ],
)
def test_the_forms_columns_are_read(english, columns, name, state):
    assert {fact.name: fact.state for fact in building(office(columns=columns)).known}[name] == state


def test_words_that_are_not_understood_are_shown_as_they_are():
    assert building(office(columns={"バリアフリー情報": "正面の坂は急です"})).remarks == ["正面の坂は急です"]


# ── the pages ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def hours(town):
    Office.objects.filter(kind__in=["ward_office", "branch"]).update(**WORKS, phone="096-000-0000")
    Office.objects.filter(code="w-kami").update(lat=33.0, lon=131.0, kana="かみくやくしょ", address="湧水市上区桜1-1")
    Office.objects.filter(code="b-kawabata").update(lat=33.02, lon=131.0)
    Office.objects.filter(code="w-shimo").update(valid_to=date(2026, 4, 1))
    Closure.objects.create(city=town.city, day=date(2026, 11, 25), name="停電")
    town.city.revision += 1
    town.city.save()
    return town


def names(page):
    return [place.office.code for place in page.context["places"]]


def test_who_is_open_at_a_day_and_hour(hours):
    there = hours.browser()
    assert names(there.get("/offices/?day=2026-11-24&hour=10:00&open=on")) == ["w-kami", "b-kawabata"]
    assert names(there.get("/offices/?day=2026-11-25&hour=10:00&open=on")) == []
    page = there.get("/en/offices/?day=2026-11-24&hour=10:00")
    assert names(page) == ["w-kami", "b-kawabata", "c-sakura"]  # large before small; c-sakura's hours are not known
    assert page.context["open_total"] == 2
    assert "Hours not known" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=カミク", ["w-kami"]),
        ("q=sakura", ["c-sakura"]),
        ("q=桜1-1", ["w-kami"]),
        ("q=道路課", ["hq-road"]),  # a division has no counter, but may be looked for
        ("kind=branch", ["b-kawabata"]),
        ("ward=43992", []),
        ("q=下区役所", []),  # closed since April
        ("q=zzz", []),
        ("kind=nonsense&day=tomorrow", ["w-kami", "b-kawabata", "c-sakura"]),
    ],
)
def test_offices_are_found(hours, asked, found):
    assert names(hours.browser().get(f"/offices/?{asked}")) == found


def test_the_map_holds_the_same_offices(hours):
    points = hours.browser().get("/offices/points.geojson?day=2026-11-24&hour=10:00").json()
    assert [each["properties"]["url"] for each in points["features"]] == ["/offices/w-kami/", "/offices/b-kawabata/"]
    assert b"<svg" in hours.browser().get("/offices/").content


def test_a_page_of_an_office(hours, offer):
    offer("juminhyo", "w-kami")
    offer("kaigo", "w-kami", "referral", note="本庁へ送ります")
    page = hours.browser().get("/en/offices/w-kami/")
    text = page.content.decode()
    assert [group.stage for group in page.context["groups"]] == ["高齢者・介護", "戸籍・住民票・印鑑登録(など)"]
    assert "△" in text and "Passed on" in text and "本庁へ送ります" in text
    assert [other.code for other, _km in page.context["nearest"]] == ["b-kawabata"]
    assert [area.code for area in page.context["served"]] == ["43991"]
    assert "Not known to us:" in text


def test_nobody_who_works_there_is_named(hours, offer):
    offer("juminhyo", "w-kami")
    there = hours.browser()
    for address in (
        "/offices/",
        "/offices/w-kami/",
        "/services/juminhyo/",
        "/opendata/offices.csv",
        "/opendata/offices.geojson",
    ):
        answer = there.get(address)
        text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
        for person in (post.user for post in hours.posts.values()):
            assert person.name not in text and person.email not in text


def test_an_office_that_is_not_there(hours):
    assert hours.browser().get("/offices/nothing/").status_code == 404


def test_an_office_that_has_closed_says_so(hours):
    page = hours.browser().get("/en/offices/w-shimo/").content.decode()
    assert "This office has closed" in page and "Hours this week" not in page


def test_an_office_that_closes_or_opens_says_so_before(hours):
    day = NOW.date() + timedelta(days=100)
    Office.objects.filter(code="b-kawabata").update(valid_to=day)
    old = hours.offices["b-kawabata"]
    Office.objects.create(
        city=hours.city, code="c-kawabata", kind="community_centre", name="川端まちづくりセンター", lat=old.lat, lon=old.lon,
        valid_from=day,
    )  # fmt: skip
    Office.objects.create(city=hours.city, code="never", kind="branch", name="来ない", valid_from=day, valid_to=day)
    renew(hours.city.pk)
    browser = hours.browser()
    closing = browser.get("/en/offices/b-kawabata/").content.decode()
    assert "This office closes" in closing and "From then on please go to:" in closing
    coming = browser.get("/en/offices/c-kawabata/").content.decode()
    assert "not there yet" in coming and "Hours this week" not in coming
    assert browser.get("/en/offices/never/").status_code == 404


def test_notes_for_planners_are_kept_back(hours):
    Office.objects.filter(code="w-kami").update(note="must_stay_until=2028-04-01;正面からどうぞ")
    hours.city.revision += 1
    hours.city.save()
    text = hours.browser().get("/offices/w-kami/").content.decode()
    assert "正面からどうぞ" in text and "must_stay_until" not in text


def test_the_catalogue_for_residents(hours, offer):
    offer("juminhyo", "w-kami")
    offer("juminhyo", "b-kawabata", "referral")
    there = hours.browser()
    listed = there.get("/services/?q=保険").context["groups"]
    assert [service.code for group in listed for service in group.rows] == ["kokuho"]
    assert [group.stage for group in there.get("/services/?stage=高齢者・介護").context["groups"]] == ["高齢者・介護"]
    page = there.get("/en/services/juminhyo/")
    assert [row.office.code for row in page.context["full"]] == ["w-kami"]
    assert [row.office.code for row in page.context["passed_on"]] == ["b-kawabata"]
    assert "300 yen" in page.content.decode()
    assert there.get("/services/nothing/").status_code == 404


def test_a_wards_own_variant_is_no_second_office(hours, services, offer):
    from wakimizu.apps.services.models import Service

    variant = Service.objects.create(
        city=hours.city, code="juminhyo-kami", name="住民票の写し（上区）", owner=hours.offices["hq-kocho"], base=services["juminhyo"],
        ward=hours.areas["43991"], summary="上区のもの",
    )  # fmt: skip
    services[variant.code] = variant
    offer("juminhyo", "w-kami", "referral")
    offer("juminhyo-kami", "w-kami", "full")
    page = hours.browser().get("/services/juminhyo/")
    assert [row.office.code for row in page.context["full"]] == ["w-kami"]
    assert page.context["passed_on"] == []


def test_an_office_that_has_closed_handles_nothing(hours, offer):
    offer("juminhyo", "w-shimo", since=date(2026, 1, 1))
    assert hours.browser().get("/services/juminhyo/").context["full"] == []


def test_statements_do_not_grow_with_offices(hours, services, django_assert_max_num_queries):
    there = hours.browser()
    Office.objects.bulk_create(
        Office(city=hours.city, kind="facility", code=f"f-{n}", name=f"会館{n}", **WORKS) for n in range(150)
    )
    hours.city.revision += 1
    hours.city.save()
    there.get("/offices/")  # the directory of the new revision is read
    with django_assert_max_num_queries(1):
        page = there.get("/offices/?page=1")
    assert len(page.context["places"]) == 60
    assert page.context["newer_url"] and page.context["older_url"]
    there.get("/offices/w-kami/")
    with django_assert_max_num_queries(1):
        there.get("/offices/w-kami/")


def test_the_next_opening(hours):
    book = hours.book
    kami = book.office_by_code["w-kami"]
    told = offices.next_open(book, kami, datetime.fromisoformat("2026-11-24 18:00"))
    assert told is not None and (told.day, told.opens) == (date(2026, 11, 26), time(8, 30))
    assert offices.next_open(book, book.office_by_code["c-sakura"], datetime.fromisoformat("2026-11-24 18:00")) is None
