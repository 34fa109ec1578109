"""A client of Wakimizu's HTTP API, made from its OpenAPI document by `./wakimizu client`. Do not edit.

    from wakimizu_client import Wakimizu

    city = Wakimizu("https://wakimizu.example.jp", key="wk_…")
    for need in city.every(city.needs, state="assigned"):
        print(need["title"], need["due"])
    noted = city.note_voice({"text": "家の前の道路が陥没しています", "channel": "phone"})

Needs nothing but Python 3.11. What is refused raises `Problem`, whose sentence says what to do; a write that may not have
arrived is repeated under its own idempotency key, so that it is done once.
"""

# ruff: noqa

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from typing import Any, Literal, NotRequired, TypedDict


class Problem(Exception):
    """Problem details (RFC 9457): `status`, `detail`, and the faults of single fields in `errors`."""

    def __init__(self, status: int, detail: str, errors: list[dict[str, str]]) -> None:
        super().__init__(f"{status}: {detail}" + "".join(f" [{e['field']}] {e['sentence']}" for e in errors))
        self.status, self.detail, self.errors = status, detail, errors


AcceptFault = TypedDict(
    "AcceptFault",
    {
        "fault": str,
        "until": str,
        "because": str,
    },
)

AcceptStatement = dict[str, Any]

AcknowledgeNotice = dict[str, Any]

ActAlone = TypedDict(
    "ActAlone",
    {
        "percent": NotRequired["int | None"],
    },
)

AddAgendaItem = TypedDict(
    "AddAgendaItem",
    {
        "title": str,
    },
)

Addressee = TypedDict(
    "Addressee",
    {
        "id": int,
        "office": "str | None",
        "know_by": "str | None",
        "acknowledge_by": "str | None",
        "by_hand": bool,
        "acknowledged_at": "str | None",
        "reminders": int,
        "acknowledged_by": str,
    },
)

Adopting = TypedDict(
    "Adopting",
    {
        "because": str,
        "days": NotRequired["list[str] | None"],
    },
)

Adoption = TypedDict(
    "Adoption",
    {
        "id": int,
        "study": "int | None",
        "state": Literal["adopted", "withdrawn"],
        "because": str,
        "days": Any,
        "changes": Any,
        "adopted_on": str,
        "withdrawn_on": "str | None",
    },
)

AdoptionPreview = TypedDict(
    "AdoptionPreview",
    {
        "days": list[str],
        "moves": list["OfficeMove"],
        "needs": dict[str, int],
        "posts": dict[str, int],
        "duties": dict[str, int],
        "remedies": dict[str, int],
        "unreached": list[str],
        "stays": list[str],
        "changed": list[str],
    },
)
AdoptionPreview.__doc__ = "What would follow from a plan; nothing of it is written yet."

AgendaItemSheet = TypedDict(
    "AgendaItemSheet",
    {
        "id": int,
        "order": int,
        "source": str,
        "number": "int | None",
        "title": str,
        "left_out": str,
        "minutes": str,
        "read": str,
        "name": str,
        "tasks": list[int],
    },
)

AimAtPlan = TypedDict(
    "AimAtPlan",
    {
        "item": str,
        "baseline_year": int,
        "baseline": float,
        "targets": list["TargetGiven"],
    },
)

AimTold = TypedDict(
    "AimTold",
    {
        "item": str,
        "baseline_year": int,
        "baseline": float,
        "targets": dict[str, float],
    },
)
AimTold.__doc__ = "What an indicator shall reach: for a part of the plan, from a value in a year, to values in years."

Allotment = TypedDict(
    "Allotment",
    {
        "id": int,
        "code": str,
        "name": str,
        "note": str,
        "in_force": bool,
    },
)

AllotmentSent = TypedDict(
    "AllotmentSent",
    {
        "content": str,
        "encoded": NotRequired[Literal["text", "base64"]],
        "goal": str,
        "code": NotRequired["str | None"],
        "name": NotRequired["str | None"],
        "name_en": NotRequired["str | None"],
        "note": NotRequired["str | None"],
        "only_look": NotRequired[bool],
    },
)

AllotmentSheet = TypedDict(
    "AllotmentSheet",
    {
        "id": int,
        "code": str,
        "name": str,
        "note": str,
        "in_force": bool,
        "fte": float,
        "parts": list["DutyPart"],
        "faults": list["Faulty"],
    },
)

AllotmentTakenIn = TypedDict(
    "AllotmentTakenIn",
    {
        "added": int,
        "changed": int,
        "unchanged": int,
        "refused": int,
        "lines": list["Line"],
        "taken": bool,
        "changes": "AllotmentsCompared | None",
    },
)

AllotmentsCompared = TypedDict(
    "AllotmentsCompared",
    {
        "summary": list[str],
        "fte_moved": float,
        "fte_change": float,
        "cases_moved": int,
        "moves": list["Moved"],
        "mended": list["Faulty"],
        "arisen": list["Faulty"],
    },
)

Alone = TypedDict(
    "Alone",
    {
        "topic": str,
        "percent": "int | None",
    },
)

Answer = TypedDict(
    "Answer",
    {
        "id": int,
        "ending": Literal["solved", "will_be", "being_studied", "cannot_because", "not_ours"],
        "text": str,
        "until": "str | None",
        "owner": str,
        "office": "str | None",
        "state": Literal["draft", "submitted", "returned", "published"],
        "decided_at": "str | None",
    },
)

AnswerGuide = TypedDict(
    "AnswerGuide",
    {
        "district": NotRequired["str | None"],
        "day": NotRequired["str | None"],
        "hour": NotRequired["str | None"],
        "answers": NotRequired[dict[str, str]],
    },
)

AnswerPreview = TypedDict(
    "AnswerPreview",
    {
        "ending": str,
        "text": str,
        "until": "str | None",
    },
)
AnswerPreview.__doc__ = "The answer as everyone behind a proposal would read it; nothing is written."

ApproveNeed = dict[str, Any]

Area = TypedDict(
    "Area",
    {
        "id": int,
        "code": str,
        "kind": Literal["region", "city", "ward", "district", "block", "mesh", "hub"],
        "name": str,
        "parent": "str | None",
        "lat": "float | None",
        "lon": "float | None",
        "valid_from": "str | None",
        "valid_to": "str | None",
    },
)

AreaFigures = TypedDict(
    "AreaFigures",
    {
        "received": int,
        "answered": int,
        "waiting": "int | None",
        "late": "int | None",
        "needs_open": int,
        "needs_late": int,
        "needs_answered": "int | None",
        "by_topic": list["Counted"],
        "by_district": list["Counted"],
        "by_month": list["Month"],
        "oldest": "str | None",
    },
)
AreaFigures.__doc__ = "A year of a ward or a district; what is None is only counted for wards."

AreaMoves = TypedDict(
    "AreaMoves",
    {
        "area": str,
        "offices": list[str],
    },
)

AreaPeople = TypedDict(
    "AreaPeople",
    {
        "area": str,
        "name": str,
        "now": "People | None",
        "then": "People | None",
        "change": "float | None",
        "km2": "float | None",
        "density": "float | None",
    },
)

AsideVoice = TypedDict(
    "AsideVoice",
    {
        "because": str,
    },
)

AskAboutNotice = TypedDict(
    "AskAboutNotice",
    {
        "text": str,
    },
)

AskProjection = TypedDict(
    "AskProjection",
    {
        "name": str,
        "base": str,
        "assumptions": str,
        "control": NotRequired["str | None"],
        "until": int,
        "draws": int,
        "seed": int,
    },
)

AskProposal = TypedDict(
    "AskProposal",
    {
        "text": str,
    },
)

AskQuestion = TypedDict(
    "AskQuestion",
    {
        "name": str,
        "name_en": NotRequired["str | None"],
        "key": str,
        "intro": str,
        "intro_en": NotRequired["str | None"],
        "about": NotRequired["str | None"],
        "office": str,
        "opens": str,
        "closes": str,
        "adding": Literal["read", "once", "nobody"],
        "by_code": NotRequired["bool | None"],
        "seeds": str,
    },
)

AskScan = TypedDict(
    "AskScan",
    {
        "weeks": int,
        "topic": NotRequired["str | None"],
        "replications": Literal["99", "999", "9999"],
        "seed": int,
    },
)

AskTravelTimes = TypedDict(
    "AskTravelTimes",
    {
        "feeds": NotRequired["list[str] | None"],
        "day": str,
        "window_from": str,
        "window_to": str,
    },
)

Asked = TypedDict(
    "Asked",
    {
        "kind": NotRequired["StudyKind"],
        "points": NotRequired["int | None"],
        "gap": NotRequired[float],
        "seconds": NotRequired[float],
    },
)

AskedDifferently = TypedDict(
    "AskedDifferently",
    {
        "name": str,
        "one": str,
        "two": str,
    },
)

AskedOffice = TypedDict(
    "AskedOffice",
    {
        "office": str,
        "answered": bool,
    },
)

AssessLines = TypedDict(
    "AssessLines",
    {
        "lines": list["Assessed"],
    },
)

Assessed = TypedDict(
    "Assessed",
    {
        "line": int,
        "amount": int,
        "because": NotRequired[str],
    },
)

AssignNeed = TypedDict(
    "AssignNeed",
    {
        "office": str,
        "because": str,
        "due": str,
    },
)

Assumptions = TypedDict(
    "Assumptions",
    {
        "id": int,
        "code": str,
        "name": str,
        "note": str,
        "source": str,
        "ages": Any,
        "made_on": str,
        "estimated_from": list[str],
    },
)

AssumptionsSheet = TypedDict(
    "AssumptionsSheet",
    {
        "id": int,
        "code": str,
        "name": str,
        "note": str,
        "source": str,
        "ages": Any,
        "made_on": str,
        "estimated_from": list[str],
        "table": str,
    },
)

AttachQuestion = dict[str, Any]

Attachment = TypedDict(
    "Attachment",
    {
        "media_type": str,
        "content": str,
    },
)
Attachment.__doc__ = "A file, whole."

Attachments = TypedDict(
    "Attachments",
    {
        "photos": list["Attachment"],
        "letters": list["Attachment"],
    },
)

AuditCell = TypedDict(
    "AuditCell",
    {
        "office": str,
        "service": str,
        "level": str,
        "demanded": str,
        "has_standard": bool,
        "shortfalls": list["Shortfall"],
    },
)

AuditChange = TypedDict(
    "AuditChange",
    {
        "office": str,
        "service": str,
        "fault": str,
        "reason": str,
    },
)

AuditPage = TypedDict(
    "AuditPage",
    {
        "day": str,
        "demanded": int,
        "met": int,
        "items": list["AuditCell"],
        "next": "str | None",
    },
)

AuditTrend = TypedDict(
    "AuditTrend",
    {
        "before": str,
        "after": str,
        "share_before": "float | None",
        "share_after": "float | None",
        "mended": list["AuditChange"],
        "new": list["AuditChange"],
    },
)

BeginMeasure = TypedDict(
    "BeginMeasure",
    {
        "on": str,
    },
)

Beginning = TypedDict(
    "Beginning",
    {
        "id": int,
        "name": str,
        "day": str,
        "area": "str | None",
    },
)

BudgetFile = TypedDict(
    "BudgetFile",
    {
        "content": str,
        "encoded": NotRequired[Literal["text", "base64"]],
        "kind": str,
        "round": NotRequired["str | None"],
        "look": NotRequired[bool],
    },
)
BudgetFile.__doc__ = "A file of the budget. `look`: only say what would become of it."

BudgetLine = TypedDict(
    "BudgetLine",
    {
        "id": int,
        "round": "int | None",
        "proposal": "int | None",
        "measure": "int | None",
        "title": str,
        "ward": "str | None",
        "office": "str | None",
        "division": "str | None",
        "way": Literal["ward", "lump"],
        "fund": Literal["general", "national", "pref", "bond", "other"],
        "requested": int,
        "assessed": "int | None",
        "enacted": "int | None",
        "spent": int,
        "because": str,
        "account": str,
    },
)

BudgetLineSheet = TypedDict(
    "BudgetLineSheet",
    {
        "id": int,
        "round": "int | None",
        "proposal": "int | None",
        "measure": "int | None",
        "title": str,
        "ward": "str | None",
        "office": "str | None",
        "division": "str | None",
        "way": Literal["ward", "lump"],
        "fund": Literal["general", "national", "pref", "bond", "other"],
        "requested": int,
        "assessed": "int | None",
        "enacted": "int | None",
        "spent": int,
        "because": str,
        "account": str,
        "spendings": list["Spending"],
    },
)

CallMeeting = TypedDict(
    "CallMeeting",
    {
        "groups": NotRequired[
            "list[Literal['ward_office', 'ward_division', 'general_branch', 'branch', 'community_centre', 'hq_division']] | None"
        ],
        "also": NotRequired["list[str] | None"],
        "kind": Literal["mayors", "division"],
        "title": str,
        "day": str,
        "begins": str,
        "ends": str,
        "place": NotRequired["str | None"],
    },
)

CallOffMeeting = dict[str, Any]

CancelProjections = dict[str, Any]

CancelScan = dict[str, Any]

CancelStudy = dict[str, Any]

CancelTravelTimes = dict[str, Any]

Candidate = TypedDict(
    "Candidate",
    {
        "title": str,
        "voices": list[int],
        "topic": str,
        "office": str,
        "like": list[int],
    },
)
Candidate.__doc__ = "A need that might be raised of these voices; `like`: open needs that mean the same."

Case = TypedDict(
    "Case",
    {
        "id": int,
        "title": str,
        "where": str,
        "district_kind": Literal["centre", "housing", "suburb", "farming", "hills", "coast"],
        "people": "int | None",
        "share65": "float | None",
        "problem": str,
        "tried": str,
        "cost": "int | None",
        "began": int,
        "ended": "int | None",
        "outcome": Literal["worked", "partly", "not"],
        "learnt": str,
        "source": str,
        "ward": "str | None",
    },
)

Ceiled = TypedDict(
    "Ceiled",
    {
        "ward": str,
        "ceiling": "int | None",
        "asked": int,
    },
)

CeilingGiven = TypedDict(
    "CeilingGiven",
    {
        "ward": str,
        "amount": int,
        "least": NotRequired[int],
    },
)

CellSheet = TypedDict(
    "CellSheet",
    {
        "office": str,
        "service": str,
        "level": str,
        "demanded": str,
        "has_standard": bool,
        "shortfalls": list["Shortfall"],
        "months": list["ObservedMonth"],
        "remedies": list["Remedy"],
    },
)

Cells = TypedDict(
    "Cells",
    {
        "items": list["AreaPeople"],
        "next": "str | None",
    },
)

ChangeIndicator = TypedDict(
    "ChangeIndicator",
    {
        "name": str,
        "name_en": NotRequired["str | None"],
        "source": Literal["entered", "file", "survey", "computed"],
        "computation": NotRequired["str | None"],
        "numerator": str,
        "numerator_en": NotRequired["str | None"],
        "denominator": NotRequired["str | None"],
        "denominator_en": NotRequired["str | None"],
        "unit": Literal["percent", "per_1000", "points", "days", "minutes", "cases", "people", "places", "score"],
        "direction": Literal["up", "down"],
        "cadence": Literal["month", "quarter", "year"],
        "owner": str,
        "worth": NotRequired["float | None"],
        "note": NotRequired["str | None"],
        "note_en": NotRequired["str | None"],
        "public": NotRequired["bool | None"],
    },
)

ChangeMeasure = TypedDict(
    "ChangeMeasure",
    {
        "name": str,
        "name_en": NotRequired["str | None"],
        "note": NotRequired["str | None"],
        "office": str,
        "ward": NotRequired["str | None"],
        "begins": str,
        "ends": str,
        "plan_item": NotRequired["str | None"],
    },
)

ChangeMeeting = TypedDict(
    "ChangeMeeting",
    {
        "groups": NotRequired[
            "list[Literal['ward_office', 'ward_division', 'general_branch', 'branch', 'community_centre', 'hq_division']] | None"
        ],
        "also": NotRequired["list[str] | None"],
        "kind": Literal["mayors", "division"],
        "title": str,
        "day": str,
        "begins": str,
        "ends": str,
        "place": NotRequired["str | None"],
    },
)

ChangeMilestone = TypedDict(
    "ChangeMilestone",
    {
        "name": str,
        "due": str,
        "on": NotRequired["str | None"],
        "drop": NotRequired["bool | None"],
    },
)

ChangePartner = TypedDict(
    "ChangePartner",
    {
        "name": str,
        "kind": Literal[
            "council", "neighbours", "npo", "fire", "welfare", "seniors", "children", "school", "company", "other"
        ],
        "areas": list[str],
        "self_help": NotRequired["str | None"],
        "mutual_help": NotRequired["str | None"],
        "public": NotRequired["bool | None"],
        "ended_on": NotRequired["str | None"],
        "contact_name": NotRequired["str | None"],
        "contact_phone": NotRequired["str | None"],
        "contact_email": NotRequired["str | None"],
        "contact_address": NotRequired["str | None"],
    },
)

ChangeQuestion = TypedDict(
    "ChangeQuestion",
    {
        "name": str,
        "name_en": NotRequired["str | None"],
        "key": str,
        "intro": str,
        "intro_en": NotRequired["str | None"],
        "about": NotRequired["str | None"],
        "office": str,
        "opens": str,
        "closes": str,
        "adding": Literal["read", "once", "nobody"],
        "by_code": NotRequired["bool | None"],
        "seeds": str,
    },
)

ChangeService = TypedDict(
    "ChangeService",
    {
        "code": str,
        "name": str,
        "name_en": NotRequired["str | None"],
        "owner": str,
        "base": NotRequired["str | None"],
        "change": NotRequired["Literal['', '0', '1', '2'] | None"],
        "ward": NotRequired["str | None"],
        "summary": str,
        "summary_en": NotRequired["str | None"],
        "content": NotRequired["str | None"],
        "law": NotRequired["str | None"],
        "documents": NotRequired["str | None"],
        "documents_en": NotRequired["str | None"],
        "fee": NotRequired["int | None"],
        "fee_note": NotRequired["str | None"],
        "online_url": NotRequired["str | None"],
    },
)

ChangeSurvey = TypedDict(
    "ChangeSurvey",
    {
        "name": str,
        "name_en": NotRequired["str | None"],
        "intro": str,
        "intro_en": NotRequired["str | None"],
        "opens": str,
        "closes": str,
        "kept_back": int,
    },
)

CheckFigure = TypedDict(
    "CheckFigure",
    {
        "duty": str,
        "what": str,
        "n": int,
        "before": int,
        "of": "int | None",
    },
)
CheckFigure.__doc__ = "A figure of a duty: this year, the year before, and of how many, where that is known."

Checked = TypedDict(
    "Checked",
    {
        "ward": str,
        "year": int,
        "state": str,
        "duties": list["DutyCheck"],
    },
)

Choice = TypedDict(
    "Choice",
    {
        "line": int,
        "title": str,
        "requested": int,
        "given": int,
        "points": int,
        "why": list[str],
    },
)

CloseMeasure = TypedDict(
    "CloseMeasure",
    {
        "conclusion": str,
        "answer": NotRequired["str | None"],
        "looks": NotRequired[list["Look"]],
    },
)

CloseMinutes = dict[str, Any]

CloseQuestion = dict[str, Any]

CloseRequests = dict[str, Any]

CloseRound = dict[str, Any]

CloseSurvey = dict[str, Any]

Cluster = TypedDict(
    "Cluster",
    {
        "number": int,
        "topic": str,
        "areas": list[str],
        "since": str,
        "voices": int,
        "expected": float,
        "p": float,
        "stands_out": bool,
        "sentence": str,
    },
)

Codes = TypedDict(
    "Codes",
    {
        "batch": int,
        "area": "str | None",
        "codes": list[str],
    },
)
Codes.__doc__ = "Codes just made, shown this once."

ConsultStandard = TypedDict(
    "ConsultStandard",
    {
        "valid_from": str,
        "valid_to": NotRequired["str | None"],
        "wait_minutes": NotRequired["int | None"],
        "lead_days": NotRequired["int | None"],
        "decided": NotRequired["Literal['', 'counter', 'hq'] | None"],
        "documents": NotRequired["str | None"],
        "opens": NotRequired["str | None"],
        "closes": NotRequired["str | None"],
        "because": NotRequired["str | None"],
        "groups": NotRequired[
            "list[Literal['ward_office', 'ward_division', 'general_branch', 'branch', 'community_centre', 'hq_division']] | None"
        ],
        "also": NotRequired["list[str] | None"],
        "title": str,
        "text": str,
        "answer_by": str,
        "levels": NotRequired[dict[str, "Level"]],
    },
)
ConsultStandard.__doc__ = (
    "A new version of a standard, and whom HQ asks about it. Kinds of offices left out of `levels` offer nothing."
)

Consultation = TypedDict(
    "Consultation",
    {
        "id": int,
        "title": str,
        "text": str,
        "about": Literal["standard", "duty", "office", "other"],
        "service": "int | None",
        "terms": Any,
        "office": "str | None",
        "state": Literal["open", "settled", "withdrawn"],
        "opened_at": str,
        "answer_by": str,
        "outcome": Literal["proposed", "changed", "dropped", ""],
        "outcome_text": str,
        "settled_at": "str | None",
        "standard": "int | None",
    },
)

ConsultationSheet = TypedDict(
    "ConsultationSheet",
    {
        "id": int,
        "title": str,
        "text": str,
        "about": Literal["standard", "duty", "office", "other"],
        "service": "int | None",
        "terms": Any,
        "office": "str | None",
        "state": Literal["open", "settled", "withdrawn"],
        "opened_at": str,
        "answer_by": str,
        "outcome": Literal["proposed", "changed", "dropped", ""],
        "outcome_text": str,
        "settled_at": "str | None",
        "standard": "int | None",
        "asked": list["AskedOffice"],
        "opinions": list["Opinion"],
        "changes": list["Term"],
    },
)

Contact = TypedDict(
    "Contact",
    {
        "name": str,
        "email": str,
        "phone": str,
        "address": str,
    },
)

CorrectNotice = TypedDict(
    "CorrectNotice",
    {
        "groups": NotRequired[
            "list[Literal['ward_office', 'ward_division', 'general_branch', 'branch', 'community_centre', 'hq_division']] | None"
        ],
        "also": NotRequired["list[str] | None"],
        "happening": str,
        "title": str,
        "text": str,
        "effective": str,
        "wards": NotRequired["list[str] | None"],
        "title_en": NotRequired["str | None"],
        "text_en": NotRequired["str | None"],
    },
)

Cost = TypedDict(
    "Cost",
    {
        "id": int,
        "year": int,
        "fund": Literal["general", "national", "pref", "bond", "other"],
        "amount": int,
    },
)

CostGiven = TypedDict(
    "CostGiven",
    {
        "year": int,
        "fund": "Fund",
        "amount": int,
    },
)

Counted = TypedDict(
    "Counted",
    {
        "code": str,
        "n": int,
    },
)

DayForm = Literal["usual", "reiwa", "heisei", "short", "month_first", "serial"]

DecideProposal = TypedDict(
    "DecideProposal",
    {
        "verdict": Literal["adopt", "part", "study", "decline"],
        "reason": str,
        "part": NotRequired["str | None"],
        "until": NotRequired["str | None"],
        "amount": NotRequired["int | None"],
    },
)

Decides = TypedDict(
    "Decides",
    {
        "ward": str,
        "lump": int,
        "moved": int,
    },
)
Decides.__doc__ = "Of a ward: yen that divisions compile for it in one lump, and yen that it requests itself."

Decision = TypedDict(
    "Decision",
    {
        "id": int,
        "verdict": Literal["adopt", "part", "study", "decline"],
        "reason": str,
        "part": str,
        "until": "str | None",
        "amount": "int | None",
        "office": "str | None",
        "at": str,
        "due": "str | None",
        "answered": int,
    },
)

DeclinePart = TypedDict(
    "DeclinePart",
    {
        "contribution": str,
    },
)

Deliberation = TypedDict(
    "Deliberation",
    {
        "id": int,
        "key": str,
        "name": str,
        "intro": str,
        "office": "str | None",
        "need": "int | None",
        "proposal": "int | None",
        "opens": str,
        "closes": str,
        "by_code": bool,
        "adding": Literal["read", "once", "nobody"],
        "state": Literal["draft", "open", "closed", "withdrawn"],
        "attached_at": "str | None",
    },
)

DeliberationResult = TypedDict(
    "DeliberationResult",
    {
        "id": int,
        "version": int,
        "at": str,
        "voters": int,
        "votes": int,
        "found": Any,
    },
)

DeliberationSheet = TypedDict(
    "DeliberationSheet",
    {
        "id": int,
        "key": str,
        "name": str,
        "intro": str,
        "office": "str | None",
        "need": "int | None",
        "proposal": "int | None",
        "opens": str,
        "closes": str,
        "by_code": bool,
        "adding": Literal["read", "once", "nobody"],
        "state": Literal["draft", "open", "closed", "withdrawn"],
        "attached_at": "str | None",
        "statements": list["Statement"],
        "result": "DeliberationResult | None",
        "codes": int,
        "codes_used": int,
    },
)

Desk = TypedDict(
    "Desk",
    {
        "voices": list[int],
        "voices_waiting": int,
        "needs": list[int],
        "needs_open": int,
        "parts": list[int],
        "approvals": list[int],
        "follow_ups": list[int],
        "late": int,
        "noted": list[int],
    },
)
Desk.__doc__ = "What waits for this post, by number: the first of them, and how many there are."

DistrictDiffers = TypedDict(
    "DistrictDiffers",
    {
        "district": str,
        "one": float,
        "two": float,
        "people": float,
    },
)
DistrictDiffers.__doc__ = (
    "Minutes of people aged 75 or more to their office, in the last period; the most different districts."
)

DistrictKind = Literal["centre", "housing", "suburb", "farming", "hills", "coast"]

Done = TypedDict(
    "Done",
    {
        "kind": str,
        "id": int,
        "state": NotRequired["str | None"],
        "sentence": NotRequired[str],
    },
)
Done.__doc__ = "What an act changed, and where it is read."

DraftNeed = TypedDict(
    "DraftNeed",
    {
        "ending": Literal["solved", "will_be", "being_studied", "cannot_because", "not_ours"],
        "text": str,
        "until": NotRequired["str | None"],
        "owner": NotRequired["str | None"],
    },
)

DropLine = dict[str, Any]

Due = TypedDict(
    "Due",
    {
        "id": int,
        "due": str,
        "office": "str | None",
    },
)

Duty = Literal["inform", "grasp", "agree", "join"]

DutyCheck = TypedDict(
    "DutyCheck",
    {
        "id": int,
        "duty": Literal["inform", "grasp", "agree", "join"],
        "mark": Literal["well", "done", "weak", "not", ""],
        "words": str,
        "next_steps": str,
    },
)

DutyPart = TypedDict(
    "DutyPart",
    {
        "id": int,
        "part": Literal["plan", "standard", "budget", "decide", "deliver", "support"],
        "unit": str,
        "mode": Literal["direct", "consolidated", "outsourced"],
        "fte": str,
        "cases": "int | None",
        "note": str,
        "duty": str,
    },
)

DutySaid = TypedDict(
    "DutySaid",
    {
        "duty": "Duty",
        "mark": NotRequired["Mark | Literal['']"],
        "words": NotRequired[str],
        "next_steps": NotRequired[str],
    },
)
DutySaid.__doc__ = "What a ward says of one of its duties."

Effect = TypedDict(
    "Effect",
    {
        "id": int,
        "area": "str | None",
        "year": int,
        "before": "float | None",
        "value": float,
        "found": Literal["moved", "partly", "not", "worse", "unknown", ""],
        "found_value": "float | None",
        "found_text": str,
        "looked_at": "str | None",
        "indicator": str,
    },
)

EffectGiven = TypedDict(
    "EffectGiven",
    {
        "indicator": str,
        "area": NotRequired[str],
        "year": int,
        "value": float,
    },
)
EffectGiven.__doc__ = "How far an indicator shall move, where, by which fiscal year."

EnactRound = TypedDict(
    "EnactRound",
    {
        "day": str,
        "amounts": NotRequired[list["LineAmount"]],
    },
)
EnactRound.__doc__ = "The day, and the lines about which the assembly decided otherwise than was assessed."

EndHelp = dict[str, Any]

EndPost = dict[str, Any]

EndWebhook = dict[str, Any]

Ending = Literal["solved", "will_be", "being_studied", "cannot_because", "not_ours"]

EndorseProposal = dict[str, Any]

EnterService = TypedDict(
    "EnterService",
    {
        "code": str,
        "name": str,
        "name_en": NotRequired["str | None"],
        "owner": str,
        "base": NotRequired["str | None"],
        "change": NotRequired["Literal['', '0', '1', '2'] | None"],
        "ward": NotRequired["str | None"],
        "summary": str,
        "summary_en": NotRequired["str | None"],
        "content": NotRequired["str | None"],
        "law": NotRequired["str | None"],
        "documents": NotRequired["str | None"],
        "documents_en": NotRequired["str | None"],
        "fee": NotRequired["int | None"],
        "fee_note": NotRequired["str | None"],
        "online_url": NotRequired["str | None"],
    },
)

EnteredMonth = TypedDict(
    "EnteredMonth",
    {
        "office": str,
        "month": str,
        "rows": list["EnteredRow"],
    },
)

EnteredRow = TypedDict(
    "EnteredRow",
    {
        "volume": NotRequired["int | None"],
        "wait_minutes": NotRequired["float | None"],
        "lead_days": NotRequired["float | None"],
        "service": str,
    },
)

ErasePartnerContact = TypedDict(
    "ErasePartnerContact",
    {
        "because": str,
    },
)

EraseVoice = TypedDict(
    "EraseVoice",
    {
        "because": str,
    },
)

Event = TypedDict(
    "Event",
    {
        "name": str,
        "title": str,
        "room": str,
    },
)

ExtendNeed = TypedDict(
    "ExtendNeed",
    {
        "due": str,
        "because": str,
    },
)

Fact = TypedDict(
    "Fact",
    {
        "name": str,
        "words": str,
        "source": str,
    },
)
Fact.__doc__ = "A row of evidence: what was looked at, what it said, and its source."

Fault = Literal["missing", "below", "hours", "decided", "documents", "wait", "lead"]

Faulty = TypedDict(
    "Faulty",
    {
        "rule": str,
        "duty": "str | None",
        "part": str,
        "units": list[str],
        "sentence": str,
    },
)

FeedAddress = TypedDict(
    "FeedAddress",
    {
        "address": str,
        "meetings": list["Meeting"],
        "tasks": list["Task"],
    },
)
FeedAddress.__doc__ = "The office's calendar."

File = TypedDict(
    "File",
    {
        "content": str,
        "encoded": NotRequired[Literal["text", "base64"]],
    },
)
File.__doc__ = "A file by itself."

FileColumn = TypedDict(
    "FileColumn",
    {
        "name": str,
        "holds": str,
        "cells": list[str],
    },
)

FillAgenda = dict[str, Any]

FinishRemedy = dict[str, Any]

FinishTask = TypedDict(
    "FinishTask",
    {
        "result": str,
    },
)

Followed = TypedDict(
    "Followed",
    {
        "state": str,
        "received_at": str,
        "due": str,
        "office": "str | None",
        "answers": list["Answer"],
        "proved": bool,
    },
)

Found = Literal["moved", "partly", "not", "worse", "unknown"]

Fund = Literal["general", "national", "pref", "bond", "other"]

Gathered = TypedDict(
    "Gathered",
    {
        "candidates": list["Candidate"],
        "waiting": int,
        "in_use": bool,
    },
)

GiveBackProposal = TypedDict(
    "GiveBackProposal",
    {
        "because": str,
    },
)

GiveOpinion = TypedDict(
    "GiveOpinion",
    {
        "office": str,
        "stance": Literal["agree", "if", "object", "none"],
        "text": NotRequired["str | None"],
    },
)

GivePart = TypedDict(
    "GivePart",
    {
        "contribution": str,
    },
)

GivePost = TypedDict(
    "GivePost",
    {
        "email": str,
        "name": str,
        "role": Literal["liaison", "clerk", "planner", "mayor", "hq", "hq_head", "policy", "auditor", "it"],
        "office": str,
        "password": NotRequired["str | None"],
    },
)

GiveTask = TypedDict(
    "GiveTask",
    {
        "text": str,
        "office": str,
        "due": str,
    },
)

Grant = TypedDict(
    "Grant",
    {
        "id": int,
        "partner": "int | None",
        "kind": Literal["money", "loan"],
        "what": str,
        "amount": "int | None",
        "district": "str | None",
        "since": str,
        "until": "str | None",
        "returned": "str | None",
    },
)

GrantKind = Literal["money", "loan"]

GuideAnswered = TypedDict(
    "GuideAnswered",
    {
        "next": "GuideQuestion | None",
        "steps": list["GuideStep"],
        "not_needed": list["NotNeeded"],
    },
)
GuideAnswered.__doc__ = "The question that is open; when none is, what is to be done."

GuideChoice = TypedDict(
    "GuideChoice",
    {
        "key": str,
        "text": str,
    },
)

GuideQuestion = TypedDict(
    "GuideQuestion",
    {
        "key": str,
        "ask": str,
        "hint": str,
        "choices": list["GuideChoice"],
    },
)

GuideSheet = TypedDict(
    "GuideSheet",
    {
        "code": str,
        "name": str,
        "questions": int,
        "rules": str,
    },
)

GuideStep = TypedDict(
    "GuideStep",
    {
        "service": str,
        "name": str,
        "deadline": "int | None",
        "since": str,
        "after": list[str],
        "documents": list[str],
        "notes": list[str],
        "fee": "int | None",
        "office": "str | None",
        "kiosk": "str | None",
    },
)
GuideStep.__doc__ = "A procedure that is needed, and where it is best done."

HandOnProposal = TypedDict(
    "HandOnProposal",
    {
        "division": str,
        "because": str,
    },
)

Happened = TypedDict(
    "Happened",
    {
        "at": str,
        "who": str,
        "what": str,
        "remark": str,
    },
)

HearVoice = TypedDict(
    "HearVoice",
    {
        "photos": NotRequired[list[str]],
        "letters": NotRequired[list[str]],
        "text": str,
        "district": NotRequired["str | None"],
        "place": NotRequired["str | None"],
        "lat": NotRequired["float | None"],
        "lon": NotRequired["float | None"],
        "may_publish": NotRequired["bool | None"],
        "name": NotRequired["str | None"],
        "email": NotRequired["str | None"],
        "by_mail": NotRequired["bool | None"],
        "phone": NotRequired["str | None"],
        "topic": NotRequired["str | None"],
    },
)

Heard = TypedDict(
    "Heard",
    {
        "received_at": str,
        "topic": str,
        "district": "str | None",
        "words": str,
    },
)
Heard.__doc__ = "A voice behind it; its words only where they may be read."

HeardInAYear = TypedDict(
    "HeardInAYear",
    {
        "ward": "str | None",
        "received": int,
        "set_aside": int,
        "answers": int,
        "due": int,
        "in_time": int,
        "reopened": int,
        "median_days": "int | None",
        "endings": dict[str, int],
    },
)
HeardInAYear.__doc__ = "Voices and answers of a ward; of none, those whose place is not known, or of all."

HeardThere = TypedDict(
    "HeardThere",
    {
        "id": int,
        "received_at": str,
        "text": "str | None",
    },
)
HeardThere.__doc__ = "A voice behind a cluster; words only where this post may read them."

HeardVoice = TypedDict(
    "HeardVoice",
    {
        "id": int,
        "receipt": str,
        "state": Literal["received", "sorted", "answered", "reopened", "set_aside"],
        "due": str,
    },
)

Help = TypedDict(
    "Help",
    {
        "id": int,
        "need": "int | None",
        "sphere": Literal["self", "mutual", "city"],
        "who": str,
        "partner": "int | None",
        "text": str,
        "said_at": str,
        "ended_on": "str | None",
    },
)

HideVoice = dict[str, Any]

IndicatorLine = TypedDict(
    "IndicatorLine",
    {
        "id": int,
        "code": str,
        "name": str,
        "numerator": str,
        "denominator": str,
        "unit": Literal["percent", "per_1000", "points", "days", "minutes", "cases", "people", "places", "score"],
        "direction": Literal["up", "down"],
        "cadence": Literal["month", "quarter", "year"],
        "owner": "str | None",
        "source": Literal["entered", "file", "survey", "computed"],
        "computation": str,
        "note": str,
        "public": bool,
        "worth": "float | None",
        "unknown": str,
        "last": "Observation | None",
        "asked": "float | None",
        "off": "bool | None",
    },
)

IndicatorMoved = TypedDict(
    "IndicatorMoved",
    {
        "indicator": str,
        "before": "float | None",
        "after": "float | None",
        "better": "bool | None",
    },
)

IndicatorSheet = TypedDict(
    "IndicatorSheet",
    {
        "id": int,
        "code": str,
        "name": str,
        "numerator": str,
        "denominator": str,
        "unit": Literal["percent", "per_1000", "points", "days", "minutes", "cases", "people", "places", "score"],
        "direction": Literal["up", "down"],
        "cadence": Literal["month", "quarter", "year"],
        "owner": "str | None",
        "source": Literal["entered", "file", "survey", "computed"],
        "computation": str,
        "note": str,
        "public": bool,
        "worth": "float | None",
        "unknown": str,
        "place": str,
        "series": list["Observation"],
        "aims": list["AimTold"],
        "beginnings": list["Beginning"],
        "worked": list[str],
    },
)

IndicatorsFile = TypedDict(
    "IndicatorsFile",
    {
        "content": str,
        "encoded": NotRequired[Literal["text", "base64"]],
        "kind": str,
    },
)

Invitations = TypedDict(
    "Invitations",
    {
        "id": int,
        "name": str,
        "area": "str | None",
        "size": int,
        "answered": int,
    },
)
Invitations.__doc__ = "Invitations made together: for whom, where, how many, how many have answered."

InviteToSurvey = TypedDict(
    "InviteToSurvey",
    {
        "name": str,
        "where": NotRequired["str | None"],
        "each": int,
    },
)

InviteVoters = TypedDict(
    "InviteVoters",
    {
        "count": int,
    },
)

JoinVoice = TypedDict(
    "JoinVoice",
    {
        "need": int,
    },
)

JoinVoices = TypedDict(
    "JoinVoices",
    {
        "voices": list[int],
    },
)

KeepCeilings = TypedDict(
    "KeepCeilings",
    {
        "ceilings": list["CeilingGiven"],
    },
)
KeepCeilings.__doc__ = "The wards' ceilings; a ward that is left out keeps what it has."

KeepIndicator = TypedDict(
    "KeepIndicator",
    {
        "code": str,
        "name": str,
        "name_en": NotRequired["str | None"],
        "source": Literal["entered", "file", "survey", "computed"],
        "computation": NotRequired["str | None"],
        "numerator": str,
        "numerator_en": NotRequired["str | None"],
        "denominator": NotRequired["str | None"],
        "denominator_en": NotRequired["str | None"],
        "unit": Literal["percent", "per_1000", "points", "days", "minutes", "cases", "people", "places", "score"],
        "direction": Literal["up", "down"],
        "cadence": Literal["month", "quarter", "year"],
        "owner": str,
        "worth": NotRequired["float | None"],
        "note": NotRequired["str | None"],
        "note_en": NotRequired["str | None"],
        "public": NotRequired["bool | None"],
    },
)

KeepMinutes = TypedDict(
    "KeepMinutes",
    {
        "text": str,
        "read": NotRequired[str],
    },
)

KeepPartner = TypedDict(
    "KeepPartner",
    {
        "name": str,
        "kind": Literal[
            "council", "neighbours", "npo", "fire", "welfare", "seniors", "children", "school", "company", "other"
        ],
        "areas": list[str],
        "self_help": NotRequired["str | None"],
        "mutual_help": NotRequired["str | None"],
        "public": NotRequired["bool | None"],
        "ended_on": NotRequired["str | None"],
        "contact_name": NotRequired["str | None"],
        "contact_phone": NotRequired["str | None"],
        "contact_email": NotRequired["str | None"],
        "contact_address": NotRequired["str | None"],
    },
)

KeepWording = TypedDict(
    "KeepWording",
    {
        "subject": str,
        "text": str,
    },
)

Kept = TypedDict(
    "Kept",
    {
        "notices": int,
        "notices_in_time": int,
        "asked": int,
        "acknowledged": int,
        "questions": int,
        "answered": int,
        "consultations": int,
        "who": str,
    },
)
Kept.__doc__ = "What an office of HQ, or a ward, did in a month."

KeptMonth = TypedDict(
    "KeptMonth",
    {
        "month": str,
        "items": list["Kept"],
    },
)

KeptRules = TypedDict(
    "KeptRules",
    {
        "notices": int,
        "notices_in_time": int,
        "asked": int,
        "acknowledged": int,
        "questions": int,
        "answered": int,
        "consultations": int,
    },
)
KeptRules.__doc__ = (
    "How the rules of telling and asking one another were kept: how much was done, how much of it in time."
)

Kind = Literal["receipt", "answer", "reopened", "new_day", "added", "reminder"]

LearnLanguage = dict[str, Any]

Learned = TypedDict(
    "Learned",
    {
        "versions": list["LearnedVersion"],
        "live": "int | None",
        "by_topic": list["OfTopic"],
        "since": "dict[str, Right] | None",
        "alone": list["Alone"],
    },
)

LearnedVersion = TypedDict(
    "LearnedVersion",
    {
        "version": int,
        "standing": str,
        "state": str,
        "taught": int,
        "asked_at": str,
        "live_since": "str | None",
        "shares": dict[str, "Right"],
        "before": dict[str, int],
    },
)

LeaveAgendaItemOut = TypedDict(
    "LeaveAgendaItemOut",
    {
        "because": str,
    },
)

LendThing = TypedDict(
    "LendThing",
    {
        "kind": Literal["money", "loan"],
        "what": str,
        "amount": NotRequired["int | None"],
        "district": NotRequired["str | None"],
        "since": str,
        "until": NotRequired["str | None"],
        "partner": int,
    },
)

Level = Literal["full", "referral", "none"]

LifeEvent = TypedDict(
    "LifeEvent",
    {
        "code": str,
        "name": str,
        "questions": int,
    },
)

Line = TypedDict(
    "Line",
    {
        "number": int,
        "fate": Literal["added", "changed", "unchanged", "refused"],
        "sentence": str,
    },
)

LineAmount = TypedDict(
    "LineAmount",
    {
        "line": int,
        "amount": int,
    },
)

Listed = TypedDict(
    "Listed",
    {
        "id": int,
        "kind": Literal["receipt", "answer", "reopened", "new_day", "added", "reminder"],
        "language": str,
        "state": Literal["waiting", "sent", "bounced", "failed", "left_out"],
        "due": "str | None",
        "asked_at": str,
        "sent_at": "str | None",
        "tries": int,
        "reason": str,
        "receipt": str,
        "opens": bool,
    },
)

Listed_Adoption_ = TypedDict(
    "Listed_Adoption_",
    {
        "items": list["Adoption"],
        "next": "str | None",
    },
)

Listed_Allotment_ = TypedDict(
    "Listed_Allotment_",
    {
        "items": list["Allotment"],
        "next": "str | None",
    },
)

Listed_Area_ = TypedDict(
    "Listed_Area_",
    {
        "items": list["Area"],
        "next": "str | None",
    },
)

Listed_Assumptions_ = TypedDict(
    "Listed_Assumptions_",
    {
        "items": list["Assumptions"],
        "next": "str | None",
    },
)

Listed_BudgetLine_ = TypedDict(
    "Listed_BudgetLine_",
    {
        "items": list["BudgetLine"],
        "next": "str | None",
    },
)

Listed_Case_ = TypedDict(
    "Listed_Case_",
    {
        "items": list["Case"],
        "next": "str | None",
    },
)

Listed_Consultation_ = TypedDict(
    "Listed_Consultation_",
    {
        "items": list["Consultation"],
        "next": "str | None",
    },
)

Listed_Deliberation_ = TypedDict(
    "Listed_Deliberation_",
    {
        "items": list["Deliberation"],
        "next": "str | None",
    },
)

Listed_Grant_ = TypedDict(
    "Listed_Grant_",
    {
        "items": list["Grant"],
        "next": "str | None",
    },
)

Listed_Measure_ = TypedDict(
    "Listed_Measure_",
    {
        "items": list["Measure"],
        "next": "str | None",
    },
)

Listed_Meeting_ = TypedDict(
    "Listed_Meeting_",
    {
        "items": list["Meeting"],
        "next": "str | None",
    },
)

Listed_Need_ = TypedDict(
    "Listed_Need_",
    {
        "items": list["Need"],
        "next": "str | None",
    },
)

Listed_Notice_ = TypedDict(
    "Listed_Notice_",
    {
        "items": list["Notice"],
        "next": "str | None",
    },
)

Listed_OfficeDuty_ = TypedDict(
    "Listed_OfficeDuty_",
    {
        "items": list["OfficeDuty"],
        "next": "str | None",
    },
)

Listed_Office_ = TypedDict(
    "Listed_Office_",
    {
        "items": list["Office"],
        "next": "str | None",
    },
)

Listed_Partner_ = TypedDict(
    "Listed_Partner_",
    {
        "items": list["Partner"],
        "next": "str | None",
    },
)

Listed_PlanItem_ = TypedDict(
    "Listed_PlanItem_",
    {
        "items": list["PlanItem"],
        "next": "str | None",
    },
)

Listed_PopulationTable_ = TypedDict(
    "Listed_PopulationTable_",
    {
        "items": list["PopulationTable"],
        "next": "str | None",
    },
)

Listed_Post_ = TypedDict(
    "Listed_Post_",
    {
        "items": list["Post"],
        "next": "str | None",
    },
)

Listed_Projection_ = TypedDict(
    "Listed_Projection_",
    {
        "items": list["Projection"],
        "next": "str | None",
    },
)

Listed_Proposal_ = TypedDict(
    "Listed_Proposal_",
    {
        "items": list["Proposal"],
        "next": "str | None",
    },
)

Listed_PublicVoice_ = TypedDict(
    "Listed_PublicVoice_",
    {
        "items": list["PublicVoice"],
        "next": "str | None",
    },
)

Listed_Round_ = TypedDict(
    "Listed_Round_",
    {
        "items": list["Round"],
        "next": "str | None",
    },
)

Listed_Scan_ = TypedDict(
    "Listed_Scan_",
    {
        "items": list["Scan"],
        "next": "str | None",
    },
)

Listed_Scenario_ = TypedDict(
    "Listed_Scenario_",
    {
        "items": list["Scenario"],
        "next": "str | None",
    },
)

Listed_Service_ = TypedDict(
    "Listed_Service_",
    {
        "items": list["Service"],
        "next": "str | None",
    },
)

Listed_SharingRule_ = TypedDict(
    "Listed_SharingRule_",
    {
        "items": list["SharingRule"],
        "next": "str | None",
    },
)

Listed_Study_ = TypedDict(
    "Listed_Study_",
    {
        "items": list["Study"],
        "next": "str | None",
    },
)

Listed_Survey_ = TypedDict(
    "Listed_Survey_",
    {
        "items": list["Survey"],
        "next": "str | None",
    },
)

Listed_Task_ = TypedDict(
    "Listed_Task_",
    {
        "items": list["Task"],
        "next": "str | None",
    },
)

Listed_Timetable_ = TypedDict(
    "Listed_Timetable_",
    {
        "items": list["Timetable"],
        "next": "str | None",
    },
)

Listed_Topic_ = TypedDict(
    "Listed_Topic_",
    {
        "items": list["Topic"],
        "next": "str | None",
    },
)

Listed_TravelTimes_ = TypedDict(
    "Listed_TravelTimes_",
    {
        "items": list["TravelTimes"],
        "next": "str | None",
    },
)

Listed_Visit_ = TypedDict(
    "Listed_Visit_",
    {
        "items": list["Visit"],
        "next": "str | None",
    },
)

Listed_Voice_ = TypedDict(
    "Listed_Voice_",
    {
        "items": list["Voice"],
        "next": "str | None",
    },
)

Listed_WebhookMessage_ = TypedDict(
    "Listed_WebhookMessage_",
    {
        "items": list["WebhookMessage"],
        "next": "str | None",
    },
)

Listed_Webhook_ = TypedDict(
    "Listed_Webhook_",
    {
        "items": list["Webhook"],
        "next": "str | None",
    },
)

Look = TypedDict(
    "Look",
    {
        "effect": int,
        "found": "Found",
        "text": NotRequired[str],
    },
)
Look.__doc__ = "What was found of an expected effect, by its number."

Lookup = TypedDict(
    "Lookup",
    {
        "receipt": str,
    },
)

MailSheet = TypedDict(
    "MailSheet",
    {
        "subject": str,
        "text": str,
        "html": str,
        "id": int,
        "kind": Literal["receipt", "answer", "reopened", "new_day", "added", "reminder"],
        "language": str,
        "state": Literal["waiting", "sent", "bounced", "failed", "left_out"],
        "due": "str | None",
        "asked_at": str,
        "sent_at": "str | None",
        "tries": int,
        "reason": str,
    },
)
MailSheet.__doc__ = "A mail with its words, from what holds now."

MailState = Literal["waiting", "sent", "bounced", "failed", "left_out"]

Mails = TypedDict(
    "Mails",
    {
        "items": list["Listed"],
        "next": "str | None",
    },
)

MakeSurvey = TypedDict(
    "MakeSurvey",
    {
        "instrument": str,
        "code": str,
        "owner": str,
        "opens": str,
        "closes": str,
        "questions": NotRequired[str],
    },
)

Mark = Literal["well", "done", "weak", "not"]

Me = TypedDict(
    "Me",
    {
        "post": dict[str, Any],
        "ward": "str | None",
        "scopes": list[str],
        "key_ends": str,
    },
)

Meaning = TypedDict(
    "Meaning",
    {
        "holds": str,
        "cell": str,
        "means": str,
    },
)

Measure = TypedDict(
    "Measure",
    {
        "id": int,
        "name": str,
        "note": str,
        "office": "str | None",
        "ward": "str | None",
        "begins": str,
        "ends": str,
        "state": Literal["planned", "running", "closed", "stopped"],
        "proposal": "int | None",
        "closed_at": "str | None",
        "conclusion": str,
        "plan_item": "str | None",
    },
)

MeasureSheet = TypedDict(
    "MeasureSheet",
    {
        "id": int,
        "name": str,
        "note": str,
        "office": "str | None",
        "ward": "str | None",
        "begins": str,
        "ends": str,
        "state": Literal["planned", "running", "closed", "stopped"],
        "proposal": "int | None",
        "closed_at": "str | None",
        "conclusion": str,
        "plan_item": "str | None",
        "milestones": list["Milestone"],
        "effects": list["Effect"],
        "lines": list[int],
        "requested": int,
        "enacted": int,
        "spent": int,
        "voices": int,
        "notes": list["ProposalNote"],
        "possible": list[str],
        "history": list["Step"],
    },
)

MeasureState = Literal["planned", "running", "closed", "stopped"]

Meeting = TypedDict(
    "Meeting",
    {
        "id": int,
        "kind": Literal["mayors", "division"],
        "title": str,
        "office": "str | None",
        "place": str,
        "begins": str,
        "ends": str,
        "state": Literal["planned", "held", "off"],
        "changed_at": str,
    },
)

MeetingSheet = TypedDict(
    "MeetingSheet",
    {
        "id": int,
        "kind": Literal["mayors", "division"],
        "title": str,
        "office": "str | None",
        "place": str,
        "begins": str,
        "ends": str,
        "state": Literal["planned", "held", "off"],
        "changed_at": str,
        "invited": list[str],
        "items": list["AgendaItemSheet"],
        "tasks": list["Task"],
    },
)

MergeNeed = TypedDict(
    "MergeNeed",
    {
        "into": int,
        "because": str,
    },
)

Milestone = TypedDict(
    "Milestone",
    {
        "id": int,
        "name": str,
        "due": str,
        "done_on": "str | None",
    },
)

MilestoneMeasure = TypedDict(
    "MilestoneMeasure",
    {
        "name": str,
        "due": str,
    },
)

Month = TypedDict(
    "Month",
    {
        "month": str,
        "n": int,
    },
)

MonthRow = TypedDict(
    "MonthRow",
    {
        "service": str,
        "noted": "Observed | None",
    },
)

MoveAgendaItemUp = dict[str, Any]

Moved = TypedDict(
    "Moved",
    {
        "duty": str,
        "part": str,
        "what": str,
        "before": list[str],
        "after": list[str],
        "fte_before": float,
        "fte_after": float,
    },
)

NameBeginning = TypedDict(
    "NameBeginning",
    {
        "name": str,
        "day": str,
        "area": NotRequired["str | None"],
    },
)

Need = TypedDict(
    "Need",
    {
        "id": int,
        "title": str,
        "topic": "str | None",
        "sphere": Literal["self", "mutual", "city"],
        "district": "str | None",
        "ward": "str | None",
        "lead": "str | None",
        "state": Literal["assigned", "approval", "answered", "merged"],
        "due": str,
        "follow_up": "str | None",
        "raised_at": str,
        "answered_at": "str | None",
        "public": bool,
        "merged_into": "int | None",
        "voice_count": int,
    },
)

NeedSheet = TypedDict(
    "NeedSheet",
    {
        "id": int,
        "title": str,
        "topic": "str | None",
        "sphere": Literal["self", "mutual", "city"],
        "district": "str | None",
        "ward": "str | None",
        "lead": "str | None",
        "state": Literal["assigned", "approval", "answered", "merged"],
        "due": str,
        "follow_up": "str | None",
        "raised_at": str,
        "answered_at": "str | None",
        "public": bool,
        "merged_into": "int | None",
        "voice_count": int,
        "answers": list["Answer"],
        "parts": list["Part"],
        "possible": list[str],
        "history": list["Happened"],
    },
)

NeedState = Literal["assigned", "approval", "answered", "merged"]

NotMet = TypedDict(
    "NotMet",
    {
        "area": "str | None",
        "partner": "int | None",
        "last": "str | None",
        "days": "int | None",
    },
)
NotMet.__doc__ = "A district (by code) or partner (by number) that nobody has met for long."

NotNeeded = TypedDict(
    "NotNeeded",
    {
        "service": str,
        "because": str,
    },
)

NoteProgress = TypedDict(
    "NoteProgress",
    {
        "state": Literal["not_begun", "under_way", "done", "halted"],
        "percent": int,
        "text": str,
        "text_en": NotRequired["str | None"],
    },
)

NoteSpending = TypedDict(
    "NoteSpending",
    {
        "day": str,
        "amount": int,
        "note": NotRequired["str | None"],
        "row": NotRequired["str | None"],
    },
)

NoteVisit = TypedDict(
    "NoteVisit",
    {
        "title": str,
        "kind": Literal["visit", "meeting", "event", "call"],
        "day": str,
        "begins": NotRequired["str | None"],
        "ends": NotRequired["str | None"],
        "place": NotRequired["str | None"],
        "districts": list[str],
        "residents": NotRequired["int | None"],
        "members": NotRequired["int | None"],
        "officials": NotRequired["int | None"],
        "minutes": NotRequired["str | None"],
        "public": NotRequired["bool | None"],
        "partners": NotRequired[list[int]],
        "went": NotRequired[list[int]],
        "photos": NotRequired[list[str]],
    },
)

NoteVoice = TypedDict(
    "NoteVoice",
    {
        "photos": NotRequired[list[str]],
        "letters": NotRequired[list[str]],
        "text": str,
        "district": NotRequired["str | None"],
        "place": NotRequired["str | None"],
        "lat": NotRequired["float | None"],
        "lon": NotRequired["float | None"],
        "may_publish": NotRequired["bool | None"],
        "name": NotRequired["str | None"],
        "email": NotRequired["str | None"],
        "by_mail": NotRequired["bool | None"],
        "phone": NotRequired["str | None"],
        "channel": Literal["counter", "phone", "meeting", "letter"],
        "topic": NotRequired["str | None"],
    },
)

Notice = TypedDict(
    "Notice",
    {
        "id": int,
        "title": str,
        "title_en": str,
        "text": str,
        "text_en": str,
        "happening": str,
        "office": "str | None",
        "effective": str,
        "state": Literal["accepted", "sent", "corrected", "withdrawn"],
        "accepted_at": str,
        "sent_at": "str | None",
        "days_late": int,
        "corrects": "int | None",
        "withdrawn_because": str,
        "people": int,
        "read": int,
    },
)

NoticePreview = TypedDict(
    "NoticePreview",
    {
        "told": list["ToBeTold"],
        "days_late": int,
    },
)
NoticePreview.__doc__ = "Whom a notice would be told, if it were sent now; nothing is written."

NoticeQuestion = TypedDict(
    "NoticeQuestion",
    {
        "id": int,
        "office": "str | None",
        "text": str,
        "asked_at": str,
        "reply": str,
        "replied_at": "str | None",
    },
)

NoticeSheet = TypedDict(
    "NoticeSheet",
    {
        "id": int,
        "title": str,
        "title_en": str,
        "text": str,
        "text_en": str,
        "happening": str,
        "office": "str | None",
        "effective": str,
        "state": Literal["accepted", "sent", "corrected", "withdrawn"],
        "accepted_at": str,
        "sent_at": "str | None",
        "days_late": int,
        "corrects": "int | None",
        "withdrawn_because": str,
        "people": int,
        "read": int,
        "addressees": list["Addressee"],
        "questions": list["NoticeQuestion"],
        "unread": bool,
    },
)

Observation = TypedDict(
    "Observation",
    {
        "id": int,
        "area": "str | None",
        "office": "str | None",
        "begins": str,
        "numerator": "float | None",
        "denominator": "float | None",
        "value": float,
        "low": "float | None",
        "high": "float | None",
        "answers": "int | None",
        "source": Literal["entered", "file", "survey", "computed"],
        "said_by": str,
        "noted_at": str,
    },
)

Observe = TypedDict(
    "Observe",
    {
        "period": str,
        "place": NotRequired["str | None"],
        "numerator": NotRequired["float | None"],
        "denominator": NotRequired["float | None"],
        "value": NotRequired["float | None"],
        "low": NotRequired["float | None"],
        "high": NotRequired["float | None"],
        "said_by": str,
    },
)

Observed = TypedDict(
    "Observed",
    {
        "id": int,
        "volume": int,
        "wait_minutes": "float | None",
        "lead_days": "float | None",
    },
)

ObservedMonth = TypedDict(
    "ObservedMonth",
    {
        "month": str,
        "cases": "int | None",
        "wait": "float | None",
        "lead": "float | None",
    },
)

OfArea = TypedDict(
    "OfArea",
    {
        "ward": "str | None",
        "waiting": int,
        "late": int,
    },
)

OfTopic = TypedDict(
    "OfTopic",
    {
        "name": str,
        "voices": int,
        "percent": int,
    },
)

Off = TypedDict(
    "Off",
    {
        "indicator": str,
        "where": str,
        "value": float,
        "asked": float,
    },
)
Off.__doc__ = "An indicator that is off its path somewhere."

OfferService = TypedDict(
    "OfferService",
    {
        "office": str,
        "valid_from": str,
        "level": Literal["full", "referral"],
        "decided": NotRequired["Literal['', 'counter', 'hq'] | None"],
        "documents": NotRequired["str | None"],
        "opens": NotRequired["str | None"],
        "closes": NotRequired["str | None"],
        "note": NotRequired["str | None"],
    },
)

OfferedAt = TypedDict(
    "OfferedAt",
    {
        "office": str,
        "demanded": str,
        "now": "Offering | None",
        "coming": "Offering | None",
    },
)

OfferedHere = TypedDict(
    "OfferedHere",
    {
        "service": str,
        "name": str,
        "level": str,
        "note": str,
    },
)

Offering = TypedDict(
    "Offering",
    {
        "id": int,
        "office": "str | None",
        "level": Literal["full", "referral", "none"],
        "decided": Literal["counter", "hq", ""],
        "documents": "Any | None",
        "days": str,
        "opens": "str | None",
        "closes": "str | None",
        "note": str,
        "valid_from": "str | None",
        "valid_to": "str | None",
    },
)

Office = TypedDict(
    "Office",
    {
        "id": int,
        "code": str,
        "kind": Literal[
            "hq_bureau",
            "hq_division",
            "ward_office",
            "ward_division",
            "general_branch",
            "branch",
            "community_centre",
            "public_hall",
            "kiosk",
            "facility",
        ],
        "name": str,
        "parent": "str | None",
        "ward": "str | None",
        "address": str,
        "phone": str,
        "lat": "float | None",
        "lon": "float | None",
        "days": str,
        "opens": "str | None",
        "closes": "str | None",
        "valid_from": "str | None",
        "valid_to": "str | None",
    },
)

OfficeChanges = TypedDict(
    "OfficeChanges",
    {
        "day": str,
        "site": str,
        "closes": list[str],
        "opens": list[str],
        "areas": list["AreaMoves"],
    },
)
OfficeChanges.__doc__ = "What changes at a place on a day."

OfficeDuty = TypedDict(
    "OfficeDuty",
    {
        "id": int,
        "code": str,
        "name": str,
        "field": str,
        "service": "int | None",
    },
)

OfficeMove = TypedDict(
    "OfficeMove",
    {
        "site": str,
        "name": str,
        "day": str,
        "before": str,
        "after": str,
        "closes": list[str],
        "opens": list[str],
    },
)

OfficeSheet = TypedDict(
    "OfficeSheet",
    {
        "office": str,
        "name": str,
        "kind": str,
        "address": str,
        "open": "bool | None",
        "opens": "str | None",
        "closes": "str | None",
        "serves": list[str],
        "services": list["OfferedHere"],
    },
)

OpenConsultation = TypedDict(
    "OpenConsultation",
    {
        "groups": NotRequired[
            "list[Literal['ward_office', 'ward_division', 'general_branch', 'branch', 'community_centre', 'hq_division']] | None"
        ],
        "also": NotRequired["list[str] | None"],
        "title": str,
        "about": Literal["duty", "office", "other"],
        "text": str,
        "answer_by": str,
    },
)

OpenQuestion = dict[str, Any]

OpenRound = TypedDict(
    "OpenRound",
    {
        "name": str,
        "name_en": NotRequired["str | None"],
        "year": int,
        "kind": Literal["initial", "suppl"],
        "opens": str,
        "closes": str,
    },
)

OpenSurvey = dict[str, Any]

Opening = TypedDict(
    "Opening",
    {
        "office": str,
        "name": str,
        "kind": str,
        "address": str,
        "open": "bool | None",
        "opens": "str | None",
        "closes": "str | None",
    },
)

Openings = TypedDict(
    "Openings",
    {
        "items": list["Opening"],
        "next": "str | None",
    },
)

Opinion = TypedDict(
    "Opinion",
    {
        "id": int,
        "office": "str | None",
        "stance": Literal["agree", "if", "object", "none"],
        "text": str,
        "at": str,
        "late": bool,
        "after_settling": bool,
        "taken": Literal["up", "partly", "not", ""],
        "response": str,
        "responded_at": "str | None",
        "by": str,
    },
)

Outcome = Literal["worked", "partly", "not"]

Overdue = TypedDict(
    "Overdue",
    {
        "needs": list["Due"],
        "voices": list["Due"],
    },
)

Part = TypedDict(
    "Part",
    {
        "id": int,
        "office": "str | None",
        "asked_for": str,
        "due": str,
        "state": Literal["asked", "given", "declined"],
        "contribution": str,
    },
)

Partner = TypedDict(
    "Partner",
    {
        "id": int,
        "name": str,
        "kind": Literal[
            "council", "neighbours", "npo", "fire", "welfare", "seniors", "children", "school", "company", "other"
        ],
        "ward": "str | None",
        "self_help": str,
        "mutual_help": str,
        "public": bool,
        "ended_on": "str | None",
        "areas": list[str],
    },
)

PartnerSheet = TypedDict(
    "PartnerSheet",
    {
        "id": int,
        "name": str,
        "kind": Literal[
            "council", "neighbours", "npo", "fire", "welfare", "seniors", "children", "school", "company", "other"
        ],
        "ward": "str | None",
        "self_help": str,
        "mutual_help": str,
        "public": bool,
        "ended_on": "str | None",
        "areas": list[str],
        "visits": list[int],
        "grants": list[int],
        "cases": list[int],
        "has_contact": bool,
    },
)

PassVoice = TypedDict(
    "PassVoice",
    {
        "office": str,
        "because": str,
    },
)

People = TypedDict(
    "People",
    {
        "day": str,
        "status": str,
        "total": float,
        "aged65": "float | None",
        "aged75": "float | None",
        "alone75": "float | None",
        "households": "float | None",
    },
)

Period = TypedDict(
    "Period",
    {
        "year": int,
        "yen": float,
        "once": float,
        "staff": float,
        "set_free": float,
        "people": dict[str, float],
        "gain": dict[str, float],
        "lose": dict[str, float],
        "mean": dict[str, list[Any]],
        "farthest": dict[str, list[Any]],
        "roles": dict[str, list[Any]],
    },
)
Period.__doc__ = "A period of a plan beside today's offices in the same period."

PlacePeople = TypedDict(
    "PlacePeople",
    {
        "year": "int | None",
        "years": list[int],
        "now": "People | None",
        "then": "People | None",
        "newer": "People | None",
        "path": list["People"],
        "ages": list["SexAndAge"],
        "sources": list["Source"],
        "areas": list["AreaPeople"],
    },
)
PlacePeople.__doc__ = "An area, or the city, as its page tells of it."

PlanItem = TypedDict(
    "PlanItem",
    {
        "id": int,
        "code": str,
        "kind": Literal["plan", "chapter", "vision", "measure", "action"],
        "order": int,
        "name": str,
        "source": str,
        "ward": "str | None",
        "owner": "str | None",
        "due": "str | None",
        "state": Literal["not_begun", "under_way", "done", "halted"],
        "percent": int,
        "parent": "int | None",
    },
)

PlanItemSheet = TypedDict(
    "PlanItemSheet",
    {
        "id": int,
        "code": str,
        "kind": Literal["plan", "chapter", "vision", "measure", "action"],
        "order": int,
        "name": str,
        "source": str,
        "ward": "str | None",
        "owner": "str | None",
        "due": "str | None",
        "state": Literal["not_begun", "under_way", "done", "halted"],
        "percent": int,
        "parent": "int | None",
        "parts": list[str],
        "notes": list["Progress"],
        "indicators": list[str],
    },
)

PlannedColumns = TypedDict(
    "PlannedColumns",
    {
        "columns": dict[str, str],
        "days": NotRequired["DayForm"],
        "ending": NotRequired["Ending | None"],
        "unanswered": NotRequired["Unanswered"],
    },
)
PlannedColumns.__doc__ = "`columns`: the file's name → what it holds. What is not named is left out."

PlannedValues = TypedDict(
    "PlannedValues",
    {
        "values": list["Meaning"],
    },
)

PopulationFile = TypedDict(
    "PopulationFile",
    {
        "content": str,
        "encoded": NotRequired[Literal["text", "base64"]],
        "kind": str,
        "code": str,
        "name": str,
        "source": str,
    },
)

PopulationTable = TypedDict(
    "PopulationTable",
    {
        "id": int,
        "code": str,
        "name": str,
        "kind": Literal["census", "mesh", "register", "published", "estimate", "run"],
        "source": str,
        "ages": Any,
        "note": str,
        "made_on": str,
        "rows": int,
        "first": "str | None",
        "last": "str | None",
    },
)

Portfolio = TypedDict(
    "Portfolio",
    {
        "verdict": str,
        "conflict": list[str],
        "choices": list["Choice"],
    },
)

Post = TypedDict(
    "Post",
    {
        "id": int,
        "role": Literal["liaison", "clerk", "planner", "mayor", "hq", "hq_head", "policy", "auditor", "it"],
        "office": "str | None",
        "valid_from": "str | None",
        "valid_to": "str | None",
        "name": str,
    },
)

Progress = TypedDict(
    "Progress",
    {
        "id": int,
        "state": Literal["not_begun", "under_way", "done", "halted"],
        "percent": int,
        "text": str,
        "at": str,
    },
)

Projection = TypedDict(
    "Projection",
    {
        "id": int,
        "name": str,
        "base": "int | None",
        "base_day": str,
        "assumptions": "int | None",
        "control": "int | None",
        "until": int,
        "draws": int,
        "seed": int,
        "result": "int | None",
        "quantiles": Any,
        "state": Literal["waiting", "running", "done", "failed", "cancelled"],
        "progress": float,
        "asked_at": str,
        "begun_at": "str | None",
        "ended_at": "str | None",
        "cancel_asked": bool,
        "told": str,
    },
)

ProjectionBase = TypedDict(
    "ProjectionBase",
    {
        "base": str,
        "table": str,
        "name": str,
        "day": str,
    },
)

PromiseRemedy = TypedDict(
    "PromiseRemedy",
    {
        "fault": str,
        "owner": str,
        "due": str,
        "text": str,
    },
)

Promises = TypedDict(
    "Promises",
    {
        "wards": list["OfArea"],
        "late_decisions": list[int],
    },
)
Promises.__doc__ = "How the promises stand today."

Proposal = TypedDict(
    "Proposal",
    {
        "id": int,
        "title": str,
        "problem": str,
        "measure": str,
        "ward": "str | None",
        "office": "str | None",
        "division": "str | None",
        "state": Literal["draft", "endorse", "review", "studied", "decided", "withdrawn"],
        "written_at": str,
        "endorsed_at": "str | None",
        "due": "str | None",
        "climbed_at": "str | None",
        "decided_at": "str | None",
        "yen": int,
    },
)

ProposalNote = TypedDict(
    "ProposalNote",
    {
        "id": int,
        "about": str,
        "text": str,
        "at": str,
    },
)

ProposalQuestion = TypedDict(
    "ProposalQuestion",
    {
        "id": int,
        "text": str,
        "asked_at": str,
        "reply": str,
        "replied_at": "str | None",
    },
)

ProposalSheet = TypedDict(
    "ProposalSheet",
    {
        "id": int,
        "title": str,
        "problem": str,
        "measure": str,
        "ward": "str | None",
        "office": "str | None",
        "division": "str | None",
        "state": Literal["draft", "endorse", "review", "studied", "decided", "withdrawn"],
        "written_at": str,
        "endorsed_at": "str | None",
        "due": "str | None",
        "climbed_at": "str | None",
        "decided_at": "str | None",
        "yen": int,
        "costs": list["Cost"],
        "effects": list["Effect"],
        "needs": list[int],
        "decisions": list["Decision"],
        "measures": list[int],
        "voices": int,
        "evidence": list["Fact"],
        "questions": list["ProposalQuestion"],
        "notes": list["ProposalNote"],
        "possible": list[str],
        "missing": list[str],
        "history": list["Step"],
    },
)

ProposalState = Literal["draft", "endorse", "review", "studied", "decided", "withdrawn"]

PublicDeliberation = TypedDict(
    "PublicDeliberation",
    {
        "id": int,
        "key": str,
        "name": str,
        "intro": str,
        "office": "str | None",
        "need": "int | None",
        "proposal": "int | None",
        "opens": str,
        "closes": str,
        "by_code": bool,
        "adding": Literal["read", "once", "nobody"],
        "state": Literal["draft", "open", "closed", "withdrawn"],
        "attached_at": "str | None",
        "statements": list["Statement"],
        "result": "DeliberationResult | None",
    },
)

PublicDistrict = TypedDict(
    "PublicDistrict",
    {
        "partners": list["PublicPartner"],
        "events": list["PublicEvent"],
    },
)

PublicEvent = TypedDict(
    "PublicEvent",
    {
        "title": str,
        "day": str,
        "place": str,
    },
)

PublicMeasure = TypedDict(
    "PublicMeasure",
    {
        "id": int,
        "name": str,
        "note": str,
        "office": "str | None",
        "ward": "str | None",
        "begins": str,
        "ends": str,
        "state": Literal["planned", "running", "closed", "stopped"],
        "proposal": "int | None",
        "closed_at": "str | None",
        "conclusion": str,
        "plan_item": "str | None",
        "milestones": list["Milestone"],
        "effects": list["Effect"],
        "lines": list[int],
        "requested": int,
        "enacted": int,
        "spent": int,
        "voices": int,
    },
)

PublicNeed = TypedDict(
    "PublicNeed",
    {
        "id": int,
        "title": str,
        "topic": "str | None",
        "sphere": Literal["self", "mutual", "city"],
        "district": "str | None",
        "ward": "str | None",
        "lead": "str | None",
        "state": Literal["assigned", "approval", "answered", "merged"],
        "due": str,
        "follow_up": "str | None",
        "raised_at": str,
        "answered_at": "str | None",
        "public": bool,
        "merged_into": "int | None",
        "voice_count": int,
        "answers": list["Answer"],
    },
)

PublicPartner = TypedDict(
    "PublicPartner",
    {
        "name": str,
        "kind": str,
    },
)

PublicPlan = TypedDict(
    "PublicPlan",
    {
        "adopted_on": str,
        "because": str,
        "changes": list["OfficeChanges"],
    },
)
PublicPlan.__doc__ = "A plan that is carried out: what changes when, and why."

PublicProposal = TypedDict(
    "PublicProposal",
    {
        "id": int,
        "title": str,
        "problem": str,
        "measure": str,
        "ward": "str | None",
        "office": "str | None",
        "division": "str | None",
        "state": Literal["draft", "endorse", "review", "studied", "decided", "withdrawn"],
        "written_at": str,
        "endorsed_at": "str | None",
        "due": "str | None",
        "climbed_at": "str | None",
        "decided_at": "str | None",
        "yen": int,
        "costs": list["Cost"],
        "effects": list["Effect"],
        "needs": list[int],
        "decisions": list["Decision"],
        "measures": list[int],
        "voices": int,
        "evidence": list["Fact"],
    },
)

PublicRound = TypedDict(
    "PublicRound",
    {
        "id": int,
        "name": str,
        "year": int,
        "kind": Literal["initial", "suppl"],
        "opens": str,
        "closes": str,
        "state": Literal["open", "assess", "enacted", "closed"],
        "enacted_on": "str | None",
        "sums": list["Sums"],
        "lines": list["BudgetLine"],
    },
)

PublicSurvey = TypedDict(
    "PublicSurvey",
    {
        "id": int,
        "code": str,
        "name": str,
        "intro": str,
        "instrument": str,
        "scope": Literal["residents", "districts"],
        "owner": "str | None",
        "opens": str,
        "closes": str,
        "kept_back": int,
        "state": Literal["draft", "open", "closed", "published"],
        "questions": list["SurveyQuestion"],
        "results": Any,
    },
)

PublicVoice = TypedDict(
    "PublicVoice",
    {
        "id": int,
        "topic": "str | None",
        "district": "str | None",
        "ward": "str | None",
        "state": Literal["received", "sorted", "answered", "reopened", "set_aside"],
        "received_at": str,
        "text": str,
    },
)

PublishSurvey = dict[str, Any]

PublishVoice = TypedDict(
    "PublishVoice",
    {
        "text": str,
    },
)

PutAllotmentInForce = dict[str, Any]

RaiseOfVoices = TypedDict(
    "RaiseOfVoices",
    {
        "voices": list[int],
        "title": str,
        "topic": str,
        "lead": str,
    },
)

RaiseVoice = TypedDict(
    "RaiseVoice",
    {
        "title": str,
        "topic": str,
        "sphere": Literal["self", "mutual", "city"],
        "lead": str,
        "due": str,
    },
)

ReachMilestone = TypedDict(
    "ReachMilestone",
    {
        "on": str,
    },
)

ReadContact = TypedDict(
    "ReadContact",
    {
        "because": str,
    },
)

ReadNotice = dict[str, Any]

ReadPartnerContact = TypedDict(
    "ReadPartnerContact",
    {
        "because": str,
    },
)

Received = TypedDict(
    "Received",
    {
        "id": int,
        "receipt": str,
        "topic": str,
        "office": "str | None",
        "due": str,
    },
)

RejectStatement = TypedDict(
    "RejectStatement",
    {
        "because": str,
    },
)

RemarkNeed = TypedDict(
    "RemarkNeed",
    {
        "text": str,
    },
)

Remedy = TypedDict(
    "Remedy",
    {
        "id": int,
        "office": "str | None",
        "service": "int | None",
        "fault": Literal["missing", "below", "hours", "decided", "documents", "wait", "lead"],
        "owner": "str | None",
        "due": str,
        "text": str,
        "state": Literal["promised", "done", "accepted"],
        "promised_on": str,
        "closed_on": "str | None",
    },
)

RenewCalendar = dict[str, Any]

ReopenLookup = TypedDict(
    "ReopenLookup",
    {
        "because": str,
        "receipt": str,
    },
)

ReopenRequests = TypedDict(
    "ReopenRequests",
    {
        "day": str,
    },
)

ReopenVoice = TypedDict(
    "ReopenVoice",
    {
        "because": str,
    },
)

ReplyAboutNotice = TypedDict(
    "ReplyAboutNotice",
    {
        "text": str,
    },
)

ReplyAboutProposal = TypedDict(
    "ReplyAboutProposal",
    {
        "text": str,
    },
)

RequestLine = TypedDict(
    "RequestLine",
    {
        "title": str,
        "requested": int,
        "account": str,
        "fund": Literal["general", "national", "pref", "bond", "other"],
        "ward": NotRequired["str | None"],
        "division": NotRequired["str | None"],
        "proposal": NotRequired["int | None"],
        "measure": NotRequired["int | None"],
    },
)
RequestLine.__doc__ = "A request. A ward gives its division and no ward; a division perhaps a ward, and no division."

RespondToOpinion = TypedDict(
    "RespondToOpinion",
    {
        "taken": Literal["up", "partly", "not"],
        "text": str,
    },
)

RestartWebhook = dict[str, Any]

RestoreVoice = dict[str, Any]

ReturnNeed = TypedDict(
    "ReturnNeed",
    {
        "because": str,
    },
)

Right = TypedDict(
    "Right",
    {
        "percent": int,
        "commonest": int,
        "voices": int,
    },
)
Right.__doc__ = "How often it was right, in per cent; `commonest`: how often the commonest answer would have been."

Round = TypedDict(
    "Round",
    {
        "id": int,
        "name": str,
        "year": int,
        "kind": Literal["initial", "suppl"],
        "opens": str,
        "closes": str,
        "state": Literal["open", "assess", "enacted", "closed"],
        "enacted_on": "str | None",
    },
)

RoundSheet = TypedDict(
    "RoundSheet",
    {
        "id": int,
        "name": str,
        "year": int,
        "kind": Literal["initial", "suppl"],
        "opens": str,
        "closes": str,
        "state": Literal["open", "assess", "enacted", "closed"],
        "enacted_on": "str | None",
        "sums": list["Sums"],
        "ceilings": list["Ceiled"],
    },
)

Routing = TypedDict(
    "Routing",
    {
        "rules": list["RoutingRule"],
        "failing": list[str],
    },
)

RoutingRule = TypedDict(
    "RoutingRule",
    {
        "id": int,
        "order": int,
        "name": str,
        "topic": "str | None",
        "area": "str | None",
        "channel": Literal["counter", "phone", "web", "meeting", "letter", "email", "open311", "import", ""],
        "words": Any,
        "office": str,
        "office_without_ward": str,
    },
)

RunsCompared = TypedDict(
    "RunsCompared",
    {
        "total": list["YearCompared"],
        "aged65": list["YearCompared"],
        "aged75": list["YearCompared"],
    },
)

SayHelp = TypedDict(
    "SayHelp",
    {
        "sphere": Literal["self", "mutual", "city"],
        "who": NotRequired["str | None"],
        "text": str,
        "partner": NotRequired["int | None"],
    },
)

SayVoice = TypedDict(
    "SayVoice",
    {
        "photos": NotRequired[list[str]],
        "letters": NotRequired[list[str]],
        "text": str,
        "district": NotRequired["str | None"],
        "place": NotRequired["str | None"],
        "lat": NotRequired["float | None"],
        "lon": NotRequired["float | None"],
        "may_publish": NotRequired["bool | None"],
        "name": NotRequired["str | None"],
        "email": NotRequired["str | None"],
        "by_mail": NotRequired["bool | None"],
        "phone": NotRequired["str | None"],
    },
)

Scan = TypedDict(
    "Scan",
    {
        "id": int,
        "weeks": int,
        "until": str,
        "topic": str,
        "replications": int,
        "seed": int,
        "voices": "int | None",
        "state": Literal["waiting", "running", "done", "failed", "cancelled"],
        "progress": float,
        "asked_at": str,
        "ended_at": "str | None",
        "sentence": str,
    },
)

ScanSheet = TypedDict(
    "ScanSheet",
    {
        "id": int,
        "weeks": int,
        "until": str,
        "topic": str,
        "replications": int,
        "seed": int,
        "voices": "int | None",
        "state": Literal["waiting", "running", "done", "failed", "cancelled"],
        "progress": float,
        "asked_at": str,
        "ended_at": "str | None",
        "sentence": str,
        "clusters": list["Cluster"],
    },
)

Scenario = TypedDict(
    "Scenario",
    {
        "id": int,
        "code": str,
        "name": str,
        "note": str,
        "made_on": str,
        "changed_at": str,
    },
)

ScenarioSheet = TypedDict(
    "ScenarioSheet",
    {
        "id": int,
        "code": str,
        "name": str,
        "note": str,
        "made_on": str,
        "changed_at": str,
        "terms": dict[str, Any],
        "text": str,
    },
)

ScenarioText = TypedDict(
    "ScenarioText",
    {
        "text": str,
    },
)

Sealed = TypedDict(
    "Sealed",
    {
        "id": int,
        "at": str,
        "size": int,
        "root": str,
        "chain": str,
    },
)
Sealed.__doc__ = "A seal over entries of the ledger: docs/ledger.md."

Seals = TypedDict(
    "Seals",
    {
        "items": list["Sealed"],
        "next": "str | None",
    },
)

SendMessageAgain = dict[str, Any]

SendNotice = TypedDict(
    "SendNotice",
    {
        "groups": NotRequired[
            "list[Literal['ward_office', 'ward_division', 'general_branch', 'branch', 'community_centre', 'hq_division']] | None"
        ],
        "also": NotRequired["list[str] | None"],
        "happening": str,
        "title": str,
        "text": str,
        "effective": str,
        "wards": NotRequired["list[str] | None"],
        "title_en": NotRequired["str | None"],
        "text_en": NotRequired["str | None"],
    },
)

SentFile = TypedDict(
    "SentFile",
    {
        "id": int,
        "rows": int,
        "columns": list["FileColumn"],
        "days": "DayForm",
        "ending": str,
        "unanswered": "Unanswered",
        "unknown": list["Unknown"],
    },
)

Service = TypedDict(
    "Service",
    {
        "id": int,
        "code": str,
        "name": str,
        "subtitle": str,
        "summary": str,
        "stage": str,
        "owner": "str | None",
        "base": "int | None",
        "change": Literal["0", "1", "2", ""],
        "ward": "str | None",
        "law": str,
        "fee": "int | None",
        "fee_note": str,
        "online_url": str,
        "valid_from": "str | None",
        "valid_to": "str | None",
    },
)

ServiceSheet = TypedDict(
    "ServiceSheet",
    {
        "id": int,
        "code": str,
        "name": str,
        "subtitle": str,
        "summary": str,
        "stage": str,
        "owner": "str | None",
        "base": "int | None",
        "change": Literal["0", "1", "2", ""],
        "ward": "str | None",
        "law": str,
        "fee": "int | None",
        "fee_note": str,
        "online_url": str,
        "valid_from": "str | None",
        "valid_to": "str | None",
        "content": str,
        "documents": list[str],
        "levels": dict[str, str],
        "standard": "Standard | None",
        "versions": list["Standard"],
        "must_ask_first": bool,
        "offices": list["OfferedAt"],
    },
)

ServicesFile = TypedDict(
    "ServicesFile",
    {
        "content": str,
        "encoded": NotRequired[Literal["text", "base64"]],
        "kind": Literal["services", "standards", "offerings", "observations"],
    },
)

SetStandard = TypedDict(
    "SetStandard",
    {
        "valid_from": str,
        "valid_to": NotRequired["str | None"],
        "wait_minutes": NotRequired["int | None"],
        "lead_days": NotRequired["int | None"],
        "decided": NotRequired["Literal['', 'counter', 'hq'] | None"],
        "documents": NotRequired["str | None"],
        "opens": NotRequired["str | None"],
        "closes": NotRequired["str | None"],
        "because": NotRequired["str | None"],
        "level_ward_office": NotRequired[Literal["full", "referral", "none"]],
        "level_general_branch": NotRequired[Literal["full", "referral", "none"]],
        "level_branch": NotRequired[Literal["full", "referral", "none"]],
        "level_community_centre": NotRequired[Literal["full", "referral", "none"]],
        "level_kiosk": NotRequired[Literal["full", "referral", "none"]],
    },
)

SettleConsultation = TypedDict(
    "SettleConsultation",
    {
        "outcome": Literal["proposed", "changed", "dropped"],
        "text": str,
        "standard": NotRequired["StandardFacts | None"],
    },
)
SettleConsultation.__doc__ = "`standard` is for a standard that goes on changed: the whole of it, as it shall be."

SexAndAge = TypedDict(
    "SexAndAge",
    {
        "day": str,
        "ages": list[int],
        "male": list[float],
        "female": list[float],
    },
)

SharingRule = TypedDict(
    "SharingRule",
    {
        "id": int,
        "order": int,
        "happening": str,
        "name": str,
        "sender": Literal["hq", "ward", "counter"],
        "offices": Any,
        "wards": Literal["all", "own", "other", "named"],
        "days_before": int,
        "acknowledge_within": "int | None",
        "must_ask": bool,
        "services": Any,
    },
)

Shortfall = TypedDict(
    "Shortfall",
    {
        "fault": str,
        "sentence": str,
    },
)

Shown = TypedDict(
    "Shown",
    {
        "office": str,
        "service": str,
        "fault": str,
        "stage": Literal["late", "open", "mended", "promised", "accepted"],
        "sentence": str,
        "people": int,
        "cases": "int | None",
        "remedy": "Remedy | None",
    },
)
Shown.__doc__ = "A shortfall as work."

SiteDiffers = TypedDict(
    "SiteDiffers",
    {
        "site": str,
        "now": str,
        "one": str,
        "two": str,
    },
)
SiteDiffers.__doc__ = "A place that becomes something else in the last period."

Source = TypedDict(
    "Source",
    {
        "table": str,
        "source": str,
        "day": str,
    },
)

Spending = TypedDict(
    "Spending",
    {
        "id": int,
        "day": str,
        "amount": int,
        "note": str,
        "row": str,
        "noted_at": str,
    },
)

SplitNeed = TypedDict(
    "SplitNeed",
    {
        "voices": list[int],
        "title": str,
        "lead": str,
    },
)

Standard = TypedDict(
    "Standard",
    {
        "id": int,
        "levels": Any,
        "wait_minutes": "int | None",
        "lead_days": "int | None",
        "decided": Literal["counter", "hq", ""],
        "documents": "Any | None",
        "opens": "str | None",
        "closes": "str | None",
        "because": str,
        "consultation": "int | None",
        "valid_from": "str | None",
        "valid_to": "str | None",
    },
)

StandardFacts = TypedDict(
    "StandardFacts",
    {
        "valid_from": str,
        "valid_to": NotRequired["str | None"],
        "wait_minutes": NotRequired["int | None"],
        "lead_days": NotRequired["int | None"],
        "decided": NotRequired["Literal['', 'counter', 'hq'] | None"],
        "documents": NotRequired["str | None"],
        "opens": NotRequired["str | None"],
        "closes": NotRequired["str | None"],
        "because": NotRequired["str | None"],
        "levels": NotRequired[dict[str, "Level"]],
    },
)

Standing = TypedDict(
    "Standing",
    {
        "ward": str,
        "state": "str | None",
        "signed_at": "str | None",
    },
)

StartMeasure = TypedDict(
    "StartMeasure",
    {
        "name": str,
        "name_en": NotRequired["str | None"],
        "note": NotRequired["str | None"],
        "office": str,
        "ward": NotRequired["str | None"],
        "begins": str,
        "ends": str,
        "plan_item": NotRequired["str | None"],
        "proposal": NotRequired["int | None"],
        "effects": NotRequired[list["EffectGiven"]],
    },
)
StartMeasure.__doc__ = (
    "A measure of an adopted proposal, whose effects it takes over; or an office's own, with its own effects."
)

Statement = TypedDict(
    "Statement",
    {
        "id": int,
        "number": int,
        "text": str,
        "text_en": str,
        "state": Literal["waiting", "accepted", "rejected"],
        "because": str,
        "written_at": str,
    },
)

Step = TypedDict(
    "Step",
    {
        "at": str,
        "who": str,
        "what": str,
        "remark": str,
    },
)

StopLanguage = dict[str, Any]

StopMeasure = TypedDict(
    "StopMeasure",
    {
        "because": str,
    },
)

StudiesCompared = TypedDict(
    "StudiesCompared",
    {
        "periods": list["Period"],
        "asked": list["AskedDifferently"],
        "sites": list["SiteDiffers"],
        "districts": list["DistrictDiffers"],
    },
)

Study = TypedDict(
    "Study",
    {
        "id": int,
        "kind": Literal["plan", "frontier"],
        "points": int,
        "gap_asked": float,
        "seconds_asked": "float | None",
        "stage": Literal["waiting", "reading", "searching", "guards", "frontier", "done"],
        "objective": "float | None",
        "bound": "float | None",
        "gap": "float | None",
        "seconds": "float | None",
        "state": Literal["waiting", "running", "done", "failed", "cancelled"],
        "progress": float,
        "asked_at": str,
        "begun_at": "str | None",
        "ended_at": "str | None",
        "cancel_asked": bool,
        "scenario": str,
        "told": str,
    },
)

StudyKind = Literal["plan", "frontier"]

StudySheet = TypedDict(
    "StudySheet",
    {
        "id": int,
        "kind": Literal["plan", "frontier"],
        "points": int,
        "gap_asked": float,
        "seconds_asked": "float | None",
        "stage": Literal["waiting", "reading", "searching", "guards", "frontier", "done"],
        "objective": "float | None",
        "bound": "float | None",
        "gap": "float | None",
        "seconds": "float | None",
        "state": Literal["waiting", "running", "done", "failed", "cancelled"],
        "progress": float,
        "asked_at": str,
        "begun_at": "str | None",
        "ended_at": "str | None",
        "cancel_asked": bool,
        "scenario": str,
        "told": str,
        "terms": dict[str, Any],
        "periods": list["Period"],
        "result": dict[str, Any],
        "has_plan": bool,
    },
)

SubmitNeed = dict[str, Any]

SubmitProposal = dict[str, Any]

Subscribe = TypedDict(
    "Subscribe",
    {
        "name": str,
        "url": str,
        "events": list[
            Literal[
                "voice.published",
                "voice.hidden",
                "need.raised",
                "need.answered",
                "need.merged",
                "proposal.endorsed",
                "proposal.decided",
                "measure.begun",
                "measure.ended",
                "budget.enacted",
                "office.changed",
                "standard.set",
                "indicator.computed",
                "survey.published",
                "deliberation.opened",
                "deliberation.closed",
            ]
        ],
    },
)

Subscribed = TypedDict(
    "Subscribed",
    {
        "id": int,
        "secret": str,
    },
)

Suggested = TypedDict(
    "Suggested",
    {
        "what": str,
        "percent": int,
        "words": list[str],
        "stands": bool,
    },
)
Suggested.__doc__ = "What was learned from sorted voices says of this one."

Sums = TypedDict(
    "Sums",
    {
        "key": str,
        "before": int,
        "requested": int,
        "assessed": int,
        "enacted": int,
        "spent": int,
        "lines": int,
    },
)
Sums.__doc__ = "Yen of lines on their way; `before`: what the year before had for the same."

SupportNeed = TypedDict(
    "SupportNeed",
    {
        "office": str,
        "asked_for": str,
        "due": str,
    },
)

Survey = TypedDict(
    "Survey",
    {
        "id": int,
        "code": str,
        "name": str,
        "intro": str,
        "instrument": str,
        "scope": Literal["residents", "districts"],
        "owner": "str | None",
        "opens": str,
        "closes": str,
        "kept_back": int,
        "state": Literal["draft", "open", "closed", "published"],
    },
)

SurveyQuestion = TypedDict(
    "SurveyQuestion",
    {
        "id": int,
        "code": str,
        "order": int,
        "kind": Literal["scale", "yes_no", "choice", "several", "number", "text"],
        "text": str,
        "choices": Any,
        "required": bool,
        "indicator": "int | None",
    },
)

SurveySheet = TypedDict(
    "SurveySheet",
    {
        "id": int,
        "code": str,
        "name": str,
        "intro": str,
        "instrument": str,
        "scope": Literal["residents", "districts"],
        "owner": "str | None",
        "opens": str,
        "closes": str,
        "kept_back": int,
        "state": Literal["draft", "open", "closed", "published"],
        "questions": list["SurveyQuestion"],
        "batches": list["Invitations"],
        "results": Any,
    },
)

TakeBackSpending = dict[str, Any]

TakeGrantBack = TypedDict(
    "TakeGrantBack",
    {
        "on": str,
    },
)

TakeOfficeVoice = dict[str, Any]

TakeTopicVoice = dict[str, Any]

TakenIn = TypedDict(
    "TakenIn",
    {
        "added": int,
        "changed": int,
        "unchanged": int,
        "refused": int,
        "lines": list["Line"],
    },
)
TakenIn.__doc__ = "What became of a file. Lines that were taken without a remark are counted and not told."

TargetGiven = TypedDict(
    "TargetGiven",
    {
        "year": int,
        "value": float,
    },
)

Task = TypedDict(
    "Task",
    {
        "id": int,
        "text": str,
        "office": "str | None",
        "due": str,
        "state": Literal["open", "done"],
        "given_at": str,
        "done_at": "str | None",
        "result": str,
        "item": "int | None",
        "person": str,
        "meeting": int,
    },
)

Tasks = TypedDict(
    "Tasks",
    {
        "items": list["Shown"],
        "next": "str | None",
    },
)

TellCase = TypedDict(
    "TellCase",
    {
        "title": str,
        "where": str,
        "district_kind": Literal["centre", "housing", "suburb", "farming", "hills", "coast"],
        "people": NotRequired["int | None"],
        "percent65": NotRequired["float | None"],
        "problem": str,
        "tried": str,
        "cost": NotRequired["int | None"],
        "began": int,
        "ended": NotRequired["int | None"],
        "outcome": Literal["worked", "partly", "not"],
        "learnt": NotRequired["str | None"],
        "source": str,
        "partners": NotRequired[list[int]],
    },
)

Term = TypedDict(
    "Term",
    {
        "name": str,
        "now": str,
        "proposed": str,
    },
)
Term.__doc__ = "A fact of a standard: as it is now, and as it would be."

TestWebhook = dict[str, Any]

Timetable = TypedDict(
    "Timetable",
    {
        "id": int,
        "code": str,
        "name": str,
        "source": str,
        "valid_from": "str | None",
        "valid_to": "str | None",
        "figures": Any,
        "made_on": str,
    },
)

ToBeTold = TypedDict(
    "ToBeTold",
    {
        "office": str,
        "know_by": "str | None",
        "acknowledge_by": "str | None",
        "by_hand": bool,
    },
)

Topic = TypedDict(
    "Topic",
    {
        "id": int,
        "code": str,
        "name": str,
        "due_days": int,
        "sphere": Literal["self", "mutual", "city"],
        "words": Any,
    },
)

TraceSheet = TypedDict(
    "TraceSheet",
    {
        "voices": int,
        "months": list["Month"],
        "heard": list["Heard"],
        "next": "str | None",
        "needs": list["TracedNeedSheet"],
        "hidden_needs": int,
        "more_needs": int,
        "answers": int,
        "proposals": list["TracedProposalSheet"],
        "hidden_proposals": int,
        "measures": list["TracedMeasureSheet"],
        "lines": list["TracedLine"],
        "money": "Yen | None",
        "effects": list["TracedEffect"],
    },
)
TraceSheet.__doc__ = (
    "The path: what was heard, answered, proposed, decided, done, spent, changed. What may not be seen is counted."
)

TracedEffect = TypedDict(
    "TracedEffect",
    {
        "id": int,
        "area": "str | None",
        "year": int,
        "before": "float | None",
        "value": float,
        "found": Literal["moved", "partly", "not", "worse", "unknown", ""],
        "found_value": "float | None",
        "found_text": str,
        "looked_at": "str | None",
        "indicator": str,
        "latest": "float | None",
        "latest_on": "str | None",
    },
)

TracedLine = TypedDict(
    "TracedLine",
    {
        "id": int,
        "title": str,
        "fund": Literal["general", "national", "pref", "bond", "other"],
        "enacted": "int | None",
        "spent": int,
        "year": int,
    },
)

TracedMeasureSheet = TypedDict(
    "TracedMeasureSheet",
    {
        "id": int,
        "name": str,
        "office": "str | None",
        "ward": "str | None",
        "begins": str,
        "ends": str,
        "state": Literal["planned", "running", "closed", "stopped"],
        "conclusion": str,
        "milestones": list["Milestone"],
    },
)

TracedNeedSheet = TypedDict(
    "TracedNeedSheet",
    {
        "id": int,
        "title": str,
        "topic": "str | None",
        "district": "str | None",
        "lead": "str | None",
        "state": Literal["assigned", "approval", "answered", "merged"],
        "voice_count": int,
        "merged_into": "int | None",
        "split_from": "int | None",
        "answers": list["Answer"],
    },
)

TracedProposalSheet = TypedDict(
    "TracedProposalSheet",
    {
        "id": int,
        "title": str,
        "office": "str | None",
        "division": "str | None",
        "ward": "str | None",
        "state": Literal["draft", "endorse", "review", "studied", "decided", "withdrawn"],
        "endorsed_at": "str | None",
        "due": "str | None",
        "decisions": list["Decision"],
        "needs": int,
    },
)

TravelTimes = TypedDict(
    "TravelTimes",
    {
        "id": int,
        "day": str,
        "window_from": str,
        "window_to": str,
        "holds": bool,
        "figures": Any,
        "state": Literal["waiting", "running", "done", "failed", "cancelled"],
        "progress": float,
        "asked_at": str,
        "begun_at": "str | None",
        "ended_at": "str | None",
        "cancel_asked": bool,
        "feeds": list[str],
        "told": str,
    },
)

Tried = TypedDict(
    "Tried",
    {
        "at": str,
        "status": "int | None",
        "ms": int,
        "fault": str,
    },
)

Unanswered = Literal["wait", "record"]

Unknown = TypedDict(
    "Unknown",
    {
        "holds": str,
        "cell": str,
        "lines": int,
    },
)
Unknown.__doc__ = (
    "A word of the file that names nothing in this city: its lines are refused until it is said what it means."
)

UseLanguage = dict[str, Any]

Visit = TypedDict(
    "Visit",
    {
        "id": int,
        "kind": Literal["visit", "meeting", "event", "call"],
        "title": str,
        "day": str,
        "begins": "str | None",
        "ends": "str | None",
        "place": str,
        "office": "str | None",
        "ward": "str | None",
        "residents": int,
        "members": int,
        "officials": int,
        "minutes": str,
        "public": bool,
        "districts": list[str],
        "partners": list[int],
    },
)

VisitSheet = TypedDict(
    "VisitSheet",
    {
        "id": int,
        "kind": Literal["visit", "meeting", "event", "call"],
        "title": str,
        "day": str,
        "begins": "str | None",
        "ends": "str | None",
        "place": str,
        "office": "str | None",
        "ward": "str | None",
        "residents": int,
        "members": int,
        "officials": int,
        "minutes": str,
        "public": bool,
        "districts": list[str],
        "partners": list[int],
        "went": list[int],
        "photos": list[int],
        "voices": list[int],
        "hidden": int,
    },
)

Voice = TypedDict(
    "Voice",
    {
        "id": int,
        "receipt": str,
        "text": str,
        "channel": Literal["counter", "phone", "web", "meeting", "letter", "email", "open311", "import"],
        "language": str,
        "topic": "str | None",
        "reason": Any,
        "place": str,
        "lat": "float | None",
        "lon": "float | None",
        "district": "str | None",
        "ward": "str | None",
        "office": "str | None",
        "state": Literal["received", "sorted", "answered", "reopened", "set_aside"],
        "received_at": str,
        "due": str,
        "answered_at": "str | None",
        "may_publish": bool,
        "public": bool,
        "public_text": str,
    },
)

VoiceSheet = TypedDict(
    "VoiceSheet",
    {
        "id": int,
        "receipt": str,
        "text": str,
        "channel": Literal["counter", "phone", "web", "meeting", "letter", "email", "open311", "import"],
        "language": str,
        "topic": "str | None",
        "reason": Any,
        "place": str,
        "lat": "float | None",
        "lon": "float | None",
        "district": "str | None",
        "ward": "str | None",
        "office": "str | None",
        "state": Literal["received", "sorted", "answered", "reopened", "set_aside"],
        "received_at": str,
        "due": str,
        "answered_at": "str | None",
        "may_publish": bool,
        "public": bool,
        "public_text": str,
        "needs": list[int],
        "photos": list[int],
        "letters": list[int],
        "has_contact": bool,
        "suggested_topic": "Suggested | None",
        "suggested_office": "Suggested | None",
        "possible": list[str],
        "history": list["Happened"],
    },
)

VoiceState = Literal["received", "sorted", "answered", "reopened", "set_aside"]

VoicesTakenSheet = TypedDict(
    "VoicesTakenSheet",
    {
        "id": int,
        "file": "int | None",
        "dry": bool,
        "state": Literal["waiting", "running", "done", "failed", "cancelled"],
        "progress": float,
        "asked_at": str,
        "begun_at": "str | None",
        "ended_at": "str | None",
        "counts": dict[str, int],
        "told": str,
        "lines": list["Line"],
        "more": int,
    },
)

VoterCodes = TypedDict(
    "VoterCodes",
    {
        "codes": list[str],
    },
)

Waiting = TypedDict(
    "Waiting",
    {
        "acknowledge": list[int],
        "unread": list[int],
        "asked": list[int],
        "opinions": list[int],
        "ripe": list[int],
        "questions": list[int],
        "tasks": list[int],
        "meetings": list[int],
    },
)
Waiting.__doc__ = "What waits for this post, by number."

WardMeasure = TypedDict(
    "WardMeasure",
    {
        "name": str,
        "kind": str,
        "mean": "float | None",
        "distance": "float | None",
        "gini": "float | None",
        "theil": "float | None",
    },
)

WardOutcome = TypedDict(
    "WardOutcome",
    {
        "ward": str,
        "people": "int | None",
        "demanded": int,
        "met": int,
        "share": "float | None",
        "deviations": int,
        "cases": int,
        "wait": "float | None",
        "lead": "float | None",
        "full": dict[str, float],
    },
)

WardsApart = TypedDict(
    "WardsApart",
    {
        "wards": list["WardOutcome"],
        "measures": list["WardMeasure"],
    },
)

Way = Literal["ward", "lump"]

Webhook = TypedDict(
    "Webhook",
    {
        "id": int,
        "name": str,
        "url": str,
        "made_at": str,
        "failing_since": "str | None",
        "stopped_at": "str | None",
        "ended_at": "str | None",
        "events": list[str],
    },
)

WebhookMessage = TypedDict(
    "WebhookMessage",
    {
        "id": int,
        "event": str,
        "made_at": str,
        "state": Literal["waiting", "delivered", "given_up"],
        "failures": int,
        "next_at": "str | None",
        "tries": list["Tried"],
    },
)

Wish = TypedDict(
    "Wish",
    {
        "wanted": bool,
    },
)

Wished = TypedDict(
    "Wished",
    {
        "wanted": bool,
    },
)

WithdrawAdoption = TypedDict(
    "WithdrawAdoption",
    {
        "because": str,
    },
)

WithdrawBatch = dict[str, Any]

WithdrawConsultation = TypedDict(
    "WithdrawConsultation",
    {
        "because": str,
    },
)

WithdrawNotice = TypedDict(
    "WithdrawNotice",
    {
        "because": str,
    },
)

WithdrawObservation = dict[str, Any]

WithdrawProposal = TypedDict(
    "WithdrawProposal",
    {
        "because": str,
    },
)

WithdrawQuestion = dict[str, Any]

WithdrawService = TypedDict(
    "WithdrawService",
    {
        "office": str,
        "on": str,
        "because": str,
    },
)

Worded = TypedDict(
    "Worded",
    {
        "subject": str,
        "text": str,
        "html": str,
    },
)

Wording = TypedDict(
    "Wording",
    {
        "id": int,
        "kind": Literal["receipt", "answer", "reopened", "new_day", "added", "reminder"],
        "language": str,
        "subject": str,
        "text": str,
        "at": str,
    },
)

WordingSheet = TypedDict(
    "WordingSheet",
    {
        "subject": str,
        "text": str,
        "own": bool,
        "places": list[str],
        "needed": list[str],
        "earlier": list["Wording"],
    },
)

WordingStands = TypedDict(
    "WordingStands",
    {
        "kind": "Kind",
        "language": str,
        "own": bool,
        "since": "str | None",
    },
)

WriteProposal = TypedDict(
    "WriteProposal",
    {
        "title": str,
        "problem": NotRequired["str | None"],
        "measure": NotRequired["str | None"],
        "division": str,
        "needs": NotRequired[list[int]],
        "costs": NotRequired[list["CostGiven"]],
        "effects": NotRequired[list["EffectGiven"]],
    },
)
WriteProposal.__doc__ = "A proposal, whole: what is left out is empty afterwards."

WriteSelfCheck = TypedDict(
    "WriteSelfCheck",
    {
        "duties": list["DutySaid"],
    },
)

YearCompared = TypedDict(
    "YearCompared",
    {
        "year": int,
        "numbers": list["float | None"],
        "bands": list["list[Any] | None"],
        "apart": "float | None",
        "part": "float | None",
    },
)

YearlyReport = TypedDict(
    "YearlyReport",
    {
        "year": int,
        "first": str,
        "goes_on": bool,
        "whole": "HeardInAYear",
        "wards": list["HeardInAYear"],
        "endorsed": int,
        "verdicts": dict[str, int],
        "late_decisions": int,
        "answered_by_decisions": int,
        "undecided": list[int],
        "measures_running": list[int],
        "measures_closed": list[int],
        "money": list["YenOfAWard"],
        "indicators": list["IndicatorMoved"],
        "sharing": "KeptRules",
    },
)
YearlyReport.__doc__ = "A fiscal year: what was heard, what was done, what changed."

Yen = TypedDict(
    "Yen",
    {
        "requested": int,
        "assessed": "int | None",
        "enacted": "int | None",
        "spent": int,
    },
)

YenOfAWard = TypedDict(
    "YenOfAWard",
    {
        "ward": "str | None",
        "requested": int,
        "enacted": int,
        "spent": int,
    },
)


class Wakimizu:
    """One city's Wakimizu, as the post that made the key may see it and act in it."""

    def __init__(
        self, address: str, key: str = "", *, language: str = "ja", timeout: float = 30.0, tries: int = 4
    ) -> None:
        self.address, self.timeout, self.tries = address.rstrip("/"), timeout, tries
        self.headers = {"Accept": "application/json", "Accept-Language": language, "User-Agent": "wakimizu-client"}
        if key:
            self.headers["Authorization"] = f"Bearer {key}"

    def every(self, listing: Callable[..., Any], *numbers: Any, **asked: Any) -> Iterator[Any]:
        """All items of a list, page after page: `every(city.needs, state="assigned")`."""
        after = None
        while True:
            page = listing(*numbers, **asked, **({"after": after} if after else {}))
            yield from page["items"]
            after = page["next"]
            if after is None:
                return

    def _call(self, method: str, path: str, query: dict[str, Any], body: Any, name: str | None) -> Any:
        asked = urllib.parse.urlencode({k: v for k, v in query.items() if v is not None}, doseq=True)
        headers = dict(self.headers)
        content = None
        if method != "GET":
            headers |= {"Content-Type": "application/json", "Idempotency-Key": name or uuid.uuid4().hex}
            content = json.dumps({} if body is None else body).encode()
        request = urllib.request.Request(
            f"{self.address}{path}" + (f"?{asked}" if asked else ""), content, headers, method=method
        )
        for left in range(self.tries - 1, -1, -1):
            try:
                with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as refused:
                if refused.code in (429, 502, 503, 504) and left:
                    time.sleep(min(float(refused.headers.get("Retry-After") or 1), 60))
                    continue
                raise _problem(refused) from None
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                if not left:
                    raise
                time.sleep(0.5)
        raise AssertionError("unreachable")

    def say(self, body: SayVoice, *, name: str | None = None) -> Received:
        """Say something, as a resident"""
        answer: Received = self._call("POST", "/api/v1/public/voices", {}, body, name)
        return answer

    def public_voices(self, *, after: str | None = None, limit: int | None = None) -> Listed_PublicVoice_:
        """Published voices"""
        answer: Listed_PublicVoice_ = self._call(
            "GET", "/api/v1/public/voices", {"after": after, "limit": limit}, None, None
        )
        return answer

    def follow(self, body: Lookup, *, name: str | None = None) -> Followed:
        """What became of a voice, by its receipt"""
        answer: Followed = self._call("POST", "/api/v1/public/follow", {}, body, name)
        return answer

    def attachments(self, body: Lookup, *, name: str | None = None) -> Attachments:
        """What came with one's own voice"""
        answer: Attachments = self._call("POST", "/api/v1/public/attachments", {}, body, name)
        return answer

    def reopen(self, body: ReopenLookup, *, name: str | None = None) -> Followed:
        """Not solved: open one's voice again"""
        answer: Followed = self._call("POST", "/api/v1/public/reopen", {}, body, name)
        return answer

    def public_needs(self, *, after: str | None = None, limit: int | None = None) -> Listed_Need_:
        """Public needs"""
        answer: Listed_Need_ = self._call("GET", "/api/v1/public/needs", {"after": after, "limit": limit}, None, None)
        return answer

    def public_need(self, number: int) -> PublicNeed:
        """A public need and its answers"""
        answer: PublicNeed = self._call("GET", f"/api/v1/public/needs/{_quoted(number)}", {}, None, None)
        return answer

    def public_proposals(
        self, *, ward: str | None = None, after: str | None = None, limit: int | None = None
    ) -> Listed_Proposal_:
        """What wards proposed"""
        answer: Listed_Proposal_ = self._call(
            "GET", "/api/v1/public/proposals", {"ward": ward, "after": after, "limit": limit}, None, None
        )
        return answer

    def public_proposal(self, number: int) -> PublicProposal:
        """A proposal's story"""
        answer: PublicProposal = self._call("GET", f"/api/v1/public/proposals/{_quoted(number)}", {}, None, None)
        return answer

    def public_rounds(self) -> list[Round]:
        """Enacted rounds"""
        answer: list[Round] = self._call("GET", "/api/v1/public/budget-rounds", {}, None, None)
        return answer

    def public_round(
        self, number: int, *, by: Literal["ward", "division", "account", "fund"] | None = None
    ) -> PublicRound:
        """An enacted round"""
        answer: PublicRound = self._call(
            "GET", f"/api/v1/public/budget-rounds/{_quoted(number)}", {"by": by}, None, None
        )
        return answer

    def public_district(self, code: str) -> PublicDistrict:
        """A district's page"""
        answer: PublicDistrict = self._call("GET", f"/api/v1/public/districts/{_quoted(code)}", {}, None, None)
        return answer

    def public_deliberations(self) -> list[Deliberation]:
        """Questions to residents"""
        answer: list[Deliberation] = self._call("GET", "/api/v1/public/deliberations", {}, None, None)
        return answer

    def public_deliberation(self, code: str) -> PublicDeliberation:
        """A question

        What was found is told once votes are no longer taken, so that it sways nobody."""
        answer: PublicDeliberation = self._call("GET", f"/api/v1/public/deliberations/{_quoted(code)}", {}, None, None)
        return answer

    def promises(self) -> Promises:
        """The promises, ward by ward, today"""
        answer: Promises = self._call("GET", "/api/v1/public/promises", {}, None, None)
        return answer

    def seals(self, *, after: str | None = None, limit: int | None = None) -> Seals:
        """The ledger's seals, for anyone to note down"""
        answer: Seals = self._call("GET", "/api/v1/public/seals", {"after": after, "limit": limit}, None, None)
        return answer

    def proof(self, body: Lookup, *, name: str | None = None) -> dict[str, Any]:
        """That one's voice lies under a seal"""
        answer: dict[str, Any] = self._call("POST", "/api/v1/public/proof", {}, body, name)
        return answer

    def public_measures(self, *, after: str | None = None, limit: int | None = None) -> Listed_Measure_:
        """Measures that have begun"""
        answer: Listed_Measure_ = self._call(
            "GET", "/api/v1/public/measures", {"after": after, "limit": limit}, None, None
        )
        return answer

    def public_measure(self, number: int) -> PublicMeasure:
        """A measure's course"""
        answer: PublicMeasure = self._call("GET", f"/api/v1/public/measures/{_quoted(number)}", {}, None, None)
        return answer

    def public_network(self) -> list[PublicPlan]:
        """Which offices change when"""
        answer: list[PublicPlan] = self._call("GET", "/api/v1/public/network", {}, None, None)
        return answer

    def answer_guide(self, code: str, body: AnswerGuide, *, name: str | None = None) -> GuideAnswered:
        """The next question of a life event, or what to do, with what, where

        Nothing of what is answered is kept."""
        answer: GuideAnswered = self._call("POST", f"/api/v1/public/guides/{_quoted(code)}", {}, body, name)
        return answer

    def public_self_check(self, code: str, year: int) -> Checked:
        """A signed one"""
        answer: Checked = self._call(
            "GET", f"/api/v1/public/self-checks/{_quoted(code)}/{_quoted(year)}", {}, None, None
        )
        return answer

    def public_indicators(self) -> list[IndicatorLine]:
        """Published indicators"""
        answer: list[IndicatorLine] = self._call("GET", "/api/v1/public/indicators", {}, None, None)
        return answer

    def public_indicator(self, code: str, *, where: str | None = None) -> IndicatorSheet:
        """One of them"""
        answer: IndicatorSheet = self._call(
            "GET", f"/api/v1/public/indicators/{_quoted(code)}", {"where": where}, None, None
        )
        return answer

    def public_plan(self, *, after: str | None = None, limit: int | None = None) -> Listed_PlanItem_:
        """The parts of the city's plans"""
        answer: Listed_PlanItem_ = self._call(
            "GET", "/api/v1/public/plan", {"after": after, "limit": limit}, None, None
        )
        return answer

    def public_surveys(self, *, after: str | None = None, limit: int | None = None) -> Listed_Survey_:
        """Surveys with published results"""
        answer: Listed_Survey_ = self._call(
            "GET", "/api/v1/public/surveys", {"after": after, "limit": limit}, None, None
        )
        return answer

    def public_survey(self, code: str) -> PublicSurvey:
        """Its published results"""
        answer: PublicSurvey = self._call("GET", f"/api/v1/public/surveys/{_quoted(code)}", {}, None, None)
        return answer

    def public_trace(
        self,
        kind: Literal["voice", "need", "proposal", "measure", "line", "indicator"],
        key: str,
        *,
        after: str | None = None,
    ) -> TraceSheet:
        """The path of what is public"""
        answer: TraceSheet = self._call(
            "GET", f"/api/v1/public/trace/{_quoted(kind)}/{_quoted(key)}", {"after": after}, None, None
        )
        return answer

    def path(self, body: Lookup, *, name: str | None = None) -> TraceSheet:
        """The path of one's own voice"""
        answer: TraceSheet = self._call("POST", "/api/v1/public/path", {}, body, name)
        return answer

    def yearly_report(self, year: int) -> YearlyReport:
        """What a fiscal year brought"""
        answer: YearlyReport = self._call("GET", f"/api/v1/public/reports/{_quoted(year)}", {}, None, None)
        return answer

    def me(self) -> Me:
        """Who this key acts as"""
        answer: Me = self._call("GET", "/api/v1/me", {}, None, None)
        return answer

    def areas(
        self,
        *,
        kind: Literal["region", "city", "ward", "district", "block", "mesh", "hub"] | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Listed_Area_:
        """Wards, districts, hubs and blocks"""
        answer: Listed_Area_ = self._call(
            "GET", "/api/v1/areas", {"kind": kind, "after": after, "limit": limit}, None, None
        )
        return answer

    def offices(
        self,
        *,
        kind: Literal[
            "hq_bureau",
            "hq_division",
            "ward_office",
            "ward_division",
            "general_branch",
            "branch",
            "community_centre",
            "public_hall",
            "kiosk",
            "facility",
        ]
        | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Listed_Office_:
        """Offices of every kind"""
        answer: Listed_Office_ = self._call(
            "GET", "/api/v1/offices", {"kind": kind, "after": after, "limit": limit}, None, None
        )
        return answer

    def office(self, code: str) -> Office:
        """An office"""
        answer: Office = self._call("GET", f"/api/v1/offices/{_quoted(code)}", {}, None, None)
        return answer

    def topics(self) -> Listed_Topic_:
        """What voices are about"""
        answer: Listed_Topic_ = self._call("GET", "/api/v1/topics", {}, None, None)
        return answer

    def posts(self) -> Listed_Post_:
        """Who has which post today"""
        answer: Listed_Post_ = self._call("GET", "/api/v1/posts", {}, None, None)
        return answer

    def give_post(self, body: GivePost, *, name: str | None = None) -> Done:
        """Give a post, to a person who is here or a new one"""
        answer: Done = self._call("POST", "/api/v1/posts", {}, body, name)
        return answer

    def end_post(self, number: int, body: EndPost | None | None = None, *, name: str | None = None) -> Done:
        """End a post today"""
        answer: Done = self._call("POST", f"/api/v1/posts/{_quoted(number)}/end", {}, body, name)
        return answer

    def voices(
        self, *, state: VoiceState | None = None, after: str | None = None, limit: int | None = None
    ) -> Listed_Voice_:
        """Voices in the post's reach"""
        answer: Listed_Voice_ = self._call(
            "GET", "/api/v1/voices", {"state": state, "after": after, "limit": limit}, None, None
        )
        return answer

    def note_voice(self, body: NoteVoice, *, name: str | None = None) -> Received:
        """Note a voice that was heard"""
        answer: Received = self._call("POST", "/api/v1/voices", {}, body, name)
        return answer

    def voice(self, number: int) -> VoiceSheet:
        """A voice with its history"""
        answer: VoiceSheet = self._call("GET", f"/api/v1/voices/{_quoted(number)}", {}, None, None)
        return answer

    def photo(self, number: int) -> Attachment:
        """A voice's photo"""
        answer: Attachment = self._call("GET", f"/api/v1/photos/{_quoted(number)}", {}, None, None)
        return answer

    def letter(self, number: int) -> Attachment:
        """A letter that came with a voice"""
        answer: Attachment = self._call("GET", f"/api/v1/letters/{_quoted(number)}", {}, None, None)
        return answer

    def needs(
        self,
        *,
        state: NeedState | None = None,
        q: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Listed_Need_:
        """Needs in the post's reach"""
        answer: Listed_Need_ = self._call(
            "GET", "/api/v1/needs", {"state": state, "q": q, "after": after, "limit": limit}, None, None
        )
        return answer

    def raise_need(self, body: RaiseOfVoices, *, name: str | None = None) -> Done:
        """Make one need of several voices"""
        answer: Done = self._call("POST", "/api/v1/needs", {}, body, name)
        return answer

    def need(self, number: int) -> NeedSheet:
        """A need with answers, parts, history"""
        answer: NeedSheet = self._call("GET", f"/api/v1/needs/{_quoted(number)}", {}, None, None)
        return answer

    def voices_of_need(self, number: int, *, after: str | None = None, limit: int | None = None) -> Listed_Voice_:
        """Its voices"""
        answer: Listed_Voice_ = self._call(
            "GET", f"/api/v1/needs/{_quoted(number)}/voices", {"after": after, "limit": limit}, None, None
        )
        return answer

    def read_contact(self, number: int, body: ReadContact, *, name: str | None = None) -> Contact:
        """Read how to reach the person"""
        answer: Contact = self._call("POST", f"/api/v1/voices/{_quoted(number)}/contact", {}, body, name)
        return answer

    def raise_voice(self, number: int, body: RaiseVoice, *, name: str | None = None) -> Done:
        """ニーズにする"""
        answer: Done = self._call("POST", f"/api/v1/voices/{_quoted(number)}/raise", {}, body, name)
        return answer

    def join_voice(self, number: int, body: JoinVoice, *, name: str | None = None) -> Done:
        """今あるニーズにまとめる"""
        answer: Done = self._call("POST", f"/api/v1/voices/{_quoted(number)}/join", {}, body, name)
        return answer

    def pass_voice(self, number: int, body: PassVoice, *, name: str | None = None) -> Done:
        """ほかの課へ引き継ぐ"""
        answer: Done = self._call("POST", f"/api/v1/voices/{_quoted(number)}/pass", {}, body, name)
        return answer

    def publish_voice(self, number: int, body: PublishVoice, *, name: str | None = None) -> Done:
        """公開する"""
        answer: Done = self._call("POST", f"/api/v1/voices/{_quoted(number)}/publish", {}, body, name)
        return answer

    def hide_voice(self, number: int, body: HideVoice | None | None = None, *, name: str | None = None) -> Done:
        """公開を取り下げる"""
        answer: Done = self._call("POST", f"/api/v1/voices/{_quoted(number)}/hide", {}, body, name)
        return answer

    def reopen_voice(self, number: int, body: ReopenVoice, *, name: str | None = None) -> Done:
        """解決していないので再受付する"""
        answer: Done = self._call("POST", f"/api/v1/voices/{_quoted(number)}/reopen", {}, body, name)
        return answer

    def aside_voice(self, number: int, body: AsideVoice, *, name: str | None = None) -> Done:
        """対応対象外にする"""
        answer: Done = self._call("POST", f"/api/v1/voices/{_quoted(number)}/aside", {}, body, name)
        return answer

    def restore_voice(self, number: int, body: RestoreVoice | None | None = None, *, name: str | None = None) -> Done:
        """対応対象に戻す"""
        answer: Done = self._call("POST", f"/api/v1/voices/{_quoted(number)}/restore", {}, body, name)
        return answer

    def erase_voice(self, number: int, body: EraseVoice, *, name: str | None = None) -> Done:
        """個人情報を消去する"""
        answer: Done = self._call("POST", f"/api/v1/voices/{_quoted(number)}/erase", {}, body, name)
        return answer

    def take_topic_voice(
        self, number: int, body: TakeTopicVoice | None | None = None, *, name: str | None = None
    ) -> Done:
        """この分野にする"""
        answer: Done = self._call("POST", f"/api/v1/voices/{_quoted(number)}/take-topic", {}, body, name)
        return answer

    def take_office_voice(
        self, number: int, body: TakeOfficeVoice | None | None = None, *, name: str | None = None
    ) -> Done:
        """この課に渡す"""
        answer: Done = self._call("POST", f"/api/v1/voices/{_quoted(number)}/take-office", {}, body, name)
        return answer

    def draft_need(self, number: int, body: DraftNeed, *, name: str | None = None) -> Done:
        """回答案を作る"""
        answer: Done = self._call("POST", f"/api/v1/needs/{_quoted(number)}/draft", {}, body, name)
        return answer

    def submit_need(self, number: int, body: SubmitNeed | None | None = None, *, name: str | None = None) -> Done:
        """決裁に回す"""
        answer: Done = self._call("POST", f"/api/v1/needs/{_quoted(number)}/submit", {}, body, name)
        return answer

    def approve_need(self, number: int, body: ApproveNeed | None | None = None, *, name: str | None = None) -> Done:
        """承認して回答する"""
        answer: Done = self._call("POST", f"/api/v1/needs/{_quoted(number)}/approve", {}, body, name)
        return answer

    def return_need(self, number: int, body: ReturnNeed, *, name: str | None = None) -> Done:
        """差し戻す"""
        answer: Done = self._call("POST", f"/api/v1/needs/{_quoted(number)}/return", {}, body, name)
        return answer

    def support_need(self, number: int, body: SupportNeed, *, name: str | None = None) -> Done:
        """関係課に分担を依頼する"""
        answer: Done = self._call("POST", f"/api/v1/needs/{_quoted(number)}/support", {}, body, name)
        return answer

    def assign_need(self, number: int, body: AssignNeed, *, name: str | None = None) -> Done:
        """主担当課を変更する"""
        answer: Done = self._call("POST", f"/api/v1/needs/{_quoted(number)}/assign", {}, body, name)
        return answer

    def extend_need(self, number: int, body: ExtendNeed, *, name: str | None = None) -> Done:
        """回答期限を延ばす"""
        answer: Done = self._call("POST", f"/api/v1/needs/{_quoted(number)}/extend", {}, body, name)
        return answer

    def merge_need(self, number: int, body: MergeNeed, *, name: str | None = None) -> Done:
        """ほかのニーズに統合する"""
        answer: Done = self._call("POST", f"/api/v1/needs/{_quoted(number)}/merge", {}, body, name)
        return answer

    def split_need(self, number: int, body: SplitNeed, *, name: str | None = None) -> Done:
        """分割する"""
        answer: Done = self._call("POST", f"/api/v1/needs/{_quoted(number)}/split", {}, body, name)
        return answer

    def remark_need(self, number: int, body: RemarkNeed, *, name: str | None = None) -> Done:
        """メモを残す"""
        answer: Done = self._call("POST", f"/api/v1/needs/{_quoted(number)}/remark", {}, body, name)
        return answer

    def give_part(self, number: int, body: GivePart, *, name: str | None = None) -> Done:
        """担当分を回答する"""
        answer: Done = self._call("POST", f"/api/v1/parts/{_quoted(number)}/give", {}, body, name)
        return answer

    def decline_part(self, number: int, body: DeclinePart, *, name: str | None = None) -> Done:
        """辞退する（理由を記入）"""
        answer: Done = self._call("POST", f"/api/v1/parts/{_quoted(number)}/decline", {}, body, name)
        return answer

    def desk(self) -> Desk:
        """What waits for this post today"""
        answer: Desk = self._call("GET", "/api/v1/desk", {}, None, None)
        return answer

    def overdue(self) -> Overdue:
        """Who is late, as far as this post sees"""
        answer: Overdue = self._call("GET", "/api/v1/overdue", {}, None, None)
        return answer

    def figures(self) -> list[OfArea]:
        """What waits and is late, ward by ward"""
        answer: list[OfArea] = self._call("GET", "/api/v1/figures", {}, None, None)
        return answer

    def figures_of(self, code: str) -> AreaFigures:
        """A year of a ward or a district"""
        answer: AreaFigures = self._call("GET", f"/api/v1/figures/{_quoted(code)}", {}, None, None)
        return answer

    def routing(self) -> Routing:
        """Which voice goes to which office, and why"""
        answer: Routing = self._call("GET", "/api/v1/routing", {}, None, None)
        return answer

    def gathered(self) -> Gathered:
        """Waiting voices that may be one need"""
        answer: Gathered = self._call("GET", "/api/v1/gathered", {}, None, None)
        return answer

    def join_need(self, number: int, body: JoinVoices, *, name: str | None = None) -> Done:
        """Put several voices into a need"""
        answer: Done = self._call("POST", f"/api/v1/needs/{_quoted(number)}/join", {}, body, name)
        return answer

    def language(self) -> Learned:
        """What was learned, and how often it is right"""
        answer: Learned = self._call("GET", "/api/v1/language", {}, None, None)
        return answer

    def let_act_alone(self, code: str, body: ActAlone, *, name: str | None = None) -> Done:
        """From when on a topic acts by itself"""
        answer: Done = self._call("POST", f"/api/v1/topics/{_quoted(code)}/alone", {}, body, name)
        return answer

    def learn_language(self, body: LearnLanguage | None | None = None, *, name: str | None = None) -> Done:
        """Learn a new version"""
        answer: Done = self._call("POST", "/api/v1/language/learn", {}, body, name)
        return answer

    def use_language(self, number: int, body: UseLanguage | None | None = None, *, name: str | None = None) -> Done:
        """Put a version to use"""
        answer: Done = self._call("POST", f"/api/v1/language/{_quoted(number)}/use", {}, body, name)
        return answer

    def stop_language(self, number: int, body: StopLanguage | None | None = None, *, name: str | None = None) -> Done:
        """Use no version at all"""
        answer: Done = self._call("POST", f"/api/v1/language/{_quoted(number)}/stop", {}, body, name)
        return answer

    def send_voices_file(self, body: File, *, name: str | None = None) -> SentFile:
        """Send a file of past voices"""
        answer: SentFile = self._call("POST", "/api/v1/voice-files", {}, body, name)
        return answer

    def voices_file(self, number: int) -> SentFile:
        """How a file is understood"""
        answer: SentFile = self._call("GET", f"/api/v1/voice-files/{_quoted(number)}", {}, None, None)
        return answer

    def plan_columns(self, number: int, body: PlannedColumns, *, name: str | None = None) -> SentFile:
        """Say what its columns hold"""
        answer: SentFile = self._call("POST", f"/api/v1/voice-files/{_quoted(number)}/columns", {}, body, name)
        return answer

    def plan_values(self, number: int, body: PlannedValues, *, name: str | None = None) -> SentFile:
        """Say what unknown words mean"""
        answer: SentFile = self._call("POST", f"/api/v1/voice-files/{_quoted(number)}/values", {}, body, name)
        return answer

    def look_at_voices_file(self, number: int, *, name: str | None = None) -> VoicesTakenSheet:
        """Look what would happen"""
        answer: VoicesTakenSheet = self._call("POST", f"/api/v1/voice-files/{_quoted(number)}/look", {}, None, name)
        return answer

    def take_voices_file(self, number: int, *, name: str | None = None) -> VoicesTakenSheet:
        """Take it in"""
        answer: VoicesTakenSheet = self._call("POST", f"/api/v1/voice-files/{_quoted(number)}/take", {}, None, name)
        return answer

    def voices_taken(self, number: int) -> VoicesTakenSheet:
        """What became of each line"""
        answer: VoicesTakenSheet = self._call("GET", f"/api/v1/voices-taken/{_quoted(number)}", {}, None, None)
        return answer

    def stop_taking_voices(self, number: int, *, name: str | None = None) -> VoicesTakenSheet:
        """Stop taking it in"""
        answer: VoicesTakenSheet = self._call("POST", f"/api/v1/voices-taken/{_quoted(number)}/stop", {}, None, name)
        return answer

    def people_of_the_city(self, *, year: int | None = None) -> PlacePeople:
        """The city's people, and its wards'"""
        answer: PlacePeople = self._call("GET", "/api/v1/people", {"year": year}, None, None)
        return answer

    def people_of_an_area(self, code: str, *, year: int | None = None) -> PlacePeople:
        """A ward's or district's"""
        answer: PlacePeople = self._call("GET", f"/api/v1/people/{_quoted(code)}", {"year": year}, None, None)
        return answer

    def people_of_cells(self, *, year: int | None = None, after: str | None = None, limit: int | None = None) -> Cells:
        """People by cells of 500 m"""
        answer: Cells = self._call(
            "GET", "/api/v1/people-in-cells", {"year": year, "after": after, "limit": limit}, None, None
        )
        return answer

    def population_tables(self, *, after: str | None = None, limit: int | None = None) -> Listed_PopulationTable_:
        """Tables taken in"""
        answer: Listed_PopulationTable_ = self._call(
            "GET", "/api/v1/population-tables", {"after": after, "limit": limit}, None, None
        )
        return answer

    def assumptions(self) -> Listed_Assumptions_:
        """Sets of assumptions"""
        answer: Listed_Assumptions_ = self._call("GET", "/api/v1/assumptions", {}, None, None)
        return answer

    def assumption_set(self, code: str) -> AssumptionsSheet:
        """A set, with its figures"""
        answer: AssumptionsSheet = self._call("GET", f"/api/v1/assumptions/{_quoted(code)}", {}, None, None)
        return answer

    def timetables(self) -> Listed_Timetable_:
        """Timetables taken in"""
        answer: Listed_Timetable_ = self._call("GET", "/api/v1/timetables", {}, None, None)
        return answer

    def beginnings(self) -> list[ProjectionBase]:
        """Where a projection can begin"""
        answer: list[ProjectionBase] = self._call("GET", "/api/v1/beginnings", {}, None, None)
        return answer

    def projections(self, *, after: str | None = None, limit: int | None = None) -> Listed_Projection_:
        """Projections asked for"""
        answer: Listed_Projection_ = self._call(
            "GET", "/api/v1/projections", {"after": after, "limit": limit}, None, None
        )
        return answer

    def ask_projection(self, body: AskProjection, *, name: str | None = None) -> Done:
        """Ask for a projection"""
        answer: Done = self._call("POST", "/api/v1/projections", {}, body, name)
        return answer

    def compare_projections(self, *, first: int | None = None, second: int | None = None) -> RunsCompared:
        """Two projections year by year"""
        answer: RunsCompared = self._call(
            "GET", "/api/v1/projections/compare", {"first": first, "second": second}, None, None
        )
        return answer

    def projection(self, number: int) -> Projection:
        """A projection"""
        answer: Projection = self._call("GET", f"/api/v1/projections/{_quoted(number)}", {}, None, None)
        return answer

    def travel_times(self, *, after: str | None = None, limit: int | None = None) -> Listed_TravelTimes_:
        """Travel times asked for"""
        answer: Listed_TravelTimes_ = self._call(
            "GET", "/api/v1/travel-times", {"after": after, "limit": limit}, None, None
        )
        return answer

    def ask_travel_times(self, body: AskTravelTimes, *, name: str | None = None) -> Done:
        """Ask for travel times from every cell to every counter"""
        answer: Done = self._call("POST", "/api/v1/travel-times", {}, body, name)
        return answer

    def cancel_projections(
        self, number: int, body: CancelProjections | None | None = None, *, name: str | None = None
    ) -> Done:
        """Stop it"""
        answer: Done = self._call("POST", f"/api/v1/projections/{_quoted(number)}/cancel", {}, body, name)
        return answer

    def cancel_travel_times(
        self, number: int, body: CancelTravelTimes | None | None = None, *, name: str | None = None
    ) -> Done:
        """Stop it"""
        answer: Done = self._call("POST", f"/api/v1/travel-times/{_quoted(number)}/cancel", {}, body, name)
        return answer

    def take_population_file(self, body: PopulationFile, *, name: str | None = None) -> TakenIn:
        """Take a file in, line by line"""
        answer: TakenIn = self._call("POST", "/api/v1/population-files", {}, body, name)
        return answer

    def scenarios(self, *, after: str | None = None, limit: int | None = None) -> Listed_Scenario_:
        """Scenarios"""
        answer: Listed_Scenario_ = self._call("GET", "/api/v1/scenarios", {"after": after, "limit": limit}, None, None)
        return answer

    def keep_scenario(self, body: ScenarioText, *, name: str | None = None) -> Done:
        """Enter a scenario, or change the one of that code"""
        answer: Done = self._call("POST", "/api/v1/scenarios", {}, body, name)
        return answer

    def scenario(self, code: str) -> ScenarioSheet:
        """A scenario and its terms"""
        answer: ScenarioSheet = self._call("GET", f"/api/v1/scenarios/{_quoted(code)}", {}, None, None)
        return answer

    def ask_study(self, code: str, body: Asked, *, name: str | None = None) -> Done:
        """Ask for the best plan"""
        answer: Done = self._call("POST", f"/api/v1/scenarios/{_quoted(code)}/ask", {}, body, name)
        return answer

    def studies(
        self, *, scenario: str | None = None, after: str | None = None, limit: int | None = None
    ) -> Listed_Study_:
        """Studies, newest first"""
        answer: Listed_Study_ = self._call(
            "GET", "/api/v1/studies", {"scenario": scenario, "after": after, "limit": limit}, None, None
        )
        return answer

    def study(self, number: int) -> StudySheet:
        """A study: how far it is, what it found"""
        answer: StudySheet = self._call("GET", f"/api/v1/studies/{_quoted(number)}", {}, None, None)
        return answer

    def compare_studies(self, number: int, other: int) -> StudiesCompared:
        """Two studies side by side: what was asked differently, and what that changes"""
        answer: StudiesCompared = self._call(
            "GET", f"/api/v1/studies/{_quoted(number)}/beside/{_quoted(other)}", {}, None, None
        )
        return answer

    def preview_adoption(self, number: int, *, days: list[str] | None = None) -> AdoptionPreview:
        """What carrying a plan out would change"""
        answer: AdoptionPreview = self._call(
            "GET", f"/api/v1/studies/{_quoted(number)}/preview", {"days": days}, None, None
        )
        return answer

    def adopt_plan(self, number: int, body: Adopting, *, name: str | None = None) -> Done:
        """Carry a plan out"""
        answer: Done = self._call("POST", f"/api/v1/studies/{_quoted(number)}/adopt", {}, body, name)
        return answer

    def adoptions(self) -> Listed_Adoption_:
        """Plans that were adopted"""
        answer: Listed_Adoption_ = self._call("GET", "/api/v1/adoptions", {}, None, None)
        return answer

    def adoption(self, number: int) -> Adoption:
        """An adopted plan"""
        answer: Adoption = self._call("GET", f"/api/v1/adoptions/{_quoted(number)}", {}, None, None)
        return answer

    def cancel_study(self, number: int, body: CancelStudy | None | None = None, *, name: str | None = None) -> Done:
        """Stop a study; the best plan found so far is kept"""
        answer: Done = self._call("POST", f"/api/v1/studies/{_quoted(number)}/cancel", {}, body, name)
        return answer

    def withdraw_adoption(self, number: int, body: WithdrawAdoption, *, name: str | None = None) -> Done:
        """Withdraw a plan before its first day"""
        answer: Done = self._call("POST", f"/api/v1/adoptions/{_quoted(number)}/withdraw", {}, body, name)
        return answer

    def services(
        self, *, q: str | None = None, stage: str | None = None, after: str | None = None, limit: int | None = None
    ) -> Listed_Service_:
        """The catalogue of today"""
        answer: Listed_Service_ = self._call(
            "GET", "/api/v1/services", {"q": q, "stage": stage, "after": after, "limit": limit}, None, None
        )
        return answer

    def enter_service(self, body: EnterService, *, name: str | None = None) -> Done:
        """Enter a service"""
        answer: Done = self._call("POST", "/api/v1/services", {}, body, name)
        return answer

    def service(self, code: str) -> ServiceSheet:
        """A service, its standard, every offer"""
        answer: ServiceSheet = self._call("GET", f"/api/v1/services/{_quoted(code)}", {}, None, None)
        return answer

    def change_service(self, code: str, body: ChangeService, *, name: str | None = None) -> Done:
        """Change a service: its whole entry anew"""
        answer: Done = self._call("POST", f"/api/v1/services/{_quoted(code)}/change", {}, body, name)
        return answer

    def set_standard(self, code: str, body: SetStandard, *, name: str | None = None) -> Done:
        """Set its standard"""
        answer: Done = self._call("POST", f"/api/v1/services/{_quoted(code)}/standard", {}, body, name)
        return answer

    def offer_service(self, code: str, body: OfferService, *, name: str | None = None) -> Done:
        """What an office offers"""
        answer: Done = self._call("POST", f"/api/v1/services/{_quoted(code)}/offer", {}, body, name)
        return answer

    def withdraw_service(self, code: str, body: WithdrawService, *, name: str | None = None) -> Done:
        """No longer at an office"""
        answer: Done = self._call("POST", f"/api/v1/services/{_quoted(code)}/withdraw", {}, body, name)
        return answer

    def audit(
        self,
        *,
        ward: str | None = None,
        office: str | None = None,
        stage: str | None = None,
        only: bool | None = None,
        day: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AuditPage:
        """Every office against every standard"""
        answer: AuditPage = self._call(
            "GET",
            "/api/v1/audit",
            {"ward": ward, "office": office, "stage": stage, "only": only, "day": day, "after": after, "limit": limit},
            None,
            None,
        )
        return answer

    def audit_wards(self, *, day: str | None = None) -> WardsApart:
        """The wards beside each other"""
        answer: WardsApart = self._call("GET", "/api/v1/audit/wards", {"day": day}, None, None)
        return answer

    def audit_trend(self, *, before: str | None = None, to: str | None = None) -> AuditTrend:
        """What was mended, what is new"""
        answer: AuditTrend = self._call("GET", "/api/v1/audit/trend", {"before": before, "to": to}, None, None)
        return answer

    def audit_cell(self, office: str, code: str, *, day: str | None = None) -> CellSheet:
        """A service at an office, judged"""
        answer: CellSheet = self._call(
            "GET", f"/api/v1/audit/{_quoted(office)}/{_quoted(code)}", {"day": day}, None, None
        )
        return answer

    def promise_remedy(self, office: str, code: str, body: PromiseRemedy, *, name: str | None = None) -> Done:
        """Promise to mend it"""
        answer: Done = self._call("POST", f"/api/v1/audit/{_quoted(office)}/{_quoted(code)}/promise", {}, body, name)
        return answer

    def accept_fault(self, office: str, code: str, body: AcceptFault, *, name: str | None = None) -> Done:
        """Let it stay so for a time"""
        answer: Done = self._call("POST", f"/api/v1/audit/{_quoted(office)}/{_quoted(code)}/accept", {}, body, name)
        return answer

    def remedies(
        self,
        *,
        ward: str | None = None,
        owner: str | None = None,
        stage: Literal["late", "open", "mended", "promised", "accepted"] | None = None,
        fault: Fault | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Tasks:
        """Shortfalls as work, late ones first"""
        answer: Tasks = self._call(
            "GET",
            "/api/v1/remedies",
            {"ward": ward, "owner": owner, "stage": stage, "fault": fault, "after": after, "limit": limit},
            None,
            None,
        )
        return answer

    def finish_remedy(self, number: int, body: FinishRemedy | None | None = None, *, name: str | None = None) -> Done:
        """Say that it is mended"""
        answer: Done = self._call("POST", f"/api/v1/remedies/{_quoted(number)}/finish", {}, body, name)
        return answer

    def duties(self) -> Listed_OfficeDuty_:
        """The city's duties"""
        answer: Listed_OfficeDuty_ = self._call("GET", "/api/v1/duties", {}, None, None)
        return answer

    def allotments(self) -> Listed_Allotment_:
        """Ways to share the duties out"""
        answer: Listed_Allotment_ = self._call("GET", "/api/v1/allotments", {}, None, None)
        return answer

    def compare_allotments(self, *, before: str | None = None, to: str | None = None) -> AllotmentsCompared:
        """What changes from one allotment to another"""
        answer: AllotmentsCompared = self._call(
            "GET", "/api/v1/allotments/compare", {"before": before, "to": to}, None, None
        )
        return answer

    def allotment(self, code: str) -> AllotmentSheet:
        """Who holds what, what is wrong"""
        answer: AllotmentSheet = self._call("GET", f"/api/v1/allotments/{_quoted(code)}", {}, None, None)
        return answer

    def put_allotment_in_force(
        self, code: str, body: PutAllotmentInForce | None | None = None, *, name: str | None = None
    ) -> Done:
        """Put an allotment in force"""
        answer: Done = self._call("POST", f"/api/v1/allotments/{_quoted(code)}/put-in-force", {}, body, name)
        return answer

    def take_allotment_file(self, body: AllotmentSent, *, name: str | None = None) -> AllotmentTakenIn:
        """A file in the place of an allotment or of the duties: taken whole or not at all"""
        answer: AllotmentTakenIn = self._call("POST", "/api/v1/duty-files", {}, body, name)
        return answer

    def observed_month(self, *, office: str | None = None, month: str | None = None) -> list[MonthRow]:
        """A month of an office"""
        answer: list[MonthRow] = self._call(
            "GET", "/api/v1/observed-months", {"office": office, "month": month}, None, None
        )
        return answer

    def note_month(self, body: EnteredMonth, *, name: str | None = None) -> list[MonthRow]:
        """Note a month of an office"""
        answer: list[MonthRow] = self._call("POST", "/api/v1/observed-months", {}, body, name)
        return answer

    def take_services_file(self, body: ServicesFile, *, name: str | None = None) -> TakenIn:
        """Take a file in, line by line"""
        answer: TakenIn = self._call("POST", "/api/v1/service-files", {}, body, name)
        return answer

    def openings(
        self,
        *,
        q: str | None = None,
        ward: str | None = None,
        kind: Literal[
            "hq_bureau",
            "hq_division",
            "ward_office",
            "ward_division",
            "general_branch",
            "branch",
            "community_centre",
            "public_hall",
            "kiosk",
            "facility",
        ]
        | None = None,
        day: str | None = None,
        hour: str | None = None,
        only_open: bool | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Openings:
        """Which office is open at a moment"""
        answer: Openings = self._call(
            "GET",
            "/api/v1/openings",
            {
                "q": q,
                "ward": ward,
                "kind": kind,
                "day": day,
                "hour": hour,
                "only_open": only_open,
                "after": after,
                "limit": limit,
            },
            None,
            None,
        )
        return answer

    def opening(self, code: str) -> OfficeSheet:
        """An office and what it handles"""
        answer: OfficeSheet = self._call("GET", f"/api/v1/openings/{_quoted(code)}", {}, None, None)
        return answer

    def guides(self) -> list[LifeEvent]:
        """Life events of the navigator"""
        answer: list[LifeEvent] = self._call("GET", "/api/v1/guides", {}, None, None)
        return answer

    def guide(self, code: str) -> GuideSheet:
        """A life event with its rules"""
        answer: GuideSheet = self._call("GET", f"/api/v1/guides/{_quoted(code)}", {}, None, None)
        return answer

    def indicators(self) -> list[IndicatorLine]:
        """Indicators"""
        answer: list[IndicatorLine] = self._call("GET", "/api/v1/indicators", {}, None, None)
        return answer

    def keep_indicator(self, body: KeepIndicator, *, name: str | None = None) -> Done:
        """Enter an indicator"""
        answer: Done = self._call("POST", "/api/v1/indicators", {}, body, name)
        return answer

    def indicator(self, code: str, *, where: str | None = None) -> IndicatorSheet:
        """An indicator's series"""
        answer: IndicatorSheet = self._call("GET", f"/api/v1/indicators/{_quoted(code)}", {"where": where}, None, None)
        return answer

    def indicators_off(self) -> list[Off]:
        """What is off its path"""
        answer: list[Off] = self._call("GET", "/api/v1/indicators-off", {}, None, None)
        return answer

    def plan(self, *, after: str | None = None, limit: int | None = None) -> Listed_PlanItem_:
        """The parts of the city's plans"""
        answer: Listed_PlanItem_ = self._call("GET", "/api/v1/plan", {"after": after, "limit": limit}, None, None)
        return answer

    def plan_item(self, code: str) -> PlanItemSheet:
        """A part of a plan"""
        answer: PlanItemSheet = self._call("GET", f"/api/v1/plan/{_quoted(code)}", {}, None, None)
        return answer

    def scans(self, *, after: str | None = None, limit: int | None = None) -> Listed_Scan_:
        """Searches for needs that emerge"""
        answer: Listed_Scan_ = self._call("GET", "/api/v1/scans", {"after": after, "limit": limit}, None, None)
        return answer

    def ask_scan(self, body: AskScan, *, name: str | None = None) -> Done:
        """Search for needs that emerge"""
        answer: Done = self._call("POST", "/api/v1/scans", {}, body, name)
        return answer

    def scan(self, number: int) -> ScanSheet:
        """What a search found"""
        answer: ScanSheet = self._call("GET", f"/api/v1/scans/{_quoted(number)}", {}, None, None)
        return answer

    def heard_there(self, number: int, place: int) -> list[HeardThere]:
        """Its voices

        The key needs voices:read beside."""
        answer: list[HeardThere] = self._call(
            "GET", f"/api/v1/scans/{_quoted(number)}/clusters/{_quoted(place)}", {}, None, None
        )
        return answer

    def change_indicator(self, code: str, body: ChangeIndicator, *, name: str | None = None) -> Done:
        """Change the indicator"""
        answer: Done = self._call("POST", f"/api/v1/indicators/{_quoted(code)}/change", {}, body, name)
        return answer

    def observe(self, code: str, body: Observe, *, name: str | None = None) -> Done:
        """Enter a value"""
        answer: Done = self._call("POST", f"/api/v1/indicators/{_quoted(code)}/observe", {}, body, name)
        return answer

    def withdraw_observation(
        self, number: int, body: WithdrawObservation | None | None = None, *, name: str | None = None
    ) -> Done:
        """Take a value back"""
        answer: Done = self._call("POST", f"/api/v1/observations/{_quoted(number)}/withdraw", {}, body, name)
        return answer

    def aim(self, code: str, body: AimAtPlan, *, name: str | None = None) -> Done:
        """Targets by year"""
        answer: Done = self._call("POST", f"/api/v1/indicators/{_quoted(code)}/aim", {}, body, name)
        return answer

    def name_beginning(self, code: str, body: NameBeginning, *, name: str | None = None) -> Done:
        """A measure began"""
        answer: Done = self._call("POST", f"/api/v1/indicators/{_quoted(code)}/beginning", {}, body, name)
        return answer

    def note_progress(self, code: str, body: NoteProgress, *, name: str | None = None) -> Done:
        """Note how far it is"""
        answer: Done = self._call("POST", f"/api/v1/plan/{_quoted(code)}/progress", {}, body, name)
        return answer

    def cancel_scan(self, number: int, body: CancelScan | None | None = None, *, name: str | None = None) -> Done:
        """Stop a search"""
        answer: Done = self._call("POST", f"/api/v1/scans/{_quoted(number)}/cancel", {}, body, name)
        return answer

    def take_in_indicators(self, body: IndicatorsFile, *, name: str | None = None) -> TakenIn:
        """Values, indicators, plan, targets"""
        answer: TakenIn = self._call("POST", "/api/v1/indicator-files", {}, body, name)
        return answer

    def surveys(self, *, after: str | None = None, limit: int | None = None) -> Listed_Survey_:
        """Surveys"""
        answer: Listed_Survey_ = self._call("GET", "/api/v1/surveys", {"after": after, "limit": limit}, None, None)
        return answer

    def make_survey(self, body: MakeSurvey, *, name: str | None = None) -> Done:
        """A new survey, as a draft"""
        answer: Done = self._call("POST", "/api/v1/surveys", {}, body, name)
        return answer

    def survey(self, code: str) -> SurveySheet:
        """A survey and what came of it"""
        answer: SurveySheet = self._call("GET", f"/api/v1/surveys/{_quoted(code)}", {}, None, None)
        return answer

    def change_survey(self, code: str, body: ChangeSurvey, *, name: str | None = None) -> Done:
        """Its words and days, before it begins"""
        answer: Done = self._call("POST", f"/api/v1/surveys/{_quoted(code)}/change", {}, body, name)
        return answer

    def withdraw_batch(self, number: int, body: WithdrawBatch | None | None = None, *, name: str | None = None) -> Done:
        """Take invitations back"""
        answer: Done = self._call("POST", f"/api/v1/survey-batches/{_quoted(number)}/withdraw", {}, body, name)
        return answer

    def open_survey(self, code: str, body: OpenSurvey | None | None = None, *, name: str | None = None) -> Done:
        """Open the survey"""
        answer: Done = self._call("POST", f"/api/v1/surveys/{_quoted(code)}/open", {}, body, name)
        return answer

    def close_survey(self, code: str, body: CloseSurvey | None | None = None, *, name: str | None = None) -> Done:
        """Close the survey"""
        answer: Done = self._call("POST", f"/api/v1/surveys/{_quoted(code)}/close", {}, body, name)
        return answer

    def publish_survey(self, code: str, body: PublishSurvey | None | None = None, *, name: str | None = None) -> Done:
        """Publish the survey"""
        answer: Done = self._call("POST", f"/api/v1/surveys/{_quoted(code)}/publish", {}, body, name)
        return answer

    def invite_to_survey(self, code: str, body: InviteToSurvey, *, name: str | None = None) -> list[Codes]:
        """Codes, shown this once"""
        answer: list[Codes] = self._call("POST", f"/api/v1/surveys/{_quoted(code)}/invite", {}, body, name)
        return answer

    def take_in_paper(self, code: str, body: File, *, name: str | None = None) -> TakenIn:
        """Paper sheets in"""
        answer: TakenIn = self._call("POST", f"/api/v1/surveys/{_quoted(code)}/paper", {}, body, name)
        return answer

    def proposals(
        self,
        *,
        which: Literal["all", "mine", "late"] | None = None,
        ward: str | None = None,
        division: str | None = None,
        state: ProposalState | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Listed_Proposal_:
        """Proposals this post may see"""
        answer: Listed_Proposal_ = self._call(
            "GET",
            "/api/v1/proposals",
            {"which": which, "ward": ward, "division": division, "state": state, "after": after, "limit": limit},
            None,
            None,
        )
        return answer

    def draft_proposal(self, body: WriteProposal, *, name: str | None = None) -> Done:
        """Write a proposal to HQ"""
        answer: Done = self._call("POST", "/api/v1/proposals", {}, body, name)
        return answer

    def proposals_waiting(self) -> list[Proposal]:
        """Proposals that wait for us"""
        answer: list[Proposal] = self._call("GET", "/api/v1/proposals/waiting", {}, None, None)
        return answer

    def proposal(self, number: int) -> ProposalSheet:
        """A proposal's whole story"""
        answer: ProposalSheet = self._call("GET", f"/api/v1/proposals/{_quoted(number)}", {}, None, None)
        return answer

    def change_proposal(self, number: int, body: WriteProposal, *, name: str | None = None) -> Done:
        """Change the draft"""
        answer: Done = self._call("POST", f"/api/v1/proposals/{_quoted(number)}/change", {}, body, name)
        return answer

    def submit_proposal(
        self, number: int, body: SubmitProposal | None | None = None, *, name: str | None = None
    ) -> Done:
        """区長に提出する"""
        answer: Done = self._call("POST", f"/api/v1/proposals/{_quoted(number)}/submit", {}, body, name)
        return answer

    def endorse_proposal(
        self, number: int, body: EndorseProposal | None | None = None, *, name: str | None = None
    ) -> Done:
        """承認する"""
        answer: Done = self._call("POST", f"/api/v1/proposals/{_quoted(number)}/endorse", {}, body, name)
        return answer

    def decide_proposal(self, number: int, body: DecideProposal, *, name: str | None = None) -> Done:
        """決定する"""
        answer: Done = self._call("POST", f"/api/v1/proposals/{_quoted(number)}/decide", {}, body, name)
        return answer

    def ask_proposal(self, number: int, body: AskProposal, *, name: str | None = None) -> Done:
        """区に質問する"""
        answer: Done = self._call("POST", f"/api/v1/proposals/{_quoted(number)}/ask", {}, body, name)
        return answer

    def hand_on_proposal(self, number: int, body: HandOnProposal, *, name: str | None = None) -> Done:
        """別の課に引き継ぐ"""
        answer: Done = self._call("POST", f"/api/v1/proposals/{_quoted(number)}/hand-on", {}, body, name)
        return answer

    def give_back_proposal(self, number: int, body: GiveBackProposal, *, name: str | None = None) -> Done:
        """起案者に差し戻す"""
        answer: Done = self._call("POST", f"/api/v1/proposals/{_quoted(number)}/give-back", {}, body, name)
        return answer

    def withdraw_proposal(self, number: int, body: WithdrawProposal, *, name: str | None = None) -> Done:
        """取り下げる"""
        answer: Done = self._call("POST", f"/api/v1/proposals/{_quoted(number)}/withdraw", {}, body, name)
        return answer

    def reply_about_proposal(self, number: int, body: ReplyAboutProposal, *, name: str | None = None) -> Done:
        """Reply to HQ's question"""
        answer: Done = self._call("POST", f"/api/v1/proposal-questions/{_quoted(number)}/reply", {}, body, name)
        return answer

    def preview_decision(self, number: int, body: DecideProposal, *, name: str | None = None) -> AnswerPreview:
        """What residents would read of a decision"""
        answer: AnswerPreview = self._call("POST", f"/api/v1/proposals/{_quoted(number)}/preview", {}, body, name)
        return answer

    def rounds(self, *, after: str | None = None, limit: int | None = None) -> Listed_Round_:
        """Rounds of the budget"""
        answer: Listed_Round_ = self._call("GET", "/api/v1/budget-rounds", {"after": after, "limit": limit}, None, None)
        return answer

    def open_round(self, body: OpenRound, *, name: str | None = None) -> Done:
        """A new round"""
        answer: Done = self._call("POST", "/api/v1/budget-rounds", {}, body, name)
        return answer

    def round(
        self,
        number: int,
        *,
        by: Literal["ward", "division", "account", "fund"] | None = None,
        level: Literal["title", "item", "subitem", "node"] | None = None,
    ) -> RoundSheet:
        """A round, summed up one way"""
        answer: RoundSheet = self._call(
            "GET", f"/api/v1/budget-rounds/{_quoted(number)}", {"by": by, "level": level}, None, None
        )
        return answer

    def who_decides(self, number: int) -> list[Decides]:
        """Lump or ward"""
        answer: list[Decides] = self._call("GET", f"/api/v1/budget-rounds/{_quoted(number)}/decides", {}, None, None)
        return answer

    def budget_lines(
        self,
        number: int,
        *,
        ward: str | None = None,
        division: str | None = None,
        account: str | None = None,
        fund: Fund | None = None,
        way: Way | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Listed_BudgetLine_:
        """A round's lines"""
        answer: Listed_BudgetLine_ = self._call(
            "GET",
            f"/api/v1/budget-rounds/{_quoted(number)}/lines",
            {
                "ward": ward,
                "division": division,
                "account": account,
                "fund": fund,
                "way": way,
                "after": after,
                "limit": limit,
            },
            None,
            None,
        )
        return answer

    def request_line(self, number: int, body: RequestLine, *, name: str | None = None) -> Done:
        """A request"""
        answer: Done = self._call("POST", f"/api/v1/budget-rounds/{_quoted(number)}/lines", {}, body, name)
        return answer

    def budget_line(self, number: int) -> BudgetLineSheet:
        """A line and what was spent"""
        answer: BudgetLineSheet = self._call("GET", f"/api/v1/budget-lines/{_quoted(number)}", {}, None, None)
        return answer

    def portfolio(
        self,
        number: int,
        *,
        voices: int | None = None,
        people: int | None = None,
        effect: int | None = None,
        ceiling: int | None = None,
        part: int | None = None,
        keep: str | None = None,
        leave: str | None = None,
        one_of: str | None = None,
        needs: str | None = None,
        fund_general: int | None = None,
        fund_national: int | None = None,
        fund_pref: int | None = None,
        fund_bond: int | None = None,
        fund_other: int | None = None,
    ) -> Portfolio:
        """Help to choose"""
        answer: Portfolio = self._call(
            "GET",
            f"/api/v1/budget-rounds/{_quoted(number)}/portfolio",
            {
                "voices": voices,
                "people": people,
                "effect": effect,
                "ceiling": ceiling,
                "part": part,
                "keep": keep,
                "leave": leave,
                "one_of": one_of,
                "needs": needs,
                "fund_general": fund_general,
                "fund_national": fund_national,
                "fund_pref": fund_pref,
                "fund_bond": fund_bond,
                "fund_other": fund_other,
            },
            None,
            None,
        )
        return answer

    def keep_ceilings(self, number: int, body: KeepCeilings, *, name: str | None = None) -> Done:
        """The wards' ceilings"""
        answer: Done = self._call("POST", f"/api/v1/budget-rounds/{_quoted(number)}/ceilings", {}, body, name)
        return answer

    def close_requests(self, number: int, body: CloseRequests | None | None = None, *, name: str | None = None) -> Done:
        """Close the requests"""
        answer: Done = self._call("POST", f"/api/v1/budget-rounds/{_quoted(number)}/close", {}, body, name)
        return answer

    def reopen_requests(self, number: int, body: ReopenRequests, *, name: str | None = None) -> Done:
        """Take requests again"""
        answer: Done = self._call("POST", f"/api/v1/budget-rounds/{_quoted(number)}/reopen", {}, body, name)
        return answer

    def enact_round(self, number: int, body: EnactRound, *, name: str | None = None) -> Done:
        """Enter the enactment"""
        answer: Done = self._call("POST", f"/api/v1/budget-rounds/{_quoted(number)}/enact", {}, body, name)
        return answer

    def close_round(self, number: int, body: CloseRound | None | None = None, *, name: str | None = None) -> Done:
        """Close the accounts"""
        answer: Done = self._call("POST", f"/api/v1/budget-rounds/{_quoted(number)}/end", {}, body, name)
        return answer

    def assess_lines(self, number: int, body: AssessLines, *, name: str | None = None) -> Done:
        """Assess lines"""
        answer: Done = self._call("POST", f"/api/v1/budget-rounds/{_quoted(number)}/assess", {}, body, name)
        return answer

    def change_line(self, number: int, body: RequestLine, *, name: str | None = None) -> Done:
        """Change the request"""
        answer: Done = self._call("POST", f"/api/v1/budget-lines/{_quoted(number)}/change", {}, body, name)
        return answer

    def drop_line(self, number: int, body: DropLine | None | None = None, *, name: str | None = None) -> Done:
        """Take the request back"""
        answer: Done = self._call("POST", f"/api/v1/budget-lines/{_quoted(number)}/drop", {}, body, name)
        return answer

    def note_spending(self, number: int, body: NoteSpending, *, name: str | None = None) -> Done:
        """Note a spending"""
        answer: Done = self._call("POST", f"/api/v1/budget-lines/{_quoted(number)}/spend", {}, body, name)
        return answer

    def take_back_spending(
        self, number: int, body: TakeBackSpending | None | None = None, *, name: str | None = None
    ) -> Done:
        """Take a spending back"""
        answer: Done = self._call("POST", f"/api/v1/spendings/{_quoted(number)}/take-back", {}, body, name)
        return answer

    def take_in_budget(self, body: BudgetFile, *, name: str | None = None) -> TakenIn:
        """Lines, assessments, spendings, …"""
        answer: TakenIn = self._call("POST", "/api/v1/budget-files", {}, body, name)
        return answer

    def measures(
        self, *, state: MeasureState | None = None, after: str | None = None, limit: int | None = None
    ) -> Listed_Measure_:
        """Measures"""
        answer: Listed_Measure_ = self._call(
            "GET", "/api/v1/measures", {"state": state, "after": after, "limit": limit}, None, None
        )
        return answer

    def start_measure(self, body: StartMeasure, *, name: str | None = None) -> Done:
        """Enter a measure"""
        answer: Done = self._call("POST", "/api/v1/measures", {}, body, name)
        return answer

    def measure(self, number: int) -> MeasureSheet:
        """Milestones, yen, effects"""
        answer: MeasureSheet = self._call("GET", f"/api/v1/measures/{_quoted(number)}", {}, None, None)
        return answer

    def change_measure(self, number: int, body: ChangeMeasure, *, name: str | None = None) -> Done:
        """Change the measure"""
        answer: Done = self._call("POST", f"/api/v1/measures/{_quoted(number)}/change", {}, body, name)
        return answer

    def begin_measure(self, number: int, body: BeginMeasure, *, name: str | None = None) -> Done:
        """開始した"""
        answer: Done = self._call("POST", f"/api/v1/measures/{_quoted(number)}/begin", {}, body, name)
        return answer

    def milestone_measure(self, number: int, body: MilestoneMeasure, *, name: str | None = None) -> Done:
        """節目を加える"""
        answer: Done = self._call("POST", f"/api/v1/measures/{_quoted(number)}/milestone", {}, body, name)
        return answer

    def stop_measure(self, number: int, body: StopMeasure, *, name: str | None = None) -> Done:
        """中止する"""
        answer: Done = self._call("POST", f"/api/v1/measures/{_quoted(number)}/stop", {}, body, name)
        return answer

    def close_measure(self, number: int, body: CloseMeasure, *, name: str | None = None) -> Done:
        """Close the measure"""
        answer: Done = self._call("POST", f"/api/v1/measures/{_quoted(number)}/close", {}, body, name)
        return answer

    def reach_milestone(self, number: int, body: ReachMilestone, *, name: str | None = None) -> Done:
        """It is reached"""
        answer: Done = self._call("POST", f"/api/v1/milestones/{_quoted(number)}/reach", {}, body, name)
        return answer

    def change_milestone(self, number: int, body: ChangeMilestone, *, name: str | None = None) -> Done:
        """Change the milestone"""
        answer: Done = self._call("POST", f"/api/v1/milestones/{_quoted(number)}/change", {}, body, name)
        return answer

    def trace(
        self,
        kind: Literal["voice", "need", "proposal", "measure", "line", "indicator"],
        key: str,
        *,
        after: str | None = None,
    ) -> TraceSheet:
        """The path of a matter, from voices to what changed

        The key needs voices:read beside."""
        answer: TraceSheet = self._call(
            "GET", f"/api/v1/trace/{_quoted(kind)}/{_quoted(key)}", {"after": after}, None, None
        )
        return answer

    def visits(self, *, area: str | None = None, after: str | None = None, limit: int | None = None) -> Listed_Visit_:
        """Visits and meetings"""
        answer: Listed_Visit_ = self._call(
            "GET", "/api/v1/visits", {"area": area, "after": after, "limit": limit}, None, None
        )
        return answer

    def note_visit(self, body: NoteVisit, *, name: str | None = None) -> Done:
        """Note a visit or meeting"""
        answer: Done = self._call("POST", "/api/v1/visits", {}, body, name)
        return answer

    def visit(self, number: int) -> VisitSheet:
        """A visit, and what was heard there"""
        answer: VisitSheet = self._call("GET", f"/api/v1/visits/{_quoted(number)}", {}, None, None)
        return answer

    def visit_photo(self, number: int) -> Attachment:
        """A photo of a visit"""
        answer: Attachment = self._call("GET", f"/api/v1/visit-photos/{_quoted(number)}", {}, None, None)
        return answer

    def not_met(self, *, days: Literal[30, 60, 90, 180] | None = None) -> list[NotMet]:
        """Whom nobody has met for so many days"""
        answer: list[NotMet] = self._call("GET", "/api/v1/not-met", {"days": days}, None, None)
        return answer

    def partners(
        self, *, q: str | None = None, ward: str | None = None, after: str | None = None, limit: int | None = None
    ) -> Listed_Partner_:
        """Who works in the districts"""
        answer: Listed_Partner_ = self._call(
            "GET", "/api/v1/partners", {"q": q, "ward": ward, "after": after, "limit": limit}, None, None
        )
        return answer

    def keep_partner(self, body: KeepPartner, *, name: str | None = None) -> Done:
        """A new partner"""
        answer: Done = self._call("POST", "/api/v1/partners", {}, body, name)
        return answer

    def partner(self, number: int) -> PartnerSheet:
        """A partner"""
        answer: PartnerSheet = self._call("GET", f"/api/v1/partners/{_quoted(number)}", {}, None, None)
        return answer

    def cases(
        self,
        *,
        q: str | None = None,
        outcome: Outcome | None = None,
        district_kind: DistrictKind | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Listed_Case_:
        """What was tried, and whether it worked"""
        answer: Listed_Case_ = self._call(
            "GET",
            "/api/v1/cases",
            {"q": q, "outcome": outcome, "district_kind": district_kind, "after": after, "limit": limit},
            None,
            None,
        )
        return answer

    def tell_case(self, body: TellCase, *, name: str | None = None) -> Done:
        """Write a case down"""
        answer: Done = self._call("POST", "/api/v1/cases", {}, body, name)
        return answer

    def case(self, number: int) -> Case:
        """A case"""
        answer: Case = self._call("GET", f"/api/v1/cases/{_quoted(number)}", {}, None, None)
        return answer

    def grants(
        self, *, which: GrantKind | None = None, after: str | None = None, limit: int | None = None
    ) -> Listed_Grant_:
        """What was lent or granted"""
        answer: Listed_Grant_ = self._call(
            "GET", "/api/v1/grants", {"which": which, "after": after, "limit": limit}, None, None
        )
        return answer

    def lend(self, body: LendThing, *, name: str | None = None) -> Done:
        """Lend or grant something"""
        answer: Done = self._call("POST", "/api/v1/grants", {}, body, name)
        return answer

    def help_with_need(self, number: int) -> list[Help]:
        """Who helps with a need"""
        answer: list[Help] = self._call("GET", f"/api/v1/needs/{_quoted(number)}/help", {}, None, None)
        return answer

    def say_help(self, number: int, body: SayHelp, *, name: str | None = None) -> Done:
        """Who does what about it"""
        answer: Done = self._call("POST", f"/api/v1/needs/{_quoted(number)}/help", {}, body, name)
        return answer

    def change_visit(self, number: int, body: NoteVisit, *, name: str | None = None) -> Done:
        """Change or add minutes"""
        answer: Done = self._call("POST", f"/api/v1/visits/{_quoted(number)}/change", {}, body, name)
        return answer

    def change_partner(self, number: int, body: ChangePartner, *, name: str | None = None) -> Done:
        """Change the partner"""
        answer: Done = self._call("POST", f"/api/v1/partners/{_quoted(number)}/change", {}, body, name)
        return answer

    def erase_partner_contact(self, number: int, body: ErasePartnerContact, *, name: str | None = None) -> Done:
        """Erase how to reach it"""
        answer: Done = self._call("POST", f"/api/v1/partners/{_quoted(number)}/erase", {}, body, name)
        return answer

    def change_case(self, number: int, body: TellCase, *, name: str | None = None) -> Done:
        """Change the case"""
        answer: Done = self._call("POST", f"/api/v1/cases/{_quoted(number)}/change", {}, body, name)
        return answer

    def take_grant_back(self, number: int, body: TakeGrantBack, *, name: str | None = None) -> Done:
        """Back, or reported"""
        answer: Done = self._call("POST", f"/api/v1/grants/{_quoted(number)}/back", {}, body, name)
        return answer

    def end_help(self, number: int, body: EndHelp | None | None = None, *, name: str | None = None) -> Done:
        """It has ended"""
        answer: Done = self._call("POST", f"/api/v1/helps/{_quoted(number)}/end", {}, body, name)
        return answer

    def hear_voice(self, number: int, body: HearVoice, *, name: str | None = None) -> HeardVoice:
        """A voice heard there

        The key needs voices:write beside."""
        answer: HeardVoice = self._call("POST", f"/api/v1/visits/{_quoted(number)}/voices", {}, body, name)
        return answer

    def read_partner_contact(self, number: int, body: ReadPartnerContact, *, name: str | None = None) -> Contact:
        """How to reach it"""
        answer: Contact = self._call("POST", f"/api/v1/partners/{_quoted(number)}/contact", {}, body, name)
        return answer

    def take_in_partners(self, body: File, *, name: str | None = None) -> TakenIn:
        """Partners from a table"""
        answer: TakenIn = self._call("POST", "/api/v1/partner-files", {}, body, name)
        return answer

    def deliberations(self, *, after: str | None = None, limit: int | None = None) -> Listed_Deliberation_:
        """Questions to residents"""
        answer: Listed_Deliberation_ = self._call(
            "GET", "/api/v1/deliberations", {"after": after, "limit": limit}, None, None
        )
        return answer

    def ask_question(self, body: AskQuestion, *, name: str | None = None) -> Done:
        """A new question, as a draft"""
        answer: Done = self._call("POST", "/api/v1/deliberations", {}, body, name)
        return answer

    def deliberation(self, code: str) -> DeliberationSheet:
        """A question"""
        answer: DeliberationSheet = self._call("GET", f"/api/v1/deliberations/{_quoted(code)}", {}, None, None)
        return answer

    def change_question(self, code: str, body: ChangeQuestion, *, name: str | None = None) -> Done:
        """Change the question"""
        answer: Done = self._call("POST", f"/api/v1/deliberations/{_quoted(code)}/change", {}, body, name)
        return answer

    def open_question(self, code: str, body: OpenQuestion | None | None = None, *, name: str | None = None) -> Done:
        """Open the question"""
        answer: Done = self._call("POST", f"/api/v1/deliberations/{_quoted(code)}/open", {}, body, name)
        return answer

    def close_question(self, code: str, body: CloseQuestion | None | None = None, *, name: str | None = None) -> Done:
        """Close the question"""
        answer: Done = self._call("POST", f"/api/v1/deliberations/{_quoted(code)}/close", {}, body, name)
        return answer

    def withdraw_question(
        self, code: str, body: WithdrawQuestion | None | None = None, *, name: str | None = None
    ) -> Done:
        """Withdraw the question"""
        answer: Done = self._call("POST", f"/api/v1/deliberations/{_quoted(code)}/withdraw", {}, body, name)
        return answer

    def attach_question(self, code: str, body: AttachQuestion | None | None = None, *, name: str | None = None) -> Done:
        """Attach the question"""
        answer: Done = self._call("POST", f"/api/v1/deliberations/{_quoted(code)}/attach", {}, body, name)
        return answer

    def accept_statement(
        self, number: int, body: AcceptStatement | None | None = None, *, name: str | None = None
    ) -> Done:
        """Show a statement to everyone"""
        answer: Done = self._call("POST", f"/api/v1/statements/{_quoted(number)}/accept", {}, body, name)
        return answer

    def reject_statement(self, number: int, body: RejectStatement, *, name: str | None = None) -> Done:
        """Do not show a statement"""
        answer: Done = self._call("POST", f"/api/v1/statements/{_quoted(number)}/reject", {}, body, name)
        return answer

    def invite_voters(self, code: str, body: InviteVoters, *, name: str | None = None) -> VoterCodes:
        """Codes, shown this once"""
        answer: VoterCodes = self._call("POST", f"/api/v1/deliberations/{_quoted(code)}/invite", {}, body, name)
        return answer

    def self_checks(self, *, year: int | None = None) -> list[Standing]:
        """How far each ward is"""
        answer: list[Standing] = self._call("GET", "/api/v1/self-checks", {"year": year}, None, None)
        return answer

    def self_check(self, code: str, year: int) -> Checked:
        """What a ward says of itself"""
        answer: Checked = self._call("GET", f"/api/v1/self-checks/{_quoted(code)}/{_quoted(year)}", {}, None, None)
        return answer

    def write_self_check(self, code: str, year: int, body: WriteSelfCheck, *, name: str | None = None) -> Checked:
        """Write a ward's self-check"""
        answer: Checked = self._call("POST", f"/api/v1/self-checks/{_quoted(code)}/{_quoted(year)}", {}, body, name)
        return answer

    def self_check_figures(self, code: str, year: int) -> list[CheckFigure]:
        """What is known of a ward's duties in a year: today, or when it was signed"""
        answer: list[CheckFigure] = self._call(
            "GET", f"/api/v1/self-checks/{_quoted(code)}/{_quoted(year)}/figures", {}, None, None
        )
        return answer

    def sign_self_check(self, code: str, year: int, *, name: str | None = None) -> Checked:
        """Sign a ward's self-check, for anybody to read"""
        answer: Checked = self._call(
            "POST", f"/api/v1/self-checks/{_quoted(code)}/{_quoted(year)}/sign", {}, None, name
        )
        return answer

    def sharing_waiting(self) -> Waiting:
        """What waits for this post"""
        answer: Waiting = self._call("GET", "/api/v1/sharing-waiting", {}, None, None)
        return answer

    def sharing_kept(self, *, month: str | None = None) -> KeptMonth:
        """How well the rules were kept"""
        answer: KeptMonth = self._call("GET", "/api/v1/sharing-kept", {"month": month}, None, None)
        return answer

    def sharing_rules(self) -> Listed_SharingRule_:
        """Who must know what, how long before"""
        answer: Listed_SharingRule_ = self._call("GET", "/api/v1/sharing-rules", {}, None, None)
        return answer

    def consultations(
        self, *, which: Literal["all", "ours", "open"] | None = None, after: str | None = None, limit: int | None = None
    ) -> Listed_Consultation_:
        """Consultations"""
        answer: Listed_Consultation_ = self._call(
            "GET", "/api/v1/consultations", {"which": which, "after": after, "limit": limit}, None, None
        )
        return answer

    def open_consultation(self, body: OpenConsultation, *, name: str | None = None) -> Done:
        """Ask before it changes"""
        answer: Done = self._call("POST", "/api/v1/consultations", {}, body, name)
        return answer

    def consultation(self, number: int) -> ConsultationSheet:
        """A consultation, who was asked and what they said"""
        answer: ConsultationSheet = self._call("GET", f"/api/v1/consultations/{_quoted(number)}", {}, None, None)
        return answer

    def consult_on_standard(self, number: int, body: ConsultStandard, *, name: str | None = None) -> Done:
        """Ask about a new standard"""
        answer: Done = self._call("POST", f"/api/v1/services/{_quoted(number)}/consultation", {}, body, name)
        return answer

    def give_opinion(self, number: int, body: GiveOpinion, *, name: str | None = None) -> Done:
        """Answer"""
        answer: Done = self._call("POST", f"/api/v1/consultations/{_quoted(number)}/answer", {}, body, name)
        return answer

    def respond_to_opinion(self, number: int, body: RespondToOpinion, *, name: str | None = None) -> Done:
        """Respond to an opinion"""
        answer: Done = self._call("POST", f"/api/v1/opinions/{_quoted(number)}/respond", {}, body, name)
        return answer

    def settle_consultation(self, number: int, body: SettleConsultation, *, name: str | None = None) -> Done:
        """Settle it"""
        answer: Done = self._call("POST", f"/api/v1/consultations/{_quoted(number)}/settle", {}, body, name)
        return answer

    def withdraw_consultation(self, number: int, body: WithdrawConsultation, *, name: str | None = None) -> Done:
        """Withdraw this consultation"""
        answer: Done = self._call("POST", f"/api/v1/consultations/{_quoted(number)}/withdraw", {}, body, name)
        return answer

    def meetings(self, *, after: str | None = None, limit: int | None = None) -> Listed_Meeting_:
        """Meetings, to come and past"""
        answer: Listed_Meeting_ = self._call("GET", "/api/v1/meetings", {"after": after, "limit": limit}, None, None)
        return answer

    def call_meeting(self, body: CallMeeting, *, name: str | None = None) -> Done:
        """Call a meeting"""
        answer: Done = self._call("POST", "/api/v1/meetings", {}, body, name)
        return answer

    def meeting(self, number: int) -> MeetingSheet:
        """Agenda, minutes and tasks"""
        answer: MeetingSheet = self._call("GET", f"/api/v1/meetings/{_quoted(number)}", {}, None, None)
        return answer

    def tasks(
        self, *, which: Literal["ours", "all"] | None = None, after: str | None = None, limit: int | None = None
    ) -> Listed_Task_:
        """Tasks that meetings gave"""
        answer: Listed_Task_ = self._call(
            "GET", "/api/v1/tasks", {"which": which, "after": after, "limit": limit}, None, None
        )
        return answer

    def task(self, number: int) -> Task:
        """A task"""
        answer: Task = self._call("GET", f"/api/v1/tasks/{_quoted(number)}", {}, None, None)
        return answer

    def calendar(self) -> FeedAddress:
        """The office's calendar"""
        answer: FeedAddress = self._call("GET", "/api/v1/calendar", {}, None, None)
        return answer

    def change_meeting(self, number: int, body: ChangeMeeting, *, name: str | None = None) -> Done:
        """Change the meeting"""
        answer: Done = self._call("POST", f"/api/v1/meetings/{_quoted(number)}/change", {}, body, name)
        return answer

    def fill_agenda(self, number: int, body: FillAgenda | None | None = None, *, name: str | None = None) -> Done:
        """Bring the agenda up to date"""
        answer: Done = self._call("POST", f"/api/v1/meetings/{_quoted(number)}/fill", {}, body, name)
        return answer

    def close_minutes(self, number: int, body: CloseMinutes | None | None = None, *, name: str | None = None) -> Done:
        """Close the minutes"""
        answer: Done = self._call("POST", f"/api/v1/meetings/{_quoted(number)}/close", {}, body, name)
        return answer

    def call_off_meeting(
        self, number: int, body: CallOffMeeting | None | None = None, *, name: str | None = None
    ) -> Done:
        """Call it off"""
        answer: Done = self._call("POST", f"/api/v1/meetings/{_quoted(number)}/off", {}, body, name)
        return answer

    def add_agenda_item(self, number: int, body: AddAgendaItem, *, name: str | None = None) -> Done:
        """Add to the agenda"""
        answer: Done = self._call("POST", f"/api/v1/meetings/{_quoted(number)}/add", {}, body, name)
        return answer

    def move_agenda_item_up(
        self, number: int, body: MoveAgendaItemUp | None | None = None, *, name: str | None = None
    ) -> Done:
        """One place up"""
        answer: Done = self._call("POST", f"/api/v1/agenda-items/{_quoted(number)}/up", {}, body, name)
        return answer

    def leave_agenda_item_out(self, number: int, body: LeaveAgendaItemOut, *, name: str | None = None) -> Done:
        """Leave out of the agenda"""
        answer: Done = self._call("POST", f"/api/v1/agenda-items/{_quoted(number)}/leave-out", {}, body, name)
        return answer

    def keep_minutes(self, number: int, body: KeepMinutes, *, name: str | None = None) -> Done:
        """Minutes"""
        answer: Done = self._call("POST", f"/api/v1/agenda-items/{_quoted(number)}/minutes", {}, body, name)
        return answer

    def give_task(self, number: int, body: GiveTask, *, name: str | None = None) -> Done:
        """Give a task"""
        answer: Done = self._call("POST", f"/api/v1/agenda-items/{_quoted(number)}/task", {}, body, name)
        return answer

    def finish_task(self, number: int, body: FinishTask, *, name: str | None = None) -> Done:
        """It is done"""
        answer: Done = self._call("POST", f"/api/v1/tasks/{_quoted(number)}/finish", {}, body, name)
        return answer

    def renew_calendar(self, body: RenewCalendar | None | None = None, *, name: str | None = None) -> Done:
        """A new address"""
        answer: Done = self._call("POST", "/api/v1/calendar/renew", {}, body, name)
        return answer

    def notices(
        self,
        *,
        which: Literal["all", "ours", "sent", "late"] | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Listed_Notice_:
        """Notices"""
        answer: Listed_Notice_ = self._call(
            "GET", "/api/v1/notices", {"which": which, "after": after, "limit": limit}, None, None
        )
        return answer

    def send_notice(self, body: SendNotice, *, name: str | None = None) -> Done:
        """Write a notice"""
        answer: Done = self._call("POST", "/api/v1/notices", {}, body, name)
        return answer

    def notice(self, number: int) -> NoticeSheet:
        """A notice and who knows of it"""
        answer: NoticeSheet = self._call("GET", f"/api/v1/notices/{_quoted(number)}", {}, None, None)
        return answer

    def correct_notice(self, number: int, body: CorrectNotice, *, name: str | None = None) -> Done:
        """Correct this notice"""
        answer: Done = self._call("POST", f"/api/v1/notices/{_quoted(number)}/correct", {}, body, name)
        return answer

    def read_notice(self, number: int, body: ReadNotice | None | None = None, *, name: str | None = None) -> Done:
        """It was read

        Reading it by machine does not count as somebody having read it; this does."""
        answer: Done = self._call("POST", f"/api/v1/notices/{_quoted(number)}/read", {}, body, name)
        return answer

    def ask_about_notice(self, number: int, body: AskAboutNotice, *, name: str | None = None) -> Done:
        """Ask about this notice"""
        answer: Done = self._call("POST", f"/api/v1/notices/{_quoted(number)}/ask", {}, body, name)
        return answer

    def withdraw_notice(self, number: int, body: WithdrawNotice, *, name: str | None = None) -> Done:
        """Withdraw this notice"""
        answer: Done = self._call("POST", f"/api/v1/notices/{_quoted(number)}/withdraw", {}, body, name)
        return answer

    def acknowledge_notice(
        self, number: int, body: AcknowledgeNotice | None | None = None, *, name: str | None = None
    ) -> Done:
        """We know"""
        answer: Done = self._call("POST", f"/api/v1/addressees/{_quoted(number)}/acknowledge", {}, body, name)
        return answer

    def reply_about_notice(self, number: int, body: ReplyAboutNotice, *, name: str | None = None) -> Done:
        """Reply"""
        answer: Done = self._call("POST", f"/api/v1/notice-questions/{_quoted(number)}/reply", {}, body, name)
        return answer

    def preview_notice(self, body: SendNotice, *, name: str | None = None) -> NoticePreview:
        """Who would be told"""
        answer: NoticePreview = self._call("POST", "/api/v1/notice-preview", {}, body, name)
        return answer

    def preview_correction(self, number: int, body: CorrectNotice, *, name: str | None = None) -> NoticePreview:
        """Who would be told of a correction"""
        answer: NoticePreview = self._call("POST", f"/api/v1/notices/{_quoted(number)}/preview", {}, body, name)
        return answer

    def webhook_events(self) -> list[Event]:
        """What can be told"""
        answer: list[Event] = self._call("GET", "/api/v1/webhook-events", {}, None, None)
        return answer

    def webhooks(self) -> Listed_Webhook_:
        """Who is told of what"""
        answer: Listed_Webhook_ = self._call("GET", "/api/v1/webhooks", {}, None, None)
        return answer

    def subscribe(self, body: Subscribe, *, name: str | None = None) -> Subscribed:
        """Tell an address from now on"""
        answer: Subscribed = self._call("POST", "/api/v1/webhooks", {}, body, name)
        return answer

    def webhook(self, number: int) -> Webhook:
        """A webhook"""
        answer: Webhook = self._call("GET", f"/api/v1/webhooks/{_quoted(number)}", {}, None, None)
        return answer

    def webhook_messages(
        self, number: int, *, after: str | None = None, limit: int | None = None
    ) -> Listed_WebhookMessage_:
        """What it was told"""
        answer: Listed_WebhookMessage_ = self._call(
            "GET", f"/api/v1/webhooks/{_quoted(number)}/messages", {"after": after, "limit": limit}, None, None
        )
        return answer

    def test_webhook(self, number: int, body: TestWebhook | None | None = None, *, name: str | None = None) -> Done:
        """Send a test"""
        answer: Done = self._call("POST", f"/api/v1/webhooks/{_quoted(number)}/test", {}, body, name)
        return answer

    def restart_webhook(
        self, number: int, body: RestartWebhook | None | None = None, *, name: str | None = None
    ) -> Done:
        """Tell it again"""
        answer: Done = self._call("POST", f"/api/v1/webhooks/{_quoted(number)}/restart", {}, body, name)
        return answer

    def end_webhook(self, number: int, body: EndWebhook | None | None = None, *, name: str | None = None) -> Done:
        """Tell it nothing more"""
        answer: Done = self._call("POST", f"/api/v1/webhooks/{_quoted(number)}/end", {}, body, name)
        return answer

    def send_message_again(
        self, number: int, body: SendMessageAgain | None | None = None, *, name: str | None = None
    ) -> Done:
        """Send a message again"""
        answer: Done = self._call("POST", f"/api/v1/webhook-messages/{_quoted(number)}/again", {}, body, name)
        return answer

    def mails(self, *, receipt: str | None = None, state: MailState | None = None, after: str | None = None) -> Mails:
        """The out-box as far as the post may see it"""
        answer: Mails = self._call(
            "GET", "/api/v1/mails", {"receipt": receipt, "state": state, "after": after}, None, None
        )
        return answer

    def mail(self, number: int) -> MailSheet:
        """A mail and its words

        Of a voice's mail: the key needs voices:read beside."""
        answer: MailSheet = self._call("GET", f"/api/v1/mails/{_quoted(number)}", {}, None, None)
        return answer

    def mail_wish(self) -> Wished:
        """Whether reminders come by e-mail"""
        answer: Wished = self._call("GET", "/api/v1/mail-wish", {}, None, None)
        return answer

    def wish_mail(self, body: Wish, *, name: str | None = None) -> Wished:
        """Get reminders by e-mail, or no more"""
        answer: Wished = self._call("POST", "/api/v1/mail-wish", {}, body, name)
        return answer

    def wordings(self) -> list[WordingStands]:
        """Every kind of mail"""
        answer: list[WordingStands] = self._call("GET", "/api/v1/mail-wordings", {}, None, None)
        return answer

    def wording(
        self, kind: Literal["receipt", "answer", "reopened", "new_day", "added", "reminder"], language: str
    ) -> WordingSheet:
        """What a mail says, and said"""
        answer: WordingSheet = self._call(
            "GET", f"/api/v1/mail-wordings/{_quoted(kind)}/{_quoted(language)}", {}, None, None
        )
        return answer

    def keep_wording(
        self,
        kind: Literal["receipt", "answer", "reopened", "new_day", "added", "reminder"],
        language: str,
        body: KeepWording,
        *,
        name: str | None = None,
    ) -> Done:
        """The city's own words"""
        answer: Done = self._call("POST", f"/api/v1/mail-wordings/{_quoted(kind)}/{_quoted(language)}", {}, body, name)
        return answer

    def preview_wording(
        self,
        kind: Literal["receipt", "answer", "reopened", "new_day", "added", "reminder"],
        language: str,
        body: KeepWording,
        *,
        name: str | None = None,
    ) -> Worded:
        """Words with a made-up voice; nothing is kept"""
        answer: Worded = self._call(
            "POST", f"/api/v1/mail-wordings/{_quoted(kind)}/{_quoted(language)}/preview", {}, body, name
        )
        return answer

    def return_to_ours(
        self,
        kind: Literal["receipt", "answer", "reopened", "new_day", "added", "reminder"],
        language: str,
        *,
        name: str | None = None,
    ) -> Done:
        """Our words again"""
        answer: Done = self._call(
            "POST", f"/api/v1/mail-wordings/{_quoted(kind)}/{_quoted(language)}/ours", {}, None, name
        )
        return answer


def _quoted(part: object) -> str:
    return urllib.parse.quote(str(part), safe="")


def _problem(refused: urllib.error.HTTPError) -> Problem:
    try:
        said = json.load(refused)
        return Problem(refused.code, said["detail"], said.get("errors", []))
    except (ValueError, KeyError, TypeError):
        return Problem(refused.code, refused.reason, [])
