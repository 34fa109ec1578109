"""Partners, visits, cases and loans of the demo city, made up from kumamoto/community.toml and played through operations."""

import tomllib
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from django.db import transaction

from wakimizu.apps.city.calendar import fiscal_year
from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import Area, City, Office, Post
from wakimizu.apps.city.queries import actor_in
from wakimizu.apps.community.models import Partner
from wakimizu.apps.community.operations import cases, partners, visits
from wakimizu.apps.community.operations.cases import Story
from wakimizu.apps.community.operations.partners import About, Lending
from wakimizu.apps.community.operations.visits import Meeting
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices.catalogue import catalogue
from wakimizu.apps.voices.models import Need
from wakimizu.apps.voices.operations import PersonalDetails, Said
from wakimizu.shared.scoping import in_city

UNMET_EVERY, LONG_AGO_EVERY = 7, 5  # each how many-th district nobody has met, or not for long
LONG_AGO, TURN = 130, 47  # days
LAST_YEAR = 6  # turns ago
HEARD_LATELY, HEARD_EVERY = 10, 2  # voices heard at each how many-th visit of the last days


def make_community(city: City, now: datetime) -> None:
    with in_city(city.pk), transaction.atomic():
        _Play(city, now).run()


class _Play:
    def __init__(self, city: City, now: datetime) -> None:
        self.city, self.now, self.book, self.catalogue = city, now, directory(city), catalogue(city)
        self.told: dict[str, Any] = tomllib.loads((files("wakimizu.demo") / "kumamoto" / "community.toml").read_text())
        posts = Post.objects.select_related("office", "user").filter(role__in=["planner", "liaison"]).order_by("pk")
        self.posts = list(posts)
        self.kept: dict[tuple[int, str], Partner] = {}
        self.heard = 0

    def run(self) -> None:
        for n, district in enumerate(self.book.districts):
            post = self._post_of(district)
            self._partners(n, district, post)
            self._visits(n, district, post)
            self._grants(n, district, post)
        self._events()
        self._cases()
        self._help()

    def _post_of(self, district: Area) -> Post:
        """Who looks after a district: the liaison of the office that serves it, else the ward's planner."""
        serving = self.book.serving(self.now.date()).get(district.pk, frozenset())
        near = [post for post in self.posts if post.office_id in serving]
        ward = [post for post in self.posts if post.office.led_ward_id == district.parent_id and post.role == "planner"]
        return (near or ward)[0]

    def _as(self, post: Post, days_ago: float = 0) -> Actor:
        return actor_in(post, self.now - timedelta(days=days_ago, hours=2), post.office)

    def _partners(self, n: int, district: Area, post: Post) -> None:
        ward = self.book.areas[district.parent_id or 0]
        for told in self.told["partner"]:
            if n % told.get("every", 1):
                continue
            about = About(
                name=told["name"].format(d=_short(district)), kind=told["kind"], areas=[district], public=told["public"],
                self_help=told["self_help"], mutual_help=told["mutual_help"],
                contact=PersonalDetails(name=f"{told['contact']} 架空 太郎", phone="096-000-0000"),
            )  # fmt: skip
            made = partners.keep_partner(self._as(post, 360), ward=ward, about=about)
            self.kept[district.pk, told["kind"]] = made

    def _visits(self, n: int, district: Area, post: Post) -> None:
        if n % UNMET_EVERY == 3:
            return
        ago = LONG_AGO + n % 40 if n % LONG_AGO_EVERY == 2 else 3 + 5 * n % 40
        for turn in (0, 1, 2, LAST_YEAR) if n % 2 else (0, 1, 2):
            told = self.told["visit"][(n + turn) % len(self.told["visit"])]
            self._visit(told, district, post, min(ago + turn * TURN, 340), f"{n:016x}{turn:016x}")

    def _visit(self, told: dict[str, Any], district: Area, post: Post, ago: int, sending: str) -> None:
        actor = self._as(post, ago)
        met = [self.kept[district.pk, kind] for kind in told["partners"] if (district.pk, kind) in self.kept]
        meeting = Meeting(
            kind=told["kind"], title=told["title"], day=actor.today, districts=[district], partners=met, went=[post],
            begins=told.get("begins"), ends=told.get("ends"), place=told["place"].format(d=_short(district)),
            residents=told["residents"], members=told["members"], officials=told["officials"], minutes=told["minutes"],
        )  # fmt: skip
        made = visits.note_visit(actor, office=self._office(post), meeting=meeting, sending=sending)
        if ago > HEARD_LATELY or told["kind"] == "call":
            return
        self.heard += 1
        if self.heard % HEARD_EVERY:
            words = self.told["voice"][self.heard // HEARD_EVERY % len(self.told["voice"])]["text"]
            said = Said(text=words, channel="meeting", submission=f"demo-heard-{self.heard}", district=district)
            visits.hear_voice(actor, visit=made, said=said, book=self.book, catalogue=self.catalogue)

    def _office(self, post: Post) -> Office:
        return self.book.offices[post.office_id]

    def _grants(self, n: int, district: Area, post: Post) -> None:
        for told in self.told["grant"]:
            partner = self.kept.get((district.pk, told["partner"]))
            if partner is None or n % told["every"]:
                continue
            actor = self._as(post, told["days_ago"])
            until = self._as(post).today + timedelta(days=told["until_in"])
            lending = Lending(told["kind"], told["what"], actor.today, until, told.get("amount"), district)
            grant = partners.lend(actor, partner=partner, lending=lending)
            if until < self._as(post).today and n % 4:  # most are settled in time
                partners.take_back(self._as(post), grant=grant, on=until)

    def _events(self) -> None:
        for n, district in enumerate(self.book.districts[::6]):
            told, post = self.told["event"][n % len(self.told["event"])], self._post_of(district)
            actor = self._as(post, 1)
            meeting = Meeting(
                kind="event", title=told["title"], day=actor.today + timedelta(days=told["ahead"] + n), districts=[district],
                begins=told["begins"], place=told["place"].format(d=_short(district)), public=True,
            )  # fmt: skip
            visits.note_visit(actor, office=self._office(post), meeting=meeting, sending=f"e{n:031x}")

    def _cases(self) -> None:
        for n, told in enumerate(self.told["case"]):
            post = self.posts[n % len(self.posts)]
            facts = {name: value for name, value in told.items() if name != "percent65"}
            facts["began"] = min(told["began"], fiscal_year(self.now.date()))
            story = Story(**facts, share65=told["percent65"] / 100)
            cases.keep_case(self._as(post, 100 - n), story=story, ward=self.book.area(post.office.led_ward_id))

    def _help(self) -> None:
        """Who helps with the alley behind the shopping street (scenes.py)."""
        need = Need.objects.prefetch_related("parts").filter(title="子飼商店街の裏通りの明かり").first()
        if need is None or need.district_id is None:
            return
        post, council = self._post_of(self.book.areas[need.district_id]), self.kept[need.district_id, "council"]
        actor = self._as(post)
        cases.say_help(actor, need=need, sphere="self", who="裏通りの住民", text="夜十時まで門灯をつける")
        cases.say_help(
            actor, need=need, sphere="mutual", who="", partner=council, text="月に一度、消えた防犯灯を見て回る"
        )
        cases.say_help(actor, need=need, sphere="city", who="中央区まちづくり推進課", text="防犯灯を二基つける")


def _short(district: Area) -> str:
    return district.name.removesuffix("校区")
