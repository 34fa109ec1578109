"""A few matters played through by the operations themselves, so that every desk of the demo has something on it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from wakimizu.apps.city.calendar import add_business_days
from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City, Post
from wakimizu.apps.city.queries import actor_in, system_actor
from wakimizu.apps.exchange.mail import operations as mailing
from wakimizu.apps.exchange.mail.models import Mail
from wakimizu.apps.exchange.mail.workflow import ASKED_BY
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.ledger.operations import seal_entries
from wakimizu.apps.voices import operations as do
from wakimizu.apps.voices.catalogue import catalogue
from wakimizu.apps.voices.models import Voice
from wakimizu.apps.voices.operations import Said
from wakimizu.apps.voices.workflow import Channel
from wakimizu.demo.generator import make_usual
from wakimizu.shared.scoping import in_city

BRIDGE = [
    "水前寺公園の東の橋で、雨の日に自転車がすべって危ないです。中央区と東区の境なので、どちらに言えばよいか分かりません。",
    "区の境の橋の段差で、車いすが毎日引っかかります。市で直していただけませんか。",
]
BOARS = [  # where many voices come about one thing lately: the page of emerging needs finds it
    "夜のうちにイノシシがすいか畑を荒らしました。毎晩続いています。",
    "通学路のそばでイノシシの親子を見ました。子どもが心配です。",
    "芋畑がイノシシに掘り返されました。柵の補助はありますか。",
    "田んぼのあぜがイノシシに崩されました。",
    "イノシシのわなを貸してもらえる所を教えてください。",
    "竹やぶからイノシシが出てきます。夕方の散歩が怖いです。",
]
WRITTEN_TO = [  # what they said, and in which language they are written to
    ("子飼商店街の入口の車止めが倒れています。夜に車が入って来ます。", "ja"),
    ("The sign at the Kokai shopping street is only in Japanese. Could it be in English, too?", "en"),
    ("商店街のベンチの板が割れています。座ると危ないです。", "ja"),
]
BOAR_DISTRICTS = ["43105-17", "43105-18", "43105-19", "43105-17"]
BOARS_HEARD, BOARS_EVERY = 24, timedelta(hours=18)
FARMING, FARMING_DAYS = 100, 185  # voices about farming from everywhere, as always


def play_scenes(city: City, now: datetime) -> None:
    """A cross-ward need waiting for parts, an answer waiting for the ward mayor, and a need that emerges in the hills."""
    make_usual(city, "farm", FARMING, FARMING_DAYS, now, seed=12)
    with in_city(city.pk), transaction.atomic():
        Scenes(city, now).play()
    while seal_entries(now):
        pass


class Scenes:
    def __init__(self, city: City, now: datetime) -> None:
        self.now, self.book, self.catalogue = now, directory(city), catalogue(city)
        self.city = city

    def play(self) -> None:
        planner = self._as("planner.chuo@demo.example")
        offices = self.book.office_by_code
        due = add_business_days(planner.today, 5, self.book.closures)
        bridge = [self._say(text, "43101-21", f"scene-bridge-{n}") for n, text in enumerate(BRIDGE)]
        need = do.raise_need(planner, voices=bridge, title="区の境の橋の段差とすべり", lead=offices["w-chuo-machi"])
        do.ask_support(
            planner,
            need=need,
            office=offices["w-higashi-machi"],
            asked_for="東区側の取り付け道路の状況を教えてください。",
            due=due,
        )
        do.ask_support(
            planner, need=need, office=offices["hq-dorohozen"], asked_for="補修の時期と方法を示してください。", due=due
        )
        lamp = self._say("子飼商店街の裏通りが真っ暗で、夜道を帰る生徒が心配です。", "43101-08", "scene-lamp")
        need = do.raise_need(planner, voices=[lamp], title="子飼商店街の裏通りの明かり", lead=offices["w-chuo-machi"])
        until = add_business_days(planner.today, 20, self.book.closures)
        answer = do.draft_answer(
            planner,
            need=need,
            ending="will_be",
            text="地元の町内自治会と場所を確かめ、防犯灯を二基つけます。",
            until=until,
        )
        do.submit_answer(planner, answer=answer)
        self._boars()
        self._mails()

    def _mails(self) -> None:
        """Residents who agreed to be written to: receipts, an answer, and an address that is not there. None is sent."""
        before = Entry.objects.order_by("-pk")[0].pk
        voices = [
            self._say(
                text, "43101-08", f"scene-mail-{n}", at=self.now - timedelta(days=n + 1), by_mail=True, language=language,
                contact=do.PersonalDetails(email=f"resident{n}@demo.example"),
            )
            for n, (text, language) in enumerate(WRITTEN_TO)
        ]  # fmt: skip
        planner, lead = self._as("planner.chuo@demo.example"), self.book.office_by_code["w-chuo-machi"]
        need = do.raise_need(planner, voices=voices[:1], title="子飼商店街の入口の車止め", lead=lead)
        answer = do.draft_answer(
            planner,
            need=need,
            ending="solved",
            text="車止めを置き直しました。お知らせいただき、ありがとうございました。",
        )
        do.submit_answer(planner, answer=answer)
        do.approve_answer(self._as("mayor.chuo@demo.example"), answer=answer)
        asked = Entry.objects.filter(pk__gt=before, operation__in=ASKED_BY).order_by("pk")
        system = system_actor(self.city.pk, self.now)
        mailing.ask_for_mails(system, city=self.city, entries=list(asked))
        for mail in Mail.objects.select_related("voice").order_by("pk"):
            if mail.voice == voices[-1]:
                mailing.note_undelivered(system, mail=mail, came_back=True, reason="address")
            else:
                mailing.note_sent(system, mail=mail)

    def _boars(self) -> None:
        """Wild boars, heard of again and again lately, from three neighbouring districts."""
        farm = self.catalogue.topic_by_code["farm"]
        for n in range(BOARS_HEARD):
            at = self.now - n * BOARS_EVERY - timedelta(hours=5)
            text, district = BOARS[n % len(BOARS)], BOAR_DISTRICTS[n % len(BOAR_DISTRICTS)]
            self._say(text, district, f"scene-boar-{n}", at=at, topic=farm, may_publish=False)

    def _as(self, email: str) -> Actor:
        post = Post.objects.select_related("office").get(user__email=email)
        return actor_in(post, self.now, post.office)

    def _say(self, text: str, district: str, key: str, at: datetime | None = None, **more: Any) -> Voice:
        resident = Actor(city_id=self.city.pk, at=at or self.now - timedelta(hours=3))
        area = self.book.area_by_code.get(district) or self.book.districts[0]
        facts: dict[str, Any] = {"lat": area.lat, "lon": area.lon, "may_publish": True, **more}
        said = Said(text=text, channel=Channel.WEB, submission=key, district=area, **facts)
        return do.receive_voice(resident, said=said, book=self.book, catalogue=self.catalogue)
