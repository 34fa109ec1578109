"""The navigator's pages, files and check: what residents see, what is refused, and that answers stay theirs."""

import logging
import re
from datetime import time, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from wakimizu.apps.city.models import Office
from wakimizu.apps.city.operations import renew
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.services import checks
from wakimizu.apps.services.counters import counters
from wakimizu.apps.services.models import Guide, Service
from wakimizu.apps.services.navigator.faults import failing, faults
from wakimizu.apps.services.navigator.guides import import_guides
from wakimizu.apps.services.navigator.rules import holds
from wakimizu.apps.services.navigator.text import parse, parse_scenarios
from wakimizu.demo.build import FILES
from wakimizu.shared.errors import BadInput, NotPermitted

DEMO = FILES / "navigator"
GUIDES = sorted(file.name.removesuffix(".toml") for file in DEMO.iterdir() if not file.name.endswith(".scenarios.toml"))
RULES = """
[event]
code = "moving"
name = "引っ越し"
name_en = "Moving"
since = "引っ越した日"
since_en = "the day you moved"
stage = "引っ越し・住まい"
[[question]]
key = "job"
ask = "勤務先の保険はありますか"
ask_en = "Are you insured through work?"
choices = [{ key = "yes", name = "ある", name_en = "Yes" }, { key = "no", name = "ない", name_en = "No" }]
[[question]]
key = "old"
ask = "75歳以上ですか"
ask_en = "Are you 75 or over?"
when = { job = ["no"] }
choices = [{ key = "yes", name = "はい", name_en = "Yes" }, { key = "no", name = "いいえ", name_en = "No" }]
[[procedure]]
service = "kokuho"
when = { job = ["no"], old = ["no"] }
deadline = 14
after = ["juminhyo"]
documents = ["本人確認書類", "通帳"]
documents_en = ["Proof of identity", "Bank book"]
[[procedure]]
service = "kaigo"
when = { old = ["yes"] }
[[procedure]]
service = "juminhyo"
[[not_needed]]
service = "kokuho"
when = { job = ["yes"] }
because = "勤務先の保険が続くため"
because_en = "your insurance through work goes on"
"""
SCENARIOS = '[[scenario]]\nname = "x"\nanswers = { job = "no", old = "no" }\nexpect = ["juminhyo", "kokuho"]\n'
ANSWERS = {"q-job": "no", "q-old": "no"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "moving.toml").write_text(RULES)
    (tmp_path / "moving.scenarios.toml").write_text(SCENARIOS)
    return tmp_path


@pytest.fixture
def guide(town, services, folder):
    """The guide is taken in; its two counters know their hours."""
    for code in ("w-kami", "b-kawabata"):
        Office.objects.filter(code=code).update(days="mon-fri", opens=time(8, 30), closes=time(17), lat=33.0, lon=131.0)
    renew(town.city.pk)
    taken(town, folder)
    return town


def taken(town, folder):
    town.city.refresh_from_db()
    count = import_guides(town.system(), town.city, folder)
    town.city.refresh_from_db()
    return count


@pytest.mark.django_db
def test_a_guide_that_holds_a_my_number_is_refused(town, services, folder, english):
    rules = folder / "moving.toml"
    rules.write_text(rules.read_text().replace("勤務先の保険が続くため", "番号 1234-5678-9018 の例"))
    with pytest.raises(BadInput, match="My Number"):
        taken(town, folder)
    assert not Guide.objects.exists()


@pytest.mark.django_db
class TestPages:
    def test_the_events_are_listed(self, guide):
        page = guide.browser().get("/en/guide/").content.decode()
        assert "Moving" in page and "/en/guide/moving/" in page

    def test_questions_come_one_after_another_and_then_the_answer(self, guide, offer):
        offer("juminhyo", "w-kami")
        offer("kokuho", "w-kami")
        browser = guide.browser()
        first = browser.get("/en/guide/moving/").content.decode()
        assert "Are you insured through work?" in first and "Are you 75" not in first
        second = browser.post("/en/guide/moving/", {"q-job": "no", "asked": "job"}).content.decode()
        assert "Are you 75 or over?" in second and 'name="q-job" value="no"' in second
        page = browser.post("/en/guide/moving/", ANSWERS).content.decode()
        assert page.index("Copy of the resident record") < page.index("2. ") < page.index("Within 14 days")
        assert "Kami Ward Office" in page and "All in one visit" in page
        assert "300 yen" in page and "Bank book" in page

    def test_documents_are_merged_without_doubles(self, guide):
        papers = guide.browser().post("/guide/moving/", ANSWERS).content.decode().split('id="along"')[1]
        assert papers.count("本人確認書類") == 1
        assert papers.count("☐") == 3

    def test_what_is_not_needed_is_named_with_the_reason(self, guide):
        page = guide.browser().post("/en/guide/moving/", {"q-job": "yes"}).content.decode()
        assert "your insurance through work goes on" in page and "Within 14 days" not in page

    def test_who_only_passes_it_on_is_not_named(self, guide, offer):
        offer("juminhyo", "b-kawabata", "referral")
        page = guide.browser().post("/en/guide/moving/", {"q-job": "yes"}).content.decode()
        assert "Kawabata Branch" not in page and "No counter is entered" in page

    def test_an_answer_can_be_changed_and_the_others_stay(self, guide):
        page = guide.browser().post("/en/guide/moving/", {**ANSWERS, "change": "job"}).content.decode()
        assert re.search(r'name="q-job" value="no"[^>]* checked', page)
        assert 'name="q-old" value="no"' in page

    def test_continuing_without_an_answer_says_so(self, guide):
        answer = guide.browser().post("/en/guide/moving/", {"asked": "job"})
        assert answer.status_code == 422 and "Please choose one." in answer.content.decode()

    @pytest.mark.parametrize(
        "posted",
        [
            {"q-job": "<script>alert(1)</script>"},
            {"q-job": ["no", "yes", "maybe"], "q-old": "'; DROP TABLE"},
            {"q-nothing": "x" * 10_000, "change": "nothing", "asked": "nothing"},
            {"change": "old"},
            {"q-job": "no", "q-old": "\0"},
            {**ANSWERS, "district": "99999-99", "day": "0001-01-01", "hour": "99:99"},
            {**ANSWERS, "day": "9999-12-31", "hour": "23:59"},
            {**ANSWERS, "day": "2026-02-30", "district": "<b>"},
            {**ANSWERS, "hour": "00:00"},
        ],
    )
    def test_hostile_values_do_no_harm(self, guide, posted):
        answer = guide.browser(raise_request_exception=True).post("/guide/moving/", posted)
        page = answer.content.decode()
        assert answer.status_code in (200, 422)
        assert "<script>alert" not in page and "<b>" not in page.split("<h1>")[0]

    def test_a_day_that_has_passed_or_is_far_off_is_told_at_its_field(self, guide):
        for day in (timezone.localdate() - timedelta(days=1), timezone.localdate() + timedelta(days=400)):
            answer = guide.browser().post("/en/guide/moving/", {**ANSWERS, "day": day.isoformat()})
            assert answer.status_code == 422 and "from today on" in answer.content.decode()

    def test_another_city_and_another_code_are_no_page(self, guide, tonari):
        assert guide.browser().get("/guide/nothing/").status_code == 404
        assert tonari.browser().get("/guide/moving/").status_code == 404

    def test_a_service_that_left_the_catalogue_is_still_named(self, guide):
        Service.objects.filter(code="kokuho").update(valid_to=timezone.localdate())
        renew(guide.city.pk)
        page = guide.browser(raise_request_exception=True).post("/en/guide/moving/", ANSWERS).content.decode()
        assert "not in the catalogue at present" in page

    def test_answers_are_kept_nowhere(self, guide, caplog):
        before = Entry.objects.count()
        browser = guide.browser()
        with caplog.at_level(logging.DEBUG):
            answer = browser.post("/guide/moving/", ANSWERS)
        assert Entry.objects.count() == before
        assert "sessionid" not in browser.cookies
        assert "q-old" not in "".join(
            record.getMessage() for record in caplog.records if record.name != "django.template"
        )
        assert answer.headers["Cache-Control"] == "no-store"
        assert 'method="get"' not in answer.content.decode().split("<main")[1]

    def test_addresses_hold_no_answers(self, guide):
        page = guide.browser().get("/guide/moving/?q-job=no&q-old=no").content.decode()
        assert "勤務先の保険はありますか" in page.split("<main")[1]

    def test_statements_do_not_grow(self, guide, offer, django_assert_max_num_queries):
        browser = guide.browser()
        for code in ("juminhyo", "kokuho", "kaigo"):
            for office in ("w-kami", "w-shimo", "b-kawabata", "c-sakura"):
                offer(code, office)
        browser.post("/guide/moving/", ANSWERS)  # counters and directory are in memory from here
        with django_assert_max_num_queries(1):
            browser.post("/guide/moving/", {**ANSWERS, "district": "43991-01"})


@pytest.mark.django_db
class TestFiles:
    def test_a_folder_is_taken_in_and_again_without_doubling(self, town, services, folder):
        assert (taken(town, folder), taken(town, folder)) == (1, 1)
        assert Guide.objects.count() == 1

    @pytest.mark.parametrize(
        ("name", "old", "new", "sentence"),
        [
            ("moving.toml", 'service = "kaigo"', 'service = "kaigoo"', "moving.toml: Procedure 2 (kaigoo): There is no service"),
            ("moving.toml", 'code = "moving"', 'code = "other"', "moving.toml: The event's code must be the file's name"),
            ("moving.toml", 'when = { old = ["yes"] }', 'when = { job = ["yes"], old = ["yes"] }', "moving.toml: Procedure 2 (kaigo): It never applies"),
            ("moving.toml", 'when = { job = ["yes"] }', 'when = { job = ["no"] }', "Procedure 1 (kokuho): “Not needed 1 (kokuho)” says it is not needed"),
            ("moving.toml", "[event]", "[event", "moving.toml: This is not TOML"),
            ("moving.scenarios.toml", '"kokuho"', '"kaigo"', "moving.scenarios.toml: Scenario “x”: Expected juminhyo, kaigo; the rules give juminhyo, kokuho"),
            ("moving.scenarios.toml", SCENARIOS, "", "moving.scenarios.toml: There is no scenario"),
        ],
    )  # fmt: skip
    def test_a_fault_refuses_all_with_its_file_and_rule(
        self, town, services, folder, english, name, old, new, sentence
    ):
        file = folder / name
        file.write_text(file.read_text().replace(old, new))
        with pytest.raises(BadInput) as refusal:
            taken(town, folder)
        assert sentence in str(refusal.value)
        assert not Guide.objects.exists()

    def test_the_name_of_another_page_is_refused(self, town, services, folder, english):
        (folder / "form.toml").write_text(RULES.replace('code = "moving"', 'code = "form"'))
        (folder / "form.scenarios.toml").write_text(SCENARIOS)
        with pytest.raises(BadInput, match="Another page has this name"):
            taken(town, folder)

    def test_scenarios_alone_and_an_empty_folder_are_refused(self, town, services, folder, english):
        (folder / "stray.scenarios.toml").write_text(SCENARIOS)
        with pytest.raises(BadInput, match=r"stray.scenarios.toml has no rules"):
            taken(town, folder)
        empty = folder / "empty"
        empty.mkdir()
        with pytest.raises(BadInput, match="no guide in this folder"):
            taken(town, empty)

    def test_only_who_keeps_the_navigator_may(self, town, services, folder):
        for role, office in [("planner", "w-kami-machi"), ("hq", "hq-kocho"), ("auditor", "hq-seisaku")]:
            with pytest.raises(NotPermitted):
                import_guides(town.actor(role, office), town.city, folder)
        assert import_guides(town.actor("policy", "hq-seisaku"), town.city, folder) == 1

    def test_the_command(self, town, services, folder, capsys):
        call_command("import", "navigator", folder, city=town.city.host)
        assert Guide.objects.get().code == "moving"
        (folder / "moving.toml").write_text("[")
        with pytest.raises(CommandError, match=r"moving\.toml"):
            call_command("import", "navigator", folder, city=town.city.host)


@pytest.mark.django_db
class TestCheck:
    def found(self):
        return [each.msg for each in checks.guides_hold(databases=["default"])]

    def test_good_guides_pass(self, guide):
        assert self.found() == []

    def test_a_service_that_ends_is_reported(self, guide, english):
        Service.objects.filter(code="kaigo").update(valid_to=timezone.localdate())
        renew(guide.city.pk)
        assert [each for each in self.found() if "moving.toml: Procedure 2 (kaigo): There is no service" in each]

    def test_a_text_that_was_broken_is_reported_and_its_page_is_gone(self, guide, english):
        Guide.objects.update(rules="[[")
        renew(guide.city.pk)
        assert [each for each in self.found() if "not TOML" in each]
        assert guide.browser().get("/guide/moving/").status_code == 404
        assert guide.browser().get("/guide/").status_code == 200

    def test_nothing_is_asked_of_no_database(self):
        assert checks.guides_hold(databases=None) == []


def demo_codes():
    import csv

    lines = [line for line in (FILES / "services.csv").read_text().splitlines() if not line.startswith("#")]
    return {row["制度番号"] for row in csv.DictReader(lines)}


@pytest.mark.parametrize("code", GUIDES)
class TestDemoGuides:
    def texts(self, code):
        return (DEMO / f"{code}.toml").read_text(), (DEMO / f"{code}.scenarios.toml").read_text()

    def test_its_rules_have_no_fault_and_its_scenarios_hold(self, code):
        rules, scenarios = self.texts(code)
        assert faults(parse(rules), demo_codes()) == []
        assert failing(parse(rules), parse_scenarios(scenarios)) == []

    def test_every_rule_is_tried_by_a_scenario(self, code):
        rules, scenarios = self.texts(code)
        tried = [each.answers for each in parse_scenarios(scenarios)]
        known = parse(rules)
        idle = [
            rule for rule in (*known.procedures, *known.not_needed) if not any(holds(rule.when, each) for each in tried)
        ]
        assert idle == []

    def test_every_text_is_there_in_english(self, code):
        known = parse(self.texts(code)[0])
        texts = [known.event.name, known.event.lead, known.event.since]
        texts += [
            text
            for each in known.questions
            for text in (each.ask, each.hint, *(choice.text for choice in each.choices))
        ]
        texts += [text for rule in known.procedures for text in (rule.note, rule.since, *rule.documents)]
        texts += [rule.because for rule in known.not_needed]
        assert [str(text) for text in texts if text.name and not text.name_en.isascii()] == []
        assert [str(text) for text in texts if text.name and not text.name_en] == []


def test_there_are_enough_of_them_and_each_has_its_scenarios():
    assert len(GUIDES) >= 12
    assert all(Path(str(DEMO / f"{code}.scenarios.toml")).exists() for code in GUIDES)


@pytest.mark.django_db
def test_the_counters_hold_the_guides(guide):
    assert [each.code for each in counters(guide.city).guides] == ["moving"]
