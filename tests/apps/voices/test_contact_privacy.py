"""Contact details: encrypted at rest, opened for a reason only, by who answers only, and each opening is in the ledger."""

import json

import pytest

from tests.apps.voices.scenes import kami_voice
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices import contacts
from wakimizu.apps.voices.models import Contact, Remark
from wakimizu.apps.voices.operations import PersonalDetails, read_contact
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

DETAILS = PersonalDetails(name="水野花子", email="hanako@example.jp", phone="096-000-0000")


@pytest.fixture
def voice(town):
    return kami_voice(town, contact=DETAILS)


def test_the_column_holds_nothing_that_can_be_read(voice):
    sealed = bytes(Contact.objects.get(voice=voice).sealed)
    for word in ("水野", "hanako", "096", "name", "email", json.dumps("水野")[1:-1]):
        assert word.encode() not in sealed


def test_the_same_details_look_different_each_time(town, voice):
    other = kami_voice(town, contact=DETAILS)
    assert bytes(Contact.objects.get(voice=voice).sealed) != bytes(Contact.objects.get(voice=other).sealed)


def test_no_contact_no_row(town):
    kami_voice(town)
    assert not Contact.objects.exists()


def test_reading_needs_a_reason_and_is_in_the_ledger(town, voice):
    planner = town.actor("planner", "w-kami-machi")
    with pytest.raises(BadInput):
        read_contact(planner, voice=voice, because=" ")
    assert not Entry.objects.filter(operation="read_contact").exists()
    assert read_contact(planner, voice=voice, because="お返事のため")["name"] == "水野花子"
    entry = Entry.objects.get(operation="read_contact")
    assert (entry.user_id, entry.object_id) == (planner.user_id, voice.pk)
    assert "お返事" not in entry.facts
    assert Remark.objects.get(about="read_contact").text == "お返事のため"


def test_the_page_shows_them_only_after_the_reason(town, voice):
    planner, address = town.browser("planner", "w-kami-machi"), f"/desk/voice/{voice.pk}/contact/"
    before, without = planner.get(address), planner.post(address, {"because": ""})
    assert (before.status_code, without.status_code) == (200, 422)
    assert "水野" not in before.content.decode() + without.content.decode()
    after = planner.post(address, {"because": "お返事のため"})
    assert "hanako@example.jp" in after.content.decode()
    assert after["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "who",
    [
        ("planner", "w-shimo-machi"),
        ("mayor", "w-shimo"),
        ("clerk", "w-kami-kumin"),
        ("liaison", "c-sakura"),
        ("hq", "hq-road"),
        ("hq_head", "hq-kocho"),
        ("policy", "hq-seisaku"),
        ("auditor", "hq-seisaku"),
        ("it", "hq-seisaku"),
    ],
)
def test_who_does_not_answer_does_not_read(town, voice, who):
    with pytest.raises(NotPermitted):
        read_contact(town.actor(*who), voice=voice, because="知りたい")
    assert town.browser(*who).get(f"/desk/voice/{voice.pk}/contact/").status_code == 403
    assert not Entry.objects.filter(operation="read_contact").exists()


def test_who_left_nothing_cannot_be_reached(town):
    with pytest.raises(WrongState):
        read_contact(town.actor("planner", "w-kami-machi"), voice=kami_voice(town), because="お返事のため")


def test_moved_to_another_voice_it_does_not_open(town, voice):
    other = kami_voice(town, contact=PersonalDetails(name="田中"))
    Contact.objects.filter(voice=other).update(sealed=Contact.objects.get(voice=voice).sealed)
    with pytest.raises(ValueError, match="no key opens"):
        read_contact(town.actor("planner", "w-kami-machi"), voice=other, because="お返事のため")


@pytest.mark.parametrize("place", [0, 11, 12, -1])
def test_a_changed_bit_is_noticed(place):
    sealed = bytearray(contacts.seal({"name": "水野"}, "receipt"))
    sealed[place] ^= 1
    with pytest.raises(ValueError, match="no key opens"):
        contacts.unseal(bytes(sealed), "receipt")


def test_old_keys_still_open_and_new_ones_seal(settings):
    sealed = contacts.seal({"name": "水野"}, "receipt")
    old = settings.CONTACT_KEYS[0]
    settings.CONTACT_KEYS = ["a new key of at least thirty-two letters", old]
    assert contacts.unseal(sealed, "receipt") == {"name": "水野"}
    resealed = contacts.seal({"name": "水野"}, "receipt")
    settings.CONTACT_KEYS = [old]
    with pytest.raises(ValueError, match="no key opens"):
        contacts.unseal(resealed, "receipt")
