"""Grid squares 地域メッシュ by their codes (JIS X 0410): 1 km (8 digits), 500 m (9 digits), 250 m (10 digits).

A code's digits: ppuu (latitude × 1.5, longitude − 100), q v (eighths), r w (tenths), then halves: 1 south-west,
2 south-east, 3 north-west, 4 north-east.
"""

import re
from dataclasses import dataclass

_CODE = re.compile(r"(\d\d)(\d\d)([0-7])([0-7])(\d)(\d)([1-4]?)([1-4]?)")
_FIRST_SQUARES = (
    range(30, 69),
    range(22, 54),
)  # the first mesh squares that Japan lies in, south to north, west to east


@dataclass(frozen=True, slots=True)
class Square:
    """A grid square's edges, in degrees."""

    south: float
    west: float
    north: float
    east: float

    @property
    def centre(self) -> tuple[float, float]:
        """Latitude and longitude, to a millionth of a degree."""
        return round((self.south + self.north) / 2, 6), round((self.west + self.east) / 2, 6)

    def holds(self, lat: float, lon: float) -> bool:
        return self.south <= lat <= self.north and self.west <= lon <= self.east


def square(code: str) -> Square:
    """The square of a code. ValueError when there is no such square in Japan."""
    found = _CODE.fullmatch(code)
    if not found:
        raise ValueError(f"no grid square: {code!r}")
    p, u, q, v, r, w = (int(digit) for digit in found.groups()[:6])
    if p not in _FIRST_SQUARES[0] or u not in _FIRST_SQUARES[1]:
        raise ValueError(f"not in Japan: {code!r}")
    # Counted in steps of the 1 km square: 1/120 degree of latitude, 1/80 degree of longitude.
    row, column, cut = p * 80 + q * 10 + r, u * 80 + v * 10 + w, 1
    for half in (int(digit) for digit in found.groups()[6:] if digit):
        row, column, cut = row * 2 + (half - 1) // 2, column * 2 + (half - 1) % 2, cut * 2
    high, wide = 120 * cut, 80 * cut
    return Square(row / high, 100 + column / wide, (row + 1) / high, 100 + (column + 1) / wide)
