"""Similar needs nearby are shown with the words they share, so that one matter does not become ten."""

import pytest

from tests.apps.voices.scenes import answered, kami_voice, need_of, shimo_voice
from wakimizu.apps.voices.queries import need_sheet, needs_alike, voice_sheet


@pytest.fixture
def planner(town):
    return town.actor("planner", "w-kami-machi")


def titles(found):
    return [alike.need.title for alike in found]


def test_the_likest_comes_first_with_the_words_it_shares(town, planner):
    for title in ("公園の街灯が消えている", "街灯を増やしてほしい", "集会所の屋根の雨漏り"):
        need_of(town, title=title)
    found = needs_alike(planner, kami_voice(town, "公園の街灯が消えていて暗い"))
    assert titles(found)[0] == "公園の街灯が消えている"
    assert "集会所の屋根の雨漏り" not in titles(found)
    assert any("街灯" in word for word in found[0].words)


def test_spelling_does_not_matter(town, planner):
    need_of(town, title="ゴミの散らかり")
    assert titles(needs_alike(planner, kami_voice(town, "ごみの散らかりがひどい"))) == ["ゴミの散らかり"]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"district": "43991-01"}, True),
        ({"district": "43991-02", "text": "ごみ置き場の鳥"}, False),  # another district and another topic
        ({"lat": 33.008, "lon": 131.003}, True),  # under a kilometre away
        ({"district": "43992-01"}, False),  # the other ward
    ],
)
def test_near_is_the_district_or_about_a_kilometre(town, planner, where, found):
    need_of(town, kami_voice(town, lat=33.001, lon=131.001), title="公園の街灯が消えている")
    facts = {"text": "公園の街灯が消えている", **where}
    if "district" in facts:
        facts["district"] = town.areas[facts["district"]]
    assert bool(needs_alike(planner, town.say(**facts))) == found


def test_the_same_topic_counts_in_the_whole_ward(town, planner):
    need_of(town, kami_voice(town, "ごみ置き場が荒れている"), title="ごみ置き場が荒れている")
    other_end = town.say("ごみ置き場が荒れている", district=town.areas["43991-02"])
    assert titles(needs_alike(planner, other_end)) == ["ごみ置き場が荒れている"]


def test_what_is_answered_or_merged_is_not_offered(town, planner):
    answered(town, need_of(town, title="公園の街灯が消えている"))
    assert needs_alike(planner, kami_voice(town, "公園の街灯が消えている")) == []


def test_the_voices_page_offers_to_join(town, planner):
    need = need_of(town, title="公園の街灯が消えている")
    voice = kami_voice(town, "公園の街灯が消えている")
    assert titles(voice_sheet(planner, voice).alike) == [need.title]
    page = town.browser("planner", "w-kami-machi").get(f"/desk/voice/{voice.pk}/").content.decode()
    assert f"/desk/voice/{voice.pk}/join/?need={need.pk}" in page


def test_a_needs_page_shows_others_but_not_itself(town, planner):
    need, other = need_of(town, title="公園の街灯が消えている"), need_of(town, title="公園の街灯が暗い")
    need_of(
        town, shimo_voice(town), by=town.actor("planner", "w-shimo-machi"), lead="w-shimo-machi", title="公園の街灯"
    )
    assert titles(need_sheet(planner, need).alike) == [other.title]


def test_no_more_than_five(town, planner):
    for n in range(8):
        need_of(town, title=f"公園の街灯が消えている {n}")
    assert len(needs_alike(planner, kami_voice(town, "公園の街灯が消えている"))) == 5
