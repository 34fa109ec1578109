"""How figures are printed, and the two statistics the benches use."""

import math
from collections.abc import Sequence


def table(rows: Sequence[Sequence[object]], title: str = "") -> None:
    """Columns lined up; the first row is the header."""
    cells = [[f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    print(f"\n{title}" if title else "")
    for number, row in enumerate(cells):
        first, rest = (
            row[0].ljust(widths[0]),
            [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)],
        )
        print("  " + "  ".join([first, *rest]).rstrip())
        if number == 0:
            print("  " + "  ".join("─" * width for width in widths))


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed (nearest rank, nothing interpolated)."""
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def verdict(met: bool) -> str:
    return "met" if met else "MISSED"
