"""What a resident types finds what another wrote, in a real SQLite FTS5."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wakimizu.engines.language import fold, fts5_query, index_words, tsquery

kanji = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
kana = st.characters(min_codepoint=0x3041, max_codepoint=0x3096)
japanese = st.text(st.one_of(kanji, kana, st.sampled_from("ー々〇ガゴミセンタヶ、。 ・")))
anything = st.text(st.one_of(kanji, kana, st.characters()))


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    tokenizer = "tokenize='unicode61 remove_diacritics 0'"
    connection.execute(f"create virtual table texts using fts5(words, content='', {tokenizer})")
    yield connection
    connection.close()


def found(database: sqlite3.Connection, query: str, *texts: str) -> list[str]:
    database.execute("insert into texts(texts) values ('delete-all')")
    database.executemany("insert into texts(rowid, words) values (?, ?)", enumerate(map(index_words, texts)))
    rows = database.execute("select rowid from texts where texts match ? order by rowid", [fts5_query(query)])
    return [texts[row] for (row,) in rows]


@pytest.mark.parametrize(
    "spellings",
    [
        "引っ越し 引越し 引っ越 引越",
        "手続き 手続",
        "申し込み 申込み 申込",
        "受け付け 受付け 受付",
        "貸し出し 貸出し 貸出",
        "取り扱い 取扱い 取扱",
        "問い合わせ 問合わせ 問合せ 問合",
        "打ち合わせ 打合せ",
        "見積もり 見積り 見積",
        "落とし物 落し物",
        "締め切り 締切り 締切 〆切",
        "届け出 届出",
        "ごみ ゴミ ｺﾞﾐ こ\u3099み",
        "ＬＥＤ LED led",
        "３ヶ月 3か月 3カ月 3ヵ月 3箇月",
        "髙﨑 高崎",
        "辻 辻\U000e0100",
        "ガード カ\u3099ード ｶﾞｰﾄﾞ",
        "水\u200b前\u0000寺 水前寺",
    ],
)
def test_spellings_of_one_word_have_one_key(spellings: str) -> None:
    assert len({fold(word) for word in spellings.split(" ")}) == 1


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("区イベント", "区いべんと"),  # katakana is not okurigana
        ("東区みどり課", "東区みどり課"),  # nor is a word in hiragana
        ("市いじめ相談", "市いじめ相談"),
        ("市し尿処理", "市し尿処理"),
        ("新しい道", "新しい道"),
        ("市民に聞いて、区で決める", "市民に聞いて、区で決める"),
        ("", ""),
    ],
)
def test_folding_leaves_other_words_whole(text: str, key: str) -> None:
    assert fold(text) == key


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("水前寺", "水前 前寺 寺"),
        ("水前寺の公園", "水前 前寺 寺の の公 公園 園"),
        ("道。暗い！", "道 暗"),
        ("LED3丁目", "led3 丁目 目"),
        ("", ""),
        ("！？・…", ""),
    ],
)
def test_index_words_are_pairs_and_the_last_character(text: str, words: str) -> None:
    assert index_words(text) == words


@pytest.mark.parametrize(
    ("query", "fts5", "postgresql"),
    [
        ("水前寺", '"水前 前寺"', "水前 <-> 前寺"),
        ("水前寺　道", '"水前 前寺" "道"*', "水前 <-> 前寺 & 道:*"),
        ("越", '"越"*', "越:*"),
        ("Led", '"led"*', "led:*"),
        ("3丁目", '"3 丁目"', "3 <-> 丁目"),
        ("街灯3", '"街灯 灯 3"*', "街灯 <-> 灯 <-> 3:*"),
        ("", None, None),
        ("　 \n", None, None),
        ("\"'*()&|!:<->\\\0", None, None),
        ('水前" OR 寺*', '"水前" "or"* "寺"*', "水前 & or:* & 寺:*"),
    ],
)
def test_query_is_phrases_of_pairs(query: str, fts5: str | None, postgresql: str | None) -> None:
    assert (fts5_query(query), tsquery(query)) == (fts5, postgresql)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("引越し", "引っ越しの手続きについて"),
        ("引っ越し", "先月引越しました。"),
        ("ゴミ", "生ごみの回収"),
        ("水前寺 街灯", "街灯がない。場所は水前寺公園"),
        ("寺", "水前寺"),
        ("寺", "寺の前"),
        ("公園", "水前寺公園"),
        ("暗い", "道が暗くて"),
        ("センター", "中央区まちづくりｾﾝﾀｰ"),
        ("まちづくり", "校区まちづくり"),
        ("マイナ", "マイナンバー"),
        ("佐々木", "佐々木さん"),
        ("自由ヶ丘", "自由ヶ丘の家"),
        ("二〇二六", "二〇二六年"),
        ("がが", "ががが"),
        ("café", "Cafe\u0301の前"),
    ],
)
def test_search_finds(database: sqlite3.Connection, query: str, text: str) -> None:
    assert found(database, query, text, "別の話") == [text]


@pytest.mark.parametrize(
    ("query", "text"),
    [("水前寺", "水前の寺"), ("前寺", "水前 寺"), ("かい", "がい"), ("道路 公園", "道路だけ"), ("公園前", "公園、前")],
)
def test_search_does_not_find(database: sqlite3.Connection, query: str, text: str) -> None:
    assert found(database, query, text) == []


@given(before=anything, word=st.text(kanji, min_size=2, max_size=20), after=anything)
def test_every_word_of_two_kanji_is_found_in_any_text(
    database: sqlite3.Connection, before: str, word: str, after: str
) -> None:
    assert found(database, word, before + word + after)


@given(text=japanese, ends=st.tuples(st.integers(0, 30), st.integers(2, 30)))
@example(text="焼きいも", ends=(0, 4))
def test_a_piece_from_kanji_to_kanji_is_found_where_it_was_cut(
    database: sqlite3.Connection, text: str, ends: tuple[int, int]
) -> None:
    piece = "前" + text[ends[0] : sum(ends)] + "寺"
    assert found(database, piece, f"水{text}{piece}町{text}")


@given(st.text(st.one_of(st.characters(), st.sampled_from("\"'*():&|!<->\\^-+{}\0 　水前寺あー々ab1")), max_size=150))
@example('"' * 100_000)
@example("水" * 100_000)
@example("ﷺ" * 100)
@example("水 OR NEAR(前 寺, 2) AND NOT * ^col : x")
@example("\ud800\udfff")
@example("\U00031350")
def test_no_query_can_break_the_search(database: sqlite3.Connection, query: str) -> None:
    asked, posted = fts5_query(query), tsquery(query)
    assert (asked is None) == (posted is None)
    if asked and posted:
        found(database, query, "水前寺")
        assert len(asked) < 1000
        assert asked.count('"') % 2 == 0
        assert all(token.removesuffix(":*").isalnum() or token in ("<->", "&") for token in posted.split(" "))


@given(anything)
def test_tokens_are_letters_and_digits(text: str) -> None:
    assert all(token.isalnum() for token in index_words(text).split())


def test_sqlite_keeps_every_token_as_we_wrote_it(database: sqlite3.Connection) -> None:
    ranges = [(0x3041, 0x3100), (0x3400, 0x4DC0), (0x4E00, 0x9FD0), (0xAC00, 0xD7A4), (0x20000, 0x2A6D7), (0xC0, 0x24F)]
    words = index_words(" ".join(f"{chr(code)}1" for start, stop in ranges for code in range(start, stop))).split()
    database.execute("insert into texts(texts) values ('delete-all')")
    database.executemany("insert into texts(rowid, words) values (?, ?)", enumerate(words))
    database.execute("create virtual table temp.terms using fts5vocab('main', 'texts', 'row')")
    terms = {term for (term,) in database.execute("select term from temp.terms")}
    database.execute("drop table temp.terms")
    assert terms == set(words)
