"""What the tables and the ledger hold, in sentences: what happened, and where a row of the routing table leads."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, Office, Post, Role
from wakimizu.apps.ledger.actor import RESIDENT, SYSTEM
from wakimizu.apps.voices.models import RoutingRule
from wakimizu.apps.voices.queries import Happened
from wakimizu.apps.voices.rules import ward_division
from wakimizu.apps.voices.workflow import Channel, Ending
from wakimizu.shared.templatetags.words import day, joint
from wakimizu.shared.words import named

SENTENCES = {
    "receive_voice": gettext_lazy("Received (%(channel)s). It goes to %(office)s; answer by %(due)s."),
    "pass_voice_on": gettext_lazy("Passed on from %(before)s to %(to)s."),
    "set_voice_aside": gettext_lazy("Set aside."),
    "restore_voice": gettext_lazy("Put back into the queue."),
    "publish_voice": gettext_lazy("Published."),
    "hide_voice": gettext_lazy("Taken back from the public page."),
    "erase_voice": gettext_lazy("Words, place, photos and contact were erased."),
    "read_contact": gettext_lazy("Contact details were read."),
    "add_words": gettext_lazy("The resident added something."),
    "mailed_receipt": gettext_lazy("The receipt was sent to the resident by e-mail."),
    "mailed_answer": gettext_lazy("The answer was sent to the resident by e-mail."),
    "mailed_reopened": gettext_lazy("That it is open again was sent to the resident by e-mail."),
    "mailed_new_day": gettext_lazy("The new day was sent to the resident by e-mail."),
    "mailed_added": gettext_lazy("That the words were added was sent to the resident by e-mail."),
    "mail_failed": gettext_lazy("An e-mail to the resident could not be delivered: call them, or write a letter."),
    "stop_mail": gettext_lazy("The resident wants no more e-mail about this voice."),
    "reopen_voice": gettext_lazy("“Not solved”: reopened. New day: %(due)s."),
    "raise_need": gettext_lazy("Need raised from %(count)d voices. %(lead)s leads; answer by %(due)s."),
    "take_topic": gettext_lazy("The topic that was suggested was taken."),
    "take_office": gettext_lazy("Handed from %(before)s to %(to)s, as was suggested."),
    "join_need": gettext_lazy("%(count)d voices joined. Answer by %(due)s."),
    "assign_need": gettext_lazy("Assigned from %(before)s to %(to)s; answer by %(due)s."),
    "extend_due": gettext_lazy("New day: %(due)s (before: %(before)s)."),
    "ask_support": gettext_lazy("%(office)s was asked for its part, by %(due)s."),
    "give_part": gettext_lazy("%(office)s gave its part."),
    "decline_part": gettext_lazy("%(office)s declined its part."),
    "merge_need": gettext_lazy("Merged into need %(into)s; %(count)d voices moved."),
    "split_need": gettext_lazy("Split from need %(source)s with %(count)d voices."),
    "remark_need": gettext_lazy("Note."),
    "draft_answer": gettext_lazy("Answer drafted: %(ending)s."),
    "submit_answer": gettext_lazy("Answer submitted for approval."),
    "return_answer": gettext_lazy("Answer returned to its writer."),
    "approve_answer": gettext_lazy("Answer approved and sent to %(count)s voices: %(ending)s."),
    "take_answer_in": gettext_lazy("%(office)s answered before the voice came here: %(ending)s."),
    "keep_as_record": gettext_lazy("Kept as a record of the past: nothing is owed for it."),
    "answer_by_decision": gettext_lazy("%(office)s decided, and answered %(count)s voices: %(ending)s."),
}


def sentence(happened: Happened, book: Directory) -> str:
    """The entry in the reader's language. An operation without a sentence shows its own name."""
    facts = happened.facts
    words: dict[str, Any] = {
        **facts,
        "office": _office(facts.get("office"), book),
        "to": _office(facts.get("to"), book),
        "lead": _office(facts.get("lead"), book),
        "before": _before(facts.get("before"), book),
        "due": _day(facts.get("due")),
        "channel": Channel(facts["channel"]).label if "channel" in facts else "",
        "ending": Ending(facts["ending"]).label if "ending" in facts else "",
        "count": len(facts["voices"]) if isinstance(facts.get("voices"), list) else facts.get("voices", 0),
    }
    template = SENTENCES.get(happened.operation)
    return str(template) % words if template else happened.operation


def _office(number: Any, book: Directory) -> str:
    office = book.office(number)
    return named(office) if office else ""


def _before(value: Any, book: Directory) -> str:
    return _day(value) if isinstance(value, str) else _office(value, book)


def _day(value: Any) -> str:
    return str(day(date.fromisoformat(value))) if value else ""


def who(happened: Happened, posts: dict[int, Post], book: Directory) -> str:
    if happened.role == RESIDENT:
        return _("A resident")
    if happened.role == SYSTEM:
        return _("The system")
    post = posts.get(happened.post_id or 0)
    if post is None:
        return str(Role(happened.role).label)
    return f"{_office(post.office_id, book)} {post.get_role_display()} {named(post.user)}"


def timeline(happened: list[Happened], book: Directory) -> list[dict[str, Any]]:
    """A history for parts/history.html. One query for all the people in it."""
    numbers = {each.post_id for each in happened if each.post_id}
    posts = {post.pk: post for post in Post.objects.filter(pk__in=numbers).select_related("user")}
    return [
        {"at": each.at, "who": who(each, posts, book), "what": sentence(each, book), "remark": each.remark}
        for each in happened
    ]


def targets(table: Sequence[RoutingRule], book: Directory) -> list[tuple[RoutingRule, str]]:
    """Each row of the routing table with where it leads, in words: "ward:machi" is a division that every ward has."""
    divisions = {rule.office: _division(rule.office, book) for rule in table if rule.office.startswith("ward:")}
    return [(rule, _target(rule, divisions.get(rule.office, ""), book)) for rule in table]


def _target(rule: RoutingRule, division: str, book: Directory) -> str:
    if not division:
        return _coded(rule.office, book)
    sentence = _("the ward's %(division)s (%(office)s where no ward is known)")
    return sentence % {"division": division, "office": _coded(rule.office_without_ward, book)}


def _coded(code: str, book: Directory) -> str:
    office = book.office_by_code.get(code)
    return named(office) if office else code


def _division(code: str, book: Directory) -> str:
    """What the wards call this division; all its names where they do not agree."""
    found = [(ward_division(code, ward, book), ward) for ward in book.wards]
    return joint().join(dict.fromkeys(_without_ward(office, ward) for office, ward in found if office))


def _without_ward(division: Office, ward: Area) -> str:
    """区民課 of 中央区区民課, Residents Division of Chuo Ward Residents Division."""
    name = named(division).removeprefix(named(ward)).removeprefix(named(ward).removesuffix(" Ward"))
    return name.strip() or named(division)
