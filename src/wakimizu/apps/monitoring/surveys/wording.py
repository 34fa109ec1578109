"""How surveys are said: groups of ages, places, results as rows a person can read, why answers were not weighted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.monitoring.surveys import charts
from wakimizu.apps.monitoring.surveys.charts import Bar
from wakimizu.apps.monitoring.surveys.models import Question, Survey
from wakimizu.apps.monitoring.surveys.results import Chosen, Figure, Finding, Group, Results
from wakimizu.apps.monitoring.surveys.workflow import AGES, QuestionKind, Sex
from wakimizu.apps.monitoring.wording import with_unit
from wakimizu.apps.monitoring.workflow import Unit
from wakimizu.shared.templatetags.words import UNKNOWN, joint
from wakimizu.shared.words import named

UNWEIGHTED = {
    "no_answers": gettext_lazy("There is no answer yet."),
    "no_people": gettext_lazy(
        "Answers count alike: no count of people by ward, sex and age was taken in before the survey ended, or nobody said theirs."
    ),
    "contradict": gettext_lazy(
        "Answers count alike: too few answered to meet the people's ages, sexes and wards at once."
    ),
    "districts": gettext_lazy("Each district counts once, however many of its bodies answered."),
}
MARGINS = {
    "age": pgettext_lazy("margin", "Age"),
    "sex": pgettext_lazy("margin", "Sex"),
    "ward": pgettext_lazy("margin", "Ward"),
}


def age(number: int) -> str:
    """18–29, …, 80 or more."""
    first = AGES[number]
    if number + 1 == len(AGES):
        return pgettext("age", "%(n)d or more") % {"n": first}
    return pgettext("age", "%(first)d–%(last)d") % {"first": first, "last": AGES[number + 1] - 1}


def place(code: str, book: Directory) -> str:
    if not code:
        return str(_("The whole city"))
    area = book.area_by_code.get(code)
    return named(area) if area else code


def group(margin: str, name: str, book: Directory) -> str:
    if margin == "age":
        return age(int(name))
    return str(Sex(name).label) if margin == "sex" else place(name, book)


# ── results ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table of results. district: stands beneath its ward."""

    name: str
    answers: str
    value: str
    interval: str
    kept: bool
    district: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A question's result as the page has it; `lead` is the city's in one sentence."""

    question: Question
    lead: str
    picture: SafeString
    lines: list[Line]
    chosen: list[Line]


def shown(found: Results, questions: Sequence[Question], book: Directory) -> list[Shown]:
    by_code = {each.code: each for each in questions}
    return [_shown(each, by_code[each.question], book) for each in found.findings if each.question in by_code]


def _shown(finding: Finding, question: Question, book: Directory) -> Shown:
    lines = [_line(each, finding.unit, book) for each in finding.figures]
    chosen = [_chosen(each, question) for each in reversed(finding.chosen)]
    if question.kind != QuestionKind.SCALE:
        chosen.reverse()
    return Shown(question, _lead(finding, question), _picture(finding, question, book), lines, chosen)


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return UNKNOWN
    return with_unit(value, unit) if unit == Unit.PERCENT else f"{value:,.1f}"


def _interval(row: Figure | Chosen, unit: str) -> str:
    if row.low is None or row.high is None:
        return UNKNOWN
    return f"{_value(row.low, unit)} – {_value(row.high, unit)}"


def _line(row: Figure, unit: str, book: Directory) -> Line:
    area = book.area_by_code.get(row.place)
    answers = UNKNOWN if row.answers is None else f"{row.answers:,}"
    return Line(
        place(row.place, book), answers, _value(row.value, unit), _interval(row, unit), row.kept,
        area is not None and area.kind == "district",
    )  # fmt: skip


def _chosen(row: Chosen, question: Question) -> Line:
    label = question.labels[row.number - 1]
    return Line(label, "", _value(row.value, Unit.PERCENT), _interval(row, Unit.PERCENT), row.kept)


def _lead(finding: Finding, question: Question) -> str:
    city = finding.figures[0] if finding.figures else None
    if city is None:
        return ""
    if city.value is None:
        return _("Too few answers to show a result.")
    facts = {
        "value": _value(city.value, finding.unit),
        "interval": _interval(city, finding.unit),
        "words": counted(question),
    }
    if finding.unit == Unit.PERCENT and facts["words"]:
        return _("%(value)s answered %(words)s (95%% interval: %(interval)s).") % facts
    return _("%(value)s on average (95%% interval: %(interval)s).") % facts


def counted(question: Question) -> str:
    """The answers whose share is the result, in words."""
    if question.kind == QuestionKind.YES_NO:
        return _("“%(answer)s”") % {
            "answer": pgettext("answer", "Yes") if 1 in question.counts else pgettext("answer", "No")
        }
    labels = question.labels
    return joint().join(_("“%(answer)s”") % {"answer": labels[n - 1]} for n in sorted(question.counts, reverse=True))


def _picture(finding: Finding, question: Question, book: Directory) -> SafeString:
    """The city and the wards; districts would be too many for a picture."""
    bars = list(_bars(finding, book))
    if len(bars) < 2 or question.kind == QuestionKind.NUMBER:
        return charts.intervals([], 0, 1, "")
    least, most = (0.0, 100.0) if finding.unit == Unit.PERCENT else (1.0, float(max(len(question.choices), 2)))
    title = _("%(question)s: the city and its wards, each with its 95%% interval") % {"question": question}
    return charts.intervals(bars, least, most, title)


def _bars(finding: Finding, book: Directory) -> Iterator[Bar]:
    for each in finding.figures:
        area = book.area_by_code.get(each.place)
        if each.value is not None and (area is None or area.kind == "ward"):
            low = each.value if each.low is None else each.low
            yield Bar(place(each.place, book), each.value, low, each.value if each.high is None else each.high)


# ── the weighting report ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Weighed:
    """A group beside the people, as the report has it."""

    margin: Any
    name: str
    people: str
    share_people: str
    answers: str
    share_answers: str
    weighted: str
    remark: str


def report(found: Results, book: Directory) -> list[Weighed]:
    totals = {margin: sum(each.people for each in found.groups if each.margin == margin) for margin in MARGINS}
    return [_weighed(each, totals[each.margin], found.answers, book) for each in found.groups]


def _weighed(row: Group, people: float, answers: int, book: Directory) -> Weighed:
    remark = ""
    if row.joined:
        remark = _("Nobody answered: joined with %(group)s.") % {"group": group(row.margin, row.joined, book)}
    elif row.left_out:
        remark = _("Nobody answered: the result does not speak for these people.")
    elif row.answers is None:
        remark = _("Too few answers to show how many.")
    return Weighed(
        MARGINS[row.margin], group(row.margin, row.name, book), f"{row.people:,.0f}",
        f"{100 * row.people / people:.1f}%" if people else UNKNOWN, UNKNOWN if row.answers is None else f"{row.answers:,}",
        UNKNOWN if row.answers is None or not answers else f"{100 * row.answers / answers:.1f}%",
        UNKNOWN if row.weighted is None else f"{row.weighted:,.0f}", remark,
    )  # fmt: skip


def unknown(found: Results) -> list[str]:
    """How many did not say their age, sex or ward."""
    return [
        _("%(margin)s: %(n)d did not say") % {"margin": MARGINS[margin], "n": n}
        for margin, n in found.unknown.items()
        if n
    ]


def why(found: Results) -> Any:
    return UNWEIGHTED.get(found.why, "")


def standing(survey: Survey, today: Any) -> str:
    """What is to be done next, for who keeps the survey."""
    if survey.state == "draft":
        return _("Make invitations, print them, then open the survey.")
    if survey.state == "open" and today < survey.opens:
        return _("It begins by itself on its first day.")
    if survey.state == "open" and today > survey.closes:
        return _("Its last day has passed: take the paper sheets in, then close it.")
    if survey.state == "open":
        return _("Answers come in. Results are shown when it is closed.")
    if survey.state == "closed":
        return _("Look the results over; the policy division publishes them.")
    return _("Everyone can see the results, and the indicators have them.")
