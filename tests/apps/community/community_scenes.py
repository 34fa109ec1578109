"""What the tests of this room do again and again with the cast: 上区's liaison meets the council of 桜校区."""

import secrets
from datetime import date, time
from typing import Any

from tests.cast import NOW, Town
from wakimizu.apps.community.models import Partner, Visit
from wakimizu.apps.community.operations import cases, partners, visits
from wakimizu.apps.community.operations.cases import Story
from wakimizu.apps.community.operations.partners import About, Lending
from wakimizu.apps.community.operations.visits import Meeting

LIAISON, PLANNER = ("liaison", "c-sakura"), ("planner", "w-kami-machi")
TODAY = date(2026, 11, 24)


def partner_of(
    town: Town, name: str = "桜校区自治協議会", *, by: Any = None, ward: str = "43991", **more: Any
) -> Partner:
    about = {"kind": "council", "areas": [town.areas["43991-01"]], "mutual_help": "見守りと防災訓練", **more}
    return partners.keep_partner(by or town.actor(*LIAISON), ward=town.areas[ward], about=About(name=name, **about))


def meeting(town: Town, **more: Any) -> Meeting:
    facts = {
        "kind": "meeting", "title": "自治協議会の定例会", "day": TODAY, "districts": [town.areas["43991-01"]],
        "begins": time(19), "ends": time(20, 30), "place": "桜公民館", "minutes": "街灯の話が出た。", **more,
    }  # fmt: skip
    return Meeting(**facts)


def visit_of(
    town: Town, *, by: Any = None, office: str = "c-sakura", at: Any = NOW, sending: str = "", **more: Any
) -> Visit:
    pictures = more.pop("pictures", ())
    return visits.note_visit(
        by or town.actor(*LIAISON, at), office=town.offices[office], meeting=meeting(town, **more),
        sending=sending or secrets.token_hex(16), pictures=pictures,
    )  # fmt: skip


def story(**more: Any) -> Story:
    facts = {
        "title": "街灯を住民が点検する当番", "where": "北の町 川上校区", "district_kind": "suburb", "problem": "夜道が暗い。街灯が消えても気づかれない。",
        "tried": "町内会が月に一度、街灯を見て回り、市へまとめて知らせた。", "outcome": "worked", "source": "川上校区の広報", "began": 2022, **more,
    }  # fmt: skip
    return Story(**facts)


def case_of(town: Town, *, by: Any = None, **more: Any) -> Any:
    return cases.keep_case(by or town.actor(*LIAISON), story=story(**more), ward=town.areas["43991"])


def lent(town: Town, partner: Partner, *, by: Any = None, **more: Any) -> Any:
    facts = {"kind": "loan", "what": "テント二張", "since": date(2026, 10, 1), "until": date(2026, 10, 20), **more}
    return partners.lend(by or town.actor(*LIAISON), partner=partner, lending=Lending(**facts))


def typed(**more: Any) -> dict[str, Any]:
    """The visit's form, filled in as shortly as it may be."""
    return {
        "title": "桜校区の集い", "kind": "meeting", "day": "2026-11-20", "districts": ["43991-01"], "sending": secrets.token_hex(16), **more,
    }  # fmt: skip
