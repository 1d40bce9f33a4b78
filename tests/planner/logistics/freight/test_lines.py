"""Where chains run: along the roads, over the tables' links, along the lanes."""

import geopandas as gpd
import pytest

from planner.logistics.freight.chain import chains
from planner.logistics.freight.lines import chain_lines
from tests import tiny
from tests.planner.logistics.freight import freight_case as case

approx = pytest.approx


def lines_of(row, objective="cheapest", **more):
    table = chains(case.atlas(**more), [row], case.scenario(), case.sea())
    return chain_lines(table, "A", 0, objective)


def test_by_lorry_along_the_road_and_straight_over_the_links_of_the_table():
    local, beyond = lines_of(case.row("town", modes=["truck"]))
    assert (local.mode, local.straight, beyond.mode, beyond.straight) == ("truck", False, "truck", True)
    shapes = gpd.GeoSeries([local.line], crs="OGC:CRS84").to_crs(tiny.EPSG)
    assert shapes.length.iloc[0] == approx(2950, abs=0.01)
    assert beyond.line.coords[0] == approx((23.0, 63.8))
    assert beyond.line.coords[-1] == approx((22.9, 64.8))


def test_a_ship_keeps_to_its_lane():
    sailed = [one for one in lines_of(case.row("abroad", ship_id="small")) if one.mode == "sea"]
    assert [one.straight for one in sailed] == [False]
    assert (20.0, 62.0) in [tuple(map(float, place)) for place in sailed[0].line.coords]


def test_no_chain_has_no_lines():
    assert lines_of(case.row("island", modes=["truck"])) == ()


def test_to_a_firm_of_the_area_there_is_the_local_way_alone():
    firm = {"geometry": tiny.point(2000, -20), "company_id": "f", "name": "Firm", "accuracy_m": 5}
    (only,) = lines_of(case.row("f", modes=["truck"]), companies=[firm])
    assert (only.mode, only.straight) == ("truck", False)
