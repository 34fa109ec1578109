"""The small picture of a path: a station for each step of the loop, with how much there is, and where it ends today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from wakimizu.pages.trace.walking import Trace


@dataclass(frozen=True, slots=True)
class Step:
    """A station of the path. `reached`: the path has come so far. `here`: the walk begins there."""

    code: str
    name: str | Promise
    count: int | None  # of what; None where yen stand
    yen: int | None
    here: bool

    @property
    def reached(self) -> bool:
        return bool(self.count or self.yen)


NAMES: list[tuple[str, Promise]] = [
    ("voice", pgettext_lazy("trace", "Voices")),
    ("need", pgettext_lazy("trace", "Needs")),
    ("answer", pgettext_lazy("trace", "Answers")),
    ("proposal", pgettext_lazy("trace", "Proposals")),
    ("decision", pgettext_lazy("trace", "Decisions")),
    ("measure", pgettext_lazy("trace", "Measures")),
    ("line", pgettext_lazy("trace", "Yen spent")),
    ("indicator", pgettext_lazy("trace", "Indicators")),
]


def steps(trace: Trace, kind: str) -> list[Step]:
    """The stations in the loop's order."""
    counts = {
        "voice": trace.voices.count,
        "need": len(trace.needs) + trace.more_needs,
        "answer": trace.answers,
        "proposal": len(trace.proposals),
        "decision": trace.decisions,
        "measure": trace.measures.total,
        "indicator": len({step.effect.indicator_id for step in trace.effects}),
    }
    spent = trace.money.spent if trace.money else None
    return [Step(code, name, counts.get(code), spent if code == "line" else None, code == kind) for code, name in NAMES]


WIDE, HIGH, BELOW, WIDEST, APART = 480, 72, 16, 40, 140


def months(counted: Sequence[tuple[date, int]]) -> SafeString:
    """When the voices came: a bar for each month; nothing for a single month."""
    if len(counted) < 2:
        return mark_safe("")
    first, last = counted[0][0], counted[-1][0]
    span = _apart(first, last) + 1
    most = max(n for _month, n in counted)
    width = min(WIDE / span, WIDEST)
    bars = format_html_join(
        "", '<rect class="trace-bar" x="{}" y="{}" width="{}" height="{}"/>',
        (
            (f"{_apart(first, month) * width:.1f}", f"{HIGH * (1 - n / most):.1f}", f"{max(width - 1, 0.8):.1f}", f"{HIGH * n / most:.1f}")
            for month, n in counted
        ),
    )  # fmt: skip
    said = _("Voices by month, from %(first)s to %(last)s; at most %(most)d in a month") % {
        "first": f"{first:%Y-%m}", "last": f"{last:%Y-%m}", "most": most,
    }  # fmt: skip
    words = [(0, "start", first), (max(span * width, APART), "end", last)]
    ends = format_html_join(
        "", '<text class="trace-month" x="{}" y="{}" text-anchor="{}">{}</text>',
        ((x, HIGH + BELOW - 3, anchor, f"{month:%Y-%m}") for x, anchor, month in words),
    )  # fmt: skip
    return format_html(
        '<svg class="chart trace-months" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        WIDE, HIGH + BELOW, said, bars, ends,
    )  # fmt: skip


def _apart(first: date, later: date) -> int:
    return (later.year - first.year) * 12 + later.month - first.month
