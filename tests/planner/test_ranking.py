"""The order of plots, their ties, and the lists of those that have no rank."""

from dataclasses import replace

import pytest

from planner.appraisal import Appraisal, Finding, appraise, appraise_many
from planner.ranking import rank
from planner.siting.aggregation import Score
from planner.siting.knock_outs import KNOCK_OUT, TOO_LITTLE_KNOWN
from tests.tiny import atlas, scenario, square

PLOT = appraise("A", atlas({"geometry": square(0, 0), "status": "free"}), scenario())


def plot(plot_id, low, high=None, *, status="free", effects=()) -> Appraisal:
    high = low if high is None else high
    findings = tuple(Finding(effect, f"because {effect}", effect, None, None, "") for effect in effects)
    points = Score(low, high, 1 - (high - low) / 100, ())
    return replace(PLOT, plot_id=plot_id, status=status, findings=findings, score=points)


def ids(placed):
    return [(one.rank_n, one.appraisal.plot_id) for one in placed]


def test_the_assured_score_decides_not_the_best_case():
    order = rank([plot("A", 40, 100), plot("B", 55), plot("C", 54, 56)])
    assert ids(order.ranked) == [(1, "B"), (2, "C"), (3, "A")]
    assert not any(one.tied for one in order.ranked)


def test_equal_assured_scores_share_a_rank_and_say_so():
    order = rank([plot("D", 30), plot("C", 50), plot("B", 50, 60), plot("A", 70)])
    assert ids(order.ranked) == [(1, "A"), (2, "B"), (2, "C"), (4, "D")]
    assert [one.tied for one in order.ranked] == [False, True, True, False]


def test_the_order_of_sums_is_no_difference():
    assert [one.tied for one in rank([plot("A", 0.1 + 0.2), plot("B", 0.3)]).ranked] == [True, True]


def test_reserve_land_is_ranked_apart_from_land_that_can_be_had():
    order = rank([plot("A", 90, status="reserve"), plot("B", 20), plot("C", 95, status="reserve")])
    assert ids(order.ranked) == [(1, "B")]
    assert ids(order.reserve) == [(1, "C"), (2, "A")]
    assert [one.appraisal.plot_id for one in order.placed] == ["B", "C", "A"]


def test_a_reason_against_a_rank_counts_whatever_the_score():
    order = rank(
        [
            plot("D", 100, effects=[KNOCK_OUT, TOO_LITTLE_KNOWN]),
            plot("C", 100, effects=[TOO_LITTLE_KNOWN]),
            plot("B", 90, status="reserve", effects=[TOO_LITTLE_KNOWN]),
            plot("A", 1),
        ]
    )
    assert ids(order.ranked) == [(1, "A")]
    assert order.reserve == ()
    assert [entry.plot_id for entry in order.too_little_known] == ["B", "C"]
    assert [entry.plot_id for entry in order.knocked_out] == ["D"]


@pytest.mark.parametrize(
    ("effects", "reasons"),
    [
        ([KNOCK_OUT, TOO_LITTLE_KNOWN], ("because knock_out",)),
        ([TOO_LITTLE_KNOWN], ("because too_little_known",)),
        ([], ()),
    ],
)
def test_what_rules_a_plot_out_is_said_before_what_is_missing(effects, reasons):
    assert plot("A", 50, effects=effects).reasons_unranked == reasons


def test_plots_of_unknown_status_or_without_any_known_criterion_have_no_rank():
    area = atlas(
        {"geometry": square(0, 0), "status": "free"},
        {"geometry": square(200, 0, 150), "status": "unknown"},
        {"geometry": square(500, 0, 300), "status": "built"},
        buildings=[square(900, 0)],
    )
    bounds = {"worst": 0, "best": 1e5, "unit": "m²", "weight": 1, "title": {"en": "part"}}
    rules = {"knock_outs": {"available_status": ["free"]}}
    order = rank(
        appraise_many(None, area, scenario(criteria=[{"criterion_id": "largest_part", **bounds}], **rules))
    )
    assert ids(order.ranked) == [(1, "A")]
    assert [entry.plot_id for entry in order.too_little_known] == ["B"]
    assert [entry.plot_id for entry in order.knocked_out] == ["C"]
    bare = rank(appraise_many(None, area, scenario(**rules)))
    assert [entry.plot_id for entry in bare.too_little_known] == ["A", "B"]
