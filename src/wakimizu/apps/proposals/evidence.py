"""What speaks for a proposal, gathered by itself from the rooms below. Figures only; each row says what it is and where it leads.

The rules:
1. Voices and needs: those behind it today, through merges and splits; when they came, and from which districts.
2. People: of the districts these needs lie in; of the whole ward where no district is known. Now, and in about twenty years.
3. Indicators: those it means to move, as last observed there; and what else is off its path in the ward.
4. Counters: where the ward's fall short of the standard.
5. Elsewhere: open needs of the same topics in other wards, which the same measure might serve; those with like words by name.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min
from django.db.models.functions import TruncMonth
from django.utils import timezone

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.monitoring.joined import off_in_ward
from wakimizu.apps.monitoring.models import Observation
from wakimizu.apps.population import queries as people
from wakimizu.apps.proposals import lineage
from wakimizu.apps.proposals.models import Effect, Proposal
from wakimizu.apps.services.parity.audit import audit
from wakimizu.apps.voices.analysis import most_alike
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.models import Need, NeedVoice, Voice
from wakimizu.apps.voices.workflow import NeedState

AHEAD = 20  # years
MONTHS, MOST, OFF_PATH, LOOKED_AT = 12, 5, 3, 300  # months, districts and needs shown, indicators, needs compared
OPEN = [NeedState.ASSIGNED, NeedState.APPROVAL]
Row = dict[str, Any]


def gathered(proposal: Proposal, book: Directory, catalogue: Catalogue, today: date) -> dict[str, Any]:
    """rows: [{what, …figures, link}], as `wording.evidence` says them. A constant number of statements; JSON throughout."""
    numbers = lineage.needs_behind(proposal.city_id, [proposal.pk]).get(proposal.pk, set())
    needs = list(Need.objects.filter(pk__in=numbers).exclude(state=NeedState.MERGED))
    districts = sorted({need.district_id for need in needs if need.district_id})
    rows = [
        _voices(numbers),
        *_months(numbers),
        *_districts(numbers, book),
        _needs(needs),
        *_people(proposal, districts, book, today),
        *_indicators(proposal),
        *_off_path(proposal, book),
        *_counters(proposal, book, today),
        *_elsewhere(proposal, needs, catalogue),
        *_alike(proposal, needs),
    ]
    return {"day": str(today), "rows": [row for row in rows if row]}


def _voices(needs: Collection[int]) -> Row:
    links = NeedVoice.objects.filter(need__in=needs, until=None)
    found = links.aggregate(
        n=Count("voice", distinct=True), first=Min("voice__received_at"), last=Max("voice__received_at")
    )
    reopened = Entry.objects.filter(
        operation="reopen_voice", object_type="voices.Voice", object_id__in=links.values("voice_id")
    )
    return {
        "what": "voices", "n": found["n"], "first": _day(found["first"]), "last": _day(found["last"]),
        "reopened": reopened.values("object_id").distinct().count(),
    }  # fmt: skip


def _months(needs: Collection[int]) -> list[Row]:
    """How many came in each month, the last year of them; nothing for a single month."""
    voices = Voice.objects.filter(links__need__in=needs, links__until=None)
    by_month = voices.order_by().annotate(month=TruncMonth("received_at")).values_list("month")
    counted = {timezone.localdate(month): n for month, n in by_month.annotate(n=Count("pk", distinct=True))}
    if len(counted) < 2:
        return []
    last = max(counted)
    months = [date(last.year - (last.month <= back), (last.month - back - 1) % 12 + 1, 1) for back in range(MONTHS)]
    shown = [(str(month)[:7], counted.get(month, 0)) for month in reversed(months) if month >= min(counted)]
    return [{"what": "months", "months": shown}]


def _districts(needs: Collection[int], book: Directory) -> list[Row]:
    links = NeedVoice.objects.filter(need__in=needs, until=None).exclude(voice__district=None)
    found = links.order_by().values_list("voice__district").annotate(n=Count("voice", distinct=True)).order_by("-n")
    names = [(area.name, area.name_en, n) for number, n in found if (area := book.area(number))]
    return [{"what": "districts", "most": names[:MOST], "others": len(names[MOST:])}] if names else []


def _day(moment: Any) -> str:
    return str(timezone.localdate(moment)) if moment else ""


def _needs(needs: list[Need]) -> Row:
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
            "public": each.indicator.public,
        }
        for each in effects
        if (seen := last.get((each.indicator_id, each.area_id))) is not None
    ]  # fmt: skip


def _off_path(proposal: Proposal, book: Directory) -> list[Row]:
    """What else is off its path in the ward, the farthest first."""
    ward = book.area(proposal.ward_id)
    meant = set(Effect.objects.filter(proposal=proposal).values_list("indicator_id", flat=True))
    off = [each for each in off_in_ward(ward, book) if each.indicator.pk not in meant] if ward else []
    return [
        {
            "what": "off_path", "code": each.indicator.code, "name": each.indicator.name, "name_en": each.indicator.name_en,
            "unit": each.indicator.unit, "value": each.observation.value, "asked": each.asked,
            "begins": str(each.observation.begins), "public": each.indicator.public,
        }
        for each in off[:OFF_PATH]
    ]  # fmt: skip


def _counters(proposal: Proposal, book: Directory, today: date) -> list[Row]:
    found = [each for each in audit(book.city, today).deviations if each.office.ward_id == proposal.ward_id]
    offices = {each.office.pk for each in found}
    return [{"what": "counters", "n": len(found), "offices": len(offices)}] if found else []


def _alike(proposal: Proposal, needs: list[Need]) -> list[Row]:
    """Open needs of other wards whose titles have like words; public ones only, for anybody will read them here."""
    rows = Need.objects.filter(topic__in={need.topic_id for need in needs}, state__in=OPEN, public=True)
    others = list(rows.exclude(ward=proposal.ward_id).order_by("-pk")[:LOOKED_AT])
    best: dict[int, Any] = {}
    for need in needs[:MOST]:
        for found in most_alike(need.title, others, MOST):
            if found.need.pk not in best or found.likeness > best[found.need.pk].likeness:
                best[found.need.pk] = found
    ranked = sorted(best.values(), key=lambda found: -found.likeness)[:MOST]
    return [{"what": "alike", "needs": [(found.need.pk, found.need.title) for found in ranked]}] if ranked else []


def _elsewhere(proposal: Proposal, needs: list[Need], catalogue: Catalogue) -> list[Row]:
    topics = {need.topic_id for need in needs}
    rows = Need.objects.filter(topic__in=topics, state__in=OPEN)
    others = rows.exclude(ward=proposal.ward_id).exclude(ward=None).order_by().values("topic_id")
    found = others.annotate(n=Count("pk"), wards=Count("ward", distinct=True)).values_list("topic_id", "n", "wards")
    return [
        {"what": "elsewhere", "topic": topic.name, "topic_en": topic.name_en, "n": n, "wards": wards}
        for number, n, wards in found
        if (topic := catalogue.topic_by_id.get(number)) is not None
    ]
