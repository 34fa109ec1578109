"""Terms out: complete tables, which a row keeps, and the file a person reads, changes and sends back."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from wakimizu.apps.network.terms import model
from wakimizu.apps.network.terms.model import Terms
from wakimizu.apps.network.terms.reading import KINDS

REMARKS = {  # what stands above a table in the file
    "periods": "First fiscal year of each period, and the fiscal year after the last one's end; periods begin on this day.",
    "people": "A table of people by its short name; empty: the projection that holds.",
    "travel": "Ways of going, of which the fastest counts: walk, walk75, car, transit.",
    "roles": "staff: full-time equivalents, whatever comes. yen: a year, without staff. room: for so many staff (left out: enough).",
    "steps": "What an office may become, and the yen that takes once. What does not stand here cannot be.",
    "staff": "yen: of a full-time equivalent, a year.",
    "staff.visits": "Visits one officer serves a year, by the smallest kind of office that does the services.",
    "demand": 'source: "observed" (the last months) or "rates" (visits of a person a year, by service).',
    "demand.ages": "How often people come, by the first age of a group, against each other.",
    "digital": "Shares in a year: of today's visits done online, of certificates got from a machine.",
    "community": 'need: of work in the community: "aged75", "aged65" or "people". centre_staff: today, of a centre.',
    "weights": "Yen: a person's minute; a minute by Kolm-Pollak and its aversion; a yen of the city's; an officer's year in the community.",
    "guards": "What every plan must keep. noted: offices that say must_stay_until of themselves.",
    "sites": "decide: kinds of offices, or codes. keep: codes that stay. together: metres within which a centre shares a place.",
    "effort": "gap at which the search may end; seconds after which it ends with the best found (0: never).",
}


def tables_of(terms: Terms) -> dict[str, Any]:
    """Terms as complete tables of plain values; `terms_of` reads them back unchanged."""
    return {
        "periods": {"years": list(terms.years), "until": terms.until, "day": "{:02d}-{:02d}".format(*terms.day)},
        "people": {"table": terms.people},
        "travel": {rider: list(ways) for rider, ways in terms.travel.items()},
        "roles": {role: _given(vars_of(row)) for role, row in terms.roles.items()},
        "steps": [{"from": before, "to": after, "yen": yen} for (before, after), yen in terms.steps.items()],
        "staff": {"yen": terms.yen_per_fte, "visits": dict(terms.visits_per_fte)},
        "demand": _demand(terms.demand),
        "digital": [vars_of(row) for row in terms.digital],
        "community": {"need": terms.need, "centre_staff": terms.centre_staff},
        "weights": vars_of(terms.weights),
        "guards": {"noted": terms.guards_noted}
        | {kind: [_guard(each) for each in terms.guards if each.kind == kind] for kind in KINDS},
        "sites": _sites(terms.sites),
        "effort": {"gap": terms.effort.gap, "seconds": terms.effort.seconds or 0},
    }


def vars_of(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _demand(demand: model.Demand) -> dict[str, Any]:
    told = {"source": demand.source, "months": demand.months, "smallest": demand.smallest}
    ages = {str(age): weight for age, weight in demand.ages.items()}
    return told | {"ages": ages} | ({"rates": dict(demand.rates)} if demand.rates else {})


def _guard(guard: model.AnyGuard) -> dict[str, Any]:
    found = {}
    for name, value in _given(vars_of(guard)).items():
        if name == "noted":
            continue
        plain = value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
        between = {"first": "from", "last": "until"}.get(name, name)
        found[between] = plain
    return found


def _sites(sites: model.Sites) -> dict[str, Any]:
    return {
        "decide": list(sites.decide),
        "keep": list(sites.keep),
        "together": sites.together,
        "centres_may_close": sites.centres_may_close,
        "roles": {code: list(roles) for code, roles in sites.roles.items()},
        "new": [vars_of(each) | {"roles": list(each.roles)} for each in sites.new],
    }


def write(tables: Mapping[str, Any], *, code: str, name: str, name_en: str = "", note: str = "") -> str:
    """A scenario as a file, every table with a line that says what it is."""
    head = {"code": code, "name": name, "name_en": name_en, "note": note}
    lines = [f"{key} = {_value(value)}" for key, value in head.items() if value or key in ("code", "name")]
    lines += [f"{key} = []" for key, value in tables.items() if value == []]
    return "\n".join([*lines, *_tables(tables, "")]) + "\n"


def _tables(tables: Mapping[str, Any], above: str) -> Iterator[str]:
    for name, value in tables.items():
        path = f"{above}.{name}" if above else name
        if isinstance(value, Mapping):
            plain = {key: each for key, each in value.items() if not _is_table(each)}
            yield from ["", *_remark(path)]
            if plain or not value:
                yield f"[{path}]"
                yield from (f"{_key(key)} = {_value(each)}" for key, each in plain.items())
            yield from _tables({key: each for key, each in value.items() if _is_table(each)}, path)
        elif _is_table(value):
            yield from ["", *_remark(path)]
            for row in value:
                yield f"[[{path}]]"
                yield from (f"{_key(key)} = {_value(each)}" for key, each in row.items() if each is not None)


def _remark(path: str) -> list[str]:
    return [f"# {REMARKS[path]}"] if path in REMARKS else []


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value) and isinstance(value[0], Mapping))


def _key(key: str) -> str:
    return (
        key
        if key.replace("-", "").replace("_", "").isalnum() and key.isascii()
        else json.dumps(key, ensure_ascii=False)
    )


def _value(value: Any) -> str:
    """A value as TOML writes it; its strings are JSON's, save for the character DEL."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return f"{int(value):_}"
    if isinstance(value, int | float):
        return f"{value:_}" if isinstance(value, int) and value > 9999 else repr(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
