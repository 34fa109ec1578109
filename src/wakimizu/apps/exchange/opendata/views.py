"""Public pages: the catalogue, a table's columns, its files."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wakimizu import __version__
from wakimizu.apps.city.middleware import Request
from wakimizu.apps.exchange.opendata import queries, writing
from wakimizu.apps.exchange.opendata.catalogue import DATASETS
from wakimizu.apps.exchange.opendata.table import Asked, Dataset
from wakimizu.shared.errors import Missing


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
    return reverse("answers_feed") if kind == "atom" else reverse("dataset_file", args=[found.name, kind])


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
