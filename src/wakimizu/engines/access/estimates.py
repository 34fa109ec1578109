"""Minutes on foot and by car where no street network is at hand: distance × detour ÷ speed.

    minutes = fixed + 60 · detour · great-circle km ÷ (km/h)

The assumptions are values with a name, to be shown beside every figure made from them:

- walking 4.8 km/h: 80 m a minute, the rule of 不動産の表示に関する公正競争規約施行規則 for every advertisement in Japan;
- walking at 75 and over 3.3 km/h: 0.92 m/s, the mean of 34,485 people of 73.5 years on average (Studenski et al. 2011,
  doi:10.1001/jama.2010.1923);
- detour 1.3: a grid of streets makes the mean way 4/π = 1.27 times the straight line, real ways are nearly proportional
  to it (腰塚・小林 1983, 道路距離と直線距離) and rivers and railways add a little;
- driving 25 km/h and 5 minutes to the car, to park and to the door: round figures for a city's streets by day, ours, to be
  replaced by the city's own from 道路交通センサス where that matters.
"""

from dataclasses import dataclass

from wakimizu.engines.words import Refused

from .places import Floats, Places, great_circle_km


def _checked(kmh: float, detour: float, fixed_minutes: float) -> None:
    if not 0 < kmh < float("inf"):
        raise Refused("A speed of %(kmh)s km/h gets nowhere: give a speed above zero.", kmh=f"{kmh:g}")
    if not 1 <= detour < float("inf"):
        raise Refused(
            "A detour of %(detour)s would be shorter than the straight line: give 1 or more.", detour=f"{detour:g}"
        )
    if not 0 <= fixed_minutes < float("inf"):
        raise Refused(
            "A fixed time of %(fixed_minutes)s minutes cannot be: give 0 or more.", fixed_minutes=f"{fixed_minutes:g}"
        )


@dataclass(frozen=True)
class Walking:
    """How people walk. Refused for a speed that is not above zero or a detour below one."""

    kmh: float = 4.8
    detour: float = 1.3

    def __post_init__(self) -> None:
        _checked(self.kmh, self.detour, 0)


@dataclass(frozen=True)
class Driving:
    """How people drive; `fixed_minutes` is walking to the car, parking, walking to the door. Refuses as Walking does."""

    kmh: float = 25.0
    detour: float = 1.3
    fixed_minutes: float = 5.0

    def __post_init__(self) -> None:
        _checked(self.kmh, self.detour, self.fixed_minutes)


ADULTS = Walking()
AGED_75_AND_OVER = Walking(kmh=3.3)
CITY_STREETS = Driving()


def walking_minutes(origins: Places, destinations: Places, walking: Walking = ADULTS) -> Floats:
    """Minutes on foot, origins × destinations."""
    return 60 * walking.detour / walking.kmh * great_circle_km(origins, destinations)


def driving_minutes(origins: Places, destinations: Places, driving: Driving = CITY_STREETS) -> Floats:
    """Minutes by car from door to door, origins × destinations; a point to itself is the fixed time too."""
    return driving.fixed_minutes + 60 * driving.detour / driving.kmh * great_circle_km(origins, destinations)
