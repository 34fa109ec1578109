"""What the public validators of GeoReport v2 look at, each of their checks as one of ours.

They are: SeeClickFix's open311-validator (discovery, services), the schemas of open311/schema-validation (names, types, values),
and validopen311 (status, encoding and content type of every call, names in XML).
"""

import json
from datetime import datetime, timedelta

import pytest
from defusedxml import ElementTree
from django.utils import timezone

from tests.apps.exchange.open311.open311_clients import POTHOLE, V2, key_of, send
from tests.apps.voices.scenes import answered, kami_voice, need_of
from wakimizu.apps.exchange.models import ServiceRequest
from wakimizu.apps.voices.operations import publish_voice

DISCOVERY = "/open311/discovery"
TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
DATATYPES = {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
REQUEST = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode", "lat",
    "long", "media_url",
]  # fmt: skip


@pytest.fixture
def city(town):
    """One request that was sent, one that is published and answered."""
    now = timezone.now()
    planner = town.actor("planner", "w-kami-machi", now)
    voice = kami_voice(town, may_publish=True, at=now, lat=33.001, lon=131.001)
    publish_voice(planner, voice=voice, text="公園の街灯が消えています")
    answered(town, need_of(town, voice, by=planner, due=(now + timedelta(9)).date()), at=now)
    secret, _key = key_of(town)
    send(town.browser(), secret)
    return town


def paths():
    number = ServiceRequest.objects.get().number
    return [
        DISCOVERY, f"{V2}/discovery", f"{V2}/services", f"{V2}/services/road", f"{V2}/requests", f"{V2}/requests/{number}",
        f"{V2}/tokens/{number}",
    ]  # fmt: skip


def as_json(town, path, query=""):
    return json.loads(town.browser().get(f"{path}.json{query}").content)


def as_xml(town, path, query=""):
    return ElementTree.fromstring(town.browser().get(f"{path}.xml{query}").content)


def moment(text):
    at = datetime.fromisoformat(text)
    assert at.tzinfo is not None
    return at


def test_every_call_answers_200_in_utf8_under_its_content_type(city):
    for path in paths():
        for ending, kind in TYPES.items():
            answer = city.browser().get(f"{path}.{ending}")
            assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind), path
            answer.content.decode("utf-8")
    for ending, kind in TYPES.items():
        answer = send(city.browser(), key_of(city)[0], ending=f".{ending}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)


def test_xml_declares_its_encoding(city):
    for path in paths():
        assert city.browser().get(f"{path}.xml").content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')


class TestDiscovery:
    def test_both_formats_say_the_same(self, city):
        in_json, in_xml = as_json(city, DISCOVERY), as_xml(city, DISCOVERY)
        assert in_xml.tag == "discovery"
        for name in ("contact", "key_service", "changeset"):
            assert in_json[name] == in_xml.findtext(name)
            assert in_json[name].strip()

    def test_each_endpoint_has_all_it_needs(self, city):
        listed = as_json(city, DISCOVERY)["endpoints"]
        elements = as_xml(city, DISCOVERY).findall("endpoints/endpoint")
        assert len(listed) == len(elements) > 0
        for endpoint, element in zip(listed, elements, strict=True):
            for name in ("specification", "url", "changeset", "type"):
                assert endpoint[name] == element.findtext(name) != ""
            assert endpoint["formats"] == [each.text for each in element.findall("formats/format")]
            assert "text/xml" in endpoint["formats"]
            assert len(endpoint["formats"]) > 1
            assert moment(endpoint["changeset"]) < timezone.now()

    def test_its_endpoint_answers(self, city):
        [endpoint] = as_json(city, DISCOVERY)["endpoints"]
        assert endpoint["url"].startswith("http://wakimizu.localhost")
        assert endpoint["url"].endswith(V2)


class TestServices:
    def test_every_service_has_its_names_and_types(self, city):
        listed = as_json(city, f"{V2}/services", "?jurisdiction_id=43999")
        assert listed
        for row in listed:
            assert list(row) == ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
            assert all(isinstance(row[name], str) for name in row if name != "metadata")
            assert row["metadata"] is True
            assert row["type"] in ("realtime", "batch", "blackbox")

    def test_the_same_in_xml(self, city):
        root = as_xml(city, f"{V2}/services")
        assert root.tag == "services"
        for element, row in zip(root.findall("service"), as_json(city, f"{V2}/services"), strict=True):
            assert {each.tag: each.text or "" for each in element} == {**row, "metadata": "true"}


class TestDefinitions:
    def test_every_service_with_metadata_has_its_definition(self, city):
        for service in as_json(city, f"{V2}/services"):
            defined = as_json(city, f"{V2}/services/{service['service_code']}")
            assert defined["service_code"] == service["service_code"]
            for order, attribute in enumerate(defined["attributes"], 1):
                assert attribute["variable"] is True
                assert attribute["required"] is False
                assert attribute["datatype"] in DATATYPES
                assert attribute["order"] == order
                assert attribute["code"]
                assert isinstance(attribute["datatype_description"], str)
                assert isinstance(attribute["description"], str)
                assert all(list(value) == ["key", "name"] for value in attribute["values"])
                assert all(isinstance(word, str) for value in attribute["values"] for word in value.values())

    def test_the_same_in_xml(self, city):
        root = as_xml(city, f"{V2}/services/road")
        assert (root.tag, root.findtext("service_code")) == ("service_definition", "road")
        for element in root.findall("attributes/attribute"):
            assert element.findtext("variable") in ("true", "false")
            assert element.findtext("required") in ("true", "false")
            assert element.findtext("order").isdecimal()
            assert element.findall("values/value/key")


class TestRequests:
    def test_every_request_has_its_names_and_types(self, city):
        number = ServiceRequest.objects.get().number
        both = as_json(city, f"{V2}/requests") + as_json(city, f"{V2}/requests/{number}")
        assert {row["status"] for row in both} == {"open", "closed"}
        for row in both:
            assert list(row) == REQUEST
            for name in ("service_request_id", "service_code", "service_name", "status_notes", "agency_responsible"):
                assert isinstance(row[name], str)
            assert all(isinstance(row[name], (float, type(None))) for name in ("lat", "long"))
            assert len(row["description"] or "") <= 4000
            for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
                assert row[name] is None or moment(row[name]).utcoffset() == timedelta(hours=9)
            assert moment(row["requested_datetime"]) <= moment(row["updated_datetime"])

    def test_the_same_in_xml_with_every_element_even_if_empty(self, city):
        root = as_xml(city, f"{V2}/requests")
        assert root.tag == "service_requests"
        for element, row in zip(root.findall("request"), as_json(city, f"{V2}/requests"), strict=True):
            assert [each.tag for each in element] == REQUEST
            assert {each.tag: each.text or "" for each in element} == {
                name: "" if value is None else str(value) for name, value in row.items()
            }

    @pytest.mark.parametrize(
        "name", ["service_code=road", "service_request_id=3,5", "status=closed", "start_date=2026-11-01T08:00:00"]
    )
    def test_filters_answer_a_list(self, city, name):
        assert as_xml(city, f"{V2}/requests", f"?{name}").tag == "service_requests"

    def test_a_post_answers_one_request_with_its_number(self, city):
        root = ElementTree.fromstring(
            send(city.browser(), key_of(city)[0], {**POTHOLE, "attribute[title]": "穴"}).content
        )
        assert [each.tag for each in root.find("request")] == ["service_request_id", "service_notice", "account_id"]
        [row] = json.loads(send(city.browser(), key_of(city)[0], ending=".json").content)
        assert isinstance(row["service_request_id"], str)

    def test_a_token_answers_the_number(self, city):
        number = ServiceRequest.objects.get().number
        root = as_xml(city, f"{V2}/tokens/{number}")
        assert (root.findtext("request/service_request_id"), root.findtext("request/token")) == (number, number)
