"""Joining plots: which adjoin, what a join wins, and the room beside a built plot."""

from datetime import date

import pytest

from planner.capacity.assembly import adjoining, growth_rooms, joins, largest_joinable
from tests import tiny

CODES = [
    {"code": "T", "class_group": "industry"},
    {"code": "T/kem", "class_group": "industry"},
    {"code": "EV", "class_group": "special"},
]


def area(*plots, **layers):
    return tiny.atlas(*plots, tables=[tiny.table("zoning_codes", CODES)], **layers)


def plot(x_m, y_m, status="free", code="T", **more):
    return {"geometry": tiny.square(x_m, y_m), "status": status, "zoning_code": code, **more}


SETBACK = tiny.scenario(tiny.setback(4))


def test_plots_that_share_a_side_adjoin_and_a_corner_is_not_enough():
    pairs = adjoining(area(plot(0, 0), plot(100, 0), plot(200, 100)).frame("plots"))
    assert set(zip(pairs["plot_id"], pairs["other_id"], strict=True)) == {("A", "B"), ("B", "A")}


def test_a_gap_is_bridged_only_when_it_is_allowed():
    plots = area(plot(0, 0), plot(110, 0)).frame("plots")
    assert adjoining(plots).empty
    assert adjoining(plots, gap_m=12)["gap_m"].tolist() == pytest.approx([10, 10])


def test_joining_two_plots_wins_the_strip_between_them():
    # Apart: 92 × 92 twice. Joined: 192 × 92, so the strip of 8 × 92 is won.
    (found,) = joins(
        area(plot(0, 0, floor_area_ratio=0.5), plot(100, 0, floor_area_ratio=0.3)), SETBACK, wanted_m2=17_000
    )
    assert found.plot_ids == ("A", "B")
    assert found.buildable_area_m2 == pytest.approx(192 * 92, abs=0.1)
    assert found.gain_m2 == pytest.approx(8 * 92, abs=0.1)
    assert found.largest_part_m2 == pytest.approx(192 * 92, abs=0.1)
    assert found.building_right_m2 == pytest.approx(8000)
    assert found.spare_m2 == pytest.approx(192 * 92 - 17_000, abs=0.1)


def test_a_rule_for_some_plots_takes_its_ground_though_the_first_plot_of_a_join_is_not_among_them():
    # The shore holds where there is no detailed plan: it takes all of B and nothing of A.
    shore = tiny.rule(
        "round_polygon", "water", distance_m=100, effect="permit", plots_where={"plan_level": ["general"]}
    )
    rules = tiny.scenario(tiny.setback(4), shore)
    pair = (plot(0, 0, plan_level="detailed"), plot(100, 0, plan_level="general"))
    for plots in (pair, pair[::-1]):
        (found,) = joins(area(*plots, water=[tiny.square(200, 0)]), rules, wanted_m2=8600)
        # Joined the setback between A and B falls away: 4 × 92 m of A are won, and nothing of B.
        assert found.buildable_area_m2 == pytest.approx(96 * 92, abs=0.1)
        assert found.gain_m2 == pytest.approx(4 * 92, abs=0.1)


def test_a_join_has_no_plot_that_could_be_left_out():
    found = joins(area(plot(0, 0), plot(100, 0), plot(200, 0)), SETBACK, wanted_m2=15_000)
    assert {entry.plot_ids for entry in found} == {("A", "B"), ("B", "C")}


def test_the_least_spare_ground_comes_first():
    atlas = area(plot(0, 0), plot(100, 0), {**plot(0, 100), "geometry": tiny.rectangle(0, 100, 100, 200)})
    found = joins(atlas, SETBACK, wanted_m2=17_000)
    assert found[0].plot_ids == ("A", "B")
    assert sorted(entry.spare_m2 for entry in found) == [entry.spare_m2 for entry in found]


@pytest.mark.parametrize(
    "other", [plot(100, 0, status="built"), plot(100, 0, code="EV"), plot(100, 0, code="T/kem")]
)
def test_plots_that_cannot_be_had_or_do_not_suit_are_not_joined(other):
    assert joins(area(plot(0, 0), other), SETBACK, wanted_m2=15_000) == ()


def test_a_plot_that_is_large_enough_alone_needs_no_join():
    atlas = area({**plot(0, 0), "geometry": tiny.square(0, 0, 300)}, plot(300, 0))
    assert joins(atlas, SETBACK, wanted_m2=50_000) == ()


def test_joined_plots_over_a_gap_stay_in_parts():
    (found,) = joins(area(plot(0, 0), plot(110, 0)), SETBACK, wanted_m2=16_000, gap_m=12)
    assert found.gap_m == pytest.approx(10)
    assert found.gain_m2 == pytest.approx(0, abs=0.1)
    assert found.largest_part_m2 == pytest.approx(92 * 92, abs=0.1)


def test_growth_room_is_own_ground_then_free_then_reserve_beside_it():
    atlas = area(
        plot(0, 0, status="built"),
        plot(100, 0),
        plot(-100, 0, status="reserve"),
        plot(0, 100, status="reserved"),
        plot(0, -100, code="T/kem"),
        buildings=[{"geometry": tiny.rectangle(10, 10, 40, 50)}],
    )
    (room,) = growth_rooms(atlas, SETBACK)
    assert room.plot_id == "A"
    assert room.now_m2 == pytest.approx(92 * 92 - 2000, abs=0.1)
    assert (room.free_plots, room.reserve_plots) == (("B",), ("C",))
    assert room.free_m2 == pytest.approx(92 * 92, abs=0.1)
    assert room.reserve_m2 == pytest.approx(92 * 92, abs=0.1)


def test_joins_never_lose_ground():
    atlas = area(*(plot(x, y) for x in (0, 100, 200) for y in (0, 100)))
    for found in joins(atlas, SETBACK, wanted_m2=30_000):
        assert found.gain_m2 >= 0
        assert found.buildable_area_m2 <= found.gross_area_m2


def test_the_largest_land_is_made_of_free_compatible_plots_that_adjoin():
    atlas = area(
        plot(0, 0), plot(100, 0), plot(200, 0), plot(300, 0, status="built"), plot(400, 0), plot(0, 300)
    )
    plot_ids, area_ha = largest_joinable(atlas)
    assert plot_ids == ("A", "B", "C")
    assert area_ha == pytest.approx(3)
    assert largest_joinable(area(plot(0, 0, status="built"))) == ((), 0.0)


def test_a_lapsed_reservation_is_open_to_growth_and_flagged():
    reserved = {"status": "reserved", "reserved_until": "2024-01-01"}
    atlas = area(plot(0, 0, status="built"), plot(100, 0, **reserved), plot(200, 0))
    held, lapsed = date(2024, 1, 1), date(2024, 1, 2)
    for day, joined, free, flagged in ((held, (), (), ()), (lapsed, (("B", "C"),), ("B",), ("B",))):
        found = joins(atlas, SETBACK, wanted_m2=17_000, today=day)
        assert tuple(join.plot_ids for join in found) == joined
        assert all(join.lapsed == flagged and join.statuses == ("free", "free") for join in found)
        (room,) = growth_rooms(atlas, SETBACK, today=day)
        assert (room.free_plots, room.lapsed) == (free, flagged)
    assert largest_joinable(atlas, today=held)[0] == ("C",)
    assert largest_joinable(atlas, today=lapsed)[0] == ("B", "C")
