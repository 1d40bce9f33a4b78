"""Metres in the browser: the polynomial agrees with the projection itself."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers import crs
from layers.io import read_atlas
from planner.drawing.web.plane import in_plane, plane


@pytest.mark.parametrize("area", ["karhula", "kokkola"])
def test_coordinates_are_those_of_the_working_system_around_the_area(area):
    atlas = read_atlas(area)
    plots = atlas.frame("plots").geometry
    told = plane(plots, atlas.working)
    west, south, east, north = plots.total_bounds
    around = gpd.GeoSeries([shapely.box(west - 1000, south - 1000, east + 1000, north + 1000)], crs=plots.crs)
    degrees = shapely.get_coordinates(crs.to_lonlat(around).to_numpy())
    metres = shapely.get_coordinates(around.to_numpy())
    assert np.abs(in_plane(told, degrees) - metres).max() < 0.001
    assert told["epsg"] == atlas.epsg


def test_even_a_region_of_200_km_is_right_to_the_metre():
    box = gpd.GeoSeries([shapely.box(300_000, 6_700_000, 500_000, 6_900_000)], crs=3067)
    told = plane(box, crs.working_crs(3067))
    degrees = shapely.get_coordinates(crs.to_lonlat(box).to_numpy())
    assert np.abs(in_plane(told, degrees) - shapely.get_coordinates(box.to_numpy())).max() < 1.0
