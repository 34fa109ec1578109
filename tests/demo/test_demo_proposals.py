"""The demo's proposals: every state is there, by operations, with the right people."""

import pytest

from tests.cast import NOW
from wakimizu.apps.proposals.models import Decision, Measure, Milestone, Proposal
from wakimizu.demo.proposals import told


def test_the_file_tells_of_every_fate():
    assert {each.fate for each in told()} >= {
        "draft",
        "endorse",
        "review",
        "late",
        "adopt",
        "part",
        "study",
        "decline",
        "withdrawn",
    }


@pytest.mark.django_db
def test_every_state_and_verdict_is_there_and_everyone_behind_them_is_answered():
    from wakimizu.apps.voices.models import Need
    from wakimizu.demo.build import build_city
    from wakimizu.demo.generator import make_voices
    from wakimizu.demo.monitoring import make_monitoring
    from wakimizu.demo.proposals import make_proposals
    from wakimizu.shared.scoping import in_city

    city = build_city(NOW)
    list(make_voices(city, 300, NOW))
    city.refresh_from_db()
    make_monitoring(city, NOW)
    make_proposals(city, NOW)
    with in_city(city.pk):
        states = set(Proposal.objects.values_list("state", flat=True))
        assert states == {"draft", "endorse", "review", "studied", "decided", "withdrawn"}
        assert set(Decision.objects.values_list("verdict", flat=True)) == {"adopt", "part", "study", "decline"}
        assert all(Decision.objects.values_list("answered", flat=True))
        assert Proposal.objects.filter(climbed_at__isnull=False).count() == 1
        assert set(Measure.objects.values_list("state", flat=True)) == {"running", "closed"}
        assert Milestone.objects.filter(done_on=None, due__lt=NOW.date()).exists()
        decided = Need.objects.filter(proposals__state="decided")
        assert set(decided.values_list("state", flat=True)) == {"answered"}
