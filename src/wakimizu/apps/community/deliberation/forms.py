"""Forms of deliberations: a question with its first statements; why a statement is not shown; a resident's statement and code."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wakimizu.apps.city.models import Office
from wakimizu.apps.community.deliberation.models import Deliberation, Statement
from wakimizu.apps.community.deliberation.rules import MOST_LETTERS
from wakimizu.apps.community.deliberation.workflow import Adding
from wakimizu.apps.proposals.models import Proposal
from wakimizu.apps.voices.models import Need
from wakimizu.shared.forms import REQUIRED, Refusing, day_field, offer, words_field
from wakimizu.shared.words import named

NO_NUMBER = {**REQUIRED, "invalid": _("This is not a number.")}
BETWEEN = "／"  # between a statement's Japanese and its English


def _line(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, error_messages=REQUIRED, **more)


class QuestionForm(Refusing):
    """A question: what, about what, for how long, who, and the first statements, one a line."""

    name = _line(
        pgettext_lazy("deliberation", "Question"), 120, help_text=_("What shall be decided together, in one sentence.")
    )
    name_en = _line(_("The same in English"), 160, required=False)
    key = forms.SlugField(
        label=_("Short name"), max_length=40,
        error_messages={**REQUIRED, "invalid": _("Only letters, numbers, hyphens and underscores.")},
        help_text=_("Letters, numbers and hyphens; it stands in the page's address and in files."),
    )  # fmt: skip
    intro = words_field(_("What people read first"), max_length=2000)
    intro_en = words_field(_("What people read first, in English"), required=False, max_length=2000)
    about = forms.ChoiceField(label=pgettext_lazy("deliberation", "What it is about"), required=False)
    office = forms.ChoiceField(label=_("Which office keeps it"), error_messages=REQUIRED)
    opens = day_field(_("First day"))
    closes = day_field(_("Last day"))
    adding = forms.ChoiceField(
        label=_("Who may add statements"), choices=Adding.choices, widget=forms.RadioSelect, initial=Adding.READ_FIRST
    )
    by_code = forms.BooleanField(label=_("Only people with an invitation code take part"), required=False)
    seeds = words_field(
        _("First statements"), 8, max_length=20_000,
        help_text=_("One a line, eight to twenty; each one sentence to agree or disagree with. English after ／ if there is one."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, offices: Sequence[Office], needs: Sequence[Need], proposals: Sequence[Proposal], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self._offices = {each.code: each for each in offices}
        self._about: dict[str, Need | Proposal] = {f"need-{each.pk}": each for each in needs}
        self._about |= {f"proposal-{each.pk}": each for each in proposals}
        offer(self, "office", [(code, named(office)) for code, office in self._offices.items()])
        chosen = [(name, f"{_kind(row)} {row.pk}: {row.title}") for name, row in self._about.items()]
        offer(self, "about", [("", _("Nothing but itself; its result is attached to nothing")), *chosen])

    def question(self, known: Deliberation | None = None) -> Deliberation:
        row, cleaned = known or Deliberation(), self.cleaned_data
        for name in ("name", "name_en", "key", "intro", "intro_en", "opens", "closes", "adding", "by_code"):
            setattr(row, name, cleaned[name])
        row.office = self._offices[cleaned["office"]]
        about = self._about.get(cleaned["about"])
        row.need = about if isinstance(about, Need) else None
        row.proposal = about if isinstance(about, Proposal) else None
        return row

    def seeds_given(self) -> list[tuple[str, str]]:
        lines = [line.strip() for line in self.cleaned_data["seeds"].splitlines() if line.strip()]
        parts = [line.partition(BETWEEN) for line in lines]
        return [(ja.strip(), en.strip()) for ja, _mark, en in parts]


def _kind(row: Need | Proposal) -> Any:
    return _("Need") if isinstance(row, Need) else _("Proposal")


def written(statements: Sequence[Statement]) -> str:
    """Statements as the form has them."""
    return "\n".join(f"{each.text}{BETWEEN}{each.text_en}" if each.text_en else each.text for each in statements)


class InviteForm(Refusing):
    count = forms.IntegerField(
        label=_("How many codes"), min_value=1, error_messages={**NO_NUMBER, "min_value": _("At least one.")}
    )


class ReasonForm(Refusing):
    because = words_field(
        _("Why it is not shown"), max_length=300,
        help_text=_("Its author reads this. What the statement would have to be like to be shown helps most."),
    )  # fmt: skip


class SayForm(Refusing):
    """A statement of one's own."""

    text = words_field(
        _("Your own statement"), 2, max_length=MOST_LETTERS,
        help_text=_("One thought in one sentence, at most 140 letters. Others will agree or disagree with it."),
    )  # fmt: skip


class CodeForm(Refusing):
    code = _line(
        _("Your invitation code"), 40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
