"""Visits and meetings: noted once, corrected, refused where they cannot be; voices heard there get receipts."""

import secrets
from datetime import date, time, timedelta

import pytest

from tests.apps.community.community_scenes import LIAISON, PLANNER, TODAY, meeting, partner_of, typed, visit_of
from tests.apps.voices.pictures import jpeg
from tests.apps.voices.scenes import MY_NUMBER, need_of, operations_on
from tests.apps.voices.test_photos import cleaned, file
from wakimizu.apps.community import queries
from wakimizu.apps.community.models import Partner, Visit, VisitPhoto, VisitVoice
from wakimizu.apps.community.operations.visits import change_visit, hear_voice
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices.models import Voice
from wakimizu.apps.voices.operations import Said, ask_support
from wakimizu.shared.errors import BadInput, NotPermitted


def said(text="街灯が消えていて怖い", **more):
    return Said(text=text, channel="web", submission=secrets.token_hex(16), **more)


def test_a_visit_says_who_met_whom_where(town):
    council = partner_of(town)
    post = town.posts[LIAISON]
    made = visit_of(town, partners=[council], went=[post], residents=12, members=5, officials=1)
    kept = queries.visit_numbered(made.pk)
    assert [each.name for each in kept.districts.all()] == ["桜校区"]
    assert list(kept.partners.all()) == [council]
    assert list(kept.went.all()) == [post]
    assert kept.attendance == 18
    assert (kept.ward, kept.office) == (town.areas["43991"], town.offices["c-sakura"])
    assert operations_on(made) == ["note_visit"]


def test_the_ledger_knows_the_words_by_digest_only(town):
    visit_of(town, minutes="佐藤さんの家の前の街灯")
    facts = Entry.objects.get(operation="note_visit").facts
    assert "佐藤" not in facts
    assert "定例会" not in facts


def test_the_same_sending_again_is_the_same_visit(town):
    first = visit_of(town, sending="a" * 32)
    again = visit_of(town, sending="a" * 32, title="別の題")
    assert again.pk == first.pk
    assert Visit.objects.get().title == "自治協議会の定例会"
    assert operations_on(first) == ["note_visit"]


def test_another_wards_sending_is_not_handed_out(town):
    visit_of(town, sending="a" * 32)
    with pytest.raises(NotPermitted):
        visit_of(
            town, by=town.actor("planner", "w-shimo-machi"), office="w-shimo-machi", sending="a" * 32,
            districts=[town.areas["43992-01"]],
        )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"begins": time(20), "ends": time(19)}, "ends"),
        ({"begins": time(20), "ends": time(20)}, "ends"),
        ({"begins": None, "ends": time(19)}, "begins"),
        ({"districts": []}, "districts"),
        ({"title": "  "}, "title"),
        ({"minutes": f"番号は {MY_NUMBER} です"}, "minutes"),
        ({"place": MY_NUMBER}, "place"),
        ({"minutes": "長" * 20_001}, "minutes"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(town, more, field):
    with pytest.raises(BadInput) as refusal:
        visit_of(town, **more)
    assert refusal.value.field == field
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "who", [("clerk", "w-kami-kumin"), ("mayor", "w-kami"), ("hq", "hq-road"), ("policy", "hq-seisaku")]
)
def test_only_the_wards_liaison_and_planner_note(town, who):
    with pytest.raises(NotPermitted):
        visit_of(town, by=town.actor(*who))


def test_another_ward_may_not_change_it(town):
    with pytest.raises(NotPermitted):
        change_visit(town.actor("planner", "w-shimo-machi"), visit=visit_of(town), meeting=meeting(town))


def test_minutes_can_follow(town):
    made = visit_of(town, minutes="")
    change_visit(town.actor(*PLANNER), visit=made, meeting=meeting(town, minutes="あとから書いた。"))
    made.refresh_from_db()
    assert made.minutes == "あとから書いた。"
    assert operations_on(made) == ["note_visit", "change_visit"]


def test_a_voice_heard_there_is_a_voice_like_any_other(town):
    made = visit_of(town)
    voice = hear_voice(town.actor(*LIAISON), visit=made, said=said(), book=town.book, catalogue=town.catalogue)
    assert voice.channel == "meeting"
    assert voice.district == town.areas["43991-01"]  # the meeting's only district
    assert len(voice.receipt) == 14
    assert [each.voice for each in made.heard.all()] == [voice]
    assert operations_on(voice) == ["receive_voice"]


@pytest.fixture
def heard(town):
    """A meeting in 上区 where three things were said: to HQ's roads, to 上区, and to 下区."""
    made = visit_of(town)
    places = {"道路の陥没がある": "43991-01", "街灯が暗い": "43991-01", "松林が荒れている": "43992-01"}
    voices = [
        hear_voice(
            town.actor(*LIAISON), visit=made, said=said(text, district=town.areas[code]), book=town.book, catalogue=town.catalogue
        )
        for text, code in places.items()
    ]  # fmt: skip
    assert [each.office.code for each in voices] == ["hq-road", "w-kami-machi", "w-shimo-machi"]
    return made, voices


@pytest.mark.parametrize(
    ("who", "opened", "others"),
    [
        (LIAISON, [0, 1, 2], ""),  # who noted them
        (PLANNER, [0, 1], "1 more voice was heard there"),
        (("hq", "hq-road"), [0], "2 more voices were heard there"),
        (("auditor", "hq-seisaku"), [], "3 voices were heard there"),
        (("policy", "hq-seisaku"), [0, 1, 2], ""),
    ],
)
def test_a_voice_is_shown_to_who_may_open_it(town, heard, who, opened, others):
    visit, voices = heard
    page = town.browser(*who).get(f"/en/desk/visit/{visit.pk}/").content.decode()
    assert [n for n, each in enumerate(voices) if each.text in page] == opened
    assert others in page
    assert ("heard there; " in page) is bool(others)


def test_receipts_are_for_who_hands_them_out(town, heard):
    visit, voices = heard
    for who, receipts in ((LIAISON, 3), (PLANNER, 2), (("mayor", "w-kami"), 0), (("hq", "hq-road"), 0), (("policy", "hq-seisaku"), 0)):  # fmt: skip
        page = town.browser(*who).get(f"/en/desk/visit/{visit.pk}/").content.decode()
        assert sum(each.receipt in page for each in voices) == receipts


def test_another_ward_sees_neither_the_visit_nor_its_voices(town, heard):
    answer = town.browser("planner", "w-shimo-machi").get(f"/en/desk/visit/{heard[0].pk}/")
    assert answer.status_code == 403
    assert "松林" not in answer.content.decode()


def test_an_office_with_a_part_in_the_need_sees_its_voice(town, heard):
    visit, voices = heard
    page = f"/en/desk/visit/{visit.pk}/"
    assert "街灯が暗い" not in town.browser("hq", "hq-road").get(page).content.decode()
    need = need_of(town, voices[1])
    ask_support(
        town.actor(*PLANNER), need=need, office=town.offices["hq-road"], asked_for="調べてほしい", due=TODAY + timedelta(days=5)
    )  # fmt: skip
    assert "街灯が暗い" in town.browser("hq", "hq-road").get(page).content.decode()


def test_a_voice_sent_twice_is_heard_once(town):
    made, words = visit_of(town), said()
    heard = [
        hear_voice(town.actor(*LIAISON), visit=made, said=words, book=town.book, catalogue=town.catalogue)
        for _time in range(2)
    ]
    assert heard[0].pk == heard[1].pk
    assert (Voice.objects.count(), VisitVoice.objects.count()) == (1, 1)


def test_a_refused_voice_leaves_nothing(town):
    made = visit_of(town)
    with pytest.raises(BadInput):
        hear_voice(
            town.actor(*LIAISON),
            visit=made,
            said=said(f"私の番号は{MY_NUMBER}"),
            book=town.book,
            catalogue=town.catalogue,
        )
    assert not VisitVoice.objects.exists()
    assert not Voice.objects.exists()


# ── on the screens ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_noting_a_meeting_then_its_voices(town):
    council, browser = partner_of(town), town.browser(*LIAISON)
    answer = browser.post(
        "/desk/visits/new/",
        typed(
            partners=[str(council.pk)],
            begins="19:00",
            ends="20:30",
            minutes="街灯の話",
            residents="12",
            photos=[file(jpeg())],
        ),
    )
    made = Visit.objects.get()
    assert answer.url == f"/desk/visit/{made.pk}/"
    photo = bytes(VisitPhoto.objects.get().jpeg)
    assert b"Mizuno" not in photo
    assert b"Exif" not in photo
    answer = browser.post(
        f"/desk/visit/{made.pk}/voice/",
        {"text": "街灯が暗い", "district": "43991-01", "submission": secrets.token_hex(16)},
        follow=True,
    )
    receipt = Voice.objects.get().receipt
    assert receipt in answer.content.decode()
    assert f"/desk/voice/{Voice.objects.get().pk}/" in answer.content.decode()


def test_a_meeting_that_ends_before_it_begins_keeps_what_was_typed(town):
    answer = town.browser(*LIAISON).post(
        "/en/desk/visits/new/", typed(begins="20:00", ends="19:00", minutes="大事なことを書いた")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "It cannot end before it begins." in page
    assert 'href="#id_ends"' in page
    assert "大事なことを書いた" in page
    assert not Visit.objects.exists()


def test_correcting_a_visit_drops_nobody_who_was_there(town):
    """A partner that has ended since, a colleague who has moved on, a district of another ward."""
    gone, post = partner_of(town), town.posts[PLANNER]
    here, there = town.areas["43991-01"], town.areas["43992-01"]
    made = visit_of(town, partners=[gone], went=[post], districts=[here, there])
    Partner.objects.filter(pk=gone.pk).update(ended_on=TODAY)
    type(post).objects.filter(pk=post.pk).update(valid_to=TODAY)
    browser, address = town.browser(*LIAISON), f"/en/desk/visit/{made.pk}/change/"
    form = browser.get(address).context["form"]
    known = {name: form.initial[name] for name in ("districts", "partners", "went")}
    assert browser.post(address, typed(**known, minutes="書き足した。")).status_code == 302
    made.refresh_from_db()
    assert made.minutes == "書き足した。"
    assert (set(made.districts.all()), set(made.partners.all()), set(made.went.all())) == (
        {here, there},
        {gone},
        {post},
    )
    assert gone.name not in browser.get("/en/desk/visits/new/").content.decode()


def test_a_file_that_is_no_photo_is_refused_at_its_field(town):
    sent = typed(photos=[file(b"no picture")])
    answer = town.browser(*LIAISON).post("/en/desk/visits/new/", sent)
    assert answer.status_code == 422
    assert 'href="#id_photos"' in answer.content.decode()
    assert not Visit.objects.exists()


def test_photos_are_for_who_sees_the_visit(town):
    visit_of(town, pictures=[cleaned(jpeg())])
    address = f"/visit-photo/{VisitPhoto.objects.get().pk}/"
    assert town.browser(*LIAISON).get(address).status_code == 200
    assert town.browser("hq", "hq-road").get(address).status_code == 200
    assert town.browser("planner", "w-shimo-machi").get(address).status_code == 403
    assert town.browser().get(address).status_code == 404


def test_other_wards_do_not_find_it_in_their_list(town):
    visit_of(town)
    assert "自治協議会の定例会" in town.browser(*PLANNER).get("/desk/visits/").content.decode()
    assert "自治協議会の定例会" not in town.browser("planner", "w-shimo-machi").get("/desk/visits/").content.decode()
    assert "自治協議会の定例会" in town.browser("hq", "hq-road").get("/desk/visits/?area=43991-01").content.decode()


# ── who was not met ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_districts_that_nobody_met_stand_first(town):
    visit_of(town, day=TODAY - timedelta(days=100))
    gaps = queries.district_gaps(town.book, town.areas["43991"].pk, TODAY)
    assert [(gap.about.name, gap.days) for gap in gaps] == [("川端校区", None), ("桜校区", 100)]
    assert [gap.about.name for gap in gaps if gap.longer_than(101)] == ["川端校区"]


@pytest.mark.parametrize(("kind", "days"), [("visit", 10), ("meeting", 10), ("event", 10), ("call", None)])
def test_a_telephone_call_is_no_visit(town, kind, days):
    visit_of(town, kind=kind, day=TODAY - timedelta(days=10))
    gap = next(gap for gap in queries.district_gaps(town.book, None, TODAY) if gap.about.code == "43991-01")
    assert gap.days == days


def test_a_meeting_to_come_does_not_count_yet(town):
    visit_of(town, day=TODAY + timedelta(days=3))
    assert all(gap.days is None for gap in queries.district_gaps(town.book, None, TODAY))


def test_partners_are_counted_too(town):
    met, unmet = partner_of(town), partner_of(town, "桜第一町内自治会", kind="neighbours")
    partner_of(town, "昔の会", ended_on=date(2025, 4, 1))
    visit_of(town, partners=[met], day=TODAY - timedelta(days=40))
    gaps = queries.partner_gaps(town.book, town.areas["43991"].pk, TODAY)
    assert [(gap.about, gap.days) for gap in gaps] == [(unmet, None), (met, 40)]


def test_the_liaisons_desk_and_the_districts_sheet_tell(town):
    desk = town.browser(*LIAISON).get("/en/desk/").content.decode()
    assert "Districts not met for 90 days" in desk
    assert "Sakura" in desk
    visit_of(town, at=town.actor(*LIAISON).at, day=TODAY - timedelta(days=5))
    sheet = town.browser(*LIAISON).get("/en/desk/district/43991-01/").content.decode()
    assert "visits and meetings in the last year" in sheet
    assert "自治協議会の定例会" in sheet
    other = town.browser("planner", "w-shimo-machi").get("/en/desk/district/43991-01/").content.decode()
    assert "自治協議会の定例会" not in other
