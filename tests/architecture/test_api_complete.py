"""Everything the screens do and show, machines can do and read: each address has its counterpart in /api/v1, or a reason.

The tables are for a reader: which operation of the API does what a screen does.
"""

import inspect
import re

import pytest
from django.urls import URLPattern, resolve
from ninja.openapi.schema import OpenAPISchema

from wakimizu.apps.exchange.api.addresses import api
from wakimizu.config import urls

COUNTERPART = {  # address of a screen → operations of the API
    # voices
    "voice_new": "say",
    "track": "follow",
    "voice_reopen": "reopen",
    "voice_note": "note_voice",
    "voice_contact": "read_contact",
    "voice_act": "raise_voice join_voice pass_voice publish_voice hide_voice reopen_voice aside_voice restore_voice "
    "erase_voice take_topic_voice take_office_voice",
    "need_act": "draft_need submit_need approve_need return_need support_need assign_need extend_need merge_need "
    "split_need remark_need",
    "part_act": "give_part decline_part",
    "voices_import": "send_voices_file",
    "voices_import_columns": "plan_columns look_at_voices_file",
    "voices_import_values": "plan_values look_at_voices_file",
    "voices_import_take": "take_voices_file",
    "voices_import_stop": "stop_taking_voices",
    "gathering": "gathered raise_need join_need",
    "language_learn": "learn_language",
    "language_alone": "let_act_alone",
    "language_use": "use_language",
    "language_stop": "stop_language",
    "voices_export": "voices",
    # city, the pages that join rooms
    "posts": "give_post posts",
    "relieve": "end_post",
    "self_check": "write_self_check self_check self_check_figures",
    "self_check_sign": "sign_self_check",
    # services
    "audit_cell": "promise_remedy accept_fault finish_remedy audit_cell",
    "duties_import": "take_allotment_file",
    "duties_in_force": "put_allotment_in_force",
    "services_import": "take_services_file",
    "observations": "note_month observed_month",
    "service_new": "enter_service",
    "service_edit": "change_service",
    "standard_set": "set_standard",
    "offering_set": "offer_service",
    "offering_end": "withdraw_service",
    "navigator_event": "answer_guide guide",
    # population, network
    "run_ask": "ask_projection",
    "run_cancel": "cancel_projections",
    "reach_ask": "ask_travel_times",
    "reach_cancel": "cancel_travel_times",
    "population_import": "take_population_file",
    "scenario": "ask_study scenario",
    "scenario_new": "keep_scenario",
    "scenario_edit": "keep_scenario",
    "scenario_take_in": "keep_scenario",
    "study_adopt": "preview_adoption adopt_plan",
    "study_cancel": "cancel_study",
    "adoption": "withdraw_adoption adoption",
    # webhooks and mail
    "webhooks": "subscribe webhooks webhook_events",
    "webhook_test": "test_webhook",
    "webhook_restart": "restart_webhook",
    "webhook_end": "end_webhook",
    "message_again": "send_message_again",
    "mail_wish": "wish_mail mail_wish",
    "mail_wording": "keep_wording wording",
    "mail_preview": "preview_wording",
    "mail_ours": "return_to_ours",
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
    "proposal_act": "submit_proposal endorse_proposal preview_decision decide_proposal ask_proposal hand_on_proposal give_back_proposal "
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
    "notice_new": "preview_notice send_notice",
    "notice_correct": "preview_correction correct_notice",
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
READ = {  # page that only shows → operations of the API
    # voices, needs, answers
    "photo": "photo",
    "letter": "letter",
    "photo_by_receipt": "attachments",
    "letter_by_receipt": "attachments",
    "voice": "voice",
    "needs": "needs",
    "need": "need help_with_need deliberations",
    "voice_thanks": "say",
    "voice_track": "follow",
    "voice_proof": "proof",
    "voice_path": "path",
    "voices_public": "public_voices",
    "needs_public": "public_needs",
    "need_public": "public_need",
    "voices_import_result": "voices_taken",
    "voices_import_lines": "voices_taken",
    "routing": "routing",
    "language": "language",
    # the pages that join rooms
    "portal": "public_needs public_network",
    "promises": "promises",
    "ledger": "seals",
    "desk": "desk proposals_waiting sharing_waiting indicators_off not_met",
    "overview": "figures figures_of indicators_off",
    "overview_ward": "figures_of indicators_off",
    "overdue": "overdue",
    "trace": "trace",
    "trace_public": "public_trace",
    "report_yearly": "yearly_report",
    "report_yearly_pdf": "yearly_report",
    "self_checks": "self_checks",
    "self_check_public": "public_self_check",
    "district_chooser": "areas",
    "district_sheet": "people_of_an_area figures_of openings indicators visits",
    "report_meeting": "figures overdue proposals indicators_off scans measures",
    # services
    "audit": "audit",
    "audit_remedies": "remedies",
    "audit_wards": "audit_wards",
    "audit_trend": "audit_trend",
    "audit_report": "audit audit_wards",
    "audit_file": "audit",
    "duties": "duties allotment",
    "duties_compare": "compare_allotments",
    "duties_workbook": "allotment",
    "services_desk": "services",
    "service_desk": "service",
    "navigator": "guides",
    "offices_public": "openings",
    "offices_points": "openings",
    "office_public": "opening",
    "services_public": "services",
    "service_public": "service",
    # population, network
    "population_runs": "projections travel_times population_tables assumptions timetables",
    "assumptions_csv": "assumption_set",
    "runs_compare": "compare_projections",
    "population": "people_of_the_city",
    "population_area": "people_of_an_area",
    "network": "scenarios studies adoptions",
    "studies_compare": "compare_studies",
    "scenario_file": "scenario",
    "study": "study",
    "study_districts": "study",
    "study_workbook": "study",
    "study_file": "study",
    "study_csv": "study",
    "study_frontier": "study",
    "study_money": "study",
    "study_sheets": "study",
    "study_sheet": "study",
    "network_public": "public_network",
    # monitoring
    "indicators": "indicators",
    "indicators_watch": "indicators_off",
    "indicators_download": "indicators",
    "indicator": "indicator",
    "indicators_public": "public_indicators",
    "indicator_public": "public_indicator",
    "emerging": "scans",
    "emerging_scan": "scan",
    "emerging_file": "scan",
    "emerging_cluster": "heard_there",
    "plan": "plan",
    "plan_public": "public_plan",
    "surveys": "surveys",
    "survey": "survey",
    "surveys_public": "public_surveys",
    "survey_public": "public_survey",
    # proposals, measures, the budget
    "proposals": "proposals",
    "proposals_workbook": "proposals",
    "proposal_desk": "proposal",
    "proposals_public": "public_proposals",
    "proposal": "public_proposal",
    "measures": "measures",
    "measure_desk": "measure",
    "measure": "public_measure",
    "budget": "rounds",
    "budget_round": "round",
    "budget_lines": "budget_lines",
    "budget_decides": "who_decides",
    "budget_portfolio": "portfolio",
    "budget_download": "budget_lines",
    "budget_line": "budget_line",
    "budget_public": "public_rounds",
    "budget_public_round": "public_round",
    # community
    "visits": "visits",
    "visits_download": "visits",
    "visit": "visit",
    "visit_photo": "visit_photo",
    "visit_gaps": "not_met",
    "partners": "partners",
    "partners_download": "partners",
    "partner": "partner",
    "cases": "cases",
    "case": "case",
    "grants": "grants",
    "grants_download": "grants",
    "districts_public": "areas",
    "district_public": "public_district",
    "deliberations": "deliberations",
    "deliberation_desk": "deliberation",
    "deliberation_file": "deliberation",
    "deliberations_public": "public_deliberations",
    "deliberation": "public_deliberation",
    # sharing
    "notices": "notices",
    "notice": "notice",
    "consultations": "consultations",
    "consultation": "consultation",
    "meetings": "meetings",
    "meeting": "meeting",
    "tasks": "tasks",
    "calendar_file": "calendar",
    "keeping": "sharing_kept",
    "keeping_csv": "sharing_kept",
    "sharing_rules": "sharing_rules",
    # webhooks and mail
    "webhook": "webhook webhook_messages",
    "mails": "mails",
    "mail_shown": "mail",
    "mail_html": "mail",
    "mail_wordings": "wordings",
}
FOR_MACHINES = "Is for machines already, in a form that others know."
OWN_BROWSER = "Bound to the cookie of one browser."
SIGNING_IN = (
    "A person signs in and out, and proves their second factor; a key comes after that and never does it for them."
)
ON_SCREENS_ONLY = {  # address, or how addresses begin (NAME*) → why it has no counterpart
    "survey_enter": "Answering is bound to the code on paper; nobody shall be known by a key.",
    "survey_answer": "Answering is bound to the code on paper; nobody shall be known by a key.",
    "survey_thanks": "Answering is bound to the code on paper; nobody shall be known by a key.",
    "survey_sheet": "A sheet for the printer; its questions are in the survey.",
    "survey_file": "Single answers, without codes, leave in a post's own hands only; machines read the weighted results.",
    "deliberation_vote": OWN_BROWSER,
    "deliberation_say": OWN_BROWSER,
    "deliberation_code": OWN_BROWSER,
    "visits_send": "Sends what a phone kept while it had no net; machines note each visit by itself.",
    "visits_offline": "The page that a phone keeps for when it has no net.",
    "visits_worker": "The page that a phone keeps for when it has no net.",
    "choose_post": "A key acts in one post; there is nothing to choose.",
    "keys": "A key that could make keys would live on after its own end.",
    "key_end": "Whoever found a key could end all others of its post with it; the person does it, or IT.",
    "mail_stop": "Held by the link in one mail; mail programs press it by themselves (RFC 8058).",
    "account_*": SIGNING_IN,
    "mfa_*": SIGNING_IN,
    "socialaccount_*": SIGNING_IN,
    "openid_connect_*": SIGNING_IN,
    "write_once": "What is typed there never leaves the browser.",
    "scan": "What is read there never leaves the browser.",
    "needs_map": "The public needs, drawn; their points are open data.",
    "healthy": "Asked by whoever keeps the server running.",
    "open311_*": FOR_MACHINES,
    "opendata": FOR_MACHINES,
    "dataset": FOR_MACHINES,
    "dataset_file": FOR_MACHINES,
    "dcat": FOR_MACHINES,
    "need_points": FOR_MACHINES,
    "base_map": FOR_MACHINES,
    "events_calendar": FOR_MACHINES,
    "answers_feed": FOR_MACHINES,
    "calendar_feed": FOR_MACHINES,
    "offices_csv": FOR_MACHINES,
    "offices_geojson": FOR_MACHINES,
    "services_csv": FOR_MACHINES,
    "population_csv": FOR_MACHINES,
    "indicator_csv": FOR_MACHINES,
    "survey_csv": FOR_MACHINES,
    "budget_csv": FOR_MACHINES,
}


def takes_post(view):
    """Whether a view's own guard (require_POST, require_http_methods) lets a POST in."""
    while view is not None:
        methods = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if methods is not None:
            return "POST" in methods
        view = getattr(view, "__wrapped__", None)
    return True  # it has no guard


def routes(patterns=urls.urlpatterns):
    """Every address of the site but those of the API itself."""
    for each in patterns:
        if isinstance(each, URLPattern):
            yield each
        elif not str(each.pattern).startswith("api/"):
            yield from routes(each.url_patterns)


def named(*, posting):
    return sorted({route.name for route in routes() if takes_post(route.callback) == posting})


def has_a_reason(name):
    return any(name == key or (key.endswith("*") and name.startswith(key[:-1])) for key in ON_SCREENS_ONLY)


def operations():
    return {each["operationId"] for path in api.get_openapi_schema()["paths"].values() for each in path.values()}


@pytest.mark.parametrize("name", named(posting=True))
def test_what_a_screen_does_a_machine_can_do(name):
    assert name in COUNTERPART or has_a_reason(name), f"{name} takes a POST: give it a counterpart in the API"


@pytest.mark.parametrize("name", named(posting=False))
def test_what_a_page_shows_a_machine_can_read(name):
    assert name in READ or has_a_reason(name), f"{name} shows something: give it a counterpart in the API"


def test_the_counterparts_are_there_and_the_tables_name_nothing_else():
    told = {each for names in [*COUNTERPART.values(), *READ.values()] for each in names.split()}
    assert told <= operations(), told - operations()
    assert set(COUNTERPART) <= set(named(posting=True)), "a name that is gone, or takes no POST"
    assert set(READ) <= set(named(posting=False)), "a name that is gone, or takes a POST"
    every = {route.name for route in routes()}
    for key in ON_SCREENS_ONLY:
        assert key in every or (key.endswith("*") and any(name.startswith(key[:-1]) for name in every)), key
        assert key not in COUNTERPART and key not in READ, key


def test_every_address_leads_to_its_own_operation():
    """Addresses name no room: one room's must not stand in the way of another's."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        assert path == path.lower() and "_" not in path.partition("{")[0], f"{path}: words are parted by hyphens"
        there = inspect.getclosurevars(resolve(re.sub(r"{\w+}", "1", path)).func).nonlocals["self"].operations
        led = {operation.operation_id for operation in there}
        assert {each["operationId"] for each in methods.values()} <= led, path


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
