"""The Draw page as Streamlit runs it, without a browser: shapes are typed."""

from dataclasses import replace

import pytest

from layers.io import list_areas, read_atlas
from tests.planner.ui.pages import run
from tests.planner.ui.pages import words as told_by


def run_draw():
    from planner.ui.draw import page as draw_page

    draw_page.render()


def words(app):
    """Return what the page says, without the signs that keep names from being Markdown."""
    return told_by(app).replace("\\", "")


SQUARE = "497000 6710700\n497100 6710700\n497100 6710800\n497000 6710800"
ZONE = "w461415540"


def tool(app, name):
    app.pills(key="draw.tool").set_value(name).run()
    assert not app.exception
    return app


def typed(app, text, *, accuracy_m=0.0, system="metres"):
    app.radio(key="draw.system").set_value(system)
    app.text_area(key="draw.text").set_value(text)
    app.number_input(key="draw.accuracy").set_value(accuracy_m)
    app.button(key="FormSubmitter:draw.typed-Take these coordinates").click().run()
    assert not app.exception
    return app


def drawn():
    return typed(tool(run(run_draw, area="karhula"), "draw"), SQUARE, accuracy_m=0.5)


def fields(app):
    """Return the beginning of the keys of the form of the chosen plot."""
    keys = [one.key for one in app.text_input if one.key.endswith(".new-1.name")]
    return keys[0].removesuffix(".name")


def test_a_typed_plot_is_appraised_at_once():
    app = drawn()
    told = words(app)
    assert "Plot new-1" in told
    assert "10,000" in told
    assert "drawn, not surveyed" in told
    assert "known to about 0.5" in told
    for heading in ("What fits", "What stands in the way", "How far", "Why this score"):
        assert heading in told


def test_what_the_planner_says_of_it_changes_its_figures():
    app = drawn()
    base = fields(app)
    app.text_input(key=f"{base}.name").set_value("Candidate <b>*one*</b>")
    app.selectbox(key=f"{base}.status").select("free")
    app.selectbox(key=f"{base}.zoning_code").select("T")
    app.radio(key=f"{base}.by").set_value("floor_area_ratio")
    app.number_input(key=f"{base}.right").set_value(0.5)
    app.button(key=f"FormSubmitter:{base}.form-Take over").click().run()
    assert not app.exception
    rows = [row for row in words(app).split("<tr>") if "Building right" in row]
    assert any("5,000" in row for row in rows)
    assert "<b>*one" not in words(app)


def test_undo_redo_and_start_over():
    app = drawn()
    app.button(key="draw.undo").click().run()
    assert "Plot new-1" not in words(app)
    app.button(key="draw.redo").click().run()
    assert "Plot new-1" in words(app)
    app.button(key="draw.over").click().run()
    assert "Plot new-1" not in words(app)
    app.button(key="draw.redo").click().run()
    assert not app.exception
    assert "Plot new-1" in words(app)


def test_a_draft_survives_another_language():
    app = drawn()
    base = fields(app)
    app.selectbox(key=f"{base}.status").select("free")
    app.button(key=f"FormSubmitter:{base}.form-Take over").click().run()
    app.session_state["state"] = replace(app.session_state["state"], lang="fi")
    app.run()
    assert not app.exception
    assert not app.error
    assert "new-1" in words(app)


def test_the_plot_that_other_pages_show_is_chosen_first_and_an_unknown_one_let_go():
    assert f"Plot {ZONE}" in words(run(run_draw, area="karhula", plot=ZONE))
    assert "What fits" not in words(run(run_draw, area="karhula", plot="<b>nowhere"))


def test_a_zone_is_split_and_its_parts_merged_again():
    app = run(run_draw, area="karhula")
    app.selectbox(key="draw.plot").select(ZONE).run()
    west, south, east, north = read_atlas("karhula").frame("plots").set_index("plot_id").geometry[ZONE].bounds
    middle = (west + east) / 2
    typed(tool(app, "split"), f"{middle:.1f} {south - 5:.1f}\n{middle:.1f} {north + 5:.1f}")
    assert f"Plot {ZONE}a" in words(app)
    ids = [f"{ZONE}a", f"{ZONE}b"]
    tool(app, "merge").multiselect(key="draw.plots").set_value(ids).run()
    app.button(key="draw.merge").click().run()
    assert not app.exception
    assert f"Plot {ZONE}a+{ZONE}b" in words(app)


def test_an_overlap_is_told_and_left_to_the_others():
    app = tool(run(run_draw, area="karhula"), "draw")
    west, south, _east, _north = (
        read_atlas("karhula").frame("plots").set_index("plot_id").geometry[ZONE].bounds
    )
    corners = [(west + dx, south + dy) for dx, dy in ((0, 0), (200, 0), (200, 200), (0, 200))]
    typed(app, "\n".join(f"{x:.1f} {y:.1f}" for x, y in corners))
    assert "lies over other plots" in app.warning[0].value
    app.button(key="draw.clip").click().run()
    assert not app.exception
    assert not app.warning


def test_a_plot_is_removed_from_the_draft_only():
    app = run(run_draw, area="karhula")
    app.selectbox(key="draw.plot").select(ZONE).run()
    tool(app, "remove").button(key="draw.remove").click().run()
    assert not app.exception
    assert ZONE not in app.selectbox(key="draw.plot").options
    assert ZONE in set(read_atlas("karhula").frame("plots")["plot_id"])
    assert ZONE in run(run_draw, area="karhula").selectbox(key="draw.plot").options


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("497000 6710700\n497100 6710800\n497100 6710700\n497000 6710800", "crosses or touches itself"),
        ("297000 6710700\n297100 6710700\n297100 6710800", "outside the area"),
        ("<script>", "0 numbers"),
        ("", "corners are needed"),
    ],
)
def test_what_cannot_be_a_plot_is_told_in_a_sentence(text, said):
    app = typed(tool(run(run_draw, area="karhula"), "draw"), text)
    assert said in app.error[0].value.replace("\\", "")


def test_the_draft_is_saved_as_an_area_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path))
    app = drawn()
    app.text_input(key="draw.title").set_value("Karhula with a candidate")
    app.text_input(key="draw.hand").set_value("A. Planner")
    app.button(key="FormSubmitter:draw.save-Save as an area").click().run()
    assert not app.exception
    assert app.session_state["state"].area == "karhula-draft"
    assert "Saved as an area" in app.success[0].value
    assert "karhula-draft" in {info.name for info in list_areas()}
    assert "new-1" in set(read_atlas("karhula-draft").frame("plots")["plot_id"])
    again = drawn()
    again.button(key="FormSubmitter:draw.save-Save as an area").click().run()
    assert "already" in again.error[0].value
