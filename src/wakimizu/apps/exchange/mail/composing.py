"""A mail's words: the city's wording, or ours, with what is known of the voice put in its places.

The rules:
1. A wording is plain text with places in braces: {receipt}, {office} … Which places a kind has stands in PLACES.
2. A line whose only places have nothing to say (no further day was promised, say) is left out.
3. HTML is made from the text: escaped, blank lines part paragraphs, addresses become links. No wording can break it.
4. What ends the mail (who writes, how to stop it) is ours and always there.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from wakimizu.apps.city.models import City
from wakimizu.apps.exchange.mail.models import Wording
from wakimizu.apps.exchange.mail.workflow import Kind
from wakimizu.shared.templatetags.words import day
from wakimizu.shared.words import named

TEXTS = Path(__file__).parent / "texts"
PLACE = re.compile(r"\{([^{}\n]{0,40})\}")
ADDRESS = re.compile(r"https?://[!#-;=?-~]*[\w/#=&;]", re.A)  # of a web page; Japanese may follow it at once
EVERYWHERE = {
    "city": gettext_lazy("the city's name"),
    "office": gettext_lazy("the office in charge"),
    "link": gettext_lazy("the page that shows how it stands"),
}
OF_A_VOICE = {**EVERYWHERE, "receipt": gettext_lazy("the receipt")}
DUE = {"due": gettext_lazy("the day by which the answer comes")}
PLACES = {
    Kind.RECEIPT: {**OF_A_VOICE, **DUE},
    Kind.ANSWER: {
        **OF_A_VOICE,
        "ending": gettext_lazy("how it ends: solved, will be done …"),
        "answer": gettext_lazy("the answer itself"),
        "until": gettext_lazy("by when they hear again, if that was promised"),
        "owner": gettext_lazy("whose matter it is, if not ours"),
    },
    Kind.REOPENED: {**OF_A_VOICE, **DUE},
    Kind.NEW_DAY: {**OF_A_VOICE, **DUE},
    Kind.ADDED: OF_A_VOICE,
    Kind.REMINDER: {
        **EVERYWHERE,
        "count": gettext_lazy("how many are due soon or overdue"),
        "late": gettext_lazy("how many of them are overdue"),
    },
}  # fmt: skip
# Without these a mail would not do what it is for.
NEEDED = {Kind.RECEIPT: {"receipt", "link"}, Kind.ANSWER: {"answer", "link"}}


@dataclass(frozen=True, slots=True)
class Words:
    """A kind's subject and text, with their places still open."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Composed:
    subject: str
    text: str
    html: str
    shown: dict[str, str]  # what the HTML is made of


@cache
def our_words(kind: str, language: str) -> Words:
    subject, _blank, text = (TEXTS / f"{kind}.{language}.txt").read_text(encoding="utf-8").partition("\n\n")
    return Words(subject.strip(), text.strip())


def words_of(kind: str, language: str) -> Words:
    """What holds now: the city's newest wording, else ours."""
    newest = Wording.objects.filter(kind=kind, language=language).order_by("-pk").first()
    return Words(newest.subject, newest.text) if newest and newest.text else our_words(kind, language)


def places_in(text: str) -> list[str]:
    return PLACE.findall(text)


def fill(text: str, values: dict[str, str]) -> str:
    """The text with its places filled. What a value holds is never read as a place again."""
    lines = (line for line in text.split("\n") if not _says_nothing(line, values))
    filled = "\n".join(PLACE.sub(lambda found: values.get(found[1], found[0]), line) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", filled).strip()


def _says_nothing(line: str, values: dict[str, str]) -> bool:
    places = places_in(line)
    return bool(places) and not any(values.get(place, "?") for place in places)


def one_line(text: str) -> str:
    """Fit for a header: no control letters, so that nothing can begin a header of its own."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def compose(words: Words, values: dict[str, str], *, city: City, language: str, stop: str = "") -> Composed:
    """Subject, plain text and HTML. `stop` is the address that ends mails about this voice."""
    with override(language):
        text = fill(words.text, values)
        ending = [_("This mail was written by the system of %(city)s.") % {"city": named(city)}]
        if stop:
            ending.append(_("No more mail about this voice: %(link)s") % {"link": stop})
        subject = one_line(fill(words.subject, values))[:200]
        shown = {
            "subject": subject,
            "text": as_html(text),
            "ending": as_html("\n".join(ending)),
            "city": named(city),
            "language": language,
        }
        html = render_to_string("exchange/mail/message.html", shown)
        return Composed(subject, "\n".join([text, "", "-- ", *ending, ""]), html, shown)


def made_up(kind: str, language: str, city: City) -> dict[str, str]:
    """Values for every place of a kind, to see a wording before anybody else does."""
    with override(language):
        values = {
            "city": named(city),
            "office": _("Community Division (an example)"),
            "receipt": "K7QP-2M9R-XW4T",
            "due": str(day(date(2026, 12, 14))),
            "ending": _("Will be done"),
            "answer": _("We looked at the street lamp and ordered a new one.\nIt will be put up within the month."),
            "until": str(day(date(2026, 12, 28))),
            "owner": "",
            "count": "5",
            "late": "2",
            "link": settings.ADDRESS.replace("{city}", city.host).rstrip("/") + "/follow/K7QP-2M9R-XW4T/",
        }
    return {place: values[place] for place in PLACES[Kind(kind)]}


def as_html(text: str) -> SafeString:
    """Paragraphs and lines, everything escaped, addresses of pages as links."""
    linked = ADDRESS.sub(lambda found: f'<a href="{found[0]}" style="color:#0017c1">{found[0]}</a>', escape(text))
    return mark_safe(linebreaks(linked))  # noqa: S308 (escaped in the line before)


def day_in(language: str, value: date | None) -> str:
    with override(language):
        return str(day(value))
