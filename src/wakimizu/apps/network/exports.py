"""Studies out: a workbook of everything that was found and of what it rests on; single tables as CSV.

Every sheet is drawn from the study's row alone. `frontier` and `centres` are empty where nothing was asked or found.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wakimizu.apps.network.models import Study
from wakimizu.apps.network.queries import headlines
from wakimizu.apps.network.terms import tables_of, terms_of
from wakimizu.apps.network.wording import guard_words, note_words, role_words, service_words
from wakimizu.apps.network.workflow import Ages, Rider, StudyKind
from wakimizu.apps.population.exports import csv_lines
from wakimizu.shared.words import named
from wakimizu.shared.workbooks import Sheet, Value, workbook

Row = Sequence[Value]
STATUS = {
    "optimal": lambda: _("Proven: no plan that keeps the guards costs less."),
    "feasible": lambda: _("The best found; it is not proven that there is none better."),
    "infeasible": lambda: _("No plan meets all guards."),
    "unknown": lambda: _("Nothing was found in the time given."),
}
MINUTES: dict[str, Callable[[], str]] = {
    "mean": lambda: _("Mean minutes"),
    "median": lambda: _("Median minutes"),
    "p90": lambda: _("Minutes that 90% stay within"),
    "p95": lambda: _("Minutes that 95% stay within"),
    "most": lambda: _("Most minutes"),
    "gini": lambda: _("Gini of the minutes"),
    "kolm_pollak": lambda: _("Minutes as Kolm–Pollak weighs them"),
}


def study_workbook(study: Study) -> bytes:
    """An .xlsx of a study that has ended."""
    return workbook(sheets(study))


def sheets(study: Study) -> list[Sheet]:
    """Every table of a study, in the reader's language."""
    found = [summary(study)]
    if study.has_plan:
        found += [roles(study), districts(study), minutes(study), costs(study), centres(study)]
    found.append(guards(study))
    if study.result.get("frontier"):
        found.append(frontier(study))
    return [*found, assumptions(study), sources(study)]


TABLES: dict[str, Callable[[Study], Sheet]] = {}  # what can be had as CSV, by the name in its address


def study_csv(study: Study, table: str) -> Iterator[str]:
    """One table of a study, line by line. KeyError for a table that there is not."""
    return csv_lines(TABLES[table](study))


def _table(name: str) -> Callable[[Callable[[Study], Sheet]], Callable[[Study], Sheet]]:
    def register(draw: Callable[[Study], Sheet]) -> Callable[[Study], Sheet]:
        TABLES[name] = draw
        return draw

    return register


def _years(result: Mapping[str, Any]) -> list[str]:
    return [f"{period['year']}–{period['until'] - 1}" for period in result["periods"]]


@_table("summary")
def summary(study: Study) -> Sheet:
    """What was found, how sure it is, and what it comes to in each period beside today's offices."""
    result = study.result
    rows: list[Row] = [
        [_("Scenario"), named(study.scenario)],
        [_("Asked on"), result["sources"]["asked_on"]],
        [_("What is found"), STATUS[result["status"]]()],
        [_("Yen over all periods, weighed"), result["objective"]],
        [_("No plan has less than"), result["bound"]],
        [_("Gap"), result["gap"]],
        [_("Seconds"), result["seconds"]],
        [_("Solved by"), result["formulation"]],
    ]
    if result.get("stopped"):
        rows.append([_("Stopped"), _("Somebody stopped the search; this is the best it had found.")])
    for years, told in zip(_years(result), headlines(study), strict=False):
        rows += [
            ["", ""],
            [_("Years"), years],
            [_("Yen a year less than today's offices would cost"), round(told.yen)],
            [_("Yen once, at the beginning"), round(told.once)],
            [_("Staff fewer than today's offices would need (FTE)"), round(told.staff, 1)],
            [_("Staff fewer than are needed today (FTE)"), round(told.set_free, 1)],
        ]
        for ages in Ages:
            words = {"ages": ages.label}
            rows += [
                [_("People nearer (%(ages)s)") % words, round(told.gain[ages])],
                [_("People farther (%(ages)s)") % words, round(told.lose[ages])],
            ]
    return Sheet(_("Summary"), [pgettext("figure", "What"), pgettext("figure", "Value")], rows, widths=(52, 50))


@_table("minutes")
def minutes(study: Study) -> Sheet:
    """How minutes are spread over people, in each period and group of ages."""
    columns = [_("Years"), _("Age"), pgettext("figure", "What"), _("Today's offices"), _("This plan")]
    return Sheet(_("Minutes"), columns, list(_spread(study.result)))


def _spread(result: Mapping[str, Any]) -> Iterator[Row]:
    for t, years in enumerate(_years(result)):
        for ages in ("all", *Ages.values):
            before, after = (result["spread"][side][t][ages] for side in ("before", "after"))
            label = _("Everybody") if ages == "all" else str(Ages(ages).label)
            if before is None or after is None:
                continue
            yield from ([years, label, words(), before[name], after[name]] for name, words in MINUTES.items())
            for limit in before["within"]:
                words = _("Share of people within %(n)s minutes") % {"n": limit}
                yield [years, label, words, before["within"][limit], after["within"][limit]]


@_table("roles")
def roles(study: Study) -> Sheet:
    """Every site, what it is in each period, its visits and staff before and after."""
    result = study.result
    years = _years(result)
    columns = [_("Code"), _("Office"), _("Ward"), _("Today"), *years, _("Up for decision")]
    for words in (_("Visits a year"), _("Staff (FTE)")):
        columns += [f"{words} {each} {side}" for each in years for side in (_("before"), _("after"))]
    rows = []
    for site in result["sites"]:
        row: list[Value] = [site["code"], _name(site), site["ward"], role_words(site["now"])]
        row += [role_words(role) for role in site["roles"]]
        row.append(_("yes") if site["decided"] else "")
        for figure in ("visits", "staff"):
            row += [site[side][figure][t] for t in range(len(years)) for side in ("before", "after")]
        rows.append(row)
    return Sheet(_("Offices"), columns, rows)


def _name(row: Mapping[str, Any]) -> str:
    from types import SimpleNamespace

    return named(SimpleNamespace(name=row["name"], name_en=row["name_en"]))


@_table("districts")
def districts(study: Study) -> Sheet:
    """Who gains and who loses: one line for each district, period and group of ages."""
    result = study.result
    codes = [service["code"] for service in result["services"]]
    columns = [
        _("Code"), _("District"), _("Ward"), _("Years"), _("Age"), _("People"), _("Minutes before"), _("Minutes after"),
        _("People nearer"), _("People farther"),
    ]  # fmt: skip
    columns += [f"{service_words(code)} · {side}" for code in codes for side in (_("before"), _("after"))]
    return Sheet(_("Districts"), columns, list(_districts(result, codes)))


def _districts(result: Mapping[str, Any], codes: Sequence[str]) -> Iterator[Row]:
    years = _years(result)
    for row in result["districts"]:
        for t, each in enumerate(years):
            for n, ages in enumerate(Ages):
                figures = [row[name][t][n] for name in ("people", "before", "after", "gain", "lose")]
                more = [row["by_service"][code][side][t][n] for code in codes for side in ("before", "after")]
                yield [row["code"], _name(row), row["ward"], each, str(ages.label), *figures, *more]


@_table("costs")
def costs(study: Study) -> Sheet:
    """Yen and staff of each period, before and after."""
    result = study.result
    names = {
        "running": _("Running, without staff"),
        "staff": _("Staff at counters"),
        "one_off": _("Once"),
        "total": _("Together"),
    }
    rows: list[Row] = []
    for t, years in enumerate(_years(result)):
        for part, words in names.items():
            before, after = (result["cost"][side][part][t] for side in ("before", "after"))
            rows.append([years, words, _("yen in all years of the period"), before, after, after - before])
        before, after = (result["staff"]["needed"][side][t] for side in ("before", "after"))
        rows.append([years, _("Staff needed at counters"), _("FTE"), before, after, round(after - before, 1)])
    columns = [_("Years"), pgettext("figure", "What"), _("Unit"), _("Today's offices"), _("This plan"), _("Difference")]
    return Sheet(_("Cost and staff"), columns, rows)


@_table("centres")
def centres(study: Study) -> Sheet:
    """Where the staff who are set free go: each next one where one officer stands for the most need."""
    result = study.result
    sites = {site["code"]: site for site in result["sites"]}
    rows = [
        [years, each["site"], _name(sites[each["site"]]), each["need"], each["present"], each["sent"]]
        for years, of_period in zip(_years(result), result["staff"]["allotted"], strict=True)
        for each in of_period
    ]
    columns = [
        _("Years"),
        _("Code"),
        _("Community centre"),
        _("Need nearest to it"),
        _("Staff today"),
        _("Staff sent (FTE)"),
    ]
    return Sheet(_("Community centres"), columns, rows)


@_table("guards")
def guards(study: Study) -> Sheet:
    """What every plan had to keep; what leaving each out would save, and which offices would then be otherwise."""
    result = study.result
    against = [guard_words(each) for each in result.get("conflict", [])]
    rows = []
    for guard in result["guards"]:
        years = ", ".join(_years(result)[t] for t in guard["periods"])
        changes = "; ".join(_change(each) for each in guard["changes"])
        stands = _("cannot be met together with the others named so") if guard_words(guard) in against else ""
        rows.append([guard_words(guard), years, guard["saves"], guard["at_least"], changes, stands])
    columns = [
        _("Guard"), _("Years"), _("Yen saved without it, weighed"), _("Proven to save at least"), _("Offices that would change"),
        _("Conflict"),
    ]  # fmt: skip
    return Sheet(_("Guards"), columns, rows)


def _change(change: Mapping[str, Any]) -> str:
    return f"{change['site']}: {' → '.join(dict.fromkeys(role_words(role) for role in change['roles']))}"


@_table("frontier")
def frontier(study: Study) -> Sheet:
    """Cost against access: the least minutes that can be had for so many yen."""
    result = study.result
    codes = result["roles"]
    decided = [(k, site) for k, site in enumerate(result["sites"]) if site["decided"]]
    columns = [_("Yen in all periods"), _("Minutes of a visit on average"), _("Gap")]
    columns += [f"{_name(site)} {years}" for _k, site in decided for years in _years(result)]
    rows = [
        [point["cost"], point["average"], point["gap"]]
        + [role_words(codes[of_period[k]]) for k, _site in decided for of_period in point["roles"]]
        for point in result.get("frontier", [])
    ]
    return Sheet(_("Cost against access"), columns, rows)


@_table("assumptions")
def assumptions(study: Study) -> Sheet:
    """The terms as they were asked with, one figure a line, named as in the scenario's file."""
    tables = tables_of(terms_of(study.terms, study.asked_at.date()))
    return Sheet(_("Assumptions"), [_("Table"), _("Name"), pgettext("figure", "Value")], list(_flat(tables, "")))


def _flat(value: Any, path: str) -> Iterator[Row]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _flat(each, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for n, each in enumerate(value, start=1):
            yield from _flat(each, f"{path}#{n}")
    else:
        table, _dot, name = path.rpartition(".")
        yield [table, name, ", ".join(map(str, value)) if isinstance(value, list) else _plain(value)]


def _plain(value: Any) -> Value:
    return str(value).lower() if isinstance(value, bool) else value


@_table("sources")
def sources(study: Study) -> Sheet:
    """Where people, visits and minutes come from; what is missing or assumed."""
    result = study.result
    told = result["sources"]
    people, ways, visits = told["people"], told["minutes"], told["visits"]
    rows: list[Row] = [
        [_("People"), _name(people)],
        [
            _("People"),
            _("%(n)d cells or districts, days: %(days)s") % {"n": people["cells"], "days": ", ".join(people["days"])},
        ],
        [_("Minutes"), _("Travel times of %(day)s") % {"day": ways["day"]} if ways["run"] else _("Estimated")],
        *([_("Minutes"), f"{name} = {value:g}"] for name, value in ways["assumed"].items()),
        [_("Visits"), _visits(visits)],
        *([_("Services"), _group(group)] for group in result["services"]),
        *([_("Note"), note_words(note)] for note in result["notes"]),
    ]
    for cell in result["unreached"]:
        words = {
            "name": cell["name"],
            "n": cell["people"],
            "who": ", ".join(str(Rider(each).label) for each in cell["riders"]),
        }
        rows.append([_("Out of reach"), _("%(name)s: %(n)d people (%(who)s)") % words])
    if study.kind == StudyKind.FRONTIER:
        rows.append([_("Points asked"), study.points])
    return Sheet(_("Sources"), [pgettext("figure", "What"), pgettext("figure", "Value")], rows, widths=(20, 60))


def _visits(visits: Mapping[str, Any]) -> str:
    if visits["from"] == "rates":
        return _("%(n)s a year, by the scenario's rates") % {"n": f"{visits['visits']:,}"}
    words = {"n": f"{visits['visits']:,}", "first": visits["first"], "last": visits["last"]}
    return _("%(n)s a year, observed from %(first)s to %(last)s") % words


def _group(group: Mapping[str, Any]) -> str:
    return f"{service_words(group['code'])}: {', '.join(group['services'])}"
