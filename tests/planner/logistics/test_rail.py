"""Sidings: curves that fit, limits that hold, and what is said where the data say nothing."""

import numpy as np
import pytest
import shapely

from layers.terrain import ArrayRaster, Rasters
from planner.logistics.rail import (
    FEASIBLE,
    NO_WAY,
    NOT_SHOWN,
    SERVED,
    nearest_tracks,
    siding,
    verdict_text,
)
from tests import tiny

GROUND = [
    {"title": {"en": "building"}, "layer": "buildings", "cost_ratio": float("inf")},
    {"title": {"en": "road"}, "layer": "roads", "half_width_m": 5.0, "cost_ratio": 15.0},
]
SIDING = {
    "title": {"en": "Siding"},
    "source": "test",
    "to_layer": "rail",
    "max_gradient_percent": 1.25,
    "min_curve_radius_m": 180.0,
    "ground": GROUND,
}
# 150 m south of the plot, running east and west.
TRACK = [{"geometry": tiny.line((-600, -150), (700, -150)), "electrified": "yes", "name": "Main line"}]
PLOT = tiny.square(0, 0)


def scenario(**more):
    return tiny.scenario(corridor={"siding": {**SIDING, **more}})


def least_radius_m(line: shapely.LineString) -> float:
    """Return the smallest radius of the circles through three neighbouring places of a line."""
    a, b, c = (shapely.get_coordinates(shapely.segmentize(line, 10.0))[i : i - 2 or None] for i in range(3))
    sides = [np.hypot(*(p - q).T) for p, q in ((a, b), (b, c), (a, c))]
    (ux, uy), (vx, vy) = (b - a).T, (c - a).T
    area = np.abs(ux * vy - uy * vx) / 2
    return float((sides[0] * sides[1] * sides[2] / (4 * np.maximum(area, 1e-9))).min())


def with_heights(atlas, slope: float):
    """Return the atlas on ground that rises to the north by `slope`."""
    rows = np.arange(400)[::-1, None] * 5.0 * slope
    values = np.repeat(rows, 400, axis=1).astype(np.float32)
    terrain = ArrayRaster(values, tiny.X0_M - 1000, tiny.Y0_M + 1000, 5.0, tiny.EPSG)
    return atlas.with_rasters(Rasters(terrain=terrain))


def test_a_siding_leaves_the_track_along_it_and_keeps_its_radius():
    found = siding("A", tiny.atlas(PLOT, rail=TRACK), scenario())
    assert found.verdict == FEASIBLE
    assert found.electrified == "yes"
    assert found.track == "Main line"
    assert found.side == "north"
    assert found.distance_m == pytest.approx(150)
    start, after = shapely.get_coordinates(found.alignment)[:2]
    assert abs((after - start)[1]) < abs((after - start)[0]) * 0.1
    assert least_radius_m(found.alignment) > 150
    # A curve of 180 m is 150 m aside of the track after acos(1 - 150 / 180) of a turn.
    assert found.length_m == pytest.approx(180 * np.arccos(1 - 150 / 180), abs=15)


def test_without_an_elevation_model_the_gradient_is_not_known():
    found = siding("A", tiny.atlas(PLOT, rail=TRACK), scenario())
    assert found.gradient_percent is None
    assert any("No elevation model at hand" in reason for reason in found.reasons)


@pytest.mark.parametrize(("slope", "verdict"), [(0.002, FEASIBLE), (0.05, NOT_SHOWN)])
def test_the_ground_must_not_rise_too_fast(slope, verdict):
    found = siding("A", with_heights(tiny.atlas(PLOT, rail=TRACK), slope), scenario())
    assert found.verdict == verdict
    assert found.gradient_percent <= 100 * slope + 0.2
    assert any("earthworks" in reason for reason in found.reasons) == (verdict == NOT_SHOWN)


def test_beyond_the_elevation_model_nothing_is_claimed():
    atlas = tiny.atlas(PLOT, rail=TRACK)
    terrain = ArrayRaster(np.zeros((4, 4), dtype=np.float32), tiny.X0_M, tiny.Y0_M, 5.0, tiny.EPSG)
    found = siding("A", atlas.with_rasters(Rasters(terrain=terrain)), scenario())
    assert found.gradient_percent is None
    assert any("does not cover" in reason for reason in found.reasons)


def test_a_line_due_north_has_a_gradient_too():
    halls = [tiny.rectangle(-600, -140, 640, 130), tiny.rectangle(60, -140, 640, 130)]
    found = siding("A", with_heights(tiny.atlas(PLOT, rail=TRACK, buildings=halls), 0.01), scenario())
    assert found.gradient_percent == pytest.approx(1.0, abs=0.2)


def test_no_curve_fits_between_halls():
    """A lane of 20 m lets a path through, and no curve of 180 m."""
    halls = [tiny.rectangle(-600, -140, 640, 130), tiny.rectangle(60, -140, 640, 130)]
    found = siding("A", tiny.atlas(PLOT, rail=TRACK, buildings=halls), scenario())
    assert found.verdict == NOT_SHOWN
    assert found.alignment is None
    assert found.corridor.length_m == pytest.approx(150, abs=3)
    assert "180" in found.reasons[0]


def test_walled_off_is_no_way():
    wall = [tiny.rectangle(-900, -140, 1900, 100)]
    walls = [*wall, tiny.rectangle(-900, -140, 100, 1200), tiny.rectangle(900, -140, 100, 1200)]
    walls.append(tiny.rectangle(-900, 900, 1900, 100))
    found = siding("A", tiny.atlas(PLOT, rail=TRACK, buildings=walls), scenario())
    assert found.verdict == NO_WAY
    assert found.length_m is None


def test_a_track_on_the_plot_serves_it():
    found = siding("A", tiny.atlas(PLOT, rail=[tiny.line((-100, 50), (300, 50))]), scenario())
    assert found.verdict == SERVED
    assert found.electrified == "unknown"
    assert any("electrified is not known" in reason for reason in found.reasons)
    assert "a track reaches the plot" in verdict_text(found)


def test_no_tracks_at_hand_is_said():
    found = siding("A", tiny.atlas(PLOT), scenario())
    assert found.verdict == NO_WAY
    assert "“Railway”" in found.reasons[0]
    assert nearest_tracks(tiny.atlas(PLOT)) == []


def test_roads_that_it_crosses_are_named():
    road = [{"geometry": tiny.line((-900, -75), (900, -75)), "name": "Street"}]
    found = siding("A", tiny.atlas(PLOT, rail=TRACK, roads=road), scenario())
    assert [entry.name for entry in found.crossings] == ["Street"]


def test_every_plot_has_its_nearest_track():
    far = tiny.square(0, 500)
    near = nearest_tracks(tiny.atlas(PLOT, far, rail=[*TRACK, {"geometry": tiny.line((300, 0), (300, 900))}]))
    assert [(row.plot_id, round(row.distance_m)) for row in near] == [("A", 150), ("B", 200)]
    assert near[0].electrified == "yes"
    assert near[1].electrified == "unknown"
