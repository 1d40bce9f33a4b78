"""Nodes of the national road and rail tables: towns, ports and parks."""

from layers.schema import Column, LayerSpec

SPEC = LayerSpec(
    name="nodes",
    title="National nodes",
    key="node_id",
    columns=(
        Column("node_id", "identifier of the node", required=True),
        Column("kind", "town, port or park", required=True),
        Column("name", "name", required=True),
        Column("lat", "latitude", kind="number", unit="degrees", required=True, minimum=-90, maximum=90),
        Column("lon", "longitude", kind="number", unit="degrees", required=True, minimum=-180, maximum=180),
        Column("max_depth_m", "depth at the deepest quay", kind="number", unit="m", minimum=0),
        Column("quay_m", "length of all quays", kind="number", unit="m", minimum=0),
        Column("n_quays", "number of quays", kind="number", unit="quays", minimum=0),
        Column(
            "rail_snap_m",
            "distance from the node to the track measured from",
            kind="number",
            unit="m",
            minimum=0,
        ),
        Column(
            "road_snap_m",
            "distance from the node to the road measured from",
            kind="number",
            unit="m",
            minimum=0,
        ),
    ),
)
