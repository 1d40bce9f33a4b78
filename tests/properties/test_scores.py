"""What holds for any score: no plot, and no unit of the weights, changes what another plot is worth."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.appraisal import appraise_many
from planner.ranking import rank
from planner.scenario.scenario import Scenario
from tests.properties.small_areas import plot_shapes
from tests.tiny import atlas, line, rectangle, scenario, setback

approx = pytest.approx
few = settings(max_examples=10)
plots = st.lists(plot_shapes, min_size=1, max_size=4)


def ranked(plots, weights):
    titles = {"title": {"en": "x"}}
    area = atlas(
        *({"geometry": plot, "floor_area_ratio": 0.5} for plot in plots),
        rail=[line((0, 0), (300, 7))],
        buildings=[rectangle(900, 900, 9, 9)],
    )
    criteria = [
        {"criterion_id": "largest_part", "unit": "m²", "worst": 0, "best": 30_000, **titles},
        {"criterion_id": "track_distance", "unit": "m", "worst": 500, "best": 0, **titles},
        {"criterion_id": "quay_distance", "unit": "m", "worst": 500, "best": 0, **titles},
    ]
    weighed = [{**one, "weight": weight} for one, weight in zip(criteria, weights, strict=True)]
    rules: Scenario = scenario(setback(2), criteria=weighed)
    found = appraise_many(None, area, rules)
    return [one.appraisal.plot_id for one in rank(found).ranked], {one.plot_id: one.score for one in found}


@few
@given(plots, st.tuples(*[st.integers(1, 9)] * 3))
def test_doubled_weights_change_no_rank_and_no_score(plots, weights):
    order, scores = ranked(plots, weights)
    order_twice, scores_twice = ranked(plots, [2 * weight for weight in weights])
    assert order == order_twice
    for plot_id, one in scores.items():
        assert one.low_score == approx(scores_twice[plot_id].low_score)
        assert one.low_score <= one.high_score
        parts = [entry.contribution_score or 0 for entry in one.contributions]
        assert sum(parts) == approx(one.low_score)


@few
@given(plots, plot_shapes, st.tuples(*[st.integers(1, 9)] * 3))
def test_another_plot_changes_no_rank_among_the_others(plots, another, weights):
    before, scores = ranked(plots, weights)
    after, scores_after = ranked([*plots, another], weights)
    assert [plot_id for plot_id in after if plot_id in scores] == before
    assert all(scores[plot_id] == scores_after[plot_id] for plot_id in scores)
    assert np.isfinite([one.low_score for one in scores_after.values()]).all()


# --- On the areas themselves ---


def test_score_and_order_do_not_depend_on_which_other_plots_are_appraised(any_area):
    ids = [one.plot_id for one in any_area.appraisals]
    some = random.Random(7).sample(ids, len(ids) // 2)  # noqa: S311 - any half does
    result = appraise_many(some, any_area.atlas, any_area.scenario)
    scores = {one.plot_id: one.score for one in any_area.appraisals}
    assert {one.plot_id: one.score for one in result} == {plot_id: scores[plot_id] for plot_id in some}
    order = [one.appraisal.plot_id for one in rank(any_area.appraisals).placed]
    assert [one.appraisal.plot_id for one in rank(result).placed] == [one for one in order if one in some]


def test_every_score_lies_between_its_bounds_and_adds_up(any_area):
    for one in any_area.appraisals:
        score = one.score
        assert 0 <= score.low_score <= score.high_score <= 100 + 1e-9
        assert sum(part.contribution_score or 0 for part in score.contributions) == approx(score.low_score)
        assert score.high_score - score.low_score == approx(100 * (1 - score.known_weight_share))
        for part in score.contributions:
            assert (part.value is None) == (part.contribution_score is None) or part.weight is None
