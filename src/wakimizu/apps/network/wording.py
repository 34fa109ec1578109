"""Guards and notes in the reader's words: a result keeps kinds and numbers, this says them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.network.workflow import ROLES, Rider, Role
from wakimizu.apps.population.workflow import Mode

WHO = {"under75": _("under 75"), "over75": _("aged 75 or more"), "all": _("of any age")}
GROUPS = {
    Role.WARD_OFFICE: _("what ward offices alone do"),
    Role.GENERAL_BRANCH: _("what general branches do"),
    Role.BRANCH: _("what branches do"),
    Role.COMMUNITY_CENTRE: _("what community centres do"),
    Role.KIOSK: _("certificates from a machine"),
}


def role_words(role: str) -> str:
    return str(Role(role).label)


def service_words(code: str) -> str:
    """A group of services: by the smallest office that does it, or by all that do."""
    if code in GROUPS:
        return str(GROUPS[Role(code)])
    kinds = [role_words(kind) for kind in code.split("+") if kind in ROLES]
    return gettext("what is done at: %(kinds)s") % {"kinds": "、".join(kinds) if _japanese() else ", ".join(kinds)}


def guard_words(guard: Mapping[str, Any]) -> str:
    """A guard of a result, as a sentence."""
    return _GUARDS[guard["kind"]](guard)


def _farthest(guard: Mapping[str, Any]) -> str:
    words = {"who": WHO[guard["who"]], "minutes": f"{guard['minutes']:g}", "service": service_words(guard["service"])}
    if guard.get("or_today"):
        return (
            gettext(
                "Nobody %(who)s is farther than %(minutes)s minutes from %(service)s, or than today where it is more."
            )
            % words
        )
    return gettext("Nobody %(who)s is farther than %(minutes)s minutes from %(service)s.") % words


def _reach(guard: Mapping[str, Any]) -> str:
    words = {"who": WHO[guard["who"]], "minutes": f"{guard['minutes']:g}", "service": service_words(guard["service"])}
    words |= {"share": f"{guard['share']:.0%}"}
    return gettext("%(share)s of the people %(who)s are within %(minutes)s minutes of %(service)s.") % words


def _wards(guard: Mapping[str, Any]) -> str:
    ward = _name(guard["ward_name"], guard["ward_name_en"])
    roles = _listed(role_words(role) for role in guard["roles"])
    words = {"ward": ward, "least": guard["least"], "roles": roles}
    return gettext("%(ward)s keeps at least %(least)d of: %(roles)s.") % words


def _stay(guard: Mapping[str, Any]) -> str:
    words = {
        "office": _name(guard["name"], guard["name_en"]),
        "role": role_words(guard["role"]),
        "day": _day(guard["until"]),
    }
    return gettext("%(office)s stays a %(role)s until %(day)s.") % words


def _yen(guard: Mapping[str, Any]) -> str:
    yen = guard.get("limit") if guard.get("limit") is not None else guard.get("yen")
    words = {"yen": f"{yen or 0:,.0f}"}
    if guard.get("of_today") is None:
        return gettext("The period costs at most %(yen)s yen.") % words
    words |= {"share": f"{guard['of_today']:.0%}"}
    return gettext("The period costs at most %(share)s of what today's offices would: %(yen)s yen.") % words


def _staff(guard: Mapping[str, Any]) -> str:
    most = guard.get("limit") if guard.get("limit") is not None else guard.get("most")
    words = {"most": f"{most or 0:,.1f}"}
    if guard.get("of_today") is None:
        return gettext("All counters together need at most %(most)s full-time equivalents.") % words
    words |= {"share": f"{guard['of_today']:.0%}"}
    return (
        gettext("All counters together need at most %(share)s of today's staff: %(most)s full-time equivalents.")
        % words
    )


def _rooms(guard: Mapping[str, Any]) -> str:
    return gettext("No office needs more staff than it has room for.")


_GUARDS = {
    "farthest": _farthest,
    "reach": _reach,
    "wards": _wards,
    "stay": _stay,
    "yen": _yen,
    "staff": _staff,
    "rooms": _rooms,
}


def note_words(note: Mapping[str, Any]) -> str:
    """What a reader must know of a question, as a sentence."""
    return _NOTES[note["kind"]](note)


def _and_more(note: Mapping[str, Any], names: list[str]) -> str:
    more = note.get("more", 0)
    told = _listed(names)
    return gettext("%(names)s and %(n)d more") % {"names": told, "n": more} if more else told


def _unplaced(note: Mapping[str, Any]) -> str:
    return gettext("These offices have no place, and were left out: %(offices)s.") % {
        "offices": _listed(note["offices"])
    }


def _outside(note: Mapping[str, Any]) -> str:
    return gettext("These offices lie outside the city, and were left out: %(offices)s.") % {
        "offices": _listed(note["offices"])
    }


def _stay_over(note: Mapping[str, Any]) -> str:
    words = {"office": note["office"], "day": _day(note["until"])}
    return gettext("%(office)s had to stay until %(day)s; that is over before the first period begins.") % words


def _one_day(note: Mapping[str, Any]) -> str:
    return gettext("People are known of %(day)s only; they are taken to stay as they were. Ask for a projection.") % {
        "day": _day(note["day"])
    }


def _beyond(note: Mapping[str, Any]) -> str:
    words = {"last": note["last"]}
    return gettext("The projection ends in %(last)d; later people are taken to be those of that year.") % words


def _ages_missing(note: Mapping[str, Any]) -> str:
    words = {"areas": note["areas"], "share": f"{note['share75']:.1%}"}
    return (
        gettext("Of %(areas)d figures the ages are not known; %(share)s were taken to be 75 or more, as elsewhere.")
        % words
    )


def _not_in_full(note: Mapping[str, Any]) -> str:
    words = {"visits": f"{note['visits']:,}", "services": _and_more(note, note["services"])}
    return (
        gettext(
            "%(visits)s visits a year were for services that no counter does in full, and were left out: %(services)s."
        )
        % words
    )


def _joined(note: Mapping[str, Any]) -> str:
    return gettext(
        "Few come for these services; they were counted with others that need a larger office: %(services)s."
    ) % {"services": _and_more(note, note["services"])}


def _estimated_ways(note: Mapping[str, Any]) -> str:
    if note["sites"]:
        return gettext("The travel times that hold do not know %(sites)s; those ways were estimated.") % {
            "sites": _listed(note["sites"])
        }
    return gettext("There are no travel times by timetable; all ways were estimated on foot and by car.")


def _no_way(note: Mapping[str, Any]) -> str:
    modes = _listed(str(Mode(mode).label) for mode in note["modes"])
    words = {"rider": Rider(note["rider"]).label, "modes": modes}
    return gettext("There are no times of “%(modes)s”; for “%(rider)s” the other ways count.") % words


_NOTES = {
    "unplaced": _unplaced,
    "outside": _outside,
    "stay_over": _stay_over,
    "one_day": _one_day,
    "beyond": _beyond,
    "ages_missing": _ages_missing,
    "not_in_full": _not_in_full,
    "joined": _joined,
    "estimated_ways": _estimated_ways,
    "no_way": _no_way,
}


def _japanese() -> bool:
    return not (get_language() or "ja").startswith("en")


def _name(name: str, name_en: str) -> str:
    return name if _japanese() or not name_en else name_en


def _listed(values: Any) -> str:
    return ("、" if _japanese() else ", ").join(values)


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "DATE_FORMAT")
