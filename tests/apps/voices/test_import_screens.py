"""A spreadsheet on its way in by hand: sent, its columns understood, looked at, taken in, reported, remembered."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.cast import NOW
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices import counts
from wakimizu.apps.voices.imports import steps
from wakimizu.apps.voices.models import Answer, ImportForm, Need, Reminder, TakingIn, Voice, VoiceFile
from wakimizu.apps.voices.operations import forget_files, remind_offices, stop_taking_in
from wakimizu.shared.errors import NotPermitted
from wakimizu.shared.jobs import claim, run
from wakimizu.shared.scoping import all_cities

PLANNER = ("planner", "w-kami-machi")
FILE = """受理番号,ご意見の中身,来た日,種別,場所の校区,お答え,お答えの日,対応した課,備考
1,公園の街灯が消えていて夜は歩けません,令和5年4月3日,道路関係,桜,ランプを取り替えました,令和5年4月10日,道路課,写真あり
2,道路が陥没しています。直してください,R5.5.8,道路関係,松原,,,,
3,ごみの収集が来ない日があります,2023/6/1,清掃,川端,業者に伝えました,2023/6/2,環境センター,
"""
NAMED = {
    "ご意見の中身": "text", "来た日": "received", "種別": "topic", "場所の校区": "district", "お答え": "answer",
    "お答えの日": "answered", "対応した課": "office", "受理番号": "number",
}  # fmt: skip


@pytest.fixture
def planner(town, english):
    return town.browser(*PLANNER)


def send(browser, content, name="past.csv"):
    content = content.encode() if isinstance(content, str) else content
    return browser.post("/en/desk/import/voices/", {"file": SimpleUploadedFile(name, content)})


def columns(file, names=NAMED, **more):
    """The answer to the page of columns: `names` are the file's column → ours."""
    header = steps.unpacked(steps.contacts.unseal_bytes(file.sealed, steps.bound_to(file))).header
    chosen = {f"column{at}": names.get(name, "") for at, name in enumerate(header)}
    return {"days": "usual", "unanswered": "wait", "ending": "solved", **chosen, **more}


def values(browser, address, **meant):
    """The answer to the page of words: each word → the code chosen for it."""
    form = browser.get(address).context["form"]
    return {field.name: meant.get(field.label, field.initial) for _kind, fields in form.groups() for field in fields}


MEANT = {"道路関係": "road", "清掃": "waste", "環境センター": "w-shimo-machi"}


def looked_at(browser, content=FILE, names=NAMED, meant=MEANT, **more):
    """From the file to the page that says what would happen. Returns that page's answer."""
    at_columns = send(browser, content).url
    next_page = browser.post(at_columns, columns(VoiceFile.objects.latest("pk"), names, **more))
    assert next_page.status_code == 302, next_page.context["form"].errors
    if "/values/" in next_page.url:
        next_page = browser.post(next_page.url, values(browser, next_page.url, **meant))
    return browser.get(next_page.url)


def taken(browser, *args, **more):
    page = looked_at(browser, *args, **more)
    done = browser.post(f"/en/desk/import/voices/{page.context['file'].pk}/take/")
    return browser.get(done.url)


def test_past_voices_and_their_answers_come_in_as_they_were(town, planner):
    page = taken(planner)
    assert page.context["taking"].counts == {"added": 3}
    light, hole, waste = Voice.objects.order_by("pk")
    assert (timezone.localdate(light.received_at), light.topic.code, light.district.code, light.state) == (
        date(2023, 4, 3), "road", "43991-01", "answered",
    )  # fmt: skip
    answer = Answer.objects.get(need__links__voice=light)
    assert (answer.text, answer.ending, answer.office.code, timezone.localdate(answer.decided_at)) == (
        "ランプを取り替えました", "solved", "hq-road", date(2023, 4, 10),
    )  # fmt: skip
    assert (hole.state, timezone.localdate(hole.received_at), hole.past) == ("received", date(2023, 5, 8), False)
    assert hole.due > town.actor(*PLANNER).today, "what is still owed is owed from today"
    assert Answer.objects.get(need__links__voice=waste).office.code == "w-shimo-machi"


def test_looking_writes_no_voice(town, planner):
    page = looked_at(planner)
    assert page.context["taking"].counts == {"added": 3}
    assert not Voice.objects.exists() and not Need.objects.exists()
    assert "公園の街灯が消えていて夜は歩けません" in page.content.decode()


def test_the_first_guess_needs_no_help_where_the_cells_speak(town, planner):
    content = "甲,乙,丙,丁\n2023/4/1,桜,公園の街灯が消えていて夜は歩けません,道路\n令和5年4月2日,川端,道路が陥没しています。直してください,ごみ\n"
    form = planner.get(send(planner, content).url).context["form"]
    assert {column.name: column.ours for column, _field in form.rows()} == {
        "甲": "received", "乙": "district", "丙": "text", "丁": "topic",
    }  # fmt: skip


def guessed(browser, content):
    form = browser.get(send(browser, content).url).context["form"]
    return {column.name: column.ours for column, _field in form.rows() if column.ours}


def test_a_word_in_a_columns_name_tells_what_it_holds(town, planner):
    assert guessed(planner, FILE) == NAMED


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        ("受付No.,ご意見の件名,ご意見の詳しい内容,備考", ["number", "", "text", ""]),
        ("申出日,質問事項,市の考え方,お返事した日,取扱部署", ["received", "text", "answer", "answered", "office"]),
        ("受信日時,ご意見・ご要望,種類,処理状況,対応内容の詳細", ["received", "text", "topic", "ending", "answer"]),
        ("甲,乙,丙", ["", "", "text"]),
        ("内容,内容の分類,発生場所,お住まいの地域", ["text", "topic", "place", "district"]),
        ("意見への対応,意見", ["answer", "text"]),
    ],
)
def test_columns_as_cities_call_them(town, planner, header, ours):
    names = header.split(",")
    longer = {"text": "街灯が消えていて夜は歩けません。直してください", "": "x"}
    row = ",".join(longer.get(each, "短い") for each in ours)
    known = guessed(planner, f"{header}\n{row}\n")
    assert [known.get(name, "") for name in names] == ours


def test_the_same_form_is_offered_as_it_was_read_before_and_doubles_nothing(town, planner):
    taken(planner)
    assert ImportForm.objects.count() == 1
    at = send(planner, FILE + "4,橋の手すりが錆びています,令和5年7月1日,道路関係,桜,,,,\n").url
    form = planner.get(at).context["form"]
    assert {column.name: column.ours for column, _field in form.rows() if column.ours} == NAMED
    page = planner.get(planner.post(at, columns(VoiceFile.objects.latest("pk"))).url)
    assert page.context["taking"].counts == {"unchanged": 3, "added": 1}, "no page of words: they are known"


def test_another_city_is_not_offered_it(town, tonari, planner):
    taken(planner)
    from wakimizu.shared.scoping import in_city

    with in_city(tonari.city.pk):
        assert not ImportForm.objects.exists()


@pytest.mark.parametrize(
    ("row", "because"),
    [
        ("9,,令和5年4月3日,道路関係,桜,,,,", "Please write what you want"),
        ("9,街灯が暗い,きのう,道路関係,桜,,,,", "“きのう” is not a day"),
        ("9,街灯が暗い,令和50年4月3日,道路関係,桜,,,,", "still to come"),
        ("9,街灯が暗い,令和5年4月3日,道路関係,桜,直した,令和5年4月1日,道路課,", "answered before it was received"),
        ("9,街灯が暗い,令和5年4月3日,道路関係,桜," + "あ" * 20_001 + ",,,", "too long"),
        ("1,番号が二度ある,令和5年4月3日,道路関係,桜,,,,", "twice"),
    ],
)
def test_a_line_that_cannot_be_taken_is_refused_with_its_reason(town, planner, row, because):
    page = taken(planner, FILE + row + "\n")
    assert page.context["taking"].counts == {"added": 3, "refused": 1}
    [line] = [line for line in steps.lines_of(TakingIn.objects.latest("pk")) if line.fate == "refused"]
    assert line.number == 5 and because in line.sentence


@pytest.mark.parametrize("meant", [{**MEANT, "清掃": "-"}])
def test_lines_of_a_word_can_be_refused(town, planner, meant):
    page = taken(planner, meant=meant)
    assert page.context["taking"].counts == {"added": 2, "refused": 1}


def test_voices_without_an_answer_can_be_kept_as_a_record(town, planner):
    taken(planner, unanswered="record")
    assert Voice.objects.get(text__contains="陥没").state == "set_aside"


def test_an_answer_needs_an_ending(town, planner):
    page = looked_at(planner, ending="")
    assert page.context["taking"].counts == {"refused": 2, "added": 1}


def test_two_columns_for_one_and_no_words_are_told(town, planner):
    at = send(planner, FILE).url
    file = VoiceFile.objects.get()
    twice = planner.post(at, columns(file, {**NAMED, "備考": "text"}))
    assert twice.status_code == 422 and "Two columns" in twice.content.decode()
    none = planner.post(at, columns(file, {"来た日": "received"}))
    assert none.status_code == 422 and "which column holds the words" in none.content.decode()


def test_past_answers_owe_nothing_and_change_no_figure(town, planner):
    taken(planner, unanswered="record")
    first, after = date(2023, 1, 1), date(2027, 12, 31)
    assert not list(counts.answered_by_their_day(first, after))
    assert not list(counts.took(first, after))
    assert not list(counts.solved(first, after))
    assert sum(each.whole for each in counts.received(first, after)) == 3
    remind_offices(town.system(NOW + timedelta(days=400)), city=town.city, book=town.book)
    assert not Reminder.objects.exists()
    assert not Need.objects.filter(public=True).exists()


def test_reopened_it_counts_again(town, planner):
    from wakimizu.apps.voices.operations import reopen_voice

    taken(planner)
    voice = Voice.objects.get(text__contains="街灯")
    reopen_voice(town.resident(), voice=voice, because="また消えました", book=town.book, catalogue=town.catalogue)
    assert [each.whole for each in counts.answered_by_their_day(voice.due, voice.due + timedelta(days=1))] == [1]


def test_a_my_number_in_a_past_answer_is_masked(town, planner):
    content = FILE.replace("業者に伝えました", "123456789018の方に伝えました")
    page = looked_at(planner, content)
    assert "123456789018" not in page.content.decode()
    taken(planner, content)
    assert not Answer.objects.filter(text__contains="123456789018").exists()


def test_the_report_has_every_line_and_no_formula(town, planner):
    page = taken(planner, FILE + '9,街灯が暗い,"=HYPERLINK(1)",道路関係,桜,,,,\n')
    answer = planner.get(f"/en/desk/import/voices/result/{page.context['taking'].pk}/download/")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[:2] for row in rows[1:]] == [["2", "added"], ["3", "added"], ["4", "added"], ["5", "refused"]]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


class TestTheFile:
    def test_is_sealed_and_forgotten_when_taken_in(self, town, planner):
        looked_at(planner)
        assert "街灯".encode() not in bytes(VoiceFile.objects.get().sealed)
        planner.post(f"/en/desk/import/voices/{VoiceFile.objects.get().pk}/take/")
        assert not VoiceFile.objects.exists()
        assert Voice.objects.count() == 3

    def test_is_forgotten_after_an_hour(self, town, planner):
        looked_at(planner)
        VoiceFile.objects.update(at=NOW)
        forget_files(town.system(NOW + timedelta(minutes=59)), city=town.city)
        assert VoiceFile.objects.exists()
        forget_files(town.system(NOW + timedelta(minutes=61)), city=town.city)
        assert not VoiceFile.objects.exists()
        assert (
            "has been forgotten"
            in planner.get(f"/en/desk/import/voices/result/{TakingIn.objects.get().pk}/").content.decode()
        )

    @pytest.mark.parametrize("page", ["columns", "values"])
    def test_is_its_senders_alone(self, town, planner, page):
        at = send(planner, FILE).url.replace("columns", page)
        assert planner.get(at).status_code == 200
        assert town.browser("mayor", "w-kami").get(at).status_code == 404
        assert town.browser("planner", "w-shimo-machi").get(at).status_code == 404
        assert town.browser("clerk", "w-kami-kumin").get(at).status_code == 403

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xd8\xff\xe0", "件名\n".encode(), b"PK\x03\x04\x14\0\x06\0" + bytes(range(256))]
    )
    def test_that_is_no_table_is_a_sentence_and_leaves_nothing(self, town, planner, content):
        answer = send(planner, content)
        assert answer.status_code == 422 and answer.context["form"].errors["file"]
        assert not VoiceFile.objects.exists() and not Entry.objects.exists()

    def test_not_chosen_is_a_sentence(self, town, planner):
        assert "Choose a file first" in planner.post("/en/desk/import/voices/", {}).content.decode()


def test_a_long_file_is_the_workers(town, planner):
    rows = "".join(f"{n},街灯が暗いです。番号{n}の柱,令和5年4月3日,道路関係,桜,,,,\n" for n in range(10, 400))
    page = looked_at(planner, FILE + rows)
    assert page.context["taking"].state == "waiting" and "See how far it is now" in page.content.decode()
    with all_cities():
        run(claim())
    page = planner.get(f"/en/desk/import/voices/result/{page.context['taking'].pk}/")
    assert page.context["taking"].counts == {"added": 393}
    assert not Voice.objects.exists()


def test_a_first_line_with_a_my_number_is_no_header(town, planner):
    answer = send(planner, "1,123456789018,公園の街灯\n2,234567890124,道路\n")
    assert answer.status_code == 422 and "must name the columns" in answer.content.decode()
    assert not VoiceFile.objects.exists()


def test_a_word_with_a_my_number_is_not_remembered(town, planner):
    looked_at(
        planner, FILE.replace("清掃", "123456789018"), meant={"道路関係": "road", "環境センター": "w-shimo-machi"}
    )
    assert "123456789018" not in str(ImportForm.objects.get().plan) + str(VoiceFile.objects.get().plan)


LONG = FILE + "".join(f"{n},街灯が暗いです。番号{n}の柱,令和5年4月3日,道路関係,桜,,,,\n" for n in range(10, 400))


class TestStopping:
    @pytest.fixture
    def begun(self, town, planner):
        """A long file, looked at and asked to be taken in: it waits for the worker."""
        page = looked_at(planner, LONG)
        with all_cities():
            run(claim())
        planner.post(f"/en/desk/import/voices/{page.context['file'].pk}/take/")
        return TakingIn.objects.latest("pk")

    def stop(self, browser, taking):
        return browser.post(f"/en/desk/import/voices/result/{taking.pk}/stop/", follow=True)

    def stopped_halfway(self, planner, monkeypatch):
        """Stopped as a person does on the page, once the worker has told how far it is."""
        tell = TakingIn.tell

        def telling(taking, done, *words, **more):
            tell(taking, done, *words, **more)
            if 0 < done < 1 and not TakingIn.objects.get(pk=taking.pk).cancel_asked:
                self.stop(planner, taking)

        monkeypatch.setattr(TakingIn, "tell", telling)
        with all_cities():
            return run(claim())

    def test_what_waits_is_not_begun(self, town, planner, begun):
        page = self.stop(planner, begun).content.decode()
        assert "Cancelled" in page and "Take the file in from where it stopped" in page, page[-6000:]
        with all_cities():
            assert claim() is None
        assert not Voice.objects.exists()

    def test_what_is_under_way_ends_with_whole_lines_and_tells_which(self, town, planner, begun, monkeypatch):
        done = self.stopped_halfway(planner, monkeypatch)
        assert done.state == "cancelled"
        taken = Voice.objects.count()
        assert 0 < taken < 393
        begun.refresh_from_db()
        assert begun.counts == {"added": taken} and len(steps.lines_of(begun)) == taken
        page = planner.get(f"/en/desk/import/voices/result/{begun.pk}/").content.decode()
        assert f"Stopped after {taken} of 393 lines" in page and "What was taken in until then stays" in page

    def test_it_goes_on_from_where_it_stopped(self, town, planner, begun, monkeypatch):
        self.stopped_halfway(planner, monkeypatch)
        monkeypatch.undo()
        taken = Voice.objects.count()
        planner.post(f"/en/desk/import/voices/{begun.file_id}/take/")
        with all_cities():
            run(claim())
        last = TakingIn.objects.latest("pk")
        assert last.counts == {"unchanged": taken, "added": 393 - taken} and Voice.objects.count() == 393
        assert not VoiceFile.objects.exists()

    def test_only_who_asked_for_it_can_stop_it(self, town, planner, begun):
        assert self.stop(town.browser("planner", "w-shimo-machi"), begun).status_code == 404
        with pytest.raises(NotPermitted):
            stop_taking_in(town.actor("planner", "w-shimo-machi"), taking=begun)
        begun.refresh_from_db()
        assert begun.state == "waiting" and not begun.cancel_asked

    def test_what_has_ended_cannot_be_stopped(self, town, planner, begun):
        with all_cities():
            run(claim())
        assert "This has ended already" in self.stop(planner, begun).content.decode()
        assert Voice.objects.count() == 393
