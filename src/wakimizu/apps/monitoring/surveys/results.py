"""What a survey found: estimates by place and question, how answers were weighted, what is kept back, and why.

The rules:
1. A place is shown from `kept_back` answers on; what would let a hidden place be worked out is hidden with it.
2. The choices of a question are told for the whole city only; those that few chose are hidden in the same way.
3. Published results are kept as they were, and read from there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.monitoring import periods
from wakimizu.apps.monitoring.models import Observation
from wakimizu.apps.monitoring.surveys import analysis, people
from wakimizu.apps.monitoring.surveys.analysis import Weights
from wakimizu.apps.monitoring.surveys.models import Question, Sheet, Survey
from wakimizu.apps.monitoring.surveys.workflow import CHOSEN, Channel, QuestionKind
from wakimizu.apps.monitoring.workflow import Source, Unit

CITY = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate for a place: "" is the city, else an area's code. kept: its answers are too few to show."""

    place: str
    answers: int | None
    value: float | None
    low: float | None
    high: float | None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """How many of a hundred gave an answer, numbered as the question numbers it."""

    number: int
    value: float | None
    low: float | None
    high: float | None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A question's result. unit: percent or score (a mean); figures: the city first. chosen: of the whole city."""

    question: str
    unit: str
    figures: list[Figure] = field(default_factory=list)
    chosen: list[Chosen] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a margin: its people, its answers, whom it stands for after weighting."""

    margin: str
    name: str
    people: float
    answers: int | None
    weighted: float | None
    joined: str
    left_out: bool


@dataclass(frozen=True, slots=True)
class Results:
    """answers, web, paper: sheets. people: those aged 18 and more they stand for, and the source of that count."""

    answers: int
    web: int
    paper: int
    findings: list[Finding]
    groups: list[Group]
    unknown: dict[str, int]
    effective: float
    design: float
    widest: float
    trimmed: int
    people: float
    people_source: str
    why: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def from_json(kept: Mapping[str, Any]) -> Results:
    findings = [
        Finding(
            each["question"], each["unit"],
            [Figure(**figure) for figure in each["figures"]], [Chosen(**chosen) for chosen in each["chosen"]],
        )
        for each in kept["findings"]
    ]  # fmt: skip
    return Results(**{**kept, "findings": findings, "groups": [Group(**each) for each in kept["groups"]]})


def of(survey: Survey, book: Directory) -> Results:
    """What the answers say now. The statements do not grow with answers, questions or places."""
    sheets = list(Sheet.objects.filter(survey=survey).order_by("pk"))
    known = people.adults(book, survey.closes)
    weights = _weights(survey, sheets, known, book)
    questions = [each for each in survey.questions.all() if each.kind != QuestionKind.TEXT]
    paper = sum(each.channel == Channel.PAPER for each in sheets)
    return Results(
        len(sheets), len(sheets) - paper, paper,
        [_finding(survey, each, sheets, weights, known, book) for each in questions],
        _groups(weights, book, survey.kept_back), dict(weights.unknown), weights.effective, weights.design if sheets else 1.0,
        weights.widest, weights.trimmed, weights.people, known.source, weights.why,
    )  # fmt: skip


def _weights(survey: Survey, sheets: Sequence[Sheet], known: people.Adults, book: Directory) -> Weights:
    if survey.by_district:
        return analysis.alike(len(sheets), "districts")
    wards = {ward.pk: n for n, ward in enumerate(book.wards)}
    margins = [
        analysis.Sorted("age", [each.age for each in sheets], known.by_age, in_order=True),
        analysis.Sorted("sex", [people.SEXES.get(each.sex) for each in sheets], known.by_sex),
        analysis.Sorted("ward", [wards.get(each.ward_id or 0) for each in sheets], known.by_ward),
    ]
    return analysis.weigh([each for each in margins if sum(each.people) > 0], len(sheets))


def _groups(weights: Weights, book: Directory, fewest: int) -> list[Group]:
    """Margins as they are told; answers of a small group are kept back here as everywhere."""
    found = []
    for margin in dict.fromkeys(each.margin for each in weights.groups):
        rows = [each for each in weights.groups if each.margin == margin]
        kept = analysis.hidden({str(each.group): each.answers for each in rows}, fewest)
        for each in rows:
            shown = str(each.group) not in kept
            found.append(
                Group(
                    margin, _name(margin, each.group, book), each.people, each.answers if shown else None,
                    each.weighted if shown and each.weighted == each.weighted else None,
                    _name(margin, each.joined, book) if each.joined is not None else "", each.left_out,
                )
            )  # fmt: skip
    return found


def _name(margin: str, group: int, book: Directory) -> str:
    """A group as it is kept: an area's code, a place in AGES, a sex."""
    if margin == "ward":
        return book.wards[group].code
    return str(group) if margin == "age" else next(sex for sex, n in people.SEXES.items() if n == group)


# ── findings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _finding(
    survey: Survey, question: Question, sheets: Sequence[Sheet], weights: Weights, known: people.Adults, book: Directory
) -> Finding:
    answers = [each.values.get(question.code) for each in sheets]
    unit = unit_of(question)
    figures = list(_figures(survey, _values(question, answers, unit), unit, sheets, weights, known, book))
    city = figures[0]
    chosen = (
        _chosen(survey, question, answers, sheets, weights, known, book)
        if question.kind in CHOSEN and not city.kept
        else []
    )
    told = [] if question.kind == QuestionKind.SEVERAL or not (question.counts or unit != Unit.PERCENT) else figures
    return Finding(question.code, unit, told, chosen)


def unit_of(question: Question) -> str:
    """A share in per cent; a mean where the question's indicator is a score, and of numbers."""
    if question.indicator is not None:
        return question.indicator.unit
    return Unit.SCORE if question.kind == QuestionKind.NUMBER else Unit.PERCENT


def _values(question: Question, answers: Sequence[Any], unit: str) -> list[float | None]:
    if unit == Unit.PERCENT:
        return [None if each is None else float(each in question.counts) for each in answers]
    return [None if each is None else float(each) for each in answers]


def _figures(
    survey: Survey,
    values: Sequence[float | None],
    unit: str,
    sheets: Sequence[Sheet],
    weights: Weights,
    known: people.Adults,
    book: Directory,
) -> Iterator[Figure]:
    """The city and its wards; of a survey of districts, each of which counts once, these too, with all that its bodies said."""

    def figure(
        of: Sequence[float | None], place: str, among: Sequence[bool], whole: float | None, kept: bool
    ) -> Figure:
        share = unit == Unit.PERCENT
        found = analysis.estimate(of, weights, among, survey.kept_back, share=share, people=whole)
        return _figure(place, found, 100.0 if share else 1.0, kept)

    once = _once(survey, values, sheets)
    yield figure(once, CITY, [True] * len(sheets), _bodies(survey, book.districts, known.total), False)
    away = _hidden(survey, once, [each.ward_id for each in sheets], book.wards)
    for n, ward in enumerate(book.wards):
        districts = book.districts_of(ward.pk)
        whole = _bodies(survey, districts, known.by_ward[n] if known.by_ward else None)
        yield figure(once, ward.code, [each.ward_id == ward.pk for each in sheets], whole, ward.code in away)
        if not survey.by_district:
            continue
        lost = _hidden(survey, values, [each.district_id for each in sheets], districts)
        for district in districts:
            among = [each.district_id == district.pk for each in sheets]
            yield figure(
                values, district.code, among, None, district.code in lost or (ward.code in away and any(among))
            )


def _figure(place: str, found: analysis.Estimate, factor: float, kept: bool) -> Figure:
    if kept or (found.answers and found.value is None):
        return Figure(place, None, None, None, None, True)
    ends = [None if each is None else each * factor for each in (found.value, found.low, found.high)]
    return Figure(place, found.answers, ends[0], ends[1], ends[2])


def _once(survey: Survey, values: Sequence[float | None], sheets: Sequence[Sheet]) -> Sequence[float | None]:
    return analysis.once_each(values, [each.district_id for each in sheets]) if survey.by_district else values


def _bodies(survey: Survey, districts: Sequence[Area], adults: float | None) -> float | None:
    return float(len(districts)) if survey.by_district else adults or None


def _hidden(
    survey: Survey, values: Sequence[float | None], where: Sequence[int | None], areas: Sequence[Area]
) -> frozenset[str]:
    counts = {
        area.code: sum(each is not None and at == area.pk for each, at in zip(values, where, strict=True))
        for area in areas
    }
    return analysis.hidden(counts, survey.kept_back)


def _chosen(
    survey: Survey,
    question: Question,
    answers: Sequence[Any],
    sheets: Sequence[Sheet],
    weights: Weights,
    known: people.Adults,
    book: Directory,
) -> list[Chosen]:
    """How often each answer was given; of several, each by itself."""
    several = question.kind == QuestionKind.SEVERAL
    picked = [None if each is None else set(each) if several else {each} for each in answers]
    numbers = range(1, len(question.choices) + 1)
    away = analysis.hidden(
        {str(n): sum(each is not None and n in each for each in picked) for n in numbers}, survey.kept_back
    )
    among, whole = [True] * len(answers), _bodies(survey, book.districts, known.total)

    def chosen(n: int) -> Chosen:
        values = _once(survey, [None if each is None else float(n in each) for each in picked], sheets)
        found = _figure(
            CITY, analysis.estimate(values, weights, among, survey.kept_back, share=True, people=whole), 100.0, False
        )
        return Chosen(n, found.value, found.low, found.high, found.kept)

    return [Chosen(n, None, None, None, True) if str(n) in away else chosen(n) for n in numbers]


# ── into the indicators ──────────────────────────────────────────────────────────────────────────────────────────────


def observations(survey: Survey, found: Results, book: Directory) -> list[Observation]:
    """What the indicators get: the city and every place that is shown, for the period in which the survey ended."""
    questions = {each.code: each for each in survey.questions.select_related("indicator__owner") if each.indicator}
    rows = []
    for finding in found.findings:
        question = questions.get(finding.question)
        if question is None or question.indicator is None:
            continue
        said = said_by(survey, found)
        begins = periods.begin_of(survey.closes, question.indicator.cadence)
        for figure in finding.figures:
            if figure.value is None:
                continue
            area = book.area_by_code[figure.place] if figure.place else None
            rows.append(
                Observation(
                    indicator=question.indicator, area=area, begins=begins, value=figure.value, low=figure.low, high=figure.high,
                    answers=figure.answers, source=Source.SURVEY, said_by=said,
                )
            )  # fmt: skip
    return rows


def said_by(survey: Survey, found: Results) -> str:
    how = _("not weighted") if found.why else _("weighted to the people by age, sex and ward")
    return _("%(name)s, %(opens)s to %(closes)s, %(how)s") % {
        "name": survey.name, "opens": survey.opens, "closes": survey.closes, "how": how,
    }  # fmt: skip
