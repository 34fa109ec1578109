"""Pictures of the budget: a bar a ward, in two parts told apart by filling and by words. Each stands beside its table."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wakimizu.apps.proposals.budget.moves import Moves
from wakimizu.apps.proposals.budget.queries import Row
from wakimizu.shared.charts import picture
from wakimizu.shared.templatetags.words import yen
from wakimizu.shared.words import named

WIDE, LEFT, RIGHT, HIGH, GAP, TOP = 480, 124, 112, 24, 12, 4


def bars(rows: Sequence[tuple[str, float, float, str]], title: str) -> SafeString:
    """rows: (name, the full part, the outlined rest, the word at the end)."""
    most = max((full + rest for _name, full, rest, _word in rows), default=0) or 1
    scale = (WIDE - LEFT - RIGHT) / most
    drawn = format_html_join("", "{}", ((_bar(n, row, scale),) for n, row in enumerate(rows)))
    return picture(WIDE, TOP + len(rows) * (HIGH + GAP), title, drawn)


def _bar(n: int, row: tuple[str, float, float, str], scale: float) -> SafeString:
    name, full, rest, word = row
    y = TOP + n * (HIGH + GAP)
    return format_html(
        '<text class="chart-name" x="{}" y="{}">{}</text><rect class="budget-full" x="{}" y="{}" width="{}" height="{}"/>'
        '<rect class="budget-rest" x="{}" y="{}" width="{}" height="{}"/><text class="budget-word" x="{}" y="{}">{}</text>',
        LEFT - 10, y + 17, name, LEFT, y, f"{full * scale:.1f}", HIGH, f"{LEFT + full * scale:.1f}", y, f"{rest * scale:.1f}",
        HIGH, f"{LEFT + (full + rest) * scale + 8:.1f}", y + 17, word,
    )  # fmt: skip


def who_decides(found: Moves) -> SafeString:
    """What each ward requests itself, filled; what stays in the lump, outlined."""
    rows = [(named(ward), part.moved, part.lump, f"{part.share:.0%}") for ward, part in found.wards if part.all]
    return bars(rows, _("Money of each ward: requested by the ward itself (filled), compiled in one lump (outlined)"))


def executed(rows: Sequence[Row]) -> SafeString:
    """What is spent of what was enacted for each ward: filled, and what is left, outlined. Not of the whole city."""
    drawn = [
        (named(row.name), row.sums.spent, row.sums.left, yen(row.sums.enacted))
        for row in rows
        if row.name and row.sums.enacted
    ]
    return bars(drawn, _("Enacted of each ward: spent (filled), left (outlined)"))
