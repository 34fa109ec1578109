"""Files out: codes at the moment they are made, an empty table for paper sheets, estimates, sheets that tell of nobody."""

from collections import Counter
from collections.abc import Iterator, Sequence

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.monitoring.surveys.imports import COLUMNS
from wakimizu.apps.monitoring.surveys.models import Question, Sheet, Survey
from wakimizu.apps.monitoring.surveys.operations import Made
from wakimizu.apps.monitoring.surveys.results import Results
from wakimizu.apps.monitoring.surveys.wording import age, counted, place
from wakimizu.apps.monitoring.surveys.workflow import QuestionKind
from wakimizu.shared.workbooks import Sheet as File
from wakimizu.shared.workbooks import Value

CODES = ("回答コード", "地域コード", "地域名", "宛先", "回答ページ")
ESTIMATES = (
    "調査", "問", "問の内容", "結果の単位", "数えた答え", "地域コード", "地域名", "回答数", "値", "下限", "上限", "秘匿",
)  # fmt: skip
PROTECTED = (QuestionKind.TEXT, QuestionKind.NUMBER)  # what somebody might be known by


def made(batches: Sequence[Made], address: str, book: Directory) -> File:
    """Codes for whoever prints them. `address`: of the page that takes one; the code follows #, which no server sees."""
    rows: Iterator[list[Value]] = (
        [code, each.batch.area.code if each.batch.area else "", each.batch.area.name if each.batch.area else book.city.name,
         each.batch.name, f"{address}#{code}"]
        for each in batches
        for code in each.codes
    )  # fmt: skip
    return File("codes", CODES, rows)


def paper(questions: Sequence[Question]) -> File:
    """An empty table with the columns a survey's paper sheets come in."""
    return File("paper", (*(names[0] for names in COLUMNS.values()), *(each.code for each in questions)), iter(()))


def estimates(survey: Survey, found: Results, questions: Sequence[Question], book: Directory) -> File:
    by_code = {each.code: each for each in questions}

    def lines() -> Iterator[list[Value]]:
        for finding in found.findings:
            question = by_code[finding.question]
            for row in finding.figures:
                yield [
                    survey.code, question.code, question.text, finding.unit, counted(question), row.place,
                    place(row.place, book), row.answers, row.value, row.low, row.high, "1" if row.kept else "",
                ]  # fmt: skip
            for each in finding.chosen:
                yield [
                    survey.code, question.code, question.text, "percent", question.labels[each.number - 1], "",
                    place("", book), None, each.value, each.low, each.high, "1" if each.kept else "",
                ]  # fmt: skip

    return File("estimates", ESTIMATES, lines())


def sheets(survey: Survey, questions: Sequence[Question], book: Directory) -> File:
    """Answers one by one, without words, numbers and days, so blurred that at least `kept_back` are alike in who they are."""
    told = [each for each in questions if each.kind not in PROTECTED]
    rows = list(Sheet.objects.filter(survey=survey))
    who = blurred([_who(each) for each in rows], survey.kept_back)
    lines = [
        [*_named(person, book), *(_plain(row.values.get(each.code)) for each in told)]
        for row, person in zip(rows, who, strict=True)
        if person is not None
    ]
    header = ("年齢", "性別", "地域", *(each.code for each in told))
    return File("sheets", header, iter(sorted(lines, key=str)))  # sorted, so that the order tells nothing


Who = tuple[str, str, str]  # age, sex, place; "" where not said or not told


def _who(row: Sheet) -> Who:
    return "" if row.age is None else str(row.age), row.sex, str(row.district_id or row.ward_id or "")


def blurred(people: Sequence[Who], fewest: int) -> list[Who | None]:
    """Take from those who are too few to hide among their like first the age, then the sex, then the place.

    None: of those about whom nothing is told any more there would still be too few; they are left out.
    """
    found: list[Who] = list(people)
    for blank in (0, 1, 2):
        counts = Counter(found)
        found = [
            each if counts[each] >= fewest else tuple("" if n <= blank else part for n, part in enumerate(each))  # type: ignore[misc]
            for each in found
        ]
    counts = Counter(found)
    return [each if counts[each] >= fewest else None for each in found]


def _named(person: Who, book: Directory) -> list[Value]:
    years, sex, area = person
    where = book.area(int(area)) if area else None
    return [age(int(years)) if years else "", sex, where.code if where else ""]


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ";".join(map(str, value))
    return "" if value is None else str(value)
