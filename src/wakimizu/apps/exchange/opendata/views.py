"""Public pages: the catalogue, a table's columns, its files."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseNotModified, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wakimizu import __version__
from wakimizu.apps.city.middleware import Request
from wakimizu.apps.exchange.opendata import dcat, events, feeds, queries, writing
from wakimizu.apps.exchange.opendata.catalogue import DATASETS
from wakimizu.apps.exchange.opendata.table import Asked, Dataset
from wakimizu.shared.errors import Missing
from wakimizu.shared.paging import number_asked, older_url


@require_safe
def opendata(request: Request) -> HttpResponse:
    listed = [(each, files_of(each)) for each in DATASETS.values()]
    return render(request, "exchange/opendata.html", {"datasets": listed, "licence": queries.licence()})


@require_safe
def dataset(request: Request, name: str) -> HttpResponse:
    """One table: what a row is, each column, how many rows, the files."""
    found = _called(name)
    context = {
        "dataset": found,
        "licence": queries.licence(),
        "rows": found.count() if found.count else None,
        "changed": queries.last_change(found),
        "files": files_of(found),
        "machines": root_of(request) + address_of(found, "json"),
    }
    return render(request, "exchange/dataset.html", context)


@require_safe
def dataset_file(request: Request, name: str, kind: str) -> HttpResponseBase:
    """A table as a file, streamed; ?bom=1 for spreadsheets."""
    found = _called(name)
    if kind not in found.formats or kind not in writing.KINDS:
        raise Missing(
            _("“%(name)s” does not come as .%(kind)s. Choose one of: %(kinds)s.")
            % {"name": name, "kind": kind, "kinds": "、".join(found.formats)}
        )
    mark = etag(request, name, kind)
    if mark in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers={"ETag": mark, "Cache-Control": "no-cache"})
    asked = Asked(request.book, request.actor.today, root_of(request))
    texts = writing.chunks(found, kind, asked, bom="bom" in request.GET)
    answer = streamed(request, texts, writing.KINDS[kind], f"{request.city.code}_{name}.{kind}")
    answer["ETag"], answer["Cache-Control"] = mark, "no-cache"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def dcat_catalogue(request: Request) -> JsonResponse:
    """The catalogue for machines."""
    files = {name: files_of(found) for name, found in DATASETS.items()}
    answer = JsonResponse(
        dcat.catalogue(request.city, root_of(request), files),
        content_type="application/ld+json",
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def answers_feed(request: Request) -> HttpResponse:
    """?district=CODE (a ward's will do) and ?topic=CODE narrow it. Missing for what is not known here."""
    area = _known(request.book.area_by_code, request.GET.get("district", ""), _("There is no district “%(code)s”."))
    topics = {topic.code: topic for topic in request.catalogue.topics}
    topic = _known(topics, request.GET.get("topic", ""), _("There is no topic “%(code)s”."))
    page, root = feeds.answers(area, topic, number_asked(request)), root_of(request)
    older = older_url(request, page.older)
    text = feeds.feed(
        page.rows,
        request.city,
        root=root,
        address=request.build_absolute_uri(),
        older=f"{root}{request.path}{older}" if older else "",
        about=[area, topic],
        now=request.now,
    )
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8", headers={"Cache-Control": "no-cache"})


def _known(rows: Mapping[str, Any], code: str, sentence: str) -> Any:
    if code and code not in rows:
        raise Missing(sentence % {"code": code})
    return rows.get(code)


@require_safe
def events_calendar(request: Request) -> HttpResponse:
    """Public events, to be read again by a calendar of one's own."""
    asked = Asked(request.book, request.actor.today, root_of(request))
    return HttpResponse(
        events.calendar(asked, request.now),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{request.city.code}_events.ics"'},
    )


def streamed(request: Request, texts: Iterator[str], kind: str, name: str) -> StreamingHttpResponse:
    """A file that is sent while it is made, packed where the client takes it."""
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = StreamingHttpResponse(
        writing.encoded(texts, packed),
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    if packed:
        answer["Content-Encoding"] = "gzip"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def files_of(found: Dataset) -> list[tuple[str, str]]:
    """Each format of a table and its address."""
    return [(kind, address_of(found, kind)) for kind in found.formats]


def address_of(found: Dataset, kind: str) -> str:
    elsewhere = {"atom": "answers_feed", "ics": "events_calendar"}
    return reverse(elsewhere[kind]) if kind in elsewhere else reverse("dataset_file", args=[found.name, kind])


def root_of(request: Request) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def etag(request: Request, *said: Any) -> str:
    """Another one whenever anything was done in the city: every write leaves an entry in the ledger."""
    known = (
        __version__,
        request.city.pk,
        request.city.revision,
        request.actor.today,
        queries.last_entry(),
        request.GET.urlencode(),
    )
    return f'W/"{hashlib.sha256(repr((*known, *said)).encode()).hexdigest()[:24]}"'


def _called(name: str) -> Dataset:
    if name not in DATASETS:
        raise Missing(_("There is no data set “%(name)s”. The page “Open data” lists them all.") % {"name": name})
    return DATASETS[name]
