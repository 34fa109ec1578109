"""Voices from a spreadsheet, as cities really keep them: each row whole or refused by name, twice the same as once."""

import re

import pytest

from tests.apps.voices.scenes import LATER
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices import contacts
from wakimizu.apps.voices.imports import import_voices
from wakimizu.apps.voices.models import Contact, Voice
from wakimizu.shared.errors import BadInput, NotPermitted

ROWS = """番号,内容,受付方法,分野,校区,場所,緯度,経度,公開可,氏名,メール
1,公園の街灯が消えています,窓口,,桜,北門の前,,,○,水野花子,hanako@example.jp
2,道路が陥没しています,電話,道路,,,32.951,131.001,,,
3,ごみの収集が来ません,,,下区,,,,はい,,
"""


def take(town, content, by=("planner", "w-kami-machi")):
    content = content.encode() if isinstance(content, str) else content
    return import_voices(town.actor(*by), town.city, town.book, town.catalogue, content)


def refusals(report):
    return {line.number: line.sentence for line in report.told if line.fate == "refused"}


def test_every_column_lands_where_it_belongs(town):
    assert take(town, ROWS).counts == {"added": 3, "changed": 0, "unchanged": 0, "refused": 0}
    light, road, waste = Voice.objects.order_by("pk")
    assert (light.channel, light.district.code, light.place, light.may_publish) == (
        "counter",
        "43991-01",
        "北門の前",
        True,
    )
    assert contacts.unseal(bytes(Contact.objects.get().sealed), light.receipt)["email"] == "hanako@example.jp"
    assert (road.channel, road.topic.code, road.district.code, road.office.code) == (
        "phone",
        "road",
        "43992-01",
        "hq-road",
    )
    assert (waste.channel, waste.district, waste.ward.code, waste.office.code) == (
        "import",
        None,
        "43992",
        "w-shimo-machi",
    )
    assert Entry.objects.filter(operation="receive_voice").count() == 3
    assert Entry.objects.filter(operation="take_voices_in").count() == 1


@pytest.mark.parametrize(
    "content",
    [
        ROWS.encode("cp932"),
        ROWS.encode("utf-8-sig"),
        ROWS.encode("utf-16"),
        ROWS.replace("\n", "\r\n").encode(),
        ROWS.replace(",", "\t").encode(),
        ROWS.replace("番号,内容", "Ｎｏ， 内 容 ".replace("，", ",")).encode(),
        ROWS.replace("1,公", "１,公").encode(),
        (ROWS + "\n,,,,,,,,,,\n\n").encode(),
        (ROWS.splitlines()[0] + "\n# a line for people\n" + "\n".join(ROWS.splitlines()[1:])).encode(),
    ],
    ids=["cp932", "byte order mark", "utf-16", "crlf", "tabs", "wide header", "wide number", "empty rows", "remark"],
)
def test_however_it_was_saved(town, content):
    assert take(town, content).counts["added"] == 3
    assert Voice.objects.order_by("pk").first().text == "公園の街灯が消えています"


def test_read_again_it_doubles_nothing(town):
    take(town, ROWS)
    before = list(Voice.objects.values_list("pk", "receipt", "text"))
    assert take(town, ROWS).counts == {"added": 0, "changed": 0, "unchanged": 3, "refused": 0}
    assert take(town, ROWS.encode("cp932")).counts["unchanged"] == 3
    assert list(Voice.objects.values_list("pk", "receipt", "text")) == before


def test_rows_without_a_number_are_known_by_their_words(town):
    content = "内容,校区\n街灯が暗い,桜\n街灯が暗い,川端\n"
    assert take(town, content).counts["added"] == 2
    assert take(town, content).counts["unchanged"] == 2


def test_a_longer_file_later_adds_what_is_new(town):
    take(town, ROWS)
    assert take(town, ROWS + "4,橋の手すりが錆びている,,,,,,,,,\n").counts == {
        "added": 1, "changed": 0, "unchanged": 3, "refused": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("9,,窓口,,桜,,,,,,", "write what you want"),
        ("9,あ,窓口,,桜,,,,,,", "write what you want"),
        ("9," + "あ" * 4001 + ",窓口,,桜,,,,,,", "at most 4000"),
        ("9," + "あ" * 100_000 + ",窓口,,桜,,,,,,", "too long"),
        ("9," + "あ" * 200_000 + ",窓口,,桜,,,,,,", "not CSV|too long"),
        ("9,街灯が暗い,のろし,,桜,,,,,,", "channel “のろし” is not known"),
        ("9,街灯が暗い,,宇宙,桜,,,,,,", "topic “宇宙” is not known"),
        ("9,街灯が暗い,,,竜宮,,,,,,", "no district or ward “竜宮”"),
        ("9,街灯が暗い,,,,,35.68,139.76,,,", "outside the city"),
        ("9,街灯が暗い,,,,,北,131.0,,,", "not a place in Japan"),
        ("9,街灯が暗い,,,,,nan,131.0,,,", "not a place in Japan"),
        ("9,街灯が暗い,,,," + "あ" * 121 + ",,,,,", "at most 120"),
        ("9,街灯が暗い,,,桜,,,,,,,余り", "12 cells"),
        ("1,番号が二度ある,,,桜,,,,,,", "twice"),
    ],
    ids=range(14),
)
def test_a_bad_row_is_refused_by_line_and_reason_and_the_good_ones_are_taken(town, english, row, reason):
    lines = ROWS.splitlines()
    report = take(town, "\n".join([*lines[:3], row, *lines[3:]]))
    assert list(refusals(report)) == [4]
    assert re.search(reason, refusals(report)[4])
    assert report.counts["added"] == Voice.objects.count() == 3
    assert take(town, "\n".join(lines)).counts["unchanged"] == 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff\xe0 a photo",
        b"\0\0\0",
        "件名,本体\n街灯,暗い\n".encode(),
        b"PK\x03\x04\x14\0\x06\0" + bytes(range(256)),
        b"\xef\xbb\xbf",
    ],
    ids=["nothing", "a photo", "zeros", "other columns", "a workbook", "only a mark"],
)
def test_a_file_that_is_no_such_table_is_refused_whole(town, content):
    with pytest.raises(BadInput):
        take(town, content)
    assert not Voice.objects.exists()
    assert not Entry.objects.exists()


def test_a_quote_that_never_closes_takes_only_what_stands_before_it(town):
    report = take(town, ROWS + '4,"街灯が暗い,,,,,,,,,\n5,橋が古い,,,,,,,,,\n')
    assert Voice.objects.count() == report.counts["added"] >= 3
    assert "橋が古い" not in set(Voice.objects.values_list("text", flat=True))


@pytest.mark.parametrize(
    "words",
    [
        '=HYPERLINK("http://evil.example","街灯")',
        "+1+1 街灯",
        "-街灯",
        "@SUM(A1)",
        "<script>alert(1)</script>",
        "'; DROP TABLE voices_voice; --",
    ],
)
def test_what_looks_like_a_formula_or_a_script_is_only_words(town, words):
    cell = '"' + words.replace('"', '""') + '"'
    take(town, f"番号,内容,校区\n1,{cell},桜\n")
    voice = Voice.objects.get()
    assert voice.text == words
    page = town.browser("planner", "w-kami-machi").get(f"/desk/voice/{voice.pk}/").content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (("planner", "w-kami-machi"), True),
        (("mayor", "w-kami"), True),
        (("clerk", "w-kami-kumin"), False),
        (("hq", "hq-road"), False),
        (("policy", "hq-seisaku"), False),
        (("it", "hq-seisaku"), False),
    ],
)
def test_who_may_import(town, who, may):
    if may:
        assert take(town, ROWS, by=who).counts["added"] == 3
    else:
        with pytest.raises(NotPermitted):
            take(town, ROWS, by=who)
        assert not Voice.objects.exists()


def test_an_imported_voice_goes_the_whole_way(town):
    """To its need, its answer, and the page of its receipt."""
    from tests.apps.voices.scenes import answered, need_of

    take(town, ROWS)
    voice = Voice.objects.get(text__contains="街灯")
    answered(town, need_of(town, voice), ending="will_be", until=LATER)
    assert "街灯を取り替えました" in town.browser().get(f"/follow/{voice.receipt}/").content.decode()
