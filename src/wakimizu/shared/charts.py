"""Pictures as SVG drawn here: a path through time with its band. Each stands beside a table.

No picture says anything by colour alone: the first path is drawn through, the second dashed, each named at its end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor, log10
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDE, HIGH, LEFT, RIGHT, BELOW, ABOVE = 640, 260, 70, 60, 26, 14
TICK = 36  # at least so wide is the room of a tick's word


def round_up(value: float) -> float:
    """The next of 1, 2, 5 × a power of ten."""
    if value <= 0:
        return 1.0
    ten = 10.0 ** floor(log10(value))
    return next(each * ten for each in (1, 2, 5, 10) if each * ten >= value * (1 - 1e-9))


def joined(drawn: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((each,) for each in drawn))


def picture(width: float, height: float, title: str, drawn: SafeString, aside: int = 0) -> SafeString:
    """`aside`: room to the left and to the right of the picture."""
    return format_html(
        '<svg class="chart" viewBox="{} 0 {} {}" role="img" aria-label="{}">{}</svg>',
        -aside, round(width) + 2 * aside, round(height), title, drawn,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Path:
    """A value over time; `band` is its lower and upper end where it is uncertain. `name` stands at its end."""

    name: str
    values: Mapping[Any, float]  # time, as years → value
    band: Mapping[Any, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment that stands out: an upright line with a word."""

    time: float
    word: str


def paths(
    lines: Sequence[Path], title: str, *, ticks: Sequence[tuple[float, Any]] = (), marks: Sequence[Mark] = ()
) -> SafeString:
    """One or two paths over time, from zero up: the first drawn through, the second dashed, each named at its end.

    ticks: (time, word) under the picture; else every time that is a whole year of the values.
    """
    times = sorted({time for each in lines for time in each.values})
    if len(times) < 2:
        return mark_safe("")
    values = [
        value for each in lines for value in [*each.values.values(), *(v for pair in each.band.values() for v in pair)]
    ]
    step = round_up((max(*values, 0.0) - min(*values, 0.0) or 1.0) / 4)
    top = step * max(1, -(-max(values) // step))
    bottom = step * min(0, min(values) // step)
    wide = (WIDE - LEFT - RIGHT) / (times[-1] - times[0])

    def x_of(time: float) -> float:
        return LEFT + (time - times[0]) * wide

    def at(time: float, value: float) -> str:
        share = (value - bottom) / (top - bottom)
        return f"{x_of(time):.1f},{ABOVE + (1 - share) * (HIGH - ABOVE - BELOW):.1f}"

    levels = [bottom + n * step for n in range(round((top - bottom) / step) + 1)]
    digits = max(0, -floor(log10(step)))
    grid = format_html_join(
        "", '<line class="chart-grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="chart-name" x="{}" y="{}">{}</text>',
        (
            (LEFT, WIDE - RIGHT, y, y, LEFT - 8, float(y) + 4, f"{level:,.{digits}f}")
            for level in levels
            for y in [at(times[0], level).split(",")[1]]
        ),
    )  # fmt: skip
    words = format_html_join(
        "", '<text class="path-year" x="{}" y="{}">{}</text>',
        ((f"{x_of(time):.1f}", HIGH - 6, word) for time, word in _spaced(ticks or [(t, t) for t in times], x_of)),
    )  # fmt: skip
    upright = format_html_join(
        "", '<line class="path-mark" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><text class="path-mark-word" x="{3}" y="{4}">{5}</text>',
        (
            (f"{x_of(each.time):.1f}", ABOVE, HIGH - BELOW, f"{x_of(each.time) + 4:.1f}", ABOVE + 10, each.word)
            for each in marks if times[0] <= each.time <= times[-1]
        ),
    )  # fmt: skip
    ends = [float(at(max(each.values), each.values[max(each.values)]).split(",")[1]) for each in lines]
    if len(ends) == 2 and abs(ends[0] - ends[1]) < 16:  # names that would lie upon each other
        above = 0 if ends[0] <= ends[1] else 1
        ends[above], ends[1 - above] = min(ends) - 5, max(ends) + 11
    drawn = [_path(each, n, at, end) for n, (each, end) in enumerate(zip(lines, ends, strict=True))]
    return picture(WIDE, HIGH, title, format_html("{}{}{}{}", grid, words, upright, joined(drawn)))


def _spaced(ticks: Sequence[tuple[float, Any]], x_of: Any) -> list[tuple[float, Any]]:
    """Ticks whose words have room, from the first on."""
    found: list[tuple[float, Any]] = []
    for time, word in ticks:
        room = max(TICK, 8 * len(str(word)))
        if not found or x_of(time) - x_of(found[-1][0]) >= room:
            found.append((time, word))
    return found


def _path(line: Path, n: int, at: Any, name_y: float) -> SafeString:
    known = sorted(line.values)
    band = sorted(line.band)
    around = [at(time, line.band[time][1]) for time in band] + [at(time, line.band[time][0]) for time in reversed(band)]
    shade = format_html('<polygon class="path-band path-band-{}" points="{}"/>', n, " ".join(around)) if band else ""
    through = " ".join(at(time, line.values[time]) for time in known)
    end_x = at(known[-1], line.values[known[-1]]).split(",")[0]
    alone = (
        format_html('<circle class="path-dot" cx="{}" cy="{}" r="4"/>', *through.split(",")) if len(known) == 1 else ""
    )
    return format_html(
        '{}<polyline class="path-line path-line-{}" points="{}"/>{}<text class="path-end" x="{}" y="{}">{}</text>',
        shade, n, through, alone, float(end_x) + 8, f"{name_y + 4:.1f}", line.name,
    )  # fmt: skip


def spark(values: Sequence[float], title: str) -> SafeString:
    """A series as small as a word: its shape only, from its least to its most; its last value is a dot."""
    if len(values) < 2:
        return mark_safe("")
    wide, high, edge = 120, 32, 4
    low, span = min(values), (max(values) - min(values)) or 1.0
    across = (wide - 2 * edge) / (len(values) - 1)
    points = [
        (edge + n * across, edge + (1 - (value - low) / span) * (high - 2 * edge)) for n, value in enumerate(values)
    ]
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        '<polyline class="path-line" points="{}"/><circle class="path-dot" cx="{}" cy="{}" r="3"/></svg>',
        wide, high, wide, high, title, " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        f"{points[-1][0]:.1f}", f"{points[-1][1]:.1f}",
    )  # fmt: skip
