"""Indicators of the cast's town: one that is entered, one that is computed; a plan with an action and two visions."""

from datetime import date

from wakimizu.apps.monitoring.models import Indicator, Observation, PlanItem

POLICY, PLANNER, MAYOR, CLERK = (
    ("policy", "hq-seisaku"),
    ("planner", "w-kami-machi"),
    ("mayor", "w-kami"),
    ("clerk", "w-kami-kumin"),
)
HEARING = ("hq", "hq-kocho")


def indicator(town, code="members", **more):
    facts = {
        "name": "加入率", "name_en": "Members", "numerator": "加入世帯", "numerator_en": "Member households",
        "denominator": "全世帯", "denominator_en": "Households", "unit": "percent", "direction": "up", "cadence": "year",
        "owner": town.offices.get("hq-kocho"), "source": "entered",
    }  # fmt: skip
    return Indicator.objects.create(city=town.city, code=code, **{**facts, **more})


def value(of, begins, number, area=None, **more):
    return Observation.objects.create(
        city=of.city, indicator=of, begins=begins, value=number, area=area, source="entered", said_by="統計書",
        noted_at="2026-11-01T00:00Z", **more,
    )  # fmt: skip


def item(town, code, kind="action", **more):
    return PlanItem.objects.create(
        city=town.city, code=code, kind=kind, name=f"項目 {code}", name_en=f"Item {code}", **more
    )


def april(year):
    return date(year, 4, 1)
