"""The sentences of the self-check: what each figure counts."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WHAT: Mapping[str, Promise] = {
    "visits": _("Visits, meetings and events noted"),
    "people_met": _("People met there"),
    "heard_there": _("Voices heard there"),
    "answers_public": _("Answers published"),
    "events": _("Public events announced"),
    "notices": _("Notices sent to other offices"),
    "voices": _("Voices received"),
    "needs": _("Needs raised from them"),
    "districts_visited": _("Districts visited"),
    "proposals": _("Proposals to HQ endorsed"),
    "deliberations": _("Questions put to residents"),
    "took_part": _("People who took part"),
    "statements": _("Statements made"),
    "attached": _("Results attached to a need or a proposal"),
    "together": _("Needs worked on by several offices"),
    "asked_by_hq": _("Consultations of HQ answered"),
    "opinions_in_time": _("Opinions given in time"),
    "partners_met": _("Partners met"),
    "kinds_met": _("Kinds of partners met"),
    "helped": _("Needs where residents or partners help"),
    "grants": _("Grants and loans"),
    "granted": _("Yen granted"),
    "cases": _("Cases written down"),
}
LINKS: Mapping[str, str] = {
    "visits": "visits", "people_met": "visits", "heard_there": "visits", "events": "visits", "partners_met": "partners",
    "kinds_met": "partners", "cases": "cases", "grants": "grants", "granted": "grants", "notices": "notices",
    "asked_by_hq": "consultations", "opinions_in_time": "consultations", "deliberations": "deliberations",
    "proposals": "proposals", "voices": "needs", "needs": "needs",
}  # fmt: skip


def told(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each figure with its words and where it is looked up; a figure that is no longer known by name is left out."""
    return [
        {**row, "name": WHAT[row["what"]], "link": LINKS.get(row["what"], ""), "is_yen": row["what"] == "granted"}
        for row in rows
        if row["what"] in WHAT
    ]
