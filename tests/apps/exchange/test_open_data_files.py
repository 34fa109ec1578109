"""Open data as files: what goes out, what stays inside, in which form."""

import csv
import gzip
import io
import json

import pytest

from tests.apps.voices.scenes import kami_voice
from wakimizu.apps.exchange.opendata.catalogue import DATASETS
from wakimizu.apps.voices.models import Voice
from wakimizu.apps.voices.operations import publish_voice


def fetched(browser, address, **headers):
    answer = browser.get(address, headers=headers)
    assert answer.status_code == 200, answer.content
    return answer.getvalue()


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
    assert gzip.decompress(answer.getvalue()) == plain


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


def test_a_long_file_goes_alone_and_a_short_one_beside_it(town, monkeypatch, english):
    monkeypatch.setattr("wakimizu.apps.exchange.opendata.table.PAGE", 1)
    voices = [published(town, text=f"声{number}").pk for number in range(6)]
    long = town.browser().get("/opendata/voices.csv")
    assert long.streaming
    assert town.browser().get("/opendata/voices.json").status_code == 429
    assert town.browser().get("/opendata/needs.csv").status_code == 200
    rows = list(csv.DictReader(io.StringIO(long.getvalue().decode())))
    assert [int(row["番号"]) for row in rows] == voices
    second = town.browser().get("/opendata/voices.json")
    assert second.status_code == 200
    second.close()  # the reader goes away
    assert town.browser().get("/opendata/voices.csv").getvalue()


def test_the_moments_of_a_file_are_those_of_japan(town):
    published(town)
    (row,) = table(town.browser(), "/opendata/voices.csv")
    assert (row["受付日時"], row["回答日時"]) == ("2026-11-24T09:00:00+09:00", "")
    assert row["回答期限"] == Voice.objects.get().due.isoformat()
