"""Which needs are behind a proposal, through merges and splits: by hand, and against a slow walk over random histories."""

import random
from datetime import timedelta

import pytest

from tests.apps.voices.scenes import kami_voice, need_of
from tests.cast import NOW
from wakimizu.apps.proposals import lineage
from wakimizu.apps.proposals.models import Proposal, ProposalNeed
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.models import Need


def day(n):
    return NOW + timedelta(days=n)


@pytest.fixture
def planner(town):
    return lambda at=NOW: town.actor("planner", "w-kami-machi", at)


def proposal_of(town, *needs, at=NOW):
    row = Proposal.objects.create(
        city=town.city,
        title="街灯の増設",
        problem="暗い",
        measure="街灯を増やす",
        ward=town.areas["43991"],
        office=town.offices["w-kami-machi"],
        division=town.offices["hq-road"],
        written_at=at,
    )
    for need in needs:
        ProposalNeed.objects.create(city=town.city, proposal=row, need=need, since=at)
    return row


def behind(town, proposal):
    return lineage.needs_behind(town.city.pk, [proposal.pk])[proposal.pk]


def of(town, need):
    return lineage.proposals_of(town.city.pk, [need.pk])[need.pk]


def test_a_need_that_is_named_is_behind_it_and_others_are_not(town):
    named, other = need_of(town), need_of(town, title="別のこと")
    proposal = proposal_of(town, named)
    assert behind(town, proposal) == {named.pk}
    assert of(town, named) == {proposal.pk}
    assert of(town, other) == set()


def test_merged_needs_let_the_one_they_went_up_in_stand_behind_it(town, planner):
    first, second, third = need_of(town), need_of(town, title="二つ目"), need_of(town, title="三つ目")
    proposal = proposal_of(town, first)
    operations.merge_need(planner(), need=first, into=second, because="同じ場所")
    operations.merge_need(planner(), need=second, into=third, because="同じ場所")
    assert behind(town, proposal) == {first.pk, second.pk, third.pk}
    assert of(town, third) == {proposal.pk}
    assert lineage.heirs(town.city.pk, [first.pk])[first.pk] == {second.pk, third.pk}


def test_what_is_split_off_later_stays_behind_it_and_what_was_split_off_before_does_not(town, planner):
    voices = [kami_voice(town), kami_voice(town), kami_voice(town)]
    need = need_of(town, *voices)
    lead = town.offices["w-kami-machi"]
    before = operations.split_need(planner(day(1)), need=need, voices=voices[:1], title="前", lead=lead)
    proposal = proposal_of(town, need, at=day(2))
    after = operations.split_need(planner(day(3)), need=need, voices=voices[1:2], title="後", lead=lead)
    assert behind(town, proposal) == {need.pk, after.pk}
    assert of(town, after) == {proposal.pk}
    assert of(town, before) == set()


def test_another_city_is_never_reached(town, tonari):
    need = need_of(town)
    proposal = proposal_of(town, need)
    assert lineage.needs_behind(tonari.city.pk, [proposal.pk]) == {}
    assert lineage.proposals_of(tonari.city.pk, [need.pk]) == {}


def slowly_behind(link_need, since, needs):
    """The rules of lineage.py, one step after the other."""
    found, waiting = set(), [link_need]
    while waiting:
        need = waiting.pop()
        if need in found:
            continue
        found.add(need)
        row = needs[need]
        if row.merged_into_id:
            waiting.append(row.merged_into_id)
        waiting += [pk for pk, each in needs.items() if each.split_from_id == need and each.raised_at > since]
    return found


@pytest.mark.parametrize("seed", range(40))
def test_random_histories_agree_with_a_slow_walk_both_ways(town, seed):
    chance = random.Random(seed)
    rows = [need_of(town, title=f"{n}") for n in range(4)]
    for step in range(1, 14):
        if chance.random() < 0.5:
            source = chance.choice(rows)
            rows.append(Need.objects.get(pk=need_of(town, title=f"s{step}").pk))
            Need.objects.filter(pk=rows[-1].pk).update(split_from=source.pk, raised_at=day(step))
        else:
            old, new = chance.sample(range(len(rows)), 2)
            if old < new:  # merges go one way, as they do: a merged need never moves again
                Need.objects.filter(pk=rows[old].pk, merged_into=None).update(merged_into=rows[new].pk)
    needs = {each.pk: each for each in Need.objects.all()}
    links = [(chance.choice(list(needs)), chance.randrange(0, 14)) for _n in range(6)]
    proposals = [proposal_of(town, needs[need], at=day(at) + timedelta(hours=1)) for need, at in links]
    expected = {
        proposal.pk: slowly_behind(need, day(at) + timedelta(hours=1), needs)
        for proposal, (need, at) in zip(proposals, links, strict=True)
    }
    assert lineage.needs_behind(town.city.pk, list(expected)) == expected
    upwards = lineage.proposals_of(town.city.pk, list(needs))
    for need in needs:
        assert upwards[need] == {proposal for proposal, them in expected.items() if need in them}
