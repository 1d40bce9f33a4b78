import pyogrio
import pytest

from planner.reports import REPORTS
from planner.reports.figures import rows
from tests.planner.reports.conftest import FORMULA, HOSTILE_NAME


def written(content, tmp_path):
    path = tmp_path / "export.gpkg"
    path.write_bytes(REPORTS["gpkg"].make(content))
    return path


@pytest.fixture(scope="module")
def package(karhula, tmp_path_factory):
    return written(karhula, tmp_path_factory.mktemp("gpkg"))


def test_it_holds_the_layers_of_the_area_and_what_was_made_of_them(package):
    names = {str(name) for name, _kind in pyogrio.list_layers(package)}
    own = {"plots", "buildings", "roads", "rail", "power_lines", "places"}
    made = {"restricted_areas", "buildable_areas", "distances", "sources", "layer_styles"}
    assert names == own | made


@pytest.mark.parametrize("layer", ["plots", "restricted_areas", "buildable_areas", "roads"])
def test_every_map_layer_is_in_the_working_system(layer, package):
    assert pyogrio.read_info(package, layer=layer)["crs"] == "EPSG:3067"


@pytest.mark.parametrize("layer", ["buildings", "roads", "rail", "power_lines", "places"])
def test_layers_come_back_whole(layer, package, karhula):
    found, frame = pyogrio.read_dataframe(package, layer=layer), karhula.atlas.frame(layer)
    assert len(found) == len(frame)
    assert found.geometry.geom_equals(frame.geometry).all()


def test_plots_come_back_with_the_same_shapes_and_figures(package, karhula):
    found = pyogrio.read_dataframe(package, layer="plots")
    assert list(found.geometry.area) == pytest.approx(list(karhula.atlas.frame("plots").area))
    for name in ("plot_id", "gross_area_m2", "used_floor_area_m2", "used_basis", "buildings_n", "place_kind"):
        assert list(found[name]) == [row[name] for row in rows(karhula)]


def test_restricted_areas_are_the_ground_that_each_rule_covers(package, karhula):
    found = pyogrio.read_dataframe(package, layer="restricted_areas")
    assert list(found.geometry.area) == pytest.approx(list(found["alone_m2"]), abs=0.01)
    taken_m2 = found[found["plot_id"] == "w461415540"]["waterfall_m2"].sum()
    (capacity,) = [entry.capacity for entry in karhula.appraisals if entry.plot_id == "w461415540"]
    assert taken_m2 == pytest.approx(capacity.gross_area_m2 - capacity.buildable_area_m2, abs=0.05)
    assert set(found["illustrative"]) == {False}


def test_the_sources_stand_in_a_table(package, karhula):
    found = pyogrio.read_dataframe(package, layer="sources", read_geometry=False)
    assert list(found["attribution"]) == [source.attribution for source in karhula.sources]
    assert found["licence"][0] == "ODbL 1.0"


def test_every_distance_has_its_method(package, karhula):
    found = pyogrio.read_dataframe(package, layer="distances", read_geometry=False)
    assert len(found) == sum(len(entry.distances) for entry in karhula.appraisals)
    assert set(found["method"]) == {"network", "straight_line", "no_route"}


def test_hostile_text_is_text(hostile, tmp_path):
    found = pyogrio.read_dataframe(written(hostile, tmp_path), layer="plots")
    assert found["name"][0] == HOSTILE_NAME
    assert found["plot_id"][0] == FORMULA


def test_one_plot_brings_its_own_ground_alone(karhula, tmp_path):
    from planner.reports import Content

    one = Content(karhula.appraisals[3:], karhula.atlas, karhula.scenario)
    path = written(one, tmp_path)
    assert list(pyogrio.read_dataframe(path, layer="plots")["plot_id"]) == ["w461415540"]
    assert set(pyogrio.read_dataframe(path, layer="restricted_areas")["plot_id"]) == {"w461415540"}


def test_ground_taken_by_what_is_drawn_says_so(kokkola, tmp_path):
    path = written(kokkola, tmp_path)
    assert pyogrio.read_dataframe(path, layer="restricted_areas")["illustrative"].any()
    assert pyogrio.read_dataframe(path, layer="plots")["illustrative"].all()
    kinds = {str(name): kind for name, kind in pyogrio.list_layers(path)}
    assert kinds["flows"] is None
    assert kinds["land"] == "Polygon"
