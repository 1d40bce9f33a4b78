"""Quays of all merchant harbours: a table of depths and lengths."""

from layers.schema import Column, LayerSpec

SPEC = LayerSpec(
    name="national_quays",
    title="Quays of the merchant harbours",
    key="quay_id",
    columns=(
        Column("quay_id", "identifier: port and quay", required=True),
        Column("port_id", "port, as the national nodes name it", required=True),
        Column("quay", "name of the quay", required=True),
        Column("depth_m", "depth at the quay", kind="number", unit="m", minimum=0),
        Column("length_m", "length of the quay", kind="number", unit="m", minimum=0),
        Column("owner", "whether the quay is open to all", choices=("public", "private")),
        Column("cargo_kinds", "kinds of cargo handled; several are parted by semicolons"),
        Column("fairway_draught_m", "draught of the fairway", kind="number", unit="m", minimum=0),
        Column("uses_source", "where owner, cargo and fairway come from"),
    ),
)
