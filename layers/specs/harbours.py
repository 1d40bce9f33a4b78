"""Harbours of the whole country, one row a port."""

from layers.schema import POINTS, Column, LayerSpec, Style

SPEC = LayerSpec(
    name="harbours",
    title="Merchant harbours",
    key="id",
    geometry=POINTS,
    style=Style("#009e73", fill="#009e73"),
    columns=(
        Column("id", "identifier of the harbour", required=True),
        Column("name_en", "name in English", required=True),
        Column("name_fi", "name in Finnish"),
        Column("name_sv", "name in Swedish"),
        Column("company", "who runs it"),
        Column("n_quays", "number of quays", kind="number", unit="quays", minimum=0),
        Column("quay_m", "length of all quays", kind="number", unit="m", minimum=0),
        Column("max_depth_m", "depth at the deepest quay", kind="number", unit="m", minimum=0),
        Column("sea", "sea area"),
    ),
)
