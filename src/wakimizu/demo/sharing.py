"""Rules, notices, consultations and meetings of the demo city: a year of them, from kumamoto/sharing.csv and sharing.toml."""

import random
import tomllib
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone

from wakimizu.apps.city.calendar import add_business_days, is_business_day
from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import City, Office, Post
from wakimizu.apps.city.queries import actor_in, system_actor
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.services.models import Service, Standard
from wakimizu.apps.sharing.agenda import gathered
from wakimizu.apps.sharing.imports import import_sharing
from wakimizu.apps.sharing.models import Addressee, Consultation, Meeting, Notice
from wakimizu.apps.sharing.operations import consultations, meetings, notices
from wakimizu.apps.sharing.operations.consultations import Draft
from wakimizu.apps.sharing.operations.meetings import Plan
from wakimizu.apps.sharing.operations.notices import Content
from wakimizu.shared.scoping import in_city

FILES = files("wakimizu.demo") / "kumamoto"
SEED = 21
IN_TIME, LATE = 0.86, 0.1  # of the offices; the rest has not said a word
FRESH = 10  # days: of newer notices the desks with people in the demo are still open


def make_sharing(city: City, now: datetime) -> None:
    with in_city(city.pk), transaction.atomic():
        import_sharing(
            system_actor(city.pk, now - timedelta(days=365)),
            city,
            directory(city),
            (FILES / "sharing.csv").read_bytes(),
        )
        _Year(city, now).run(tomllib.loads((FILES / "sharing.toml").read_text()))


class _Year:
    def __init__(self, city: City, now: datetime) -> None:
        self.city, self.now = city, now
        self.book: Directory = directory(city)
        self.posts = {post.user.email: post for post in Post.objects.select_related("user", "office")}
        self.chance = random.Random(SEED)

    def run(self, told: dict[str, Any]) -> None:
        for each in told["notice"]:
            self._notice(each)
        for each in told["consultation"]:
            self._consultation(each)
        for each in told["meeting"]:
            self._meeting(each)

    def _of(self, office: str, days_ago: float, *roles: str) -> Actor:
        """Someone of the office; without a person of these roles the system in its place."""
        at, place = self.now - timedelta(days=days_ago), self.book.office_by_code[office]
        fitting = [post for post in self.posts.values() if post.office_id == place.pk and post.role in roles]
        return actor_in(fitting[0], at, place) if fitting else system_actor(self.city.pk, at)

    def _system(self, days_ago: float) -> Actor:
        return system_actor(self.city.pk, self.now - timedelta(days=days_ago))

    def _works(self, moment: datetime) -> bool:
        return is_business_day(timezone.localdate(moment), self.book.closures)

    # ── notices ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _notice(self, told: dict[str, Any]) -> None:
        ago = told["days_ago"]
        sender = self._of(told["of"], ago, "hq_head", "planner", "it")
        effective = sender.today + timedelta(days=told["effective"])
        if told["happening"] != "outage":  # a system stops on a Sunday, a form changes on a day of work
            effective = add_business_days(effective, 0, self.book.closures)
        content = Content(
            title=told["title"], text=told["text"], title_en=told.get("title_en", ""), text_en=told.get("text_en", ""),
            happening=told["happening"], effective=effective,
            wards=[self.book.area_by_code[code].pk for code in told.get("wards", [])],
        )  # fmt: skip
        office = self.book.office_by_code[told["of"]]
        notice = notices.send_notice(sender, office=office, content=content, book=self.book)
        notices.deliver_notice(self._system(ago), notice=notice)
        self._acknowledged(notice, ago)
        if "question" in told:
            self._asked_about(told, notice)

    def _acknowledged(self, notice: Notice, ago: int) -> None:
        peopled = {post.office_id for post in self.posts.values()} if ago < FRESH else set()
        rows = notice.addressees.exclude(acknowledge_by=None).select_related("notice", "office").order_by("pk")
        for row in rows:
            row.notice, drawn = notice, self.chance.random()
            if row.office_id in peopled or drawn > IN_TIME + LATE:
                continue
            after = self.chance.uniform(0.1, 1.5) if drawn < IN_TIME else self.chance.uniform(9, 13)
            while not self._works(self.now - timedelta(days=ago - after)):
                after += 1
            if after < ago:
                self._acknowledge(row, ago - after)

    def _acknowledge(self, row: Addressee, ago: float) -> None:
        notices.acknowledge_notice(
            self._of(row.office.code, ago, "clerk", "planner", "hq_head", "liaison"), addressee=row
        )

    def _asked_about(self, told: dict[str, Any], notice: Notice) -> None:
        asker = self._of("w-higashi-machi", told["days_ago"] - 1, "planner")
        question = notices.ask_about_notice(asker, notice=notice, text=told["question"])
        if "reply" in told:
            sender = self._of(told["of"], told["days_ago"] - 2, "hq_head", "it")
            notices.reply_about_notice(sender, question=question, text=told["reply"])

    # ── consultations ────────────────────────────────────────────────────────────────────────────────────────────

    def _consultation(self, told: dict[str, Any]) -> None:
        ago = told["days_ago"]
        head = self._of(told["of"], ago, "hq_head")
        wards = [office for office in self.book.offices.values() if office.code.endswith(f"-{told['ask']}")]
        draft = Draft(
            title=told["title"], text=told["text"], about=told.get("about", "standard"), asked=wards,
            answer_by=head.today + timedelta(days=told["answer_in"]), standard=self._standard(told, head),
        )  # fmt: skip
        row = consultations.open_consultation(head, office=self.book.office_by_code[told["of"]], draft=draft)
        for n, opinion in enumerate(told["opinions"]):
            self._opinion(told, row, opinion, ago - 3 - n)
        if "outcome" in told:
            settler = self._of(told["of"], told["settled"], "hq_head")
            consultations.settle_consultation(
                settler, consultation=row, outcome=told["outcome"], text=told["outcome_text"]
            )

    def _standard(self, told: dict[str, Any], head: Actor) -> Standard | None:
        """The newest version of the service's standard, with another wait."""
        if "service" not in told:
            return None
        service = Service.objects.get(code=told["service"])
        last = Standard.objects.filter(service=service).order_by("-valid_from")[0]
        terms = {**consultations.terms_of(last), "wait_minutes": told["wait_minutes"], "valid_to": None, "because": ""}
        terms["valid_from"] = (head.today + timedelta(days=told["holds_in"])).isoformat()
        return consultations.standard_of(service, terms)

    def _opinion(self, told: dict[str, Any], row: Consultation, said: dict[str, Any], ago: float) -> None:
        ago = told["days_ago"] - told["answer_in"] - 2 if said.get("late") else ago
        planner = self._of(f"w-{said['ward']}-machi", ago, "planner")
        asked = row.asked.select_related("office", "consultation").get(office__code=f"w-{said['ward']}-{told['ask']}")
        opinion = consultations.give_opinion(planner, asked=asked, stance=said["stance"], text=said["text"])
        if "taken" in said:
            head = self._of(told["of"], ago - 1, "hq_head")
            consultations.respond_to_opinion(head, opinion=opinion, taken=said["taken"], text=said["response"])

    # ── meetings ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _meeting(self, told: dict[str, Any]) -> None:
        ago = told["days_ago"]
        caller, begins = self._of(told["of"], ago + 12, "policy"), self.now - timedelta(days=ago)
        begins = timezone.localtime(begins).replace(hour=10, minute=0, second=0, microsecond=0)
        while ago < 0 and not self._works(begins):
            begins += timedelta(days=1)
        mayors = [office for office in self.book.offices.values() if office.kind == Office.Kind.WARD_OFFICE]
        plan = Plan(told["kind"], told["title"], begins, begins + timedelta(hours=2), mayors, told["place"])
        meeting = meetings.call_meeting(caller, office=self.book.office_by_code[told["of"]], plan=plan)
        for item in told["items"]:
            self._item(meeting, item, caller, ago)
        if ago > 0:
            meetings.close_minutes(self._of(told["of"], ago - 1, "policy"), meeting=meeting)
        else:
            actor = self._of(told["of"], 0, "policy")
            meetings.fill_agenda(actor, meeting=meeting, found=gathered(actor, meeting, self.book))

    def _item(self, meeting: Meeting, told: dict[str, Any], caller: Actor, ago: int) -> None:
        item = meetings.add_item(caller, meeting=meeting, title=told["title"])
        if "minutes" not in told:
            return
        after = self._of("hq-sogoseisaku", ago - 0.5, "policy")
        meetings.keep_minutes(after, item=item, text=told["minutes"])
        for each in told["tasks"]:
            office = self.book.office_by_code[each["office"]]
            due = after.today + timedelta(days=each["due"])
            task = meetings.give_task(after, item=item, text=each["text"], office=office, due=due)
            if "done" in each:
                meetings.finish_task(
                    self._of(each["office"], ago - 10, "hq", "hq_head"), task=task, result=each["done"]
                )
