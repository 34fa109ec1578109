"""Paper sheets in: one a line, as they were typed off.

The rules, beside those of every table (shared.tables):
1. Every sheet has a number. The same file again changes nothing; a corrected line replaces what was typed before.
2. Where an invitation's code stands on the sheet it is used up with it; a code that was answered with is refused.
3. Answers are numbers as they are printed on the sheet; several are parted by semicolons or spaces; yes is 1, no is 0.
4. The file is taken whole or not at all.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.monitoring.surveys.models import Question, Survey
from wakimizu.apps.monitoring.surveys.operations import Given, Refused, take_paper_in
from wakimizu.apps.monitoring.surveys.workflow import AGES, PERMISSIONS, QuestionKind, Sex
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow
from wakimizu.shared.tables import Report, Table

COLUMNS: dict[str, Sequence[str]] = {
    "number": ["通し番号", "番号", "No", "No."],
    "code": ["回答コード", "コード"],
    "age": ["年齢", "年代"],
    "sex": ["性別"],
    "ward": ["区", "区コード", "区名"],
    "district": ["校区", "校区コード", "校区名"],
}
SEXES = {
    "男": Sex.MALE, "男性": Sex.MALE, "m": Sex.MALE, "male": Sex.MALE, "1": Sex.MALE,
    "女": Sex.FEMALE, "女性": Sex.FEMALE, "f": Sex.FEMALE, "female": Sex.FEMALE, "2": Sex.FEMALE,
}  # fmt: skip
UNSAID = {"", "-", "不明", "無回答", "答えない", "その他", "3", "9"}
YES, NO = {"1", "はい", "yes", "y", "○", "〇"}, {"0", "いいえ", "no", "n", "2", "×"}


def columns_of(questions: Sequence[Question]) -> dict[str, Sequence[str]]:
    """What a survey's file may call its columns: a question by its code, as 問3, Q3, or by its words."""
    return {
        **COLUMNS,
        **{f"q:{each.code}": [each.code, f"問{each.order}", f"Q{each.order}", each.text] for each in questions},
    }


def import_paper(actor: Actor, survey: Survey, book: Directory, content: bytes) -> Report:
    """Paper sheets of a survey that is under way. The report names every line that is wrong; then nothing is taken."""
    allow(actor, "keep_survey", survey, table=PERMISSIONS)
    questions, report = list(survey.questions.all()), Report()
    file = Table(content, columns_of(questions), ["number"])
    if not any(name.startswith("q:") for name in file.has):
        raise BadInput(
            _("No column of this file is a question of the survey. Take the empty table and fill it in."), "file"
        )
    sheets: list[tuple[int, Given]] = []
    for line, cells in file.rows(report):
        try:
            sheets.append((line, _given(cells, questions, book)))
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
    if report.counts["refused"] or not sheets:
        return report
    try:
        fates = take_paper_in(actor, survey=survey, sheets=sheets, file_digest=file.digest)
    except Refused as refused:
        fates = [each for each in refused.fates if each[1] == "refused"]
    for line, fate, why in fates:
        report.tell(line, fate, why)  # type: ignore[arg-type]
    return report


def _given(cells: Mapping[str, str], questions: Sequence[Question], book: Directory) -> Given:
    return Given(
        values={each.code: _answer(each, cells[f"q:{each.code}"]) for each in questions},
        age=_age(cells["age"]),
        sex=_sex(cells["sex"]),
        ward=_area(cells["ward"], book.wards),
        district=_area(cells["district"], book.districts),
        number=cells["number"][:20],
        code=cells["code"],
    )


def _answer(question: Question, text: str) -> Any:
    if question.kind == QuestionKind.SEVERAL:
        return [each for each in re.split(r"[;,、・/\s]+", text) if each]
    if question.kind == QuestionKind.YES_NO and text:
        return 1 if text.lower() in YES else 0 if text.lower() in NO else text
    return text


def _age(text: str) -> int | None:
    """A group of ages from years (34), a decade (30代) or a range (30-39, 80以上). None where it is not said."""
    if text in UNSAID - {"3", "9"}:
        return None
    found = re.match(r"\d+", text)
    years = int(found[0]) if found and len(found[0]) < 4 else 0
    if years == 10 and "代" in text:
        years = AGES[0]
    if not AGES[0] <= years <= 130:
        raise BadInput(
            _("“%(text)s” is no age of 18 or more. Write years or a decade, or leave it empty.") % {"text": text}
        )
    return max(n for n, first in enumerate(AGES) if first <= years)


def _sex(text: str) -> str:
    if text in UNSAID:
        return ""
    if text.lower() not in SEXES:
        raise BadInput(_("Write male or female, or leave it empty."))
    return str(SEXES[text.lower()])


def _area(text: str, areas: Sequence[Area]) -> Area | None:
    if not text:
        return None
    area = next((each for each in areas if text in (each.code, each.name, each.name_en)), None)
    if area is None:
        raise BadInput(_("There is no ward or district “%(text)s”. Write its code or its name.") % {"text": text})
    return area
