"""The city on paper with its offices: what each is by its shape, and how ways change by the districts' patterns.

Nothing is said by colour alone: roles differ in shape, districts in pattern; places that change have a ring and the number
by which the list beside the map names them.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.maps import WIDTH, Paper, paper
from wakimizu.apps.city.models import Area
from wakimizu.apps.network.results import NOTICED
from wakimizu.apps.network.templatetags.network import place
from wakimizu.apps.network.wording import role_words
from wakimizu.apps.network.workflow import Role
from wakimizu.shared.words import named

SHAPES = {
    Role.WARD_OFFICE: "M-11-11H11V11H-11Z",
    Role.GENERAL_BRANCH: "M0-14 14 0 0 14-14 0Z",
    Role.BRANCH: "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0Z",
    Role.COMMUNITY_CENTRE: "M0-12 12 9H-12Z",
    Role.KIOSK: "M-2.5-8H2.5V-2.5H8V2.5H2.5V8H-2.5V2.5H-8V-2.5H-2.5Z",
    Role.CLOSED: "M-9-6 -6-9 0-3 6-9 9-6 3 0 9 6 6 9 0 3-6 9-9 6-3 0Z",
    Role.ABSENT: "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0Z",
}
DRAWN = (
    Role.ABSENT,
    Role.KIOSK,
    Role.CLOSED,
    Role.COMMUNITY_CENTRE,
    Role.BRANCH,
    Role.GENERAL_BRANCH,
    Role.WARD_OFFICE,
)


@dataclass(frozen=True, slots=True)
class Shade:
    """A class of districts: its name in the style sheet, and what it means."""

    name: str
    words: Promise


FAR = (  # minutes at which the next class begins
    (15.0, 30.0, 45.0, 60.0),
    (
        Shade("far-0", _("less than 15 minutes")),
        Shade("far-1", _("15 to 30 minutes")),
        Shade("far-2", _("30 to 45 minutes")),
        Shade("far-3", _("45 to 60 minutes")),
        Shade("far-4", _("60 minutes or more")),
    ),
)
CHANGE = (
    (-5.0, -NOTICED, NOTICED, 5.0, 15.0),
    (
        Shade("near-2", _("nearer by more than 5 minutes")),
        Shade("near-1", _("nearer by up to 5 minutes")),
        Shade("same", _("as before")),
        Shade("more-1", _("farther by up to 5 minutes")),
        Shade("more-2", _("farther by 5 to 15 minutes")),
        Shade("more-3", _("farther by more than 15 minutes")),
    ),
)
Scale = tuple[tuple[float, ...], tuple[Shade, ...]]


def shade_of(value: float, scale: Scale) -> Shade:
    """The class of a value; a bound belongs to the milder side."""
    bounds, shades = scale
    return shades[bisect_right(bounds, value - 1e-9)]


def _pattern(name: str, side: int, ink: str) -> str:
    ground = f'<rect class="ground-{name}" width="{side}" height="{side}"/>'
    return (
        f'<pattern id="net-{name}" width="{side}" height="{side}" patternUnits="userSpaceOnUse">{ground}{ink}</pattern>'
    )


PATTERNED = {
    "far-1": (7, '<circle class="ink" cx="3.5" cy="3.5" r=".9"/>'),
    "far-2": (6, '<path class="line" d="M0 6 6 0"/>'),
    "far-3": (6, '<path class="line" d="M0 0 6 6M0 6 6 0"/>'),
    "near-1": (7, '<path class="line near" d="M0 3.5H7"/>'),
    "near-2": (4, '<path class="line near" d="M0 2H4"/>'),
    "more-1": (7, '<circle class="ink more" cx="3.5" cy="3.5" r="1.1"/>'),
    "more-2": (6, '<path class="line more" d="M0 6 6 0"/>'),
    "more-3": (6, '<path class="line bright" d="M0 0 6 6M0 6 6 0"/>'),
}
PATTERNS = mark_safe(  # noqa: S308  no word of anybody's is in it
    "".join(_pattern(name, side, ink) for name, (side, ink) in PATTERNED.items())
)


def ground(book: Directory) -> SafeString:
    """What all maps of a page draw upon: patterns and outlines, once, however many maps there are."""
    sheet = paper(book)
    shapes = ((area.pk, _shape(area, sheet)) for area in _shown(book)) if sheet else ()
    wards = ((ward.pk, sheet.outline(ward.outline)) for ward in book.wards if ward.outline) if sheet else ()
    return format_html(
        '<svg class="net-patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>{}{}{}</defs></svg>',
        PATTERNS, format_html_join("", '<path id="net-area-{}" d="{}"/>', shapes),
        format_html_join("", '<path id="net-ward-{}" d="{}"/>', wards),
    )  # fmt: skip


def _shown(book: Directory) -> list[Area]:
    return [area for area in book.districts or book.wards if area.lat is not None and area.lon is not None]


def _shape(area: Area, sheet: Paper) -> str:
    """Its outline, or a disc at its centre."""
    x, y = sheet.at(area.lat or 0.0, area.lon or 0.0)
    return sheet.outline(area.outline) if area.outline else f"M{x - 30} {y}a30 30 0 1 0 60 0a30 30 0 1 0-60 0Z"


def _fill(shade: Shade) -> SafeString:
    return mark_safe(f' fill="url(#net-{shade.name})"' if shade.name in PATTERNED else "")  # noqa: S308  a name of ours


def shade_sign(shade: Shade) -> SafeString:
    return format_html(
        '<svg class="map-swatch" viewBox="0 0 28 20" width="28" height="20" aria-hidden="true" focusable="false">'
        '<rect class="net-area net-{}"{} width="28" height="20"/></svg>',
        shade.name, _fill(shade),
    )  # fmt: skip


def role_sign(role: str) -> SafeString:
    return format_html(
        '<svg class="net-sign" viewBox="-16 -16 32 32" width="28" height="28" aria-hidden="true" focusable="false">'
        '<path class="net-site net-{}" d="{}"/></svg>',
        role, SHAPES[Role(role)],
    )  # fmt: skip


CHANGED_SIGN = mark_safe(
    '<svg class="net-sign" viewBox="-22 -22 44 44" width="28" height="28" aria-hidden="true" focusable="false">'
    '<circle class="net-ring" r="18"/></svg>'
)


def key_of(roles: Sequence[str]) -> list[tuple[SafeString, str]]:
    """Signs and words of the roles that stand on some map."""
    return [(role_sign(role), role_words(role)) for role in Role.values if role in roles and role != Role.ABSENT]


def legend(values: Mapping[str, float], scale: Scale) -> list[tuple[SafeString, Promise, int]]:
    """Sign, words and number of districts of each class that occurs."""
    found = [shade_of(value, scale) for value in values.values()]
    return [(shade_sign(shade), shade.words, found.count(shade)) for shade in scale[1] if shade in found]


@dataclass(frozen=True, slots=True)
class Picture:
    """What a map shows. values: minutes of each district by its code; roles: of each site; numbers: of sites that change."""

    title: str
    values: Mapping[str, float]
    scale: Scale
    roles: Sequence[str]
    numbers: Mapping[str, int]
    words: Mapping[str, str]


def drawing(book: Directory, sites: Sequence[Mapping[str, Any]], shown: Picture) -> SafeString:
    """Upon the `ground` of the page; nothing where nothing has a place."""
    sheet = paper(book)
    if sheet is None:
        return mark_safe("")
    areas = format_html_join(
        "", '<use href="#net-area-{}" class="net-area net-{}"{}><title>{}</title></use>', (_area(area, shown) for area in _shown(book))
    )  # fmt: skip
    wards = format_html_join(
        "", '<use href="#net-ward-{}" class="net-border"/>', ((ward.pk,) for ward in book.wards if ward.outline)
    )
    pairs = zip(sites, shown.roles, strict=True)
    order = sorted(pairs, key=lambda pair: (pair[0]["code"] in shown.numbers, DRAWN.index(Role(pair[1]))))
    marks = format_html_join(
        "", "{}", ((_mark(site, role, sheet, shown),) for site, role in order if sheet.shows(site["lat"], site["lon"]))
    )
    return format_html(
        '<svg class="net-map" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        int(WIDTH), sheet.height, shown.title, areas, wards, marks,
    )  # fmt: skip


def _area(area: Area, shown: Picture) -> tuple[Any, ...]:
    if area.code not in shown.values:
        return area.pk, "unknown", "", named(area)
    shade = shade_of(shown.values[area.code], shown.scale)
    return area.pk, shade.name, _fill(shade), f"{named(area)} {shown.words.get(area.code, '')}"


def _mark(site: Mapping[str, Any], role: str, sheet: Paper, shown: Picture) -> SafeString:
    if role == Role.ABSENT and site["code"] not in shown.numbers:
        return mark_safe("")
    x, y = sheet.at(site["lat"], site["lon"])
    number = shown.numbers.get(site["code"])
    ring = mark_safe('<circle class="net-ring" r="18"/>') if number else ""
    label = format_html('<text class="net-number" x="17" y="-12">{}</text>', number) if number else ""
    return format_html(
        '<g transform="translate({} {})"><title>{} {}</title>{}<path class="net-site net-{}" d="{}"/>{}</g>',
        x, y, place(site), role_words(role), ring, role, SHAPES[Role(role)], label,
    )  # fmt: skip
