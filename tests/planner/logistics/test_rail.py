"""Sidings: curves that fit, limits that hold, and what is said where the data say nothing."""

import numpy as np
import pytest
import shapely

from layers.io import read_atlas, read_scenario_text
from layers.terrain import ArrayRaster, Rasters
from planner.logistics.rail import (
    CONDITIONAL,
    FEASIBLE,
    NO_WAY,
    NOT_SHOWN,
    SERVED,
    nearest_tracks,
    siding,
    verdict_text,
)
from planner.scenario.scenario import parse_scenario
from tests import tiny

BUILDING = {"title": {"en": "building"}, "layer": "buildings", "cost_ratio": float("inf")}
ROAD = {"title": {"en": "street"}, "layer": "roads", "half_width_m": 5.0, "cost_ratio": 15.0}
AGREED = [{"title": {"en": "own track"}, "cost_class": "low"}]
SIDING = {
    "title": {"en": "Siding"},
    "source": "test",
    "to_layer": "rail",
    "max_gradient_percent": 1.25,
    "max_standing_gradient_percent": 0.25,
    "min_curve_radius_m": 180.0,
    "train_length_m": 50.0,
    "ground": [],
    "connection": AGREED,
}
# 150 m south of the plot, running east and west.
TRACK = [{"geometry": tiny.line((-600, -150), (700, -150)), "electrified": "yes", "name": "Main line"}]
PLOT = tiny.square(0, 0)


def scenario(**more):
    return tiny.scenario(corridor={"siding": {**SIDING, **more}})


BUILT = scenario(ground=[BUILDING])


def least_radius_m(line: shapely.LineString) -> float:
    """Return the smallest radius of the circles through three neighbouring places of a line."""
    a, b, c = (shapely.get_coordinates(shapely.segmentize(line, 10.0))[i : i - 2 or None] for i in range(3))
    sides = [np.hypot(*(p - q).T) for p, q in ((a, b), (b, c), (a, c))]
    (ux, uy), (vx, vy) = (b - a).T, (c - a).T
    area = np.abs(ux * vy - uy * vx) / 2
    return float((sides[0] * sides[1] * sides[2] / (4 * np.maximum(area, 1e-9))).min())


def with_heights(atlas, slope: float = 0.0):
    """Return the atlas on ground that rises to the north by `slope`."""
    rows = np.arange(400)[::-1, None] * 5.0 * slope
    values = np.repeat(rows, 400, axis=1).astype(np.float32)
    terrain = ArrayRaster(values, tiny.X0_M - 1000, tiny.Y0_M + 1000, 5.0, tiny.EPSG)
    return atlas.with_rasters(Rasters(terrain=terrain))


def test_a_siding_leaves_the_track_along_it_and_keeps_its_radius():
    found = siding("A", with_heights(tiny.atlas(PLOT, rail=TRACK)), scenario())
    assert found.verdict == FEASIBLE
    assert found.conditions == ()
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
    assert found.verdict == CONDITIONAL
    assert any("No elevation model at hand" in condition for condition in found.conditions)


@pytest.mark.parametrize(("slope", "verdict"), [(0.002, FEASIBLE), (0.05, NOT_SHOWN)])
def test_the_ground_must_not_rise_too_fast(slope, verdict):
    found = siding("A", with_heights(tiny.atlas(PLOT, rail=TRACK), slope), scenario())
    assert found.verdict == verdict
    assert found.gradient_percent is not None
    assert found.gradient_percent <= 100 * slope + 0.2
    assert any("earthworks" in reason for reason in found.reasons) == (verdict == NOT_SHOWN)


def test_beyond_the_elevation_model_nothing_is_claimed():
    atlas = tiny.atlas(PLOT, rail=TRACK)
    terrain = ArrayRaster(np.zeros((4, 4), dtype=np.float32), tiny.X0_M, tiny.Y0_M, 5.0, tiny.EPSG)
    found = siding("A", atlas.with_rasters(Rasters(terrain=terrain)), scenario())
    assert found.gradient_percent is None
    assert any("does not cover" in condition for condition in found.conditions)


def test_a_line_due_north_has_a_gradient_too():
    halls = [tiny.rectangle(-600, -140, 640, 130), tiny.rectangle(60, -140, 640, 130)]
    found = siding("A", with_heights(tiny.atlas(PLOT, rail=TRACK, buildings=halls), 0.01), BUILT)
    assert found.gradient_percent == pytest.approx(1.0, abs=0.2)


def test_no_curve_fits_between_halls():
    """A lane of 20 m lets a path through, and no curve of 180 m."""
    halls = [tiny.rectangle(-600, -140, 640, 130), tiny.rectangle(60, -140, 640, 130)]
    found = siding("A", tiny.atlas(PLOT, rail=TRACK, buildings=halls), BUILT)
    assert found.verdict == NOT_SHOWN
    assert found.alignment is None
    assert found.corridor.length_m == pytest.approx(150, abs=3)
    assert "180" in found.reasons[0]


def test_walled_off_is_no_way():
    wall = [tiny.rectangle(-900, -140, 1900, 100)]
    walls = [*wall, tiny.rectangle(-900, -140, 100, 1200), tiny.rectangle(900, -140, 100, 1200)]
    walls.append(tiny.rectangle(-900, 900, 1900, 100))
    found = siding("A", tiny.atlas(PLOT, rail=TRACK, buildings=walls), BUILT)
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
    found = siding("A", tiny.atlas(PLOT, rail=TRACK, roads=road), scenario(ground=[ROAD]))
    assert [(entry.name, entry.kind, entry.cost_class) for entry in found.crossings] == [
        ("Street", "street", "high")
    ]


def test_every_plot_has_its_nearest_track():
    far = tiny.square(0, 500)
    near = nearest_tracks(tiny.atlas(PLOT, far, rail=[*TRACK, {"geometry": tiny.line((300, 0), (300, 900))}]))
    assert [(row.plot_id, round(row.distance_m)) for row in near] == [("A", 150), ("B", 200)]
    assert near[0].electrified == "yes"
    assert near[1].electrified == "unknown"


# --- What stands in the way, and who must agree ---

BETWEEN = {"geometry": tiny.rectangle(-600, -120, 1300, 60), "status": "leased", "name": "Halls"}
CONSENT = {"en": "the holder must consent"}


def kind_of_plots(cost_ratio: float, condition=None):
    return {
        "title": {"en": "plot of another"},
        "layer": "plots",
        "cost_ratio": cost_ratio,
        "condition": condition or {},
    }


def crossing_a_plot(*ground):
    atlas = with_heights(tiny.atlas({"geometry": PLOT}, BETWEEN, rail=TRACK))
    return siding("A", atlas, scenario(ground=list(ground)))


def test_a_plot_of_another_is_crossed_only_on_a_condition_that_is_stated():
    found = crossing_a_plot(kind_of_plots(4.0, CONSENT))
    assert found.verdict == CONDITIONAL
    assert [(one.layer, one.name, one.status, one.holder) for one in found.crossings] == [
        ("plots", "B", "leased", "Halls")
    ]
    assert found.conditions == ("plot of another (B): the holder must consent",)
    assert found.cost_class == "medium"


def test_what_the_scenario_forbids_is_never_crossed_by_a_siding_that_passes():
    found = crossing_a_plot(kind_of_plots(float("inf")))
    assert found.verdict == NO_WAY
    assert "plot of another" in found.reasons[0]


def test_what_the_scenario_does_not_price_is_dear_and_open():
    found = crossing_a_plot()
    assert found.verdict == CONDITIONAL
    assert found.cost_class == "high"
    assert "does not say" in found.conditions[0]


def test_a_turnout_on_the_main_line_is_asked_for_and_rather_avoided():
    """Also where the main line runs along the plot: that is no siding."""
    rules = {"title": {"en": "main line"}, "where": {"track_class": ["main"]}, "serves": False}
    rules |= {"condition": {"en": "the manager must permit it"}, "detour_m": 1000.0}
    by_rules = scenario(connection=[rules, *AGREED], train_length_m=20.0)
    along = {"geometry": tiny.line((-600, -2), (700, -2)), "track_class": "main", "name": "Main"}
    found = siding("A", with_heights(tiny.atlas(PLOT, rail=[along])), by_rules)
    assert found.verdict not in {SERVED, FEASIBLE}
    assert found.conditions[0] == "main line (Main): the manager must permit it"
    spur = {"geometry": tiny.line((-600, 250), (700, 250)), "track_class": "spur"}
    main = {"geometry": tiny.line((-600, -150), (700, -150)), "track_class": "main"}
    found = siding("A", with_heights(tiny.atlas(PLOT, rail=[main, spur])), by_rules)
    assert (found.track_class, found.verdict, found.conditions) == ("spur", FEASIBLE, ())


def test_without_a_word_on_who_must_agree_nothing_is_promised():
    found = siding("A", with_heights(tiny.atlas(PLOT, rail=TRACK)), scenario(connection=[]))
    assert found.verdict == CONDITIONAL
    assert "who must agree" in found.conditions[0]


def test_a_train_needs_room_clear_of_the_turnout_streets_and_the_end_of_the_track():
    atlas = with_heights(tiny.atlas(PLOT, rail=TRACK))
    room = siding("A", atlas, scenario())
    assert room.verdict == FEASIBLE
    assert room.loading.usable_m >= 50
    less = siding("A", atlas, scenario(turnout_clear_m=60.0, buffer_stop_m=15.0))
    assert less.loading.usable_m == pytest.approx(room.loading.usable_m - 75, abs=1)
    street = [{"geometry": tiny.line((-900, -75), (900, -75))}]
    cut = siding("A", with_heights(tiny.atlas(PLOT, rail=TRACK, roads=street)), scenario(ground=[ROAD]))
    assert cut.loading.usable_m < room.loading.usable_m - 20
    long = siding("A", atlas, scenario(), train_length_m=600.0)
    assert long.verdict == NOT_SHOWN
    assert any("A train of 600" in limit for limit in long.limits)


def test_wagons_stand_on_a_quarter_of_a_percent_at_most():
    atlas = tiny.atlas(PLOT, rail=TRACK)
    flat = siding("A", with_heights(atlas, 0.0005), scenario(), 150.0)
    steep = siding("A", with_heights(atlas, 0.008), scenario(), 150.0)
    assert flat.verdict == FEASIBLE
    assert 0.25 < steep.loading.gradient_percent <= 0.8
    assert steep.verdict == NOT_SHOWN
    assert any("‰" in limit for limit in steep.limits)


# --- On the example: plot 13-4 of Kokkola ---


@pytest.fixture(scope="module")
def plot_13_4():
    return siding("13-4", read_atlas("kokkola"), parse_scenario(read_scenario_text()))


def test_13_4_of_kokkola_is_not_promised_a_cheap_siding(plot_13_4):
    assert plot_13_4.verdict == NOT_SHOWN
    assert plot_13_4.cost_class == "high"


def test_every_obstacle_of_13_4_says_what_it_is_its_price_and_who_must_agree(plot_13_4):
    assert plot_13_4.crossings
    for crossing in plot_13_4.crossings:
        assert crossing.kind, crossing
        assert crossing.cost_class in {"low", "medium", "high"}
        assert crossing.forbidden or any(crossing.name in text for text in plot_13_4.conditions), crossing


def test_the_siding_of_13_4_on_the_main_line_asks_the_infrastructure_manager(plot_13_4):
    assert plot_13_4.track_class == "main"
    assert "infrastructure manager" in plot_13_4.conditions[0]
