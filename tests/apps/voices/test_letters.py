"""Letters as PDF: looked through, rewritten as bare pages, served as files to those who may see the voice alone."""

import io
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader, PdfWriter

from tests.apps.voices.papers import acting, annotated, pdf, with_field, with_photo
from tests.apps.voices.pictures import SECRET, jpeg
from wakimizu.apps.voices import letters
from wakimizu.apps.voices.letters import clean
from wakimizu.apps.voices.models import Letter, Voice
from wakimizu.apps.voices.operations import erase_voice
from wakimizu.shared.errors import BadInput

NUMBER = "1234-5678-9018"


def taken(content):
    return clean(io.BytesIO(content), len(content))


def test_the_words_stay_and_what_stands_about_the_file_goes():
    paper = taken(pdf("The street light is out", about={"/Author": SECRET, "/Title": SECRET}))
    read = PdfReader(io.BytesIO(paper.pdf))
    assert "street light" in read.pages[0].extract_text()
    assert (paper.pages, paper.checked) == (1, True)
    assert not set(read.metadata or {}) - {"/Producer"}
    assert SECRET.encode() not in paper.pdf and SECRET.encode("utf-16-be") not in paper.pdf


@pytest.mark.parametrize(
    "content",
    [
        pdf(f"My number {NUMBER}"),
        pdf("first", NUMBER),
        pdf(about={"/Title": NUMBER}),
        pdf(then=annotated("/Text", Contents=NUMBER)),
        pdf(then=with_field(NUMBER)),
    ],
    ids=["words", "second page", "about the file", "comment", "field"],
)
def test_a_my_number_anywhere_in_it_is_stopped(english, content):
    with pytest.raises(BadInput, match="My Number"):
        taken(content)


def locked(content):
    writer = PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt("secret")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"", "not a PDF"),
        (jpeg(), "not a PDF"),
        (b"%PDF-1.7\n" + b"x" * 2000, "not a PDF"),
        (pdf()[:-400], "not a PDF"),
        (locked(pdf()), "locked"),
        (pdf(*["page"] * 21), "at most 20 pages"),
        (pdf(then=acting("/JavaScript")), "programs or other files"),
        (pdf(then=acting("/Launch")), "programs or other files"),
        (pdf(then=lambda writer, _page: writer.add_attachment("x.exe", b"MZ")), "programs or other files"),
        (pdf(then=annotated("/Text", Contents="see above")), "fields or comments"),
        (pdf(then=with_field("Mizuno")), "fields or comments"),
    ],
    ids=[
        "nothing",
        "a photo",
        "noise",
        "torn",
        "locked",
        "long",
        "script",
        "a program",
        "a file inside",
        "comment",
        "field",
    ],
)
def test_what_is_no_plain_letter_is_refused_with_what_to_do(english, content, because):
    with pytest.raises(BadInput, match=because):
        taken(content)


def test_one_too_large_is_not_read(english, settings):
    settings.LETTER_BYTES = 100
    with pytest.raises(BadInput, match="at most"):
        taken(pdf())


def test_a_page_that_unpacks_to_too_much_ends_its_own_process_only(english):
    bomb = zlib.compress(bytes(120_000_000), 1)

    def swell(writer, page):
        from pypdf.generic import NameObject, StreamObject

        stream = StreamObject()
        stream._data = bomb
        stream[NameObject("/Filter")] = NameObject("/FlateDecode")
        page[NameObject("/Contents")] = writer._add_object(stream)

    with pytest.raises(BadInput, match="not a PDF we can read"):
        taken(pdf(then=swell))


def test_one_that_takes_too_long_is_given_up(english, monkeypatch):
    monkeypatch.setattr(letters, "SECONDS", 0.001)
    with pytest.raises(BadInput, match="not a PDF we can read"):
        taken(pdf())


def test_a_scan_is_kept_and_said_not_to_be_checked():
    assert not taken(pdf("words", "")).checked


def test_pictures_in_it_lose_what_the_camera_wrote():
    photo = jpeg()
    assert b"Camera of Mizuno" in photo
    paper = taken(pdf(then=with_photo(photo)))
    assert b"Camera of Mizuno" not in paper.pdf and b"Exif" not in paper.pdf and SECRET.encode() not in paper.pdf
    image = PdfReader(io.BytesIO(paper.pdf)).pages[0].images[0].image
    assert image.size == (40, 20)


class TestByHand:
    def send(self, town, *contents, text="街灯の件で手紙を書きました"):
        files = [SimpleUploadedFile("水野花子123456789018.pdf", each, "application/pdf") for each in contents]
        facts = {"text": text, "district": "43991-01", "submission": "a" * 32, "letters": files}
        return town.browser().post("/en/say/", facts)

    def test_it_comes_with_the_voice_and_its_name_does_not(self, town):
        assert self.send(town, pdf()).status_code == 302
        letter = Letter.objects.get()
        assert letter.voice == Voice.objects.get()
        answer = town.browser().get(f"/letter/{letter.voice.receipt}/{letter.pk}/")
        assert answer["Content-Disposition"] == f'attachment; filename="letter-{letter.pk}.pdf"'
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
        assert "sandbox" in answer["Content-Security-Policy"]

    def test_one_with_a_my_number_is_told_at_its_field_and_leaves_nothing(self, town):
        answer = self.send(town, pdf(NUMBER))
        assert answer.status_code == 422 and "My Number" in str(answer.context["form"].errors["letters"])
        assert not Voice.objects.exists()

    def test_three_are_too_many(self, town):
        assert self.send(town, pdf(), pdf(), pdf()).status_code == 422

    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ((), 403),
            (("planner", "w-kami-machi"), 200),
            (("planner", "w-shimo-machi"), 403),
            (("it", "hq-seisaku"), 403),
        ],
    )
    def test_who_may_open_it(self, town, who, status):
        self.send(town, pdf())
        assert town.browser(*who).get(f"/letter/{Letter.objects.get().pk}/").status_code == status

    def test_another_receipt_does_not_open_it(self, town):
        self.send(town, pdf())
        other = town.say()
        assert town.browser().get(f"/letter/{other.receipt}/{Letter.objects.get().pk}/").status_code == 404

    def test_the_clerk_is_told_that_a_scan_was_not_looked_through(self, town):
        self.send(town, pdf(""))
        page = town.browser("planner", "w-kami-machi").get(f"/en/desk/voice/{Voice.objects.get().pk}/").content.decode()
        assert "could not be looked through for a My Number" in page

    def test_it_is_erased_with_the_voice(self, town):
        self.send(town, pdf())
        erase_voice(town.actor("planner", "w-kami-machi"), voice=Voice.objects.get(), because="本人の申し出")
        assert not Letter.objects.exists()
