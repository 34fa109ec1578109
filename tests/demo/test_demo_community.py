"""The demo's partners, visits, cases and loans, played into the small city: something on every page, and something unmet."""

from tests.cast import NOW
from wakimizu.apps.community import queries
from wakimizu.apps.community.models import Case, Grant, Partner, PartnerContact, Visit
from wakimizu.apps.community.workflow import USUAL_DAYS, Outcome
from wakimizu.demo.community import make_community


def test_every_district_has_partners_and_one_was_never_met(town):
    make_community(town.city, NOW)
    assert {area.name for each in Partner.objects.all() for area in each.places} == {
        area.name for area in town.districts.values()
    }
    assert PartnerContact.objects.count() == Partner.objects.count()
    gaps = queries.district_gaps(town.book, None, NOW.date())
    assert gaps[0].days is None
    assert 1 < len([gap for gap in gaps if gap.longer_than(USUAL_DAYS)]) < len(gaps)


def test_visits_cases_and_loans_are_there_to_be_looked_at(town):
    make_community(town.city, NOW)
    assert Visit.objects.filter(public=True, day__gt=NOW.date()).exists()
    assert any(visit.heard.exists() for visit in Visit.objects.all())
    assert set(Case.objects.values_list("outcome", flat=True)) == set(Outcome.values)
    assert any(grant.is_late(NOW.date()) for grant in Grant.objects.all())
    assert "校区自治協議会" in town.browser().get("/districts/43991-01/").content.decode()
