"""The atlas: one system, copies only."""

import geopandas as gpd
import pytest
import shapely

from layers.atlas import AreaInfo, Atlas
from layers.crs import working_crs
from layers.errors import MixedCRS, PlannerError
from layers.layer import Layer
from layers.sources import Source
from layers.specs import SPECS
from tests.tiny import EPSG, WORKING, atlas, frame, layer, point, square, table

INFO = AreaInfo("tiny", "Tiny", EPSG, "plot")


def test_a_layer_in_another_system_is_refused():
    raw = frame("plots", [{"geometry": square(0, 0)}])
    stray = Layer.build(SPECS["plots"], raw, working_crs(3877))
    with pytest.raises(MixedCRS, match=r"in EPSG:3877, the atlas of “Tiny” in EPSG:3067"):
        Atlas(INFO, WORKING, [stray])


@pytest.mark.parametrize("epsg", [None, 3877, 4326])
def test_a_layer_that_lies_about_its_system_is_refused(epsg):
    sound = layer("plots", [{"geometry": square(0, 0)}])
    lying = Layer(
        sound.spec,
        gpd.GeoDataFrame(sound.frame.drop(columns="geometry"), geometry=list(sound.frame.geometry), crs=epsg),
        EPSG,
    )
    with pytest.raises(MixedCRS):
        Atlas(INFO, WORKING, [lying])


def test_callers_get_copies():
    area = atlas(square(0, 0))
    taken = area.frame("plots")
    taken.loc[0, "status"] = "built"
    taken["more"] = 1
    taken.geometry.array[0] = point(0, 0)
    fresh = area.frame("plots")
    assert fresh["status"].tolist() == ["unknown"]
    assert "more" not in fresh.columns
    assert fresh.geometry[0].equals(square(0, 0))


def test_tables_are_copies_too():
    area = atlas(square(0, 0), tables=[table("utilities", [{"utility": "steam"}])])
    taken = area.table("utilities")
    taken.loc[0, "utility"] = "water"
    assert area.table("utilities")["utility"].tolist() == ["steam"]


def test_an_absent_layer_is_a_sentence_with_those_at_hand():
    area = atlas(square(0, 0))
    assert area.has("plots")
    assert not area.has("roads")
    with pytest.raises(PlannerError, match=r"“Tiny” has no layer “roads”. It has: plots"):
        area.frame("roads")


def test_a_table_has_no_places():
    area = atlas(square(0, 0), tables=[table("utilities", [{"utility": "steam"}])])
    with pytest.raises(PlannerError, match="table without places"):
        area.frame("utilities")


def test_a_layer_can_be_exchanged_and_the_first_atlas_stays():
    area = atlas(square(0, 0))
    other = area.with_layer(layer("plots", [{"geometry": square(0, 0, 50)}]))
    assert area.frame("plots").area.tolist() == [10_000]
    assert other.frame("plots").area.tolist() == [2500]


def test_an_atlas_tells_its_name_its_issues_and_the_sources_of_its_layers():
    source = Source(
        "a.geojson", "plots", "A", "", "MIT", "us", "2026-11-24", "", illustrative=True, sha256=""
    )
    built = layer("plots", [{"geometry": square(0, 0)}, {"geometry": shapely.Point()}])
    area = Atlas(INFO, WORKING, [built], sources=[source])
    assert (area.name, area.title, area.layers) == ("tiny", "Tiny", ("plots",))
    assert (area.epsg, area.place_kind) == (3067, "plot")
    assert [issue.row for issue in area.issues] == [2]
    assert area.sources_of(["plots"]) == (source,)
    assert area.sources_of(["roads"]) == ()
