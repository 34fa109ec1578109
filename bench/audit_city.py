"""A city for the audit bench, written straight into the tables; and the audit made from them, timed in this process.

python -m bench.audit_city build WARDS OFFICES SERVICES | recompute TIMES, with DATABASE_URL set. Prints JSON.
"""

import json
import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

PERSON, MONTHS, OFFERED = "hq.audit@bench.example", 24, 0.92
HIGHER = ["ward_office", "general_branch", "branch"]
LOWER = ["branch", "community_centre", "kiosk"]
LEVELS = [
    {"ward_office": "full", "general_branch": "full", "branch": "referral", "community_centre": "referral"},
    {"ward_office": "full", "general_branch": "referral", "branch": "referral", "kiosk": "full"},
    {"ward_office": "full", "general_branch": "full", "branch": "full"},
]


def build(wards: int, offices: int, services: int) -> dict[str, Any]:
    """`offices` in all, spread over the wards; every pair that is offered has 24 months."""
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from wakimizu.apps.city.models import City
    from wakimizu.apps.city.operations import enter_city
    from wakimizu.shared.scoping import in_city

    call_command("migrate", verbosity=0)
    now, chance = timezone.now(), random.Random(20)
    city = City(code="43997", host="bench", name="試算市", name_en="Bench City", lat=33.0, lon=131.0)
    enter_city(now, city)
    with in_city(city.pk), transaction.atomic():
        places = _places(city, wards, offices)
        rows = _services(city, services, chance)
        pairs = _offerings(city, places, rows, chance)
        observed = _observations(city, pairs, timezone.localdate(now), chance)
    with in_city(city.pk):
        _guides(city, now)
    return {"offices": len(places), "services": len(rows), "pairs": len(pairs), "observations": observed}


def _places(city: Any, wards: int, offices: int) -> list[Any]:
    """Wards of different size, each with a ward office, a general branch, a branch and smaller ones; and one person at HQ."""
    from datetime import time as hour

    from wakimizu.apps.city.models import Area, Coverage, Office, Post, User

    areas = Area.objects.bulk_create(
        Area(
            city=city, kind="ward", code=f"439{n + 1:02}", name=f"第{n + 1}区", name_en=f"Ward {n + 1}", lat=33 + n / 100, lon=131.0,
            figures={"people": 60_000 + 9_000 * n, "people_source": "made up"},
        )
        for n in range(wards)
    )  # fmt: skip
    hq = Office.objects.create(
        city=city, kind="hq_division", code="hq-shimin", name="市民課", name_en="Residents Division"
    )
    made = Office.objects.bulk_create(
        Office(
            city=city, code=f"o{n}", name=f"第{n % wards + 1}区 窓口{n // wards + 1}",
            name_en=f"Counter {n // wards + 1} of ward {n % wards + 1}",
            kind=(HIGHER + LOWER)[min(n // wards, 2)] if n // wards < 3 else LOWER[n // wards % 3], ward=areas[n % wards],
            opens=hour(8, 30), closes=hour(17, 15), days="mon-fri", lat=33 + n % wards / 100, lon=131 + n / 10_000,
        )
        for n in range(offices)
    )  # fmt: skip
    Coverage.objects.bulk_create(Coverage(city=city, office=office, area=office.ward) for office in made)
    person = User.objects.create_user(PERSON, "wakimizu-demo", name="監査 係", name_en="Auditor")
    Post.objects.create(city=city, user=person, office=hq, role="hq_head")
    return made


def _services(city: Any, count: int, chance: random.Random) -> list[Any]:
    """The demo's own services first, so that its guides find theirs."""
    from wakimizu.apps.city.models import Office
    from wakimizu.apps.services.models import Service, Standard
    from wakimizu.apps.services.national import gif
    from wakimizu.demo.build import read
    from wakimizu.shared.tables import Report, Table

    stages = list(gif.ACTIONS)
    owner = Office.objects.get(code="hq-shimin")
    table = Table(
        read("services.csv").encode(), {"code": ("制度番号",), "name": ("タイトル（制度名）",), "base": ("元制度番号",)}
    )
    named = [(row["code"], row["name"]) for _line, row in table.rows(Report()) if not row["base"]][:count]
    named += [(f"s{n:03}", f"手続き{n:03}") for n in range(len(named), count)]
    rows = Service.objects.bulk_create(
        Service(
            city=city, code=code, name=name[:80], name_en=f"Procedure {code}", owner=owner, summary=name, stage=stages[n % len(stages)],
            documents=["本人確認書類"], fee=300,
        )
        for n, (code, name) in enumerate(named)
    )  # fmt: skip
    Standard.objects.bulk_create(
        Standard(
            city=city, service=row, levels=chance.choice(LEVELS), valid_from=date(2020, 4, 1), wait_minutes=chance.choice([10, 15, 20]),
            lead_days=chance.choice([None, 3, 7, 14]), decided=chance.choice(["", "counter"]),
        )
        for row in rows
    )  # fmt: skip
    return rows


def _offerings(city: Any, offices: list[Any], services: list[Any], chance: random.Random) -> list[tuple[int, int]]:
    from wakimizu.apps.services.models import Offering

    pairs = [(office.pk, row.pk) for office in offices for row in services if chance.random() < OFFERED]

    def offered() -> Iterator[Any]:
        for office, service in pairs:
            level, decided = (
                chance.choices(["full", "referral"], [8, 2])[0],
                chance.choices(["counter", "hq"], [9, 1])[0],
            )
            yield Offering(
                city=city,
                office_id=office,
                service_id=service,
                level=level,
                decided=decided,
                valid_from=date(2021, 4, 1),
            )

    _in_batches(Offering, offered())
    return pairs


def _observations(city: Any, pairs: list[tuple[int, int]], today: date, chance: random.Random) -> int:
    from django.db import connection

    from wakimizu.apps.services.parity.rules import months_before

    def observed() -> Iterator[tuple[Any, ...]]:
        for month in months_before(today, MONTHS):
            for office, service in pairs:
                wait, lead = chance.gauss(12 + office % 5, 2), chance.gauss(4 + service % 6, 1)
                volume = chance.randrange(1, 400)
                yield (
                    city.pk,
                    office,
                    service,
                    month.isoformat(),
                    volume,
                    round(max(wait, 0), 1),
                    round(max(lead, 0), 1),
                )

    columns = "city_id, office_id, service_id, month, volume, wait_minutes, lead_days"
    with connection.cursor() as cursor:  # millions of rows: not one by one through the ORM
        cursor.cursor.executemany(
            f"INSERT INTO services_observation ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s)", observed()
        )
    return len(pairs) * MONTHS


def _in_batches(model: Any, rows: Iterator[Any]) -> int:
    written = 0
    while batch := list(islice(rows, 20_000)):
        written += len(model.objects.bulk_create(batch, batch_size=2_000))
    return written


def _guides(city: Any, now: datetime) -> None:
    from wakimizu.apps.city.queries import system_actor
    from wakimizu.apps.services.navigator.guides import import_guides
    from wakimizu.demo.build import FILES

    city.refresh_from_db()
    import_guides(system_actor(city.pk, now), city, FILES / "navigator")


def recompute(times: int) -> dict[str, Any]:
    """The whole audit from database rows: directory, counters and audit read anew each time. Seconds of each, and statements."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from wakimizu.apps.city import directory
    from wakimizu.apps.city.models import City
    from wakimizu.apps.services import counters
    from wakimizu.apps.services.parity import audit
    from wakimizu.shared.scoping import in_city

    city, taken = City.objects.get(), []
    for _time in range(times):
        for cache in (directory._load, counters._load, audit._audit):
            cache.cache_clear()
        begun = time.perf_counter()
        with in_city(city.pk):
            found = audit.audit(city, timezone.localdate())
            figures = (found.share, found.everyone_affected, found.outcomes, found.measures)
        taken.append(time.perf_counter() - begun)
    for cache in (directory._load, counters._load, audit._audit):
        cache.cache_clear()
    with CaptureQueriesContext(connection) as asked:
        audit.audit(city, timezone.localdate())
    return {"seconds": taken, "statements": len(asked), "deviations": len(found.deviations), "share": figures[0]}


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wakimizu.config.settings")
    django.setup()
    what, *numbers = sys.argv[1:]
    print(json.dumps({"build": build, "recompute": recompute}[what](*map(int, numbers))))


if __name__ == "__main__":
    main()
