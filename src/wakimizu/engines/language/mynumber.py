"""The My Number (個人番号) guard: stops the twelve digits before they are stored or logged.

1. Twelve digits whose last is the check digit of the rest are a My Number: unbroken, or in the groups in which people
   write one (`USUAL_GROUPS`), or broken once at the end of a line. In groups of four they may also stand between dots,
   strokes or middle dots.
2. A digit is a digit however it is drawn: wide, circled, in kanji, with marks on it or invisible characters beside it,
   also mixed. ① before a number is a bullet of a list as well: both readings are tried.
3. Beside a word such as マイナンバー (shortly before, or right behind), twelve digits in any even grouping are one, right
   check digit or not; so are kanji numerals with 十百千 that make twelve digits. Groups of four with words between them
   (上4桁 1234 …) are one if the check digit is right.
4. Part of a longer number is not one (13 digits: 法人番号; 4-4-4-4: a bank card; +81: a telephone), nor is an amount
   of money, a decimal, a code with letters attached, a list of three years, or what its own label says is a driving
   licence, a parcel or an order.

Of numbers that merely have twelve digits, one in ten has a right check digit by chance and is reported: for every
eleven digits exactly one of the ten last digits fits. Asking a resident once too often is the cheaper mistake.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

CONTEXT_WORDS = (
    r"マイ[ ・]?ナン[バハパ](?:ー|-|(?=[^ァ-ヴー]|\Z))|マイナ(?:番号|no|№)|ﾏｲ[ ･]?ﾅﾝ[ﾊ][ﾞﾟ]?[ｰ-]?|まいなんば|マイナバー|マインナンバー"
    r"|my[ _-]?(?:numb?er|numbr|numebr|nunber|no(?:\.|(?![a-z])))|individual[ _-]?(?:number|no\.)|ｍｙ[ ]?ｎｕｍｂｅｒ"
    r"|個人(?:番号|no|№|ナンバー)|通知カード|通知ｶｰﾄﾞ|共通番号"
)
OTHER_LABELS = r"(?:免許証?(?:の)?|伝票|送り状|追跡|荷物|(?:お)?問い?合わ?せ|注文|宅配)(?:番号|no|№)|tracking number"
CONTEXT_REACH = 20
USUAL_GROUPS = {(12,), (4, 4, 4), (6, 6), (3, 3, 3, 3), (2,) * 6, (1,) * 12}
MASK = "＊"
MOST_ROUNDS = 12

_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_KANJI_DIGITS = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")} | {
    "零": "0", "○": "0", "◯": "0", "壱": "1", "弐": "2", "参": "3",
}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "千": 1000, "万": 10**4, "億": 10**8}
_NOTHING = "\u200b"  # what every character is read as that nobody sees
_HYPHENS = "\u02d7\u2043\u207b\u2212\u2796\u30fc\uff70~\uff5e\u223c"
_JOINTS = {
    "．": ".",
    "。": ".",
    "･": "・",
    "·": "・",
    "•": "・",
    "‧": "・",
    "／": "/",
    "＿": "_",
    "｜": "|",
    "：": ":",
    "，": ",",
}


class _Plain(dict[int, str]):
    """One character for one: digits as 0–9, every hyphen as -, every blank as a space, what is not seen as `_NOTHING`."""

    def __missing__(self, code: int) -> str:
        read = self[code] = _read(chr(code))
        return read


def _read(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None and not unicodedata.decomposition(character).startswith(("<super>", "<sub>")):
        return str(digit)
    kind = unicodedata.category(character)
    if character == "\r" or kind in ("Mn", "Me", "Cf"):
        return _NOTHING
    if kind == "Pd" or character in _HYPHENS:
        return "-"
    if character in "\n\x0b\x0c\x85" or kind in ("Zl", "Zp"):
        return "\n"
    if kind == "Zs" or character == "\t":
        return " "
    return _KANJI_DIGITS.get(character) or _JOINTS.get(character) or character


_PLAIN = _Plain()
_SEPARATOR = rf"[ {_NOTHING}]{{0,4}}+(?:[-.・/_|:,の、][ {_NOTHING}]{{0,3}}+)?+(?:\n[ >{_NOTHING}]{{0,8}}+)?+"
_CHAIN = re.compile(rf"[0-9](?:{_SEPARATOR}[0-9]){{11,}}+")
_DIGITS = re.compile("[0-9]+")
_KIND = re.compile(r"[{0}]+|\d+|[^\d{0}]+".format("".join(_KANJI_DIGITS)))  # in kanji, of a usual script, circled
_STROKE_IN_KANJI = re.compile(r"(?<!\d)(\d{4})一(\d{4})一(\d{4})(?!\d)")  # the long stroke of a keyboard, mistaken
_CONTEXT = re.compile(CONTEXT_WORDS, re.IGNORECASE)
_CONTEXT_BEHIND = re.compile(
    rf"[ \n{_NOTHING}（(「『【\[<＜=＝:←はが]{{0,4}}(?:私の|わたしの|本人の|my )?(?:{CONTEXT_WORDS})(?!カード|の)",
    re.IGNORECASE,
)
_OTHER_LABEL = re.compile(rf"(?:{OTHER_LABELS})[ :はが.{_NOTHING}]{{0,3}}\Z", re.IGNORECASE)
_BEFORE_OTHER_NUMBER = re.compile(r"(?:[+＋¥￥\\$＄]|(?:\d\d|0)\.)\Z")
_AFTER_OTHER_NUMBER = re.compile(r"\.\d|\s?(?:百万|千|万|億)?円")
_LATIN = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]")
_FOURS = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_COUNTED = re.compile(r"[上中下前後最初の]{0,3}[0-9]{1,2}(?:桁|けた|ケタ|つ目|番目|行目)")
_NUMERALS = re.compile(rf"[{''.join(_KANJI_DIGITS)}{''.join(_UNITS)}]+")
_NUMERAL_RUN = re.compile(rf"{_NUMERALS.pattern}(?:[ \-・の、\n{_NOTHING}]{{1,2}}{_NUMERALS.pattern})*+")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a My Number stands in the original text; `certain` if its check digit is right."""

    start: int
    end: int
    certain: bool


def find_my_numbers(text: str) -> list[Span]:
    """The My Numbers in a text, first to last, without overlaps, however their digits are drawn.

    Source of the check digit: 平成26年総務省令第85号 第5条. Takes time in proportion to the text.
    """
    if not text:  # most fields of most forms
        return []
    text = _STROKE_IN_KANJI.sub(r"\1-\2-\3", text)
    plain = text.translate(_PLAIN)
    words = _Words(text, plain, list(_CONTEXT.finditer(text)))
    spans = [span for chain in _CHAIN.finditer(plain) for span in _in_chain(words, chain)]
    starts = [span.start for span in spans]
    further = [span for span in _beside_words(words) if not _overlaps(span, spans, starts)]
    return sorted(spans + further, key=lambda span: span.start)


def mask_my_numbers(text: str) -> tuple[str, int]:
    """The text with every digit of every My Number replaced, as long as before, and how many there were."""
    count = 0
    for again in range(MOST_ROUNDS):  # again, since what stood beside a masked number now stands alone
        spans = find_my_numbers(text)
        if not spans:
            return text, count
        if again == MOST_ROUNDS - 1:  # a long row of numbers, each hidden by its neighbour: the whole rows go
            spans = [Span(*found.span(), certain=False) for found in _CHAIN.finditer(text.translate(_PLAIN))]
        letters = list(text)
        for span in spans:
            letters[span.start : span.end] = [
                MASK if _is_numeral(each) else each for each in letters[span.start : span.end]
            ]
        text = "".join(letters)
        count += len(spans)
    return text, count


def _is_numeral(character: str) -> bool:
    return character.translate(_PLAIN).isdecimal() or character in _UNITS


@dataclass(frozen=True, slots=True)
class _Words:
    """A text, as it is read letter by letter, and the words in it that speak of a My Number, first to last."""

    text: str
    plain: str
    context: list[re.Match[str]]

    def named(self, start: int, end: int) -> bool:
        """Whether a word shortly before or right behind says that this is a My Number."""
        last = bisect_right(self.context, start, key=lambda found: found.end())
        before = last > 0 and start - self.context[last - 1].end() <= CONTEXT_REACH
        return before or bool(_CONTEXT_BEHIND.match(self.text, end))


@dataclass(frozen=True, slots=True)
class _Group:
    """Unbroken digits of one kind, and what joins them to the group before: "-", newline, blank, a dot or nothing visible."""

    start: int
    end: int
    joint: str

    def __len__(self) -> int:
        return self.end - self.start


def _in_chain(words: _Words, chain: re.Match[str]) -> Iterator[Span]:
    groups = list(_groups(words, chain))
    first = 0
    while first < len(groups):
        after = _window(groups, first)
        certain = _judge(words, groups, first, after) if after else None
        if after and certain is not None:
            yield Span(groups[first].start, groups[after - 1].end, certain)
            first = after
        else:
            first += 1


def _groups(words: _Words, chain: re.Match[str]) -> Iterator[_Group]:
    previous = chain.start()
    for digits in _DIGITS.finditer(words.plain, chain.start(), chain.end()):
        for kind in _KIND.finditer(words.text, digits.start(), digits.end()):
            yield _Group(kind.start(), kind.end(), _joint(words.plain[previous : kind.start()]))
            previous = kind.end()


def _joint(separator: str) -> str:
    visible = separator.replace(_NOTHING, "")
    mark = visible.strip(" \n>")
    if mark:
        return mark
    return "\n" if "\n" in visible else visible[:1]


def _window(groups: list[_Group], first: int) -> int | None:
    """Where the groups that make up twelve digits from `first` on end, if any do."""
    total = 0
    for position in range(first, len(groups)):
        total += len(groups[position])
        if total >= 12:
            return position + 1 if total == 12 else None
    return None


def _judge(words: _Words, groups: list[_Group], first: int, after: int) -> bool | None:
    """Whether these groups are a My Number: True, False if only the context says so, None if they are not."""
    window = groups[first:after]
    start, end = window[0].start, window[-1].end
    if _is_other_number(words, start, end) or _joined_by_hyphen(groups, first, after):
        return None
    digits = "".join(words.plain[group.start : group.end] for group in window)
    valid = check_digit(digits[:11]) == int(digits[11])
    if words.named(start, end):
        return valid if _evenly_grouped(window) else None
    if not valid or _continues(words, groups, first, after) or _touches_letter(words, start, end):
        return None
    if _are_years(window, digits) or _OTHER_LABEL.search(words.text, max(start - 16, 0), start):
        return None
    return True if _usually_grouped(window) else None


def check_digit(eleven: str) -> int:
    remainder = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, eleven, strict=True)) % 11
    return 0 if remainder <= 1 else 11 - remainder


def _blocks(window: list[_Group]) -> tuple[int, ...]:
    """The lengths of what looks unbroken, digits of several kinds together."""
    lengths = [len(window[0])]
    for group in window[1:]:
        if group.joint:
            lengths.append(len(group))
        else:
            lengths[-1] += len(group)
    return tuple(lengths)


def _joints(window: list[_Group]) -> set[str]:
    return {group.joint for group in window[1:]} - {""}


def _usually_grouped(window: list[_Group]) -> bool:
    blocks, joints = _blocks(window), _joints(window)
    if joints <= {" ", "-", "\n"}:
        return blocks in USUAL_GROUPS or (len(blocks) == 2 and joints == {"\n"})
    return blocks == (4, 4, 4) and len(joints) == 1 and joints <= {".", "・", "/", "_"}


def _evenly_grouped(window: list[_Group]) -> bool:
    return _usually_grouped(window) or len(_joints(window)) == 1


def _is_other_number(words: _Words, start: int, end: int) -> bool:
    before = _BEFORE_OTHER_NUMBER.search(words.plain[max(start - 3, 0) : start])
    return bool(before or _AFTER_OTHER_NUMBER.match(words.plain, end))


def _joined_by_hyphen(groups: list[_Group], first: int, after: int) -> bool:
    return groups[first].joint == "-" or (after < len(groups) and groups[after].joint == "-")


def _continues(words: _Words, groups: list[_Group], first: int, after: int) -> bool:
    """Whether the grouping goes on beyond the window, as in a bank card (4 4 4 4) or a 法人番号 (1 4 4 4)."""
    window = groups[first:after]
    joints = _joints(window)
    if not joints:
        return False
    before = groups[first - 1] if first and window[0].joint in joints else None
    behind = groups[after] if after < len(groups) and groups[after].joint in joints else None
    if before and len(before) == 1:  # a row's own number may stand there too
        corporate = words.plain[before.start : before.end] + "".join(words.plain[g.start : g.end] for g in window)
        if int(corporate[0]) == _corporate_check_digit(corporate[1:]) or len(_blocks(window)) == 12:
            return True
    return bool((before and len(before) == len(window[0])) or (behind and len(behind) == len(window[-1])))


def _corporate_check_digit(twelve: str) -> int:
    """The first digit of a 法人番号. Source: 平成26年財務省令第70号 第2条."""
    return 9 - sum((1 + at % 2) * int(digit) for at, digit in enumerate(reversed(twelve))) % 9


def _touches_letter(words: _Words, start: int, end: int) -> bool:
    return bool(_LATIN.match(words.text[max(start - 1, 0) : start]) or _LATIN.match(words.text[end : end + 1]))


def _are_years(window: list[_Group], digits: str) -> bool:
    return _blocks(window) == (4, 4, 4) and all(digits[at : at + 2] in ("19", "20") for at in (0, 4, 8))


# ── beside a word such as マイナンバー ──────────────────────────────────────────────────────────────────────────────────

BEHIND_WORD, GAP = 80, 12  # letters looked at behind the word; letters between one group of four and the next


def _beside_words(words: _Words) -> Iterator[Span]:
    """Numbers that only a word gives away: groups of four with other words between them, numerals with 十百千."""
    reached = 0
    for found in words.context:
        start = max(found.end(), reached)
        for span in (_fours(words, start), _numerals(words, start)):
            if span and span.start >= reached:
                reached = span.end
                yield span


def _fours(words: _Words, start: int) -> Span | None:
    plain = _COUNTED.sub(lambda label: " " * len(label[0]), words.plain[start : start + BEHIND_WORD])
    groups = [(each.start() + start, each.end() + start) for each in _FOURS.finditer(plain)]
    for one, two, three in zip(groups, groups[1:], groups[2:], strict=False):
        digits = "".join(words.plain[begin:end] for begin, end in (one, two, three))
        near = two[0] - one[1] <= GAP and three[0] - two[1] <= GAP
        if near and check_digit(digits[:11]) == int(digits[11]):
            return Span(one[0], three[1], certain=True)
    return None


def _numerals(words: _Words, start: int) -> Span | None:
    run = _NUMERAL_RUN.search(words.text, start, start + BEHIND_WORD)
    if run is None or run.start() - start > CONTEXT_REACH or not any(unit in run[0] for unit in _UNITS):
        return None
    values = [_value(numeral) for numeral in _NUMERALS.findall(run[0])]
    width = 12 // len(values) if len(values) in (3, 6) else 0
    digits = "".join(str(value).zfill(width) for value in values)
    return Span(run.start(), run.end(), check_digit(digits[:11]) == int(digits[11])) if len(digits) == 12 else None


def _value(numeral: str) -> int:
    """千二百三十四 → 1234, 一億二万 → 100020000."""
    whole = part = digits = 0
    for character in numeral:
        unit = _UNITS.get(character)
        if unit is None:
            digits = digits * 10 + int(_KANJI_DIGITS[character])
        elif unit < 10**4:
            part, digits = part + (digits or 1) * unit, 0
        else:
            whole, part, digits = whole + (part + digits or 1) * unit, 0, 0
    return whole + part + digits


def _overlaps(span: Span, others: list[Span], starts: list[int]) -> bool:
    """Whether it meets any of the others, which are in order; `starts`: where they begin."""
    at = bisect_right(starts, span.end - 1)
    return at > 0 and others[at - 1].end > span.start
