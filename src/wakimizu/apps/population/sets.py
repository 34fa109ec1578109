"""Sets of assumptions as files, in and out: one figure a line, so that a set can be changed in a spreadsheet.

The rules:
1. A line is an item (項目), a period (期間, from 1; empty: all), a sex and an age where the item has them, and a value (値).
2. Shares lie between 0 and 1. Ages nest as in every table; both sexes, all ages and all periods of an item are there.
3. A set is taken whole or not at all. What goes out comes in again unchanged. A set that a run has used is not changed: send
   the file under another short name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.models import City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.population.imports import SEXES, age_group, check_nesting
from wakimizu.apps.population.models import Assumptions
from wakimizu.apps.population.operations import name_assumptions
from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import Report
from wakimizu.shared.tables import Table as File
from wakimizu.shared.workbooks import Sheet, Value

COLUMNS = {
    "item": ["項目", "item"],
    "period": ["期間", "period"],
    "sex": ["性別", "sex"],
    "age": ["年齢", "age"],
    "value": ["値", "value"],
}
HEADER = ("項目", "期間", "性別", "年齢", "値")
BY_AGE = {
    "cohort_change": "コーホート変化率",
    "survival": "生残率",
    "net_migration": "純移動率",
    "headship.all": "世帯主率",
    "headship.alone": "独居率",
}
BY_PERIOD = {"children": "子ども女性比", "boys": "男児の割合"}
ALONE = {
    "uncertainty.survival": "ばらつき：死亡",
    "uncertainty.fertility": "ばらつき：出生",
    "uncertainty.migration": "ばらつき：移動",
    "uncertainty.local_migration": "ばらつき：区の移動",
    "uncertainty.persistence": "ばらつき：持続",
}
NAMES = {**BY_AGE, **BY_PERIOD, **ALONE}
CODES = {**{code: code for code in NAMES}, **{name: code for code, name in NAMES.items()}}
SHARES = {"survival", "headship.all", "headship.alone", "boys", "uncertainty.persistence"}
OF_ALL_PERIODS = {"headship.all", "headship.alone", *ALONE}
UNSAID = {"from", "mothers"}  # what a set knows beside its figures
SEX_WORDS = ("男", "女")


@dataclass(slots=True)
class Found:
    """What the lines of a file say: item → period → value, or sex → first age → value; and the groups of ages."""

    by_age: dict[str, dict[int, tuple[dict[int, float], dict[int, float]]]] = field(default_factory=dict)
    single: dict[str, dict[int, float]] = field(default_factory=dict)
    after: dict[int, int | None] = field(default_factory=dict)


def import_set(
    actor: Actor, city: City, content: bytes, *, code: str, name: str, source: str, name_en: str = ""
) -> Report:
    """A set of assumptions; the same file again changes nothing."""
    report, found = Report(), Found()
    for line, cells in File(content, COLUMNS, ["item", "value"]).rows(report):
        try:
            _take(cells, found)
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
        else:
            report.counts["added"] += 1
    if report.counts["refused"] or not report.counts["added"]:
        report.counts["added"] = 0
        return report
    ages = sorted(found.after)
    values = _values(found, ages)
    known = Assumptions.objects.filter(code=code).first()
    if known is not None:
        same = (
            known.ages == ages
            and {name: known.values.get(name) for name in known.values if name not in UNSAID} == values
        )
        fate = "unchanged" if same else "changed"
        report.counts[fate], report.counts["added"] = report.counts["added"], 0
        if same:
            return report
    made = known or Assumptions(city=city, code=code)
    made.name, made.name_en, made.source, made.ages, made.values = name, name_en, source[:300], ages, values
    name_assumptions(actor, assumptions=made)
    return report


def _take(cells: dict[str, str], found: Found) -> None:
    item = CODES.get(cells["item"])
    if item is None:
        raise BadInput(
            _("“%(text)s” is no item of a set. Use one of: %(items)s.")
            % {"text": cells["item"], "items": "、".join(NAMES.values())}
        )
    value, period = _number(cells["value"], item), _period(cells["period"], item)
    if item not in BY_AGE:
        _once(found.single.setdefault(item, {}), period, value)
        return
    if SEXES.get(cells["sex"]) not in (0, 1):
        raise BadInput(_("“%(text)s” is no sex. Write M or F.") % {"text": cells["sex"]})
    first, after = age_group(cells["age"])
    if found.after.setdefault(first, after) != after:
        raise BadInput(_("The age %(text)s differs from that of other lines.") % {"text": cells["age"]})
    _once(found.by_age.setdefault(item, {}).setdefault(period, ({}, {}))[SEXES[cells["sex"]]], first, value)


def _once(values: dict[int, float], key: int, value: float) -> None:
    if key in values:
        raise BadInput(_("This figure stands in the file twice."))
    values[key] = value


def _number(text: str, item: str) -> float:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        raise BadInput(_("“%(text)s” is not a number.") % {"text": text}) from None
    if item in SHARES and not 0 <= value <= 1:
        raise BadInput(
            _("%(item)s is %(text)s, but a share lies between 0 and 1. Is it in per cent?")
            % {"item": NAMES[item], "text": text}
        )
    if not (-1 if item == "net_migration" else 0) <= value < 1000:
        raise BadInput(_("%(item)s cannot be %(text)s. Correct the figure.") % {"item": NAMES[item], "text": text})
    return value


def _period(text: str, item: str) -> int:
    if text and (not re.fullmatch("[0-9]{1,2}", text) or not 1 <= int(text) <= 40 or item in OF_ALL_PERIODS):
        raise BadInput(
            _("“%(text)s” is no period of this item. Number periods from 1, or leave it empty.") % {"text": text}
        )
    return int(text or 0)


def _values(found: Found, ages: list[int]) -> dict[str, Any]:
    """The set's values. BadInput when sexes, ages or periods of an item are missing."""
    if not ages:
        raise BadInput(_("The file has no rates by age. Give cohort change, or survival."))
    check_nesting(ages, found.after)
    values: dict[str, Any] = {}
    for item, by_period in found.by_age.items():
        _whole(item, list(by_period))
        for sexes in by_period.values():
            missing = [first for sex in sexes for first in ages if first not in sex]
            if missing:
                raise BadInput(
                    _("%(item)s lacks the age %(age)d of one sex. Add the line.")
                    % {"item": NAMES[item], "age": missing[0]}
                )
        arrays = [[[sex[first] for first in ages] for sex in by_period[period]] for period in sorted(by_period)]
        _put(values, item, arrays if 0 not in by_period else arrays[0])
    for item, single in found.single.items():
        _whole(item, list(single))
        _put(values, item, single[0] if 0 in single else [single[period] for period in sorted(single)])
    for item in BY_PERIOD:
        if item not in values:
            raise BadInput(_("The file has no %(item)s. Add it.") % {"item": NAMES[item]})
    return values


def _whole(item: str, periods: list[int]) -> None:
    if sorted(periods) != [0] and sorted(periods) != list(range(1, len(periods) + 1)):
        raise BadInput(
            _("The periods of %(item)s leave a gap. Number them from 1, or leave them all empty.")
            % {"item": NAMES[item]}
        )


def _put(values: dict[str, Any], item: str, value: Any) -> None:
    group, _dot, name = item.partition(".")
    if name:
        values.setdefault(group, {})[name] = value
    else:
        values[group] = value


def figures_of(made: Assumptions) -> Sheet:
    """A set, one figure a line."""
    return Sheet(made.code, HEADER, _lines(made))


def set_named(code: str) -> Assumptions:
    """BadInput, with the names there are, when there is none of this short name."""
    found = Assumptions.objects.filter(code=code).first()
    if found is None:
        codes = "、".join(Assumptions.objects.values_list("code", flat=True))
        raise BadInput(_("There is no set “%(code)s”. Choose one of: %(codes)s.") % {"code": code, "codes": codes})
    return found


def _lines(made: Assumptions) -> Iterator[list[Value]]:
    labels = [
        *(f"{first}～{after - 1}歳" for first, after in pairwise(made.ages)),
        f"{made.ages[-1]}歳以上",
    ]
    for item, name in NAMES.items():
        group, _dot, part = item.partition(".")
        value = made.values.get(group)
        value = (value or {}).get(part) if part else value
        if value is None:
            continue
        if item not in BY_AGE:
            given = enumerate(value, start=1) if isinstance(value, list) else [("", value)]
            yield from ([name, period, "", "", each] for period, each in given)
            continue
        periods = enumerate(value, start=1) if isinstance(value[0][0], list) else [("", value)]
        for period, sexes in periods:
            for sex, rates in zip(SEX_WORDS, sexes, strict=True):
                yield from ([name, period, sex, age, rate] for age, rate in zip(labels, rates, strict=True))
