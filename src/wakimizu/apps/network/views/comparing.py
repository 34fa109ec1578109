"""Two studies side by side: what was asked differently, and what that changes."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.network import queries, telling
from wakimizu.apps.network.forms.rows import KINDS, Offered
from wakimizu.apps.network.forms.scenario import FIELDS, ROLE_CELLS, field_name
from wakimizu.apps.network.models import Study
from wakimizu.apps.network.templatetags.network import apart, fte, minutes
from wakimizu.apps.network.wording import GROUPS, WHO, role_words, service_words
from wakimizu.apps.network.workflow import PERMISSIONS, ROLES, Ages
from wakimizu.apps.population.templatetags.population import signed
from wakimizu.shared.access import staff
from wakimizu.shared.permissions import allow
from wakimizu.shared.templatetags.words import listed, yen

MOST_SHOWN = 15
FIRST = ("weights", "guards", "sites", "periods")  # what differs here is read first
NOTHING = Offered((), (), ())


@staff
@require_safe
def studies_compare(request: Request) -> HttpResponse:
    allow(request.actor, "see_network", table=PERMISSIONS)
    done = queries.plans()
    by_number = {str(study.pk): study.pk for study in done}
    first = by_number.get(request.GET.get("a", "")) or (done[0].pk if done else None)
    second = by_number.get(request.GET.get("b", "")) or next((each.pk for each in done if each.pk != first), None)
    pair = [study for number in (first, second) if number and (study := queries.study_numbered(number))]
    context: dict[str, Any] = {"done": done, "first": first, "second": second, "pair": pair, "here": "compare"}
    if len(pair) == 2:
        context |= {
            "rows": list(_rows(*pair)),
            "asked": list(asked(pair[0].terms, pair[1].terms)),
            "sites": list(sites(pair[0].result, pair[1].result)),
            "districts": districts(pair[0].result, pair[1].result),
            "verdicts": [telling.verdict(study) for study in pair],
        }
    return render(request, "network/compare.html", context)


def _rows(a: Study, b: Study) -> Iterator[tuple[str, str, str, str]]:
    """What, A, B, B − A; of the last periods, and of all years."""
    one, two = queries.headlines(a)[-1], queries.headlines(b)[-1]
    for label, name in ((_("Minutes on average"), "all"), (_("Minutes, aged 75 or more"), Ages.AGED75.value)):
        if name in one.mean and name in two.mean:
            x, y = one.mean[name][1], two.mean[name][1]
            yield label, minutes(x), minutes(y), apart(y - x)
    for label, name in (
        (_("Farthest anybody goes (minutes)"), "all"),
        (_("Farther than today, aged 75 or more"), Ages.AGED75.value),
    ):
        if name == "all" and name in one.farthest and name in two.farthest:
            x, y = one.farthest[name][1], two.farthest[name][1]
            yield label, minutes(x), minutes(y), apart(y - x)
        elif name != "all":
            yield label, f"{one.lose[name]:,.0f}", f"{two.lose[name]:,.0f}", signed(two.lose[name] - one.lose[name], 0)
    x, y = (sum(study.result["cost"]["after"]["total"]) / telling.span(study.result) for study in (a, b))
    yield _("Yen a year"), yen(x), yen(y), ("+" if y > x else "") + yen(y - x)
    x, y = (study.result["staff"]["needed"]["after"][-1] for study in (a, b))
    yield _("Officers at counters"), fte(x), fte(y), apart(y - x)
    x, y = (float(len({each["site"] for each in study.result["changes"]})) for study in (a, b))
    yield _("Places that change"), f"{x:.0f}", f"{y:.0f}", signed(y - x, 0)


def asked(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What of the terms differs."""
    one, two = (dict(_lines({name: terms[name] for name in (*FIRST, *terms) if name in terms})) for terms in (a, b))
    for name in dict.fromkeys([*one, *two]):
        if one.get(name) != two.get(name):
            yield name, one.get(name, "–"), two.get(name, "–")


def _lines(tables: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """What is asked, in the words of the form: a value or a row at a time."""
    if isinstance(tables, Mapping):
        for name, value in tables.items():
            yield from _lines(value, f"{above}.{name}".strip("."))
    elif above == "steps":
        yield from (
            (f"{role_words(row['from'])} → {role_words(row['to'])}", _plain("yen", row["yen"])) for row in tables
        )
    elif (kind := KINDS.get(field_name(above))) is not None:
        for n, row in enumerate(tables, start=1):
            told = ((make(NOTHING).label, _plain(key, row.get(key))) for key, make in kind.cells.items())
            yield f"{kind.title} {n}", " / ".join(f"{label}: {value}" for label, value in told if value)
    elif tables != []:
        name = str(FIELDS[above](NOTHING).label) if above in FIELDS else _named(above)
        yield name, _plain(above, tables)


def _named(path: str) -> str:
    """Where a value stands in the file, for those that the form words by their row."""
    *_above, kind, last = ("", *path.split("."))
    role = role_words(kind) if kind in ROLES else role_words(last) if last in ROLES else kind
    cell = ROLE_CELLS[last]().label if kind in ROLES and last in ROLE_CELLS else path
    return f"{role}: {cell}"


def _plain(key: str, value: Any) -> str:
    """A value as people read it; nothing for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return str(listed(_plain(key, each) for each in value))
    if key == "who":
        return str(WHO[value])
    if key == "service" and (value in GROUPS or "+" in value):
        return service_words(value)
    if isinstance(value, str) and value in ROLES:
        return role_words(value)
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def sites(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Places that become something else in the last period."""
    there = {site["code"]: site for site in b["sites"]}
    for site in a["sites"]:
        other = there.get(site["code"])
        if other and site["roles"][-1] != other["roles"][-1]:
            yield {"site": site, "now": site["now"], "a": site["roles"][-1], "b": other["roles"][-1]}


def districts(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Where people of 75 or more have the most different ways."""
    there = {row["code"]: row for row in b["districts"]}
    found = []
    for row in a["districts"]:
        if row["code"] in there:
            one, two = row["after"][-1][2], there[row["code"]]["after"][-1][2]
            found.append({"row": row, "a": one, "b": two, "apart": round(two - one, 1), "people": row["people"][-1][2]})
    return sorted((each for each in found if each["apart"]), key=lambda each: -abs(each["apart"]))[:MOST_SHOWN]
