"""Least-cost lines on grounds whose answer can be seen."""

import numpy as np
import pytest
import shapely

from layers.errors import PlannerError
from planner.logistics.corridor import LEAST_COST, NOT_FOUND, TOUCHES, corridor
from planner.logistics.cost_surface import cost_surface
from planner.scenario.scenario import CorridorSetting
from tests import tiny

GROUND = [
    {"title": {"en": "another plot"}, "layer": "plots", "cost_ratio": 4.0},
    {"title": {"en": "road"}, "layer": "roads", "half_width_m": 5.0, "cost_ratio": 15.0},
    {"title": {"en": "building"}, "layer": "buildings", "cost_ratio": float("inf")},
    {"title": {"en": "water"}, "layer": "water", "cost_ratio": float("inf")},
]
PIPE = {"title": {"en": "Pipe"}, "source": "test", "to_layer": "pipelines", "ground": GROUND}
# A pipe 300 m east of the plot A, running north and south.
BRIDGE = [tiny.line((400, -300), (400, 400))]


def scenario(**more):
    return tiny.scenario(corridor={"pipe": {**PIPE, **more}})


def found(atlas, **more):
    return corridor("A", atlas, scenario(**more), "pipe")


def test_straight_over_free_land():
    line = found(tiny.atlas(tiny.square(0, 0), pipelines=BRIDGE))
    assert line.method == LEAST_COST
    assert line.length_m == pytest.approx(300, abs=1)
    assert line.straight_m == pytest.approx(300)
    assert line.cost_ratio == pytest.approx(1.0)
    assert line.cost_class == "low"
    assert line.crossings == ()
    assert "not confirmed" in line.notes[0]
    assert line.geometry.length == pytest.approx(line.length_m)


def test_slanting_lines_are_not_stepped():
    """From cell to cell eight directions are known; the line told is straight all the same."""
    far = [tiny.line((400, 250), (401, 251))]
    line = found(tiny.atlas(tiny.square(0, 0), pipelines=far))
    assert line.length_m == pytest.approx(float(np.hypot(300, 150)), rel=0.02)


def test_round_a_building_and_never_through():
    hall = tiny.rectangle(200, -100, 50, 250)
    line = found(tiny.atlas(tiny.square(0, 0), pipelines=BRIDGE, buildings=[hall]))
    assert not line.geometry.intersects(hall)
    # Up from the corner of the plot, over the north end of the hall (100, 100) - (200, 150) - (250, 150).
    shortest = float(np.hypot(100, 50)) + 50 + 150
    assert shortest <= line.length_m <= shortest * 1.06


def test_dear_ground_is_gone_round_when_that_is_cheaper():
    other = tiny.rectangle(200, 45, 100, 100)
    line = found(tiny.atlas(tiny.square(0, 0), other, pipelines=BRIDGE))
    assert line.crossings == ()
    assert line.length_m == pytest.approx(300, abs=2)


def test_what_must_be_crossed_is_named():
    lake = [{"geometry": tiny.rectangle(180, 140, 40, 400), "name": "Lake"}]
    road = [{"geometry": tiny.line((300, -900), (300, 900)), "name": "Long road", "road_class": "street"}]
    line = found(tiny.atlas(tiny.square(0, 0), pipelines=BRIDGE, roads=road, water=lake))
    assert [(entry.layer, entry.name, entry.length_m) for entry in line.crossings] == [
        ("roads", "Long road", 0.0)
    ]
    assert line.cost_ratio == pytest.approx((290 + 10 * 15) / 300, rel=0.05)


def test_walled_in_is_said():
    wall = shapely.difference(tiny.square(-60, -60, 220), tiny.square(-20, -20, 140))
    line = found(tiny.atlas(tiny.square(0, 0), pipelines=BRIDGE, buildings=[wall]))
    assert (line.method, line.length_m, line.geometry) == (NOT_FOUND, None, None)
    assert "No way within" in line.notes[0]


def test_a_plot_built_up_to_its_boundary_is_said():
    line = found(tiny.atlas(tiny.square(0, 0), pipelines=BRIDGE, buildings=[tiny.square(-10, -10, 120)]))
    assert "No way off the plot" in line.notes[0]


def test_a_target_on_the_plot_touches():
    line = found(tiny.atlas(tiny.square(0, 0), pipelines=[tiny.line((50, -50), (50, 50))]))
    assert (line.method, line.length_m) == (TOUCHES, 0.0)


def test_nothing_within_reach_is_said():
    line = found(tiny.atlas(tiny.square(0, 0), pipelines=BRIDGE), reach_m=200)
    assert line.method == NOT_FOUND
    assert "within 200" in line.notes[0]


def test_no_layer_to_lead_to_is_said():
    assert "Pipes and pipe bridges" in found(tiny.atlas(tiny.square(0, 0))).notes[0]


def test_layers_that_are_missing_are_told():
    line = found(tiny.atlas(tiny.square(0, 0), pipelines=BRIDGE))
    assert any("Not considered: water" in note for note in line.notes)


def test_a_named_target_is_led_to_though_another_is_nearer():
    pipes = [
        {"geometry": BRIDGE[0], "pipe_id": "far"},
        {"geometry": tiny.line((150, 0), (150, 50)), "pipe_id": "near"},
    ]
    atlas = tiny.atlas(tiny.square(0, 0), pipelines=pipes)
    assert corridor("A", atlas, scenario(), "pipe").target_id == "near"
    assert corridor("A", atlas, scenario(), "pipe", "far").target_id == "far"
    with pytest.raises(PlannerError, match="“other”"):
        corridor("A", atlas, scenario(), "pipe", "other")


def test_unknown_kinds_are_refused_with_what_is_known():
    with pytest.raises(PlannerError, match=r"no corridor “tram”.*pipe"):
        corridor("A", tiny.atlas(tiny.square(0, 0)), scenario(), "tram")


def test_along_a_bridge_is_cheaper():
    bridge = {"title": {"en": "along"}, "layer": "pipelines", "half_width_m": 8.0, "cost_ratio": 0.3}
    pipes = [{"geometry": tiny.line((110, 150), (400, 150)), "pipe_id": "old"}]
    pipes += [{"geometry": tiny.line((410, 0), (410, 100)), "pipe_id": "goal"}]
    atlas = tiny.atlas(tiny.square(0, 0), pipelines=pipes)
    plain = corridor("A", atlas, scenario(), "pipe", "goal")
    along = corridor("A", atlas, scenario(ground=[*GROUND, bridge]), "pipe", "goal")
    assert along.length_m > plain.length_m
    assert along.cost_ratio < 0.7


def test_long_ways_are_sought_on_coarser_cells_and_it_is_said():
    setting = CorridorSetting.model_validate({**PIPE, "cell_m": 1.0})
    surface = cost_surface(tiny.atlas(tiny.square(0, 0)), setting, (0, 0, 4000, 4000))
    assert surface.cell_m == 4.0
    assert "cells of 4" in surface.notes[0]


def test_holes_of_polygons_are_free():
    ring = shapely.difference(tiny.square(0, 0, 100), tiny.square(30, 30, 40))
    setting = CorridorSetting.model_validate(PIPE)
    bounds = tiny.square(-50, -50, 200).bounds
    surface = cost_surface(tiny.atlas(tiny.square(500, 500), water=[ring]), setting, bounds)
    x_m, y_m = tiny.X0_M + np.array([15.0, 50.0, -20.0]), tiny.Y0_M + np.array([50.0, 50.0, 50.0])
    assert surface.costs_at(x_m, y_m).tolist() == [np.inf, 1.0, 1.0]
    assert surface.costs_at(x_m + 1e6, y_m).tolist() == [np.inf] * 3


def test_a_target_of_ten_thousand_vertices_is_led_to():
    turn = np.linspace(0, 40 * np.pi, 10_000)
    winding = [tiny.line(*zip(400 + 5 * np.sin(turn), np.linspace(-300, 400, 10_000), strict=True))]
    line = found(tiny.atlas(tiny.square(0, 0), pipelines=winding))
    assert line.length_m == pytest.approx(295, abs=6)


def test_a_target_of_no_length_is_led_to():
    nought = [{"geometry": tiny.line((400, 50), (400, 50)), "pipe_id": "dot"}, {"geometry": BRIDGE[0]}]
    area = tiny.atlas(tiny.square(0, 0), pipelines=nought)
    assert found(area).length_m == pytest.approx(300, abs=2)


def test_a_plot_of_another_is_crossed_only_on_a_condition_and_at_its_price():
    held = {"title": {"en": "leased plot"}, "layer": "plots", "where": {"status": ["leased"]}}
    held |= {"cost_ratio": 2.0, "cost_class": "high", "condition": {"en": "the holder must consent"}}
    other = {"geometry": tiny.rectangle(150, -900, 100, 1900), "status": "leased"}
    line = found(tiny.atlas({"geometry": tiny.square(0, 0)}, other, pipelines=BRIDGE), ground=[held])
    assert line.conditions == ("leased plot (B): the holder must consent",)
    assert line.cost_class == "high"
    assert line.cost_ratio < 2.0


def test_a_plot_and_a_target_of_one_name_are_two_things():
    """A pipe called like the plot of another must not hide that plot from the list."""
    other = {"geometry": tiny.rectangle(150, -900, 100, 1900), "plot_id": "B"}
    atlas = tiny.atlas(
        {"geometry": tiny.square(0, 0)}, other, pipelines=[{"geometry": BRIDGE[0], "pipe_id": "B"}]
    )
    assert [(one.layer, one.name) for one in found(atlas).crossings] == [("plots", "B")]
