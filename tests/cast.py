"""The cast: one small city everyone shares, 湧水市, and its neighbour 隣町, to prove that cities are kept apart.

湧水市 (43999, host wakimizu) at 33.00 N 131.00 E; two wards north and south of each other, two districts each:

    上区 43991: 桜校区 43991-01 (33.00, 131.00), 川端校区 43991-02 (33.02, 131.00)
    下区 43992: 松原校区 43992-01 (32.95, 131.00), 海辺校区 43992-02 (32.93, 131.02)

It is Tuesday 2026-11-24, 09:00 in Japan, the day after a holiday.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import count
from typing import Any

import pytest

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=timezone(timedelta(hours=9)))
PASSWORD = "clear spring water 9"

AREAS = [  # code, kind, name, English name, parent, latitude, longitude
    ("43991", "ward", "上区", "Kami Ward", "", 33.01, 131.00),
    ("43992", "ward", "下区", "Shimo Ward", "", 32.94, 131.01),
    ("43991-01", "district", "桜校区", "Sakura", "43991", 33.00, 131.00),
    ("43991-02", "district", "川端校区", "Kawabata", "43991", 33.02, 131.00),
    ("43992-01", "district", "松原校区", "Matsubara", "43992", 32.95, 131.00),
    ("43992-02", "district", "海辺校区", "Umibe", "43992", 32.93, 131.02),
]
OFFICES = [  # code, kind, name, English name, parent, ward (city hall stands in the upper ward, and is not of it)
    ("hq-toshi", "hq_bureau", "都市建設局", "City Development Bureau", "", "43991"),
    ("hq-seisaku", "hq_division", "政策企画課", "Policy Division", "", "43991"),
    ("hq-road", "hq_division", "道路課", "Road Division", "hq-toshi", "43991"),
    ("hq-kocho", "hq_division", "広聴課", "Public Hearing Division", "", "43991"),
    ("w-kami", "ward_office", "上区役所", "Kami Ward Office", "", "43991"),
    ("w-kami-machi", "ward_division", "上区まちづくり推進課", "Kami Town Division", "w-kami", "43991"),
    ("w-kami-kumin", "ward_division", "上区区民課", "Kami Residents Division", "w-kami", "43991"),
    ("w-shimo", "ward_office", "下区役所", "Shimo Ward Office", "", "43992"),
    ("w-shimo-machi", "ward_division", "下区まちづくり推進課", "Shimo Town Division", "w-shimo", "43992"),
    ("w-shimo-kumin", "ward_division", "下区区民課", "Shimo Residents Division", "w-shimo", "43992"),
    ("b-kawabata", "branch", "川端出張所", "Kawabata Branch", "w-kami", "43991"),
    ("c-sakura", "community_centre", "桜まちづくりセンター", "Sakura Community Centre", "w-kami-machi", "43991"),
]
SERVES = [("c-sakura", "43991-01"), ("b-kawabata", "43991-02"), ("w-kami", "43991"), ("w-shimo", "43992")]
POSTS = [  # role, office; the person's address is role.office@wakimizu.example
    ("mayor", "w-kami"),
    ("planner", "w-kami-machi"),
    ("clerk", "w-kami-kumin"),
    ("clerk", "b-kawabata"),
    ("liaison", "c-sakura"),
    ("mayor", "w-shimo"),
    ("planner", "w-shimo-machi"),
    ("hq", "hq-road"),
    ("hq_head", "hq-road"),
    ("hq", "hq-kocho"),
    ("hq_head", "hq-kocho"),
    ("policy", "hq-seisaku"),
    ("auditor", "hq-seisaku"),
    ("it", "hq-seisaku"),
]
TOPICS = [  # code, name, English name, business days, words
    ("road", "道路", "Roads", 7, ["道路", "舗装", "陥没", "歩道"]),
    ("waste", "ごみ", "Waste", 5, ["ごみ", "収集"]),
    ("other", "その他", "Other", 14, []),
]
ROUTING = [  # order, name, topic, words, office, office without a ward
    (10, "大きな道路の傷み", "road", ["陥没", "舗装"], "hq-road", ""),
    (20, "ごみ", "waste", [], "ward:machi", "hq-kocho"),
    (99, "そのほか", "", [], "ward:machi", "hq-kocho"),
]
TONARI_AREAS = [
    ("43981", "ward", "東区", "Higashi Ward", "", 33.30, 131.30),
    ("43981-01", "district", "泉校区", "Izumi", "43981", 33.30, 131.30),
]
TONARI_OFFICES = [
    ("w-higashi", "ward_office", "東区役所", "Higashi Ward Office", "", "43981"),
    ("w-higashi-machi", "ward_division", "東区まちづくり課", "Higashi Town Division", "w-higashi", "43981"),
]
TONARI_TOPICS = [("other", "その他", "Other", 10, [])]
TONARI_ROUTING = [(99, "そのほか", "", [], "w-higashi-machi", "")]


@dataclass
class Town:
    """A city of the cast, with everything in it by its code."""

    city: Any
    areas: dict[str, Any] = field(default_factory=dict)
    offices: dict[str, Any] = field(default_factory=dict)
    topics: dict[str, Any] = field(default_factory=dict)
    posts: dict[tuple[str, str], Any] = field(default_factory=dict)
    _sendings: Any = field(default_factory=lambda: count(1))

    @property
    def districts(self) -> dict[str, Any]:
        return {code: area for code, area in self.areas.items() if area.kind == "district"}

    @property
    def book(self) -> Any:
        """The directory at the city's revision now."""
        from wakimizu.apps.city.directory import directory

        self.city.refresh_from_db()
        return directory(self.city)

    @property
    def catalogue(self) -> Any:
        from wakimizu.apps.voices.catalogue import catalogue

        self.city.refresh_from_db()
        return catalogue(self.city)

    def actor(self, role: str, office: str, at: datetime = NOW) -> Any:
        """Someone in their post, at a moment."""
        from wakimizu.apps.city.queries import actor_in

        return actor_in(self.posts[role, office], at, self.offices[office])

    def resident(self, at: datetime = NOW) -> Any:
        from wakimizu.apps.ledger.actor import Actor

        return Actor(city_id=self.city.pk, at=at)

    def system(self, at: datetime = NOW) -> Any:
        from wakimizu.apps.city.queries import system_actor

        return system_actor(self.city.pk, at)

    def user(self, role: str, office: str) -> Any:
        return self.posts[role, office].user

    def browser(self, role: str = "", office: str = "", **more: Any) -> Any:
        """A browser at the city's address; with a role and an office, someone signed in there. Faults become pages."""
        from django.test import Client

        client = Client(headers={"host": f"{self.city.host}.localhost"}, **{"raise_request_exception": False, **more})
        if role:
            client.force_login(self.user(role, office), "allauth.account.auth_backends.AuthenticationBackend")
        return client

    def say(
        self, text: str = "家の前の道路が陥没しています", *, by: Any = None, at: datetime = NOW, **more: Any
    ) -> Any:
        """A voice, received as every voice is; by a resident on the web unless said otherwise."""
        from wakimizu.apps.voices.operations import Said, receive_voice

        facts = {"channel": "web", "submission": f"{self.city.host}-{next(self._sendings)}", **more}
        said = Said(text=text, **facts)
        return receive_voice(by or self.resident(at), said=said, book=self.book, catalogue=self.catalogue)


def forget_what_was_read() -> None:
    """Nothing of a city stays in memory; numbers and revisions come again after a rollback."""
    from django.core.cache import caches

    from wakimizu.apps.city import directory
    from wakimizu.apps.services import counters
    from wakimizu.apps.voices import catalogue

    caches["memory"].clear()
    directory._load.cache_clear()
    catalogue._load.cache_clear()
    counters._load.cache_clear()


@cache
def _password() -> str:
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def build(
    *, code: str, host: str, name: str, name_en: str, lat: float, lon: float, areas: Any, offices: Any, serves: Any, posts: Any,
    topics: Any, routing: Any,
) -> Town:  # fmt: skip
    """A city written straight into the tables, for speed."""
    from wakimizu.apps.city.models import Area, City, Coverage, Office, Post, User
    from wakimizu.apps.voices.models import RoutingRule, Topic
    from wakimizu.shared.scoping import in_city

    city = City.objects.create(code=code, host=host, name=name, name_en=name_en, lat=lat, lon=lon)
    town = Town(city)
    with in_city(city.pk):
        for wave in ([row for row in areas if not row[4]], [row for row in areas if row[4]]):
            rows = [
                Area(city=city, code=c, kind=k, name=n, name_en=e, parent=town.areas.get(p), lat=y, lon=x)
                for c, k, n, e, p, y, x in wave
            ]
            town.areas |= {area.code: area for area in Area.objects.bulk_create(rows)}
        waiting = list(offices)
        while waiting:
            wave = [row for row in waiting if not row[4] or row[4] in town.offices]
            waiting = [row for row in waiting if row not in wave]
            rows = [
                Office(city=city, code=c, kind=k, name=n, name_en=e, parent=town.offices.get(p), ward=town.areas.get(w))
                for c, k, n, e, p, w in wave
            ]
            town.offices |= {office.code: office for office in Office.objects.bulk_create(rows)}
        Coverage.objects.bulk_create(
            Coverage(city=city, office=town.offices[office], area=town.areas[area]) for office, area in serves
        )
        users = User.objects.bulk_create(
            User(
                email=f"{role}.{office}@{host}.example",
                name=f"{town.offices[office].name} {role}",
                password=_password(),
            )
            for role, office in posts
        )
        made = Post.objects.bulk_create(
            Post(city=city, user=user, office=town.offices[office], role=role)
            for user, (role, office) in zip(users, posts, strict=True)
        )
        town.posts = dict(zip(posts, made, strict=True))
        made_topics = Topic.objects.bulk_create(
            Topic(city=city, code=c, name=n, name_en=e, due_days=d, words=w, order=i)
            for i, (c, n, e, d, w) in enumerate(topics)
        )
        town.topics = {topic.code: topic for topic in made_topics}
        RoutingRule.objects.bulk_create(
            RoutingRule(
                city=city,
                order=o,
                name=n,
                topic=town.topics.get(t),
                words=w,
                office=office,
                office_without_ward=without,
            )
            for o, n, t, w, office, without in routing
        )
    return town


def build_wakimizu() -> Town:
    return build(
        code="43999", host="wakimizu", name="湧水市", name_en="Wakimizu City", lat=33.0, lon=131.0, areas=AREAS,
        offices=OFFICES, serves=SERVES, posts=POSTS, topics=TOPICS, routing=ROUTING,
    )  # fmt: skip


def build_tonari() -> Town:
    return build(
        code="43998", host="tonari", name="隣町", name_en="Tonari Town", lat=33.3, lon=131.3, areas=TONARI_AREAS,
        offices=TONARI_OFFICES, serves=[("w-higashi", "43981")], posts=[("planner", "w-higashi-machi")],
        topics=TONARI_TOPICS, routing=TONARI_ROUTING,
    )  # fmt: skip


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    """湧水市; the test stands in it."""
    from wakimizu.shared.scoping import in_city

    made = build_wakimizu()
    with in_city(made.city.pk):
        yield made


@pytest.fixture
def tonari(town: Town) -> Town:
    """The neighbour. The test still stands in 湧水市."""
    return build_tonari()


@pytest.fixture
def resident(town: Town) -> Any:
    return town.resident()
