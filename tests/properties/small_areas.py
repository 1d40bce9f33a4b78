"""Strategies of hypothesis that make small areas: a few plots, roads, zones and buildings, in metres.

Every plot carries an identifier (A, B, C ...). Coordinates count from the corner that tests/tiny.py names.
"""

from itertools import pairwise
from typing import Any

import shapely
from hypothesis import strategies as st

from layers.atlas import Atlas
from tests.tiny import atlas, line, point, rectangle

SIDE_M = 400

places_m = st.integers(0, SIDE_M)
sides_m = st.integers(10, 150)
rectangles = st.builds(rectangle, places_m, places_m, sides_m, sides_m)


def _turned_with_hole(shape: shapely.Polygon, degrees: float, hole_share: float) -> shapely.Geometry:
    hole = shapely.affinity.scale(shape, hole_share, hole_share)
    return shapely.affinity.rotate(shape.difference(hole), degrees)


plot_shapes = st.builds(_turned_with_hole, rectangles, st.floats(0, 90), st.sampled_from([0.0, 0.3]))
lines = st.builds(
    # The half metre keeps a line from having no length.
    lambda a, b, c, d: line((a, b), (c + 0.5, d + 0.5)),
    places_m,
    places_m,
    places_m,
    places_m,
)
points = st.builds(point, places_m, places_m)


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


plots = st.fixed_dictionaries(
    {
        "geometry": plot_shapes,
        "zoning_code": _maybe(st.sampled_from(["T", "TY", "T/kem", "EV", "AO"])),
        "status": st.sampled_from(["free", "reserved", "leased", "built", "reserve", "unknown"]),
        "floor_area_ratio": _maybe(st.sampled_from([0.2, 0.5, 1.0])),
        "building_right_m2": _maybe(st.sampled_from([500.0, 8000.0])),
        "coverage_ratio": _maybe(st.sampled_from([0.3, 0.6])),
        "volume_ratio": _maybe(st.sampled_from([2.0, 6.0])),
        "storeys": _maybe(st.integers(1, 4)),
        "height_m": _maybe(st.sampled_from([4.0, 12.0])),
        "limits_not_set": _maybe(st.sampled_from(["coverage;volume", "storeys;height"])),
        "plan_level": _maybe(st.sampled_from(["detailed", "general", "none", "unknown"])),
        "recorded_area_m2": _maybe(st.sampled_from([900.0, 4000.0])),
        "used_floor_area_m2": _maybe(st.sampled_from([0.0, 700.0])),
        "accuracy_m": _maybe(st.sampled_from([1.0, 20.0])),
    }
)
buildings = st.fixed_dictionaries(
    {
        "geometry": rectangles,
        "floor_area_m2": _maybe(st.sampled_from([200.0, 3000.0])),
        "storeys": _maybe(st.integers(1, 3)),
    }
)
# One road in two is a main road, so that there is something to drive to.
_road_kinds = st.fixed_dictionaries(
    {
        "road_class": st.sampled_from(["street", "main"]),
        "oneway": st.sampled_from(["no", "no", "forward", "backward"]),
        "through": st.sampled_from([None, None, "no"]),
        "tunnel": st.sampled_from([False, False, False, True]),
        "accuracy_m": _maybe(st.sampled_from([1.0, 300.0])),
        "illustrative": st.booleans(),
    }
)


@st.composite
def road_networks(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw roads that meet end to end, and one that need not meet any other."""
    corners = draw(st.lists(st.tuples(places_m, places_m), min_size=2, max_size=6, unique=True))
    chain = [line(*ends) for ends in pairwise(corners)]
    apart = draw(st.lists(lines, max_size=1))
    return [{"geometry": one, **draw(_road_kinds)} for one in (*chain, *apart)]


@st.composite
def small_areas(draw: st.DrawFn, *, min_plots_n: int = 1, max_plots_n: int = 4) -> Atlas:
    """Draw an atlas of plots with roads, a track, quays, firms, buildings and zones of other use."""
    return atlas(
        *draw(st.lists(plots, min_size=min_plots_n, max_size=max_plots_n)),
        roads=draw(road_networks()),
        rail=draw(st.lists(lines, min_size=1, max_size=2)),
        ports=draw(st.lists(points, min_size=1, max_size=2)),
        companies=draw(st.lists(points, min_size=1, max_size=2)),
        zoning=draw(st.lists(rectangles, min_size=1, max_size=2)),
        buildings=draw(st.lists(buildings, min_size=1, max_size=4)),
    )
