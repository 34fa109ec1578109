"""Whatever an engine can refuse or note has its Japanese sentence: found in the engines' own source, so that none is forgotten."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import gettext, override

from wakimizu import engines
from wakimizu.engines.words import Refused, Words, joined

SOURCES = sorted(Path(engines.__file__).parent.rglob("*.py"))
SAID = ("Words", "Refused")
RAISED = {"Refused", "FeedFault", "Stopped"}  # Stopped: who asked to stop knows
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
# Names of a feed's files and columns, of file forms, and values of a parameter are the same in every language.
SAME = {"UTF", "Excel", "CSV", "NUL", "GiB", "EACH", "ALL", "half", "end", "km", "zip", "txt"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCES:
        if path.name != "words.py" or path.parent.name != "engines":
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID:
                    yield f"{path.name}:{node.lineno}", node


def sentences() -> dict[str, tuple[str, set[str]]]:
    """Sentence → where it stands, and the values it is given there."""
    return {
        each.args[0].value: (where, {keyword.arg or "" for keyword in each.keywords})
        for where, each in calls()
        if isinstance(each.args[0], ast.Constant)
    } | {"%(one)s, %(other)s": ("words.py", {"one", "other"})}


def names(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


def foreign(japanese: str) -> set[str]:
    """English words in a sentence, column names and the like left out."""
    rest = re.sub(r"%\(\w+\)s|\w+_\w+(\.txt)?|[a-z]+\.txt", " ", japanese)
    return set(re.findall(r"[A-Za-z]{2,}", rest)) - SAME


def test_engines_refuse_in_words_that_can_be_said_in_japanese():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Raise) and node.exc is not None:
                raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
                assert isinstance(raised, ast.Name) and raised.id in RAISED, f"{path.name}:{node.lineno}"
    written = [where for where, each in calls() if not isinstance(each.args[0], ast.Constant | ast.IfExp)]
    assert written == [], "write the sentence where it is said, so that it can be found"


def test_there_are_sentences_to_look_at():
    assert len(sentences()) > 200


@pytest.mark.parametrize("english", sorted(sentences()))
def test_each_sentence_of_an_engine_is_said_in_japanese(english):
    where, given = sentences()[english]
    with override("ja"):
        japanese = gettext(english)
    assert names(english) == given == names(japanese), where
    only_values = not re.search(r"[A-Za-z]", re.sub(r"%\(\w+\)s", "", english))
    assert only_values or (japanese != english and JAPANESE.search(japanese)), where
    assert foreign(japanese) == set(), where


def test_words_within_words_are_said_too():
    place = joined(
        [
            Words("women"),
            Words("age %(name)s", name="85–89"),
            Words("%(axis)s %(number)s", axis=Words("area"), number=2),
        ]
    )
    refused = Refused(
        "%(what)s is %(value)s in %(place)s: %(because)s",
        what=Words("survival"), value=1.5, place=place, because=Words("not a number. Fill the gap or leave the row out."),
    )  # fmt: skip
    assert (
        str(refused) == "survival is 1.5 in women, age 85–89, area 2: not a number. Fill the gap or leave the row out."
    )
    again = Words.of(**refused.words.plain)
    assert again == refused.words
    with override("ja"):
        assert again.said(gettext) == (
            "生残率（女性、85–89歳、地域2）が1.5になっています。数にしてください。空いている所を埋めるか、その行を除いてください。"
        )


def test_without_values_a_sentence_is_taken_as_it_stands():
    assert Words("50 % of them").said(lambda english: english) == "50 % of them"


def test_what_json_cannot_keep_is_kept_as_text():
    values = Words("%(a)s %(b)s %(c)s", a=float("nan"), b=(2, 3), c=1.5).values
    assert values == {"a": "nan", "b": "(2, 3)", "c": 1.5}
