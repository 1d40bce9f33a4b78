"""Plots drawn, split, merged and changed: areas are conserved, and what becomes of their values is told."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import PlannerError
from layers.io import read_atlas, read_scenario_text
from planner.appraisal import appraise
from planner.parcels.edits import Edit, apply, overlaps, shape_text
from planner.scenario.scenario import parse_scenario
from tests.tiny import atlas, line, rectangle, scenario, setback, square

DAY = "2026-11-24"
PLOT = {"geometry": square(0, 0), "status": "free", "zoning_code": "TT", "name": "Corner"}


def edit(tool, *plot_ids, shape=None, accuracy_m=None, **values):
    text = "" if shape is None else shape_text(shape)
    return Edit(tool, DAY, plot_ids, text, accuracy_m, tuple(values.items()))


def row(found, plot_id):
    plots = found.atlas.frame("plots").set_index("plot_id")
    return plots.loc[plot_id]


def told(found):
    return "\n".join(found.told)


def test_a_drawn_plot_is_appraised_at_once():
    rules = scenario(setback(10))
    drawn = edit("draw", shape=square(200, 0), floor_area_ratio=0.5, zoning_code="T", status="free")
    found = apply(atlas(square(0, 0)), drawn)
    assert found.made == ("new-1",)
    appraisal = appraise("new-1", found.atlas, rules)
    assert appraisal.capacity.gross_area_m2 == pytest.approx(10_000)
    assert appraisal.capacity.buildable_area_m2 == pytest.approx(80 * 80)
    assert appraisal.capacity.building_right_m2 == pytest.approx(5_000)
    assert appraisal.illustrative
    assert appraisal.plot["as_of"] == DAY
    assert "drawn on screen" in {source.accuracy for source in found.atlas.sources}


def test_the_atlas_before_is_left_as_it_was():
    area = atlas(square(0, 0))
    apply(area, edit("draw", shape=square(200, 0)))
    apply(area, edit("split", "A", shape=line((50, -10), (50, 110))))
    assert list(area.frame("plots")["plot_id"]) == ["A"]
    assert area.frame("plots").geometry.iloc[0].equals(square(0, 0))


def test_ids_of_drawn_plots_are_new():
    found = apply(atlas(square(0, 0)), edit("draw", shape=square(200, 0)))
    found = apply(found.atlas, edit("draw", shape=square(400, 0)))
    assert found.made == ("new-2",)
    assert found.atlas.frame("plots")["plot_id"].is_unique


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (shapely.Polygon(line((0, 0), (100, 100), (100, 0), (0, 100)).coords), "crosses or touches itself"),
        (square(0, 0, 0.5), "at least"),
        (line((0, 0), (1, 1)), "is an area"),
        (shapely.Polygon(), "is an area"),
        (square(400_000, 0), "outside the area"),
    ],
)
def test_what_cannot_be_a_plot_is_refused_in_a_sentence(shape, said):
    with pytest.raises(PlannerError, match=said):
        apply(atlas(square(0, 0)), edit("draw", shape=shape))


def test_an_overlap_is_found_and_can_be_left_to_the_others():
    found = apply(atlas(square(0, 0)), edit("draw", shape=square(50, 0)))
    (over,) = overlaps(found.atlas, ["new-1"])
    assert (over.other_id, over.overlap_m2) == ("A", pytest.approx(5_000))
    clipped = apply(found.atlas, edit("clip", "new-1"))
    assert overlaps(clipped.atlas, ["new-1"]) == ()
    assert row(clipped, "new-1").geometry.area == pytest.approx(5_000)


def test_plots_that_share_a_border_do_not_overlap():
    assert overlaps(atlas(square(0, 0), square(100, 0)), ["A", "B"]) == ()


def test_a_split_shares_the_building_right_by_area_and_says_that_it_is_an_estimate():
    whole = PLOT | {"building_right_m2": 4_000, "recorded_area_m2": 10_010, "used_floor_area_m2": 500}
    found = apply(atlas(whole), edit("split", "A", shape=line((25, -10), (25, 110))))
    assert found.made == ("Aa", "Ab")
    assert found.gone == ("A",)
    assert [row(found, name).building_right_m2 for name in found.made] == pytest.approx([1_000, 3_000])
    for name in found.made:
        part = row(found, name)
        assert (part.status, part.zoning_code) == ("free", "TT")
        assert part[["recorded_area_m2", "used_floor_area_m2"]].isna().all()
        assert "estimate" in part.note
    assert "an estimate" in told(found)
    assert "recorded area is let go" in told(found)


def test_a_line_that_ends_a_hands_breadth_short_still_splits():
    short = edit("split", "A", shape=line((50, 1), (50, 99)), accuracy_m=1.0)
    assert len(apply(atlas(square(0, 0)), short).made) == 2


@pytest.mark.parametrize(
    ("cut", "said"),
    [
        (line((20, 20), (80, 80)), "does not cut"),
        (line((200, 0), (200, 100)), "does not cut"),
        (line((-0.4, 0.5), (0.5, -0.4)), "piece of"),
    ],
)
def test_a_line_that_splits_nothing_useful_is_refused(cut, said):
    with pytest.raises(PlannerError, match=said):
        apply(atlas(square(0, 0)), edit("split", "A", shape=cut))


def test_pieces_stand_where_the_plot_stood():
    found = apply(atlas(square(0, 0), square(100, 0)), edit("split", "A", shape=line((50, -9), (50, 109))))
    assert list(found.atlas.frame("plots")["plot_id"]) == ["Aa", "Ab", "B"]


def test_a_plot_with_a_hole_is_split_around_it():
    holed = square(0, 0).difference(square(40, 40, 20))
    found = apply(atlas(holed), edit("split", "A", shape=line((50, -10), (50, 110))))
    assert [row(found, name).geometry.area for name in found.made] == pytest.approx([4_800, 4_800])


def test_merged_plots_keep_what_they_have_in_common():
    one = PLOT | {"building_right_m2": 4_000, "accuracy_m": 0.5}
    two = PLOT | {"geometry": square(100, 0), "floor_area_ratio": 0.2, "zoning_code": "TY", "accuracy_m": 2}
    found = apply(atlas(one, two), edit("merge", "A", "B"))
    whole = row(found, "A+B")
    assert whole.geometry.area == pytest.approx(20_000)
    assert (whole.status, whole["name"], whole.zoning_code) == ("free", "Corner", None)
    assert whole.building_right_m2 == pytest.approx(4_000 + 2_000)
    assert whole.accuracy_m == 2
    assert "zoning code" in told(found)


def test_equal_e_stays_e_and_a_right_that_is_not_known_stays_so():
    pair = [PLOT | {"floor_area_ratio": 0.4}, PLOT | {"geometry": square(100, 0), "floor_area_ratio": 0.4}]
    assert row(apply(atlas(*pair), edit("merge", "A", "B")), "A+B").floor_area_ratio == pytest.approx(0.4)
    half_known = [pair[0] | {"building_right_m2": 1_000}, PLOT | {"geometry": square(100, 0)}]
    found = apply(atlas(*half_known), edit("merge", "A", "B"))
    assert row(found, "A+B")[["floor_area_ratio", "building_right_m2"]].isna().all()
    assert "of B is not known" in told(found)


def test_gaps_of_a_hair_are_closed_and_wider_ones_refused():
    thin = apply(atlas(square(0, 0), square(100.03, 0)), edit("merge", "A", "B"))
    assert row(thin, "A+B").geometry.geom_type == "Polygon"
    assert row(thin, "A+B").geometry.area == pytest.approx(20_003, abs=0.5)
    for apart in (square(101, 0), square(100, 100)):
        with pytest.raises(PlannerError, match="border"):
            apply(atlas(square(0, 0), apart), edit("merge", "A", "B"))


def test_another_outline_keeps_the_rest_and_lets_the_recorded_area_go():
    whole = PLOT | {"building_right_m2": 4_000, "recorded_area_m2": 10_010}
    found = apply(atlas(whole), edit("reshape", "A", shape=rectangle(0, 0, 200, 100)))
    changed = row(found, "A")
    assert changed.geometry.area == pytest.approx(20_000)
    assert changed.building_right_m2 == 4_000
    assert changed[["recorded_area_m2"]].isna().all()
    assert "10,000 m² before, 20,000 m² now" in told(found)
    assert found.gone == ()


def test_a_plot_is_described_and_removed_but_not_the_last():
    found = apply(atlas(square(0, 0), square(200, 0)), edit("describe", "A", status="reserved", name="Mine"))
    assert (row(found, "A").status, row(found, "A")["name"]) == ("reserved", "Mine")
    found = apply(found.atlas, edit("remove", "A"))
    assert list(found.atlas.frame("plots")["plot_id"]) == ["B"]
    with pytest.raises(PlannerError, match="last plot"):
        apply(found.atlas, edit("remove", "B"))
    with pytest.raises(PlannerError, match="any more"):
        apply(found.atlas, edit("remove", "A"))


def test_what_a_plot_cannot_be_is_refused():
    with pytest.raises(PlannerError, match="floor_area_ratio"):
        apply(atlas(square(0, 0)), edit("describe", "A", floor_area_ratio=-1.0))


heights = st.floats(-40, 140, allow_nan=False)


@given(st.lists(heights, min_size=2, max_size=5))
def test_a_split_conserves_the_area_and_a_merger_gives_the_plot_back(levels):
    step = 120 / (len(levels) - 1)
    cut = line(*((-10 + step * place, level) for place, level in enumerate(levels)))
    area = atlas(square(0, 0), square(100, 0), square(0, 100))
    try:
        found = apply(area, edit("split", "A", shape=cut))
    except PlannerError:
        return
    pieces = [row(found, name).geometry for name in found.made]
    assert sum(piece.area for piece in pieces) == pytest.approx(10_000, abs=0.01)
    assert overlaps(found.atlas, found.made) == ()
    back = apply(found.atlas, edit("merge", *found.made))
    whole = row(back, back.made[0]).geometry
    assert whole.area == pytest.approx(10_000, abs=0.01)
    assert whole.symmetric_difference(square(0, 0)).area < 0.01


@given(
    st.lists(
        st.tuples(st.sampled_from(["draw", "split", "remove", "describe"]), st.integers(0, 9)), max_size=6
    )
)
def test_ids_stay_unique_whatever_is_done(steps):
    found = apply(atlas(square(0, 0), square(100, 0)), edit("describe", "A", status="free"))
    for tool, number in steps:
        ids = list(found.atlas.frame("plots")["plot_id"])
        chosen = ids[number % len(ids)]
        shape = None
        if tool == "draw":
            shape = square(300 + 10 * number, 0)
        elif tool == "split":
            west, south, east, north = row(found, chosen).geometry.bounds
            shape = shapely.LineString([((west + east) / 2, south - 1), ((west + east) / 2, north + 1)])
        try:
            found = apply(found.atlas, edit(tool, *([] if tool == "draw" else [chosen]), shape=shape))
        except PlannerError:
            continue
        assert found.atlas.frame("plots")["plot_id"].is_unique


def test_a_plot_of_kokkola_is_split_and_its_parts_are_appraised():
    area, rules = read_atlas("kokkola"), parse_scenario(read_scenario_text())
    plot = area.frame("plots").set_index("plot_id").loc["7-2"]
    west, south, east, north = plot.geometry.bounds
    middle = (west + east) / 2
    cut = shapely.LineString([(middle, south - 5), (middle, north + 5)])
    found = apply(area, edit("split", "7-2", shape=cut))
    parts = [appraise(name, found.atlas, rules).capacity for name in found.made]
    whole = appraise("7-2", area, rules).capacity
    assert sum(part.gross_area_m2 for part in parts) == pytest.approx(whole.gross_area_m2)
    rights = [part.building_right_m2 for part in parts]
    assert sum(rights) == pytest.approx(whole.building_right_m2)
    assert len(found.atlas.frame("plots")) == len(area.frame("plots")) + len(parts) - 1
