"""Open data as files: what goes out, what stays inside, in which form."""

import csv
import gzip
import io
import json

import pytest

from tests.apps.voices.scenes import kami_voice
from wakimizu.apps.exchange.opendata.catalogue import DATASETS
from wakimizu.apps.voices.operations import publish_voice


def fetched(browser, address, **headers):
    answer = browser.get(address, headers=headers)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def table(browser, address):
    return list(csv.DictReader(io.StringIO(fetched(browser, address).decode())))


def published(town, text="街灯が暗い", **more):
    voice = kami_voice(town, may_publish=True, **more)
    publish_voice(town.actor("planner", "w-kami-machi"), voice=voice, text=text)
    return voice


@pytest.mark.parametrize("name", list(DATASETS))
def test_every_table_comes_in_every_format_with_the_columns_it_documents(town, name):
    dataset, browser = DATASETS[name], town.browser()
    text = fetched(browser, f"/opendata/{name}.csv").decode()
    assert next(csv.reader(io.StringIO(text))) == [column.name for column in dataset.columns]
    assert isinstance(json.loads(fetched(browser, f"/opendata/{name}.json")), list)
    if "geojson" in dataset.formats:
        assert json.loads(fetched(browser, f"/opendata/{name}.geojson"))["type"] == "FeatureCollection"


def test_of_voices_only_the_published_words_go_out(town):
    voice = published(town, text="街灯が暗い")
    kami_voice(town, text="これは公表しない声です")
    text = fetched(town.browser(), "/opendata/voices.csv").decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["番号"], row["声"], row["区"]) == (str(voice.pk), "街灯が暗い", "上区")
    assert voice.text not in text and voice.receipt not in text and "公表しない" not in text


def test_a_formula_in_published_words_is_set_off_and_numbers_stay(town):
    published(town, text="=HYPERLINK(1)")
    (row,) = table(town.browser(), "/opendata/voices.csv")
    assert row["声"] == " =HYPERLINK(1)"


def test_a_byte_order_mark_only_where_it_is_asked_for(town):
    assert not fetched(town.browser(), "/opendata/voices.csv").startswith(b"\xef\xbb\xbf")
    assert fetched(town.browser(), "/opendata/voices.csv?bom=1").startswith(b"\xef\xbb\xbf")


def test_a_client_that_takes_gzip_gets_it(town):
    published(town)
    plain = fetched(town.browser(), "/opendata/voices.csv")
    answer = town.browser().get("/opendata/voices.csv", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip" and "Accept-Encoding" in answer["Vary"]
    assert gzip.decompress(b"".join(answer.streaming_content)) == plain


def test_what_has_not_changed_is_not_sent_again(town):
    first = town.browser().get("/opendata/needs.json")
    again = town.browser().get("/opendata/needs.json", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    kami_voice(town)
    assert town.browser().get("/opendata/needs.json", headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    "address", ["/opendata/secrets.csv", "/opendata/voices.pdf", "/opendata/secrets/", "/opendata/voices.geojson"]
)
def test_what_there_is_not_is_a_sentence(town, english, address):
    answer = town.browser().get(address, headers={"accept-language": "en"})
    assert answer.status_code == 404
    text = answer.content.decode()
    assert "no data set" in text or "does not come as" in text or "データセット" in text or "形式" in text


def test_another_city_has_its_own_rows(town, tonari):
    published(town)
    assert len(table(town.browser(), "/opendata/voices.csv")) == 1
    assert table(tonari.browser(), "/opendata/voices.csv") == []
