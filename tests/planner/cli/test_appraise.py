"""appraise, compare and rank."""

import json

import pytest

from layers.io import read_scenario_text

PLOT, OTHER, THIRD = "w461415540", "w369849792", "w369849821"


@pytest.fixture(scope="module")
def wide_setback(tmp_path_factory):
    """The default scenario under another name, with a setback of 10 m instead of 4 m."""
    path = tmp_path_factory.mktemp("scenario") / "mine.toml"
    text = read_scenario_text().replace("distance_m = 4.0", "distance_m = 10.0")
    path.write_text(text.replace('name = "default"', 'name = "mine"'), encoding="utf-8")
    return str(path)


def test_appraise_says_what_was_promised(run_json):
    found = run_json("appraise", "karhula", PLOT)
    assert (found["area"], found["plot_id"], found["illustrative"]) == ("karhula", PLOT, False)
    assert {
        "gross_area_m2",
        "buildable_area_m2",
        "permitted_floor_area_m2",
        "used_floor_area_m2",
        "remaining_floor_area_m2",
        "binding_limit",
        "next_limit",
        "excluded_by_rule",
    } <= set(found["capacity"])
    assert {"target_kind", "target", "mode", "method", "distance_m", "snap_m"} <= set(found["distances"][0])
    assert {"rule", "effect", "overlap_m2", "legal_reference"} <= set(found["findings"][0])
    assert {"licence", "attribution", "url"} <= set(found["sources"][0])
    # No plan is known there: the building right is not given, and not invented.
    assert found["capacity"]["permitted_floor_area_m2"] is None
    assert found["capacity"]["binding_limit"] == "none_given"


def test_appraise_gives_the_same_bytes_twice(run):
    first, second = (run("appraise", "karhula", PLOT, "--format", "json").stdout_bytes for _ in range(2))
    assert first == second
    assert "©".encode() in first


def test_appraise_as_text_keeps_the_order_of_the_pages(run):
    text = run("appraise", "karhula", PLOT).stdout
    heads = ["What is it", "What fits", "What stands in the way", "How far", "Why this score", "Sources"]
    places = [text.index(f"{head}\n---") for head in heads]
    assert places == sorted(places)
    assert "zone, not plot" in text
    assert "Railway protective zone: 1 feature does not say this: who keeps the track" in text
    assert "Licence: ODbL 1.0" in text


def test_an_illustrative_plot_says_so(run, run_json):
    plot_id = run_json("plots", "kokkola")[0]["plot_id"]
    assert "ILLUSTRATIVE: drawn for this project" in run("appraise", "kokkola", plot_id).stdout
    assert run_json("appraise", "kokkola", plot_id)["illustrative"] is True


def test_a_scenario_of_ones_own_is_used(run_json, wide_setback):
    usual = run_json("appraise", "karhula", PLOT)
    mine = run_json("appraise", "karhula", PLOT, "--scenario", wide_setback)
    assert (usual["scenario"], mine["scenario"]) == ("default", "mine")
    assert mine["capacity"]["buildable_area_m2"] < usual["capacity"]["buildable_area_m2"]


def test_compare_puts_plots_side_by_side(run_json):
    found = run_json("compare", "karhula", PLOT, OTHER, THIRD)
    assert found["plot_ids"] == [PLOT, OTHER, THIRD]
    (area,) = [figure for figure in found["figures"] if figure["figure_id"] == "gross_area_m2"]
    assert area["unit"] == "m²"
    by_id = {row["plot_id"]: row["area_m2"] for row in run_json("plots", "karhula")}
    assert area["values"] == [by_id[plot_id] for plot_id in (PLOT, OTHER, THIRD)]
    assert area["best"] == [PLOT]


def test_compare_stars_the_best(run):
    line = next(
        row for row in run("compare", "karhula", PLOT, OTHER).stdout.splitlines() if "Plot area" in row
    )
    assert line.split() == ["Plot", "area", "m²", "*128,021", "17,213"]


def test_compare_of_illustrative_plots_says_so(run):
    assert "Illustrative, not surveyed: 10-1, 11-1" in run("compare", "kokkola", "10-1", "11-1").stdout


def test_rank_gives_score_range_and_what_is_known(run_json):
    rows = run_json("rank", "kokkola")
    ranked = [row for row in rows if row["group"] == "ranked"]
    assert [row["rank"] for row in ranked] == list(range(1, len(ranked) + 1))
    assert {row["status"] for row in ranked} == {"free"}
    assert {row["status"] for row in rows if row["group"] == "reserve"} == {"reserve"}
    for row in rows:
        assert row["low_score"] <= row["high_score"]
        assert (row["rank"] is None) == (row["group"] in {"too_little_known", "knocked_out"})
        assert (row["rank"] is None) == bool(row["reasons"])


def test_a_built_up_zone_of_which_little_is_known_has_no_rank(run, run_json):
    rows = run_json("rank", "karhula")
    assert {row["rank"] for row in rows} == {None}
    reasons = next(row["reasons"] for row in rows if row["plot_id"] == PLOT)
    assert "40 % of the weight is known; a rank needs 50 %." in reasons
    text = run("rank", "karhula").stdout
    assert text.startswith("No plot is in the ranking.\n\nToo little is known for a rank:")


def test_rank_says_why_a_plot_is_out(run, run_json):
    assert run_json("rank", "karhula")[-1]["reasons"] == ["The rules leave no ground to build on."]
    text = run("rank", "karhula").stdout
    assert "Out of the ranking:" in text
    assert "w369836400  The rules leave no ground to build on." in text


def test_rank_without_any_weight_says_so(run_json, tmp_path):
    path = tmp_path / "bare.toml"
    factors = {"quarter_segments": "16", "storey_height_m": "3.5", "min_part_m2": "100"}
    lines = ['name = "bare"', 'title = { en = "Bare" }']
    for name, value in factors.items():
        lines += [f"[factors.{name}]", f"value = {value}", 'unit = "-"', 'source = "test"']
    path.write_text("\n".join(lines), encoding="utf-8")
    rows = run_json("rank", "karhula", "--scenario", str(path))
    assert {row["rank"] for row in rows} == {None}
    assert "No criterion that carries weight is known for it." in rows[0]["reasons"]


def test_json_is_utf_8_whatever_the_terminal_speaks(run):
    assert json.loads(run("plots", "kokkola", "--format", "json").stdout_bytes.decode("utf-8"))
