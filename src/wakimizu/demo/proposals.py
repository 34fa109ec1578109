"""Proposals of the demo city, in every state, from real needs of its made-up voices; measures that run, and one that is closed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from django.utils import timezone

from wakimizu.apps.city.calendar import fiscal_year
from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import City, Post
from wakimizu.apps.city.queries import actor_in, system_actor
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.monitoring.models import Indicator, Observation
from wakimizu.apps.proposals.evidence import gathered
from wakimizu.apps.proposals.models import Measure, Proposal
from wakimizu.apps.proposals.operations import deciding, measures, proposing
from wakimizu.apps.proposals.operations.measures import Look, Plan
from wakimizu.apps.proposals.operations.proposing import Content, Expected
from wakimizu.apps.voices.catalogue import Catalogue, catalogue
from wakimizu.apps.voices.imports import rows_of
from wakimizu.apps.voices.models import Need
from wakimizu.apps.voices.workflow import NeedState
from wakimizu.shared.scoping import in_city

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """A proposal of the demo: whose, about what, how much, how long ago it was endorsed, and what became of it."""

    ward: str
    topic: str
    division: str
    title: str
    problem: str
    measure: str
    millions: int
    days_ago: int  # since it was written
    fate: str  # draft, endorse, review, late, adopt, part, study, decline, withdrawn
    reason: str = ""


def told() -> list[Told]:
    """kumamoto/proposals.csv."""
    rows = rows_of((files("wakimizu.demo") / "kumamoto" / "proposals.csv").read_text())
    return [_told(row) for row in rows]


def _told(row: dict[str, str]) -> Told:
    return Told(
        row["ward"], row["topic"], row["division"], row["title"], row["problem"], row["measure"], int(row["millions"]),
        int(row["days_ago"]), row["fate"], row["reason"],
    )  # fmt: skip


def make_proposals(city: City, now: datetime) -> None:
    with in_city(city.pk):
        _Play(city, now).run()


class _Play:
    def __init__(self, city: City, now: datetime) -> None:
        self.city, self.now = city, now
        self.book: Directory = directory(city)
        self.catalogue: Catalogue = catalogue(city)
        self.posts = {post.user.email: post for post in Post.objects.select_related("user", "office")}
        self.indicators = {each.code: each for each in Indicator.objects.all()}
        self.used: set[int] = set()

    def run(self) -> None:
        for each in told():
            proposal = self._drafted(each)
            if proposal is not None:
                self._go_on(each, proposal)
        deciding.escalate_late(system_actor(self.city.pk, self.now - timedelta(hours=3)))
        self._measures()

    def _as(self, role: str, ward: str, days_ago: float) -> Actor:
        post = self.posts[f"{role}.{ward}@demo.example"]
        return actor_in(post, self.now - timedelta(days=days_ago), post.office)

    def _head(self, division: str, days_ago: float) -> Actor:
        """The division's head; of a division without one in the demo, the system in its place."""
        office = self.book.office_by_code[division]
        post = next(
            (each for each in self.posts.values() if each.office_id == office.pk and each.role == "hq_head"), None
        )
        at = self.now - timedelta(days=days_ago)
        return actor_in(post, at, office) if post else system_actor(self.city.pk, at)

    def _drafted(self, told: Told) -> Proposal | None:
        needs = self._needs(told)
        if not needs:
            return None
        self.used |= {need.pk for need in needs}
        planner = self._as("planner", told.ward, told.days_ago)
        year = fiscal_year(planner.today)
        first = told.millions * MILLION * 2 // 3
        content = Content(
            title=told.title, problem=told.problem, measure=told.measure, division=self.book.office_by_code[told.division],
            needs=needs, effects=self._effects(year),
            costs={(year, "general"): first, (year + 1, "general"): told.millions * MILLION - first, (year, "national"): 2 * MILLION},
        )  # fmt: skip
        office = self.book.office_by_code[f"w-{told.ward}-machi"]
        return proposing.draft_proposal(planner, office=office, content=content)

    def _needs(self, told: Told) -> list[Need]:
        """The few needs of the ward that most voices are in: of the topic and older than the proposal, as far as there are such."""
        ward = self.book.office_by_code[f"w-{told.ward}"].ward_id
        rows = Need.objects.filter(ward=ward).exclude(state=NeedState.MERGED).exclude(pk__in=self.used)
        rows = rows.order_by("-voice_count", "pk")
        older = rows.filter(raised_at__lt=self.now - timedelta(days=told.days_ago))
        topic = self.catalogue.topic_by_code.get(told.topic)
        tried = (older.filter(topic=topic)[:5], older[:3], rows.filter(topic=topic)[:5], rows[:3])
        return next((found for each in tried if (found := list(each))), [])

    def _effects(self, year: int) -> list[Expected]:
        found = self.indicators.get("satisfied")
        if found is None:
            return []
        last = Observation.objects.filter(indicator=found, area=None, office=None).order_by("-begins").first()
        before = last.value if last else None
        return [Expected(found, year + 1, round((before or 60) + 3, 1), before=before)]

    def _go_on(self, told: Told, proposal: Proposal) -> None:
        if told.fate == "draft":
            return
        proposing.submit_proposal(self._as("planner", told.ward, told.days_ago), proposal=proposal)
        if told.fate == "endorse":
            return
        mayor = self._as("mayor", told.ward, told.days_ago - 1)
        evidence = gathered(proposal, self.book, self.catalogue, mayor.today)
        proposing.endorse_proposal(mayor, proposal=proposal, evidence=evidence, closures=tuple(self.book.closures))
        if told.fate == "withdrawn":
            mayor = self._as("mayor", told.ward, told.days_ago - 9)
            proposing.withdraw_proposal(mayor, proposal=proposal, because="商店街が自分たちで始めたため。")
        elif told.fate in ("review", "late"):
            self._ask(told, proposal)
        else:
            self._decide(told, proposal)

    def _ask(self, told: Told, proposal: Proposal) -> None:
        head = self._head(told.division, told.days_ago - 2)
        question = proposing.ask_about(head, proposal=proposal, text="対象の場所は何か所ありますか。")
        if told.fate == "late":
            planner = self._as("planner", told.ward, told.days_ago - 4)
            proposing.reply_to(planner, question=question, text="七か所です。一覧を添えました。")

    def _decide(self, told: Told, proposal: Proposal) -> None:
        head = self._head(told.division, told.days_ago - 25)
        until: Any = None if told.fate == "decline" else (self.now + timedelta(days=120)).date()
        amount = {"adopt": told.millions, "part": told.millions // 2}.get(told.fate)
        deciding.decide_proposal(
            head, proposal=proposal, verdict=told.fate, reason=told.reason, until=until,
            part="利用の多い五か所の公園" if told.fate == "part" else "", amount=amount * MILLION if amount else None,
        )  # fmt: skip

    # ── measures ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _measures(self) -> None:
        adopted = list(
            Proposal.objects.filter(state="decided", decisions__verdict__in=["adopt", "part"]).order_by("pk")
        )
        for n, proposal in enumerate(adopted):
            self._running(proposal, late=n == 0)
        self._closed()

    def _running(self, proposal: Proposal, *, late: bool) -> None:
        actor, today = self._head(proposal.division.code, 60), timezone.localdate(self.now)
        plan = Plan(
            name=proposal.title, office=proposal.division, ward=proposal.ward, note=proposal.measure,
            begins=today - timedelta(days=60), ends=today + timedelta(days=300),
        )  # fmt: skip
        measure = measures.start_measure(actor, plan=plan, proposal=proposal)
        measures.begin_measure(actor, measure=measure, on=actor.today)
        survey = measures.add_milestone(actor, measure=measure, name="現地の点検", due=today - timedelta(days=20))
        measures.add_milestone(actor, measure=measure, name="工事の発注", due=today + timedelta(days=40))
        if not late:
            measures.reach_milestone(
                self._head(proposal.division.code, 0), milestone=survey, on=today - timedelta(days=22)
            )

    def _closed(self) -> None:
        """A measure of an office's own decision, whose indicator has a beginning of its own in the demo."""
        found = self.indicators.get("convenience-share")
        if found is None:
            return
        actor, today = self._head("hq-shimin", 400), timezone.localdate(self.now)
        seen = Observation.objects.filter(indicator=found, area=None, office=None).order_by("begins")
        plan = Plan(
            name="コンビニ交付の案内の強化", name_en="Telling people of certificates from convenience stores",
            office=self.book.office_by_code["hq-shimin"], note="窓口と広報紙で、コンビニで取れる証明書を案内しました。",
            begins=actor.today, ends=today - timedelta(days=40),
            effects=[Expected(found, fiscal_year(actor.today) + 1, 55.0, before=seen[0].value if seen else None)],
        )  # fmt: skip
        measure: Measure = measures.start_measure(actor, plan=plan)
        measures.begin_measure(actor, measure=measure, on=actor.today)
        last: Observation | None = seen.last()
        look = Look("partly", "伸びましたが、見込みには届きませんでした。", last.value if last else None)
        effect = measure.effects.get()
        measures.close_measure(
            system_actor(self.city.pk, self.now - timedelta(days=10)), measure=measure, looks={effect.pk: look},
            conclusion="案内のあった窓口では交付の割合が上がりました。高齢の方には操作の手伝いが要ります。",
        )  # fmt: skip
