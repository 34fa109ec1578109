"""How far people are from a counter: minutes on foot, by car, and by public transport from a GTFS-JP timetable."""

from .days import out_of_date, services_on, unruled_holidays, validity
from .estimates import (
    ADULTS,
    AGED_75_AND_OVER,
    CITY_STREETS,
    Driving,
    Walking,
    driving_minutes,
    walking_minutes,
)
from .feed import Fault, Feed, FeedFault, merged
from .journeys import MORNING, ORDINARY, Journeys, Summary, Window, summary, transit_minutes, transit_summary
from .places import Places, great_circle_km, places
from .reading import read_feed
from .timetable import Timetable, timetable

__all__ = [
    "ADULTS",
    "AGED_75_AND_OVER",
    "CITY_STREETS",
    "MORNING",
    "ORDINARY",
    "Driving",
    "Fault",
    "Feed",
    "FeedFault",
    "Journeys",
    "Places",
    "Summary",
    "Timetable",
    "Walking",
    "Window",
    "driving_minutes",
    "great_circle_km",
    "merged",
    "out_of_date",
    "places",
    "read_feed",
    "services_on",
    "summary",
    "timetable",
    "transit_minutes",
    "transit_summary",
    "unruled_holidays",
    "validity",
    "walking_minutes",
]
