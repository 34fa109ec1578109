"""The demo's indicators, plans and targets from demo/kumamoto, what is computed from its voices, and made-up values.

Values that are not computed are drawn by a seeded generator, and every one of them says so.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime
from importlib.resources import files

from django.db import transaction

from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import seal_entries
from wakimizu.apps.monitoring import imports, operations, periods, rules
from wakimizu.apps.monitoring.models import Indicator, Observation, PlanItem
from wakimizu.apps.monitoring.tasks import compute_city
from wakimizu.apps.monitoring.workflow import Cadence, Source
from wakimizu.shared.scoping import in_city

FILES = files("wakimizu.demo") / "kumamoto"
MADE_UP = "架空の値（デモ） Made up for the demo"
MONTHS, YEARS = 36, 5
STARTED = 12  # months ago: when one ward began to help people at the machines
HELPED = "43102"
MEMBERS = {
    "43101": (70.0, -0.6),
    "43102": (82.0, 0.3),
    "43103": (88.0, -0.4),
    "43104": (87.0, 0.2),
    "43105": (85.0, 0.5),
}
PROGRESS = {  # measure or action → state, per cent, what was noted, the same in English
    "sogo-2-1-vision": (
        "under_way",
        45,
        "各区のビジョンに沿った事業を始めている。",
        "Work that follows the wards' visions has begun.",
    ),
    "sogo-2-1-centre": (
        "under_way",
        65,
        "まちづくりセンターの支援の内容を、校区ごとに決めている。",
        "What community centres support is being settled, district by district.",
    ),
    "sogo-2-6-number": (
        "done",
        100,
        "番号の記載を防ぐ仕組みを入れた。",
        "A stop against noting My Numbers is in place.",
    ),
    "sogo-2-6-counter": (
        "under_way",
        50,
        "窓口の基準を定め、届かない箇所を直している。",
        "Standards of the counters are set; places that fall short are being mended.",
    ),
    "paper-1-1": (
        "under_way",
        60,
        "全窓口の実態を調べ終えた。届かない箇所に担当と期限を決めている。",
        "All counters have been examined. Those that fall short are getting an owner and a date.",
    ),
    "paper-1-2": (
        "under_way",
        40,
        "事務分掌の案を二つ作り、区と協議している。",
        "Two ways to share duties out are written; the wards are being consulted.",
    ),
    "paper-1-3": (
        "not_begun",
        0,
        "来年度の予算編成に向けて、論点を整理する。",
        "The questions for next year's budget are being put in order.",
    ),
    "paper-1-4": (
        "under_way",
        70,
        "声の受付から回答までを一つの流れにした。事業提案の仕組みはこれから。",
        "From a voice to its answer there is one way now. Proposals come next.",
    ),
    "paper-1-5": (
        "halted",
        20,
        "土木センターの見直しと合わせるため、いったん止めている。",
        "Halted for now, to be settled together with the civil engineering centres.",
    ),
    "paper-2-1": (
        "under_way",
        30,
        "二つの課の事務を洗い出した。",
        "The work of the two divisions has been listed.",
    ),
    "paper-2-2": (
        "under_way",
        25,
        "出張所の再編案を比べている。",
        "Plans for the branch offices are being compared.",
    ),
    "paper-2-3": (
        "done",
        100,
        "まちづくりセンターを置き、地域担当職員を配置した。",
        "Community centres are open, and liaison officers are there.",
    ),
    "paper-3-1": (
        "done",
        100,
        "五区の案内表示を同じ色と記号にそろえた。",
        "Signs in all five wards have the same colours and marks.",
    ),
    "paper-3-2": (
        "under_way",
        50,
        "待ち時間の目標を決め、毎月数えている。",
        "Waiting times have their targets and are counted every month.",
    ),
    "paper-3-3": (
        "under_way",
        55,
        "コンビニ交付を広げ、手続きナビを公開した。",
        "More is issued at convenience stores; the navigator is public.",
    ),
}


def make_monitoring(city: City, now: datetime, seed: int = 7) -> None:
    """After the voices, so that there is something to compute from."""
    with in_city(city.pk), transaction.atomic():
        actor = system_actor(city.pk, now)
        book = directory(city)
        for name, take in (
            ("indicators", imports.import_indicators),
            ("plan", imports.import_plan),
            ("aims", imports.import_aims),
        ):
            report = take(actor, city, book, (FILES / f"{name}.csv").read_bytes())
            if report.counts["refused"]:
                raise RuntimeError(f"demo/kumamoto/{name}.csv: {report.told}")
        _note_progress(actor)
        _values(actor, city, book, random.Random(seed))
        compute_city(city, now)
    while seal_entries(now):
        pass


def _note_progress(actor: Actor) -> None:
    items = {item.code: item for item in PlanItem.objects.select_related("owner")}
    for code, (state, percent, text, text_en) in PROGRESS.items():
        operations.note_progress(actor, item=items[code], state=state, percent=percent, text=text, text_en=text_en)


def _values(actor: Actor, city: City, book: Directory, chance: random.Random) -> None:
    known = {each.code: each for each in Indicator.objects.select_related("owner")}
    made = [
        *_convenience(known["convenience-share"], actor.today, book, chance),
        *_members(known["association-members"], actor.today, book),
        *_satisfied(known["satisfied"], actor.today, chance),
    ]
    operations.keep_observations(actor, observations=made, about=city)
    begun = periods.moved(periods.begin_of(actor.today, Cadence.MONTH), Cadence.MONTH, -STARTED)
    operations.name_beginning(
        actor,
        indicator=known["convenience-share"],
        day=begun,
        name="区役所での操作の手伝い",
        area=book.area_by_code[HELPED],
    )


def _convenience(indicator: Indicator, today: date, book: Directory, chance: random.Random) -> Iterator[Observation]:
    """Month by month and ward by ward; since it helps people at the machines, one ward has more."""
    for n, begins in enumerate(periods.ended(today, Cadence.MONTH, MONTHS)):
        sums = [0, 0]
        for ward in book.wards:
            issued = chance.randint(5200, 6400)
            share = 0.32 + 0.003 * n + chance.gauss(0, 0.008)
            if ward.code == HELPED and n >= MONTHS - STARTED:
                share += 0.06
            at_shops = round(issued * share)
            sums = [sums[0] + at_shops, sums[1] + issued]
            yield _made_up(indicator, begins, area_id=ward.pk, numerator=at_shops, denominator=issued)
        yield _made_up(indicator, begins, numerator=sums[0], denominator=sums[1])


def _members(indicator: Indicator, today: date, book: Directory) -> Iterator[Observation]:
    for n, begins in enumerate(periods.ended(today, Cadence.YEAR, YEARS)):
        sums = [0, 0]
        for ward in book.wards:
            start, step = MEMBERS[ward.code]
            households = 62_000
            members = round(households * (start + step * n) / 100)
            sums = [sums[0] + members, sums[1] + households]
            yield _made_up(indicator, begins, area_id=ward.pk, numerator=members, denominator=households)
        yield _made_up(indicator, begins, numerator=sums[0], denominator=sums[1])


def _satisfied(indicator: Indicator, today: date, chance: random.Random) -> Iterator[Observation]:
    for n, begins in enumerate(periods.ended(today, Cadence.YEAR, YEARS)):
        value = 60.5 + 2.1 * n + chance.uniform(-1, 1)
        ends = {"low": round(value - 2.6, 1), "high": round(value + 2.6, 1), "answers": 1400 + chance.randint(-80, 80)}
        yield _made_up(indicator, begins, value=round(value, 1), **ends)


def _made_up(indicator: Indicator, begins: date, **said: float) -> Observation:
    source = Source.SURVEY if indicator.source == Source.SURVEY else Source.FILE
    value = said.pop("value", None)
    if value is None:
        value = rules.worked_out(indicator, said["numerator"], said["denominator"], None)
    return Observation(indicator=indicator, begins=begins, value=value, source=source, said_by=MADE_UP, **said)
