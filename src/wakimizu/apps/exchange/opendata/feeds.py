"""What was answered lately, as an Atom feed (RFC 4287), of the city or of a district and a topic; older ones page by page (RFC 5005).

The rules:
1. An entry is an answer; its ID is a tag: URI (RFC 4151) of the city's code and the answer's number, so that it stays the
   same whatever the site is called.
2. The newest published comes first. `updated` is when it was published.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wakimizu.apps.city.models import Area, City
from wakimizu.apps.exchange.opendata.heard import public_answers
from wakimizu.apps.voices.models import Answer, Topic
from wakimizu.apps.voices.queries import Page, page_of
from wakimizu.apps.voices.workflow import Ending
from wakimizu.shared.words import named

SIZE = 50
SINCE = "2026"  # the year in which tag: URIs of this form began


class AnswersFeed(Atom1Feed):
    """Django's Atom feed, with a moment of its own where there is no entry yet, and the address of the older ones."""

    def latest_post_date(self) -> datetime:
        moment: datetime = self.feed["changed"]
        return moment

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["older"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["older"]})


def answers(area: Area | None, topic: Topic | None, before: int | None) -> Page:
    """Published answers, the newest first; `before` is the number of the last answer of the page before."""
    rows = public_answers()
    if area is not None:
        rows = rows.filter(Q(need__district=area) | Q(need__ward=area))
    rows = rows.filter(need__topic=topic) if topic is not None else rows
    last = Answer.objects.filter(pk=before).first() if before else None
    if last is not None:
        rows = rows.filter(Q(decided_at__lt=last.decided_at) | Q(decided_at=last.decided_at, pk__lt=last.pk))
    return page_of(rows.order_by("-decided_at", "-pk")[: SIZE + 1], SIZE)


def feed(
    found: Sequence[Answer], city: City, *, root: str, address: str, older: str, about: Sequence[Any], now: datetime
) -> str:
    """The feed as text. address: its own, whole; older: that of the page after, or ""; about: the area and topic it is of."""
    names = " · ".join(named(row) for row in about if row)
    title = _("Answers of %(city)s") % {"city": named(city)} + (f": {names}" if names else "")
    made = AnswersFeed(
        title=title,
        link=f"{root}/answers/",
        description="",
        language=get_language(),
        author_name=named(city),
        feed_url=address,
        feed_guid=_tag(city, "answers", *(row.code for row in about if row)),
        changed=max((each.decided_at for each in found if each.decided_at), default=now),
        older=older,
    )
    endings = dict(Ending.choices)
    for each in found:
        made.add_item(
            title=f"{each.need.title}: {endings[each.ending]}",
            link=f"{root}/answers/{each.need_id}/",
            description=each.text,
            unique_id=_tag(city, "answer", str(each.pk)),
            pubdate=each.decided_at,
            updateddate=each.decided_at,
        )
    return made.writeString("utf-8")


def _tag(city: City, *names: str) -> str:
    return f"tag:wakimizu.invalid,{SINCE}:{':'.join((city.code, *names))}"
