"""Open data as files: what goes out, what stays inside, in which form."""

import csv
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
