"""What the tests of sharing do again and again with the cast: the road division changes a standard, tells, asks, meets."""

from datetime import date, datetime, timedelta

from tests.cast import NOW
from wakimizu.apps.services.models import Service, Standard
from wakimizu.apps.sharing.imports import import_sharing
from wakimizu.apps.sharing.operations import consultations, meetings, notices
from wakimizu.apps.sharing.operations.consultations import Draft
from wakimizu.apps.sharing.operations.notices import Content

HEAD, STAFF, POLICY = ("hq_head", "hq-road"), ("hq", "hq-road"), ("policy", "hq-seisaku")
KAMI, SHIMO = ("planner", "w-kami-machi"), ("planner", "w-shimo-machi")
KAMI_MAYOR, SHIMO_MAYOR = ("mayor", "w-kami"), ("mayor", "w-shimo")
CLERK, BRANCH, LIAISON = ("clerk", "w-kami-kumin"), ("clerk", "b-kawabata"), ("liaison", "c-sakura")
AUDITOR, IT = ("auditor", "hq-seisaku"), ("it", "hq-seisaku")
EVERYBODY = [HEAD, STAFF, POLICY, KAMI, SHIMO, KAMI_MAYOR, SHIMO_MAYOR, CLERK, BRANCH, LIAISON, AUDITOR, IT]

TODAY = NOW.date()  # Tuesday 24 November 2026
SOON, LATER, MUCH_LATER = date(2026, 12, 8), date(2027, 1, 29), date(2027, 4, 1)
MY_NUMBER_WORDS = "番号は 1234 5678 9018 です"  # made up; its check digit is right

TABLE = """事項,事項名,事項名（英語）,発信,宛先,区,何営業日前,確認,意見照会,対象手続き
standard,基準の変更,A standard changes,本庁,区役所、区の課,全区,20,5,要,
standard,基準の変更,A standard changes,本庁,出張所、まちづくりセンター,全区,10,,要,
campaign,催し,A campaign,本庁,区の課,全区,5,3,,
campaign,催し,A campaign,区,まちづくりセンター、hq-kocho,自区,3,,,
visit,視察,A visit,本庁,区役所,指定区,0,1,,
cross-ward,区をまたぐ課題,A cross-ward need,区,区役所,他区,0,3,,
"""


def with_rules(town, text=TABLE):
    """The town with the table of rules above."""
    report = import_sharing(town.system(), town.city, town.book, text.encode())
    assert not report.counts["refused"], report.told
    return town


def at(days, hour=9):
    """So many days after the cast's now."""
    return (NOW + timedelta(days=days)).replace(hour=hour)


def told(**more):
    facts = {
        "title": "窓口の時間が変わります",
        "text": "四月から十七時までです。",
        "happening": "campaign",
        "effective": LATER,
    }
    return Content(**{**facts, **more})


def sent(town, by=HEAD, when=NOW, corrects=None, deliver=True, **more):
    """A notice of the road division, accepted and delivered."""
    row = notices.send_notice(
        town.actor(*by, at=when), office=town.offices[by[1]], content=told(**more), book=town.book, corrects=corrects
    )
    return notices.deliver_notice(town.system(when), notice=row) if deliver else row


def to(notice, code):
    return notice.addressees.select_related("office", "notice").get(office__code=code)


def service(town):
    return Service.objects.filter(code="repair").first() or Service.objects.create(
        city=town.city, code="repair", name="道路の補修の受付", summary="補修の受付", owner=town.offices["hq-road"]
    )


def standard(town, **more):
    facts = {
        "service": service(town),
        "levels": {"ward_office": "full", "branch": "referral"},
        "valid_from": MUCH_LATER,
        "wait_minutes": 15,
    }
    return Standard(**{**facts, **more})


def asked_about(town, by=HEAD, when=NOW, about="standard", asked=("w-kami-machi", "w-shimo-machi"), **more):
    """A consultation of the road division on the standard of its service."""
    facts = {"title": "補修の受付の基準", "text": "待ち時間を十五分にします。", "answer_by": SOON}
    draft = Draft(
        **{**facts, **{k: v for k, v in more.items() if k != "standard"}},
        about=about,
        asked=[town.offices[code] for code in asked],
        standard=more.get("standard", standard(town) if about == "standard" else None),
    )
    return consultations.open_consultation(town.actor(*by, at=when), office=town.offices[by[1]], draft=draft)


def opinion_of(town, consultation, by=KAMI, when=NOW, stance="if", text="出張所の人手が要ります。"):
    asked = consultation.asked.select_related("office", "consultation").get(office__code=by[1])
    return consultations.give_opinion(town.actor(*by, at=when), asked=asked, stance=stance, text=text)


def responded(town, opinion, by=HEAD, when=NOW, taken="partly", text="応援を出します。"):
    return consultations.respond_to_opinion(town.actor(*by, at=when), opinion=opinion, taken=taken, text=text)


def planned(days=7, **more):
    begins = at(days, 13)
    facts = {
        "kind": "mayors",
        "title": "十二月の区長会議",
        "begins": begins,
        "ends": begins + timedelta(hours=2),
        "place": "庁議室",
    }
    return {**facts, **more}


def called(town, by=POLICY, invited=("w-kami", "w-shimo"), days=7, **more):
    plan = meetings.Plan(invited=[town.offices[code] for code in invited], **planned(days, **more))
    return meetings.call_meeting(town.actor(*by), office=town.offices[by[1]], plan=plan)


def item_of(town, meeting, title="除雪の分担", by=POLICY):
    return meetings.add_item(town.actor(*by), meeting=meeting, title=title)


def moment(text):
    return datetime.fromisoformat(f"{text}+09:00")
