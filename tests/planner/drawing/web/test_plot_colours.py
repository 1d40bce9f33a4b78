"""Plots coloured by a figure: classes by hand, what is not known, and names that try to be more."""

import json
from itertools import pairwise

import pytest

from layers.io import read_atlas, read_scenario_text
from planner.capacity.capacity import capacities
from planner.capacity.restrictions import restrict
from planner.drawing.colours import contrast_ratio
from planner.drawing.web.area_map import area_map
from planner.drawing.web.plot_colours import FIGURES, OVER, RAMP, UNKNOWN, by_figure, class_of, figure_values
from planner.drawing.web.plot_overlay import PlotGround, change_overlay, plot_overlay
from planner.scenario.edit import changed
from planner.scenario.scenario import parse_scenario
from tests import tiny

HOSTILE = "</script>{{ 7 * 7 }}`${x}`<img src=x onerror=alert(1)>"


def test_a_value_on_a_boundary_counts_in_the_higher_class_and_what_is_not_known_in_none():
    fill = FIGURES["fill"]
    assert [class_of(fill, value) for value in (0.0, 19.9, 20.0, 100.0, 100.1)] == ["1", "1", "2", "5", OVER]
    assert class_of(fill, None) == UNKNOWN
    assert class_of(fill, float("inf")) == OVER


def test_the_scale_runs_from_light_to_dark():
    contrasts = [contrast_ratio(colour, "#ffffff") for colour in RAMP]
    assert contrasts == sorted(contrasts)
    assert all(second / first > 1.2 for first, second in pairwise(contrasts))


@pytest.mark.parametrize("figure_id", ["remaining", "buildable", "fill"])
def test_every_plot_is_in_one_class_and_the_legend_has_all(figure_id):
    atlas = read_atlas("karhula")
    scenario = parse_scenario(read_scenario_text())
    found = capacities(atlas.frame("plots"), restrict(atlas, scenario), atlas, scenario)
    colouring = by_figure(figure_id, figure_values(figure_id, found))
    content = json.loads(area_map(atlas, found, colouring).to_json())
    legend = content["paint"]["legend"]
    rows = legend["rows"]
    assert FIGURES[figure_id].unit in legend["title"]
    assert rows[-1]["text"].startswith("not known")
    assert sum(int(row["text"].rsplit("(", 1)[1].rstrip(")")) for row in rows) == len(found)
    assert "dots #b3b3b3" in [look.get("hatch") for look in content["paint"]["styles"]]


def test_nothing_permitted_is_no_share_and_what_stands_there_too_much():
    def fill_of(**columns):
        atlas = tiny.atlas({"geometry": tiny.square(0, 0), "used_floor_area_m2": 0.0, **columns})
        scenario = tiny.scenario()
        found = capacities(atlas.frame("plots"), restrict(atlas, scenario), atlas, scenario)
        return next(iter(figure_values("fill", found).values()))

    assert fill_of(building_right_m2=1000.0, used_floor_area_m2=250.0) == pytest.approx(25)
    assert fill_of() is None
    assert fill_of(building_right_m2=0.0) is None
    assert fill_of(building_right_m2=0.0, used_floor_area_m2=10.0) == float("inf")


def overlay_text(group):
    from planner.drawing.web.assets import OfflineMap

    drawn = OfflineMap(location=(60, 25))
    group.add_to(drawn)
    return drawn.get_root().render()


def test_a_rule_may_be_called_anything_and_stays_a_name():
    atlas = read_atlas("kokkola")
    default = parse_scenario(read_scenario_text())
    rules = tuple(rule.model_copy(update={"title": {"en": HOSTILE}}) for rule in default.rules)
    scenario = default.model_copy(update={"rules": rules})
    ground = PlotGround(restrict(atlas, scenario, ["1-4"]))
    text = overlay_text(plot_overlay(atlas, scenario, "1-4", ground))
    assert "<img src=x" not in text
    assert "49&#96;" not in text
    assert "&lt;img src=x" in text
    assert plot_overlay(atlas, scenario, "no such plot", ground) is None


def test_a_what_if_draws_what_is_kept_lost_and_won():
    atlas = tiny.atlas({"geometry": tiny.square(0, 0)})
    now = tiny.scenario(tiny.setback(4, rule_id="s"))
    wider, none = (changed(now, name="x", distances_m={"s": width_m}) for width_m in (10.0, 0.0))

    def told(before, after):
        grounds = (restrict(atlas, rules).buildable for rules in (before, after))
        return overlay_text(change_overlay(*grounds))

    assert "No longer buildable" in told(now, wider)
    assert "Newly buildable" not in told(now, wider)
    assert "Newly buildable" in told(now, none)
    assert "No longer buildable" not in told(now, now)
