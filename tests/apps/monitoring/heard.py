"""What was heard in the cast's town, week by week: as much as always, and more than that in one place lately."""

from datetime import timedelta
from itertools import count

from tests.cast import NOW
from wakimizu.apps.voices.models import Voice

_sendings = count(1)
WEEKS = 16


def heard(town, district, topic, days_ago, n=1, **more):
    """n voices from a district about a topic, so many days ago."""
    area, at = town.areas[district], NOW - timedelta(days=days_ago)
    return Voice.objects.bulk_create(
        Voice(
            city=town.city, text="同じことを何度でも", channel="web", topic=town.topics[topic], district=area,
            ward_id=area.parent_id, office=town.offices["w-kami-machi"], received_at=at, due=NOW.date(),
            submission=f"heard-{next(_sendings)}", **more,
        )
        for _n in range(n)
    )  # fmt: skip


def as_always(town, topics=("waste", "road"), weeks=WEEKS):
    """Once a week everywhere."""
    for topic in topics:
        for district in town.districts:
            for week in range(weeks):
                heard(town, district, topic, 3 + 7 * week)


def suddenly(town, n=14, topic="waste"):
    """Much about one topic from 桜校区, within the last ten days."""
    for each in range(n):
        heard(town, "43991-01", topic, 1 + each % 10)
