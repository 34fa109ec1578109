"""A page's number of queries does not grow with the city: the same with 3 rows and with 60."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.voices.scenes import LATER, answered, kami_voice, need_of, submitted
from tests.cast import NOW
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.models import Need, Voice

PLANNER, MAYOR = ("planner", "w-kami-machi"), ("mayor", "w-kami")
PAGES = [
    ((), "/"),
    ((), "/promises/"),
    ((), "/ledger/"),
    ((), "/voices/"),
    ((), "/voices/?q=街灯"),
    ((), "/voices/?q=街灯&ward=43991"),
    ((), "/answers/"),
    ((), "/answers/?q=街灯"),
    ((), "/answers/{need}/"),
    ((), "/map/"),
    ((), "/map/needs.geojson"),
    ((), "/follow/{receipt}/"),
    (PLANNER, "/desk/"),
    (MAYOR, "/desk/"),
    (("clerk", "w-kami-kumin"), "/desk/"),
    (("liaison", "c-sakura"), "/desk/"),
    (("hq", "hq-road"), "/desk/"),
    (PLANNER, "/desk/needs/"),
    (PLANNER, "/desk/needs/?q=街灯"),
    (("hq", "hq-road"), "/desk/needs/"),
    (PLANNER, "/desk/need/{need}/"),
    (("hq", "hq-road"), "/desk/need/{need}/"),
    (("auditor", "hq-seisaku"), "/desk/need/{need}/"),
    (PLANNER, "/desk/need/{need}/split/"),
    (PLANNER, "/desk/voice/{voice}/"),
    (PLANNER, "/desk/overview/"),
    (("policy", "hq-seisaku"), "/desk/overview/43991/"),
    (PLANNER, "/desk/overdue/"),
    (("auditor", "hq-seisaku"), "/desk/overdue/"),
    (("it", "hq-seisaku"), "/desk/posts/"),
    (("it", "hq-seisaku"), "/desk/routing/"),
]


class Grown:
    """A city in which n of everything has happened, and one need and voice that have been there from the start."""

    def __init__(self, town):
        self.town = town
        self.voice = kami_voice(town, lat=33.0, lon=131.0)
        self.need = need_of(town, kami_voice(town), kami_voice(town), title="街灯すべて")
        operations.ask_support(
            town.actor(*PLANNER), need=self.need, office=town.offices["hq-road"], asked_for="図面", due=LATER
        )
        self.n = 0
        self.helpers = iter(["w-kami-kumin", "c-sakura", "w-shimo-machi", "w-shimo-kumin", "hq-kocho", "b-kawabata"])

    def to(self, n):
        town = self.town
        planner, hq = town.actor(*PLANNER), town.actor("hq", "hq-road")
        for number in range(self.n, n):
            at = NOW - timedelta(days=number % 40)
            kami_voice(town, f"街灯が暗い {number}", at=at, lat=33.0, lon=131.0, by=town.actor("clerk", "w-kami-kumin", at), channel="phone")  # fmt: skip
            town.say(at=at)
            shown = kami_voice(town, f"街灯が消えた {number}", may_publish=True)
            operations.publish_voice(planner, voice=shown, text=f"街灯が消えた {number}")
            operations.join_need(planner, need=self.need, voices=[shown])
            operations.remark_need(planner, need=self.need, text=f"見ました {number}")
            open_need = need_of(town, kami_voice(town, lat=33.0, lon=131.0), title=f"公園の街灯 {number}")
            operations.ask_support(planner, need=open_need, office=town.offices["hq-road"], asked_for="図面", due=LATER)
            submitted(town, need_of(town, title=f"集会所の屋根 {number}"))
            answered(
                town, need_of(town, title=f"水道の水 {number}"), ending="will_be", until=NOW.date() + timedelta(days=1)
            )
            need_of(town, town.say(), by=hq, lead="hq-road", title=f"道路の陥没 {number}")
            if number % 20 == 0 and (office := next(self.helpers, None)):
                operations.ask_support(
                    planner, need=self.need, office=town.offices[office], asked_for="現場", due=LATER
                )
            if number % 20 == 1:
                operations.merge_need(planner, need=need_of(town, title="同じ街灯"), into=self.need, because="同じ")
        operations.remind_offices(town.system(NOW + timedelta(days=60 + n)), city=town.city, book=town.book)
        Need.objects.filter(follow_up__isnull=False).update(follow_up=NOW.date() - timedelta(days=400))
        self.need.refresh_from_db()
        self.n = n

    def statements(self, who, address):
        browser = self.town.browser(*who)
        address = address.format(need=self.need.pk, voice=self.voice.pk, receipt=self.voice.receipt)
        browser.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(address).status_code == 200
        return [query["sql"] for query in counted]


def test_no_page_asks_more_of_a_larger_city(town):
    grown = Grown(town)
    grown.to(3)
    few = {page: grown.statements(*page) for page in PAGES}
    grown.to(60)
    assert Voice.objects.count() > 300
    more = {page: grown.statements(*page) for page in PAGES}
    assert {page: len(asked) for page, asked in more.items()} == {page: len(asked) for page, asked in few.items()}
    assert max(map(len, more.values())) <= 24


def test_a_voice_is_taken_with_as_few_statements_however_many_there_are(town):
    grown, browser = Grown(town), town.browser()

    def statements():
        from tests.apps.voices.scenes import form

        with CaptureQueriesContext(connection) as counted:
            assert browser.post("/say/", form(text="街灯が暗い")).status_code == 302
        return len(counted)

    statements()
    few = statements()
    grown.to(10)
    assert statements() == few <= 10
