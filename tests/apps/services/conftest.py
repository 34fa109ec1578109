"""A few services for the cast's town, and short ways to set a standard and to offer a service.

juminhyo   住民票の写し, of hq-kocho, a certificate of ¥300
kokuho     国民健康保険の加入, of hq-kocho
kaigo      要介護認定の申請, of hq-seisaku
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

FROM = date(2026, 4, 1)
SERVICES = [  # code, name, English name, owner, fee, documents, action of GIF 491-1
    ("juminhyo", "住民票の写し", "Copy of the resident record", "hq-kocho", 300, ["本人確認書類"], "戸籍・住民票・印鑑登録(など)"),
    ("kokuho", "国民健康保険の加入", "Joining the National Health Insurance", "hq-kocho", 0, ["資格喪失証明書", "本人確認書類"], "国民健康保険"),
    ("kaigo", "要介護認定の申請", "Request for long-term care", "hq-seisaku", None, ["介護保険被保険者証"], "高齢者・介護"),
]  # fmt: skip


@pytest.fixture
def services(town: Any) -> dict[str, Any]:
    """The town's catalogue, code → service."""
    from wakimizu.apps.services.models import Service

    rows = [
        Service(
            city=town.city, code=c, name=n, name_en=e, owner=town.offices[o], fee=f, documents=d, stage=s, summary=n
        )
        for c, n, e, o, f, d, s in SERVICES
    ]
    return {row.code: row for row in Service.objects.bulk_create(rows)}


@pytest.fixture
def standard(town: Any, services: dict[str, Any]) -> Callable[..., Any]:
    """standard("juminhyo", ward_office="full", branch="referral", wait_minutes=15, since=…): what every office must do."""
    from wakimizu.apps.services.models import Standard
    from wakimizu.apps.services.operations import set_standard
    from wakimizu.apps.services.workflow import COUNTERS

    def set_one(code: str, *, since: date = FROM, until: date | None = None, by: Any = None, **more: Any) -> Any:
        levels = {kind: more.pop(kind) for kind in COUNTERS if kind in more} or {"ward_office": "full"}
        row = Standard(service=services[code], levels=levels, valid_from=since, valid_to=until, **more)
        return set_standard(by or town.system(), standard=row)

    return set_one


@pytest.fixture
def offer(town: Any, services: dict[str, Any]) -> Callable[..., Any]:
    """offer("juminhyo", "w-kami", "full", since=…, opens=…): what an office offers."""
    from wakimizu.apps.services.models import Offering
    from wakimizu.apps.services.operations import offer_service

    def offer_one(
        code: str,
        office: str,
        level: str = "full",
        *,
        since: date = FROM,
        by: Any = None,
        until: date | None = None,
        **more: Any,
    ) -> Any:
        row = Offering(
            service=services[code], office=town.offices[office], level=level, valid_from=since, valid_to=until, **more
        )
        return offer_service(by or town.system(), offering=row)

    return offer_one
