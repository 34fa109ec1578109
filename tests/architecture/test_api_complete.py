"""Everything the screens do, machines can do: each address that takes a POST has its counterpart in /api/v1, or a reason.

The table is for a reader: which operation of the API does what a screen does.
"""

import inspect

import pytest
from ninja.openapi.schema import OpenAPISchema

from wakimizu.apps.community import urls as community
from wakimizu.apps.community.deliberation import urls as deliberation
from wakimizu.apps.exchange.api.addresses import api
from wakimizu.apps.monitoring import urls as monitoring
from wakimizu.apps.proposals import urls as proposals
from wakimizu.apps.proposals.budget import urls as budget
from wakimizu.apps.sharing import urls as sharing

ROOMS = [monitoring, proposals, budget, community, deliberation, sharing]

COUNTERPART = {  # address of a screen → operations of the API
    # monitoring
    "indicator_new": "keep_indicator",
    "indicators_import": "take_in_indicators",
    "indicator_change": "change_indicator",
    "indicator_observe": "observe",
    "indicator_aim": "aim",
    "indicator_beginning": "name_beginning",
    "indicator_withdraw": "withdraw_observation",
    "emerging_ask": "ask_scan",
    "emerging_cancel": "cancel_scan",
    "plan_item": "note_progress",
    "survey_new": "make_survey",
    "survey_change": "change_survey",
    "survey_invite": "invite_to_survey",
    "survey_withdraw": "withdraw_batch",
    "survey_paper": "take_in_paper",
    "survey_act": "open_survey close_survey publish_survey",
    # proposals, measures
    "proposal_new": "draft_proposal",
    "proposal_change": "change_proposal",
    "proposal_act": "submit_proposal endorse_proposal decide_proposal ask_proposal hand_on_proposal give_back_proposal "
    "withdraw_proposal",
    "question_reply": "reply_about_proposal",
    "measure_new": "start_measure",
    "measure_change": "change_measure",
    "measure_close": "close_measure",
    "measure_act": "begin_measure milestone_measure stop_measure",
    "milestone_reach": "reach_milestone",
    "milestone_change": "change_milestone",
    # the budget
    "budget_new": "open_round",
    "budget_import": "take_in_budget",
    "budget_request": "request_line",
    "budget_ceilings": "keep_ceilings",
    "budget_assess": "assess_lines",
    "budget_step": "close_requests reopen_requests enact_round close_round",
    "budget_line_change": "change_line",
    "budget_line_drop": "drop_line",
    "budget_spend": "note_spending",
    "budget_take_back": "take_back_spending",
    # community
    "visit_new": "note_visit",
    "visit_change": "change_visit",
    "visit_voice": "hear_voice",
    "partner_new": "keep_partner",
    "partners_import": "take_in_partners",
    "partner_change": "change_partner",
    "partner_contact": "read_partner_contact",
    "partner_erase": "erase_partner_contact",
    "case_new": "tell_case",
    "case_change": "change_case",
    "grant_new": "lend",
    "grant_back": "take_grant_back",
    "help_new": "say_help",
    "help_end": "end_help",
    # deliberation
    "deliberation_new": "ask_question",
    "deliberation_change": "change_question",
    "deliberation_invite": "invite_voters",
    "deliberation_act": "open_question close_question withdraw_question attach_question",
    "statement_accept": "accept_statement",
    "statement_reject": "reject_statement",
    # sharing
    "notice_new": "send_notice",
    "notice_correct": "correct_notice",
    "notice_ask": "ask_about_notice",
    "notice_withdraw": "withdraw_notice",
    "notice_acknowledge": "acknowledge_notice",
    "notice_reply": "reply_about_notice",
    "consultation_new": "open_consultation",
    "consultation_standard": "consult_on_standard",
    "consultation_answer": "give_opinion",
    "consultation_settle": "settle_consultation",
    "consultation_withdraw": "withdraw_consultation",
    "opinion_respond": "respond_to_opinion",
    "meeting_new": "call_meeting",
    "meeting_change": "change_meeting",
    "meeting_add": "add_agenda_item",
    "meeting_step": "fill_agenda close_minutes call_off_meeting",
    "item_up": "move_agenda_item_up",
    "item_out": "leave_agenda_item_out",
    "item_minutes": "keep_minutes",
    "item_task": "give_task",
    "task": "finish_task",
    "calendar": "renew_calendar",
}
ON_SCREENS_ONLY = {  # address → why machines have no part in it
    "survey_enter": "Answering is bound to the code on paper; nobody shall be known by a key.",
    "survey_answer": "Answering is bound to the code on paper; nobody shall be known by a key.",
    "deliberation_vote": "A resident's vote is bound to the cookie of one browser.",
    "deliberation_say": "A resident's statement is bound to the cookie of one browser.",
    "deliberation_code": "An invitation's code is bound to the cookie of one browser.",
    "visits_send": "Sends what a phone kept while it had no net; machines note each visit by itself.",
}


def takes_post(view):
    """Whether a view's own guard (require_POST, require_http_methods) lets a POST in."""
    while view is not None:
        methods = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if methods is not None:
            return "POST" in methods
        view = getattr(view, "__wrapped__", None)
    return True  # it has no guard


def posting():
    routes = [route for room in ROOMS for route in [*room.urlpatterns, *getattr(room, "without_language", [])]]
    return [route.name for route in routes if takes_post(route.callback)]


def operations():
    return {each["operationId"] for path in api.get_openapi_schema()["paths"].values() for each in path.values()}


@pytest.mark.parametrize("name", posting())
def test_what_a_screen_does_a_machine_can_do(name):
    assert name in COUNTERPART or name in ON_SCREENS_ONLY, f"{name} takes a POST: give it a counterpart in the API"


def test_the_counterparts_are_there_and_the_table_names_nothing_else():
    named = {each for names in COUNTERPART.values() for each in names.split()}
    assert named <= operations()
    assert set(COUNTERPART) | set(ON_SCREENS_ONLY) == set(posting())


class Named(OpenAPISchema):
    """The document, and the names that two different things in it share: the later would stand for both."""

    def add_schema_definitions(self, definitions):
        self.twice = getattr(self, "twice", set()) | {
            name for name, each in definitions.items() if self.schemas.get(name, each) != each
        }
        super().add_schema_definitions(definitions)


def test_no_two_things_of_the_document_share_a_name():
    assert Named(api, "").twice == set()


def test_no_two_addresses_share_a_name():
    names = [each["operationId"] for path in api.get_openapi_schema()["paths"].values() for each in path.values()]
    assert len(names) == len(set(names))
