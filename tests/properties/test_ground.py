"""Water, tracks and roads are no ground: nothing that may be built on lies on them, whatever else holds."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.io import read_scenario_text
from layers.io.areas.read import read_atlas
from planner.capacity.restrictions import restrict
from planner.scenario.scenario import parse_scenario
from tests.tiny import atlas, line, rectangle, scenario, square

DEFAULT = parse_scenario(read_scenario_text())
_ROUNDING_M2 = 0.01


@given(
    west_m=st.floats(-50, 120),
    road_m=st.floats(-20, 120),
    track_m=st.floats(-20, 120),
    road_class=st.sampled_from(["motorway", "main", "street", "private", "path"]),
)
def test_buildable_ground_never_lies_on_water_tracks_or_carriageways(west_m, road_m, track_m, road_class):
    water = rectangle(west_m, -50, 60, 200)
    road, track = line((road_m, -50), (road_m, 150)), line((-50, track_m), (150, track_m))
    area = atlas(
        square(0, 0),
        water=[water],
        roads=[{"geometry": road, "road_class": road_class}],
        rail=[track],
    )
    (left,) = restrict(area, DEFAULT).buildable
    half_width_m = {"motorway": 6.0, "main": 5.0, "street": 3.5, "private": 2.5, "path": 1.5}[road_class]
    for taken in (water, road.buffer(half_width_m - 0.1), track.buffer(2.4)):
        assert left.intersection(taken).area < _ROUNDING_M2


def test_a_tunnel_takes_no_ground_and_an_unknown_class_takes_the_usual_width():
    rules = [one for one in DEFAULT.rules if one.rule_id == "ground_road"]
    below = {"geometry": line((50, -50), (50, 150)), "road_class": "motorway", "tunnel": True}
    only = scenario().model_copy(update={"rules": tuple(rules)})
    (left,) = restrict(atlas(square(0, 0), roads=[below]), only).buildable
    assert left.area == pytest.approx(10_000)


@pytest.mark.parametrize("name", ["kokkola", "karhula"])
def test_no_ground_of_an_area_at_hand_lies_on_its_water_tracks_or_roads(name):
    area = read_atlas(name)
    kinds = set(restrict(area, DEFAULT).buildable.geom_type)
    assert kinds <= {"Polygon", "MultiPolygon"}
    buildable = shapely.union_all(restrict(area, DEFAULT).buildable.to_numpy())
    taken = [area.frame("roads").buffer(1.4), area.frame("rail").buffer(2.4)]
    taken += [area.frame("water").geometry] if area.has("water") else []
    for shapes in taken:
        assert buildable.intersection(shapely.union_all(shapes.to_numpy())).area < 1.0
