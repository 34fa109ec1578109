"""Rows of a scenario that people add and take away: guards, years of digital use, new places. Each kind is data."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.network.forms.fields import flag, number, one_of, share, some_of, year
from wakimizu.apps.network.wording import WHO
from wakimizu.apps.network.workflow import STAFFED, Role
from wakimizu.shared.forms import REQUIRED

Field = Callable[["Offered"], forms.Field]


@dataclass(frozen=True, slots=True)
class Offered:
    """Choices that depend on the city."""

    services: Sequence[Any]
    wards: Sequence[tuple[str, str]]
    people: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of row. path: where its rows stand in the terms; start: what a new one says."""

    path: str
    title: Promise
    what: Promise
    cells: Mapping[str, Field]
    start: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.path.replace(".", "-")


def _who(_offered: Offered) -> forms.Field:
    return one_of(_("Who"), [(code, words) for code, words in WHO.items()])


def _service(offered: Offered) -> forms.Field:
    return one_of(_("From which counter"), offered.services)


BETWEEN: dict[str, Field] = {
    "from": lambda _offered: year(_("From the year"), help_text=_("Left empty: from the first period.")),
    "until": lambda _offered: year(_("Until the year"), help_text=_("Left empty: to the last period.")),
}
GUARDS: tuple[Kind, ...] = (
    Kind(
        "guards.farthest",
        _("Nobody farther than"),
        _("Nobody of a group is farther than so many minutes from a counter."),
        {
            "who": _who,
            "minutes": lambda _offered: number(_("Minutes at most, one way")),
            "service": _service,
            "or_today": lambda _offered: flag(_("Who is farther already today: not farther than today")),
            **BETWEEN,
        },
        {"who": "over75", "minutes": 60.0, "service": "branch", "or_today": True},
    ),
    Kind(
        "guards.reach",
        _("Most people within"),
        _("At least a share of a group is within so many minutes of a counter."),
        {
            "who": _who,
            "share": lambda _offered: share(_("Share of the people, at least (%)")),
            "minutes": lambda _offered: number(_("Minutes at most, one way")),
            "service": _service,
            **BETWEEN,
        },
        {"who": "over75", "share": 0.9, "minutes": 45.0, "service": "branch"},
    ),
    Kind(
        "guards.wards",
        _("Every ward keeps"),
        _("Every ward, or those chosen, keeps at least so many counters of these kinds."),
        {
            "least": lambda _offered: number(_("How many at least")),
            "roles": lambda _offered: some_of(
                _("Of these kinds"), [(code, Role(code).label) for code in STAFFED], required=True, error_messages=REQUIRED
            ),
            "wards": lambda offered: some_of(_("Only in these wards"), offered.wards, help_text=_("None chosen: in every ward.")),
            **BETWEEN,
        },
        {"least": 1, "roles": list(STAFFED), "wards": []},
    ),
    Kind(
        "guards.yen",
        _("A period costs at most"),
        _("Running, staff and changes of a period cost at most so much, or a share of what today's offices would cost."),
        {
            "of_today": lambda _offered: share(_("Share of what today's offices would cost (%)"), required=False),
            "yen": lambda _offered: number(_("Or an amount (yen, of a whole period)"), required=False),
            **BETWEEN,
        },
        {"of_today": 0.95},
    ),
    Kind(
        "guards.staff",
        _("Counters need at most"),
        _("All counters together need at most so many officers, or a share of today's."),
        {
            "of_today": lambda _offered: share(_("Share of what is needed today (%)"), required=False),
            "most": lambda _offered: number(_("Or a number (full-time equivalents)"), required=False),
            **BETWEEN,
        },
        {"of_today": 0.9},
    ),
    Kind(
        "guards.rooms",
        _("No more staff than there is room"),
        _("No office needs more staff than the table of roles says it has room for."),
        BETWEEN,
        {},
    ),
)  # fmt: skip
DIGITAL = Kind(
    "digital",
    _("Digital use in a year"),
    _("Between the years on a straight line; after the last as in the last."),
    {
        "year": lambda _offered: year(_("Year"), required=True),
        "online_under75": lambda _offered: share(_("Done online, under 75 (%)")),
        "online_over75": lambda _offered: share(_("Done online, 75 or more (%)")),
        "kiosk_under75": lambda _offered: share(_("Certificates from a machine, under 75 (%)")),
        "kiosk_over75": lambda _offered: share(_("Certificates from a machine, 75 or more (%)")),
    },
    {"online_under75": 0.0, "online_over75": 0.0, "kiosk_under75": 0.0, "kiosk_over75": 0.0},
)
NEW_SITES = Kind(
    "sites.new",
    _("New place"),
    _("A place where nothing is yet and where an office could open."),
    {
        "name": lambda _offered: forms.CharField(label=_("Name"), max_length=120, error_messages=REQUIRED),
        "name_en": lambda _offered: forms.CharField(label=_("Name in English"), max_length=160, required=False),
        "lat": lambda _offered: number(_("Latitude"), help_text=_("As a map shows it: 32.80.")),
        "lon": lambda _offered: number(_("Longitude"), help_text=_("As a map shows it: 130.71.")),
        "roles": lambda _offered: some_of(
            _("What it may become"),
            [(code, Role(code).label) for code in (Role.GENERAL_BRANCH, Role.BRANCH, Role.COMMUNITY_CENTRE, Role.KIOSK)],
            required=True, error_messages=REQUIRED,
        ),
        "code": lambda _offered: forms.CharField(
            label=_("Short name"), max_length=40, required=False, help_text=_("Left empty, it gets one.")
        ),
    },
    {"roles": [Role.KIOSK.value]},
)  # fmt: skip
KINDS: dict[str, Kind] = {kind.name: kind for kind in (*GUARDS, DIGITAL, NEW_SITES)}


def rows_at(tables: Mapping[str, Any], path: str) -> list[dict[str, Any]]:
    """The rows of a kind in complete tables."""
    found: Any = tables
    for part in path.split("."):
        found = found.get(part) or {}
    return list(found or [])


def renumbered(posted: QueryDict, act: str) -> tuple[QueryDict, dict[str, int]]:
    """What was sent with its rows counted 1, 2, 3 …, after one was added (add:KIND) or taken away (drop:KIND:N); and how
    many rows of each kind there are."""
    found = QueryDict(mutable=True)
    verb, _colon, rest = act.partition(":")
    dropped = rest if verb == "drop" else ""
    counts: dict[str, int] = {}
    for name in KINDS:
        numbers = [n for n in _numbers(posted, name) if f"{name}:{n}" != dropped]
        counts[name] = len(numbers)
        for place, number_ in enumerate(numbers, start=1):
            for key, values in posted.lists():
                if key.startswith(f"{name}-{number_}-"):
                    found.setlist(f"{name}-{place}-{key.removeprefix(f'{name}-{number_}-')}", values)
    for key, values in posted.lists():
        if not _is_of_row(key):
            found.setlist(key, values)
    if verb == "add" and rest in KINDS:
        counts[rest] += 1
        for key, value in KINDS[rest].start.items():
            found.setlist(f"{rest}-{counts[rest]}-{key}", [*_shown(KINDS[rest], key, value)])
        found[f"{rest}-{counts[rest]}-row"] = "1"
    return found, counts


def _shown(kind: Kind, key: str, value: Any) -> Iterator[str]:
    if isinstance(value, list):
        yield from map(str, value)
        return
    if value is True:
        yield "on"
    elif value is not False:
        field = kind.cells[key](Offered((), (), ()))
        yield str(field.prepare_value(value))


def _numbers(posted: QueryDict, name: str) -> list[int]:
    pattern = re.compile(rf"{name}-(\d{{1,4}})-\w+")
    return sorted({int(match[1]) for key in posted if (match := pattern.fullmatch(key))})


def _is_of_row(key: str) -> bool:
    return any(re.fullmatch(rf"{name}-\d+-\w+", key) for name in KINDS)
