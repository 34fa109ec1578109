"""Pictures of the population room as SVG drawn here: pyramid and map. Each stands beside a table.

No picture says anything by colour alone: now is filled and later is an outline, classes of a
map by their patterns and their numbers.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import cos, floor, log10, radians
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from wakimizu.apps.city.mesh import square
from wakimizu.apps.city.models import Area
from wakimizu.apps.population.queries import Ages, Cell
from wakimizu.shared.charts import joined, picture, round_up
from wakimizu.shared.words import named

# ── a pyramid ────────────────────────────────────────────────────────────────────────────────────────────────────────

HALF, MIDDLE, YEAR, HEAD, FOOT, SIDE = (
    250,
    64,
    3.6,
    26,
    24,
    30,
)  # widths of a half and of the ages; height of a year of age; room for marks
OPEN_YEARS = 5  # the last, open group is drawn as wide as five years


def age_word(first: int, after: int | None) -> str:
    return f"{first}–{after - 1}" if after is not None else f"{first}+"


def age_words(ages: Sequence[int]) -> list[str]:
    return [age_word(first, after) for first, after in zip(ages, [*ages[1:], None], strict=True)]


def pyramid(now: Ages, then: Ages | None, title: str) -> SafeString:
    """Men to the left, women to the right, young below. A bar's area is its people, so broad groups do not loom."""
    spans = [after - first for first, after in zip(now.ages, now.ages[1:], strict=False)] + [OPEN_YEARS]
    height = HEAD + sum(spans) * YEAR
    sides = [side for each in (now, then) if each for side in (each.male, each.female)]
    most = max(value / span for side in sides for value, span in zip(side, spans, strict=True)) or 1.0
    step = round_up(most * 5 / 2) / 5  # marks in people of a five-year group
    scale = HALF / max(most, step * 2)
    drawn = []
    for ages, name in ((now, "pyramid-now"), (then, "pyramid-then")):
        if ages:
            drawn += [_side(ages.male, spans, scale, name, True), _side(ages.female, spans, scale, name, False)]
    names = format_html_join(
        "", '<text class="pyramid-age" x="{}" y="{}">{}</text>',
        (
            (HALF + MIDDLE / 2, f"{middle + 4:.1f}", word)
            for word, middle, span in zip(age_words(now.ages), _middles(spans, height), spans, strict=True)
            if span * YEAR >= 12
        ),
    )  # fmt: skip
    marks = [(side, n) for side in (-1, 1) for n in (1, 2)]
    at = [(HALF + (0 if side < 0 else MIDDLE) + side * n * step * scale, n * step * 5) for side, n in marks]
    lines = format_html_join(
        "", '<line class="chart-grid" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><text class="pyramid-mark" x="{0}" y="{3}">{4}</text>',
        ((f"{x:.1f}", HEAD, f"{height:.1f}", f"{height + 16:.1f}", f"{people:,.0f}") for x, people in at),
    )  # fmt: skip
    heads = format_html(
        '<text class="pyramid-head" x="{}" y="16">{}</text><text class="pyramid-head" x="{}" y="16">{}</text>',
        HALF / 2, _("Men"), HALF * 1.5 + MIDDLE, _("Women"),
    )  # fmt: skip
    drawn_all = format_html("{}{}{}{}", lines, heads, joined(drawn), names)
    return picture(2 * HALF + MIDDLE, height + FOOT, title, drawn_all, SIDE)


def _middles(spans: Sequence[int], height: float) -> list[float]:
    tops = [height - YEAR * sum(spans[: n + 1]) for n in range(len(spans))]
    return [top + span * YEAR / 2 for top, span in zip(tops, spans, strict=True)]


def _side(values: Sequence[float], spans: Sequence[int], scale: float, name: str, left: bool) -> SafeString:
    """One outline around all bars of a side, from the youngest up."""
    y = HEAD + sum(spans) * YEAR
    zero = HALF if left else HALF + MIDDLE
    points = [(float(zero), y)]
    for value, span in zip(values, spans, strict=True):
        x = zero + (-1 if left else 1) * value / span * scale
        points += [(x, y), (x, y - span * YEAR)]
        y -= span * YEAR
    points.append((float(zero), y))
    return format_html('<path class="{}" d="{}Z"/>', name, "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points))


# ── a map ────────────────────────────────────────────────────────────────────────────────────────────────────────────

MAP_WIDTH, CLASSES, MARGIN = 800.0, 5, 0.006
Corners = tuple[float, float, float, float]  # west, south, east, north


@dataclass(frozen=True, slots=True)
class Class:
    """A class of a map's legend: from (included) to (excluded; the last one included), and how many areas it has."""

    number: int
    least: float
    most: float
    areas: int


def classes(values: Iterable[float], with_zero: bool = False) -> list[Class]:
    """At most five classes of about equally many areas, with round bounds; for changes one bound is zero."""
    ordered = sorted(values)
    if not ordered:
        return []
    low, high = ordered[0], ordered[-1]
    bounds = {_rounded(ordered[len(ordered) * n // CLASSES], high - low) for n in range(1, CLASSES)}
    inner = sorted(each for each in bounds if low < each < high)
    if with_zero and low < 0 < high and inner:
        inner[min(range(len(inner)), key=lambda n: abs(inner[n]))] = 0.0
        inner = sorted(set(inner))
    edges = [low, *inner, high]
    found = []
    for n, (least, most) in enumerate(pairwise(edges)):
        last = n == len(edges) - 2
        inside = sum(least <= value < most or (last and value == most) for value in ordered)
        found.append(Class(n + 1, least, most, inside))
    return found


def _rounded(value: float, span: float) -> float:
    """To a tenth of the span's order of size, so that bounds can be read."""
    if span <= 0:
        return value
    digits = 1 - floor(log10(span))
    return round(value, digits)


def class_of(value: float, known: Sequence[Class]) -> int:
    return next((each.number for each in reversed(known) if value >= each.least), 1)


def _pattern(number: int, side: int, ink: str) -> str:
    ground = f'<rect class="map-fill-{number}" width="{side}" height="{side}"/>'
    return f'<pattern id="pat{number}" width="{side}" height="{side}" patternUnits="userSpaceOnUse">{ground}{ink}</pattern>'


# Class 1 is plain and 5 is dark; between them the patterns grow denser, so that they can be told without colour.
PATTERNS = mark_safe(  # noqa: S308  no word of anybody's is in it
    "<defs>"
    + _pattern(2, 6, '<circle class="map-ink" cx="3" cy="3" r=".8"/>')
    + _pattern(3, 5, '<path class="map-stroke" d="M0 5 5 0"/>')
    + _pattern(4, 6, '<circle class="map-light" cx="3" cy="3" r=".9"/>')
    + "</defs>"
)


def _fill(number: int) -> SafeString:
    """Where a class has a pattern, its address; in a style sheet it would be looked for beside the sheet."""
    return mark_safe(f' fill="url(#pat{number})"' if number in (2, 3, 4) else "")  # noqa: S308  a number of ours


def key_sign(number: int) -> SafeString:
    """The class as the legend shows it."""
    return format_html(
        '<svg class="map-swatch" viewBox="0 0 28 20" width="28" height="20" aria-hidden="true" focusable="false">'
        '<rect class="map-class map-class-{}"{} width="28" height="20"/></svg>',
        number, _fill(number),
    )  # fmt: skip


def area_map(
    areas: Sequence[Area], values: dict[int, float], known: Sequence[Class], words: dict[int, str], title: str
) -> SafeString:
    """Districts or wards, each with the number of its class; without an outline an area is a disc at its centre."""
    drawn_areas = [area for area in areas if area.lat is not None and area.lon is not None]
    if not drawn_areas:
        return mark_safe("")
    corners = _corners(tuple(area.outline for area in drawn_areas), tuple((area.lon, area.lat) for area in drawn_areas))
    shapes, labels = [], []
    for area in drawn_areas:
        number = class_of(values[area.pk], known) if area.pk in values else 0
        x, y = _at(corners, area.lon, area.lat)
        d = (
            _outline_path(corners, area.outline)
            if area.outline
            else f"M{x - 22} {y}a22 22 0 1 0 44 0a22 22 0 1 0-44 0Z"
        )
        shapes.append((number, _fill(number), d, named(area), words.get(area.pk, "–")))
        labels.append((number, x, y + 4, number or "–"))
    drawn = format_html_join("", '<path class="map-class map-class-{}"{} d="{}"><title>{} {}</title></path>', shapes)
    numbers = format_html_join("", '<text class="map-number map-number-{}" x="{}" y="{}">{}</text>', labels)
    return _map(corners, title, format_html("{}{}", drawn, numbers))


def cell_map(
    cells: Sequence[Cell], wards: Sequence[Area], values: dict[int, float], known: Sequence[Class], title: str
) -> SafeString:
    """Grid squares, all of a class in one path; the wards' outlines above them."""
    squares = [(square(cell.code), class_of(values[cell.pk], known)) for cell in cells if cell.pk in values]
    if not squares:
        return mark_safe("")
    west, east = min(each.west for each, _n in squares), max(each.east for each, _n in squares)
    south, north = min(each.south for each, _n in squares), max(each.north for each, _n in squares)
    corners = (west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)
    by_class: dict[int, list[str]] = {}
    for each, number in squares:
        (x, y), (x2, y2) = _at(corners, each.west, each.north), _at(corners, each.east, each.south)
        by_class.setdefault(number, []).append(f"M{x} {y}H{x2}V{y2}H{x}Z")
    drawn = format_html_join(
        "", '<path class="map-class map-class-{} map-cell"{} d="{}"/>', ((n, _fill(n), "".join(by_class[n])) for n in sorted(by_class))
    )  # fmt: skip
    lines = format_html_join(
        "", '<path class="map-border" d="{}"/>', ((_outline_path(corners, ward.outline),) for ward in wards if ward.outline)
    )  # fmt: skip
    return _map(corners, title, format_html("{}{}", drawn, lines))


def _map(corners: Corners, title: str, drawn: SafeString) -> SafeString:
    height = _at(corners, corners[0], corners[1])[1]
    return format_html(
        '<svg class="population-map" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        int(MAP_WIDTH), int(height), title, PATTERNS, drawn,
    )  # fmt: skip


def _at(corners: Corners, lon: Any, lat: Any) -> tuple[float, float]:
    west, south, east, north = corners
    scale = MAP_WIDTH / (east - west)
    return round((lon - west) * scale, 1), round((north - lat) * scale / cos(radians((south + north) / 2)), 1)


@lru_cache(maxsize=32)
def _corners(outlines: tuple[str, ...], centres: tuple[tuple[float, float], ...]) -> Corners:
    points = [point for text in outlines if text for ring in _rings(text) for point in ring]
    loose = [centre for centre, text in zip(centres, outlines, strict=True) if not text]
    points += [(lon + x, lat + y) for lon, lat in loose for x in (-0.01, 0.01) for y in (-0.01, 0.01)]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return min(lons) - MARGIN, min(lats) - MARGIN, max(lons) + MARGIN, max(lats) + MARGIN


def _rings(text: str) -> Iterable[Sequence[Sequence[float]]]:
    geometry = json.loads(text)
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


@lru_cache(maxsize=1024)
def _outline_path(corners: Corners, text: str) -> str:
    rings = [[_at(corners, *point[:2]) for point in ring] for ring in _rings(text)]
    return "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in rings)
