"""Where needs emerge: the city's districts, those of each cluster marked with its number in the table."""

from collections.abc import Sequence

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from wakimizu.apps.city import maps as city_maps
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.monitoring.scans import Emerged
from wakimizu.shared.words import named

RADIUS, APART = 17, 36  # of a number's disc; between two discs at one place


def emerging(book: Directory, found: Sequence[Emerged]) -> SafeString:
    """The map; nothing where nothing has a place."""
    sheet = city_maps.paper(book)
    if sheet is None or not found:
        return city_maps.drawing(book, None)
    inside = {area.pk: area for each in found for area in each.areas if area.lat is not None}
    shapes = format_html_join(
        "",
        '<path d="{}" class="emerging-area"><title>{}</title></path>',
        ((_shape(area, sheet), named(area)) for area in inside.values()),
    )
    return city_maps.drawing(book, sheet, shapes, _numbers(found, sheet))


def _shape(area: Area, sheet: city_maps.Paper) -> str:
    """Its outline, or a disc at its centre."""
    if area.outline:
        return sheet.outline(area.outline)
    x, y = sheet.at(area.lat or 0.0, area.lon or 0.0)
    return f"M{x - 30} {y}a30 30 0 1 0 60 0a30 30 0 1 0-60 0Z"


def _numbers(found: Sequence[Emerged], sheet: city_maps.Paper) -> SafeString:
    """Each cluster's number at its centre; beside it where one stands there already."""
    taken: dict[int, int] = {}
    rows = []
    for each in found:
        centre = next((area for area in each.areas if area.lat is not None), None)
        if centre is None:
            continue
        x, y = sheet.at(centre.lat or 0.0, centre.lon or 0.0)
        rows.append((round(x + APART * taken.get(centre.pk, 0), 1), y, named(centre), RADIUS, each.number))
        taken[centre.pk] = taken.get(centre.pk, 0) + 1
    return format_html_join(
        "",
        '<g transform="translate({} {})"><title>{}</title><circle class="map-need" r="{}"/>'
        '<text class="map-count" y="7">{}</text></g>',
        rows,
    )
