"""Forms of the budget: a round, ceilings, a line, assessment, enactment, spending, files in, what the portfolio may do."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.proposals.budget.analysis import WEIGHTS, Wish
from wakimizu.apps.proposals.budget.rules import MOST_YEN
from wakimizu.apps.proposals.models import Account, BudgetLine, Ceiling, Measure, Proposal, Round
from wakimizu.apps.proposals.operations.budget import Assessment
from wakimizu.apps.proposals.workflow import Fund, RoundKind, Way
from wakimizu.shared.errors import BadInput
from wakimizu.shared.forms import REQUIRED, Refusing, day_field, offer, words_field
from wakimizu.shared.tables import plain
from wakimizu.shared.words import named

NO_YEN = {**REQUIRED, "invalid": _("Write whole yen, as 1200000."), "min_value": _("Write 0 or more.")}
WHOLE_CITY = _("The whole city")


class Yen(forms.IntegerField):
    """Whole yen; commas, full width and the yen sign are no matter."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": MOST_YEN, "error_messages": NO_YEN, **more})
        self.widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "number", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        bare = plain(str(value or "")).replace(",", "").replace("¥", "").removesuffix("円").strip()
        return super().to_python(bare)


class RoundForm(Refusing):
    """A new round."""

    name = forms.CharField(label=_("Name"), max_length=80, error_messages=REQUIRED)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    year = forms.IntegerField(
        label=_("Fiscal year"), error_messages={**REQUIRED, "invalid": _("This is not a number.")}
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=RoundKind.choices, widget=forms.RadioSelect, initial="initial")
    opens = day_field(_("Requests are taken from"))
    closes = day_field(_("until, that day included"))

    def round(self) -> Round:
        return Round(**self.cleaned_data)


class DayForm(Refusing):
    """One day: until when, or since when."""

    day = day_field(_("Day"))

    def __init__(self, *args: Any, label: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["day"].label = label


class EnactForm(DayForm):
    """The day of the enactment, and the lines about which the assembly decided otherwise than was assessed."""

    amounts = words_field(
        _("Where the assembly decided otherwise"), required=False,
        help_text=_("The number of the line and its yen, a line each, as: 12 1500000"),
    )  # fmt: skip

    def clean_amounts(self) -> dict[int, int]:
        found = {}
        for line in plain(self.cleaned_data["amounts"]).replace(",", "").splitlines():
            words = line.split()
            if not words:
                continue
            if len(words) != 2 or not all(word.isascii() and word.isdigit() and len(word) < 15 for word in words):
                raise forms.ValidationError(
                    gettext("“%(line)s”: write the number of the line and its yen, as: 12 1500000") % {"line": line}
                )
            found[int(words[0])] = int(words[1])
        return found


class NothingForm(Refusing):
    """A step that asks for nothing but to be confirmed."""


class CeilingsForm(Refusing):
    """Every ward's ceiling and the least it is promised; a ward left empty keeps what it has."""

    def __init__(self, *args: Any, book: Directory, kept: Mapping[int, Ceiling], **more: Any) -> None:
        super().__init__(*args, **more)
        self.wards = book.wards
        for ward in self.wards:
            known = kept.get(ward.pk)
            words = {"ward": named(ward)}
            self.fields[f"amount-{ward.pk}"] = Yen(
                label=gettext("Ceiling of %(ward)s") % words, required=False, initial=known.amount if known else None
            )
            self.fields[f"least-{ward.pk}"] = Yen(
                label=gettext("Least promised to %(ward)s") % words,
                required=False,
                initial=known.least if known else None,
            )

    def rows(self) -> list[tuple[Any, Any, Any]]:
        return [(ward, self[f"amount-{ward.pk}"], self[f"least-{ward.pk}"]) for ward in self.wards]

    def ceilings(self) -> list[Ceiling]:
        cleaned = self.cleaned_data
        return [
            Ceiling(ward=ward, amount=cleaned[f"amount-{ward.pk}"], least=cleaned[f"least-{ward.pk}"] or 0)
            for ward in self.wards
            if cleaned[f"amount-{ward.pk}"] is not None
        ]


class LineForm(Refusing):
    """A request, new or changed."""

    title = forms.CharField(label=_("What for"), max_length=120, error_messages=REQUIRED)
    requested = Yen(label=_("Amount in yen"))
    account = forms.ChoiceField(label=_("Account (kan, ko, moku, setsu)"), error_messages=REQUIRED)
    fund = forms.ChoiceField(label=_("Source of funds"), choices=Fund.choices, error_messages=REQUIRED)
    ward = forms.ChoiceField(label=_("Ward"), required=False)
    division = forms.ChoiceField(
        label=_("HQ division"), error_messages=REQUIRED,
        help_text=_("The division that has compiled such money until today."),
    )  # fmt: skip
    proposal = forms.ChoiceField(label=_("Proposal behind it"), required=False)
    measure = forms.ChoiceField(label=_("Measure it pays for"), required=False)

    def __init__(
        self, *args: Any, actor: Actor, budget: Round, book: Directory, accounts: Sequence[Account],
        proposals: Iterable[Proposal], measures: Iterable[Measure], known: BudgetLine | None = None, **more: Any,
    ) -> None:  # fmt: skip
        initial = known and {
            "title": known.title, "requested": known.requested, "account": known.account.code, "fund": known.fund,
            "ward": known.ward_id or "", "division": known.division_id, "proposal": known.proposal_id or "",
            "measure": known.measure_id or "",
        }  # fmt: skip
        super().__init__(*args, **{"initial": initial or {}, **more})
        self._actor, self._budget, self._book, self._known = actor, budget, book, known
        self._accounts = {each.code: each for each in accounts}
        self._proposals = {str(each.pk): each for each in proposals}
        self._measures = {str(each.pk): each for each in measures}
        if known and known.proposal:  # what it has stays on offer
            self._proposals.setdefault(str(known.proposal_id), known.proposal)
        if known and known.measure:
            self._measures.setdefault(str(known.measure_id), known.measure)
        self._office = known.office if known else book.offices[actor.office_id or 0]
        self._divisions = {
            str(each.pk): each
            for each in sorted(book.offices.values(), key=lambda office: office.code)
            if each.kind == Office.Kind.HQ_DIVISION and each.valid_on(actor.today)
        }
        self._offer()

    def _offer(self) -> None:
        offer(
            self,
            "account",
            [("", gettext("Choose")), *((code, _account(each)) for code, each in self._accounts.items())],
        )
        for name, rows in (("proposal", self._proposals), ("measure", self._measures)):
            offer(
                self,
                name,
                [("", gettext("None")), *((pk, getattr(each, "title", "") or str(each)) for pk, each in rows.items())],
            )
        led = self._office.led_ward_id
        if led:  # a ward requests for itself
            del self.fields["ward"]
        else:
            offer(self, "ward", [("", WHOLE_CITY), *((str(ward.pk), named(ward)) for ward in self._book.wards)])
        if self._office.kind == Office.Kind.HQ_DIVISION:
            del self.fields["division"]
        else:
            offer(
                self,
                "division",
                [("", gettext("Choose")), *((pk, named(each)) for pk, each in self._divisions.items())],
            )

    def line(self) -> BudgetLine:
        cleaned, made, office = self.cleaned_data, self._known or BudgetLine(round=self._budget), self._office
        made.title, made.requested, made.fund = cleaned["title"], cleaned["requested"], cleaned["fund"]
        made.office, made.account = office, self._accounts[cleaned["account"]]
        made.ward = self._book.area(office.led_ward_id or int(cleaned.get("ward") or 0))
        made.way = Way.WARD if office.led_ward_id else Way.LUMP
        made.division = self._divisions[cleaned["division"]] if "division" in cleaned else office
        made.proposal = self._proposals.get(cleaned["proposal"])
        made.measure = self._measures.get(cleaned["measure"])
        return made


def _account(account: Account) -> str:
    return f"{account.code} {account.title} › {account.item} › {account.subitem} › {account.node}"


class AssessmentForm(Refusing):
    """The lines of a page, each with what is granted and why."""

    def __init__(
        self, *args: Any, lines: Sequence[BudgetLine], chosen: Mapping[int, tuple[int, str]] | None = None, **more: Any
    ) -> None:
        """chosen: for lines that are not assessed yet, what to begin with: yen and why less."""
        super().__init__(*args, **more)
        self.lines = lines
        for line in lines:
            words, begin = {"title": line.title}, (line.assessed, line.because)
            amount, because = (chosen or {}).get(line.pk, begin) if line.assessed is None else begin
            self.fields[f"amount-{line.pk}"] = Yen(
                label=gettext("Granted of “%(title)s”") % words, required=False, initial=amount
            )
            self.fields[f"because-{line.pk}"] = forms.CharField(
                label=gettext("Why less, “%(title)s”") % words, required=False, max_length=1000, initial=because
            )

    def rows(self) -> list[tuple[BudgetLine, Any, Any]]:
        return [(line, self[f"amount-{line.pk}"], self[f"because-{line.pk}"]) for line in self.lines]

    def assessments(self) -> list[Assessment]:
        """Only lines with an amount that differ from what is kept."""
        cleaned, found = self.cleaned_data, []
        for line in self.lines:
            amount, because = cleaned[f"amount-{line.pk}"], cleaned[f"because-{line.pk}"]
            if amount is not None and (amount, because) != (line.assessed, line.because):
                found.append(Assessment(line, amount, because))
        return found


class SpendingForm(Refusing):
    """Money that was spent."""

    day = day_field(_("Paid on"))
    amount = Yen(label=_("Amount in yen"))
    note = forms.CharField(label=_("What was paid"), max_length=200, required=False)
    row = forms.CharField(
        label=_("Slip number"), max_length=80, required=False, help_text=_("A slip is noted once in a line.")
    )


class FileForm(Refusing):
    """A file in."""

    kind = forms.ChoiceField(label=_("What the file holds"), widget=forms.RadioSelect, error_messages=REQUIRED)
    round = forms.ChoiceField(
        label=_("Round"),
        required=False,
        help_text=_("Empty: as the file's own columns for the year and the round say."),
    )
    file = forms.FileField(label=_("File"), error_messages={**REQUIRED, "empty": _("This file is empty.")})

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], rounds: Sequence[Round], **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "kind", kinds)
        offer(self, "round", [("", gettext("As the file says")), *((str(each.pk), named(each)) for each in rounds)])


class WishForm(Refusing):
    """What the portfolio may do; every field may be left out."""

    voices = forms.IntegerField(label=_("Weight of voices"), min_value=0, max_value=10, required=False)
    people = forms.IntegerField(label=_("Weight of people concerned"), min_value=0, max_value=10, required=False)
    effect = forms.IntegerField(label=_("Weight of the expected effect"), min_value=0, max_value=10, required=False)
    ceiling = Yen(
        label=_("Ceiling in all"), required=False, help_text=_("In yen. Empty: the wards' ceilings together.")
    )
    part = forms.IntegerField(
        label=_("A line may be given in part, from per cent"), min_value=1, max_value=100, required=False,
        help_text=_("Empty: whole or not at all."),
    )  # fmt: skip
    keep = forms.CharField(label=_("Must be in"), required=False, help_text=_("Numbers of lines, as: 12 15"))
    leave = forms.CharField(label=_("Must stay out"), required=False)
    one_of = forms.CharField(
        label=_("Only one of"), required=False, help_text=_("Groups with a semicolon between them, as: 12 15; 3 9")
    )
    needs = forms.CharField(
        label=_("Only together with"), required=False, help_text=_("The first only with the second, as: 12 15; 3 9")
    )

    def __init__(self, *args: Any, lines: Iterable[int], **more: Any) -> None:
        super().__init__(*args, **more)
        self._lines = set(lines)
        for fund in Fund:
            self.fields[f"fund-{fund.value}"] = Yen(
                label=gettext("Most from “%(fund)s”") % {"fund": fund.label}, required=False
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("keep", "leave", "one_of", "needs"):
            try:
                cleaned[name] = self._groups(cleaned.get(name, ""), 2 if name == "needs" else None)
            except BadInput as refusal:
                self.add_error(name, str(refusal))
        return cleaned

    def _groups(self, text: str, size: int | None) -> list[list[int]]:
        found = []
        for part in plain(text).replace("、", " ").replace(",", " ").split(";"):
            words = part.split()
            if not words:
                continue
            if not all(word.isascii() and word.isdigit() and int(word) in self._lines for word in words):
                raise BadInput(
                    _("“%(text)s”: write numbers of lines that stand in the table below.") % {"text": part.strip()}
                )
            if size and len(words) != size:
                raise BadInput(
                    _("“%(text)s”: write two numbers, the second is what the first needs.") % {"text": part.strip()}
                )
            found.append([int(word) for word in words])
        return found

    def wish(self, why: Sequence[int] = ()) -> Wish:
        cleaned = self.cleaned_data
        given = {name: cleaned[name] for name in WEIGHTS if cleaned.get(name) is not None}
        funds = {fund.value: cleaned[f"fund-{fund.value}"] for fund in Fund}
        return Wish(
            weights={**WEIGHTS, **given}, ceiling=cleaned["ceiling"], part=cleaned["part"],
            funds={fund: yen for fund, yen in funds.items() if yen is not None},
            keep=_flat(cleaned["keep"]), leave=_flat(cleaned["leave"]), one_of=cleaned["one_of"],
            needs=[(this, that) for this, that in cleaned["needs"]], why=why,
        )  # fmt: skip


def _flat(groups: Iterable[Sequence[int]]) -> list[int]:
    return [number for group in groups for number in group]
