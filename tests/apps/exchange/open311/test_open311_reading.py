"""What others see: published voices as the portal shows them, of all others how far they are, and honest endings."""

import json

from tests.apps.exchange.open311.clients import V2, key_of, send, texts
from wakimizu.apps.exchange.models import ServiceRequest


def test_a_number_opens_how_far_a_matter_is_and_nothing_else(town):
    secret, _key = key_of(town)
    send(town.browser(), secret)
    request = ServiceRequest.objects.get()
    answer = town.browser().get(f"{V2}/requests/{request.number}.json")
    [row] = json.loads(answer.content)
    assert (row["service_request_id"], row["status"], row["service_code"]) == (request.number, "open", "road")
    assert row["agency_responsible"] == "道路課"
    for hidden in ("description", "address", "lat", "long", "media_url"):
        assert row[hidden] is None
    assert request.voice.text not in answer.content.decode()


def test_services_and_discovery_answer_in_both_formats(town):
    browser = town.browser()
    assert texts(browser.get(f"{V2}/services.xml"), "service/service_code") == ["road", "waste", "other"]
    assert [row["service_code"] for row in json.loads(browser.get(f"{V2}/services.json").content)] == [
        "road",
        "waste",
        "other",
    ]
    assert texts(browser.get(f"{V2}/services/road.xml"), "attributes/attribute/code") == [
        "district",
        "may_publish",
        "language",
    ]
    assert texts(browser.get("/open311/discovery.xml"), "endpoints/endpoint/formats/format") == [
        "text/xml",
        "application/json",
    ]
    assert browser.get(f"{V2}/discovery.json").status_code == 200
    assert browser.get(f"{V2}/requests.xml").content == b'<?xml version="1.0" encoding="utf-8"?>\n<service_requests/>'
    assert texts(browser.get("/open311/nowhere.xml"), "error/code") == ["404"]
