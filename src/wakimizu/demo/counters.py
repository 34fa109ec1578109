"""What the demo's offices offer and how busy they were: made up by a seeded generator, the same seed gives the same city.

Nothing here was observed anywhere. What is uneven follows the paper: what general branches and branches handle differs
from one to the next, wards keep people waiting for different times, and kiosks issue certificates only. The months go
up to the last whole one. Everything is written through the operations of the services room, in bulk.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import City, Dated, Office, Post
from wakimizu.apps.city.queries import actor_in, system_actor
from wakimizu.apps.services import operations
from wakimizu.apps.services.counters import Counters, counter_offices
from wakimizu.apps.services.models import Observation, Offering, Service, Standard
from wakimizu.apps.services.workflow import Decided, Fault, Level
from wakimizu.shared.scoping import in_city

SEED = 2014
MONTHS = 24
KIND = Office.Kind

# Of a hundred services that the standard demands of a kind of office: how many are only passed on, how many missing.
SHORT = {
    KIND.WARD_OFFICE: (2, 1),
    KIND.GENERAL_BRANCH: (9, 6),
    KIND.BRANCH: (14, 16),
    KIND.COMMUNITY_CENTRE: (10, 22),
    KIND.KIOSK: (0, 12),
}
BEYOND = {KIND.GENERAL_BRANCH: 12, KIND.BRANCH: 4}  # of a hundred to be passed on at most: how many are handled in full
KEEN = {  # the former town halls still do nearly everything; some branches hardly anything
    "gb-jonan": 0.3, "gb-kawachi": 0.4, "gb-tenmei": 0.7, "gb-akita": 1.8, "gb-hokubu": 1.5, "gb-takuma": 0.6,
    "gb-koda": 1.1, "gb-shimizu": 1.2, "gb-tatsuda": 1.9, "br-yoshino": 2.2, "br-oe": 1.6, "br-gofuku": 1.4,
    "br-akitsu": 0.8, "br-hanazono": 0.7, "br-nanbu": 1.0,
}  # fmt: skip
WAITING = {"43101": 1.35, "43102": 1.15, "43103": 0.75, "43104": 0.95, "43105": 0.9}  # times the usual wait, by ward
TAKING = {"43101": 1.1, "43102": 0.85, "43103": 0.9, "43104": 1.25, "43105": 0.95}  # times the usual days, by ward
QUIET = {KIND.WARD_OFFICE: 0.85, KIND.GENERAL_BRANCH: 0.5, KIND.BRANCH: 0.35, KIND.COMMUNITY_CENTRE: 0.25}
SHARE = {  # how much of a ward's business a kind of office draws
    KIND.WARD_OFFICE: 10.0, KIND.GENERAL_BRANCH: 1.6, KIND.BRANCH: 0.7, KIND.COMMUNITY_CENTRE: 0.15, KIND.KIOSK: 1.5,
}  # fmt: skip
CASES = {  # a year in the whole city; what is not named here: OTHERS
    "juminhyo": 210_000, "inkan-shomei": 150_000, "koseki-shomei": 60_000, "shotoku-shomei": 52_000, "tennyu": 24_000,
    "tenkyo": 26_000, "tenshutsu": 25_000, "koteki-kojin": 70_000, "mynumber-card": 60_000, "mynumber-keizoku": 18_000,
    "kokuho-kanyu": 26_000, "kokuho-dattai": 24_000, "kokuho-genmen": 9_000, "nenkin-kanyu": 14_000,
    "nenkin-menjo": 16_000, "kaigo-nintei": 34_000, "jido-teate": 12_000, "kodomo-iryo": 11_000, "boshi-techo": 5_400,
    "shussei": 5_600, "shibo": 8_200, "kaso": 8_000, "kon-in": 3_600, "rikon": 1_300, "nozei-shomei": 21_000,
    "kotei-shomei": 19_000, "inkan-toroku": 15_000, "keiji-toroku": 13_000, "koseki-joseki": 14_000,
    "koseki-fuhyo": 9_000, "hoiku-moshikomi": 9_500, "jiritsu-iryo": 18_000, "kenshin": 12_000, "gomi-bukuro": 6_000,
    "seikatsu-hogo": 4_200, "risai-shomei": 900, "sodai-gomi": 4_000, "korei-kippu": 16_000, "gaikoku-jukyo": 7_000,
}  # fmt: skip
OTHERS = 1_400
SPRING = {1: 0.95, 2: 1.1, 3: 1.9, 4: 1.65, 5: 1.0, 6: 0.95, 7: 0.95, 8: 0.9, 9: 0.95, 10: 0.95, 11: 0.85, 12: 0.85}
MOVES = {"tennyu", "tenkyo", "tenshutsu", "setainushi", "suido-kaishi", "sodai-gomi", "gakko-nyugaku", "gaikoku-jukyo"}
CORE = {"juminhyo", "inkan-shomei", "koseki-shomei", "tennyu", "tenkyo", "tenshutsu"}  # no staffed counter is without
MOVES |= {"kokuho-kanyu", "kokuho-dattai", "nenkin-kanyu", "mynumber-keizoku"}
TAX = {**dict.fromkeys(range(1, 13), 0.7), 2: 2.2, 3: 2.4, 6: 1.5}
OF_TAX = {"shotoku-shomei", "shiminzei-shinkoku", "nozei-shomei", "nozei-sodan"}


def make_counters(city: City, book: Directory, known: Counters, now: datetime, seed: int = SEED) -> None:
    """Offerings, observed months up to the last whole one, and a few remedies, for offices and standards that are there."""
    with in_city(city.pk):
        maker = _Maker(city, book, known, now, seed)
        actor = system_actor(city.pk, now)
        operations.take_offerings_in(
            actor, city=city, added=maker.offerings, changed=[], refused=0, file_digest=f"made up, seed {seed}"
        )
        operations.note_observations(
            actor, city=city, observations=maker.observations(), file_digest=f"made up, seed {seed}"
        )
        _remedies(city, book, known, maker, now)


class _Maker:
    def __init__(self, city: City, book: Directory, known: Counters, now: datetime, seed: int) -> None:
        self.city, self.book, self.known = city, book, known
        self.today = timezone.localdate(now)
        self.chance = random.Random(seed)
        self.offices = counter_offices(book.offices.values(), self.today)
        self.standards = known.standards_on(self.today)
        self.short: dict[str, list[tuple[Service, Office]]] = {Fault.MISSING: [], Fault.BELOW: []}
        self.offerings = [row for service in known.services.values() for row in self._offerings_of(service)]

    # ── what is offered ──

    def _offerings_of(self, service: Service) -> Iterator[Offering]:
        if service.base_id:
            yield from self._variant(service)
            return
        versions = [version for version in self.known.versions_of(service) if _begins(version) <= self.today]
        for office in self.offices if versions else ():
            yield from self._at(service, office, versions)

    def _variant(self, service: Service) -> Iterator[Offering]:
        """A ward's variant, at its ward office; on the telephone and on Saturdays it has hours of its own."""
        for office in self.offices:
            if office.ward_id == service.ward_id and office.kind == KIND.WARD_OFFICE:
                row = Offering(
                    city=self.city, service=service, office=office, level=Level.FULL, decided=Decided.COUNTER
                )
                row.valid_from = date(2024, 4, 1)
                if service.code == "juminhyo-minami":
                    row.opens, row.closes, row.note = time(8, 30), time(19), "午後5時15分からは宿直窓口"
                yield row

    def _at(self, service: Service, office: Office, versions: list[Standard]) -> Iterator[Offering]:
        """What an office offers, version of the standard after version: as demanded, less, or more, with its own habits."""
        fate, lag = self.chance.random() * 100, timedelta(days=30 * self.chance.randrange(0, 10))
        asks, early, at_hq = (self.chance.random() for _n in range(3))
        steps: list[tuple[date, str]] = []
        for n, version in enumerate(versions):
            level = self._level(office, version.levels.get(office.kind, Level.NONE), fate, service.code in CORE)
            since = max(_begins(version) + (lag if n else timedelta(0)), _begins(office))
            if since <= self.today and level != (steps[-1][1] if steps else Level.NONE):
                steps.append((since, level))
        self._note_fault(service, office, versions[-1], steps[-1][1] if steps else Level.NONE)
        standard = versions[-1]
        for (since, level), following in pairwise([*steps, None]):  # type: ignore[misc]
            if level == Level.NONE:
                continue
            row = Offering(city=self.city, service=service, office=office, level=level, valid_from=since)
            row.valid_to = following[0] if following else None
            if office.kind != KIND.KIOSK:
                row.decided = standard.decided if level == Level.FULL else Decided.HQ
                self._habits(row, asks, early, at_hq)
            yield row

    def _level(self, office: Office, demanded: str, fate: float, core: bool) -> str:
        below, missing = (share * KEEN.get(office.code, 1.0) for share in SHORT[office.kind])  # type: ignore[index]
        missing = 0 if core and office.kind != KIND.KIOSK else missing
        if demanded == Level.FULL:
            return Level.NONE if fate < missing else Level.REFERRAL if fate < missing + below else Level.FULL
        if demanded == Level.REFERRAL:
            beyond = BEYOND.get(office.kind, 0) / KEEN.get(office.code, 1.0)  # type: ignore[call-overload]
            return Level.NONE if fate < missing else Level.FULL if fate > 100 - beyond else Level.REFERRAL
        return Level.NONE

    def _habits(self, row: Offering, asks: float, early: float, at_hq: float) -> None:
        """Some ask for a paper too many, close a counter early, or send to headquarters what could be decided here."""
        small = row.office.kind != KIND.WARD_OFFICE
        if asks < (0.06 if small else 0.03) and row.service.documents:
            row.documents = [*row.service.documents, self.chance.choice(("印鑑", "住民票の写し", "世帯主の同意書"))]
        if early < (0.07 if small else 0.02):
            row.opens, row.closes = time(9), time(16) if small else time(16, 30)
            row.note = "担当者がいる時間のみ"
        if at_hq < (0.1 if small else 0.03) and row.level == Level.FULL:
            row.decided = Decided.HQ

    def _note_fault(self, service: Service, office: Office, standard: Standard, level: str) -> None:
        demanded = standard.levels.get(office.kind, Level.NONE)
        if level == Level.NONE != demanded:
            self.short[Fault.MISSING].append((service, office))
        elif level == Level.REFERRAL and demanded == Level.FULL:
            self.short[Fault.BELOW].append((service, office))

    # ── what was observed ──

    def observations(self) -> list[Observation]:
        """Each month of each offering that stood in it: cases, the average wait, the average days."""
        months = _months_before(self.today, MONTHS)
        found: list[Observation] = []
        weights = self._weights()
        for service_id, rows in _by_service(self.offerings).items():
            service = self.known.services[service_id]
            total = sum(weights[row.office_id] for row in rows if row.valid_to is None) or 1.0
            yearly = CASES.get(service.code, OTHERS if not service.base_id else 240)
            for row in rows:
                share = yearly / 12 * weights[row.office_id] / total * (0.5 if row.level == Level.REFERRAL else 1.0)
                found += self._months_of(service, row, share, months)
        return found

    def _months_of(self, service: Service, row: Offering, usual: float, months: list[date]) -> Iterator[Observation]:
        standard = self.standards.get(service.base_id or service.pk)
        ward = self.book.areas[row.office.ward_id].code if row.office.ward_id else ""
        chance, kiosk = self.chance.random, row.office.kind == KIND.KIOSK
        slow = (0.85 + 0.3 * chance()) * QUIET.get(row.office.kind, 0.5) * WAITING.get(ward, 1.0)  # type: ignore[call-overload]
        long = (0.55 + 0.35 * chance()) * TAKING.get(ward, 1.0) * (1.15 if row.level == Level.REFERRAL else 1.0)
        wait, lead = (standard.wait_minutes, standard.lead_days) if standard else (None, None)
        season = SPRING if service.code in MOVES else TAX if service.code in OF_TAX else {}
        for n, month in enumerate(months):
            if not row.valid_on(month):
                continue
            busy = season.get(month.month, 1.0)
            drift = 0.75 + 0.5 * n / MONTHS if kiosk else 1.1 - 0.2 * n / MONTHS  # people turn to the kiosks
            yield Observation(
                city_id=self.city.pk,
                service=service,
                office=row.office,
                month=month,
                volume=int(usual * busy * drift * (0.85 + 0.3 * chance()) + chance()),
                wait_minutes=None
                if kiosk or wait is None
                else round(wait * slow * (0.6 + 0.4 * busy) * (0.9 + 0.2 * chance()), 1),
                lead_days=self._lead(row, lead, long * (0.9 + 0.2 * chance()), kiosk),
            )

    @staticmethod
    def _lead(row: Offering, lead: int | None, factor: float, kiosk: bool) -> float | None:
        if lead is None:
            return None
        if kiosk or (lead == 0 and (row.level == Level.FULL or factor < 0.95)):
            return 0.0  # the same day; what is passed on quickly enough too
        return round((lead or 3) * factor, 1)

    def _weights(self) -> dict[int, float]:
        """How much business each office draws: its ward's people by its kind."""
        return {
            office.pk: SHARE[office.kind] * self._people(office) / KEEN.get(office.code, 1.0) ** 0.5  # type: ignore[index]
            for office in self.offices
        }

    def _people(self, office: Office) -> float:
        ward = self.book.area(office.ward_id)
        return float((ward.figures if ward else {}).get("people") or 100_000) / 100_000


def _begins(row: Dated) -> date:
    return row.valid_from or date.min


def _by_service(offerings: list[Offering]) -> dict[int, list[Offering]]:
    found: dict[int, list[Offering]] = {}
    for row in offerings:
        found.setdefault(row.service_id, []).append(row)
    return found


def _months_before(today: date, count: int) -> list[date]:
    """The first days of the last whole months, oldest first."""
    found, month = [], today.replace(day=1)
    for _n in range(count):
        month = (month - timedelta(days=1)).replace(day=1)
        found.append(month)
    return found[::-1]


# ── a few remedies, as people would have promised them ──

WORDS = {
    Fault.MISSING: "窓口の職員が研修を受け、本庁と端末をつないで取り扱いを始めます。",
    Fault.BELOW: "審査の権限を出張所長に移し、その場で決められるようにします。",
}
PROMISED = ((50, 20), (45, -5), (30, 60), (20, 90), (9, 120))  # days ago, days from today it is due; by ward


def _remedies(city: City, book: Directory, known: Counters, maker: _Maker, now: datetime) -> None:
    """Each ward has promised to mend one shortfall (one promise is past its day, one is kept); HQ has accepted another."""
    posts = {(post.role, post.office_id): post for post in Post.objects.select_related("office")}
    at_counter = {KIND.GENERAL_BRANCH, KIND.BRANCH}
    short = [(fault, *pair) for fault, pairs in maker.short.items() for pair in pairs if pair[1].kind in at_counter]
    for ward, (ago, due) in zip(book.wards, PROMISED, strict=False):
        planner = next(
            (post for (role, _o), post in posts.items() if role == "planner" and post.office.ward_id == ward.pk), None
        )
        found = [each for each in short if each[2].ward_id == ward.pk]
        if planner is None or not found:
            continue
        fault, service, office = maker.chance.choice(found)
        made = operations.promise_remedy(
            actor_in(planner, now - timedelta(days=ago), planner.office),
            service=service,
            office=office,
            fault=fault,
            owner=office,
            due=maker.today + timedelta(days=due),
            text=WORDS[Fault(fault)],
        )
        if ago == 50:
            operations.finish_remedy(actor_in(planner, now - timedelta(days=4), planner.office), remedy=made)
    _accepted(short, posts, maker, now)


def _accepted(short: list[Any], posts: dict[Any, Post], maker: _Maker, now: datetime) -> None:
    for fault, service, office in reversed(short):
        head = posts.get(("hq_head", service.owner_id))
        if head and fault == Fault.MISSING and office.kind == KIND.BRANCH:
            operations.accept_fault(
                actor_in(head, now - timedelta(days=14), head.office),
                service=service,
                office=office,
                fault=fault,
                until=maker.today + timedelta(days=300),
                because="利用が少なく、近くの総合出張所とコンビニ交付で足りるため、再編の結論が出るまで認めます。",
            )
            return
