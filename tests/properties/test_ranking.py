"""What holds for every ranking: over both areas, and over any scores."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.appraisal import Appraisal, appraise
from planner.ranking import rank
from planner.siting.aggregation import Score
from tests.tiny import atlas, scenario, square

PLOT = appraise("A", atlas({"geometry": square(0, 0), "status": "free"}), scenario())
AREAS = ("kokkola", "karhula", "kotka")


@pytest.mark.parametrize("area", AREAS)
def test_every_plot_stands_in_exactly_one_list(area, appraised_area):
    order = rank(appraised_area(area).appraisals)
    listed = [one.appraisal.plot_id for one in order.placed]
    listed += [entry.plot_id for entry in (*order.too_little_known, *order.knocked_out)]
    assert sorted(listed) == sorted(entry.plot_id for entry in appraised_area(area).appraisals)


@pytest.mark.parametrize("area", AREAS)
def test_whatever_has_no_rank_says_why_and_whatever_has_one_has_no_reason_against_it(area, appraised_area):
    order = rank(appraised_area(area).appraisals)
    assert all(entry.reasons_unranked for entry in (*order.too_little_known, *order.knocked_out))
    assert not any(one.appraisal.reasons_unranked for one in order.placed)


@pytest.mark.parametrize("area", AREAS)
def test_no_plot_is_ranked_of_which_less_is_known_than_the_scenario_asks_for(area, appraised_area):
    found = appraised_area(area)
    minimum_share = found.scenario.ranking.minimum_known_weight_share
    assert minimum_share >= 0.5
    for one in rank(found.appraisals).placed:
        assert one.appraisal.score.known_weight_share >= minimum_share
        assert one.appraisal.status != "unknown"
        assert one.appraisal.zoning_code


@pytest.mark.parametrize("area", AREAS)
def test_no_reserve_land_stands_among_land_that_can_be_had(area, appraised_area):
    order = rank(appraised_area(area).appraisals)
    assert {one.appraisal.status for one in order.ranked} <= {"free"}
    assert {one.appraisal.status for one in order.reserve} <= {"reserve"}


bounds = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted)
several = st.lists(bounds, min_size=2, max_size=7)


def plots(ranges: list[list[int]]) -> list[Appraisal]:
    return [
        replace(PLOT, plot_id=f"P{n}", score=Score(5.0 * low, 5.0 * high, 1.0, ()), findings=())
        for n, (low, high) in enumerate(ranges)
    ]


def rank_of(plot_id: str, found: list[Appraisal]) -> int:
    return next(one.rank_n for one in rank(found).ranked if one.appraisal.plot_id == plot_id)


@settings(max_examples=100)
@given(several)
def test_ranks_follow_the_assured_score_and_equal_scores_share_theirs(ranges):
    placed = rank(plots(ranges)).ranked
    scores = [one.appraisal.score.low_score for one in placed]
    assert scores == sorted(scores, reverse=True)
    for one, score in zip(placed, scores, strict=True):
        assert one.rank_n == 1 + sum(other > score for other in scores)
        assert one.tied == (scores.count(score) > 1)


@settings(max_examples=100)
@given(several, st.integers(0, 20), st.integers(0, 20))
def test_a_value_that_goes_missing_never_improves_a_rank(ranges, lost, possible):
    """Its worst case counts: the lower bound falls or stays, whatever the upper bound does."""
    before = plots(ranges)
    first = before[0].score
    wider = Score(max(0.0, first.low_score - lost), first.high_score + possible, 0.8, ())
    after = [replace(before[0], score=wider), *before[1:]]
    others_n = len(before) - 1
    assert rank_of("P0", after) >= rank_of("P0", before)
    places = [[one.appraisal.plot_id for one in rank(found).ranked].index("P0") for found in (before, after)]
    assert places[0] <= places[1] <= others_n


@settings(max_examples=100)
@given(several, bounds)
def test_another_plot_changes_no_order_among_the_others(ranges, another):
    before = [one.appraisal.plot_id for one in rank(plots(ranges)).ranked]
    after = [one.appraisal.plot_id for one in rank(plots([*ranges, another])).ranked]
    assert [plot_id for plot_id in after if plot_id in before] == before
