"""The words of a text, as a machine may learn them: Japanese and English, without a dictionary of the language.

1. A city's own words (its lexicon) are found first, the longest at each place, and stay whole: 北部総合出張所 is one word.
   Names of places and offices are that word only, so that 水前寺公園 says nothing of parks; the words of its topics also
   count by their pairs, so that 待ち時間 still resembles 待った.
2. A date in 和暦 or as we write it is one word: 令和6年4月, R6.4 and 2024年4月 are the same.
3. What is left falls into runs of one script. A run of kanji counts whole, by its pairs and by each of its kanji (so that
   街路灯 and 街灯, 燃やす and 燃料 have something in common); katakana and Latin words count whole, English ones without
   the endings of number and time; hiragana counts by its pairs that are not mere grammar.
4. Each word is known by its folded spelling (spelling.py): 引っ越し and 引越 are one, and so are ゴミ and ごみ.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from operator import add

from .similarity import GRAMMAR_PAIRS
from .spelling import HIRAGANA, KANJI, KATAKANA, fold_visible, without_okurigana

LONGEST_RUN = 12
FEWEST_LETTERS = 2  # of a lexicon's word
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
ERA_LETTERS = dict(zip("MTSHR", ERAS.values(), strict=True))
DATE_MARK, NAME_MARK = "date:", "name:"  # before the keys of what tells when and where, not what

_DATE = re.compile(
    rf"(?:(?P<era>{'|'.join(ERAS)})\s?(?P<first>元|\d{{1,2}})|(?<![A-Za-z])(?P<letter>[MTSHR])\.?(?P<short>\d{{1,2}})(?=[年./-]))"
    r"(?:年度|[年./-])(?:\s?(?P<month>\d{1,2})(?:月|[./-]|(?!\d)))?(?:\s?(?P<day>\d{1,2})日?)?"
    r"|(?<!\d)(?P<year>(?:19|20)\d\d)(?:年度|[年./-])(?:\s?(?P<ymonth>\d{1,2})(?:月|[./-]|(?!\d)))?(?:\s?(?P<yday>\d{1,2})日?)?"
)
_RUN = re.compile(
    rf"(?P<kanji>[{KANJI}]+)|(?P<katakana>[{KATAKANA}ー]+)|(?P<hiragana>[{HIRAGANA}ー]+)|(?P<latin>[A-Za-z][A-Za-z']*)"
)
_ENGLISH_ENDING = re.compile(r"(?:'s|(?<=[a-z]{3})(?:ing|ed|es|s))$")
_ENGLISH_GRAMMAR = (
    "a an the and or of to in on at for with from by is are was were be been it its this that there here i we you my our "
    "your he she they them me us has have had do does did not no so if as but can could would should will very please"
)
_SAYS_NOTHING = frozenset(_ENGLISH_GRAMMAR.split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is learned (`key`) and as it stood in the text (`surface`, empty for what no reader would call a word)."""

    key: str
    surface: str


@dataclass(frozen=True)
class Lexicon:
    """A city's own words, found whole wherever they stand. Make it once for a city: `lexicon(names, terms)`."""

    names: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)  # by the first two letters, longest first

    def longest_at(self, text: str, start: int) -> int:
        """Where the longest word ends that begins here with letters in `lengths`; `start` itself when none does."""
        for length in self.lengths[text[start : start + FEWEST_LETTERS]]:
            word = text[start : start + length]
            if word in self.names or word in self.terms:
                return start + length
        return start


def lexicon(names: Iterable[str], terms: Iterable[str] = ()) -> Lexicon:
    """Names of places and offices, and terms of the city's topics. Latin ones are whole runs anyway and left out."""
    kept_names, kept_terms = _spelled(names), _spelled(terms)
    lengths: dict[str, set[int]] = {}
    for word in kept_names | kept_terms:
        lengths.setdefault(word[:FEWEST_LETTERS], set()).add(len(word))
    by_head = {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}
    return Lexicon(kept_names, kept_terms, by_head)


def _spelled(words: Iterable[str]) -> frozenset[str]:
    """As the text is spelled when it is looked through."""
    spelled = (without_okurigana(word).strip() for word in words)
    return frozenset(word for word in spelled if len(word) >= FEWEST_LETTERS and not word.isascii())


NO_LEXICON = Lexicon()


def words(text: str, known: Lexicon = NO_LEXICON) -> list[Word]:
    """The words of a text in its order, each as often as it stands there. Any string will do; none is refused."""
    spelled = without_okurigana(text)
    found: list[Word] = []
    last = 0
    for date in _DATE.finditer(spelled):
        found += _words_between(spelled[last : date.start()], known)
        found.append(Word(DATE_MARK + _one_spelling(date), date[0]))
        last = date.end()
    return found + _words_between(spelled[last:], known)


def tokens(text: str, known: Lexicon = NO_LEXICON) -> list[str]:
    """The keys of `words`: what is counted and learned."""
    return [word.key for word in words(text, known)]


def _one_spelling(date: re.Match[str]) -> str:
    """Year, and month and day as far as they were given, in our calendar: 2024-04."""
    if date["year"]:
        year, month, day = int(date["year"]), date["ymonth"], date["yday"]
    else:
        start = ERAS[date["era"]] if date["era"] else ERA_LETTERS[date["letter"]]
        count = date["first"] or date["short"]
        year, month, day = start + (1 if count == "元" else int(count)), date["month"], date["day"]
    return "-".join(str(part).zfill(2) for part in (year, month, day if month else None) if part)


def _words_between(text: str, known: Lexicon) -> list[Word]:
    """The lexicon's words, and what lies between them by its scripts."""
    found: list[Word] = []
    begun = at = 0
    heads = known.lengths
    while at < len(text):
        if text[at : at + FEWEST_LETTERS] not in heads or (end := known.longest_at(text, at)) == at:
            at += 1
            continue
        word = text[at:end]
        found += _runs(text[begun:at])
        if word in known.terms:
            found.append(Word(fold_visible(word), word))
            found += (Word(part.key, word) for part in _runs(word) if part.key != found[-1].key)
        else:
            found.append(Word(NAME_MARK + fold_visible(word), word))
        begun = at = end
    return found + _runs(text[begun:])


def _runs(text: str) -> list[Word]:
    found: list[Word] = []
    for run in _RUN.finditer(text):
        found += _words_of(run.lastgroup or "", run[0])
    return found


@lru_cache(maxsize=1 << 14)
def _words_of(script: str, run: str) -> tuple[Word, ...]:
    """Of the same few thousand runs most texts are made; they are read once."""
    return tuple(_BY_SCRIPT[script](run))


def _kanji(run: str) -> Iterator[Word]:
    key = fold_visible(run[:LONGEST_RUN])
    yield Word(key, run)
    if len(key) > 2:
        yield from (Word(pair, run) for pair in map(add, key, key[1:]))
    if len(key) > 1:
        yield from (Word(each, run) for each in key)


def _katakana(run: str) -> Iterator[Word]:
    yield Word(fold_visible(run), run if len(run) > 1 else "")


def _hiragana(run: str) -> Iterator[Word]:
    pairs = map(add, run, run[1:])
    yield from (Word(fold_visible(pair), "") for pair in pairs if pair not in GRAMMAR_PAIRS)


def _latin(run: str) -> Iterator[Word]:
    word = run.casefold()
    if word not in _SAYS_NOTHING:
        yield Word(_ENGLISH_ENDING.sub("", word), run if len(run) > 1 else "")


_BY_SCRIPT = {"kanji": _kanji, "katakana": _katakana, "hiragana": _hiragana, "latin": _latin}
