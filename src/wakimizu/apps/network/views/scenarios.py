"""Scenarios: the list, one with its studies, by form, by file, and a study asked for."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.network import operations, queries
from wakimizu.apps.network.forms.asking import AskForm, FileForm
from wakimizu.apps.network.forms.rows import Offered
from wakimizu.apps.network.forms.scenario import ScenarioForm
from wakimizu.apps.network.models import Scenario
from wakimizu.apps.network.terms import tables_of, terms_of
from wakimizu.apps.network.wording import GROUPS, role_words
from wakimizu.apps.network.workflow import PERMISSIONS
from wakimizu.apps.population.models import Table
from wakimizu.apps.services.counters import counters
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.words import named


@staff
@require_safe
def network(request: Request) -> HttpResponse:
    """Every scenario with its newest study, and the plans that were adopted."""
    allow(request.actor, "see_network", table=PERMISSIONS)
    rows = queries.scenarios()
    context = {
        "rows": rows,
        "adoptions": queries.adoptions(),
        "under_way": any(study and study.is_open for _scenario, study in rows),
        "may_keep": may(request.actor, "keep_scenario", table=PERMISSIONS),
        "may_ask": may(request.actor, "ask_study", table=PERMISSIONS),
        "here": "scenarios",
    }
    return render(request, "network/scenarios.html", context)


@staff
@require_http_methods(["GET", "POST"])
def scenario(request: Request, code: str) -> HttpResponse:
    """A scenario with its studies; a study of it is asked for here."""
    allow(request.actor, "see_network", table=PERMISSIONS)
    found = scenario_or_404(code)
    effort = found.terms["effort"]
    form = AskForm(request.POST or None, initial=effort)
    if request.method == "POST":
        allow(request.actor, "ask_study", table=PERMISSIONS)
        if form.is_valid():
            try:
                study = operations.ask_study(request.actor, scenario=found, **form.cleaned_data)
            except BadInput as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, _("The study waits for its turn. This page shows how far it is."))
                return redirect("study", study.pk)
    terms = terms_of(found.terms, request.actor.today)
    context = {
        "scenario": found,
        "terms": terms,
        "decided": [_decided(request, each) for each in terms.sites.decide],
        "studies": queries.studies(found),
        "form": form,
        "may_keep": may(request.actor, "keep_scenario", table=PERMISSIONS),
        "may_ask": may(request.actor, "ask_study", table=PERMISSIONS),
        "here": "scenario",
    }
    return render(request, "network/scenario.html", context, status=422 if form.errors else 200)


def _decided(request: Request, each: str) -> str:
    office = request.book.office_by_code.get(each)
    return named(office) if office else role_words(each)


def scenario_or_404(code: str) -> Scenario:
    found = queries.scenario_named(code)
    if found is None:
        raise Http404
    return found


# ── by form ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_http_methods(["GET", "POST"])
def scenario_new(request: Request) -> HttpResponse:
    """A new scenario: today's usual terms, or those of another one, to be changed."""
    allow(request.actor, "keep_scenario", table=PERMISSIONS)
    like = queries.scenario_named(request.GET.get("like", ""))
    today = request.actor.today
    tables = tables_of(terms_of(like.terms if like else {}, today))
    head = {"name": _("Like “%(name)s”") % {"name": named(like)}, "code": f"{like.code}-2"[:60]} if like else {}
    return _form(request, Scenario(city=request.city), tables, head)


@staff
@require_http_methods(["GET", "POST"])
def scenario_edit(request: Request, code: str) -> HttpResponse:
    found = scenario_or_404(code)
    allow(request.actor, "keep_scenario", table=PERMISSIONS)
    tables = tables_of(terms_of(found.terms, request.actor.today))
    return _form(request, found, tables, {name: getattr(found, name) for name in ("name", "code", "name_en", "note")})


def _form(request: Request, found: Scenario, tables: dict[str, Any], head: dict[str, str]) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = ScenarioForm(
        posted, tables=tables, head=head, book=request.book, offered=_offered(request), today=request.actor.today
    )
    only_rows = form.act.startswith(("add:", "drop:"))
    if not only_rows and form.is_valid():
        for name in ("name", "code", "name_en", "note"):
            setattr(found, name, form.cleaned_data[name])
        found.terms = form.tables()
        try:
            kept = operations.keep_scenario(request.actor, scenario=found)
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The scenario is kept. Ask for a study of it now."))
            return redirect("scenario", kept.code)
    if only_rows:
        form.lay_open()
    context = {"form": form, "scenario": found if found.pk else None, "here": "form"}
    return render(request, "network/scenario_form.html", context, status=422 if form.errors else 200)


def _offered(request: Request) -> Offered:
    known, today = counters(request.city), request.actor.today
    single = [(service.code, named(service)) for service in known.listed(today) if service.base_id is None]
    kinds = [(str(role), words) for role, words in GROUPS.items() if role != "kiosk"]
    tables = [(table.code, named(table)) for table in Table.objects.only("code", "name", "name_en")]
    return Offered(
        services=[(_("Kinds of counters"), kinds), (_("A single service"), single)],
        wards=[(ward.code, named(ward)) for ward in request.book.wards],
        people=[("", _("the projection that holds")), *tables],
    )


# ── by file ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_safe
def scenario_file(request: Request, code: str) -> HttpResponse:
    """A scenario as the file that comes in again."""
    allow(request.actor, "see_network", table=PERMISSIONS)
    found = scenario_or_404(code)
    return toml(queries.file_of(found), found.code)


def toml(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{quote(name)}.toml"'}
    return HttpResponse(text, content_type="application/toml; charset=utf-8", headers=headers)


@staff
@require_http_methods(["GET", "POST"])
def scenario_take_in(request: Request) -> HttpResponse:
    """A file in: a new scenario, or an old one with other terms; every wrong line by its number."""
    allow(request.actor, "keep_scenario", table=PERMISSIONS)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            kept = operations.take_scenario_in(request.actor, city=request.city, text=form.cleaned_data["text"])
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The scenario is kept. Ask for a study of it now."))
            return redirect("scenario", kept.code)
    return render(
        request, "network/scenario_take_in.html", {"form": form, "here": "file"}, status=422 if form.errors else 200
    )
