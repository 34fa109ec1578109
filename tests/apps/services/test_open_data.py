"""The city's offices as open data: the national columns, nothing that is not public, and the way back in."""

import csv
import io
import json
from datetime import date, time

import pytest

from tests.cast import NOW
from wakimizu.apps.city import exports
from wakimizu.apps.city.imports import import_facilities
from wakimizu.apps.city.models import City, Office
from wakimizu.shared.scoping import in_city

TODAY = NOW.date()
NATIONAL = (
    "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英語,名称_通称,POIコード,所在地_全国地方公共団体コード,町字ID,所在地_連結表記,"
    "所在地_都道府県,所在地_市区町村,所在地_町字,所在地_番地以下,建物名等(方書),緯度,経度,高度の種別,高度の値,電話番号,内線番号,連絡先メールアドレス,"
    "連絡先FormURL,連絡先備考（その他、SNSなど）,郵便番号,法人番号,団体名,利用可能曜日,開始時間,終了時間,利用可能日時特記事項,説明,バリアフリー情報,URL,"
    "画像,画像_ライセンス,備考"
)


def table(town):
    return "".join(exports.offices_csv(town.book, TODAY)).encode()


def rows(town):
    return {row["ID"]: row for row in csv.DictReader(io.StringIO(table(town).decode("utf-8-sig")))}


def take(town, content):
    return import_facilities(town.system(), town.city, town.book, content).counts


def change(town, code, **facts):
    Office.objects.filter(code=code).update(**facts)
    town.city.revision += 1
    town.city.save()


def test_the_national_columns_exactly(town):
    assert table(town).decode().splitlines()[0] == f"\ufeff{NATIONAL}"


def test_the_columns_other_new_lists_share_stand_in_the_same_order(shared_data):
    lists = json.loads((shared_data / "opendata" / "open_data_headers.json").read_text())
    toilets = lists["公衆トイレ一覧(新:自治体標準ODS)"]["cols"]
    shared = [name for name in toilets if name in exports.COLUMNS]
    assert shared == [name for name in exports.COLUMNS if name in toilets]
    older = lists["公共施設一覧(旧:推奨データセット)"]["cols"]
    renamed = {"都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名", "住所", "方書"}
    assert set(older) - set(exports.COLUMNS) == renamed


def test_an_office_in_the_form(town):
    change(
        town, "w-kami", address="湧水市上区桜1-1", lat=33.0, lon=131.0, phone="096-000-0000", days="mon-fri",
        opens=time(8, 30), closes=time(23, 59), columns={"POIコード": "1303", "連絡先備考(その他、SNSなど)": "SNS", "担当者": "田中"},
    )  # fmt: skip
    found = rows(town)["w-kami"]
    assert found["全国地方公共団体コード"] == "439991"
    assert (found["名称"], found["名称_英語"], found["所在地_連結表記"]) == (
        "上区役所",
        "Kami Ward Office",
        "湧水市上区桜1-1",
    )
    assert (found["利用可能曜日"], found["開始時間"], found["終了時間"]) == ("月火水木金", "08:30", "24:00")
    assert (found["POIコード"], found["連絡先備考（その他、SNSなど）"]) == ("1303", "SNS")
    assert "田中" not in table(town).decode()  # a column that the form does not have


def test_what_went_out_changes_nothing_when_it_comes_in(town):
    change(town, "b-kawabata", days="mon-fri", opens=time(8, 30), closes=time(23, 59), lat=33.02, lon=131.0)
    change(town, "c-sakura", name="桜まちづくりセンター（仮）", lat=32.93, lon=131.02, columns={"方書": "二階"})
    counts = take(town, table(town))
    assert counts == {"added": 0, "changed": 0, "unchanged": 12, "refused": 0}
    assert town.book.office_by_code["c-sakura"].ward == town.areas["43991"]  # its point lies in the other ward


def test_facilities_come_back_by_the_number_they_came_with(town):
    header = ["ID", "名称", "住所", "緯度", "経度", "開始時間", "終了時間", "利用可能日時特記事項", "備考", "団体名"]
    lines = [
        [
            "0012",
            "桜会館",
            "湧水市上区桜1-2",
            "33.001",
            "131.001",
            "9:00",
            "24:00",
            "月曜休館、\n年末年始",
            "駐車場あり",
            "自治会",
        ],
        ["", "=1+1会館", "", "", "", "", "", "", "", ""],
        ["w-kami", "上区役所", "", "33.0", "131.0", "", "", "", "", ""],
    ]
    text = io.StringIO()
    csv.writer(text).writerows([header, *lines])
    assert take(town, text.getvalue().encode())["added"] == 2
    first = table(town)
    assert "0012" in rows(town) and "w-kami" in rows(town)
    assert take(town, first) == {"added": 0, "changed": 0, "unchanged": 14, "refused": 0}
    assert table(town) == first


@pytest.mark.parametrize("name", ["222127_facilities_smartmap.csv", "222127_community_center.csv"])
def test_a_real_file_goes_out_and_comes_back(db, shared_data, name):
    city = City.objects.create(code="22212", host="yaizu", name="焼津市", lat=34.866, lon=138.323)
    with in_city(city.pk):
        from tests.cast import Town

        town = Town(city)
        taken = take(town, (shared_data / "opendata" / name).read_bytes())
        assert taken["added"] > 5
        out = table(town)
        assert take(town, out) == {"added": 0, "changed": 0, "unchanged": taken["added"], "refused": 0}
        assert next(iter(rows(town).values()))["全国地方公共団体コード"] == "222127"


def test_closed_offices_are_not_listed(town):
    change(town, "w-shimo", valid_to=date(2020, 4, 1))
    change(town, "c-sakura", valid_from=date(2099, 4, 1))
    found = rows(town)
    assert "w-shimo" not in found and "c-sakura" not in found and "hq-road" in found


def test_notes_for_planners_stay_inside_and_are_not_lost(town):
    change(town, "w-kami", note="must_stay_until=2028-04-01;正面から")
    assert rows(town)["w-kami"]["利用可能日時特記事項"] == ""
    take(town, table(town))
    assert Office.objects.get(code="w-kami").note == "must_stay_until=2028-04-01;正面から"


def test_no_cell_begins_a_formula(town):
    change(town, "w-kami", name='=HYPERLINK("http://example.com")', phone="+81-96-000-0000")
    found = rows(town)["w-kami"]
    assert found["名称"].startswith(" =") and found["電話番号"].startswith(" +")


def test_files_are_streamed_with_their_names(town):
    answer = town.browser().get("/opendata/offices.csv")
    assert answer.streaming and answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="43999_offices.csv"'
    parts = [bytes(part) for part in answer.streaming_content]
    assert parts[0].startswith(b"\xef\xbb\xbf") and len(parts) == 13
    assert town.browser().post("/opendata/offices.csv").status_code == 405


def test_geojson(town):
    change(town, "w-kami", lat=33.0, lon=131.0, days="mon-fri")
    answer = town.browser().get("/opendata/offices.geojson")
    assert answer["Content-Type"] == "application/geo+json"
    found = json.loads(b"".join(answer.streaming_content))
    offices = {each["properties"]["id"]: each for each in found["features"]}
    assert offices["w-kami"]["geometry"] == {"type": "Point", "coordinates": [131.0, 33.0]}
    assert offices["w-kami"]["properties"]["days"] == "月火水木金"
    assert offices["hq-road"]["geometry"] is None


def test_each_city_has_its_own(town, tonari):
    text = b"".join(tonari.browser().get("/opendata/offices.csv").streaming_content).decode()
    assert "東区役所" in text and "上区役所" not in text


def test_the_licence_stands_beside_the_files(town):
    text = town.browser().get("/en/offices/").content.decode()
    assert "/opendata/offices.csv" in text and "CC BY 4.0" in text and "Wakimizu City" in text


def test_the_catalogue_in_the_national_form(town, services):
    from wakimizu.apps.services.imports import import_services
    from wakimizu.apps.services.models import Service
    from wakimizu.apps.services.national import gif

    Service.objects.filter(code="kokuho").update(columns={"対象者": "75歳未満の方", "内部メモ": "見直し中"})
    Service.objects.filter(code="kaigo").update(valid_to=date(2020, 4, 1))
    answer = town.browser().get("/opendata/services.csv")
    assert answer.streaming and answer["Content-Disposition"] == 'attachment; filename="43999_services.csv"'
    content = b"".join(answer.streaming_content)
    header, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert header == [column.name for column in (*gif.COLUMNS, *gif.OUR_COLUMNS)]
    codes = [line[header.index("制度番号")] for line in lines]
    assert codes == ["juminhyo", "kokuho"]
    assert "75歳未満の方" in content.decode() and "見直し中" not in content.decode()
    counts = import_services(town.system(), town.city, town.book, content).counts
    assert (counts["added"], counts["refused"]) == (0, 0)
