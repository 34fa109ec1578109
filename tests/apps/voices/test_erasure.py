"""Erasing what could tell who spoke. That a voice was received, and what became of it, stays provable."""

import json
from datetime import timedelta

import pytest

from tests.apps.voices.pictures import jpeg
from tests.apps.voices.scenes import answered, kami_voice, need_of, operations_on, state
from tests.apps.voices.test_my_number import everything_stored
from tests.apps.voices.test_photos import cleaned
from tests.cast import NOW
from wakimizu.apps.ledger.operations import seal_entries
from wakimizu.apps.ledger.proofs import check_proof
from wakimizu.apps.ledger.queries import verify
from wakimizu.apps.ledger.registry import origins
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.models import Contact, Photo, Remark
from wakimizu.apps.voices.queries import proof_of, public_voices
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

WORDS = "となりの水野さんの犬がうるさい"


@pytest.fixture
def planner(town):
    return town.actor("planner", "w-kami-machi")


@pytest.fixture
def voice(town, planner):
    """A voice with everything that can tell who spoke, published, answered and reopened."""
    made = kami_voice(
        town,
        WORDS,
        place="水野商店の前",
        lat=33.001,
        lon=131.001,
        may_publish=True,
        contact=operations.PersonalDetails(name="田中", email="tanaka@example.jp"),
        pictures=[cleaned(jpeg())],
    )
    operations.publish_voice(planner, voice=made, text="犬がうるさい")
    answered(town, need_of(town, made, title="犬の声"))
    made.refresh_from_db()
    operations.reopen_voice(
        town.resident(), voice=made, because="水野さんはまだ直さない", book=town.book, catalogue=town.catalogue
    )
    return made


def test_nothing_that_tells_who_spoke_is_left(town, planner, voice):
    operations.erase_voice(planner, voice=voice, because="ご本人の希望")
    kept = everything_stored()
    for word in (WORDS, "水野", "tanaka", "犬がうるさい", "33.001"):
        assert word not in kept
    assert not Contact.objects.exists()
    assert not Photo.objects.exists()
    assert set(Remark.objects.filter(voice=voice).exclude(about="erase_voice").values_list("text", flat=True)) == {"―"}


def test_the_point_of_a_matter_of_several_people_stays(town, planner):
    voice = kami_voice(town, lat=33.001, lon=131.001)
    need = need_of(town, voice, kami_voice(town))
    operations.erase_voice(planner, voice=voice, because="ご本人の希望")
    need.refresh_from_db()
    assert (voice.lat, need.lat) == (None, 33.001)


def test_it_leaves_the_public_page_and_its_search(town, planner, voice):
    assert public_voices("うるさい").rows == [voice]
    operations.erase_voice(planner, voice=voice, because="ご本人の希望")
    assert public_voices("うるさい").rows == public_voices().rows == []
    assert "犬がうるさい" not in town.browser().get("/voices/?q=うるさい").content.decode()


def test_the_ledger_stays_whole_and_the_receipt_provable(town, planner, voice):
    seal_entries(NOW)
    before = check_proof(proof_of(voice.receipt))
    operations.erase_voice(planner, voice=voice, because="ご本人の希望")
    seal_entries(NOW + timedelta(minutes=1))
    verdict = verify(NOW + timedelta(minutes=2), origins())
    assert (verdict.faults, verdict.unsealed) == ([], 0)
    document = proof_of(voice.receipt)
    assert before.ok and check_proof(document).ok
    assert "words" not in json.loads(document)


def test_nobody_can_try_out_what_was_said(planner, voice):
    """The digest in the ledger was keyed with a salt that is gone too."""
    old = voice.digest(WORDS)
    operations.erase_voice(planner, voice=voice, because="ご本人の希望")
    voice.refresh_from_db()
    assert voice.digest(WORDS) != old


def test_its_state_and_its_need_go_on(town, planner, voice):
    operations.erase_voice(planner, voice=voice, because="ご本人の希望")
    assert state(voice) == "sorted"
    answered(town, voice.needs.get())
    page = town.browser().get(f"/follow/{voice.receipt}/").content.decode()
    assert "街灯を取り替えました" in page and "犬がうるさい" not in page
    assert operations_on(voice)[-1] == "erase_voice"
    assert town.browser("planner", "w-kami-machi").get(f"/desk/voice/{voice.pk}/").status_code == 200


def test_it_needs_a_reason_and_is_done_once(planner, voice):
    with pytest.raises(BadInput):
        operations.erase_voice(planner, voice=voice, because=" ")
    assert voice.erased_at is None
    operations.erase_voice(planner, voice=voice, because="ご本人の希望")
    for act, more in ((operations.erase_voice, {"because": "もう一度"}), (operations.publish_voice, {"text": "犬"})):
        with pytest.raises(WrongState):
            act(planner, voice=voice, **more)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (("planner", "w-kami-machi"), True),
        (("mayor", "w-kami"), True),
        (("liaison", "c-sakura"), False),
        (("clerk", "w-kami-kumin"), False),
        (("planner", "w-shimo-machi"), False),
        (("hq", "hq-road"), False),
        (("policy", "hq-seisaku"), False),
        (("it", "hq-seisaku"), False),
    ],
)
def test_who_may_erase(town, who, may):
    voice = kami_voice(town, WORDS)
    if may:
        operations.erase_voice(town.actor(*who), voice=voice, because="ご本人の希望")
    else:
        with pytest.raises(NotPermitted):
            operations.erase_voice(town.actor(*who), voice=voice, because="ご本人の希望")
        assert voice.text == WORDS


def test_a_file_read_again_does_not_bring_it_back(town, planner):
    from wakimizu.apps.voices.imports import import_voices
    from wakimizu.apps.voices.models import Voice

    content = f"番号,内容\n7,{WORDS}\n".encode()
    import_voices(planner, town.city, town.book, town.catalogue, content)
    voice = Voice.objects.get()
    operations.erase_voice(town.system(), voice=voice, because="ご本人の希望")
    report = import_voices(planner, town.city, town.book, town.catalogue, content)
    assert report.counts["unchanged"] == 1
    assert Voice.objects.get().text == "―"
