"""The navigator's rules: what is asked, what follows, and everything that can be wrong with them, found exactly."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wakimizu.apps.services.navigator.faults import failing, faults, reach
from wakimizu.apps.services.navigator.rules import Choice, Event, Procedure, Question, Rules, Text, decide, holds, way
from wakimizu.apps.services.navigator.text import parse, parse_scenarios
from wakimizu.shared.errors import BadInput

pytestmark = pytest.mark.usefixtures("english")
EVENT = """
[event]
code = "moving"
name = "引っ越し"
since = "引っ越した日"
stage = "引っ越し・住まい"
"""
ASKED = """
[[question]]
key = "from"
ask = "どこから"
choices = [{ key = "city", name = "市内" }, { key = "japan", name = "国内" }, { key = "abroad", name = "国外" }]
[[question]]
key = "card"
ask = "カードは"
when = { from = ["japan"] }
choices = [{ key = "yes", name = "ある" }, { key = "no", name = "ない" }]
"""
NEEDED = """
[[procedure]]
service = "tennyu"
when = { from = ["japan", "abroad"] }
deadline = 14
[[procedure]]
service = "keizoku"
when = { card = ["yes"] }
deadline = 90
deadline_from = "届けた日"
after = ["tennyu"]
"""
KNOWN = {"tennyu", "keizoku", "tenkyo", "suido"}


def rules(more: str = "", *, asked: str = ASKED, needed: str = NEEDED) -> Rules:
    return parse(EVENT + asked + needed + more)


def services(found: Rules, **answers: str) -> list[str]:
    return [step.service for step in decide(found, way(found, answers).answers).steps]


class TestQuestions:
    @pytest.mark.parametrize(
        ("given", "answered", "then"),
        [
            ({}, [], "from"),
            ({"from": "city"}, ["from"], None),
            ({"from": "japan"}, ["from"], "card"),
            ({"from": "japan", "card": "yes"}, ["from", "card"], None),
            ({"from": "city", "card": "yes"}, ["from"], None),  # not asked: does not count
            ({"card": "yes"}, [], "from"),
            ({"from": "mars"}, [], "from"),
            ({"from": None, "card": 3}, [], "from"),
        ],
    )
    def test_the_next_one_is_asked_and_the_rest_is_dropped(self, given, answered, then):
        found = way(rules(), given)
        assert list(found.answers) == answered
        assert (found.next.key if found.next else None) == then


class TestProcedures:
    @pytest.mark.parametrize(
        ("answers", "expected"),
        [
            ({"from": "city"}, []),
            ({"from": "abroad"}, ["tennyu"]),
            ({"from": "japan", "card": "yes"}, ["tennyu", "keizoku"]),
        ],
    )
    def test_they_follow_from_the_answers(self, answers, expected):
        assert services(rules(), **answers) == expected

    def test_what_comes_after_stands_after_wherever_it_is_written(self):
        late = '[[procedure]]\nservice = "keizoku"\nafter = ["tennyu"]\n[[procedure]]\nservice = "suido"\n[[procedure]]\nservice = "tennyu"\n'
        assert services(parse(EVENT + late)) == ["tennyu", "keizoku", "suido"]

    def test_an_earlier_one_that_is_not_needed_is_not_waited_for(self):
        more = '[[procedure]]\nservice = "suido"\nafter = ["tennyu"]\n'
        [step] = decide(rules(more), {"from": "city"}).steps
        assert (step.service, step.after) == ("suido", ())

    def test_rules_of_one_service_add_up(self):
        more = '[[procedure]]\nservice = "tennyu"\nwhen = { from = ["abroad"] }\nnote = "旅券"\ndocuments = ["旅券", "戸籍"]\n'
        [step] = decide(rules(more), {"from": "abroad"}).steps
        assert (step.deadline, str(step.since)) == (14, "引っ越した日")
        assert [str(each) for each in (*step.notes, *step.documents)] == ["旅券", "旅券", "戸籍"]

    def test_what_is_not_needed_says_why(self):
        more = '[[not_needed]]\nservice = "tenkyo"\nwhen = { from = ["japan"] }\nbecause = "市外からなので"\n'
        assert [str(each.because) for each in decide(rules(more), {"from": "japan"}).not_needed] == ["市外からなので"]
        assert not decide(rules(more), {"from": "city"}).not_needed


WRONG = [  # more text, what is said
    ('[[procedure]]\nservice = "suido"\nwhen = { where = ["x"] }\n', "Procedure 3 (suido): Its condition names “where”, which no question"),
    ('[[procedure]]\nservice = "suido"\nwhen = { from = ["mars"] }\n', "Procedure 3 (suido): Its condition names “mars”, which is no choice of “from”"),
    ('[[procedure]]\nservice = "nothing"\n', "Procedure 3 (nothing): There is no service “nothing” in the catalogue"),
    ('[[procedure]]\nservice = "suido"\nafter = ["tenkyo"]\n', "Procedure 3 (suido): It comes after “tenkyo”, which this guide never needs"),
    ('[[procedure]]\nservice = "suido"\nwhen = { from = ["city"], card = ["yes"] }\n', "Procedure 3 (suido): It never applies"),
    ('[[not_needed]]\nservice = "suido"\nwhen = { from = ["abroad"], card = ["no"] }\nbecause = "x"\n', "Not needed 1 (suido): It never applies"),
    ('[[not_needed]]\nservice = "tennyu"\nwhen = { card = ["no"] }\nbecause = "x"\n', "Procedure 1 (tennyu): “Not needed 1 (tennyu)” says it is not needed, for example with card = no, from = japan"),
    ('[[procedure]]\nservice = "tennyu"\nwhen = { card = ["yes"] }\ndeadline = 30\n', "Procedure 1 (tennyu): “Procedure 3 (tennyu)” sets another deadline"),
    ('[[procedure]]\nservice = "tennyu"\nwhen = { card = ["yes"] }\ndeadline = 14\ndeadline_from = "別の日"\n', "sets another deadline"),
    ('[[procedure]]\nservice = "tennyu"\nafter = ["keizoku"]\n', "Its order goes in a circle: tennyu → keizoku → tennyu"),
    ('[[procedure]]\nservice = "suido"\nafter = ["suido"]\n', "Its order goes in a circle: suido → suido"),
    ('[[question]]\nkey = "idle"\nask = "x"\nchoices = [{ key = "a", name = "a" }, { key = "b", name = "b" }]\n', "Question 3 (idle): Its answer changes nothing"),
    ('[[question]]\nkey = "deep"\nask = "x"\nwhen = { from = ["city"], card = ["no"] }\nchoices = [{ key = "a", name = "a" }, { key = "b", name = "b" }]\n', "Question 3 (deep): It is never asked"),
    ('[[question]]\nkey = "card"\nask = "x"\nchoices = [{ key = "a", name = "a" }, { key = "b", name = "b" }]\n', "Question 3 (card): Another question has this key"),
    ('[[question]]\nkey = "early"\nask = "x"\nwhen = { early = ["a"] }\nchoices = [{ key = "a", name = "a" }, { key = "b", name = "b" }]\n', "Question 3 (early): Its condition names “early”, which no question before it is"),
]  # fmt: skip


class TestFaults:
    def test_good_rules_have_none(self):
        assert faults(rules(), KNOWN) == []

    @pytest.mark.parametrize(("more", "sentence"), WRONG, ids=[sentence[:60] for _more, sentence in WRONG])
    def test_each_is_told_with_its_rule(self, more, sentence):
        assert [fault for fault in faults(rules(more), KNOWN) if sentence in fault], faults(rules(more), KNOWN)

    def test_rules_that_never_meet_do_not_contradict(self):
        more = '[[not_needed]]\nservice = "tennyu"\nwhen = { from = ["city"] }\nbecause = "x"\n'
        more += '[[procedure]]\nservice = "keizoku"\nwhen = { card = ["no"] }\ndeadline = 30\n'
        assert faults(rules(more), KNOWN) == []

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("[event", "not TOML"),
            (NEEDED, "“code” is missing"),
            (EVENT, "names no procedure"),
            (EVENT.replace("引っ越し・住まい", "引っ越し祝い") + NEEDED, "no action of GIF 491-1"),
            (EVENT + NEEDED.replace("deadline = 14", "deadlin = 14"), "not known here: deadlin"),
            (EVENT + NEEDED.replace("deadline = 14", 'deadline = "14"'), "“deadline” must be a whole number"),
            (EVENT + NEEDED.replace("deadline = 14", "deadline = -1"), "between 0 and"),
            (EVENT + NEEDED.replace("deadline = 14", "deadline = true"), "must be a whole number"),
            (EVENT + NEEDED.replace('["japan", "abroad"]', "[]"), "names no choice of “from”"),
            (EVENT + NEEDED.replace('["japan", "abroad"]', '"japan"'), "“from” must be a list"),
            (EVENT + NEEDED.replace("deadline = 90\n", ""), "but no deadline"),
            (EVENT + "procedure = 3", "not known here: procedure"),
            (EVENT + '[[question]]\nkey = "a"\nask = "x"\nchoices = [{ key = "a", name = "a" }]\n' + NEEDED, "at least two choices"),
            (EVENT + '[[question]]\nkey = "Ä b"\nask = "x"\n' + NEEDED, "is no key"),
            (EVENT + '[[procedure]]\nservice = "a"\ndocuments = ["x", "y"]\ndocuments_en = ["x"]\n', "equally long"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_read_is_refused_in_a_sentence(self, text, sentence):
        with pytest.raises(BadInput, match=sentence):
            parse(text)


class TestScenarios:
    @pytest.mark.parametrize(
        ("scenario", "sentence"),
        [
            ('answers = { from = "abroad" }\nexpect = ["tennyu"]\ndeadlines = { tennyu = 14 }', None),
            ('answers = { from = "abroad" }\nexpect = []', "Expected –; the rules give tennyu"),
            ('answers = { from = "japan" }\nexpect = ["tennyu"]', "It does not answer “card”"),
            ('answers = { from = "city", card = "yes" }\nexpect = []', "answers what is not asked: card"),
            ('answers = { from = "abroad" }\nexpect = ["tennyu"]\ndeadlines = { tennyu = 15 }', "due in 15 days; the rules give 14"),
            ('answers = { from = "abroad" }\nexpect = ["tennyu"]\nnot_needed = ["tenkyo"]', "named as not needed"),
        ],
    )  # fmt: skip
    def test_they_say_where_they_differ(self, scenario, sentence):
        found = failing(rules(), parse_scenarios(f'[[scenario]]\nname = "x"\n{scenario}\n'))
        assert (sentence in found[0] and "Scenario “x”" in found[0]) if sentence else found == []


CHOICES = "abc"


@st.composite
def made_up(draw: st.DrawFn) -> tuple[Rules, list[dict[str, frozenset[str]]]]:
    """A few questions that hang on one another, and two conditions over them."""
    keys = [f"q{n}" for n in range(draw(st.integers(1, 5)))]
    some = st.frozensets(st.sampled_from(CHOICES), min_size=1)
    choices = tuple(Choice(each, Text(each)) for each in CHOICES)
    questions = tuple(
        Question(key, Text(key), Text(), choices, draw(st.dictionaries(st.sampled_from(keys[:n]), some) if n else st.just({})))
        for n, key in enumerate(keys)
    )  # fmt: skip
    conditions = draw(st.lists(st.dictionaries(st.sampled_from(keys), some), min_size=1, max_size=2))
    needed = tuple(Procedure("s", condition, None, Text(), (), Text(), ()) for condition in conditions)
    return Rules(Event("e", Text("e"), Text(), Text("e"), "", 0), questions, needed, ()), conditions


@given(made_up())
def test_what_can_be_reached_is_decided_as_by_trying_all_answers(case):
    rules, conditions = case
    keys = list(rules.question)
    tried = (
        way(rules, dict(zip(keys, answers, strict=True))).answers for answers in product(CHOICES, repeat=len(keys))
    )
    by_trying = any(all(holds(each, answers) for each in conditions) for answers in tried)
    assert (reach(rules, *conditions) is not None) == by_trying
