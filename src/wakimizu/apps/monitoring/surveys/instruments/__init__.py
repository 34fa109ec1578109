"""Ready surveys as readable files: NAME.toml holds the words, the questions, and the indicator that each one feeds.

A city writes its own in the same form and gives it to the page “A new survey”.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from wakimizu.apps.monitoring.models import Indicator
from wakimizu.apps.monitoring.surveys.models import Question, told
from wakimizu.apps.monitoring.surveys.workflow import CHOSEN, QuestionKind, Scope
from wakimizu.apps.monitoring.workflow import Cadence, Direction, Source, Unit
from wakimizu.shared.errors import BadInput

READY = ("counters", "machizukuri", "jichi")
UNITS = (Unit.PERCENT, Unit.SCORE)
MOST_QUESTIONS = 60
TAKEN = ("number", "code", "age", "sex", "ward", "district", "file")  # columns and fields that every sheet has
NOTES = {
    True: (
        "調査の回答を年齢・性別・区の人口に合わせて重みづけした推計値。",
        "Estimated from a survey, weighted to the people by age, sex and ward.",
    ),
    False: ("調査の回答の平均。", "The mean of the answers of a survey."),
}


@dataclass(frozen=True, slots=True)
class Instrument:
    """What a survey is made from. indicators: by the code of the question that feeds each."""

    code: str
    name: tuple[str, str]
    intro: tuple[str, str]
    scope: str
    kept_back: int
    questions: tuple[Question, ...]
    indicators: Mapping[str, Indicator]

    @property
    def label(self) -> str:
        return told(*self.name)


@cache
def _text(code: str) -> str:
    return (files(__name__) / f"{code}.toml").read_text(encoding="utf-8")


def ready() -> Iterator[Instrument]:
    """Fresh rows each time: whoever takes one fills it in."""
    for code in READY:
        yield read(_text(code), code)


def called(code: str) -> Instrument:
    return read(_text(code), code)


def read(text: str, code: str) -> Instrument:
    """A survey from its file. BadInput says which question is wrong, and why."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadInput(_("This is no TOML file: %(fault)s.") % {"fault": fault}, "file") from None
    try:
        return _instrument(table, code)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise BadInput(
            _("Something is missing or of the wrong kind: %(fault)s. Compare it with a ready survey.")
            % {"fault": fault},
            "file",
        ) from None


def _instrument(table: Mapping[str, Any], code: str) -> Instrument:
    questions = [_question(order, row, table.get("scales", {})) for order, row in enumerate(table["questions"], 1)]
    codes = [each.code for each in questions]
    if not 1 <= len(codes) <= MOST_QUESTIONS or len(set(codes)) < len(codes):
        raise BadInput(
            _("A survey has 1 to %(n)d questions, each with a code of its own.") % {"n": MOST_QUESTIONS}, "file"
        )
    return Instrument(
        code,
        _both(table["name"]),
        _both(table["intro"]),
        Scope(table["scope"]),
        int(table.get("kept_back", 10)),
        tuple(questions),
        {
            row["code"]: _indicator(row["indicator"], Question(kind=row["kind"]))
            for row in table["questions"]
            if "indicator" in row
        },
    )


def _both(words: Mapping[str, str]) -> tuple[str, str]:
    return words["ja"], words.get("en", "")


def _question(order: int, row: Mapping[str, Any], scales: Mapping[str, Any]) -> Question:
    kind = QuestionKind(row["kind"])
    choices = row.get("choices", [])
    if kind == QuestionKind.SCALE and "scale" in row:
        scale = scales[row["scale"]]
        choices = list(zip(scale["ja"], scale["en"], strict=True))
    code, chosen = row["code"], [[ja, en] for ja, en in choices]
    if code in TAKEN or slugify(code) != code:
        raise BadInput(
            _(
                "Question %(n)d: its code has only small letters, numbers, hyphens and underscores, and is none of %(taken)s."
            )
            % {"n": order, "taken": ", ".join(TAKEN)},
            "file",
        )
    if (kind in CHOSEN) != (len(chosen) > 1):
        raise BadInput(
            _(
                "Question %(n)d (%(code)s): a scale or a choice has at least two answers, and only such a question has them."
            )
            % {"n": order, "code": code},
            "file",
        )
    counts = row.get("counts") or {QuestionKind.SCALE: _upper(len(chosen)), QuestionKind.YES_NO: [1]}.get(kind, [])
    text, text_en = _both(row)
    return Question(
        code=code, order=order, kind=kind, text=text, text_en=text_en, choices=chosen,
        counts=[int(each) for each in counts], required=bool(row.get("required", False)),
    )  # fmt: skip


def _upper(choices: int) -> list[int]:
    """What lies above the middle of a scale: 4 and 5 of five."""
    return [number for number in range(1, choices + 1) if number > (choices + 1) / 2]


def _indicator(row: Mapping[str, str], question: Question) -> Indicator:
    name, name_en = _both(row)
    unit = Unit(row.get("unit", "percent"))
    if unit not in UNITS or question.kind not in (QuestionKind.SCALE, QuestionKind.YES_NO, QuestionKind.CHOICE):
        raise BadInput(
            _("The indicator %(code)s is a share in per cent or a score, of a scale, a choice, or yes and no.")
            % {"code": row["code"]},
            "file",
        )
    share = unit == Unit.PERCENT
    return Indicator(
        code=row["code"], name=name, name_en=name_en, unit=unit, direction=Direction.UP, cadence=Cadence.YEAR,
        source=Source.SURVEY, public=True,
        numerator="調査で良いほうの答えを選んだ人" if share else "調査の答えの平均（1–5）",
        numerator_en="Those who chose the better answers in the survey" if share else "Mean of the answers (1–5)",
        denominator="その問いに答えた人" if share else "",
        denominator_en="Those who answered the question" if share else "",
        note=NOTES[share][0], note_en=NOTES[share][1],
    )  # fmt: skip
