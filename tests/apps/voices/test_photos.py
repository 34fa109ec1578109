"""Photos: nothing of the camera's survives, nothing dangerous is unpacked, and only who may see the voice sees them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.apps.voices.pictures import NO_PICTURES, SECRET, SVG, image, jpeg, png_bomb, png_with_words
from tests.apps.voices.scenes import form, kami_voice
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices import photos
from wakimizu.apps.voices.models import Photo, Voice
from wakimizu.apps.voices.operations import erase_voice
from wakimizu.shared.errors import BadInput


def cleaned(content: bytes) -> photos.Picture:
    return photos.clean(io.BytesIO(content), len(content))


def file(content: bytes, name: str = "photo.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


@pytest.mark.parametrize("content", [jpeg(), png_with_words()], ids=["jpeg", "png"])
def test_nothing_that_the_camera_wrote_survives(content):
    assert b"Mizuno" in content or SECRET.encode() in content
    picture = cleaned(content)
    for word in (b"Mizuno", b"Exif", b"GPS", SECRET.encode(), b"http://ns.adobe.com"):
        assert word not in picture.jpeg
    again = Image.open(io.BytesIO(picture.jpeg))
    assert (again.format, dict(again.getexif()), again.info.get("comment")) == ("JPEG", {}, None)


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (40, 20), (5, 10)), (2, (40, 20), (35, 10)), (3, (40, 20), (35, 10)), (4, (40, 20), (5, 10)),
        (5, (20, 40), (10, 5)), (6, (20, 40), (10, 5)), (7, (20, 40), (10, 35)), (8, (20, 40), (10, 35)),
        (0, (40, 20), (5, 10)), (99, (40, 20), (5, 10)),
    ],
)  # fmt: skip
def test_a_photo_stands_upright(orientation, size, red_at):
    picture = cleaned(jpeg(orientation=orientation))
    assert (picture.width, picture.height) == size
    red, green, _blue = Image.open(io.BytesIO(picture.jpeg)).getpixel(red_at)
    assert red > 150 > green


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "1"), ("PNG", "L"), ("PNG", "LA"), ("PNG", "P"),
        ("PNG", "RGBA"), ("PNG", "I;16"), ("WEBP", "RGB"), ("WEBP", "RGBA"),
    ],
)  # fmt: skip
def test_whatever_a_camera_or_a_scanner_makes_is_taken(kind, mode):
    picture = cleaned(image(kind, mode))
    again = Image.open(io.BytesIO(picture.jpeg))
    assert (again.mode, again.size) == ("RGB", (40, 20))


@pytest.mark.parametrize(("orientation", "size"), [(1, (1600, 1200)), (6, (1200, 1600))])
def test_a_large_photo_is_made_smaller(orientation, size):
    picture = cleaned(jpeg((4000, 3000), orientation=orientation))
    assert (picture.width, picture.height) == size


@pytest.mark.parametrize(
    "content", [png_bomb(10_000, 6_000), png_bomb(30_000, 30_000, content=False)], ids=["60 MP", "900 MP"]
)
def test_a_bomb_is_refused_from_its_header(content, english, monkeypatch):
    assert len(content) < 100_000

    def unpacked(self, *words):
        raise AssertionError("it was unpacked")

    monkeypatch.setattr(Image.Image, "load", unpacked)
    with pytest.raises(BadInput, match="pixels|not a photo"):
        cleaned(content)


@pytest.mark.parametrize("content", NO_PICTURES.values(), ids=NO_PICTURES)
def test_what_is_no_photo_is_refused_whatever_its_name(content, english):
    with pytest.raises(BadInput, match="Send a JPEG, PNG or WebP"):
        cleaned(content)


@given(st.data())
def test_a_damaged_photo_is_taken_or_refused_but_never_breaks_anything(data):
    whole = data.draw(st.sampled_from([jpeg(orientation=6), png_with_words(), image("WEBP")]))
    content = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for place in data.draw(st.lists(st.integers(0, max(len(content) - 1, 0)), max_size=8)):
        if content:
            content[place] = data.draw(st.integers(0, 255))
    try:
        picture = cleaned(bytes(content))
    except BadInput:
        return
    assert picture.jpeg.startswith(b"\xff\xd8")


def test_a_voice_with_photos_is_kept_with_them(town):
    sent = form(photos=[file(jpeg()), file(image("PNG"), "map.png", "image/png")])
    assert town.browser().post("/say/", sent).status_code == 302
    assert [photo.width for photo in Photo.objects.order_by("pk")] == [40, 40]
    assert '"photos":2' in Entry.objects.get(operation="receive_voice").facts


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ([jpeg()] * 4, "at most three"),
        ([b"\xff\xd8\xff" + b"\0" * (8 * 1024 * 1024)], "at most 8 MB"),
        ([SVG], "not a photo"),
        ([jpeg(), SVG], "not a photo"),
        ([png_bomb(10_000, 6_000)], "too many pixels"),
        ([b""], "empty|not a photo"),
    ],
    ids=["four", "over 8 MB", "svg", "one good, one bad", "a bomb", "an empty file"],
)
def test_a_form_with_a_bad_photo_is_refused_with_a_sentence_and_leaves_nothing(town, sent, sentence):
    import re

    response = town.browser().post("/en/say/", form(photos=[file(each) for each in sent]))
    assert response.status_code == 422
    assert re.search(sentence, response.content.decode())
    assert not Voice.objects.exists()
    assert not Photo.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("address", ["/say/", "/en/say/", "/desk/note/"])
def test_a_hundred_megabytes_are_refused_before_they_are_read(town, address):
    """The test's client breaks off if anything of the body is read: there is none."""
    response = town.browser(raise_request_exception=True).generic(
        "POST", address, content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(100 * 1024 * 1024)
    )
    assert response.status_code == 413
    assert "MB" in response.content.decode()


class TestWhoSees:
    @pytest.fixture
    def photo(self, town):
        return Photo.objects.get(voice=kami_voice(town, pictures=[cleaned(jpeg())]))

    def test_who_holds_the_receipt(self, town, photo):
        response = town.browser().get(f"/photo/{photo.voice.receipt}/{photo.pk}/")
        assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response.content == bytes(photo.jpeg)

    def test_not_who_holds_another_receipt(self, town, photo):
        other = kami_voice(town)
        assert town.browser().get(f"/photo/{other.receipt}/{photo.pk}/").status_code == 404
        assert town.browser().get(f"/photo/AAAA-BBBB-CCCC/{photo.pk}/").status_code == 404

    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ((), 403),
            (("planner", "w-kami-machi"), 200),
            (("clerk", "b-kawabata"), 200),
            (("policy", "hq-seisaku"), 200),
            (("planner", "w-shimo-machi"), 403),
            (("hq", "hq-road"), 403),
            (("auditor", "hq-seisaku"), 403),
            (("it", "hq-seisaku"), 403),
        ],
    )
    def test_staff_only_who_may_see_the_voice(self, town, photo, who, status):
        assert town.browser(*who).get(f"/photo/{photo.pk}/").status_code == status

    def test_nobody_in_another_city(self, town, tonari, photo):
        client = tonari.browser("planner", "w-higashi-machi")
        assert client.get(f"/photo/{photo.pk}/").status_code == 404
        assert client.get(f"/photo/{photo.voice.receipt}/{photo.pk}/").status_code == 404

    def test_nobody_once_the_voice_is_erased(self, town, photo):
        erase_voice(town.actor("planner", "w-kami-machi"), voice=photo.voice, because="ご本人の希望")
        assert town.browser().get(f"/photo/{photo.voice.receipt}/{photo.pk}/").status_code == 404
