"""The Kokkola example: rebuilt byte for byte, and credible in every way that can be counted."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
import shapely
from shapely.geometry import Point

ROOT = Path(__file__).resolve().parents[2]
AREA = ROOT / "data" / "areas" / "kokkola"
DRAWN_ENTIRELY = ("plots", "zoning", "buildings", "pipelines", "seveso")
PARTLY_REAL = {"roads": 28, "rail": 3, "power_lines": 5, "land": 8, "water": 2, "places": 9}
REAL = {"ports": 12, "companies": 25}
LAHDENPERA = "18"


def layer(name):
    return gpd.read_file(AREA / f"{name}.geojson").to_crs(3067)


@pytest.fixture(scope="module")
def plots():
    return layer("plots").set_index("plot_id", drop=False)


@pytest.fixture(scope="module")
def zoning():
    return layer("zoning")


@pytest.fixture(scope="module")
def companies():
    return layer("companies").set_index("company_id", drop=False)


@pytest.fixture(scope="module")
def roads():
    return layer("roads")


def test_a_rebuild_gives_the_same_bytes(tmp_path):
    tool = ROOT / "tools" / "build_kokkola.py"
    subprocess.run([sys.executable, tool, "--out", tmp_path], check=True, capture_output=True)
    names = sorted(path.name for path in tmp_path.iterdir())
    committed = sorted(path.name for path in AREA.iterdir() if path.suffix in {".geojson", ".csv"})
    assert names == committed
    assert [name for name in names if (tmp_path / name).read_bytes() != (AREA / name).read_bytes()] == []


def test_area_names_every_layer_and_only_those():
    area = tomllib.loads((AREA / "area.toml").read_text(encoding="utf-8"))
    committed = sorted(path.name for path in AREA.iterdir() if path.suffix in {".geojson", ".csv"})
    assert sorted(area["layers"].values()) == committed
    assert (area["name"], area["epsg"], area["park_id"], area["node_id"]) == (
        "kokkola",
        3067,
        "kip",
        "park_kip",
    )


@pytest.mark.parametrize("name", DRAWN_ENTIRELY)
def test_drawn_layers_are_marked_row_by_row(name):
    assert layer(name)["illustrative"].all()


@pytest.mark.parametrize(("name", "real"), (PARTLY_REAL | REAL).items())
def test_real_rows_are_told_from_drawn_ones(name, real):
    rows = layer(name)
    assert int((~rows["illustrative"]).sum()) == real
    assert rows["source"].notna().all()
    drawn = rows[rows["illustrative"]]
    assert (drawn["source"] == "drawn for Sijainti; illustrative").all()


def test_what_comes_from_the_map_is_right_to_300_m():
    for name in ("roads", "rail", "power_lines", "land", "water"):
        rows = layer(name)
        assert (rows.loc[~rows["illustrative"], "accuracy_m"] == 300).all(), name


def test_there_are_enough_plots_and_blocks_of_every_size(plots):
    area_ha = plots.area / 1e4
    assert len(plots) >= 48
    assert plots["block"].nunique() >= 8
    assert 0.4 <= area_ha.min() <= 0.5
    assert 35 <= area_ha.max() <= 40
    assert area_ha.skew() > 1.5
    assert area_ha.median() < area_ha.mean()


def test_plots_are_no_grid_of_rectangles(plots):
    filled = plots.area / plots.geometry.map(lambda shape: shape.minimum_rotated_rectangle.area)
    assert (filled < 0.97).mean() > 0.6
    corners = plots.geometry.map(lambda shape: len(shape.convex_hull.exterior.coords))
    assert (corners > 5).mean() > 0.5


def test_one_plot_has_a_hole_and_one_is_split_by_a_pipe_bridge(plots, zoning):
    holes = [
        key
        for key, shape in plots.geometry.items()
        if any(part.interiors for part in shapely.get_parts(shape))
    ]
    split = plots[plots.geom_type == "MultiPolygon"]
    corridor = zoning.loc[zoning["name"] == "Pipe-bridge corridor", "geometry"].iloc[0]
    assert len(holes) == 1
    assert len(split) == 1
    assert "corridor of a pipe bridge" in split["note"].iloc[0]
    assert layer("pipelines").intersects(corridor).any()
    assert (zoning.within(plots.geometry[holes[0]].envelope) & (zoning["zoning_code"] == "EN")).any()


def test_plots_and_plan_areas_neither_overlap_nor_leave_gaps(plots, zoning):
    shapes = [*plots.geometry, *zoning.geometry]
    assert all(shape.is_valid and not shape.is_empty for shape in shapes)
    tree = shapely.STRtree(shapes)
    pairs = tree.query(shapes, predicate="intersects")
    overlaps_m2 = [
        shapely.intersection(shapes[a], shapes[b]).area for a, b in zip(*pairs, strict=True) if a < b
    ]
    assert max(overlaps_m2) < 1
    whole = shapely.union_all(shapes, grid_size=0.01)
    gaps_m2 = [shapely.Polygon(ring).area for part in shapely.get_parts(whole) for ring in part.interiors]
    assert sum(gaps_m2) < 1


def test_sums_agree_with_the_published_totals(plots, zoning):
    park_ha = (plots.loc[plots["block"] != LAHDENPERA].area.sum() + zoning.area.sum()) / 1e4
    port_ha = plots.loc[plots["zoning_code"] == "LS"].area.sum() / 1e4
    assert park_ha == pytest.approx(700, rel=0.05)
    assert port_ha == pytest.approx(100, rel=0.05)
    note = tomllib.loads((AREA / "area.toml").read_text(encoding="utf-8"))["note"]
    plots_ha = plots.loc[plots["block"] != LAHDENPERA].area.sum() / 1e4
    for told_ha in (plots_ha, park_ha, port_ha):
        assert re.search(rf"\b{told_ha:.0f} ha\b", note), told_ha


def test_plots_lie_on_land(plots):
    land = layer("land")
    dry = shapely.union_all(land.geometry, grid_size=0.01)
    assert (plots.difference(dry).area < 1).all()
    inland = plots[plots["zoning_code"] != "LS"].drop(
        index="2-2"
    )  # the tank farm stands on the port's land-fill
    real = shapely.union_all(land.loc[~land["illustrative"], "geometry"])
    assert (inland.difference(real).area < 1).all()


def test_every_plant_stands_on_its_own_plot_beside_a_building(plots, companies):
    buildings = layer("buildings")
    exact = companies[companies["accuracy_m"] <= 150]
    assert len(exact) >= 15
    homes = {}
    for company_id, point in exact.geometry.items():
        home = plots.index[plots.contains(point)]
        assert len(home) == 1, company_id
        homes[company_id] = home[0]
        assert buildings.loc[buildings["plot_id"] == home[0]].distance(point).min() < 100, company_id
    woikoski = {key for key in homes if key.startswith("k_woikoski")}
    assert len(woikoski) == 3
    assert len({homes[key] for key in woikoski}) == 1
    others = [home for key, home in homes.items() if key not in woikoski]
    assert len(set(others)) == len(others)
    holders = {key: plots.loc[home, "company_id"] for key, home in homes.items()}
    assert {key for key, holder in holders.items() if holder != key} == {"k_woikoski_asu", "k_woikoski_co2"}


def test_two_works_58_m_apart_are_two_plots(plots, companies):
    umicore, jervois = companies.geometry["k_umicore"], companies.geometry["k_jervois"]
    assert umicore.distance(jervois) == pytest.approx(50, abs=10)
    assert plots.index[plots.contains(umicore)][0] != plots.index[plots.contains(jervois)][0]


def test_buildings_stand_inside_their_plots_and_apart(plots):
    buildings = layer("buildings")
    for building in buildings.itertuples():
        shape = plots.geometry[building.plot_id]
        assert shape.buffer(-4 + 0.01).contains(building.geometry), building.building_id
    pairs = shapely.STRtree(buildings.geometry).query(buildings.geometry, predicate="intersects")
    assert (pairs[0] == pairs[1]).all()
    assert buildings["floor_area_m2"].notna().any()
    assert buildings["floor_area_m2"].isna().any()
    assert set(plots.loc[plots["status"].eq("built"), "plot_id"]) <= set(buildings["plot_id"])


def test_one_old_plant_alone_has_more_than_the_plan_allows(plots):
    buildings = layer("buildings")
    used_m2 = (buildings.area * buildings["storeys"]).groupby(buildings["plot_id"]).sum()
    right_m2 = plots["building_right_m2"].fillna(plots["floor_area_ratio"] * plots.area)
    over = used_m2.index[used_m2 > right_m2.reindex(used_m2.index)]
    assert list(over) == ["5-2"]


def network_of(rows):
    graph = nx.Graph()
    for line in rows.geometry:
        places = [(round(east, 2), round(north, 2)) for east, north in line.coords]
        nx.add_path(graph, places)
    return graph


def test_streets_reach_every_plot_from_the_gate(plots, roads):
    graph = network_of(roads)
    gate = layer("places").set_index("place_id").geometry["road_kip_gate"]
    start = min(graph, key=lambda place: gate.distance(Point(place)))
    assert gate.distance(Point(start)) < 30
    reached = nx.node_connected_component(graph, start)
    lines = [shapely.LineString([a, b]) for a, b in graph.subgraph(reached).edges]
    network = shapely.union_all(lines)
    assert (plots.distance(network) <= 40).all()
    assert len(reached) / len(graph) > 0.9


def test_sidings_join_the_railway():
    assert nx.is_connected(network_of(layer("rail")))


def test_sidings_reach_the_works_and_both_ports(plots):
    rail = layer("rail")
    sidings = shapely.union_all(rail.loc[rail["track_class"] == "siding", "geometry"])
    for plot_id in ("1-3", "4-1", "9-1", "5-5"):
        assert sidings.intersects(plots.geometry[plot_id]), plot_id


def test_streets_reach_both_ports(roads):
    quays = layer("ports")
    streets = roads[roads["illustrative"]]
    for name in ("Laituri 1", "AW-terminaali", "Laituri 5 (kemikaalilaituri)", "Laituri 12", "Laituri 7"):
        quay = quays.loc[quays["name"] == name, "geometry"].iloc[0]
        assert streets.distance(quay).min() < 200, name


def test_pipes_touch_the_plots_of_their_firms(plots, companies):
    pipes = layer("pipelines")
    holders = plots.groupby("company_id")["geometry"].apply(lambda shapes: shapely.union_all(list(shapes)))
    shared = {"k_woikoski_asu": "k_woikoski_h2", "k_woikoski_co2": "k_woikoski_h2"}
    for pipe in pipes.itertuples():
        for company_id in (pipe.from_company, pipe.to_company):
            if pd.isna(company_id):
                continue
            assert company_id in companies.index
            assert pipe.geometry.intersects(holders[shared.get(company_id, company_id)]), (
                pipe.pipe_id,
                company_id,
            )


@pytest.mark.parametrize(
    ("giver", "taker", "medium"),
    [
        ("k_boliden", "k_energia", "steam"),
        ("k_boliden", "k_energia", "heat"),
        ("k_boliden", "k_yara_k", "sulphuric acid"),
        ("k_boliden", "k_umicore", "sulphuric acid"),
        ("k_yara_k", "k_tetra", "hydrochloric acid"),
    ],
)
def test_flows_between_named_firms_have_a_pipe(giver, taker, medium):
    pipes = layer("pipelines")
    fits = (pipes["from_company"] == giver) & (pipes["to_company"] == taker)
    assert any(medium in media.split("; ") for media in pipes.loc[fits, "medium"])


def test_statuses_and_terms_are_those_of_a_park_in_use(plots):
    shares = plots["status"].value_counts(normalize=True)
    assert 0.38 <= shares["built"] <= 0.5
    assert plots["status"].value_counts()["free"] >= 10
    assert set(plots["status"]) == {"free", "reserved", "leased", "built", "reserve"}
    until = plots.loc[plots["status"] == "reserved", "reserved_until"].astype(str)
    assert until.str.startswith("2027-").all()
    assert plots.loc[plots["status"] != "reserved", "reserved_until"].isna().all()
    handed = plots.loc[plots["status"].isin(["built", "leased"]), "handed_over"].astype(str)
    assert handed.between("1945-01-01", "2025-12-31").all()
    prices = plots["price_eur_m2"].dropna()
    assert prices.between(4, 25).all()
    assert plots.loc[prices.index, "note"].str.contains("Price is an example").all()


def test_a_plan_gives_every_plot_a_code_and_a_building_right(plots):
    codes = {"T/kem", "T", "TY", "TT", "TV", "EN", "ET", "LS"}
    assert set(plots["zoning_code"]) == codes
    given = plots["floor_area_ratio"].notna().astype(int) + plots["building_right_m2"].notna().astype(int)
    assert (given == 1).all()
    assert plots.loc[plots["zoning_code"].isin(["EN", "ET"]), "building_right_m2"].notna().all()


def test_no_word_of_the_rail_map_on_electrification():
    assert layer("rail")["electrified"].isna().all()


def test_boliden_to_quay_11_is_1_27_km(companies):
    quays = layer("ports")
    quay = quays.loc[quays["name"] == "Laituri 11", "geometry"].iloc[0]
    assert companies.geometry["k_boliden"].distance(quay) == pytest.approx(1270, abs=20)
