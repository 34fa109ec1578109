"""What machines may read and do is what the screens show the same post: row by row, scope by scope."""

import pytest
from django.core.cache import caches

from tests.apps.community import questions
from tests.apps.community.community_scenes import visit_of
from tests.apps.exchange.machines import Machine, machine
from tests.apps.monitoring.heard import as_always, suddenly
from tests.apps.monitoring.small import POLICY
from tests.apps.population.test_population_desk_pages import CENSUS
from tests.apps.services.conftest import services as services
from tests.apps.services.test_audit_pages import today as today
from tests.apps.services.test_duties_pages import PROPOSAL
from tests.apps.services.test_duties_pages import held as held
from tests.apps.voices.scenes import answered, kami_voice, need_of
from tests.cast import NOW
from tests.pages import test_who_sees_what as screens
from wakimizu.apps.city.models import Office
from wakimizu.apps.city.operations import renew
from wakimizu.apps.community.models import VisitPhoto
from wakimizu.apps.exchange.api.addresses import api
from wakimizu.apps.exchange.models import Mail, Replay
from wakimizu.apps.ledger.operations import seal_entries
from wakimizu.apps.monitoring import operations as monitoring
from wakimizu.apps.voices.models import Need, Voice
from wakimizu.shared import jobs

things = screens.things
MY_NUMBER = "123456789018"
STAFF = {name: who for name, who in screens.WHO.items() if who}
# An address of the API that names a row → the same with that row's number or code, and the page that shows the row.
SHOWN = """
/audit/{office}/{code}                  /audit/b-kawabata/juminhyo                 /desk/audit/{counter}/{service}/
/budget-rounds/{number}                 /budget-rounds/{budget}                    /desk/budget/{budget}/
/budget-rounds/{number}/decides         /budget-rounds/{budget}/decides            /desk/budget/{budget}/decides/
/budget-rounds/{number}/lines           /budget-rounds/{budget}/lines              /desk/budget/{budget}/lines/
/budget-rounds/{number}/portfolio       /budget-rounds/{budget}/portfolio          /desk/budget/{budget}/portfolio/
/budget-lines/{number}                  /budget-lines/{line}                       /desk/budget/line/{line}/
/offices/{code}                         /offices/b-kawabata                        /offices/b-kawabata/
/visits/{number}                        /visits/{visit}                            /desk/visit/{visit}/
/visit-photos/{number}                  /visit-photos/{visit_photo}                /visit-photo/{visit_photo}/
/partners/{number}                      /partners/{partner}                        /desk/partner/{partner}/
/cases/{number}                         /cases/{case}                              /desk/case/{case}/
/needs/{number}/help                    /needs/{need}/help                         /desk/help/need/{need}/
/self-checks/{code}/{year}              /self-checks/43991/2025                    /desk/self-check/43991/2025/
/self-checks/{code}/{year}/figures      /self-checks/43991/2025/figures            /desk/self-check/43991/2025/
/deliberations/{code}                   /deliberations/{question_key}              /desk/deliberation/{question_key}/
/allotments/{code}                      /allotments/today                          /desk/duties/
/figures/{code}                         /figures/43991                             /desk/overview/43991/
/mails/{number}                         /mails/{mail}                              /desk/mails/{mail}/
/mail-wordings/{kind}/{language}        /mail-wordings/answer/ja                   /desk/mails/wording/answer/ja/
/indicators/{code}                      /indicators/paved                          /desk/indicator/paved/
/plan/{code}                            /plan/paving                               /desk/plan/paving/
/scans/{number}                         /scans/{scan}                              /desk/emerging/{scan}/
/scans/{number}/clusters/{place}        /scans/{scan}/clusters/1                   /desk/emerging/{scan}/1/
/scenarios/{code}                       /scenarios/{scenario}                      /desk/network/scenario/{scenario}/
/studies/{number}                       /studies/{study}                           /desk/network/study/{study}/
/studies/{number}/beside/{other}        /studies/{study}/beside/{study}            /desk/network/compare/?a={study}&b={study}
/studies/{number}/preview               /studies/{study}/preview                   /desk/network/study/{study}/adopt/
/adoptions/{number}                     /adoptions/{adoption}                      /desk/network/adopted/{adoption}/
/openings/{code}                        /openings/b-kawabata                       /offices/b-kawabata/
/guides/{code}                          /guides/none                               /guide/none/
/people/{code}                          /people/43991                              /population/43991/
/assumptions/{code}                     /assumptions/x                             /desk/population/assumptions/x/download/
/projections/{number}                   /projections/1                             /desk/population/?run=1
/proposals/{number}                     /proposals/{draft}                         /desk/proposal/{draft}/
/measures/{number}                      /measures/{measure}                        /desk/measure/{measure}/
/services/{code}                        /services/juminhyo                         /desk/services/juminhyo/
/notices/{number}                       /notices/{notice}                          /desk/notice/{notice}/
/consultations/{number}                 /consultations/{consultation}              /desk/consultation/{consultation}/
/meetings/{number}                      /meetings/{meeting}                        /desk/meetings/{meeting}/
/tasks/{number}                         /tasks/{task}                              /desk/task/{task}/
/surveys/{code}                         /surveys/{survey}                          /desk/survey/{survey}/
/voice-files/{number}                   /voice-files/{file}                        /desk/import/voices/{file}/columns/
/voices-taken/{number}                  /voices-taken/{taking}                     /desk/import/voices/result/{taking}/
/voices/{number}                        /voices/{voice}                            /desk/voice/{voice}/
/photos/{number}                        /photos/{photo}                            /photo/{photo}/
/letters/{number}                       /letters/{letter}                          /letter/{letter}/
/needs/{number}                         /needs/{need}                              /desk/need/{need}/
/needs/{number}/voices                  /needs/{need}/voices                       /desk/voice/{voice}/
/webhooks/{number}                      /webhooks/{webhook}                        /desk/webhooks/{webhook}/
/webhooks/{number}/messages             /webhooks/{webhook}/messages               /desk/webhooks/{webhook}/
/trace/{kind}/{key}                     /trace/voice/{voice}                       /desk/trace/voice/{voice}/
"""
ROWS = [line.split() for line in SHOWN.strip().splitlines()]
# Rows that `things` has not made: pages that show a list, or a form, answer all the same.
NOT_THERE_YET = {"/self-checks/{code}/{year}", "/studies/{number}/beside/{other}", "/projections/{number}"}


@pytest.fixture(autouse=True)
def _no_calls_yet():
    caches["memory"].clear()


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_has_every_address_that_names_a_row():
    paths = {path.removeprefix("/api/v1") for path, ways in api.get_openapi_schema()["paths"].items() if "get" in ways}
    assert {row[0] for row in ROWS} == {path for path in paths if "{" in path and not path.startswith("/public/")}


@pytest.mark.parametrize("who", STAFF.values(), ids=STAFF)
@pytest.mark.whole
def test_a_row_opens_to_a_machine_only_where_its_page_opens(town, things, who):
    """It is refused alike: 403 against 404 tells a machine no more than the page tells a person."""
    photo = VisitPhoto.objects.create(city=town.city, visit_id=things["visit"], jpeg=b"x", width=1, height=1)
    known = {**things, "visit_photo": photo.pk}
    caller, browser = machine(town, *who), town.browser(*who)
    found = {
        path: (caller.get(row.format(**known)).status_code, browser.get(page.format(**known)).status_code)
        for path, row, page in ROWS
    }
    assert {path for path, (said, shown) in found.items() if said != shown} <= NOT_THERE_YET
    assert all(found[path][0] != 200 for path in NOT_THERE_YET)


def test_another_citys_rows_are_not_there(town, tonari, things):
    """Whatever a planner of 隣町 asks for by a number of 湧水市's."""
    caller = machine(tonari, "planner", "w-higashi-machi")
    open_to_it = []
    for _path, row, _page in ROWS:
        if "{" in row and "{counter}" not in row:
            status = caller.get(row.format(**things, visit_photo=1)).status_code
            open_to_it += [] if status in (403, 404) else [(row, status)]
    assert open_to_it == []


# ── scopes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_words_behind_a_cluster_need_a_key_for_voices(town):
    as_always(town)
    suddenly(town)
    scan = jobs.run(monitoring.ask_scan(town.actor(*POLICY), weeks=16))
    address = f"/scans/{scan.pk}/clusters/1"
    assert machine(town, *POLICY, scopes=["monitoring:read"]).get(address).status_code == 403
    seen = machine(town, *POLICY, scopes=["monitoring:read", "voices:read"]).get(address).json()
    assert len(seen) == 16 and all(each["text"] for each in seen)


def test_a_key_for_mail_alone_learns_no_receipt_of_a_voice(town):
    """A receipt opens the voice's letters and photos to anyone."""
    voice = kami_voice(town)
    at = voice.received_at
    mail = Mail.objects.create(
        city=town.city, entry=1, kind="receipt", language="ja", voice=voice, asked_at=at, next_try=at
    )
    narrow = machine(town, scopes=["exchange:read"])
    (row,) = narrow.get("/mails").json()["items"]
    assert (row["receipt"], row["opens"]) == (f"{voice.receipt[:4]}-…", False)
    assert narrow.get(f"/mails/{mail.pk}").status_code == 403
    (row,) = machine(town, scopes=["exchange:read", "voices:read"]).get("/mails").json()["items"]
    assert (row["receipt"], row["opens"]) == (voice.receipt, True)


def test_a_key_for_visits_alone_enters_no_voice(town):
    address, heard = f"/visits/{visit_of(town).pk}/voices", {"text": "街灯が暗いです"}
    narrow = machine(town, scopes=["community:read", "community:write"])
    assert narrow.post(address, heard).status_code == 403
    assert not Voice.objects.exists()
    assert machine(town, scopes=["community:write", "voices:write"]).post(address, heard).status_code == 200


# ── what anybody may do ──────────────────────────────────────────────────────────────────────────────────────────────


def test_who_guesses_a_residents_idempotency_key_gets_a_voice_of_their_own(town):
    """Not the receipt of another's, with which letters and photos are read."""
    resident, stranger = Machine(town), Machine(town)
    first = resident.post("/public/voices", {"text": "隣の家のことで困っています"}, name="00000001").json()
    other = stranger.post("/public/voices", {"text": "道路に穴があります"}, name="00000001").json()
    assert other["receipt"] != first["receipt"] and Voice.objects.count() == 2
    again = resident.post("/public/voices", {"text": "隣の家のことで困っています"}, name="00000001").json()
    assert again == first and Voice.objects.count() == 2


def test_what_was_found_in_a_question_is_told_when_votes_are_no_longer_taken(town):
    question = questions.opened(town)
    questions.two_camps(town, question)
    questions.computed(town, question)
    anybody, address = Machine(town), f"/public/deliberations/{question.key}"
    assert anybody.get(address).json()["result"] is None
    assert machine(town).get(f"/deliberations/{question.key}").json()["result"]["voters"] == 22
    questions.closed(town, question)
    assert anybody.get(address).json()["result"]["voters"] == 22


def test_what_a_question_is_about_is_told_to_anybody_once_it_is_public(town):
    need = need_of(town, kami_voice(town))
    Need.objects.filter(pk=need.pk).update(public=False)
    question = questions.opened(town, need=need)
    anybody, one = Machine(town), f"/public/deliberations/{question.key}"

    def told():
        return [anybody.get(one).json()["need"], anybody.get("/public/deliberations").json()[0]["need"]]

    assert told() == [None, None]
    assert machine(town).get(f"/deliberations/{question.key}").json()["need"] == need.pk
    Need.objects.filter(pk=need.pk).update(public=True)
    assert told() == [need.pk, need.pk]


def test_of_what_a_receipt_opens_nothing_is_kept_for_a_repetition(town):
    voice = kami_voice(town)
    answered(town, need_of(town, voice))
    while seal_entries(voice.received_at):
        pass
    caller = machine(town)
    for name in ("follow", "proof", "path", "attachments"):
        said = caller.post(f"/public/{name}", {"receipt": voice.receipt})
        assert (said.status_code, Replay.objects.count()) == (200, 0), name


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_need_goes_to_an_office_that_can_answer_it(town):
    voice = kami_voice(town)
    kiosk = Office.objects.create(city=town.city, code="kiosk-1", kind="kiosk", name="駅の端末")
    renew(town.city.pk)
    need = {"voices": [voice.pk], "title": "街灯", "topic": voice.topic.code}
    refused = machine(town).post("/needs", {**need, "lead": kiosk.code})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "lead")
    assert not Need.objects.exists()
    assert machine(town).post("/needs", {**need, "lead": "w-kami-machi"}).status_code == 200


SERVICE = {"code": "inkan", "name": "印鑑登録", "owner": "hq-kocho", "summary": "印鑑を登録します"}
OFFER = {"office": "w-kami", "level": "full", "valid_from": NOW.date().isoformat()}
FIGURES = {"kind": "census", "code": "census-2015", "name": "国勢調査", "source": "統計局", "content": CENSUS}
ALLOTTED = {"goal": "+", "code": "third", "name": "第三案", "content": PROPOSAL}
MINE = f"私の番号は {MY_NUMBER} です"


@pytest.mark.parametrize(
    ("who", "address", "body", "field"),
    [
        (("hq_head", "hq-kocho"), "/services", SERVICE, "summary"),
        (("hq_head", "hq-kocho"), "/services", SERVICE, "documents"),
        (("planner", "w-kami-machi"), "/services/kokuho/offer", OFFER, "note"),
        (POLICY, "/population-files", FIGURES, "source"),
        (POLICY, "/duty-files", ALLOTTED, "note"),
    ],
)
@pytest.mark.usefixtures("services", "held", "today")
def test_a_my_number_is_refused_wherever_words_are_kept(town, who, address, body, field):
    caller = machine(town, *who)
    refused = caller.post(address, {**body, field: MINE})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
    assert "My Number" in refused.json()["errors"][0]["sentence"]
    assert caller.post(address, body).status_code == 200
