"""What the ledger holds of proposals and measures, in sentences."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Post
from wakimizu.apps.ledger.queries import history as entries_of
from wakimizu.apps.monitoring.wording import with_unit
from wakimizu.apps.proposals.models import Measure, Proposal
from wakimizu.apps.proposals.workflow import Verdict
from wakimizu.shared.templatetags.words import day, joint
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
    "attach_finding": gettext_lazy("What residents decided together was attached."),
    "hand_on": gettext_lazy("Handed on from %(before)s to %(to)s."),
    "decide_proposal": gettext_lazy("%(office)s decided: %(verdict)s. %(voices)s voices were answered in this step."),
    "escalate_late": gettext_lazy("Its day passed. It climbed to %(to)s."),
    "start_measure": gettext_lazy("The measure was entered: from %(begins)s to %(ends)s, by %(office)s."),
    "change_measure": gettext_lazy("The measure was changed: from %(begins)s to %(ends)s, by %(office)s."),
    "add_milestone": gettext_lazy("A milestone was added, by %(due)s."),
    "reach_milestone": gettext_lazy("A milestone was reached on %(on)s."),
    "change_milestone": gettext_lazy("A milestone was changed."),
    "drop_milestone": gettext_lazy("A milestone that was entered by mistake was taken out."),
    "begin_measure": gettext_lazy("It began on %(on)s."),
    "stop_measure": gettext_lazy("Stopped."),
    "close_measure": gettext_lazy("Closed, with a look at its indicators."),
}
NO_BUREAU = gettext_lazy("Its day passed. No bureau stands above the division: the policy division sees it.")
DAYS = ("due", "begins", "ends", "on")


def history(row: Proposal | Measure, book: Directory) -> list[dict[str, Any]]:
    """A history for parts/history.html, newest first. Two statements and the people's one."""
    entries = entries_of([(row._meta.label, row.pk)])
    words = {(note.at, note.about): note.text for note in row.notes.all()}
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
    days = {name: _day(facts.get(name)) for name in DAYS}
    words = {"voices": 0, **facts, **offices, **days, "verdict": verdict}
    template = NO_BUREAU if operation == "escalate_late" and not facts.get("to") else SENTENCES.get(operation)
    return str(template) % words if template else operation


def _office(number: Any, book: Directory) -> str:
    office = book.office(number) if isinstance(number, int) else None
    return named(office) if office else ""


def _day(text: Any) -> Any:
    return day(date.fromisoformat(text)) if isinstance(text, str) else ""


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of evidence in words, with where it came from and where to look on."""

    label: Any
    said: str
    source: str = ""
    link: str = ""
    links: Sequence[tuple[str, str]] = ()


def evidence(found: dict[str, Any], proposal: Proposal, public: bool = False) -> list[Fact]:
    """What `evidence.gathered` found, in the reader's language, with links to the reader's own pages."""
    return [TOLD[row["what"]](row, proposal, public) for row in found.get("rows", []) if row["what"] in TOLD]


def _voices(row: dict[str, Any], proposal: Proposal, public: bool) -> Fact:
    if not row["n"]:
        return Fact(_("Voices"), _("No voice is behind it."))
    said = _("%(n)d voices, from %(first)s to %(last)s.") % {
        **row,
        "first": _day(row["first"]),
        "last": _day(row["last"]),
    }
    if row["reopened"]:
        said += " " + _("%(n)d of them came back as not solved.") % {"n": row["reopened"]}
    return Fact(_("Voices"), said, "", reverse("trace_public" if public else "trace", args=["proposal", proposal.pk]))


def _months(row: dict[str, Any], _proposal: Proposal, _public: bool) -> Fact:
    months = [_("%(year)s-%(month)s: %(n)d") % {"year": m[:4], "month": m[5:], "n": n} for m, n in row["months"]]
    return Fact(_("Voices by month"), joint().join(months))


def _districts(row: dict[str, Any], _proposal: Proposal, _public: bool) -> Fact:
    said = joint().join(f"{_one(name, name_en)} {n}" for name, name_en, n in row["most"])
    if row["others"]:
        said += joint() + _("and %(n)d districts more") % {"n": row["others"]}
    return Fact(_("Voices by district"), said)


def _needs(row: dict[str, Any], _proposal: Proposal, _public: bool) -> Fact:
    return Fact(_("Needs"), _("%(n)d needs, %(answered)d of them answered so far.") % row)


def _people(row: dict[str, Any], _proposal: Proposal, _public: bool) -> Fact:
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


def _indicator(row: dict[str, Any], _proposal: Proposal, public: bool) -> Fact:
    place = f"{row['area']} " if row["area"] else ""
    return Fact(
        _one(row["name"], row["name_en"]), f"{place}{with_unit(row['value'], row['unit'])}", _period(row), _page(row, public)
    )  # fmt: skip


def _off_path(row: dict[str, Any], _proposal: Proposal, public: bool) -> Fact:
    said = _("off its path in the ward: %(value)s, where %(asked)s is asked for") % {
        "value": with_unit(row["value"], row["unit"]), "asked": with_unit(row["asked"], row["unit"]),
    }  # fmt: skip
    return Fact(_one(row["name"], row["name_en"]), said, _period(row), _page(row, public))


def _period(row: dict[str, Any]) -> str:
    return _("period from %(day)s") % {"day": _day(row["begins"])}


def _page(row: dict[str, Any], public: bool) -> str:
    """The indicator's page, if the reader may open it."""
    if not public:
        return reverse("indicator", args=[row["code"]])
    return reverse("indicator_public", args=[row["code"]]) if row.get("public") else ""


def _counters(row: dict[str, Any], _proposal: Proposal, public: bool) -> Fact:
    said = _("%(n)d shortfalls against the standard at %(offices)d of the ward's counters.") % row
    return Fact(_("Counters"), said, _("Audit of the counters, of that day"), "" if public else reverse("audit"))


def _elsewhere(row: dict[str, Any], _proposal: Proposal, _public: bool) -> Fact:
    said = _("%(n)d open needs about %(topic)s in %(wards)d other wards.") % {
        **row, "topic": _one(row["topic"], row["topic_en"]),
    }  # fmt: skip
    return Fact(_("Elsewhere in the city"), said)


def _alike(row: dict[str, Any], _proposal: Proposal, _public: bool) -> Fact:
    links = [(title, reverse("need_public", args=[number])) for number, title in row["needs"]]
    return Fact(_("Similar needs in other wards"), "", _("Found by the words their titles share"), "", links)


def _one(name: str, name_en: str) -> str:
    return name_en if (get_language() or "ja").startswith("en") and name_en else name


TOLD = {
    "voices": _voices, "months": _months, "districts": _districts, "needs": _needs, "people": _people, "indicator": _indicator,
    "off_path": _off_path, "counters": _counters, "elsewhere": _elsewhere, "alike": _alike,
}  # fmt: skip
