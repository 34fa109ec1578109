"""The My Number (個人番号) guard: stops the twelve digits before they are stored or logged.

1. Twelve digits whose last is the check digit of the rest are a My Number: unbroken, or in the groups in which people
   write one (`USUAL_GROUPS`), or broken once at the end of a line.
2. Shortly after a word such as マイナンバー, twelve digits in any even grouping are one, right check digit or not.
3. Part of a longer number is not one (13 digits: 法人番号; 4-4-4-4: a bank card; +81: a telephone), nor is an amount
   of money, a decimal, a code with letters attached, or a list of three years.

Of numbers that merely have twelve digits, one in ten has a right check digit by chance and is reported: for every
eleven digits exactly one of the ten last digits fits. Asking a resident once too often is the cheaper mistake.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

CONTEXT_WORDS = (
    r"マイ[ 　・]?ナンバー|ﾏｲ[ ･]?ﾅﾝﾊﾞｰ|まいなんばー|my[ 　_-]?number|ｍｙ[ 　]?ｎｕｍｂｅｒ"
    r"|マイナ番号|個人番号|通知カード|通知ｶｰﾄﾞ"
)
CONTEXT_REACH = 20
USUAL_GROUPS = {(12,), (4, 4, 4), (6, 6), (3, 3, 3, 3), (2,) * 6, (1,) * 12}
MASK = "＊"

_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\xad"
_BLANK = rf"(?:\r\n|[\s{_INVISIBLE}])"
_HYPHEN = r"[-\u02d7\u058a\u2010-\u2015\u2043\u207b\u2212\u2796\u2e3a\u2e3b\u301c\u30a0\u30fc\ufe58\ufe63\uff0d\uff70]"
_SEPARATOR = rf"(?:{_BLANK}(?:{_HYPHEN}{_BLANK}?)?|{_HYPHEN}{_BLANK}?)"
_KANJI_DIGITS = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")} | dict.fromkeys("零○◯", "0")
_CHAINS = [re.compile(rf"{digit}(?:{_SEPARATOR}?{digit}){{11,}}+") for digit in (r"\d", f"[{''.join(_KANJI_DIGITS)}]")]
_NUMERAL = rf"[\d{''.join(_KANJI_DIGITS)}]"
_GROUPS = re.compile(rf"{_NUMERAL}+")
_CONTEXT = re.compile(CONTEXT_WORDS, re.IGNORECASE)
_BEFORE_OTHER_NUMBER = re.compile(r"(?:[+＋¥￥\\$＄]|(?:\d\d|0)\.)\Z")
_AFTER_OTHER_NUMBER = re.compile(r"\.\d|\s?(?:百万|千|万|億)?円")
_LATIN = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a My Number stands in the original text; `certain` if its check digit is right."""

    start: int
    end: int
    certain: bool


def find_my_numbers(text: str) -> list[Span]:
    """The My Numbers in a text, first to last, without overlaps. Digits may be half width, full width or kanji.

    Source of the check digit: 平成26年総務省令第85号 第5条.
    """
    spans = [span for chain in _CHAINS for found in chain.finditer(text) for span in _in_chain(text, found)]
    return sorted(spans, key=lambda span: span.start)


def mask_my_numbers(text: str) -> tuple[str, int]:
    """The text with every digit of every My Number replaced, as long as before, and how many there were."""
    count = 0
    while spans := find_my_numbers(text):  # again, since what stood beside a masked number now stands alone
        for span in spans:
            text = text[: span.start] + re.sub(_NUMERAL, MASK, text[span.start : span.end]) + text[span.end :]
        count += len(spans)
    return text, count


@dataclass(frozen=True, slots=True)
class _Group:
    """Unbroken digits, and what joins them to the group before: "-", newline, blank or nothing visible."""

    start: int
    end: int
    joint: str

    def __len__(self) -> int:
        return self.end - self.start


def _in_chain(text: str, chain: re.Match[str]) -> Iterator[Span]:
    groups = list(_groups(text, chain))
    first = 0
    while first < len(groups):
        after = _window(groups, first)
        certain = _judge(text, groups, first, after) if after else None
        if after and certain is not None:
            yield Span(groups[first].start, groups[after - 1].end, certain)
            first = after
        else:
            first += 1


def _groups(text: str, chain: re.Match[str]) -> Iterator[_Group]:
    previous = chain.start()
    for digits in _GROUPS.finditer(text, chain.start(), chain.end()):
        yield _Group(digits.start(), digits.end(), _joint(text[previous : digits.start()]))
        previous = digits.end()


def _joint(separator: str) -> str:
    if re.search(_HYPHEN, separator):
        return "-"
    return "\n" if "\n" in separator or "\r" in separator else separator.strip(_INVISIBLE) and " "


def _window(groups: list[_Group], first: int) -> int | None:
    """Where the groups that make up twelve digits from `first` on end, if any do."""
    total = 0
    for position in range(first, len(groups)):
        total += len(groups[position])
        if total >= 12:
            return position + 1 if total == 12 else None
    return None


def _judge(text: str, groups: list[_Group], first: int, after: int) -> bool | None:
    """Whether these groups are a My Number: True, False if only the context says so, None if they are not."""
    window = groups[first:after]
    start, end = window[0].start, window[-1].end
    named = any(start - found.end() <= CONTEXT_REACH for found in _CONTEXT.finditer(text, max(start - 40, 0), start))
    if _is_other_number(text, start, end) or _joined_by_hyphen(groups, first, after):
        return None
    digits = "".join(_value(text[group.start : group.end]) for group in window)
    valid = _check_digit(digits[:11]) == int(digits[11])
    if named:
        return valid if _evenly_grouped(window) else None
    if not valid or _continues(groups, first, after) or _touches_letter(text, start, end) or _are_years(window, digits):
        return None
    return True if _usually_grouped(window) else None


def _value(digits: str) -> str:
    return "".join(_KANJI_DIGITS.get(digit) or str(int(digit)) for digit in digits)


def _check_digit(eleven: str) -> int:
    remainder = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, eleven, strict=True)) % 11
    return 0 if remainder <= 1 else 11 - remainder


def _usually_grouped(window: list[_Group]) -> bool:
    broken_at_line_end = len(window) == 2 and window[1].joint == "\n"
    unbroken_to_the_eye = not any(group.joint for group in window[1:])
    return broken_at_line_end or unbroken_to_the_eye or tuple(map(len, window)) in USUAL_GROUPS


def _evenly_grouped(window: list[_Group]) -> bool:
    return _usually_grouped(window) or len({group.joint for group in window[1:]}) == 1


def _is_other_number(text: str, start: int, end: int) -> bool:
    return bool(_BEFORE_OTHER_NUMBER.search(text[max(start - 3, 0) : start]) or _AFTER_OTHER_NUMBER.match(text, end))


def _joined_by_hyphen(groups: list[_Group], first: int, after: int) -> bool:
    return groups[first].joint == "-" or (after < len(groups) and groups[after].joint == "-")


def _continues(groups: list[_Group], first: int, after: int) -> bool:
    """Whether the grouping goes on beyond the window, as in a bank card (4 4 4 4) or a 法人番号 (1 4 4 4)."""
    window = groups[first:after]
    if len(window) == 1:
        return False
    inside = window[1].joint
    before = groups[first - 1] if first and window[0].joint == inside else None
    behind = groups[after] if after < len(groups) and groups[after].joint == inside else None
    return bool((before and len(before) in (1, len(window[0]))) or (behind and len(behind) == len(window[-1])))


def _touches_letter(text: str, start: int, end: int) -> bool:
    return bool(_LATIN.match(text[max(start - 1, 0) : start]) or _LATIN.match(text[end : end + 1]))


def _are_years(window: list[_Group], digits: str) -> bool:
    return len(window) == 3 and all(digits[at : at + 2] in ("19", "20") for at in (0, 4, 8))
