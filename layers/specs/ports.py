"""Ports, one row a quay."""

from layers.schema import POINTS, Column, LayerSpec, Style

SPEC = LayerSpec(
    name="ports",
    title="Port quays",
    key="quay_id",
    geometry=POINTS,
    style=Style("#0072b2", fill="#0072b2"),
    columns=(
        Column("quay_id", "identifier of the quay", required=True),
        Column("port", "port that the quay belongs to", required=True),
        Column("name", "name of the quay", required=True),
        Column("depth_m", "depth at the quay", kind="number", unit="m", minimum=0),
        Column(
            "candidate", "may be a quay; whether ships may berth is not known", kind="flag", default=False
        ),
        Column("length_m", "length of the quay", kind="number", unit="m", minimum=0),
        Column("owner", "whether the quay is open to all", choices=("public", "private")),
        Column("cargo_kinds", "kinds of cargo handled; several are parted by semicolons"),
        Column("fairway_draught_m", "draught of the fairway", kind="number", unit="m", minimum=0),
        Column("uses_source", "where owner, cargo and fairway come from"),
    ),
)
