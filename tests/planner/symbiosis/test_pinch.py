"""Heat targets: Kemp's example, cases by hand, a second program, and what must always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pina import PinchAnalyzer, make_stream

from layers.errors import PlannerError
from planner.symbiosis.pinch import HeatStream, pinch_targets

KEMP = (
    HeatStream("1", 20, 135, 230, gives=False),
    HeatStream("2", 170, 60, 330, gives=True),
    HeatStream("3", 80, 140, 240, gives=False),
    HeatStream("4", 150, 30, 180, gives=True),
)


def test_the_example_of_kemp_comes_out():
    targets = pinch_targets(KEMP, 10)
    assert (targets.hot_utility_kw, targets.cold_utility_kw, targets.recovered_kw) == (20, 60, 450)
    assert targets.pinch_shifted_degc == 85
    composite = {point.shifted_degc: point.heat_above_kw for point in targets.grand_composite}
    assert [composite[level] for level in (165, 145, 140, 85, 25)] == [20, 80, 82.5, 0, 60]


def test_a_source_heats_nothing_that_is_as_warm_as_itself():
    source, user = HeatStream("s", 60, 59, 100, gives=True), HeatStream("u", 59, 60, 100, gives=False)
    targets = pinch_targets([source, user], 10)
    assert (targets.hot_utility_kw, targets.cold_utility_kw, targets.recovered_kw) == (100, 100, 0)


def test_steam_that_condenses_boils_water_that_is_colder_by_the_smallest_difference():
    steam = HeatStream("steam", 110, 110, 500, gives=True)
    assert pinch_targets([steam, HeatStream("w", 100, 100, 400, gives=False)], 10).recovered_kw == 400
    assert pinch_targets([steam, HeatStream("w", 101, 101, 400, gives=False)], 10).recovered_kw == 0


def test_a_park_that_needs_no_heat_from_outside_has_no_pinch():
    targets = pinch_targets([KEMP[1]], 10)
    assert (targets.hot_utility_kw, targets.cold_utility_kw, targets.pinch_shifted_degc) == (0, 330, None)
    assert pinch_targets([], 10).grand_composite == ()


@pytest.mark.parametrize(
    ("stream", "says"),
    [
        (lambda: HeatStream("x", 20, 80, 5, gives=True), "20 °C to 80 °C"),
        (lambda: HeatStream("x", 80, 20, -5, gives=True), "zero or more kilowatts"),
        (lambda: HeatStream("x", 80, float("nan"), 5, gives=True), "80 °C to nan °C"),
    ],
)
def test_a_stream_that_cannot_be_is_refused(stream, says):
    with pytest.raises(PlannerError, match=says):
        stream()


def test_a_negative_difference_is_refused():
    with pytest.raises(PlannerError, match="zero or more kelvins"):
        pinch_targets(KEMP, -1)


@st.composite
def heat_streams(draw):
    ends = draw(st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(lambda pair: pair[0] != pair[1]))
    supply, target = (5 * end for end in ends)
    return HeatStream("s", supply, target, draw(st.integers(1, 1000)), gives=supply > target)


@given(st.lists(heat_streams(), min_size=1, max_size=8), st.integers(0, 8))
def test_a_second_program_finds_the_same(streams, half_difference):
    other = PinchAnalyzer(half_difference)
    other.add_streams(
        *(
            make_stream(each.load_kw if each.gives else -each.load_kw, each.supply_degc, each.target_degc)
            for each in streams
        )
    )
    targets = pinch_targets(streams, 2 * half_difference)
    assert targets.hot_utility_kw == pytest.approx(other.hot_utility_target, abs=1e-6)
    assert targets.cold_utility_kw == pytest.approx(other.cold_utility_target, abs=1e-6)
    assert targets.recovered_kw == pytest.approx(other.heat_recovery_target, abs=1e-6)


@given(st.lists(heat_streams(), min_size=1, max_size=8), st.integers(0, 20), st.integers(0, 20))
def test_heat_is_balanced_and_a_larger_difference_never_recovers_more(streams, difference, more):
    targets, stricter = pinch_targets(streams, difference), pinch_targets(streams, difference + more)
    given_kw = sum(each.load_kw for each in streams if each.gives)
    asked_kw = sum(each.load_kw for each in streams if not each.gives)
    assert targets.recovered_kw + targets.hot_utility_kw == pytest.approx(asked_kw)
    assert targets.recovered_kw + targets.cold_utility_kw == pytest.approx(given_kw)
    assert stricter.recovered_kw <= targets.recovered_kw + 1e-6
