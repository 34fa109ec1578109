"""Public facilities as cities publish them: what is taken, what is refused and why, and that repeating changes nothing."""

import csv
import io
from datetime import time

import pytest

from tests.cast import NOW
from wakimizu.apps.city.imports import import_facilities
from wakimizu.apps.city.models import Office
from wakimizu.apps.ledger.models import Entry
from wakimizu.shared.errors import BadInput, NotPermitted

NEW = [
    "全国地方公共団体コード", "ID", "地方公共団体名", "名称", "名称_カナ", "名称_英語", "名称_通称", "POIコード",
    "所在地_全国地方公共団体コード", "町字ID", "所在地_連結表記", "緯度", "経度", "高度の種別", "電話番号", "内線番号",
    "利用可能曜日", "開始時間", "終了時間", "利用可能日時特記事項", "説明", "備考",
]  # fmt: skip
SAKURA = {
    "全国地方公共団体コード": "43999", "ID": "0001", "地方公共団体名": "湧水市", "名称": "桜公民館", "名称_カナ": "サクラコウミンカン",
    "所在地_連結表記": "湧水市上区桜1-1", "緯度": "33.0", "経度": "131.0", "電話番号": "096-000-0000", "内線番号": "12",
    "開始時間": "9:00", "終了時間": "21:30",
}  # fmt: skip


def file(*rows, header=NEW, encoding="utf-8"):
    text = io.StringIO()
    writer = csv.DictWriter(text, header)
    writer.writeheader()
    writer.writerows({**SAKURA, **row} for row in rows)
    return text.getvalue().encode(encoding)


@pytest.fixture
def take(town, english):
    def take(*rows, by=None, **more):
        content = rows[0] if isinstance(rows[0], bytes) else file(*rows, **more)
        return import_facilities(by or town.system(), town.city, town.book, content)

    return take


def counts(report):
    return tuple(report.counts[fate] for fate in ("added", "changed", "unchanged", "refused"))


def office(code="f-0001"):
    return Office.objects.get(code=code)


def test_a_row_becomes_an_office(take, town):
    assert counts(take({})) == (1, 0, 0, 0)
    found = office()
    assert (found.name, found.kana, found.kind, found.phone) == (
        "桜公民館",
        "サクラコウミンカン",
        "public_hall",
        "096-000-0000",
    )
    assert (found.opens, found.closes, found.ward) == (time(9), time(21, 30), town.areas["43991"])
    assert found.columns == {"内線番号": "12"}
    assert found.city == town.city


@pytest.mark.parametrize("column", ["名称", "備考", "利用可能日時特記事項"])
def test_a_my_number_is_refused(take, column):
    report = take({column: "館長 123456789018"}, {"ID": "0002"})
    assert counts(report) == (1, 0, 0, 1)
    assert "My Number" in report.told[0].sentence
    assert not Office.objects.filter(code="f-0001").exists()


def test_again_changes_nothing(take, town):
    take({})
    revision = town.city.revision
    assert counts(take({})) == (0, 0, 1, 0)
    town.city.refresh_from_db()
    assert town.city.revision in (revision, revision + 1)
    assert counts(take({"名称": "桜会館"})) == (0, 1, 0, 0)
    assert office().name == "桜会館"


def test_one_entry_per_file(take):
    take({}, {"ID": "0002"}, {"ID": "0002"})
    facts = Entry.objects.get().facts
    assert '"added":2' in facts and '"refused":1' in facts and '"file":"' in facts


def test_an_office_we_know_is_changed_not_doubled(take, town):
    report = take({"ID": "b-kawabata", "名称": "川端出張所", "緯度": "33.02"})
    assert counts(report) == (0, 1, 0, 0)
    found = office("b-kawabata")
    assert (found.kind, found.lat, found.parent) == ("branch", 33.02, town.offices["w-kami"])


def test_without_an_id_name_and_address_are_the_key(take):
    assert counts(take({"ID": ""}, {"ID": "", "名称": "松公民館"})) == (2, 0, 0, 0)
    assert counts(take({"ID": ""}, {"ID": "", "名称": "松公民館"})) == (0, 0, 2, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_encodings(take, encoding):
    assert counts(take({}, encoding=encoding)) == (1, 0, 0, 0)
    assert office().name == "桜公民館"


@pytest.mark.parametrize(
    ("poi", "name", "kind"),
    [
        ("1301", "市役所", "hq_bureau"),
        ("1303", "区役所", "ward_office"),
        ("1304", "支所", "branch"),
        ("1307", "会館", "public_hall"),
        ("１３０３", "区役所", "ward_office"),
        ("9999", "桜まちづくりセンター・公民館", "community_centre"),
        ("", "桜公民館", "public_hall"),
        ("", "北総合出張所", "general_branch"),
        ("", "北出張所", "branch"),
        ("", "水族館", "facility"),
    ],
)
def test_kinds(take, poi, name, kind):
    take({"POIコード": poi, "名称": name})
    assert office().kind == kind


@pytest.mark.parametrize(
    ("opens", "closes", "kept"),
    [
        ("９：００", "２１：３０", (time(9), time(21, 30))),
        ("9時", "17時30分", (time(9), time(17, 30))),
        ("9:00:00", "17:00:00", (time(9), time(17))),
        ("0900", "1700", (time(9), time(17))),
        ("0:00", "24:00", (time(0), time(23, 59))),
        ("17:00", "0:00", (time(17), time(23, 59))),
        ("9:00", "日没", (time(9), None)),
        ("9:00", "25:00", (time(9), None)),
        ("9:75", "", (None, None)),
        ("", "", (None, None)),
    ],
)
def test_hours(take, opens, closes, kept):
    assert take({"開始時間": opens, "終了時間": closes}).counts["refused"] == 0
    assert (office().opens, office().closes) == kept


@pytest.mark.parametrize("code", ["43999", "439991", "４３９９９", "43991", "43992", "", "430005", "43000"])
def test_codes_that_are_ours(take, code):
    from wakimizu.shared.tables import _check_digit

    code = f"43999{_check_digit('43999')}" if code == "439991" else code
    assert take({"全国地方公共団体コード": code}).counts["added"] == 1


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"全国地方公共団体コード": "222127", "地方公共団体名": "焼津市"}, "焼津市"),
        ({"全国地方公共団体コード": "", "地方公共団体名": "焼津市"}, "焼津市"),
        ({"全国地方公共団体コード": "abc"}, "abc"),
        ({"名称": ""}, "no name"),
        ({"開始時間": "21:00", "終了時間": "9:00"}, "before they begin"),
        ({"開始時間": "9:00", "終了時間": "9:00"}, "before they begin"),
        ({"緯度": "48.85", "経度": "2.35"}, "48.85"),
        ({"緯度": "33.0", "経度": ""}, "degrees"),
        ({"緯度": "33度", "経度": "131度"}, "33度"),
        ({"緯度": "43.06", "経度": "141.35"}, "km away"),
        ({"ID": "x" * 60}, "longer"),
        ({"名称": "桜" * 200}, "longer"),
        ({"電話番号": "0" * 60}, "longer"),
    ],
)
def test_refused_with_the_reason_and_the_rest_is_taken(take, row, why):
    report = take(row, {"ID": "0002", "名称": "松公民館"})
    assert counts(report) == (1, 0, 0, 1)
    [line] = [line for line in report.told if line.fate == "refused"]
    assert line.number == 2 and why in line.sentence
    assert not Office.objects.filter(code="f-0001").exists()


def test_a_second_row_of_one_id_is_refused(take):
    report = take({}, {"名称": "別の館"})
    assert counts(report) == (1, 0, 0, 1)
    assert "line 2" in report.told[0].sentence and "0001" in report.told[0].sentence


@pytest.mark.parametrize(
    ("row", "remark"),
    [
        ({"緯度": "", "経度": ""}, "no coordinates"),
        ({"緯度": "0", "経度": "0"}, "no coordinates"),
        ({"緯度": "131.0", "経度": "33.0"}, "other's place"),
        ({"町字ID": "1.00E+12"}, "町字ID"),
        ({"電話番号": "9.6E+09"}, "電話番号"),
        ({"開始時間": "夜明け"}, "夜明け"),
    ],
)
def test_taken_with_a_remark(take, row, remark):
    report = take(row)
    assert report.counts["added"] == 1
    assert remark in report.told[0].sentence


def test_swapped_coordinates_are_put_right(take):
    take({"緯度": "131.0", "経度": "33.0"})
    assert (office().lat, office().lon) == (33.0, 131.0)


def test_what_was_rounded_is_nowhere(take):
    take({"町字ID": "1.00E+12", "電話番号": "9.6E+09"})
    assert office().phone == "" and "町字ID" not in office().columns


def test_an_id_that_was_rounded_is_no_key(take):
    assert counts(take({"ID": "1.00E+12"}, {"ID": "1.00E+12", "名称": "松公民館"})) == (2, 0, 0, 0)


def test_without_coordinates_the_address_tells_the_ward(take, town):
    take({"緯度": "", "経度": "", "所在地_連結表記": "湧水市下区松原2-2"})
    assert office().ward == town.areas["43992"]


def test_empty_cells_keep_what_is_known(take):
    take({})
    take({"電話番号": "", "開始時間": "", "緯度": "", "経度": ""})
    assert (office().phone, office().opens, office().lat) == ("096-000-0000", time(9), 33.0)


def test_who_may(take, town):
    assert take({}, by=town.actor("it", "hq-seisaku")).counts["added"] == 1
    with pytest.raises(NotPermitted):
        take({"ID": "0002"}, by=town.actor("planner", "w-kami-machi"))
    assert not Office.objects.filter(code="f-0002").exists()


def test_another_table_is_refused_whole(take):
    with pytest.raises(BadInput, match="名称"):
        take("年,人口\n2020,1\n".encode())


@pytest.mark.parametrize(("name", "rows"), [("222127_community_center", 9), ("222127_facilities_smartmap", 28)])
def test_real_files_of_yaizu(shared_data, town, name, rows, english):
    """In their own city they are taken, twice without a change; in another city every row is refused."""
    from tests.cast import build
    from wakimizu.shared.scoping import in_city

    content = (shared_data / f"opendata/{name}.csv").read_bytes()
    report = import_facilities(town.system(), town.city, town.book, content)
    assert counts(report)[:3] == (0, 0, 0) and report.counts["refused"] >= rows - 1
    assert all("焼津市" in line.sentence for line in report.told)
    yaizu = build(
        code="22212", host="yaizu", name="焼津市", name_en="Yaizu City", lat=34.8669, lon=138.3231, areas=[], offices=[],
        serves=[], posts=[], topics=[], routing=[],
    )  # fmt: skip
    with in_city(yaizu.city.pk):
        first = import_facilities(yaizu.system(), yaizu.city, yaizu.book, content)
        taken = first.counts["added"]
        assert first.counts["refused"] + taken == report.counts["refused"]
        assert all("already" in line.sentence for line in first.told if line.fate == "refused")
        second = import_facilities(yaizu.system(NOW), yaizu.city, yaizu.book, content)
        assert counts(second) == (0, 0, taken, first.counts["refused"])
        assert Office.objects.filter(name="港地域交流センター").exists() and taken >= rows - 2
