"""Files out: any table one figure a line, or in the national form 地域・年齢別人口; travel times.

The rules:
1. What goes out comes in again: the file, taken in under the same short name, changes nothing (`imports`, docs/population.md).
2. Rows are made as they are read, so that a table of any size can be sent line by line: `csv_lines(figures(table, book))`.
3. Every line of figures says whether it is observed, estimated or projected. The national form has no column for that:
   whole people stay whole, estimates keep their decimals.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.exports import BOM, csv_line, six_digits
from wakimizu.apps.city.models import Area
from wakimizu.apps.population.models import People, Reach, ReachRun, Table
from wakimizu.shared.errors import BadInput
from wakimizu.shared.workbooks import Sheet, Value

FEWEST_ALONE = 10  # people; fewer are not told to the public
FIGURES = (
    "地域コード", "地域名", "調査年月日", "性別", "年齢", "人口", "区分", "世帯数", "75歳以上の独居",
)  # fmt: skip
FIVE_YEAR = tuple(range(0, 90, 5))
NATIONAL = (
    "全国地方公共団体コード", "地域コード", "地方公共団体名", "調査年月日", "地域名", "総人口", "男性", "女性",
    *(f"{first}-{first + 4}歳の{sex}" for first in FIVE_YEAR[:-1] for sex in ("男性", "女性")),
    "85歳以上の男性", "85歳以上の女性", "世帯数", "備考",
)  # fmt: skip
REACH = ("地域コード", "地域名", "移動手段", "施設コード", "施設名", "分")
WITHHELD = "X"
STATUS = {"observed": "観測", "estimated": "推定", "projected": "推計"}


def csv_lines(sheet: Sheet) -> Iterator[str]:
    """A table as CSV in UTF-8, line by line, with the mark by which spreadsheets know it."""
    yield BOM + csv_line(sheet.columns)
    for row in sheet.rows:
        yield csv_line([_text(value) for value in row])


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def table_named(code: str) -> Table:
    """BadInput, with the names there are, when there is none of this short name."""
    found = Table.objects.filter(code=code).first()
    if found is None:
        codes = "、".join(Table.objects.values_list("code", flat=True))
        raise BadInput(_("There is no table “%(code)s”. Choose one of: %(codes)s.") % {"code": code, "codes": codes})
    return found


def _people(table: Table, only: Q | None = None) -> Iterator[People]:
    rows = (
        People.objects.filter(only or Q(), table=table).select_related("area").defer("area__outline", "area__figures")
    )
    yield from rows.order_by("day", "area__kind", "area__code").iterator(1000)


def figures(table: Table, public: bool = False) -> Sheet:
    """One figure a line: area, day, sex, age, people, status; households on the line of the total.

    For the public, who lives alone at 75 or more is left out of cells and wherever they are few: it leads to doors.
    """
    lines = (line for row in _people(table) for line in _lines(row, table.ages, public))
    return Sheet(table.code, FIGURES, lines)


def _lines(row: People, ages: list[int], public: bool) -> Iterator[list[Value]]:
    few = row.area.kind == Area.Kind.MESH or (row.alone75 or 0) < FEWEST_ALONE
    head: list[Value] = [row.area.code, row.area.name, row.day]
    status = STATUS[row.status]
    yield [*head, "計", "総数", row.total, status, row.households, None if public and few else row.alone75]
    labels = [f"{first}～{after - 1}歳" for first, after in pairwise(ages)] + [f"{ages[-1]}歳以上"]
    for sex, people in (("男", row.male), ("女", row.female), ("計", row.both)):
        yield from ([*head, sex, age, count, status, None, None] for age, count in zip(labels, people, strict=False))


def national(table: Table, book: Directory, only: Q | None = None) -> Sheet:
    """地域・年齢別人口: one area and day a line, of all rows or some `only`. BadInput for a table without five-year ages to 85 or more."""
    at = [number for number, first in enumerate(table.ages) if first in FIVE_YEAR]
    if tuple(table.ages[number] for number in at) != FIVE_YEAR:
        raise BadInput(
            _("“%(table)s” has no five-year ages, which the national form needs. Export it one figure a line.")
            % {"table": table}
        )
    code = six_digits(book.city)
    return Sheet(table.code, NATIONAL, (_national(row, at, code, book) for row in _people(table, only)))


def _national(row: People, at: list[int], code: str, book: Directory) -> list[Value]:
    head: list[Value] = [code, row.area.code, book.city.name, row.day, row.area.name, row.total]
    if not row.male:
        return [*head, None, None, *[WITHHELD] * (2 * len(FIVE_YEAR)), row.households, STATUS[row.status]]
    sexes = [_to_85(people, at) for people in (row.male, row.female)]
    ages: list[Value] = [people for pair in zip(*sexes, strict=True) for people in pair]
    sums = [round(sum(people), 3) for people in sexes]
    return [*head, *sums, *ages, row.households, STATUS[row.status]]


def _to_85(people: list[float], at: list[int]) -> list[float]:
    return [*(people[number] for number in at[:-1]), round(sum(people[at[-1] :]), 3)]


def reach(run: ReachRun, book: Directory) -> Sheet:
    """Minutes from each place to each counter, by each way of going."""
    rows = Reach.objects.filter(run=run).select_related("cell").defer("cell__outline", "cell__figures")
    return Sheet("travel", REACH, (line for row in rows.order_by("pk").iterator(500) for line in _minutes(row, book)))


def _minutes(row: Reach, book: Directory) -> Iterator[list[Value]]:
    for number, minutes in row.minutes.items():
        office: Any = book.office(int(number))
        if office is not None:
            yield [row.cell.code, row.cell.name, row.get_mode_display(), office.code, office.name, minutes]
