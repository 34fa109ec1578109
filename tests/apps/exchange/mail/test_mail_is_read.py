"""Mails as they really come: every Japanese charset, HTML alone, quotations and signatures, broken ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.apps.exchange.mail.letterbox import jis, letter, raw
from wakimizu.apps.exchange.mail.charsets import decoded, header_text
from wakimizu.apps.exchange.mail.letters import read, text_of_html, without_quotes, without_signature

SAID = "公園の街灯①が消えています。髙橋㈱の前です。"


@pytest.mark.parametrize(
    ("charset", "octets"),
    [
        ("utf-8", SAID.encode()),
        ("ISO-2022-JP", jis(SAID)),
        ("iso-2022-jp-ms", jis(SAID)),
        ("Shift_JIS", SAID.encode("cp932")),
        ("cp932", SAID.encode("cp932")),
        ("windows-31j", SAID.encode("cp932")),
        ("x-unknown", SAID.encode("cp932")),
        ("us-ascii", SAID.encode()),
        ("", SAID.encode()),
        ("", SAID.encode("cp932")),
        ("", jis(SAID)),
    ],
)
def test_every_charset_of_japanese_mail(charset, octets):
    assert read(raw(b"x", octets, charset)).said == SAID


def test_euc_and_half_width_kana():
    assert decoded("街灯が消えた".encode("euc_jp"), "EUC-JP") == "街灯が消えた"
    assert decoded(b"\x1b(I6^\x1b(B!", "iso-2022-jp") == "ｶﾞ!"


@pytest.mark.parametrize(
    "subject",
    [
        "=?ISO-2022-JP?B?GyRCMzlFdCRyRD4kNyRGGyhC?=",
        "=?utf-8?B?6KGX54Gv44KS55u044GX44Gm?=",
        "=?UTF-8?Q?=E8=A1=97=E7=81=AF=E3=82=92?=\r\n =?UTF-8?Q?=E7=9B=B4=E3=81=97=E3=81=A6?=",
        "=?Shift_JIS?B?ipORlIKwkryCtYLE?=",
    ],
)
def test_subjects_are_decoded(subject):
    assert header_text(subject)[-2:] == "して"


def test_a_subject_that_was_never_encoded():
    assert read(raw("街灯".encode("cp932"), b"x", "cp932")).subject == "街灯"


@given(st.text(alphabet=st.sampled_from("公園のガラスが①②ＡＢ亜腕弌熙 abc\n-"), max_size=60))
def test_what_is_written_in_jis_is_read_again(text):
    assert decoded(jis(text), "iso-2022-jp") == text


@given(st.binary(max_size=400))
def test_no_octets_break_the_reader(octets):
    assert isinstance(read(octets).said, str)
    assert isinstance(read(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + octets).said, str)


def test_html_alone_becomes_text():
    html = "<style>p{}</style><p>街灯が<b>消え</b>ています。</p><p>夜は<br>暗いです。<script>x()</script></p>"
    message = letter("x")
    message.set_content(html, subtype="html")
    assert read(message.as_bytes()).said.split() == ["街灯が消えています。", "夜は", "暗いです。"]
    assert text_of_html("a &lt;b&gt; &amp; c") == "a <b> & c"


@pytest.mark.parametrize(
    "text",
    [
        "未解決\n\n2026年11月24日(火) 9:00 湧水市 <koe@city.example>:\n\n> お返事します。\n> 街灯を取り替えました。",
        "未解決\n\nOn Tue, Nov 24, 2026 at 9:00 AM City <koe@city.example> wrote:\n> We answer",
        "未解決\n\n-----Original Message-----\nFrom: koe@city.example\nお返事します。",
        "未解決\n\n----- 元のメッセージ -----\nお返事します。",
        "> お返事します。\n\n未解決",
    ],
)
def test_quotations_are_cut(text):
    assert without_quotes(text) == "未解決"


@pytest.mark.parametrize(
    "signature",
    [
        "-- \n山田花子\n090-0000-0000",
        "--\n山田花子",
        "━━━━━━━━\n山田花子\n湧水市桜1-1\n━━━━━━━━",
        "*****************\n山田",
    ],
)
def test_signatures_are_cut(signature):
    assert without_signature(f"街灯が消えています。\n\n{signature}") == "街灯が消えています。"


def test_a_drawn_line_far_from_the_end_is_no_signature():
    text = "一つ目\n----------\n" + "\n".join(f"{n}行目" for n in range(20))
    assert without_signature(text) == text


def test_what_stands_below_a_drawn_line_and_is_no_signature_stays():
    text = "街灯が消えています。\n----------\n公園の水道も直してください。"
    assert without_signature(text) == text


def test_a_quotation_in_a_mail_that_answers_nothing_stays():
    assert read(letter("町内会で言われたこと\n> 街灯が暗い\n直してください").as_bytes()).said.count("街灯が暗い") == 1


def test_the_same_mail_by_another_way_is_known():
    message = letter()
    first = read(b"Received: by mx1\r\n" + message.as_bytes())
    assert first.digest == read(b"Received: by mx2\r\nX-Spam: no\r\n" + message.as_bytes()).digest
    assert first.digest != read(letter().as_bytes()).digest
