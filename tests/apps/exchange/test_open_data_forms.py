"""The forms others read: the national columns, DCAT, Atom, iCalendar, GeoJSON."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from tests.apps.community.questions import drafted
from tests.apps.exchange.test_open_data_files import fetched, published, table
from tests.apps.voices.scenes import answered, kami_voice, need_of, shimo_voice
from tests.cast import NOW
from wakimizu.apps.city.models import Office
from wakimizu.apps.community.deliberation.models import Deliberation
from wakimizu.apps.exchange.opendata.catalogue import DATASETS

ATOM = "{http://www.w3.org/2005/Atom}"
OFFICIAL = {
    "facilities-2020": ("公共施設一覧(旧:推奨データセット)", None),
    "population": ("地域・年齢別人口(新)", None),
    "events": ("イベント一覧(新)", -1),  # the last column of that file is the city's own
}


@pytest.mark.parametrize("name", OFFICIAL)
def test_the_national_forms_have_exactly_the_official_columns_in_order(shared_data, name):
    lists = json.loads((shared_data / "opendata" / "open_data_headers.json").read_text())
    official, end = OFFICIAL[name]
    assert [column.name for column in DATASETS[name].columns] == lists[official]["cols"][:end]


def test_every_column_is_documented():
    for dataset in DATASETS.values():
        names = [column.name for column in dataset.columns]
        keys = [column.key for column in dataset.columns]
        assert len(set(names)) == len(names) and len(set(keys)) == len(keys), dataset.name
        assert all(str(column.meaning).strip() and str(column.kind).strip() for column in dataset.columns)


def test_an_office_without_a_place_has_no_geometry(town):
    Office.objects.filter(code="w-kami").update(lat=33.01, lon=131.0)
    town.city.revision += 1
    town.city.save()
    found = json.loads(fetched(town.browser(), "/opendata/facilities.geojson"))["features"]
    points = {each["properties"]["ID"]: each["geometry"] for each in found}
    assert points["w-kami"] == {"type": "Point", "coordinates": [131.0, 33.01]}
    assert points["w-shimo"] is None


def test_the_catalogue_for_machines_names_every_table_and_file_in_both_languages(town):
    answer = town.browser().get("/opendata/catalog.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    told = json.loads(answer.content)
    assert told["@type"] == "dcat:Catalog" and told["dct:publisher"]["dct:identifier"] == "439991"
    assert {each["dct:identifier"] for each in told["dcat:dataset"]} == {f"43999-{name}" for name in DATASETS}
    for each in told["dcat:dataset"]:
        assert [title["@language"] for title in each["dct:title"]] == ["ja", "en"]
        assert each["dct:title"][0]["@value"] != each["dct:title"][1]["@value"]
        for file in each["dcat:distribution"]:
            address = file["dcat:downloadURL"]["@id"].removeprefix("http://wakimizu.localhost")
            assert town.browser().get(address).status_code == 200, address
            assert file["dct:license"]["@id"].startswith("https://creativecommons.org/licenses/by/4.0")


def feed(town, asked=""):
    answer = town.browser().get(f"/feeds/answers.atom{asked}")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content)  # noqa: S314  our own


def test_the_feed_has_the_newest_answer_first_with_an_id_that_stays(town):
    old = answered(town, need_of(town, kami_voice(town), title="古い"), at=NOW)
    new = answered(town, need_of(town, kami_voice(town), title="新しい"), at=NOW + timedelta(hours=1))
    told = feed(town)
    entries = told.findall(f"{ATOM}entry")
    assert [each.findtext(f"{ATOM}id").rsplit(":", 1)[1] for each in entries] == [str(new.pk), str(old.pk)]
    assert entries[0].findtext(f"{ATOM}id").startswith("tag:") and told.findtext(f"{ATOM}id").startswith("tag:")
    assert entries[0].findtext(f"{ATOM}updated") == told.findtext(f"{ATOM}updated") == "2026-11-24T01:00:00+00:00"
    links = {link.get("rel"): link.get("href") for link in told.findall(f"{ATOM}link")}
    assert links["self"].endswith("/feeds/answers.atom")


def test_the_feed_of_a_district_and_a_topic_has_theirs_only(town):
    answered(town, need_of(town, kami_voice(town)))
    assert len(feed(town, "?district=43991-01").findall(f"{ATOM}entry")) == 1
    assert len(feed(town, "?district=43991").findall(f"{ATOM}entry")) == 1
    assert feed(town, "?district=43992-01").findall(f"{ATOM}entry") == []
    assert feed(town, "?district=43991-01&topic=waste").findall(f"{ATOM}entry") == []
    assert town.browser().get("/feeds/answers.atom?district=99999").status_code == 404


def test_the_feed_goes_on_page_by_page(town, monkeypatch):
    monkeypatch.setattr("wakimizu.apps.exchange.opendata.feeds.SIZE", 2)
    made = [answered(town, need_of(town, kami_voice(town)), at=NOW + timedelta(hours=hour)).pk for hour in range(5)]
    seen, asked = [], ""
    while asked is not None:
        told = feed(town, asked)
        seen += [int(each.findtext(f"{ATOM}id").rsplit(":", 1)[1]) for each in told.findall(f"{ATOM}entry")]
        further = [link.get("href") for link in told.findall(f"{ATOM}link") if link.get("rel") == "next"]
        asked = "?" + further[0].partition("?")[2] if further else None
    assert seen == made[::-1]


def test_an_answer_to_a_need_that_is_not_public_is_in_no_feed_and_no_table(town):
    need = need_of(town, shimo_voice(town), by=town.actor("planner", "w-shimo-machi"), lead="w-kami-machi")
    answered(town, need)
    type(need).objects.filter(pk=need.pk).update(public=False)
    assert feed(town).findall(f"{ATOM}entry") == []
    assert table(town.browser(), "/opendata/answers.csv") == table(town.browser(), "/opendata/needs.csv") == []


def test_public_events_are_a_calendar_and_a_national_list(town):
    drafted(town)
    assert b"VEVENT" not in town.browser().get("/opendata/events.ics").content
    Deliberation.objects.update(state="open")
    found = Deliberation.objects.get()
    text = town.browser().get("/opendata/events.ics").content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert f"UID:deliberation-{found.key}@43999.wakimizu" in text
    assert f"DTSTART;VALUE=DATE:{found.opens:%Y%m%d}" in text
    assert f"DTEND;VALUE=DATE:{found.closes + timedelta(days=1):%Y%m%d}" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (row,) = table(town.browser(), "/opendata/events.csv")
    assert (row["イベント名"], row["開始日"]) == (found.name, found.opens.isoformat())
    Deliberation.objects.update(by_code=True)
    assert table(town.browser(), "/opendata/events.csv") == []


def test_pages_show_the_rows_the_last_change_and_each_column(town, english):
    published(town)
    page = town.browser().get("/en/opendata/voices/").content.decode()
    assert "<dt>Rows</dt><dd>1</dd>" in page and "Last change" in page and "受付日時" in page
    assert 'type="application/atom+xml"' in town.browser().get("/en/answers/").content.decode()


def test_staff_take_the_voices_of_their_reach_and_the_ledger_keeps_it(town):
    from wakimizu.apps.ledger.models import Entry

    mine, others = kami_voice(town), shimo_voice(town)
    answer = town.browser("planner", "w-kami-machi").post("/desk/export/voices/")
    text = answer.getvalue().decode()
    assert mine.text in text and others.text not in text and mine.receipt not in text
    assert Entry.objects.filter(operation="export_voices").count() == 1
    whole = town.browser("policy", "hq-seisaku").post("/desk/export/voices/").getvalue().decode()
    assert mine.text in whole and others.text in whole
