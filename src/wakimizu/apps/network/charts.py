"""Cost against access as a picture: every point is a plan, named in the table below it by the same number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

WIDE, HIGH, LEFT, RIGHT, ABOVE, BELOW = 720, 380, 64, 28, 44, 56
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Dot:
    """A plan: its number in the table, yen of all periods, minutes of a visit on average."""

    number: int
    yen: float
    minutes: float
    words: str


def ticks(least: float, most: float, about: int = 5) -> list[float]:
    """Round values from below the least to above the most."""
    span = (most - least) or abs(most) or 1.0
    ten = 10.0 ** len(str(int(span / about))) / 10 if span / about >= 1 else 0.1
    step = next(each * ten for each in STEPS if each * ten >= span / about)
    first = int(least // step)
    last = int(-(-most // step))
    return [n * step for n in range(first, last + 1)]


def frontier(dots: Sequence[Dot], today: Dot | None, chosen: Dot | None) -> SafeString:
    """Left is cheap, low is near. Points are circles, today a square, the study's plan a ringed circle."""
    known = [*dots, *(each for each in (today, chosen) if each)]
    if not known:
        return mark_safe("")
    xs = ticks(min(each.yen for each in known) / 1e8, max(each.yen for each in known) / 1e8)
    ys = ticks(min(each.minutes for each in known), max(each.minutes for each in known))

    def at(yen: float, minutes: float) -> tuple[float, float]:
        x = LEFT + (yen / 1e8 - xs[0]) / ((xs[-1] - xs[0]) or 1) * (WIDE - LEFT - RIGHT)
        y = HIGH - BELOW - (minutes - ys[0]) / ((ys[-1] - ys[0]) or 1) * (HIGH - ABOVE - BELOW)
        return round(x, 1), round(y, 1)

    line = " ".join("{},{}".format(*at(each.yen, each.minutes)) for each in sorted(dots, key=lambda dot: dot.yen))
    drawn: list[Any] = [_grid(xs, ys, at), format_html('<polyline class="front-line" points="{}"/>', line)]
    drawn += [_dot(each, at) for each in dots]
    if chosen:
        drawn.append(
            format_html('<circle class="front-chosen" cx="{}" cy="{}" r="11"/>', *at(chosen.yen, chosen.minutes))
        )
    if today:
        x, y = at(today.yen, today.minutes)
        end = x > WIDE * 0.7
        drawn.append(format_html(
            '<rect class="front-today" x="{}" y="{}" width="14" height="14"><title>{}</title></rect>'
            '<text class="front-name {}" x="{}" y="{}">{}</text>',
            x - 7, y - 7, today.words, "end" if end else "", x - 12 if end else x + 12, y + 5, _("Today's offices"),
        ))  # fmt: skip
    return format_html(
        '<svg class="chart front" viewBox="0 0 {} {}" role="group" aria-label="{}">{}</svg>',
        WIDE, HIGH, _("Cost against access: every point is a plan"), format_html_join("", "{}", ((each,) for each in drawn)),
    )  # fmt: skip


def _dot(dot: Dot, at: Any) -> SafeString:
    x, y = at(dot.yen, dot.minutes)
    return format_html(
        '<a href="#point-{0}" aria-label="{1}"><circle class="front-touch" cx="{2}" cy="{3}" r="14"/>'
        '<circle class="front-dot" cx="{2}" cy="{3}" r="6"/><title>{1}</title></a>'
        '<text class="front-number" x="{2}" y="{4}" aria-hidden="true">{0}</text>',
        dot.number, dot.words, x, y, y - 12,
    )  # fmt: skip


def _grid(xs: Sequence[float], ys: Sequence[float], at: Any) -> SafeString:
    lines = format_html_join(
        "", '<line class="chart-grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="chart-name" x="{}" y="{}">{}</text>',
        ((LEFT, WIDE - RIGHT, y, y, LEFT - 8, y + 4, f"{value:,g}") for value in ys for y in [at(0, value)[1]]),
    )  # fmt: skip
    marks = format_html_join(
        "", '<text class="path-year" x="{}" y="{}">{}</text>',
        ((at(value * 1e8, 0)[0], HIGH - BELOW + 20, f"{value:,g}") for value in xs),
    )  # fmt: skip
    names = format_html(
        '<text class="path-year" x="{}" y="{}">{}</text><text x="8" y="18">{}</text>',
        (LEFT + WIDE - RIGHT) / 2, HIGH - 10, _("Yen of all periods (100 million)"), _("Minutes of a visit, one way"),
    )  # fmt: skip
    return format_html("{}{}{}", lines, marks, names)
