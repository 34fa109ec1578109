"""A study: how far it is, what it found, by district, in money and staff, cost against access."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.network import charts, exports, maps, operations, queries, telling
from wakimizu.apps.network.forms.asking import LookForm
from wakimizu.apps.network.models import Study
from wakimizu.apps.network.templatetags.network import minutes, years
from wakimizu.apps.network.views.scenarios import toml
from wakimizu.apps.network.workflow import PERMISSIONS, Ages
from wakimizu.apps.services.counters import counters
from wakimizu.shared.access import staff
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.templatetags.words import yen
from wakimizu.shared.words import named
from wakimizu.shared.workbooks import XLSX

MOST_ROWS = 30  # shown at first; a phone is not to scroll through a whole city
SORTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "lose": lambda row: (-row["lose"], -row["apart"]),
    "gain": lambda row: (-row["gain"], row["apart"]),
    "minutes": lambda row: (-row["apart"], -row["lose"]),
    "people": lambda row: -row["people"],
    "district": lambda row: row["code"],
}


def seen(request: Request, number: int) -> Study:
    """A study of this city, for who may see it."""
    allow(request.actor, "see_network", table=PERMISSIONS)
    study = queries.study_numbered(number)
    if study is None:
        raise Http404
    return study


def with_plan(request: Request, number: int) -> Study:
    study = seen(request, number)
    if not study.has_plan:
        raise Http404
    return study


def about(request: Request, study: Study, here: str) -> dict[str, Any]:
    """What every page of a study shows."""
    return {
        "study": study,
        "result": study.result,
        "notes": telling.notes_of(study.result, _names(request)) if here == "plan" and study.result else [],
        "book": request.book,
        "may_ask": may(request.actor, "ask_study", table=PERMISSIONS),
        "may_keep": may(request.actor, "keep_scenario", table=PERMISSIONS),
        "may_adopt": may(request.actor, "adopt_plan", table=PERMISSIONS) and study.has_plan and not study.is_open,
        "here": here,
    }


def _names(request: Request) -> dict[str, str]:
    """Offices and services by their codes."""
    services = counters(request.city).service_by_code
    return {code: named(row) for rows in (services, request.book.office_by_code) for code, row in rows.items()}


def look(request: Request, study: Study) -> tuple[LookForm, int, str, str]:
    periods = [years(period) for period in study.result["periods"]]
    asked = {"period": "0", "who": Ages.AGED75.value, **request.GET.dict()}
    form = LookForm(asked, periods=periods, wards=request.book.wards)
    return (form, *form.asked())


@staff
@require_safe
def study(request: Request, number: int) -> HttpResponse:
    """How far it is while it runs; then what it found: in a sentence, on maps, rule by rule."""
    found = seen(request, number)
    context = about(request, found, "plan")
    if found.has_plan:
        form, _period, who, _ward = look(request, found)
        context |= {
            "form": form,
            "who": Ages(who).label,
            "verdict": telling.verdict(found),
            "how": telling.ways_of_going(found),
            "turns": telling.turns(found.result),
            "changes": telling.changes_of(found.result),
            "headlines": queries.headlines(found),
            "guards": telling.guards_of(found.result),
            **_maps(request, found.result, who),
        }
    elif found.result:
        context |= {"conflict": telling.conflict_of(found.result)}
    return render(request, "network/study.html", context)


def _maps(request: Request, result: dict[str, Any], who: str) -> dict[str, Any]:
    """Today's offices, then each period's; the same places have the same numbers on all of them."""
    age = Ages.values.index(who)
    numbers = {change.site["code"]: change.number for change in telling.changes_of(result)}
    before = {row["code"]: row["before"][0][age] for row in result["districts"]}
    today = maps.Picture(
        _("Today's offices; minutes of people in %(years)s: %(who)s") % {"years": years(result["periods"][0]), "who": Ages(who).label},
        before, maps.FAR, [site["now"] for site in result["sites"]], numbers,
        {code: _("%(n)s min.") % {"n": minutes(value)} for code, value in before.items()},
    )  # fmt: skip
    drawn, apart = [], {}
    for t, period in enumerate(result["periods"]):
        apart = {row["code"]: round(row["after"][t][age] - row["before"][t][age], 1) for row in result["districts"]}
        title = _("The plan in %(years)s; how ways change: %(who)s") % {"years": years(period), "who": Ages(who).label}
        words = {row["code"]: _both(row["before"][t][age], row["after"][t][age]) for row in result["districts"]}
        shown = maps.Picture(title, apart, maps.CHANGE, [site["roles"][t] for site in result["sites"]], numbers, words)
        drawn.append(
            {"title": title, "drawing": maps.drawing(request.book, result["sites"], shown), "legend": maps.legend(apart, maps.CHANGE)}
        )  # fmt: skip
    roles = {role for site in result["sites"] for role in (site["now"], *site["roles"])}
    return {
        "ground": maps.ground(request.book),
        "today_map": {
            "title": today.title,
            "drawing": maps.drawing(request.book, result["sites"], today),
            "legend": maps.legend(before, maps.FAR),
        },
        "maps": drawn,
        "key": maps.key_of(sorted(roles)),
        "changed_sign": maps.CHANGED_SIGN,
    }


def _both(before: float, after: float) -> str:
    return _("%(before)s → %(after)s min.") % {"before": minutes(before), "after": minutes(after)}


@staff
@require_POST
def study_cancel(request: Request, number: int) -> HttpResponse:
    """The best that was found until then is kept."""
    found = seen(request, number)
    operations.cancel_study(request.actor, study=found)
    messages.success(
        request, _("It stops in a moment. The best plan found so far is kept, with how far it may be from the best.")
    )
    return redirect("study", number)


@staff
@require_safe
def study_file(request: Request, number: int) -> HttpResponse:
    """The terms as this study was asked with them."""
    found = seen(request, number)
    return toml(queries.file_asked(found), f"{found.scenario.code}-{found.pk}")


@staff
@require_safe
def study_workbook(request: Request, number: int) -> HttpResponse:
    """Every table of a study that has ended, as a workbook."""
    found = seen(request, number)
    if not found.result:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(found)}.xlsx"'}
    return HttpResponse(exports.study_workbook(found), content_type=XLSX, headers=headers)


@staff
@require_safe
def study_csv(request: Request, number: int, table: str) -> HttpResponse:
    found = with_plan(request, number)
    if table not in exports.TABLES:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(found)}-{table}.csv"'}
    return HttpResponse(
        "".join(exports.study_csv(found, table)), content_type="text/csv; charset=utf-8", headers=headers
    )


def _file_name(found: Study) -> str:
    return f"{quote(found.scenario.code)}-{found.pk}"


# ── by district ──────────────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_safe
def study_districts(request: Request, number: int) -> HttpResponse:
    """Who gains and who loses, in minutes and people; those who lose most stand first."""
    found = with_plan(request, number)
    form, period, who, ward = look(request, found)
    rows = districts(request, found.result, period, who, ward)
    by = request.GET.get("by", "lose")
    by = by if by in SORTS else "lose"
    asked_all = request.GET.get("all") == "1"
    ordered = sorted(rows, key=SORTS[by])
    context = {
        **about(request, found, "districts"),
        "form": form,
        "rows": ordered if asked_all else ordered[:MOST_ROWS],
        "more": 0 if asked_all else max(len(ordered) - MOST_ROWS, 0),
        "by": by,
        "asked": f"period={period}&who={who}&ward={ward}",
        "who": Ages(who).label,
        "period": found.result["periods"][period],
        "sums": {name: sum(row[name] for row in rows) for name in ("people", "lose", "gain")},
    }
    return render(request, "network/study_districts.html", context)


def districts(request: Request, result: dict[str, Any], period: int, who: str, ward: str = "") -> list[dict[str, Any]]:
    """Rows of the table: minutes of each group of ages, people who gain and lose in the group asked for."""
    age, wards = Ages.values.index(who), {each.code: each for each in request.book.wards}
    return [
        {
            "code": row["code"], "row": row, "ward": wards.get(row["ward"]),
            "people": row["people"][period][age], "gain": row["gain"][period][age], "lose": row["lose"][period][age],
            "before": row["before"][period][age], "after": row["after"][period][age],
            "apart": round(row["after"][period][age] - row["before"][period][age], 1),
            "all_lose": sum(row["lose"][period]), "all_gain": sum(row["gain"][period]),
        }
        for row in result["districts"]
        if not ward or row["ward"] == ward
    ]  # fmt: skip


# ── money, staff, how ways are spread ────────────────────────────────────────────────────────────────────────────────


@staff
@require_safe
def study_money(request: Request, number: int) -> HttpResponse:
    """Cost and staff by period, where freed officers go, and how minutes are spread over people."""
    found = with_plan(request, number)
    result = found.result
    sites = {site["code"]: site for site in result["sites"]}
    context = {
        **about(request, found, "money"),
        "costs": [_cost(result, t, period) for t, period in enumerate(result["periods"])],
        "parts": [(PARTS[name](), before, result["parts"]["after"][name]) for name, before in result["parts"]["before"].items()],
        "staff": [_staff(result, sites, t, period) for t, period in enumerate(result["periods"])],
        "spreads": [_spread(result, t, period) for t, period in enumerate(result["periods"])],
        "spread": telling.spread_words(result),
        "aversion": found.terms["weights"]["aversion"],
    }  # fmt: skip
    return render(request, "network/study_money.html", context)


PARTS: dict[str, Callable[[], str]] = {
    "minutes": lambda: _("Minutes of everybody's ways"),
    "equity": lambda: _("Long ways, counted more"),
    "running": lambda: _("Running the offices"),
    "staff": lambda: _("Officers at counters"),
    "one_off": lambda: _("The changes themselves"),
    "community": lambda: _("Officers in the community (a gain, so below 0)"),
}


def _cost(result: dict[str, Any], t: int, period: dict[str, Any]) -> dict[str, Any]:
    names = ("running", "staff", "one_off", "total")
    sides = {side: {name: result["cost"][side][name][t] for name in names} for side in ("before", "after")}
    apart = {name: sides["after"][name] - sides["before"][name] for name in names}
    return {"period": period, **sides, "apart": apart}


def _staff(result: dict[str, Any], sites: dict[str, Any], t: int, period: dict[str, Any]) -> dict[str, Any]:
    told = result["staff"]
    return {
        "period": period,
        "before": told["needed"]["before"][t],
        "after": told["needed"]["after"][t],
        "free": told["set_free"][t],
        "centres": [{**row, "place": sites[row["site"]]} for row in told["allotted"][t]],
    }


def _spread(result: dict[str, Any], t: int, period: dict[str, Any]) -> dict[str, Any]:
    before, after = result["spread"]["before"][t], result["spread"]["after"][t]
    labels = {"all": _("Everybody"), **{str(code): str(label) for code, label in Ages.choices}}
    rows = [
        (label, before[name], after[name]) for name, label in labels.items() if before.get(name) and after.get(name)
    ]
    return {"period": period, "rows": rows}


# ── cost against access ──────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_safe
def study_frontier(request: Request, number: int) -> HttpResponse:
    """Every point is the nearest network that a sum of money allows."""
    found = with_plan(request, number)
    result = found.result
    dots = [
        charts.Dot(n, point["cost"], point["average"], _point(n, point))
        for n, point in enumerate(result["frontier"], start=1)
    ]
    today, chosen = _side(found, "before", _("Today's offices")), _side(found, "after", _("The plan of this study"))
    context = {
        **about(request, found, "frontier"),
        "picture": charts.frontier(dots, today, chosen) if dots else "",
        "points": [_row(result, dot, point) for dot, point in zip(dots, result["frontier"], strict=True)],
        "today_dot": today,
        "chosen": chosen,
        "first": dots[0] if dots else None,
        "last": dots[-1] if dots else None,
    }
    return render(request, "network/study_frontier.html", context)


def _point(n: int, point: dict[str, Any]) -> str:
    words = {"n": n, "yen": yen(point["cost"]), "minutes": f"{point['average']:.2f}"}
    return _("Plan %(n)d: %(yen)s, %(minutes)s minutes a visit") % words


def _side(study: Study, side: str, words: str) -> charts.Dot | None:
    """Today or the plan as a point: minutes come back from what they weigh, visits from a point of the frontier."""
    result, weight = study.result, study.terms["weights"]["minute"]
    point = next((each for each in result["frontier"] if each["average"]), None)
    if not weight or point is None:
        return None
    visits = point["minutes"] / point["average"]
    return charts.Dot(0, sum(result["cost"][side]["total"]), result["parts"][side]["minutes"] / weight / visits, words)


def _row(result: dict[str, Any], dot: charts.Dot, point: dict[str, Any]) -> dict[str, Any]:
    """A point with how many places have each role in the last period."""
    roles = [result["roles"][number] for number in point["roles"][-1]]
    now = [site["now"] for site in result["sites"]]
    known = [role for role in result["roles"] if role in roles or role in now]
    return {
        "dot": dot,
        "point": point,
        "roles": [(role, roles.count(role)) for role in known if role not in ("absent", "kiosk")],
        "changes": sum(a != b for a, b in zip(now, roles, strict=True)),
    }
