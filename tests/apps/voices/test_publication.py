"""The public page: only what the resident agreed to and the office has looked at; found by its words, however spelled."""

import pytest

from tests.apps.voices.scenes import answered, kami_voice, need_of, shimo_voice
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.queries import PAGE, public_needs, public_voices
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState


@pytest.fixture
def planner(town):
    return town.actor("planner", "w-kami-machi")


def published(town, text, *, public_text="", make=kami_voice, by=("planner", "w-kami-machi")):
    voice = make(town, text, may_publish=True)
    return operations.publish_voice(town.actor(*by), voice=voice, text=public_text or text)


def test_only_with_the_residents_agreement(town, planner):
    with pytest.raises(WrongState):
        operations.publish_voice(planner, voice=kami_voice(town), text="街灯")
    assert public_voices().rows == []


@pytest.mark.parametrize("words", ["", "　", "あ" * 4001])
def test_only_with_words(town, planner, words):
    with pytest.raises(BadInput):
        operations.publish_voice(planner, voice=kami_voice(town, may_publish=True), text=words)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (("planner", "w-kami-machi"), True),
        (("mayor", "w-kami"), True),
        (("clerk", "w-kami-kumin"), False),
        (("liaison", "c-sakura"), False),
        (("planner", "w-shimo-machi"), False),
        (("policy", "hq-seisaku"), False),
        (("auditor", "hq-seisaku"), False),
    ],
)
def test_who_may_publish(town, who, may):
    if may:
        published(town, "街灯が暗い", by=who)
    else:
        with pytest.raises(NotPermitted):
            published(town, "街灯が暗い", by=who)


def test_the_offices_words_are_shown_the_residents_are_not(town):
    voice = published(town, "水野さんの前の街灯が暗い", public_text="店の前の街灯が暗い")
    page = town.browser().get("/voices/").content.decode()
    assert "店の前の街灯が暗い" in page
    assert "水野" not in page and voice.receipt not in page
    assert public_voices("水野").rows == []


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("引越しの手続きがわからない", "引っ越し"),
        ("引っ越しの手続きがわからない", "引越し"),
        ("引越の手続きがわからない", "引っ越し"),
        ("ゴミの収集日を知りたい", "ごみ"),
        ("ごみの収集日を知りたい", "ゴミ"),
        ("街灯が暗い", "街灯"),  # two characters
        ("道が狭い", "道"),  # one
        ("Ｗｉ－Ｆｉがほしい", "wi-fi"),
        ("バスの本数が少ない", "ﾊﾞｽ"),
        ("１２３号線が混む", "123号線"),
        ("児童館がほしい。雨の日に遊べない", "雨 児童館"),
        ("The street light is dark", "LIGHT"),
    ],
)
def test_search_finds_what_is_meant_however_it_is_spelled(town, said, asked):
    voice = published(town, said)
    published(town, "公園に花を植えたい")
    assert public_voices(asked).rows == [voice]
    response = town.browser().get("/voices/", {"q": asked})
    assert said in response.content.decode()


@pytest.mark.parametrize(
    "asked", ["灯街", "暗い道", "街灯 花火", "転居届", "x", '"', "*", "' OR 1=1", "街灯*", "NEAR(街灯)", ":", "&|!()"]
)
def test_search_does_not_find_what_is_not_there_and_no_sign_breaks_it(town, asked):
    published(town, "街灯が暗い")
    assert town.browser().get("/voices/", {"q": asked}).status_code == 200
    if asked != "街灯*" and asked != "NEAR(街灯)":
        assert [voice.public_text for voice in public_voices(asked).rows] in (
            [],
            ["街灯が暗い"][: not asked.strip('"*:&|!()')],
        )


def test_all_words_must_be_there(town):
    published(town, "街灯が暗い")
    both = published(town, "街灯が暗いので橋が怖い")
    assert public_voices("街灯 橋").rows == [both]


def test_what_is_not_published_or_taken_back_is_never_found(town, planner):
    kami_voice(town, "未公開の街灯の話", may_publish=True)
    back = published(town, "取り下げた街灯の話")
    operations.hide_voice(planner, voice=back)
    assert public_voices("街灯").rows == public_voices().rows == []
    for address in ("/voices/", "/voices/?q=街灯", "/en/voices/?q=街灯の話"):
        page = town.browser().get(address).content.decode()
        assert "未公開" not in page and "取り下げた" not in page


def test_new_words_replace_the_old_ones_in_the_search(town, planner):
    voice = published(town, "街灯が暗い")
    operations.publish_voice(planner, voice=voice, text="照明が足りない")
    assert public_voices("街灯").rows == []
    assert public_voices("照明").rows == [voice]
    operations.hide_voice(planner, voice=voice)
    operations.publish_voice(planner, voice=voice, text="照明が足りない")
    assert public_voices("照明").rows == [voice]


def test_newest_first_page_by_page(town):
    made = [published(town, f"{n}番目の街灯") for n in range(PAGE + 5)]
    for query in ("", "街灯"):
        first = public_voices(query)
        assert [voice.pk for voice in first.rows] == [voice.pk for voice in made[:4:-1]]
        second = public_voices(query, before=first.older)
        assert [voice.pk for voice in second.rows] == [voice.pk for voice in made[4::-1]]
        assert second.older is None
    assert "before=" in town.browser().get("/voices/?q=街灯").content.decode()


def test_by_ward(town):
    ours = published(town, "上の街灯")
    theirs = published(town, "下の街灯", make=shimo_voice, by=("planner", "w-shimo-machi"))
    for query in ("", "街灯"):
        assert public_voices(query, ward=town.areas["43991"].pk).rows == [ours]
        assert public_voices(query, ward=town.areas["43992"].pk).rows == [theirs]


def test_another_citys_are_never_found(town, tonari):
    published(town, "街灯が暗い")
    for query in ("", "街灯"):
        assert "街灯が暗い" not in tonari.browser().get("/voices/", {"q": query}).content.decode()


class TestNeedsAndAnswers:
    def test_a_needs_page_shows_its_answer_and_its_published_voices_only(self, town, planner):
        shown, hidden = kami_voice(town, "見せてよい声", may_publish=True), kami_voice(town, "見せない声")
        operations.publish_voice(planner, voice=shown, text="見せてよい声")
        need = need_of(town, shown, hidden, title="街灯を増やす")
        answered(town, need, text="来年度に増やします", ending="will_be", until=need.due)
        page = town.browser().get(f"/answers/{need.pk}/").content.decode()
        assert "来年度に増やします" in page and "見せてよい声" in page and "上区まちづくり推進課" in page
        assert "見せない声" not in page

    def test_a_draft_is_nobodys_business(self, town):
        from tests.apps.voices.scenes import submitted

        need = need_of(town, title="街灯を増やす")
        submitted(town, need, text="まだ決まっていない答え")
        for address in (f"/answers/{need.pk}/", "/answers/", "/"):
            assert "まだ決まっていない" not in town.browser().get(address).content.decode()

    def test_a_need_that_is_not_public_is_not_there(self, town):
        need = need_of(town, title="家庭の事情", public=False)
        assert town.browser().get(f"/answers/{need.pk}/").status_code == 404
        assert public_needs().rows == public_needs(query="家庭").rows == []
        for address in ("/answers/", "/map/", "/map/needs.geojson"):
            assert "家庭の事情" not in town.browser().get(address).content.decode()

    def test_the_title_is_found_by_its_words(self, town):
        need = need_of(town, title="引越しの窓口を増やす")
        need_of(town, title="街灯")
        assert public_needs(query="引っ越し").rows == [need]
        assert "引越しの窓口" in town.browser().get("/answers/", {"q": "引っ越し"}).content.decode()
