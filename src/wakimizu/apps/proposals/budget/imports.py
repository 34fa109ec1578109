"""Files in, as finance keeps them: accounts, ceilings, requests, assessments, spendings.

The rules, beside those of every table (shared.tables):
1. A file is taken whole or not at all; the report names every line that is wrong, and what to do.
2. Accounts are known by their code, ceilings by ward, a line by its number 番号, or else by ward, office, account, fund and name.
3. A spending is known by its slip number 伝票番号 within its line: a file taken twice doubles nothing.
4. Amounts are whole yen; 1,000 and ¥1,000 and 1000円 are the same. A column in thousands is not guessed.
5. The round is the one that was chosen; without that the one the column 年度 and 予算名 name, else the newest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import parse_day
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, City, Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.proposals.models import Account, BudgetLine, Ceiling, Round, Spending
from wakimizu.apps.proposals.operations import budget as budgeting
from wakimizu.apps.proposals.operations import spending as spendings
from wakimizu.apps.proposals.workflow import PERMISSIONS, Fund, Way
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow
from wakimizu.shared.tables import Report, Table, plain

Cells = dict[str, str]
Key = tuple[Any, ...]
ROUND = {"year": ["年度", "会計年度"], "round": ["予算名", "予算編成"]}
LINE = {
    "number": ["番号", "予算番号"],
    "title": ["事業名", "事業名称"],
    "ward": ["区", "区コード"],
    "office": ["要求課", "要求所属"],
    "account": ["科目コード", "科目"],
    "fund": ["財源"],
}
FUNDS = {
    Fund.GENERAL: ("一般財源", "一般", "一財"), Fund.NATIONAL: ("国庫支出金", "国庫", "国", "国費"),
    Fund.PREFECTURE: ("県支出金", "都道府県支出金", "県", "県費"), Fund.BOND: ("市債", "地方債", "債", "起債"),
    Fund.OTHER: ("その他", "その他特定財源", "特定財源"),
}  # fmt: skip
WAYS = {Way.WARD: ("区要求", "区"), Way.LUMP: ("一括計上", "一括", "本庁")}


def _taken(file: Table, report: Report, read: Callable[[Cells], Any]) -> list[tuple[int, Any]]:
    """What each line says; lines that are wrong are told."""
    found = []
    for line, cells in file.rows(report):
        try:
            found.append((line, read(cells)))
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
    return found


def _twice(report: Report, keys: list[tuple[int, Key]]) -> None:
    seen: set[Key] = set()
    for line, key in keys:
        if key in seen:
            report.tell(line, "refused", _("This stands in the file twice."))
        seen.add(key)


def yen_in(text: str, column: str) -> int:
    """Whole yen as people write them. BadInput for anything else."""
    bare = plain(text).replace(",", "").replace("¥", "").replace("\\", "").removesuffix("円").strip()
    bare = bare.removesuffix(".0")
    if not (bare.isascii() and bare.isdigit() and len(bare) < 16):
        raise BadInput(
            _("“%(text)s” in the column %(column)s is not an amount. Write whole yen: 1200000")
            % {"text": text, "column": column}
        )
    return int(bare)


def _word(known: Any, text: str, column: str) -> Any:
    for value, words in known.items():
        if text in (value.value, *words):
            return value
    raise BadInput(
        _("“%(text)s” does not belong in the column %(column)s. Write one of: %(words)s.")
        % {"text": text, "column": column, "words": "、".join(words[0] for words in known.values())}
    )


@dataclass(frozen=True)
class Reading:
    """What lines may name: wards, offices, accounts, rounds."""

    book: Directory
    accounts: dict[str, Account]
    rounds: list[Round]
    chosen: Round | None

    @classmethod
    def now(cls, book: Directory, chosen: Round | None) -> "Reading":
        return cls(book, {each.code: each for each in Account.objects.all()}, list(Round.objects.all()), chosen)

    def round(self, cells: Cells) -> Round:
        if self.chosen is not None:
            return self.chosen
        fitting = [
            each for each in self.rounds
            if cells.get("round", "") in ("", each.name) and cells.get("year", "").removesuffix("年度") in ("", str(each.year))
        ]  # fmt: skip
        if not fitting:
            raise BadInput(_("There is no such round. Write its fiscal year in 年度 and its name in 予算名."))
        return fitting[0]

    def ward(self, text: str) -> Area | None:
        if text in ("", "全市"):
            return None
        ward = next((each for each in self.book.wards if text in (each.code, each.name)), None)
        if ward is None:
            raise BadInput(_("There is no ward “%(text)s”. Write its code.") % {"text": text})
        return ward

    def office(self, text: str) -> Office:
        known = self.book.office_by_code.get(text)
        known = known or next((each for each in self.book.offices.values() if each.name == text), None)
        if known is None:
            raise BadInput(_("There is no office “%(code)s”. Write its short name.") % {"code": text})
        return known

    def account(self, text: str) -> Account:
        if text not in self.accounts:
            raise BadInput(_("There is no account “%(code)s”. Enter it first, or correct its code.") % {"code": text})
        return self.accounts[text]


# ── accounts and ceilings ────────────────────────────────────────────────────────────────────────────────────────────

ACCOUNTS = {
    "code": ["科目コード", "コード"],
    "title": ["款", "款名"],
    "item": ["項", "項名"],
    "subitem": ["目", "目名"],
    "node": ["節", "節名"],
}


def import_accounts(
    actor: Actor, city: City, book: Directory, content: bytes, *, chosen: Round | None = None
) -> Report:
    """One place of 款項目節 a line."""
    allow(actor, "keep_rounds", table=PERMISSIONS)
    report = Report()
    file = Table(content, ACCOUNTS, list(ACCOUNTS))
    known = {each.code: _names(each) for each in Account.objects.all()}
    found = _taken(file, report, _account)
    _twice(report, [(line, (each.code,)) for line, each in found])
    if report.counts["refused"]:
        return report
    changed = [each for _line, each in found if known.get(each.code) != _names(each)]
    if changed:
        budgeting.keep_accounts(actor, accounts=changed, about=city, file_digest=file.digest)
    for _line, each in found:
        report.tell(0, _fate(known.get(each.code), _names(each)))
    return report


def _account(cells: Cells) -> Account:
    from wakimizu.apps.proposals.budget.rules import check_account

    made = Account(**{name: cells[name] for name in ACCOUNTS})
    check_account(made)
    return made


def _names(account: Account) -> Key:
    return account.title, account.item, account.subitem, account.node


def _fate(was: Any, now: Any) -> Any:
    return "added" if was is None else "unchanged" if was == now else "changed"


CEILINGS = {
    **ROUND,
    "ward": ["区", "区コード"],
    "amount": ["上限額", "上限", "シーリング"],
    "least": ["下限額", "最低保障額"],
}


def import_ceilings(
    actor: Actor, city: City, book: Directory, content: bytes, *, chosen: Round | None = None
) -> Report:
    """One ward's ceiling a line."""
    allow(actor, "keep_rounds", table=PERMISSIONS)
    report = Report()
    file, reading = Table(content, CEILINGS, ["ward", "amount"]), Reading.now(book, chosen)
    found = _taken(file, report, lambda cells: _ceiling(cells, reading))
    _twice(report, [(line, (each.round.pk, each.ward.pk)) for line, each in found])
    if report.counts["refused"]:
        return report
    known = {(each.round_id, each.ward_id): (each.amount, each.least) for each in Ceiling.objects.all()}
    fates = [_fate(known.get((each.round_id, each.ward_id)), (each.amount, each.least)) for _line, each in found]
    by_round: dict[Round, list[Ceiling]] = {}
    for (_line, each), fate in zip(found, fates, strict=True):
        if fate != "unchanged":
            by_round.setdefault(each.round, []).append(each)
    for budget, rows in by_round.items():
        budgeting.keep_ceilings(actor, budget=budget, ceilings=rows)
    for fate in fates:
        report.tell(0, fate)
    return report


def _ceiling(cells: Cells, reading: Reading) -> Ceiling:
    ward = reading.ward(cells["ward"])
    if ward is None:
        raise BadInput(_("A ceiling is of a ward. Write its code."))
    least = yen_in(cells["least"], "下限額") if cells["least"] else 0
    return Ceiling(round=reading.round(cells), ward=ward, amount=yen_in(cells["amount"], "上限額"), least=least)


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────

LINES = {
    **ROUND,
    **LINE,
    "division": ["所管課", "主務課"],
    "way": ["編成", "要求区分"],
    "requested": ["要求額", "要求"],
}


def _key(line: BudgetLine) -> Key:
    return line.round_id, line.ward_id, line.office_id, line.account_id, line.fund, line.title


def _state(line: BudgetLine) -> Key:
    return (*_key(line), line.division_id, line.way, line.requested)


class _Lines:
    """The lines there are, by number and by what they are."""

    def __init__(self, reading: Reading) -> None:
        rows = BudgetLine.objects.select_related("round", "office", "ward", "account")
        self._rows = list(rows.filter(round=reading.chosen) if reading.chosen else rows)
        self.by_number = {str(each.pk): each for each in self._rows}
        self.by_key = {_key(each): each for each in self._rows}
        self.reading = reading

    def named(self, cells: Cells) -> BudgetLine | None:
        """BadInput for a number that is none of the round's."""
        if number := cells.get("number"):
            found = self.by_number.get(number)
            if found is None or (self.reading.chosen and found.round_id != self.reading.chosen.pk):
                raise BadInput(_("There is no line of number %(number)s in this round.") % {"number": number})
            return found
        return self.by_key.get(_key(self.made(cells)))

    def made(self, cells: Cells) -> BudgetLine:
        reading = self.reading
        return BudgetLine(
            round=reading.round(cells), title=cells["title"], ward=reading.ward(cells["ward"]),
            office=reading.office(cells["office"]), account=reading.account(cells["account"]),
            fund=_word(FUNDS, cells["fund"], "財源"),
        )  # fmt: skip

    def must(self, cells: Cells) -> BudgetLine:
        found = self.named(cells)
        if found is None:
            raise BadInput(
                _("No line of this name, ward, office, account and fund was requested. Give its number 番号.")
            )
        return found


def import_lines(actor: Actor, city: City, book: Directory, content: bytes, *, chosen: Round | None = None) -> Report:
    """One request a line."""
    allow(actor, "keep_rounds", table=PERMISSIONS)
    report = Report()
    file = Table(content, LINES, ["title", "office", "division", "account", "fund", "requested"])
    known = _Lines(Reading.now(book, chosen))
    was = {each.pk: _state(each) for each in known.by_number.values()}
    found = _taken(file, report, lambda cells: _line(cells, known))
    _twice(report, [(line, _key(each)) for line, each in found])
    if report.counts["refused"]:
        return report
    fates = [_fate(was.get(each.pk) if each.pk else None, _state(each)) for _line, each in found]
    changed = [each for (_line, each), fate in zip(found, fates, strict=True) if fate != "unchanged"]
    if changed:
        budgeting.keep_lines(actor, lines=changed)
    for fate in fates:
        report.tell(0, fate)
    return report


def _line(cells: Cells, known: _Lines) -> BudgetLine:
    line = known.named(cells) or known.made(cells)
    if cells["number"]:
        wanted = known.made(cells)
        for name in ("title", "ward", "office", "account", "fund"):
            setattr(line, name, getattr(wanted, name))
    line.division = known.reading.office(cells["division"])
    way = Way.LUMP if line.office.at_hq else Way.WARD
    line.way = _word(WAYS, cells["way"], "編成") if cells["way"] else way
    line.requested = yen_in(cells["requested"], "要求額")
    return line


# ── assessments and spendings ────────────────────────────────────────────────────────────────────────────────────────

ASSESSMENTS = {**ROUND, **LINE, "amount": ["査定額", "査定"], "because": ["査定理由", "理由"]}


def import_assessments(
    actor: Actor, city: City, book: Directory, content: bytes, *, chosen: Round | None = None
) -> Report:
    """What finance grants of each line."""
    allow(actor, "keep_rounds", table=PERMISSIONS)
    report = Report()
    file, known = Table(content, ASSESSMENTS, ["amount"]), _Lines(Reading.now(book, chosen))
    found = _taken(file, report, lambda cells: _assessment(cells, known))
    _twice(report, [(line, (each.line.pk,)) for line, each in found])
    if report.counts["refused"]:
        return report
    fates = [_fate_of(each) for _line, each in found]
    changed = [each for (_line, each), fate in zip(found, fates, strict=True) if fate != "unchanged"]
    if changed:
        budgeting.assess_lines(actor, assessments=changed)
    for fate in fates:
        report.tell(0, fate)
    return report


def _fate_of(each: budgeting.Assessment) -> Any:
    was = None if each.line.assessed is None else (each.line.assessed, each.line.because)
    return _fate(was, (each.amount, each.because))


def _assessment(cells: Cells, known: _Lines) -> budgeting.Assessment:
    return budgeting.Assessment(known.must(cells), yen_in(cells["amount"], "査定額"), cells["because"])


SPENDINGS = {
    **ROUND,
    **LINE,
    "day": ["支出日", "日付", "支払日"],
    "amount": ["支出額", "執行額", "金額"],
    "note": ["摘要", "備考"],
    "row": ["伝票番号", "伝票", "支出命令番号"],
}


def import_spendings(
    actor: Actor, city: City, book: Directory, content: bytes, *, chosen: Round | None = None
) -> Report:
    """One payment a line, known by its slip number."""
    allow(actor, "keep_rounds", table=PERMISSIONS)
    report = Report()
    file, known = Table(content, SPENDINGS, ["day", "amount", "row"]), _Lines(Reading.now(book, chosen))
    there = {(each.line_id, each.row): (each.day, each.amount) for each in Spending.objects.exclude(row="")}
    found = _taken(file, report, lambda cells: _spent(cells, known, there))
    _twice(report, [(line, (each.line.pk, each.row)) for line, each in found])
    if report.counts["refused"]:
        return report
    new = [each for _line, each in found if (each.line.pk, each.row) not in there]
    if new:
        spendings.note_spendings(actor, spendings=new)
    for _line, each in found:
        report.tell(0, "unchanged" if (each.line.pk, each.row) in there else "added")
    return report


def _spent(cells: Cells, known: _Lines, there: dict[tuple[int, str], tuple[date, int]]) -> spendings.Spent:
    if not cells["row"]:
        raise BadInput(_("Give the slip number, so that the file can be taken twice without doubling."))
    line, day, amount = known.must(cells), _day(cells["day"]), yen_in(cells["amount"], "支出額")
    kept = there.get((line.pk, cells["row"][:80]))
    if kept and kept != (day, amount):
        raise BadInput(
            _("Slip %(row)s was noted with another day or amount. Take that one back first.") % {"row": cells["row"]}
        )
    return spendings.Spent(line, day, amount, cells["note"], cells["row"][:80])


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        raise BadInput(_("This is not a day. Write it as 2026-12-01.")) from None


KINDS: dict[str, Callable[..., Report]] = {
    "lines": import_lines,
    "assessments": import_assessments,
    "spendings": import_spendings,
    "ceilings": import_ceilings,
    "accounts": import_accounts,
}
