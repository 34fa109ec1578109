"""Reads of the city room."""

from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, City, Office, Post, User
from wakimizu.apps.ledger.actor import SYSTEM, Actor
from wakimizu.shared.errors import BadInput

# By hand: every request asks it.
COLUMNS = [field.attname for field in City._meta.concrete_fields]
HOST = COLUMNS.index("host")
CITIES_IN_USE = f"SELECT {', '.join(COLUMNS)} FROM city_city WHERE in_use ORDER BY id"  # noqa: S608


def city_at(host: str) -> City | None:
    """The municipality that an address belongs to: its first label, or the installation's first city."""
    label = host.split(":")[0].split(".")[0].lower()
    with connection.cursor() as cursor:
        cursor.execute(CITIES_IN_USE)
        rows = cursor.fetchall()
    row = next((row for row in rows if row[HOST] == label), rows[0] if rows else None)
    return None if row is None else City.from_db("default", COLUMNS, row)


def city_named(host: str) -> City:
    """The municipality meant on the command line. BadInput when it is not known, or must be named."""
    cities = list(City.objects.filter(in_use=True).order_by("pk"))
    if not cities:
        raise BadInput(_("There is no city yet. Run: wakimizu import cities FILE"))
    found = [city for city in cities if host in (city.host, city.code) or (not host and len(cities) == 1)]
    if not found:
        hosts = "、".join(city.host for city in cities)
        raise BadInput(_("Name the city with --city, one of: %(hosts)s.") % {"hosts": hosts})
    return found[0]


def posts_of(user: User, today: date) -> list[Post]:
    """A person's posts in this city that are valid today, in the order they were given."""
    posts = Post.objects.filter(user=user).select_related("office").order_by("pk")
    return [post for post in posts if post.valid_on(today) and post.office.valid_on(today)]


def actor_in(post: Post, at: datetime, office: Office) -> Actor:
    return Actor(
        city_id=post.city_id,
        at=at,
        role=post.role,
        user_id=post.user_id,
        post_id=post.pk,
        office_id=post.office_id,
        ward_id=office.led_ward_id,
    )


def system_actor(city_id: int, at: datetime) -> Actor:
    """The timer, imports from the command line and the demo's builder act as the system."""
    return Actor(city_id=city_id, at=at, role=SYSTEM)


def answerable_offices(book: Directory, today: date) -> list[Office]:
    """Offices that can lead a need or owe a part: those with people at desks, open today."""
    kinds = {
        Office.Kind.HQ_DIVISION,
        Office.Kind.WARD_DIVISION,
        Office.Kind.WARD_OFFICE,
        Office.Kind.GENERAL_BRANCH,
        Office.Kind.BRANCH,
        Office.Kind.COMMUNITY_CENTRE,
    }
    return [office for office in book.offices.values() if office.kind in kinds and office.valid_on(today)]


def regional_hubs(book: Directory, today: date) -> list[Area]:
    """The regional hubs 地域拠点 of today that have a place, in their own order."""
    return [hub for hub in book.hubs if hub.valid_on(today) and hub.lat is not None and hub.lon is not None]


def everyone(today: date) -> list[Post]:
    """All posts that are valid today, with their people."""
    posts = Post.objects.select_related("user", "office").order_by("office__code", "role")
    return [post for post in posts if post.valid_on(today)]
