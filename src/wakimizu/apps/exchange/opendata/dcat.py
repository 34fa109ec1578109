"""The catalogue for machines: DCAT 3 (W3C) in JSON-LD, with the names of DCAT-AP, in Japanese and English.

The rules:
1. Every table is a dcat:Dataset, each of its formats a dcat:Distribution; each keeps its address.
2. The publisher is the city, known by its national code; so is the place the tables are about.
3. How large a file is, is not said: it is made while it is sent.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from wakimizu.apps.city.exports import six_digits
from wakimizu.apps.city.models import City
from wakimizu.apps.exchange.opendata import queries
from wakimizu.apps.exchange.opendata.catalogue import DATASETS
from wakimizu.apps.exchange.opendata.queries import Licence
from wakimizu.apps.exchange.opendata.table import Dataset, Words

TITLE = _("Open data")
ABOUT = _("What residents said, what was answered and decided, and whether it helped.")
AUTHORITY = "http://publications.europa.eu/resource/authority"
MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "geojson": "application/geo+json",
    "ics": "text/calendar",
    "atom": "application/atom+xml",
}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def catalogue(city: City, root: str, addresses: dict[str, list[tuple[str, str]]]) -> dict[str, Any]:
    """root: how the city's addresses begin. addresses: table → (format, address) of its files."""
    licence = queries.licence()
    who = {"@id": f"{root}/", "@type": "foaf:Agent", "foaf:name": _named(city), "dct:identifier": six_digits(city)}
    return {
        "@context": CONTEXT,
        "@id": f"{root}/opendata/",
        "@type": "dcat:Catalog",
        "dct:title": _both(TITLE),
        "dct:description": _both(ABOUT),
        "dct:publisher": who,
        "dct:language": [_language("JPN"), _language("ENG")],
        "dct:license": {"@id": licence.url},
        "dct:spatial": _place(city),
        "foaf:homepage": {"@id": f"{root}/opendata/"},
        "dcat:themeTaxonomy": {"@id": f"{AUTHORITY}/data-theme"},
        "dcat:dataset": [_dataset(each, city, root, addresses[each.name], licence) for each in DATASETS.values()],
    }


def _dataset(each: Dataset, city: City, root: str, files: list[tuple[str, str]], licence: Licence) -> dict[str, Any]:
    page, changed = f"{root}/opendata/{each.name}/", queries.last_change(each)
    told: dict[str, Any] = {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": f"{city.code}-{each.name}",
        "dct:title": _both(each.title),
        "dct:description": _both(each.row),
        "dct:publisher": {"@id": f"{root}/"},
        "dct:accrualPeriodicity": {"@id": f"{AUTHORITY}/frequency/{each.often}"},
        "dct:language": [_language("JPN")],
        "dct:spatial": _place(city),
        "dcat:theme": {"@id": f"{AUTHORITY}/data-theme/{each.theme}"},
        "dcat:landingPage": {"@id": page},
        "dcat:keyword": [column.name for column in each.columns[:8]],
        "dcat:distribution": [_file(kind, root + address, licence) for kind, address in files],
    }
    if each.form:
        told["dct:conformsTo"] = {"@type": "dct:Standard", "dct:title": {"@value": each.form, "@language": "ja"}}
    if changed:
        told["dct:modified"] = {"@value": changed.isoformat(timespec="seconds"), "@type": "xsd:dateTime"}
        told["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:endDate": {"@value": changed.date().isoformat(), "@type": "xsd:date"},
        }
    return told


def _file(kind: str, address: str, licence: Licence) -> dict[str, Any]:
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": kind.upper(),
        "dct:format": {"@id": f"{AUTHORITY}/file-type/{kind.upper()}"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{MEDIA[kind]}"},
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dct:license": {"@id": licence.url},
    }


def _both(words: Words) -> list[dict[str, str]]:
    """Words that are translated when they are read, in both languages."""
    found = []
    for language in ("ja", "en"):
        with override(language):
            found.append({"@value": str(words), "@language": language})
    return found


def _named(city: City) -> list[dict[str, str]]:
    names = [("ja", city.name), ("en", city.name_en)]
    return [{"@value": name, "@language": language} for language, name in names if name]


def _language(code: str) -> dict[str, str]:
    return {"@id": f"{AUTHORITY}/language/{code}"}


def _place(city: City) -> dict[str, Any]:
    place: dict[str, Any] = {
        "@type": "dct:Location",
        "dct:identifier": six_digits(city),
        "skos:prefLabel": _named(city),
    }
    if city.lat is not None and city.lon is not None:
        place["dcat:centroid"] = f"POINT({city.lon} {city.lat})"
    return place
