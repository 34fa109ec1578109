"""Pictures of surveys: an estimate for each place as a dot on the line of its 95 % interval, beside a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from wakimizu.shared.charts import picture

WIDE, LEFT, RIGHT, ROW, BELOW = 480, 150, 24, 34, 26
MOST_NAME = 14  # letters; the table has the whole name


@dataclass(frozen=True, slots=True)
class Bar:
    """A place with its estimate; its ends are the value's own where it has no interval."""

    name: str
    value: float
    low: float
    high: float


def intervals(bars: Sequence[Bar], least: float, most: float, title: str) -> SafeString:
    """From the first down; the scale runs from least to most, named at its ends and middle."""
    if not bars:
        return mark_safe("")
    high = ROW * len(bars) + BELOW

    def x_of(value: float) -> float:
        return LEFT + (min(max(value, least), most) - least) / (most - least) * (WIDE - LEFT - RIGHT)

    steps = [least + n * (most - least) / 4 for n in range(5)]
    grid = format_html_join(
        "", '<line class="chart-grid" x1="{0}" x2="{0}" y1="4" y2="{1}"/><text class="path-year" x="{0}" y="{2}">{3}</text>',
        ((f"{x_of(step):.1f}", high - BELOW, high - 6, f"{step:g}") for step in steps),
    )  # fmt: skip
    rows = format_html_join(
        "", '<text class="chart-name" x="{0}" y="{1}">{2}</text><line class="path-line" x1="{3}" x2="{4}" y1="{5}" y2="{5}"/>'
        '<circle class="path-dot" cx="{6}" cy="{5}" r="6"/>',
        (
            (
                LEFT - 12, n * ROW + 22, _short(bar.name), f"{x_of(bar.low):.1f}", f"{x_of(bar.high):.1f}", n * ROW + 17,
                f"{x_of(bar.value):.1f}",
            )
            for n, bar in enumerate(bars)
        ),
    )  # fmt: skip
    return picture(WIDE, high, title, format_html("{}{}", grid, rows))


def _short(name: str) -> str:
    return name if len(name) <= MOST_NAME else name[: MOST_NAME - 1] + "…"
