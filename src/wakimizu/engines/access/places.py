"""Places on the ground and the great-circle distance between them."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wakimizu.engines.words import Refused

Floats = NDArray[np.float64]
EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


@dataclass(frozen=True)
class Places:
    """Points in degrees (WGS 84 or JGD2011, which differ by less than a metre); made by `places`."""

    latitudes: Floats
    longitudes: Floats

    def __len__(self) -> int:
        return len(self.latitudes)

    def __getitem__(self, chosen: slice | NDArray[np.intp]) -> "Places":
        return Places(self.latitudes[chosen], self.longitudes[chosen])


def places(latitudes: Iterable[float], longitudes: Iterable[float]) -> Places:
    """Points from two columns of degrees. Refused for columns of different length or a point that is not on Earth."""
    lat, lon = _column(latitudes), _column(longitudes)
    if lat.shape != lon.shape:
        raise Refused(
            "%(lats)s latitudes but %(lons)s longitudes: give one of each for every point.",
            lats=len(lat),
            lons=len(lon),
        )
    wrong = ~((np.abs(lat) <= 90) & (np.abs(lon) <= 180))
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise Refused(
            "Point %(number)s of %(count)s has latitude %(lat)s and longitude %(lon)s, which is not on Earth: "
            "give latitude first (Japan: 20 to 46), then longitude (122 to 154), both in degrees.",
            number=first + 1,
            count=len(lat),
            lat=f"{lat[first]:g}",
            lon=f"{lon[first]:g}",
        )
    return Places(lat, lon)


def great_circle_km(origins: Places, destinations: Places) -> Floats:
    """Distances in kilometres, origins × destinations, by the haversine formula (good to 0.5 %, as Earth is no sphere)."""
    lat, lon = np.radians(origins.latitudes)[:, None], np.radians(origins.longitudes)[:, None]
    to_lat, to_lon = np.radians(destinations.latitudes)[None, :], np.radians(destinations.longitudes)[None, :]
    # Products and squares of differences only: the same to the last bit in both directions.
    half = np.sin((lat - to_lat) / 2) ** 2 + np.cos(lat) * np.cos(to_lat) * np.sin((lon - to_lon) / 2) ** 2
    distances: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1)))
    return distances


def _column(values: Iterable[float]) -> Floats:
    return np.asarray(values if isinstance(values, np.ndarray) else list(values), dtype=np.float64).reshape(-1)
