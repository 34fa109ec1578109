"""A My Number is stopped before it is stored or logged: people are asked to take it out, files are masked."""

import logging

import pytest
from django.apps import apps
from django.utils.html import strip_tags

from tests.apps.voices.scenes import LATER, MY_NUMBER, answered, draft_of, form, kami_voice, need_of, submitted
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.imports import import_voices
from wakimizu.apps.voices.models import Contact, Voice
from wakimizu.shared.errors import BadInput
from wakimizu.shared.scoping import all_cities

WORDS = f"私の番号は{MY_NUMBER}です"
PLANNER, MAYOR = ("planner", "w-kami-machi"), ("mayor", "w-kami")


def everything_stored() -> str:
    """All that every table of ours holds."""
    with all_cities():
        rows = [list(model._base_manager.values_list()) for model in apps.get_models() if model._meta.managed]
    return str(rows)


@pytest.fixture
def nothing_kept(caplog):
    """After the test, no table and no log line holds the number."""
    caplog.set_level(logging.DEBUG)
    yield
    for spelling in (MY_NUMBER, MY_NUMBER.replace("-", "")):
        assert spelling not in everything_stored()
        assert spelling not in caplog.text


@pytest.fixture
def desk(town, nothing_kept):
    """A matter in every state in which words can be written about it."""
    waiting = kami_voice(town, may_publish=True, contact=operations.PersonalDetails(name="水野"))
    need = need_of(town, kami_voice(town), kami_voice(town), title="街灯")
    part = operations.ask_support(
        town.actor(*PLANNER), need=need, office=town.offices["w-kami-kumin"], asked_for="名簿", due=LATER
    )
    other = need_of(town, title="公園の木")
    approval = need_of(town, title="公園のベンチ")
    submitted(town, approval)
    done = kami_voice(town)
    answered(town, need_of(town, done, title="公園の水道"))
    return {
        "waiting": waiting.pk, "need": need.pk, "part": part.pk, "other": other.pk, "approval": approval.pk,
        "done": done.pk, "receipt": done.receipt, "voice": need.links.first().voice_id,
    }  # fmt: skip


OFFICE_AND_DAY = {"office": "w-shimo-machi", "due": "2099-12-01"}
FIELDS = [
    ("", "/say/", "text", {}),
    ("", "/say/", "place", {}),
    ("", "/say/", "name", {}),
    ("", "/say/", "phone", {}),
    ("", "/follow/{receipt}/reopen/", "because", {}),
    (PLANNER, "/desk/note/", "text", {"channel": "phone"}),
    (PLANNER, "/desk/note/", "name", {"channel": "phone"}),
    (
        PLANNER,
        "/desk/voice/{waiting}/raise/",
        "title",
        {"topic": "other", "sphere": "city", "lead": "w-kami-machi", "due": "2099-12-01"},
    ),
    (PLANNER, "/desk/voice/{waiting}/pass/", "because", {"office": "w-shimo-machi"}),
    (PLANNER, "/desk/voice/{waiting}/publish/", "text", {}),
    (PLANNER, "/desk/voice/{waiting}/aside/", "because", {}),
    (PLANNER, "/desk/voice/{waiting}/erase/", "because", {}),
    (PLANNER, "/desk/voice/{waiting}/contact/", "because", {}),
    (PLANNER, "/desk/voice/{done}/reopen/", "because", {}),
    (PLANNER, "/desk/need/{need}/draft/", "text", {"ending": "solved"}),
    (PLANNER, "/desk/need/{need}/draft/", "owner", {"ending": "not_ours", "text": "県の道路です"}),
    (PLANNER, "/desk/need/{need}/support/", "asked_for", OFFICE_AND_DAY),
    (PLANNER, "/desk/need/{need}/assign/", "because", OFFICE_AND_DAY),
    (PLANNER, "/desk/need/{need}/extend/", "because", {"due": "2099-12-01"}),
    (PLANNER, "/desk/need/{need}/merge/", "because", {"into": "{other}"}),
    (PLANNER, "/desk/need/{need}/split/", "title", {"voices": "{voice}", "lead": "w-kami-machi"}),
    (PLANNER, "/desk/need/{need}/remark/", "text", {}),
    (PLANNER, "/desk/part/{part}/give/", "contribution", {}),
    (PLANNER, "/desk/part/{part}/decline/", "contribution", {}),
    (MAYOR, "/desk/need/{approval}/return/", "because", {}),
]


@pytest.mark.parametrize(
    ("who", "address", "field", "filled"), FIELDS, ids=[f"{address}{field}" for _who, address, field, _filled in FIELDS]
)
def test_every_field_for_words_refuses_it_with_a_sentence(town, desk, who, address, field, filled):
    start = form() if address in ("/say/", "/desk/note/") else {}
    number = MY_NUMBER if field == "phone" else WORDS
    filled = {name: value.format(**desk) for name, value in filled.items()}
    response = town.browser(*who).post("/en" + address.format(**desk), {**start, **filled, field: number})
    assert response.status_code == 422
    assert "My Number" in response.content.decode()


def test_the_same_words_without_it_are_taken(town, desk):
    for who, address, field, filled in FIELDS[:5]:
        start = form() if address == "/say/" else {}
        words = "096-000-0000" if field == "phone" else "私の番号は秘密です"
        response = town.browser(*who).post(address.format(**desk), {**start, **filled, field: words})
        assert response.status_code == 302, address


def test_a_file_is_masked_beyond_recovery(town, nothing_kept):
    lines = ["番号,内容,場所,氏名", f"1,{WORDS},{MY_NUMBER}の前,花子{MY_NUMBER}", "2,街灯が消えています,,"]
    report = import_voices(town.actor(*PLANNER), town.city, town.book, town.catalogue, "\n".join(lines).encode())
    assert report.counts["added"] == 2
    assert [line.number for line in report.told] == [2]
    voice = Voice.objects.get(text__startswith="私の番号は")
    assert voice.text == "私の番号は＊＊＊＊-＊＊＊＊-＊＊＊＊です"
    assert "＊＊＊＊" in voice.place
    from wakimizu.apps.voices import contacts

    details = contacts.unseal(bytes(Contact.objects.get(voice=voice).sealed), voice.receipt)
    assert MY_NUMBER not in details["name"]


def test_a_draft_that_is_written_anew_is_guarded_again(town, nothing_kept):
    need = need_of(town)
    draft_of(town, need)
    response = town.browser(*PLANNER).post(f"/desk/need/{need.pk}/draft/", {"ending": "solved", "text": WORDS})
    assert response.status_code == 422
    assert need.answers.get().text == "街灯を取り替えました。"


def told(response) -> list[str]:
    """The lines of the page's error summary."""
    summary = response.content.decode().split('class="error-summary"')[1].split("</ul>")[0]
    return [strip_tags(line).strip() for line in summary.split("<li>")[1:]]


def test_it_is_named_together_with_all_else_that_is_wrong(town, nothing_kept):
    filled = form(text=WORDS, place=f"{MY_NUMBER}の前", email="水野", name=MY_NUMBER, phone=f"{MY_NUMBER} {MY_NUMBER}")
    lines = told(town.browser().post("/en/say/", filled))
    named = [line.split(":")[0] for line in lines if "My Number" in line]
    assert named == ["What would you like to tell us?", "The place in words", "Your name", "Telephone"]
    assert any("This is not an e-mail address" in line for line in lines)
    assert any("at most 20 characters" in line for line in lines)
    assert not any(part in line for line in lines for part in MY_NUMBER.split("-"))


def test_staff_read_it_beside_the_fields_they_left_out(town, desk):
    address = f"/en/desk/voice/{desk['waiting']}/pass/"
    lines = told(town.browser(*PLANNER).post(address, {"because": WORDS}))
    assert [line.split(":")[0] for line in lines] == ["To which office", "Why"]
    assert "My Number" in lines[1]
    assert "fill this in" in lines[0]


def test_words_that_are_too_long_are_looked_through_as_well(town, nothing_kept):
    lines = told(town.browser().post("/en/say/", form(text=WORDS + "あ" * 4000)))
    assert len(lines) == 2
    assert "4000 characters" in lines[0]
    assert "My Number" in lines[1]


def test_the_operation_is_the_last_guard(town, nothing_kept):
    with pytest.raises(BadInput) as refused:
        kami_voice(town, WORDS)
    assert refused.value.field == "text"
