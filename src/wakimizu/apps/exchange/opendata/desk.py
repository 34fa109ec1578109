"""All voices of one's reach as a file, for staff: with the words that were said, without who said them."""

from typing import Any

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.exchange import operations, queries
from wakimizu.apps.exchange.opendata import writing
from wakimizu.apps.exchange.opendata.heard import VOICES, voice_pages
from wakimizu.apps.exchange.opendata.table import Column
from wakimizu.apps.exchange.opendata.views import streamed
from wakimizu.shared.access import staff

SAID = (VOICES[0], Column("声", "text", _("The words that were said")), *VOICES[2:])


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def voices_export(request: Request) -> Any:
    """A page that says what the file holds; its button sends the file and leaves an entry in the ledger."""
    found: Any = queries.voices_in_reach(request.actor)
    if request.method != "POST":
        return render(request, "exchange/voices_export.html", {"columns": SAID, "count": found.count()})
    operations.export_voices(request.actor)
    pages = writing.read(voice_pages(found, request.book, "text"), request.city.pk)
    name = f"{request.city.code}_voices_{request.actor.today}.csv"
    return streamed(request, writing.csv_chunks(pages, SAID, bom="bom" in request.POST), writing.KINDS["csv"], name)
