"""The sentences of the budget's pages: what the portfolio says of each line, and which limits stand against each other."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.proposals.budget.analysis import Candidate, Kind, Portfolio, Reason, Rule, Status, Why
from wakimizu.apps.proposals.workflow import Fund
from wakimizu.shared.templatetags.words import exact_yen, joint
from wakimizu.shared.words import named

Titles = Mapping[str, str]


def verdict(found: Portfolio) -> str:
    """The first sentence of the page."""
    if found.answer.status == Status.INFEASIBLE:
        return _("No choice keeps all the limits at once.")
    if found.answer.status == Status.UNKNOWN:
        return _("Nothing was found in time. Set fewer conditions, or settle some lines beforehand.")
    picked = sum(each.chosen for each in found.candidates)
    if found.chosen == found.requested:
        return _(
            "Everything fits under the ceilings. Enter a lower ceiling in all below, to see what would be chosen then."
        )
    words = _(
        "%(n)d of %(all)d lines are chosen, for %(yen)s of the %(requested)s requested. They serve %(share)s of the need behind all."
    )
    said = words % {
        "n": picked,
        "all": len(found.candidates),
        "yen": exact_yen(found.chosen),
        "requested": exact_yen(found.requested),
        "share": f"{found.share:.1%}",
    }
    return f"{said} {proof(found)}"


def proof(found: Portfolio) -> str:
    if found.answer.status == Status.OPTIMAL:
        return _("It is proven that no other choice under these limits serves more.")
    return _("It was stopped before the proof; another choice could serve at most %(gap)s more.") % {
        "gap": f"{found.answer.gap:.1%}"
    }


def limit(rule: Rule, titles: Titles, book: Directory) -> str:
    """A limit in words."""
    about = rule.about[0] if rule.about else ""
    ward = book.area(int(about)) if rule.kind in (Kind.WARD_CEILING, Kind.WARD_LEAST) else None
    names = joint().join(_quoted(each, titles) for each in rule.about)
    told: dict[Kind, Callable[[], str]] = {
        Kind.CEILING: lambda: _("the ceiling in all (%(yen)s after what is bound)") % {"yen": exact_yen(rule.most)},
        Kind.WARD_CEILING: lambda: (
            _("the ceiling of %(ward)s (%(yen)s after what is bound)")
            % {"ward": named(ward), "yen": exact_yen(rule.most)}
        ),
        Kind.WARD_LEAST: lambda: (
            _("what %(ward)s is promised at least (%(yen)s beyond what is bound)")
            % {"ward": named(ward), "yen": exact_yen(rule.least)}
        ),
        Kind.FUND: lambda: (
            _("the most from “%(fund)s” (%(yen)s)") % {"fund": Fund(about).label, "yen": exact_yen(rule.most)}
        ),
        Kind.ONE_OF: lambda: _("only one of %(names)s") % {"names": names},
        Kind.NEEDS: lambda: (
            _("%(this)s only together with %(that)s")
            % {"this": _quoted(about, titles), "that": _quoted(rule.about[-1], titles)}
        ),
        Kind.KEEP: lambda: _("that %(names)s is in") % {"names": names},
        Kind.LEAVE: lambda: _("that %(names)s is out") % {"names": names},
    }
    return told[rule.kind]()


def reason(candidate: Candidate, titles: Titles, book: Directory, value: float) -> list[str]:
    """Why a line is in or out, in one to three sentences."""
    found = candidate.reason
    if found is None:
        return []
    said = _in(found, titles, book, value) if found.chosen else _out(found, titles, book, value)
    if found.near:
        said.append(_("The other way would cost next to nothing: here you may well decide otherwise."))
    if not found.proven:
        said.append(_("This comparison was stopped before its proof."))
    return said


def less(given: int, requested: int) -> str:
    """Why a line is granted less, where the choice is followed; the ward reads it."""
    if given == requested:
        return ""
    return (
        _("Under the ceilings other requests serve more need; a part is granted.")
        if given
        else _("Under the ceilings other requests serve more need.")
    )


def _quoted(name: str, titles: Titles) -> str:
    return _("“%(title)s”") % {"title": titles.get(name, name)}


def _names(names: Any, titles: Titles, most: int = 3) -> str:
    shown = joint().join(_quoted(name, titles) for name in names[:most])
    more = len(names) - most
    return shown if more <= 0 else ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", more) % {
        "names": shown, "n": more,
    }  # fmt: skip


def _limits(rules: Any, titles: Titles, book: Directory) -> str:
    return joint().join(limit(rule, titles, book) for rule in rules)


def _share(loss: float | None, value: float) -> str:
    return f"{(loss or 0.0) / value:.1%}" if value else "0%"


def _in(found: Reason, titles: Titles, book: Directory, value: float) -> list[str]:
    if found.why == Why.NEEDED:
        return [
            _("In: without it not everything can be kept: %(limits)s.")
            % {"limits": _limits(found.held_by, titles, book)}
        ]
    if found.why == Why.MINIMUM:
        said = [_("In because its ward is promised a minimum; without that it would be out.")]
    else:
        said = [_("In: without it %(share)s less of the need would be served.") % {"share": _share(found.loss, value)}]
    if found.instead:
        said.append(_("In its place would come %(names)s.") % {"names": _names(found.instead, titles)})
    return said


def _out(found: Reason, titles: Titles, book: Directory, value: float) -> list[str]:
    if found.why == Why.CANNOT:
        said = [
            _("Out: with it not everything can be kept: %(limits)s.") % {"limits": _limits(found.held_by, titles, book)}
        ]
    elif found.displaces:
        words = _("Out: it would take the place of %(names)s, and %(share)s less of the need would be served.")
        said = [words % {"names": _names(found.displaces, titles), "share": _share(found.loss, value)}]
    else:
        said = [_("Out: it serves no need that is counted here.")]
    if found.more:
        words = _("With %(yen)s more it would be in and nothing less served; that is needed of: %(limits)s.")
        said.append(words % {"yen": exact_yen(found.more), "limits": _limits(found.limits, titles, book)})
    return said


def no_candidate() -> str:
    return _("One of these lines has no proposal behind it. Only lines with one are chosen among.")


def alone(rules: Sequence[Rule], book: Directory) -> str:
    """What a single limit means that cannot be kept by itself."""
    if len(rules) != 1:
        return ""
    if rules[0].kind == Kind.WARD_LEAST:
        words = _("%(ward)s requests less than that. Lower what it is promised, or let it request more.")
        return words % {"ward": named(book.area(int(rules[0].about[0])))}
    return _("What is bound comes to more than that. Raise the ceiling, or let lines without a proposal be lowered.")
