"""Scenarios by form and by file, a study while it runs and when it is done, a plan carried out: as pages, for each post."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.network import small
from wakimizu.apps.city.models import Office
from wakimizu.apps.city.operations import renew
from wakimizu.apps.network import operations
from wakimizu.apps.network.models import Adoption, Scenario, Study
from wakimizu.shared.jobs import JobState

pytestmark = pytest.mark.django_db
POLICY, PLANNER, CLERK = ("policy", "hq-seisaku"), ("planner", "w-kami-machi"), ("clerk", "w-kami-kumin")
PARTS = ("", "districts/", "money/", "frontier/", "sheets/", "sheets/43991-02/", "sheets/43991/")


def page_of(response, status=200):
    assert response.status_code == status, response.status_code
    return response.content.decode().split("<main", 1)[1].split("</main>")[0]


def words_of(response, status=200):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page_of(response, status)))


def filled(page):
    """What a browser would send of the page's form: every field as it stands."""
    sent = {}
    form = page.split('<form class="form net-form"', 1)[1].split("</form>")[0]
    for tag in re.findall(r"<input[^>]*>", form):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        box = told.get("type") in ("checkbox", "radio")
        if "name" in told and (not box or " checked" in tag):
            sent.setdefault(told["name"], []).append(told.get("value", "on" if box else ""))
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = (
            re.findall(r'<option value="([^"]*)" selected', options)
            or re.findall(r'<option value="([^"]*)"', options)[:1]
        )
        sent[name] = chosen
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', form, re.S):
        sent[name] = [text]
    return sent


class TestScenarios:
    def test_none_yet_says_what_to_do(self, place):
        assert "/desk/network/new/" in page_of(place.browser(*POLICY).get("/desk/network/"))
        assert "/desk/network/new/" not in page_of(place.browser(*CLERK).get("/desk/network/"))

    def test_the_form_begins_with_the_usual_terms_and_keeps_them(self, place):
        browser = place.browser(*POLICY)
        sent = filled(page_of(browser.get("/desk/network/new/")))
        answer = browser.post("/desk/network/new/", {**sent, "name": "いつも", "code": "usual"})
        assert answer["Location"] == "/desk/network/scenario/usual/"
        kept = Scenario.objects.get(code="usual")
        usual = small.scenario(place, terms={})
        assert kept.terms == usual.terms

    def test_rows_are_added_and_taken_away_before_anything_is_kept(self, place):
        browser = place.browser(*POLICY)
        sent = filled(page_of(browser.get("/desk/network/new/")))
        more = filled(page_of(browser.post("/desk/network/new/", {**sent, "do": "add:guards-reach"})))
        assert more["guards-reach-1-share"] == ["90"] and "guards-farthest-1-minutes" in more
        fewer = filled(page_of(browser.post("/desk/network/new/", {**more, "do": "drop:guards-farthest:1"})))
        assert "guards-farthest-1-minutes" not in fewer and not Scenario.objects.exists()
        browser.post("/desk/network/new/", {**fewer, "name": "案", "code": "reach"})
        guards = Scenario.objects.get().terms["guards"]
        assert guards["farthest"] == [] and guards["reach"][0]["share"] == 0.9

    def test_an_office_that_must_stay_and_a_new_place_are_kept(self, place):
        browser = place.browser(*POLICY)
        sent = filled(page_of(browser.get("/desk/network/new/")))
        sent = filled(page_of(browser.post("/desk/network/new/", {**sent, "do": "add:sites-new"})))
        sent |= {
            "name": "案", "code": "stay", "stay-b-umibe": "2030-03-31", "office-b-kawabata": "keep",
            "sites-new-1-name": "駅前", "sites-new-1-lat": "33.01", "sites-new-1-lon": "131.0",
        }  # fmt: skip
        assert browser.post("/desk/network/new/", sent).status_code == 302
        terms = Scenario.objects.get().terms
        assert terms["guards"]["stay"] == [{"office": "b-umibe", "until": "2030-03-31"}]
        assert terms["sites"]["keep"] == ["b-kawabata"]
        assert (terms["sites"]["new"][0]["code"], terms["sites"]["new"][0]["roles"]) == ("new-1", ["kiosk"])

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("code", "no blanks"),
            ("periods-years", "2032, 2027"),
            ("periods-years", "soon"),
            ("periods-until", "2030"),
            ("weights-minute", "-5"),
            ("weights-cost", "a lot"),
            ("staff-yen", ""),
            ("roles-branch-yen", "-1"),
            ("digital-1-online_under75", "120"),
            ("guards-farthest-1-minutes", ""),
            ("guards-farthest-1-from", "2090"),
            ("steps-branch-closed", "-3"),
            ("stay-b-umibe", "soon"),
            ("effort-gap", "200"),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(self, place, field, value):
        browser = place.browser(*POLICY)
        sent = filled(page_of(browser.get("/desk/network/new/"))) | {"name": "案", "code": "wrong"}
        page = page_of(browser.post("/desk/network/new/", {**sent, field: value}), 422)
        shown = "steps-branch-closed" if field.startswith("steps") else field
        assert f'id="id_{shown}_error"' in page or field.startswith("steps"), re.findall(r'id="(id_[^"]+_error)"', page)
        assert 'role="alert"' in page and not Scenario.objects.exists()

    def test_a_place_outside_the_city_is_named(self, place):
        browser = place.browser(*POLICY)
        sent = filled(page_of(browser.get("/desk/network/new/")))
        sent = filled(page_of(browser.post("/desk/network/new/", {**sent, "do": "add:sites-new"})))
        sent |= {
            "name": "案",
            "code": "far",
            "sites-new-1-name": "沖",
            "sites-new-1-lat": "30",
            "sites-new-1-lon": "125",
        }
        page = page_of(browser.post("/desk/network/new/", sent), 422)
        assert 'id="id_sites-new-1-name_error"' in page and "沖" in page

    def test_numbers_are_read_as_people_write_them(self, place):
        browser = place.browser(*POLICY)
        sent = filled(page_of(browser.get("/desk/network/new/"))) | {
            "name": "案",
            "code": "wide",
            "staff-yen": "８，０００，０００",
        }
        assert browser.post("/desk/network/new/", sent).status_code == 302
        assert Scenario.objects.get().terms["staff"]["yen"] == 8_000_000

    def test_a_file_goes_out_is_changed_and_comes_in(self, place):
        small.scenario(place)
        browser = place.browser(*POLICY)
        text = browser.get("/desk/network/scenario/plan/download/").content.decode()
        changed = text.replace('code = "plan"', 'code = "plan-2"').replace("minute = 30", "minute = 60")
        assert browser.post("/desk/network/file/", {"text": changed})["Location"] == "/desk/network/scenario/plan-2/"
        assert Scenario.objects.get(code="plan-2").terms["weights"]["minute"] == 60

    def test_a_file_that_is_wrong_is_told_line_by_line(self, place):
        browser = place.browser(*POLICY)
        page = words_of(
            browser.post(
                "/en/desk/network/file/", {"text": 'code = "x"\nname = "x"\n[weights]\nminute = -1\ncots = 3\n'}
            ),
            422,
        )
        assert "line 4" in page and "line 5" in page
        unknown = 'code = "x"\nname = "x"\n[sites]\nkeep = ["nowhere"]\n'
        page = words_of(browser.post("/en/desk/network/file/", {"text": unknown}), 422)
        assert "line 4" in page and "nowhere" in page
        assert 'id="id_file_error"' in page_of(browser.post("/desk/network/file/", {"text": ""}), 422)
        assert not Scenario.objects.exists()


class TestStudies:
    def test_a_planner_asks_watches_and_stops(self, place):
        small.scenario(place)
        browser = place.browser(*PLANNER)
        sent = {"kind": "frontier", "points": "5", "gap": "0.01", "seconds": "60"}
        answer = browser.post("/desk/network/scenario/plan/", sent)
        study = Study.objects.get()
        assert answer["Location"] == f"/desk/network/study/{study.pk}/"
        assert (study.kind, study.points, study.gap_asked, study.seconds_asked) == ("frontier", 5, 0.0001, 60)
        Study.objects.update(
            state=JobState.RUNNING, progress=0.4, objective=5e9, bound=4.9e9, gap=0.02, stage="searching"
        )
        page = browser.get(f"/en/desk/network/study/{study.pk}/").content.decode()
        assert "refresh.js" in page and "data-open" in page and "40%" in page
        assert "¥5.0 billion" in page and "¥4.9 billion" in page and "2%" in page
        assert browser.post(f"/desk/network/study/{study.pk}/cancel/").status_code == 302
        study.refresh_from_db()
        assert study.cancel_asked

    @pytest.mark.parametrize(("field", "value"), [("kind", "moon"), ("points", "1"), ("gap", "150"), ("seconds", "-1")])
    def test_what_cannot_be_asked_is_said_at_its_field(self, place, field, value):
        small.scenario(place)
        sent = {"kind": "frontier", "points": "5", "gap": "0.01", "seconds": "60", field: value}
        page = page_of(place.browser(*PLANNER).post("/desk/network/scenario/plan/", sent), 422)
        assert f'id="id_{field}_error"' in page and not Study.objects.exists()

    def test_a_result_begins_with_a_sentence_and_shows_all_its_parts(self, place):
        study = small.study(place, kind="frontier", points=3)
        browser = place.browser(*CLERK)
        first = words_of(browser.get(f"/en/desk/network/study/{study.pk}/"))
        assert "2 places change, the first on Thu 1 Apr 2027." in first and "It is proven that no other plan" in first
        assert "Kawabata Branch" in first and "Branch → Community centre: 1 place" in first
        for part in PARTS:
            page = words_of(browser.get(f"/en/desk/network/study/{study.pk}/{part}"))
            assert page.strip() and "None" not in page.replace("None chosen", ""), part

    def test_maps_say_roles_by_shape_and_changes_by_number(self, place):
        page = page_of(place.browser(*CLERK).get(f"/desk/network/study/{small.study(place).pk}/"))
        assert page.count('class="net-map"') == 3  # today and two periods
        assert 'class="net-site net-closed"' in page and 'class="net-number"' in page

    def test_the_table_can_be_ordered_and_narrowed(self, place):
        study = small.study(place)
        browser = place.browser(*CLERK)
        page = words_of(browser.get(f"/en/desk/network/study/{study.pk}/districts/?who=under65&by=lose"))
        assert page.index("Kawabata") < page.index("Sakura")
        page = words_of(browser.get(f"/en/desk/network/study/{study.pk}/districts/?ward=43992&by=x&period=9"))
        assert "Kawabata" not in page and "Umibe" in page

    def test_guards_that_cannot_be_met_are_named_in_words(self, place):
        terms = {
            **small.CHEAP,
            "guards": {"stay": [{"office": "b-umibe", "until": "2040-01-01"}], "yen": [{"yen": 1000}]},
        }
        study = small.study(place, terms)
        page = words_of(place.browser(*PLANNER).get(f"/en/desk/network/study/{study.pk}/"))
        assert "No plan meets all guards" in page and "costs at most 1,000 yen" in page
        for part in PARTS[1:]:
            assert place.browser(*PLANNER).get(f"/desk/network/study/{study.pk}/{part}").status_code == 404

    def test_files_out(self, place):
        study = small.study(place)
        browser = place.browser(*CLERK)
        assert browser.get(f"/desk/network/study/{study.pk}/download/").content[:2] == b"PK"
        assert "43991-02" in browser.get(f"/desk/network/study/{study.pk}/districts/download/").content.decode()
        assert "[weights]" in browser.get(f"/desk/network/study/{study.pk}/terms/download/").content.decode()
        assert browser.get(f"/desk/network/study/{study.pk}/moon/download/").status_code == 404

    def test_two_studies_stand_side_by_side(self, place):
        one = small.study(place)
        two = small.study(
            place, scenario=small.scenario(place, code="dear", terms={**small.CHEAP, "weights": {"minute": 3000}})
        )
        browser = place.browser(*CLERK)
        page = words_of(browser.get(f"/en/desk/network/compare/?a={one.pk}&b={two.pk}"))
        assert (
            "One minute of one person's way (yen)" in page.replace("&#x27;", "'")
            and "3,000" in page
            and "Kawabata Branch" in page
        )
        assert words_of(browser.get("/en/desk/network/compare/?a=x&b=9999"))

    def test_one_study_alone_says_what_to_do(self, place):
        small.study(place)
        assert 'class="empty"' in page_of(place.browser(*CLERK).get("/desk/network/compare/"))


class TestCarriedOut:
    def sent(self, **more):
        return {"day-0": "2027-04-01", "day-1": "2032-04-01", "because": "高齢化に備える", "do": "adopt", **more}

    def test_days_are_looked_at_then_the_plan_is_adopted_and_shown_to_all(self, place):
        study = small.study(place)
        browser, address = place.browser(*POLICY), f"/en/desk/network/study/{study.pk}/adopt/"
        assert "Kawabata Branch" in words_of(browser.get(address))
        looked = words_of(browser.post(address, self.sent(do="look", because="", **{"day-0": "2028-04-01"})))
        assert "Sat 1 Apr 2028" in looked and not Adoption.objects.exists()
        answer = browser.post(address, self.sent())
        adoption = Adoption.objects.get()
        assert answer["Location"] == f"/en/desk/network/adopted/{adoption.pk}/"
        assert "Kawabata Branch" in words_of(browser.get(answer["Location"]))
        public = page_of(place.browser().get("/en/network/"))
        assert "高齢化に備える" in public and "/en/offices/b-kawabata/" in public
        office = words_of(place.browser().get("/en/offices/b-kawabata/"))
        assert "This office closes. Its last day is Wed 31 Mar 2027." in office and "please go to:" in office
        new = adoption.changes[-1]["opens"] or adoption.changes[0]["opens"]
        for each in new:
            assert "not there yet" in words_of(place.browser().get(f"/en/offices/{each['code']}/"))
        later = words_of(place.browser().get("/en/offices/?day=2027-04-02"))
        assert "Kawabata Branch" not in later
        assert "Kawabata Branch" in words_of(place.browser().get("/en/offices/?day=2027-03-31"))
        assert "Decided on" in words_of(browser.get(f"/en/desk/network/study/{study.pk}/sheets/43991-02/"))

    def test_what_stands_in_the_way_is_said_before(self, place):
        study = small.study(place)
        Office.objects.filter(code="b-umibe").update(kind="general_branch")
        renew(place.city.pk)
        page = words_of(place.browser(*POLICY).get(f"/en/desk/network/study/{study.pk}/adopt/"))
        assert "these offices have changed: b-umibe" in page and "Adopt the plan" not in page

    @pytest.mark.parametrize(
        ("field", "value", "shown"),
        [
            ("because", "", "because"),
            ("day-0", "2020-01-01", "day-0"),
            ("day-0", "x", "day-0"),
            ("day-1", "2027-01-01", "day-0"),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(self, place, field, value, shown):
        study = small.study(place)
        page = page_of(
            place.browser(*POLICY).post(f"/desk/network/study/{study.pk}/adopt/", self.sent(**{field: value})), 422
        )
        assert f'id="id_{shown}_error"' in page and not Adoption.objects.exists()

    def test_it_is_withdrawn_with_a_reason(self, place):
        study = small.study(place)
        adoption = operations.adopt_plan(place.actor(*POLICY), study=study, because="高齢化")
        browser, address = place.browser(*POLICY), f"/desk/network/adopted/{adoption.pk}/"
        assert 'id="id_because_error"' in page_of(browser.post(address, {"because": ""}), 422)
        assert browser.post(address, {"because": "見直し"}).status_code == 302
        adoption.refresh_from_db()
        assert adoption.state == "withdrawn"
        assert "b-kawabata" not in page_of(place.browser().get("/network/"))
        assert "This office closes" not in words_of(place.browser().get("/en/offices/b-kawabata/"))

    def test_nothing_decided_says_so(self, place):
        assert 'class="empty"' in page_of(place.browser().get("/network/"))


class TestWhoSeesWhat:
    def test_strangers_are_sent_to_sign_in(self, place):
        study = small.study(place)
        for address in ("/desk/network/", "/desk/network/new/", f"/desk/network/study/{study.pk}/"):
            assert "/account/login/" in place.browser().get(address)["Location"]

    @pytest.mark.parametrize("address", ["new/", "file/", "scenario/plan/edit/", "study/{study}/adopt/"])
    def test_only_policy_writes_scenarios_and_adopts(self, place, address):
        study = small.study(place)
        address = f"/desk/network/{address.format(study=study.pk)}"
        assert place.browser(*POLICY).get(address).status_code == 200
        assert place.browser(*PLANNER).get(address).status_code == 403

    def test_a_clerk_sees_and_neither_asks_nor_stops(self, place):
        study = operations.ask_study(place.system(), scenario=small.scenario(place))
        browser = place.browser(*CLERK)
        assert "<form" not in page_of(browser.get("/desk/network/scenario/plan/"))
        assert (
            browser.post("/desk/network/scenario/plan/", {"kind": "plan", "gap": "0", "seconds": "0"}).status_code
            == 403
        )
        assert browser.post(f"/desk/network/study/{study.pk}/cancel/").status_code == 403
        assert "cancel" not in page_of(browser.get(f"/desk/network/study/{study.pk}/"))

    def test_another_city_sees_nothing_of_it(self, place, tonari):
        study = small.study(place)
        adoption = operations.adopt_plan(place.actor(*POLICY), study=study, because="高齢化")
        browser = tonari.browser("planner", "w-higashi-machi")
        assert 'class="empty"' in page_of(browser.get("/desk/network/"))
        for address in (
            "scenario/plan/",
            f"study/{study.pk}/",
            f"adopted/{adoption.pk}/",
            f"study/{study.pk}/districts/",
        ):
            assert browser.get(f"/desk/network/{address}").status_code == 404
        assert "高齢化" not in page_of(tonari.browser().get("/network/"))

    def test_statements_do_not_grow(self, place):
        study = small.study(place)
        operations.adopt_plan(place.actor(*POLICY), study=study, because="高齢化")
        addresses = [
            "/desk/network/", "/desk/network/scenario/plan/", "/desk/network/compare/", "/network/",
            *(f"/desk/network/study/{study.pk}/{part}" for part in (*PARTS, "adopt/")),
        ]  # fmt: skip
        browser = place.browser(*POLICY)
        before = [_statements(browser, address) for address in addresses]
        for n in range(8):
            small.study(place, scenario=small.scenario(place, code=f"more-{n}"))
        after = [_statements(browser, address) for address in addresses]
        for address, few, many in zip(addresses, before, after, strict=True):
            assert many <= few + (3 if address.endswith("compare/") else 0), address


def _statements(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)
