"""Many features in little room: what is packed is unpacked by hand, and is where it was."""

import base64
import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers import crs
from planner.drawing.web import map_layer
from planner.drawing.web.map_layer import Feature, Group, MapLayer, WebMap
from planner.drawing.web.packed import mercator_steps, packed_lines, packed_shapes, packed_texts
from tests import tiny

HOLED = shapely.Polygon(
    tiny.rectangle(0, 0, 100, 100).exterior.coords, [tiny.rectangle(40, 40, 20, 20).exterior.coords]
)


def numbers(text, kind):
    return np.frombuffer(base64.b64decode(text), dtype=kind)


def series(*shapes):
    return gpd.GeoSeries(list(shapes), crs=tiny.EPSG)


def test_a_step_is_less_than_two_centimetres_and_the_place_comes_back():
    shapes = series(tiny.square(0, 0))
    steps = numbers(packed_shapes(shapes)["places"], "<i4").reshape(-1, 2)
    degrees = shapely.get_coordinates(crs.to_lonlat(shapes).to_numpy())
    lon = steps[:, 0] / 2**31 * 360 - 180
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * steps[:, 1] / 2**31))))
    back = np.column_stack([lon, lat])
    # A square is turned, so its corners come in another order; 2e-7 of a degree are 2 cm at the equator.
    for corner in degrees:
        assert np.abs(back - corner).max(axis=1).min() < 2e-7


def test_rings_of_polygons_and_of_parts_are_counted():
    plain = packed_shapes(series(tiny.square(0, 0), HOLED))
    assert numbers(plain["starts"], "<u4").tolist() == [0, 5, 10, 15]
    assert numbers(plain["firsts"], "<u4").tolist() == [0, 1, 3]
    parts = shapely.MultiPolygon([tiny.square(200, 0), tiny.square(400, 0)])
    several = packed_shapes(series(HOLED, parts))
    assert numbers(several["firsts"], "<u4").tolist() == [0, 2, 4]
    assert several["kind"] == "polygon"


def test_holes_run_against_their_outline():
    places = numbers(packed_shapes(series(HOLED))["places"], "<i4").reshape(-1, 2).astype(float)

    def turn(ring):
        x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
        return np.sign((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())

    assert turn(places[:5]) == -turn(places[5:])


@pytest.mark.parametrize(
    ("shapes", "kind", "firsts"),
    [
        ((tiny.line((0, 0), (10, 0)), tiny.line((0, 0), (0, 9), (9, 9))), "line", [0, 1, 2]),
        ((tiny.point(0, 0), tiny.point(5, 5)), "point", [0, 1, 2]),
        ((shapely.MultiPoint([tiny.point(0, 0), tiny.point(5, 5)]), tiny.point(1, 1)), "point", [0, 2, 3]),
        (
            (shapely.MultiLineString([tiny.line((0, 0), (1, 1)), tiny.line((2, 2), (3, 3))]),),
            "line",
            [0, 2],
        ),
    ],
)
def test_lines_and_points_are_packed_alike(shapes, kind, firsts):
    packed = packed_shapes(series(*shapes))
    assert packed["kind"] == kind
    assert numbers(packed["firsts"], "<u4").tolist() == firsts
    assert numbers(packed["starts"], "<u4")[-1] * 8 == len(base64.b64decode(packed["places"]))


def test_texts_stand_once():
    packed = packed_texts(["a", "b", "a"])
    assert packed["texts"] == ["a", "b"]
    assert numbers(packed["rows"], "<u4").tolist() == [0, 1, 0]
    assert packed_texts(["b", "a"]) == {"texts": ["b", "a"], "rows": None}
    first, second = packed_lines([("a", "x"), ("b",)])
    assert second["texts"] == ["x", ""]
    assert len(first["texts"]) == 2
    assert packed_lines([(), ()]) == []


def test_the_edge_of_the_world_stays_on_the_map():
    assert mercator_steps(np.array([[180.0, -85.06]])).tolist() == [[2**31 - 1, 2**31 - 1]]


def drawn(features_n, **more):
    shapes = series(*(tiny.square(120 * n, 0) for n in range(features_n)))
    features = [
        Feature(
            {"color": "#000000"},
            key={"plot_id": f"P{n}"},
            tip=(f"Plot {n}", "free"),
            tip_end=("seen",),
            **more,
        )
        for n in range(features_n)
    ]
    layer = MapLayer("plots-all", 300, shapes, features)
    content = WebMap((layer,), (Group("g", ()),), "Legend", shapes, "#ffffff").to_json()
    return json.loads(content)["layers"][0]


def test_few_features_are_geojson_and_many_are_packed(monkeypatch):
    monkeypatch.setattr(map_layer, "MANY_N", 3)
    assert "packed" not in drawn(3)
    packed = drawn(4)["packed"]
    assert packed["keys"] == {"plot_id": ["P0", "P1", "P2", "P3"]}
    assert [column["texts"][0] for column in packed["tips"]] == ["Plot 0", "free"]
    assert packed["tip_ends"][0]["texts"] == ["seen"]
    assert "labels" not in packed


def test_labels_are_packed_with_the_room_that_they_have(monkeypatch):
    monkeypatch.setattr(map_layer, "MANY_N", 0)
    label = {"kind": "plot", "text": "T", "small": "1-1", "at": [60.0, 25.0], "room_m": 12.5}
    labels = drawn(1, label=label)["packed"]["labels"]
    assert numbers(labels["rooms_m"], "<f4").tolist() == [12.5]
    assert (
        numbers(labels["places"], "<i4").tolist() == mercator_steps(np.array([[25.0, 60.0]])).ravel().tolist()
    )
    assert labels["texts"]["texts"] == ["T"]


def test_circles_and_mixed_shapes_are_never_packed(monkeypatch):
    monkeypatch.setattr(map_layer, "MANY_N", 0)
    assert "packed" not in drawn(2, radius_m=50.0)
    shapes = series(tiny.square(0, 0), tiny.line((0, 0), (1, 1)))
    layer = MapLayer("mixed", 300, shapes, [Feature({}), Feature({})])
    content = json.loads(WebMap((layer,), (), "Legend", shapes, "#ffffff").to_json())
    assert "packed" not in content["layers"][0]
