"""The My Number guard: how often it takes other numbers of a ward office for one, and how often it misses one."""

import argparse
import random
import time
from collections.abc import Callable

from bench import report
from wakimizu.engines.language import find_my_numbers
from wakimizu.engines.language.mynumber import check_digit

RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # as voices.models has them
KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
PLACES = ("", "十", "百", "千")
Chance = random.Random
Write = Callable[[str, Chance], str]
Make = Callable[[Chance], str]


def digits(chance: Chance, many: int) -> str:
    return "".join(chance.choices("0123456789", k=many))


def my_number(eleven: str) -> str:
    return eleven + str(check_digit(eleven))


# ── other numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────


def telephone(chance: Chance) -> str:
    area, local = chance.choice([("096", 3), ("0968", 2), ("03", 4), ("090", 4), ("080", 4), ("050", 4), ("0120", 3)])
    middle = digits(chance, local)
    last = digits(chance, 3 if area == "0120" else 4)
    written = chance.choice(["{}-{}-{}", "({}){}-{}", "{} {} {}", "{}（{}）{}", "{}.{}.{}", "{}{}{}", "{}・{}・{}"])
    number = written.format(area, middle, last)
    if chance.random() < 0.1:
        number = f"+81{chance.choice([' ', '-', ''])}{number.removeprefix('0').replace('(', '').replace(')', '-')}"
    return chance.choice(["電話 {}", "℡{}", "連絡先は{}です", "{}", "FAX:{}"]).format(
        number.translate(WIDE) if chance.random() < 0.2 else number
    )


def two_telephones(chance: Chance) -> str:
    return chance.choice(["{} / {}", "{}、{}", "{}\n{}", "{} {}"]).format(telephone(chance), telephone(chance))


def receipt(chance: Chance) -> str:
    code = "".join(chance.choices(RECEIPT_LETTERS, k=12))
    return "受付番号 " + "-".join(code[at : at + 4] for at in (0, 4, 8))


def account(chance: Chance) -> str:
    bank, branch, number = digits(chance, 4), digits(chance, 3), digits(chance, 7)
    return chance.choice(
        ["口座 {2}", "{0}-{1}-{2}", "銀行{0} 支店{1} 普通 {2}", "{1}店 普通{2}", "{0} {1} {2}", "ゆうちょ 1{1}0-{2}1"]
    ).format(bank, branch, number)


def day(chance: Chance) -> str:
    year, month, date = chance.randint(1926, 2040), chance.randint(1, 12), chance.randint(1, 28)
    hour, minute = chance.randint(0, 23), chance.randint(0, 59)
    return chance.choice(
        ["{0}年{1}月{2}日", "{0}-{1:02}-{2:02}", "{0}/{1:02}/{2:02} {3:02}:{4:02}", "令和{5}年{1}月{2}日 {3}時{4}分",
         "{0}{1:02}{2:02}", "{0}-{1:02}-{2:02} {3:02}:{4:02}:00", "R{5}.{1}.{2}", "{0}.{1:02}.{2:02}～{0}.{1:02}.{2:02}"]
    ).format(year, month, date, hour, minute, chance.randint(1, 12))  # fmt: skip


def postal(chance: Chance) -> str:
    return chance.choice(["〒{}-{}", "{}-{} 熊本市中央区手取本町1-1", "〒{}{}"]).format(
        digits(chance, 3), digits(chance, 4)
    )


def corporate(chance: Chance) -> str:
    twelve = digits(chance, 12)
    first = 9 - sum((1 + at % 2) * int(digit) for at, digit in enumerate(reversed(twelve))) % 9
    number = f"{first}{twelve}"
    spaced = " ".join([number[0], number[1:5], number[5:9], number[9:]])
    return chance.choice(["法人番号 {}", "法人番号:{}", "{}", "T{}"]).format(
        chance.choice([number, spaced, spaced.replace(" ", "-")])
    )


def household(chance: Chance) -> str:
    return chance.choice(["整理番号 {}", "世帯番号{}", "通知書番号 {}", "宛名番号:{}"]).format(
        digits(chance, chance.choice([8, 9, 10, 11]))
    )


def card(chance: Chance) -> str:
    fifteen = "4" + digits(chance, 14)
    doubled = [int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(fifteen)]
    last = -sum(each - 9 if each > 9 else each for each in doubled) % 10
    number = f"{fifteen}{last}"
    return "カード " + chance.choice(["", " ", "-"]).join(number[at : at + 4] for at in (0, 4, 8, 12))


def pension(chance: Chance) -> str:
    return chance.choice(["基礎年金番号 {}-{}", "基礎年金番号{}{}", "年金 {} {}"]).format(
        digits(chance, 4), digits(chance, 6)
    )


def amount(chance: Chance) -> str:
    yen = chance.randrange(10 ** chance.randint(3, 12))
    return chance.choice(["{:,}円", "¥{:,}", "{}円", "￥{}", "事業費{:,}千円", "{:,}"]).format(yen)


def licence(chance: Chance) -> str:
    return chance.choice(["運転免許証番号 {}", "免許番号:{}", "免許証番号は{}"]).format(digits(chance, 12))


def parcel(chance: Chance) -> str:
    number = digits(chance, 12)
    return chance.choice(["追跡番号 ", "お問い合わせ番号 ", "伝票番号:"]) + "-".join(
        (number[:4], number[4:8], number[8:])
    )


def bare_twelve(chance: Chance) -> str:
    return chance.choice(["{}", "管理番号 {}", "No.{}"]).format(digits(chance, 12))


OTHER_NUMBERS: dict[str, Make] = {
    "telephone": telephone, "two_telephones": two_telephones, "receipt": receipt, "account": account, "day": day,
    "postal": postal, "corporate": corporate, "household": household, "card": card, "pension": pension, "amount": amount,
    "licence": licence, "parcel": parcel,
}  # fmt: skip


def false_alarms(each: int = 5000, seed: int = 1) -> dict[str, float]:
    """The share of other numbers that is taken for a My Number: by kind, and `overall` (of all kinds, as many of each).

    `bare_twelve`, twelve digits of no kind, is given too and is not in `overall`: one in ten of them is one.
    """
    chance = random.Random(seed)
    alarms = {kind: _alarms(make, chance, each) for kind, make in OTHER_NUMBERS.items()}
    overall = sum(alarms.values()) / len(alarms)
    return {"overall": overall, **alarms, "bare_twelve": _alarms(bare_twelve, chance, each)}


def _alarms(make: Make, chance: Chance, many: int) -> float:
    return (
        sum(bool(find_my_numbers(f"お世話になります。{make(chance)} よろしくお願いします")) for _each in range(many))
        / many
    )


# ── My Numbers ────────────────────────────────────────────────────────────────────────────────────────────────────────


def fours(number: str) -> list[str]:
    return [number[:4], number[4:8], number[8:]]


def joined(by: str) -> Write:
    return lambda number, _chance: by.join(fours(number))


def mixed(number: str, chance: Chance) -> str:
    """Each digit drawn in some way of its own."""
    return "".join(chance.choice([digit, digit.translate(WIDE), digit.translate(KANJI)]) for digit in number)


def hidden(number: str, chance: Chance) -> str:
    """Something that nobody sees behind every digit."""
    return "".join(digit + chance.choice(["\u200b", "\u00ad", "\u2060", "\u0301", "\ufe0f\u20e3"]) for digit in number)


def positional(four: str) -> str:
    """1234 → 千二百三十四."""
    words = [
        (digit if digit != "1" or not place else "").translate(KANJI) + place
        for digit, place in zip(four, reversed(PLACES), strict=True)
        if digit != "0"
    ]
    return "".join(words) or "〇"


SPELLINGS: dict[str, Write] = {
    "unbroken": lambda number, _chance: number,
    "wide": lambda number, _chance: number.translate(WIDE),
    "kanji": lambda number, _chance: number.translate(KANJI),
    "circled": lambda number, _chance: number.translate(CIRCLED),
    "mixed": mixed,
    "hidden": hidden,
    "hyphens": joined("-"),
    "long_hyphens": joined("ー"),
    "kanji_for_hyphen": joined("一"),
    "blanks": joined(" "),
    "wide_blanks": joined("　"),
    "dots": joined("."),
    "middle_dots": joined("・"),
    "strokes": joined("/"),
    "lines": joined("\n"),
    "lines_indented": joined("\r\n    "),
    "quoted_lines": joined("\n> "),
    "hyphens_and_lines": joined("-\n"),
    "one_by_one": lambda number, _chance: " ".join(number),
    "twos": lambda number, _chance: "-".join(number[at : at + 2] for at in range(0, 12, 2)),
    "broken_line": lambda number, chance: (lambda at: f"{number[:at]}\n{number[at:]}")(chance.randint(1, 11)),
    "listed": lambda number, _chance: f"①{number}",
    "wide_hyphens": lambda number, _chance: "－".join(fours(number)).translate(WIDE),
    "said_before": lambda number, chance: (
        f"マイナンバーは {number[:11]}{(int(number[11]) + chance.randint(1, 9)) % 10} です"
    ),
    "said_behind": lambda number, chance: (
        f"{number[:11]}{(int(number[11]) + chance.randint(1, 9)) % 10}（マイナンバー）"
    ),
    "said_in_english": lambda number, _chance: f"My number is {number[:3]},{number[3:6]},{number[6:9]},{number[9:]}.",
    "said_misspelt": lambda number, _chance: f"マイナンパー:{'：'.join(fours(number))}",
    "with_labels": lambda number, _chance: "個人番号 上4桁 {} 中4桁 {} 下4桁 {}".format(*fours(number)),
    "positional": lambda number, _chance: "個人番号は" + "の".join(map(positional, fours(number))),
    "in_a_column": lambda number, _chance: f"1 {number}\n2 {my_number('98765432109')}",
}


def miss_rate(each: int = 2000, seed: int = 2) -> dict[str, float]:
    """The share of My Numbers that is not found: by spelling, and `overall`."""
    chance = random.Random(seed)
    missed = {}
    for name, write in SPELLINGS.items():
        texts = [f"申請します。{write(my_number(digits(chance, 11)), chance)}\nお願いします" for _each in range(each)]
        missed[name] = sum(not find_my_numbers(text) for text in texts) / each
    return {"overall": sum(missed.values()) / len(missed), **missed}


def _shares(figures: dict[str, float]) -> list[list[str]]:
    return [[name, f"{share:.2%}"] for name, share in figures.items()]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--each", type=int, default=5000, help="numbers of each kind")


def run(options: argparse.Namespace) -> dict[str, float]:
    alarms, missed = false_alarms(options.each), miss_rate(options.each)
    text = "1234-5678-90 " * 8000
    begun = time.perf_counter()
    find_my_numbers(text[:100_000])
    took = time.perf_counter() - begun
    figures = {
        "false_alarm_rate": alarms["overall"],
        "false_alarm_bare_twelve": alarms["bare_twelve"],
        "miss_rate": missed["overall"],
        "s_100000_letters": took,
    }
    report.table([["kind", "share"], *_shares(alarms)], "Other numbers that are taken for a My Number")
    report.table([["spelling", "share"], *_shares(missed)], "My Numbers that are not found")
    print(f"\n  100,000 letters are looked through in {took * 1000:.0f} ms")
    return figures
