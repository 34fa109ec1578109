"""Screens that join rooms."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city import operations as city_operations
from wakimizu.apps.city import queries as city_queries
from wakimizu.apps.city.forms import PostForm
from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Area, Post, Role
from wakimizu.apps.city.workflow import PERMISSIONS as CITY_PERMISSIONS
from wakimizu.apps.community import queries as community
from wakimizu.apps.community.workflow import USUAL_DAYS
from wakimizu.apps.exchange.webhooks import queries as webhook_queries
from wakimizu.apps.ledger import queries as ledger_queries
from wakimizu.apps.monitoring import joined as monitoring
from wakimizu.apps.monitoring import plans
from wakimizu.apps.network import queries as network_queries
from wakimizu.apps.proposals import queries as proposal_queries
from wakimizu.apps.sharing import queries as sharing_queries
from wakimizu.apps.voices import forms, queries
from wakimizu.apps.voices.workflow import PERMISSIONS, Ending
from wakimizu.pages.context import bare_frame
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.problems import in_its_manner, language_of


@require_safe
def portal(request: Request) -> HttpResponse:
    """The first page: say something, follow it, see what was answered."""
    context = {
        "answers": queries.recent_answers(),
        "plan": network_queries.coming(request.actor.today),
        "form": forms.ReceiptForm(),
        "book": request.book,
        "catalogue": request.catalogue,
    }
    return render(request, "pages/portal.html", context)


@require_safe
def promises(request: Request) -> HttpResponse:
    """The three promises, and how they stand today, ward by ward."""
    figures = queries.city_figures(request.actor.today)
    rows = [(ward, figures.get(ward.pk, {"waiting": 0, "late": 0})) for ward in request.book.wards]
    context = {
        "rows": rows,
        "elsewhere": figures.get(None),
        "endings": Ending.choices,
        "late_decisions": proposal_queries.late(request.actor.today),
        "seals": ledger_queries.seals(1),
    }
    return render(request, "pages/promises.html", context)


@require_safe
def ledger(request: Request) -> HttpResponse:
    """The seals, for anyone to note down: whoever holds an old one can prove that nothing before it was changed."""
    before = request.GET.get("before", "")
    seals = ledger_queries.seals(before=int(before) if before.isdecimal() and len(before) < 18 else None)
    older_url = f"?before={seals[-1].pk}" if seals and seals[-1].pk > 1 else ""
    return render(request, "pages/ledger.html", {"seals": seals, "older_url": older_url})


@staff
@require_safe
def desk(request: Request) -> HttpResponse:
    """What waits for this post today; who has no desk goes to the overview."""
    if request.actor.role in (Role.POLICY, Role.AUDITOR):
        return redirect("overview")
    if request.actor.role == Role.IT:
        return redirect("posts")
    today, is_liaison = request.actor.today, request.actor.role == Role.LIAISON
    context = {
        "desk": queries.desk(request.actor, today),
        "proposals_waiting": proposal_queries.waiting(request.actor),
        "reminders": queries.reminders(request.actor, today - timedelta(days=7), request.book),
        "may_sort": may(request.actor, "sort_voice", table=PERMISSIONS),
        "off_path": monitoring.off_of_owner(request.actor, request.book),
        "plan_due": plans.due_to(request.actor, today),
        "unmet": community.unmet_for(request.actor, request.book, USUAL_DAYS) if is_liaison else [],
        "unmet_days": USUAL_DAYS,
        "waiting": sharing_queries.desk(request.actor),
        "book": request.book,
        "catalogue": request.catalogue,
    }
    return render(request, "pages/desk.html", context)


@staff
@require_safe
def overview(request: Request, code: str = "") -> HttpResponse:
    """A ward at a glance; for HQ, the wards side by side."""
    allow(request.actor, "see_overview", table=PERMISSIONS)
    ward = request.book.area_by_code.get(code) if code else request.book.area(request.actor.ward_id)
    if code and (ward is None or ward.kind != Area.Kind.WARD):
        raise Http404
    if ward is None:
        ward = request.book.wards[0] if request.book.wards else None
        if ward is None:
            raise Http404
    context = {
        "ward": ward,
        "figures": queries.ward_figures(ward, request.actor.today),
        "off_path": monitoring.off_in_ward(ward, request.book),
        "plan_parts": plans.of_ward(ward),
        "wards": request.book.wards,
        "city": queries.city_figures(request.actor.today),
        "book": request.book,
        "catalogue": request.catalogue,
    }
    return render(request, "pages/overview.html", context)


@staff
@require_safe
def overdue(request: Request) -> HttpResponse:
    """Whoever is late is on this list."""
    needs, voices = queries.overdue(request.actor, request.actor.today)
    context = {"needs": needs, "voices": voices, "book": request.book, "catalogue": request.catalogue}
    return render(request, "pages/overdue.html", {**context, "hides_words": request.actor.role == Role.AUDITOR})


@staff
@require_http_methods(["GET", "POST"])
def posts(request: Request) -> HttpResponse:
    """People and their posts. IT appoints; the auditor reads."""
    allow(request.actor, "see_posts", table=CITY_PERMISSIONS)
    may_appoint = may(request.actor, "appoint", table=CITY_PERMISSIONS)
    form = PostForm(request.POST or None, book=request.book, today=request.actor.today)
    if request.method == "POST" and form.is_valid():
        try:
            city_operations.give_post(request.actor, **form.cleaned_data)
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The post is given."))
            return redirect("posts")
    context = {"everyone": city_queries.everyone(request.actor.today), "form": form, "may_appoint": may_appoint}
    context |= {"webhooks_stopped": webhook_queries.stopped()}
    return render(request, "pages/posts.html", {**context, "book": request.book}, status=422 if form.errors else 200)


@staff
@require_POST
def relieve(request: Request, number: int) -> HttpResponse:
    post = Post.objects.filter(pk=number).first()
    if post is None:
        raise Http404
    city_operations.relieve(request.actor, post=post, on=request.actor.today)
    messages.success(request, _("The post has ended."))
    return redirect("posts")


@staff
@require_POST
def choose_post(request: Request) -> HttpResponse:
    """Stand in another of one's posts."""
    chosen = request.POST.get("post", "")
    if any(str(post.pk) == chosen for post in request.posts):
        request.session["post"] = int(chosen)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else reverse("desk"))


@require_safe
def healthy(request: Request) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours, told in the reader's language without the database, the session or the city: they may be it."""
    with override(language_of(request)):
        for_machines = in_its_manner(request, 500, _("A fault of ours. Nothing was written. Please try again later."))
        if for_machines is not None:
            return for_machines
        return HttpResponseServerError(render_to_string("500.html", bare_frame()))
