"""Files in: dirt, refused lines named, nothing half, the same file twice; and what goes out comes in again."""

import pytest

from tests.apps.monitoring.small import CLERK, POLICY, april, indicator, value
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.monitoring import exports, imports, plans, queries
from wakimizu.apps.monitoring.models import Aim, Indicator, Observation, PlanItem
from wakimizu.shared.errors import BadInput, NotPermitted

HEAD = "指標コード,期間,地域コード,分子,分母,値,下限,上限,回答数,出典\n"


def take(town, kind, text, who=POLICY, **more):
    by = {
        "values": imports.import_values,
        "indicators": imports.import_indicators,
        "plan": imports.import_plan,
        "aims": imports.import_aims,
    }
    content = text if isinstance(text, bytes) else text.encode()
    return by[kind](town.actor(*who), town.city, town.book, content, **more)


def refused(report):
    return {line.number: line.sentence for line in report.told if line.fate == "refused"}


def csv(sheet):
    def text(each):
        return "" if each is None else f'"{each}"' if "," in str(each) else str(each)

    return "\n".join(",".join(text(each) for each in row) for row in [sheet.columns, *sheet.rows])


class TestValues:
    def test_as_cities_send_them(self, town, members):
        text = HEAD + 'members,２０２５年度,,"3,000",4000,,,,,統計書 p.3\nmembers,2025,43991,,,82.5%,80,85,120,\n'
        report = take(town, "values", text.encode("cp932"), name="kanyu.csv")
        assert report.counts["added"] == 2
        whole, ward = Observation.objects.order_by("pk")
        assert (whole.value, whole.numerator, whole.said_by, whole.source) == (75.0, 3000, "統計書 p.3", "file")
        assert (ward.value, ward.low, ward.answers, ward.said_by) == (82.5, 80, 120, "kanyu.csv")
        assert whole.file_digest == report.file_digest

    @pytest.mark.parametrize(
        ("line", "word"),
        [
            ("nothing,2025,,,,80,,,,", "no indicator"),
            ("members,last year,,,,80,,,,", "no period"),
            ("members,2030,,,,80,,,,", "not begun"),
            ("members,2025,99999,,,80,,,,", "no area or office"),
            ("members,2025,,10,0,,,,,", "nothing to divide by"),
            ("members,2025,,10,,,,,,", "denominator too"),
            ("members,2025,,,,many,,,,", "not a number"),
            ("members,2025,,,,180,,,,", "between 0 and 100"),
            ("members,2025,,,,80,85,90,,", "between them"),
            ("members,2025,,,,nan,,,,", "too large"),
            ("members,2025,,,,80,,,few,", "not a number"),
            ("solved,2026-04,,,,80,,,,", "computed"),
            ("members,2024,,,,80,,,,", "twice"),
        ],
    )
    def test_one_wrong_line_is_named_and_nothing_is_taken(self, town, members, line, word):
        indicator(town, "solved", source="computed", computation="solved", cadence="month")
        report = take(town, "values", HEAD + "members,2024,,,,70,,,,\n" + line + "\n")
        assert word in refused(report)[3]
        assert not Observation.objects.exists()
        assert not Entry.objects.filter(operation="keep_observations").exists()

    def test_the_same_file_again_changes_nothing(self, town, members):
        text = HEAD + "members,2025,,3,4,,,,,統計書\nmembers,2024,w-kami,,,70,,,,統計書\n"
        take(town, "values", text)
        entries = Entry.objects.count()
        report = take(town, "values", text)
        assert (report.counts["unchanged"], Entry.objects.count()) == (2, entries)
        report = take(town, "values", text.replace("70", "71"))
        assert (report.counts["unchanged"], report.counts["changed"]) == (1, 1)
        assert Observation.objects.count() == 2

    def test_a_file_without_values_or_of_somebody_without_the_post_is_refused(self, town, members):
        with pytest.raises(BadInput, match="No column has values"):
            take(town, "values", "指標コード,期間\nmembers,2025\n")
        with pytest.raises(NotPermitted):
            take(town, "values", HEAD, who=CLERK)

    def test_what_goes_out_comes_in_again(self, town, members):
        monthly = indicator(town, "monthly", cadence="month", unit="days", denominator="")
        value(members, april(2025), 80.25, low=79, high=81)
        value(monthly, april(2026), 12.5, town.areas["43991"])
        Observation.objects.update(source="file")
        report = take(town, "values", csv(exports.values(queries.indicators(), town.book)))
        assert report.counts == {"added": 0, "changed": 0, "unchanged": 2, "refused": 0}


INDICATORS = "指標コード,指標名,分子,分母,単位,向き,頻度,所管,取得方法,計算,公開\n"


class TestDefinitions:
    def test_indicators_in_the_fields_words(self, town):
        report = take(town, "indicators", INDICATORS + "kanyu,加入率,加入世帯,全世帯,％,上,年度,hq-kocho,入力,,はい\n")
        assert report.counts["added"] == 1
        kept = Indicator.objects.get()
        assert (kept.unit, kept.direction, kept.cadence, kept.source, kept.public) == (
            "percent",
            "up",
            "year",
            "entered",
            True,
        )
        assert take(town, "indicators", csv(exports.indicators())).counts["unchanged"] == 1

    @pytest.mark.parametrize(
        ("line", "word"),
        [
            ("a b,名,分子,,件,上,月,hq-kocho,入力,,", "short name"),
            ("x,名,分子,,個,上,月,hq-kocho,入力,,", "単位"),
            ("x,名,分子,,件,上,月,nowhere,入力,,", "no office"),
            ("x,名,分子,,件,上,月,hq-kocho,計算,,", "Choose a computation"),
            ("ok,名,分子,,件,上,月,hq-kocho,入力,,", "twice"),
        ],
    )
    def test_a_wrong_one_is_named_and_none_is_kept(self, town, line, word):
        report = take(town, "indicators", INDICATORS + "ok,名,分子,,件,上,月,hq-kocho,入力,,\n" + line + "\n")
        assert word in refused(report)[3]
        assert not Indicator.objects.exists()


PLAN = "コード,上位コード,種別,名称,区コード,所管,期限\n"


class TestPlans:
    TREE = (
        PLAN
        + "top,,計画,総合計画,,,\nv,top,ビジョン,上区の姿,43991,w-kami-machi,\na,top,取組,窓口の統一,,hq-kocho,令和9年3月31日\n"
    )

    def test_a_tree_with_parents_before_their_parts(self, town):
        assert take(town, "plan", self.TREE).counts["added"] == 3
        assert [(b.item.code, [p.item.code for p in b.parts]) for b in plans.tree()] == [("top", ["a", "v"])]
        assert PlanItem.objects.get(code="a").due.isoformat() == "2027-03-31"
        assert take(town, "plan", self.TREE).counts["unchanged"] == 3
        assert take(town, "plan", csv(exports.plan())).counts["unchanged"] == 3

    def test_progress_stays_when_the_file_comes_again(self, town):
        take(town, "plan", self.TREE)
        PlanItem.objects.filter(code="a").update(state="under_way", percent=30)
        assert take(town, "plan", self.TREE.replace("窓口の統一", "窓口をそろえる")).counts["changed"] == 1
        assert PlanItem.objects.get(code="a").percent == 30

    @pytest.mark.parametrize(
        ("line", "word"),
        [
            ("x,nothing,取組,名,,,", "no part"),
            ("top,v,計画,名,,,", "beneath itself"),
            ("x,top,夢,名,,,", "種別"),
            ("x,top,取組,,,,", "its name"),
            ("x,top,取組,名,99999,,", "no ward"),
            ("x,top,取組,名,,,someday", "not a day"),
            ("x,x,取組,名,,,", "no part"),
        ],
    )
    def test_a_wrong_part_is_named_and_none_is_kept(self, town, line, word):
        report = take(town, "plan", self.TREE + line + "\n")
        assert word in " ".join(refused(report).values())
        assert not PlanItem.objects.exists()

    def test_a_part_cannot_stand_beneath_itself(self, town):
        take(town, "plan", self.TREE)
        report = take(
            town, "plan", PLAN + "v,,ビジョン,上区の姿,,,\ntop,v,計画,総合計画,,,\nv,top,ビジョン,上区の姿,,,\n"
        )
        assert report.counts["refused"] > 0
        assert PlanItem.objects.get(code="top").parent is None


class TestAims:
    HEAD = "項目コード,指標コード,基準年度,基準値,目標年度,目標値\n"

    def test_lines_of_one_part_and_indicator_are_one_aim(self, town, members, action):
        text = self.HEAD + "act,members,2024,70,2026,80\nact,members,2024,70,2028,90\n"
        assert take(town, "aims", text).counts["added"] == 1
        assert {target.year: target.value for target in Aim.objects.get().targets.all()} == {2026: 80, 2028: 90}
        assert take(town, "aims", text).counts["unchanged"] == 1

    @pytest.mark.parametrize(
        ("line", "word"),
        [
            ("none,members,2024,70,2026,80", "no part"),
            ("act,none,2024,70,2026,80", "no indicator"),
            ("act,members,2024,,2026,80", "needs its value"),
            ("act,members,2024,70,2024,80", "after"),
        ],
    )
    def test_a_wrong_target_is_named_and_none_is_kept(self, town, members, action, line, word):
        report = take(town, "aims", self.HEAD + "act,members,2024,70,2028,90\n" + line + "\n")
        assert word in refused(report)[3]
        assert not Aim.objects.exists()
