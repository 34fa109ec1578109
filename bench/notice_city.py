"""The inside of `bench notice`: fills the city's offices with people, then accepts, sends and shows notices, and times each.

python -m bench.notice_city STAFF TIMES, with DATABASE_URL set; prints the figures as one line of JSON.
"""

import json
import os
import statistics
import sys
import time
from datetime import timedelta
from typing import Any


def main(staff: int, times: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wakimizu.config.settings")
    django.setup()
    from django.utils import timezone

    from wakimizu.apps.city.directory import directory
    from wakimizu.apps.city.models import City, Post
    from wakimizu.apps.city.queries import actor_in
    from wakimizu.shared.scoping import in_city

    city = City.objects.get(code="43100")
    with in_city(city.pk):
        sender = Post.objects.select_related("office").get(user__email="head.citizens@demo.example")
        actor = actor_in(sender, timezone.now(), sender.office)
        people(city, staff)
        taken = [one(actor, directory(city), n) for n in range(times)]
        pages = [page(city, number) for _accept, _send, number in taken]
    figures = {
        "staff": staff,
        "ms_accept": 1000 * statistics.median(row[0] for row in taken),
        "s_send": statistics.median(row[1] for row in taken),
        "ms_page": 1000 * statistics.median(row[0] for row in pages),
        "queries_page": max(row[1] for row in pages),
    }
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


def people(city: Any, staff: int) -> None:
    """So many clerks, spread over the divisions and counters of all wards; the demo's own people are some of them."""
    from wakimizu.apps.city.models import Office, Post, User
    from wakimizu.apps.sharing.workflow import LEVEL_OF, Level

    offices = [
        office for office in Office.objects.order_by("code") if LEVEL_OF.get(office.kind) in (Level.WARD, Level.COUNTER)
    ]
    missing = staff - Post.objects.filter(office__in=[office.pk for office in offices]).count()
    users = [User(email=f"bench{n}@wakimizu.example", name=f"職員 {n}") for n in range(max(missing, 0))]
    users = User.objects.bulk_create(users, batch_size=500)
    posts = [Post(city=city, user=user, office=offices[n % len(offices)], role="clerk") for n, user in enumerate(users)]
    Post.objects.bulk_create(posts, batch_size=500)


def one(actor: Any, book: Any, number: int) -> tuple[float, float, int]:
    """Seconds to accept, seconds to send, the notice's number."""
    from wakimizu.apps.city.queries import system_actor
    from wakimizu.apps.sharing.operations.notices import Content, deliver_notice, send_notice

    everybody = [office for office in book.offices.values() if office.led_ward_id]
    content = Content(
        title=f"計測の通知 {number}", text="全員に届く通知です。" * 40, happening="form", also=everybody,
        effective=actor.today + timedelta(days=40),
    )  # fmt: skip
    begun = time.perf_counter()
    notice = send_notice(actor, office=book.office(actor.office_id), content=content, book=book)
    accepted = time.perf_counter()
    deliver_notice(system_actor(actor.city_id, actor.at), notice=notice)
    return accepted - begun, time.perf_counter() - accepted, notice.pk


def page(city: Any, number: int) -> tuple[float, int]:
    """Seconds and statements of the notice's page, for the sender, once everything is in memory."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from wakimizu.apps.city.models import User

    client = Client(HTTP_HOST="localhost")
    client.force_login(
        User.objects.get(email="head.citizens@demo.example"), "allauth.account.auth_backends.AuthenticationBackend"
    )
    address = f"/desk/notice/{number}/"
    client.get(address)
    begun = time.perf_counter()
    with CaptureQueriesContext(connection) as counted:
        if client.get(address).status_code != 200:
            raise RuntimeError(address)
    return time.perf_counter() - begun, len(counted)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
