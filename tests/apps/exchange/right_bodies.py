"""Bodies that the town's rooms take (see rows_in_rooms), put together field by field from the API's document."""

from tests.apps.exchange.rows_in_rooms import SOON, TOLD
from tests.apps.population.test_population_desk_pages import CENSUS
from tests.apps.services.test_duties_pages import PROPOSAL
from tests.apps.voices.test_import_screens import FILE, NAMED
from wakimizu.apps.community.models import Partner
from wakimizu.apps.population.models import Assumptions, Feed, Table
from wakimizu.apps.proposals.models import BudgetLine, Effect
from wakimizu.apps.voices.models import Need, Voice

WORDING = {"subject": "お声を受け付けました", "text": "受付番号 {receipt}\n{link}"}
TODAY, LATER, MUCH_LATER = "2026-11-24", SOON.isoformat(), "2027-12-01"

FIELDS = {  # what a field holds, unless the operation says otherwise; what is not here is left out
    "text": "短い言葉です", "because": "理由です", "title": "街灯の点検", "name": "名前", "office": "w-kami-machi",
    "due": LATER, "until": LATER, "day": TODAY, "on": TODAY, "opens": TODAY, "closes": LATER, "begins": TODAY, "ends": LATER,
    "since": TODAY, "effective": LATER, "answer_by": LATER, "valid_from": MUCH_LATER, "district": "43991-01", "place": "公園",
    "lat": 33.0, "lon": 131.0, "may_publish": True, "email": "a@example.jp", "phone": "096-000-0000", "topic": "road",
    "channel": "counter", "sphere": "city", "lead": "w-kami-machi", "ending": "solved", "asked_for": "見積", "owner": "hq-kocho",
    "contribution": "見積は百万円です", "division": "hq-road", "verdict": "adopt", "reason": "必要です", "amount": 100_000,
    "year": 2026, "kind": "initial", "fund": "general", "account": "08-02-03-14", "requested": 1_000_000, "ward": "43991",
    "conclusion": "よくなりました", "answer": "直しました", "note": "備考", "row": "A-9", "intro": "はじめに", "about": "公園",
    "indicator": "lit", "value": 50.0, "area": "43991", "found": "moved", "found_text": "",
    "title_en": "A title", "text_en": "Words", "name_en": "A name", "intro_en": "Words", "stance": "agree", "taken": "up",
    "outcome": "worked", "result": "できました", "code": "new", "summary": "あらまし", "summary_en": "Summary",
    "fee": 300, "law": "住民基本台帳法", "documents": "本人確認書類", "documents_en": "Proof of identity", "fee_note": "一通",
    "wait_minutes": 15, "lead_days": 3, "level": "full", "fault": "missing", "online_url": "https://example.jp/",
    "numerator": "世帯", "denominator": "全世帯", "numerator_en": "Households", "denominator_en": "All", "unit": "percent",
    "direction": "up", "cadence": "year", "source": "entered", "worth": 1000.0, "public": True, "period": "2025",
    "said_by": "統計書", "item": "act", "baseline_year": 2024, "baseline": 40.0, "state": "under_way", "percent": 50,
    "instrument": "counters", "kept_back": 5, "each": 2, "count": 2, "areas": ["43991-01"], "districts": ["43991-01"],
    "residents": 10, "members": 2, "officials": 1, "minutes": "街灯の話", "self_help": "訓練", "mutual_help": "見守り",
    "contact_name": "会長", "contact_phone": "096-000-0000", "contact_email": "a@example.jp", "contact_address": "桜一丁目",
    "where": "北の町", "district_kind": "suburb", "people": 1000, "percent65": 30.0, "problem": "夜道が暗い", "tried": "点検した",
    "cost": 10_000, "began": 2020, "ended": 2022, "learnt": "続ける", "what": "テント", "who": "町内会", "duty": "inform",
    "mark": "well", "words": "毎月", "next_steps": "続けます", "adding": "read", "seeds": "意見一\n意見二\n意見三", "also": ["w-kami"],
    "happening": "campaign", "weeks": 16, "replications": "99", "seed": 1, "month": "2026-10", "volume": 10, "service": "juminhyo",
    "measure": "百本を立てます", "draws": 0, "window_from": "08:00", "window_to": "09:00", "part": "半分", "encoded": "text",
    "receipt": "AAAA-BBBB-CCCC", "least": 0, "costs": "each", "effects": "each", "targets": "each", "looks": "each", "rows": "each",
    "lines": "each", "amounts": "each", "ceilings": "each", "duties": "each",
}  # fmt: skip

OPERATIONS = {  # operation → what its fields hold
    "keep_scenario": lambda: {"text": 'code = "near"\nname = "近く"\n[guards]\nfarthest = []\n'},
    "give_post": lambda: {"role": "clerk", "office": "w-kami-kumin", "password": "a first word that is long"},
    "attachments": lambda: {"receipt": _receipt()},
    "path": lambda: {"receipt": _receipt()},
    "proof": lambda: {"receipt": _receipt()},
    "raise_need": lambda: {"voices": [_waiting()]},
    "join_need": lambda: {"voices": [_waiting()]},
    "send_voices_file": lambda: {"content": FILE},
    "plan_columns": lambda: {"columns": NAMED},
    "plan_values": lambda: {"values": [{"holds": "topic", "cell": "道路関係", "means": "road"}]},
    "subscribe": lambda: {"url": TOLD, "events": ["need.answered"]},
    "wish_mail": lambda: {"wanted": True},
    "keep_wording": lambda: WORDING,
    "preview_wording": lambda: WORDING,
    "join_voice": lambda: {"need": Need.objects.order_by("-pk")[0].pk},
    "merge_need": lambda: {"into": Need.objects.order_by("-pk")[0].pk},
    "split_need": lambda: {"voices": [Voice.objects.filter(links__need=Need.objects.order_by("-pk")[0])[0].pk]},
    "ask_projection": lambda: {
        "base": f"{Table.objects.get(code='five').pk}-2020-10-01",
        "assumptions": str(Assumptions.objects.get(code="five").pk), "until": 2050,
    },
    "ask_travel_times": lambda: {"feeds": [str(feed.pk) for feed in Feed.objects.all()]},
    "take_population_file": lambda: {"kind": "census", "content": CENSUS},
    "take_services_file": lambda: {"kind": "offerings", "content": "制度番号,施設ID,取扱,開始日\njuminhyo,w-kami,●,2026-04-01\n"},
    "take_allotment_file": lambda: {"goal": "+", "code": "third", "name": "第三案", "content": PROPOSAL},
    "take_in_indicators": lambda: {"kind": "values", "content": "指標,期間,場所,値,出典\nmembers,2025,,41.5,統計書\n"},
    "take_in_paper": lambda: {"content": "通し番号,overall\n1,5\n"},
    "take_in_budget": lambda: {"kind": "accounts", "content": "コード,款,項,目,節\n08-02-03-14,土木費,道路,維持,工事\n"},
    "take_in_partners": lambda: {"content": "名称,種別,活動地区コード\n桜の会,npo,43991-01\n"},
    "observe": lambda: {"numerator": 40.0, "denominator": 80.0, "value": None, "place": ""},
    "keep_partner": lambda: {"kind": "council"},
    "change_partner": lambda: {"kind": "council"},
    "ask_study": lambda: {"kind": "plan"},
    "promise_remedy": lambda: {"fault": "wait"},
    "accept_fault": lambda: {"fault": "wait"},
    "make_survey": lambda: {"owner": "hq-seisaku"},
    "invite_to_survey": lambda: {"where": None},
    "hand_on_proposal": lambda: {"division": "hq-kocho"},
    "note_spending": lambda: {"day": "2027-09-30"},
    "follow": lambda: {"receipt": _receipt()},
    "reopen": lambda: {"receipt": _receipt()},
    "lend": lambda: {"kind": "loan", "partner": Partner.objects.first().pk, "amount": None},
    "say_help": lambda: {"sphere": "mutual", "partner": Partner.objects.first().pk},
    "note_visit": lambda: {"kind": "meeting", "begins": "19:00", "ends": "20:00"},
    "change_visit": lambda: {"kind": "meeting", "begins": "19:00", "ends": "20:00"},
    "call_meeting": lambda: {"kind": "mayors", "day": LATER, "begins": "13:00", "ends": "15:00"},
    "change_meeting": lambda: {"kind": "mayors", "day": LATER, "begins": "13:00", "ends": "15:00"},
    "give_task": lambda: {"office": "hq-road"},
    "open_round": lambda: {"year": 2030},
    "request_line": lambda: {"ward": None, "measure": None},
    "change_line": lambda: {"ward": None, "measure": None},
    "ask_question": lambda: {"key": "new", "about": None},
    "change_question": lambda: {"key": "draft", "about": None},
    "open_consultation": lambda: {"about": "office", "also": ["w-kami-machi"]},
    "consult_on_standard": lambda: {"opens": "08:30", "closes": "17:00", "levels": {"ward_office": "full"}},
    "settle_consultation": lambda: {"outcome": "dropped", "standard": None},
    "set_standard": lambda: {"opens": "08:30", "closes": "17:00"},
    "offer_service": lambda: {"opens": "08:30", "closes": "17:00", "office": "w-kami"},
    "withdraw_service": lambda: {"office": "w-kami"},
    "note_month": lambda: {"office": "w-kami"},
    "draft_proposal": lambda: {"needs": [Need.objects.first().pk]},
    "change_proposal": lambda: {"needs": [Need.objects.first().pk]},
    "start_measure": lambda: {"office": "hq-road", "ward": None},
    "change_measure": lambda: {"name": "街灯百本", "office": "hq-road", "ward": None},
    "support_need": lambda: {"office": "hq-road"},
    "pass_voice": lambda: {"office": "hq-road"},
    "assign_need": lambda: {"office": "hq-road"},
    "change_service": lambda: {"code": "juminhyo", "ward": None},
    "enter_service": lambda: {"ward": None},
    "note_progress": lambda: {"state": "under_way"},
}  # fmt: skip


def right_body(document, operation):
    """The body for an operation of the document; None where it takes none."""
    said = operation.get("requestBody")
    if not said:
        return None
    own = OPERATIONS.get(operation["operationId"], dict)()
    return _filled(document, said["content"]["application/json"]["schema"], own)


def properties_of(document, schema):
    """The fields of a body's schema, and what each may hold."""
    schema = _seen(document, schema)
    return {name: _seen(document, each) for name, each in schema.get("properties", {}).items()}


def _seen(document, schema):
    """A schema behind its references, and without the word that it may be left out."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    real = [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
    return _seen(document, real[0]) if len(real) == 1 else schema


def _filled(document, schema, own):
    body = {}
    for name, field in properties_of(document, schema).items():
        if name in own:
            body[name] = own[name]
        elif FIELDS.get(name) == "each":
            body[name] = [_filled(document, field["items"], _rows())]
        elif name in FIELDS:
            body[name] = FIELDS[name]
    return {name: value for name, value in body.items() if value is not None}


def _receipt():
    return Voice.objects.exclude(receipt="").filter(state="answered").first().receipt


def _waiting():
    return Voice.objects.order_by("-pk")[0].pk


def _rows():
    """The rows that are named within a list of a body."""
    line = BudgetLine.objects.filter(round__state="assess").first()
    effect = Effect.objects.filter(measure__isnull=False).first()
    return {"line": line.pk if line else 1, "effect": effect.pk if effect else 1}
