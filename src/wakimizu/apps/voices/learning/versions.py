"""What the page of versions shows: how often each is right, where it errs, and how it does on what came since."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.learning import rules
from wakimizu.apps.voices.learning.analysis import OFFICE, TOPIC
from wakimizu.apps.voices.learning.models import LanguageModel
from wakimizu.apps.voices.models import NeedVoice, Topic
from wakimizu.apps.voices.workflow import PERMISSIONS
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.words import named

SHOWN, MOST_SINCE = 12, 5_000


@dataclass(frozen=True, slots=True)
class Share:
    """How often something was right, in percent; `commonest`: how often the commonest answer would have been."""

    percent: int
    commonest: int
    voices: int


@dataclass(frozen=True, slots=True)
class Version:
    row: LanguageModel
    shares: dict[str, Share]
    before: dict[str, int]  # percent of the version that was in use then, on the same voices


@dataclass(frozen=True, slots=True)
class Versions:
    """All versions, newest first; of the one in use, (name, voices, percent right) by topic, and what it mistakes for what."""

    rows: list[Version]
    live: Version | None
    by_topic: list[tuple[str, int, int]]
    confused: list[tuple[str, str, int]]
    since: dict[str, Share] | None
    learning: LanguageModel | None
    alone: list[tuple[Topic, int | None]]  # from how many percent on each topic's suggestion acts by itself
    may_keep: bool


def versions(actor: Actor, book: Directory, known: Catalogue) -> Versions:
    """What is known of every version. NotPermitted for who does not answer for them. A constant number of statements."""
    allow(actor, "see_language", table=PERMISSIONS)
    found = list(LanguageModel.objects.defer("parameters")[:SHOWN])
    rows = [_version(row) for row in found]
    live = next((each for each in rows if each.row.standing == LanguageModel.Standing.LIVE), None)
    figures = live.row.figures[TOPIC] if live else {"by_label": {}, "confused": []}
    names = {code: named(topic) for code, topic in known.topic_by_code.items()}
    counted = sorted(figures["by_label"].items(), key=lambda item: -item[1][0])
    return Versions(
        rows=rows,
        live=live,
        by_topic=[(names.get(code, code), n, _percent(right / n)) for code, (n, right) in counted],
        confused=[(names.get(one, one), names.get(other, other), n) for one, other, n in figures["confused"][:8]],
        since=_since(live.row, book) if live else None,
        learning=next((row for row in found if row.is_open), None),
        alone=[(topic, None if topic.alone_from is None else _percent(topic.alone_from)) for topic in known.topics],
        may_keep=may(actor, "keep_language", table=PERMISSIONS),
    )


def _version(row: LanguageModel) -> Version:
    shares = {
        name: Share(_percent(each["accuracy"]), _percent(each["commonest"]), each["voices"])
        for name, each in _measured(row.figures).items()
    }
    before = {name: _percent(share) for name, share in row.figures.get("before", {}).items() if name in shares}
    return Version(row, shares, before)


def _measured(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {name: figures[name] for name in (TOPIC, OFFICE) if name in figures}


def _percent(share: float) -> int:
    return int(share * 100 + 1e-9)


def _since(row: LanguageModel, book: Directory) -> dict[str, Share] | None:
    """How often the version in use was right of voices it read before people sorted them, the newest 5,000."""
    links = NeedVoice.objects.filter(until=None, voice__reading__version=row.version, voice_id__gt=row.newest)
    read = links.order_by("-voice_id").values_list(
        "voice__reading__topic", "need__topic__code", "voice__reading__target", "need__lead_id", "voice__ward_id"
    )[:MOST_SINCE]
    right, n = {TOPIC: 0, OFFICE: 0}, 0
    for topic, chosen, target, lead, ward in read:
        n += 1
        right[TOPIC] += topic == chosen
        right[OFFICE] += target == rules.target_of(book.offices[lead], book.area(ward), book)
    return {name: Share(_percent(count / n), 0, n) for name, count in right.items()} if n else None
