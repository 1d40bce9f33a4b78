"""The ground of plots: planes and steps that one can do in the head, and properties."""

import json
import math
from dataclasses import asdict

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.atlas import Atlas
from layers.terrain import ArrayRaster, Rasters
from planner.appraisal import appraise
from planner.capacity import zonal
from planner.capacity.restrictions import restrict
from planner.capacity.terrain import TerrainProfile, terrain_profiles, terrain_text
from planner.capacity.zonal import BEYOND, slope_percent
from tests.tiny import EPSG, FACTORS, X0_M, Y0_M, atlas, rectangle, rule, scenario, setback, square

approx = pytest.approx
CELL_M = 2.0
STEEP = (
    rule("raster_above", "terrain", rule_id="moderate", effect="condition", threshold_percent=3.0),
    rule("raster_above", "terrain", rule_id="steep", threshold_percent=10.0),
)
SQUARE = square(0, 0)


def below(threshold_m: float, **more):
    named = {"rule_id": f"below {threshold_m}", **more}
    return rule("raster_below", "terrain", threshold_m=threshold_m, **named)


def terrain(
    level, margin_m: float = 20.0, side_m: float = 100.0, cell_m: float = CELL_M, **more
) -> ArrayRaster:
    """Return a raster of level(x, y), in metres from the corner of the tiny atlas, with a margin round it."""
    along = np.arange(-margin_m, side_m + margin_m, cell_m) + cell_m / 2
    x_m, y_m = np.meshgrid(along, along[::-1])
    values = np.broadcast_to(np.asarray(level(x_m, y_m), dtype=np.float32), x_m.shape)
    return ArrayRaster(values, X0_M - margin_m, Y0_M + side_m + margin_m, cell_m, EPSG, **more)


def plane(percent: float, base_m: float = 10.0, angle_deg: float = 0.0):
    cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return lambda x_m, y_m: base_m + percent / 100 * (cos * x_m + sin * y_m)


def on(raster: ArrayRaster | None, *plots, cover: ArrayRaster | None = None, **layers) -> Atlas:
    return atlas(*plots, **layers).with_rasters(Rasters(terrain=raster, landcover=cover))


def ground_of(area: Atlas, *rules, **more) -> TerrainProfile:
    found = terrain_profiles(area.frame("plots"), area, scenario(*rules, **more))
    assert found[0] is not None
    return found[0]


def shares(ground: TerrainProfile) -> dict[float, float]:
    return {one.threshold_percent: one.steep_share for one in ground.steep}


# --- Planes ---


def test_a_plane_of_5_percent_has_a_slope_of_5_percent_everywhere():
    found = ground_of(on(terrain(plane(5)), SQUARE), *STEEP)
    assert (found.slope_mean_percent, found.slope_max_percent) == (approx(5, abs=1e-4), approx(5, abs=1e-4))
    assert shares(found) == {3.0: approx(1), 10.0: 0}
    assert (found.level_mean_m, found.level_min_m, found.level_max_m) == (
        approx(12.5),
        approx(10.05),
        approx(14.95),
    )
    assert (found.known_share, found.slope_known_share, found.note) == (approx(1), approx(1), "")


@pytest.mark.parametrize("angle_deg", [0, 30, 45, 90, 200])
def test_the_slope_of_a_plane_does_not_depend_on_where_it_falls_to(angle_deg):
    found = ground_of(on(terrain(plane(7, angle_deg=angle_deg)), SQUARE))
    assert found.slope_mean_percent == approx(7, abs=1e-4)


def test_cut_and_fill_of_a_plane_balance_at_its_mean_level():
    """Half the plot is cut: a wedge of 50 m × 100 m, 2.5 m high at its far side."""
    found = ground_of(on(terrain(plane(5)), SQUARE))
    (pad,) = found.pads
    assert (pad.basis, pad.level_m) == ("balancing", approx(12.5))
    assert pad.cut_m3 == approx(50 * 100 * 2.5 / 2, rel=1e-5)
    assert pad.fill_m3 == approx(pad.cut_m3, rel=1e-5)


def test_cut_and_fill_to_a_level_that_the_scenario_gives():
    factors = {**FACTORS, "pad_level_m": {"value": 15.0, "unit": "m", "source": "test"}}
    found = ground_of(on(terrain(plane(5)), SQUARE), factors=factors)
    balancing, given_level = found.pads
    assert (balancing.basis, given_level.basis, given_level.level_m) == ("balancing", "given", 15)
    assert (given_level.cut_m3, given_level.fill_m3) == (0, approx(100 * 100 * 2.5))


def test_a_plot_askew_to_the_cells_counts_parts_of_cells():
    diamond = shapely.Polygon([(X0_M + x, Y0_M + y) for x, y in [(50, 1), (99, 50), (50, 99), (1, 50)]])
    found = ground_of(on(terrain(plane(5)), diamond))
    assert found.known_share == approx(1)
    assert found.level_mean_m == approx(12.5, abs=1e-4)
    # The moment of half a diamond about its middle is 49³ / 3 m³.
    assert found.pads[0].cut_m3 == approx(0.05 * 49**3 / 3, rel=1e-3)


def test_a_hole_of_a_plot_is_not_its_ground():
    pit = terrain(lambda x, y: np.where((abs(x - 50) < 10) & (abs(y - 50) < 10), 0.0, 10.0))
    found = ground_of(on(pit, SQUARE.difference(square(40, 40, 20))))
    assert (found.level_min_m, found.level_max_m) == (10, 10)


# --- A step ---


def test_a_step_is_steep_only_where_it_stands():
    """Horn's window sees a step of 2 m from one cell on each side: 2 m on 4 m is 50 %."""
    step = terrain(lambda x, _y: np.where(x < 50, 10.0, 12.0))
    found = ground_of(on(step, SQUARE), *STEEP, below(11))
    assert shares(found) == {3.0: approx(4 / 100), 10.0: approx(4 / 100)}
    assert found.slope_max_percent == approx(50)
    assert [(one.threshold_m, one.low_share) for one in found.low] == [(11, approx(0.5))]
    assert found.pads[0].cut_m3 == approx(50 * 100 * 1)
    assert found.pads[0].fill_m3 == approx(50 * 100 * 1)


def test_horn_weights_the_nearer_neighbours_double():
    levels = np.array([[0, 0, 1], [0, 0, 0], [0, 0, 0]], np.float32)
    assert slope_percent(levels, 1.0)[0, 0] == approx(100 * math.hypot(1 / 8, 1 / 8))
    levels = np.array([[0, 0, 0], [0, 0, 1], [0, 0, 0]], np.float32)
    assert slope_percent(levels, 1.0)[0, 0] == approx(100 * 2 / 8)


# --- What is not known ---


def test_no_elevation_model_is_a_sentence():
    area = atlas(SQUARE)
    assert terrain_profiles(area.frame("plots"), area, scenario()) == (None,)
    assert terrain_text(area) == (
        "No elevation model at hand; the Help page tells how to add the National Land Survey’s."
    )
    appraisal = appraise("A", area, scenario(setback(4)))
    assert appraisal.ground is None
    assert [one.method for one in appraisal.basis if one.figure == "ground"] == [terrain_text(area)]


def test_a_plot_partly_beyond_the_model_is_told_and_gets_no_earthworks():
    found = ground_of(on(terrain(plane(5)), rectangle(60, 0, 120, 100)), *STEEP)
    assert found.known_share == approx(60 / 120)
    assert found.note.startswith("The elevation model covers 50.0 % of the plot")
    assert found.level_mean_m == approx(10 + 0.05 * 90)
    assert found.pads == ()
    # The outermost cells of the model have no slope.
    assert found.slope_known_share == approx(58 / 120)
    assert shares(found)[3.0] == approx(1)


def test_a_plot_beyond_the_model_has_no_figures():
    found = ground_of(on(terrain(plane(5)), square(500, 500)), *STEEP, below(3))
    assert (found.known_share, found.level_mean_m, found.level_min_m, found.slope_max_percent) == (
        0,
        None,
        None,
        None,
    )
    assert (found.steep, found.low, found.pads) == ((), (), ())
    assert found.note.startswith("The plot lies outside the elevation model")


def test_a_plot_at_the_edge_of_the_model_says_where_its_slope_is_not_known():
    found = ground_of(on(terrain(plane(5), margin_m=0), SQUARE))
    assert found.known_share == approx(1)
    assert found.slope_known_share == approx(0.96**2)
    assert found.note == "The slope is known for 92.2 % of the plot: the rest lies at the model’s edge."
    assert len(found.pads) == 1


def test_a_cell_without_a_value_is_neither_low_nor_high():
    raster = terrain(lambda x, y: np.where((x > 40) & (x < 60) & (y > 40) & (y < 60), math.nan, 10.0))
    area = on(raster, SQUARE)
    found = ground_of(area, *STEEP, below(5), below(50))
    assert found.known_share == approx(1 - 0.04)
    assert found.slope_known_share == approx(1 - 0.24**2)
    assert [one.low_share for one in found.low] == [0, approx(1)]
    assert found.level_min_m == found.level_max_m == 10
    restricted = restrict(area, scenario(below(5), below(50)))
    assert float(restricted.buildable.area.iloc[0]) == approx(400)
    assert {one.reason for one in restricted.unchecked} == {
        "the elevation model does not cover 1 plot wholly"
    }


def test_json_holds_no_nan():
    area = on(terrain(plane(5)), SQUARE, square(500, 500))
    for plot_id in ("A", "B"):
        told = json.dumps(asdict(appraise(plot_id, area, scenario(*STEEP)).ground), allow_nan=False)
        assert "steep_share" in told or plot_id == "B"


# --- Land cover ---


def test_shares_of_land_cover_the_largest_first():
    codes = terrain(lambda x, y: np.where(x < 30, 311, np.where(y < 50, 112, math.nan)))
    cover = ArrayRaster(codes.values, codes.left_m, codes.top_m, 2, EPSG, source="CLC", classes={112: "town"})
    found = ground_of(on(terrain(plane(5)), SQUARE, cover=cover))
    assert [(one.code, one.title, one.cover_share) for one in found.cover] == [
        ("112", "town", approx(0.35)),
        ("311", "", approx(0.3)),
    ]
    assert found.source == "given in memory; CLC"
    alone = ground_of(on(None, SQUARE, cover=cover))
    assert alone.cover == found.cover
    assert (alone.level_mean_m, alone.pads, alone.source) == (None, (), "CLC")
    assert alone.note.startswith("No elevation model at hand")


# --- Rules ---


def test_every_kind_of_raster_rule_stands_in_a_test_below():
    assert set(BEYOND) == {"raster_above", "raster_below"}


def test_a_rule_by_slope_takes_the_steep_cells():
    raster = terrain(lambda x, _y: np.where(x < 50, 10.0, 12.0))
    found = restrict(on(raster, SQUARE), scenario(*STEEP))
    assert float(found.buildable.area.iloc[0]) == approx(100 * 100 - 4 * 100)
    assert found.overlaps["alone_m2"].tolist() == [approx(400)] * 2
    assert found.overlaps["waterfall_m2"].tolist() == [0, approx(400)]
    assert found.overlaps.geometry.iloc[0].equals(rectangle(48, 0, 4, 100))
    assert found.unchecked == ()


def test_a_rule_by_level_takes_the_low_cells():
    found = restrict(on(terrain(plane(5, 0)), SQUARE), scenario(below(1.01)))
    assert float(found.buildable.area.iloc[0]) == approx(100 * 80)


def test_rules_by_raster_cut_cells_to_the_plot_and_ask_each_plot_for_its_own():
    raster = terrain(plane(0), margin_m=200)
    plots = [rectangle(0.5, 0, 49, 33), rectangle(49.5, 0, 50.5, 33), rectangle(0.5, 33, 99.5, 70)]
    found = restrict(on(raster, *plots), scenario(below(11)))
    assert found.buildable.area.tolist() == [0, 0, 0]
    assert found.overlaps["alone_m2"].tolist() == [approx(plot.area) for plot in plots]


def test_without_an_elevation_model_the_rule_is_told_as_not_checked():
    found = restrict(atlas(SQUARE), scenario(*STEEP))
    assert float(found.buildable.area.iloc[0]) == 10_000
    missing = "no data at hand: layer “Terrain (elevation model)”"
    assert [one.reason for one in found.unchecked] == [missing] * 2


def test_what_rules_take_equals_the_shares_of_the_ground():
    """Polygons of cells and shares by parts of cells are two routes to the same areas."""
    rng = np.random.default_rng(7)
    rough = terrain(lambda x, _y: 10 + rng.normal(0, 0.2, x.shape))
    plot = shapely.Point(X0_M + 50, Y0_M + 50).buffer(37)
    area = on(rough, plot)
    rules = (*STEEP, below(10))
    ground, overlaps = ground_of(area, *rules), restrict(area, scenario(*rules)).overlaps
    expected = [shares(ground)[3.0], shares(ground)[10.0], ground.low[0].low_share]
    assert (overlaps["alone_m2"] / plot.area).tolist() == approx(expected, rel=1e-5)


# --- Properties ---

LEVELS = st.integers(0, 2**32 - 1).map(
    lambda seed: np.random.default_rng(seed).normal(10, 1, (70, 70)).astype(np.float32)
)


def raster_of(levels: np.ndarray, cell_m: float = CELL_M, shift_m: float = 0.0) -> ArrayRaster:
    return ArrayRaster(levels, X0_M - 20 + shift_m, Y0_M + 120 - shift_m, cell_m, EPSG)


@settings(max_examples=30)
@given(LEVELS, st.floats(0, 90))
def test_cut_and_fill_balance_on_any_ground(levels, turn_deg):
    plot = shapely.affinity.rotate(rectangle(10, 20, 70, 50), turn_deg)
    found = ground_of(on(raster_of(levels), plot), *STEEP, below(9), below(10))
    (pad,) = found.pads
    assert pad.cut_m3 == approx(pad.fill_m3, rel=1e-6)
    assert found.level_min_m <= found.level_mean_m == pad.level_m <= found.level_max_m
    assert found.slope_mean_percent <= found.slope_max_percent
    assert 0 <= shares(found)[10.0] <= shares(found)[3.0] <= 1
    assert 0 <= found.low[0].low_share <= found.low[1].low_share <= 1


@settings(max_examples=20)
@given(LEVELS, st.floats(-300, 3000))
def test_raising_the_ground_changes_levels_only(levels, lift_m):
    first, second = (ground_of(on(raster_of(one), SQUARE)) for one in (levels, levels + np.float32(lift_m)))
    assert second.level_mean_m == approx(first.level_mean_m + lift_m, abs=1e-3)
    assert second.slope_mean_percent == approx(first.slope_mean_percent, abs=0.01)
    assert second.pads[0].cut_m3 == approx(first.pads[0].cut_m3, rel=1e-3)


def figures(ground: TerrainProfile) -> list[float]:
    """Return every figure of the ground, in one row."""
    parts = (ground, *ground.pads, *ground.steep, *ground.low)
    return [value for part in parts for value in asdict(part).values() if isinstance(value, float)]


@pytest.mark.parametrize("cells_n", [9, 25, 50, 60])
def test_blocks_of_any_size_give_the_same_ground(cells_n, monkeypatch):
    """A small block makes the plot larger than a block: it is read in parts, twice."""
    levels = np.random.default_rng(cells_n).normal(10, 1, (70, 70)).astype(np.float32)
    area = on(raster_of(levels), SQUARE, shapely.Point(X0_M + 40, Y0_M + 30).buffer(25))
    wanted = scenario(*STEEP, below(10))
    whole, whole_rules = terrain_profiles(area.frame("plots"), area, wanted), restrict(area, wanted).overlaps
    monkeypatch.setattr(zonal, "BLOCK_CELLS_N", cells_n)
    parts, part_rules = terrain_profiles(area.frame("plots"), area, wanted), restrict(area, wanted).overlaps
    for one, other in zip(whole, parts, strict=True):
        assert figures(one) == approx(figures(other), rel=1e-9)
    assert part_rules["alone_m2"].tolist() == approx(whole_rules["alone_m2"].tolist(), rel=1e-9)


def test_the_order_of_plots_changes_nothing():
    levels = np.random.default_rng(1).normal(10, 1, (70, 70)).astype(np.float32)
    plots = [{"plot_id": f"p{n}", "geometry": square(10 * n, 5 * n, 20)} for n in range(9)]
    first, second = on(raster_of(levels), *plots), on(raster_of(levels), *plots[::-1])
    wanted = scenario(*STEEP)
    assert (
        terrain_profiles(first.frame("plots"), first, wanted)
        == terrain_profiles(second.frame("plots"), second, wanted)[::-1]
    )
