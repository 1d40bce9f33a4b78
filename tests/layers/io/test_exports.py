"""Frames as bytes of the formats of the field, there and back."""

import json

import geopandas as gpd
import pytest

from layers.io import geojson_bytes, gpkg_bytes
from tests.tiny import atlas, line, square


def test_geojson_is_in_degrees_longitude_first_and_a_millimetre_fine():
    plots = atlas({"geometry": square(0, 0), "name": "Åke & <b>"}).frame("plots")
    content = json.loads(geojson_bytes(plots))
    lon, lat = content["features"][0]["geometry"]["coordinates"][0][0]
    assert (lon, lat) == pytest.approx((22.9, 63.8), abs=0.2)
    assert content["features"][0]["properties"]["name"] == "Åke & <b>"
    back = gpd.GeoDataFrame.from_features(content, crs="OGC:CRS84").to_crs(3067)
    assert back.geometry[0].hausdorff_distance(plots.geometry[0]) < 2e-3


def test_a_geopackage_holds_layers_in_their_own_system(tmp_path):
    area = atlas(square(0, 0), roads=[line((0, 0), (10, 0))])
    path = tmp_path / "export.gpkg"
    path.write_bytes(gpkg_bytes({name: area.frame(name) for name in area.layers}))
    plots, roads = gpd.read_file(path, layer="plots"), gpd.read_file(path, layer="roads")
    assert (plots.crs.to_epsg(), roads.crs.to_epsg()) == (3067, 3067)
    assert (plots.area[0], roads.length[0]) == pytest.approx((10_000, 10))
