"""The two reports: what they count, who sees them, that they become files, and that they never name a person."""

import re
import zlib
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tests.apps.voices.pictures import NO_PICTURES
from tests.apps.voices.scenes import LATER, kami_voice, need_of, shimo_voice
from tests.apps.voices.test_photos import cleaned
from tests.cast import NOW
from wakimizu.apps.proposals.models import Decision, Effect, Measure, Proposal
from wakimizu.apps.voices import operations
from wakimizu.apps.voices import yearly as voices
from wakimizu.pages.reports import paper, yearly
from wakimizu.shared.errors import BadInput

YEAR = 2026


@pytest.fixture
def told(town):
    """Two voices of 上区, answered and one of them reopened; one of 下区 that waits; a decision that came late."""
    planner, mayor = town.actor("planner", "w-kami-machi"), town.actor("mayor", "w-kami")
    first, second = kami_voice(town, "街灯が消えています"), kami_voice(town, "街灯が暗いです")
    need = need_of(town, first, second)
    answer = operations.draft_answer(planner, need=need, ending="will_be", text="来月直します。", until=LATER)
    operations.submit_answer(planner, answer=answer)
    operations.approve_answer(mayor, answer=answer)
    first.refresh_from_db()
    operations.reopen_voice(town.resident(), voice=first, because="まだ暗い", book=town.book, catalogue=town.catalogue)
    shimo_voice(town)
    proposal = Proposal.objects.create(
        city=town.city, title="街灯の増設", problem="暗い", measure="増やす", ward=town.areas["43991"],
        office=town.offices["w-kami-machi"], division=town.offices["hq-road"], state="decided", written_at=NOW,
        endorsed_at=NOW, due=date(2026, 11, 20), decided_at=NOW,
    )  # fmt: skip
    Decision.objects.create(
        city=town.city, proposal=proposal, verdict="adopt", reason="必要である", office=town.offices["hq-road"], at=NOW,
        due=date(2026, 11, 20), answered=2,
    )  # fmt: skip
    return proposal


def report(town, year=YEAR):
    return yearly.report(year, NOW.date(), town.book, town.catalogue)


def test_it_counts_what_was_heard_ward_by_ward(town, told):
    found = report(town)
    assert found["whole"].received == 3
    assert {ward.code: heard.received for ward, heard in found["wards"]} == {"43991": 2, "43992": 1}
    assert found["whole"].endings["will_be"] == 1
    assert found["whole"].reopened == 1
    assert sum(found["whole"].by_month.values()) == 3


def test_decisions_after_their_day_are_counted_as_late(town, told):
    assert (report(town)["did"].late, report(town)["did"].answered) == (1, 2)
    assert dict(report(town)["did"].verdicts) == {"adopt": 1}


def test_another_year_has_none_of_it(town, told):
    assert report(town, YEAR - 1)["whole"].received == 0


def test_another_city_has_none_of_it(town, told, tonari):
    from wakimizu.shared.scoping import in_city

    with in_city(tonari.city.pk):
        assert voices.heard(date(2026, 4, 1), date(2027, 4, 1)) == {}


@pytest.mark.parametrize("year", [1999, 2027])
def test_a_year_that_has_not_begun_has_no_report(town, year):
    with pytest.raises(BadInput):
        report(town, year)
    assert town.browser().get(f"/report/{year}/").status_code == 404


def test_what_was_found_of_closed_measures_stands_in_it(town, told):
    from tests.apps.monitoring.small import indicator

    measure = Measure.objects.create(
        city=town.city, proposal=told, name="街灯", office=town.offices["hq-road"], begins=date(2026, 4, 1),
        ends=date(2026, 10, 1), state="closed", closed_at=NOW, conclusion="終わりました",
    )  # fmt: skip
    Effect.objects.create(
        city=town.city,
        measure=measure,
        indicator=indicator(town),
        year=2026,
        value=80,
        found="not",
        found_text="動かず",
    )
    page = town.browser().get(f"/report/{YEAR}/").content.decode()
    assert "動かなかった" in page
    assert "終わりました" in page


@pytest.mark.parametrize(("prefix", "word"), [("", "聴いたこと"), ("/en", "What we heard")])
def test_anybody_reads_it_in_their_language_and_nobody_is_named(town, told, prefix, word):
    page = town.browser().get(f"{prefix}/report/{YEAR}/").content.decode()
    assert word in page
    assert "街灯が消えています" not in page  # a voice's own words are in no report
    assert "来月直します。" in page


def test_the_page_takes_the_same_statements_however_much_there_was(town, told):
    browser = town.browser()
    browser.get(f"/report/{YEAR}/")
    with CaptureQueriesContext(connection) as few:
        browser.get(f"/report/{YEAR}/")
    for _n in range(5):
        need_of(town, kami_voice(town), kami_voice(town))
        shimo_voice(town)
    browser.get(f"/report/{YEAR}/")
    with CaptureQueriesContext(connection) as more:
        browser.get(f"/report/{YEAR}/")
    assert len(more) == len(few)


def unpacked(pdf):
    """What is written in a PDF's packed parts."""
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.DOTALL)
    return b"".join(zlib.decompressobj().decompress(part) for part in parts if part[:1] == b"\x78")


def test_the_pdf_is_one_and_is_made_once(town, told):
    browser = town.browser()
    first = browser.get(f"/report/{YEAR}.pdf")
    assert first["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in unpacked(first.content)  # tagged, for screen readers
    assert browser.get(f"/report/{YEAR}.pdf").content == first.content


def test_after_a_pdf_was_made_half_a_photo_is_still_refused(english):
    """The library that sets PDF files lets broken pictures pass in its whole process."""
    paper.pdf("<p>x</p>")
    with pytest.raises(BadInput, match="not a photo"):
        cleaned(NO_PICTURES["half a jpeg"])


def test_the_meeting_is_for_who_sits_in_it(town, told):
    assert town.browser("mayor", "w-kami").get("/desk/meeting/").status_code == 200
    assert town.browser("clerk", "w-kami-kumin").get("/desk/meeting/").status_code == 403
    assert town.browser().get("/desk/meeting/").status_code == 302
    assert town.browser("policy", "hq-seisaku").get("/desk/meeting/?as=pdf").content.startswith(b"%PDF-")


def test_the_meeting_lists_late_decisions_and_needs_across_wards(town, told):
    Proposal.objects.filter(pk=told.pk).update(state="review")
    planner = town.actor("planner", "w-kami-machi")
    need = need_of(town, title="区境の橋")
    operations.ask_support(
        planner, need=need, office=town.offices["w-shimo-machi"], asked_for="橋の向こう側", due=LATER
    )
    page = town.browser("mayor", "w-kami").get("/desk/meeting/").content.decode()
    assert "街灯の増設" in page
    assert "区境の橋" in page
    assert re.search(r"\d+日超過", page)


@pytest.mark.parametrize("days", ["0", "-1", "x", "9999999"])
def test_a_strange_number_of_days_is_the_usual_one(town, days):
    page = town.browser("mayor", "w-kami").get(f"/desk/meeting/?days={days}")
    assert page.status_code == 200
    assert page.context["since"] == NOW.date() - timedelta(days=30) or page.context["days"] == 30


def test_the_command_writes_both_in_both_languages(town, told, tmp_path, monkeypatch):
    said = StringIO()
    call_command("report", "yearly", year=YEAR, city=town.city.host, out=tmp_path, stdout=said)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"yearly-{YEAR}-{rest}" for rest in ("en.html", "en.pdf", "ja.html", "ja.pdf")]
    page = (tmp_path / f"yearly-{YEAR}-ja.html").read_text()
    assert 'lang="ja"' in page
    assert "<link" not in page and "src=" not in page  # the file stands alone
    call_command("report", "meeting", city=town.city.host, out=tmp_path, language="ja", stdout=said)
    assert len(list(tmp_path.glob("meeting-*-ja.pdf"))) == 1


def test_the_command_says_what_is_wrong(town, tmp_path):
    with pytest.raises(CommandError, match="2031"):
        call_command("report", "yearly", year=2031, city=town.city.host, out=tmp_path, stdout=StringIO())
    file = tmp_path / "a file"
    file.write_text("x")
    with pytest.raises(CommandError, match="Cannot use"):
        call_command("report", "meeting", city=town.city.host, out=file / "under", stdout=StringIO())


def test_a_report_never_fetches_anything():
    with override("ja"), pytest.raises(ValueError, match="stand alone"):
        paper._nothing("https://example.org/a.png")


def test_it_tells_how_the_offices_kept_each_other_informed(town, told):
    """Two notices of the road division, one of them later than its rule demands; nobody's words are in it."""
    from tests.apps.sharing.sharing_scenes import sent, with_rules

    with_rules(town)
    sent(town)
    sent(town, effective=NOW.date() + timedelta(days=1))
    kept = report(town)["kept"]
    assert (kept.notices, kept.notices_in_time, kept.consultations) == (2, 1, 0)
    page = town.browser().get(f"/en/report/{YEAR}/").content.decode()
    assert "Of 2 notices among offices 1 came in time." in page
    assert "窓口の時間" not in page


def test_findings_count_every_measure_that_was_closed_and_withdrawn_proposals_are_not_told(town, told, monkeypatch):
    from tests.apps.monitoring.small import indicator
    from wakimizu.apps.proposals import yearly as done

    lit, first, after = indicator(town, public=True), date(2026, 4, 1), date(2027, 4, 1)
    for n in range(3):
        row = Measure.objects.create(
            city=town.city, name=f"街灯{n}", office=town.offices["hq-road"], state="ended", begins=date(2026, 4, 1),
            ends=date(2026, 9, 1), closed_at=NOW + timedelta(days=n),
        )  # fmt: skip
        Effect.objects.create(city=town.city, measure=row, indicator=lit, year=2027, value=80, found="worked")
    assert [each.name for each in done.done(first, after, most=2).closed] == ["街灯2", "街灯1"]
    assert done.effects_found(first, after)["worked"] >= 3
    assert done.done(first, after).decisions
    Proposal.objects.update(state="withdrawn")
    assert done.done(first, after).decisions == []


@pytest.mark.parametrize("days", ["0003660000", "99999", "0", "-1", "x", "１２"])
def test_days_of_the_meeting_that_cannot_be_are_left_out(town, told, days):
    assert town.browser("mayor", "w-kami").get("/desk/meeting/", {"days": days}).status_code == 200
