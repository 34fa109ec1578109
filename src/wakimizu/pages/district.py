"""The district sheet 地域カルテ: what there is to know of a district on one printable page, joined from the rooms.

A room adds a section by one line in SECTIONS: its code, its title, its template (pages/district_CODE.html) and what it
reads. A section reads with a constant number of statements, whatever the district.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from wakimizu.apps.city.calendar import fiscal_year, fiscal_year_days
from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.city.queries import regional_hubs
from wakimizu.apps.community import queries as community
from wakimizu.apps.community.workflow import PERMISSIONS as COMMUNITY_PERMISSIONS
from wakimizu.apps.monitoring import joined as monitoring
from wakimizu.apps.monitoring.workflow import PERMISSIONS as MONITORING_PERMISSIONS
from wakimizu.apps.population import queries as people_queries
from wakimizu.apps.population.queries import Cell, Speaking
from wakimizu.apps.population.reach import WITHIN, district_reach
from wakimizu.apps.population.shops import NEAR_M
from wakimizu.apps.population.views import about
from wakimizu.apps.population.workflow import PERMISSIONS
from wakimizu.apps.services.counters import counter_offices, counters
from wakimizu.apps.services.workflow import Level
from wakimizu.apps.voices import queries as voice_queries
from wakimizu.apps.voices.workflow import PERMISSIONS as VOICE_PERMISSIONS
from wakimizu.shared.access import staff
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.words import named

AHEAD = 20  # years
TOPICS_SHOWN, OFFICES_SHOWN = 5, 6


@dataclass(frozen=True, slots=True)
class Asked:
    """What every section is asked about."""

    request: Request
    district: Area
    today: date
    known: Speaking
    cells: list[Cell]
    aged75: dict[int, float]  # cell → its people aged 75 or more


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the sheet. `read` returns what its template shows."""

    code: str
    title: Promise
    read: Callable[[Asked], dict[str, Any]]

    @property
    def template(self) -> str:
        return f"pages/district_{self.code}.html"


@staff
@require_safe
def district_chooser(request: Request) -> HttpResponse:
    """The districts, ward by ward; those one's own office serves first."""
    allow(request.actor, "see_population", table=PERMISSIONS)
    book, office = request.book, request.actor.office_id
    serving = book.serving(request.actor.today)
    mine = [district for district in book.districts if office in serving.get(district.pk, ())]
    groups = [(ward, book.districts_of(ward.pk), ward.pk == request.actor.ward_id) for ward in book.wards]
    return render(request, "pages/district_chooser.html", {"mine": mine, "groups": groups, "here": "district"})


@staff
@require_safe
def district_sheet(request: Request, code: str) -> HttpResponse:
    """One district on one page, for the screen and for paper (A4)."""
    allow(request.actor, "see_population", table=PERMISSIONS)
    district = request.book.area_by_code.get(code)
    if district is None or district.kind != Area.Kind.DISTRICT:
        raise Http404
    asked = _asked(request, district)
    sections = [{"section": section, **section.read(asked)} for section in SECTIONS]
    context = {"district": district, "ward": request.book.ward_of(district), "sections": sections}
    return render(request, "pages/district.html", context)


def _asked(request: Request, district: Area) -> Asked:
    known, today = people_queries.speaking(), request.actor.today
    cells = [cell for cell in people_queries.cells(request.book) if cell.district_id == district.pk]
    layer = known.now(Area.Kind.MESH, today)
    figures = people_queries.figures([layer])[layer] if layer else {}
    inside = {cell.pk for cell in cells}
    aged75 = {pk: figure.aged75 for pk, figure in figures.items() if pk in inside and figure.aged75 is not None}
    return Asked(request, district, today, known, cells, aged75)


# ── what each section reads ──────────────────────────────────────────────────────────────────────────────────────────


def people(asked: Asked) -> dict[str, Any]:
    """People now and in twenty years, by age; those of 75 and more who live alone."""
    years = asked.known.years()
    year = min(years, key=lambda each: abs(each - asked.today.year - AHEAD), default=None)
    place = people_queries.one_area(asked.district, asked.known, year, asked.today)
    return {**about(place, asked.known, year, named(asked.district)), "year": year}


def reach(asked: Asked) -> dict[str, Any]:
    """How far the nearest counter and regional hub are."""
    book = asked.request.book
    offices = [each for each in counter_offices(book.offices.values(), asked.today) if each.kind != Office.Kind.KIOSK]
    hubs = regional_hubs(book, asked.today)
    found = district_reach(asked.district, asked.cells, asked.aged75, offices, hubs, asked.today)
    return {"reach": found, "within": WITHIN}


def shops(asked: Asked) -> dict[str, Any]:
    """People aged 75 or more who have no shop within 500 m of the centre of their cell."""
    told = [cell for cell in asked.cells if cell.shop_m is not None and cell.pk in asked.aged75]
    far = sum(asked.aged75[cell.pk] for cell in told if cell.shop_m is not None and cell.shop_m > NEAR_M)
    total = sum(asked.aged75[cell.pk] for cell in told)
    layer = asked.known.now(Area.Kind.MESH, asked.today)
    return {
        "are_loaded": any(cell.shop_m is not None for cell in asked.cells),
        "has_people": bool(told),
        "far": far,
        "share": far / total if total else None,
        "metres": NEAR_M,
        "source": next((cell.shop_source for cell in told), ""),
        "layer": layer,
    }


def voices(asked: Asked) -> dict[str, Any]:
    """What was heard and answered, in numbers."""
    if not may(asked.request.actor, "see_overview", table=VOICE_PERMISSIONS):
        return {"heard": None}
    found = voice_queries.district_figures(asked.district, asked.today)
    topics = asked.request.catalogue.topic_by_id
    return {"heard": found, "topics": [(topics.get(topic), n) for topic, n in found.by_topic[:TOPICS_SHOWN]]}


def offices(asked: Asked) -> dict[str, Any]:
    """The offices that serve the district, and how many services each handles."""
    book, known = asked.request.book, counters(asked.request.city)
    areas = [asked.district.pk, asked.district.parent_id or 0]
    serving = book.serving(asked.today)
    numbers = {number for area in areas for number in serving.get(area, ())}
    rows = []
    for office in counter_offices((book.offices[number] for number in numbers if number in book.offices), asked.today):
        levels = [row.level for row in known.offered_at(office, asked.today)]
        rows.append({"office": office, "full": levels.count(Level.FULL), "passed": levels.count(Level.REFERRAL)})
    return {"offices": rows[:OFFICES_SHOWN]}


def indicators(asked: Asked) -> dict[str, Any]:
    """The newest of every indicator, of the district or of its ward, and where that stands."""
    if not may(asked.request.actor, "see_indicators", table=MONITORING_PERMISSIONS):
        return {"seen": []}
    book = asked.request.book
    return {"seen": monitoring.of_district(asked.district, book.ward_of(asked.district), book)}


def visits(asked: Asked) -> dict[str, Any]:
    """Visits and meetings, partners, and what was granted; those of other wards are their own."""
    ward = community.seen_ward(asked.request.actor)
    if ward is not None and ward != asked.district.parent_id:
        return {"met": None}
    if not may(asked.request.actor, "see_community", table=COMMUNITY_PERMISSIONS):
        return {"met": None}
    year_from = fiscal_year_days(fiscal_year(asked.today))[0]
    found = community.of_district(asked.district, asked.today, year_from)
    return {"met": found, "rows": [row for row in found.visits if ward is None or row.ward_id == ward]}


SECTIONS = [
    Section("people", _("People now and in twenty years"), people),
    Section("voices", _("Needs and answers"), voices),
    Section("reach", _("How far the counters are"), reach),
    Section("shops", _("Shops nearby"), shops),
    Section("offices", _("Offices that serve the district"), offices),
    Section("indicators", _("What is measured here"), indicators),
    Section("visits", _("Visits and meetings"), visits),
]
