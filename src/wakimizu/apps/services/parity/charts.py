"""Small pictures as SVG drawn here: bars of the wards, a line of months. Each stands beside a table that says the same."""

from collections.abc import Sequence
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ROW, NAME, BAR, VALUE = 26, 120, 300, 70
WIDE, HIGH, LEFT, BELOW, ABOVE = 640, 180, 44, 24, 12


def bars(rows: Sequence[tuple[str, float, str]], mean: float | None, title: str, full: float = 0.0) -> SafeString:
    """A bar a row: (name, value, value in words), a dashed line at the mean. Values are not negative; `full` is a whole bar."""
    most = full or max([value for _name, value, _words in rows] + [mean or 0.0]) or 1.0
    height = ROW * len(rows) + 8
    drawn = format_html_join(
        "",
        '<text class="chart-name" x="{}" y="{}">{}</text><rect class="chart-bar" x="{}" y="{}" width="{}" height="{}"/>'
        '<text class="chart-value" x="{}" y="{}">{}</text>',
        (
            (
                NAME - 8, at * ROW + 20, name,
                NAME, at * ROW + 8, f"{max(value / most * BAR, 1):.1f}", ROW - 10,
                NAME + BAR + VALUE - 2, at * ROW + 20, words,
            )
            for at, (name, value, words) in enumerate(rows)
        ),
    )  # fmt: skip
    line = _dashed(NAME + mean / most * BAR, 4, NAME + mean / most * BAR, height - 2) if mean is not None else ""
    return _picture("bars", NAME + BAR + VALUE, height, title, format_html("{}{}", drawn, line))


def months(points: Sequence[tuple[date, float | None]], most_allowed: float | None, title: str) -> SafeString:
    """A line over months, broken where nothing was observed; a dashed line at the most that is allowed."""
    known = [value for _month, value in points if value is not None]
    top = max([*known, most_allowed or 0.0]) * 1.1 or 1.0
    step = (WIDE - LEFT - 8) / max(len(points) - 1, 1)

    def place(at: int, value: float) -> tuple[str, str]:
        return f"{LEFT + at * step:.1f}", f"{ABOVE + (1 - value / top) * (HIGH - ABOVE - BELOW):.1f}"

    runs: list[list[tuple[str, str]]] = [[]]
    for at, (_month, value) in enumerate(points):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(place(at, value))
    lines = format_html_join(
        "", '<polyline class="chart-line" points="{}"/>', ((" ".join(",".join(p) for p in run),) for run in runs if run)
    )
    dots = format_html_join("", '<circle class="chart-dot" cx="{}" cy="{}" r="3"/>', (p for run in runs for p in run))
    names = format_html_join(
        "",
        '<text class="chart-month" x="{}" y="{}">{}</text>',
        (
            (f"{LEFT + at * step:.1f}", HIGH - 6, f"{month:%Y-%m}")
            for at, (month, _value) in enumerate(points)
            if at % 6 == 0
        ),
    )
    levels = format_html_join(
        "",
        '<text class="chart-name" x="{}" y="{}">{}</text>',
        ((LEFT - 6, float(place(0, value)[1]) + 4, f"{value:.0f}") for value in (0, top / 1.1)),
    )
    allowed: SafeString | str = ""
    if most_allowed is not None:
        level = float(place(0, most_allowed)[1])
        allowed = _dashed(LEFT, level, WIDE - 8, level)
    return _picture("months", WIDE, HIGH, title, format_html("{}{}{}{}{}", levels, names, allowed, lines, dots))


def _dashed(x1: float, y1: float, x2: float, y2: float) -> SafeString:
    return format_html(
        '<line class="chart-mean" x1="{}" y1="{}" x2="{}" y2="{}"/>', *(f"{each:.1f}" for each in (x1, y1, x2, y2))
    )


def _picture(kind: str, width: int, height: int, title: str, drawn: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart chart-{}" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>',
        kind, width, height, width, height, title, drawn,
    )  # fmt: skip
