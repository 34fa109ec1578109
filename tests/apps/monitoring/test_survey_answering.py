"""One answer for each code, and nobody knows whose: what is taken, what is refused with which sentence, what is kept of it."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.apps.monitoring.surveyed import CLOSES, GOOD, answers, codes, draft, said, under_way
from tests.cast import NOW, build_wakimizu
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.monitoring.surveys import codes as lettering
from wakimizu.apps.monitoring.surveys import instruments, operations
from wakimizu.apps.monitoring.surveys.models import Batch, Invitation, Question, Sheet, Survey
from wakimizu.apps.monitoring.surveys.operations import Given
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState
from wakimizu.shared.scoping import in_city

POLICY = ("policy", "hq-seisaku")
MY_NUMBER = "123456789018"


def send(town, code, **more):
    return operations.answer_survey(town.resident(), code=code, given=Given(**{"values": GOOD, **more}))


class TestCodes:
    def test_every_single_typing_error_and_every_swap_is_found(self):
        code = lettering.read(lettering.new_code())
        for at, letter in enumerate(code):
            for other in set(lettering.LETTERS) - {letter}:
                assert lettering.read(code[:at] + other + code[at + 1 :]) == ""
        for one in range(12):
            for two in range(one + 1, 12):
                swapped = list(code)
                swapped[one], swapped[two] = swapped[two], swapped[one]
                assert lettering.read("".join(swapped)) == ("" if code[one] != code[two] else code)

    def test_it_is_read_however_it_is_typed(self):
        code = lettering.new_code()
        assert re.fullmatch(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){2}", code)
        wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code.lower())
        assert lettering.read(f" {wide} ") == lettering.read(code.replace("-", " ")) == code.replace("-", "")

    def test_only_digests_are_kept_and_they_need_the_secret(self, town, settings):
        survey = under_way(town)
        code = codes(town, survey)[0]
        kept = Invitation.objects.get().digest
        assert kept == lettering.digest(lettering.read(code))
        assert kept != lettering.digest(lettering.read(code), "another secret")
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new secret since"
        assert send(town, code) == survey


class TestTaken:
    def test_an_answer_with_a_code(self, town):
        code = codes(town, under_way(town))[0]
        send(town, code.lower(), age=6, sex="female", ward=town.areas["43992"])
        sheet = Sheet.objects.get()
        assert (sheet.values, sheet.age, sheet.sex, sheet.ward.code) == (GOOD, 6, "female", "43992")
        assert (sheet.channel, sheet.day.isoformat(), sheet.number) == ("web", "2026-11-24", "")

    def test_nothing_joins_the_answer_to_the_invitation(self, town):
        code = codes(town, under_way(town))[0]
        send(town, code)
        sheet, invitation = Sheet.objects.get(), Invitation.objects.get()
        assert {field.name for field in Sheet._meta.get_fields()} & {"invitation", "batch"} == set()
        assert {field.name for field in Invitation._meta.get_fields()} == {"id", "city", "batch", "digest", "used"}
        entry = Entry.objects.order_by("-pk").first()
        assert (entry.operation, entry.object_type, json.loads(entry.facts)) == (
            "answer_survey",
            "monitoring.Survey",
            {"channel": "web"},
        )
        assert entry.user_id is None
        everything = " ".join(Entry.objects.values_list("facts", flat=True))
        for secret in (code, code.replace("-", ""), invitation.digest, str(sheet.pk), sheet.pk.hex):
            assert secret not in everything

    def test_an_invitation_of_a_district_says_where_the_answer_belongs(self, town):
        survey = under_way(town, "jichi", "jichi")
        district = town.areas["43991-02"]
        values = dict.fromkeys(("participation", "bearers", "activities", "cooperation", "events"), 4)
        send(town, codes(town, survey, areas=[district])[0], values=values)
        sheet = Sheet.objects.get()
        assert (sheet.district, sheet.ward.code) == (district, "43991")
        with pytest.raises(BadInput, match="which district"):
            send(town, codes(town, survey)[0], values=values)

    def test_a_closed_survey_forgets_its_codes_and_the_order_of_answers(self, town):
        survey = under_way(town)
        answers(town, survey, [said()] * 5)
        codes(town, survey, 3)
        before = {sheet.pk: sheet.values for sheet in Sheet.objects.all()}
        operations.close_survey(town.actor(*POLICY), survey=survey)
        assert not Invitation.objects.exists()
        assert [(batch.size, batch.answered) for batch in Batch.objects.all()] == [(5, 5), (3, 0)]
        assert {sheet.pk: sheet.values for sheet in Sheet.objects.all()} == before


class TestRefused:
    def test_a_code_used_twice(self, town):
        code = codes(town, under_way(town))[0]
        send(town, code)
        entries = Entry.objects.count()
        with pytest.raises(WrongState, match="answered with already, and it counts once"):
            send(town, code, values={"used": 0})
        assert (Sheet.objects.count(), Entry.objects.count()) == (1, entries)
        assert Sheet.objects.get().values == GOOD

    @pytest.mark.parametrize(
        ("given", "field", "sentence"),
        [
            ({"values": {}}, "used", "Please answer this question"),
            ({"values": {**GOOD, "overall": 6}}, "overall", "a number from 1 to 5"),
            ({"values": {**GOOD, "overall": "４.5"}}, "overall", "is none of the answers"),
            ({"values": {**GOOD, "better": [1, 9]}}, "better", "a number from 1 to 7"),
            ({"values": {**GOOD, "words": f"番号は{MY_NUMBER}です"}}, "words", "My Number"),
            ({"values": {**GOOD, "words": "長" * 1001}}, "words", "at most 1000"),
            ({"age": 7}, "age", "no such group"),
            ({"sex": "unknown"}, "sex", "male or female"),
        ],
    )
    def test_a_fault_leaves_the_code_unused_and_writes_nothing(self, town, given, field, sentence):
        code = codes(town, under_way(town))[0]
        entries = Entry.objects.count()
        with pytest.raises(BadInput, match=sentence) as refusal:
            send(town, code, **given)
        assert refusal.value.field == field
        assert not Sheet.objects.exists()
        assert not Invitation.objects.filter(used=True).exists()
        assert Entry.objects.count() == entries
        send(town, code)

    def test_a_typing_error_is_told_from_an_unknown_code(self, town):
        code = codes(town, under_way(town))[0]
        wrong = ("2" if code[0] != "2" else "3") + code[1:]
        with pytest.raises(BadInput, match="typing error"):
            send(town, wrong)
        with pytest.raises(BadInput, match="No survey under way knows this code"):
            send(town, lettering.new_code())

    def test_before_the_first_day_after_the_last_and_as_a_draft(self, town):
        waiting = draft(town)
        code = codes(town, waiting)[0]
        with pytest.raises(WrongState, match="has not begun yet"):
            send(town, code)
        operations.open_survey(town.actor(*POLICY), survey=waiting)
        later = town.resident(NOW.replace(month=12))
        with pytest.raises(WrongState, match="has ended"):
            operations.answer_survey(later, code=code, given=Given(values=GOOD))
        early = town.resident(NOW.replace(month=10))
        with pytest.raises(WrongState, match="begins on 2026-11-01"):
            operations.answer_survey(early, code=code, given=Given(values=GOOD))

    def test_staff_do_not_answer_in_their_post(self, town):
        code = codes(town, under_way(town))[0]
        with pytest.raises(NotPermitted):
            operations.answer_survey(town.actor(*POLICY), code=code, given=Given(values=GOOD))

    def test_another_citys_code_is_unknown_here(self, town, tonari):
        code = codes(town, under_way(town))[0]
        with in_city(tonari.city.pk), pytest.raises(BadInput, match="No survey"):
            operations.answer_survey(tonari.resident(), code=code, given=Given(values=GOOD))


def test_two_that_come_at_once_with_one_code_are_one_answer_and_one_sentence(own_database, english):
    from django.db import connection

    town = build_wakimizu()
    with in_city(town.city.pk):
        code = codes(town, under_way(town))[0]
    resident = town.resident()

    def try_it(number):
        try:
            with in_city(town.city.pk):
                operations.answer_survey(resident, code=code, given=Given(values={"used": number % 2}))
        except WrongState as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(try_it, range(8)))
    assert outcomes.count("") == 1
    assert len(set(outcomes)) == 2  # the one that was taken says nothing, all others the same sentence
    with in_city(town.city.pk):
        assert Sheet.objects.count() == 1


class TestKeeping:
    @pytest.mark.parametrize("who", [("clerk", "w-kami-kumin"), ("planner", "w-kami-machi"), ("hq", "hq-road")])
    def test_only_its_office_and_policy_keep_a_survey(self, town, who):
        survey = draft(town)
        for act in (operations.open_survey, operations.close_survey):
            with pytest.raises(NotPermitted):
                act(town.actor(*who), survey=survey)
        with pytest.raises(NotPermitted):
            operations.invite(town.actor(*who), survey=survey, name="x", areas=[None], each=1)
        operations.open_survey(town.actor("hq", "hq-kocho"), survey=survey)

    def test_once_it_has_begun_its_words_stay(self, town):
        survey = draft(town)
        survey.name = "別の名"
        operations.change_survey(town.actor(*POLICY), survey=survey)
        operations.open_survey(town.actor(*POLICY), survey=survey)
        with pytest.raises(WrongState, match="stays as it is"):
            operations.change_survey(town.actor(*POLICY), survey=survey)

    def test_a_short_name_is_there_once(self, town):
        draft(town)
        with pytest.raises(BadInput, match="survey of this short name"):
            draft(town)
        assert Survey.objects.count() == 1

    def test_a_survey_that_is_over_is_not_opened(self, town):
        survey = draft(town, closes=CLOSES.replace(day=2))
        with pytest.raises(WrongState, match="passed already"):
            operations.open_survey(town.actor(*POLICY), survey=survey)

    def test_invitations_nobody_used_can_be_taken_back(self, town):
        survey = under_way(town)
        lost, used = codes(town, survey)[0], codes(town, survey)[0]
        send(town, used)
        first, second = Batch.objects.all()
        operations.withdraw_batch(town.actor(*POLICY), batch=first)
        with pytest.raises(BadInput, match="No survey"):
            send(town, lost)
        with pytest.raises(WrongState, match="already"):
            operations.withdraw_batch(town.actor(*POLICY), batch=second)


class TestInstruments:
    @pytest.mark.parametrize("code", instruments.READY)
    def test_the_ready_ones_are_complete_in_both_languages(self, code):
        ready = instruments.called(code)
        assert all(ready.name)
        assert all(ready.intro)
        for question in ready.questions:
            assert question.text
            assert question.text_en
            assert all(ja and en for ja, en in question.choices)
        for indicator in ready.indicators.values():
            assert indicator.name_en
            assert indicator.note_en

    def test_what_they_ask(self):
        asked = {code: {each.code for each in instruments.called(code).questions} for code in instruments.READY}
        assert {"courtesy", "waiting", "clarity", "overall"} <= asked["counters"]
        assert {"participation", "bearers", "activities", "cooperation", "events"} <= asked["jichi"]
        assert instruments.called("jichi").scope == "districts"

    def test_a_survey_makes_the_indicators_that_are_missing(self, town):
        from wakimizu.apps.monitoring.models import Indicator

        draft(town)
        made = Indicator.objects.get(code="survey-courtesy")
        assert (made.owner.code, made.source, made.public, made.unit) == ("hq-kocho", "survey", True, "percent")
        draft(town, code="again")
        assert Indicator.objects.filter(code="survey-courtesy").count() == 1
        assert Question.objects.filter(code="courtesy", indicator=made).count() == 2

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            (lambda text: text.replace('"yes_no"', '"maybe"'), "Something is missing or of the wrong kind"),
            (lambda text: text.replace('code = "used"', 'code = "age"'), "none of number, code, age"),
            (lambda text: text.replace('code = "courtesy"', 'code = "used"'), "each with a code of its own"),
            (lambda text: text + "[[", "no TOML file"),
            (lambda text: text.replace('scale = "satisfied"', ""), "at least two answers"),
        ],
    )
    def test_a_citys_own_file_is_refused_with_what_is_wrong(self, english, change, sentence):
        text = instruments._text("counters")
        with pytest.raises(BadInput, match=sentence):
            instruments.read(change(text), "own")
        assert instruments.read(text, "own").code == "own"


def test_given_is_a_plain_value():
    assert replace(said(), age=None).age is None
