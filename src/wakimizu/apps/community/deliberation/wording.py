"""How deliberations are said: groups by letter, statements with their numbers, the text that is attached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from wakimizu.apps.community.deliberation import analysis, charts
from wakimizu.apps.community.deliberation.models import Deliberation, Result, Statement
from wakimizu.apps.community.deliberation.workflow import Choice, StatementState
from wakimizu.shared.templatetags.words import bracketed, day, joint

LETTERS = "ABCDEFGH"
MOST_ATTACHED = 2000  # letters of a remark on a need; a proposal takes more


@dataclass(frozen=True, slots=True)
class Share:
    """How one group (or everyone) voted on a statement, in per cent of those who saw it."""

    name: str
    agree: int
    disagree: int
    passed: int
    seen: int


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with how each group voted. side: typical of a group by agreeing or by disagreeing, in words."""

    text: str
    number: int
    shares: Sequence[Share]
    side: str = ""
    strong: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    people: int
    mine: bool
    typical: Sequence[Said]

    @property
    def told(self) -> str:
        return _people(self.people)


@dataclass(frozen=True, slots=True)
class Shown:
    """What was found, as the pages have it. kept_back: some are in groups too small to be told of. voters, votes: who is counted."""

    map: SafeString
    lead: str
    place: str
    shared: Sequence[Said]
    groups: Sequence[Group]
    everything: Sequence[Said]
    kept_back: bool
    people: int
    voters: int
    votes: int


def letter(n: int) -> str:
    return pgettext("opinion group", "Group %(letter)s") % {"letter": LETTERS[n]}


def shown(result: Result, statements: Sequence[Statement], said: Mapping[int, int]) -> Shown | None:
    """The result in the reader's language, with their own place. None: nobody is in a group yet.

    A statement taken out since is gone at once; one that came since is there with the next result.
    """
    found = result.found
    if not found["people"]:
        return None
    by_number = {each.number: each for each in statements if each.state == StatementState.ACCEPTED}
    here = analysis.standing(found, said) if said else None
    told: list[int] = found["told"]
    mine = told.index(here.group) if here is not None and here.group in told else None
    areas = [
        charts.Area(LETTERS[n], _people(found["groups"][g]["size"]), [(x, y) for x, y in found["groups"][g]["area"]])
        for n, g in enumerate(told)
    ]
    title = _("Map of opinions: who votes alike stands close together")
    point = (here.x, here.y) if here else None
    shared = [_said(found, by_number, each["statement"]) for each in found["shared"] if each["statement"] in by_number]
    return Shown(
        charts.opinion_map(areas, point, pgettext("opinion map", "You"), title),
        _lead(found, told, len(shared)),
        _place(here, mine, said),
        shared,
        [
            Group(letter(n), found["groups"][g]["size"], n == mine, _typical(found, by_number, g, n))
            for n, g in enumerate(told)
        ],
        _everything(found, by_number),
        len(told) < len(found["groups"]),
        found["people"],
        found["voters"],
        found["votes"],
    )


def _people(n: int) -> str:
    return _("%(n)d people") % {"n": n}


def _lead(found: Mapping[str, Any], told: Sequence[int], shared: int) -> str:
    if len(told) < 2:
        return _("No groups stand apart so far: %(n)d people vote much alike, or too few have voted.") % {
            "n": found["people"]
        }
    return _("%(n)d people form %(groups)d groups of opinion, and share %(shared)d statements across all of them.") % {
        "n": found["people"], "groups": len(told), "shared": shared,
    }  # fmt: skip


def _place(here: analysis.Standing | None, mine: int | None, said: Mapping[int, int]) -> str:
    """Where the reader stands, in words."""
    if not said:
        return ""
    if mine is not None:
        return _("You stand with group %(letter)s.") % {"letter": LETTERS[mine]}
    if here is None:
        return _("Vote on a few more statements, and you will see where you stand.")
    return _("You are on the map; after about seven votes you will see which group you stand with.")


def _said(found: Mapping[str, Any], by_number: Mapping[int, Statement], number: int, **more: str) -> Said:
    rows = found["counts"][str(number)]
    names = [_("Everyone"), *(letter(n) for n in range(len(found["told"])))]
    shares = [_share(name, *row) for name, row in zip(names, rows, strict=True)]
    return Said(str(by_number[number]), number, shares, **more)


def _share(name: str, agree: int, disagree: int, seen: int) -> Share:
    if not seen:
        return Share(name, 0, 0, 0, 0)
    yes, no = round(100 * agree / seen), round(100 * disagree / seen)
    return Share(name, yes, no, max(0, 100 - yes - no), seen)


def _typical(found: Mapping[str, Any], by_number: Mapping[int, Statement], g: int, n: int) -> list[Said]:
    rows = []
    for each in (one for one in found["groups"][g]["typical"] if one["statement"] in by_number):
        agrees = each["side"] == Choice.AGREE
        side = _("Agree") if agrees else _("Disagree")
        words = _("%(p)d%% of %(n)d people agree") if agrees else _("%(p)d%% of %(n)d people disagree")
        percent = round(100 * each["success"] / each["seen"]) if each["seen"] else 0
        strong = words % {"p": percent, "n": each["seen"]}
        rows.append(_said(found, by_number, each["statement"], side=side, strong=strong))
    return rows


def _everything(found: Mapping[str, Any], by_number: Mapping[int, Statement]) -> list[Said]:
    """Every statement that is shown, those most agree with first."""
    known = set(found["statements"]) - set(found["hidden"])
    rows = [_said(found, by_number, number) for number in by_number if number in known]
    return sorted(rows, key=lambda each: (-each.shares[0].agree, each.number))


# ── what is attached, what happened ──────────────────────────────────────────────────────────────────────────────────


def attached(deliberation: Deliberation, result: Result, statements: Sequence[Statement], address: str) -> str:
    """The text that is laid before the need or the proposal, in Japanese: what, who, what all share, where to look on.

    As many of its lines as fit where it is attached; the address always.
    """
    with override("ja"):
        head = _("Residents decided together: “%(name)s” (%(opens)s to %(closes)s).") % {
            "name": deliberation, "opens": day(deliberation.opens), "closes": day(deliberation.closes),
        }  # fmt: skip
        lines = [head, *_laid_before(shown(result, statements, {}))]
        if len("\n".join([*lines, address])) <= MOST_ATTACHED:
            return "\n".join([*lines, address])
        end = [_("The rest stands on the page:"), address]
        while len("\n".join([*lines, *end])) > MOST_ATTACHED:
            lines.pop()
        return "\n".join([*lines, *end])


def _laid_before(shown: Shown | None) -> list[str]:
    """The most important first."""
    if shown is None:
        return [_("Fewer than five people voted, so what they said is not told.")]
    lines = [_("%(voters)d people voted %(votes)d times.") % {"voters": shown.voters, "votes": shown.votes}, shown.lead]
    lines += [_("All groups agree: %(text)s (%(shares)s)") % _with_numbers(each) for each in shown.shared]
    common = {each.number for each in shown.shared}
    for group in shown.groups if len(shown.groups) > 1 else ():
        typical = [f"{each.side}{joint(':')}{each.text}" for each in group.typical if each.number not in common][:2]
        lines += [f"{group.name}{bracketed(_people(group.people))} {each}" for each in typical]
    return lines


def _with_numbers(said: Said) -> dict[str, str]:
    shares = said.shares[1:] if len(said.shares) > 2 else said.shares
    return {"text": said.text, "shares": joint().join(f"{each.name} {each.agree}%" for each in shares)}


def voted(before: int | None, value: int, statement: Statement) -> str:
    """What became of a vote that was not the first on its statement; "" for a first one."""
    if before is None:
        return ""
    if before == value:
        return _("You had voted so already; nothing was changed.")
    return _("Your vote on “%(text)s” is now: %(choice)s. It was: %(before)s.") % {
        "text": statement, "choice": Choice(value).label, "before": Choice(before).label,
    }  # fmt: skip
