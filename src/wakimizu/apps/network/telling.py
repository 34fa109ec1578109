"""A result in sentences: what changes, what it does to ways, money and staff, how sure that is, and what each guard costs."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wakimizu.apps.network.models import Study
from wakimizu.apps.network.queries import Headlines, headlines
from wakimizu.apps.network.templatetags.network import fte, gap_words, minutes, place, years
from wakimizu.apps.network.wording import guard_words, note_words, role_words
from wakimizu.apps.network.workflow import Ages, Rider
from wakimizu.apps.population.workflow import Mode
from wakimizu.shared.templatetags.words import bracketed, day, listed, yen

OLD = Ages.AGED75.value
TENTH = 0.1  # minutes
PROVEN = 1e-6  # a gap so small that no yen of it can be seen


@dataclass(frozen=True, slots=True)
class Verdict:
    """A plan in five sentences."""

    changes: str
    ways: str
    losers: str
    money: str
    staff: str
    sure: str


@dataclass(frozen=True, slots=True)
class Change:
    """A site that turns into something else. number: as map and list name it, one for each site."""

    number: int
    site: Mapping[str, Any]
    period: int
    day: date
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """A guard, what it costs, and what stands because of it."""

    words: str
    holds: bool
    cost: str
    stands: list[str]
    saves: float


def verdict(study: Study) -> Verdict | None:
    """None without a plan."""
    told = headlines(study)
    if not told:
        return None
    result, last = study.result, told[-1]
    return Verdict(
        _changes(result), _ways(result, last), _losers(last), _money(result), _staff(result, last), sure(study)
    )


def _changes(result: Mapping[str, Any]) -> str:
    if not result["changes"]:
        return _("Every office stays what it is.")
    first = min(each["period"] for each in result["changes"])
    n = len({each["site"] for each in result["changes"]})
    words = {"n": n, "day": day(date.fromisoformat(result["periods"][first]["day"]))}
    return ngettext("%(n)d place changes, on %(day)s.", "%(n)d places change, the first on %(day)s.", n) % words


def turns(result: Mapping[str, Any]) -> list[tuple[int, str, str]]:
    """How many places turn from what into what, until the last period; the most first."""
    found = Counter((site["now"], site["roles"][-1]) for site in result["sites"] if site["now"] != site["roles"][-1])
    return [(n, role_words(before), role_words(after)) for (before, after), n in found.most_common()]


def _ways(result: Mapping[str, Any], last: Headlines) -> str:
    if "all" not in last.mean or OLD not in last.mean:
        return ""
    words = {
        "year": last.year,
        "before": minutes(last.mean["all"][0]), "after": minutes(last.mean["all"][1]),
        "before75": minutes(last.mean[OLD][0]), "after75": minutes(last.mean[OLD][1]),
    }  # fmt: skip
    return _(
        "From %(year)d the way to a counter takes %(after)s minutes on average instead of %(before)s; "
        "for people aged 75 or more %(after75)s instead of %(before75)s."
    ) % words  # fmt: skip


def _losers(last: Headlines) -> str:
    lose, gain = sum(last.lose.values()), sum(last.gain.values())
    if not lose and not gain:
        return _("Nobody's way changes by more than half a minute.")
    words = {
        "people": f"{sum(last.people.values()):,.0f}", "lose": f"{lose:,.0f}", "lose75": f"{last.lose[OLD]:,.0f}",
        "gain": f"{gain:,.0f}",
    }  # fmt: skip
    return (
        _("Of %(people)s people %(lose)s are farther (%(lose75)s of them aged 75 or more), and %(gain)s nearer.")
        % words
    )


def _money(result: Mapping[str, Any]) -> str:
    saved = sum(result["cost"]["before"]["total"]) - sum(result["cost"]["after"]["total"])
    words = {"yen": yen(abs(saved)), "years": span(result), "once": yen(sum(result["cost"]["after"]["one_off"]))}
    if round(saved) == 0:
        return _("Over %(years)d years it costs what today's offices would.") % words
    if saved > 0:
        said = _(
            "Over %(years)d years the city spends %(yen)s less than with today's offices; the changes themselves cost %(once)s."
        )
    else:
        said = _(
            "Over %(years)d years the city spends %(yen)s more than with today's offices; the changes themselves cost %(once)s."
        )
    return said % words


def span(result: Mapping[str, Any]) -> int:
    """Years of all periods."""
    return int(sum(period["length"] for period in result["periods"]))


def _staff(result: Mapping[str, Any], last: Headlines) -> str:
    words = {
        "year": last.year, "apart": fte(abs(last.staff)), "free": fte(max(last.set_free, 0)),
        "today": fte(result["staff"]["today"]),
    }  # fmt: skip
    if last.staff >= 0:
        needed = _("From %(year)d counters need %(apart)s officers fewer than today's offices would.")
    else:
        needed = _("From %(year)d counters need %(apart)s officers more than today's offices would.")
    return f"{needed % words} {_free(words)}"


def _free(words: Mapping[str, Any]) -> str:
    return _("As visits change, %(free)s of today's %(today)s are free for the community.") % words


def spread_words(result: Mapping[str, Any]) -> str:
    """How long the longest ways are and how uneven all are, of people of 75 or more in the last period."""
    before, after = (result["spread"][side][-1].get(OLD) for side in ("before", "after"))
    if not before or not after:
        return ""
    words = {
        "year": result["periods"][-1]["year"], "before": minutes(before["p90"]), "after": minutes(after["p90"]),
        "within": f"{before['within']['30']:.0%}", "then": f"{after['within']['30']:.0%}",
    }  # fmt: skip
    told = _(
        "From %(year)d one in ten people aged 75 or more goes farther than %(after)s minutes (today's offices: %(before)s), and "
        "%(then)s are within 30 minutes (%(within)s)."
    ) % words  # fmt: skip
    grows = after["kolm_pollak"] - after["mean"] > before["kolm_pollak"] - before["mean"] + TENTH
    uneven = (
        _("Long ways grow more than the average does.")
        if grows
        else _("Long ways do not grow more than the average does.")
    )
    return f"{told} {uneven}"


def sure(study: Study) -> str:
    """How near to the best there can be."""
    gap = study.gap
    if study.status == "optimal" and gap is not None and gap <= PROVEN:
        return _("It is proven that no other plan is better by these weights and guards.")
    if gap is None:
        return _("How near to the best it is has not been proven.")
    if study.result.get("stopped"):
        return _("The search was stopped: it is proven that no plan is better by more than %(gap)s.") % {"gap": gap_words(gap)}  # fmt: skip
    return _("It is proven that no plan is better by more than %(gap)s.") % {"gap": gap_words(gap)}


def ways_of_going(study: Study) -> list[tuple[str, str]]:
    """How each kind of rider goes: the ways of the scenario of which times are known, the fastest of which counts."""
    known = study.result["sources"]["minutes"]["modes"]
    return [
        (str(Rider(rider).label), str(listed(Mode(mode).label for mode in modes if mode in known)))
        for rider, modes in study.terms["travel"].items()
    ]


def changes_of(result: Mapping[str, Any], near: Collection[str] | None = None) -> list[Change]:
    """In the order of their days, of all sites or of those named by code; a site keeps its number."""
    sites = {site["code"]: site for site in result["sites"]}
    numbers: dict[str, int] = {}
    found = []
    for each in result["changes"]:
        if near is not None and each["site"] not in near:
            continue
        number = numbers.setdefault(each["site"], len(numbers) + 1)
        when = date.fromisoformat(result["periods"][each["period"]]["day"])
        found.append(Change(number, sites[each["site"]], each["period"], when, each["from"], each["to"]))
    return found


# ── what binds ───────────────────────────────────────────────────────────────────────────────────────────────────────


def guards_of(result: Mapping[str, Any]) -> list[Told]:
    """Every guard; the dearest first."""
    sites = {site["code"]: site for site in result["sites"]}
    found = [_guard(guard, sites, result) for guard in result["guards"]]
    return sorted(found, key=lambda told: -told.saves)


def _guard(guard: Mapping[str, Any], sites: Mapping[str, Any], result: Mapping[str, Any]) -> Told:
    holds, saves = guard.get("holds", True), guard.get("saves")
    stands = list(_stands(guard, sites)) if saves else []
    return Told(_with_years(guard, result["periods"]), holds, _cost(guard, span(result)), stands, saves or 0.0)


def _cost(guard: Mapping[str, Any], length: int) -> str:
    saves, least = guard.get("saves"), guard.get("at_least")
    if not guard.get("holds", True):
        return _("The plan does not keep it.")
    if saves is None:
        return _("What it costs was not asked; the search ended before.")
    if not saves:
        return _("It costs nothing: the best plan would be the same without it.")
    words = {"yen": yen(saves), "least": yen(least), "years": length}
    without = _(
        "Without it the best plan would come to %(yen)s less over %(years)d years, ways and officers counted as weighed."
    )
    if least is not None and least < saves * (1 - PROVEN):
        return f"{without % words} {_('At least %(least)s of that is proven.') % words}"
    return without % words


def _stands(guard: Mapping[str, Any], sites: Mapping[str, Any]) -> Iterator[str]:
    for each in guard["changes"]:
        site = sites[each["site"]]
        period = next((t for t, (a, b) in enumerate(zip(site["roles"], each["roles"], strict=True)) if a != b), 0)
        words = {
            "place": place(site),
            "with": role_words(site["roles"][period]),
            "without": role_words(each["roles"][period]),
        }
        yield _("%(place)s: %(with)s because of this guard; without it, %(without)s") % words


def notes_of(result: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """What to know of a result; offices and services by name where `names` knows their code."""

    def called(value: Any) -> Any:
        if isinstance(value, list):
            return [called(each) for each in value]
        return names.get(value, value) if isinstance(value, str) else value

    by_code = ("offices", "office", "services", "sites")
    return [
        note_words({**note, **{key: called(note[key]) for key in by_code if key in note}}) for note in result["notes"]
    ]


def conflict_of(result: Mapping[str, Any]) -> list[str]:
    """Guards that stand against each other, each with the amounts it comes to."""
    whole = [_whole(said, result["guards"]) for said in result["conflict"]]
    return [_with_years(guard, result["periods"]) for guard in whole]


def _whole(said: Mapping[str, Any], guards: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """A guard of a conflict as the list of guards has it, with its limit."""
    same = (each for each in guards if all(each.get(key) == value for key, value in said.items()))
    return next(same, said)


def _with_years(guard: Mapping[str, Any], periods: Sequence[Mapping[str, Any]]) -> str:
    """In words, with the years for which it holds where those are not all."""
    if len(guard["periods"]) == len(periods) or guard["kind"] == "stay":
        return guard_words(guard)
    return f"{guard_words(guard)}{bracketed(listed(years(periods[n]) for n in guard['periods']))}"
