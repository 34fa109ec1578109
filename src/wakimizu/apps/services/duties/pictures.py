"""Pictures drawn by the server: where staff go from one allotment to another."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wakimizu.apps.services.duties.comparison import Comparison
from wakimizu.apps.services.duties.rules import figure
from wakimizu.apps.services.duties.units import Side

WIDTH, LEFT, RIGHT, BAR = 400, 112, 276, 12  # the bars' inner ends are LEFT + BAR and RIGHT
FULL, SLOT, GAP = 260, 34, 12  # height of all staff together; least height of a bar's place; between places
HEAD = 28.0


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    amount: str
    x: int
    y: float
    height: float
    text_x: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A flow between two bars; `words` say it to who cannot see it."""

    path: str
    moved: bool
    words: str


@dataclass(frozen=True, slots=True)
class FlowPicture:
    bars: list[Bar]
    ribbons: list[Ribbon]
    width: int
    height: int
    left: int = LEFT + BAR
    right: int = RIGHT


def flow_picture(found: Comparison) -> FlowPicture:
    """Bars for HQ, wards, branches and outside, before on the left, after on the right, with ribbons between them.

    What is new or given up has a bar of its own, so both columns are equally high.
    """
    ends: list[str | None] = [*Side.values, None]
    out = {side: sum((found.between(side, goal) for goal in ends), Decimal(0)) for side in ends}
    into = {side: sum((found.between(origin, side) for origin in ends), Decimal(0)) for side in ends}
    scale = FULL / float(sum(out.values()) or 1)
    lefts, height_left = _column(out, scale, LEFT, LEFT - 8, "end", pgettext("allotment", "New"))
    rights, height_right = _column(into, scale, RIGHT, RIGHT + BAR + 8, "start", _("Given up"))
    begin = {side: bar.y for side, bar in lefts.items()}
    end = {side: bar.y for side, bar in rights.items()}
    ribbons = []
    for origin in ends:
        for goal in ends:
            amount = found.between(origin, goal)
            if not amount:
                continue
            thick = max(float(amount) * scale, 1)
            words = f"{lefts[origin].name} → {rights[goal].name} {figure(amount)}"
            ribbons.append(Ribbon(_path(begin[origin], end[goal], thick), origin != goal, words))
            begin[origin] += float(amount) * scale
            end[goal] += float(amount) * scale
    ribbons.sort(key=lambda ribbon: ribbon.moved)  # what moves lies on top
    return FlowPicture([*lefts.values(), *rights.values()], ribbons, WIDTH, round(max(height_left, height_right)))


def _column(
    amounts: dict[str | None, Decimal], scale: float, x: int, text_x: int, anchor: str, nowhere: str
) -> tuple[dict[str | None, Bar], float]:
    bars: dict[str | None, Bar] = {}
    y = HEAD
    for side, amount in amounts.items():
        if side is None and not amount:
            continue
        name = nowhere if side is None else str(Side(side).label)
        height = float(amount) * scale
        bars[side] = Bar(name, figure(amount), x, round(y, 1), round(max(height, 1), 1), text_x, anchor)
        y += max(height, SLOT) + GAP
    return bars, y - GAP + 4


def _path(top_left: float, top_right: float, thick: float) -> str:
    start, stop, middle = LEFT + BAR, RIGHT, (LEFT + BAR + RIGHT) / 2
    low_left, low_right = top_left + thick, top_right + thick
    return (
        f"M{start} {top_left:.1f}C{middle:g} {top_left:.1f} {middle:g} {top_right:.1f} {stop} {top_right:.1f}"
        f"V{low_right:.1f}C{middle:g} {low_right:.1f} {middle:g} {low_left:.1f} {start} {low_left:.1f}Z"
    )
