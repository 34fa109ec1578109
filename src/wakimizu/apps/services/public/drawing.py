"""Offices on the city's own outlines, as SVG."""

from collections.abc import Sequence

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from wakimizu.apps.city import maps
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Office
from wakimizu.shared.words import named


def drawing(book: Directory, offices: Sequence[Office]) -> SafeString:
    sheet = maps.paper(book)
    if sheet is None:
        return maps.drawing(book, None)
    dots = format_html_join(
        "",
        '<g><title>{}</title><circle cx="{}" cy="{}" r="7" class="map-need"/></g>',
        (
            (named(office), *sheet.at(office.lat or 0.0, office.lon or 0.0))
            for office in offices
            if sheet.shows(office.lat, office.lon)
        ),
    )
    return maps.drawing(book, sheet, dots)
