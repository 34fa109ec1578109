"""Shops for daily needs: for each grid square how far its centre is from the nearest one.

The rules:
1. Shops are not the city's offices and are not kept one by one. A cell keeps the distance to the nearest shop of the list that
   was taken in last, in metres as the crow flies, and where the list came from.
2. The whole list is read at once: with one line that cannot be read nothing changes, since a shop left out makes people
   look farther from shops than they are.
3. Who lives in a cell whose centre is more than 500 m from every shop has none nearby (the measure of 買い物弱者 here).
"""

from copy import copy
from math import cos, radians

import numpy as np
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import KM_PER_DEGREE
from wakimizu.apps.city.models import Area, City
from wakimizu.apps.city.operations import take_areas_in
from wakimizu.apps.ledger.actor import Actor
from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import Report, Table, number_in

NEAR_M = 500
COLUMNS = {
    "name": ["store", "名称", "店舗名", "name"],
    "lat": ["lat", "緯度", "latitude"],
    "lon": ["lng", "lon", "経度", "longitude"],
}


def import_shops(actor: Actor, city: City, content: bytes, source: str) -> Report:
    """A list of shops with their places, one a line. The same list again changes nothing."""
    report = Report()
    places = []
    for line, cells in Table(content, COLUMNS, required=["lat", "lon"]).rows(report):
        lat, lon = number_in(cells["lat"], 20, 46), number_in(cells["lon"], 122, 154)
        if lat is None or lon is None:
            sentence = _("%(lat)s, %(lon)s is not a place in Japan in degrees.")
            report.tell(line, "refused", sentence % {"lat": cells["lat"] or "―", "lon": cells["lon"] or "―"})
            continue
        places.append((lat, lon))
        report.counts["added"] += 1
    squares = list(Area.objects.filter(kind=Area.Kind.MESH, lat__isnull=False, lon__isnull=False))
    if not squares:
        raise BadInput(_("There are no grid squares yet. Take the mesh census in first: wakimizu import mesh FILE"))
    if report.counts["refused"] or not places:
        report.counts["added"] = 0
        return report
    changed = []
    for cell, metres in zip(squares, _nearest(squares, places), strict=True):
        told = {**cell.figures, "nearest_shop_m": metres, "shops_source": source}
        if told != cell.figures:
            row = copy(cell)
            row.figures = told
            changed.append(row)
    take_areas_in(
        actor, city=city, kind=Area.Kind.MESH, added=[], changed=changed, refused=0, file_digest=report.file_digest
    )
    if not changed:
        report.counts["unchanged"], report.counts["added"] = report.counts["added"], 0
    return report


def _nearest(squares: list[Area], places: list[tuple[float, float]]) -> list[float]:
    """Metres from each centre to the nearest place."""
    shops = np.array(places)
    found: list[float] = []
    for cell in squares:
        assert cell.lat is not None and cell.lon is not None  # noqa: S101  asked for above
        north = shops[:, 0] - cell.lat
        east = (shops[:, 1] - cell.lon) * cos(radians(cell.lat))
        found.append(round(float(np.sqrt(north**2 + east**2).min()) * KM_PER_DEGREE * 1000))
    return found
