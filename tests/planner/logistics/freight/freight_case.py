"""A case of freight to reckon by hand: a plot, a road, a terminal, a town by road and rail, a port."""

import geopandas as gpd
import shapely

from layers.atlas import Joint
from layers.crs import lat_lon
from layers.sea_network import SeaNetwork
from planner.logistics.freight.demand import FreightRow
from tests import tiny

SOURCE = {"title": {"en": "-"}, "source": "test"}
FACTORS = [
    {
        "factor_id": name,
        "mode": mode,
        "vehicle_class": name,
        "wtw_g_t_km": g,
        "ttw_g_t_km": g / 2,
        "year": 2025,
    }
    | {"cost_eur_t_km": eur, "speed_kmh": kmh, **SOURCE}
    for name, mode, g, eur, kmh in (
        ("lorry", "truck", 100.0, 0.10, 70.0),
        ("train", "rail", 20.0, 0.04, 50.0),
        ("ship", "sea", 10.0, 0.01, 20.0),
    )
]
VEHICLE = {"vehicle_id": "v", "height_m": 4.0, "length_m": 16.5, "weight_t": 40.0, "axle_load_t": 10.0}
VEHICLE |= {"payload_t": 26.0, "factor_id": "lorry", **SOURCE}
SHIPS = [
    {"ship_id": "small", "draught_m": 5.0, "length_m": 90.0, "factor_id": "ship", **SOURCE},
    {"ship_id": "large", "draught_m": 12.0, "length_m": 200.0, "factor_id": "ship", **SOURCE},
]
TRANSFER = {
    "truck_rail": {"time_h": 2.0, "cost_eur_t": 2.0, **SOURCE},
    "truck_sea": {"time_h": 12.0, "cost_eur_t": 3.0, **SOURCE},
    "rail_sea": {"time_h": 12.0, "cost_eur_t": 3.0, **SOURCE},
    "siding": {"time_h": 4.0, "cost_eur_t": 1.0, **SOURCE},
}
# The road runs 20 m south of the plot, the track 20 m south of the road; both meet the joint 3 050 m east.
ROAD = [tiny.line((-500, -20), (3050, -20))]
RAIL = [tiny.line((1100, -40), (3050, -40))]
TERMINAL = [{"geometry": tiny.point(1100, -20), "kind": "rail_terminal", "name": "Yard"}]
QUAYS = [
    {"geometry": tiny.point(-400, -20), "name": "short", "depth_m": 6.0, "length_m": 100.0},
    {"geometry": tiny.point(-450, -20), "name": "silent", "length_m": 300.0},
]
JOINT = Joint("joint", "the park", tiny.X0_M + 3050, tiny.Y0_M - 20)
NODES = [
    {"node_id": "joint", "kind": "park", "name": "the park", "lat": 63.8, "lon": 23.0},
    {"node_id": "town", "kind": "town", "name": "Town", "lat": 64.8, "lon": 22.9},
    {"node_id": "mine", "kind": "town", "name": "Mine", "lat": 64.0, "lon": 25.0},
    {"node_id": "harbour", "kind": "port", "name": "Harbour", "lat": 62.0, "lon": 20.0},
    {"node_id": "island", "kind": "town", "name": "Island", "lat": 60.2, "lon": 20.0},
]
ROADS = [("joint", "town", 100.0), ("joint", "harbour", 60.0), ("town", "mine", 80.0)]
RAILS = [("joint", "town", 110.0), ("joint", "harbour", 55.0)]
ABROAD = [{"port_id": "abroad", "name": "Abroad", "country": "SE", "lat": 60.0, "lon": 20.0}]
NATIONAL_QUAYS = [
    {"quay_id": "h1", "port_id": "harbour", "quay": "1", "depth_m": 14.0, "length_m": 250.0},
    {"quay_id": "h2", "port_id": "harbour", "quay": "2", "length_m": 250.0},
]


def scenario(**more):
    given = {
        "freight_factors": FACTORS,
        "vehicles": [VEHICLE],
        "ships": SHIPS,
        "transfer": TRANSFER,
        "freight": {
            "vehicle_id": "v",
            "train_factor_id": "train",
            "ship_id": "small",
            "local_speed_kmh": 35.0,
        },
    }
    return tiny.scenario(**given | more)


def links(name, rows):
    return tiny.table(
        name,
        [{"link_id": f"{a}-{b}", "from_id": a, "to_id": b, "length_km": km} for a, b, km in rows],
    )


def atlas(*plots, rails=RAILS, joint=JOINT, national=True, **layers):
    given = {"roads": ROAD, "rail": RAIL, "places": TERMINAL, "ports": QUAYS}
    given = {name: rows for name, rows in {**given, **layers}.items() if rows}
    tables = [tiny.table("sea_ports", ABROAD), tiny.table("national_quays", NATIONAL_QUAYS)]
    if national:
        tables += [tiny.table("nodes", NODES), links("road_links", ROADS)]
        tables += [links("rail_links", rails)] if rails else []
    return tiny.atlas(
        *(plots or [tiny.square(0, 0)]), joint=joint if national else None, tables=tables, **given
    )


def sea():
    """Return one lane from the quay past the harbour to the port abroad."""
    quay = lat_lon(tiny.X0_M - 400, tiny.Y0_M - 20, tiny.WORKING)
    line = shapely.LineString([(quay.lon, quay.lat), (20.0, 62.0), (20.0, 60.0)])
    columns = {"passage": [""], "on_land": [False]}
    return SeaNetwork.of(gpd.GeoDataFrame(columns, geometry=[line], crs="OGC:CRS84"), "test lanes")


def row(place, **more):
    return FreightRow(**{"commodity": "goods", "t_yr": 1000.0, "place": place, **more})
