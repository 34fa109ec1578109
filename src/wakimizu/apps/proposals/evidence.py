"""What speaks for a proposal, gathered by itself from the rooms below. Figures only; each row says what it is and where it leads.

The rules:
1. Voices and needs: those behind it today, through merges and splits.
2. People: of the districts these needs lie in; of the whole ward where no district is known. Now, and in about twenty years.
3. Indicators: those it means to move, as last observed there.
4. Elsewhere: open needs of the same topics in other wards, which the same measure might serve.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils import timezone

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.monitoring.models import Observation
from wakimizu.apps.population import queries as people
from wakimizu.apps.proposals import lineage
from wakimizu.apps.proposals.models import Effect, Proposal
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.models import Need, NeedVoice
from wakimizu.apps.voices.workflow import NeedState

AHEAD = 20  # years
Row = dict[str, Any]


def gathered(proposal: Proposal, book: Directory, catalogue: Catalogue, today: date) -> dict[str, Any]:
    """rows: [{what, …figures, link}], as `wording.evidence` says them. A constant number of statements; JSON throughout."""
    numbers = lineage.needs_behind(proposal.city_id, [proposal.pk]).get(proposal.pk, set())
    needs = list(Need.objects.filter(pk__in=numbers).exclude(state=NeedState.MERGED))
    districts = sorted({need.district_id for need in needs if need.district_id})
    rows = [
        _voices(proposal, numbers),
        _needs(proposal, needs),
        *_people(proposal, districts, book, today),
        *_indicators(proposal),
        *_elsewhere(proposal, needs, catalogue),
    ]
    return {"day": str(today), "rows": [row for row in rows if row]}


def _voices(proposal: Proposal, needs: Collection[int]) -> Row:
    links = NeedVoice.objects.filter(need__in=needs, until=None)
    found = links.aggregate(
        n=Count("voice", distinct=True), first=Min("voice__received_at"), last=Max("voice__received_at")
    )
    reopened = Entry.objects.filter(
        operation="reopen_voice", object_type="voices.Voice", object_id__in=links.values("voice_id")
    ).count()
    return {
        "what": "voices", "n": found["n"], "first": _day(found["first"]), "last": _day(found["last"]), "reopened": reopened,
        "link": reverse("trace", args=["proposal", proposal.pk]) if proposal.pk else "",
    }  # fmt: skip


def _day(moment: Any) -> str:
    return str(timezone.localdate(moment)) if moment else ""


def _needs(proposal: Proposal, needs: list[Need]) -> Row:
    return {"what": "needs", "n": len(needs), "answered": sum(need.state == NeedState.ANSWERED for need in needs)}


def _people(proposal: Proposal, districts: list[int], book: Directory, today: date) -> list[Row]:
    """The people of the districts concerned, else of the ward."""
    known = people.speaking()
    kind = Area.Kind.DISTRICT if districts else Area.Kind.WARD
    areas = districts or [proposal.ward_id or 0]
    years = known.years()
    year = min(years, key=lambda each: abs(each - today.year - AHEAD), default=None)
    now, then = known.now(kind, today), known.then(kind, year)
    found = people.figures([now, then])

    def together(layer: Any) -> people.Figure | None:
        return people.add(found[layer][area] for area in areas if area in found[layer]) if layer else None

    today_there, later = together(now), together(then)
    if today_there is None or now is None:
        return []
    row = {
        "what": "people", "total": round(today_there.total), "aged75": _whole(today_there.aged75), "districts": len(districts),
        "table": now.table.source, "of": str(now.day),
    }  # fmt: skip
    if later is not None:
        row |= {"year": year, "later": round(later.total), "later75": _whole(later.aged75)}
    return [row]


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _indicators(proposal: Proposal) -> list[Row]:
    """Those it means to move. Two statements."""
    effects = list(Effect.objects.filter(proposal=proposal).select_related("indicator", "area"))
    rows = Observation.objects.filter(indicator__in=[each.indicator_id for each in effects], office=None)
    places = {each.area_id for each in effects}
    rows = rows.filter(area__in=[place for place in places if place]) | rows.filter(area=None)
    last: dict[tuple[int, int | None], Observation] = {}
    for row in rows.order_by("begins"):
        last[row.indicator_id, row.area_id] = row
    return [
        {
            "what": "indicator", "code": each.indicator.code, "name": each.indicator.name, "name_en": each.indicator.name_en,
            "unit": each.indicator.unit, "area": each.area.name if each.area else "", "value": seen.value, "begins": str(seen.begins),
            "link": reverse("indicator", args=[each.indicator.code]),
        }
        for each in effects
        if (seen := last.get((each.indicator_id, each.area_id))) is not None
    ]  # fmt: skip


def _elsewhere(proposal: Proposal, needs: list[Need], catalogue: Catalogue) -> list[Row]:
    topics = {need.topic_id for need in needs}
    rows = Need.objects.filter(topic__in=topics, state__in=[NeedState.ASSIGNED, NeedState.APPROVAL])
    others = rows.exclude(ward=proposal.ward_id).exclude(ward=None).order_by().values("topic_id")
    found = others.annotate(n=Count("pk"), wards=Count("ward", distinct=True)).values_list("topic_id", "n", "wards")
    return [
        {"what": "elsewhere", "topic": topic.name, "topic_en": topic.name_en, "n": n, "wards": wards}
        for number, n, wards in found
        if (topic := catalogue.topic_by_id.get(number)) is not None
    ]
