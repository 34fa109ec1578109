"""The routing table: read from above, tested by its own example rows, and never dropping a voice."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from tests.apps.voices.scenes import kami_voice
from tests.cast import NOW
from wakimizu.apps.city.operations import close_office
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices import rules
from wakimizu.apps.voices.imports import import_routing
from wakimizu.apps.voices.models import RoutingExample, RoutingRule, Topic
from wakimizu.apps.voices.queries import failing_examples
from wakimizu.shared.errors import BadInput, NotPermitted

TOPICS = """code,name,name_en,sphere,due_days,words
road,道路,Roads,city,7,道路;舗装;陥没
waste,ごみ,Waste,mutual,5,ごみ;収集
other,その他,Other,city,14,
"""
TABLE = """order,name,topic,area,channel,words,office,office_without_ward
10,道路の陥没,road,,,陥没,hq-road,
20,桜校区のごみ,waste,43991-01,,,c-sakura,
30,下区のごみ,waste,43992,,,w-shimo-kumin,
40,会議で出た声,,,meeting,,ward:machi,hq-kocho
99,そのほか,,,,,ward:machi,hq-kocho
"""
EXAMPLES = """text,channel,area,expect_rule,expect_office
# text, how it came, where, then what must happen
道路が陥没した,web,43992-01,10,hq-road
道路が暗い,web,43992-01,99,w-shimo-machi
ごみが臭い,web,43991-01,20,c-sakura
ごみが臭い,web,43991-02,99,w-kami-machi
ごみが臭い,web,43992-02,30,w-shimo-kumin
ごみが臭い,web,43992,30,w-shimo-kumin
ごみが臭い,web,,99,hq-kocho
祭りをしたい,meeting,43991-02,40,w-kami-machi
祭りをしたい,letter,43991-02,99,w-kami-machi
祭りをしたい,meeting,,40,hq-kocho
"""


def load(town, topics=TOPICS, table=TABLE, examples=EXAMPLES, by=None):
    return import_routing(by or town.system(), town.city, town.book, topics, table, examples)


@pytest.fixture
def table(town):
    load(town)
    return town


@pytest.mark.parametrize(
    "changed",
    [
        {"topics": TOPICS.replace("舗装", "1234-5678-9018")},
        {"table": TABLE.replace("道路の陥没", "道路 123456789018")},
        {"examples": EXAMPLES.replace("祭りをしたい", "祭り 123456789018", 1)},
    ],
)
def test_a_my_number_is_refused(town, english, changed):
    before = RoutingRule.objects.count()
    with pytest.raises(BadInput, match="My Number"):
        load(town, **changed)
    assert RoutingRule.objects.count() == before


@pytest.mark.parametrize("row", EXAMPLES.splitlines()[2:])
def test_each_example_row_leads_where_it_says(table, row):
    text, channel, area, rule, office = row.split(",")
    voice = table.say(text, channel=channel, district=table.areas.get(area))
    assert (voice.reason["rule"], voice.office.code) == (int(rule), office)


def test_the_demo_citys_examples_hold(db):
    """Kumamoto's whole table, with all its example rows."""
    from wakimizu.apps.city.directory import directory
    from wakimizu.apps.voices.catalogue import catalogue
    from wakimizu.demo.build import build_city
    from wakimizu.shared.scoping import in_city

    city = build_city(NOW)
    with in_city(city.pk):
        assert RoutingExample.objects.count() > 50
        assert failing_examples(directory(city), catalogue(city)) == []
        assert failing_examples(directory(city), catalogue(city), today=NOW.date()) == []


def test_the_first_row_that_fits_wins(table):
    """陥没 stands in row 10, the meeting in row 40: the higher row goes before."""
    assert table.say("道路が陥没した", channel="meeting", district=table.areas["43991-01"]).reason["rule"] == 10


def test_the_order_is_the_number_not_the_place_in_the_file(town):
    lines = TABLE.splitlines(keepends=True)
    load(town, table="".join([lines[0], *reversed(lines[1:])]))
    assert town.say("道路が陥没した").office.code == "hq-road"


@pytest.mark.parametrize(
    ("table", "examples", "sentence"),
    [
        (TABLE.replace("99,そのほか,,,,,", "99,そのほか,road,,,,"), "", "no condition|must have no condition"),
        (TABLE.replace("99,そのほか,,,,,", "99,そのほか,,43991,,,"), "", "no condition"),
        (TABLE.replace("99,そのほか,,,,,", "99,そのほか,,,web,,"), "", "no condition"),
        (TABLE.replace("99,そのほか,,,,,", "99,そのほか,,,,ごみ,"), "", "no condition"),
        (TABLE.splitlines()[0], "", "no condition"),
        (TABLE.replace("hq-road", "hq-nowhere"), EXAMPLES, "Row 10: there is no office “hq-nowhere”"),
        (TABLE.replace("99,そのほか,,,,,ward:machi,hq-kocho", "99,そのほか,,,,,ward:nobody,hq-kocho"), "", "Row 99: there is no office “ward:nobody”"),
        (TABLE.replace("99,そのほか,,,,,ward:machi,hq-kocho", "99,そのほか,,,,,ward:machi,"), "", "Row 99: there is no office “”"),
        (TABLE.replace("10,道路の陥没,road", "10,道路の陥没,sea"), EXAMPLES, "Row 10: its topic or area"),
        (TABLE.replace("43991-01", "43101-01"), EXAMPLES, "Row 20: its topic or area"),
        (TABLE, EXAMPLES.replace("10,hq-road", "10,hq-kocho"), "not by row 10 to hq-kocho"),
        (TABLE, EXAMPLES.replace("99,hq-kocho", "30,hq-kocho"), "not by row 30"),
    ],
)  # fmt: skip
def test_a_table_with_a_fault_is_refused_and_the_old_one_stays(town, english, table, examples, sentence):
    before = list(RoutingRule.objects.values_list("order", "office"))
    with pytest.raises(BadInput, match=sentence):
        load(town, table=table, examples=examples or EXAMPLES.splitlines()[0])
    assert list(RoutingRule.objects.values_list("order", "office")) == before
    assert not Entry.objects.exists()


@pytest.mark.parametrize("name", ["topics", "table", "examples"])
@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "x,y\n1,2\n",
        "order,code,text\nten,a,b\n",
        "\ufeff",
        "code,name,name_en,sphere,due_days,words\nroad,道路,,city,soon,\n",
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_a_sentence(town, name, wrong):
    with pytest.raises(BadInput):
        load(town, **{name: wrong})


def test_a_new_table_takes_effect_at_once(table):
    before = kami_voice(table, "ごみが臭い")
    load(
        table,
        table=TABLE.replace("c-sakura", "b-kawabata"),
        examples=EXAMPLES.replace("20,c-sakura", "20,b-kawabata"),
    )
    assert kami_voice(table, "ごみが臭い").office.code == "b-kawabata"
    before.refresh_from_db()
    assert before.office.code == "c-sakura"  # what was routed stays where it is
    assert Entry.objects.filter(operation="replace_routing").count() == 2


def test_a_topic_that_is_gone_takes_no_new_voices_but_old_ones_keep_it(table):
    old = table.say("ごみが臭い")
    lines = TOPICS.splitlines(keepends=True)
    load(table, topics="".join([lines[0], lines[1], lines[3]]), table="".join([TABLE.splitlines(keepends=True)[i] for i in (0, 1, 4, 5)]), examples="".join([EXAMPLES.splitlines(keepends=True)[i] for i in (0, 2, 3)]))  # fmt: skip
    assert table.say("ごみが臭い").topic.code == "other"
    assert table.say("いつもありがとう").topic.code == "other"
    old.refresh_from_db()
    assert old.topic.code == "waste"
    assert Topic.objects.filter(code="other").count() == 1


def test_a_changed_topic_changes_the_days_of_new_voices(table):
    load(table, topics=TOPICS.replace("mutual,5", "mutual,1"))
    voice = table.say("ごみが臭い")
    assert (voice.due, voice.topic.sphere) == (date(2026, 11, 25), "mutual")


def alone(town):
    return dict(Topic.objects.filter(order__gt=0).values_list("code", "alone_from"))


ALONE = """code,name,name_en,sphere,due_days,words,alone_from
road,道路,Roads,city,7,道路;舗装;陥没,90
waste,ごみ,Waste,mutual,5,ごみ;収集,
other,その他,Other,city,14,,
"""


def test_the_topics_say_from_which_confidence_on_a_suggestion_acts_by_itself(table):
    load(table, topics=ALONE)
    assert alone(table) == {"road": 0.9, "waste": None, "other": None}
    assert '"alone":{"road":0.9}' in Entry.objects.filter(operation="replace_routing").latest("pk").facts
    load(table)  # a file without the column leaves the rules as they stand
    assert alone(table)["road"] == 0.9
    load(table, topics=ALONE.replace(",90", ","))  # with it, empty means never
    assert alone(table)["road"] is None


def test_percent_may_be_written_with_its_sign_and_in_wide_digits(table):
    load(table, topics=ALONE.replace(",90", ",９５％"))
    assert alone(table)["road"] == 0.95


@pytest.mark.parametrize("wrong", ["0.9", "49", "101", "-90", "nan", "inf", "often", "90 75"])
def test_a_confidence_that_nothing_may_act_on_is_refused_by_its_line(table, english, wrong):
    with pytest.raises(BadInput, match="Line 4 of the file, “道路”, alone_from: Give a confidence from 50 to 100"):
        load(table, topics="# made up\n\n" + ALONE.replace(",90", f",{wrong}"))
    assert alone(table)["road"] is None


def test_a_topic_that_is_gone_no_longer_acts_alone(table):
    load(table, topics=ALONE)
    table.say("道路が陥没した")
    lines = ALONE.splitlines(keepends=True)
    rest = "".join(TABLE.splitlines(keepends=True)[i] for i in (0, 2, 3, 4, 5))
    load(table, topics="".join([lines[0], *lines[2:]]), table=rest, examples=EXAMPLES.splitlines()[0])
    assert Topic.objects.get(code="road").alone_from is None


def test_what_is_exported_can_be_put_in_again(table):
    load(table, topics=ALONE)
    texts = []
    for kind in ("topics", "routing", "routing-examples"):
        out = StringIO()
        call_command("export", kind, "-", city=table.city.host, stdout=out)
        texts.append(out.getvalue())
    assert texts[0].splitlines()[1] == "road,道路,Roads,city,7,道路;舗装;陥没,90"
    before = [list(model.objects.values()) for model in (Topic, RoutingRule, RoutingExample)]
    assert load(table, *texts) == 5
    after = [list(model.objects.values()) for model in (Topic, RoutingRule, RoutingExample)]
    assert [[{**row, "id": 0} for row in rows] for rows in after] == [
        [{**row, "id": 0} for row in rows] for rows in before
    ]


def test_who_may_put_in_a_table(town):
    for who in [("planner", "w-kami-machi"), ("hq_head", "hq-road"), ("auditor", "hq-seisaku")]:
        with pytest.raises(NotPermitted):
            load(town, by=town.actor(*who))
    assert load(town, by=town.actor("it", "hq-seisaku")) == 5
    assert load(town, by=town.actor("policy", "hq-seisaku")) == 5


class TestClosedOffices:
    def test_the_parent_answers_for_a_closed_office(self, town):
        close_office(town.system(), office=town.offices["hq-road"], on=NOW.date())
        assert town.say("道路が陥没した").office.code == "hq-toshi"

    def test_until_its_last_day_it_answers_itself(self, town):
        close_office(town.system(), office=town.offices["hq-road"], on=NOW.date() + timedelta(days=1))
        assert town.say("道路が陥没した").office.code == "hq-road"

    def test_where_a_closed_office_has_none_above_it_the_voice_is_kept_there(self, town):
        close_office(town.system(), office=town.offices["hq-kocho"], on=NOW.date())
        assert town.say("ごみが臭い").office.code == "hq-kocho"


def test_the_table_itself_never_lets_a_voice_fall(town):
    from wakimizu.apps.voices.catalogue import Catalogue

    with pytest.raises(rules.NoCatchAll):
        rules.route(
            text="いつもありがとう", channel="web", place=None, chosen=None, topics=town.catalogue.topics,
            table=Catalogue([], town.catalogue.table[:1]).table, book=town.book, today=NOW.date(),
        )  # fmt: skip


def test_check_finds_a_table_whose_examples_no_longer_hold(table):
    call_command("check", databases=["default"], stdout=StringIO())
    RoutingExample.objects.filter(expect_rule=10).update(expect_office="hq-kocho")
    with pytest.raises(SystemCheckError, match="not by row 10 to hq-kocho"):
        call_command("check", databases=["default"], stdout=StringIO())


def test_the_page_of_the_table_shows_its_rows_and_each_example_that_fails(table):
    it = table.browser("it", "hq-seisaku")
    page = it.get("/desk/routing/").content.decode()
    assert "道路の陥没" in page and "道路課" in page and "祭りをしたい" not in page
    RoutingExample.objects.filter(text="祭りをしたい").update(expect_office="hq-road")
    page = it.get("/desk/routing/").content.decode()
    assert "「祭りをしたい」は、" in page and "行から" in page and "goes by" not in page
    assert "“祭りをしたい” goes by row" in it.get("/en/desk/routing/").content.decode()
