"""Pictures of the monitoring room: a series with its interval, the path to its target, and when measures began."""

from math import ceil, floor

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import fiscal_year
from wakimizu.apps.monitoring import periods
from wakimizu.apps.monitoring.queries import Line, Sheet
from wakimizu.apps.monitoring.workflow import Cadence
from wakimizu.shared.charts import Mark, Path, paths, spark
from wakimizu.shared.words import named

MOST_MARK = 14  # letters of a measure's name in the picture; the text below has it whole


def series(sheet: Sheet, title: str) -> SafeString:
    """What was observed, drawn through with its intervals; the path to the target, dashed."""
    cadence = sheet.indicator.cadence
    at = {row.begins: periods.time_of(row.begins, cadence) for row in sheet.series}
    values = {at[row.begins]: row.value for row in sheet.series}
    band = {at[row.begins]: (row.low, row.high) for row in sheet.series if row.low is not None and row.high is not None}
    lines = [Path("", values, band)] if values else []
    if sheet.aimed:
        lines.append(Path(_("Path"), dict(sheet.aimed.way.points)))
    times = [time for line in lines for time in line.values]
    if not times:
        return paths([], title)
    marks = [Mark(_moment(each.day), each.name[:MOST_MARK]) for each in sheet.beginnings]
    return paths(lines, title, ticks=_years(min(times), max(times), cadence), marks=marks)


def _moment(day: object) -> float:
    month = periods.begin_of(day, Cadence.MONTH)  # type: ignore[arg-type]
    return fiscal_year(month) + ((month.month - 4) % 12) / 12


def _years(first: float, last: float, cadence: str) -> list[tuple[float, str]]:
    """Fiscal years: at their middle where a year is one value, else at their April."""
    if cadence == Cadence.YEAR:
        return [(year + 0.5, str(year)) for year in range(floor(first), floor(last) + 1)]
    return [(float(year), f"{year}-04") for year in range(ceil(first), floor(last) + 1)]


def small(line: Line) -> SafeString:
    title = _("%(indicator)s, the last %(n)d periods") % {"indicator": named(line.indicator), "n": len(line.values)}
    return spark([value for _begins, value in line.values], title)
