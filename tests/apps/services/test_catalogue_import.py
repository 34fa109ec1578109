"""The catalogue comes in in the columns of GIF 451-4: what is taken, warned of and refused, row by row."""

import csv
import io
from datetime import date

import pytest

from wakimizu.apps.services.imports import import_services
from wakimizu.apps.services.models import Service
from wakimizu.shared.errors import BadInput
from wakimizu.shared.workbooks import Sheet, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

ROW = {
    "制度所管組織": "広聴課",
    "タイトル（制度名）": "印鑑登録証明書",
    "制度番号": "inkan",
    "概要": "実印であることを証明します。",
    "内容": "印鑑登録証を持ってきてください。",
    "費用": "300",
    "手続書類": "印鑑登録証;本人確認書類",
    "ステージとアクション": "戸籍・住民票・印鑑登録（など）",
    "お困りごと": "その他暮らしに関すること",
    "サービス種別": "支援サービス",
    "受益者種別": "高齢者;外国人",
    "根拠法令": "印鑑条例",
}


def csv_of(*rows, columns=None):
    columns = columns or list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def take(town, *rows, by=None, encoding="utf-8", **change):
    content = csv_of(*(rows or [{**ROW, **change}])).encode(encoding)
    return import_services(by or town.system(), town.city, town.book, content)


def told(report):
    return [line.sentence for line in report.told]


def test_a_row_becomes_a_service(town):
    assert take(town).counts["added"] == 1
    service = Service.objects.get(code="inkan")
    assert (service.owner.code, service.fee, service.law) == ("hq-kocho", 300, "印鑑条例")
    assert service.documents == ["印鑑登録証", "本人確認書類"]
    assert (service.stage, service.beneficiaries) == ("戸籍・住民票・印鑑登録(など)", ["高齢者", "外国人"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_every_encoding_of_cities_is_read(town, encoding):
    assert take(town, encoding=encoding).counts["added"] == 1
    assert Service.objects.get().name == "印鑑登録証明書"


def test_a_workbook_is_read(town):
    content = workbook([Sheet("制度", list(ROW), [list(ROW.values())])])
    assert import_services(town.system(), town.city, town.book, content).counts["added"] == 1
    assert Service.objects.get().fee == 300


@pytest.mark.parametrize("column", ["概要", "内容", "手続書類", "備考"])
def test_a_my_number_is_refused_also_in_a_column_that_is_only_kept(town, column):
    report = take(town, **{column: "例：１２３４ ５６７８ ９０１８"})
    assert (report.counts["added"], report.counts["refused"]) == (0, 1)
    assert "My Number" in report.told[0].sentence
    assert not Service.objects.exists()


def test_the_same_file_again_changes_nothing(town):
    take(town)
    assert take(town).counts == {"added": 0, "changed": 0, "unchanged": 1, "refused": 0}


def test_a_changed_cell_is_taken_and_an_emptied_one_empties(town):
    take(town)
    assert take(town, 費用="350", 根拠法令="").counts["changed"] == 1
    service = Service.objects.get()
    assert (service.fee, service.law) == (350, "")


def test_a_column_that_is_missing_leaves_what_is_known(town):
    take(town)
    short = {name: ROW[name] for name in ("制度所管組織", "タイトル（制度名）", "制度番号", "概要")}
    assert take(town, short).counts["unchanged"] == 1
    assert Service.objects.get().fee == 300


def test_width_alone_is_no_change(town):
    take(town)
    Service.objects.update(name="印鑑登録証明書（実印）", law="印鑑条例")
    assert take(town, **{"タイトル（制度名）": "印鑑登録証明書(実印)"}).counts["unchanged"] == 1
    assert Service.objects.get().name == "印鑑登録証明書（実印）"


@pytest.mark.parametrize("owner", ["広聴課", "hq-kocho", "湧水市広聴課", " 広聴課　"])
def test_the_owner_is_found_by_name_or_code(town, owner):
    take(town, 制度所管組織=owner)
    assert Service.objects.get().owner == town.offices["hq-kocho"]


def test_a_division_is_found_behind_its_bureau(town):
    take(town, 制度所管組織="都市建設局道路課")
    assert Service.objects.get().owner == town.offices["hq-road"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"制度所管組織": "税務課"}, "no bureau or division “税務課”"),
        ({"制度所管組織": "w-kami-kumin"}, "at headquarters"),
        ({"制度所管組織": ""}, "no bureau or division"),
        ({"タイトル（制度名）": ""}, "タイトル"),
        ({"制度番号": ""}, "制度番号"),
        ({"概要": ""}, "概要"),
        ({"概要": "あ" * 101}, "101 letters; it may have 100"),
        ({"内容": "あ" * 501}, "501 letters; it may have 500"),
        ({"タイトル（制度名）": "あ" * 81}, "it may have 80"),
        ({"制度番号": "x" * 41}, "it may have 40"),
        ({"元制度番号": "nowhere", "制度変更区分": "1"}, "there is no service “nowhere”"),
        ({"元制度番号": "inkan", "制度変更区分": "1"}, "no service “inkan”"),
        ({"制度変更区分": "1"}, "元制度番号"),
        ({"制度変更区分": "7"}, "0, 1 or 2"),
        ({"区": "上区"}, "元制度番号"),
        ({"ステージとアクション": "引越し"}, "Near to it: 引っ越し・住まい"),
        ({"お困りごと": "なにか"}, "お困りごと"),
        ({"サービス種別": "証明"}, "サービス種別"),
        ({"受益者種別": "宇宙人"}, "“宇宙人”"),
        ({"費用": "-300"}, "amount in yen"),
        ({"費用": "99999999999"}, "too high"),
        ({"公開開始日": "きのう"}, "is not a day"),
        ({"公開開始日": "2026-04-01", "公開終了日": "2026-03-01"}, "end before it begins"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(town, change, words):
    report = take(town, **change)
    assert report.counts["refused"] == 1
    assert words in told(report)[0]
    assert not Service.objects.exists()


def test_a_long_name_is_warned_of_and_taken(town):
    report = take(town, **{"タイトル（制度名）": "あ" * 41})
    assert report.counts["added"] == 1
    assert "41 letters; the national form advises at most 40" in told(report)[0]


@pytest.mark.parametrize(
    ("cell", "fee", "note"),
    [("無料", 0, ""), ("1,000円", 1000, ""), ("", None, ""), ("品目による", None, "品目による")],
)
def test_fees_as_cities_write_them(town, cell, fee, note):
    take(town, 費用=cell)
    service = Service.objects.get()
    assert (service.fee, service.fee_note) == (fee, note)


def test_online_is_an_address_or_left_out(town):
    assert "https" in told(take(town, 電子申請の有無="有"))[0]
    assert Service.objects.get().online_url == ""
    assert take(town, 電子申請の有無="https://example.jp/inkan").counts["changed"] == 1
    assert Service.objects.get().online_url == "https://example.jp/inkan"


def test_the_forms_other_columns_are_kept_as_they_came(town):
    take(town, キーワード="実印;証明", 表示優先度="5", わたしたちの列="あ", 連絡先情報="広聴課")
    assert Service.objects.get().columns == {"キーワード": "実印;証明", "表示優先度": "5", "わたしたちの列": "あ"}
    take(town, キーワード="", 表示優先度="5", わたしたちの列="あ")
    assert Service.objects.get().columns == {"表示優先度": "5", "わたしたちの列": "あ"}


def test_a_last_day_of_publication_is_its_last(town):
    take(town, 公開開始日="令和8年4月1日", 公開終了日="2027-03-31")
    service = Service.objects.get()
    assert (service.valid_from, service.valid_to) == (date(2026, 4, 1), date(2027, 4, 1))


VARIANT = {**ROW, "制度番号": "inkan-kami", "元制度番号": "inkan", "制度変更区分": "1:追記あり", "区": "上区"}


def test_a_variant_may_stand_before_its_base(town):
    report = take(town, VARIANT, ROW)
    assert report.counts["added"] == 2
    variant = Service.objects.get(code="inkan-kami")
    assert (variant.base.code, variant.change, variant.ward.name) == ("inkan", "1", "上区")
    assert take(town, VARIANT, ROW).counts["unchanged"] == 2


def test_a_variant_of_a_variant_is_refused(town):
    report = take(town, ROW, VARIANT, {**VARIANT, "制度番号": "third", "元制度番号": "inkan-kami"})
    assert (report.counts["added"], report.counts["refused"]) == (2, 1)
    assert "no variant itself" in told(report)[0]


def test_the_variant_of_a_refused_base_is_refused_too(town):
    report = take(town, {**ROW, "概要": ""}, VARIANT)
    assert report.counts == {"added": 0, "changed": 0, "unchanged": 0, "refused": 2}


def test_a_row_twice_is_taken_once(town):
    report = take(town, ROW, {**ROW, "費用": "400"})
    assert (report.counts["added"], report.counts["refused"]) == (1, 1)
    assert "line 2" in told(report)[0]
    assert Service.objects.get().fee == 300


def test_a_division_takes_in_its_own_services_only(town):
    own, other = ROW, {**ROW, "制度番号": "road", "制度所管組織": "道路課"}
    report = take(town, own, other, by=town.actor("hq", "hq-kocho"))
    assert (report.counts["added"], report.counts["refused"]) == (1, 1)
    assert Service.objects.get().code == "inkan"


def test_a_file_does_not_take_another_divisions_service_over(town):
    take(town, 制度所管組織="道路課")
    report = take(town, by=town.actor("hq", "hq-kocho"))
    assert report.counts["refused"] == 1
    assert Service.objects.get().owner == town.offices["hq-road"]


def test_missing_columns_are_named(town):
    with pytest.raises(BadInput, match="概要"):
        import_services(town.system(), town.city, town.book, "制度番号,タイトル,制度所管組織\n".encode())
