"""The demo's catalogue, standards and made-up months: complete, uneven as the paper says, and the same from the same seed."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction

from tests.cast import NOW
from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import Office
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.services import exports, imports
from wakimizu.apps.services.counters import counters
from wakimizu.apps.services.models import Observation, Offering, Remedy, Service, Standard
from wakimizu.apps.services.national import gif
from wakimizu.apps.services.workflow import COUNTERS
from wakimizu.demo.build import build_city, read
from wakimizu.demo.counters import SEED, make_counters
from wakimizu.shared.scoping import in_city

NAMED_BY_THE_NAVIGATOR = """
tennyu tenkyo tenshutsu setainushi juminhyo juminhyo-kisai inkan-toroku inkan-shomei mynumber-card mynumber-funshitsu
mynumber-keizoku koteki-kojin koseki-shomei koseki-fuhyo kon-in rikon shussei shibo kaso yoshi mibun-shomei kokuho-kanyu
kokuho-dattai kokuho-shomei kokuho-kogaku kokuho-sosaihi kokuho-shussan kokuho-genmen koki-shikaku koki-sosaihi
nenkin-kanyu nenkin-menjo nenkin-seikyu nenkin-izoku nenkin-mishikyu jido-teate jido-fuyo kodomo-iryo hitorioya-iryo
boshi-techo nyuyoji-kenshin yobo-sesshu hoiku-moshikomi gakko-nyugaku shugaku-enjo kaigo-nintei kaigo-shikaku
kaigo-futan korei-mimamori shogai-techo ryoiku-techo seishin-techo jiritsu-iryo shogai-service tokubetsu-shogai
judo-iryo kenshin seikatsu-hogo shotoku-shomei nozei-shomei kotei-shomei keiji-toroku shiminzei-shinkoku sodai-gomi
inu-toroku chonai-kanyu jichikai-hojo bohan-to risai-shomei suido-kaishi gaikoku-jukyo tokubetsu-eiju sodan-horitsu
kyoyo-shisetsu
"""


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo city, built once for all that only read it, and undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        city = build_city(NOW)
        with in_city(city.pk):
            yield city
        transaction.set_rollback(True)


def test_the_catalogue_is_whole(demo):
    services = list(Service.objects.all())
    assert len(services) >= 75
    assert set(NAMED_BY_THE_NAVIGATOR.split()) <= {service.code for service in services}
    for each in services:
        assert each.name_en and each.summary_en and each.content and each.stage in gif.ACTIONS, each.code
        assert len(each.documents) == len(each.documents_en), each.code
        assert each.online_url.startswith("https://example.jp/demo/") or not each.online_url
    assert sum(bool(each.base_id and each.change and each.ward_id) for each in services) >= 3


@pytest.mark.parametrize("name", ["services", "standards"])
def test_its_files_are_taken_without_a_word(demo, name):
    take_in = {"services": imports.import_services, "standards": imports.import_standards}[name]
    report = take_in(system_actor(demo.pk, NOW), demo, directory(demo), read(f"{name}.csv").encode())
    assert report.counts["unchanged"] == sum(report.counts.values()) > 0
    assert not report.told


def test_every_service_has_a_standard_today(demo):
    today = NOW.date()
    held = [row.service_id for row in Standard.objects.all() if row.valid_on(today)]
    assert len(held) == len(set(held)) == Service.objects.filter(base=None).count()
    versions = Counter(Standard.objects.values_list("service_id", flat=True))
    assert sum(n > 1 for n in versions.values()) >= 6


def test_offices_differ_and_kiosks_issue_certificates_only(demo):
    now = Offering.objects.filter(valid_to=None).select_related("office", "service")
    handled: dict[str, Counter[str]] = {kind: Counter() for kind in COUNTERS}
    for row in now:
        handled[row.office.kind][row.office.code] += 1
    assert len(set(handled["general_branch"].values())) > 3
    assert len(set(handled["branch"].values())) > 3
    assert min(handled["ward_office"].values()) > max(handled["branch"].values())
    kiosk = {row.service.code for row in now if row.office.kind == Office.Kind.KIOSK}
    assert kiosk == {"juminhyo", "juminhyo-kisai", "inkan-shomei", "koseki-shomei", "koseki-fuhyo", "shotoku-shomei"}
    assert not [row for row in now if not row.office.valid_on(NOW.date())]


def test_two_years_up_to_last_month_were_observed(demo):
    months = sorted(set(Observation.objects.values_list("month", flat=True)))
    assert (len(months), months[0], months[-1]) == (24, date(2024, 11, 1), date(2026, 10, 1))
    in_time = {(row.service_id, row.office_id) for row in Offering.objects.all()}
    assert set(Observation.objects.values_list("service_id", "office_id")) <= in_time


def test_some_remedies_are_promised_one_is_late_one_kept_one_accepted(demo):
    remedies = list(Remedy.objects.all())
    assert Counter(each.state for each in remedies) == {"promised": 4, "done": 1, "accepted": 1}
    assert any(each.state == "promised" and each.due < NOW.date() for each in remedies)


def test_what_goes_out_comes_in_unchanged(demo):
    actor, book = system_actor(demo.pk, NOW), directory(demo)
    for sheet, take_in in (
        (exports.services(book), imports.import_services),
        (exports.standards(), imports.import_standards),
        (exports.offerings(), imports.import_offerings),
        (exports.observations(), imports.import_observations),
    ):
        report = take_in(actor, demo, book, "".join(exports.csv_lines(sheet)).encode())
        assert report.counts["unchanged"] == sum(report.counts.values()) > 0, report.told[:3]


DOCS = Path(__file__).resolve().parents[3] / "docs" / "services.md"


def test_the_examples_of_the_docs_are_taken(demo):
    examples = re.findall(r"```\n(制度番号.*?)```", DOCS.read_text(), re.S)
    kinds = [("services", 2), ("standards", 1), ("offerings", 1), ("observations", 1)]
    loads = [getattr(imports, f"import_{kind}") for kind, times in kinds for _n in range(times)]
    for example, load in zip(examples, loads, strict=True):
        with transaction.atomic():
            report = load(system_actor(demo.pk, NOW), demo, directory(demo), example.encode())
            assert report.counts["added"] + report.counts["changed"] == 1, report.told
            transaction.set_rollback(True)


def test_the_docs_name_every_column_of_the_form():
    text = DOCS.read_text()
    assert [column.name for column in (*gif.COLUMNS, *gif.OUR_COLUMNS) if column.name not in text] == []


def written_out():
    """Without the numbers of rows."""
    return [line for sheet in (exports.offerings(), exports.observations()) for line in exports.csv_lines(sheet)]


@pytest.mark.whole
def test_the_same_seed_gives_the_same_city_and_another_one_another(demo):
    before = written_out()
    demo.refresh_from_db()
    book, known = directory(demo), counters(demo)
    for seed, alike in ((SEED, True), (SEED + 1, False)):
        with transaction.atomic():
            for model in (Observation, Remedy, Offering):
                model.objects.all().delete()
            make_counters(demo, book, known, NOW, seed=seed)
            assert (written_out() == before) is alike
            transaction.set_rollback(True)
