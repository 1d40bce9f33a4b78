"""Broken shapes: mended where no ground is lost or won, with a line in the list of issues; else left out."""

import json
import time
from datetime import date
from math import cos, pi, sin

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers import crs, validation
from layers.edges import meetings, self_meetings
from layers.errors import DataError
from layers.io.formats.readers import read
from layers.io.intake import guess, parse_ref, prepare, read_source
from layers.issues import GEOMETRY_MENDED, ROW_LEFT_OUT
from layers.layer import Layer
from layers.mapping.consistency import check_area
from layers.specs import SPECS
from planner.appraisal import appraise_many
from planner.capacity.capacity import capacities
from planner.capacity.restrictions import restrict
from tests.tiny import WORKING, X0_M, Y0_M, atlas, layer, line, rectangle, scenario, setback, square

SOUND = {"geometry": square(0, 0), "plot_id": "sound"}


def shape(*corners, holes=()):
    placed = [[(X0_M + x, Y0_M + y) for x, y in ring] for ring in (corners, *holes)]
    return shapely.Polygon(placed[0], placed[1:])


PLOT = ((200, 0), (300, 0), (300, 100), (200, 100))
# What -> the shape, and the area it has once mended.
MENDED = {
    "a spike without width": (shape(*PLOT[:3], (250, 100), (250, 140), (250, 100), PLOT[3]), 10_000),
    "a hole along the edge": (shape(*PLOT, holes=[[(200, 20), (220, 30), (200, 40)]]), 9_800),
    "parts that share an edge": (
        shapely.MultiPolygon([rectangle(200, 0, 50, 100), rectangle(250, 0, 50, 100)]),
        10_000,
    ),
    "a collection of polygons": (
        shapely.GeometryCollection([square(200, 0), shapely.MultiPolygon([square(400, 0)])]),
        20_000,
    ),
}
LEFT_OUT = {
    "a bow-tie": shape((200, 0), (300, 100), (300, 0), (200, 100)),
    "a bow-tie with unequal halves": shape((200, 0), (300, 100), (300, 0), (200, 90)),
    "no area": shape((200, 0), (300, 0), (250, 0)),
    "a sliver": rectangle(200, 0, 1e-5, 100),
    "a hole outside": shape(*PLOT, holes=[[(400, 0), (410, 0), (410, 10)]]),
    "a collection with a line": shapely.GeometryCollection([square(200, 0), line((0, 0), (1, 1))]),
}
# Sound, if odd: a hole that touches the edge in a point.
TOUCHING = shape(*PLOT, holes=[[(200, 30), (220, 20), (220, 40)]])


def built(geometry):
    """Return the layer of a sound plot and this one, with (row, action) of each issue."""
    made = layer("plots", [SOUND, {"geometry": geometry, "plot_id": "B"}])
    return made, [(issue.row, issue.action) for issue in made.issues]


@pytest.mark.parametrize("what", MENDED)
def test_what_is_mended_keeps_its_ground_and_is_told(what):
    broken, area_m2 = MENDED[what]
    made, issues = built(broken)
    assert issues == [(2, GEOMETRY_MENDED)]
    assert made.frame.geometry.is_valid.all()
    assert made.frame.geometry[1].area == pytest.approx(area_m2)


@pytest.mark.parametrize("what", LEFT_OUT)
def test_what_cannot_be_mended_safely_is_left_out_and_told(what):
    made, issues = built(LEFT_OUT[what])
    assert issues == [(2, ROW_LEFT_OUT)]
    assert list(made.frame["plot_id"]) == ["sound"]


def test_what_is_sound_is_left_as_it_is():
    made, issues = built(TOUCHING)
    assert issues == []
    assert made.frame.geometry[1].equals(TOUCHING)


@pytest.mark.parametrize("what", MENDED)
def test_mended_plots_are_computed_like_sound_ones(what):
    broken, area_m2 = MENDED[what]
    area = atlas(square(0, 0), broken)
    found = restrict(area, scenario(setback(4)))
    left_m2 = found.buildable.area.to_numpy()
    assert left_m2[0] == pytest.approx(92 * 92)
    assert 0 < left_m2[1] < area_m2
    assert np.isfinite(left_m2).all()


CORNERS = [[23.05, 63.85], [23.051, 63.85], [23.051, 63.851]]


def geojson(path, **rings):
    """Write plots named like the words, each with this ring, or with no shape for None."""
    features = [
        {
            "type": "Feature",
            "properties": {"plot_id": name},
            "geometry": ring and {"type": "Polygon", "coordinates": [ring]},
        }
        for name, ring in rings.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_an_unclosed_ring_costs_its_own_row_and_says_what_to_do(tmp_path):
    unclosed = [*CORNERS, [23.05, 63.851]]
    path = geojson(tmp_path / "plots.geojson", A=[*CORNERS, CORNERS[0]], B=unclosed, C=None)
    made = Layer.build(SPECS["plots"], read(path), WORKING)
    assert list(made.frame["plot_id"]) == ["A"]
    assert [(issue.row, issue.action) for issue in made.issues] == [(3, ROW_LEFT_OUT), (2, ROW_LEFT_OUT)]
    assert made.issues[0].reason == "no geometry"
    assert "the ring of its outline is not closed; let its last point be its first" in made.issues[1].reason


def test_an_unclosed_ring_is_told_through_an_import_too(tmp_path):
    path = geojson(tmp_path / "plots.geojson", A=[*CORNERS, CORNERS[0]], B=[*CORNERS, [23.05, 63.851]])
    raw = read_source(parse_ref(str(path)))
    issues = prepare(raw, guess(raw, "plots").mapping, 3067).issues
    assert [issue.row for issue in issues if "not closed" in issue.reason] == [2]


def test_a_plot_inside_a_plot_and_one_drawn_twice_each_get_their_own_figures():
    """Which of them is meant only their owner knows: both stay, and the list of issues names the pairs."""
    area = atlas(square(0, 0), square(25, 25, 50), square(0, 0))
    rules = scenario(setback(4))
    found = capacities(area.frame("plots"), restrict(area, rules), area, rules)
    assert [one.buildable_area_m2 for one in found] == pytest.approx([92 * 92, 42 * 42, 92 * 92])
    assert [one.capacity.gross_area_m2 for one in appraise_many(None, area, rules)] == pytest.approx(
        [10_000, 2_500, 10_000]
    )
    told = {(issue.value, str(issue.reason)) for issue in check_area(area, date(2026, 11, 24), {})}
    assert told == {
        ("A", "lies over B by 2,500 m²"),
        ("A", "lies over C by 10,000 m²"),
        ("B", "lies over C by 2,500 m²"),
    }


def test_checking_an_area_prepares_none_of_its_own_shapes():
    """Other threads may be asking them, and a prepared shape that two threads ask takes the program down."""
    area = atlas(square(0, 0), square(25, 25, 50))
    assert check_area(area, date(2026, 11, 24), {})
    assert not shapely.is_prepared(area.frame("plots").geometry.to_numpy()).any()


def star(points):
    """Return an outline that crosses itself at every step."""
    turns = [number * (points // 2 - 1) * 2 * pi / points for number in range(points)]
    return shapely.Polygon([(305_000 + 500 * cos(turn), 7_087_000 + 500 * sin(turn)) for turn in turns])


def test_an_outline_that_crosses_itself_very_often_is_left_out_soon_and_told():
    started = time.process_time()
    built_layer = Layer.build(
        SPECS["plots"],
        gpd.GeoDataFrame(
            {"plot_id": ["a", "b", "c", "d"]},
            geometry=[
                star(1_000),
                star(2_001),
                star(20),
                shapely.box(304_000, 7_087_000, 304_100, 7_087_100),
            ],
            crs=3067,
        ),
        crs.working_crs(3067),
    )
    assert time.process_time() - started < 5
    assert "d" in list(built_layer.frame["plot_id"])
    assert {"a", "b"}.isdisjoint(built_layer.frame["plot_id"])
    said = [issue.reason for issue in built_layer.issues if issue.row in (1, 2)]
    assert said == ["its outline crosses itself too often to be mended"] * 2


@pytest.mark.parametrize("points", [5_001, 100_001])
def test_a_very_large_outline_that_crosses_itself_is_left_out_before_it_is_checked(points, monkeypatch):
    checked = []
    is_valid = shapely.is_valid
    monkeypatch.setattr(shapely, "is_valid", lambda shapes: checked.extend(shapes) or is_valid(shapes))
    box = shapely.box(304_000, 7_087_000, 304_100, 7_087_100)
    frame = gpd.GeoDataFrame({"plot_id": ["a", "b"]}, geometry=[star(points), box], crs=3067)
    built_layer = Layer.build(SPECS["plots"], frame, crs.working_crs(3067))
    assert list(built_layer.frame["plot_id"]) == ["b"]
    (fault,) = built_layer.issues
    assert (fault.row, fault.action) == (1, ROW_LEFT_OUT)
    assert "too many edges" in fault.reason
    assert max(map(shapely.get_num_coordinates, checked)) == 5


def coast(points, islands=0):
    """Return a round lake with a shore that winds, and small round islands."""
    turns = np.linspace(0, 2 * pi, points, endpoint=False)
    far = 1_500 + 200 * np.sin(40 * turns)
    shore = np.column_stack([305_000 + far * np.cos(turns), 7_087_000 + far * np.sin(turns)])
    places = [(305_000 + 40 * (n % 40 - 20), 7_087_000 + 40 * (n // 40 - 20)) for n in range(islands)]
    return shapely.Polygon(shore, [shapely.Point(place).buffer(5).exterior.coords for place in places])


def test_a_large_lake_with_its_islands_is_taken():
    lake = coast(20_000, islands=1_600)
    assert shapely.is_valid(lake)
    frame = gpd.GeoDataFrame({"water_id": ["a"]}, geometry=[lake], crs=3067)
    built_layer = Layer.build(SPECS["water"], frame, crs.working_crs(3067))
    assert (len(built_layer.frame), built_layer.issues) == (1, ())


def comb(teeth, *, lying=False):
    """Return a valid outline with long thin teeth, upright or lying."""
    points = [(n * 1_000 / teeth, 1_000.0 * (n % 2) + 1) for n in range(teeth)]
    ring = np.array([(0.0, 0.0), *points, (1_000.0, 0.0)])
    return shapely.Polygon((ring[:, ::-1] if lying else ring) + (304_000, 7_086_000))


def test_plots_whose_edges_cross_without_end_are_reported_and_not_compared():
    area = atlas(comb(2_000), comb(2_000, lying=True), square(5_000, 0))
    (fault,) = check_area(area, date(2026, 11, 24), {})
    assert (fault.value, fault.reason) == (
        "A",
        "not compared with B: too many of their edges lie across each other",
    )


def test_large_plots_that_lie_over_each_other_are_compared():
    area = atlas(coast(20_000), shapely.box(304_990, 7_086_990, 305_010, 7_087_010))
    (fault,) = check_area(area, date(2026, 11, 24), {})
    assert fault.reason == "lies over B by 400 m²"


def test_edges_of_crossing_squares_meet():
    one, other = shapely.box(0, 0, 4, 4), shapely.box(2, 2, 6, 6)
    assert self_meetings(one, 10) == 0
    assert meetings(one, shapely.box(9, 9, 10, 10), 10) == 0
    # Two right-angled corners, whose four edges touch or cross where the boxes overlap.
    assert meetings(one, other, 10) == 2


def test_one_fault_in_very_many_rows_is_refused_with_the_limit(monkeypatch):
    monkeypatch.setattr(validation, "_MOST_ROWS_OF_FAULT", 3)
    shapes = [shapely.box(304_000 + 10 * n, 7_087_000, 304_010 + 10 * n, 7_087_010) for n in range(5)]
    frame = gpd.GeoDataFrame({"plot_id": ["a"] * 5}, geometry=shapes, crs=3067)
    with pytest.raises(DataError, match=r"4 rows .* same fault .*earlier row.*up to 3 rows"):
        Layer.build(SPECS["plots"], frame, crs.working_crs(3067))
    assert len(Layer.build(SPECS["plots"], frame.head(4), crs.working_crs(3067)).issues) == 3


def test_a_large_outline_with_one_fault_is_mended():
    turns = np.linspace(0, 2 * pi, 20_000, endpoint=False)
    points = np.column_stack([305_000 + 500 * np.cos(turns), 7_087_000 + 500 * np.sin(turns)])
    points[[10, 11]] = points[[11, 10]]
    frame = gpd.GeoDataFrame({"plot_id": ["a"]}, geometry=[shapely.Polygon(points)], crs=3067)
    built_layer = Layer.build(SPECS["plots"], frame, crs.working_crs(3067))
    assert all("too often" not in issue.reason for issue in built_layer.issues)
