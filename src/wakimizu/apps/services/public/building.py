"""What is known of a building that makes it easier to use, read from the national form's columns.

The rules:
1. A column of its own (車椅子貸出, オストメイト設置トイレ有無) says yes or no, or more in its own words.
2. So does a name in the list バリアフリー情報 (車椅子貸出;多目的トイレ:無); a column of its own comes first.
3. What no column says is not known, and is called so: never "no".
"""

import unicodedata
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.models import Office
from wakimizu.shared.tables import header_key


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that makes a building easier to use; `told` has the file's own words where they say more than yes or no."""

    name: str
    state: Literal["yes", "no", "told"]
    told: str = ""


BARRIER_FREE: tuple[tuple[Any, tuple[str, ...]], ...] = (  # our words, and what files call it
    (_("Wheelchair access"), ("車椅子可", "車椅子可能", "車椅子対応", "車いす対応", "車椅子利用")),
    (_("Entrance without steps"), ("段差なし", "段差解消", "スロープ")),
    (_("Wheelchairs to borrow"), ("車椅子貸出", "車いす貸出", "車椅子の貸出")),
    (_("Accessible toilet"), ("多目的トイレ", "バリアフリートイレ", "多機能トイレ", "車椅子使用者用トイレ", "だれでもトイレ")),
    (_("Toilet for ostomates"), ("オストメイト", "オストメイト対応", "オストメイト対応トイレ", "オストメイト設置トイレ")),
    (_("Tactile paving"), ("点字ブロック", "視覚障害者誘導用ブロック")),
    (_("Braille signs"), ("点字案内", "点字表示", "点字サイン")),
    (_("Lift"), ("エレベーター", "エレベータ")),
    (_("Priority parking"), ("優先駐車場", "障害者用駐車場", "車椅子使用者用駐車場", "車いす使用者用駐車場", "身障者用駐車場")),
    (_("Talking in writing"), ("筆談", "筆談対応")),
    (_("Sign language"), ("手話", "手話対応", "手話通訳")),
    (_("Assistance dogs welcome"), ("補助犬", "盲導犬", "補助犬同伴", "盲導犬、介助犬、聴導犬同伴")),
    (_("Nursing room"), ("授乳室",)),
    (_("Nappy changing"), ("おむつ替えコーナー", "乳幼児用設備設置トイレ", "おむつ交換台")),
)  # fmt: skip
FREE_TEXT = "バリアフリー情報"
YES = {"有", "有り", "あり", "可", "可能", "○", "〇", "◯", "対応", "yes", "true"}
NO = {"無", "無し", "なし", "不可", "×", "x", "非対応", "no", "false", "0"}


@dataclass(frozen=True, slots=True)
class Building:
    """What is known of a building, what is not, and what the file says in words that we do not know."""

    known: list[Fact]
    unknown: list[str]
    remarks: list[str]


def building(office: Office) -> Building:
    """Read from the national form's columns. Nothing is known that the columns do not say."""
    cells = {_bare(name): str(cell).strip() for name, cell in office.columns.items() if str(cell).strip()}
    told, remarks = _listed(str(office.columns.get(FREE_TEXT, "")))
    known, unknown = [], []
    for label, names in BARRIER_FREE:
        cell = next((cells[key] for key in map(_bare, names) if key in cells), None)
        cell = cell if cell is not None else next((told[key] for key in map(_bare, names) if key in told), None)
        if cell is None:
            unknown.append(str(label))
        else:
            known.append(_fact(str(label), cell))
    return Building(known, unknown, remarks)


def _bare(name: str) -> str:
    key = header_key(name)
    for end in ("の有無", "有無", "数", "あり", "有"):
        key = key.removesuffix(end)
    return key


def _fact(name: str, cell: str) -> Fact:
    word = unicodedata.normalize("NFKC", cell).strip().lower()
    if word in NO:
        return Fact(name, "no")
    if word in YES or word.isdigit():
        return Fact(name, "yes")
    return Fact(name, "told", cell)


ALL_NAMES = {_bare(name) for _label, names in BARRIER_FREE for name in names}


def _listed(text: str) -> tuple[dict[str, str], list[str]]:
    """A list such as 車椅子貸出;多目的トイレ:無;1階のみ: what it names, and what it says besides."""
    told: dict[str, str] = {}
    remarks = []
    for part in unicodedata.normalize("NFKC", text).replace("、", ";").replace("・", ";").replace("\n", ";").split(";"):
        word = part.strip()
        name, _colon, value = word.partition(":")
        ending = next((end for end in ("なし", "無し", "無", "不可", "非対応") if word.endswith(end)), "")
        if value and _bare(name) in ALL_NAMES:
            told[_bare(name)] = value.strip()
        elif _bare(word) in ALL_NAMES:
            told[_bare(word)] = "有"
        elif ending and _bare(word.removesuffix(ending)) in ALL_NAMES:
            told[_bare(word.removesuffix(ending))] = "無"
        elif word:
            remarks.append(word)
    return told, remarks
