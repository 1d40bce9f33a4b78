"""One test per kind of rule, with answers one can do in the head."""

from dataclasses import replace

import pytest
import shapely

from layers.atlas import Atlas
from layers.errors import PlannerError
from layers.io import read_scenario_text
from planner.capacity.restrictions import KINDS, restrict
from planner.capacity.zonal import BEYOND
from planner.scenario.scenario import parse_scenario
from tests.tiny import atlas, layer, line, point, rectangle, rule, scenario, setback, square

approx = pytest.approx
SQUARE = square(0, 0)


def left_m2(restricted, plot_id="A"):
    return restricted.buildable[plot_id].area


def overlap(restricted, rule_id=None, plot_id="A"):
    rows = restricted.overlaps
    rows = rows[(rows["plot_id"] == plot_id) & (rows["rule_id"] == (rule_id or rows["rule_id"].iloc[0]))]
    assert len(rows) == 1
    return rows.iloc[0]


# --- Kinds ---


def test_setback_of_4_m_leaves_92_by_92():
    assert left_m2(restrict(atlas(SQUARE), scenario(setback(4)))) == approx(92 * 92)


def test_setback_runs_along_a_hole_too():
    holed = SQUARE.difference(square(40, 40, 20))
    # The ring round the hole has its corners rounded off.
    expected = 92 * 92 - shapely.buffer(square(40, 40, 20), 4, quad_segs=16).area
    assert left_m2(restrict(atlas(holed), scenario(setback(4)))) == approx(expected)


def test_setback_works_on_each_part_of_a_plot():
    two = shapely.MultiPolygon([SQUARE, square(200, 0)])
    assert left_m2(restrict(atlas(two), scenario(setback(4)))) == approx(2 * 92 * 92)


def test_setback_wider_than_the_plot_leaves_nothing():
    found = restrict(atlas(SQUARE), scenario(setback(51)))
    assert left_m2(found) == 0
    assert overlap(found)["alone_m2"] == approx(10_000)


def test_zone_along_a_line_takes_both_sides():
    roads = [line((50, -100), (50, 200))]
    found = restrict(atlas(SQUARE, roads=roads), scenario(rule("along_line", "roads", 20)))
    assert left_m2(found) == approx(60 * 100)
    assert overlap(found)["width_min_m"] == overlap(found)["width_max_m"] == 20


def test_zone_along_a_line_beside_the_plot_reaches_in():
    roads = [line((-10, -100), (-10, 200))]
    assert left_m2(restrict(atlas(SQUARE, roads=roads), scenario(rule("along_line", "roads", 30)))) == approx(
        8000
    )


def test_zone_round_a_polygon_counts_from_its_boundary_and_holds_it():
    rows = [rectangle(-20, -100, 30, 300)]
    found = restrict(atlas(SQUARE, water=rows), scenario(rule("round_polygon", "water", 40)))
    assert left_m2(found) == approx(50 * 100)


def test_area_takes_what_lies_inside():
    found = restrict(atlas(SQUARE, zoning=[rectangle(75, -50, 100, 200)]), scenario(rule("area", "zoning")))
    assert left_m2(found) == approx(75 * 100)


def test_every_kind_of_the_registry_stands_in_a_test_above():
    """Those of rasters stand in test_ground.py."""
    assert set(KINDS) - set(BEYOND) == {"setback", "along_line", "round_polygon", "area"}


# --- Which features, how wide ---


def test_own_width_wins_over_the_distance_of_the_rule():
    rows = [
        {"geometry": line((0, -100), (0, 200)), "building_limit_m": 10},
        {"geometry": line((100, -100), (100, 200)), "building_limit_m": None},
    ]
    along = rule("along_line", "power_lines", 23, width_attribute="building_limit_m")
    found = restrict(atlas(SQUARE, power_lines=rows), scenario(along))
    assert left_m2(found) == approx((100 - 10 - 23) * 100)
    assert (overlap(found)["width_min_m"], overlap(found)["width_max_m"]) == (10, 23)


def test_a_width_column_that_the_layer_lacks_is_told():
    along = rule("along_line", "roads", 20, width_attribute="building_limt_m")
    found = restrict(atlas(SQUARE, roads=[line((0, 0), (0, 100))]), scenario(along))
    assert left_m2(found) == approx(80 * 100)
    assert "building_limt_m" in found.unchecked[0].reason


def test_a_width_that_is_no_number_is_a_sentence():
    rows = [{"geometry": line((0, 0), (0, 100)), "width": "0,5"}]
    along = rule("along_line", "roads", 20, width_attribute="width")
    with pytest.raises(PlannerError, match="width"):
        restrict(atlas(SQUARE, roads=rows), scenario(along))


def test_where_keeps_the_features_that_match():
    rows = [
        {"geometry": line((0, -100), (0, 200)), "road_class": "main"},
        {"geometry": line((100, -100), (100, 200)), "road_class": "street"},
    ]
    along = rule("along_line", "roads", 30, where={"road_class": ["main", "motorway"]})
    found = restrict(atlas(SQUARE, roads=rows), scenario(along))
    assert left_m2(found) == approx(70 * 100)
    assert found.unchecked == ()


@pytest.mark.parametrize("written", [110, 110.0, "110", "110.0"])
def test_where_finds_a_number_however_it_is_written(written):
    rows = [{"geometry": line((0, -100), (0, 200)), "voltage_kv": written, "voltage": written}]
    for column in ("voltage_kv", "voltage"):
        along = rule("along_line", "power_lines", 30, where={column: [110]})
        assert left_m2(restrict(atlas(SQUARE, power_lines=rows), scenario(along))) == approx(7000)


def test_where_finds_a_flag():
    rows = [{"geometry": line((0, -100), (0, 200)), "bridge": True}]
    for wanted, expected in ((True, 7000), (False, 10_000)):
        along = rule("along_line", "roads", 30, where={"bridge": [wanted]})
        assert left_m2(restrict(atlas(SQUARE, roads=rows), scenario(along))) == approx(expected)


SHORE = rule("round_polygon", "water", 50, plots_where={"plan_level": ["none", "general"]})


def test_plots_where_keeps_the_plots_that_match():
    plots = [
        {"geometry": SQUARE, "plan_level": "detailed"},
        {"geometry": square(200, 0), "plan_level": "general"},
        {"geometry": square(400, 0), "plan_level": "none"},
    ]
    found = restrict(atlas(*plots, water=[rectangle(-100, -10, 1000, 10)]), scenario(SHORE))
    assert [left_m2(found, plot_id) for plot_id in "ABC"] == approx([10_000, 5_000, 5_000])
    assert (found.unchecked, found.undecided) == ((), {})


def test_a_plot_that_does_not_say_whether_a_rule_holds_is_not_checked_and_nothing_is_taken():
    plots = [
        {"geometry": SQUARE, "plan_level": "none"},
        {"geometry": square(200, 0)},
        {"geometry": square(400, 300)},
    ]
    found = restrict(atlas(*plots, water=[rectangle(-100, -10, 1000, 10)]), scenario(SHORE))
    assert [left_m2(found, plot_id) for plot_id in "ABC"] == approx([5_000, 10_000, 10_000])
    assert found.unchecked_for("A") == ()
    assert [entry.reason for entry in found.unchecked_for("B")] == [
        "not known of this plot: level of the plan"
    ]
    # The rule would take ground from B, and none from C, which lies far from the water.
    assert found.undecided == {"B": ("round_polygon water",)}


def test_a_plot_outside_a_rule_for_another_reason_is_not_asked():
    both = rule("area", "zoning", plots_where={"plan_level": ["none"], "zoning_code": ["T"]})
    plots = [
        {"geometry": SQUARE, "zoning_code": "EV"},
        {"geometry": square(200, 0), "zoning_code": "T"},
        {"geometry": square(400, 0)},
    ]
    found = restrict(atlas(*plots, zoning=[rectangle(0, 0, 900, 900)]), scenario(both))
    assert {plot_id: len(found.unchecked_for(plot_id)) for plot_id in "ABC"} == {"A": 0, "B": 1, "C": 1}


def test_plots_that_do_not_say_are_told():
    plots = [{"geometry": SQUARE, "zoning_code": "T"}, {"geometry": square(200, 0), "zoning_code": None}]
    found = restrict(atlas(*plots), scenario(setback(4, plots_where={"zoning_code": ["T"]})))
    assert [left_m2(found, plot_id) for plot_id in "AB"] == approx([92 * 92, 10_000])
    assert [entry.reason for entry in found.unchecked_for("B")] == ["not known of this plot: zoning code"]
    assert found.unchecked_for("A") == ()


# --- Own plot ---


def test_without_own_plot_only_buildings_beyond_the_plot_count():
    clearance = rule("round_polygon", "buildings", 8, own_plot=False)
    plots = (SQUARE, square(100, 0))
    found = restrict(atlas(*plots, buildings=[rectangle(85, 0, 15, 100)]), scenario(clearance))
    assert left_m2(found, "A") == approx(10_000)
    assert left_m2(found, "B") == approx(92 * 100)


def test_a_building_on_two_plots_is_no_obstacle_to_either():
    clearance = rule("round_polygon", "buildings", 8, own_plot=False)
    found = restrict(
        atlas(SQUARE, square(100, 0), buildings=[rectangle(70, 20, 60, 20)]), scenario(clearance)
    )
    assert [left_m2(found, plot_id) for plot_id in "AB"] == approx([10_000, 10_000])


def test_own_plot_holds_for_a_plot_within_a_plot_in_any_order():
    clearance = rule("round_polygon", "buildings", 8, own_plot=False)
    outer, inner = square(0, 0, 200), square(50, 50, 50)
    for plots in ((outer, inner), (inner, outer)):
        area = atlas(*plots, buildings=[square(60, 60, 20)])
        together = restrict(area, scenario(clearance))
        for plot_id in "AB":
            alone = restrict(area, scenario(clearance), [plot_id])
            assert left_m2(together, plot_id) == left_m2(alone, plot_id) == together.gross_m2[plot_id]


# --- Effects ---


@pytest.mark.parametrize("effect", ["consult", "condition"])
def test_what_asks_for_a_statement_takes_no_ground(effect):
    asked = rule("area", "zoning", effect=effect)
    found = restrict(atlas(SQUARE, zoning=[rectangle(0, 0, 50, 100)]), scenario(asked))
    assert left_m2(found) == 10_000
    assert (overlap(found)["alone_m2"], overlap(found)["waterfall_m2"]) == approx((5000, 0))


def test_ground_that_needs_a_permission_is_excluded_and_shown_apart():
    roads = [line((0, -100), (0, 200))]
    permit = rule("along_line", "roads", 30, effect="permit")
    found = restrict(atlas(SQUARE, roads=roads), scenario(permit))
    assert left_m2(found) == approx(7000)
    assert found.with_permit["A"].area == approx(10_000)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_ground_that_a_ban_takes_needs_no_permission_whatever_the_order(order):
    rules = [
        rule("along_line", "roads", 30, effect="permit"),
        rule("area", "zoning", effect="exclude"),
    ]
    area = atlas(SQUARE, roads=[line((0, -100), (0, 200))], zoning=[rectangle(0, 0, 100, 50)])
    found = restrict(area, scenario(*(rules[n] for n in order)))
    assert left_m2(found) == approx(70 * 50)
    assert found.with_permit["A"].area - left_m2(found) == approx(30 * 50)


# --- The waterfall ---


def test_order_changes_the_waterfall_alone():
    rules = [setback(10), rule("area", "zoning")]
    area = atlas(SQUARE, zoning=[rectangle(0, 0, 50, 100)])
    first, second = restrict(area, scenario(*rules)), restrict(area, scenario(*reversed(rules)))
    assert left_m2(first) == approx(left_m2(second)) == approx(40 * 80)
    for rule_id, alone_m2 in (("setback plots", 3600), ("area zoning", 5000)):
        assert overlap(first, rule_id)["alone_m2"] == approx(alone_m2)
        assert overlap(second, rule_id)["alone_m2"] == approx(alone_m2)
    assert overlap(first, "setback plots")["waterfall_m2"] == approx(3600)
    assert overlap(first, "area zoning")["waterfall_m2"] == approx(3200)
    assert overlap(second, "area zoning")["waterfall_m2"] == approx(5000)
    assert overlap(second, "setback plots")["waterfall_m2"] == approx(1800)


def test_waterfall_adds_up_to_what_is_taken():
    area = atlas(SQUARE, zoning=[rectangle(20, 30, 50, 100)], water=[square(60, 60)])
    found = restrict(area, scenario(setback(7), rule("area", "zoning"), rule("round_polygon", "water", 9)))
    assert found.overlaps["waterfall_m2"].sum() == approx(10_000 - left_m2(found))


# --- What must not mislead ---


def test_a_feature_that_only_touches_says_nothing_about_the_part_that_another_covers():
    rows = [
        {"geometry": rectangle(50, 0, 50, 100), "illustrative": False, "accuracy_m": 2},
        {"geometry": square(-100, 0), "illustrative": True, "accuracy_m": 500},
    ]
    found = restrict(atlas(SQUARE, zoning=rows), scenario(rule("area", "zoning")))
    row = overlap(found)
    assert (bool(row["illustrative"]), row["accuracy_m"]) == (False, 2)
    assert row.geometry.geom_type == "Polygon"
    assert left_m2(found) == approx(5000)


def test_a_feature_that_touches_by_an_edge_is_no_finding():
    found = restrict(
        atlas(SQUARE, zoning=[square(100, 0), square(-100, -100)]), scenario(rule("area", "zoning"))
    )
    assert len(found.overlaps) == 0
    assert left_m2(found) == 10_000


def test_lines_and_points_left_by_an_intersection_are_no_ground():
    """A comb that covers one part, touches another by an edge and a third by a corner."""
    comb = shapely.union_all([rectangle(0, 50, 50, 100), rectangle(50, 100, 100, 50)])
    found = restrict(atlas(SQUARE, zoning=[comb]), scenario(rule("area", "zoning")))
    assert overlap(found).geometry.geom_type == "Polygon"
    assert left_m2(found) == approx(7500)


def test_overlapping_features_are_counted_once():
    rows = [rectangle(0, 0, 60, 100), rectangle(40, 0, 40, 100), rectangle(0, 0, 60, 100)]
    found = restrict(atlas(SQUARE, zoning=rows), scenario(rule("area", "zoning")))
    assert overlap(found)["alone_m2"] == approx(8000)
    assert left_m2(found) == approx(2000)


def test_a_plot_covered_by_odd_shapes_has_no_ground_left_at_all():
    """Rounding leaves slivers: a plot must not pass for open by a millionth of a square metre."""
    odd = [
        shapely.affinity.rotate(rectangle(-50, -80 + 33.3 * n, 200, 33.3), 7 / 3, origin=point(50, 50))
        for n in range(8)
    ]
    turned = shapely.affinity.rotate(SQUARE, 17 / 7)
    rules = [setback(100 / 3), rule("area", "zoning"), rule("area", "water"), setback(1 / 3, rule_id="again")]
    found = restrict(atlas(turned, zoning=odd[::2], water=odd[1::2]), scenario(*rules))
    assert left_m2(found) == 0


def test_a_rule_for_a_layer_that_is_absent_is_told():
    found = restrict(atlas(SQUARE), scenario(rule("area", "groundwater"), setback(4)))
    assert [(entry.rule_id, entry.title) for entry in found.unchecked] == [("area groundwater", "a rule")]
    assert found.unchecked[0].reason == "no data at hand: layer “Groundwater areas”"
    assert left_m2(found) == approx(92 * 92)


def test_features_that_do_not_say_are_told():
    rows = [
        {"geometry": line((0, -100), (0, 200)), "network": "state"},
        {"geometry": line((50, -100), (50, 200)), "network": None},
        {"geometry": line((60, -100), (60, 200)), "network": None},
    ]
    along = rule("along_line", "rail", 30, where={"network": ["state"]})
    found = restrict(atlas(SQUARE, rail=rows), scenario(along))
    assert left_m2(found) == approx(7000)
    assert [entry.reason for entry in found.unchecked] == ["2 features do not say this: who keeps the track"]


def test_features_without_the_column_are_told():
    along = rule("along_line", "rail", 30, where={"gauge": ["1524"]})
    found = restrict(atlas(SQUARE, rail=[line((0, 0), (0, 100))]), scenario(along))
    assert [entry.reason for entry in found.unchecked] == ["1 feature does not say this: gauge"]


def test_an_empty_layer_restricts_nothing():
    area = atlas(SQUARE, roads=[line((0, 0), (0, 100))])
    empty = layer("roads", [{"geometry": line((0, 0), (0, 100))}])
    area = area.with_layer(type(empty)(empty.spec, empty.frame.iloc[:0], empty.epsg))
    for kind in ("along_line", "round_polygon"):
        found = restrict(area, scenario(rule(kind, "roads", 30, own_plot=False)))
        assert left_m2(found) == 10_000
        assert found.unchecked == ()


@pytest.mark.parametrize(
    "faulty", [rule("area", "roads"), rule("setback", "roads", 4), setback(4, where={"zoning_code": ["T"]})]
)
def test_a_kind_that_its_layer_cannot_serve_is_a_sentence(faulty):
    with pytest.raises(PlannerError, match=faulty["rule_id"]):
        restrict(atlas(SQUARE, roads=[line((0, 0), (0, 100))]), scenario(faulty))


def test_an_unknown_plot_is_a_sentence_with_examples():
    with pytest.raises(PlannerError, match=r"no plot “X” in Tiny.*like A, B"):
        restrict(atlas(SQUARE, square(100, 0)), scenario(), ["A", "X"])


def test_plots_come_in_the_order_asked_each_once():
    found = restrict(atlas(SQUARE, square(100, 0)), scenario(), ["B", "A", "B"])
    assert list(found.buildable.index) == ["B", "A"]


def test_no_plot_asked_is_no_plot_answered():
    found = restrict(atlas(SQUARE, zoning=[SQUARE]), scenario(setback(4), rule("area", "zoning")), [])
    assert len(found.buildable) == len(found.overlaps) == 0


def test_a_plot_by_itself_is_restricted_as_among_all_also_by_lines_just_out_of_its_box():
    # 10, 30 and 200 m west of A; the power line has a width of its own, further than that of the rule.
    roads = [line((-distance_m, -50), (-distance_m, 150)) for distance_m in (10, 30, 200)]
    wires = [{"geometry": line((-60, -50), (-60, 150)), "zone_m": 75.0}]
    town = atlas(SQUARE, square(100, 0), square(-400, 0), roads=roads, power_lines=wires)
    rules = scenario(
        rule("along_line", "roads", 20), rule("along_line", "power_lines", 5, width_attribute="zone_m")
    )
    together = restrict(town, rules).buildable
    for plot_id in ("A", "B", "C"):
        alone = restrict(town, rules, [plot_id]).buildable[plot_id]
        assert alone.area == approx(together[plot_id].area)
    assert together["A"].area == approx(85 * 100)


def ground_taken(area, rule_ids):
    """Return which of these rules of the default scenario touch a plot of a Finnish area."""
    area = Atlas(replace(area.info, country="FI"), area.working, [area.layer(name) for name in area.layers])
    return rule_ids & set(restrict(area, parse_scenario(read_scenario_text())).touches["rule_id"])


@pytest.mark.parametrize("road_class", ["motorway", "main", "regional"])
def test_a_tunnel_below_a_plot_has_no_protective_zone(road_class):
    road = {"geometry": line((-50, 50), (150, 50)), "road_class": road_class}
    of_road = {"road_motorway", "road_main", "road_other", "ground_road"}
    taken = [
        ground_taken(atlas(SQUARE, roads=[{**road, "tunnel": tunnel}]), of_road) for tunnel in (False, True)
    ]
    assert (len(taken[0]), taken[1]) == (2, set())


def test_a_track_in_a_tunnel_has_no_protective_zone():
    track = {"geometry": line((-50, 50), (150, 50)), "network": "state"}
    of_rail = {"rail", "ground_rail"}
    taken = [
        ground_taken(atlas(SQUARE, rail=[{**track, "tunnel": tunnel}]), of_rail) for tunnel in (False, True)
    ]
    assert taken == [of_rail, set()]
