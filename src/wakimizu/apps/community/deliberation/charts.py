"""The opinion map: groups as areas with a letter and their people, and where the reader stands. A table stands beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from wakimizu.shared.charts import picture

WIDE, HIGH, EDGE = 480, 320, 28
KINDS = 5  # of areas that look different, by colour and by line


@dataclass(frozen=True, slots=True)
class Area:
    """A group on the map. outline: points that go around it."""

    letter: str
    people: str
    outline: Sequence[tuple[float, float]]


def opinion_map(areas: Sequence[Area], here: tuple[float, float] | None, word: str, title: str) -> SafeString:
    """`here`: where the reader stands, named by `word`. Both directions have one scale."""
    points = [point for area in areas for point in area.outline] + ([here] if here else [])
    if not areas:
        return mark_safe("")
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    low, high = min(y for _x, y in points), max(y for _x, y in points)
    scale = min((WIDE - 2 * EDGE) / (right - left or 1), (HIGH - 2 * EDGE) / (high - low or 1))

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            WIDE / 2 + (x - (left + right) / 2) * scale,
            HIGH / 2 - (y - (low + high) / 2) * scale,
        )

    drawn = format_html_join(
        "", '<polygon class="opinion-area opinion-area-{}" points="{}"/><text class="opinion-letter" x="{}" y="{}">{}</text>'
        '<text class="opinion-people" x="{}" y="{}">{}</text>',
        (_area(n, area, [at(*point) for point in area.outline]) for n, area in enumerate(areas)),
    )  # fmt: skip
    return picture(WIDE, HIGH, title, format_html("{}{}", drawn, _here(at(*here), word) if here else ""))


def _area(n: int, area: Area, around: Sequence[tuple[float, float]]) -> tuple[object, ...]:
    x, y = sum(px for px, _py in around) / len(around), sum(py for _px, py in around) / len(around)
    outline = " ".join(f"{px:.1f},{py:.1f}" for px, py in around)
    return n % KINDS, outline, f"{x:.1f}", f"{y:.1f}", area.letter, f"{x:.1f}", f"{y + 20:.1f}", area.people


def _here(point: tuple[float, float], word: str) -> SafeString:
    x, y = point
    return format_html(
        '<circle class="opinion-here" cx="{0}" cy="{1}" r="8"/><text class="opinion-you" x="{0}" y="{2}">{3}</text>',
        f"{x:.1f}", f"{y:.1f}", f"{y - 14:.1f}", word,
    )  # fmt: skip
