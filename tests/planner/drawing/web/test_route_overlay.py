from dataclasses import replace

import folium
import shapely

from layers.io import read_atlas, read_scenario_text
from planner.drawing.web.route_overlay import Ways, ways_overlay
from planner.drawing.web.value_colours import PlotValue, breaks, by_value
from planner.logistics.access import access_points
from planner.logistics.corridor import corridor
from planner.logistics.isochrones import reach_m
from planner.logistics.rail import siding
from planner.logistics.routes import routes
from planner.logistics.targets import targets
from planner.scenario.scenario import parse_scenario

ATLAS = read_atlas("kokkola")
SCENARIO = parse_scenario(read_scenario_text())


def drawn(**ways):
    group = ways_overlay(ATLAS, Ways(**ways))
    return [] if group is None else [child.data["features"] for child in group._children.values()]


def test_nothing_asked_for_is_nothing_drawn():
    assert ways_overlay(ATLAS, Ways()) is None


def test_a_route_is_drawn_in_degrees_with_its_way_off_the_road():
    found = routes("7-2", ATLAS, targets(ATLAS))
    route = next(one for one in found if one.line is not None and one.off_road)
    shapes = [shapely.geometry.shape(part["geometry"]) for part in (layer[0] for layer in drawn(route=route))]
    assert len(shapes) == 3
    assert all(22 < shape.bounds[0] < 25 and 63 < shape.bounds[1] < 65 for shape in shapes)


def test_access_points_are_drawn_with_their_legs():
    points = access_points("7-2", ATLAS)
    group = ways_overlay(ATLAS, Ways(access=points))
    markers = [child for child in group._children.values() if isinstance(child, folium.CircleMarker)]
    assert len(markers) == len(points) > 0
    assert len(group._children) == 2 * len(points)


def test_a_road_named_as_no_road_should_be_is_text_on_the_access_point():
    named = replace(access_points("7-2", ATLAS)[0], road="`${alert(1)}`<b>")
    page = folium.Map()
    ways_overlay(ATLAS, Ways(access=(named,))).add_to(page)
    text = page.get_root().render()
    assert "Access point, assumed" in text
    assert "<b>" not in text
    assert "`${alert" not in text


def test_reach_siding_and_pipe_are_drawn():
    plots = ATLAS.frame("plots").set_index("plot_id")
    assert len(drawn(reach=reach_m(plots.geometry["1-5"], ATLAS, 2000))) == 2
    assert len(drawn(siding=siding("1-5", ATLAS, SCENARIO))) == 4
    assert len(drawn(corridor=corridor("1-5", ATLAS, SCENARIO, "pipe"))) == 2


def test_an_empty_reach_draws_nothing():
    far = shapely.Point(400_000, 7_300_000)
    assert drawn(reach=reach_m(far, ATLAS, 10)) == []


def test_classes_hold_about_as_many_plots_each():
    values = {str(n): PlotValue(float(n * n), "") for n in range(1, 101)}
    classes = list(by_value("t", values, str).classes.values())
    assert all(15 <= classes.count(name) <= 25 for name in "12345")


def test_a_value_on_a_bound_is_in_the_class_that_ends_there():
    between = breaks([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    found = by_value("t", {str(v): PlotValue(v, "") for v in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)}, "{:g}".format)
    assert between == (2.0, 3.0, 4.0, 5.0)
    assert found.classes["2.0"] == "1"
    assert found.looks["1"].title == "up to 2"
    assert found.looks["5"].title == "above 5"


def test_one_value_is_one_class_and_what_is_unknown_has_its_own():
    found = by_value("t", {"a": PlotValue(3.0, ""), "b": PlotValue(None, "no")}, str)
    assert found.classes == {"a": "1", "b": "unknown"}
    assert found.looks["1"].title == "all alike"
