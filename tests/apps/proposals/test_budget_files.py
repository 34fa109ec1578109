"""Files of the budget in and out: finance's columns, their dirt, each refusal's line, the same file twice; the workbook."""

import io
from datetime import date

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from tests.apps.proposals.rounds import (
    FINANCE,
    IN_YEAR,
    PLANNER,
    account,
    enacted,
    in_assessment,
    requested,
    spend,
    with_ceilings,
)
from tests.cast import NOW
from wakimizu.apps.proposals.budget import exports, imports
from wakimizu.apps.proposals.budget.finance_form import finance_workbook
from wakimizu.apps.proposals.models import Account, BudgetLine, Ceiling, Spending
from wakimizu.apps.proposals.operations import budget
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

LINES = "事業名,区,要求課,所管課,科目コード,財源,要求額,編成\n"
SPENT = "番号,支出日,支出額,摘要,伝票番号\n"


@pytest.fixture(autouse=True)
def english():
    from django.utils import translation

    with translation.override("en"):
        yield


def take(town, kind, text, chosen=None, at=NOW, encoding="utf-8", who=FINANCE):
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return imports.KINDS[kind](town.actor(*who, at), town.city, town.book, content, chosen=chosen)


def fates(report):
    return {fate: n for fate, n in report.counts.items() if n}


def refused(report):
    return {line.number: line.sentence for line in report.told if line.fate == "refused"}


class TestAccounts:
    def test_as_shift_jis_with_other_names_and_twice(self, town):
        text = "コード,款名,項名,目名,節名\n08-02-03-14,土木費,道路橋りょう費,道路維持費,工事請負費\n"
        assert fates(take(town, "accounts", text, encoding="cp932")) == {"added": 1}
        assert fates(take(town, "accounts", "\ufeff" + text)) == {"unchanged": 1}
        assert fates(take(town, "accounts", text.replace("工事請負費", "工事費"))) == {"changed": 1}
        assert Account.objects.get().node == "工事費"

    def test_one_wrong_line_and_nothing_is_taken(self, town):
        text = "科目コード,款,項,目,節\n08-02-03-14,土木費,a,b,c\n８款,土木費,a,b,c\n08-02-03-14,土木費,a,b,c\n02-01-01-01,総務費,,b,c\n"
        report = take(town, "accounts", text)
        assert set(refused(report)) == {3, 4, 5}
        assert not Account.objects.exists()

    def test_only_finance_takes_files(self, town):
        for kind in imports.KINDS:
            with pytest.raises(NotPermitted):
                take(town, kind, "a\n", who=PLANNER)


class TestCeilings:
    def test_by_ward_with_commas_and_yen(self, town):
        found = with_ceilings(town)
        text = '区,上限額,下限額\n上区,"12,000,000円",¥２００００００\n43992,8000000,0\n'
        assert fates(take(town, "ceilings", text, found)) == {"changed": 1, "unchanged": 1}
        assert fates(take(town, "ceilings", text, found)) == {"unchanged": 2}
        assert Ceiling.objects.get(ward=town.areas["43991"]).least == 2_000_000

    def test_the_round_may_stand_in_the_file(self, town):
        with_ceilings(town)
        assert fates(take(town, "ceilings", "年度,予算名,区,上限額\n2027,令和9年度当初予算,上区,9\n")) == {"changed": 1}
        assert "no such round" in refused(take(town, "ceilings", "年度,予算名,区,上限額\n2031,,上区,9\n"))[2]

    @pytest.mark.parametrize(
        ("row", "words"), [("どこか,5", "no ward"), ("上区,千円", "not an amount"), ("全市,5", "of a ward")]
    )
    def test_each_refusal_has_its_line(self, town, row, words):
        assert words in refused(take(town, "ceilings", f"区,上限額\n{row}\n", with_ceilings(town)))[2]


class TestRequests:
    def test_taken_changed_and_taken_again(self, town):
        found = with_ceilings(town)
        account(town)
        text = (
            LINES
            + "街路灯,上区,w-kami-machi,hq-road,08-02-03-14,一般財源,3000000,区要求\n舗装,,道路課,hq-road,08-02-03-14,市債,90000000,\n"
        )
        assert fates(take(town, "lines", text, found)) == {"added": 2}
        assert fates(take(town, "lines", text, found)) == {"unchanged": 2}
        assert fates(take(town, "lines", text.replace("3000000", "3500000"), found)) == {"changed": 1, "unchanged": 1}
        assert list(BudgetLine.objects.order_by("pk").values_list("requested", "way", "fund")) == [
            (3_500_000, "ward", "general"), (90_000_000, "lump", "bond"),
        ]  # fmt: skip

    def test_over_the_ceiling_nothing_is_taken(self, town):
        found = with_ceilings(town, kami=4_000_000)
        account(town)
        row = "上区,w-kami-machi,hq-road,08-02-03-14,一般財源,3000000,\n"
        with pytest.raises(BadInput, match="over the ceiling"):
            take(town, "lines", f"{LINES}a,{row}b,{row}", found)
        assert not BudgetLine.objects.exists()

    @pytest.mark.parametrize(("change", "words"), [
        (("08-02-03-14", "99-99-99-99"), "no account"), (("hq-road", "hq-nobody"), "no office"), (("一般財源", "宝くじ"), "Write one of"),
        (("3000000", "三百万"), "not an amount"), (("上区", "西区"), "no ward"),
    ])  # fmt: skip
    def test_what_a_line_names_must_be_there(self, town, change, words):
        found = with_ceilings(town)
        account(town)
        good = LINES + "街路灯,上区,w-kami-machi,hq-road,08-02-03-14,一般財源,3000000,区要求\n"
        assert words in refused(take(town, "lines", good.replace(*change), found))[2]

    def test_the_same_line_twice_in_a_file_is_refused(self, town):
        found = with_ceilings(town)
        account(town)
        row = "街路灯,上区,w-kami-machi,hq-road,08-02-03-14,一般財源,3000000,区要求\n"
        assert refused(take(town, "lines", LINES + row + row, found)) == {3: "This stands in the file twice."}

    def test_what_goes_out_comes_in_and_changes_nothing(self, town):
        found = with_ceilings(town)
        requested(town, found)
        requested(town, found, 5, who=("hq", "hq-road"))
        text = "".join(exports.csv_lines(exports.lines(found)))
        assert fates(take(town, "lines", text)) == {"unchanged": 2}
        assert fates(take(town, "ceilings", "".join(exports.csv_lines(exports.ceilings(found))))) == {"unchanged": 2}
        assert fates(take(town, "accounts", "".join(exports.csv_lines(exports.accounts())))) == {"unchanged": 1}


class TestAssessments:
    def test_by_number_or_by_name(self, town):
        found, (one, other) = in_assessment(town, 3_000_000, 2_000_000)
        text = f"番号,査定額,査定理由\n{one.pk},2500000,単価の見直し\n{other.pk},2000000,\n"
        assert fates(take(town, "assessments", text, found)) == {"added": 2}
        assert fates(take(town, "assessments", text, found)) == {"unchanged": 2}
        named = "事業名,区,要求課,科目コード,財源,査定額,査定理由\n事業0,上区,w-kami-machi,08-02-03-14,一般,3000000,\n"
        assert fates(take(town, "assessments", named, found)) == {"changed": 1}
        assert list(BudgetLine.objects.order_by("pk").values_list("assessed", flat=True)) == [3_000_000, 2_000_000]

    def test_a_number_of_another_round_and_less_without_reason(self, town):
        found, (one,) = in_assessment(town)
        assert "no line of number 999" in refused(take(town, "assessments", "番号,査定額\n999,1\n", found))[2]
        with pytest.raises(BadInput, match="Say why"):
            take(town, "assessments", f"番号,査定額\n{one.pk},1\n", found)


class TestSpendings:
    def test_a_file_taken_twice_doubles_nothing(self, town):
        found, (line,) = enacted(town)
        text = SPENT + f"{line.pk},R9.9.30,1000000,一期,伝1\n{line.pk},2027/10/01,500000,二期,伝2\n"
        assert fates(take(town, "spendings", text, found, IN_YEAR)) == {"added": 2}
        assert fates(take(town, "spendings", text, found, IN_YEAR)) == {"unchanged": 2}
        line.refresh_from_db()
        assert (line.spent, Spending.objects.count()) == (1_500_000, 2)

    def test_another_amount_under_a_known_slip_is_refused(self, town):
        found, (line,) = enacted(town)
        spend(town, line, 5, row="伝1")
        assert (
            "Take that one back"
            in refused(take(town, "spendings", SPENT + f"{line.pk},2027-09-30,6,,伝1\n", found, IN_YEAR))[2]
        )

    def test_above_what_is_enacted_the_whole_file_stays_out(self, town):
        found, (line,) = enacted(town)
        with pytest.raises(BadInput, match="left of the enacted"):
            take(
                town,
                "spendings",
                SPENT + f"{line.pk},2027-09-30,1,,a\n{line.pk},2027-09-30,3000000,,b\n",
                found,
                IN_YEAR,
            )
        assert not Spending.objects.exists()

    @pytest.mark.parametrize(
        ("row", "words"),
        [("昨日,5,,a", "not a day"), ("2027-09-30,0.5,,a", "not an amount"), ("2027-09-30,5,,", "slip number")],
    )
    def test_each_refusal_has_its_line(self, town, row, words):
        found, (line,) = enacted(town)
        assert words in refused(take(town, "spendings", SPENT + f"{line.pk},{row}\n", found, IN_YEAR))[2]

    def test_nothing_is_spent_of_a_round_that_is_open(self, town):
        found = with_ceilings(town)
        line = requested(town, found)
        with pytest.raises(WrongState, match="enacted round only"):
            take(town, "spendings", SPENT + f"{line.pk},2026-11-20,5,,a\n", found)


class TestOnScreen:
    @pytest.fixture(autouse=True)
    def at_the_casts_time(self, monkeypatch):
        monkeypatch.setattr(timezone, "now", lambda: NOW)

    def send(self, town, kind, text, **more):
        file = io.BytesIO(text.encode())
        file.name = "a.csv"
        return town.browser(*FINANCE).post("/en/desk/budget/import/", {"kind": kind, "round": "", "file": file, **more})

    def test_a_look_takes_nothing_in(self, town):
        text = "科目コード,款,項,目,節\n08-02-03-14,土木費,a,b,c\n"
        said = self.send(town, "accounts", text, look="1").content.decode()
        assert "1 added" in said
        assert "only a look: nothing was taken in" in said
        assert not Account.objects.exists()
        assert "only a look" not in self.send(town, "accounts", text).content.decode()
        assert Account.objects.count() == 1

    def test_what_the_round_refuses_is_said(self, town):
        found = with_ceilings(town, kami=1_000_000)
        account(town)
        text = LINES + "街路灯,上区,w-kami-machi,hq-road,08-02-03-14,一般財源,3000000,区要求\n"
        answer = self.send(town, "lines", text, round=str(found.pk))
        assert answer.status_code == 422
        assert "over the ceiling" in answer.content.decode()
        assert town.browser(*PLANNER).get("/en/desk/budget/import/").status_code == 403


# ── finance's workbook ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def book(town):
    """A round with last year's beside it, a line of each ward, and one that ended."""
    _last, (kept, _ended) = enacted(town, 3_000_000, 2_000_000)
    spend(town, kept, 1_000_000)
    after = NOW.replace(year=2027, month=10)
    from tests.apps.proposals.rounds import opened

    found = opened(town, name="令和10年度当初予算", year=2028, at=after, closes=date(2027, 12, 1))
    rows = [Ceiling(ward=town.areas[code], amount=9_000_000) for code in ("43991", "43992")]
    budget.keep_ceilings(town.actor(*FINANCE, after), budget=found, ceilings=rows)
    requested(town, found, 4_000_000, title="事業0", at=after)
    requested(town, found, 500_000, title="=1+1", who=("planner", "w-shimo-machi"), at=after)
    return found, load_workbook(io.BytesIO(finance_workbook(found, town.book)))


def test_it_has_a_sheet_for_each_way_finance_reads_it(book):
    _found, out = book
    assert out.sheetnames == ["総括", "予算要求書", "財源内訳", "上区", "下区", "所管課別"]
    for sheet in out.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows == "$1:$3"


def test_the_year_before_stands_in_each_row_and_what_ended_is_not_lost(book):
    _found, out = book
    rows = {row[5]: row for row in out["予算要求書"].iter_rows(min_row=4, values_only=True) if row[5]}
    assert rows["事業0"][10:12] == (3_000_000, 4_000_000)
    assert rows["事業1"][10:12] == (2_000_000, None)  # of last year only


def test_sums_are_formulas_and_words_never_are(book):
    _found, out = book
    sheet = out["予算要求書"]
    words = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
    assert words.data_type == "s"
    last = [cell.value for cell in sheet[sheet.max_row]]
    assert last[0] == "合計"
    assert last[11].startswith("=SUBTOTAL(9,L4:L")
    assert last[16].startswith("=IF(N(O")
    assert out["総括"]["C4"].value == "=SUMIF(予算要求書!$G:$G,$A4,予算要求書!$L:$L)"
    assert out["財源内訳"]["F4"].value == 4_500_000


def test_both_commands_know_the_budget(town, tmp_path, monkeypatch):
    from django.core.management import call_command

    monkeypatch.setattr(timezone, "now", lambda: NOW)
    found = with_ceilings(town)
    requested(town, found)
    for kind in ("lines", "ceilings", "accounts"):
        file = tmp_path / f"{kind}.csv"
        call_command("export", f"budget-{kind}", str(file), city="wakimizu", stdout=io.StringIO())
        said = io.StringIO()
        call_command("import", f"budget-{kind}", str(file), city="wakimizu", stdout=said)
        assert "0 added, 0 changed" in said.getvalue() or "追加 0" in said.getvalue() or "0件" in said.getvalue()
