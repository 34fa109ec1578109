"""What the ledger holds of proposals and measures, in sentences."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Post
from wakimizu.apps.ledger.queries import history as entries_of
from wakimizu.apps.monitoring.wording import with_unit
from wakimizu.apps.proposals.models import Proposal
from wakimizu.apps.proposals.workflow import Verdict
from wakimizu.shared.templatetags.words import day
from wakimizu.shared.words import named

SENTENCES = {
    "draft_proposal": gettext_lazy("Draft begun."),
    "change_proposal": gettext_lazy("Draft changed."),
    "submit_proposal": gettext_lazy("Submitted to the ward mayor."),
    "give_back_proposal": gettext_lazy("Given back to its writer."),
    "endorse_proposal": gettext_lazy("Endorsed by the ward mayor. %(division)s must decide by %(due)s."),
    "withdraw_proposal": gettext_lazy("Withdrawn."),
    "ask_about": gettext_lazy("HQ asked a question."),
    "reply_to": gettext_lazy("The ward replied."),
    "hand_on": gettext_lazy("Handed on from %(before)s to %(to)s."),
    "decide_proposal": gettext_lazy("%(office)s decided: %(verdict)s. %(voices)s voices were answered in this step."),
    "escalate_late": gettext_lazy("Its day passed. It climbed to %(to)s."),
}


def history(proposal: Proposal, book: Directory) -> list[dict[str, Any]]:
    """A history for parts/history.html, newest first. Two statements and the people's one."""
    entries = entries_of([("proposals.Proposal", proposal.pk)])
    words = {(note.at, note.about): note.text for note in proposal.notes.all()}
    posts = {
        post.pk: post
        for post in Post.objects.filter(pk__in={e.post_id for e in entries if e.post_id}).select_related(
            "user", "office"
        )
    }
    return [
        {
            "at": entry.at,
            "who": _who(posts.get(entry.post_id or 0)),
            "what": _sentence(entry.operation, json.loads(entry.facts), book),
            "remark": words.get((entry.at, entry.operation), ""),
        }
        for entry in reversed(entries)
    ]


def _who(post: Post | None) -> str:
    return f"{named(post.office)} {named(post.user)}" if post else ""


def _sentence(operation: str, facts: dict[str, Any], book: Directory) -> str:
    offices = {name: _office(facts.get(name), book) for name in ("division", "before", "to", "office")}
    verdict = Verdict(facts["verdict"]).label if "verdict" in facts else ""
    words = {"voices": 0, **facts, **offices, "due": _day(facts.get("due")), "verdict": verdict}
    template = SENTENCES.get(operation)
    return str(template) % words if template else operation


def _office(number: Any, book: Directory) -> str:
    office = book.office(number) if isinstance(number, int) else None
    return named(office) if office else ""


def _day(text: Any) -> Any:
    return day(date.fromisoformat(text)) if isinstance(text, str) else ""


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of evidence in words."""

    label: Any
    said: str
    source: str = ""
    link: str = ""


def evidence(found: dict[str, Any]) -> list[Fact]:
    """What `evidence.gathered` found, in the reader's language."""
    return [TOLD[row["what"]](row) for row in found.get("rows", []) if row["what"] in TOLD]


def _voices(row: dict[str, Any]) -> Fact:
    if not row["n"]:
        return Fact(_("Voices"), _("No voice is behind it."))
    said = _("%(n)d voices, from %(first)s to %(last)s.") % {
        **row,
        "first": _day(row["first"]),
        "last": _day(row["last"]),
    }
    if row["reopened"]:
        said += " " + _("%(n)d of them came back as not solved.") % {"n": row["reopened"]}
    return Fact(_("Voices"), said, "", row.get("link", ""))


def _needs(row: dict[str, Any]) -> Fact:
    return Fact(_("Needs"), _("%(n)d needs, %(answered)d of them answered so far.") % row)


def _people(row: dict[str, Any]) -> Fact:
    said = _("%(total)s people live there") % {"total": f"{row['total']:,}"}
    if row["aged75"] is not None:
        said = _("%(total)s people live there, %(aged)s of them aged 75 or more") % {
            "total": f"{row['total']:,}", "aged": f"{row['aged75']:,}",
        }  # fmt: skip
    if row.get("later"):
        said += _("; in %(year)s about %(later)s, %(aged)s of them aged 75 or more") % {
            "year": row["year"], "later": f"{row['later']:,}", "aged": f"{row['later75'] or 0:,}",
        }  # fmt: skip
    return Fact(_("People concerned"), said, row.get("table", ""))


def _indicator(row: dict[str, Any]) -> Fact:
    name = row["name_en"] if english() and row["name_en"] else row["name"]
    place = f"{row['area']} " if row["area"] else ""
    period = _("period from %(day)s") % {"day": _day(row["begins"])}
    return Fact(name, f"{place}{with_unit(row['value'], row['unit'])}", period, row["link"])


def _elsewhere(row: dict[str, Any]) -> Fact:
    topic = row["topic_en"] if english() and row["topic_en"] else row["topic"]
    said = _("%(n)d open needs about %(topic)s in %(wards)d other wards.") % {**row, "topic": topic}
    return Fact(_("Elsewhere in the city"), said)


def english() -> bool:
    return (get_language() or "ja").startswith("en")


TOLD = {"voices": _voices, "needs": _needs, "people": _people, "indicator": _indicator, "elsewhere": _elsewhere}
