"""Maps without an outside server: the city's own outlines as GeoJSON for the browser, and drawn as SVG on the server."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from string import ascii_uppercase
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wakimizu.apps.city import maps as city_maps
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.city.queries import regional_hubs
from wakimizu.apps.voices.models import Need
from wakimizu.shared.words import named

LetteredHub = tuple[str, Area, Area | None]  # its letter, itself, its ward


def base(book: Directory, today: date) -> dict[str, Any]:
    """Outlines of districts, or of wards where districts have none, and hubs as points: a GeoJSON FeatureCollection."""
    outlined = [
        {
            "type": "Feature",
            "properties": {"name": named(area), "kind": area.kind},
            "geometry": json.loads(area.outline),
        }
        for area in [*book.districts, *book.wards]
        if area.outline
    ]
    hubs = [
        {
            "type": "Feature",
            "properties": {
                "name": named(hub),
                "kind": hub.kind,
                "letter": letter,
                "label": str(hub.get_kind_display()),
                "where": named(ward) if ward else "",
            },
            "geometry": {"type": "Point", "coordinates": [hub.lon, hub.lat]},
        }
        for letter, hub, ward in hubs_of(book, today)
    ]
    return {"type": "FeatureCollection", "features": [*outlined, *hubs]}


def hubs_of(book: Directory, today: date) -> list[LetteredHub]:
    """The regional hubs, each with the letter by which map and list name it (numbers count needs) and its ward."""
    hubs = regional_hubs(book, today)
    return [(_letter(place), hub, book.ward_of(hub)) for place, hub in enumerate(hubs)]


def _letter(place: int) -> str:
    """A … Z, AA, AB …"""
    before, last = divmod(place, len(ascii_uppercase))
    return (_letter(before - 1) if before else "") + ascii_uppercase[last]


def points(needs: Sequence[Need], book: Directory, today: date) -> dict[str, Any]:
    """Needs as GeoJSON points with what the map shows of each."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "title": need.title,
                    "url": reverse("need_public", args=[need.pk]),
                    "label": str(need.get_state_display()) if need.due >= today else _("Overdue"),
                    "tone": need.tone if need.due >= today else "late",
                    "where": named(book.area(need.district_id)) if need.district_id else "",
                },
                "geometry": {"type": "Point", "coordinates": [need.lon, need.lat]},
            }
            for need in needs
        ],
    }


def bounds(book: Directory) -> str:
    """West, south, east, north of the city's centres, with a margin, as the map wants it."""
    box = city_maps.box_of(book)
    return ",".join(f"{value:.4f}" for value in box) if box else ""


def drawing(book: Directory, needs: Sequence[Need] = (), hubs: Sequence[LetteredHub] = ()) -> SafeString:
    """The map as SVG, for browsers without JavaScript or WebGL and for paper.

    Needs are counted by district. Hubs carry their letter in the list beside it: names would not be legible.
    """
    sheet = city_maps.paper(book)
    if sheet is None:
        return city_maps.drawing(book, None)
    counts = Counter(need.district_id for need in needs if need.district_id)
    circles = format_html_join(
        "",
        '<g transform="translate({} {})"><title>{}: {}</title><circle cy="-{}" r="{}" class="map-need"/>'
        '<text y="{}" class="map-count">{}</text></g>',
        (
            _circle(area, counts[area.pk], sheet)
            for area in book.districts
            if area.pk in counts and area.lat and area.lon
        ),
    )
    diamonds = format_html_join(
        "",
        '<g transform="translate({} {})"><title>{}</title><path d="M0 0 24 24 0 48-24 24z" class="map-hub"/>'
        '<text y="32" class="map-letter">{}</text></g>',
        ((*sheet.at(*_place(hub)), named(hub), letter) for letter, hub, _ward in hubs),
    )
    return city_maps.drawing(book, sheet, diamonds, circles)


def _place(area: Area) -> tuple[float, float]:
    return area.lat or 0.0, area.lon or 0.0


def _circle(area: Area, count: int, sheet: city_maps.Paper) -> tuple[Any, ...]:
    """Standing on its place, as a hub hangs below its own: near each other both can be read."""
    radius = round(min(14 + 2 * count**0.5, 30), 1)
    return *sheet.at(*_place(area)), named(area), count, radius, radius, round(7 - radius, 1), count
