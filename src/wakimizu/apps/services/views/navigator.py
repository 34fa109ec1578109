"""The navigator: a life event, a few questions, then what to do, with what, and where.

Answers say much about a life. They travel in the form alone, never in an address, and nothing keeps or logs them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Office
from wakimizu.apps.services.counters import Counters, counters
from wakimizu.apps.services.models import Service
from wakimizu.apps.services.national import gif
from wakimizu.apps.services.navigator.guides import readable
from wakimizu.apps.services.navigator.places import Place, Places
from wakimizu.apps.services.navigator.rules import NotNeeded, Question, Rules, Step, Text, Way, decide, way
from wakimizu.shared.forms import Prepared, day_field, hour_field, offer
from wakimizu.shared.tables import plain
from wakimizu.shared.words import named

ANSWER = "q-"  # before a question's key in the form, so that no key meets another field's name
SHOWN = 4  # other offices under a procedure
NOON = time(12)
FARTHEST_DAYS = 366


@require_safe
def navigator(request: Request) -> HttpResponse:
    """The life events."""
    guides = [
        {"event": rules.event, "stage": gif.label(rules.event.stage), "questions": len(rules.questions)}
        for rules in readable(counters(request.city)).values()
    ]
    return render(request, "services/navigator.html", {"guides": guides})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def navigator_event(request: Request, code: str) -> HttpResponse:
    """The next question that is open, or what follows from the answers. Everything posted that is no answer is dropped."""
    known = counters(request.city)
    rules = readable(known).get(code)
    if rules is None:
        raise Http404
    posted = request.POST if request.method == "POST" else {}
    given = {question.key: posted.get(ANSWER + question.key) for question in rules.questions}
    found = way(rules, given)
    asked = _asked_again(found, posted.get("change")) or found.next
    context = {"event": rules.event, "way": found, "answered": _answered(found)}
    if asked is None:
        return _result(request, known, rules, found, context)
    sent = posted.get("asked") == asked.key and found.next is asked
    form = QuestionForm({ANSWER + asked.key: given[asked.key] or ""} if sent else None, question=asked, given=given)
    kept = [(ANSWER + key, choice) for key, choice in _kept(rules, given) if key != asked.key]
    step = next(n for n, question in enumerate(rules.questions, 1) if question is asked)
    context |= {"form": form, "question": asked, "kept": kept, "step": step, "steps": len(rules.questions)}
    return render(request, "services/navigator_question.html", context, status=422 if form.errors else 200)


def _asked_again(found: Way, key: str | None) -> Question | None:
    return next((question for question, _choice in found.answered if question.key == key), None)


def _answered(found: Way) -> list[dict[str, Any]]:
    return [
        {"field": ANSWER + question.key, "key": question.key, "ask": question.ask, "choice": choice}
        for question, choice in found.answered
    ]


def _kept(rules: Rules, given: dict[str, str | None]) -> list[tuple[str, str]]:
    """Answers to go along in the form: also those to questions behind the one asked, for when they are asked again."""
    choices = ((question.key, question.choice(given[question.key])) for question in rules.questions)
    return [(key, choice.key) for key, choice in choices if choice]


class QuestionForm(forms.Form):
    """One question with its choices."""

    def __init__(self, *args: Any, question: Question, given: dict[str, str | None], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields[ANSWER + question.key] = forms.ChoiceField(
            label=str(question.ask),
            help_text=str(question.hint),
            choices=[(choice.key, str(choice.text)) for choice in question.choices],
            initial=given.get(question.key),
            widget=forms.RadioSelect,
            error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose one.")},
        )


class WhereForm(forms.Form):
    """From where, and when. All may be left out: the whole city, now."""

    district = forms.ChoiceField(label=gettext_lazy("From which district"), required=False)
    day = day_field(gettext_lazy("On which day"), required=False)
    hour = hour_field(gettext_lazy("At what time"))

    def __init__(self, *args: Any, book: Directory, now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.book, self.now = book, now
        offer(self, "district", _districts(book, get_language()))

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day and not self.now.date() <= day <= self.now.date() + timedelta(days=FARTHEST_DAYS):
            raise forms.ValidationError(_("Choose a day from today on, within a year."))
        return day

    def moment(self) -> datetime:
        """The moment asked for; noon of another day, if no hour was said."""
        cleaned = self.cleaned_data
        day, hour = cleaned.get("day") or self.now.date(), cleaned.get("hour")
        if hour is None:
            hour = self.now.time() if day == self.now.date() else NOON
        return datetime.combine(day, hour.replace(tzinfo=None))


def _districts(book: Directory, _language: str | None) -> Prepared:
    wards = [(named(ward), [(area.code, named(area)) for area in book.districts_of(ward.pk)]) for ward in book.wards]
    return Prepared([("", _("The whole city")), *wards])


@dataclass(frozen=True)
class Row:
    """A procedure as the answer shows it."""

    number: int
    step: Step
    service: Service | None  # None: no longer in the catalogue
    after: list[str]
    documents: list[Text]
    kiosk: Place | None
    office: Place | None  # the best one
    others: list[Place]

    @property
    def name(self) -> str:
        return named(self.service) if self.service else self.step.service


def _result(request: Request, known: Counters, rules: Rules, found: Way, context: dict[str, Any]) -> HttpResponse:
    now = timezone.localtime(request.now).replace(tzinfo=None)
    form = WhereForm(request.POST if "day" in request.POST else {}, book=request.book, now=now)
    form.full_clean()
    at = form.moment()
    places = Places(known, request.book, at, request.book.area_by_code.get(form.cleaned_data.get("district", "")))
    outcome = decide(rules, found.answers)
    rows = rows_of(known, places, outcome.steps, at.date())
    services = [row.service for row in rows if row.service]
    context |= {
        "form": form,
        "day": at.date(),
        "hour": at.time(),
        "is_now": at == now,
        "start": places.start,
        "rows": rows,
        "visit": places.one_visit(services),
        "papers": _papers(rows),
        "total": sum(service.fee or 0 for service in services),
        "not_said": [row for row in rows if row.service and row.service.fee is None],
        "first": min((row for row in rows if row.step.deadline is not None), key=_due, default=None),
        "not_needed": [_spared(known, rule) for rule in outcome.not_needed],
    }
    return render(request, "services/navigator_result.html", context, status=422 if form.errors else 200)


def _due(row: Row) -> int:
    return row.step.deadline or 0


def rows_of(known: Counters, places: Places, steps: tuple[Step, ...], day: date) -> list[Row]:
    by_code = {code: service for code, service in known.service_by_code.items() if service.valid_on(day)}
    rows = []
    for number, step in enumerate(steps, 1):
        service = by_code.get(step.service)
        found = places.of(service) if service else []
        kiosk = next((place for place in found if place.office.kind == Office.Kind.KIOSK), None)
        offices = [place for place in found if place.office.kind != Office.Kind.KIOSK]
        after = [named(by_code[code]) if code in by_code else code for code in step.after]
        documents = list({plain(each.name): each for each in [*_documents(service), *step.documents]}.values())
        best, others = next(iter(offices), None), offices[1 : 1 + SHOWN]
        rows.append(Row(number, step, service, after, documents, kiosk, best, others))
    return rows


def _documents(service: Service | None) -> list[Text]:
    if service is None:
        return []
    english = service.documents_en if len(service.documents_en) == len(service.documents) else service.documents
    return [Text(*pair) for pair in zip(service.documents, english, strict=True)]


def _papers(rows: list[Row]) -> list[dict[str, Any]]:
    """All documents once, each with the numbers of the procedures that ask for it."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        for document in row.documents:
            paper = found.setdefault(plain(document.name), {"text": document, "numbers": []})
            if row.number not in paper["numbers"]:
                paper["numbers"].append(row.number)
    return list(found.values())


def _spared(known: Counters, rule: NotNeeded) -> dict[str, Any]:
    service = known.service_by_code.get(rule.service)
    return {"name": named(service) if service else rule.service, "because": rule.because}
