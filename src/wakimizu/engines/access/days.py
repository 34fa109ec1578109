"""Which services run on a day, Japanese holidays included.

How GTFS-JP says a holiday: calendar.txt gives the weekdays of 平日, 土曜, 日祝; calendar_dates.txt then takes the holiday
out of 平日 (exception_type 2) and adds it to 日祝 (exception_type 1). But the format also lets an operator leave that out for its
eight standard services, since Japanese journey planners know the holidays themselves, and many feeds do. Read to the
letter, such a feed runs its weekday timetable on a holiday. This engine has no calendar, so the caller hands the holidays in:

1. An exception in calendar_dates.txt always counts.
2. Where a feed says nothing about a holiday, `holidays_as` names the weekday whose timetable runs (6: Sunday, as 日祝 has
   it); None reads the feed to the letter.
3. Of merged feeds each decides for itself.

`unruled_holidays` names the days where rule 2 decides, for a person to look at.
"""

from collections.abc import Collection
from datetime import date

from wakimizu.engines.words import Refused, Words

from .feed import Feed, FeedInfo, Service

SUNDAY = 6


def services_on(
    feed: Feed, day: date, holidays: Collection[date] = (), holidays_as: int | None = SUNDAY
) -> frozenset[str]:
    """The ids of the services that run on the day. Refused for a `holidays_as` that is no weekday (0 Monday … 6 Sunday)."""
    if holidays_as is not None and not 0 <= holidays_as <= 6:
        raise Refused(
            "%(holidays_as)s is no weekday: give 0 for Monday to 6 for Sunday, or None.", holidays_as=holidays_as
        )
    weekday = {name: day.weekday() for name in {service.feed for service in feed.services}}
    if holidays_as is not None and day in holidays:
        weekday |= dict.fromkeys(weekday.keys() - _ruled(feed, day), holidays_as)
    return frozenset(each.id for each in feed.services if _runs(each, day, weekday[each.feed]))


def unruled_holidays(feed: Feed, holidays: Collection[date]) -> tuple[Words, ...]:
    """A sentence for every feed that says nothing about holidays on which its timetable would be another than Sunday's."""
    sentences = []
    for name in sorted({service.feed for service in feed.services}):
        own = [service for service in feed.services if service.feed == name]
        days = [day for day in sorted(holidays) if name not in _ruled(feed, day) and _differs(own, day)]
        if days:
            silent = Words(
                "%(feed)s says nothing in calendar_dates.txt about %(days)s: ask the operator whether Sunday's "
                "timetable runs then.",
                feed=_called(name),
                days=", ".join(map(str, days)),
            )
            sentences.append(silent)
    return tuple(sentences)


def out_of_date(feed: Feed, day: date) -> tuple[Words, ...]:
    """A sentence for every feed that does not speak of the day: it is outside feed_info.txt or of all its services."""
    sentences = []
    for name in sorted(set(feed.infos) | {service.feed for service in feed.services}):
        first, last = validity(feed, name)
        if not first <= day <= last:
            outside = Words(
                "%(feed)s is valid from %(first)s to %(last)s, not on %(day)s: choose a day between, or load "
                "the feed of that day.",
                feed=_called(name),
                first=first,
                last=last,
                day=day,
            )
            sentences.append(outside)
    return tuple(sentences)


def validity(feed: Feed, name: str = "") -> tuple[date, date]:
    """First and last day a feed speaks of: the days of its services, within those of feed_info.txt."""
    own = [service for service in feed.services if service.feed == name]
    first = min((min([service.first, *service.added]) for service in own), default=date.min)
    last = max((max([service.last, *service.added]) for service in own), default=date.max)
    info = feed.infos.get(name, FeedInfo())
    return max(first, info.first or first), min(last, info.last or last)


def _runs(service: Service, day: date, weekday: int) -> bool:
    if day in service.added or day in service.removed:
        return day in service.added
    return service.first <= day <= service.last and service.weekdays[weekday]


def _ruled(feed: Feed, day: date) -> set[str]:
    return {service.feed for service in feed.services if day in service.added or day in service.removed}


def _differs(services: list[Service], day: date) -> bool:
    return any(
        service.first <= day <= service.last and service.weekdays[day.weekday()] != service.weekdays[SUNDAY]
        for service in services
    )


def _called(name: str) -> Words:
    return Words("The feed “%(name)s”", name=name) if name else Words("The feed")
